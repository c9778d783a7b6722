"""Points of an OpenStreetMap extract: trees, lamps, poles, entrances, services, cameras."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from shapely import Point

from geodata.layers import Layer
from geodata.osm_directions import parse_directions
from geodata.osm_extract import OsmExtract, OsmNode
from geodata.osm_kinds import is_camera, node_kind, point_kind
from geodata.osm_rings import Ground, line_runs
from geodata.osm_surfaces import Surface
from geodata.osm_tags import Tags, parse_length
from geodata.projection import round_to_millimetre
from planner.findings import Finding, note
from planner.scene.model import Landmark, PointKind, TaggedCamera

TREE_SPACING_M = 8.0  # along a tree_row; French road alignments stand 7 to 10 m apart


def read_points(
    extract: OsmExtract, ground: Ground, surfaces: Sequence[Surface]
) -> Layer[Landmark]:
    """Read the points that stand in the street or that the law and the study speak of.

    A service mapped as a shape (school grounds, town hall building) stands at a point inside
    its largest polygon; the same service mapped once more as a node within is left out.
    Tree rows are planted every 8 m.
    """
    shapes = [item for item in surfaces if point_kind(item.tags) and item.shape.polygons]
    nodes = [
        landmark
        for node in extract.nodes.values()
        if (landmark := _node_landmark(node, ground)) and not _told_by(shapes, landmark)
    ]
    rows = _tree_rows(extract, ground)
    landmarks = [*nodes, *(_surface_landmark(item) for item in shapes), *rows]
    planted = len(rows)
    findings = (note("trees_planted", subject="points", count=planted),) if planted else ()
    return Layer(
        records=tuple(sorted(landmarks, key=lambda item: item.id)),
        count=len(landmarks),
        assumed=(("tree", planted),),
        findings=findings,
    )


def _node_landmark(node: OsmNode, ground: Ground) -> Landmark | None:
    kind = node_kind(node.tags)
    if kind is None or node.ref not in ground.xy:
        return None
    return _landmark(node.key, Point(ground.xy[node.ref]), kind, node.tags)


def _surface_landmark(surface: Surface) -> Landmark:
    inside = surface.shape.polygons[0].representative_point()
    kind = point_kind(surface.tags) or "school"
    return _landmark(
        surface.key, shapely.transform(inside, round_to_millimetre), kind, surface.tags
    )


def _landmark(key: str, point: Point, kind: PointKind, tags: Tags) -> Landmark:
    standing = kind in {"tree", "lamp", "pole"}
    return Landmark(
        id=key,
        point=point,
        kind=kind,
        name=tags.get("name", ""),
        height_m=parse_length(tags.get("height", "")) if standing else None,
        crown_m=parse_length(tags.get("diameter_crown", "")) if kind == "tree" else None,
    )


def _told_by(shapes: Iterable[Surface], landmark: Landmark) -> bool:
    return any(
        point_kind(surface.tags) == landmark.kind and polygon.covers(landmark.point)
        for surface in shapes
        for polygon in surface.shape.polygons
    )


def _tree_rows(extract: OsmExtract, ground: Ground) -> list[Landmark]:
    trees: list[Landmark] = []
    for way in extract.ways.values():
        if way.tags.get("natural") != "tree_row":
            continue
        lines, _ = line_runs(ground, way)
        points = [point for line in lines for point in _spaced(line)]
        trees += [
            _landmark(f"{way.key}-{rank}", point, "tree", {**way.tags, "name": ""})
            for rank, point in enumerate(points, start=1)
        ]
    return trees


def _spaced(line: shapely.LineString) -> list[Point]:
    distances = np.arange(0.0, line.length + TREE_SPACING_M / 2.0, TREE_SPACING_M)
    points = shapely.line_interpolate_point(line, np.minimum(distances, line.length))
    return [shapely.transform(point, round_to_millimetre) for point in points]


def read_cameras(extract: OsmExtract, ground: Ground) -> Layer[TaggedCamera]:
    """Read the cameras that are mapped.

    ``camera:direction`` wins over ``direction``. ``camera:angle`` is kept as a note: mappers
    use it for the tilt as often as for the lens, so it is never a field of view.
    """
    nodes = [node for node in extract.nodes.values() if is_camera(node.tags)]
    cameras = [_camera(node, ground) for node in nodes if node.ref in ground.xy]
    unread = sum(bool(parse_directions(_direction(node.tags)).unread) for node in nodes)
    findings: list[Finding] = []
    if cameras:
        findings.append(note("cameras_mapped", subject="cameras", count=len(cameras)))
    if unread:
        findings.append(note("camera_directions_unread", subject="cameras", count=unread))
    return Layer(
        records=tuple(sorted(cameras, key=lambda item: item.id)),
        count=len(cameras),
        findings=tuple(findings),
    )


def _camera(node: OsmNode, ground: Ground) -> TaggedCamera:
    directions = parse_directions(_direction(node.tags))
    angle = node.tags.get("camera:angle", "")
    return TaggedCamera(
        id=node.key,
        point=Point(ground.xy[node.ref]),
        bearings_deg=directions.bearings_deg,
        widths_deg=directions.widths_deg,
        note=f"camera:angle={angle}" if angle else "",
    )


def _direction(tags: Tags) -> str:
    return tags.get("camera:direction") or tags.get("direction", "")
