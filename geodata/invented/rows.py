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
from shapely import MultiLineString, Polygon

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
_INNER_CHAMFER_M = 1.0
_BACK_TO_BACK_M = 0.3
_TWIN_DEPTH_M = 9.0
_APART_M = 2.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class House:
    """A house and the middle of its front wall, on the street."""

    footprint: Polygon
    door: Vector


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
    """What a corner takes from the two sides that meet there.

    ``depth_m`` is that of the house on the corner, 0 if there is none.
    """

    leg_m: float
    depth_m: float = 0.0


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
        ends = corners[k], corners[(k + 1) % len(sides)]
        others = [other.chain for j, other in enumerate(sides) if chosen[j] and j != k]
        slots.append(_slots(side.chain, others, ends, site.chance) if chosen[k] else [])
    houses = [
        _corner_house(sides, k, corner, (_last_depth(slots[k - 1]), _first_depth(slots[k])))
        for k, corner in enumerate(corners)
        if corner.depth_m
    ]
    gateways: list[Line] = []
    for k, side in enumerate(sides):
        before, after = corners[k].depth_m, corners[(k + 1) % len(sides)].depth_m
        for slot, left, right in _with_neighbours(slots[k], before, after):
            if site.chance.happens(_GAP):
                gateways.append(side.chain.between(slot.start, slot.end)[[0, -1]])
            else:
                houses.append(_row_house(side.chain, slot, left, right))
    return [house for house in houses if _settle(house, site)], gateways


def twins(run: Chain, site: Site) -> list[House]:
    """Build two equal houses wall to wall along a run, both or none."""
    cuts = np.linspace(0.0, run.length, 3).tolist()
    slots = [_Slot(a, b, _TWIN_DEPTH_M, _TWIN_DEPTH_M, 0.5) for a, b in itertools.pairwise(cuts)]
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


def _first_depth(slots: Sequence[_Slot]) -> float:
    return slots[0].left_m if slots else 0.0


def _last_depth(slots: Sequence[_Slot]) -> float:
    return slots[-1].right_m if slots else 0.0


def _corner(sides: Sequence[Side], chosen: Sequence[bool], k: int) -> _Corner:
    """Decide what stands where side k starts."""
    angle = sides[k].corner_deg
    if not chosen[k - 1] and not chosen[k]:
        return _Corner(0.0)
    if not (chosen[k - 1] and chosen[k]):
        # Alone, a row ends with its gable on the other street, or short of it.
        lean = math.tan(math.radians(max(angle, 30.0)))
        return _Corner(_DEPTH_M[1] / lean if angle < 90.0 else 0.0)
    if angle >= _CORNERS_DEG[1]:
        return _Corner(0.0)
    steepness = math.tan(math.radians(max(angle, 20.0)) / 2)
    longest_leg = 0.45 * min(sides[k - 1].chain.length, sides[k].chain.length)
    depth = min(_CORNER_DEPTH_M, (longest_leg - _INNER_CHAMFER_M) * steepness)
    if angle < _CORNERS_DEG[0] or depth < _SHALLOWEST_M:
        return _Corner(min(_CORNER_DEPTH_M / steepness, longest_leg))
    return _Corner(depth / steepness + _INNER_CHAMFER_M, depth)


def _slots(
    front: Chain, others: Sequence[Chain], corners: tuple[_Corner, _Corner], chance: Chance
) -> list[_Slot]:
    """Share a front between houses of uneven widths and depths."""
    start, end = corners[0].leg_m, front.length - corners[1].leg_m
    count = int((end - start) / chance.between(*_WIDTH_M) + 0.5)
    if end - start < 0.9 * _WIDTH_M[0] or count < 1:
        return []
    weights = np.array([chance.between(0.75, 1.25) for _ in range(count)])
    cuts = start + (end - start) * np.concatenate([[0.0], np.cumsum(weights) / weights.sum()])
    limits = [_deepest(front, s, others) for s in cuts.tolist()]
    slots = []
    for k, (a, b) in enumerate(itertools.pairwise(cuts.tolist())):
        depth = chance.between(*_DEPTH_M)
        wing = depth + (chance.between(*_WING_M) if chance.happens(_WING) else 0.0)
        left, right = (wing, depth) if chance.happens(0.5) else (depth, wing)
        slots.append(
            _Slot(a, b, min(left, limits[k]), min(right, limits[k + 1]), chance.between(0.35, 0.65))
        )
    return slots


def _deepest(front: Chain, s: float, others: Sequence[Chain]) -> float:
    """Give how deep a party wall may go: never closer to another row's front than to its own."""
    depths = np.arange(_SHALLOWEST_M, _DEPTH_M[1] + _WING_M[1] + 0.5, 0.5)
    if not others:
        return float(depths[-1])
    points = shapely.points(front.at(s) + depths[:, None] * front.inward(s))
    fronts = MultiLineString([other.line for other in others])
    fits = shapely.distance(points, fronts) >= depths + _BACK_TO_BACK_M
    return float(depths[fits][-1] if fits.any() else depths[0])


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
    ring = list(front.between(slot.start, slot.end))
    if 0.0 < right < slot.right_m:
        ring.append(_behind(front, slot.end, right))
    ring.append(_behind(front, slot.end, slot.right_m))
    if slot.left_m != slot.right_m:
        middle = slot.start + slot.step * (slot.end - slot.start)
        ring += [_behind(front, middle, slot.right_m), _behind(front, middle, slot.left_m)]
    ring.append(_behind(front, slot.start, slot.left_m))
    if 0.0 < left < slot.left_m:
        ring.append(_behind(front, slot.start, left))
    middle = (slot.start + slot.end) / 2
    return House(footprint=polygon(ring), door=front.at(middle))


def _corner_house(
    sides: Sequence[Side], k: int, corner: _Corner, neighbours: tuple[float, float]
) -> House:
    """Draw the house on the corner where side k starts."""
    incoming, outgoing = sides[k - 1].chain, sides[k].chain
    start = incoming.length - corner.leg_m
    ring = [
        *incoming.between(start, incoming.length)[:-1],
        *outgoing.between(0.0, corner.leg_m),
        *_party_wall(outgoing, corner.leg_m, corner.depth_m, neighbours[1]),
        *_party_wall(incoming, start, corner.depth_m, neighbours[0])[::-1],
    ]
    return House(footprint=polygon(ring), door=outgoing.at(corner.leg_m / 2))


def _party_wall(front: Chain, s: float, depth: float, neighbour: float) -> list[Vector]:
    """Give the back corners along a party wall: a shallower neighbour's, then one's own."""
    known = [neighbour] if 0.0 < neighbour < depth else []
    return [_behind(front, s, each) for each in [*known, depth]]


def _behind(front: Chain, s: float, depth: float) -> Vector:
    point: Vector = front.at(s) + depth * front.inward(s)
    return point
