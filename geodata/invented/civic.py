"""Civic: the church, the town hall, the market, the school, the park, the gendarmerie."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import shapely
from shapely import LineString, Point, Polygon

from geodata.invented import names
from geodata.invented.blocks import Block, Finder, Side, carve, carve_lot
from geodata.invented.claims import Site
from geodata.invented.greenery import scatter
from geodata.invented.lots import civic, entrance, fence, landmark, measured
from geodata.invented.parts import Parts, area, open_area, tree
from geodata.invented.shapes import Frame, frame, polygon
from planner.scene.model import Wall

# Where a building may move along its front to fit, metres from the middle.
_ASIDE_M = (0.0, -6.0, 6.0, -12.0, 12.0, -18.0, 18.0)


def facing(side: Side, *, setback_m: float = 0.0) -> Frame:
    """Set a frame in the middle of a side of a block, ``v`` into the land."""
    middle = side.chain.length / 2
    along = side.chain.along(middle)
    place = frame(side.chain.at(middle), along)
    return Frame(place.point(0.0, setback_m), place.u)


def church(block: Block, site: Site) -> Parts:
    """Build the church in the eastern half of its square: tower, nave, transept, apse."""
    place = frame([4.0, 1.0], [1.0, 0.06])
    tower = place.box(-15.0, -4.0, 8.0, 8.0)
    nave = place.polygon(
        (-7.0, -4.0), (-7.0, -6.0), (9.0, -6.0), (9.0, -10.5), (16.0, -10.5), (16.0, -6.0),
        (21.0, -6.0), (25.0, -3.0), (26.0, 0.0), (25.0, 3.0), (21.0, 6.0), (16.0, 6.0),
        (16.0, 10.5), (9.0, 10.5), (9.0, 6.0), (-7.0, 6.0), (-7.0, 4.0),
    )  # fmt: skip
    site.claims.take([block.land])
    name = "Église Sainte-Aldeline"
    door = entrance(place.point(-15.0, 0.0), name=name)
    trees = [place.point(u, v) for v in (-20.0, 20.0) for u in np.arange(-8.0, 34.0, 8.0)]
    inside = [at for at in trees if block.land.buffer(-3.0).contains(Point(at))]
    return Parts(
        lots=(
            civic(measured(nave, 13.5, kind="church", name=name), door),
            civic(measured(tower, 27.0, kind="church", name="Clocher")),
        ),
        areas=(open_area(block.land, "square", names.CHURCH_SQUARE),),
        points=tuple(tree(at, 7.0, 4.5) for at in inside),
    )


def town_hall(block: Block, site: Site, finder: Finder) -> tuple[Parts, list[Block]]:
    """Build the town hall behind its own square, which opens on the church square."""
    side = _side_on(block, names.CHURCH_SQUARE)
    strip, left = carve(block, side, 44.0, finder)
    place = facing(side)
    square = _front_part(strip, side, 26.0)
    hall = place.polygon(
        (-11.0, 28.0), (-3.5, 28.0), (-3.5, 26.8), (3.5, 26.8), (3.5, 28.0), (11.0, 28.0),
        (11.0, 40.0), (-11.0, 40.0),
    )  # fmt: skip
    name = "Mairie"
    door = entrance(place.point(0.0, 26.8), name=name)
    site.claims.take([strip])
    return Parts(
        lots=(civic(measured(hall, 12.5, kind="townhall", name=name), door),),
        areas=(open_area(square, "square", names.TOWN_HALL_SQUARE),),
        points=(landmark("townhall", hall, name),),
    ), left


def market(block: Block, site: Site, finder: Finder) -> tuple[Parts, list[Block]]:
    """Open a market square along the main street: an open hall, trees, parked cars."""
    side = _side_on(block, "Grande-Rue")
    strip, left = carve(block, side, 38.0, finder)
    site.claims.take([strip])
    place = facing(side)
    halls = [place.box(u, 13.0, 24.0, 12.0) for u in (-26.0, -20.0, -12.0)]
    lots = [
        civic(measured(hall, 9.0, kind="marketplace", name="Halle", min_height_m=3.5))
        for hall in _first_inside(strip.buffer(-2.0), halls)
    ]
    stems = [place.point(u, v) for v in (4.0, 33.0) for u in np.arange(-40.0, 41.0, 9.0)]
    inside = [at for at in stems if strip.buffer(-2.5).contains(Point(at))]
    parts = Parts(
        lots=tuple(lots),
        areas=(open_area(strip, "parking", names.MARKET_SQUARE),),
        points=tuple(tree(at, 9.0, 6.0) for at in inside),
    )
    return parts, left


def school(block: Block, site: Site, finder: Finder) -> tuple[Parts, list[Block]]:
    """Build a school around a yard, behind a forecourt."""
    side = max(
        (s for s in block.sides if s.way is not None and s.way.street.name in names.TOWN_WALK),
        key=lambda s: s.chain.length,
    )
    forecourt, left = carve(block, side, 12.0, finder)
    site.claims.take([block.land])
    grounds = max((b.land for b in left), key=lambda land: land.area)
    place = facing(side, setback_m=13.0)
    room = grounds.buffer(-0.5)
    sizes = itertools.product(((48.0, 27.0), (40.0, 27.0), (34.0, 22.0), (28.0, 18.0)), _ASIDE_M)
    [main] = _first_inside(room, [_three_wings(place, *size, aside) for size, aside in sizes])
    canteen = _first_inside(room, [place.box(u, 38.0, 18.0, 10.0) for u in (-9.0, -20.0, 4.0)])
    shelter = _first_inside(room, [place.box(u, 29.0, 16.0, 6.0) for u in (-8.0, -2.0, 2.0)])
    door = place.point(0.0, 0.0)
    name = "École Jules-Ferry"
    lots = [civic(measured(main, 8.0, kind="school", name=name), entrance(door, name=name))]
    lots += [civic(measured(b, 5.0, kind="school", name="Restaurant scolaire")) for b in canteen]
    lots += [civic(measured(b, 4.2, name="Préau", min_height_m=2.8)) for b in shelter]
    built = shapely.union_all([lot.building.footprint for lot in lots])
    trees = scatter(grounds.buffer(-4.0).difference(built.buffer(4.0)), 8, site.chance)
    return Parts(
        lots=tuple(lots),
        areas=(
            open_area(forecourt, "forecourt", "Parvis de l’école"),
            area(grounds, "school", name),
        ),
        points=(landmark("school", main, name), *(tree(at, 8.0, 6.0) for at in trees)),
        walls=tuple(_enclosure(grounds, forecourt)),
    ), [b for b in left if b.land is not grounds]


def park(block: Block, site: Site, finder: Finder) -> tuple[Parts, list[Block]]:  # noqa: ARG001 - same as the others
    """Plant a public garden around a bandstand."""
    site.claims.take([block.land])
    middle = block.land.representative_point()
    stand = polygon(
        [np.array([middle.x, middle.y]) + 4.2 * np.array([np.cos(a), np.sin(a)])
         for a in np.arange(8) * np.pi / 4]
    )  # fmt: skip
    trees = scatter(block.land.buffer(-3.0).difference(stand.buffer(6.0)), 26, site.chance)
    return Parts(
        lots=(civic(measured(stand, 5.5, kind="bandstand", name="Kiosque", min_height_m=3.0)),),
        areas=(open_area(block.land, "park", names.PARK),),
        points=tuple(tree(at, round(site.chance.between(7.0, 15.0), 1), 8.0) for at in trees),
    ), []


def gendarmerie(block: Block, site: Site, finder: Finder) -> tuple[Parts, list[Block]]:
    """Build the gendarmerie along a street, with its garages and lodgings behind a wall."""
    side = max((s for s in block.sides if s.way is not None), key=lambda s: s.chain.length)
    place = facing(side)
    strip, left = carve_lot(block, place, (72.0, 42.0), finder)
    room = strip.buffer(-0.8)
    name = "Gendarmerie nationale"
    offices = _first_inside(room, [place.box(u, 6.0, 26.0, 11.0) for u in (-13.0, -22.0, -4.0)])
    others = _first_inside(room, [place.box(u, 30.0, 20.0, 7.0) for u in (-10.0, -22.0, 4.0)])
    homes = [b for u in (-36.0, 18.0) if room.contains(b := place.box(u, 8.0, 14.0, 9.0))]
    lots = [
        civic(
            measured(b, 7.5, kind="police", name=name), entrance(place.point(0.0, 6.0), name=name)
        )
        for b in offices
    ]
    lots += [civic(measured(b, 3.6, kind="garages", use="other")) for b in others]
    taken = shapely.union_all([lot.building.footprint for lot in lots])
    lots += [civic(measured(b, 7.0, use="dwelling")) for b in homes if b.distance(taken) > 2.0]
    site.claims.take([strip])
    points = [landmark("police", b, name) for b in offices]
    return Parts(
        lots=tuple(lots), areas=(area(strip, "private", name),), points=tuple(points)
    ), left


def cloister(block: Block, site: Site, finder: Finder) -> tuple[Parts, list[Block]]:
    """Build a home for the elderly around a courtyard, in its garden."""
    side = max((s for s in block.sides if s.is_front), key=lambda s: s.chain.length)
    place = facing(side)
    strip, left = carve_lot(block, place, (64.0, 50.0), finder)
    room = strip.buffer(-2.0)
    name = "Résidence des Tilleuls"
    for width, depth in ((46.0, 36.0), (38.0, 34.0), (32.0, 30.0)):
        outline = _ring(place, (-width / 2, 7.0), (width, depth), 10.5)
        if room.contains(outline):
            site.claims.take([strip])
            door = entrance(place.point(0.0, 7.0), name=name)
            trees = scatter(room.difference(Polygon(outline.exterior).buffer(4.0)), 6, site.chance)
            parts = Parts(
                lots=(civic(measured(outline, 9.5, kind="nursing_home", name=name), door),),
                areas=(area(strip, "private", name),),
                points=tuple(tree(at, 9.0, 6.0) for at in trees),
            )
            return parts, left
    return Parts(), [block]


def _ring(
    place: Frame, corner: tuple[float, float], size: tuple[float, float], wing: float
) -> Polygon:
    """Draw a building around a courtyard."""
    outer = place.box(*corner, *size)
    u, v = corner
    inner = place.box(u + wing, v + wing, size[0] - 2 * wing, size[1] - 2 * wing)
    return Polygon(outer.exterior, [inner.exterior])


def _three_wings(place: Frame, width: float, depth: float, aside: float) -> Polygon:
    left, right, wing = aside - width / 2, aside + width / 2, 8.5
    return place.polygon(
        (left, 0.0), (right, 0.0), (right, depth), (right - wing, depth), (right - wing, wing),
        (left + wing, wing), (left + wing, depth), (left, depth),
    )  # fmt: skip


def _first_inside(room: Polygon, boxes: Sequence[Polygon]) -> list[Polygon]:
    return [box for box in boxes if room.contains(box)][:1]


def _side_on(block: Block, street: str) -> Side:
    """Give the longest side of a block on a street, the longest front if there is none."""
    named = [s for s in block.sides if s.way is not None and s.way.street.name == street]
    fronts = named or [s for s in block.sides if s.is_front] or list(block.sides)
    return max(fronts, key=lambda side: side.chain.length)


def _front_part(strip: Polygon, side: Side, depth_m: float) -> Polygon:
    band = LineString(side.chain.line).buffer(depth_m, single_sided=True, join_style="mitre")
    parts = shapely.get_parts(shapely.intersection(strip, band))
    return max((part for part in parts if isinstance(part, Polygon)), key=lambda part: part.area)


def _enclosure(grounds: Polygon, forecourt: Polygon) -> list[Wall]:
    """Wall school grounds in, but for a gate in the middle of the forecourt."""
    ring = shapely.orient_polygons(grounds).exterior
    gate = shapely.shortest_line(forecourt.centroid, ring)
    opening = Point(gate.coords[1]).buffer(3.5)
    line = shapely.difference(LineString(ring.coords), opening)
    inset = [part for part in shapely.get_parts(shapely.line_merge(line)) if part.length > 2.0]
    return [fence(shapely.get_coordinates(part), "wall", 1.8, is_known=True) for part in inset]
