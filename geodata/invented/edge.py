"""Edge of town: station, stadium, activity zone, cemetery, farms."""

from __future__ import annotations

import numpy as np
from shapely import LineString, Point, Polygon

from geodata.invented import names
from geodata.invented.blocks import MARGIN_M
from geodata.invented.claims import Site
from geodata.invented.layout import Layout
from geodata.invented.lots import Lot, civic, entrance, fence, measured
from geodata.invented.parts import Parts, area, tree
from geodata.invented.shapes import Chain, Frame, beside, chain, frame, polygon
from geodata.invented.streets import Way, rail_y
from planner.scene.public_space import corridor_width

_RAIL_REACH_M = 9.0  # from the middle of the tracks to the fence


def fronts(way: Way) -> tuple[Chain, Chain]:
    """Give the two edges of a street, each with its land on the left."""
    reach = corridor_width(way.street) / 2 + MARGIN_M
    return chain(beside(way.line, reach)), chain(beside(way.line[::-1], reach))


def station(layout: Layout, street: Way, site: Site) -> Parts:
    """Build the station at the end of its street, between its square and the railway."""
    end = street.line[-1]
    x = float(end[0])
    west, east = rail_y(layout, np.array([x - 20.0, x + 20.0]))
    place = frame([x, float(west + east) / 2], [40.0, float(east - west)])
    hall = place.polygon(
        (-17.0, 12.0), (17.0, 12.0), (17.0, 20.0), (6.0, 20.0), (6.0, 22.5), (-6.0, 22.5),
        (-6.0, 20.0), (-17.0, 20.0),
    )  # fmt: skip
    shed = place.box(-72.0, 12.0, 28.0, 12.0)
    square = place.polygon((-24.0, 22.5), (24.0, 22.5), (24.0, 46.0), (-24.0, 46.0))
    cars = place.box(24.0, 22.5, 46.0, 23.5)
    yard = place.box(-170.0, -16.0, 340.0, 28.0)
    site.claims.take([hall, shed, square, cars, yard])
    trees = [place.point(u, 44.0) for u in (-20.0, -12.0, 12.0, 20.0, 30.0, 40.0, 50.0, 60.0)]
    name = "Gare de Valmont-sur-Orle"
    return Parts(
        lots=(
            civic(measured(hall, 9.5, kind="train_station", name=name),
                  entrance(place.point(0.0, 22.5), name=name)),
            civic(measured(shed, 7.0, kind="warehouse", name="Ancienne halle", use="other")),
        ),
        areas=(
            area(square.difference(hall), "square", names.STATION_SQUARE),
            area(cars, "parking", "Parking de la gare"),
            area(yard, "station", "Emprise ferroviaire"),
        ),
        points=tuple(tree(at, 8.0, 5.0) for at in trees),
    )  # fmt: skip


def stadium(street: Way, site: Site) -> Parts:
    """Build a sports hall, its car park and two pitches at the end of their street."""
    line = street.line
    place = frame(line[-1], line[-1] - line[0])
    cars = place.box(0.0, -26.0, 24.0, 52.0)
    hall = place.box(30.0, -24.0, 26.0, 46.0)
    rooms = place.box(30.0, 26.0, 8.0, 22.0)
    pitches = [place.box(62.0, -70.0, 64.0, 100.0), place.box(62.0, 40.0, 36.0, 60.0)]
    site.claims.take([cars, hall, rooms, *pitches])
    name = "Gymnase Alice-Milliat"
    edge = [place.point(58.0, v) for v in np.arange(-70.0, 100.0, 11.0)]
    return Parts(
        lots=(
            civic(measured(hall, 9.5, kind="sports_hall", name=name),
                  entrance(place.point(30.0, 0.0), name=name)),
            civic(measured(rooms, 3.8, kind="sports_hall", name="Vestiaires")),
        ),
        areas=(
            area(cars, "parking", "Parking du gymnase"),
            *(area(pitch, "green", "Terrain de sport") for pitch in pitches),
        ),
        points=tuple(tree(at, 12.0, 6.0) for at in edge),
    )  # fmt: skip


def activity_zone(street: Way, site: Site) -> Parts:
    """Build large boxes with their car parks on both sides of the zone's street."""
    names_left = ["Supermarché", "Centre de secours", "Bricolage", "Garage", "", ""]
    parts = Parts()
    for front in fronts(street)[::-1]:
        s = 12.0
        while s < front.length - 30.0:
            wide, deep = site.chance.between(26.0, 46.0), site.chance.between(20.0, 32.0)
            place = frame(front.at(s + wide / 2), front.along(s + wide / 2))
            cars = place.box(-wide / 2, 1.2, wide, 17.0)
            box = place.box(-wide / 2, 20.0, wide, deep)
            if site.build([place.box(-wide / 2, 1.2, wide, 18.8 + deep)], gap_m=1.0):
                name = names_left.pop(0) if names_left else ""
                lot = civic(
                    measured(
                        box, 7.0, kind="retail" if name else "industrial", name=name, use="other"
                    )
                )
                parts += Parts(lots=(lot,), areas=(area(cars, "parking", name),))
                s += wide + 9.0
            else:
                s += 8.0
    return parts


def cemetery(street: Way, site: Site) -> Parts:
    """Wall a cemetery in at the end of its lane."""
    line = street.line
    place = frame(line[-1], line[-1] - line[-2])
    ground = place.polygon((3.0, -24.0), (62.0, -30.0), (64.0, 24.0), (3.0, 26.0))
    if not site.build([ground]):
        return Parts()
    chapel = place.box(40.0, -4.0, 9.0, 6.0)
    corners = [(3.0, -3.0), (3.0, -24.0), (62.0, -30.0), (64.0, 24.0), (3.0, 26.0), (3.0, 3.0)]
    trees = [place.point(u, 2.0) for u in (8.0, 16.0, 24.0, 32.0)]
    return Parts(
        lots=(civic(measured(chapel, 6.0, kind="chapel", name="Chapelle du cimetière")),),
        areas=(area(ground, "private", "Cimetière"),),
        walls=(fence(place.points(corners), "wall", 2.2, is_known=True),),
        points=tuple(tree(at, 10.0, 2.5) for at in trees),
    )


def water_tower(road: Way, site: Site) -> Parts:
    """Build a water tower beside a road, 150 m out of town."""
    walked = chain(road.line)
    s = min(150.0, walked.length)
    at = walked.at(s) + 26.0 * walked.inward(s)
    tower = Point(at).buffer(5.5, quad_segs=4)
    outline = polygon(np.array(tower.exterior.coords)[:-1])
    if not site.build([outline], gap_m=8.0):
        return Parts()
    return Parts(lots=(civic(measured(outline, 29.0, kind="water_tower", name="Château d’eau")),))


def farms(front: Chain, site: Site) -> list[Lot]:
    """Build a farm around a closed yard, as Picardy has them, with its barn."""
    lots: list[Lot] = []
    for s in np.arange(26.0, front.length - 24.0, 62.0):
        place = frame(front.at(float(s)), front.along(float(s)))
        wide, deep = site.chance.between(32.0, 40.0), site.chance.between(28.0, 36.0)
        yard = _closed_yard(place, wide, deep)
        barn = place.box(-wide / 2 + 2.0, 4.0 + deep + 9.0, 26.0, 13.0)
        if not site.build([yard, barn], gap_m=2.5):
            continue
        gate = entrance(place.point(0.0, 3.0))
        lots.append(civic(measured(yard, 7.5, kind="farm", use="dwelling"), gate))
        lots.append(civic(measured(barn, 8.5, kind="barn", use="other")))
    return lots


def _closed_yard(place: Frame, wide: float, deep: float) -> Polygon:
    outer = place.box(-wide / 2, 3.0, wide, deep)
    inner = place.box(-wide / 2 + 7.0, 10.0, wide - 14.0, deep - 14.5)
    return Polygon(outer.exterior, [inner.exterior])


def railway_ground(layout: Layout) -> list[Polygon]:
    """Give the ground of the railway, in short pieces."""
    return [
        LineString(layout.rail[k : k + 2]).buffer(_RAIL_REACH_M, cap_style="flat")
        for k in range(len(layout.rail) - 1)
    ]
