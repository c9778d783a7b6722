"""Claims: ground already taken, so that nothing is built twice on one place."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geodata.invented.chance import Chance

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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Site:
    """Where one builds: ground taken, land that may not be left, and the draws."""

    claims: Claims
    chance: Chance
    room: Polygon | None = None

    def holds(self, shapes: Sequence[BaseGeometry], *, gap_m: float = 0.0) -> bool:
        """Tell whether shapes fit on the land, away from all that is taken."""
        inside = self.room is None or all(self.room.contains(shape) for shape in shapes)
        return inside and all(self.claims.free(shape, gap_m=gap_m) for shape in shapes)

    def build(self, shapes: Sequence[BaseGeometry], *, gap_m: float = 0.0) -> bool:
        """Claim ground for shapes, all or none; tell whether it was free."""
        if not self.holds(shapes, gap_m=gap_m):
            return False
        self.claims.take(shapes)
        return True


def _cells(shape: BaseGeometry) -> Iterator[tuple[int, int]]:
    if shape.is_empty:
        return iter(())
    west, south, east, north = (int(bound // _CELL_M) for bound in shape.bounds)
    return itertools.product(range(west, east + 1), range(south, north + 1))
