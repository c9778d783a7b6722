"""Good trees, fast: grown along shortest paths, then mended until no move helps.

Growth: from a start, join the nearest terminal by its shortest path, again and again
(Takahashi and Matsuyama 1980). Moves (reference network.md 0 and 1): put a node in, take a node
out, exchange a key path for the shortest one between the two halves. Everything stops by
counts; ties go to the smaller index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from planner.network.contraction import Core
from planner.network.trees import Tree, fails, spanning

STARTS = 8
PASSES = 8


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


def reach_of(core: Core, weights: NDArray[np.float64] | None = None) -> Reach:
    """Compute the shortest paths of a problem, under other weights if given (inf: barred)."""
    sources = [core.root, *core.terminals]
    distance, before = dijkstra(
        core.matrix(weights), directed=True, indices=sources, return_predecessors=True
    )
    return Reach(sources=sources, distance=distance, before=before)


def best_grown(core: Core, reach: Reach, *, starts: int = STARTS) -> Tree:
    """Grow trees from several starts, with and without leaving terminals, and keep the best."""
    ranks = np.unique(np.linspace(0, len(reach.sources) - 1, starts).round().astype(int))
    trees = [grown(core, reach, int(rank)) for rank in ranks]
    if any(rank_pays(core, reach)):
        trees.append(grown(core, reach, 0, stingy=True))
    return min(trees, key=lambda tree: tree.cost)


def rank_pays(core: Core, reach: Reach) -> Iterator[bool]:
    """Tell for each terminal whether it may be cheaper to leave it out."""
    for rank, terminal in enumerate(reach.sources[1:], start=1):
        yield bool(reach.distance[rank, core.root] > core.penalty[terminal])


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
        rank = int(np.argmin(np.where(waiting, nearest, np.inf)))
        if not np.isfinite(nearest[rank]) or (stingy and nearest[rank] >= owed[rank]):
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
    """Try each node that touches the tree twice."""
    at_tail, at_head = tree.nodes[core.tail], tree.nodes[core.head]
    outside = np.concatenate([core.head[at_tail & ~at_head], core.tail[at_head & ~at_tail]])
    touches = np.bincount(outside, minlength=core.nodes)
    for node in np.nonzero(touches >= 2)[0]:
        if not tree.nodes[node]:
            tree = _better(core, tree, _changed(tree, node, present=True))
    return tree


def _with_nodes_out(core: Core, tree: Tree) -> Tree:
    """Try each node of the tree that is neither the root nor a terminal."""
    for node in np.nonzero(tree.nodes)[0].tolist():
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


def _with_paths_exchanged(core: Core, tree: Tree, matrix: object) -> Tree:
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
    core: Core, tree: Tree, path: tuple[int, ...], matrix: object
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
        matrix, directed=True, indices=np.nonzero(half)[0], min_only=True, return_predecessors=True
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
    around: dict[int, list[int]] = defaultdict(list)
    for u, v in zip(core.tail[edges].tolist(), core.head[edges].tolist(), strict=True):
        around[u].append(v)
        around[v].append(u)
    side = np.zeros(core.nodes, dtype=bool)
    side[core.root] = True
    stack = [core.root]
    while stack:
        for other in around[stack.pop()]:
            if not side[other]:
                side[other] = True
                stack.append(other)
    return side


def key_paths(core: Core, tree: Tree) -> list[tuple[int, ...]]:
    """Cut a tree into paths between its key nodes: root, terminals, branchings."""
    around: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for edge in tree.edges:
        u, v = int(core.tail[edge]), int(core.head[edge])
        around[u].append((v, edge))
        around[v].append((u, edge))
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
