"""Streams: what each camera records, and what it weighs.

The order of 3 August 2007 (technical annex, read in a stored copy) asks, for a stored stream in
narrow view with people moving fast, at least 704 x 576 pixels and 12 images a second; otherwise
352 x 288 and 6 (``recording_rules``). Narrow or wide is a matter of use, so the mission decides;
an unsaid mission counts as narrow.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalogues.model import Bitrate, CameraKind, CameraModel, Catalogue
from planner.equipment.model import Stream
from planner.equipment.recording_rules import least_of
from planner.errors import CatalogueError
from planner.findings import Finding, warning
from planner.optics import Optics, Panoramic
from planner.plan import Camera

# The generic model that stands for a camera drawn by its optics alone.
_STAND_IN: dict[CameraKind, str] = {
    "fixed": "fixed-4mp",
    "plate": "plate-2mp",
    "ptz": "ptz-4mp",
    "multi": "multi-4x4mp",
    "panoramic": "panoramic-12mp",
}


def model_of(camera: Camera, catalogue: Catalogue) -> CameraModel:
    """Give the catalogue's model of a camera, or the generic one that its optics call for.

    Parameters
    ----------
    camera : Camera
        Its model may be of no catalogue, or empty, when the plan gives its optics.
    catalogue : Catalogue
        Its camera models.

    Returns
    -------
    CameraModel
        For the price item, the stream's profile and the power.

    Raises
    ------
    CatalogueError
        ``unknown_model`` when the catalogue has no model of that name and no optics stand for it.
    """
    drawn = camera.optics is not None or bool(camera.sensors)
    name = camera.model
    if name not in catalogue.cameras and (drawn or not name):
        name = _STAND_IN[_kind(camera)]
    if name not in catalogue.cameras:
        known = tuple(sorted(catalogue.cameras))
        raise CatalogueError("unknown_model", camera=camera.id, model=name, known=known)
    return catalogue.cameras[name]


def _kind(camera: Camera) -> CameraKind:
    if camera.sensors:
        return "multi"
    if camera.presets:
        return "ptz"
    if isinstance(camera.optics, Panoramic):
        return "panoramic"
    return "plate" if camera.mission == "plate" else "fixed"


def axes_of(camera: Camera, model: CameraModel) -> int:
    """Count the view axes of a camera: one per sensor."""
    return len(camera.sensors) or model.sensors


def streams_of(camera: Camera, model: CameraModel) -> tuple[Stream, ...]:
    """Give the recorded streams of a camera: one per sensor, at the profile of its model.

    Parameters
    ----------
    camera : Camera
        Its recorded mode, else its own optics, win over the model's pixels.
    model : CameraModel
        Profile: codec, images a second, Mbit/s at its own pixels.

    Returns
    -------
    tuple of Stream
        Bitrate linear in pixels and in images a second (reference/network.md 5: base profile
        linear in fps; 2 Mbit/s for each megapixel at 15 fps in H.264).
    """
    if camera.sensors:
        sizes = [_pixels(sensor.optics, model) for sensor in camera.sensors]
    elif camera.optics is not None:
        sizes = [_pixels(camera.optics, model)]
    else:
        sizes = [(model.width_px, model.height_px)] * model.streams
    if camera.stream is not None:
        sizes = [camera.stream] * len(sizes)
    return tuple(_stream(camera, model, size) for size in sizes)


def _pixels(optics: Optics, model: CameraModel) -> tuple[int, int]:
    if isinstance(optics, Panoramic):  # the plan gives no height: that of the model
        return optics.width_px, model.height_px
    return optics.width_px, optics.height_px


def _stream(camera: Camera, model: CameraModel, size: tuple[int, int]) -> Stream:
    profile: Bitrate = model.stream
    fps = max(profile.fps, least_of(camera)[2])
    share = (size[0] * size[1]) / (model.width_px * model.height_px)
    return Stream(
        camera=camera.id,
        codec=profile.codec,
        fps=fps,
        width_px=size[0],
        height_px=size[1],
        mbps=round(profile.mbps * share * fps / profile.fps, 3),
        status=camera.status,
    )


def look_at(camera: Camera, streams: tuple[Stream, ...]) -> Iterator[Finding]:
    """Give the finding of a camera whose pictures are smaller than the order of 2007 asks."""
    width, height, _ = least_of(camera)
    if any(stream.width_px < width or stream.height_px < height for stream in streams):
        yield warning("stream_below_order", subject=camera.id, width_px=width, height_px=height)
