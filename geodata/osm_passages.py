"""Passages through buildings: ``tunnel=building_passage``, opened so that people and sight pass.

Under a passage the building keeps its top and gets an underside. Width and clearance come from
``width`` and ``maxheight`` when the way states them. Else they are hypotheses: 4 m wide and
3.5 m high for a carriageway (a van passes), 2 m wide and 3 m high for people on foot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import shapely
from shapely import LineString
from shapely.affinity import translate

from geodata.osm_extract import OsmExtract
from geodata.osm_footprints import Footprint, keep_inside, take_away
from geodata.osm_heights import Extent
from geodata.osm_kinds import is_carriageway, is_street
from geodata.osm_rings import Ground, line_runs
from geodata.osm_tags import parse_length

_CARRIAGE_WIDTH_M, _CARRIAGE_CLEARANCE_M = 4.0, 3.5
_FOOT_WIDTH_M, _FOOT_CLEARANCE_M = 2.0, 3.0
_SHORTEST_INSIDE_M = 0.5  # less than this in a building is a way that grazes it
_LINTEL_M = 0.5  # of building left above a passage
_LOWEST_CLEARANCE_M = 2.0
_WIDEST_M = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One run of a way through a building."""

    line: LineString
    width_m: float
    clearance_m: float

    @property
    def corridor(self) -> shapely.Polygon | shapely.MultiPolygon:
        """The ground to open, drawn out past both ends so that no sliver of facade is left."""
        longer = _drawn_out(self.line, self.width_m)
        return longer.buffer(self.width_m / 2.0, cap_style="flat", join_style="mitre")


def passages_of(extract: OsmExtract, ground: Ground) -> list[Passage]:
    """Find the passages of an extract."""
    found = []
    for way in extract.ways.values():
        if way.tags.get("tunnel") != "building_passage" or not is_street(way.tags):
            continue
        carriageway = is_carriageway(way.tags["highway"])
        width = parse_length(way.tags.get("width", "")) or 0.0
        clearance = parse_length(way.tags.get("maxheight", "")) or 0.0
        if not 0.0 < width <= _WIDEST_M:
            width = _CARRIAGE_WIDTH_M if carriageway else _FOOT_WIDTH_M
        if clearance < _LOWEST_CLEARANCE_M:
            clearance = _CARRIAGE_CLEARANCE_M if carriageway else _FOOT_CLEARANCE_M
        lines, _ = line_runs(ground, way)
        found += [Passage(line=line, width_m=width, clearance_m=clearance) for line in lines]
    return found


def open_passages(
    footprints: Sequence[Footprint], passages: Sequence[Passage]
) -> tuple[list[Footprint], int]:
    """Open passages in the footprints they go through.

    Parameters
    ----------
    footprints : sequence of Footprint
    passages : sequence of Passage

    Returns
    -------
    footprints : list of Footprint
        The same, opened; each passage follows its building, its key ends in ``-p``.
    count : int
        How many footprints were opened.
    """
    crossing = _crossings(footprints, passages)
    opened: list[Footprint] = []
    for index, footprint in enumerate(footprints):
        through = crossing.get(index, [])
        opened += _opened(footprint, through) if through else [footprint]
    return [footprint for footprint in opened if footprint.polygons], len(crossing)


def _crossings(
    footprints: Sequence[Footprint], passages: Sequence[Passage]
) -> dict[int, list[Passage]]:
    owners = [index for index, item in enumerate(footprints) for _ in item.polygons]
    tree = shapely.STRtree([polygon for item in footprints for polygon in item.polygons])
    crossing: defaultdict[int, list[Passage]] = defaultdict(list)
    for passage in passages:
        inside: defaultdict[int, float] = defaultdict(float)
        for found in sorted(tree.query(passage.line, predicate="intersects").tolist()):
            inside[owners[found]] += (tree.geometries[found] & passage.line).length
        for owner, length_m in inside.items():
            if length_m > _SHORTEST_INSIDE_M and _clearance(footprints[owner], [passage]):
                crossing[owner].append(passage)
    return dict(crossing)


def _clearance(footprint: Footprint, passages: Iterable[Passage]) -> float | None:
    """Give the underside to leave above passages.

    None when the building is too low for a passage, or already passes above.
    """
    clearance = min(passage.clearance_m for passage in passages)
    clearance = min(clearance, footprint.extent.top_m - _LINTEL_M)
    too_low = clearance < _LOWEST_CLEARANCE_M
    return None if too_low or footprint.extent.underside_m >= clearance else clearance


def _opened(footprint: Footprint, passages: Sequence[Passage]) -> list[Footprint]:
    corridor = shapely.union_all([passage.corridor for passage in passages])
    clearance = _clearance(footprint, passages)
    extent = footprint.extent
    lifted = Extent(
        top_m=extent.top_m, underside_m=clearance or extent.underside_m, status=extent.status
    )
    above = replace(
        footprint,
        key=f"{footprint.key}-p",
        polygons=keep_inside(footprint.polygons, corridor),
        extent=lifted,
        part_of=footprint.outline,
    )
    return [replace(footprint, polygons=take_away(footprint.polygons, corridor)), above]


def _drawn_out(line: LineString, by_m: float) -> LineString:
    """Lengthen a line straight on at both ends."""
    first, second = line.coords[0], line.coords[1]
    before, last = line.coords[-2], line.coords[-1]
    start = _beyond(second, first, by_m)
    end = _beyond(before, last, by_m)
    return LineString([start, *line.coords[1:-1], end])


def _beyond(start: tuple[float, ...], end: tuple[float, ...], by_m: float) -> tuple[float, float]:
    step = LineString([start, end])
    scale = by_m / step.length
    moved = translate(shapely.Point(end), (end[0] - start[0]) * scale, (end[1] - start[1]) * scale)
    return moved.x, moved.y
