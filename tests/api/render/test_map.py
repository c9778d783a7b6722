"""The map file: nothing to fetch, nothing by chance, nothing that a name could break."""

from __future__ import annotations

import itertools
import json
import math
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
import shapely
from shapely import LineString, Point, box
from studies import Names, small_study, toy_study

from api.render.lonlat import LonLat
from api.render.map import render_map
from api.render.map_assets import leaflet_licence, leaflet_script, leaflet_style
from api.render.map_ground import FOOTWAYS, frame_of, ground_of, street_names
from api.render.map_layers import rings
from api.render.map_panel import credit, panel_of, patterns_of
from api.render.map_signs import camera_sign, kind_of, numbers_of, shifts_of
from api.render.map_words import esc
from api.render.screen_palette import CLASS_LOOKS, MEDIA, class_look
from api.render.vocabulary import degrees
from api.texts.reader import load
from planner.optics import Panoramic
from planner.plan import Preset, Sensor
from planner.scene.model import Provenance, Street
from planner.study import Study

FR = load("fr")


def page(study: Study) -> str:
    return render_map(study, FR).decode()


def data_of(html: str) -> list[dict[str, Any]]:
    """Give every GeoJSON collection that the page carries."""
    found = re.findall(r"_add\((\{.*?\})\);\n", html)
    return [json.loads(text) for text in found]


def popups_in(collections: list[dict[str, Any]]) -> list[str]:
    every = [feature["properties"] for one in collections for feature in one["features"]]
    return [properties["popup"] for properties in every if properties.get("popup")]


def tags_of(html: str) -> list[str]:
    """Give the tags of a page in order, each with the names of its attributes."""
    tags: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append(" ".join([tag, *sorted(name for name, _ in attrs)]))

    Reader().feed(html)
    return tags


@pytest.fixture(scope="module")
def html() -> str:
    return page(small_study())


def test_no_address_of_another_place_is_in_the_page(html: str) -> None:
    assert re.findall(r"https?://", html) == []
    assert re.findall(r'(?:src|href)="[^"#]|@import|url\((?!data:|#)', html) == []
    assert "default-src 'none'" in html


def test_nothing_needs_jquery_or_bootstrap(html: str) -> None:
    own = html.replace(leaflet_script(), "")
    assert "$(" not in own
    assert "jquery" not in own.lower()
    assert "bootstrap" not in own.lower()


def test_leaflet_travels_with_its_licence(html: str) -> None:
    assert "Leaflet 1.9" in html
    assert "Redistribution and use" in leaflet_licence()
    assert leaflet_licence() in html
    assert "url(images/" not in leaflet_style()


def test_the_same_study_gives_the_same_bytes(html: str) -> None:
    assert page(small_study()) == html
    assert re.findall(r"_[0-9a-f]{32}", html) == []


def test_the_page_says_its_language_its_title_and_its_region(html: str) -> None:
    assert '<html lang="fr">' in html
    assert "<title>Vidéoprotection du bourg</title>" in html
    assert 'role="region"' in html
    assert 'aria-label="Carte"' in html
    assert "user-scalable" not in html
    english = render_map(small_study(), load("en")).decode()
    assert '<html lang="en">' in english
    assert 'aria-label="Map"' in english


@pytest.mark.parametrize(
    "text",
    [
        "</script><script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7*7 }}{% if x %}{# y #}",
        "`${alert(1)}`\\",
        "'+alert(1)+'\u2028",
        "\ud800 lone",
    ],
)
def test_a_hostile_name_stays_a_name(text: str) -> None:
    names = Names(title=text, commune=text, street=text, zone=text, label=text, justification=text)
    hostile, usual = page(toy_study(3, names=names)), page(small_study())
    assert tags_of(hostile) == tags_of(usual)
    popups = re.findall(r'bindPopup\(("(?:[^"\\]|\\.)*")', hostile)
    popups += [json.dumps(one) for one in popups_in(data_of(hostile))]
    assert len(popups) >= 6
    for popup in popups:
        assert set(tags_of(json.loads(popup))) <= {"h3", "p", "dl", "dt", "dd"}


def test_text_from_a_person_is_disarmed() -> None:
    assert (
        esc("<b>{{x}}</b>\"'&") == "&lt;b&gt;&#123;&#123;x&#125;&#125;&lt;/b&gt;&quot;&#x27;&amp;"
    )


def test_each_place_is_drawn_at_its_best_class_only() -> None:
    coverage = small_study().coverage
    found = dict(rings(coverage.union_levels))
    assert list(found) == [level.name for level in coverage.union_levels]
    pieces = list(found.values())
    for k, piece in enumerate(pieces):
        for other in pieces[k + 1 :]:
            assert piece.intersection(other).area < 0.5
    whole = coverage.union_levels[0].area_m2
    assert sum(piece.area for piece in pieces) == pytest.approx(whole, rel=0.01)


def test_coordinates_have_seven_decimals_and_lie_in_the_commune(html: str) -> None:
    collections = data_of(html)
    assert len(collections) >= 8
    numbers = re.findall(r"-?\d+\.\d+", json.dumps([c["features"] for c in collections]))
    decimals = [len(number.split(".")[1]) for number in numbers if "." in number]
    assert max(decimals) <= 7
    for collection in collections:
        geometry = json.dumps(collection["features"][0]["geometry"])
        west, south, east, north = shapely.from_geojson(geometry).bounds
        assert 2.0 < west <= east < 3.0
        assert 49.0 < south <= north < 51.0


def test_the_legend_names_the_standard_and_each_class_with_its_pattern(html: str) -> None:
    assert "NF EN 62676-4" in html
    for level, name in (("detect", "Détecter"), ("identify", "Identifier")):
        assert f"{name}, " in html
        assert f'<pattern id="pattern-{level}"' in html
        assert f".class-{level} {{ fill: url(#pattern-{level}); }}" in html
    assert "62,5 px/m" in html
    assert "distance comptée le long de l’axe de visée" in html


@pytest.mark.parametrize("standard", ["dori-2015", "oodpcvs-2025"])
def test_every_class_of_both_standards_has_its_own_look(standard: str) -> None:
    looks = CLASS_LOOKS[standard]
    study = toy_study(2, standard=standard)
    patterns, rules = patterns_of(study, FR)
    assert patterns.count("<pattern ") == rules.count("fill: url(") == len(looks)
    assert len({look.fill for look in looks.values()}) == len(looks)
    motifs = [(look.motif, look.pitch, look.angle_deg) for look in looks.values()]
    assert all(a != b for a, b in itertools.pairwise(motifs))


def test_a_standard_of_another_day_still_gets_a_sequence() -> None:
    fills = [class_look("new-2031", f"level{rank}", rank, 5).fill for rank in range(5)]
    assert len(set(fills)) == 5


def test_every_medium_differs_by_more_than_its_colour() -> None:
    shapes = [(look.width, look.dash, look.core) for look in MEDIA.values()]
    assert len(set(shapes)) == len(shapes)


def test_the_town_is_cut_around_the_plan() -> None:
    study = small_study()
    far = box(700_000, 6_970_000, 700_020, 6_970_020)
    first = study.scene.buildings[0]
    scene = replace(
        study.scene, buildings=(*study.scene.buildings, replace(first, id="far", footprint=far))
    )
    ground = ground_of(scene, frame_of(study))
    assert len(ground.buildings.geoms) + len(ground.public_buildings.geoms) == len(
        study.scene.buildings
    )


def test_streets_are_drawn_at_their_width() -> None:
    study = small_study()
    ground = ground_of(study.scene, frame_of(study))
    cross = study.scene.streets[-1]
    away = cross.line.interpolate(0.95, normalized=True)
    across = LineString([(away.x - 20, away.y), (away.x + 20, away.y)])
    assert across.intersection(ground.streets).length == pytest.approx(7.0, abs=0.2)
    path = Street(id="p", line=cross.line, highway="footway")
    assert path.highway in FOOTWAYS
    only = ground_of(replace(study.scene, streets=(path,)), frame_of(study))
    assert only.streets.is_empty
    assert only.footways.length > 0


def test_a_name_follows_its_street_and_is_left_out_where_there_is_no_room() -> None:
    study = small_study()
    frame = frame_of(study)
    names = {one.name: one for one in street_names(study.scene, frame, ())}
    assert abs(names["Rue du Moulin"].turn_deg) == pytest.approx(90.0)
    assert names["Rue de l'Église"].turn_deg == pytest.approx(0.0)
    assert names["Rue du Moulin"].main
    short = Street(
        id="s", line=LineString([(650_000, 6_970_000), (650_008, 6_970_000)]),
        highway="residential", name="Rue du Général de Gaulle",
    )  # fmt: skip
    assert street_names(replace(study.scene, streets=(short,)), frame, ()) == ()


def test_a_name_never_covers_a_sign_or_another_name() -> None:
    study = small_study()
    street = study.scene.streets[0]
    signs = [Point(x, y) for x, y in zip(*street.line.segmentize(8.0).xy, strict=True)]
    assert all(one.name != street.name for one in street_names(study.scene, frame_of(study), signs))


@pytest.mark.parametrize(
    ("ids", "numbers"),
    [
        (("C01", "C02", "C12"), ("1", "2", "12")),
        (("entrée", "C2"), ("1", "2")),
        (("A1", "B1"), ("1", "2")),
        ((), ()),
    ],
)
def test_the_number_of_a_sign_is_that_of_the_id(
    ids: tuple[str, ...], numbers: tuple[str, ...]
) -> None:
    usual = small_study().plan.cameras[0]
    assert numbers_of([replace(usual, id=key) for key in ids]) == numbers


def test_each_kind_of_camera_has_its_sign() -> None:
    usual = replace(small_study().plan.cameras[0], mission=None)
    optics = usual.optics
    assert optics is not None
    kinds = {
        "fixed": usual,
        "plate": replace(usual, mission="plate"),
        "ptz": replace(usual, presets=(Preset(name="a", bearing_deg=0, tilt_deg=0, hfov_deg=60),)),
        "multi": replace(usual, sensors=(Sensor(bearing_deg=0, tilt_deg=0, optics=optics),)),
        "panoramic": replace(usual, optics=Panoramic(width_px=2560, hfov_deg=360)),
    }
    assert {kind_of(camera) for camera in kinds.values()} == set(kinds)
    signs = {kind: camera_sign(camera, "4", (90.0,)) for kind, camera in kinds.items()}
    assert len({signs[kind] for kind in ("fixed", "plate", "ptz", "panoramic")}) == 4
    assert "rotate(90)" in signs["fixed"]
    assert signs["multi"].count("rotate(90)") == 1
    existing = camera_sign(replace(usual, status="existing"), "4", (90.0,))
    assert existing != signs["fixed"]


def test_the_label_of_a_zone_stands_away_from_cameras() -> None:
    study = small_study()
    zone = study.plan.zones[0]
    west, south, east, north = zone.polygon.bounds
    camera = study.plan.cameras[0]
    for corner, side in ((Point(east, north), "down"), (Point(west, south), "up")):
        at = replace(camera, position=corner)
        moved = replace(study, plan=replace(study.plan, cameras=(at, *study.plan.cameras[1:])))
        assert f"zone-label {side}" in page(moved)


@pytest.mark.parametrize("bearings", [(0.0, 0.0, 0.0), (90.0, 270.0, 10.0)])
def test_signs_of_a_shared_mast_stand_side_by_side(bearings: tuple[float, ...]) -> None:
    shifts = shifts_of([(0.0, 0.0), (0.5, 0.0), (50.0, 0.0)], bearings)
    assert math.dist(shifts[0], shifts[1]) > 20.0
    assert math.hypot(*shifts[2]) == pytest.approx(0.0)


def test_a_bearing_is_never_360_degrees() -> None:
    assert degrees(359.7) == "0°"
    assert degrees(84.4) == "84°"


def test_sources_are_credited_once_and_in_words() -> None:
    osm = Provenance(layer="a", source="© OpenStreetMap contributors", licence="ODbL 1.0")
    ign = Provenance(layer="b", source="BD TOPO <2>", licence="Licence Ouverte 2.0")
    line = credit((osm, osm, ign), FR)
    assert (
        line == "© les contributeurs d’OpenStreetMap, ODbL · BD TOPO &lt;2&gt;, Licence Ouverte 2.0"
    )


def test_the_panel_lists_what_the_map_shows(html: str) -> None:
    study = small_study()
    panel = panel_of(study, FR)
    assert panel in html
    for camera in study.plan.cameras:
        assert f">{camera.id}</button>" in panel
    assert study.made_from.input_hash in panel
    assert "11\u202f% vus, probable 14\u202f%" in panel


@pytest.mark.parametrize("count", [0, 1])
def test_a_study_with_few_cameras_has_a_map(count: int) -> None:
    assert page(toy_study(count)).count('class="go"') == count


def test_sixty_cameras_stay_under_three_megabytes() -> None:
    assert len(render_map(toy_study(60), FR)) < 3_000_000


def test_geojson_rings_turn_as_the_standard_asks() -> None:
    hole = box(650_000, 6_970_000, 650_100, 6_970_100).difference(
        box(650_040, 6_970_040, 650_060, 6_970_060)
    )
    rings_ = LonLat("EPSG:2154").geojson(hole)["coordinates"]
    assert shapely.LinearRing(rings_[0]).is_ccw
    assert not shapely.LinearRing(rings_[1]).is_ccw
