"""Streets drawn by hand that cross without a shared vertex: the vertex is added to both.

Snap rounding on a grid of 1 mm (Hobby, Computational Geometry 13, 1999): the places where lines
meet are rounded to the grid, then every line that goes through the pixel of such a place takes
it as a vertex. Rounding each crossing on its own would let lines at a grazing angle cross again.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString

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
    tree = shapely.STRtree(shapely.points(places))
    return [
        _through(line, places[tree.query(line, predicate="dwithin", distance=_PIXEL_REACH_M)])
        for line in lines
    ]


def _through(line: LineString, places: NDArray[np.float64]) -> LineString:
    """Thread a line through places on its way, kept in the order it meets them."""
    own = set(line.coords)
    added = sorted(place for place in map(tuple, places.tolist()) if place not in own)
    if not added:
        return line
    corners = shapely.get_coordinates(line)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(corners, axis=0).T))])
    where = shapely.line_locate_point(line, shapely.points(added))
    order = np.argsort(np.concatenate([along, where]), kind="stable")
    return LineString(np.concatenate([corners, added])[order])
