"""The near dead zone: the ground at the foot of a camera that its picture passes over.

Below the lower edge of the picture, X < Z / tan(alpha + VFOV/2), nothing is in frame. With
D = X cos(alpha) + Z sin(alpha) the horizontal field is |Y| <= tan(HFOV/2) D, so the dead zone of
a rectilinear eye is the trapezoid from the foot to that edge (reference/coverage.md 3), cut at
the farthest ground where the eye would have the coarsest level. It is drawn on two planes: at
the target height (Z = c - t), and on the ground (Z = c), where the picture cuts the feet off.
Building footprints are taken off, not what they hide; flat ground is taken for granted. A
panoramic head has none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from planner.catalogues.model import Catalogue
from planner.coverage.engine.eyes import Eye, eyes_of
from planner.coverage.engine.obstacles import Solids, around, solids_of
from planner.coverage.engine.regions import GRID_M, SAGITTA_M, outline, without_crumbs
from planner.coverage.engine.sight import Yardstick, aim_of, pieces_of
from planner.coverage.gaps.model import DeadZone
from planner.coverage.model import Coverage
from planner.geometry import heading
from planner.optics import Aim, Panoramic, contour, footprint_corners, near_edge, near_limit
from planner.plan import Camera, Plan
from planner.scene.model import Scene


def dead_zones(
    scene: Scene,
    plan: Plan,
    catalogue: Catalogue,
    coverage: Coverage,
    *,
    solids: Solids | None = None,
) -> tuple[DeadZone, ...]:
    """Draw the dead zone of each camera.

    Parameters
    ----------
    scene : Scene
        The town: its footprints.
    plan : Plan
        Cameras where their lenses really are (``planner.coverage.standing``).
    catalogue : Catalogue
        Camera models and standards.
    coverage : Coverage
        What the plan sees of that scene: its target height and standard are kept.
    solids : Solids, optional
        The scene's buildings made ready.

    Returns
    -------
    tuple of DeadZone
        One per camera of the plan, in its order. The dead zone of a multi-sensor head is that
        of its sensors less what another of them has in frame.

    Raises
    ------
    CatalogueError
        ``unknown_model``, ``camera_without_optics``.
    PlanError
        ``optics_impossible``.
    """
    solids = solids or solids_of(scene.buildings)
    least = catalogue.standards[coverage.standard].levels[0].min_px_per_m
    yard = Yardstick(
        cell_m=coverage.cell_m, target_m=coverage.target_height_m, least_px_per_m=least
    )
    return tuple(
        _dead_zone(camera.id, _eyes(camera, catalogue, plan.north_deg), yard, solids)
        for camera in plan.cameras
    )


def _eyes(camera: Camera, catalogue: Catalogue, north_deg: float) -> tuple[Eye, ...]:
    """Give the eyes of a camera, their bearings counted from the scene's grid."""
    eyes, _ = eyes_of(camera, catalogue)
    return tuple(replace(eye, bearing_deg=eye.bearing_deg + north_deg) for eye in eyes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Under:
    """What eyes miss on one plane."""

    limit_m: float | None
    region: BaseGeometry


def _dead_zone(camera: str, eyes: tuple[Eye, ...], yard: Yardstick, solids: Solids) -> DeadZone:
    target = _under(eyes, yard, solids)
    feet = _under(eyes, replace(yard, target_m=0.0), solids)
    return DeadZone(
        camera=camera,
        near_limit_m=target.limit_m,
        feet_limit_m=feet.limit_m,
        area_m2=target.region.area,
        feet_area_m2=feet.region.area,
        region=target.region,
        feet_region=feet.region,
    )


def _under(eyes: tuple[Eye, ...], yard: Yardstick, solids: Solids) -> _Under:
    """Give what the eyes of a camera miss at their foot, on the plane of a yardstick."""
    missed = [_trapezoid(eye, yard) for eye in eyes]
    ground = shapely.union_all([shape for shape in missed if not shape.is_empty], grid_size=GRID_M)
    if not ground.is_empty:
        shown = [_frame(eye, yard) for eye in eyes] if len(eyes) > 1 else []
        footprints = solids.footprints[around(solids.tree, ground.bounds)]
        taken = shapely.union_all([*shown, *footprints], grid_size=GRID_M)
        ground = without_crumbs(shapely.difference(ground, taken, grid_size=GRID_M))
    limits = [limit for eye in eyes if (limit := _limit(eye, yard)) is not None]
    return _Under(limit_m=min(limits) if limits else None, region=ground)


def _limit(eye: Eye, yard: Yardstick) -> float | None:
    if isinstance(eye.optics, Panoramic):
        return 0.0
    return near_limit(aim_of(eye, eye.optics, yard.target_m))


def _trapezoid(eye: Eye, yard: Yardstick) -> BaseGeometry:
    """Draw the ground from the foot of an eye to the lower edge of its picture."""
    if isinstance(eye.optics, Panoramic):
        return Polygon()
    aim = aim_of(eye, eye.optics, yard.target_m)
    start = max(0.0, _opening(aim))
    end = min(near_edge(aim), contour(aim, yard.least_px_per_m))
    if not start < end < math.inf:
        return Polygon()
    drawn = _placed(Polygon(footprint_corners(aim, start, end)), eye)
    if eye.optics.range_m is not None:
        drawn = drawn.intersection(_disc(eye, eye.optics.range_m))
    return without_crumbs(drawn)


def _disc(eye: Eye, radius_m: float) -> BaseGeometry:
    """Draw the ground within a range, its chords at most ``SAGITTA_M`` off."""
    half = math.acos(max(0.0, 1.0 - SAGITTA_M / radius_m))  # of a chord's angle
    chords = math.ceil(math.pi / 4.0 / half)  # of a quarter
    return shapely.Point(eye.x, eye.y).buffer(radius_m, quad_segs=chords)


def _opening(aim: Aim) -> float:
    """Give X where the horizontal field opens on the plane, D = 0: -Z tan(alpha)."""
    return -aim.rise_m * math.tan(math.radians(aim.tilt_deg))


def _frame(eye: Eye, yard: Yardstick) -> BaseGeometry:
    """Draw the ground in frame of an eye, obstacles ignored."""
    shapes = [outline(piece) for piece in pieces_of(eye, yard)]
    foot = np.array([eye.x, eye.y])
    return shapely.transform(shapely.union_all(shapes), lambda points: points + foot)


def _placed(shape: Polygon, eye: Eye) -> BaseGeometry:
    """Put a convex shape in axes (X ahead, Y left) of an eye on the map, on its grid of mm."""
    east, north = heading(eye.bearing_deg)
    turn, foot = np.array([[east, north], [-north, east]]), np.array([eye.x, eye.y])
    placed = shapely.transform(shape, lambda points: np.round(points @ turn + foot, 3))
    return placed.convex_hull  # a sliver may cross itself once rounded
