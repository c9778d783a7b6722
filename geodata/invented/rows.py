"""Rows: houses wall to wall along a street, with a house at each corner.

Party walls are shared to the millimetre: where one house is deeper than its neighbour, the
neighbour's back corner is a vertex of both outlines.
"""

from __future__ import annotations

import dataclasses
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
from geodata.invented.shapes import Chain, Line, Vector, polygon, rounded

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
_COURT_M = (18.0, 26.0)  # depth of a house around its courtyard
_COURT_FRONT_M, _COURT_SIDE_M, _COURT_BACK_M = 8.0, 3.0, 4.5  # of built around the courtyard
_PASSAGE_M = 3.4


@dataclass(frozen=True, slots=True, kw_only=True)
class RowManner:
    """How the rows of a part of town are: sizes in metres, shares of the houses."""

    width_m: tuple[float, float] = _WIDTH_M
    depth_m: tuple[float, float] = _DEPTH_M
    gap: float = _GAP  # a gateway instead of a house
    passage: float = 0.0  # a house with a covered passage beside it
    court: float = 0.0  # wide houses around a courtyard of their own


@dataclass(frozen=True, slots=True, eq=False)
class Back:
    """The longest back wall of a house, from right to left, and where its party walls lead."""

    right: Vector
    left: Vector
    behind_right: Vector
    behind_left: Vector


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class House:
    """A house and the middle of its front wall, on the street.

    ``back`` is None for a house on a corner. ``passes`` says that it stands over a covered
    passage.
    """

    footprint: Polygon
    door: Vector
    back: Back | None = None
    passes: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Slot:
    """A house to be: a stretch of front, and its depth along its two party walls."""

    start: float
    end: float
    left_m: float
    right_m: float
    step: float  # share of the width where the depth changes
    court: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Corner:
    """What a corner takes from the two sides that meet there.

    ``depth_m`` is that of the house on the corner, 0 if there is none.
    """

    leg_m: float
    depth_m: float = 0.0


def row_houses(
    block: Block, chosen: Sequence[bool], site: Site, *, manner: RowManner | None = None
) -> tuple[list[House], list[Line]]:
    """Build rows along some sides of a block.

    Parameters
    ----------
    block : Block
    chosen : sequence of bool, one per side
    site : Site
        The houses are added to its claims.
    manner : RowManner, optional

    Returns
    -------
    houses : list of House
    gateways : list of ndarray, shape (2, 2)
        Fronts left open between two houses.
    """
    manner = manner or RowManner()
    sides = block.sides
    corners = [_corner(sides, chosen, k) for k in range(len(sides))]
    slots: list[list[_Slot]] = []
    for k, side in enumerate(sides):
        ends = corners[k], corners[(k + 1) % len(sides)]
        others = [other.chain for j, other in enumerate(sides) if chosen[j] and j != k]
        slots.append(_slots(side.chain, others, ends, (manner, site.chance)) if chosen[k] else [])
    houses = [
        _corner_house(sides, k, corner, (_last_depth(slots[k - 1]), _first_depth(slots[k])))
        for k, corner in enumerate(corners)
        if corner.depth_m
    ]
    gateways: list[Line] = []
    for k, side in enumerate(sides):
        before, after = corners[k].depth_m, corners[(k + 1) % len(sides)].depth_m
        for slot, left, right in _with_neighbours(slots[k], before, after):
            fate = site.chance.share()
            if fate < manner.gap:
                gateways.append(side.chain.between(slot.start, slot.end)[[0, -1]])
            elif fate < manner.gap + manner.passage:
                houses += _beside_passage(side.chain, slot, left, right)
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
    front: Chain,
    others: Sequence[Chain],
    corners: tuple[_Corner, _Corner],
    drawn: tuple[RowManner, Chance],
) -> list[_Slot]:
    """Share a front between houses of uneven widths and depths."""
    manner, chance = drawn
    start, end = corners[0].leg_m, front.length - corners[1].leg_m
    count = int((end - start) / chance.between(*manner.width_m) + 0.5)
    if end - start < 0.9 * manner.width_m[0] or count < 1:
        return []
    weights = np.array([chance.between(0.75, 1.25) for _ in range(count)])
    cuts = start + (end - start) * np.concatenate([[0.0], np.cumsum(weights) / weights.sum()])
    deepest = _COURT_M[1] if manner.court else _DEPTH_M[1] + _WING_M[1]
    limits = [_deepest(front, s, others, deepest) for s in cuts.tolist()]
    slots = []
    for k, (a, b) in enumerate(itertools.pairwise(cuts.tolist())):
        if manner.court and _holds_court(b - a, limits[k : k + 2]) and chance.happens(manner.court):
            depth = min(chance.between(*_COURT_M), *limits[k : k + 2])
            slots.append(_Slot(a, b, depth, depth, 0.5, court=True))
            continue
        depth = chance.between(*manner.depth_m)
        wing = depth + (chance.between(*_WING_M) if chance.happens(_WING) else 0.0)
        left, right = (wing, depth) if chance.happens(0.5) else (depth, wing)
        slots.append(
            _Slot(a, b, min(left, limits[k]), min(right, limits[k + 1]), chance.between(0.35, 0.65))
        )
    return slots


def _holds_court(width: float, limits: Sequence[float]) -> bool:
    """Tell whether a house may have a courtyard at least 3 m wide."""
    return width > _COURT_SIDE_M * 2 + 3.0 and min(limits) > _COURT_M[0]


def _deepest(front: Chain, s: float, others: Sequence[Chain], deepest: float) -> float:
    """Give how deep a party wall may go: never closer to another row's front than to its own."""
    depths = np.arange(_SHALLOWEST_M, deepest + 0.5, 0.5)
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
    footprint = polygon(ring)
    if slot.court:
        footprint = Polygon(footprint.exterior, [rounded(_court(front, slot))])
    middle = (slot.start + slot.end) / 2
    return House(footprint=footprint, door=front.at(middle), back=_back(front, slot))


def _back(front: Chain, slot: _Slot) -> Back:
    """Give the back wall, the deeper half when it has a step."""
    if slot.left_m == slot.right_m:
        ends = slot.end, slot.start
    else:
        middle = slot.start + slot.step * (slot.end - slot.start)
        ends = (slot.end, middle) if slot.right_m > slot.left_m else (middle, slot.start)
    depth = max(slot.left_m, slot.right_m)
    walls = [_behind(front, s, depth) for s in ends]
    return Back(walls[0], walls[1], front.inward(ends[0]), front.inward(ends[1]))


def _court(front: Chain, slot: _Slot) -> Line:
    """Draw a courtyard between a front house, two wings and a back house."""
    start, end = slot.start + _COURT_SIDE_M, slot.end - _COURT_SIDE_M
    near, far = _COURT_FRONT_M, slot.left_m - _COURT_BACK_M
    corners = ((start, near), (end, near), (end, far), (start, far))
    return np.array([_behind(front, s, depth) for s, depth in corners])


def _beside_passage(front: Chain, slot: _Slot, left: float, right: float) -> list[House]:
    """Draw a narrow house over a covered passage, and a plain one beside it."""
    joint = slot.start + min(_PASSAGE_M, 0.45 * (slot.end - slot.start))
    depth = slot.left_m
    over = dataclasses.replace(slot, end=joint, right_m=depth)
    house = dataclasses.replace(slot, start=joint, left_m=depth)
    passage = _row_house(front, over, left, depth)
    return [
        dataclasses.replace(passage, passes=True, back=None),
        _row_house(front, house, depth, right),
    ]


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
