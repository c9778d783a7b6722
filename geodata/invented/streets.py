"""Streets: the rings and the streets that leave the church square, bridges included."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString

from geodata.invented import names
from geodata.invented.chance import Chance
from geodata.invented.layout import (
    EAST,
    NORTH,
    SOUTH_EAST,
    SQUARE_HALF_M,
    STRETCH,
    WEST,
    Layout,
    angle_of,
    on_ring,
    on_square,
)
from geodata.invented.shapes import Line, chain, rounded
from planner.scene.model import Street

Part = Literal["core", "town", "country", "estate", "zone", "hamlet", "walk"]
Node = tuple[float, float]

_BANK_M = 3.0  # a bridge starts this far from the water
_RIVERSIDE_M = 8.0  # no other street comes closer
_RAILSIDE_M = 30.0
_STATION_M = 44.0
_ROUNDNESS = 0.45  # 0: a ring of chords, 1: of arcs
_MISSING_ARCS = 0.08
_WALKED_ARCS = 0.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Way:
    """A street of the town frame, and the part of town that it belongs to."""

    street: Street
    part: Part

    @property
    def line(self) -> Line:
        """Give its points, shape (n, 2)."""
        return shapely.get_coordinates(self.street.line)

    @property
    def ends(self) -> tuple[Node, Node]:
        """Give its two end nodes."""
        line = self.line
        return (line[0, 0], line[0, 1]), (line[-1, 0], line[-1, 1])

    @property
    def carries_cars(self) -> bool:
        """Tell whether houses may open on it."""
        return self.street.highway not in {"footway", "path", "track"}


def way(line: Line, part: Part, **street: object) -> Way:
    """Make a way of the town frame."""
    fields: dict[str, object] = {"highway": "residential", "surface": "asphalt", **street}
    return Way(street=Street(id="", line=LineString(line), **fields), part=part)  # type: ignore[arg-type] # fields of Street, by name


def town_streets(layout: Layout, chance: Chance) -> list[Way]:
    """Draw the streets of the town proper: square, rings, and streets between rings.

    The six main streets go on to the edge of the ground as country roads. Only they cross the
    river; only the south-western one crosses the railway.
    """
    mains = [_main_street(layout, street) for street in range(len(layout.angles[0]))]
    minor = [drawn for drawn in _minor_ways(layout) if _is_dry(drawn, layout)]
    kept = _thin_out(minor, itertools.chain.from_iterable(mains), chance)
    return [*itertools.chain.from_iterable(mains), *kept]


def connected(ways: list[Way]) -> list[Way]:
    """Keep the ways that lead, by their ends, to the first one."""
    groups = Groups()
    for each in ways:
        groups.join(*each.ends)
    home = groups.of(ways[0].ends[0])
    return [each for each in ways if groups.of(each.ends[0]) == home]


class Groups:
    """Nodes joined into groups (union-find with path halving)."""

    def __init__(self) -> None:
        self._parent: dict[Node, Node] = {}

    def of(self, node: Node) -> Node:
        """Give the representative of a node's group."""
        parent = self._parent
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def join(self, one: Node, other: Node) -> bool:
        """Join two groups; tell whether they were apart."""
        first, second = self.of(one), self.of(other)
        self._parent[second] = first
        return first != second


# --- the six main streets --------------------------------------------------------------------


def _main_street(layout: Layout, street: int) -> list[Way]:
    """Draw a main street from the square to the edge of the ground, cut at nodes and bridges."""
    stops = _stops(layout, street)
    pieces = [layout.draw([start, end]) for start, end in itertools.pairwise(stops)]
    line = np.vstack([pieces[0], *(piece[1:] for piece in pieces[1:])])
    nodes = np.cumsum([0, *(len(piece) - 1 for piece in pieces)])
    walked = chain(line)
    wet = wet_stretches(line, layout)
    cuts = {float(walked.reached[node]) for node in nodes}
    cuts = {cut for cut in cuts if not any(start < cut < end for start, end in wet)}
    cuts |= {cut for stretch in wet for cut in stretch}
    rings = walked.reached[nodes]
    return [
        way(
            rounded(walked.between(start, end)),
            _main_part(start, rings, len(layout.rings)),
            bridge=(start, end) in wet,
            **_main_tags(street, start, rings, len(layout.rings)),
        )
        for start, end in itertools.pairwise(sorted(cuts))
    ]


def _stops(layout: Layout, street: int) -> list[Node]:
    """Give the ideal nodes of a main street: square, rings, turnings, end of the ground."""
    angle = layout.base_angle(street)
    rings = range(1, len(layout.rings) + 1)
    radii = [*(layout.reach(ring, angle) for ring in rings), *turnings(layout, street)]
    if street == SOUTH_EAST:
        station = _station_radius(layout)
        radii = [radius for radius in radii if radius < station - 25.0] + [station]
    else:
        radii.append(_edge_radius(layout, angle))
    return [on_square(angle), *(on_ring(radius, angle) for radius in radii)]


def turnings(layout: Layout, street: int) -> tuple[float, ...]:
    """Give the ideal radii where other streets leave a main street out of town."""
    out = layout.reach(len(layout.rings), layout.base_angle(street))
    hamlet = layout.hamlet_m / STRETCH[0]
    at: dict[int, tuple[float, ...]] = {
        EAST: (out + 65.0, out + 245.0),
        NORTH: (out + 85.0,),
        WEST: (out + 105.0, hamlet - 55.0, hamlet + 60.0),
    }
    return at.get(street, ())


def _edge_radius(layout: Layout, angle: float) -> float:
    """Give the ideal radius where a direction leaves the ground, 25 m before its edge."""
    west, south, east, north = layout.ground.bounds
    x, y = on_ring(1.0, angle)
    reach_x = (east if x > 0 else west) / x
    reach_y = (north if y > 0 else south) / y
    return min(reach_x, reach_y) - 25.0


def _station_radius(layout: Layout) -> float:
    """Give the ideal radius where the south-eastern street reaches the station."""
    radii = np.arange(layout.rings[0], 4 * layout.radius, 1.0)
    angle = layout.base_angle(SOUTH_EAST)
    points = layout.bend([on_ring(radius, angle) for radius in radii])
    north_of_rail = points[:, 1] - rail_y(layout, points[:, 0]) > _STATION_M
    return float(radii[north_of_rail][-1])


def rail_y(layout: Layout, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the northing of the railway at eastings, town frame."""
    return np.interp(x, layout.rail[:, 0], layout.rail[:, 1])


def wet_stretches(line: Line, layout: Layout) -> list[tuple[float, float]]:
    """Give the stretches of a line over the river, as arc lengths."""
    whole = LineString(line)
    over = shapely.intersection(whole, layout.water.buffer(_BANK_M))
    stretches = []
    for piece in shapely.get_parts(over):
        ends = [shapely.line_locate_point(whole, shapely.get_point(piece, k)) for k in (0, -1)]
        if not piece.is_empty:
            stretches.append((float(min(ends)), float(max(ends))))
    return sorted(stretches)


def _main_part(start: float, rings: Line, count: int) -> Part:
    if start < rings[1] - 1.0:
        return "core"
    return "town" if start < rings[min(count, len(rings) - 1)] - 1.0 else "country"


def _main_tags(street: int, start: float, rings: Line, count: int) -> dict[str, object]:
    part = _main_part(start, rings, count)
    highway = {EAST: "secondary", WEST: "secondary"}.get(street, "tertiary")
    name = names.ROADS[street] if part == "country" else names.RADIALS[street]
    if part == "core":
        return {
            "highway": highway,
            "name": name,
            "width_m": 6.5 if highway == "secondary" else 5.5,
            "surface": "sett" if street == NORTH else "asphalt",
            "sidewalk": "separate",
        }
    sidewalk = "no" if part == "country" else "both"
    return {"highway": highway, "name": name, "sidewalk": sidewalk}


# --- rings and the streets between them -------------------------------------------------------


def _minor_ways(layout: Layout) -> Iterator[Way]:
    """Draw the square, the lanes, the rings, and the streets that start from a ring."""
    fresh = map(names.street_name, itertools.count())
    yield from _square_ways(layout)
    for k, angle in enumerate(layout.lanes):
        line = layout.draw([layout.node(0, angle), layout.node(1, angle)])
        tags = {"highway": "pedestrian", "surface": "sett", "width_m": 3.5}
        yield way(line, "core", name=names.LANES[k % len(names.LANES)], **tags)
    started: dict[float, str] = {}
    for ring in range(1, len(layout.rings) + 1):
        yield from _ring_ways(layout, ring, fresh)
        if ring == len(layout.rings):
            return
        for angle in sorted(set(layout.angles[ring]) - set(layout.angles[0])):
            name = started[angle] = started.get(angle) or next(fresh)
            line = layout.draw([layout.node(ring, angle), layout.node(ring + 1, angle)])
            yield way(line, "town", name=name, sidewalk="both")


def _ring_ways(layout: Layout, ring: int, fresh: Iterator[str]) -> Iterator[Way]:
    """Draw a ring, one name a sixth of it; each piece is between a chord and an arc."""
    sixths = [next(fresh) for _ in range(6)] if ring > 1 else []
    for start, end in _around(layout.angles[ring]):
        middle = math.degrees((start + end) / 2) % 360.0
        name = sixths[int(middle // 60.0)] if sixths else _walk_name(middle)
        nodes = np.array([layout.node(ring, a) for a in (start, _once(end, layout, ring))])
        arc = np.array([layout.node(ring, a) for a in np.linspace(start, end, 9)])
        chord = np.linspace(nodes[0], nodes[1], 9)
        line = chord + _ROUNDNESS * (arc - chord)
        line[[0, -1]] = nodes
        yield way(layout.draw(line), "town", name=name, sidewalk="both")


def _around(angles: tuple[float, ...]) -> Iterator[tuple[float, float]]:
    return itertools.pairwise([*angles, angles[0] + 2 * math.pi])


def _once(angle: float, layout: Layout, ring: int) -> float:
    """Give the first angle back after a whole turn, to the bit."""
    angles = layout.angles[ring]
    return angles[0] if angle > angles[-1] else angle


def _walk_name(middle_deg: float) -> str:
    return names.TOWN_WALK[0 if middle_deg < 180.0 else 1]


def _square_ways(layout: Layout) -> Iterator[Way]:
    """Draw the street around the church square, from one street that leaves it to the next."""
    half_x, half_y = SQUARE_HALF_M
    corners = [(half_x * sx, half_y * sy) for sx in (1, -1) for sy in (1, -1)]
    angles = tuple(sorted([*layout.angles[0], *layout.lanes]))
    tags = {"name": names.CHURCH_SQUARE, "surface": "sett", "width_m": 5.0, "sidewalk": "both"}
    for start, end in _around(angles):
        turned = [((angle_of(corner) - start) % (2 * math.pi), corner) for corner in corners]
        passed = [corner for turn, corner in sorted(turned) if turn < end - start]
        last = layout.node(0, angles[0] if end > angles[-1] else end)
        line = [layout.node(0, start), *passed, last]
        yield way(layout.draw(line), "core", **tags)


def _is_dry(drawn: Way, layout: Layout) -> bool:
    """Tell whether a street keeps away from the river and stays north of the railway."""
    line = drawn.line
    if np.any(line[:, 1] - rail_y(layout, line[:, 0]) < _RAILSIDE_M):
        return False
    return bool(shapely.distance(drawn.street.line, layout.water) > _RIVERSIDE_M)


def _thin_out(minor: list[Way], mains: Iterable[Way], chance: Chance) -> list[Way]:
    """Drop or turn into footpaths a share of the arcs, without cutting the town in two."""
    groups = Groups()
    for each in mains:
        groups.join(*each.ends)
    kept, doubtful = [], []
    for each in minor:
        fate = chance.share() if each.street.name not in _NEVER_CUT else 1.0
        if fate < _MISSING_ARCS:
            doubtful.append(each)
            continue
        groups.join(*each.ends)
        kept.append(_walked(each) if fate < _MISSING_ARCS + _WALKED_ARCS else each)
    return [*kept, *(each for each in doubtful if groups.join(*each.ends))]


_NEVER_CUT = frozenset([names.CHURCH_SQUARE, *names.TOWN_WALK])


def _walked(drawn: Way) -> Way:
    """Turn a street into a footpath between gardens."""
    name = drawn.street.name.replace("Rue", "Sente", 1)
    street = dataclasses.replace(
        drawn.street, highway="footway", name=name, surface="fine_gravel", sidewalk=""
    )
    return dataclasses.replace(drawn, street=street, part="walk")
