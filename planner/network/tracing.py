"""From a tree to what is drawn and priced: which points each run serves, and segments.

A segment is a stretch of consecutive runs of one street, medium and surface that serve the same
points. A trench in which only copper runs is a trench segment too; the copper itself is one
segment for each point, over its whole run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely import LineString

from planner.network.graph import Graph, Run, components

DRIFT_CM = 1.0  # a segment ends before its stated length is farther from its line's


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Runs in use.

    Attributes
    ----------
    paths : dict of str to tuple of int
        Point to the runs from the supervision building to it.
    fibre, copper : dict of int to tuple of str
        Run to the points whose fibre, or copper, passes there.
    """

    paths: dict[str, tuple[int, ...]]
    fibre: dict[int, tuple[str, ...]]
    copper: dict[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Consecutive runs that make one segment, in order, and their line."""

    runs: tuple[Run, ...]
    line: LineString
    fibre: tuple[str, ...]
    copper: tuple[str, ...]

    @property
    def length_cm(self) -> int:
        """Give its length in centimetres."""
        return sum(run.length_cm for run in self.runs)


def usage_of(
    graph: Graph,
    chosen: Iterable[int],
    root: int,
    nodes: Mapping[str, int],
    copper: Mapping[str, tuple[int, ...]],
) -> Usage:
    """Say which points each run serves.

    Parameters
    ----------
    graph : Graph
    chosen : iterable of int
        Runs of the fibre tree.
    root : int
        Node of the supervision building.
    nodes : mapping of str to int
        Node of each point with a fibre.
    copper : mapping of str to tuple of int
        Runs of each point with copper.
    """
    above = _runs_above(graph, chosen, root)
    paths = {name: _down_to(above, node) for name, node in nodes.items()}
    fibre = _served(paths)
    return Usage(paths={**paths, **copper}, fibre=fibre, copper=_served(copper))


def _runs_above(graph: Graph, chosen: Iterable[int], root: int) -> dict[int, tuple[int, int]]:
    """Give each node of the tree the run and the node above it."""
    around: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for index in chosen:
        run = graph.runs[index]
        around[run.tail].append((index, run.head))
        around[run.head].append((index, run.tail))
    above: dict[int, tuple[int, int]] = {}
    stack = [root]
    while stack:
        node = stack.pop()
        for index, other in around[node]:
            if other != root and other not in above:
                above[other] = (index, node)
                stack.append(other)
    return above


def _down_to(above: Mapping[int, tuple[int, int]], node: int) -> tuple[int, ...]:
    path: list[int] = []
    while node in above:
        index, node = above[node]
        path.append(index)
    return tuple(reversed(path))


def _served(paths: Mapping[str, tuple[int, ...]]) -> dict[int, tuple[str, ...]]:
    served: dict[int, list[str]] = defaultdict(list)
    for name, path in paths.items():
        for index in path:
            served[index].append(name)
    return {index: tuple(sorted(names)) for index, names in sorted(served.items())}


def streets_along(graph: Graph, path: Sequence[int]) -> tuple[str, ...]:
    """Name the streets from a point to the supervision building, each once in a row."""
    names = [graph.runs[index].street for index in reversed(path) if graph.runs[index].street]
    return tuple(name for rank, name in enumerate(names) if names[rank - 1 : rank] != [name])


def line_along(graph: Graph, path: Sequence[int], start: int) -> LineString:
    """Draw a path of runs from a node."""
    coords: list[tuple[float, float]] = [graph.nodes[start]]
    node = start
    for index in path:
        run = graph.runs[index]
        ahead = shapely.get_coordinates(run.line).tolist()
        forward = run.tail == node
        coords += [(x, y) for x, y in (ahead[1:] if forward else ahead[-2::-1])]
        node = run.head if forward else run.tail
    return LineString(coords if len(coords) > 1 else coords * 2)


def stretches(graph: Graph, usage: Usage) -> tuple[Stretch, ...]:
    """Join the runs in use into segments, in the order of their first run.

    Runs of no length join their ends and are not drawn.
    """
    joining = _Joining(graph, usage)
    return tuple(
        _stretch(graph, joining.chain(index), usage)
        for index in joining.drawn
        if index not in joining.done
    )


_Chain = list[tuple[int, bool]]  # runs, and whether they are followed from tail to head


class _Joining:
    """Runs in use being joined, each once."""

    def __init__(self, graph: Graph, usage: Usage) -> None:
        self.graph = graph
        used = sorted(usage.fibre.keys() | usage.copper.keys())
        flat = [graph.runs[index] for index in used if graph.runs[index].length_cm == 0]
        tails, heads = [run.tail for run in flat], [run.head for run in flat]
        self.place = components(len(graph.nodes), tails, heads).tolist()
        self.drawn = [index for index in used if graph.runs[index].length_cm > 0]
        self.alike = {index: _key(graph.runs[index], usage, index) for index in self.drawn}
        self.meet: dict[int, list[int]] = defaultdict(list)
        for index in self.drawn:
            for node in sorted(set(self._ends(index))):
                self.meet[node].append(index)
        self.done: set[int] = set()

    def _ends(self, index: int) -> tuple[int, int]:
        run = self.graph.runs[index]
        return self.place[run.tail], self.place[run.head]

    def chain(self, index: int) -> _Chain:
        """Follow a run both ways while the next one is alike and nothing branches off."""
        tail, head = self._ends(index)
        self.done.add(index)
        drift = _drift_cm(self.graph.runs[index])
        ahead, drift = self._follow(index, head, drift)
        behind, _ = self._follow(index, tail, drift)
        return [*((run, not along) for run, along in reversed(behind)), (index, True), *ahead]

    def _follow(self, index: int, node: int, drift: float) -> tuple[_Chain, float]:
        """Give the runs that continue a run from one of its ends, away from it."""
        found: _Chain = []
        while len(self.meet[node]) == 2:
            other = next((run for run in self.meet[node] if run not in self.done), None)
            if other is None or self.alike[other] != self.alike[index]:
                break
            farther = drift + _drift_cm(self.graph.runs[other])
            if abs(farther) > DRIFT_CM:
                break
            tail, head = self._ends(other)
            found.append((other, tail == node))
            self.done.add(other)
            node, drift = head if tail == node else tail, farther
        return found, drift


def _key(run: Run, usage: Usage, index: int) -> tuple[object, ...]:
    """Tell what two runs must share to be one segment."""
    served = (usage.fibre.get(index, ()), usage.copper.get(index, ()))
    return (run.street, run.laid, run.surface, run.assumed, run.structure, served)


def _drift_cm(run: Run) -> float:
    """Give how far the stated length of a run is from that of its line."""
    return 100 * float(run.line.length) - run.length_cm


def _stretch(graph: Graph, chain: _Chain, usage: Usage) -> Stretch:
    coords: list[tuple[float, float]] = []
    for index, along in chain:
        ahead = [(x, y) for x, y in shapely.get_coordinates(graph.runs[index].line).tolist()]
        ahead = ahead if along else ahead[::-1]
        coords += ahead if not coords or coords[-1] != ahead[0] else ahead[1:]
    first = chain[0][0]
    return Stretch(
        runs=tuple(graph.runs[index] for index, _ in chain),
        line=LineString(coords),
        fibre=usage.fibre.get(first, ()),
        copper=usage.copper.get(first, ()),
    )
