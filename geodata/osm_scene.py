"""An OpenStreetMap extract turned into a Scene: each layer with its provenance."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely
from shapely import Polygon

from geodata.layers import Layer, Origin, provenance
from geodata.osm_buildings import read_buildings
from geodata.osm_extract import OsmExtract, read_osm
from geodata.osm_kinds import area_kind
from geodata.osm_lines import read_barriers, read_streets, read_walls
from geodata.osm_points import read_cameras, read_points
from geodata.osm_rings import Ground, locate
from geodata.osm_surfaces import Surface, fault_findings, surfaces_of
from geodata.polygons import numbered
from geodata.projection import WGS84, project
from planner.errors import SourceError
from planner.progress import Progress, silent
from planner.scene.model import Area, Building, Scene, Street

LICENCE = "ODbL 1.0, © les contributeurs d’OpenStreetMap"
_PLACES = ("city", "town", "village")  # from the largest
_BOX_STEP_DEG = 0.002  # a parallel bends by less than 1 mm between two such points


def read_osm_scene(path: Path, *, progress: Progress = silent) -> Scene:
    """Read an extract as a scene.

    Parameters
    ----------
    path : Path
        ``.osm``, ``.osm.bz2``, ``.osm.gz`` or ``.osm.pbf``.
    progress : Progress

    Returns
    -------
    Scene

    Raises
    ------
    SourceError
        Codes of ``geodata.osm_extract.read_osm``, and ``osm_empty``.
    """
    extract = read_osm(path, progress=progress)
    progress("osm_shaping", 0.0)
    scene = scene_of(extract)
    progress("osm_shaping", 1.0)
    return scene


def scene_of(extract: OsmExtract) -> Scene:
    """Turn an extract into a scene.

    Raises
    ------
    SourceError
        ``osm_empty`` when it holds neither street nor building.
    """
    if not extract.positions:
        raise SourceError("osm_empty", file=extract.file)
    ground = locate(extract)
    surfaces = surfaces_of(extract, ground)
    streets = read_streets(extract, ground)
    buildings = read_buildings(extract, ground, surfaces)
    if not streets.records and not buildings.records:
        raise SourceError("osm_empty", file=extract.file)
    walls = read_walls(extract, ground)
    areas = _read_areas(surfaces)
    barriers = read_barriers(extract, ground)
    points = read_points(extract, ground, surfaces)
    cameras = read_cameras(extract, ground)
    origin = Origin(source=extract.file, licence=LICENCE, date=extract.date, sha256=extract.sha256)
    return Scene(
        crs=ground.crs,
        name=_name(extract),
        buildings=buildings.records,
        walls=walls.records,
        streets=streets.records,
        areas=areas.records,
        barriers=barriers.records,
        points=points.records,
        cameras=cameras.records,
        outline=_outline(ground, buildings.records, streets.records),
        provenance=(
            provenance("buildings", buildings, origin),
            provenance("walls", walls, origin),
            provenance("streets", streets, origin),
            provenance("areas", areas, origin),
            provenance("barriers", barriers, origin),
            provenance("points", points, origin),
            provenance("cameras", cameras, origin),
        ),
        findings=(
            *buildings.findings,
            *walls.findings,
            *streets.findings,
            *areas.findings,
            *barriers.findings,
            *points.findings,
            *cameras.findings,
        ),
    )


def _read_areas(surfaces: tuple[Surface, ...]) -> Layer[Area]:
    grounds = [(surface, kind) for surface in surfaces if (kind := area_kind(surface.tags))]
    areas = [
        Area(id=key, polygon=polygon, kind=kind, name=surface.tags.get("name", ""))
        for surface, kind in grounds
        for key, polygon in zip(
            numbered(surface.key, len(surface.shape.polygons)), surface.shape.polygons, strict=True
        )
    ]
    return Layer(
        records=tuple(sorted(areas, key=lambda area: area.id)),
        count=sum(bool(surface.shape.polygons) for surface, _ in grounds),
        findings=fault_findings("areas", [surface for surface, _ in grounds]),
    )


def _name(extract: OsmExtract) -> str:
    """Name the town after the one place of the highest rank, else after the file."""
    for rank in _PLACES:
        names = [
            node.tags["name"]
            for node in extract.nodes.values()
            if node.tags.get("place") == rank and node.tags.get("name")
        ]
        if len(names) == 1:
            return names[0]
        if names:
            break
    return extract.file.split(".", maxsplit=1)[0]


def _outline(
    ground: Ground, buildings: tuple[Building, ...], streets: tuple[Street, ...]
) -> Polygon | None:
    """Give the box that the file states, else the convex hull of streets and buildings."""
    if ground.bounds is not None:
        box = shapely.segmentize(shapely.box(*ground.bounds), _BOX_STEP_DEG)
        projected = project(box, WGS84, ground.crs)
        return projected if isinstance(projected, Polygon) else None
    drawn = [item.footprint for item in buildings] + [item.line for item in streets]
    hull = shapely.convex_hull(shapely.multipoints(shapely.get_coordinates(np.array(drawn))))
    return hull if isinstance(hull, Polygon) else None
