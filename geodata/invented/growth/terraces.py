"""Terraces: rows of houses around a block, with what grew behind them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon

from geodata.invented.blocks import Block, Finder, Side
from geodata.invented.chance import Chance
from geodata.invented.claims import Claims, Site
from geodata.invented.gardens import Manner, garden_houses
from geodata.invented.growth.annexes import annexes
from geodata.invented.growth.cutting import span_of
from geodata.invented.lots import Lot, dwelling, entrance, fence, measured
from geodata.invented.parts import Parts
from geodata.invented.rows import House, RowManner, row_houses
from geodata.invented.shapes import Frame, Line, left_of, rounded
from geodata.invented.streets import Way, way
from planner.scene.model import Wall

_SHORTEST_ROW_M = 11.0
_LANE_M = (16.0, 38.0)  # from the front into the block
_LANE_REACH_M = 2.3
_LANES = 0.6  # of gateways
_DOORS = 0.3
_JOINED = 0.22
_WORKSHOP_TRIES = 4
_YARD_WALLS = 0.16
_YARD_WALL_M = (4.0, 12.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How the blocks of a kind of quarter are built."""

    rows: RowManner
    row_share: float  # of the fronts
    annexes: float  # share of row houses with something behind
    storeys: tuple[int, ...]
    workshops: float = 0.0  # share of the blocks with large buildings in their heart
    gardens: Manner | None = None  # what stands on the other fronts, and behind


def terraced(
    block: Block, style: Style, claims: Claims, chance: Chance, finder: Finder
) -> tuple[Parts, list[Way]]:
    """Build a block: rows, lanes into its heart, annexes, houses with gardens.

    Parameters
    ----------
    block : Block
    style : Style
    claims : Claims
        Ground taken; what is built is added.
    chance : Chance
    finder : Finder
        To start lanes from the middle of their streets.

    Returns
    -------
    parts : Parts
    lanes : list of Way
        Each starts on the middle line of a street, which has no vertex there yet.
    """
    room = block.land.buffer(0.05)
    shapely.prepare(room)
    site = Site(claims=claims, chance=chance, room=room)
    chosen = [_has_row(side, style, chance) for side in block.sides]
    houses, gateways = row_houses(block, chosen, site, manner=style.rows)
    lanes, closed = _lanes(gateways, site, finder)
    lots: list[Lot] = []
    walls = [fence(gateway, "wall", 2.2, is_known=False) for gateway in closed]
    for house in houses:
        grown, built = annexes(house, site, style.annexes)
        lots.append(_row_lot(grown, style, chance))
        lots += [_annex_lot(shape, chance) for shape in built]
        walls += _yard_wall(house, site)
    lots += [_annex_lot(shape, chance) for shape in _workshops(block, style, site)]
    if style.gardens is not None:
        inner = Site(claims=claims, chance=chance, room=block.land.buffer(-0.2))
        for side, has_row in zip(block.sides, chosen, strict=True):
            if side.is_front and not has_row and not side.on_square:
                lots += garden_houses(side.chain, inner, style.gardens)
    return Parts(lots=tuple(_joined(lots, chance)), walls=tuple(walls)), lanes


def _has_row(side: Side, style: Style, chance: Chance) -> bool:
    long_enough = side.is_front and side.chain.length > _SHORTEST_ROW_M
    return long_enough and (side.on_square or chance.happens(style.row_share))


def _row_lot(house: House, style: Style, chance: Chance) -> Lot:
    building = dwelling(house.footprint, style.storeys, chance)
    if house.passes:
        building = dataclasses.replace(building, min_height_m=3.0)
    points = (entrance(house.door),) if chance.happens(_DOORS) else ()
    return Lot(building=building, rank=0.0, points=points)


def _annex_lot(shape: Polygon, chance: Chance) -> Lot:
    """Make a low building, a workshop when it is large."""
    height = round(chance.between(2.4, 4.2) + (2.0 if shape.area > 45.0 else 0.0), 1)
    annex = measured(shape, height, use="other")
    if chance.happens(0.6):
        annex = dataclasses.replace(annex, height_m=6.0, height_status="assumed")
    return Lot(building=annex, rank=0.0)


def _joined(lots: list[Lot], chance: Chance) -> list[Lot]:
    """Make one building of neighbours here and there, as many surveys do."""
    kept: list[Lot] = []
    for lot in lots:
        if kept and chance.happens(_JOINED):
            one, other = kept[-1].building, lot.building
            whole = shapely.union(one.footprint, other.footprint, grid_size=0.001)
            if isinstance(whole, Polygon) and one.min_height_m == other.min_height_m == 0.0:
                whole = shapely.orient_polygons(whole)
                building = dataclasses.replace(one, footprint=whole)
                kept[-1] = dataclasses.replace(kept[-1], building=building)
                continue
        kept.append(lot)
    return kept


def _lanes(gateways: list[Line], site: Site, finder: Finder) -> tuple[list[Way], list[Line]]:
    """Open lanes through some gateways; give the other gateways back."""
    lanes: list[Way] = []
    closed: list[Line] = []
    for gateway in gateways:
        lane = _lane(gateway, site, finder)
        if lane is None:
            closed.append(gateway)
        else:
            lanes.append(lane)
    return lanes, closed


def _lane(gateway: Line, site: Site, finder: Finder) -> Way | None:
    """Draw a lane from the middle of its street through a gateway, where it is free."""
    middle = gateway.mean(axis=0)
    street = finder.way_at(middle[0], middle[1])
    inward = left_of(gateway[1] - gateway[0]) / np.hypot(*(gateway[1] - gateway[0]))
    end = middle + site.chance.between(*_LANE_M) * inward
    if street is None or not site.chance.happens(_LANES):
        return None
    foot = shapely.shortest_line(street.street.line, shapely.Point(middle))
    line = rounded(np.vstack([shapely.get_coordinates(foot)[0], end]))
    inside = LineString([middle + 0.3 * inward, end + 0.3 * inward])
    land = inside.buffer(_LANE_REACH_M, cap_style="flat")
    if finder.crosses(LineString(line[[0, -1]] + 0.05 * inward)) or not site.build([land]):
        return None
    return way(line, "walk", highway="service", surface="", sidewalk="no")


def _workshops(block: Block, style: Style, site: Site) -> list[Polygon]:
    """Build workshops in the heart of a block, where there is room."""
    built: list[Polygon] = []
    if not site.chance.happens(style.workshops):
        return built
    span = span_of(block.land)
    for _ in range(_WORKSHOP_TRIES):
        wide, deep = site.chance.between(9.0, 30.0), site.chance.between(8.0, 17.0)
        u, v = site.chance.between(0.2, 0.7), site.chance.between(0.2, 0.7)
        place = Frame(span.point(u * span.length, v * span.width), span.along)
        nook = site.chance.between(0.3, 0.8)
        shed = place.polygon(
            (0.0, 0.0), (wide, 0.0), (wide, nook * deep), (nook * wide, nook * deep),
            (nook * wide, deep), (0.0, deep),
        )  # fmt: skip
        if site.build([shed], gap_m=0.9):
            built.append(shed)
    return built


def _yard_wall(house: House, site: Site) -> list[Wall]:
    """Wall a yard from its neighbour."""
    if house.back is None or not site.chance.happens(_YARD_WALLS):
        return []
    foot = house.back.left + 0.3 * house.back.behind_left
    line = np.array([foot, foot + site.chance.between(*_YARD_WALL_M) * house.back.behind_left])
    if not site.holds([LineString(line).buffer(0.15)]):
        return []
    return [fence(line, "wall", round(site.chance.between(1.6, 2.4), 1), is_known=False)]
