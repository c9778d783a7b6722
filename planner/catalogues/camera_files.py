"""Camera files: generic models, their optics, stream, power and infrared range."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from planner.catalogues.documents import Entry
from planner.catalogues.model import Bitrate, CameraKind, CameraModel, PriceStatus, Source
from planner.catalogues.sourced import PRICE_STATUSES, label, named_sources, source

KINDS = ("fixed", "plate", "ptz", "multi", "panoramic", "nomad")
CODECS = ("h264", "h265")

_FLATTEST_DEG = 179.0  # a flat picture sees less than half a turn
_WIDEST_DEG: dict[CameraKind, float] = {"panoramic": 360.0}
_STEEPEST_DEG = 120.0  # straight down is 90; some heads flip past it
_LARGEST_MM = 50.0  # larger than any sensor of a video camera

_REQUIRED = (
    "label", "kind", "item", "width_px", "height_px", "focal_mm", "hfov_deg", "sensors",
    "streams", "status", "source", "stream", "power", "infrared", "microphone",
)  # fmt: skip


def parse_cameras(top: Entry) -> dict[str, CameraModel]:
    """Read a camera file.

    Parameters
    ----------
    top : Entry
        The file: ``sources`` named once, ``cameras`` keyed by model id.

    Returns
    -------
    dict of str to CameraModel
        In the file's order; pixels, millimetres, degrees, watts, Mbit/s, metres.

    Raises
    ------
    CatalogueError
        When a field is missing, unknown, unsourced, out of its list or out of order.
    """
    top.only(("cameras",), optional=("sources",))
    named = named_sources(top)
    return {name: _camera(name, entry, named) for name, entry in top.entries("cameras")}


def _camera(name: str, entry: Entry, named: Mapping[str, Source]) -> CameraModel:
    entry.only(_REQUIRED, optional=("note", "checked_on", "sensor", "tilt"))
    kind = cast("CameraKind", entry.choice("kind", KINDS))
    status = entry.choice("status", PRICE_STATUSES)
    focal_min, focal_max = _ends(entry.entry("focal_mm"), "min", "max")
    hfov_tele, hfov_wide = _ends(entry.entry("hfov_deg"), "tele", "wide")
    if hfov_wide > _WIDEST_DEG.get(kind, _FLATTEST_DEG):
        raise entry.fault("catalogue_bad_value", "hfov_deg.wide", value=hfov_wide)
    sensor_width, sensor_height = _sensor(entry, named)
    infrared = _sourced(entry.entry("infrared"), ("range_m",), named)
    power = _sourced(entry.entry("power"), ("watts",), named)
    return CameraModel(
        id=name,
        label=label(entry),
        kind=kind,
        item=entry.text("item"),
        width_px=entry.whole("width_px"),
        height_px=entry.whole("height_px"),
        focal_min_mm=focal_min,
        focal_max_mm=focal_max,
        hfov_wide_deg=hfov_wide,
        hfov_tele_deg=hfov_tele,
        streams=entry.whole("streams"),
        stream=_stream(entry.entry("stream"), named),
        power_w=power.number("watts"),
        ir_range_m=infrared.number("range_m"),
        microphone=entry.flag("microphone"),
        sensors=entry.whole("sensors"),
        status=cast("PriceStatus", status),
        source=source(entry, named, status),
        note=entry.text("note", default=""),
        sensor_width_mm=sensor_width,
        sensor_height_mm=sensor_height,
        tilt_max_deg=_tilt(entry, kind, named),
    )


def _sensor(entry: Entry, named: Mapping[str, Source]) -> tuple[float | None, float | None]:
    """Read the area of the sensor that the mode reads, in mm, where it is given."""
    if not entry.has("sensor"):
        return None, None
    sensor = _sourced(entry.entry("sensor"), ("width_mm", "height_mm"), named)
    sides = []
    for name in ("width_mm", "height_mm"):
        side = sensor.number(name)
        if not 0.0 < side <= _LARGEST_MM:
            raise sensor.fault("catalogue_bad_value", name, value=side)
        sides.append(side)
    return sides[0], sides[1]


def _tilt(entry: Entry, kind: CameraKind, named: Mapping[str, Source]) -> float | None:
    """Read how far a PTZ turns below the horizon, in degrees: every PTZ says it, no other does."""
    if entry.has("tilt") != (kind == "ptz"):
        code = "catalogue_missing_field" if kind == "ptz" else "catalogue_unknown_field"
        raise entry.fault(code, "tilt")
    if kind != "ptz":
        return None
    tilt = _sourced(entry.entry("tilt"), ("max_deg",), named)
    most = tilt.number("max_deg")
    if not 0.0 < most <= _STEEPEST_DEG:
        raise tilt.fault("catalogue_bad_value", "max_deg", value=most)
    return most


def _ends(entry: Entry, least: str, most: str) -> tuple[float, float]:
    entry.only((least, most))
    low, high = entry.number(least), entry.number(most)
    if not 0.0 < low <= high:
        raise entry.fault("catalogue_out_of_order", least, low=low, likely=low, high=high)
    return low, high


def _stream(entry: Entry, named: Mapping[str, Source]) -> Bitrate:
    _sourced(entry, ("codec", "fps", "mbps"), named)
    return Bitrate(
        codec=entry.choice("codec", CODECS), fps=entry.number("fps"), mbps=entry.number("mbps")
    )


def _sourced(entry: Entry, values: tuple[str, ...], named: Mapping[str, Source]) -> Entry:
    """Check that a group of values has its own status and source, and give it back."""
    entry.only((*values, "status", "source"), optional=("checked_on",))
    source(entry, named, entry.choice("status", PRICE_STATUSES))
    return entry
