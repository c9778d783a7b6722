"""Read the height of the ground off a scene's relief."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planner.scene.model import Terrain

# A point this close to a node, in steps, is on it: above the rounding of coordinates of seven
# million metres, below a hundredth of a millimetre on the ground.
_ON_NODE = 1e-7


def heights_at(
    terrain: Terrain, x: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give the height of the ground at points, bilinear between the four nodes around each.

    On a node the height is the node's; between two nodes of a side only those two count.

    Parameters
    ----------
    terrain : Terrain
    x, y : ndarray of float
        Points in the scene's CRS, metres; shapes that broadcast together.

    Returns
    -------
    ndarray of float
        Metres above sea level, in the broadcast shape; NaN outside the nodes, and where a node
        that counts is unknown.
    """
    n_rows, n_columns = terrain.heights_m.shape
    column, u, on_columns = _between((x - terrain.x) / terrain.step_m, n_columns)
    row, v, on_rows = _between((y - terrain.y) / terrain.step_m, n_rows)
    east, north = np.minimum(column + 1, n_columns - 1), np.minimum(row + 1, n_rows - 1)
    heights = terrain.heights_m
    lower = _blend(heights[row, column], heights[row, east], u)
    upper = _blend(heights[north, column], heights[north, east], u)
    return np.where(on_columns & on_rows, _blend(lower, upper, v), np.nan)


def terrain_bounds(terrain: Terrain) -> tuple[float, float, float, float]:
    """Give the box of the nodes.

    Parameters
    ----------
    terrain : Terrain

    Returns
    -------
    tuple of float
        West, south, east, north, metres in the scene's CRS.
    """
    n_rows, n_columns = terrain.heights_m.shape
    east = terrain.x + (n_columns - 1) * terrain.step_m
    north = terrain.y + (n_rows - 1) * terrain.step_m
    return terrain.x, terrain.y, east, north


def _between(
    steps: NDArray[np.float64], count: int
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.bool_]]:
    """Give the node before, the part of the step beyond it, and whether both are in the grid."""
    steps = np.where(np.isfinite(steps), steps, -1.0)  # what is nowhere is not in the grid
    nearest = np.round(steps)
    snapped = np.where(np.abs(steps - nearest) <= _ON_NODE, nearest, steps)
    within = (snapped >= 0.0) & (snapped <= count - 1)
    safe = np.where(within, snapped, 0.0)
    before = np.floor(safe)
    return before.astype(np.intp), safe - before, within


def _blend(
    first: NDArray[np.float64], second: NDArray[np.float64], part: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Go from one height to the other; at the first one, the other may be unknown."""
    return np.where(part == 0.0, first, first + part * (second - first))
