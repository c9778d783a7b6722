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
    def length_mm(self) -> int:
        """Give its length in millimetres."""
        return sum(run.length_mm for run in self.runs)


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
    used = sorted(usage.fibre.keys() | usage.copper.keys())
    flat = [index for index in used if graph.runs[index].length_mm == 0]
    tails = [graph.runs[index].tail for index in flat]
    heads = [graph.runs[index].head for index in flat]
    place = components(len(graph.nodes), tails, heads).tolist()
    drawn = [index for index in used if graph.runs[index].length_mm > 0]
    meet: dict[int, list[int]] = defaultdict(list)
    for index in drawn:
        for node in {place[graph.runs[index].tail], place[graph.runs[index].head]}:
            meet[node].append(index)
    alike = {index: _key(graph.runs[index], usage, index) for index in drawn}
    done: set[int] = set()
    found: list[Stretch] = []
    for index in drawn:
        if index in done:
            continue
        chain = _chain(graph, index, place, meet, alike)
        done |= {run for run, _ in chain}
        found.append(_stretch(graph, chain, usage))
    return tuple(found)


def _key(run: Run, usage: Usage, index: int) -> tuple[object, ...]:
    """Tell what two runs must share to be one segment."""
    served = (usage.fibre.get(index, ()), usage.copper.get(index, ()))
    return (run.street, run.laid, run.surface, run.assumed, run.structure, served)


_Chain = list[tuple[int, bool]]  # runs, and whether they are followed from tail to head


def _chain(
    graph: Graph,
    index: int,
    place: Sequence[int],
    meet: Mapping[int, list[int]],
    alike: Mapping[int, tuple[object, ...]],
) -> _Chain:
    """Follow a run both ways while the next one is alike and nothing branches off."""
    chain: _Chain = [(index, True)]
    for forward in (True, False):
        run = graph.runs[index]
        node = place[run.head if forward else run.tail]
        seen = {step for step, _ in chain}
        while len(meet[node]) == 2:
            ahead = next((other for other in meet[node] if other not in seen), None)
            if ahead is None or alike[ahead] != alike[index]:
                break
            tail, head = place[graph.runs[ahead].tail], place[graph.runs[ahead].head]
            along = (tail == node) == forward
            chain.insert(len(chain) if forward else 0, (ahead, along))
            seen.add(ahead)
            node = head if tail == node else tail
    return chain


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
