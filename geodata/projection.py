"""Which metric CRS a town is measured in, and the way there from longitude and latitude.

One metric CRS per scene: Lambert-93 (EPSG:2154) in mainland France, the local UTM zone on
WGS 84 elsewhere. Coordinates are rounded to the millimetre once, here.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from pyproj.exceptions import CRSError, ProjError
from shapely.geometry.base import BaseGeometry

WGS84 = "EPSG:4326"
LAMBERT_93 = "EPSG:2154"
MILLIMETRE = 3  # decimals kept of a metre
_STEP_DEG = 1e-4  # northward step by which a north is measured
_STEP_M = 10.0

# Mainland France and Corsica with a little of their neighbours, degrees (longitude, latitude).
# A plain box would take in Geneva, Turin and Brussels, which their UTM zone serves better.
_MAINLAND = shapely.Polygon(
    [
        (-5.4, 48.7), (-5.4, 47.5), (-2.6, 46.5), (-1.9, 43.25), (-0.8, 42.8), (0.7, 42.6),
        (1.4, 42.55), (1.7, 42.4), (3.25, 42.33), (8.4, 41.2), (9.8, 41.2), (9.8, 43.2),
        (7.6, 43.7), (7.75, 44.2), (7.1, 44.9), (7.25, 45.4), (7.1, 45.95), (6.9, 46.4),
        (6.5, 46.45), (6.25, 46.36), (6.17, 46.37), (6.06, 46.42), (6.14, 46.6), (6.5, 46.9),
        (6.75, 47.03), (6.95, 47.2), (7.06, 47.33), (7.06, 47.5), (7.2, 47.42), (7.62, 47.57),
        (7.65, 48.1), (7.85, 48.5), (8.3, 48.9), (8.3, 49.05), (7.0, 49.3), (6.4, 49.55),
        (5.9, 49.6), (4.95, 50.2), (4.3, 50.4), (3.4, 50.9), (2.6, 51.2), (1.4, 51.0),
        (-2.0, 49.85), (-4.7, 48.95),
    ],
    holes=[  # the canton of Geneva, which France nearly surrounds
        [
            (5.99, 46.155), (6.06, 46.165), (6.13, 46.15), (6.17, 46.165), (6.195, 46.185),
            (6.2, 46.21), (6.235, 46.29), (6.16, 46.3), (6.135, 46.275), (6.118, 46.245),
            (6.07, 46.245), (6.04, 46.225), (6.0, 46.19),
        ]
    ],
)  # fmt: skip


def metric_crs(lon_deg: float, lat_deg: float) -> str:
    """Choose the metric CRS of a place.

    Parameters
    ----------
    lon_deg, lat_deg : float
        The middle of the town, WGS 84 degrees.

    Returns
    -------
    str
        ``EPSG:2154`` in mainland France, else ``EPSG:326zz`` or ``EPSG:327zz`` (UTM, WGS 84).
    """
    if shapely.contains_xy(_MAINLAND, lon_deg, lat_deg):
        return LAMBERT_93
    zone = int((lon_deg + 180.0) % 360.0 // 6.0) + 1
    return f"EPSG:{(32600 if lat_deg >= 0 else 32700) + zone}"


def known_crs(name: str) -> pyproj.CRS | None:
    """Give the CRS of an authority name (``EPSG:2154``), None when nobody knows it."""
    try:
        return _crs(name)
    except CRSError:
        return None


def is_metric(name: str) -> bool:
    """Tell whether planar lengths of a CRS are metres on the ground.

    Degrees and feet are not; neither is Mercator, whose metre grows with latitude (1.5 at 48
    degrees in EPSG:3857).
    """
    crs = _crs(name)
    if not crs.is_projected:
        return False
    operation = crs.coordinate_operation
    mercator = operation is not None and operation.method_name.split(" (")[0] in {
        "Mercator",
        "Popular Visualisation Pseudo Mercator",
    }
    return not mercator and all(axis.unit_name == "metre" for axis in crs.axis_info)


def is_geographic(name: str) -> bool:
    """Tell whether a CRS counts in degrees."""
    return _crs(name).is_geographic


def wkt_of(name: str) -> str:
    """Give the OGC WKT 1 definition of a CRS, as GeoPackage stores it."""
    return _crs(name).to_wkt("WKT1_GDAL")


def project_coordinates(
    coordinates: npt.NDArray[np.float64], from_crs: str, to_crs: str
) -> npt.NDArray[np.float64]:
    """Carry coordinates from one CRS to another; longitude or easting always comes first.

    Parameters
    ----------
    coordinates : array of shape (n, 2)
    from_crs, to_crs : str

    Returns
    -------
    array of shape (n, 2)
        Rounded to the millimetre when ``to_crs`` is metric. Infinite where the projection has
        no answer.
    """
    if from_crs != to_crs:
        try:
            moved = _transformer(from_crs, to_crs).transform(coordinates[:, 0], coordinates[:, 1])
        except ProjError:
            return np.full_like(coordinates, np.inf)
        coordinates = np.column_stack(moved)
    if is_geographic(to_crs):
        return coordinates
    return round_to_millimetre(coordinates)


def round_to_millimetre(coordinates: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Round metres to the millimetre, without negative zeros."""
    return np.round(coordinates, MILLIMETRE) + 0.0


def project(geometry: BaseGeometry, from_crs: str, to_crs: str) -> BaseGeometry:
    """Carry a shapely geometry from one CRS to another, rounded to the millimetre in metres."""
    return shapely.transform(
        geometry, lambda coordinates: project_coordinates(coordinates, from_crs, to_crs)
    )


def north_of(place: shapely.Point, plan_crs: str, scene_crs: str) -> float:
    """Give the bearing, in a scene's grid, of the north of a file's own CRS at a place.

    Parameters
    ----------
    place : shapely.Point
        In the scene's CRS.
    plan_crs, scene_crs : str
        The file's CRS and the scene's.

    Returns
    -------
    float
        Degrees clockwise from the grid's north, in (-180, 180]: the meridian convergence where
        the file is in degrees, 0 where both are the same grid.
    """
    if plan_crs == scene_crs:
        return 0.0
    here = project_coordinates(shapely.get_coordinates(place), scene_crs, plan_crs)
    step = _STEP_DEG if is_geographic(plan_crs) else _STEP_M
    pair = project_coordinates(
        np.vstack([here, here + np.array([[0.0, step]])]), plan_crs, scene_crs
    )
    east, north = pair[1] - pair[0]
    return math.degrees(math.atan2(east, north))


@lru_cache(maxsize=64)
def _crs(name: str) -> pyproj.CRS:
    return pyproj.CRS.from_user_input(name)


@lru_cache(maxsize=64)
def _transformer(from_crs: str, to_crs: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(_crs(from_crs), _crs(to_crs), always_xy=True)
