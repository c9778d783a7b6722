"""Plan documents made by hand, for tests: a supervision, a camera, and what a test adds."""

from __future__ import annotations

from typing import Any

LAMBERT = "EPSG:2154"
ORIGIN = (650_000.0, 6_900_000.0)  # somewhere in the Somme, Lambert-93


def feature(kind: str, own_id: str | None, coordinates: Any, **members: Any) -> dict[str, Any]:
    """Make a feature; the type of its geometry follows from how deep its coordinates are."""
    depth, inside = 0, coordinates
    while isinstance(inside, list):
        depth, inside = depth + 1, inside[0]
    geometry = {"type": ("", "Point", "LineString", "Polygon")[depth], "coordinates": coordinates}
    identity = {} if own_id is None else {"id": own_id}
    return {
        "type": "Feature",
        "properties": {"kind": kind, **identity, **members},
        "geometry": geometry,
    }


def at(east: float, north: float) -> list[float]:
    """Give a place in Lambert-93, metres from the origin of these tests."""
    return [ORIGIN[0] + east, ORIGIN[1] + north]


def camera(own_id: str = "C1", **members: Any) -> dict[str, Any]:
    """Make a camera 10 m east of the origin, complete unless members say otherwise."""
    whole: dict[str, Any] = {
        "model": "cam_fixed",
        "height_m": 5.0,
        "bearing_deg": 90.0,
        "tilt_deg": 10.0,
        "purposes": [1],
        "justification": "Dépôts de déchets constatés",
    }
    kept = {name: value for name, value in {**whole, **members}.items() if value is not ...}
    return feature("camera", own_id, at(10, 0), **kept)


def document(*features: dict[str, Any], supervised: bool = True, **header: Any) -> dict[str, Any]:
    """Make a plan document in Lambert-93, dated unless ``date=None``."""
    home = [feature("supervision", "S", at(0, 0), label="Mairie")] if supervised else []
    vigie = {"version": 1, "date": "2024-05-02", **header}
    return {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}},
        "vigie": {name: value for name, value in vigie.items() if value is not None},
        "features": [*home, *features],
    }
