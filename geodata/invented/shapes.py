"""Shapes: polylines walked by arc length, rectangles set on the ground. Metres, town frame.

The town frame has its origin in the middle of the church square, x to the east, y to the north.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

Line = NDArray[np.float64]  # shape (n, 2)
Vector = NDArray[np.float64]  # shape (2,)

_TANGENT_REACH_M = 2.0


def rounded(points: ArrayLike) -> Line:
    """Round coordinates to the millimetre, without negative zeros."""
    return np.round(np.asarray(points, dtype=float), 3) + 0.0


def polygon(points: Sequence[Vector] | Line) -> Polygon:
    """Make a polygon of corners rounded to the millimetre."""
    return Polygon(rounded(np.asarray(points)))


def densify(line: Line, step_m: float) -> Line:
    """Add points so that no segment is longer than a step. The given points stay."""
    pieces = []
    for start, end in itertools.pairwise(line):
        count = max(1, math.ceil(float(np.hypot(*(end - start))) / step_m))
        pieces.append(start + (end - start) * np.arange(count)[:, None] / count)
    return np.concatenate([*pieces, line[-1:]])


def smooth(points: ArrayLike, *, per_span: int) -> Line:
    """Draw a Catmull-Rom curve through points, ends included."""
    knots = np.asarray(points, dtype=float)
    before = np.vstack([2 * knots[0] - knots[1], knots, 2 * knots[-1] - knots[-2]])
    t = np.arange(per_span)[:, None] / per_span
    spans = []
    for a, b, c, d in zip(before[:-3], before[1:-2], before[2:-1], before[3:], strict=True):
        curve = 2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2
        spans.append((curve + (3 * b - a - 3 * c + d) * t**3) / 2)
    return np.concatenate([*spans, knots[-1:]])


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """A polyline to walk along, with built land on its left."""

    line: Line
    reached: NDArray[np.float64]  # arc length at each point, shape (n,)
    stops: tuple[tuple[float, float, float], ...]  # arc length and point, as plain numbers

    @property
    def length(self) -> float:
        """Give its length in metres."""
        return float(self.reached[-1])

    def at(self, s: float) -> Vector:
        """Give the point at an arc length."""
        k = min(bisect_right(self.stops, (s, math.inf)), len(self.stops) - 1) - 1
        (reached, x, y), (next_one, end_x, end_y) = self.stops[k], self.stops[k + 1]
        share = min(max((s - reached) / (next_one - reached), 0.0), 1.0)
        return np.array([x + share * (end_x - x), y + share * (end_y - y)])

    def along(self, s: float) -> Vector:
        """Give the unit tangent at an arc length, smoothed over 4 m."""
        step = self.at(min(s + _TANGENT_REACH_M, self.length)) - self.at(
            max(s - _TANGENT_REACH_M, 0.0)
        )
        unit: Vector = step / np.hypot(*step)
        return unit

    def inward(self, s: float) -> Vector:
        """Give the unit normal towards the land, at an arc length."""
        return left_of(self.along(s))

    def between(self, start: float, end: float) -> Line:
        """Give the points of a stretch, its ends included."""
        inside = (self.reached > start + 0.05) & (self.reached < end - 0.05)
        return np.vstack([self.at(start), self.line[inside], self.at(end)])


def chain(line: Line) -> Chain:
    """Prepare a polyline for walking."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    kept = np.concatenate([[True], steps > 1e-6])
    line = line[kept]
    reached = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    return Chain(line, reached, tuple(zip(reached.tolist(), *line.T.tolist(), strict=True)))


def beside(line: Line, offset_m: float) -> Line:
    """Give the parallel of a polyline, to its left when the offset is positive."""
    drawn = shapely.offset_curve(LineString(line), offset_m, join_style="mitre")
    return shapely.get_coordinates(drawn)


def left_of(direction: Vector) -> Vector:
    """Turn a direction a quarter to the left."""
    return np.array([-direction[1], direction[0]])


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A place to build from: ``u`` runs along the front, ``v`` to its left, into the land."""

    origin: Vector
    u: Vector

    def point(self, u: float, v: float) -> Vector:
        """Give the point of the town at u, v."""
        moved: Vector = self.origin + u * self.u + v * left_of(self.u)
        return moved

    def points(self, pairs: Iterable[tuple[float, float]]) -> Line:
        """Give the points of the town at several u, v."""
        return np.array([self.point(u, v) for u, v in pairs])

    def polygon(self, *pairs: tuple[float, float]) -> Polygon:
        """Make a polygon of corners given by u, v."""
        return polygon(self.points(pairs))

    def box(self, u: float, v: float, along: float, deep: float) -> Polygon:
        """Make a rectangle from its corner at u, v."""
        return self.polygon((u, v), (u + along, v), (u + along, v + deep), (u, v + deep))


def frame(origin: ArrayLike, towards: ArrayLike) -> Frame:
    """Set a frame at a point, with its front along a direction."""
    direction = np.asarray(towards, dtype=float)
    return Frame(np.asarray(origin, dtype=float), direction / np.hypot(*direction))


def polygons(shape: BaseGeometry, *, smallest_m2: float = 0.0) -> list[Polygon]:
    """Give the polygons of any geometry, the smallest left out."""
    return [
        part
        for part in shapely.get_parts(shape)
        if isinstance(part, Polygon) and part.area > smallest_m2
    ]
