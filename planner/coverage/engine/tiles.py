"""Tiles: a wide region cut into small pieces, so that a camera reads only what is around it.

Public space is one polygon with thousands of holes; asking which of its sides pass near would
cost as much as the town is large.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from planner.coverage.engine.columns import Edges, Ints, rings_of, runs
from planner.geometry import clip

MOST_CORNERS = 60  # of a piece worth cutting no further
LEAST_SIDE_M = 25.0  # of a tile

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tiles:
    """A region in pieces that share borders and nothing else.

    Attributes
    ----------
    sides : Edges
        Sides of the pieces' rings, interior on the left, piece after piece.
    start : ndarray of int, shape (n_pieces + 1,)
        Where the sides of each piece start.
    tree : STRtree
        Of the pieces.
    """

    sides: Edges
    start: Ints
    tree: STRtree

    def around(self, box: Box) -> Edges:
        """Give the sides of the pieces whose box meets another, scene's CRS: whole rings."""
        which = np.sort(self.tree.query(shapely.box(*box)))
        _, side = runs(self.start[which], self.start[which + 1] - self.start[which])
        return self.sides.pick(side)


def tiles_of(region: BaseGeometry) -> Tiles:
    """Cut a region into tiles.

    Parameters
    ----------
    region : shapely.Polygon or shapely.MultiPolygon
        In the scene's CRS; may be empty.
    """
    pieces = np.array(list(_cut(region)), dtype=object)
    sides, owner = rings_of(pieces)
    return Tiles(
        sides=sides,
        start=np.searchsorted(owner, np.arange(len(pieces) + 1)),
        tree=STRtree(pieces),
    )


def _cut(region: BaseGeometry) -> Iterator[BaseGeometry]:
    """Halve a region across its longer side until its pieces are small or simple."""
    if region.is_empty:
        return
    west, south, east, north = region.bounds
    width, height = east - west, north - south
    if shapely.get_num_coordinates(region) <= MOST_CORNERS or max(width, height) <= LEAST_SIDE_M:
        yield from (part for part in shapely.get_parts(region) if part.area > 0.0)
        return
    if width >= height:
        middle = west + width / 2.0
        halves = ((west, south, middle, north), (middle, south, east, north))
    else:
        middle = south + height / 2.0
        halves = ((west, south, east, middle), (west, middle, east, north))
    for half in halves:
        yield from _cut(clip(region, half))
