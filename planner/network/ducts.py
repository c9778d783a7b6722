"""Existing ducts and aerial lines: reused, they cost a cable and a rodding, not a trench.

Each vertex of a duct is a place where a cable can come out (a chamber, a pole), joined to the
street within 15 m by a short trench: ``foot``, or ``soft`` or ``paved`` beside such ground.
Whether a duct has room is what the commune must check: a finding says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import shapely
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from planner.network.crossings import clear_of
from planner.network.graph import Graph, Run, centimetres, cut, joined, short_trench
from planner.plan import Duct
from planner.scene.model import SceneDuct

SNAP_M = 15.0
NAME_M = 20.0  # a duct bears the name of the street within this distance


def with_ducts(
    graph: Graph, ducts: Sequence[Duct | SceneDuct], stops: Sequence[BaseGeometry]
) -> Graph:
    """Add ducts and aerial lines to the street graph, joined to it at their vertices.

    Parameters
    ----------
    graph : Graph
        Streets, surfaces known.
    ducts : sequence of Duct or SceneDuct
        Ducts that share a coordinate are joined there.
    stops : sequence of geometry
        What the short trench to the street never passes.

    Returns
    -------
    Graph
    """
    if not ducts:
        return graph
    node_of: dict[tuple[float, float], int] = {}
    runs: list[Run] = []
    for duct in ducts:
        runs += _duct_runs(graph, duct, node_of)
    whole = joined(graph, node_of, _named(runs, graph))
    streets = [i for i, run in enumerate(graph.runs) if not run.bored]
    return _linked(whole, streets, list(node_of.values()), stops)


def _duct_runs(
    graph: Graph, duct: Duct | SceneDuct, node_of: dict[tuple[float, float], int]
) -> list[Run]:
    """Make one run between consecutive vertices of a duct; new nodes go to ``node_of``."""
    places = [(round(x, 3), round(y, 3)) for x, y in shapely.get_coordinates(duct.line).tolist()]
    for place in places:
        node_of.setdefault(place, len(graph.nodes) + len(node_of))
    spans = [LineString(span) for span in pairwise(places)]
    return [
        Run(
            tail=node_of[_xy(line, 0)],
            head=node_of[_xy(line, -1)],
            line=line,
            length_cm=centimetres(line),
            street="",
            role="duct",
            laid=duct.medium,
            surface="none",
        )
        for line in spans
        if line.length > 0
    ]


def _xy(line: LineString, at: int) -> tuple[float, float]:
    x, y = line.coords[at]
    return x, y


def _named(runs: Sequence[Run], graph: Graph) -> list[Run]:
    """Give each duct run the name of the nearest named street within 20 m."""
    named = [run for run in graph.runs if run.street]
    if not named or not runs:
        return list(runs)
    middles = shapely.line_interpolate_point([run.line for run in runs], 0.5, normalized=True)
    tree = shapely.STRtree([run.line for run in named])
    found = tree.query_nearest(middles, max_distance=NAME_M, all_matches=False).T.tolist()
    street = {rank: named[index].street for rank, index in found}
    return [replace(run, street=street.get(rank, "")) for rank, run in enumerate(runs)]


def _linked(
    graph: Graph, streets: Sequence[int], vertices: Sequence[int], stops: Sequence[BaseGeometry]
) -> Graph:
    """Join duct vertices to the nearest street run within reach."""
    if not streets:
        return graph
    tree = shapely.STRtree([graph.runs[i].line for i in streets])
    points = shapely.points([graph.nodes[node] for node in vertices])
    nearest = tree.query_nearest(points, max_distance=SNAP_M, all_matches=False).T.tolist()
    breaks: dict[int, list[float]] = defaultdict(list)
    wanted: list[tuple[int, int, int]] = []  # vertex, run to cut, rank of its break
    for rank, candidate in nearest:
        index = streets[candidate]
        wanted.append((vertices[rank], index, len(breaks[index])))
        breaks[index].append(float(graph.runs[index].line.project(Point(points[rank]))))
    pieces, at = cut(graph, breaks)
    links = [
        short_trench(pieces, vertex, at[index][place], beside=graph.runs[index], role="link")
        for vertex, index, place in wanted
    ]
    free = clear_of([link.line for link in links], stops)
    return joined(pieces, [], [link for link, is_free in zip(links, free, strict=True) if is_free])
