"""Eyes: the sensors that a camera of the plan really puts over the ground.

The plan's own optics win over the catalogue's model; a focal length or a field of view sets the
zoom, within what the model can do; a recorded mode smaller than the sensor scales the picture.
A PTZ camera covers what its home preset shows and nothing else: the rest of its dome is
reachable, not watched (``planner.coverage.apart.reach``). A multi-sensor head is several eyes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from planner.catalogues.model import CameraModel, Catalogue
from planner.errors import CatalogueError, PlanError
from planner.findings import Finding, note, warning
from planner.optics import (
    WIDE_LENS_DEG,
    Optics,
    Panoramic,
    Rectilinear,
    Zoom,
    clamp_hfov,
    hfov_at,
    in_mode,
    vertical_field,
)
from planner.plan import Camera, Preset, Sensor

SEARCH_TILT_DEG = 13.0
"""Greatest tilt of a fixed camera for pictures meant for searches: beyond, faces are crushed
(a maker's guidance on EN 62676-4, https://www.mobotix.com/es/node/20576)."""

_SEARCH_MISSIONS = frozenset(["recognise", "identify", "plate"])
_SAME_DEG = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Eye:
    """One sensor over the ground.

    Attributes
    ----------
    camera : str
        Id of the camera that it belongs to.
    x, y : float
        The lens, in the scene's CRS.
    height_m : float
        Lens above ground.
    bearing_deg, tilt_deg : float
        Clockwise from north; below the horizon.
    optics : Rectilinear or Panoramic
        Lens and sensor at the zoom that is set.
    """

    camera: str
    x: float
    y: float
    height_m: float
    bearing_deg: float
    tilt_deg: float
    optics: Optics


def view_of(camera: Camera, model: CameraModel | None) -> tuple[Optics, tuple[Finding, ...]]:
    """Give the lens and sensor of a camera at the zoom that the plan sets.

    Parameters
    ----------
    camera : Camera
        Its ``optics`` win; else ``hfov_deg``, else ``focal_mm``, else the wide end.
    model : CameraModel or None
        The catalogue's model; unused when the camera has its own optics.

    Returns
    -------
    optics : Rectilinear or Panoramic
        With the vertical field of square pixels when it comes from the catalogue.
    findings : tuple of Finding
        ``zoom_out_of_range`` when the zoom asked for was brought back within the model's.

    Raises
    ------
    CatalogueError
        ``camera_without_optics`` when there is neither optics nor model.
    PlanError
        ``optics_impossible`` when the camera's own optics cannot exist, ``stream_too_large``.
    """
    if camera.optics is not None:
        return _recorded(_checked(camera.optics, camera.id), camera), ()
    if model is None:
        raise CatalogueError("camera_without_optics", camera=camera.id)
    if model.kind == "panoramic":
        head = Panoramic(width_px=model.width_px, hfov_deg=model.hfov_wide_deg)
        return _recorded(head, camera), ()
    hfov, findings = _zoomed(camera, model)
    return _recorded(_rectilinear(model, hfov), camera), findings


def eyes_of(camera: Camera, catalogue: Catalogue) -> tuple[tuple[Eye, ...], tuple[Finding, ...]]:
    """Set up the sensors of a camera.

    Parameters
    ----------
    camera : Camera
        At the place where its lens really is.
    catalogue : Catalogue
        Where its model is looked up.

    Returns
    -------
    eyes : tuple of Eye
        One per sensor.
    findings : tuple of Finding
        Presets beside sensors, zoom out of range, assumed home preset, assumed sensor bearings,
        tilt too steep, lens wide enough to bend straight lines.

    Raises
    ------
    CatalogueError
        ``unknown_model``, ``camera_without_optics``.
    PlanError
        ``optics_impossible``, ``stream_too_large``.
    """
    if camera.sensors:
        eyes = tuple(_sensor_eye(camera, sensor) for sensor in camera.sensors)
        return eyes, (*_unused(camera), *_steep(camera, eyes), *_bent(camera, eyes))
    model = _model(camera, catalogue)
    camera, home = _at_home(camera)
    optics, zoom = view_of(camera, model)
    eyes, spread = _spread(camera, model, optics)
    return eyes, (*home, *zoom, *spread, *_steep(camera, eyes), *_bent(camera, eyes))


def _unused(camera: Camera) -> tuple[Finding, ...]:
    """Say that presets are left out: sensors of their own look one way each, and do not turn."""
    if not camera.presets:
        return ()
    return (warning("presets_unused", subject=camera.id, presets=len(camera.presets)),)


def _sensor_eye(camera: Camera, sensor: Sensor) -> Eye:
    optics = _recorded(_checked(sensor.optics, camera.id), camera)
    return _eye(camera, sensor.bearing_deg, sensor.tilt_deg, optics)


def _eye(camera: Camera, bearing_deg: float, tilt_deg: float, optics: Optics) -> Eye:
    return Eye(
        camera=camera.id,
        x=camera.position.x,
        y=camera.position.y,
        height_m=camera.height_m,
        bearing_deg=bearing_deg,
        tilt_deg=tilt_deg,
        optics=optics,
    )


def _model(camera: Camera, catalogue: Catalogue) -> CameraModel | None:
    """Look the model up, unless the camera brings its own optics and names none we know."""
    model = catalogue.cameras.get(camera.model)
    if model is None and camera.optics is None and camera.model:
        raise CatalogueError(
            "unknown_model", camera=camera.id, model=camera.model, known=sorted(catalogue.cameras)
        )
    return model


def _at_home(camera: Camera) -> tuple[Camera, tuple[Finding, ...]]:
    """Turn a PTZ camera to its home preset, the first one when none is said to be home."""
    if not camera.presets:
        return camera, ()
    homes = [preset for preset in camera.presets if preset.home]
    preset: Preset = homes[0] if homes else camera.presets[0]
    said = () if homes else (note("home_preset_assumed", subject=camera.id, preset=preset.name),)
    optics = camera.optics
    if isinstance(optics, Rectilinear):
        vfov = vertical_field(optics.width_px, optics.height_px, preset.hfov_deg)
        optics = replace(optics, hfov_deg=preset.hfov_deg, vfov_deg=vfov)
    turned = replace(
        camera,
        bearing_deg=preset.bearing_deg,
        tilt_deg=preset.tilt_deg,
        hfov_deg=preset.hfov_deg,
        optics=optics,
    )
    return turned, said


def _zoomed(camera: Camera, model: CameraModel) -> tuple[float, tuple[Finding, ...]]:
    """Give the horizontal field that the plan sets, within the model's."""
    zoom = Zoom(
        focal_min_mm=model.focal_min_mm,
        focal_max_mm=model.focal_max_mm,
        hfov_wide_deg=model.hfov_wide_deg,
        hfov_tele_deg=model.hfov_tele_deg,
    )
    if camera.hfov_deg is not None:
        set_deg = clamp_hfov(zoom, camera.hfov_deg)
        outside = abs(set_deg - camera.hfov_deg) > _SAME_DEG
        asked = {"asked": camera.hfov_deg, "used": set_deg, "unit": "°"}
    elif camera.focal_mm is not None:
        set_deg = hfov_at(zoom, camera.focal_mm)
        used = min(max(camera.focal_mm, zoom.focal_min_mm), zoom.focal_max_mm)
        outside = abs(used - camera.focal_mm) > _SAME_DEG
        asked = {"asked": camera.focal_mm, "used": used, "unit": "mm"}
    else:
        return model.hfov_wide_deg, ()
    if not outside:
        return set_deg, ()
    return set_deg, (warning("zoom_out_of_range", subject=camera.id, model=model.id, **asked),)


def _rectilinear(model: CameraModel, hfov_deg: float) -> Rectilinear:
    return Rectilinear(
        width_px=model.width_px,
        height_px=model.height_px,
        hfov_deg=hfov_deg,
        vfov_deg=vertical_field(model.width_px, model.height_px, hfov_deg),
    )


def _spread(
    camera: Camera, model: CameraModel | None, optics: Optics
) -> tuple[tuple[Eye, ...], tuple[Finding, ...]]:
    """Give the eyes of a head: one, or the sensors of a multi-sensor model all around."""
    count = model.sensors if model is not None and camera.optics is None else 1
    bearings = [(camera.bearing_deg + k * 360.0 / count) % 360.0 for k in range(count)]
    eyes = tuple(_eye(camera, bearing, camera.tilt_deg, optics) for bearing in bearings)
    if count == 1:
        return eyes, ()
    return eyes, (note("sensors_spread_evenly", subject=camera.id, sensors=count),)


def _steep(camera: Camera, eyes: tuple[Eye, ...]) -> tuple[Finding, ...]:
    """Say when a camera meant for searches looks down too steeply."""
    tilts = [eye.tilt_deg for eye in eyes if isinstance(eye.optics, Rectilinear)]
    steepest = max(tilts, default=0.0)
    if camera.mission not in _SEARCH_MISSIONS or steepest <= SEARCH_TILT_DEG:
        return ()
    return (
        warning(
            "tilt_over_13",
            subject=camera.id,
            tilt_deg=steepest,
            limit_deg=SEARCH_TILT_DEG,
            mission=camera.mission,
        ),
    )


def _bent(camera: Camera, eyes: tuple[Eye, ...]) -> tuple[Finding, ...]:
    """Say, once per camera, that a lens is wide enough to bend straight lines."""
    fields = [eye.optics.hfov_deg for eye in eyes if isinstance(eye.optics, Rectilinear)]
    widest = max(fields, default=0.0)
    if widest < WIDE_LENS_DEG:
        return ()
    return (note("wide_lens_distortion", subject=camera.id, hfov_deg=widest),)


def _recorded(optics: Optics, camera: Camera) -> Optics:
    """Give the optics in the video mode that the plan records, all of the sensor by default."""
    if camera.stream is None:
        return optics
    width, height = camera.stream
    if width > optics.width_px or (isinstance(optics, Rectilinear) and height > optics.height_px):
        raise PlanError("stream_too_large", camera=camera.id, width_px=width, height_px=height)
    if isinstance(optics, Panoramic):
        return replace(optics, width_px=width)
    return in_mode(optics, width, height)


def _checked(optics: Optics, camera: str) -> Optics:
    """Refuse a lens that cannot exist: no pixel, no field, a flat picture of 180 degrees."""
    sizes = [optics.width_px, optics.range_m if optics.range_m is not None else 1.0]
    if isinstance(optics, Rectilinear):
        sizes.append(optics.height_px)
        fields, most = [optics.hfov_deg, optics.vfov_deg], 179.0
    else:
        fields, most = [optics.hfov_deg], 360.0
    if all(size > 0 for size in sizes) and all(0.0 < field <= most for field in fields):
        return optics
    raise PlanError("optics_impossible", camera=camera, field_deg=max(fields), most_deg=most)
