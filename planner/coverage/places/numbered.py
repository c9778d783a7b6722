"""Cells of a box, numbered: what thousands of views share to say "this cell" in four bytes.

A cell keeps the place (i, j) it has everywhere else (``columns``); its number counts from the
corner of the box, column after column. The box may want only some of its cells (public ground):
the others are never numbered by a view.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.coverage.engine.columns import LARGEST_CELL_M, Bools, Floats, Grid, Ints, fill, lay_box
from planner.coverage.engine.sight import built
from planner.coverage.seen import Ground
from planner.errors import PlanError

Numbers = NDArray[np.int32]
Bounds = tuple[float, float, float, float]

MOST_NUMBERED = 64_000_000  # cells of a box: 16 km by 16 km at 2 m, one byte each
_CELLS_AT_ONCE = 500_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CellBox:
    """A box of cells with their numbers.

    Attributes
    ----------
    cell_m : float
        Side of a cell.
    i_first, j_first : int
        First column and first row, as everywhere: cell (i, j) has its centre at
        ((i + 0.5) cell_m, (j + 0.5) cell_m) in the scene's CRS.
    n_columns, n_rows : int
        Size. Cell (i, j) has the number (i - i_first) n_rows + (j - j_first).
    wanted : ndarray of bool, shape (n_columns x n_rows,), or None
        Which numbers are wanted; None for all.
    """

    cell_m: float
    i_first: int
    j_first: int
    n_columns: int
    n_rows: int
    wanted: Bools | None

    @property
    def n_cells(self) -> int:
        """Count the cells of the box, wanted or not."""
        return self.n_columns * self.n_rows

    @property
    def n_wanted(self) -> int:
        """Count the cells that are wanted."""
        return self.n_cells if self.wanted is None else int(np.count_nonzero(self.wanted))

    def numbers(self, i: Ints, j: Ints) -> Numbers:
        """Give the numbers of the cells that are in the box and wanted, in the order given.

        Parameters
        ----------
        i, j : ndarray of int, shape (n,)
            Places of cells.

        Returns
        -------
        ndarray of int32, shape (n_kept,)
        """
        column, row = i - self.i_first, j - self.j_first
        inside = (column >= 0) & (column < self.n_columns) & (row >= 0) & (row < self.n_rows)
        number = (column * self.n_rows + row)[inside]
        if self.wanted is not None:
            number = number[self.wanted[number]]
        return number.astype(np.int32)

    def places(self, numbers: Numbers) -> tuple[Ints, Ints]:
        """Give the places (i, j) of numbered cells, shape (n,) each."""
        column, row = np.divmod(numbers, np.int32(self.n_rows))
        return column.astype(np.int64) + self.i_first, row.astype(np.int64) + self.j_first

    def seen_from(self, x: float, y: float, numbers: Numbers) -> tuple[Floats, Floats]:
        """Give the centres of numbered cells in metres from a point, shape (n,) each."""
        i, j = self.places(numbers)
        grid = Grid(x=x, y=y, cell_m=self.cell_m)
        return grid.local_x(i), grid.local_y(j)


def cell_box(bounds: Bounds, cell_m: float) -> CellBox:
    """Give numbers to all the cells whose square meets a box.

    Parameters
    ----------
    bounds : tuple of float
        West, south, east, north in the scene's CRS.
    cell_m : float
        Side of a cell.

    Raises
    ------
    PlanError
        ``cell_out_of_range``; ``box_too_large`` when there are more than ``MOST_NUMBERED``.
    """
    if not 0.0 < cell_m <= LARGEST_CELL_M:
        raise PlanError("cell_out_of_range", cell_m=cell_m, most_m=LARGEST_CELL_M)
    west, south = math.floor(bounds[0] / cell_m), math.floor(bounds[1] / cell_m)
    n_columns = max(1, math.ceil(bounds[2] / cell_m) - west)
    n_rows = max(1, math.ceil(bounds[3] / cell_m) - south)
    if n_columns * n_rows > MOST_NUMBERED:
        raise PlanError(
            "box_too_large",
            cell_m=cell_m,
            width_m=bounds[2] - bounds[0],
            height_m=bounds[3] - bounds[1],
        )
    return CellBox(
        cell_m=cell_m,
        i_first=west,
        j_first=south,
        n_columns=n_columns,
        n_rows=n_rows,
        wanted=None,
    )


def public_cells(ground: Ground, *, cell_m: float = 2.0, bounds: Bounds | None = None) -> CellBox:
    """Want the cells whose centre is public ground and under no roof.

    Parameters
    ----------
    ground : Ground
        Public space and footprints.
    cell_m : float
        Side of a cell.
    bounds : tuple of float, optional
        Only there (west, south, east, north, scene's CRS); everywhere when absent.

    Raises
    ------
    PlanError
        ``cell_out_of_range``, ``box_too_large``.
    """
    box = cell_box(_extent(ground) if bounds is None else bounds, cell_m)
    block = max(1, _CELLS_AT_ONCE // box.n_rows)
    parts = [
        _public_slab(ground, box, begin, min(begin + block, box.n_columns))
        for begin in range(0, box.n_columns, block)
    ]
    return CellBox(
        cell_m=cell_m,
        i_first=box.i_first,
        j_first=box.j_first,
        n_columns=box.n_columns,
        n_rows=box.n_rows,
        wanted=np.concatenate(parts),
    )


def _extent(ground: Ground) -> Bounds:
    """Give the box of the public space; a point when there is none."""
    rings = ground.public.sides
    if not len(rings):
        return 0.0, 0.0, 0.0, 0.0
    return (
        float(rings.ax.min()),
        float(rings.ay.min()),
        float(rings.ax.max()),
        float(rings.ay.max()),
    )


def _public_slab(ground: Ground, box: CellBox, begin: int, end: int) -> Bools:
    """Mark the wanted cells of some columns of a box, shape ((end - begin) x n_rows,)."""
    cell_m = box.cell_m
    west, south = (box.i_first + begin) * cell_m, box.j_first * cell_m
    bounds = (west, south, west + (end - begin) * cell_m, south + box.n_rows * cell_m)
    grid = Grid(x=west, y=south, cell_m=cell_m)
    columns = lay_box(grid, bounds)
    public = fill(columns, ground.public.around(bounds).seen_from(grid.x, grid.y))
    return public & ~built(columns, ground.obstacles.solids)
