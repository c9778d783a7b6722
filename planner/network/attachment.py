"""Where a support joins the street: on the nearest run of the main part, metres counted.

- The supervision building is joined first. The main part is, among the connected parts within
  60 m of it, the longest; else the part of the nearest run within 200 m.
- Each point is joined to the nearest run of that part, cut there (not to the nearest node),
  within 200 m, by a straight trench that passes no building, rail, water or forbidden ground;
  failing that, none. A vertex of an existing duct within 15 m is joined too.
- The trench starts at the facade of the building that holds the supervision: what runs inside
  is the ``indoor`` item of the estimate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from planner.network.crossings import clear_of
from planner.network.ducts import SNAP_M as DUCT_M
from planner.network.graph import Graph, Run, components, cut, joined, millimetres
from planner.network.model import Surface
from planner.scene.model import Scene

REACH_M = 200.0
ROOT_M = 60.0
MOST_TRIED = 40  # nearest runs tried before giving up on a support
TOUCH_M = 1.0  # a support may stand against, or a little inside, a building


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a straight trench to a support may not pass."""

    stops: tuple[BaseGeometry, ...]  # rails, water, forbidden ground
    buildings: tuple[BaseGeometry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """The graph with the supervision building and the points on it.

    Attributes
    ----------
    root : int or None
        Node of the supervision building, None when no street is near.
    node : dict of str to int
        Node of each point that could be joined.
    snap_m : dict of str to float
        Metres from the support to the street.
    apart_runs, apart_m : int, float
        Runs, and their metres, that are not in the main part.
    """

    graph: Graph
    root: int | None
    node: dict[str, int]
    snap_m: dict[str, float]
    apart_runs: int
    apart_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Landing:
    """Where a straight trench from a place meets a run, or a node of a duct."""

    line: LineString
    run: int
    at_m: float


def attach(
    graph: Graph, scene: Scene, supervision: Point, points: Sequence[tuple[str, Point]], ground: Ground
) -> Attached:
    """Join the supervision building and the points to the street graph.

    Parameters
    ----------
    graph : Graph
        Streets and ducts.
    scene : Scene
        Its buildings tell where the supervision's facade is.
    supervision : Point
    points : sequence of (id, Point)
    ground : Ground
        What a straight trench may not pass.

    Returns
    -------
    Attached
    """
    label = components(len(graph.nodes), graph.tails().tolist(), graph.heads().tolist())
    main = _main_part(graph, label, supervision)
    if main is None:
        return Attached(graph=graph, root=None, node={}, snap_m={}, apart_runs=0, apart_m=0.0)
    inside = label[graph.tails()] == main
    apart_mm = graph.lengths_mm()[~inside]
    search = _Search(graph, inside, ground)
    home = _home(scene, supervision)
    landings = {
        "": _from_facade(search.landing(supervision, home), home),
        **{name: search.landing(place) for name, place in points},
    }
    placed, node = _land(graph, landings, search)
    return Attached(
        graph=placed,
        root=node.pop("", None),
        node=node,
        snap_m={
            name: millimetres(found.line) / 1000
            for name, found in landings.items()
            if found is not None and name
        },
        apart_runs=int((~inside).sum()),
        apart_m=float(apart_mm.sum()) / 1000,
    )


def _main_part(graph: Graph, label: NDArray[np.int64], supervision: Point) -> int | None:
    """Choose the connected part that the supervision building belongs to."""
    if not graph.runs:
        return None
    distance = shapely.distance(graph.lines(), supervision)
    part, length = label[graph.tails()], graph.lengths_mm()
    near = np.unique(part[distance <= ROOT_M])
    if near.size:
        return int(max(near, key=lambda label_: (length[part == label_].sum(), -label_)))
    nearest = int(np.argmin(distance))
    return int(part[nearest]) if distance[nearest] <= REACH_M else None


def _home(scene: Scene, place: Point) -> BaseGeometry | None:
    """Give the footprint that holds a place, None when it stands outdoors."""
    for building in scene.buildings:
        if building.footprint.covers(place):
            return building.footprint
    return None
