"""Outskirts: the streets of the estate, the activity zone, the hamlet, the stadium, the cemetery.

They leave the main streets at the turnings that ``streets.turnings`` cuts there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from geodata.invented import names
from geodata.invented.layout import EAST, NORTH, WEST, Layout, on_ring
from geodata.invented.shapes import Frame, Line, frame, rounded
from geodata.invented.streets import Node, Way, turnings, way

_STADIUM_DEG = 84.0
_STADIUM_STREET_M = 82.0


def outskirt_streets(layout: Layout, town: Sequence[Way]) -> list[Way]:
    """Draw the streets beyond the rings.

    Parameters
    ----------
    layout : Layout
    town : sequence of Way
        Streets already drawn; two of the new ones start from their nodes.
    """
    return [
        *_zone(layout),
        *_estate(layout, town),
        *_hamlet(layout),
        *_cemetery(layout),
        *_stadium(layout, town),
    ]


def _turning(layout: Layout, street: int, which: int) -> Frame:
    """Set a frame at a turning of a main street: ``u`` outwards, ``v`` to its left."""
    angle = layout.base_angle(street)
    origin = on_ring(turnings(layout, street)[which], angle)
    return frame(origin, on_ring(1.0, angle))


def _drawn(layout: Layout, place: Frame, pairs: Sequence[tuple[float, float]]) -> Line:
    return layout.draw(place.points(pairs))


def _zone(layout: Layout) -> list[Way]:
    """Draw a loop north of the eastern road."""
    first, second = _turning(layout, EAST, 0), _turning(layout, EAST, 1)
    loop = [first.origin, first.point(-8.0, 108.0), second.point(6.0, 112.0), second.origin]
    line = layout.draw(np.array(loop))
    return [way(line, "zone", highway="unclassified", name=names.ZONE_STREET, sidewalk="right")]


def _estate(layout: Layout, town: Sequence[Way]) -> list[Way]:
    """Draw an avenue west of the northern road, four cul-de-sacs, a path to the old town."""
    place = _turning(layout, NORTH, 0)
    spine = [(0.0, 0.0), (6.0, 34.0), (14.0, 66.0), (14.0, 128.0), (4.0, 190.0)]
    ends = [[spine[2], (86.0, 76.0)], [spine[3], (-36.0, 124.0)], [spine[3], (84.0, 138.0)],
            [spine[4], (74.0, 204.0)]]  # fmt: skip
    cuts = [spine[:3], spine[2:4], spine[3:]]
    drawn = [
        way(_drawn(layout, place, cut), "estate", name=names.ESTATE[0], width_m=5.5) for cut in cuts
    ]
    drawn += [
        way(_drawn(layout, place, end), "estate", name=name, width_m=5.0)
        for end, name in zip(ends, names.ESTATE[1:], strict=True)
    ]
    bottom = drawn[len(cuts) + 1].ends[1]
    path = np.array([bottom, _nearest_node(town, bottom)])
    tags = {"highway": "footway", "name": names.SCHOOL_PATH, "surface": "fine_gravel"}
    return [*drawn, way(rounded(path), "walk", **tags)]


def _hamlet(layout: Layout) -> list[Way]:
    """Draw a loop north of the western road, and a lane towards the fields."""
    first, second = _turning(layout, WEST, 1), _turning(layout, WEST, 2)
    top = first.point(52.0, -92.0)
    loops = [
        [first.origin, first.point(6.0, -70.0), top],
        [top, second.point(-4.0, -88.0), second.origin],
    ]
    lane = [top, first.point(58.0, -150.0), first.point(84.0, -235.0)]
    drawn = [
        way(layout.draw(np.array(loop)), "hamlet", name=names.HAMLET_STREET, width_m=4.5)
        for loop in loops
    ]
    tags = {"highway": "track", "surface": "gravel"}
    return [*drawn, way(layout.draw(np.array(lane)), "walk", **tags)]


def _cemetery(layout: Layout) -> list[Way]:
    """Draw a lane north of the western road."""
    place = _turning(layout, WEST, 0)
    line = _drawn(layout, place, [(0.0, 0.0), (4.0, -58.0)])
    return [way(line, "walk", highway="service", name=names.CEMETERY_STREET)]


def _stadium(layout: Layout, town: Sequence[Way]) -> list[Way]:
    """Draw a street outwards from the last ring, on the north."""
    angle = math.radians(_STADIUM_DEG)
    [aim] = layout.bend([layout.node(len(layout.rings), angle)])
    node = np.array(_nearest_node(town, (aim[0], aim[1])))
    outwards = node / np.hypot(*node)
    end = node + _STADIUM_STREET_M * outwards
    line = rounded(np.array([node, end]))
    return [way(line, "zone", name=names.STADIUM_STREET, width_m=5.0)]


def _nearest_node(town: Sequence[Way], node: Node) -> Node:
    """Give the node of the town's streets nearest to a point."""
    nodes = sorted({end for each in town if each.part == "town" for end in each.ends})
    return min(nodes, key=lambda end: math.dist(end, node))
