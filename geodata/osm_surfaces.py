"""The closed shapes of an extract that mean something, built once for every layer that needs them.

A surface is a closed way or a multipolygon with its tags: a building, a square, school grounds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from geodata.osm_extract import OsmExtract, OsmRelation, OsmWay
from geodata.osm_kinds import (
    area_kind,
    is_building,
    is_part,
    is_working_ground,
    point_kind,
    public_ground,
)
from geodata.osm_rings import Fault, Ground, Shape, relation_shape, way_shape
from geodata.osm_tags import Tags
from planner.findings import Finding, note, warning

_CODES: dict[tuple[str, Fault], str] = {
    ("buildings", "missing_nodes"): "osm_missing_nodes_buildings",
    ("buildings", "missing_members"): "osm_missing_members_buildings",
    ("buildings", "ring_open"): "osm_ring_open_buildings",
    ("buildings", "ring_closed"): "osm_ring_closed_buildings",
    ("buildings", "repaired"): "osm_repaired_buildings",
    ("areas", "missing_nodes"): "osm_missing_nodes_areas",
    ("areas", "missing_members"): "osm_missing_members_areas",
    ("areas", "ring_open"): "osm_ring_open_areas",
    ("areas", "repaired"): "osm_repaired_areas",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """A closed shape with its tags; ``key`` is its id in the scene."""

    key: str
    tags: Tags
    shape: Shape


def surfaces_of(extract: OsmExtract, ground: Ground) -> tuple[Surface, ...]:
    """Build every closed shape that some layer reads, ways first, then relations."""
    relations = [
        Surface(key=relation.key, tags=relation.tags, shape=relation_shape(ground, relation))
        for relation in extract.relations.values()
        if relation.tags.get("type") in {"multipolygon", "building"} and _matters(relation.tags)
    ]
    told_twice = _outlines_told_twice(extract, relations)
    ways = [
        Surface(
            key=way.key,
            tags=way.tags,
            shape=way_shape(ground, way, close=is_building(way.tags)),
        )
        for way in extract.ways.values()
        if _matters(way.tags) and _may_close(way) and way.ref not in told_twice
    ]
    return (*ways, *relations)


def _matters(tags: Tags) -> bool:
    return bool(
        is_building(tags)
        or is_part(tags)
        or area_kind(tags)
        or point_kind(tags)
        or public_ground(tags)
        or is_working_ground(tags)
    )


def _may_close(way: OsmWay) -> bool:
    """Tell whether a way is meant as a ring: an open one is a line, unless it is a building."""
    return way.refs[:1] == way.refs[-1:] or is_building(way.tags)


def _outlines_told_twice(extract: OsmExtract, built: Iterable[Surface]) -> set[int]:
    """Find the ways tagged as the building that their relation already is."""
    sound = {
        surface.key for surface in built if is_building(surface.tags) and surface.shape.polygons
    }
    return {
        member
        for relation in extract.relations.values()
        if relation.key in sound
        for member in _outer_ways(relation)
    }


def _outer_ways(relation: OsmRelation) -> list[int]:
    return [
        reference
        for kind, reference, role in relation.members
        if kind == "w" and role in {"outer", "outline", ""}
    ]


def fault_findings(layer: str, surfaces: Iterable[Surface]) -> tuple[Finding, ...]:
    """Count what was wrong with the shapes of a layer.

    Parameters
    ----------
    layer : str
        ``buildings`` or ``areas``.
    surfaces : iterable of Surface

    Returns
    -------
    tuple of Finding
        One per fault met, with ``count``; the subject is the layer. Warnings, but for repairs.
    """
    counts = Counter(fault for surface in surfaces for fault in surface.shape.faults)
    return tuple(
        (note if fault == "repaired" else warning)(code, subject=layer, count=counts[fault])
        for (name, fault), code in _CODES.items()
        if name == layer and counts[fault]
    )
