"""Where a trench meets what stops it, and how it crosses a street to a footway mapped apart.

- A street that crosses a rail is bored under it, 5 m each side, with one set-up for tracks less
  than 10 m apart; the operator's agreement is a finding. A tunnel passes underneath freely.
- A street that crosses water without being a bridge stands on a culvert: bored, 3 m each side.
- A bridge is priced as a bore of its length with its set-up: the deck may hold a free duct, but
  nobody knows before asking its owner. A bored piece is never where a support is joined.
- Forbidden ground takes away what lies in it: a polygon what is inside, a line what runs along
  it or crosses it (0.5 m each side). Existing ducts stay.
- A footway mapped beside a carriageway is joined to it at junctions within 15 m, at the price
  of a trench across the carriageway: real metres, so that no tree hops over for nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from planner.network.graph import (
    Graph,
    Run,
    Structure,
    centimetres,
    components,
    cut,
    joined,
    keep,
)
from planner.plan import Forbidden
from planner.scene.model import Barrier

RAIL_M = 5.0  # bored on each side of a track
WATER_M = 3.0
LINE_M = 0.5  # half-width of a forbidden line
LINE_END_M = 0.6  # taken off its ends, so that it spares the streets that meet it there
SIDE_BY_SIDE_M = 15.0
ALONG_DEG = 30.0
LEAST_LINK_M = 0.5


def without_forbidden(graph: Graph, forbidden: Sequence[Forbidden]) -> Graph:
    """Take away the parts of runs where no trench may go.

    Parameters
    ----------
    graph : Graph
    forbidden : sequence of Forbidden

    Returns
    -------
    Graph
        Runs are split, so that only what is touched goes.
    """
    for ground in forbidden_ground(forbidden):
        touched = np.nonzero(shapely.intersects(graph.lines(), ground))[0]
        breaks = {int(i): _edges_of(graph.runs[i].line, ground) for i in touched}
        graph, _ = cut(graph, breaks)
        graph = keep(graph, [not _inside(run, ground) for run in graph.runs])
    return graph


def forbidden_ground(forbidden: Sequence[Forbidden]) -> list[BaseGeometry]:
    """Give the ground that each forbidden feature closes, as polygons."""
    return [_ground(ban.geometry) for ban in forbidden if not ban.geometry.is_empty]


def _ground(geometry: BaseGeometry) -> BaseGeometry:
    if geometry.area > 0:
        return geometry
    lines = [_shortened(part) for part in shapely.get_parts(geometry)]
    return shapely.union_all([line.buffer(LINE_M, cap_style="flat") for line in lines])


def _shortened(line: BaseGeometry) -> BaseGeometry:
    if not isinstance(line, LineString) or line.length <= 5 * LINE_END_M:
        return line
    return substring(line, LINE_END_M, line.length - LINE_END_M)


def _edges_of(line: LineString, ground: BaseGeometry) -> list[float]:
    """Give the distances along a line where it enters or leaves a ground."""
    ends: list[float] = []
    for part in shapely.get_parts(shapely.intersection(line, ground)):
        ends += [line.project(shapely.get_point(part, at)) for at in (0, -1) if part.length > 0]
    return ends


def _inside(run: Run, ground: BaseGeometry) -> bool:
    if not shapely.intersects(run.line, ground):
        return False
    shared = shapely.intersection(run.line, ground).length
    return bool(shared > 0.5 * run.line.length)


def with_structures(graph: Graph, barriers: Sequence[Barrier]) -> Graph:
    """Bore under rails and water, and price bridges.

    Parameters
    ----------
    graph : Graph
    barriers : sequence of Barrier
        Rails and waterways.

    Returns
    -------
    Graph
        Runs cut where a structure begins and ends; the pieces on it are bored.
    """
    for kind, reach in (("rail", RAIL_M), ("water", WATER_M)):
        lines = [barrier.line for barrier in barriers if barrier.kind.startswith(kind)]
        structure: Structure = "rail" if kind == "rail" else "water"
        graph = _bored_under(graph, lines, structure, reach)
    bridged = replace(graph, runs=tuple(_bridged(run) for run in graph.runs))
    return _one_setup_each(bridged)


def _one_setup_each(graph: Graph) -> Graph:
    """Keep one set-up where bored runs of one kind follow each other without a branching.

    A bridge mapped as two ways, or a track met where a way ends, is one bore.
    """
    meet: dict[int, list[int]] = defaultdict(list)
    for index, run in enumerate(graph.runs):
        meet[run.tail].append(index)
        meet[run.head].append(index)
    pairs = [
        (first, second)
        for first, second in (indices for indices in meet.values() if len(indices) == 2)
        if graph.runs[first].setups
        and graph.runs[second].setups
        and graph.runs[first].structure == graph.runs[second].structure
    ]
    part = components(len(graph.runs), [one for one, _ in pairs], [two for _, two in pairs])
    runs = [
        replace(run, setups=0) if run.setups and part[index] != index else run
        for index, run in enumerate(graph.runs)
    ]
    return replace(graph, runs=tuple(runs))


def _bridged(run: Run) -> Run:
    return _bored(run, "bridge") if run.structure == "bridge" else run


def _bored(run: Run, structure: Structure) -> Run:
    return replace(run, surface="bore", assumed=False, structure=structure, setups=1)


def _bored_under(
    graph: Graph, lines: Sequence[LineString], structure: Structure, reach: float
) -> Graph:
    if not lines or not graph.runs:
        return graph
    tree = shapely.STRtree(lines)
    spans: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for index, line in sorted(tree.query(graph.lines(), predicate="intersects").T.tolist()):
        run = graph.runs[index]
        if run.structure:  # a bridge or a tunnel already passes over or under
            continue
        for part in shapely.get_parts(shapely.intersection(run.line, lines[line])):
            at = [run.line.project(Point(xy)) for xy in shapely.get_coordinates(part)]
            spans[index].append((min(at) - reach, max(at) + reach))
    merged = {index: _merge(found) for index, found in spans.items()}
    return _bore_spans(graph, merged, structure)


def _merge(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Merge overlapping spans: tracks side by side are one bore."""
    merged: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _bore_spans(
    graph: Graph, spans: dict[int, list[tuple[float, float]]], structure: Structure
) -> Graph:
    """Cut the runs at the spans and bore the pieces inside, run by run to keep the order."""
    nodes, runs = graph.nodes, []
    for index, run in enumerate(graph.runs):
        if index not in spans:
            runs.append(run)
            continue
        alone = Graph(nodes=nodes, runs=(run,))
        pieces, _ = cut(alone, {0: [end for span in spans[index] for end in span]})
        nodes = pieces.nodes
        for piece in pieces.runs:
            middle = run.line.project(piece.line.interpolate(0.5, normalized=True))
            bored = any(start <= middle <= end for start, end in spans[index])
            runs.append(_bored(piece, structure) if bored else piece)
    return Graph(nodes=nodes, runs=tuple(runs))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Crossing:
    """A way across the carriageway, from a junction to a place of a footway."""

    junction: int
    footway: int  # run
    line: LineString

    def side(self) -> int:
        """Give the quadrant it leaves the junction by."""
        (x, y), (to_x, to_y) = self.line.coords
        return int(np.degrees(np.arctan2(to_y - y, to_x - x)) % 360 // 90)


def with_footways_joined(graph: Graph, stops: Sequence[BaseGeometry]) -> Graph:
    """Join footways mapped apart to the junctions of the carriageways they run beside.

    Parameters
    ----------
    graph : Graph
    stops : sequence of geometry
        What a crossing never passes: rails, water, buildings, forbidden ground.

    Returns
    -------
    Graph
        With runs of role ``crossing``, priced as a trench in the carriageway: from each
        junction, one to the nearest footway of each quadrant.
    """
    candidates = _candidates(graph)
    free = clear_of([crossing.line for crossing in candidates], stops)
    nearest: dict[tuple[int, int], _Crossing] = {}
    for crossing, is_free in zip(candidates, free, strict=True):
        key = (crossing.junction, crossing.side())
        if is_free and (key not in nearest or crossing.line.length < nearest[key].line.length):
            nearest[key] = crossing
    return _cross(graph, [nearest[key] for key in sorted(nearest)])


def clear_of(lines: Sequence[LineString], stops: Sequence[BaseGeometry]) -> NDArray[np.bool_]:
    """Tell which lines meet none of the geometries, shape (n_lines,)."""
    free = np.ones(len(lines), dtype=bool)
    if lines and stops:
        met = shapely.STRtree(stops).query(lines, predicate="intersects")
        free[np.unique(met[0])] = False
    return free


def _candidates(graph: Graph) -> list[_Crossing]:
    """List the crossings from junctions to footways that run beside, in a stable order."""
    footways = [i for i, run in enumerate(graph.runs) if run.role == "footway" and not run.bored]
    junctions = _junctions(graph)
    if not footways or not junctions:
        return []
    nodes = list(junctions)
    tree = shapely.STRtree([graph.runs[i].line for i in footways])
    points = shapely.points([graph.nodes[node] for node in nodes])
    pairs = tree.query(points, predicate="dwithin", distance=SIDE_BY_SIDE_M).T.tolist()
    found: list[_Crossing] = []
    for rank, candidate in sorted(pairs):
        node, index = nodes[rank], footways[candidate]
        crossing = _crossing(graph, node, index, junctions[node])
        found += [crossing] if crossing else []
    return found


def _crossing(graph: Graph, node: int, index: int, carriageways: Iterable[int]) -> _Crossing | None:
    """Make the crossing from a junction to a footway, if the footway runs beside a street."""
    footway = graph.runs[index]
    if node in {footway.tail, footway.head}:
        return None
    here = Point(graph.nodes[node])
    place = footway.line.interpolate(footway.line.project(here))
    if here.distance(place) < LEAST_LINK_M:
        return None
    course = _course(footway.line, place)
    beside = any(_along(course, _course(graph.runs[i].line, here)) for i in carriageways)
    line = LineString([(here.x, here.y), (round(place.x, 3), round(place.y, 3))])
    return _Crossing(junction=node, footway=index, line=line) if beside else None


def _course(line: LineString, place: Point) -> tuple[float, float]:
    """Give the direction of a line about a place on it, over 4 m, as a vector."""
    at = line.project(place)
    start, end = line.interpolate(max(at - 2.0, 0.0)), line.interpolate(at + 2.0)
    return end.x - start.x, end.y - start.y


def _along(first: tuple[float, float], second: tuple[float, float]) -> bool:
    """Tell whether two directions agree within 30 degrees, whatever the sense."""
    sizes = np.hypot(*first) * np.hypot(*second)
    product = abs(first[0] * second[0] + first[1] * second[1])
    return bool(product >= np.cos(np.radians(ALONG_DEG)) * sizes > 0.0)


def _cross(graph: Graph, crossings: Sequence[_Crossing]) -> Graph:
    """Cut the footways where the crossings reach them, and add the crossings."""
    breaks: dict[int, list[float]] = defaultdict(list)
    ranks: list[int] = []
    for crossing in crossings:
        footway = graph.runs[crossing.footway].line
        ranks.append(len(breaks[crossing.footway]))
        breaks[crossing.footway].append(footway.project(Point(crossing.line.coords[-1])))
    pieces, at = cut(graph, breaks)
    streets = _names_at(graph)
    links = []
    for crossing, rank in zip(crossings, ranks, strict=True):
        target = at[crossing.footway][rank]
        line = LineString([graph.nodes[crossing.junction], pieces.nodes[target]])
        links.append(
            Run(
                tail=crossing.junction,
                head=target,
                line=line,
                length_cm=centimetres(line),
                street=streets.get(crossing.junction, ""),
                role="crossing",
                surface="road",
                assumed=True,
            )
        )
    return joined(pieces, [], links)


def _names_at(graph: Graph) -> dict[int, str]:
    """Give the first street name, in alphabetical order, of the carriageways at each node."""
    names: dict[int, str] = {}
    for run in graph.runs:
        if run.role == "carriageway" and run.street:
            for node in (run.tail, run.head):
                names[node] = min(run.street, names.get(node, run.street))
    return names


def _junctions(graph: Graph) -> dict[int, list[int]]:
    """Give the nodes where three runs meet, one a carriageway, with their carriageways."""
    degree = np.bincount(np.concatenate([graph.tails(), graph.heads()]), minlength=len(graph.nodes))
    meet: dict[int, list[int]] = defaultdict(list)
    for index, run in enumerate(graph.runs):
        if run.role == "carriageway" and not run.structure:
            for node in {run.tail, run.head}:
                if degree[node] >= 3:
                    meet[node].append(index)
    return dict(sorted(meet.items()))
