"""The graph of works of a town, made in order: streets, surfaces, bans, structures, ducts."""

from __future__ import annotations

from shapely.geometry.base import BaseGeometry

from planner.network.attachment import Ground
from planner.network.crossings import (
    forbidden_ground,
    with_footways_joined,
    with_structures,
    without_forbidden,
)
from planner.network.ducts import with_ducts
from planner.network.graph import Graph
from planner.network.streets import street_graph
from planner.network.surfaces import surfaced
from planner.plan import Plan
from planner.scene.model import Scene


def works_graph(scene: Scene, plan: Plan) -> tuple[Graph, Ground]:
    """Make the graph of where a cable may go, and say what a straight trench may not pass.

    Parameters
    ----------
    scene : Scene
        Streets, buildings, rails, water and ducts.
    plan : Plan
        Corrected surfaces, forbidden ground and ducts.

    Returns
    -------
    Graph
        Every run with its surface, structure and length.
    Ground
        Rails, water, forbidden ground, and buildings.

    Raises
    ------
    PlanError
        ``surface_word_unknown`` when a corrected surface is no surface.
    """
    stops: list[BaseGeometry] = [barrier.line for barrier in scene.barriers]
    stops += [area.polygon for area in scene.areas if area.kind == "water"]
    stops += forbidden_ground(plan.forbidden)
    footprints: list[BaseGeometry] = [building.footprint for building in scene.buildings]
    graph = surfaced(street_graph(scene.streets), scene.buildings, plan.surfaces)
    graph = without_forbidden(graph, plan.forbidden)
    graph = with_structures(graph, scene.barriers)
    graph = with_footways_joined(graph, [*stops, *footprints])
    graph = with_ducts(graph, (*scene.ducts, *plan.ducts), stops)
    return graph, Ground(stops=tuple(stops), buildings=tuple(footprints))
