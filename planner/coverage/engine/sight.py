"""What an eye sees: the ground in its picture, dense enough, near enough and not hidden.

The ground in frame is convex (a trapezoid across the bearing, a sector), or two convex pieces
side by side for a head that sees more than half a turn. Each piece is laid as columns of cells
cut by straight lines and a circle; shadows and footprints are then taken off.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import MultiPoint, Polygon

from planner.coverage.engine.columns import Bools, Columns, Floats, Grid, HalfPlanes, fill, lay
from planner.coverage.engine.eyes import Eye
from planner.coverage.engine.obstacles import Obstacles, Solids, around, sides_of_solids
from planner.coverage.engine.occlusion import Shadows, Sightline, hidden, shadows
from planner.errors import PlanError
from planner.geometry import heading
from planner.optics import (
    Aim,
    Panoramic,
    Rectilinear,
    contour,
    density_at,
    far_edge,
    focal_length_px,
    footprint_corners,
    near_edge,
    panoramic_density,
    panoramic_reach,
    slant_density_at,
)

MOST_CELLS = 8_000_000  # of one eye: 150 m around at 10 cm, some 0.8 GB
_SLACK_M = 0.05  # hulls are grown by that: they only spare work
_ARC_STEP = math.radians(5.0)

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """What counts as seen.

    Attributes
    ----------
    cell_m : float
        Side of a cell.
    target_m : float
        Height above ground of the plane on which one looks.
    least_px_per_m : float
        Density under which nothing counts.
    slant : bool
        Density by slant distance instead of depth along the optical axis.
    """

    cell_m: float
    target_m: float
    least_px_per_m: float
    slant: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Piece:
    """A convex piece of the ground in frame, in metres from the foot of the camera.

    Attributes
    ----------
    sides : HalfPlanes
        Its straight sides.
    radius_m : float
        Its greatest distance from the camera, infinite for none.
    corners : ndarray of float, shape (n, 2)
        Points whose convex hull holds it.
    """

    sides: HalfPlanes
    radius_m: float
    corners: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Patch:
    """The cells of a piece, those that are seen, and what hides the others."""

    piece: Piece
    columns: Columns
    seen: Bools  # shape (n_cells,)
    cast: Shadows


def look(eye: Eye, obstacles: Obstacles, yard: Yardstick) -> tuple[Patch, ...]:
    """See the ground from an eye.

    Parameters
    ----------
    eye : Eye
        One sensor.
    obstacles : Obstacles
        What stands in the way.
    yard : Yardstick
        Cell size, target height, least density.

    Returns
    -------
    tuple of Patch
        None when nothing of the ground is in frame; they do not overlap.

    Raises
    ------
    PlanError
        ``target_above_lens``; ``coverage_too_large`` when the field holds too many cells.
    """
    if eye.height_m <= yard.target_m:
        raise PlanError(
            "target_above_lens",
            camera=eye.camera,
            height_m=eye.height_m,
            target_height_m=yard.target_m,
        )
    return tuple(_patch(eye, piece, obstacles, yard) for piece in pieces_of(eye, yard))


def densities(eye: Eye, yard: Yardstick, x: Floats, y: Floats) -> Floats:
    """Give the pixel density in px/m of points in frame.

    Parameters
    ----------
    eye : Eye
        One sensor.
    yard : Yardstick
        Target height and density model.
    x, y : ndarray of float, shape (n_points,)
        Metres from the foot of the camera, east and north.

    Returns
    -------
    ndarray of float, shape (n_points,)
    """
    if isinstance(eye.optics, Panoramic):
        return panoramic_density(eye.optics, np.hypot(x, y))
    ahead = heading(eye.bearing_deg)
    forward = x * ahead[0] + y * ahead[1]
    aim = aim_of(eye, eye.optics, yard.target_m)
    if yard.slant:
        return slant_density_at(aim, forward, y * ahead[0] - x * ahead[1])
    return density_at(aim, forward)


def aim_of(eye: Eye, lens: Rectilinear, target_m: float) -> Aim:
    """Put a lens above the target plane."""
    return Aim(lens=lens, tilt_deg=eye.tilt_deg, rise_m=eye.height_m - target_m)


# --- the ground in frame ----------------------------------------------------------------


def pieces_of(eye: Eye, yard: Yardstick) -> tuple[Piece, ...]:
    """Give the convex pieces of ground in frame at the least density, obstacles ignored."""
    if isinstance(eye.optics, Panoramic):
        return _sectors(eye, eye.optics, yard)
    return _trapezoid(eye, eye.optics, yard)


def _trapezoid(eye: Eye, lens: Rectilinear, yard: Yardstick) -> tuple[Piece, ...]:
    """Give the ground in a rectilinear frame: sides of the picture, then density and range.

    With D = X cos(alpha) + Z sin(alpha), the sides are |Y| <= tan(HFOV/2) D.
    """
    aim = aim_of(eye, lens, yard.target_m)
    radius = _radius(aim, yard)
    near_m, far_m = near_edge(aim), far_edge(aim)
    last = radius if yard.slant else contour(aim, yard.least_px_per_m)
    reach = min(far_m, last, radius)
    if not near_m < reach or radius <= 0.0:  # by slant distance, too far even at the foot
        return ()
    alpha, (east, north) = math.radians(eye.tilt_deg), heading(eye.bearing_deg)
    spread = math.tan(math.radians(lens.hfov_deg) / 2.0)
    widen, offset = spread * math.cos(alpha), spread * aim.rise_m * math.sin(alpha)
    # Left and right, near and far: X is x east + y north, Y is y east - x north.
    a = [widen * east + north, widen * east - north, east, -east]
    b = [widen * north - east, widen * north + east, north, -north]
    c = [offset, offset, -near_m, min(far_m, reach)]
    density_first = last <= far_m  # "at or above" a level takes its border in
    sides = HalfPlanes(
        a=np.array(a), b=np.array(b), c=np.array(c),
        strict=np.array([False, True, False, not density_first]),
    )  # fmt: skip
    corners = np.array(
        [
            (ahead * east - left * north, ahead * north + left * east)
            for ahead, left in footprint_corners(aim, near_m, reach)
        ]
    )
    return (Piece(sides=sides, radius_m=radius, corners=corners),)


def _radius(aim: Aim, yard: Yardstick) -> float:
    """Give the greatest horizontal distance of a rectilinear eye, infinite for none."""
    radius = math.inf if aim.lens.range_m is None else aim.lens.range_m
    if not yard.slant:
        return radius
    slant = focal_length_px(aim.lens.width_px, aim.lens.hfov_deg) / yard.least_px_per_m
    return min(radius, math.sqrt(max(0.0, slant**2 - aim.rise_m**2)))


def _sectors(eye: Eye, head: Panoramic, yard: Yardstick) -> tuple[Piece, ...]:
    """Give the ground around a panoramic head: a disc, a sector, or two of them."""
    radius = panoramic_reach(head, yard.least_px_per_m)
    if head.range_m is not None:
        radius = min(radius, head.range_m)
    half = head.hfov_deg / 2.0
    if head.hfov_deg >= 360.0:
        square = radius * np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], dtype=float)
        return (Piece(sides=HalfPlanes.none(), radius_m=radius, corners=square),)
    if half <= 90.0:
        return (_sector(eye.bearing_deg - half, eye.bearing_deg + half, radius),)
    return (
        _sector(eye.bearing_deg - half, eye.bearing_deg, radius),
        _sector(eye.bearing_deg, eye.bearing_deg + half, radius),
    )


def _sector(left_deg: float, right_deg: float, radius_m: float) -> Piece:
    """Give the ground between two bearings less than half a turn apart, the right one left out."""
    left, right = heading(left_deg), heading(right_deg)
    sides = HalfPlanes(
        a=np.array([left[1], -right[1]]),
        b=np.array([-left[0], right[0]]),
        c=np.zeros(2),
        strict=np.array([False, True]),
    )
    count = max(2, math.ceil(math.radians(right_deg - left_deg) / _ARC_STEP)) + 1
    bearings = np.linspace(left_deg, right_deg, count)
    outer = radius_m / math.cos(math.radians(right_deg - left_deg) / (2 * (count - 1)))
    arc = outer * np.array([heading(float(bearing)) for bearing in bearings])
    return Piece(sides=sides, radius_m=radius_m, corners=np.vstack((np.zeros((1, 2)), arc)))


# --- cells of a piece -------------------------------------------------------------------


def _patch(eye: Eye, piece: Piece, obstacles: Obstacles, yard: Yardstick) -> Patch:
    grid = Grid(x=eye.x, y=eye.y, cell_m=yard.cell_m)
    box = _box(piece)
    _refuse_too_large((box[2] - box[0]) / yard.cell_m, eye, yard)
    columns = lay(grid, box, piece.sides, radius_m=piece.radius_m)
    _refuse_too_large(columns.n_cells, eye, yard)
    view = Sightline(x=eye.x, y=eye.y, lens_m=eye.height_m, target_m=yard.target_m)
    cast = shadows(obstacles, view, box_of(eye, (piece,)), hull_of(piece))
    seen = ~(hidden(columns, cast) | built(columns, obstacles.solids))
    return Patch(piece=piece, columns=columns, seen=seen, cast=cast)


def built(columns: Columns, solids: Solids) -> Bools:
    """Mark the cells whose centre is inside a footprint, shape (n_cells,)."""
    if not len(columns.x):
        return np.zeros(0, dtype=bool)
    grid = columns.grid
    _, sides = sides_of_solids(solids, around(solids.tree, columns.bounds))
    return fill(columns, solids.sides.pick(sides).seen_from(grid.x, grid.y))


def box_of(eye: Eye, pieces: Sequence[Piece]) -> Box:
    """Give the box of an eye and of its pieces of ground, scene's CRS."""
    boxes = np.array([(0.0, 0.0, 0.0, 0.0), *(_box(piece) for piece in pieces)])
    west, south = boxes[:, :2].min(axis=0)
    east, north = boxes[:, 2:].max(axis=0)
    return float(eye.x + west), float(eye.y + south), float(eye.x + east), float(eye.y + north)


def _box(piece: Piece) -> Box:
    """Give the local box of a piece."""
    low, high = piece.corners.min(axis=0), piece.corners.max(axis=0)
    radius = piece.radius_m
    return (
        float(max(low[0], -radius)),
        float(max(low[1], -radius)),
        float(min(high[0], radius)),
        float(min(high[1], radius)),
    )


def hull_of(piece: Piece) -> HalfPlanes:
    """Give the sides of the convex hull of a piece and the camera, a little grown."""
    hull = MultiPoint(np.vstack((piece.corners, np.zeros((1, 2))))).convex_hull
    if not isinstance(hull, Polygon):
        return HalfPlanes.none()
    ring = shapely.get_coordinates(shapely.orient_polygons(hull, exterior_cw=False))
    start, along = ring[:-1], np.diff(ring, axis=0)
    length = np.hypot(along[:, 0], along[:, 1])
    a, b = -along[:, 1] / length, along[:, 0] / length
    c = _SLACK_M - (a * start[:, 0] + b * start[:, 1])
    return HalfPlanes(a=a, b=b, c=c, strict=np.zeros(len(a), dtype=bool))


def _refuse_too_large(cells: float, eye: Eye, yard: Yardstick) -> None:
    if cells > MOST_CELLS:
        raise PlanError("coverage_too_large", camera=eye.camera, cell_m=yard.cell_m)
