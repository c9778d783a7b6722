"""Explanations as JSON: points with every camera, and what each zone misses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.coverage_views import coverage_view
from api.explain_words import part_sentence, point_title, sight_sentences
from api.texts.reader import Texts
from api.views import Json, hundredth, share
from planner.coverage.model import Coverage
from planner.coverage.reasons.model import (
    Hider,
    HidingPart,
    LevelAhead,
    MissingPart,
    Obstacle,
    PointExplanation,
    Sight,
    ZoneMissing,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A point that was asked about, with its degrees, and what is to be said of it."""

    lon_deg: float
    lat_deg: float
    explanation: PointExplanation


def explained_view(
    coverage: Coverage, missing: Sequence[ZoneMissing], points: Sequence[Told], texts: Texts
) -> Json:
    """Give a coverage with its reasons.

    Parameters
    ----------
    coverage : Coverage
    missing : sequence of ZoneMissing
        One per zone, in the coverage's order.
    points : sequence of Told
        Explained points.
    texts : Texts
        Language of the sentences.

    Returns
    -------
    dict
        ``coverage_view`` with ``missing`` in each zone, and ``points``.
    """
    view = coverage_view(coverage, texts)
    zones = [
        zone | {"missing": [part_view(part, texts) for part in gaps.parts]}
        for zone, gaps in zip(view["zones"], missing, strict=True)
    ]
    return view | {"zones": zones, "points": [point_view(point, texts) for point in points]}


def part_view(part: MissingPart, texts: Texts) -> Json:
    """Give one missing part of a zone; ``by`` lists the cameras, or what hides it."""
    by: list[Json] = [
        {
            "camera": one.camera,
            "area_m2": hundredth(one.area_m2),
            "worst_px_per_m": hundredth(one.worst_px_per_m),
            "best_px_per_m": hundredth(one.best_px_per_m),
        }
        for one in part.cameras
    ]
    if part.reason == "hidden":
        by = [_hiding(hider) for hider in part.hiders]
    return {
        "reason": part.reason,
        "area_m2": hundredth(part.area_m2),
        "share": share(part.share),
        "asked_px_per_m": part.asked_px_per_m,
        "by": by,
        "at": {"x": round(part.place[0], 3), "y": round(part.place[1], 3)},
        "sentence": part_sentence(part, texts),
    }


def point_view(point: Told, texts: Texts) -> Json:
    """Give an explained point: each camera once, those that see it first."""
    explanation = point.explanation
    several = len(explanation.targets_m) > 1
    return {
        "x": round(explanation.x, 3),
        "y": round(explanation.y, 3),
        "lon": round(point.lon_deg, 7),
        "lat": round(point.lat_deg, 7),
        "target_heights_m": list(explanation.targets_m),
        "seen_by": list(explanation.seen_by),
        "inside": [_obstacle(obstacle) for obstacle in explanation.inside],
        "sentence": point_title(explanation, texts),
        "cameras": [
            _sight(sight) | {"sentences": sight_sentences(sight, texts, several=several)}
            for sight in explanation.sights
        ],
    }


def _sight(sight: Sight) -> Json:
    return {
        "id": sight.camera,
        "sensor": sight.sensor,
        "seen": sight.seen,
        "reasons": list(sight.reasons),
        "target_height_m": sight.target_m,
        "distance_m": hundredth(sight.distance_m),
        "slant_m": hundredth(sight.slant_m),
        "depth_m": hundredth(sight.depth_m),
        "depression_deg": hundredth(sight.depression_deg),
        "off_axis_deg": hundredth(sight.off_axis_deg),
        "density_px_per_m": hundredth(sight.density_px_per_m),
        "vertical_px_per_m": _metres(sight.vertical_px_per_m),
        "density_model": sight.density_model,
        "level": sight.level or None,
        "next_level": _ahead(sight.next_level),
        "near_limit_m": _metres(sight.near_limit_m),
        "far_limit_m": _metres(sight.far_limit_m),
        "range_m": _metres(sight.range_m),
        "in_reach": sight.in_reach,
        "hidden_by": [_hider(hider) for hider in sight.hidden_by],
        "lens_over_all_m": _metres(sight.lens_over_all_m),
    }


def _ahead(level: LevelAhead | None) -> Json | None:
    if level is None:
        return None
    return {
        "name": level.name,
        "min_px_per_m": level.min_px_per_m,
        "distance_m": _metres(level.distance_m),
    }


def _obstacle(obstacle: Obstacle) -> Json:
    return {
        "id": obstacle.id or None,
        "kind": obstacle.kind,
        "name": obstacle.name or None,
        "height_m": hundredth(obstacle.height_m),
        "min_height_m": hundredth(obstacle.base_m),
        "height_status": obstacle.height_status,
    }


def _hider(hider: Hider) -> Json:
    return _obstacle(hider.obstacle) | {
        "distance_m": hundredth(hider.distance_m),
        "line_height_m": hundredth(hider.line_m),
        "max_height_m": hundredth(hider.most_height_m),
        "min_underside_m": _metres(hider.least_base_m),
        "lens_over_m": hundredth(hider.lens_over_m),
    }


def _hiding(part: HidingPart) -> Json:
    return _obstacle(part.obstacle) | {
        "cameras": list(part.cameras),
        "area_m2": hundredth(part.area_m2),
        "alone_m2": hundredth(part.alone_m2),
        "max_height_for_half_m": hundredth(part.half_height_m),
        "max_height_for_all_m": hundredth(part.all_height_m),
        "lens_for_half_m": _metres(part.half_lens_m),
        "lens_for_all_m": _metres(part.all_lens_m),
    }


def _metres(value: float | None) -> float | None:
    return None if value is None else hundredth(value)
