"""Polygons made sound: valid, single, without zero-length edges, to the millimetre."""

from __future__ import annotations

import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.projection import round_to_millimetre

MILLIMETRE_M = 0.001
SLIVER_M = 0.2
_MARGIN_M = 0.01
_SHARPEST = 20.0  # mitre ratio 1 / sin(half the angle): 5.7 degrees
SMALLEST_AREA_M2 = 0.05  # what is left of a repair below this is dust, not ground


def sound_polygons(geometry: BaseGeometry) -> tuple[tuple[Polygon, ...], bool]:
    """Give the valid single polygons of a geometry.

    Parameters
    ----------
    geometry : shapely geometry
        Any; what is not polygonal is left out.

    Returns
    -------
    polygons : tuple of Polygon
        Largest first; shells anticlockwise, holes clockwise, coordinates to the millimetre.
    repaired : bool
        Whether the geometry was invalid (crossing itself, hole outside its shell...).
    """
    repaired = not geometry.is_valid
    if repaired:
        geometry = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    return _single(geometry), repaired


def cut_polygons(geometry: BaseGeometry) -> tuple[Polygon, ...]:
    """Give the polygons of a computed geometry (a difference, an intersection), snapped to 1 mm."""
    return _single(shapely.set_precision(geometry, MILLIMETRE_M))


def without_slivers(geometry: BaseGeometry) -> BaseGeometry:
    """Take off what is thinner than 20 cm: nodes 1 cm aside leave such shreds along a cut.

    Corners are kept, but for those sharper than 6 degrees.
    """
    half = SLIVER_M / 2.0
    eroded = geometry.buffer(-half, join_style="mitre", mitre_limit=_SHARPEST)
    core = eroded.buffer(half + _MARGIN_M, join_style="mitre", mitre_limit=_SHARPEST)
    return geometry & core


def _single(geometry: BaseGeometry) -> tuple[Polygon, ...]:
    parts = [
        part
        for part in shapely.get_parts(_polygonal(geometry))
        if isinstance(part, Polygon) and part.area >= SMALLEST_AREA_M2
    ]
    cleaned = [_cleaned(part) for part in parts]
    return tuple(sorted(cleaned, key=lambda part: (-part.area, part.bounds)))


def _polygonal(geometry: BaseGeometry) -> BaseGeometry:
    if geometry.geom_type != "GeometryCollection":
        return geometry
    return shapely.multipolygons(
        [
            polygon
            for part in shapely.get_parts(geometry)
            for polygon in shapely.get_parts(part)
            if isinstance(polygon, Polygon)
        ]
    )


def _cleaned(polygon: Polygon) -> Polygon:
    rounded = shapely.transform(polygon, round_to_millimetre)
    return shapely.orient_polygons(shapely.remove_repeated_points(rounded))


def sound_line(positions: list[tuple[float, float]]) -> LineString | None:
    """Give the line through positions without zero-length edges, None when nothing is left."""
    kept = [
        position
        for index, position in enumerate(positions)
        if index == 0 or position != positions[index - 1]
    ]
    return LineString(kept) if len(kept) > 1 else None


def numbered(key: str, count: int) -> list[str]:
    """Give the ids of the pieces of one feature: its own when it is whole, else ``r45-1``..."""
    return [key] if count == 1 else [f"{key}-{rank}" for rank in range(1, count + 1)]
