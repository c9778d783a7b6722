"""Streets drawn by hand that cross without a shared vertex: the vertex is added to both.

Snap rounding on a grid of 1 mm (Hobby, Computational Geometry 13, 1999): the places where lines
meet are rounded to the grid, then every line that goes through the pixel of such a place takes
it as a vertex. Rounding each crossing on its own would let lines at a grazing angle cross again.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point

from geodata.polygons import MILLIMETRE_M
from geodata.projection import round_to_millimetre

_PIXEL_REACH_M = 0.7072 * MILLIMETRE_M  # half the diagonal of a pixel


def node_lines(lines: Sequence[LineString], layers: Sequence[int]) -> tuple[list[LineString], int]:
    """Give crossing lines of one layer the vertex where they cross.

    Parameters
    ----------
    lines : sequence of LineString
        Coordinates in metres, rounded to the millimetre.
    layers : sequence of int
        Stacking of each line: a bridge does not meet what passes below.

    Returns
    -------
    lines : list of LineString
        In the same order; each goes through the same places, within 1 mm.
    count : int
        How many vertices were added.
    """
    noded = list(lines)
    for layer in sorted(set(layers)):
        members = [index for index, own in enumerate(layers) if own == layer]
        together = [lines[index] for index in members]
        for index, line in zip(members, _noded(together), strict=True):
            noded[index] = line
    before = sum(len(line.coords) for line in lines)
    return noded, sum(len(line.coords) for line in noded) - before


def _noded(lines: Sequence[LineString]) -> list[LineString]:
    arrangement = shapely.union_all(np.array(lines, dtype=object), grid_size=MILLIMETRE_M)
    places = np.unique(round_to_millimetre(shapely.get_coordinates(arrangement)), axis=0)
    tree = shapely.STRtree([Point(place) for place in places])
    return [_through(line, places, tree) for line in lines]


def _through(line: LineString, places: NDArray[np.float64], tree: shapely.STRtree) -> LineString:
    """Thread a line through the places on its way, stretch by stretch: it may cross itself."""
    corners = shapely.get_coordinates(line)
    stretches = np.array([LineString(pair) for pair in itertools.pairwise(corners)], dtype=object)
    rank, found = tree.query(stretches, predicate="dwithin", distance=_PIXEL_REACH_M)
    where = np.asarray(shapely.line_locate_point(stretches[rank], tree.geometries[found]))
    between = (where > 0.0) & (where < np.asarray(shapely.length(stretches[rank])))
    rank, found, where = rank[between], found[between], where[between]
    if not len(rank):
        return line
    order = np.lexsort(
        (np.concatenate([np.zeros(len(corners)), where]),
         np.concatenate([np.arange(len(corners)), rank]))
    )  # fmt: skip
    return LineString(np.concatenate([corners, places[found]])[order])
