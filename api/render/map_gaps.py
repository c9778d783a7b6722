"""The layers of the map file that tell what is missed and what is seen twice.

Blind spots of zones are shown from the start; dead zones and overlap are ticked. Each has its
own pattern, so that none is told by its colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import folium
import shapely
from shapely.geometry.base import BaseGeometry

from api.render import screen_palette as palette
from api.render.lonlat import LonLat
from api.render.map_gap_words import dead_popup, shared_popup, spot_popup
from api.render.map_ground import TOLERANCE_M
from api.render.map_layers import Feature, feature
from api.render.map_leaflet import drawing
from api.render.map_why import Why
from api.texts.reader import Texts
from planner.coverage.gaps.model import BlindSpot, Gaps
from planner.study import Study

PANE = "gaps"


def spots_of(gaps: Gaps) -> list[BlindSpot]:
    """Give the blind spots of all zones, zone after zone, the largest of each first."""
    return [spot for zone in gaps.blind_spots for spot in zone.spots]


def add_gaps(town: folium.Map, study: Study, to: LonLat, texts: Texts, *, why: Why) -> Any:  # noqa: ANN401 - a folium object
    """Draw overlap, dead zones and blind spots, in that order.

    Parameters
    ----------
    town : folium.Map
    study : Study
        Nothing is drawn when its gaps were not looked for.
    to : LonLat
    texts : Texts
    why : callable
        Gives the sentences that explain a blind spot.

    Returns
    -------
    folium.FeatureGroup or None
        The blind spots; ``spot`` is the rank of each among ``spots_of``.
    """
    if study.gaps is None:
        return None
    _add_shared(town, study.gaps, to, texts)
    _add_dead(town, study.gaps, study.coverage.target_height_m, to, texts)
    return _add_blind(town, study, study.gaps, to, texts, why=why)


def _add_shared(town: folium.Map, gaps: Gaps, to: LonLat, texts: Texts) -> None:
    for shared in gaps.overlap.at_least:
        name = f"shared-{shared.cameras}"
        if name not in palette.GAP_LOOKS or shared.region.is_empty:
            continue
        title = texts.say("map.layers.shared", count=shared.cameras)
        popup = shared_popup(shared, gaps.overlap, texts)
        features = _simple(to, shared.region, popup=popup)
        _layer(town, title, features, _filled(name), show=False)


def _add_dead(town: folium.Map, gaps: Gaps, height_m: float, to: LonLat, texts: Texts) -> None:
    seen, feet = [], []
    for dead in gaps.dead_zones:
        popup = dead_popup(dead, height_m, texts)
        seen += _simple(to, dead.region, popup=popup)
        feet += _simple(to, dead.feet_region)
    group = _layer(town, texts.say("map.layers.dead"), seen, _filled("dead"), show=False)
    if group is not None and feet:
        drawing(feet, _outlined("dead"), pane=PANE).add_to(group)


def _add_blind(
    town: folium.Map,
    study: Study,
    gaps: Gaps,
    to: LonLat,
    texts: Texts,
    *,
    why: Why,
) -> Any:  # noqa: ANN401 - a folium object
    levels = {zone.id: zone.level for zone in study.plan.zones}
    features: list[Feature] = []
    for rank, spot in enumerate(spots_of(gaps)):
        popup = spot_popup(spot, levels[spot.zone], why(spot.point), texts)
        features += _simple(to, spot.region, spot=rank, popup=popup)
    return _layer(town, texts.say("map.layers.blind"), features, _filled("blind"), show=True)


def _layer(
    town: folium.Map,
    title: str,
    features: Sequence[Feature],
    style: Callable[[Mapping[str, Any]], dict[str, Any]],
    *,
    show: bool,
) -> Any:  # noqa: ANN401 - a folium object
    if not features:
        return None
    group = folium.FeatureGroup(name=title, show=show).add_to(town)
    drawing(features, style, pane=PANE, touchable=True).add_to(group)
    return group


def _simple(to: LonLat, region: BaseGeometry, **properties: object) -> list[Feature]:
    return feature(to, shapely.simplify(region, TOLERANCE_M), **properties)


def _filled(name: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    look = palette.GAP_LOOKS[name]
    style = {
        "className": f"gap-{name}", "fillOpacity": 1, "color": look.edge, "weight": look.edge_width,
        "opacity": 1,
    }  # fmt: skip
    if look.edge_dash:
        style["dashArray"] = look.edge_dash
    return lambda _: style


def _outlined(name: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    look = palette.GAP_LOOKS[name]
    style = {"color": look.edge, "weight": 1, "opacity": 1, "fill": False, "dashArray": "1 4"}
    return lambda _: style
