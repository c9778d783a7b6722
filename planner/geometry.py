"""Planar measures that rooms share. Metres in one metric CRS; bearings clockwise from north."""

from __future__ import annotations

import math
from typing import Any

import shapely


def heading(bearing_deg: float) -> tuple[float, float]:
    """Give the unit vector (east, north) of a bearing in degrees clockwise from north.

    Multiples of 90 degrees are exact, so that a camera aimed north sees symmetric ground.
    """
    quarter, rest = divmod(bearing_deg % 360.0, 90.0)
    if rest == 0.0:
        return ((0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (-1.0, 0.0))[int(quarter) % 4]
    angle = math.radians(bearing_deg)
    return math.sin(angle), math.cos(angle)


def bearing_between(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Give the bearing in degrees, in [0, 360), from one point to another."""
    return math.degrees(math.atan2(end[0] - start[0], end[1] - start[1])) % 360.0


def clip(geometry: Any, bounds: tuple[float, float, float, float]) -> Any:  # noqa: ANN401 - one geometry or an array of them
    """Cut a geometry, or each of an array, along a rectangle.

    Parameters
    ----------
    geometry : shapely.Geometry or array of them
    bounds : tuple of float
        West, south, east, north.

    Returns
    -------
    shapely.Geometry or array of them
        Polygons stay polygons, in as many parts as there are.
    """
    try:
        return shapely.clip_by_rect(geometry, *bounds)
    except shapely.GEOSException:
        # The fast cutting of GEOS makes rings of two points where a corner grazes an edge
        # ("Invalid number of points in LinearRing"); the slow one does not.
        return shapely.intersection(geometry, shapely.box(*bounds))
