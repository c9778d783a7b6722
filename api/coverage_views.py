"""What is seen, as JSON: the shape of the contract, areas in m2, limits in m."""

from __future__ import annotations

from collections.abc import Iterable

from api.optics_views import density_model_view, plate_view, reach_view
from api.texts.reader import Texts
from api.views import Json, findings_view, hundredth, share
from planner.coverage.model import CameraCoverage, Coverage, LevelArea, ZoneCoverage
from planner.coverage.told import models_used


def coverage_view(coverage: Coverage, texts: Texts) -> Json:
    """Give what is seen: cameras, zones and their union (areas in m2, limits in m)."""
    models = [model for model, _ in models_used(coverage.cameras)]
    return {
        "standard": coverage.standard,
        "target_height_m": coverage.target_height_m,
        "cell_m": coverage.cell_m,
        "also_heights_m": list(coverage.also_heights_m),
        "density_model": models[0] if models else coverage.density_model,
        "density_models": [density_model_view(model, texts) for model in models],
        "areas": coverage.areas,
        "cameras": [_camera(camera, coverage, texts) for camera in coverage.cameras],
        "zones": [_zone(zone) for zone in coverage.zones],
        "union": {
            "visible_area_m2": hundredth(coverage.union_visible_m2),
            "public_area_m2": hundredth(coverage.union_public_m2),
            "levels": _levels(coverage.union_levels),
            "street_length_m": hundredth(coverage.street_length_m),
            "street_length_seen_m": hundredth(coverage.street_length_seen_m),
        },
        "findings": findings_view(coverage.findings, texts),
    }


def _camera(camera: CameraCoverage, coverage: Coverage, texts: Texts) -> Json:
    reach = next((one for one in coverage.reaches if one.camera == camera.id), None)
    plates = next((one for one in coverage.plates if one.camera == camera.id), None)
    return {
        "id": camera.id,
        "visible_area_m2": hundredth(camera.visible_area_m2),
        "public_area_m2": hundredth(camera.public_area_m2),
        "levels": _levels(camera.levels),
        "near_limit_m": _limit(camera.near_limit_m),
        "far_limit_m": _limit(camera.far_limit_m),
        "density_model": density_model_view(camera.density_model, texts),
        "reach": reach_view(reach, texts),
        "plates": plate_view(plates, texts),
        "findings": findings_view(camera.findings, texts),
    }


def _levels(levels: Iterable[LevelArea]) -> list[Json]:
    return [
        {
            "name": level.name,
            "min_px_per_m": level.min_px_per_m,
            "area_m2": hundredth(level.area_m2),
        }
        for level in levels
    ]


def _limit(metres: float | None) -> float | None:
    return None if metres is None else round(metres, 6)


def _share_or_none(value: float | None) -> float | None:
    return None if value is None else share(value)


def _zone(zone: ZoneCoverage) -> Json:
    return {
        "id": zone.id,
        "label": zone.label,
        "level": zone.level,
        "area_m2": hundredth(zone.area_m2),
        "public_share": _share_or_none(zone.public_share),
        "covered_area_m2": hundredth(zone.covered_area_m2),
        "covered_share": _share_or_none(zone.covered_share),
        "covered_share_low": _share_or_none(zone.covered_share_low),
        "by": [{"camera": camera, "share": share(part)} for camera, part in zone.by],
    }
