"""Good trees, fast: grown along shortest paths, then mended until no move helps.

Growth: from a start, join the nearest terminal by its shortest path, again and again
(Takahashi and Matsuyama 1980). Moves (reference network.md 0 and 1): put a node in, take a node
out, exchange a key path for the shortest one between the two halves. Everything stops by
counts; ties go to the smaller index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from planner.network.contraction import Core
from planner.network.trees import Tree, fails, spanning

STARTS = 8
PASSES = 8
BRANCHING = 3  # runs of a tree that meet at a branching


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reach:
    """Shortest paths from the root and each terminal.

    Attributes
    ----------
    sources : list of int
        The root, then the terminals.
    distance : ndarray of float, shape (n_sources, n_nodes)
    before : ndarray of int, shape (n_sources, n_nodes)
        Node before each node on its path from the source.
    """

    sources: list[int]
    distance: NDArray[np.float64]
    before: NDArray[np.int32]


def reach_of(core: Core, *, weights: NDArray[np.float64] | None = None) -> Reach:
    """Compute the shortest paths of a problem, under other weights if given (inf: barred)."""
    sources = [core.root, *core.terminals]
    distance, before = dijkstra(
        core.matrix(weights=weights), directed=True, indices=sources, return_predecessors=True
    )
    return Reach(sources=sources, distance=distance, before=before)


def best_grown(core: Core, reach: Reach, *, starts: int = STARTS) -> Tree:
    """Grow trees from several starts, with and without leaving terminals, and keep the best."""
    ranks = np.unique(np.linspace(0, len(reach.sources) - 1, starts).round().astype(int))
    trees = [grown(core, reach, int(rank)) for rank in ranks]
    if _may_leave_out(core, reach):
        trees.append(grown(core, reach, 0, stingy=True))
    return min(trees, key=lambda tree: tree.cost)


def _may_leave_out(core: Core, reach: Reach) -> bool:
    """Tell whether some terminal is farther from the root than its penalty is dear."""
    return any(
        reach.distance[rank, core.root] > core.penalty[terminal]
        for rank, terminal in enumerate(reach.sources[1:], start=1)
    )


def grown(core: Core, reach: Reach, start: int, *, stingy: bool = False) -> Tree:
    """Grow a tree from a source, nearest terminal first.

    Parameters
    ----------
    core : Core
    reach : Reach
    start : int
        Rank of the first source.
    stingy : bool
        Leave out a terminal whose path costs its penalty or more.
    """
    owed = np.array([np.inf, *(float(core.penalty[node]) for node in reach.sources[1:])])
    nodes = np.zeros(core.nodes, dtype=bool)
    nodes[reach.sources[start]] = True
    nearest = reach.distance[:, reach.sources[start]].copy()
    via = np.full(len(reach.sources), reach.sources[start])
    waiting = np.ones(len(reach.sources), dtype=bool)
    waiting[start] = False
    while waiting.any():
        offers = np.where(waiting, nearest, np.inf)
        rank = int(np.argmin(offers))
        if not np.isfinite(offers[rank]) or (stingy and offers[rank] >= owed[rank]):
            break
        waiting[rank] = False
        fresh = [node for node in _path(reach, rank, int(via[rank])) if not nodes[node]]
        nodes[fresh] = True
        for node in fresh:
            closer = reach.distance[:, node] < nearest
            nearest[closer] = reach.distance[closer, node]
            via[closer] = node
    return spanning(core, nodes)


def _path(reach: Reach, rank: int, node: int) -> Iterator[int]:
    """Walk from a node back to a source."""
    while node != reach.sources[rank]:
        yield node
        node = int(reach.before[rank, node])
    yield node


def mended(core: Core, tree: Tree, *, passes: int = PASSES) -> Tree:
    """Improve a tree by moves until a whole pass finds none, or the passes are spent."""
    if fails(tree):
        return tree
    matrix = core.matrix()
    for _ in range(passes):
        before = tree.cost
        tree = _with_nodes_in(core, tree)
        tree = _with_nodes_out(core, tree)
        tree = _with_paths_exchanged(core, tree, matrix)
        if tree.cost >= before:
            break
    return tree


def _with_nodes_in(core: Core, tree: Tree) -> Tree:
    """Put nodes in, one at a time, while one replaces a stretch of the tree for less."""
    better: Tree | None = tree
    while better is not None:
        tree, better = better, _with_one_in(core, better)
    return tree


def _with_one_in(core: Core, tree: Tree) -> Tree | None:
    hanging = _Hanging(core, tree)
    for node, touches in _touching(core, tree):
        pairs = ((one, two) for rank, one in enumerate(touches) for two in touches[:rank])
        if any(one[0] + two[0] < hanging.dearest(one[1], two[1]) for one, two in pairs):
            better = _better(core, tree, _changed(tree, node, present=True))
            if better is not tree:
                return better
    return None


def _touching(core: Core, tree: Tree) -> list[tuple[int, list[tuple[int, int]]]]:
    """Give the nodes outside a tree with their three cheapest edges to it (cost, end)."""
    at_tail, at_head = tree.nodes[core.tail], tree.nodes[core.head]
    edges = core.order[(at_tail != at_head)[core.order]]  # cheapest first
    outside = np.where(at_tail[edges], core.head[edges], core.tail[edges])
    inside = np.where(at_tail[edges], core.tail[edges], core.head[edges])
    columns = (outside.tolist(), core.cost[edges].tolist(), inside.tolist())
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for node, cost, end in zip(*columns, strict=True):
        if len(found[node]) < BRANCHING:
            found[node].append((cost, end))
    return [(node, found[node]) for node in sorted(found) if len(found[node]) > 1]


class _Hanging:
    """A tree hung by its root, to measure what a stretch between two of its nodes costs."""

    def __init__(self, core: Core, tree: Tree) -> None:
        self.above: dict[int, tuple[int, int]] = {}
        self.depth = {core.root: 0}
        around = _around(core, tree.edges)
        self.keys = {core.root, *core.penalty}
        self.keys |= {node for node, steps in around.items() if len(steps) >= BRANCHING}
        stack = [core.root]
        while stack:
            node = stack.pop()
            for other, edge in around[node]:
                if other not in self.depth:
                    self.depth[other] = self.depth[node] + 1
                    self.above[other] = (node, int(core.cost[edge]))
                    stack.append(other)

    def dearest(self, first: int, second: int) -> int:
        """Give the cost of the dearest stretch between key nodes on the way between two nodes."""
        best, ends, run = 0, [first, second], [0, 0]
        while ends[0] != ends[1]:
            side = 0 if self.depth[ends[0]] >= self.depth[ends[1]] else 1
            ends[side], cost = self.above[ends[side]]
            run[side] += cost
            if ends[side] in self.keys:
                best, run[side] = max(best, run[side]), 0
        return max(best, *run)


def _around(core: Core, edges: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
    """Give the (node, edge) that some edges put around each node."""
    around: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for edge in edges:
        u, v = int(core.tail[edge]), int(core.head[edge])
        around[u].append((v, edge))
        around[v].append((u, edge))
    return around


def _with_nodes_out(core: Core, tree: Tree) -> Tree:
    """Try each branching of the tree that is neither the root nor a terminal."""
    ends = np.concatenate([core.tail[list(tree.edges)], core.head[list(tree.edges)]])
    degree = np.bincount(ends, minlength=core.nodes)
    for node in np.nonzero(degree >= BRANCHING)[0].tolist():
        if tree.nodes[node] and node != core.root and node not in core.penalty:
            tree = _better(core, tree, _changed(tree, node, present=False))
    return tree


def _changed(tree: Tree, node: int, *, present: bool) -> NDArray[np.bool_]:
    nodes = tree.nodes.copy()
    nodes[node] = present
    return nodes


def _better(core: Core, tree: Tree, nodes: NDArray[np.bool_]) -> Tree:
    other = spanning(core, nodes)
    return other if other.cost < tree.cost else tree


def _with_paths_exchanged(core: Core, tree: Tree, matrix: csr_array) -> Tree:
    """Exchange each key path for the shortest path between the halves it joins."""
    for path in key_paths(core, tree):
        edges = set(tree.edges)
        if not edges.issuperset(path):  # an earlier exchange took it away
            continue
        joined = _rejoined(core, tree, path, matrix)
        if joined is not None:
            tree = _better(core, tree, joined)
    return tree


def _rejoined(
    core: Core, tree: Tree, path: tuple[int, ...], matrix: csr_array
) -> NDArray[np.bool_] | None:
    """Give the nodes of a tree whose key path became the shortest one; None if it was."""
    rest = sorted(set(tree.edges) - set(path))
    half = _side_of_root(core, rest)
    inner = np.zeros(core.nodes, dtype=bool)
    inner[core.tail[list(path)]] = inner[core.head[list(path)]] = True
    ends = np.zeros(core.nodes, dtype=bool)
    ends[core.tail[rest]] = ends[core.head[rest]] = True
    ends[core.terminals] |= tree.nodes[core.terminals]
    far = ends & ~half
    if not far.any():
        return None
    distance, before, _ = dijkstra(
        matrix, indices=np.nonzero(half)[0].tolist(), min_only=True, return_predecessors=True
    )
    node = int(np.argmin(np.where(far, distance, np.inf)))
    if distance[node] >= core.cost[list(path)].sum():
        return None
    nodes = half | far
    while node >= 0 and not half[node]:
        nodes[node] = True
        node = int(before[node])
    return nodes


def _side_of_root(core: Core, edges: list[int]) -> NDArray[np.bool_]:
    """Give the nodes that some edges of a tree connect to the root."""
    around = _around(core, edges)
    side = np.zeros(core.nodes, dtype=bool)
    side[core.root] = True
    stack = [core.root]
    while stack:
        for other, _ in around[stack.pop()]:
            if not side[other]:
                side[other] = True
                stack.append(other)
    return side


def key_paths(core: Core, tree: Tree) -> list[tuple[int, ...]]:
    """Cut a tree into paths between its key nodes: root, terminals, branchings."""
    around = _around(core, tree.edges)
    keys = {core.root, *core.penalty} | {node for node in around if len(around[node]) != 2}
    paths: list[tuple[int, ...]] = []
    for key in sorted(keys & around.keys()):
        for first, start in around[key]:
            path, node, edge = [start], first, start
            while node not in keys:
                node, edge = next(step for step in around[node] if step[1] != edge)
                path.append(edge)
            if (key, path[0]) <= (node, path[-1]):
                paths.append(tuple(path))
    return paths
