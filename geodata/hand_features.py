"""Features of a hand-drawn scene: what each kind may say, checked, and the record it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast, get_args

from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.files import whole_characters
from geodata.geojson import Feature, feature_name, geometry_of
from geodata.osm_heights import DEFAULT_HEIGHT_M, LEVEL_M, wall_height
from planner.errors import SourceError
from planner.scene.model import Area, Building, Landmark, PointKind, Street, Use, Wall

GEOMETRIES = {
    "building": "Polygon",
    "wall": "LineString",
    "street": "LineString",
    "square": "Polygon",
    "tree": "Point",
    "lamp": "Point",
    "entrance": "Point",
}
_DEFAULT_HIGHWAY = "residential"
_DEFAULT_WALL_M = wall_height({}, "wall")[0]
_WIDEST_STREET_M = 60.0
_HIGHEST_M = 10_000.0  # a drawing may be an exercise: only slips of the finger are refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One feature: what it is, where it is, how an error names it."""

    kind: str
    id: str
    where: str
    properties: dict[str, Any]
    geometry: BaseGeometry


def read_feature(feature: Feature, index: int) -> Drawn:
    """Read the kind and the geometry of a feature.

    Parameters
    ----------
    feature : dict
    index : int
        Place in the collection, from 0; names what carries no id.

    Raises
    ------
    SourceError
        ``scene_kind_unknown``, ``scene_geometry_unfit``, and codes of ``geometry_of``.
    """
    where = feature_name(feature, index)
    properties = feature["properties"]
    kind = properties.get("kind")
    if not isinstance(kind, str) or kind not in GEOMETRIES:
        raise SourceError(
            "scene_kind_unknown", where=where, kind=str(kind or "–")[:40], known=tuple(GEOMETRIES)
        )
    geometry = geometry_of(feature, where, error=SourceError)
    expected = GEOMETRIES[kind]
    if geometry.geom_type.removeprefix("Multi") != expected:
        raise SourceError(
            "scene_geometry_unfit",
            where=where,
            kind=kind,
            expected=expected,
            geometry=geometry.geom_type,
        )
    own = whole_characters(where) if not where.startswith("#") else f"{kind}-{index + 1}"
    return Drawn(kind=kind, id=own, where=where, properties=properties, geometry=geometry)


def building_of(item: Drawn, key: str, footprint: Polygon) -> Building:
    """Make a building; without ``height_m`` it is assumed 7 m high.

    Raises
    ------
    SourceError
        ``scene_underside_high``, ``scene_use_unknown``, ``scene_number_*``, ``scene_text_bad``.
    """
    height = _number(item, "height_m", most=_HIGHEST_M)
    underside = _number(item, "min_height_m", most=_HIGHEST_M, zero=True) or 0.0
    top = height if height is not None else max(DEFAULT_HEIGHT_M, underside + LEVEL_M)
    if underside >= top:
        raise SourceError(
            "scene_underside_high", where=item.where, underside_m=underside, top_m=top
        )
    use = item.properties.get("use") or "other"
    if use not in get_args(Use):
        raise SourceError(
            "scene_use_unknown", where=item.where, use=str(use)[:40], known=get_args(Use)
        )
    return Building(
        id=key,
        footprint=footprint,
        height_m=top,
        min_height_m=underside,
        height_status="assumed" if height is None else "measured",
        use=cast("Use", use),
        name=_text(item, "name"),
    )


def wall_of(item: Drawn, key: str, line: LineString) -> Wall:
    """Make a wall; without ``height_m`` it is assumed 2 m high."""
    height = _number(item, "height_m", most=_HIGHEST_M)
    return Wall(
        id=key,
        line=line,
        height_m=_DEFAULT_WALL_M if height is None else height,
        height_status="assumed" if height is None else "measured",
    )


def street_of(item: Drawn, key: str, line: LineString) -> Street:
    """Make a street; without ``highway`` it is residential."""
    stacking = item.properties.get("layer") or 0
    if isinstance(stacking, bool) or not isinstance(stacking, int):
        raise SourceError("scene_number_bad", where=item.where, property="layer")
    return Street(
        id=key,
        line=line,
        highway=_text(item, "highway") or _DEFAULT_HIGHWAY,
        name=_text(item, "name"),
        surface=_text(item, "surface"),
        width_m=_number(item, "width_m", most=_WIDEST_STREET_M),
        sidewalk=_text(item, "sidewalk"),
        access=_text(item, "access"),
        service=_text(item, "service"),
        bridge=_flag(item, "bridge"),
        tunnel=_flag(item, "tunnel"),
        layer=stacking,
    )


def square_of(item: Drawn, key: str, polygon: Polygon) -> Area:
    """Make a square."""
    return Area(id=key, polygon=polygon, kind="square", name=_text(item, "name"))


def landmark_of(item: Drawn, key: str, point: Point) -> Landmark:
    """Make a tree, a lamp or an entrance."""
    return Landmark(
        id=key,
        point=point,
        kind=cast("PointKind", item.kind),
        name=_text(item, "name"),
        height_m=_number(item, "height_m", most=_HIGHEST_M),
        crown_m=_number(item, "crown_m", most=_HIGHEST_M),
    )


def _number(item: Drawn, name: str, *, most: float, zero: bool = False) -> float | None:
    """Read a positive number of metres, None when it is not given."""
    value = item.properties.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SourceError("scene_number_bad", where=item.where, property=name)
    if not 0 <= value <= most or (value == 0 and not zero):  # NaN is in no interval
        raise SourceError("scene_number_out", where=item.where, property=name, most=most)
    return float(value)


def _text(item: Drawn, name: str) -> str:
    value = item.properties.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise SourceError("scene_text_bad", where=item.where, property=name)
    return whole_characters(value)


def _flag(item: Drawn, name: str) -> bool:
    """Read yes or no, in JSON or as OpenStreetMap writes it."""
    value = item.properties.get(name)
    if value is None or isinstance(value, bool):
        return bool(value)
    if isinstance(value, str):
        return value not in {"", "no", "false", "0"}
    raise SourceError("scene_flag_bad", where=item.where, property=name)
