"""Copper to the supervision building: points that ask for it, within 90 m of run.

A copper run shares the trench and has its own cable. Its path is chosen first, the cheapest
that is short enough (shortest paths on cost + lambda x length, for a few lambdas); the trench
it opens is then free for fibres that follow. The bound of the design does not depend on that
choice (see ``design``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from planner.equipment.model import VideoPoint
from planner.network.graph import Graph
from planner.network.options import COPPER_M
from planner.network.prices import NetworkPrices

LAMBDAS_CENTS = (0, 2_000, 8_000)  # per metre; then length alone
FACADE_M = 4.0  # vertical copper where the support is no mast


@dataclass(frozen=True, slots=True, kw_only=True)
class CopperRuns:
    """The copper runs that are possible.

    Attributes
    ----------
    paths : dict of str to tuple of int
        Point to its runs, from the supervision building to the point.
    shortest_cm : dict of str to int
        Point to its shortest run, in centimetres.
    too_far : dict of str to float
        Point to the metres of its shortest run, vertical parts included.
    """

    paths: dict[str, tuple[int, ...]]
    shortest_cm: dict[str, int]
    too_far: dict[str, float]

    def opened(self) -> frozenset[int]:
        """Give the runs whose trench is opened for copper."""
        return frozenset(run for path in self.paths.values() for run in path)


def vertical_m(point: VideoPoint) -> float:
    """Give the metres of copper up the support of a point."""
    return FACADE_M if point.mast_height_m is None else point.mast_height_m


def copper_runs(
    graph: Graph,
    root: int,
    nodes: Mapping[str, int],
    points: Sequence[VideoPoint],
    prices: NetworkPrices,
) -> CopperRuns:
    """Choose the copper run of each point, in order, cheapest first.

    Parameters
    ----------
    graph : Graph
    root : int
        Node of the supervision building.
    nodes : mapping of str to int
        Node of each point.
    points : sequence of VideoPoint
        Those that ask for copper.
    prices : NetworkPrices

    Returns
    -------
    CopperRuns
    """
    found = CopperRuns(paths={}, shortest_cm={}, too_far={})
    lengths = graph.lengths_cm()
    bare = np.where([run.laid == "aerial" for run in graph.runs], np.inf, lengths)
    for point in points:
        weights = [_weights(graph, prices, found, extra) for extra in LAMBDAS_CENTS]
        offers = [_path(graph, root, nodes[point.id], weight) for weight in (*weights, bare)]
        found.shortest_cm[point.id] = int(lengths[list(offers[-1])].sum())
        metres = [lengths[list(path)].sum() / 100 + vertical_m(point) for path in offers]
        short = [path for path, m in zip(offers, metres, strict=True) if path and m <= COPPER_M]
        if short:
            found.paths[point.id] = min(short, key=lambda path: weights[0][list(path)].sum())
        else:
            found.too_far[point.id] = float(metres[-1])
    return found


def _weights(
    graph: Graph, prices: NetworkPrices, found: CopperRuns, extra: int
) -> NDArray[np.float64]:
    """Give what copper along each run costs, and ``extra`` cents per metre; poles are barred."""
    opened = found.opened()
    per_metre = prices.unit["cat6"] + extra
    return np.array(
        [
            np.inf
            if run.laid == "aerial"
            else per_metre * run.length_cm + (0 if index in opened else prices.civil(run))
            for index, run in enumerate(graph.runs)
        ]
    )


def _path(graph: Graph, root: int, target: int, weights: NDArray[np.float64]) -> tuple[int, ...]:
    """Give the runs of the shortest path from the root, empty when there is none."""
    between: dict[tuple[int, int], int] = {}
    for index in np.lexsort((np.arange(len(weights)), weights)).tolist():
        run = graph.runs[index]
        if np.isfinite(weights[index]):
            between.setdefault((run.tail, run.head), index)
            between.setdefault((run.head, run.tail), index)
    rows, columns = np.array(list(between)).T
    size = (len(graph.nodes), len(graph.nodes))
    matrix = csr_array((weights[list(between.values())], (rows, columns)), shape=size)
    _, above = dijkstra(matrix, indices=[root], return_predecessors=True)
    before = above[0]
    path: list[int] = []
    node = target
    while node != root and before[node] >= 0:
        path.append(between[int(before[node]), node])
        node = int(before[node])
    return tuple(reversed(path)) if node == root else ()
