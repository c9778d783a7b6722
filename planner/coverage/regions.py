"""Exact visible polygons, for drawing: the frame less shadows, less footprints, cut by level.

Shadows are the same bands as those of the cells (``occlusion``), as polygons. Straight borders
are exact to the millimetre on which coordinates are rounded; arcs are chords at most 1 cm
inside their circle. Crumbs under 0.05 m2 are dropped: they are rounding, not ground.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPoint, MultiPolygon, Polygon, affinity
from shapely.geometry.base import BaseGeometry

from planner.coverage.columns import Floats
from planner.coverage.eyes import Eye
from planner.coverage.obstacles import Solids, near
from planner.coverage.occlusion import Shadows
from planner.coverage.sight import Patch, Piece, Yardstick, pieces_of

SAGITTA_M = 0.01
CRUMB_M2 = 0.05
GRID_M = 0.001
_MOST_CHORDS = 2048  # of a full circle


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
            cut = [outline(piece) for piece in pieces_of(eye, yard)]
            seen = [ground.intersection(part) for ground, part in zip(seen, cut, strict=False)]
        levels.append(placed(shapely.union_all(seen), eye))
    return tuple(levels)


def outline(piece: Piece) -> BaseGeometry:
    """Draw a piece of ground in frame, in metres from the foot of the camera."""
    corners = MultiPoint(piece.corners).convex_hull
    reach = float(np.hypot(piece.corners[:, 0], piece.corners[:, 1]).max())
    if piece.radius_m >= reach:
        return corners
    return corners.intersection(_disc(piece.radius_m))


def placed(region: BaseGeometry, eye: Eye) -> BaseGeometry:
    """Put a local region on the map: rounded to the millimetre, valid, without crumbs."""
    moved = affinity.translate(region, eye.x, eye.y)
    return without_crumbs(shapely.set_precision(moved, GRID_M))


def without_crumbs(region: BaseGeometry) -> BaseGeometry:
    """Keep the polygons of a geometry that are more than crumbs."""
    parts = shapely.get_parts(region)
    kept = parts[(shapely.get_dimensions(parts) == 2) & (shapely.area(parts) >= CRUMB_M2)]
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
    ends = _line_distance(a, b) * cast.end < reach_m
    start, goes_on = cast.start[:, None], ~ends
    return np.concatenate(
        (
            _bands(a[ends], b[ends], start[ends], cast.end[ends, None]),
            _endless(a[goes_on], b[goes_on], start[goes_on], 2.0 * reach_m),
        )
    )


def _bands(a: Floats, b: Floats, start: Floats, end: Floats) -> NDArray[np.object_]:
    corners = np.stack((start * a, start * b, end * b, end * a), axis=1)
    return np.asarray(shapely.polygons(corners), dtype=object)


def _endless(a: Floats, b: Floats, start: Floats, far_m: float) -> NDArray[np.object_]:
    """Draw shadows without end: out to ``far_m`` at least, past the edge in every direction."""
    towards_a, towards_b = a / _norm(a), b / _norm(b)
    middle = towards_a + towards_b
    middle = middle / _norm(middle)
    turn = (middle[:, 0] * (b - a)[:, 1] - middle[:, 1] * (b - a)[:, 0])[:, None]
    crossing = (_cross(a, b)[:, None]) / turn
    return np.asarray(
        shapely.polygons(
            np.stack(
                (
                    start * a,
                    start * b,
                    towards_b * np.maximum(far_m, start * _norm(b)),
                    middle * np.maximum(far_m, start * crossing),
                    towards_a * np.maximum(far_m, start * _norm(a)),
                ),
                axis=1,
            )
        )
    )


def _visible(eye: Eye, patch: Patch, solids: Solids) -> BaseGeometry:
    """Take shadows and footprints off a piece."""
    frame = outline(patch.piece)
    reach = float(np.hypot(*shapely.get_coordinates(frame).T).max())
    x_min, y_min, x_max, y_max = frame.bounds
    box = (x_min + eye.x, y_min + eye.y, x_max + eye.x, y_max + eye.y)
    footprints = _local(solids.footprints[near(solids, box)], eye)
    slabs = [
        affinity.scale(footprint, stretch, stretch, origin=(0, 0))
        for footprint, stretch in zip(
            _local(solids.footprints[patch.cast.slab_of], eye), patch.cast.stretch, strict=True
        )
    ]
    dark = shapely.union_all([*shades(patch.cast, reach), *footprints, *slabs])
    return shapely.difference(frame, dark)


def _local(footprints: NDArray[np.object_], eye: Eye) -> NDArray[np.object_]:
    return np.asarray(shapely.transform(footprints, lambda points: points - (eye.x, eye.y)))


def _disc(radius_m: float) -> Polygon:
    """Draw a disc from inside, its chords at most ``SAGITTA_M`` off."""
    half_step = math.acos(max(0.0, 1.0 - SAGITTA_M / radius_m))
    count = min(_MOST_CHORDS, max(16, math.ceil(math.pi / half_step)))
    angles = np.arange(count) * (2.0 * math.pi / count)
    return Polygon(radius_m * np.column_stack((np.cos(angles), np.sin(angles))))


def _norm(points: Floats) -> Floats:
    return np.asarray(np.hypot(points[:, 0], points[:, 1])[:, None])


def _cross(a: Floats, b: Floats) -> Floats:
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])


def _line_distance(a: Floats, b: Floats) -> Floats:
    return np.asarray(_cross(a, b) / np.hypot(b[:, 0] - a[:, 0], b[:, 1] - a[:, 1]))
