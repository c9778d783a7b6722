"""Ground that is known everywhere: where the relief says nothing, level with the nearest node.

Outside the grid the ground is level with its border; a node without a height takes that of the
nearest node that has one, steps counted along rows and columns. A relief without any height is
level at 0. What rests on such ground is a guess: ``is_unknown`` tells it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planner.coverage.engine.columns import Bools, Columns, Floats, Ints
from planner.scene.model import Terrain
from planner.scene.terrain import heights_at, terrain_bounds


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KnownGround:
    """A relief and the same one without a hole.

    Attributes
    ----------
    source : Terrain
        As the scene has it.
    filled : Terrain
        With a height at every node.
    """

    source: Terrain
    filled: Terrain

    def heights(self, x: Floats, y: Floats) -> Floats:
        """Give the ground in metres above sea level at points of the scene's CRS, any shape."""
        west, south, east, north = terrain_bounds(self.filled)
        return heights_at(self.filled, np.clip(x, west, east), np.clip(y, south, north))

    def under(self, columns: Columns, column: Ints, row: Ints) -> Floats:
        """Give the ground under the centres of the cells of a patch.

        The same as ``heights``, in fewer readings: first along the relief's rows at the x of
        each column, then between two of these rows for each cell.

        Parameters
        ----------
        columns : Columns
            A patch, with cells.
        column, row : ndarray of int, shape (n_cells,)
            Position of the column of each cell, and its row counted from the grid's row zero.
        """
        grid, filled = columns.grid, self.filled
        lowest = int(row.min())
        y = np.arange(lowest, int(row.max()) + 1) * grid.cell_m + (grid.y_zero + grid.y)
        last = filled.heights_m.shape[0] - 1
        steps = np.clip((y - filled.y) / filled.step_m, 0.0, last)
        before = np.minimum(steps.astype(np.int64), max(0, last - 1))
        nodes = np.arange(before[0], min(before[-1] + 1, last) + 1)
        profile = self.heights(
            (columns.x + grid.x)[None, :], (filled.y + nodes * filled.step_m)[:, None]
        ).ravel()
        rank = row - lowest
        place = ((before - before[0]) * len(columns.x))[rank] + column
        south = profile[place]
        north = profile[np.minimum(place + len(columns.x), len(profile) - 1)]
        return np.asarray(south + (steps - before)[rank] * (north - south))

    def is_unknown(self, x: Floats, y: Floats) -> Bools:
        """Tell where the scene's relief says nothing, points of the scene's CRS."""
        return np.isnan(heights_at(self.source, x, y))

    def span(self, box: tuple[float, float, float, float]) -> tuple[float, float]:
        """Give heights between which the ground of a box lies, scene's CRS."""
        n_rows, n_columns = self.filled.heights_m.shape
        west, east = (self._node(value - self.filled.x, n_columns) for value in (box[0], box[2]))
        south, north = (self._node(value - self.filled.y, n_rows) for value in (box[1], box[3]))
        part = self.filled.heights_m[south : north + 2, west : east + 2]
        return float(part.min()), float(part.max())

    def _node(self, metres: float, count: int) -> int:
        """Give the node at or before a distance along a side of the grid."""
        return int(np.clip(metres // self.filled.step_m, 0, count - 1))


def known_ground(terrain: Terrain) -> KnownGround:
    """Fill the holes of a relief.

    Parameters
    ----------
    terrain : Terrain
        With at least one node; NaN where unknown.
    """
    heights = terrain.heights_m
    known = ~np.isnan(heights)
    if not known.any():
        heights = np.zeros(heights.shape)
    elif not known.all():
        rows, columns = _nearest(known)
        heights = heights[rows, columns]
    return KnownGround(source=terrain, filled=replace(terrain, heights_m=heights))


def _nearest(known: Bools) -> tuple[Ints, Ints]:
    """Give the row and column of the nearest known node, steps along rows and columns.

    First up and down each column, then left and right among what the columns found.
    """
    n_rows, n_columns = known.shape
    far = n_rows + n_columns
    row = np.broadcast_to(np.arange(n_rows)[:, None], known.shape)
    before = np.maximum.accumulate(np.where(known, row, -far), axis=0)
    after = np.minimum.accumulate(np.where(known, row, 2 * far)[::-1], axis=0)[::-1]
    nearest = np.where(row - before <= after - row, before, after)
    away = np.minimum(np.abs(nearest - row), far)
    # One number holds the distance and, to break ties and to be found again, the column.
    column = np.arange(n_columns)
    left = np.minimum.accumulate((away - column + far) * n_columns + column, axis=1)
    right = np.minimum.accumulate(((away + column) * n_columns + column)[:, ::-1], axis=1)[:, ::-1]
    by_left = left // n_columns - far + column
    by_right = right // n_columns - column
    best = np.where(by_left <= by_right, left, right) % n_columns
    return nearest[row, best], best
