"""Large buildings: flats with their car parks and garages, sheds of activity zones."""

from __future__ import annotations

import numpy as np
from shapely import Polygon

from geodata.invented.blocks import Block, Side
from geodata.invented.chance import Chance
from geodata.invented.claims import Claims, Site
from geodata.invented.growth.cutting import span_of
from geodata.invented.lots import Lot, measured
from geodata.invented.parts import Parts, area
from geodata.invented.shapes import Frame, frame
from planner.scene.model import Building

_EDGE_M = 5.0  # flats keep away from the street
_BAR_M = (26.0, 72.0)
_BAR_DEPTH_M = (10.5, 13.0)
_STAIR_M = (13.0, 20.0)
_APART_M = (15.0, 24.0)
_GARAGE_M = (2.9, 5.4)
_STOREY_M = 2.8
_BOXES_M = ((24.0, 68.0), (18.0, 48.0))
_SHOPS = ("Supermarché", "Bricolage", "Garage", "Jardinerie", "", "", "", "", "", "")


def flats(block: Block, claims: Claims, chance: Chance) -> Parts:
    """Build bars, towers and closed blocks over some land, parallel to its long side.

    Parameters
    ----------
    block : Block
    claims : Claims
        What is built is added.
    chance : Chance
    """
    span = span_of(block.land)
    room = block.land.buffer(-_EDGE_M)
    site = Site(claims=claims, chance=chance, room=room)
    parts = Parts()
    v = _EDGE_M + 1.0
    while v < span.width - _BAR_DEPTH_M[0]:
        u = chance.between(4.0, 16.0)
        deepest = 0.0
        while u < span.length - 20.0:
            place = Frame(span.point(u, v), span.along)
            long = chance.between(*_BAR_M)
            brought, deep = _block_of_flats(place, long, site)
            parts += brought
            deepest = max(deepest, deep)
            u += long + chance.between(6.0, 16.0)
        v += (deepest or 12.0) + chance.between(*_APART_M)
    return parts


def _block_of_flats(place: Frame, long: float, site: Site) -> tuple[Parts, float]:
    """Build one bar, tower or closed block, with what cars need behind; give its depth."""
    chance = site.chance
    draw, storeys = chance.share(), 3 + int(chance.share() * 5)
    height = _STOREY_M * storeys + 1.5
    if draw < 0.09:
        tower = place.box(0.0, 0.0, 19.0, 19.0)
        built = site.build([tower], gap_m=6.0)
        lots = [_home(tower, round(2.2 * height, 1))] if built else []
        return Parts(lots=tuple(lots)), 19.0
    if draw < 0.22:
        wide, deep = max(long, 36.0), chance.between(34.0, 44.0)
        ring = _closed(place, wide, deep, chance.between(10.0, 12.0))
        built = site.build([ring], gap_m=6.0)
        return Parts(lots=(_home(ring, height),) if built else ()), deep
    deep = chance.between(*_BAR_DEPTH_M)
    bar = _bar(place, long, deep, chance)
    if not site.build(bar):
        long = 0.55 * long
        bar = _bar(place, long, deep, chance)
        if not site.build(bar):
            return Parts(), 0.0
    lots = [
        _home(part, round(height + _STOREY_M * (k % 2) * (chance.share() < 0.3), 1))
        for k, part in enumerate(bar)
    ]
    return Parts(lots=tuple(lots)) + _for_cars(place, long, deep, site), deep


def _bar(place: Frame, long: float, deep: float, chance: Chance) -> list[Polygon]:
    """Draw a bar, one building or one for each staircase, in and out a little."""
    count = max(1, round(long / chance.between(*_STAIR_M)))
    shifts = [chance.between(0.4, 2.2) if k % 2 else 0.0 for k in range(count)]
    cuts = np.linspace(0.0, long, count + 1)
    if chance.happens(0.45):
        return [
            place.box(float(cuts[k]), shift, float(cuts[k + 1] - cuts[k]), deep)
            for k, shift in enumerate(shifts)
        ]
    front = [(float(cuts[k + end]), shift) for k, shift in enumerate(shifts) for end in (0, 1)]
    back = [(u, v + deep) for u, v in reversed(front)]
    return [place.polygon(*front, *back)]


def _closed(place: Frame, wide: float, deep: float, wing: float) -> Polygon:
    outer = place.box(0.0, 0.0, wide, deep)
    inner = place.box(wing, wing, wide - 2 * wing, deep - 2 * wing)
    return Polygon(outer.exterior, [inner.exterior])


def _home(shape: Polygon, height_m: float) -> Lot:
    building = measured(shape, height_m, kind="apartments", use="dwelling")
    return Lot(building=building, rank=0.0)


def _for_cars(place: Frame, long: float, deep: float, site: Site) -> Parts:
    """Lay a car park behind a bar, and perhaps a row of garages."""
    parts = Parts()
    cars = place.box(2.0, deep + 4.0, long - 4.0, 11.0)
    if site.build([cars], gap_m=0.5):
        parts += Parts(areas=(area(cars, "parking", ""),))
    if site.chance.happens(0.4):
        wide, far = _GARAGE_M
        count = 4 + int(site.chance.share() * 8)
        row = [place.box(2.0 + k * wide, deep + 16.5, wide, far) for k in range(count)]
        if count * wide < long and site.build(row):
            garage = [measured(box, 2.6, kind="garage", use="other") for box in row]
            parts += Parts(lots=tuple(Lot(building=each, rank=0.0) for each in garage))
    return parts


def sheds(block: Block, claims: Claims, chance: Chance) -> Parts:
    """Build large boxes behind their car parks along the fronts of a block.

    Parameters
    ----------
    block : Block
    claims : Claims
        What is built is added.
    chance : Chance
    """
    site = Site(claims=claims, chance=chance, room=block.land.buffer(-1.5))
    parts = Parts()
    for side in block.sides:
        if side.is_front and side.chain.length > 30.0:
            parts += _along(side, site)
    return parts


def _along(side: Side, site: Site) -> Parts:
    parts = Parts()
    front = side.chain
    s = 5.0
    while s < front.length - 24.0:
        wide, deep = (site.chance.between(*sizes) for sizes in _BOXES_M)
        wide = min(wide, front.length - s - 3.0)
        middle = s + wide / 2
        place = frame(front.at(middle), front.along(middle))
        setback = site.chance.between(4.0, 22.0)
        boxes = _box(place, (wide - 6.0, deep), setback, site.chance)
        if not site.build(boxes):
            s += 14.0
            continue
        name = site.chance.pick(_SHOPS)
        kind = "retail" if name else "industrial"
        main = measured(boxes[0], round(site.chance.between(5.5, 10.5), 1), kind=kind, name=name,
                        use="other")  # fmt: skip
        others = [_lower(box, site.chance) for box in boxes[1:]]
        parts += Parts(lots=tuple(Lot(building=each, rank=0.0) for each in (main, *others)))
        cars = place.box(-wide / 2 + 2.0, 1.6, wide - 4.0, setback - 2.6)
        if setback > 12.0 and site.build([cars]):
            parts += Parts(areas=(area(cars, "parking", name),))
        s += wide + site.chance.between(4.0, 14.0)
    return parts


def _lower(box: Polygon, chance: Chance) -> Building:
    return measured(box, round(chance.between(3.2, 5.5), 1), kind="office", use="other")


def _box(place: Frame, size: tuple[float, float], setback: float, chance: Chance) -> list[Polygon]:
    """Draw a shed, plain or with a wing, its offices against it, a canopy in front."""
    wide, deep = size
    left, right, back = -wide / 2, wide / 2, setback + deep
    cut = chance.between(0.3, 0.6)
    corners = [(left, setback), (right, setback), (right, back), (left, back)]
    if chance.happens(0.45):
        nook = setback + cut * deep
        corners[2:3] = [(right, nook), (left + cut * wide, nook), (left + cut * wide, back)]
    boxes = [place.polygon(*corners)]
    if chance.happens(0.4):
        aside = min(14.0, 0.4 * wide)
        boxes.append(place.box(left + 2.0, setback - 3.4, aside, 3.4))
    return boxes
