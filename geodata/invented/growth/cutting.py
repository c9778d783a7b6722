"""Cutting: land cut in two again and again by streets, as owners and surveyors do.

Each cut runs across the longest direction of its piece, so that pieces keep handy shapes and
streets end on older streets in T junctions. The pieces share the very line that cuts them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon

from geodata.invented.chance import Chance
from geodata.invented.shapes import Line, Vector, left_of, polygons
from geodata.invented.streets import Node

_BEYOND_M = 30.0  # a cut is drawn this much too long, then trimmed
_TRIES = 5
_CURVE_POINTS = 9
_SHORTEST_M = 12.0
_CROSSINGS = 0.5  # of cuts that start where another street ends, if there is one
_MIDDLE = 0.2  # half the share of the length where a cut may start
_ON_M = 0.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cutting:
    """What became of a piece of land: its leaves and the streets between them."""

    leaves: list[Polygon]
    streets: list[Line]


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """The long way through a piece of land: where it starts, its direction, its two sizes."""

    corner: Vector
    along: Vector
    length: float
    width: float

    def point(self, u: float, v: float) -> Vector:
        """Give the point at u metres along and v metres across."""
        at: Vector = self.corner + u * self.along + v * left_of(self.along)
        return at


def span_of(land: Polygon) -> Span:
    """Give the smallest rectangle around some land, its long side first."""
    corners = shapely.get_coordinates(shapely.orient_polygons(shapely.oriented_envelope(land)))
    first, second = corners[1] - corners[0], corners[2] - corners[1]
    sizes = float(np.hypot(*first)), float(np.hypot(*second))
    if sizes[0] >= sizes[1]:
        return Span(corners[0], first / sizes[0], sizes[0], sizes[1])
    return Span(corners[1], second / sizes[1], sizes[1], sizes[0])


def divide(
    land: Polygon,
    chance: Chance,
    *,
    target: Callable[[Polygon], float],
    bow: float,
    knots: Sequence[Node] = (),
) -> Cutting:
    """Cut land until no piece is larger than a target.

    Parameters
    ----------
    land : shapely.Polygon
    chance : Chance
    target : callable
        Gives the largest size of a piece in square metres; pieces end between a quarter of it
        and a little more than it, but for shapes that cannot be cut.
    bow : float
        How far streets may bend, as a share of their length; 0 draws them straight.
    knots : sequence of Node
        Where streets already end around the land: some cuts start there, and make a crossing.
    """
    leaves: list[Polygon] = []
    streets: list[Line] = []
    ends = list(knots)
    left = [land]
    while left:
        piece = left.pop()
        limit = target(piece)
        halves = None
        if piece.area > limit * chance.between(0.75, 1.25):
            near = ends if chance.happens(_CROSSINGS) else []
            halves = _halve(piece, chance, _Wish(0.22 * limit, bow, near))
        if halves is None:
            leaves.append(piece)
        else:
            left += halves.leaves
            streets += halves.streets
            ends += [(x, y) for line in halves.streets for x, y in line[[0, -1]].tolist()]
    return Cutting(leaves=leaves, streets=streets)


def curve(start: Vector, end: Vector, bow: float) -> Line:
    """Draw a street from a point to another, bent to its left by a share of its length."""
    if not bow:
        return np.array([start, end])
    share = np.linspace(0.0, 1.0, _CURVE_POINTS)[:, None]
    line: Line = start + share * (end - start)
    line += 4.0 * bow * share * (1.0 - share) * left_of(end - start)
    return line


@dataclass(frozen=True, slots=True, eq=False)
class _Wish:
    """What is wanted of a cut."""

    smallest_m2: float
    bow: float
    ends: Sequence[Node]  # where it may start


def _halve(land: Polygon, chance: Chance, wish: _Wish) -> Cutting | None:
    """Cut land across, none of its pieces too small; give up after five tries."""
    span = span_of(land)
    aims = _aims(land, span, wish.ends)
    for _ in range(_TRIES):
        share, bend = chance.between(0.36, 0.64), wish.bow * chance.between(-1.0, 1.0)
        lean = chance.between(-0.08, 0.08) * span.width if wish.bow else 0.0
        u = share * span.length
        if aims:
            u, lean, bend = aims.pop(), 0.0, 0.0
        start = span.point(u - lean, -_BEYOND_M)
        end = span.point(u + lean, span.width + _BEYOND_M)
        cutting = _along(land, LineString(curve(start, end, bend)))
        sizes = [part.area for part in cutting.leaves]
        if len(sizes) > 1 and min(sizes) > wish.smallest_m2:
            return cutting
    return None


def _aims(land: Polygon, span: Span, ends: Sequence[Node]) -> list[float]:
    """Give where along the middle third of a span streets end already, the best last."""
    if not ends:
        return []
    spots = np.array(ends)
    u = (spots - span.corner) @ span.along
    off = np.abs(u / span.length - 0.5)
    near = off < _MIDDLE
    near[near] = shapely.distance(land.boundary, shapely.points(spots[near])) < _ON_M
    order = np.flatnonzero(near)[np.argsort(-off[near], kind="stable")]
    return [float(u[k]) for k in order]


def _along(land: Polygon, line: LineString) -> Cutting:
    """Cut land along a line that is too long for it."""
    inside = [
        part
        for part in shapely.get_parts(shapely.intersection(line, land))
        if part.length > _SHORTEST_M
    ]
    edges = shapely.union_all([land.boundary, line])
    leaves = [
        part
        for part in polygons(shapely.polygonize(shapely.get_parts(edges).tolist()))
        if land.contains(part.representative_point())
    ]
    leaves.sort(key=lambda part: part.bounds)  # the order of faces is GEOS's own business
    return Cutting(leaves=leaves, streets=[shapely.get_coordinates(part) for part in inside])
