"""Homes: rows in the old town, gardens around it, the estate, the hamlet."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import shapely
from shapely import Point, STRtree

from geodata.invented import names
from geodata.invented.blocks import Block, Side
from geodata.invented.chance import Chance
from geodata.invented.claims import Claims, Site
from geodata.invented.edge import farms, fronts
from geodata.invented.gardens import Manner, garden_houses
from geodata.invented.layout import WEST, Layout
from geodata.invented.lots import Lot, dwelling, entrance, fence, landmark, rank_of
from geodata.invented.parts import Parts
from geodata.invented.rows import House, row_houses
from geodata.invented.shapes import Vector
from geodata.invented.streets import Way

_SHORTEST_ROW_M = 12.0
_RIBBON_M = 300.0  # houses follow a road this far out of town
_HAMLET_M = 170.0
_ESTATE = Manner(plot_m=(15.5, 19.0), twins=0.2, empty=0.0, hedged=0.8)
_VILLAGE = Manner(plot_m=(19.0, 30.0), twins=0.05, empty=0.2, hedged=0.5)
_TOWN = Manner()
_OFFICES = (
    ("police", "Police municipale"),
    ("library", "Bibliothèque"),
    ("post_office", "La Poste"),
)


def row_lots(layout: Layout, blocks: Sequence[Block], claims: Claims, chance: Chance) -> Parts:
    """Build rows along the sides of blocks, fewer and fewer away from the church."""
    lots: list[Lot] = []
    walls = []
    for block in blocks:
        site = Site(claims=claims, chance=chance, room=block.land.buffer(0.05))
        chosen = [
            side.is_front
            and side.chain.length > _SHORTEST_ROW_M
            and chance.happens(_row_share(layout, block, side))
            for side in block.sides
        ]
        houses, gateways = row_houses(block, chosen, site)
        lots += [_row_lot(house, layout, chance) for house in houses]
        walls += [fence(gateway, "wall", 2.2, is_known=False) for gateway in gateways]
    return Parts(lots=tuple(lots), walls=tuple(walls))


def garden_lots(
    layout: Layout, ways: Sequence[Way], blocks: Sequence[Block], claims: Claims, chance: Chance
) -> Parts:
    """Build detached houses: in blocks, in the estate and the hamlet, along roads."""
    lots: list[Lot] = []
    for block in blocks:
        site = Site(claims=claims, chance=chance, room=block.land.buffer(-0.2))
        for side in block.sides:
            if side.is_front and not side.on_square:
                lots += garden_houses(side.chain, site, _TOWN)
    site = Site(claims=claims, chance=chance)
    for each in ways:
        if each.part == "hamlet":
            lots += [lot for front in fronts(each) for lot in farms(front, site)]
    taken = STRtree([block.land for block in blocks])
    for each in ways:
        if each.part in {"town", "country", "estate", "hamlet"}:
            lots += _roadside(layout, each, taken, site)
    return Parts(lots=tuple(lots))


def open_offices(parts: Parts) -> Parts:
    """Give the houses nearest to the town hall to public services."""
    hall = next(lot.building for lot in parts.lots if lot.building.kind == "townhall")
    order = sorted(
        (k for k, lot in enumerate(parts.lots) if lot.building.use == "dwelling"),
        key=lambda k: (shapely.distance(parts.lots[k].building.footprint, hall.footprint), k),
    )
    lots = list(parts.lots)
    for k, (kind, name) in zip(order, _OFFICES, strict=False):
        building = dataclasses.replace(lots[k].building, use="public", kind=kind, name=name)
        marks = (landmark("police", building.footprint, name),) if kind == "police" else ()
        lots[k] = dataclasses.replace(
            lots[k], building=building, rank=0.0, points=(*lots[k].points, *marks)
        )
    return dataclasses.replace(parts, lots=tuple(lots))


def _row_share(layout: Layout, block: Block, side: Side) -> float:
    """Give the share of sides that are built in a row."""
    radius = layout.ring_at(*block.middle)
    if side.way is None or radius < layout.rings[0]:
        return 1.0
    is_main = side.way.street.highway in {"secondary", "tertiary"}
    is_walk = side.way.street.name in names.TOWN_WALK
    if radius < layout.rings[1]:
        return 0.9 if is_main or is_walk else 0.15
    return 0.4 if is_main else 0.06


def _row_lot(house: House, layout: Layout, chance: Chance) -> Lot:
    rank = rank_of(house.footprint, chance)
    storeys = (2, 2, 3) if rank < layout.rings[0] else (1, 2, 2)
    return Lot(
        building=dwelling(house.footprint, storeys, chance),
        rank=0.8 * rank,
        points=(entrance(house.door),) if chance.happens(0.4) else (),
    )


def _roadside(layout: Layout, street: Way, blocks: STRtree, site: Site) -> list[Lot]:
    """Build along the edges of a street that no block has."""
    lots: list[Lot] = []
    for front in fronts(street):
        middle = front.at(front.length / 2) + 4.0 * front.inward(front.length / 2)
        if len(blocks.query(Point(middle), "intersects")):
            continue
        if street.part == "hamlet" or _is_in_hamlet(layout, middle):
            lots += _ranked(garden_houses(front, site, _VILLAGE), layout, site.chance)
        elif street.part == "estate":
            lots += _ranked(garden_houses(front, site, _ESTATE), layout, site.chance)
        elif layout.ring_at(*front.at(0.0)) < layout.radius + _RIBBON_M:
            lots += garden_houses(front, site, _TOWN)
    return lots


def _ranked(lots: Sequence[Lot], layout: Layout, chance: Chance) -> list[Lot]:
    """Rank houses away from town as if they were spread over it."""
    return [
        dataclasses.replace(lot, rank=layout.radius * chance.between(0.3, 0.95)) for lot in lots
    ]


def _is_in_hamlet(layout: Layout, at: Vector) -> bool:
    angle = layout.base_angle(WEST)
    middle = layout.hamlet_m * np.array([np.cos(angle), np.sin(angle)])
    return bool(np.hypot(*(at - middle)) < _HAMLET_M)
