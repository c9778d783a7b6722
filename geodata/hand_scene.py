"""A scene drawn by hand: GeoJSON features of a ``kind``, on flat ground.

========  ==========  ====================================================================
kind      geometry    properties
========  ==========  ====================================================================
building  Polygon     ``height_m``, ``min_height_m``, ``use`` (dwelling, public, other)
wall      LineString  ``height_m``
street    LineString  ``highway``, ``name``, ``surface``, ``width_m``, and as in
                      OpenStreetMap ``sidewalk``, ``access``, ``service``, ``bridge``,
                      ``tunnel``, ``layer``
square    Polygon     ``name``
tree      Point       ``height_m``, ``crown_m``
lamp      Point
entrance  Point
========  ==========  ====================================================================

Multiple geometries are taken apart. Coordinates are longitude and latitude, or those of the CRS
that the ``crs`` member names; a CRS that counts in metres on the ground is kept as the scene's,
wherever the drawing lies in it, so a wall may stand 10 m east of the origin of EPSG:2154.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.crossings import node_lines
from geodata.files import sha256_of, whole_characters
from geodata.geojson import check_units, crs_of, read_document
from geodata.hand_features import (
    GEOMETRIES,
    Drawn,
    building_of,
    landmark_of,
    read_feature,
    square_of,
    street_of,
    wall_of,
)
from geodata.layers import Layer, Origin, provenance
from geodata.osm_kinds import STREETS
from geodata.polygons import numbered, sound_line, sound_polygons
from geodata.projection import LAMBERT_93, WGS84, is_metric, metric_crs, project
from planner.errors import SourceError
from planner.findings import Finding, note, warning
from planner.progress import Progress, silent
from planner.scene.model import Area, Building, Landmark, Scene, Street, Wall

Shape = TypeVar("Shape", Polygon, LineString, Point)
Record = TypeVar("Record", Building, Wall, Street, Area, Landmark)


def read_hand_scene(path: Path, *, progress: Progress = silent) -> Scene:
    """Read a scene drawn by hand. An empty collection is empty ground.

    Parameters
    ----------
    path : Path
        ``.geojson`` or ``.json``.
    progress : Progress

    Returns
    -------
    Scene
        In the CRS of the file when it is metric, else Lambert-93 or the local UTM zone.

    Raises
    ------
    SourceError
        Codes of ``geodata.geojson``, and ``scene_kind_unknown``, ``scene_geometry_unfit``,
        ``scene_id_twice``, ``scene_no_ground``, and others of ``geodata.hand_features``.
    """
    progress("hand_reading", 0.0)
    document = read_document(path, error=SourceError)
    declared = crs_of(document, error=SourceError)
    drawn = [read_feature(feature, index) for index, feature in enumerate(document["features"])]
    _check_ids(drawn)
    crs, placed = _place(drawn, declared)
    name = document.get("name")
    file = whole_characters(path.name)
    origin = Origin(source=file, licence="", date="", sha256=sha256_of(path, error=SourceError))
    town = name if isinstance(name, str) and name else file.split(".", maxsplit=1)[0]
    scene = _scene(crs, whole_characters(town), placed, origin)
    progress("hand_reading", 1.0)
    return scene


def _check_ids(drawn: Sequence[Drawn]) -> None:
    for (kind, own), count in Counter((item.kind, item.id) for item in drawn).items():
        if count > 1:
            raise SourceError("scene_id_twice", where=own, kind=kind, count=count)


def _place(drawn: Sequence[Drawn], declared: str) -> tuple[str, list[Drawn]]:
    """Carry the drawing to the scene's CRS."""
    if not drawn:
        return (declared if is_metric(declared) else LAMBERT_93), []
    bounds = shapely.total_bounds(np.array([item.geometry for item in drawn])).tolist()
    check_units((bounds[0], bounds[1], bounds[2], bounds[3]), declared, error=SourceError)
    crs = declared
    if not is_metric(declared):
        middle = Point((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
        degrees = project(middle, declared, WGS84)
        crs = metric_crs(*(float(value) for value in shapely.get_coordinates(degrees)[0]))
    placed = [replace(item, geometry=project(item.geometry, declared, crs)) for item in drawn]
    for item in placed:
        if not np.isfinite(shapely.get_coordinates(item.geometry)).all():
            raise SourceError("geojson_not_finite", where=item.where)
    return crs, placed


def _scene(crs: str, name: str, drawn: Sequence[Drawn], origin: Origin) -> Scene:
    buildings = _buildings([item for item in drawn if item.kind == "building"])
    walls = _walls([item for item in drawn if item.kind == "wall"])
    streets = _streets([item for item in drawn if item.kind == "street"])
    squares = [item for item in drawn if item.kind == "square"]
    standing = [item for item in drawn if GEOMETRIES[item.kind] == "Point"]
    areas = _layer("areas", squares, Polygon, square_of)
    points = _layer("points", standing, Point, landmark_of)
    named: dict[str, Layer[Any]] = {
        "buildings": buildings,
        "walls": walls,
        "streets": streets,
        "areas": areas,
        "points": points,
    }
    return Scene(
        crs=crs,
        name=name,
        buildings=buildings.records,
        walls=walls.records,
        streets=streets.records,
        areas=areas.records,
        points=points.records,
        outline=_outline(drawn),
        provenance=tuple(
            provenance(title, layer, origin) for title, layer in named.items() if layer.count
        ),
        findings=tuple(finding for layer in named.values() for finding in layer.findings),
    )


def _outline(drawn: Sequence[Drawn]) -> Polygon | None:
    """Give the convex hull of the drawing, None when it has no area."""
    if not drawn:
        return None
    hull = shapely.convex_hull(
        shapely.multipoints(shapely.get_coordinates(np.array([item.geometry for item in drawn])))
    )
    return hull if isinstance(hull, Polygon) else None


def _layer(
    name: str,
    drawn: Sequence[Drawn],
    shape: type[Shape],
    record: Callable[[Drawn, str, Shape], Record],
) -> Layer[Record]:
    """Make the records of a layer, one per sound piece, sorted by id."""
    records: list[Record] = []
    repaired = 0
    for item in drawn:
        pieces, mended = _pieces(item, shape)
        repaired += mended
        keys = numbered(item.id, len(pieces))
        records += [record(item, *pair) for pair in zip(keys, pieces, strict=True)]
    findings = (note("drawing_repaired", subject=name, count=repaired),) if repaired else ()
    return Layer(
        records=tuple(sorted(records, key=lambda one: one.id)),
        count=len(drawn),
        findings=findings,
    )


def _pieces(item: Drawn, shape: type[Shape]) -> tuple[list[Shape], bool]:
    """Take a geometry apart into sound pieces, and tell whether it had to be repaired."""
    parts: list[BaseGeometry | None]
    repaired = False
    if shape is Polygon:
        polygons, repaired = sound_polygons(item.geometry)
        parts = list(polygons)
    elif shape is LineString:
        lines = shapely.get_parts(item.geometry)
        parts = [sound_line([(x, y) for x, y in line.coords]) for line in lines]
    else:
        parts = list(shapely.get_parts(item.geometry))
    pieces = [part for part in parts if isinstance(part, shape)]
    if not pieces:
        raise SourceError("scene_no_ground", where=item.where)
    return pieces, repaired


def _buildings(drawn: Sequence[Drawn]) -> Layer[Building]:
    layer = _layer("buildings", drawn, Polygon, building_of)
    return _with_heights("heights_assumed", "buildings", layer, drawn)


def _walls(drawn: Sequence[Drawn]) -> Layer[Wall]:
    layer = _layer("walls", drawn, LineString, wall_of)
    return _with_heights("wall_heights_assumed", "walls", layer, drawn)


def _with_heights(
    code: str, name: str, layer: Layer[Record], drawn: Sequence[Drawn]
) -> Layer[Record]:
    """Count the features whose height the drawing does not give."""
    assumed = sum(item.properties.get("height_m") is None for item in drawn)
    if not assumed:
        return layer
    told = warning(code, subject=name, count=assumed, total=len(drawn))
    return replace(layer, assumed=(("height", assumed),), findings=(*layer.findings, told))


def _streets(drawn: Sequence[Drawn]) -> Layer[Street]:
    """Make streets, and join those that cross without a shared vertex."""
    layer = _layer("streets", drawn, LineString, street_of)
    streets = layer.records
    lines, added = node_lines(
        [street.line for street in streets], [street.layer for street in streets]
    )
    findings: list[Finding] = list(layer.findings)
    unknown = sum(street.highway not in STREETS for street in streets)
    if added:
        findings.append(note("streets_noded", subject="streets", count=added))
    if unknown:
        findings.append(warning("streets_of_unknown_class", subject="streets", count=unknown))
    return Layer(
        records=tuple(
            replace(street, line=line) for street, line in zip(streets, lines, strict=True)
        ),
        count=layer.count,
        findings=tuple(findings),
    )
