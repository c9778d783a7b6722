"""The cuts that a fractional network violates, found by maximum flows from the root.

Every set of nodes that holds a terminal and not the root must be entered once, unless the
terminal is left out (Wong 1984). Arc 2e goes from tail to head of edge e, arc 2e + 1 back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from planner.network.contraction import Core

UNITS = 1_000_000  # a flow of one, in the whole numbers that the maximum flow wants
LEAST_VIOLATION = 1e-4
NESTED = 6  # cuts found one behind the other for one terminal


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Arcs:
    """The arcs of a problem, sorted as a sparse matrix sorts them.

    Attributes
    ----------
    nodes, root : int
    origin, target : ndarray of int64, shape (n_arcs,)
    rank : ndarray of int64, shape (n_arcs,)
        Arcs by origin, then target.
    """

    nodes: int
    root: int
    origin: NDArray[np.int64]
    target: NDArray[np.int64]
    rank: NDArray[np.int64]

    def capacities(self, value: NDArray[np.float64]) -> csr_array:
        """Give the graph with a capacity on each arc.

        One unit more on each arc makes the smallest of equal cuts the least.
        """
        units = np.clip(np.rint(value * UNITS), 0, UNITS).astype(np.int32) + 1
        rows = np.searchsorted(self.origin[self.rank], np.arange(self.nodes + 1))
        data, columns = units[self.rank], self.target[self.rank].astype(np.int32)
        return csr_array((data, columns, rows), shape=(self.nodes, self.nodes))

    def entering(self, inside: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Give the arcs that enter a set of nodes, shape (n_nodes,)."""
        return np.nonzero(~inside[self.origin] & inside[self.target])[0]


def arcs_of(core: Core) -> Arcs:
    """Direct the edges of a problem both ways."""
    origin = np.column_stack([core.tail, core.head]).ravel()
    target = np.column_stack([core.head, core.tail]).ravel()
    rank = np.lexsort((target, origin))
    return Arcs(nodes=core.nodes, root=core.root, origin=origin, target=target, rank=rank)


def violated(
    arcs: Arcs, value: NDArray[np.float64], terminal: int, share: float
) -> list[NDArray[np.int64]]:
    """Find cuts around a terminal that arc values do not fill.

    Parameters
    ----------
    arcs : Arcs
    value : ndarray of float, shape (n_arcs,)
        Values between 0 and 1.
    terminal : int
    share : float
        How much of the terminal must be joined, 0 to 1.

    Returns
    -------
    list of ndarray of int64
        Arcs of each cut, none twice.
    """
    value = value.copy()
    found: list[NDArray[np.int64]] = []
    for _ in range(NESTED):
        capacity = arcs.capacities(value)
        flow = maximum_flow(capacity, arcs.root, terminal)
        cuts = [
            cut
            for cut in _least_cuts(arcs, capacity, flow.flow, terminal)
            if value[cut].sum() < share - LEAST_VIOLATION
        ]
        fresh = [cut for cut in cuts if not any(np.array_equal(cut, old) for old in found)]
        if not fresh:
            break
        found += fresh
        value[np.concatenate(fresh)] = 1.0  # the next cut lies behind these
    return found


def _least_cuts(
    arcs: Arcs, capacity: csr_array, flow: csr_array, terminal: int
) -> list[NDArray[np.int64]]:
    """Give the least cut nearest the terminal, and the one nearest the root if it differs."""
    spare = csr_array(capacity - flow)
    spare.eliminate_zeros()
    outside = np.zeros(arcs.nodes, dtype=bool)
    outside[_reached(spare, arcs.root)] = True
    inside = np.zeros(arcs.nodes, dtype=bool)
    inside[_reached(csr_array(spare.T), terminal)] = True
    near_terminal, near_root = arcs.entering(inside), arcs.entering(~outside)
    if np.array_equal(near_terminal, near_root):
        return [near_terminal]
    return [near_terminal, near_root]


def _reached(spare: csr_array, start: int) -> NDArray[np.int32]:
    return breadth_first_order(spare, start, return_predecessors=False)
