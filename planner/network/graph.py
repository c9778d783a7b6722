"""The graph of where a cable may go: runs of way between nodes, and the one way to cut them.

Undirected: a trench does not know one-way streets. Lengths are whole centimetres, so
that costs are exact integers (hundredths of a cent) and sums agree to the last digit. They are
rounded along a whole way, not piece by piece: pieces sum to the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString

from planner.network.model import Surface

Role = Literal["carriageway", "footway", "crossing", "link", "duct", "site"]
Structure = Literal["", "bridge", "tunnel", "rail", "water"]
Laid = Literal["trench", "duct", "aerial"]
Breaks = Mapping[int, Sequence[float]]

MERGE_CM = 1  # a cut nearer than this to an end of a run is that end


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A piece of way between two nodes, on one surface.

    ``role`` says what the piece is for: ``crossing`` joins a footway to its carriageway,
    ``link`` joins a duct to the street, ``site`` joins a support or the supervision building.
    """

    tail: int
    head: int
    line: LineString  # from tail to head
    length_cm: int
    street: str  # name, empty when the way has none
    role: Role
    laid: Laid = "trench"
    surface: Surface = "foot"
    assumed: bool = False  # the surface is a guess
    structure: Structure = ""
    setups: int = 0  # directional bore set-ups paid when the run is used
    class_: str = ""  # OSM highway value
    layer: int = 0
    sidewalk: str = ""
    source_surface: str = ""  # OSM surface value

    @property
    def bored(self) -> bool:
        """Tell whether it passes under or over something: nothing is joined to it."""
        return self.surface == "bore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Nodes and runs. ``nodes[i]`` is the position (east, north) of node i, in metres."""

    nodes: tuple[tuple[float, float], ...]
    runs: tuple[Run, ...]

    def tails(self) -> NDArray[np.int64]:
        """Give the first node of each run, shape (n_runs,)."""
        return np.fromiter((run.tail for run in self.runs), np.int64, len(self.runs))

    def heads(self) -> NDArray[np.int64]:
        """Give the last node of each run, shape (n_runs,)."""
        return np.fromiter((run.head for run in self.runs), np.int64, len(self.runs))

    def lengths_cm(self) -> NDArray[np.int64]:
        """Give the length of each run in centimetres, shape (n_runs,)."""
        return np.fromiter((run.length_cm for run in self.runs), np.int64, len(self.runs))

    def lines(self) -> NDArray[np.object_]:
        """Give the geometry of each run, shape (n_runs,)."""
        return np.array([run.line for run in self.runs], dtype=object)


def centimetres(line: LineString) -> int:
    """Give the planar length of a line in whole centimetres."""
    return round(float(line.length) * 100)


def joined(graph: Graph, nodes: Iterable[tuple[float, float]], runs: Iterable[Run]) -> Graph:
    """Add nodes (numbered after the last) and runs to a graph."""
    return Graph(nodes=(*graph.nodes, *nodes), runs=(*graph.runs, *runs))


def keep(graph: Graph, wanted: Sequence[bool] | NDArray[np.bool_]) -> Graph:
    """Keep some runs, shape (n_runs,), and every node."""
    runs = tuple(run for run, kept in zip(graph.runs, wanted, strict=True) if kept)
    return replace(graph, runs=runs)


def cut(graph: Graph, breaks: Breaks) -> tuple[Graph, dict[int, tuple[int, ...]]]:
    """Cut runs at distances from their tail.

    Parameters
    ----------
    graph : Graph
    breaks : mapping of int to sequence of float
        Run index to distances in metres, in any order. A cut within a centimetre of an end
        of the run, or of another cut, gives the node that is there.

    Returns
    -------
    Graph
        The pieces of a cut run take its place, in order from its tail.
    dict of int to tuple of int
        Run index (before) to the node of each of its breaks, in the order they were given.
    """
    nodes = list(graph.nodes)
    runs: list[Run] = []
    found: dict[int, tuple[int, ...]] = {}
    for index, run in enumerate(graph.runs):
        if not breaks.get(index):
            runs.append(run)
            continue
        pieces, at = _cut_run(run, breaks[index], nodes)
        runs.extend(pieces)
        found[index] = at
    return Graph(nodes=tuple(nodes), runs=tuple(runs)), found


def _cut_run(
    run: Run, distances: Sequence[float], nodes: list[tuple[float, float]]
) -> tuple[list[Run], tuple[int, ...]]:
    """Cut one run; new nodes are appended to ``nodes``."""
    wanted = [min(max(round(d * 100), 0), run.length_cm) for d in distances]
    stops: dict[int, int] = {0: run.tail, run.length_cm: run.head}
    last = 0
    for cm in sorted(set(wanted)):
        if cm - last <= MERGE_CM or run.length_cm - cm <= MERGE_CM:
            continue
        stops[cm] = len(nodes)
        point = run.line.interpolate(cm / 100)
        nodes.append((round(point.x, 3), round(point.y, 3)))
        last = cm
    return _pieces(run, sorted(stops.items()), nodes), tuple(_nearest(stops, cm) for cm in wanted)


def _nearest(stops: Mapping[int, int], cm: int) -> int:
    """Give the node of the stop nearest a distance, the first of two as near."""
    return stops[min(stops, key=lambda stop: (abs(stop - cm), stop))]


def _pieces(run: Run, stops: list[tuple[int, int]], nodes: list[tuple[float, float]]) -> list[Run]:
    """Make the pieces of a run between consecutive stops (centimetres, node)."""
    if len(stops) == 2:
        return [run]
    coords = shapely.get_coordinates(run.line)
    steps = np.hypot(*np.diff(coords, axis=0).T)
    reached = np.concatenate([[0.0], np.cumsum(steps)]) * 100
    pieces: list[Run] = []
    for (start, tail), (end, head) in pairwise(stops):
        inside = coords[(reached > start + 0.1) & (reached < end - 0.1)]
        line = LineString([nodes[tail], *map(tuple, inside), nodes[head]])
        piece = replace(run, tail=tail, head=head, line=line, length_cm=end - start)
        pieces.append(piece)
    return pieces


def short_trench(graph: Graph, node: int, target: int, *, beside: Run, role: Role) -> Run:
    """Make the straight trench from a support or a duct to the run that it lies beside.

    It is dug in soft ground or stones beside those, in the footway otherwise: a guess.
    """
    line = LineString([graph.nodes[node], graph.nodes[target]])
    return Run(
        tail=node,
        head=target,
        line=line,
        length_cm=centimetres(line),
        street=beside.street,
        role=role,
        surface=beside.surface if beside.surface in {"soft", "paved"} else "foot",
        assumed=True,
    )


def stretch(runs: Sequence[Run], length_m: float) -> dict[int, list[float]]:
    """Give the breaks that cut runs into equal pieces no longer than a length in metres."""
    limit = round(length_m * 100)
    breaks: dict[int, list[float]] = {}
    for index, run in enumerate(runs):
        parts = -(-run.length_cm // limit)
        if parts > 1:
            breaks[index] = [run.length_cm / 100 * part / parts for part in range(1, parts)]
    return breaks


def components(n_nodes: int, tails: Sequence[int], heads: Sequence[int]) -> NDArray[np.int64]:
    """Label the connected part of each node, shape (n_nodes,).

    A label is the smallest node of the part.
    """
    parent = list(range(n_nodes))
    for tail, head in zip(tails, heads, strict=True):
        first, second = _top(parent, int(tail)), _top(parent, int(head))
        if first != second:
            parent[max(first, second)] = min(first, second)
    return np.fromiter((_top(parent, node) for node in range(n_nodes)), np.int64, n_nodes)


def _top(parent: list[int], node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node
