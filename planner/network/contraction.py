"""What is left of a Steiner problem once what is certain is taken out of it.

The problem: join every terminal to the root by edges of least cost, or leave a terminal out for
its penalty (a terminal whose penalty is ``MUST`` is never left out). Costs are whole numbers,
so that sums and bounds are exact.

Reductions that keep an optimum, repeated until none applies (reference network.md 1.4):
a node of degree one that is no terminal goes; one of degree two is replaced by one edge; of
parallel edges the cheapest stays; a terminal that must be joined and hangs by one edge takes
that edge; a terminal that hangs by an edge dearer than its penalty is left out.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

MUST = 1 << 60

_Link = tuple[int, tuple[int, ...]]  # cost, edges of the first problem


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Core:
    """A rooted Steiner problem with penalties, and what was decided before it.

    Attributes
    ----------
    nodes : int
    tail, head, cost : ndarray of int64, shape (n_edges,)
        Undirected edges, no two parallel after a contraction.
    root : int
    penalty : dict of int to int
        Terminal node to what leaving it out costs; ``MUST`` when it may not be.
    members : tuple of tuple of int
        Edges of the first problem behind each edge.
    fixed : tuple of int
        Edges of the first problem that some optimum uses.
    fixed_cost : int
        Their cost, and the penalties of terminals already left out.
    order : ndarray of int64
        Edges by cost, then index.
    index : dict of (int, int) to int
        Edge between two nodes, the smaller first.
    """

    nodes: int
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    cost: NDArray[np.int64]
    root: int
    penalty: dict[int, int]
    members: tuple[tuple[int, ...], ...]
    fixed: tuple[int, ...] = ()
    fixed_cost: int = 0
    order: NDArray[np.int64] = field(init=False)
    index: dict[tuple[int, int], int] = field(init=False)

    def __post_init__(self) -> None:
        """Sort the edges and index them once."""
        object.__setattr__(self, "order", np.lexsort((np.arange(len(self.cost)), self.cost)))
        ends = zip(self.tail.tolist(), self.head.tolist(), strict=True)
        index = {(min(u, v), max(u, v)): edge for edge, (u, v) in enumerate(ends)}
        object.__setattr__(self, "index", index)

    @property
    def terminals(self) -> list[int]:
        """Give the terminals in node order."""
        return sorted(self.penalty)

    def matrix(self, *, weights: NDArray[np.float64] | None = None) -> csr_array:
        """Give the graph as a symmetric sparse matrix, infinite weights left out.

        A weight of zero is stored: scipy keeps explicit zeros of a sparse graph as edges.
        """
        value = self.cost.astype(np.float64) if weights is None else weights
        kept = np.isfinite(value)
        rows = np.concatenate([self.tail[kept], self.head[kept]])
        columns = np.concatenate([self.head[kept], self.tail[kept]])
        data = np.concatenate([value[kept], value[kept]])
        return csr_array((data, (rows, columns)), shape=(self.nodes, self.nodes))


def core_of(
    n_nodes: int,
    edges: tuple[ArrayLike, ArrayLike, ArrayLike],
    root: int,
    penalty: dict[int, int],
) -> Core:
    """State a problem on an undirected graph, loops and dearer parallel edges left out.

    Parameters
    ----------
    n_nodes : int
    edges : (tail, head, cost)
        Arrays of whole numbers, shape (n_edges,); costs are not negative.
    root : int
    penalty : dict of int to int
        Terminals; the root may be among them and is then ignored.

    Raises
    ------
    ValueError
        When a cost is negative.
    """
    tail, head, cost = (np.asarray(part, dtype=np.int64) for part in edges)
    if cost.size and cost.min() < 0:
        message = "negative edge cost"
        raise ValueError(message)
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    order = np.lexsort((np.arange(len(cost)), cost, high, low))
    order = order[low[order] != high[order]]
    pairs = np.column_stack([low[order], high[order]])
    first = np.ones(len(order), dtype=bool)
    first[1:] = np.any(pairs[1:] != pairs[:-1], axis=1)
    kept = np.sort(order[first])
    return Core(
        nodes=n_nodes,
        tail=tail[kept],
        head=head[kept],
        cost=cost[kept],
        root=root,
        penalty={node: penalty[node] for node in sorted(penalty) if node != root},
        members=tuple((edge,) for edge in kept.tolist()),
    )


def contract(core: Core, *, alive: NDArray[np.bool_] | None = None) -> Core | None:
    """Take out of a problem what is certain.

    Parameters
    ----------
    core : Core
    alive : ndarray of bool, shape (n_edges,), optional
        Edges that may still serve; all by default.

    Returns
    -------
    Core or None
        None when a terminal that must be joined cannot be.
    """
    return _Contraction(core, alive).run()


class _Contraction:
    """A problem being contracted: the one place where a graph is edited in place."""

    def __init__(self, core: Core, alive: NDArray[np.bool_] | None) -> None:
        self.core = core
        self.root = core.root
        self.penalty = dict(core.penalty)
        self.fixed = list(core.fixed)
        self.fixed_cost = core.fixed_cost
        self.links: dict[int, dict[int, _Link]] = {node: {} for node in range(core.nodes)}
        columns = (core.tail.tolist(), core.head.tolist(), core.cost.tolist(), core.members)
        for edge, (u, v, cost, members) in enumerate(zip(*columns, strict=True)):
            if alive is None or alive[edge]:
                self._join(u, v, (cost, members))
        self.waiting = deque(range(core.nodes))

    def run(self) -> Core | None:
        while self.waiting:
            node = self.waiting.popleft()
            if node not in self.links:
                continue
            if not self._settle(node):
                return None
        return self._compact()

    def _settle(self, node: int) -> bool:
        """Apply the reductions to one node; False when the problem has no solution."""
        degree = len(self.links[node])
        if degree == 0:
            return self._lonely(node)
        if degree == 1:
            self._hanging(node)
        elif degree == 2 and node != self.root and node not in self.penalty:
            self._pass_through(node)
        return True

    def _lonely(self, node: int) -> bool:
        if node == self.root:
            must = any(penalty >= MUST for penalty in self.penalty.values())
            return not must
        penalty = self.penalty.pop(node, 0)
        del self.links[node]
        self.fixed_cost += penalty if penalty < MUST else 0
        return penalty < MUST

    def _hanging(self, node: int) -> None:
        ((other, (cost, members)),) = self.links[node].items()
        penalty = self.penalty.get(node, 0)
        if node == self.root:
            if any(owed >= MUST for owed in self.penalty.values()):
                self._take(node, other, cost, members)
                self.root = other
                self.penalty.pop(other, None)
        elif penalty >= MUST:
            self._take(node, other, cost, members)
            del self.penalty[node]
            if other != self.root:
                self.penalty[other] = MUST
        elif penalty <= cost:
            self.penalty.pop(node, None)
            self.fixed_cost += penalty
            self._drop(node)

    def _take(self, node: int, other: int, cost: int, members: tuple[int, ...]) -> None:
        """Decide for the only edge of a node, and go on from its other end."""
        self.fixed += members
        self.fixed_cost += cost
        self._drop(node)
        self.waiting.append(other)

    def _pass_through(self, node: int) -> None:
        (u, (first, to_u)), (v, (second, to_v)) = self.links[node].items()
        self._drop(node)
        self._join(u, v, (first + second, tuple(sorted((*to_u, *to_v)))))

    def _drop(self, node: int) -> None:
        for other in self.links.pop(node):
            del self.links[other][node]
            self.waiting.append(other)

    def _join(self, u: int, v: int, link: _Link) -> None:
        """Add an edge; of two between the same nodes the cheaper stays, then the first."""
        present = self.links[u].get(v)
        if u != v and (present is None or link < present):
            self.links[u][v] = self.links[v][u] = link

    def _compact(self) -> Core:
        """Renumber what is left, in the old order."""
        number = {node: rank for rank, node in enumerate(sorted(self.links))}
        edges = sorted(
            (number[u], number[v], *link)
            for u, others in self.links.items()
            for v, link in others.items()
            if u < v
        )
        columns = list(zip(*edges, strict=True)) or [(), (), (), ()]
        tail, head, cost = (np.array(column, dtype=np.int64) for column in columns[:3])
        return Core(
            nodes=len(number),
            tail=tail,
            head=head,
            cost=cost,
            root=number[self.root],
            penalty={number[node]: owed for node, owed in sorted(self.penalty.items())},
            members=tuple(columns[3]),
            fixed=tuple(self.fixed),
            fixed_cost=self.fixed_cost,
        )
