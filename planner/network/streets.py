"""The street graph of works: what a trench may follow, joined where ways meet.

Left out, and why
-----------------
- motorways and their links: no trench along them; bus guideways and raceways neither; a trunk
  road is followed in the built-up area only (``surfaces``);
- steps, corridors, elevators, platforms, ladders: nobody digs there;
- proposed, construction, abandoned, razed, rest areas: not a way, or not yet;
- ``access`` private or no, driveways and parking aisles: an easement the commune does not have.
One-way streets count both ways. A bridge or a tunnel keeps its flag.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString

from planner.network.graph import Graph, Role, Run, centimetres, cut, joined
from planner.scene.model import Street

EXCLUDED_CLASSES = frozenset(
    [
        "motorway",
        "motorway_link",
        "bus_guideway",
        "raceway",
        "steps",
        "corridor",
        "elevator",
        "platform",
        "ladder",
        "via_ferrata",
        "escape",
        "proposed",
        "construction",
        "abandoned",
        "razed",
        "rest_area",
        "services",
        "no",
    ]
)
EXCLUDED_ACCESS = frozenset(["private", "no"])
EXCLUDED_SERVICE = frozenset(["driveway", "parking_aisle", "drive-through", "emergency_access"])
FOOTWAYS = frozenset(["footway", "cycleway", "path", "bridleway"])
JOIN_M = 0.1  # a dead end nearer than this to another way was drawn to meet it


def allowed(street: Street) -> bool:
    """Tell whether a trench may follow a way."""
    return (
        street.highway not in EXCLUDED_CLASSES
        and street.access not in EXCLUDED_ACCESS
        and street.service not in EXCLUDED_SERVICE
        and street.line.length > 0
    )


def street_graph(streets: Sequence[Street]) -> Graph:
    """Join ways into runs between junctions; surfaces are still to be guessed.

    Parameters
    ----------
    streets : sequence of Street
        Lines with coordinates rounded to the millimetre.

    Returns
    -------
    Graph
        Two ways are joined where they share a coordinate on the same layer, or where one of
        them ends on the other, whatever the layer (a bridge meets its approach there). A dead
        end within 0.1 m of another way on its layer is joined to it.
    """
    ways = [street for street in streets if allowed(street)]
    if not ways:
        return Graph(nodes=(), runs=())
    return _join_dead_ends(_runs_between_junctions(ways))


def _runs_between_junctions(ways: Sequence[Street]) -> Graph:
    lines = np.array([way.line for way in ways], dtype=object)
    coords, owner = shapely.get_coordinates(lines, return_index=True)
    starts = np.searchsorted(owner, np.arange(len(ways)))
    ends = np.searchsorted(owner, np.arange(len(ways)), side="right") - 1
    group = _groups(coords, np.array([way.layer for way in ways])[owner], starts, ends)
    junction = np.bincount(group)[group] > 1
    junction[starts] = junction[ends] = True
    used, node_of = np.unique(group[junction], return_inverse=True)
    node = np.full(len(coords), -1)
    node[junction] = node_of
    positions = np.zeros((len(used), 2))
    positions[node_of] = coords[junction]
    steps = np.hypot(*np.diff(coords, axis=0, prepend=coords[:1]).T)
    steps[starts] = 0.0
    reached = np.rint(100 * np.cumsum(steps)).astype(np.int64)
    runs = [
        _run(
            way,
            LineString(coords[first : last + 1]),
            (int(node[first]), int(node[last])),
            int(reached[last] - reached[first]),
        )
        for way, start, end in zip(ways, starts, ends, strict=True)
        for first, last in _spans(junction, start, end)
    ]
    return Graph(nodes=tuple((float(x), float(y)) for x, y in positions), runs=tuple(runs))


def _groups(
    coords: NDArray[np.float64],
    layers: NDArray[np.int64],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Give each vertex the number of its place: equal coordinates, equal layer or an end."""
    mm = np.rint(coords * 1000).astype(np.int64)
    _, place = np.unique(mm, axis=0, return_inverse=True)
    has_end = np.zeros(place.max() + 1, dtype=bool)
    has_end[place[starts]] = has_end[place[ends]] = True
    layer = np.where(has_end[place], 0, layers)
    _, group = np.unique(np.column_stack([place, layer]), axis=0, return_inverse=True)
    return group.astype(np.int64)


def _spans(junction: NDArray[np.bool_], start: int, end: int) -> list[tuple[int, int]]:
    """Give the vertex ranges of a way between consecutive junctions."""
    stops = (np.nonzero(junction[start : end + 1])[0] + start).tolist()
    return list(pairwise(stops))


def _run(way: Street, line: LineString, ends: tuple[int, int], length_cm: int) -> Run:
    role: Role = "footway" if way.highway in FOOTWAYS else "carriageway"
    return Run(
        tail=ends[0],
        head=ends[1],
        line=line,
        length_cm=length_cm,
        street=way.name,
        role=role,
        structure="bridge" if way.bridge else "tunnel" if way.tunnel else "",
        class_=way.highway.removesuffix("_link"),
        layer=way.layer,
        sidewalk=way.sidewalk,
        source_surface=way.surface,
    )


def _join_dead_ends(graph: Graph) -> Graph:
    """Join the dead ends that lie on another way without sharing a vertex with it."""
    degree = np.bincount(np.concatenate([graph.tails(), graph.heads()]))
    ends = [
        (node, index)
        for index, run in enumerate(graph.runs)
        for node in (run.tail, run.head)
        if degree[node] == 1
    ]
    if not ends:
        return graph
    points = shapely.points([graph.nodes[node] for node, _ in ends])
    tree = shapely.STRtree(graph.lines())
    breaks: dict[int, list[float]] = {}
    wanted: list[tuple[int, int, int]] = []  # node, run to cut, rank of its break
    for end, other in sorted(tree.query(points, predicate="dwithin", distance=JOIN_M).T.tolist()):
        node, own = ends[end]
        if other == own or graph.runs[other].layer != graph.runs[own].layer:
            continue
        places = breaks.setdefault(other, [])
        wanted.append((node, other, len(places)))
        places.append(float(graph.runs[other].line.project(points[end])))
    pieces, at = cut(graph, breaks)
    return joined(pieces, [], _bridges(pieces, graph, wanted, at))


def _bridges(
    pieces: Graph,
    graph: Graph,
    wanted: Sequence[tuple[int, int, int]],
    at: dict[int, tuple[int, ...]],
) -> list[Run]:
    """Make the runs, 0.1 m long at most, from dead ends to the ways they lie on."""
    links: list[Run] = []
    for node, other, rank in wanted:
        target = at[other][rank]
        line = LineString([pieces.nodes[node], pieces.nodes[target]])
        links.append(
            Run(
                tail=node,
                head=target,
                line=line,
                length_cm=centimetres(line),
                street=graph.runs[other].street,
                role="crossing",
                class_=graph.runs[other].class_,
                layer=graph.runs[other].layer,
            )
        )
    return links
