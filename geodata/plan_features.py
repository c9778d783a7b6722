"""Features of a plan file: one record each, by kind, in the scene's CRS."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast, get_args

import numpy as np
import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.geojson import check_units, feature_name, geometry_of
from geodata.plan_cameras import height_of, look_at, read_camera
from geodata.projection import project
from planner.errors import PlanError
from planner.findings import Finding, warning
from planner.members import Members, shorten
from planner.plan import (
    Camera,
    Duct,
    Forbidden,
    Mast,
    Opening,
    Panel,
    Plan,
    Relay,
    Route,
    Status,
    Supervision,
    SurfaceCorrection,
    Zone,
)

Record = TypeVar("Record")

DUCT_MEDIA = ("duct", "aerial")
ROUTE_MEDIA = ("trench", "duct", "aerial", "radio", "copper")
SURFACES = ("soft", "foot", "road", "paved")
MAST_REACH_M = 2.0  # a lens drawn farther than this from its mast is not on it


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A feature of a known kind, sorted out but for its members."""

    kind: str
    members: Members
    geometry: BaseGeometry | None  # None: a camera without a place of its own


@dataclass(slots=True)
class Drawn:
    """The records read so far, in the order of the file, and what was noticed."""

    records: list[object] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def all(self, record: type[Record]) -> tuple[Record, ...]:
        """Give the records of a type."""
        return tuple(one for one in self.records if isinstance(one, record))


def read_features(features: list[dict[str, Any]], crs: str, scene_crs: str, *, date: str) -> Plan:
    """Read every feature of a plan.

    Parameters
    ----------
    features : list of dict
        GeoJSON features, ``properties`` being an object.
    crs, scene_crs : str
        The document's CRS and the scene's (metric).
    date : str
        Date of the plan, ISO.

    Returns
    -------
    Plan
        The equipment alone; what is asked of it is the header's (see ``geodata.plan_header``).

    Raises
    ------
    PlanError
        Naming the feature that cannot be read.
    """
    drawn = Drawn()
    found = _in_scene(_sort_out(features, drawn), crs, scene_crs)
    masts = {
        one.members.where: one.geometry for one in found if one.kind == "mast" and one.geometry
    }
    for one in found:
        record = _record(one, masts)
        drawn.records.append(record)
        if isinstance(record, Camera):
            drawn.findings.extend(look_at(record, one.members))
            drawn.findings.extend(_off_its_mast(record, masts))
    _check_route_sites(drawn, {one.members.where for one in found})
    return Plan(
        date=date,
        supervision=_only_supervision(drawn),
        cameras=drawn.all(Camera),
        masts=drawn.all(Mast),
        zones=drawn.all(Zone),
        openings=drawn.all(Opening),
        panels=drawn.all(Panel),
        ducts=drawn.all(Duct),
        surfaces=drawn.all(SurfaceCorrection),
        routes=drawn.all(Route),
        forbidden=drawn.all(Forbidden),
        relays=drawn.all(Relay),
        findings=tuple(drawn.findings),
    )


def _sort_out(features: list[dict[str, Any]], drawn: Drawn) -> list[Found]:
    """Keep the kinds known, with ids there and unique and geometries of the right type."""
    found: dict[str, Found] = {}
    for index, feature in enumerate(features):
        properties = feature["properties"]
        kind = properties.get("kind")
        if not isinstance(kind, str) or kind not in KINDS:
            name = feature_name(feature, index)
            drawn.findings.append(warning("plan_kind_unknown", subject=name, kind=shorten(kind)))
            continue
        own_id = _id_of(properties, index)
        if own_id in found:
            raise PlanError("feature_id_twice", id=own_id, feature=f"#{index + 1}")
        members = Members(values=properties, where=own_id, error=PlanError)
        geometry = _drawing(feature, members, kind)
        found[own_id] = Found(kind=kind, members=members, geometry=geometry)
    return list(found.values())


def _in_scene(found: list[Found], crs: str, scene_crs: str) -> list[Found]:
    """Carry the geometries into the scene's CRS, once their unit is the one they declare."""
    geometries = [one.geometry for one in found if one.geometry is not None]
    if geometries:
        west, south, east, north = shapely.total_bounds(np.array(geometries, dtype=object))
        bounds = (float(west), float(south), float(east), float(north))
        check_units(bounds, crs, error=PlanError)
    return [replace(one, geometry=_projected(one, crs, scene_crs)) for one in found]


def _projected(one: Found, crs: str, scene_crs: str) -> BaseGeometry | None:
    if one.geometry is None:
        return None
    moved = project(one.geometry, crs, scene_crs)
    if not np.isfinite(shapely.get_coordinates(moved)).all():
        raise PlanError("feature_outside_crs", id=one.members.where, crs=scene_crs)
    return moved


def _id_of(properties: Mapping[str, Any], index: int) -> str:
    where = f"#{index + 1}"
    own_id = Members(values=properties, where=where, error=PlanError).text("id")
    if not own_id:
        raise PlanError("feature_id_missing", feature=where, kind=str(properties["kind"]))
    return own_id


def _drawing(feature: dict[str, Any], members: Members, kind: str) -> BaseGeometry | None:
    """Read the geometry a kind asks for; a multiple of one part is that part."""
    if kind == "camera" and feature.get("geometry") is None and members.has("mast"):
        return None
    geometry = geometry_of(feature, members.where, error=PlanError)
    parts = getattr(geometry, "geoms", None)
    if parts is not None and len(parts) == 1:
        geometry = parts[0]
    wanted = KINDS[kind].geometries
    if not isinstance(geometry, wanted):
        names = [one.__name__ for one in wanted]
        raise PlanError(
            "feature_geometry_kind",
            id=members.where,
            kind=kind,
            geometry=geometry.geom_type,
            wanted=names,
        )
    if not geometry.is_valid or (isinstance(geometry, Polygon) and geometry.area == 0.0):
        raise PlanError("feature_polygon_crossed", id=members.where)
    return geometry


def _record(one: Found, masts: Mapping[str, BaseGeometry]) -> object:
    """Read the members of a feature."""
    if one.kind != "camera":
        return KINDS[one.kind].read(one.members, one.geometry)
    mast = one.members.text("mast")
    if mast and mast not in masts:
        raise PlanError("mast_unknown", camera=one.members.where, mast=mast)
    place = masts[mast] if one.geometry is None else one.geometry
    return read_camera(one.members, cast("Point", place))


def _off_its_mast(camera: Camera, masts: Mapping[str, BaseGeometry]) -> list[Finding]:
    if not camera.mast:
        return []
    distance = camera.position.distance(masts[camera.mast])
    if distance <= MAST_REACH_M:
        return []
    return [
        warning("camera_off_its_mast", subject=camera.id, mast=camera.mast, distance_m=distance)
    ]


def _check_route_sites(drawn: Drawn, known: set[str]) -> None:
    for route in drawn.all(Route):
        for site in route.sites:
            if site not in known:
                raise PlanError("route_site_unknown", route=route.id, site=site)


def _only_supervision(drawn: Drawn) -> Supervision:
    supervisions = drawn.all(Supervision)
    if not supervisions:
        raise PlanError("supervision_missing")
    if len(supervisions) > 1:
        raise PlanError("supervision_twice", ids=[one.id for one in supervisions])
    return supervisions[0]


def _mast(members: Members, place: Point) -> Mast:
    return Mast(
        id=members.where,
        position=place,
        height_m=height_of(members),
        status=members.word("status", get_args(Status)) or "new",
    )


def _supervision(members: Members, place: Point) -> Supervision:
    return Supervision(
        id=members.where,
        position=place,
        label=members.text("label"),
        external=members.flag("external") or False,
        operator=members.text("operator"),
    )


def _zone(members: Members, polygon: Polygon) -> Zone:
    members.require("level")
    weight = members.number("weight", least=0.0, most=1e6)
    return Zone(
        id=members.where,
        polygon=polygon,
        label=members.text("label") or members.where,
        level=members.text("level"),
        weight=1.0 if weight is None else weight,
    )


def _opening(members: Members, place: Point) -> Opening:
    # A ``window`` member that says anything but false is a window; what else is surveyed, a door.
    kind = "window" if members.values.get("window") else "door"
    return Opening(id=members.where, position=place, kind=kind, use=members.text("use"))


def _panel(members: Members, place: Point) -> Panel:
    return Panel(id=members.where, position=place)


def _duct(members: Members, line: LineString) -> Duct:
    medium = members.word("medium", DUCT_MEDIA)
    return Duct(id=members.where, line=line, medium="aerial" if medium == "aerial" else "duct")


def _surface(members: Members, line: LineString) -> SurfaceCorrection:
    members.require("surface")
    surface = members.word("surface", SURFACES) or ""
    return SurfaceCorrection(id=members.where, line=line, surface=surface)


def _route(members: Members, line: LineString) -> Route:
    medium = members.word("medium", ROUTE_MEDIA) or "trench"
    sites = tuple(str(site) for site in members.items("sites") or [])
    return Route(id=members.where, line=line, medium=medium, sites=sites)


def _forbidden(members: Members, ground: BaseGeometry) -> Forbidden:
    return Forbidden(id=members.where, geometry=ground, reason=members.text("reason"))


def _relay(members: Members, place: Point) -> Relay:
    return Relay(id=members.where, position=place, height_m=height_of(members))


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of feature is drawn with, and how its members are read."""

    geometries: tuple[type[BaseGeometry], ...]
    read: Callable[[Members, Any], object]


KINDS: Mapping[str, Kind] = {
    "camera": Kind((Point,), read_camera),
    "mast": Kind((Point,), _mast),
    "supervision": Kind((Point,), _supervision),
    "zone": Kind((Polygon,), _zone),
    "opening": Kind((Point,), _opening),
    "panel": Kind((Point,), _panel),
    "duct": Kind((LineString,), _duct),
    "surface": Kind((LineString,), _surface),
    "route": Kind((LineString,), _route),
    "forbidden": Kind((Polygon, LineString), _forbidden),
    "relay": Kind((Point,), _relay),
}
