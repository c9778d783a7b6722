"""The largest piece of some ground made of cells, and a cell well inside it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planner.coverage.engine.columns import Ints, runs


def heart(cells: NDArray[np.bool_]) -> tuple[int, int]:
    """Choose the cell to look at in the largest piece of a set of cells.

    Parameters
    ----------
    cells : ndarray of bool, shape (n_columns, n_rows)
        At least one is set. Cells that share a side are of one piece.

    Returns
    -------
    column, row : int
        The middle of the longest run of rows of that piece; of equal ones, that nearest to the
        middle of the piece.
    """
    column, first, last = _runs_of_rows(cells)
    piece = _pieces(column, first, last, len(cells))
    size = last - first + 1
    areas = np.bincount(piece, weights=size)
    kept = np.flatnonzero(piece == int(np.argmax(areas)))
    middle = np.average(column[kept], weights=size[kept])
    best = kept[np.lexsort((np.abs(column[kept] - middle), -size[kept]))[0]]
    return int(column[best]), int((first[best] + last[best]) // 2)


def _runs_of_rows(cells: NDArray[np.bool_]) -> tuple[Ints, Ints, Ints]:
    """List the runs of set cells: column, first and last row, column after column."""
    edged = np.zeros((cells.shape[0], cells.shape[1] + 2), dtype=np.int8)
    edged[:, 1:-1] = cells
    change = np.diff(edged, axis=1)
    column, first = np.nonzero(change == 1)
    _, after = np.nonzero(change == -1)
    return column, first, after - 1


def _pieces(column: Ints, first: Ints, last: Ints, n_columns: int) -> Ints:
    """Give each run the number of its piece: the smallest of the runs that it reaches."""
    begins = np.searchsorted(column, np.arange(n_columns + 1))
    next_begin, next_end = begins[column + 1], begins[np.minimum(column + 2, n_columns)]
    # Runs of a column are in order and apart: those that touch a run of the column before
    # follow one another.
    height = int(last.max()) + 2
    low = np.searchsorted(column * height + last, (column + 1) * height + first, side="left")
    high = np.searchsorted(column * height + first, (column + 1) * height + last, side="right")
    low, high = np.maximum(low, next_begin), np.minimum(high, next_end)
    one, other = runs(low, np.maximum(high - low, 0))
    number = np.arange(len(column))
    while True:
        least = np.minimum(number[one], number[other])
        fresh = number.copy()
        np.minimum.at(fresh, number[one], least)
        np.minimum.at(fresh, number[other], least)
        fresh = fresh[fresh]
        if np.array_equal(fresh, number):
            return number
        number = fresh
