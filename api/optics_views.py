"""What cameras could do, as JSON: reach of PTZ heads, plates, the order of 2007, density models.

Lengths in m and areas in m2 to 0.01, densities in px/m to 0.01, angles in degrees to 0.01,
exposures in ms to 0.001. A reach is told apart: ``counted`` is false, always. Findings are told
with those of the camera, not here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from api.texts.reader import Texts
from planner.catalogues.model import Label, PlateRule
from planner.coverage.apart.plate import Exposure, PlateCheck, StreetCapture
from planner.coverage.apart.reach import PresetReach, Reach, ReachLevel
from planner.equipment.recording_rules import Check, RecordedStream, Recording

Json = dict[str, Any]


def density_model_view(model: str, texts: Texts) -> Json:
    """Give a density model (``planner.optics.DensityModel``) with its name."""
    return {"code": model, "label": texts.say(f"optics.density_model.{model}")}


def reach_view(reach: Reach | None, texts: Texts) -> Json | None:
    """Give what a PTZ camera can reach, None for a camera that does not turn."""
    if reach is None:
        return None
    coarsest = reach.levels[0] if reach.levels else None
    return {
        "counted": False,
        "level": None if coarsest is None else coarsest.name,
        "least_px_per_m": None if coarsest is None else coarsest.min_px_per_m,
        "limit_m": _hundredth(reach.limit_m),
        "capped": coarsest is not None and coarsest.capped,
        "cap_m": _hundredth(reach.cap_m),
        "dead_zone_m": _hundredth(reach.dead_zone_m),
        "tilt_max_deg": _hundredth(reach.tilt_max_deg),
        "hfov_tele_deg": _hundredth(reach.hfov_tele_deg),
        "density_model": density_model_view(reach.density_model, texts),
        "area_m2": _hundredth(reach.area_m2),
        "levels": [_level(level) for level in reach.levels],
        "presets": [_preset(preset) for preset in reach.presets],
        "presets_area_m2": _hundredth(reach.presets_area_m2),
    }


def plate_view(check: PlateCheck | None, texts: Texts) -> Json | None:
    """Give what a camera shows of plates, None for a camera that is not there for plates."""
    if check is None:
        return None
    plates = check.plates
    return {
        "holds": check.holds,
        "plate_width_m": _hundredth(plates.width_m),
        "plate_height_m": _hundredth(plates.height_m),
        "blur_px": _hundredth(plates.blur_px),
        "density_model": density_model_view(check.density_model, texts),
        "rules": [_rule(rule, plates.width_m, texts) for rule in plates.rules],
        "streets": [_street(street) for street in check.streets],
    }


def recording_view(recording: Recording, texts: Texts) -> Json:
    """Give what a camera stores, held against the order of 3 August 2007."""
    return {
        "view": recording.view,
        "verdict": recording.verdict,
        "streams": [_stream(stream, texts) for stream in recording.streams],
    }


def recordings_view(recordings: Sequence[Recording], texts: Texts) -> dict[str, Json]:
    """Give the recordings of a plan by camera id."""
    return {recording.camera: recording_view(recording, texts) for recording in recordings}


def system_view(checks: Sequence[Check], texts: Texts) -> list[Json]:
    """Give the rules of the order that bear on the whole system."""
    return [_check(check, texts) for check in checks]


def _level(level: ReachLevel) -> Json:
    return {
        "name": level.name,
        "min_px_per_m": level.min_px_per_m,
        "limit_m": _hundredth(level.limit_m),
        "capped": level.capped,
        "area_m2": _hundredth(level.area_m2),
    }


def _preset(preset: PresetReach) -> Json:
    return {
        "name": preset.name,
        "home": preset.home,
        "bearing_deg": _hundredth(preset.bearing_deg),
        "tilt_deg": _hundredth(preset.tilt_deg),
        "hfov_deg": _hundredth(preset.hfov_deg),
        "area_m2": _hundredth(preset.area_m2),
    }


def _rule(rule: PlateRule, plate_m: float, texts: Texts) -> Json:
    return {
        "id": rule.id,
        "label": _named(rule.label, texts),
        "least_px_per_m": _hundredth(rule.plate_px / plate_m),
        "plate_px": _hundredth(rule.plate_px),
        "horizontal_deg": _hundredth(rule.horizontal_deg),
        "vertical_deg": _hundredth(rule.vertical_deg),
        "status": rule.status,
        "source": rule.source.href or rule.source.title,
    }


def _street(street: StreetCapture) -> Json:
    told: dict[str, Any] = {
        "street": street.street,
        "name": street.name,
        "along_axis": not street.street,
        "rule": street.rule,
        "holds": street.holds,
        "fails": [street.fails] if street.fails else [],
        "lanes": street.lanes,
        "lanes_held": street.lanes_held,
        "lanes_covered": street.lanes_covered,
        "exposures": [_exposure(exposure) for exposure in street.exposures],
    }
    figures = (
        "start_m", "end_m", "length_m", "capture_m", "px_per_m", "plate_px", "horizontal_deg",
        "vertical_deg", "frame_width_m",
    )  # fmt: skip
    for name in figures:
        told[name] = _hundredth(getattr(street, name)) if street.holds else None
    return told


def _exposure(exposure: Exposure) -> Json:
    longest = exposure.longest_s
    return {
        "speed_kmh": _hundredth(exposure.speed_kmh),
        "longest_ms": None if math.isinf(longest) else round(1000.0 * longest, 3),
    }


def _stream(recorded: RecordedStream, texts: Texts) -> Json:
    return {
        "width_px": recorded.stream.width_px,
        "height_px": recorded.stream.height_px,
        "fps": _hundredth(recorded.stream.fps),
        "checks": [_check(check, texts) for check in recorded.checks],
    }


def _check(check: Check, texts: Texts) -> Json:
    return {
        "rule": check.rule,
        "label": texts.say(f"optics.recording_rule.{check.rule}"),
        "article": check.article,
        "asked": [_hundredth(value) for value in check.asked],
        "found": [_hundredth(value) for value in check.found],
        "verdict": check.verdict,
    }


def _named(label: Label, texts: Texts) -> str:
    return label.fr if texts.language == "fr" else label.en


def _hundredth(value: float) -> float:
    return round(float(value), 2) + 0.0  # no negative zero
