"""Exact visible polygons, for drawing: the frame less shadows, less footprints, cut by level.

Shadows are the same bands as those of the cells (``occlusion``), as polygons. All is put
together on the map's grid of whole millimetres, where overlays do not fail: straight borders
are exact to the millimetre; arcs are chords at most 1 cm inside their circle. Crumbs under
0.05 m2 are dropped: they are rounding, not ground.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPoint, MultiPolygon, Polygon, affinity
from shapely.geometry.base import BaseGeometry

from planner.coverage.engine.columns import Floats
from planner.coverage.engine.eyes import Eye
from planner.coverage.engine.obstacles import Solids, around
from planner.coverage.engine.occlusion import Shadows
from planner.coverage.engine.sight import Patch, Piece, Yardstick, pieces_of

SAGITTA_M = 0.009  # with the rounding to the grid, under 1 cm
CRUMB_M2 = 0.05
GRID_M = 0.001
_DECIMALS = 3  # of that grid
_MOST_CHORDS = 2048  # of a full circle

Shapes = TypeVar("Shapes", BaseGeometry, NDArray[np.object_])


def regions_of(
    eye: Eye, patches: Sequence[Patch], solids: Solids, yards: Sequence[Yardstick]
) -> tuple[BaseGeometry, ...]:
    """Draw what an eye sees, level by level.

    Parameters
    ----------
    eye : Eye
        One sensor.
    patches : sequence of Patch
        What it was found to see at the coarsest level.
    solids : Solids
        Footprints to be left out.
    yards : sequence of Yardstick
        One per level, from coarse to fine.

    Returns
    -------
    tuple of shapely.Geometry
        One per level, polygons or multipolygons in the scene's CRS, each within the former.
    """
    seen = [_visible(eye, patch, solids) for patch in patches]
    levels = []
    for rank, yard in enumerate(yards):
        if rank:  # no piece is left where a level is out of reach
            cut = [_on_grid(outline(piece), eye) for piece in pieces_of(eye, yard)]
            seen = [
                polygons_of(shapely.intersection(ground, part, grid_size=GRID_M))
                for ground, part in zip(seen, cut, strict=False)
            ]
        whole = seen[0] if len(seen) == 1 else union_of(seen)
        levels.append(_placed(without_crumbs(whole), eye))
    return tuple(levels)


def union_of(regions: Sequence[BaseGeometry]) -> BaseGeometry:
    """Put drawn regions together, without crumbs, on the grid of millimetres."""
    return without_crumbs(shapely.union_all(list(regions), grid_size=GRID_M))


def shared_by(first: BaseGeometry, second: BaseGeometry) -> BaseGeometry:
    """Keep the ground that two drawn regions share, without crumbs, on the same grid."""
    return without_crumbs(shapely.intersection(first, second, grid_size=GRID_M))


def outline(piece: Piece) -> BaseGeometry:
    """Draw a piece of ground in frame, in metres from the foot of the camera, or nothing of it."""
    corners = MultiPoint(piece.corners).convex_hull
    reach = float(np.hypot(piece.corners[:, 0], piece.corners[:, 1]).max())
    if piece.radius_m >= reach:
        return polygons_of(corners)
    return polygons_of(corners.intersection(_disc(piece.radius_m)))


def without_crumbs(region: BaseGeometry) -> BaseGeometry:
    """Keep the polygons of a geometry that are more than crumbs."""
    return polygons_of(region, least_m2=CRUMB_M2)


def polygons_of(region: BaseGeometry, *, least_m2: float = 0.0) -> BaseGeometry:
    """Keep the polygons of a geometry: overlays leave lines where areas touch.

    What such an overlay gives must come through here before it goes into another one, which
    refuses polygons mixed with lines.
    """
    parts = shapely.get_parts(shapely.get_parts(region))  # a collection may hold a multipolygon
    kept = parts[(shapely.get_dimensions(parts) == 2) & (shapely.area(parts) >= least_m2)]
    if not len(kept):
        return Polygon()
    return MultiPolygon(list(kept)) if len(kept) > 1 else Polygon(kept[0])


def shades(cast: Shadows, reach_m: float) -> NDArray[np.object_]:
    """Draw the shadow of each edge as a polygon, cut beyond a distance.

    Parameters
    ----------
    cast : Shadows
        Bands hidden by edges, local coordinates.
    reach_m : float
        Nothing matters farther than that from the camera.

    Returns
    -------
    ndarray of shapely.Polygon, shape (n_edges,)
        Quadrilaterals where the shadow ends, else five corners: the edge, its two rays and the
        bisector, all farther than ``reach_m``.
    """
    edges = cast.edges
    a = np.column_stack((edges.ax, edges.ay))
    b = np.column_stack((edges.bx, edges.by))
    away = _cross(a, b) / _norm(b - a)  # distance of the edge's line
    near_by = away * cast.start < reach_m
    ends = near_by & (away * cast.end < reach_m)
    goes_on = near_by & ~ends
    start = cast.start[:, None]
    return np.concatenate(
        (
            _bands(a[ends], b[ends], start[ends], cast.end[ends, None]),
            _endless(start[goes_on] * a[goes_on], start[goes_on] * b[goes_on], 2.0 * reach_m),
        )
    )


def _bands(a: Floats, b: Floats, start: Floats, end: Floats) -> NDArray[np.object_]:
    corners = np.stack((start * a, start * b, end * b, end * a), axis=1)
    return np.asarray(shapely.polygons(corners), dtype=object)


def _endless(a: Floats, b: Floats, far_m: float) -> NDArray[np.object_]:
    """Draw what is behind edges from a to b: ``far_m`` out, and past the edge everywhere."""
    towards_a, towards_b = a / _norm(a)[:, None], b / _norm(b)[:, None]
    middle = towards_a + towards_b
    middle /= _norm(middle)[:, None]
    crossing = _cross(a, b) / _cross(middle, b - a)  # where the bisector meets the edge
    corners = (
        a,
        b,
        towards_b * np.maximum(far_m, 2.0 * _norm(b))[:, None],
        middle * np.maximum(far_m, 2.0 * crossing)[:, None],
        towards_a * np.maximum(far_m, 2.0 * _norm(a))[:, None],
    )
    return np.asarray(shapely.polygons(np.stack(corners, axis=1)), dtype=object)


def _visible(eye: Eye, patch: Patch, solids: Solids) -> BaseGeometry:
    """Take shadows and footprints off a piece."""
    frame = outline(patch.piece)
    if frame.is_empty:  # wholly behind the foot, farther than the range
        return frame
    reach = float(np.hypot(*shapely.get_coordinates(frame).T).max())
    x_min, y_min, x_max, y_max = frame.bounds
    box = (x_min + eye.x, y_min + eye.y, x_max + eye.x, y_max + eye.y)
    footprints = _local(solids.footprints[around(solids.tree, box)], eye)
    slabs = [
        affinity.scale(footprint, stretch, stretch, origin=(0, 0))
        for footprint, stretch in zip(
            _local(solids.footprints[patch.cast.slab_of], eye), patch.cast.stretch, strict=True
        )
    ]
    dark = np.array([*shades(patch.cast, reach), *slabs], dtype=object)
    lit = _less(_on_grid(frame, eye), _on_grid(dark, eye))
    return _less(lit, _on_grid(footprints, eye))  # most footprints are in the dark already


def _less(ground: BaseGeometry, shapes: NDArray[np.object_]) -> BaseGeometry:
    shapely.prepare(ground)
    taken = shapely.union_all(shapes[shapely.intersects(ground, shapes)], grid_size=GRID_M)
    return polygons_of(shapely.difference(ground, taken, grid_size=GRID_M))


def _local(footprints: NDArray[np.object_], eye: Eye) -> NDArray[np.object_]:
    return np.asarray(shapely.transform(footprints, lambda points: points - (eye.x, eye.y)))


def _on_grid(shapes: Shapes, eye: Eye) -> Shapes:
    """Move local shapes by less than a millimetre, so that the map's grid is theirs too."""
    shift = np.array([eye.x, eye.y]) - _rounded(eye)
    if np.abs(shift).max() < 1e-9:
        return shapes
    moved: Shapes = shapely.transform(shapes, lambda points: points + shift)
    return moved


def _placed(region: BaseGeometry, eye: Eye) -> BaseGeometry:
    """Put a region of the local grid on the map."""
    corner = _rounded(eye)
    moved: BaseGeometry = shapely.transform(
        region, lambda points: np.round(points + corner, _DECIMALS)
    )
    return moved


def _rounded(eye: Eye) -> Floats:
    return np.round(np.array([eye.x, eye.y]), _DECIMALS)


def _disc(radius_m: float) -> Polygon:
    """Draw a disc from inside, its chords at most ``SAGITTA_M`` off."""
    half_step = math.acos(max(0.0, 1.0 - SAGITTA_M / radius_m))
    count = min(_MOST_CHORDS, max(16, math.ceil(math.pi / half_step)))
    angles = np.arange(count) * (2.0 * math.pi / count)
    return Polygon(radius_m * np.column_stack((np.cos(angles), np.sin(angles))))


def _norm(points: Floats) -> Floats:
    return np.asarray(np.hypot(points[:, 0], points[:, 1]))


def _cross(a: Floats, b: Floats) -> Floats:
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])
