"""What a PTZ camera can reach: told apart, never counted as covered.

A PTZ camera looks one way at a time: only its home preset is permanently watched
(``eyes``), and nothing here enters a visible, covered or united area. Two figures are given
beside it: what each preset shows, and what the camera could bring on its axis one day or another.
For the latter each point is put on the axis at the tele end, so the density is fx / r with r the
slant distance (reference/coverage.md 3), all around, from the dead zone at the foot to where the
density ends or to a cap, less what buildings and walls hide. For privacy this is the ground that
counts: it is never understated.

Areas are those of the polygons (``regions``), exact to the millimetre but for arcs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import shapely
from shapely import Point, affinity
from shapely.geometry.base import BaseGeometry

from planner.catalogues.model import CameraModel, Catalogue, Level
from planner.coverage.engine.eyes import Eye, eyes_of, view_of
from planner.coverage.engine.obstacles import Obstacles
from planner.coverage.engine.regions import (
    GRID_M,
    SAGITTA_M,
    outline,
    regions_of,
    union_of,
    without_crumbs,
)
from planner.coverage.engine.sight import Yardstick, look, pieces_of
from planner.findings import Finding, note, warning
from planner.optics import (
    DensityModel,
    Optics,
    Panoramic,
    Rectilinear,
    focal_length_px,
    vertical_field,
)
from planner.plan import Camera

CAP_M = 300.0
"""Hypothesis: farther than that a reach is not told, whatever the zoom. Haze, vibrations of the
mast and what stands in a street end it sooner than the pixels."""

STEEPEST_TILT_DEG = 90.0  # hypothesis, for optics of no model
_COARSE_M = 20.0  # cells are not used here, and must cost nothing
_WIDTH_PX = 1_000_000_000  # of a head that only its range limits

Lenses = tuple[Rectilinear, Rectilinear]
"""A zoom at its wide and tele ends."""

Draw = Callable[[Eye], BaseGeometry]
"""What draws the ground that an eye sees at the coarsest level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """At which densities a reach is told, and where.

    Attributes
    ----------
    levels : tuple of Level
        Of the standard, from coarse to fine.
    target_m : float
        Height above ground of the plane on which one looks.
    north_deg : float
        Bearing, in the scene's grid, of the north that the plan's bearings count from.
    cap_m : float
        Horizontal distance beyond which nothing is told.
    """

    levels: tuple[Level, ...]
    target_m: float
    north_deg: float = 0.0
    cap_m: float = CAP_M


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachLevel:
    """How far and on how much ground a level can be had, one direction at a time.

    ``capped`` when the density would go on farther than ``limit_m``. Nested: each level holds
    the finer ones.
    """

    name: str
    min_px_per_m: float
    limit_m: float
    capped: bool
    area_m2: float
    region: BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class PresetReach:
    """What a preset shows at the coarsest level, bearing as the plan writes it."""

    name: str
    home: bool
    bearing_deg: float
    tilt_deg: float
    hfov_deg: float  # within what the zoom can do
    area_m2: float
    region: BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What a PTZ camera can be made to see, never simultaneous and never counted as covered.

    Attributes
    ----------
    camera : str
    levels : tuple of ReachLevel
        Those that the tele end reaches, from coarse to fine; empty when it reaches none.
    presets : tuple of PresetReach
        All of them, the home one included.
    presets_area_m2 : float
        What the presets show together, each ground once.
    cap_m : float
        Where the reach was cut (hypothesis).
    dead_zone_m : float
        Radius at the foot that no tilt shows, 0 for none.
    tilt_max_deg : float
        Greatest tilt of the axis below the horizon.
    hfov_tele_deg : float
        Horizontal field at the tele end.
    density_model : str
        Always by slant distance: each point is put on the axis.
    findings : tuple of Finding
        ``ptz_zoom_assumed``, ``preset_out_of_tilt``.
    """

    camera: str
    levels: tuple[ReachLevel, ...]
    presets: tuple[PresetReach, ...]
    presets_area_m2: float
    cap_m: float
    dead_zone_m: float
    tilt_max_deg: float
    hfov_tele_deg: float
    density_model: DensityModel = "pinhole_slant"
    findings: tuple[Finding, ...] = ()

    @property
    def limit_m(self) -> float:
        """Distance of the coarsest level, 0 when none is reached."""
        return self.levels[0].limit_m if self.levels else 0.0

    @property
    def area_m2(self) -> float:
        """Ground within reach at the coarsest level."""
        return self.levels[0].area_m2 if self.levels else 0.0

    @property
    def region(self) -> BaseGeometry:
        """Polygon of that ground, in the scene's CRS."""
        return self.levels[0].region if self.levels else shapely.Polygon()


def turns(camera: Camera, model: CameraModel | None) -> bool:
    """Tell whether a camera turns: it has presets, or its model is a PTZ; sensors do not."""
    if camera.sensors:
        return False
    of_model = model is not None and model.kind == "ptz" and camera.optics is None
    return bool(camera.presets) or of_model


def reach_of(
    camera: Camera, catalogue: Catalogue, obstacles: Obstacles, asked: Asked
) -> Reach | None:
    """Work out what a PTZ camera can reach.

    Parameters
    ----------
    camera : Camera
        Where its lens really is (``planner.coverage.standing``).
    catalogue : Catalogue
        Where its model is looked up: zoom and tilt range.
    obstacles : Obstacles
        What hides.
    asked : Asked
        Levels, target height, north, cap.

    Returns
    -------
    Reach or None
        None when the camera does not turn.

    Raises
    ------
    PlanError
        ``target_above_lens``, ``optics_impossible``, ``stream_too_large``.
    CatalogueError
        ``unknown_model``, ``camera_without_optics``.
    """
    model = catalogue.cameras.get(camera.model)
    if not turns(camera, model):
        return None
    eye = _home(camera, catalogue)
    lenses = _zoom_ends(camera, model)
    if lenses is None:
        return None
    steepest = _steepest(camera, model)
    draw = partial(_drawn, obstacles=obstacles, asked=asked)
    presets = _presets(camera, catalogue, asked.north_deg, draw)
    dead = _dead_zone(eye.height_m - asked.target_m, steepest, lenses, asked)
    tele = lenses[1]
    return Reach(
        camera=camera.id,
        levels=_levels(eye, tele, asked, dead, draw),
        presets=presets,
        presets_area_m2=_together(presets),
        cap_m=asked.cap_m,
        dead_zone_m=dead,
        tilt_max_deg=steepest,
        hfov_tele_deg=tele.hfov_deg,
        findings=_findings(camera, model, steepest),
    )


# --- the head ---------------------------------------------------------------------------


def _home(camera: Camera, catalogue: Catalogue) -> Eye:
    return eyes_of(camera, catalogue)[0][0]


def _zoom_ends(camera: Camera, model: CameraModel | None) -> Lenses | None:
    """Give the lens at the wide and tele ends; those of its presets when no model says.

    None for a head that is no zoom lens at all.
    """
    own = camera.optics
    if own is not None:
        fields = [own.hfov_deg, *(preset.hfov_deg for preset in camera.presets)]
    elif model is not None:
        fields = [model.hfov_wide_deg, model.hfov_tele_deg]
    else:
        return None
    wide, tele = (_lens(camera, model, field) for field in (max(fields), min(fields)))
    if isinstance(wide, Rectilinear) and isinstance(tele, Rectilinear):
        return wide, tele
    return None


def _lens(camera: Camera, model: CameraModel | None, hfov_deg: float) -> Optics:
    """Give the lens of a camera at a zoom, in the mode that the plan records."""
    own = camera.optics
    if isinstance(own, Rectilinear):
        vfov = vertical_field(own.width_px, own.height_px, hfov_deg)
        camera = replace(camera, optics=replace(own, hfov_deg=hfov_deg, vfov_deg=vfov))
    return view_of(replace(camera, hfov_deg=hfov_deg), model)[0]


def _steepest(camera: Camera, model: CameraModel | None) -> float:
    if model is None or model.tilt_max_deg is None or camera.optics is not None:
        return STEEPEST_TILT_DEG
    return model.tilt_max_deg


def _dead_zone(rise_m: float, steepest_deg: float, lenses: Lenses, asked: Asked) -> float:
    """Give the radius at the foot that no tilt shows.

    The lens zooms out near its foot: the wide end's field counts when its density at the edge of
    the picture is enough for the coarsest level, else the tele end's.
    """
    wide, tele = lenses
    dead, depth = _foot(rise_m, steepest_deg, wide)
    density = focal_length_px(wide.width_px, wide.hfov_deg) / depth
    if density >= asked.levels[0].min_px_per_m:
        return dead
    return _foot(rise_m, steepest_deg, tele)[0]


def _foot(rise_m: float, steepest_deg: float, lens: Rectilinear) -> tuple[float, float]:
    """Give Z / tan(tilt_max + VFOV / 2), 0 for none, and the depth there along the axis."""
    half = math.radians(lens.vfov_deg / 2.0)
    depression = math.radians(steepest_deg) + half
    if depression >= math.pi / 2.0:
        return 0.0, rise_m
    return rise_m / math.tan(depression), rise_m / math.sin(depression) * math.cos(half)


# --- the ground -------------------------------------------------------------------------


def _levels(
    eye: Eye, tele: Rectilinear, asked: Asked, dead_m: float, draw: Draw
) -> tuple[ReachLevel, ...]:
    """Draw the ground of each level: that of the coarsest, cut at the distance of the others."""
    rise = eye.height_m - asked.target_m
    found: list[ReachLevel] = []
    ground: BaseGeometry | None = None
    for level in asked.levels:
        end = _end(tele, rise, level.min_px_per_m)
        limit = min(end, asked.cap_m)
        if tele.range_m is not None:
            limit = min(limit, tele.range_m)
        if limit <= dead_m:
            break
        if ground is None:
            ground = _less_foot(draw(_round(eye, limit)), eye, dead_m)
        elif limit < found[-1].limit_m:
            ground = _within(ground, _round(eye, limit), asked)
        found.append(
            ReachLevel(
                name=level.name,
                min_px_per_m=level.min_px_per_m,
                limit_m=limit,
                capped=limit < end,
                area_m2=ground.area,
                region=ground,
            )
        )
    return tuple(found)


def _end(tele: Rectilinear, rise_m: float, density: float) -> float:
    """Give the horizontal distance where fx / r is a density, 0 when it is nowhere."""
    slant = focal_length_px(tele.width_px, tele.hfov_deg) / density
    return math.sqrt(max(0.0, slant**2 - rise_m**2))


def _round(eye: Eye, radius_m: float) -> Eye:
    """Give an eye that sees all around, up to a distance."""
    return replace(eye, optics=Panoramic(width_px=_WIDTH_PX, hfov_deg=360.0, range_m=radius_m))


def _yard(asked: Asked) -> Yardstick:
    return Yardstick(
        cell_m=_COARSE_M, target_m=asked.target_m, least_px_per_m=asked.levels[0].min_px_per_m
    )


def _drawn(eye: Eye, obstacles: Obstacles, asked: Asked) -> BaseGeometry:
    """Draw what an eye sees at the coarsest level."""
    yard = _yard(asked)
    patches = look(eye, obstacles, yard)
    if not patches:
        return shapely.Polygon()
    return regions_of(eye, patches, obstacles.solids, [yard])[0]


def _within(ground: BaseGeometry, eye: Eye, asked: Asked) -> BaseGeometry:
    """Cut a ground at the distance of an eye that sees all around."""
    (piece,) = pieces_of(eye, _yard(asked))
    disc = affinity.translate(outline(piece), eye.x, eye.y)
    return without_crumbs(shapely.intersection(ground, disc, grid_size=GRID_M))


def _less_foot(ground: BaseGeometry, eye: Eye, dead_m: float) -> BaseGeometry:
    """Take the dead zone off a ground; its circle is drawn from inside, as every arc here."""
    if dead_m <= SAGITTA_M:
        return ground
    foot = Point(eye.x, eye.y).buffer(dead_m, quad_segs=64)
    return without_crumbs(shapely.difference(ground, foot, grid_size=GRID_M))


def _presets(
    camera: Camera, catalogue: Catalogue, north_deg: float, draw: Draw
) -> tuple[PresetReach, ...]:
    """Draw what each preset shows, the first one being home when none is said to be."""
    homes = [preset.home for preset in camera.presets]
    if camera.presets and not any(homes):
        homes[0] = True
    shown = []
    for preset, home in zip(camera.presets, homes, strict=True):
        turned = replace(camera, presets=(replace(preset, home=True),))
        eye = _home(turned, catalogue)
        region = draw(replace(eye, bearing_deg=eye.bearing_deg + north_deg))
        shown.append(
            PresetReach(
                name=preset.name,
                home=home,
                bearing_deg=preset.bearing_deg,
                tilt_deg=preset.tilt_deg,
                hfov_deg=eye.optics.hfov_deg,
                area_m2=region.area,
                region=region,
            )
        )
    return tuple(shown)


def _together(presets: tuple[PresetReach, ...]) -> float:
    return float(union_of([preset.region for preset in presets]).area) if presets else 0.0


def _findings(
    camera: Camera, model: CameraModel | None, steepest_deg: float
) -> tuple[Finding, ...]:
    """Say what was assumed of the head, and which presets it cannot take."""
    said: list[Finding] = []
    if model is None or camera.optics is not None:
        said.append(note("ptz_zoom_assumed", subject=camera.id, tilt_deg=steepest_deg))
    said += [
        warning(
            "preset_out_of_tilt",
            subject=camera.id,
            preset=preset.name,
            tilt_deg=preset.tilt_deg,
            limit_deg=steepest_deg,
        )
        for preset in camera.presets
        if preset.tilt_deg > steepest_deg
    ]
    return tuple(said)
