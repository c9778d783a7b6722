"""Claims: ground already taken, so that nothing is built twice on one place."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

_CELL_M = 40.0
_TOUCH_M = 0.01  # neighbours share walls: a centimetre is not an overlap


class Claims:
    """Ground taken, in a grid, so that asking costs the same in a hamlet and in a city."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[BaseGeometry]] = defaultdict(list)

    def take(self, shapes: Iterable[BaseGeometry]) -> None:
        """Claim ground, free or not."""
        for shape in shapes:
            for cell in _cells(shape):
                self._cells[cell].append(shape)

    def free(self, shape: BaseGeometry, *, gap_m: float = 0.0) -> bool:
        """Tell whether a shape keeps its distance from all that is taken.

        Parameters
        ----------
        shape : shapely.Polygon or shapely.LineString
        gap_m : float
            Distance to keep; 0 lets walls be shared.
        """
        asked = shapely.buffer(shape, gap_m or -_TOUCH_M, quad_segs=1, join_style="mitre")
        near = [taken for cell in _cells(asked) for taken in self._cells.get(cell, ())]
        return not np.any(shapely.intersects(near, asked))


def _cells(shape: BaseGeometry) -> Iterator[tuple[int, int]]:
    if shape.is_empty:
        return iter(())
    west, south, east, north = (int(bound // _CELL_M) for bound in shape.bounds)
    return itertools.product(range(west, east + 1), range(south, north + 1))
