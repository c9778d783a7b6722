"""GeoJSON read with care: what a hand-drawn scene and a plan file have in common.

Files come from strangers: every number is checked, every refusal names the feature it is about.
Each function takes the branch of the error tree to raise from (``SourceError`` for a scene,
``PlanError`` for a plan). Structure follows RFC 7946, plus the ``crs`` member of its ancestor
(GeoJSON 2008, section 3), which QGIS writes.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.files import check_file
from geodata.projection import WGS84, is_geographic, known_crs
from planner.errors import VigieError

LARGEST_DOCUMENT_BYTES = 100_000_000
FARTHEST_COORDINATE = 1e8  # metres: farther than any place on Earth in any CRS

Position = tuple[float, float]
Feature = dict[str, Any]

_CRS_NAME = re.compile(
    r"(?:urn:(?:x-)?ogc:def:crs:)?(EPSG|OGC)(?::[0-9.]*)?:([A-Za-z0-9]+)", re.IGNORECASE
)
_LON_LAT_NAMES = {"CRS84", "CRS83", "CRS27"}

# Longitude and latitude boxes where France lies, mainland (with its neighbours) then overseas.
_FRENCH_DEGREES = (
    (-10.0, 40.0, 12.0, 52.0),
    (-63.3, 14.2, -60.6, 18.3),  # Guadeloupe, Martinique, Saint-Martin, Saint-Barthelemy
    (-54.8, 1.9, -51.4, 6.0),  # Guyane
    (44.9, -21.6, 56.0, -12.4),  # Mayotte, La Reunion
    (-56.6, 46.6, -56.0, 47.3),  # Saint-Pierre-et-Miquelon
    (-180.0, -28.1, -134.0, -7.5),  # Polynesie, Wallis-et-Futuna
    (158.0, -23.2, 172.3, -17.6),  # Nouvelle-Caledonie
)


def read_document(path: Path, *, error: type[VigieError]) -> dict[str, Any]:
    """Read a GeoJSON FeatureCollection.

    Parameters
    ----------
    path : Path
    error : type of VigieError
        The branch of the error tree that the caller speaks for.

    Returns
    -------
    dict
        The document; its ``features`` is a list of objects of type ``Feature`` whose
        ``properties`` is an object (a null one is replaced by an empty one).

    Raises
    ------
    VigieError
        Codes of ``check_file``, and ``json_not_text``, ``json_broken``,
        ``geojson_not_a_collection``, ``geojson_not_a_feature``.
    """
    check_file(path, error=error, largest_bytes=LARGEST_DOCUMENT_BYTES)
    try:
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as fault:
        raise error("file_unreadable", file=path.name) from fault
    except UnicodeDecodeError as fault:
        raise error("json_not_text", file=path.name) from fault
    except json.JSONDecodeError as fault:
        raise error("json_broken", file=path.name, line=fault.lineno) from fault
    except (ValueError, RecursionError) as fault:  # a number of 5,000 digits, a well of brackets
        raise error("json_broken", file=path.name, line=1) from fault
    return _collection(document, path.name, error)


def _collection(document: object, file: str, error: type[VigieError]) -> dict[str, Any]:
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise error("geojson_not_a_collection", file=file)
    features = document.get("features")
    if not isinstance(features, list):
        raise error("geojson_not_a_collection", file=file)
    for index, feature in enumerate(features):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise error("geojson_not_a_feature", file=file, where=f"#{index + 1}")
        if feature.get("properties") is None:
            feature["properties"] = {}
        if not isinstance(feature["properties"], dict):
            raise error("geojson_not_a_feature", file=file, where=feature_name(feature, index))
    return document


def feature_name(feature: Feature, index: int) -> str:
    """Name a feature for a sentence: its ``properties.id``, else its ``id``, else its rank.

    Parameters
    ----------
    feature : dict
    index : int
        Place in the collection, from 0; ``#1`` is the first.
    """
    properties = feature.get("properties")
    own = properties.get("id") if isinstance(properties, dict) else None
    for name in (own, feature.get("id")):
        if isinstance(name, str | int) and not isinstance(name, bool) and str(name).strip():
            return str(name).strip()
    return f"#{index + 1}"


def crs_of(document: dict[str, Any], *, error: type[VigieError]) -> str:
    """Give the CRS that a document names, ``EPSG:4326`` when it names none.

    Reads ``EPSG:2154``, ``urn:ogc:def:crs:EPSG::2154`` and ``urn:ogc:def:crs:OGC:1.3:CRS84``,
    as a bare string or in the ``{"type": "name"}`` object of GeoJSON 2008.

    Raises
    ------
    VigieError
        ``geojson_crs_unknown``.
    """
    member = document.get("crs")
    if member is None:
        return WGS84
    name = member
    if isinstance(member, dict):
        properties = member.get("properties")
        name = properties.get("name") if isinstance(properties, dict) else None
    match = _CRS_NAME.fullmatch(name.strip()) if isinstance(name, str) else None
    if match is None:
        raise error("geojson_crs_unknown", crs=_shown(name))
    authority, code = match.group(1).upper(), match.group(2).upper()
    if authority == "OGC":
        if code not in _LON_LAT_NAMES:
            raise error("geojson_crs_unknown", crs=_shown(name))
        return WGS84
    crs = known_crs(f"EPSG:{code}")
    if crs is None or not (crs.is_projected or crs.is_geographic):
        raise error("geojson_crs_unknown", crs=_shown(name))
    return f"EPSG:{code}"


def _shown(value: object) -> str:
    return str(value)[:60]


def geometry_of(feature: Feature, where: str, *, error: type[VigieError]) -> BaseGeometry:
    """Read the geometry of a feature, two coordinates a position; a third one is left out.

    Parameters
    ----------
    feature : dict
    where : str
        How the feature is named in an error (see `feature_name`).
    error : type of VigieError

    Returns
    -------
    shapely geometry
        Point, LineString, Polygon or their multiples, in the document's CRS. Rings are closed;
        whether a polygon crosses itself is not looked at here.

    Raises
    ------
    VigieError
        ``geojson_geometry_missing``, ``geojson_geometry_kind``, ``geojson_position_bad``,
        ``geojson_not_finite``, ``geojson_line_short``, ``geojson_ring_short``,
        ``geojson_ring_open``; values hold ``where``.
    """
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict):
        raise error("geojson_geometry_missing", where=where)
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    builder = _BUILDERS.get(kind) if isinstance(kind, str) else None
    if builder is None:
        raise error("geojson_geometry_kind", where=where, geometry=_shown(kind))
    return builder(coordinates, where, error)


def position_of(value: object, where: str, *, error: type[VigieError]) -> Position:
    """Read one position, ``[x, y]`` or ``[x, y, z]``.

    Raises
    ------
    VigieError
        ``geojson_position_bad``, ``geojson_not_finite``.
    """
    if not isinstance(value, list) or len(value) < 2:
        raise error("geojson_position_bad", where=where)
    return _coordinate(value[0], where, error), _coordinate(value[1], where, error)


def _coordinate(value: object, where: str, error: type[VigieError]) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise error("geojson_position_bad", where=where)
    try:
        number = float(value)
    except OverflowError as fault:
        raise error("geojson_not_finite", where=where) from fault
    if not math.isfinite(number):
        raise error("geojson_not_finite", where=where)
    return number


def _positions(value: object, where: str, error: type[VigieError]) -> list[Position]:
    if not isinstance(value, list):
        raise error("geojson_position_bad", where=where)
    return [position_of(item, where, error=error) for item in value]


def _point(value: object, where: str, error: type[VigieError]) -> shapely.Point:
    return shapely.Point(position_of(value, where, error=error))


def _line(value: object, where: str, error: type[VigieError]) -> shapely.LineString:
    positions = _positions(value, where, error)
    if len(set(positions)) < 2:
        raise error("geojson_line_short", where=where)
    return shapely.LineString(positions)


def _ring(value: object, where: str, error: type[VigieError]) -> list[Position]:
    positions = _positions(value, where, error)
    if positions and positions[0] != positions[-1]:
        raise error("geojson_ring_open", where=where)
    if len(positions) < 4 or len(set(positions)) < 3:
        raise error("geojson_ring_short", where=where)
    return positions


def _polygon(value: object, where: str, error: type[VigieError]) -> shapely.Polygon:
    if not isinstance(value, list) or not value:
        raise error("geojson_position_bad", where=where)
    shell, *holes = (_ring(item, where, error) for item in value)
    return shapely.Polygon(shell, holes)


def _parts(value: object, where: str, error: type[VigieError]) -> list[object]:
    if not isinstance(value, list) or not value:
        raise error("geojson_position_bad", where=where)
    return value


def _points(value: object, where: str, error: type[VigieError]) -> shapely.MultiPoint:
    return shapely.MultiPoint([_point(item, where, error) for item in _parts(value, where, error)])


def _lines(value: object, where: str, error: type[VigieError]) -> shapely.MultiLineString:
    lines = [_line(item, where, error) for item in _parts(value, where, error)]
    return shapely.MultiLineString(lines)


def _polygons(value: object, where: str, error: type[VigieError]) -> shapely.MultiPolygon:
    polygons = [_polygon(item, where, error) for item in _parts(value, where, error)]
    return shapely.MultiPolygon(polygons)


_BUILDERS: dict[str, Callable[[object, str, type[VigieError]], BaseGeometry]] = {
    "Point": _point,
    "LineString": _line,
    "Polygon": _polygon,
    "MultiPoint": _points,
    "MultiLineString": _lines,
    "MultiPolygon": _polygons,
}


def check_units(
    bounds: tuple[float, float, float, float], crs: str, *, error: type[VigieError]
) -> None:
    """Refuse degrees declared as metres, and metres declared as degrees.

    Metres are refused as degrees when they leave the globe (longitude beyond 180, latitude
    beyond 90). Degrees are refused as metres when everything stands in less than one unit, and
    inside the longitudes and latitudes of France: a drawing in metres near the origin of its
    CRS is legal, but it is wider than a metre. A lone point, which has no width, is refused
    only when it is written finer than a tenth, as degrees must be and as a hand-made metre is
    not.

    Parameters
    ----------
    bounds : tuple of float
        West, south, east, north of the whole document, in its own unit.
    crs : str
        What the document declares.
    error : type of VigieError

    Raises
    ------
    VigieError
        ``geojson_metres_as_degrees``, ``geojson_degrees_as_metres``, ``geojson_too_far``.
    """
    west, south, east, north = bounds
    if max(abs(edge) for edge in bounds) > FARTHEST_COORDINATE:
        raise error("geojson_too_far", x=west, y=south)
    if is_geographic(crs):
        if west < -180.0 or east > 180.0 or south < -90.0 or north > 90.0:
            raise error("geojson_metres_as_degrees", x=west, y=south)
        return
    extent = max(east - west, north - south)
    in_france = any(
        box[0] <= west and box[1] <= south and east <= box[2] and north <= box[3]
        for box in _FRENCH_DEGREES
    )
    if not in_france or extent >= 1.0:
        return
    if extent > 0.0 or not (_is_tenth(west) and _is_tenth(south)):
        raise error("geojson_degrees_as_metres", crs=crs, x=west, y=south)


def _is_tenth(value: float) -> bool:
    return math.isclose(value * 10.0, round(value * 10.0), abs_tol=1e-6)
