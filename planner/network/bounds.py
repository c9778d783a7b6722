"""What no design can go under: Wong's dual ascent, and the edges it rules out.

R. T. Wong, A dual ascent approach for Steiner tree problems on a directed graph, Mathematical
Programming 28 (1984). The graph is directed both ways; each terminal is a sink reached from its
node for nothing, or from the root for its penalty, so that a terminal left out never serves as
a way for others. Whole numbers: the bound is exact, and holds whenever the ascent stops.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from planner.network.contraction import MUST, Core, contract

GROWN = 1.25  # a terminal whose boundary grew this much lets the next one go first


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ascent:
    """A lower bound and its reduced costs.

    Attributes
    ----------
    root : int
        Node that the ascent went up to.
    bound : int
        No tree of the problem costs less.
    reduced : ndarray of int64, shape (n_edges, 2)
        What is left of the cost of each edge, tail to head, then head to tail.
    residual : dict of int to int
        What is left of each terminal's penalty.
    reached : bool
        False when a terminal that must be joined cannot be: there is no tree at all.
    """

    root: int
    bound: int
    reduced: NDArray[np.int64]
    residual: dict[int, int]
    reached: bool


def dual_ascent(core: Core, *, root: int | None = None) -> Ascent:
    """Find a lower bound by raising the price of the cuts around each terminal in turn.

    Parameters
    ----------
    core : Core
    root : int, optional
        Another root: any terminal, when every terminal must be joined.

    Returns
    -------
    Ascent
    """
    climb = _Climb(core, core.root if root is None else root)
    climb.run()
    return Ascent(
        root=climb.root,
        bound=climb.bound,
        reduced=np.array(climb.left, dtype=np.int64).reshape(-1, 2),
        residual=climb.residual,
        reached=climb.reached,
    )


class _Climb:
    """An ascent under way. Arc 2e goes from tail to head of edge e, arc 2e + 1 back."""

    def __init__(self, core: Core, root: int) -> None:
        self.root = root
        self.left: list[int] = np.repeat(core.cost, 2).tolist()
        self.origin: list[int] = np.column_stack([core.tail, core.head]).ravel().tolist()
        self.arriving: list[list[int]] = [[] for _ in range(core.nodes)]
        for arc in range(len(self.origin)):
            self.arriving[self.origin[arc ^ 1]].append(arc)
        self.residual = _sinks(core, root)
        self.active = set(self.residual)
        self.inside = {node: bytearray(core.nodes) for node in self.residual}
        self.boundary = {node: list(self.arriving[node]) for node in self.residual}
        for node, inside in self.inside.items():
            inside[node] = 1
        self.bound = 0
        self.reached = True

    def run(self) -> None:
        """Raise the terminals in turn, the one with the smallest boundary first."""
        queue = [(len(self.boundary[node]), node) for node in self.residual]
        heapq.heapify(queue)
        while queue:
            _, node = heapq.heappop(queue)
            if not self._grow(node):
                continue
            size = len(self.boundary[node])
            too_large = bool(queue) and size > GROWN * queue[0][0]
            if too_large or self._raise(node):
                heapq.heappush(queue, (size, node))

    def _grow(self, node: int) -> bool:
        """Take in what now reaches a terminal for nothing; False when its turn is over."""
        inside, waiting = self.inside[node], self.boundary[node]
        kept: list[int] = []
        for arc in waiting:  # grows as it is read
            origin = self.origin[arc]
            if inside[origin]:
                continue
            if self.left[arc]:
                kept.append(arc)
                continue
            if origin == self.root or self._carries_on(origin):
                self.active.discard(node)
                return False
            inside[origin] = 1
            waiting.extend(self.arriving[origin])
        self.boundary[node] = kept
        return True

    def _carries_on(self, node: int) -> bool:
        """Tell whether another terminal will raise the same cuts up to the root."""
        return node in self.active and self.residual[node] >= MUST

    def _raise(self, node: int) -> bool:
        """Raise the cut around a terminal; False when its turn is over."""
        boundary, left, owed = self.boundary[node], self.left, self.residual[node]
        step = min([left[arc] for arc in boundary], default=owed)
        if step >= MUST:
            self.reached = False
            self.active.discard(node)
            return False
        step = min(step, owed)
        for arc in boundary:
            left[arc] -= step
        self.bound += step
        if owed < MUST:
            self.residual[node] = owed - step
            if owed == step:
                self.active.discard(node)
                return False
        return True


def _sinks(core: Core, root: int) -> dict[int, int]:
    """Give the terminals and their penalties seen from a root."""
    if root == core.root:
        return dict(core.penalty)
    others = {node: owed for node, owed in core.penalty.items() if node != root}
    return dict(sorted({**others, core.root: MUST}.items()))


def reduced(core: Core, ascent: Ascent, limit: int) -> Core | None:
    """Take out what no tree cheaper than a limit can use.

    An edge goes when both its directions would cost the limit or more:
    bound + distance from the root + reduced cost + distance to the nearest terminal, distances
    in reduced costs. A terminal whose penalty would cost as much must be joined.

    Parameters
    ----------
    core : Core
    ascent : Ascent
        Of this problem.
    limit : int
        Cost of a known tree: only cheaper ones are kept.

    Returns
    -------
    Core or None
        Contracted; None when nothing cheaper exists.
    """
    if not ascent.reached or ascent.bound >= limit:
        return None
    room = limit - ascent.bound
    down, up = _distances(core, ascent)
    forward = down[core.tail] + ascent.reduced[:, 0] + up[core.head]
    backward = down[core.head] + ascent.reduced[:, 1] + up[core.tail]
    alive = np.minimum(forward, backward) < room
    if ascent.root == core.root:
        must = {node for node, left in ascent.residual.items() if left >= room}
        penalty = {node: MUST if node in must else owed for node, owed in core.penalty.items()}
        core = replace(core, penalty=penalty)
    return contract(core, alive=alive)


def _distances(core: Core, ascent: Ascent) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give each node's distance from the root, and to the nearest terminal."""
    rows = np.concatenate([core.tail, core.head])
    columns = np.concatenate([core.head, core.tail])
    data = ascent.reduced.T.ravel().astype(np.float64)
    shape = (core.nodes, core.nodes)
    forward = csr_array((data, (rows, columns)), shape=shape)
    down = dijkstra(forward, indices=[ascent.root])[0]
    sinks = sorted(ascent.residual)
    backward = csr_array((data, (columns, rows)), shape=shape)
    return down, dijkstra(backward, indices=sinks, min_only=True)


def free_edges(core: Core, ascent: Ascent) -> NDArray[np.float64]:
    """Give weights that keep only the edges whose reduced cost is nothing, one way at least.

    Trees grown on them are near the bound, when they exist.
    """
    return np.where(ascent.reduced.min(axis=1) == 0, core.cost.astype(np.float64), np.inf)
