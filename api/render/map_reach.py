"""The layer of the map file that tells where PTZ cameras could be turned to.

Ticked by whoever wants it, and drawn as lines alone: none of it is ground that is covered.
"""

from __future__ import annotations

from typing import Any

import folium
import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from api.render import screen_palette as palette
from api.render.lonlat import LonLat
from api.render.map_ground import TOLERANCE_M
from api.render.map_layers import Feature, add_label, feature, lined
from api.render.map_leaflet import drawing
from api.render.map_reach_words import preset_popup, reach_popup
from api.render.map_words import esc
from api.texts.reader import Texts
from planner.study import Study

PANE = "reach"
_CASING_PX = 3.0  # of white around a line, which also makes it easy to click


def add_reach(town: folium.Map, study: Study, to: LonLat, texts: Texts) -> None:
    """Draw the reach of PTZ cameras and their presets but the home one, which is covered ground.

    Parameters
    ----------
    town : folium.Map
    study : Study
        Nothing is drawn when none of its cameras turns.
    to : LonLat
    texts : Texts
    """
    reaches: list[Feature] = []
    presets: list[Feature] = []
    names: list[tuple[Point, str]] = []
    for reach in study.coverage.reaches:
        reaches += _simple(to, reach.region, reach_popup(reach, texts))
        for preset in reach.presets:
            if preset.home or preset.region.is_empty:
                continue
            presets += _simple(to, preset.region, preset_popup(reach, preset, texts))
            names.append((name_place(preset.region), preset.name))
    if not reaches and not presets:
        return
    group = folium.FeatureGroup(name=texts.say("map.layers.reach"), show=False).add_to(town)
    _outlines(group, reaches, palette.REACH)
    _outlines(group, presets, palette.PRESET)
    for place, name in names:
        words = f'<span class="preset-label">{esc(name)}</span>'
        add_label(group, to.point(place.x, place.y), words)


def name_place(region: BaseGeometry) -> Point:
    """Give the middle of the widest part of a region, where its name stands."""
    widest = max(shapely.get_parts(region), key=lambda part: part.area)
    return Point(shapely.maximum_inscribed_circle(widest, tolerance=0.5).coords[0])


def _simple(to: LonLat, region: BaseGeometry, popup: str) -> list[Feature]:
    return feature(to, shapely.simplify(region, TOLERANCE_M), popup=popup)


def _outlines(group: Any, features: list[Feature], look: palette.LineLook) -> None:  # noqa: ANN401 - a folium object
    """Draw outlines on a white casing; both answer a click, what is inside does not."""
    if not features:
        return
    for style in (
        lined("#FFFFFF", look.width + _CASING_PX, ""),
        lined(look.colour, look.width, look.dash),
    ):
        drawing(features, style, pane=PANE, touchable=True).add_to(group)
