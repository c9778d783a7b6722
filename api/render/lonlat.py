"""From the scene's metres to longitude and latitude, as GeoJSON counts them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

DECIMALS = 7  # of a degree: about a centimetre


@dataclass(frozen=True, slots=True)
class LonLat:
    """The way from one metric CRS to WGS 84."""

    crs: str

    def geometry(self, geometry: BaseGeometry) -> BaseGeometry:
        """Give a geometry in WGS 84, unrounded."""
        return shapely.transform(shapely.force_2d(geometry), self._move)

    def geojson(self, geometry: BaseGeometry) -> dict[str, Any]:
        """Give a GeoJSON geometry: seven decimals, exterior rings counter-clockwise (RFC 7946)."""
        moved = self.geometry(geometry)
        turned = shapely.orient_polygons(moved) if moved.area else moved
        mapping = dict(turned.__geo_interface__)
        return {"type": mapping["type"], "coordinates": _rounded(mapping["coordinates"])}

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Give (longitude, latitude) of a place, rounded."""
        lon, lat = self._move(np.array([[x, y]]))[0]
        return round(float(lon), DECIMALS), round(float(lat), DECIMALS)

    def _move(self, coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        lon, lat = _transformer(self.crs).transform(coordinates[:, 0], coordinates[:, 1])
        return np.column_stack((lon, lat))


@lru_cache(maxsize=16)
def _transformer(crs: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)


def _rounded(coordinates: Any) -> Any:  # noqa: ANN401 - nested tuples of any depth
    if isinstance(coordinates[0], int | float) if coordinates else False:
        return [round(float(value), DECIMALS) + 0.0 for value in coordinates]
    return [_rounded(part) for part in coordinates]
