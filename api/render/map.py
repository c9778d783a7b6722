"""``carte.html``: the study as a map that opens from a disk, with nothing to fetch."""

from __future__ import annotations

from importlib import resources

import folium
import shapely

from api.render import map_layers as layers
from api.render.lonlat import LonLat
from api.render.map_gap_words import gap_patterns
from api.render.map_gaps import add_gaps
from api.render.map_ground import frame_of, ground_of, planned, seen, street_names
from api.render.map_leaflet import Page, Parts, Tail, TownMap, render
from api.render.map_panel import credit, panel_of, patterns_of
from api.render.map_reach import add_reach
from api.render.map_why import why_of
from api.render.map_words import esc
from api.texts.reader import Texts
from planner.study import Study

_LEAST_VIEW_M = 40.0  # around what is shown first


def render_map(study: Study, texts: Texts) -> bytes:
    """Write the map of a study as one page.

    Parameters
    ----------
    study : Study
    texts : Texts
        Language of the page.

    Returns
    -------
    bytes
        HTML in UTF-8, the same for the same study; scripts, styles and data are inside and no
        address of another place is.
    """
    patterns, fills = patterns_of(study, texts)
    gap_defs, gap_fills = gap_patterns()
    parts = Parts(
        language=texts.language,
        title=esc(study.plan.title or texts.say("map.title")),
        style=_web("map.css") + fills + gap_fills,
        patterns=patterns + gap_defs,
        panel=panel_of(study, texts),
        no_script=esc(texts.say("map.no_script")),
    )
    page = Page(parts)
    _draw(page, study, texts)
    return render(page).encode()


def _draw(page: Page, study: Study, texts: Texts) -> None:
    """Put the map and its layers on the page, bottom to top."""
    to, frame = LonLat(study.scene.crs), frame_of(study)
    words = {name: texts.say(f"map.{name}") for name in ("label", "zoom_in", "zoom_out")}
    words["credit"] = credit(study.scene.provenance, texts)
    box = _first_view(study, to)
    town = TownMap(box, words)
    page.add_child(town)
    for name, height in layers.PANES.items():
        town.add_child(folium.map.CustomPane(name, z_index=height))
    ground = ground_of(study.scene, frame)
    streets = layers.add_ground(town, ground, to)
    layers.add_coverage(town, study, to, texts)
    alone = layers.camera_coverage(study, to)
    for group in alone.values():
        town.add_child(group)
    layers.add_buildings(town, ground, to, texts.say("map.layers.buildings"))
    taken = [camera.position for camera in study.plan.cameras]
    names = street_names(study.scene, frame, [*taken, study.plan.supervision.position])
    layers.add_names(town, names, to, texts.say("map.layers.names"))
    spots = add_gaps(town, study, to, texts, why=why_of(study, texts))
    layers.add_zones(town, study, to, texts)
    add_reach(town, study, to, texts)
    layers.add_network(town, study, to, texts)
    markers = layers.add_signs(town, study, to, texts)
    folium.LayerControl(collapsed=False).add_to(town)
    cameras = [(marker, alone[key]) for key, marker in markers]
    town.add_child(Tail(_web("map.js"), town=town, streets=streets, spots=spots, cameras=cameras))


def _first_view(study: Study, to: LonLat) -> list[list[float]]:
    """Give the box first shown, [[south, west], [north, east]]: what is planned, not the town."""
    shapes = [*planned(study), *seen(study, rank=1)]
    west, south, east, north = shapely.total_bounds(shapely.GeometryCollection(shapes))
    corners = (
        to.point(west - _LEAST_VIEW_M, south - _LEAST_VIEW_M),
        to.point(east + _LEAST_VIEW_M, north + _LEAST_VIEW_M),
    )
    return [[lat, lon] for lon, lat in corners]


def _web(name: str) -> str:
    return resources.files("api.render").joinpath(f"web/{name}").read_text(encoding="utf-8")
