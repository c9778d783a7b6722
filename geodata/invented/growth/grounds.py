"""Grounds: schools, sports grounds, cemeteries, parks, allotments and woods of a grown town."""

from __future__ import annotations

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geodata.invented.blocks import Block, Side
from geodata.invented.chance import Chance
from geodata.invented.claims import Claims, Site
from geodata.invented.greenery import scatter
from geodata.invented.growth.cutting import Span, span_of
from geodata.invented.lots import Lot, civic, entrance, fence, landmark, measured
from geodata.invented.parts import Parts, area, open_area, tree
from geodata.invented.shapes import Frame, frame
from planner.scene.model import Landmark

_TREES_MOST = 90
_PLOUGHED = 0.45
_PLOT_M = (11.0, 17.0)  # of an allotment: one shed on each


def _opened(block: Block, claims: Claims, chance: Chance) -> tuple[Side | None, Site]:
    """Give the longest front of a block, if it has one, and the site behind it."""
    fronts = [side for side in block.sides if side.is_front]
    site = Site(claims=claims, chance=chance, room=block.land.buffer(-1.0))
    return max(fronts, key=lambda side: side.chain.length, default=None), site


def _facing(side: Side, aside: float, setback: float) -> Frame:
    middle = min(max(side.chain.length / 2 + aside, 0.0), side.chain.length)
    along = side.chain.along(middle)
    place = frame(side.chain.at(middle), along)
    return Frame(place.point(0.0, setback), place.u)


def school(block: Block, claims: Claims, chance: Chance) -> Parts:
    """Build wings around a yard, a hall beside, trees."""
    front, site = _opened(block, claims, chance)
    if front is None:
        return Parts()
    name = site.chance.pick(_SCHOOLS)
    for size in (74.0, 60.0, 46.0, 34.0):
        place = _facing(front, site.chance.between(-10.0, 10.0), 9.0)
        main = _wings(place, size, 0.62 * size, site.chance)
        if site.build([main]):
            break
    else:
        return Parts(areas=(area(block.land, "school", name),))
    lots = [civic(measured(main, round(site.chance.between(6.5, 12.5), 1), kind="school",
                           name=name), entrance(place.point(0.0, 0.0), name=name))]  # fmt: skip
    for u in (-size / 2 - 32.0, size / 2 + 8.0):
        hall = place.box(u, 6.0, 24.0, 17.0)
        if site.build([hall], gap_m=2.0):
            lots.append(civic(measured(hall, 7.5, kind="sports_hall", name="Gymnase")))
    trees = _trees(block.land.difference(main.buffer(5.0)), 12, site.chance)
    return Parts(
        lots=tuple(lots),
        areas=(area(block.land, "school", name),),
        points=(landmark("school", main, name), *trees),
    )


_SCHOOLS = (
    "École Jean-Moulin", "École Simone-Veil", "Collège Louise-Michel", "École du Moulin",
    "Collège Marie-Curie", "École Jacques-Prévert", "Lycée Émile-Zola", "École des Tilleuls",
)  # fmt: skip


def _wings(place: Frame, wide: float, deep: float, chance: Chance) -> Polygon:
    """Draw a comb, or a closed yard for one in three."""
    wing = min(chance.between(8.5, 11.0), 0.19 * wide)
    left, right = -wide / 2, wide / 2
    outer = place.box(left, 0.0, wide, deep)
    if chance.happens(0.36):
        inner = place.box(left + wing, wing, wide - 2 * wing, deep - 2 * wing)
        return Polygon(outer.exterior, [inner.exterior])
    middle = chance.between(-0.15, 0.15) * wide
    return place.polygon(
        (left, 0.0), (right, 0.0), (right, deep), (right - wing, deep), (right - wing, wing),
        (middle + wing / 2, wing), (middle + wing / 2, 0.7 * deep), (middle - wing / 2, 0.7 * deep),
        (middle - wing / 2, wing), (left + wing, wing), (left + wing, 0.85 * deep),
        (left, 0.85 * deep),
    )  # fmt: skip


def stadium(block: Block, claims: Claims, chance: Chance) -> Parts:
    """Build a stand and changing rooms along pitches, a covered court."""
    front, site = _opened(block, claims, chance)
    if front is None:
        return Parts()
    place = _facing(front, 0.0, 5.0)
    shapes = (
        (place.box(-44.0, 0.0, 34.0, 7.5), 7.0, "Tribune"),
        (place.box(-6.0, 0.0, 22.0, 8.0), 3.6, "Vestiaires"),
        (place.box(22.0, 0.0, 36.0, 19.0), 9.5, "Tennis couvert"),
    )
    lots = [
        civic(measured(shape, height, kind="sports_hall", name=name))
        for shape, height, name in shapes
        if site.build([shape], gap_m=1.5)
    ]
    field = _inside(span_of(block.land), 0.72)
    pitch = field.intersection(block.land.buffer(-6.0))
    taken = shapely.union_all([lot.building.footprint for lot in lots]).buffer(3.0)
    grass = pitch.difference(taken)
    areas = (area(grass, "green", "Terrain de sport"),) if grass.area > 200.0 else ()
    return Parts(lots=tuple(lots), areas=areas)


def _inside(span: Span, share: float) -> Polygon:
    """Give a smaller rectangle in the middle of a span."""
    u, v = (1.0 - share) / 2 * span.length, (1.0 - share) / 2 * span.width
    return Frame(span.point(u, v), span.along).box(
        0.0, 0.0, share * span.length, share * span.width
    )


def cemetery(block: Block, claims: Claims, chance: Chance) -> Parts:
    """Wall a cemetery in, but for its gate, around a chapel."""
    front, site = _opened(block, claims, chance)
    if front is None:
        return Parts()
    place = _facing(front, 0.0, 18.0)
    chapel = place.box(-4.0, 0.0, 8.0, 12.0)
    lots = [civic(measured(chapel, 6.5, kind="chapel", name="Chapelle"))] if site.build(
        [chapel]
    ) else []  # fmt: skip
    ring = shapely.orient_polygons(block.land.buffer(-0.8)).exterior
    gate = shapely.Point(_facing(front, 0.0, 0.8).origin).buffer(4.0)
    line = shapely.line_merge(shapely.difference(ring, gate))
    walls = [
        fence(shapely.get_coordinates(part), "wall", 2.1, is_known=True)
        for part in shapely.get_parts(line)
        if part.length > 3.0
    ]
    return Parts(
        lots=tuple(lots),
        areas=(area(block.land, "private", "Cimetière"),),
        walls=tuple(walls),
        points=_trees(block.land.buffer(-5.0), 10, site.chance),
    )


def park(block: Block, claims: Claims, chance: Chance) -> Parts:
    """Plant a public garden, with a kiosk by its gate."""
    front, site = _opened(block, claims, chance)
    if front is None:
        return Parts()
    kiosk = _facing(front, 6.0, 6.0).box(0.0, 0.0, 5.0, 4.0)
    lots = [civic(measured(kiosk, 3.4, kind="kiosk"))] if site.build([kiosk]) else []
    count = min(_TREES_MOST, int(block.land.area / 260.0))
    return Parts(
        lots=tuple(lots),
        areas=(open_area(block.land, "park", "Parc"),),
        points=_trees(block.land.buffer(-3.0).difference(kiosk.buffer(4.0)), count, site.chance),
    )


def allotments(block: Block, claims: Claims, chance: Chance) -> Parts:
    """Share land between gardeners: a shed on each plot, hardly ever where its neighbour's is."""
    site = Site(claims=claims, chance=chance, room=block.land.buffer(-1.0))
    span = span_of(block.land)
    lots: list[Lot] = []
    wide, deep = _PLOT_M
    for u in np.arange(3.0, span.length - wide, wide).tolist():
        for v in np.arange(3.0, span.width - deep, deep).tolist():
            at = span.point(u + site.chance.between(0.0, 6.0), v + site.chance.between(0.0, 9.0))
            size = site.chance.between(2.0, 3.4), site.chance.between(1.8, 2.8)
            shed = Frame(at, span.along).box(0.0, 0.0, *size)
            if site.build([shed], gap_m=0.6):
                lots.append(civic(measured(shed, 2.3, kind="shed", use="other")))
    return Parts(lots=tuple(lots), areas=(area(block.land, "private", "Jardins familiaux"),))


def wood(block: Block, claims: Claims, chance: Chance) -> Parts:
    """Grow a wood."""
    claims.take([block.land])
    land = block.land.buffer(-2.0)
    count = min(_TREES_MOST, int(land.area / 200.0))
    return Parts(areas=(area(land, "green", "Bois"),), points=_trees(land, count, chance))


def meadow(block: Block, claims: Claims, chance: Chance) -> Parts:
    """Leave a meadow, with a few trees in its hedges; as often, a field that no map shows."""
    claims.take([block.land])
    if chance.happens(_PLOUGHED):
        return Parts()
    edge = block.land.buffer(-1.5).difference(block.land.buffer(-4.0))
    count = int(chance.share() * 12)
    return Parts(areas=(area(block.land, "green", "Prairie"),), points=_trees(edge, count, chance))


def _trees(land: BaseGeometry, count: int, chance: Chance) -> tuple[Landmark, ...]:
    return tuple(
        tree(at, round(chance.between(6.0, 15.0), 1), round(chance.between(4.0, 9.0), 1))
        for at in scatter(land, count, chance)
    )
