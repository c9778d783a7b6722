"""Polygons of cells, level by level, for drawing what is seen over relief: stair-steps.

The borders between cells that are in and cells that are out are taken as straight lines from
bend to bend, and the faces between these lines which are in make the region. Cells that touch
at a corner only are two polygons; polygons and holes are valid by construction, corners are
exact multiples of the cell's side, and regions of several cameras share them.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from planner.coverage.engine.columns import Bools, Ints


def cell_regions(
    i: Ints, j: Ints, level: NDArray[np.integer], cell_m: float, n_levels: int
) -> tuple[BaseGeometry, ...]:
    """Draw the cells at or above each level.

    Parameters
    ----------
    i, j : ndarray of int, shape (n_cells,)
        Cells, each once.
    level : ndarray of int, shape (n_cells,)
        Level of each, 1 for the coarsest.
    cell_m : float
        Side of a cell.
    n_levels : int
        How many levels there are.

    Returns
    -------
    tuple of shapely.Geometry
        One per level, polygons or multipolygons in the scene's CRS, each within the former;
        empty polygons where there is no cell.
    """
    if not len(i):
        return tuple(Polygon() for _ in range(n_levels))
    corner = np.array([i.min(), j.min()]) - 1  # one empty cell all around
    grid = np.zeros((i.max() - corner[0] + 2, j.max() - corner[1] + 2), dtype=np.int64)
    grid[i - corner[0], j - corner[1]] = level
    drawn = []
    for least in range(1, n_levels + 1):
        faces = _faces(grid >= least)
        placed = shapely.transform(faces, lambda points: (points + corner) * cell_m)
        drawn.append(_together(placed))
    return tuple(drawn)


def _faces(inside: Bools) -> NDArray[np.object_]:
    """Draw a mask, in cells from its first corner: polygons, holes included."""
    lines = np.asarray(shapely.linestrings(_borders(inside)), dtype=object)
    faces = shapely.get_parts(shapely.polygonize(lines))
    if not len(faces):
        return np.asarray(faces, dtype=object)
    rings = shapely.get_exterior_ring(faces)
    first, second = (shapely.get_coordinates(shapely.get_point(rings, n)) for n in (0, 1))
    along = np.sign(second - first)
    turn = np.where(shapely.is_ccw(rings), 1.0, -1.0)[:, None]
    towards = np.column_stack((-along[:, 1], along[:, 0])) * turn
    cell = np.floor(first + (along + towards) / 2.0).astype(np.int64)
    return np.asarray(faces[inside[cell[:, 0], cell[:, 1]]], dtype=object)


def _borders(inside: Bools) -> NDArray[np.float64]:
    """Give the straight lines between what is in and what is out, shape (n_lines, 2, 2).

    They end where the border bends, and where two borders meet at a corner.
    """
    upright = np.zeros((inside.shape[0] + 1, inside.shape[1] + 1), dtype=bool)
    flat = upright.copy()
    upright[1:-1, :-1] = inside[1:] != inside[:-1]  # from (a, b) to (a, b + 1)
    flat[:-1, 1:-1] = inside[:, 1:] != inside[:, :-1]  # from (a, b) to (a + 1, b)
    goes_up, goes_along = upright.copy(), flat.copy()
    goes_up[:, 1:] |= upright[:, :-1]
    goes_along[1:] |= flat[:-1]
    bends = goes_up & goes_along
    columns = _lines(upright, bends)
    rows = _lines(flat.T, bends.T)[:, :, ::-1]
    return np.concatenate((columns, rows))


def _lines(edges: Bools, bends: Bools) -> NDArray[np.float64]:
    """Join the unit edges from (a, b) to (a, b + 1) into lines from bend to bend."""
    start = np.argwhere(edges & bends)
    end = np.argwhere(edges[:, :-1] & bends[:, 1:])
    return np.stack((start, end + np.array([0, 1])), axis=1).astype(float)


def _together(faces: NDArray[np.object_]) -> BaseGeometry:
    if not len(faces):
        return Polygon()
    return Polygon(faces[0]) if len(faces) == 1 else MultiPolygon(list(faces))
