"""An exact Steiner tree for small problems, by another way than the product's: the test oracle.

Dreyfus and Wagner (Networks 1, 1971): the cheapest tree on each set of terminals and each node,
from smaller sets joined at a node, then carried along shortest paths.
"""

from __future__ import annotations

import csv
import heapq
import itertools
import pathlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

Edges = tuple[list[int], list[int], list[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A Steiner problem; the first terminal is the root."""

    nodes: int
    edges: Edges
    terminals: tuple[int, ...]


def dreyfus_wagner(nodes: int, edges: Edges, terminals: Sequence[int]) -> float:
    """Give the cost of the cheapest tree on some terminals, infinite when there is none."""
    around: list[list[tuple[int, int]]] = [[] for _ in range(nodes)]
    for u, v, cost in zip(*edges, strict=True):
        around[u].append((v, cost))
        around[v].append((u, cost))
    *others, last = dict.fromkeys(terminals)
    best = [[float("inf")] * nodes for _ in range(1 << len(others))]
    best[0][last] = 0.0
    for mask in range(1, 1 << len(others)):
        row = best[mask]
        part = (mask - 1) & mask
        while part:
            row[:] = map(min, row, map(sum, zip(best[part], best[mask ^ part], strict=True)))
            part = (part - 1) & mask
        if mask & (mask - 1) == 0:
            row[others[mask.bit_length() - 1]] = 0.0
        _carry(row, around)
    return best[-1][last]


def _carry(row: list[float], around: list[list[tuple[int, int]]]) -> None:
    queue = [(cost, node) for node, cost in enumerate(row) if cost < float("inf")]
    heapq.heapify(queue)
    while queue:
        cost, node = heapq.heappop(queue)
        if cost > row[node]:
            continue
        for other, step in around[node]:
            if cost + step < row[other]:
                row[other] = cost + step
                heapq.heappush(queue, (row[other], other))


def with_penalties(nodes: int, edges: Edges, root: int, owed: Mapping[int, int]) -> float:
    """Give the least cost of a tree on a root with the penalties of the terminals it leaves."""
    offers = []
    for size in range(len(owed) + 1):
        for left in itertools.combinations(sorted(owed), size):
            joined = [root, *(node for node in owed if node not in left)]
            offers.append(dreyfus_wagner(nodes, edges, joined) + sum(owed[node] for node in left))
    return min(offers)


def costs_of(edges: Edges, chosen: Sequence[int]) -> int:
    """Sum the costs of some edges."""
    return sum(edges[2][edge] for edge in chosen)


def joins(edges: Edges, chosen: Sequence[int], terminals: Sequence[int]) -> bool:
    """Tell whether some edges are a tree, nothing but one, that joins the terminals."""
    reached = {terminals[0]}
    left = set(chosen)
    while True:
        touching = {e for e in left if (edges[0][e] in reached) != (edges[1][e] in reached)}
        if not touching:
            return not left and reached.issuperset(terminals)
        edge = min(touching)
        reached |= {edges[0][edge], edges[1][edge]}
        left.remove(edge)


@st.composite
def cases(draw: st.DrawFn, *, least_cost: int = 0, most_terminals: int = 6) -> Case:
    """Draw a connected graph of 2 to 16 nodes, with parallel edges, and some terminals."""
    nodes = draw(st.integers(2, 16))
    cost = st.integers(least_cost, 20)
    tails = [draw(st.integers(0, node - 1)) for node in range(1, nodes)]
    heads = list(range(1, nodes))
    more = draw(
        st.lists(st.tuples(st.integers(0, nodes - 1), st.integers(0, nodes - 1)), max_size=24)
    )
    tails += [u for u, v in more if u != v]
    heads += [v for u, v in more if u != v]
    costs = [draw(cost) for _ in tails]
    count = draw(st.integers(1, min(most_terminals, nodes)))
    chosen = draw(st.permutations(range(nodes)))[:count]
    return Case(nodes=nodes, edges=(tails, heads, costs), terminals=tuple(chosen))


def read_instance(path: pathlib.Path) -> Case:
    """Read an instance of the SteinLib (.stp) or of PACE 2018 (.gr), nodes from 0."""
    nodes, terminals = 0, []
    edges: Edges = ([], [], [])
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        match line.split():
            case ["Nodes", count]:
                nodes = int(count)
            case ["E", u, v, cost]:
                edges[0].append(int(u) - 1)
                edges[1].append(int(v) - 1)
                edges[2].append(int(cost))
            case ["T", node]:
                terminals.append(int(node) - 1)
    return Case(nodes=nodes, edges=edges, terminals=tuple(terminals))


def optima(folder: pathlib.Path) -> list[dict[str, str]]:
    """Read the published optima: file, steinlib_name, nodes, edges, terminals, optimum."""
    with (folder / "optima.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))
