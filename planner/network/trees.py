"""Trees of a Steiner problem: the cheapest on given nodes, pruned, and what they cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.network.contraction import MUST, Core


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tree:
    """A tree on the root: its edges, its nodes and its cost with the penalties it leaves.

    A cost of ``MUST`` or more is that of a tree that fails a terminal it had to join.
    """

    edges: tuple[int, ...]
    nodes: NDArray[np.bool_]  # shape (n_nodes,)
    cost: int


def spanning(core: Core, nodes: NDArray[np.bool_]) -> Tree:
    """Give the cheapest tree on some nodes, without the branches that do not pay.

    Kruskal on the edges between the nodes (cost, then index: no chance), then a branch is cut
    where it costs at least the penalties it avoids, from the leaves to the root (strong
    pruning, Johnson, Minkoff and Phillips 2000).

    Parameters
    ----------
    core : Core
    nodes : ndarray of bool, shape (n_nodes,)
        Nodes that the tree may use.

    Returns
    -------
    Tree
    """
    order = core.order
    usable = order[nodes[core.tail[order]] & nodes[core.head[order]]]
    parent = list(range(core.nodes))
    chosen: list[int] = []
    ends = zip(core.tail[usable].tolist(), core.head[usable].tolist(), strict=True)
    for edge, (u, v) in zip(usable.tolist(), ends, strict=True):
        while parent[u] != u:
            parent[u] = parent[parent[u]]
            u = parent[u]  # noqa: PLW2901 - the walk to the top of u is the point
        while parent[v] != v:
            parent[v] = parent[parent[v]]
            v = parent[v]  # noqa: PLW2901 - same
        if u != v:
            parent[u] = v
            chosen.append(edge)
    return pruned(core, chosen)


def pruned(core: Core, edges: Iterable[int]) -> Tree:
    """Keep of a forest the tree on the root, less the branches that do not pay.

    Parameters
    ----------
    core : Core
    edges : iterable of int
        A forest.
    """
    around: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for edge in edges:
        u, v = int(core.tail[edge]), int(core.head[edge])
        around[u].append((v, edge))
        around[v].append((u, edge))
    walk = _from_root(core.root, around)
    worth = dict(core.penalty)
    keeps: set[int] = set()
    for node, above, edge in reversed(walk):
        gain = worth.get(node, 0) - int(core.cost[edge])
        if gain > 0:
            worth[above] = worth.get(above, 0) + gain
            keeps.add(node)
    return _kept(core, walk, keeps)


def _from_root(root: int, around: dict[int, list[tuple[int, int]]]) -> list[tuple[int, int, int]]:
    """List (node, node above, edge) away from the root, parents first."""
    walk: list[tuple[int, int, int]] = []
    seen, stack = {root}, [root]
    while stack:
        node = stack.pop()
        for other, edge in around[node]:
            if other not in seen:
                seen.add(other)
                walk.append((other, node, edge))
                stack.append(other)
    return walk


def _kept(core: Core, walk: list[tuple[int, int, int]], keeps: set[int]) -> Tree:
    nodes = np.zeros(core.nodes, dtype=bool)
    nodes[core.root] = True
    edges: list[int] = []
    for node, above, edge in walk:  # parents first: a branch falls with its foot
        if node in keeps and nodes[above]:
            nodes[node] = True
            edges.append(edge)
    left = sum(owed for terminal, owed in core.penalty.items() if not nodes[terminal])
    cost = int(core.cost[edges].sum()) + left if edges else left
    return Tree(edges=tuple(sorted(edges)), nodes=nodes, cost=cost)


def fails(tree: Tree) -> bool:
    """Tell whether a tree leaves out a terminal that must be joined."""
    return tree.cost >= MUST
