"""Which metric CRS a town is measured in, and the way there from longitude and latitude.

One metric CRS per scene: Lambert-93 (EPSG:2154) in mainland France, the local UTM zone on
WGS 84 elsewhere. Coordinates are rounded to the millimetre once, here.
"""

from __future__ import annotations

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

# Mainland France and Corsica, convex outline in degrees (longitude, latitude): a plain box would
# take in Geneva, Turin and Saarbruecken, which are better served by their UTM zone.
_MAINLAND = shapely.Polygon(
    [
        (-5.3, 48.7), (-5.3, 47.7), (-1.9, 43.3), (-0.8, 42.75), (0.7, 42.6), (3.3, 42.3),
        (8.4, 41.2), (9.8, 41.3), (9.8, 43.2), (7.6, 43.75), (7.1, 45.4), (7.05, 45.92),
        (6.82, 46.2), (6.05, 46.1), (5.95, 46.13), (6.05, 46.5), (7.0, 47.3), (7.6, 47.58),
        (8.25, 48.97), (7.3, 49.2), (6.0, 49.5), (4.3, 50.1), (2.6, 51.1), (1.5, 51.1),
        (-1.95, 49.8), (-4.7, 48.9),
    ]
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


@lru_cache(maxsize=64)
def _crs(name: str) -> pyproj.CRS:
    return pyproj.CRS.from_user_input(name)


@lru_cache(maxsize=64)
def _transformer(from_crs: str, to_crs: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(_crs(from_crs), _crs(to_crs), always_xy=True)
