"""Where a support joins the street: on the nearest run of the main part, metres counted.

- The supervision building is joined first. The main part is, among the connected parts within
  60 m of it, the longest; else the part of the nearest run within 200 m.
- Each point is joined to the nearest run of that part, cut there (not to the nearest node),
  within 200 m, by a straight trench that passes no rail, water nor forbidden ground, and no
  building if it can: a trench that has to pass one is told apart. It joins a bridge only for want
  of a street. A vertex of an existing duct
  within 15 m is joined too, and the design takes the better of the two.
- The trench of the supervision building starts at its facade: what runs inside is the
  ``indoor`` item of the estimate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from planner.network.crossings import clear_of
from planner.network.ducts import SNAP_M as DUCT_M
from planner.network.graph import Graph, Run, centimetres, components, cut, joined, short_trench

REACH_M = 200.0
ROOT_M = 60.0
BRIDGE_M = 15.0  # from the middle of a bridge to a support that stands on it
MOST_TRIED = 30  # nearest runs tried from one support
TOUCH_M = 1.0  # a support may stand against, or a little inside, a building
ROOT = ""  # the supervision building's name among the points


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """What a straight trench to a support may not pass, and buildings, which it avoids."""

    stops: tuple[BaseGeometry, ...]  # rails, water, forbidden ground
    buildings: tuple[BaseGeometry, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Attached:
    """The graph with the supervision building and the points on it.

    Attributes
    ----------
    root : int or None
        Node of the supervision building, None when no street is near.
    node : dict of str to int
        Node of each point that could be joined.
    snap_m : dict of str to float
        Metres from the support to the street.
    through : tuple of str
        Points whose trench has to pass a building.
    apart_runs, apart_m : int, float
        Runs, and their metres, that are not in the main part.
    """

    graph: Graph
    root: int | None
    node: dict[str, int]
    snap_m: dict[str, float]
    through: tuple[str, ...] = ()
    apart_runs: int = 0
    apart_m: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Landing:
    """A straight trench from a place to a run."""

    line: LineString
    run: int
    through: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Search:
    """The main part, ready to be asked what is near."""

    graph: Graph
    streets: tuple[int, ...]  # runs a support may join
    bridges: tuple[int, ...]  # runs it joins for want of a street
    ducts: tuple[int, ...]  # nodes of ducts
    stops: tuple[BaseGeometry, ...]
    walls: shapely.STRtree  # footprints of buildings

    def landing(self, place: Point) -> _Landing | None:
        """Find the nearest run that a straight trench reaches, clear of buildings if any is."""
        runs = self._nearest(place, self.streets, REACH_M)
        lines = [_straight(place, self.graph.runs[run].line) for run in runs]
        allowed = clear_of(lines, self.stops)
        outdoors = self._clear_of_buildings(place, lines)
        for free in (allowed & outdoors, allowed):
            if free.any():
                best = int(np.argmax(free))
                return _Landing(line=lines[best], run=runs[best], through=not outdoors[best])
        return self._on_a_bridge(place)

    def _on_a_bridge(self, place: Point) -> _Landing | None:
        """Join the bridge that a support stands on, whatever passes below."""
        for run in self._nearest(place, self.bridges, BRIDGE_M):
            return _Landing(line=_straight(place, self.graph.runs[run].line), run=run)
        return None

    def _nearest(self, place: Point, offered: Sequence[int], reach: float) -> list[int]:
        """Give the runs within reach, nearest first."""
        if not offered:
            return []
        distances = shapely.distance(self.graph.lines()[list(offered)], place)
        order = np.lexsort((np.arange(len(distances)), distances))[:MOST_TRIED]
        return [offered[rank] for rank in order.tolist() if distances[rank] <= reach]

    def duct(self, place: Point) -> int | None:
        """Find the nearest vertex of a duct within 15 m that a straight trench reaches."""
        offers = [(place.distance(Point(self.graph.nodes[node])), node) for node in self.ducts]
        near = [node for distance, node in sorted(offers) if distance <= DUCT_M]
        lines = [LineString([(place.x, place.y), self.graph.nodes[node]]) for node in near]
        free = clear_of(lines, self.stops)
        return next((node for node, is_free in zip(near, free, strict=True) if is_free), None)

    def _clear_of_buildings(self, place: Point, lines: Sequence[LineString]) -> NDArray[np.bool_]:
        """Tell which lines pass no building but those that hold the place."""
        outdoors = np.ones(len(lines), dtype=bool)
        if not lines:
            return outdoors
        homes = self.walls.query(place, predicate="covered_by")
        met = self.walls.query([_off_the_wall(line) for line in lines], predicate="intersects")
        outdoors[np.unique(met[0][~np.isin(met[1], homes)])] = False
        return outdoors


def attach(
    graph: Graph, supervision: Point, points: Sequence[tuple[str, Point]], ground: Ground
) -> Attached:
    """Join the supervision building and the points to the street graph.

    Parameters
    ----------
    graph : Graph
        Streets and ducts.
    supervision : Point
        Where the pictures go.
    points : sequence of (id, Point)
        What must be joined.
    ground : Ground
        What a straight trench may not pass.

    Returns
    -------
    Attached
        Without a root when no street is within 200 m of the supervision building.
    """
    label = components(len(graph.nodes), graph.tails().tolist(), graph.heads().tolist())
    main = _main_part(graph, label, supervision)
    if main is None:
        return Attached(graph=graph, root=None, node={}, snap_m={})
    inside = label[graph.tails()] == main
    search = _search(graph, inside, ground)
    places = {ROOT: supervision, **dict(points)}
    landings = {name: search.landing(place) for name, place in places.items()}
    facade = _from_facade(landings[ROOT], supervision, ground)
    placed, node = _land(search, {**landings, ROOT: facade})
    return Attached(
        graph=placed,
        root=node.pop(ROOT, None),
        node=node,
        snap_m={name: centimetres(one.line) / 100 for name, one in landings.items() if one},
        through=tuple(name for name, one in landings.items() if one and one.through),
        apart_runs=int((~inside).sum()),
        apart_m=float(graph.lengths_cm()[~inside].sum()) / 100,
    )


def _main_part(graph: Graph, label: NDArray[np.int64], supervision: Point) -> int | None:
    """Choose the connected part that the supervision building belongs to."""
    if not graph.runs:
        return None
    distance = shapely.distance(graph.lines(), supervision)
    part, length = label[graph.tails()], graph.lengths_cm()
    near = np.unique(part[distance <= ROOT_M]).tolist()
    if near:
        return int(max(near, key=lambda one: (length[part == one].sum(), -one)))
    nearest = int(np.argmin(distance))
    return int(part[nearest]) if distance[nearest] <= REACH_M else None


def _search(graph: Graph, inside: NDArray[np.bool_], ground: Ground) -> _Search:
    mine = [index for index in range(len(graph.runs)) if inside[index]]
    streets = [index for index in mine if graph.runs[index].role in {"carriageway", "footway"}]
    ducts = {
        node
        for index in mine
        if graph.runs[index].role == "duct"
        for node in (graph.runs[index].tail, graph.runs[index].head)
    }
    return _Search(
        graph=graph,
        streets=tuple(index for index in streets if not graph.runs[index].bored),
        bridges=tuple(index for index in streets if graph.runs[index].structure == "bridge"),
        ducts=tuple(sorted(ducts)),
        stops=ground.stops,
        walls=shapely.STRtree(ground.buildings),
    )


def _straight(place: Point, line: LineString) -> LineString:
    """Draw the shortest line from a place to a line, coordinates to the millimetre."""
    foot = line.interpolate(line.project(place))
    return LineString([(place.x, place.y), (round(foot.x, 3), round(foot.y, 3))])


def _off_the_wall(line: LineString) -> LineString:
    """Leave out the first metre of a trench, where the wall that bears the support stands."""
    start, end = line.interpolate(TOUCH_M), line.coords[-1]
    return LineString([(start.x, start.y), end])


def _from_facade(landing: _Landing | None, place: Point, ground: Ground) -> _Landing | None:
    """Start the trench of the supervision building where it leaves the building."""
    homes = [footprint for footprint in ground.buildings if footprint.covers(place)]
    if landing is None or not homes:
        return landing
    outside = shapely.difference(landing.line, shapely.union_all(homes))
    end = landing.line.coords[-1]
    parts = [part for part in shapely.get_parts(outside) if part.length > 0]
    if not parts:  # the street passes under the building
        return _Landing(line=LineString([end, end]), run=landing.run)
    start = parts[-1].coords[0]
    line = LineString([(round(start[0], 3), round(start[1], 3)), end])
    return _Landing(line=line, run=landing.run, through=landing.through)


def _land(search: _Search, landings: dict[str, _Landing | None]) -> tuple[Graph, dict[str, int]]:
    """Cut the runs where the straight trenches reach them, and add the trenches."""
    found = {name: landing for name, landing in landings.items() if landing}
    breaks: dict[int, list[float]] = defaultdict(list)
    rank: dict[str, int] = {}
    for name, landing in found.items():
        rank[name] = len(breaks[landing.run])
        foot = Point(landing.line.coords[-1])
        breaks[landing.run].append(search.graph.runs[landing.run].line.project(foot))
    graph, at = cut(search.graph, breaks)
    node = {name: len(graph.nodes) + index for index, name in enumerate(found)}
    starts = [landing.line.coords[0] for landing in found.values()]
    graph = joined(graph, [(x, y) for x, y in starts], [])
    runs: list[Run] = []
    for name, landing in found.items():
        beside = search.graph.runs[landing.run]
        target = at[landing.run][rank[name]]
        runs.append(short_trench(graph, node[name], target, beside=beside, role="site"))
        duct = search.duct(Point(landing.line.coords[0]))
        if duct is not None:
            runs.append(short_trench(graph, node[name], duct, beside=beside, role="link"))
    return joined(graph, [], runs), node
