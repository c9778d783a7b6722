"""Why a point is seen, or not, by each camera: asked of one point, answered at once.

Nothing here comes from the engine: the point is projected into each picture (``picture``) and
each sight line is followed over the buildings and walls that it meets (``crossings``). On a
centre of a cell both must say the same; a test holds them to it.

A point is at the height of the target above its ground; where several heights must be seen (head
and feet), each is asked and the worst is told. With relief, ground heights come from
a ``Land``; the ground itself is then followed along the line, step by step.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from planner.catalogues.model import Catalogue
from planner.coverage.engine.eyes import Eye
from planner.coverage.measure import SLANT_MODEL
from planner.coverage.model import Coverage
from planner.coverage.reasons.blockers import Blockers, Land, blockers_of
from planner.coverage.reasons.crossings import Lines, Spans, stopping
from planner.coverage.reasons.land import land_of
from planner.coverage.reasons.model import (
    Hider,
    LevelAhead,
    Obstacle,
    PointExplanation,
    Reason,
    Sight,
)
from planner.coverage.reasons.picture import (
    Placing,
    Targets,
    eyes_over,
    placed,
    reach_m,
    vertical_density,
    would_reach,
)
from planner.coverage.seen import ROUNDING
from planner.coverage.watch import Scale
from planner.optics import (
    Aim,
    Optics,
    Panoramic,
    contour,
    density_model_of,
    far_limit,
    near_edge,
    near_limit,
)
from planner.plan import Plan
from planner.scene.model import Scene


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Explainer:
    """A plan on its scene, made ready to be asked about any point.

    Attributes
    ----------
    eyes : tuple of tuple of Eye
        Those of each camera.
    blockers : Blockers
        What may stand in the way.
    scale : Scale
        Levels, target, density model.
    land : Land
        Ground heights.
    """

    eyes: tuple[tuple[Eye, ...], ...]
    blockers: Blockers
    scale: Scale
    land: Land


def scale_of(plan: Plan, catalogue: Catalogue, coverage: Coverage) -> Scale:
    """Give the ruler that a coverage was measured with."""
    return Scale(
        levels=catalogue.standards[coverage.standard].levels,
        cell_m=coverage.cell_m,
        target_m=coverage.target_height_m,
        also_m=coverage.also_heights_m,
        slant=coverage.density_model == SLANT_MODEL,
        draw=False,
        north_deg=plan.north_deg,
    )


def explainer_of(
    scene: Scene, plan: Plan, catalogue: Catalogue, scale: Scale, *, land: Land | None = None
) -> Explainer:
    """Make a plan on its scene ready for questions.

    Parameters
    ----------
    scene : Scene
    plan : Plan
        Cameras where their lenses really are (``planner.coverage.standing``).
    catalogue : Catalogue
        Where models are looked up.
    scale : Scale
        Levels, target height, density model.
    land : Land, optional
        Ground heights; those of the scene's relief when absent.

    Raises
    ------
    CatalogueError
        ``unknown_model``, ``camera_without_optics``.
    PlanError
        ``optics_impossible``.
    """
    land = land_of(scene) if land is None else land
    return Explainer(
        eyes=eyes_over(plan, catalogue),
        blockers=blockers_of(scene, land=land),
        scale=scale,
        land=land,
    )


def explain_point(explainer: Explainer, x: float, y: float) -> PointExplanation:
    """Say how every camera stands to a point.

    Parameters
    ----------
    explainer : Explainer
    x, y : float
        Scene's CRS.

    Returns
    -------
    PointExplanation
        Each camera once, by its best sensor.
    """
    blockers, scale = explainer.blockers, explainer.scale
    inside = tuple(blockers.obstacles[k] for k in blockers.holding(x, y))
    ground_m = _ground(explainer.land, x, y)
    places = [
        _Place(x=x, y=y, ground_m=ground_m, target_m=target, inside=bool(inside))
        for target in scale.targets_m
    ]
    sights = [_of_camera(eyes, places, explainer) for eyes in explainer.eyes]
    return PointExplanation(
        x=x,
        y=y,
        targets_m=scale.targets_m,
        inside=inside,
        sights=tuple(sorted(sights, key=lambda sight: (*_best_first(sight), sight.camera))),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A target: its coordinates, the ground, its height above it, whether it is indoors."""

    x: float
    y: float
    ground_m: float
    target_m: float
    inside: bool

    @property
    def z(self) -> float:
        """Height, ground included."""
        return self.ground_m + self.target_m


def _of_camera(eyes: Sequence[Eye], places: Sequence[_Place], explainer: Explainer) -> Sight:
    """Give the best sensor's view, each judged by the height that it sees the least."""
    by_eye = [
        min(
            (_sight(eye, sensor, place, explainer) for place in places),
            key=lambda sight: (sight.seen, sight.density_px_per_m * sight.seen),
        )
        for sensor, eye in enumerate(eyes)
    ]
    return min(by_eye, key=_best_first)


_OUT_OF_FRAME = frozenset(["behind", "left", "right", "too_near", "too_high"])


def _best_first(sight: Sight) -> tuple[bool, bool, int, float]:
    """Order sights: seen, then near enough, then in the picture, then with fewer reasons."""
    if sight.seen:
        return False, False, 0, -sight.density_px_per_m
    out = sum(reason in _OUT_OF_FRAME for reason in sight.reasons)
    return True, not sight.in_reach, 2 * out + len(sight.reasons), sight.distance_m


def _ground(land: Land, x: float, y: float) -> float:
    return float(land.heights(np.array([x]), np.array([y]))[0])


def _sight(eye: Eye, sensor: int, place: _Place, explainer: Explainer) -> Sight:
    scale = explainer.scale
    east, north = place.x - eye.x, place.y - eye.y
    foot = explainer.land.foot(eye.x, eye.y)
    rise = foot + eye.height_m - place.z
    targets = Targets(east=np.array([east]), north=np.array([north]), rise_m=np.array([rise]))
    picture = placed(eye, targets, slant=scale.slant)
    distance = math.hypot(east, north)
    depth, density = float(picture.depth_m[0]), float(picture.density_px_per_m[0])
    ahead, left = float(picture.ahead_m[0]), float(picture.left_m[0])
    hidden_by = tuple(_hiders(eye, foot, place, explainer))
    near_m, far_m = _limits(eye, rise)
    level = int(np.searchsorted(scale.thresholds * ROUNDING, density, side="right"))
    way = _Way(ahead_m=ahead, distance_m=distance, rise_m=rise, inside=bool(picture.across[0]))
    return Sight(
        camera=eye.camera,
        sensor=sensor,
        target_m=place.target_m,
        distance_m=distance,
        slant_m=math.hypot(distance, rise),
        depth_m=depth,
        depression_deg=math.degrees(math.atan2(rise, distance)),
        off_axis_deg=-math.degrees(math.atan2(left, ahead)),
        density_px_per_m=density,
        vertical_px_per_m=_on_a_person(eye.optics, ahead, depth),
        density_model=density_model_of(eye.optics, slant=scale.slant),
        level=scale.levels[level - 1].name if level else "",
        next_level=_next_level(eye, way, scale, level),
        near_limit_m=near_m,
        far_limit_m=far_m,
        range_m=eye.optics.range_m,
        in_reach=bool(would_reach(eye, targets, scale.levels[0].min_px_per_m)[0]),
        reasons=_reasons(
            picture, too_coarse=not level, inside=place.inside, hidden=bool(hidden_by)
        ),
        hidden_by=hidden_by,
    )


def _reasons(
    picture: Placing, *, too_coarse: bool, inside: bool, hidden: bool
) -> tuple[Reason, ...]:
    """Give every reason against, those of the picture first."""
    against: dict[Reason, bool] = {
        "behind": bool(picture.behind[0]),
        "left": bool(picture.left[0]),
        "right": bool(picture.right[0]),
        "too_near": bool(picture.below[0]),
        "too_high": bool(picture.above[0]),
        "too_coarse": too_coarse and not picture.behind[0],
        "beyond_range": bool(picture.beyond_range[0]),
        "inside": inside,
        "hidden": hidden,
    }
    return tuple(reason for reason, holds in against.items() if holds)


def _on_a_person(optics: Optics, ahead_m: float, depth_m: float) -> float | None:
    if isinstance(optics, Panoramic) or depth_m <= 0.0:
        return None
    return max(0.0, vertical_density(optics, ahead_m, depth_m))


def _limits(eye: Eye, rise_m: float) -> tuple[float | None, float | None]:
    """Give where the picture begins and ends on its axis, at the height of the target."""
    if isinstance(eye.optics, Panoramic):
        return 0.0, None
    if rise_m <= 0.0:  # uphill, on a target as high as the lens: no such plane below
        return None, None
    aim = Aim(lens=eye.optics, tilt_deg=eye.tilt_deg, rise_m=rise_m)
    return near_limit(aim), far_limit(aim)


# --- the next finer level ---------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """The way from a camera to a point; ``inside`` when the picture is wide enough for it."""

    ahead_m: float
    distance_m: float
    rise_m: float
    inside: bool


def _next_level(eye: Eye, way: _Way, scale: Scale, level: int) -> LevelAhead | None:
    """Give the level after the one reached, and where it begins on the way to the point."""
    if level == len(scale.levels):
        return None
    finer = scale.levels[level]
    distance = _where(eye, way, finer.min_px_per_m, slant=scale.slant) if way.inside else None
    return LevelAhead(name=finer.name, min_px_per_m=finer.min_px_per_m, distance_m=distance)


def _where(eye: Eye, way: _Way, least_px_per_m: float, *, slant: bool) -> float | None:
    """Give the farthest distance on the way at which the picture holds a density."""
    farthest = math.inf if eye.optics.range_m is None else eye.optics.range_m
    if isinstance(eye.optics, Panoramic):
        return min(reach_m(eye, least_px_per_m), farthest)
    if way.ahead_m <= 0.0 or way.rise_m <= 0.0:
        return None
    aim = Aim(lens=eye.optics, tilt_deg=eye.tilt_deg, rise_m=way.rise_m)
    if slant:
        square = reach_m(eye, least_px_per_m) ** 2 - way.rise_m**2
        distance = math.sqrt(max(0.0, square))
    else:
        distance = contour(aim, least_px_per_m) / way.ahead_m * way.distance_m
    near = max(0.0, near_edge(aim) / way.ahead_m * way.distance_m)
    distance = min(distance, farthest)
    return distance if math.isfinite(distance) and near < distance else None


# --- what stands in the way -------------------------------------------------------------


def _hiders(eye: Eye, foot_m: float, place: _Place, explainer: Explainer) -> list[Hider]:
    """Give what stops the sight line, the nearest to the lens first."""
    lines = Lines(
        x=eye.x,
        y=eye.y,
        z=foot_m + eye.height_m,
        dx=np.array([place.x - eye.x]),
        dy=np.array([place.y - eye.y]),
        target_z=np.array([place.z]),
    )
    spans = stopping(lines, explainer.blockers)
    met = [
        _hider(lines, spans.pick(spans.blocker == k), foot_m, explainer.blockers)
        for k in np.unique(spans.blocker)
    ]
    found = [*met, *_relief(lines, foot_m, explainer.land)]
    return sorted(found, key=lambda hider: (hider.distance_m, hider.obstacle.id))


def _hider(lines: Lines, spans: Spans, foot_m: float, blockers: Blockers) -> Hider:
    """Tell of one obstacle, over which the line may pass more than once."""
    k = int(spans.blocker[0])
    lowest = int(np.argmin(spans.low_m))
    falling = lines.target_z[0] <= lines.z
    share = spans.leave[lowest] if falling else spans.enter[lowest]
    ends = np.concatenate((spans.enter, spans.leave))
    tops = np.concatenate((spans.ground_m, spans.ground_m)) + blockers.top_m[k]
    over = (tops - ends * lines.target_z[0]) / (1.0 - ends)
    floats = blockers.base_m[k] > 0.0
    return Hider(
        obstacle=blockers.obstacles[k],
        distance_m=float(share) * math.hypot(lines.dx[0], lines.dy[0]),
        line_m=float(spans.low_m[lowest]),
        least_base_m=float(spans.high_m.max()) if floats else None,
        lens_over_m=float(over.max()) - foot_m,
    )


def _relief(lines: Lines, foot_m: float, land: Land) -> Iterator[Hider]:
    """Follow the ground under the line: where it rises above it, the relief hides the point."""
    if land.step_m <= 0.0:
        return
    distance = math.hypot(lines.dx[0], lines.dy[0])
    count = math.ceil(distance / land.step_m)
    share = np.arange(1, count) / max(count, 1)
    ground = land.heights(lines.x + share * lines.dx[0], lines.y + share * lines.dy[0])
    line = lines.height_at(np.zeros(len(share), dtype=np.int64), share)
    under = np.flatnonzero(ground > line)  # unknown ground hides nothing
    if not len(under):
        return
    first = under[0]
    over = (ground[under] - share[under] * lines.target_z[0]) / (1.0 - share[under])
    yield Hider(
        obstacle=Obstacle(
            id="", kind="relief", height_m=float(ground[first]) - foot_m, height_status="measured"
        ),
        distance_m=float(share[first]) * distance,
        line_m=float(line[first]) - foot_m,
        least_base_m=None,
        lens_over_m=float(over.max()) - foot_m,
    )
