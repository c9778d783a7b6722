"""Cameras of a plan file: what each member means, its default, and what to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from shapely import Point

from geodata.plan_optics import read_optics
from planner.findings import Finding, blocking, warning
from planner.members import FIRST_YEAR, LAST_YEAR, Members, shorten
from planner.optics import Panoramic
from planner.plan import Camera, Link, Mission, Power, Preset, Sensor, Status, Support

HIGHEST_M = 60.0
LAST_PURPOSE = 11  # CSI L251-2 numbers the purposes of filming from 1 to 11
_PIXELS = re.compile(r"([1-9]\d{0,5}) *[x×X] *([1-9]\d{0,5})")
SILENT = ("off", "none", "no", "")

Polygon = tuple[tuple[float, float], ...]


def read_camera(members: Members, position: Point) -> Camera:
    """Read the members of a camera.

    Parameters
    ----------
    members : Members
        Properties of the feature, ``where`` being its id.
    position : Point
        In the scene's CRS.

    Returns
    -------
    Camera
        Bearings brought into [0, 360).

    Raises
    ------
    VigieError
        ``camera_without_optics``, ``preset_home_twice``, ``mask_not_polygon``,
        ``optics_without_angle``, ``stream_unreadable`` and the ``member_*`` codes.
    """
    members.require("height_m")
    camera = Camera(
        id=members.where,
        position=position,
        height_m=height_of(members),
        bearing_deg=_bearing(members),
        tilt_deg=_tilt(members),
        model=members.text("model"),
        focal_mm=members.number("focal_mm", least=0.0, most=10_000.0, above=True),
        hfov_deg=members.number("hfov_deg", least=0.0, most=360.0, above=True),
        mast=members.text("mast"),
        support=_support(members),
        ir_range_m=members.number("ir_range_m", least=0.0, most=10_000.0),
        mission=members.word("mission", get_args(Mission)),
        purposes=_purposes(members),
        justification=members.text("justification"),
        plate_software=members.word("plate_software", ("none", "search", "reading")) or "none",
        audio=_audio(members),
        masks=_masks(members),
        link=members.word("link", get_args(Link)) or "auto",
        power=members.word("power", get_args(Power)),
        phase=members.text("phase"),
        year=members.whole("year", least=FIRST_YEAR, most=LAST_YEAR),
        status=members.word("status", get_args(Status)) or "new",
        executed=members.flag("executed"),
        label=members.text("label"),
        stream=_stream(members),
    )
    return _with_optics(camera, members)


def height_of(members: Members) -> float:
    """Read the height of a lens, a mast or a relay above ground, in metres, up to 60."""
    members.require("height_m")
    return members.number("height_m", least=0.0, most=HIGHEST_M, above=True) or 0.0


def look_at(camera: Camera, members: Members) -> Iterator[Finding]:
    """Give what there is to look at in a camera, beside its place.

    Yields
    ------
    Finding
        ``bearing_wrapped``, ``bearing_missing``, ``support_ignored``, ``purpose_missing``,
        ``justification_missing`` (warnings), ``plate_software``, ``audio_not_off`` (blocking).
    """
    written = members.number("bearing_deg")
    if written is not None and not 0.0 <= written <= 360.0:
        yield warning(
            "bearing_wrapped", subject=camera.id, written=written, used=camera.bearing_deg
        )
    if written is None and _needs_bearing(camera):
        yield warning("bearing_missing", subject=camera.id)
    if camera.mast and members.text("support") not in {"", "mast"}:
        yield warning("support_ignored", subject=camera.id, support=members.text("support"))
    if not camera.purposes:
        yield warning("purpose_missing", subject=camera.id)
    if not camera.justification:
        yield warning("justification_missing", subject=camera.id)
    if camera.plate_software != "none":
        yield blocking("plate_software", subject=camera.id, software=camera.plate_software)
    if camera.audio:
        yield blocking("audio_not_off", subject=camera.id)


def _needs_bearing(camera: Camera) -> bool:
    all_round = isinstance(camera.optics, Panoramic) and camera.optics.hfov_deg == 360.0
    return not (all_round or camera.sensors or camera.presets)


def _with_optics(camera: Camera, members: Members) -> Camera:
    """Add the lenses: the camera's own, its sensors', its presets'."""
    own = members.child("optics")
    optics = (
        None
        if own is None
        else read_optics(own, hfov_deg=camera.hfov_deg, focal_mm=camera.focal_mm)
    )
    camera = replace(camera, optics=optics)
    sensors = tuple(_sensor(sensor, camera) for sensor in members.children("sensors"))
    if optics is None and not sensors and not camera.model:
        raise members.error("camera_without_optics", where=members.where)
    return replace(camera, sensors=sensors, presets=_presets(members, camera))


def _sensor(sensor: Members, camera: Camera) -> Sensor:
    own = sensor.child("optics")
    optics = camera.optics if own is None else read_optics(own)
    if optics is None:
        raise sensor.error("member_missing", where=sensor.where, member="optics")
    sensor.require("bearing_deg")
    tilt = _tilt(sensor) if sensor.has("tilt_deg") else camera.tilt_deg
    return Sensor(bearing_deg=_bearing(sensor), tilt_deg=tilt, optics=optics)


def _presets(members: Members, camera: Camera) -> tuple[Preset, ...]:
    """Read the positions of a PTZ; the first is home when none says so."""
    presets = [
        _preset(preset, rank, camera)
        for rank, preset in enumerate(members.children("presets"), start=1)
    ]
    homes = sum(preset.home for preset in presets)
    if homes > 1:
        raise members.error("preset_home_twice", where=members.where, count=homes)
    if presets and homes == 0:
        presets[0] = replace(presets[0], home=True)
    return tuple(presets)


def _preset(preset: Members, rank: int, camera: Camera) -> Preset:
    preset.require("bearing_deg")
    own = camera.optics.hfov_deg if camera.optics is not None else None
    hfov = preset.number("hfov_deg", least=0.0, most=360.0, above=True) or camera.hfov_deg or own
    if hfov is None:
        raise preset.error("member_missing", where=preset.where, member="hfov_deg")
    return Preset(
        name=preset.text("name") or str(rank),
        bearing_deg=_bearing(preset),
        tilt_deg=_tilt(preset),
        hfov_deg=hfov,
        home=preset.flag("home") or False,
    )


def _bearing(members: Members) -> float:
    wrapped = (members.number("bearing_deg") or 0.0) % 360.0
    return wrapped if wrapped < 360.0 else 0.0  # -1e-20 % 360 is 360


def _tilt(members: Members) -> float:
    return members.number("tilt_deg", least=-90.0, most=90.0) or 0.0


def _support(members: Members) -> Support:
    support: Support = members.word("support", get_args(Support)) or "mast"
    return "mast" if members.has("mast") else support


def _purposes(members: Members) -> tuple[int, ...]:
    """Read the purposes, each once, in order."""
    found: set[int] = set()
    for item in members.items("purposes") or []:
        one = Members(values={"purposes": item}, where=members.where, error=members.error)
        purpose = one.whole("purposes", least=1, most=LAST_PURPOSE)
        if purpose is not None:
            found.add(purpose)
    return tuple(sorted(found))


def _audio(members: Members) -> bool:
    """Tell whether anything but silence is declared."""
    value = members.values.get("audio")
    if value is None or value is False:
        return False
    return not (isinstance(value, str) and value.strip().lower() in SILENT)


def _stream(members: Members) -> tuple[int, int] | None:
    """Read the pixels of the recorded video mode, written ``1920x1080``."""
    written = members.text("stream")
    if not written:
        return None
    found = _PIXELS.fullmatch(written.strip())
    if found is None:
        raise members.error("stream_unreadable", where=members.where, value=shorten(written))
    return int(found[1]), int(found[2])


def _masks(members: Members) -> tuple[Polygon, ...]:
    """Read the privacy masks: polygons in image pixels, three corners at least."""
    return tuple(_mask(mask, members) for mask in members.items("masks") or [])


def _mask(mask: object, members: Members) -> Polygon:
    corners = mask if isinstance(mask, list) else []
    if len(corners) < 3:
        raise members.error("mask_not_polygon", where=members.where, value=shorten(mask))
    return tuple(_corner(corner, members) for corner in corners)


def _corner(corner: object, members: Members) -> tuple[float, float]:
    pair = corner if isinstance(corner, list) else []
    if len(pair) != 2:
        raise members.error("mask_not_polygon", where=members.where, value=shorten(corner))
    one = Members(values={"x": pair[0], "y": pair[1]}, where=members.where, error=members.error)
    for name in ("x", "y"):
        one.require(name)
    return one.number("x") or 0.0, one.number("y") or 0.0
