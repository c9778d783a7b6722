"""Rows: houses wall to wall along a street, with a house at each corner.

Party walls are shared to the millimetre: where one house is deeper than its neighbour, the
neighbour's back corner is a vertex of both outlines.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon

from geodata.invented.blocks import Block, Side
from geodata.invented.chance import Chance
from geodata.invented.claims import Site
from geodata.invented.shapes import Chain, Line, Vector, polygon

_WIDTH_M = (6.6, 10.5)
_DEPTH_M = (8.5, 12.0)
_WING_M = (3.0, 6.5)
_WING = 0.35
_GAP = 0.05  # a gateway instead of a house
_SHALLOWEST_M = 6.0
_CORNER_DEPTH_M = 9.5
_CORNERS_DEG = (55.0, 152.0)
_INNER_CHAMFER_M = 0.4
_TERRACE_M = 9.0
_APART_M = 2.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class House:
    """A house and the middle of its front wall, on the street."""

    footprint: Polygon
    door: Vector
    inward: Vector


@dataclass(frozen=True, slots=True, eq=False)
class _Slot:
    """A house to be: a stretch of front, and its depth along its two party walls."""

    start: float
    end: float
    left_m: float
    right_m: float
    step: float  # share of the width where the depth changes


@dataclass(frozen=True, slots=True, eq=False)
class _Corner:
    """What a corner takes from the two sides that meet there."""

    leg_m: float
    has_house: bool

    @property
    def depth_m(self) -> float:
        """Give the depth of its house along the party walls, 0 without a house."""
        return _CORNER_DEPTH_M if self.has_house else 0.0


def row_houses(block: Block, chosen: Sequence[bool], site: Site) -> tuple[list[House], list[Line]]:
    """Build rows along some sides of a block.

    Parameters
    ----------
    block : Block
    chosen : sequence of bool, one per side
    site : Site
        The houses are added to its claims.

    Returns
    -------
    houses : list of House
    gateways : list of ndarray, shape (2, 2)
        Fronts left open between two houses.
    """
    sides = block.sides
    corners = [_corner(sides, chosen, k) for k in range(len(sides))]
    slots: list[list[_Slot]] = []
    for k, side in enumerate(sides):
        stretch = corners[k].leg_m, side.chain.length - corners[(k + 1) % len(sides)].leg_m
        slots.append(_slots(block.land, side, stretch, site.chance) if chosen[k] else [])
    houses: list[House] = []
    gateways: list[Line] = []
    for k, side in enumerate(sides):
        before, after = corners[k].depth_m, corners[(k + 1) % len(sides)].depth_m
        for slot, left, right in _with_neighbours(slots[k], before, after):
            if site.chance.happens(_GAP):
                gateways.append(side.chain.between(slot.start, slot.end)[[0, -1]])
            else:
                houses.append(_row_house(side.chain, slot, left, right))
        if corners[k].has_house:
            beside = (_last_depth(slots[k - 1]), slots[k][0].left_m if slots[k] else 0.0)
            houses.append(_corner_house(sides, k, corners[k].leg_m, beside))
    return [house for house in houses if _settle(house, site)], gateways


def terrace(run: Chain, site: Site, count: int = 2) -> list[House]:
    """Build a few equal houses wall to wall along a run, all or none."""
    cuts = np.linspace(0.0, run.length, count + 1)
    slots = [_Slot(a, b, _TERRACE_M, _TERRACE_M, 0.5) for a, b in itertools.pairwise(cuts)]
    houses = [
        _row_house(run, slot, left, right)
        for slot, left, right in _with_neighbours(slots, 0.0, 0.0)
    ]
    whole = shapely.union_all([house.footprint for house in houses])
    if not site.holds([whole], gap_m=_APART_M):
        return []
    site.claims.take([house.footprint for house in houses])
    return houses


def _settle(house: House, site: Site) -> bool:
    return bool(house.footprint.is_valid) and site.build([house.footprint])


def _last_depth(slots: Sequence[_Slot]) -> float:
    return slots[-1].right_m if slots else 0.0


def _corner(sides: Sequence[Side], chosen: Sequence[bool], k: int) -> _Corner:
    """Decide what stands where side k starts."""
    angle = sides[k].corner_deg
    both = chosen[k - 1] and chosen[k]
    half = math.tan(math.radians(angle) / 2)
    if both and 0.0 < angle < 180.0:
        leg = _CORNER_DEPTH_M / half + _INNER_CHAMFER_M
        fits = leg < 0.45 * min(sides[k - 1].chain.length, sides[k].chain.length)
        fine = _CORNERS_DEG[0] < angle < _CORNERS_DEG[1]
        return _Corner(leg if angle < _CORNERS_DEG[1] else 0.0, has_house=fits and fine)
    if angle < 90.0:  # the gable would stand on the other street
        return _Corner(_DEPTH_M[1] / math.tan(math.radians(max(angle, 30.0))), has_house=False)
    return _Corner(0.0, has_house=False)


def _slots(land: Polygon, side: Side, stretch: tuple[float, float], chance: Chance) -> list[_Slot]:
    """Share a stretch of front between houses of uneven widths and depths."""
    start, end = stretch
    count = int((end - start) / chance.between(*_WIDTH_M) + 0.5)
    if end - start < _WIDTH_M[0] or count < 1:
        return []
    weights = np.array([chance.between(0.75, 1.25) for _ in range(count)])
    cuts = start + (end - start) * np.concatenate([[0.0], np.cumsum(weights) / weights.sum()])
    slots = []
    for a, b in zip(cuts[:-1], cuts[1:], strict=True):
        deepest = 0.45 * _depth_of_land(land, side.chain, (a + b) / 2)
        depth = min(chance.between(*_DEPTH_M), deepest)
        wing = min(depth + chance.between(*_WING_M), deepest) if chance.happens(_WING) else depth
        if depth < _SHALLOWEST_M:
            depth = wing = _SHALLOWEST_M  # settling will refuse it where there is no room
        left, right = (wing, depth) if chance.happens(0.5) else (depth, wing)
        slots.append(_Slot(float(a), float(b), left, right, chance.between(0.35, 0.65)))
    return slots


def _depth_of_land(land: Polygon, front: Chain, s: float) -> float:
    """Give how far the land goes behind a point of its front, 60 m at most."""
    foot, inward = front.at(s), front.inward(s)
    sight = LineString([foot + 0.5 * inward, foot + 60.0 * inward])
    across = shapely.intersection(sight, land.exterior)
    if across.is_empty:
        return 60.0
    crossings = shapely.points(shapely.get_coordinates(across))
    return 0.5 + float(np.min(shapely.line_locate_point(sight, crossings)))


def _with_neighbours(
    slots: Sequence[_Slot], before: float, after: float
) -> Iterator[tuple[_Slot, float, float]]:
    """Give each slot with the depths of its neighbours along its two party walls."""
    for k, slot in enumerate(slots):
        left = slots[k - 1].right_m if k else before
        right = slots[k + 1].left_m if k + 1 < len(slots) else after
        yield slot, left, right


def _row_house(front: Chain, slot: _Slot, left: float, right: float) -> House:
    """Draw a house: front, right wall, back with its step, left wall."""

    def behind(s: float, depth: float) -> Vector:
        point: Vector = front.at(s) + depth * front.inward(s)
        return point

    ring = list(front.between(slot.start, slot.end))
    if 0.0 < right < slot.right_m:
        ring.append(behind(slot.end, right))
    ring.append(behind(slot.end, slot.right_m))
    if slot.left_m != slot.right_m:
        middle = slot.start + slot.step * (slot.end - slot.start)
        ring += [behind(middle, slot.right_m), behind(middle, slot.left_m)]
    ring.append(behind(slot.start, slot.left_m))
    if 0.0 < left < slot.left_m:
        ring.append(behind(slot.start, left))
    middle = (slot.start + slot.end) / 2
    return House(footprint=polygon(ring), door=front.at(middle), inward=front.inward(middle))


def _corner_house(
    sides: Sequence[Side], k: int, leg_m: float, neighbours: tuple[float, float]
) -> House:
    """Draw the house on the corner where side k starts."""
    incoming, outgoing = sides[k - 1].chain, sides[k].chain
    start = incoming.length - leg_m
    ring = [
        *incoming.between(start, incoming.length)[:-1],
        *outgoing.between(0.0, leg_m),
    ]
    foot, inward = outgoing.at(leg_m), outgoing.inward(leg_m)
    depths = [neighbours[1]] if 0.0 < neighbours[1] < _CORNER_DEPTH_M else []
    ring += [foot + depth * inward for depth in [*depths, _CORNER_DEPTH_M]]
    foot, inward = incoming.at(start), incoming.inward(start)
    depths = [neighbours[0]] if 0.0 < neighbours[0] < _CORNER_DEPTH_M else []
    ring += [foot + depth * inward for depth in [_CORNER_DEPTH_M, *depths]]
    door = outgoing.at(leg_m / 2)
    return House(footprint=polygon(ring), door=door, inward=outgoing.inward(leg_m / 2))
