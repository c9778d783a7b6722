"""Streets drawn by hand that cross without a shared vertex: the vertex is added to both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from geodata.projection import round_to_millimetre


def node_lines(lines: Sequence[LineString], layers: Sequence[int]) -> tuple[list[LineString], int]:
    """Give each pair of crossing lines of one layer the vertex where they cross.

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
    meetings = _meetings(lines, layers)
    noded = [_through(line, meetings.get(index, set())) for index, line in enumerate(lines)]
    before = sum(len(line.coords) for line in lines)
    return noded, sum(len(line.coords) for line in noded) - before


def _meetings(
    lines: Sequence[LineString], layers: Sequence[int]
) -> dict[int, set[tuple[float, float]]]:
    found: defaultdict[int, set[tuple[float, float]]] = defaultdict(set)
    left, right = shapely.STRtree(lines).query(np.array(lines, dtype=object), predicate="intersects")
    for first, second in zip(left.tolist(), right.tolist(), strict=True):
        if first < second and layers[first] == layers[second]:
            for place in _places(lines[first] & lines[second]):
                found[first].add(place)
                found[second].add(place)
    return dict(found)


def _places(meeting: BaseGeometry) -> list[tuple[float, float]]:
    """Give the points where two lines meet; where they run together, both ends of the stretch."""
    places: list[tuple[float, float]] = []
    for part in shapely.get_parts(meeting):
        ends = round_to_millimetre(shapely.get_coordinates(part))[[0, -1]]
        places += [(float(x), float(y)) for x, y in ends]
    return places


def _through(line: LineString, places: set[tuple[float, float]]) -> LineString:
    added = sorted(places - set(line.coords))
    if not added:
        return line
    own = shapely.get_coordinates(line)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(own, axis=0).T))])
    where = shapely.line_locate_point(line, shapely.points(added))
    order = np.argsort(np.concatenate([along, where]), kind="stable")
    return LineString(np.concatenate([own, added])[order])
