"""What a building is used for, from its tags, then from what stands in it and around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely
from shapely import Point

from geodata.osm_extract import OsmNode
from geodata.osm_heights import SMALL_BUILDING_M2
from geodata.osm_kinds import (
    building_kind,
    building_use,
    is_building,
    is_working_ground,
    public_ground,
    public_point,
)
from geodata.osm_rings import Ground
from geodata.osm_surfaces import Surface
from planner.scene.model import Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """The use and the kind of a building, and whether the use is only presumed."""

    use: Use
    kind: str
    presumed: bool = False


def purposes_of(
    outlines: Sequence[Surface],
    surfaces: Iterable[Surface],
    nodes: Iterable[OsmNode],
    ground: Ground,
) -> list[Purpose]:
    """Tell what each outline is for.

    Parameters
    ----------
    outlines : sequence of Surface
        Buildings, each with at least one polygon.
    surfaces : iterable of Surface
        All closed shapes, among which school grounds, industrial ground...
    nodes : iterable of OsmNode
        Points with tags: a town hall inside a building makes it one.
    ground : Ground

    Returns
    -------
    list of Purpose
        One per outline, in the same order.
    """
    grounds = [surface for surface in surfaces if not is_building(surface.tags)]
    served = [surface for surface in grounds if public_ground(surface.tags)]
    worked = [surface for surface in grounds if is_working_ground(surface.tags)]
    middles = [outline.shape.polygons[0].representative_point() for outline in outlines]
    services = {
        index: public_ground(served[where].tags)
        for index, where in _standing_on(middles, served).items()
    } | _services_inside(outlines, nodes, ground)
    working = _standing_on(middles, worked)
    return [
        _purpose(outline, services.get(index, ""), on_working_ground=index in working)
        for index, outline in enumerate(outlines)
    ]


def _purpose(outline: Surface, service: str, *, on_working_ground: bool) -> Purpose:
    kind = building_kind(outline.tags)
    use = building_use(outline.tags)
    if use in {"public", "dwelling"}:
        return Purpose(use=use, kind=kind)
    if service:
        return Purpose(use="public", kind=service)
    small = outline.shape.area_m2 < SMALL_BUILDING_M2
    if use == "other" or on_working_ground or small:
        return Purpose(use="other", kind=kind)
    return Purpose(use="dwelling", kind=kind, presumed=True)


def _services_inside(
    outlines: Sequence[Surface], nodes: Iterable[OsmNode], ground: Ground
) -> dict[int, str]:
    """Find the public service mapped as a point inside each outline."""
    serving = [node for node in nodes if public_point(node.tags) and node.ref in ground.xy]
    points = [Point(ground.xy[node.ref]) for node in serving]
    found: dict[int, str] = {}
    for point, outline in _pairs(points, outlines):
        found.setdefault(outline, public_point(serving[point].tags))
    return found


def _standing_on(middles: Sequence[Point], grounds: Sequence[Surface]) -> dict[int, int]:
    """Give, for each point that stands on one of the grounds, the first of them."""
    found: dict[int, int] = {}
    for point, where in _pairs(middles, grounds):
        found.setdefault(point, where)
    return found


def _pairs(points: Sequence[Point], surfaces: Sequence[Surface]) -> list[tuple[int, int]]:
    """Give (point, surface) for each point inside a surface, in order."""
    owners = [rank for rank, surface in enumerate(surfaces) for _ in surface.shape.polygons]
    polygons = [polygon for surface in surfaces for polygon in surface.shape.polygons]
    if not points or not polygons:
        return []
    inside, holding = shapely.STRtree(polygons).query(list(points), predicate="within")
    pairs = zip(inside.tolist(), holding.tolist(), strict=True)
    return sorted((point, owners[polygon]) for point, polygon in pairs)
