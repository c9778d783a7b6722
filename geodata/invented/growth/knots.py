"""Knots: streets tied together where one ends on another."""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import shapely
from shapely import LineString, Point, STRtree

from geodata.invented.shapes import Line, Vector, chain, rounded
from geodata.invented.streets import Node, Way

_ON_M = 0.02  # an end this near a street is on it
_BEYOND_M = 0.15  # an end this near a street that it crosses was to end there
_SAME_M = 0.1  # ends nearer than this to a vertex of it, or to each other, are moved together


def knit(ways: Sequence[Way]) -> list[Way]:
    """Tie streets together: those that end on another share a vertex, and all are cut there.

    Parameters
    ----------
    ways : sequence of Way
        None crosses another but at its own ends.

    Returns
    -------
    list of Way
        Pieces that meet at their ends only, in the order of the streets.
    """
    lines = [rounded(each.line) for each in ways]
    lines = _tied(_gathered(lines))
    knots = _knots(lines)
    pieces = []
    for each, line in zip(ways, lines, strict=True):
        for piece in _pieces(line, knots):
            street = dataclasses.replace(each.street, line=LineString(piece))
            pieces.append(dataclasses.replace(each, street=street))
    return pieces


def _gathered(lines: list[Line]) -> list[Line]:
    """Make one of ends that are next to each other: that of the first street."""
    ends = np.array([line[end] for line in lines for end in (0, -1)])
    spots = np.array([Point(end) for end in ends])
    one, other = STRtree(spots).query(spots, "dwithin", _ON_M)
    first = np.arange(len(ends))
    np.minimum.at(first, one, other)
    new = [line.copy() for line in lines]
    for k, line in enumerate(new):
        line[0], line[-1] = ends[first[2 * k]], ends[first[2 * k + 1]]
    return new


def _tied(lines: list[Line]) -> list[Line]:
    """Move the ends of streets onto vertices of those that they end on, made where needed."""
    shapes = [LineString(line) for line in lines]
    tree = STRtree(shapes)
    walked = [chain(line) for line in lines]
    stations: dict[int, list[float]] = defaultdict(list)
    ends: list[tuple[int, int, int, float]] = []
    for k, line in enumerate(lines):
        for end in (0, -1):
            at = Point(line[end])
            hosts = [int(h) for h in np.sort(tree.query(at, "dwithin", _BEYOND_M)) if h != k]
            inner = [h for h in hosts if _ends_inside(line[end], shapes[k], shapes[h])]
            if inner:
                s = float(shapely.line_locate_point(shapes[inner[0]], at))
                stations[inner[0]].append(s)
                ends.append((k, end, inner[0], s))
    spots = {h: _spots(walked[h].reached, sorted(found)) for h, found in stations.items()}
    new = [line.copy() for line in lines]
    moved: dict[Node, Vector] = {}  # streets that end together stay together
    for k, end, host, s in ends:
        spot = min(spots[host], key=lambda spot: abs(spot - s))
        node = _node(lines[k][end])
        new[k][end] = moved.setdefault(node, rounded(walked[host].at(spot)))
    for host, found in spots.items():
        every = sorted({*walked[host].reached.tolist(), *found})
        inside = [rounded(walked[host].at(s)) for s in every[1:-1]]
        new[host] = np.array([new[host][0], *inside, new[host][-1]])
    for line in new:
        for end in (0, -1):
            line[end] = moved.get(_node(line[end]), line[end])
    return new


def _node(at: Vector) -> Node:
    return float(at[0]), float(at[1])


def _ends_inside(at: Vector, line: LineString, host: LineString) -> bool:
    """Tell whether a street ends on another, or a little too far, but not at its ends."""
    spot = Point(at)
    to_ends = min(spot.distance(Point(host.coords[0])), spot.distance(Point(host.coords[-1])))
    if not to_ends:
        return False
    return bool(host.dwithin(spot, _ON_M) or (to_ends > _BEYOND_M and line.crosses(host)))


def _spots(reached: Line, stations: Sequence[float]) -> list[float]:
    """Give one arc length for stations next to each other, a vertex's own when it is near."""
    spots: list[float] = []
    for s in stations:
        near = float(reached[np.argmin(np.abs(reached - s))])
        spot = near if abs(near - s) < _SAME_M else s
        if not spots or spot - spots[-1] >= _SAME_M:
            spots.append(spot)
    return spots


def _knots(lines: Sequence[Line]) -> set[Node]:
    """Give the vertices where streets end or meet."""
    seen: Counter[Node] = Counter()
    for line in lines:
        seen.update({(x, y) for x, y in line.tolist()})
    ends = {(x, y) for line in lines for x, y in line[[0, -1]].tolist()}
    return ends | {node for node, times in seen.items() if times > 1}


def _pieces(line: Line, knots: set[Node]) -> list[Line]:
    """Cut a street at its knots."""
    at = [k for k, (x, y) in enumerate(line.tolist()) if 0 < k < len(line) - 1 and (x, y) in knots]
    cuts = [0, *at, len(line) - 1]
    pieces = [line[a : b + 1] for a, b in itertools.pairwise(cuts)]
    return [piece for piece in pieces if not np.array_equal(piece[0], piece[-1]) or len(piece) > 2]
