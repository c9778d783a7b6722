"""The layers of the map file: background, coverage by class, zones, network, signs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

import folium
import shapely
from shapely.geometry.base import BaseGeometry

from api.render import map_signs as signs
from api.render import screen_palette as palette
from api.render.lonlat import LonLat
from api.render.map_ground import TOLERANCE_M, Ground, StreetName
from api.render.map_leaflet import Bubble, drawing
from api.render.map_words import (
    camera_popup,
    esc,
    segment_popup,
    shares,
    supervision_popup,
    zone_popup,
)
from api.render.vocabulary import degrees
from api.texts.reader import Texts
from planner.coverage.model import LevelArea
from planner.network.model import Medium
from planner.plan import Camera, Zone
from planner.study import Study

PANES = {
    "ground": 310,
    "cover": 320,
    "chosen": 324,
    "edges": 327,
    "town": 330,
    "gaps": 335,
    "zones": 340,
    "reach": 345,
    "network": 350,
}
MEDIA: tuple[Medium, ...] = ("trench", "duct", "aerial", "radio", "copper")
Feature = dict[str, Any]


def feature(to: LonLat, geometry: BaseGeometry, **properties: object) -> list[Feature]:
    """Make a GeoJSON feature, or none of an empty geometry."""
    if geometry.is_empty:
        return []
    return [{"type": "Feature", "properties": properties, "geometry": to.geojson(geometry)}]


def add_ground(town: folium.Map, ground: Ground, to: LonLat) -> Any:  # noqa: ANN401 - folium
    """Draw the town, bottom to top; give the layer of streets, whose edges come back on top."""
    fills: tuple[tuple[BaseGeometry, str, str, float], ...] = (
        (ground.green, palette.GREEN, "none", 0),
        (ground.water, palette.WATER, palette.SHORE, 1),
        (ground.squares, palette.SQUARE, palette.CASING, 0.8),
        (ground.parking, palette.PARKING, palette.CASING, 0.8),
    )
    for shape, fill, line, width in fills:
        _add(town, feature(to, shape), _filled(fill, line, width), "ground")
    streets = _add(town, feature(to, ground.streets), _street_style(), "ground")
    lines: tuple[tuple[BaseGeometry, str, float, str], ...] = (
        (ground.footways, palette.FOOTWAY, 1, "4 2.5"),
        (ground.streams, palette.SHORE, 1.6, ""),
        (ground.rails, palette.RAIL, 2.4, ""),
        (ground.rails, "#FFFFFF", 1.2, "7 7"),
    )
    for line_shape, colour, width, dash in lines:
        _add(town, feature(to, line_shape), lined(colour, width, dash), "ground")
    return streets


def add_buildings(town: folium.Map, ground: Ground, to: LonLat, name: str) -> None:
    """Draw buildings and walls over the coverage."""
    group = folium.FeatureGroup(name=name).add_to(town)
    for shape, fill, line in (
        (ground.buildings, palette.BUILDING, palette.BUILDING_EDGE),
        (ground.public_buildings, palette.PUBLIC, palette.PUBLIC_EDGE),
    ):
        _add(group, feature(to, shape), _filled(fill, line, 0.7), "town")
    _add(group, feature(to, ground.walls), lined(palette.PUBLIC_EDGE, 1.2, ""), "town")


def rings(levels: Sequence[LevelArea]) -> list[tuple[str, BaseGeometry]]:
    """Cut nested levels into rings, the coarsest first: each place has its best level only."""
    drawn = [
        (level.name, shapely.simplify(level.region, TOLERANCE_M))
        for level in levels
        if level.region is not None and not level.region.is_empty
    ]
    finer = [region for _, region in drawn[1:]]
    return [
        (name, shapely.difference(region, inside) if inside is not None else region)
        for (name, region), inside in zip_longest(drawn, finer)
    ]


def seen_by_all(study: Study) -> tuple[LevelArea, ...]:
    """Give what the cameras see together, level by level, from what each sees."""
    levels = []
    for level in study.coverage.union_levels:
        regions = [
            own.region
            for camera in study.coverage.cameras
            for own in camera.levels
            if own.name == level.name and own.region is not None
        ]
        levels.append(replace(level, region=shapely.union_all(regions)))
    return tuple(levels)


def add_coverage(town: folium.Map, study: Study, to: LonLat, texts: Texts) -> None:
    """Draw what all cameras see, each place at its best class."""
    group = folium.FeatureGroup(name=texts.say("map.layers.coverage")).add_to(town)
    features = _classes(seen_by_all(study), to)
    _add(group, features, _class_style(0.72, "#FFFFFF", 1.2), "cover")


def camera_coverage(study: Study, to: LonLat) -> dict[str, folium.FeatureGroup]:
    """Give what each camera sees, hidden until its sign is chosen."""
    groups = {}
    for seen in study.coverage.cameras:
        group = folium.FeatureGroup(control=False, show=False)
        _add(group, _classes(seen.levels, to), _class_style(0.92, palette.INK, 1.1), "chosen")
        groups[seen.id] = group
    return groups


def add_zones(town: folium.Map, study: Study, to: LonLat, texts: Texts) -> None:
    """Draw zones to cover: white under dashed ink, with their shares."""
    group = folium.FeatureGroup(name=texts.say("map.layers.zones")).add_to(town)
    measured = {zone.id: zone for zone in study.coverage.zones}
    for zone in study.plan.zones:
        found = measured.get(zone.id)
        popup = zone_popup(found, texts, gaps=study.gaps) if found else ""
        shape = feature(to, zone.polygon, popup=popup)
        _add(group, shape, lined("#FFFFFF", 4, ""), "zones")
        _add(group, shape, lined(palette.INK, 1.8, "8 4"), "zones", touchable=True)
        share = shares(found, texts) if found else ""
        corner, side = _label_corner(zone, study)
        long = f'<span class="long"> {esc(zone.label)}<br>{esc(share)}</span>'
        words = f"<b>{esc(zone.id)}</b>{long}"
        add_label(group, to.point(*corner), f'<span class="zone-label {side}">{words}</span>')


def _label_corner(zone: Zone, study: Study) -> tuple[tuple[float, float], str]:
    """Give the corner of a zone where its label stands, up or down: the farther from cameras."""
    corners = sorted((y, x) for x, y in shapely.get_coordinates(zone.polygon.exterior).tolist())
    ends = {"up": corners[-1], "down": corners[0]}
    cameras = shapely.MultiPoint([camera.position for camera in study.plan.cameras])
    free = {
        side: shapely.Point(x, y).distance(cameras) if study.plan.cameras else 0.0
        for side, (y, x) in ends.items()
    }
    side = "down" if free["down"] > free["up"] else "up"
    y, x = ends[side]
    return (x, y), side


def add_network(town: folium.Map, study: Study, to: LonLat, texts: Texts) -> None:
    """Draw the runs, one layer for each medium in use."""
    for medium in MEDIA:
        segments = [one for one in study.network.segments if one.medium == medium]
        if not segments:
            continue
        medium_name = texts.say(f"media.{medium}")
        name = texts.say("map.layers.medium", medium=medium_name)
        group = folium.FeatureGroup(name=name).add_to(town)
        shapes = [
            shape
            for one in segments
            for shape in feature(
                to, one.line, popup=segment_popup(one, texts), sites=len(one.sites)
            )
        ]
        for style, touchable in _strokes(palette.MEDIA[medium]):
            _add(group, shapes, style, "network", touchable=touchable)


def add_signs(
    town: folium.Map, study: Study, to: LonLat, texts: Texts
) -> list[tuple[str, folium.Marker]]:
    """Draw masts, relays, supervision and cameras; give the marker of each camera by its id."""
    plan = study.plan
    masts = folium.FeatureGroup(name=texts.say("map.layers.masts"), show=False)
    for mast in plan.masts:
        height = f"{texts.number(mast.height_m, decimals=1)}\u00a0m"
        words = f"<h3>{esc(texts.say('map.mast', id=mast.id))}</h3><p>{esc(height)}</p>"
        _sign(masts, to.point(mast.position.x, mast.position.y), signs.mast_sign(), words)
    relays = folium.FeatureGroup(name=texts.say("map.layers.relays"))
    for relay in plan.relays:
        words = f"<h3>{esc(texts.say('map.relay', id=relay.id))}</h3>"
        _sign(relays, to.point(relay.position.x, relay.position.y), signs.relay_sign(), words)
    for group, things in ((masts, plan.masts), (relays, plan.relays)):
        if things:
            group.add_to(town)
    _add_supervision(town, study, to, texts)
    return _add_cameras(town, study, to, texts)


def _add_supervision(town: folium.Map, study: Study, to: LonLat, texts: Texts) -> None:
    group = folium.FeatureGroup(name=texts.say("map.layers.supervision")).add_to(town)
    supervision = study.plan.supervision
    place = to.point(supervision.position.x, supervision.position.y)
    words = supervision_popup(supervision, texts)
    _sign(
        group, place, signs.supervision_sign(), words, title=texts.say("map.supervision"), above=500
    )


def _add_cameras(
    town: folium.Map, study: Study, to: LonLat, texts: Texts
) -> list[tuple[str, folium.Marker]]:
    group = folium.FeatureGroup(name=texts.say("map.layers.cameras")).add_to(town)
    cameras = study.plan.cameras
    seen = {camera.id: camera for camera in study.coverage.cameras}
    markers = []
    places = [seen[camera.id].position for camera in cameras]
    shifts = signs.shifts_of(places, [seen[camera.id].bearings_deg[0] for camera in cameras])
    numbers = signs.numbers_of(cameras)
    for camera, number, shift in zip(cameras, numbers, shifts, strict=True):
        found = seen[camera.id]
        sign = signs.camera_sign(camera, number, found.bearings_deg, shift=shift)
        words = camera_popup(study, camera, found, texts)
        title = _announce(camera, texts)
        marker = _sign(group, to.point(*found.position), sign, words, title=title, above=1000)
        markers.append((camera.id, marker))
    return markers


def _announce(camera: Camera, texts: Texts) -> str:
    return texts.say(
        "map.announce", id=camera.id, bearing=degrees(camera.bearing_deg), label=camera.label
    )


def add_names(town: folium.Map, names: Iterable[StreetName], to: LonLat, title: str) -> None:
    """Write street names along their streets."""
    group = folium.FeatureGroup(name=title).add_to(town)
    for one in names:
        style = f"transform:translate(-50%,-50%) rotate({one.turn_deg:.1f}deg)"
        kind = "street main" if one.main else "street"
        words = f'<span class="{kind}" style="{style}">{esc(one.name)}</span>'
        add_label(group, to.point(*one.position), words)


def _classes(levels: Sequence[LevelArea], to: LonLat) -> list[Feature]:
    return [shape for name, region in rings(levels) for shape in feature(to, region, level=name)]


def _add(
    parent: Any,  # noqa: ANN401 - a folium object
    features: Sequence[Feature],
    style: Any,  # noqa: ANN401 - a style function
    pane: str,
    *,
    touchable: bool = False,
) -> Any:  # noqa: ANN401 - a folium object
    if not features:
        return None
    return drawing(features, style, pane=pane, touchable=touchable).add_to(parent)


def _sign(
    group: Any,  # noqa: ANN401 - a folium object
    place: tuple[float, float],
    svg: str,
    popup: str,
    *,
    title: str = "",
    above: int = 0,
) -> folium.Marker:
    size = (signs.SIZE, signs.SIZE)
    middle = (signs.SIZE // 2, signs.SIZE // 2)
    icon = folium.DivIcon(
        html=svg, icon_size=size, icon_anchor=middle, popup_anchor=(0, -14), class_name="sign"
    )
    marker = folium.Marker(place[::-1], icon=icon, title=_plain(title), z_index_offset=above)
    Bubble(popup).add_to(marker)
    marker.add_to(group)
    return marker


def add_label(group: Any, place: tuple[float, float], words: str) -> None:  # noqa: ANN401 - folium
    """Write words, HTML already, at a place (longitude, latitude); they take no click."""
    icon = folium.DivIcon(html=words, icon_size=(0, 0), class_name="label")
    folium.Marker(place[::-1], icon=icon, interactive=False, keyboard=False).add_to(group)


def _plain(title: str) -> str:
    """Disarm a text that is an attribute set by script, never HTML."""
    return title.translate(str.maketrans("{}", "()"))


def _filled(fill: str, line: str, width: float) -> Any:  # noqa: ANN401 - a style function
    style = {"fillColor": fill, "fillOpacity": 1, "stroke": width > 0, "color": line}
    return lambda _: style | {"weight": width}


def _street_style() -> Any:  # noqa: ANN401 - a style function
    return _filled(palette.STREET, palette.CASING, 0.8)


def lined(colour: str, width: float, dash: str) -> Any:  # noqa: ANN401 - a style function
    """Give the style of a line without a fill; width and dashes in px."""
    style: dict[str, Any] = {"color": colour, "weight": width, "fill": False, "opacity": 1}
    return lambda _: style | ({"dashArray": dash} if dash else {})


def _class_style(opacity: float, line: str, width: float) -> Any:  # noqa: ANN401 - style function
    def style(shape: Mapping[str, Any]) -> dict[str, Any]:
        level = shape["properties"]["level"]
        return {
            "className": f"class-{level}", "fillOpacity": opacity, "color": line, "weight": width,
        }  # fmt: skip

    return style


def _strokes(look: palette.LineLook) -> list[tuple[Any, bool]]:
    """Give the strokes of a medium, bottom to top; the main one answers a click."""

    def width(shape: Mapping[str, Any], extra: float) -> float:
        wide = look.width + look.per_site * int(shape["properties"]["sites"])
        return round(min(wide, look.widest or wide) + extra, 2)

    def casing(shape: Mapping[str, Any]) -> dict[str, Any]:
        return {"color": "#FFFFFF", "weight": width(shape, 3), "opacity": 1}

    def main(shape: Mapping[str, Any]) -> dict[str, Any]:
        cap = "butt" if look.dash and not look.thin else "round"
        style = {"color": look.colour, "weight": width(shape, 0), "opacity": 1, "lineCap": cap}
        return style | ({"dashArray": look.dash} if look.dash else {})

    strokes: list[tuple[Any, bool]] = [(casing, False)]
    if look.thin:
        strokes.append((lined(look.colour, look.thin, ""), False))
    strokes.append((main, True))
    if look.core:
        strokes.append((lined("#FFFFFF", look.core, ""), False))
    return strokes
