"""The reach of PTZ cameras on the map and in the layers for GIS programs: apart, never a fill."""

from __future__ import annotations

import json
import pathlib
import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pyogrio
import pytest
from apart_studies import PRESETS, apart_study
from shapely import MultiPolygon, box
from studies import small_study
from toy_town import Names

from api.render.geo import render_plan_gpkg, render_results
from api.render.geo_layers import layers_of
from api.render.geo_styles import styles_of
from api.render.map import render_map
from api.render.map_panel import panel_of
from api.render.map_reach import name_place
from api.render.map_reach_words import preset_popup, reach_legend, reach_popup
from api.render.screen_palette import MEDIA, PRESET, REACH
from api.texts.reader import load
from planner.study import Study

FR, EN = load("fr"), load("en")
STUDY = apart_study()
TITLE = "Portée des caméras motorisées (hors couverture)"
HOSTILE = "</script><script>alert(1)</script>{{ 7*7 }}"


@pytest.fixture(scope="module")
def html() -> str:
    return render_map(STUDY, FR).decode()


def bubbles(html: str) -> list[str]:
    return [json.loads(text) for text in re.findall(r'bindPopup\(("(?:[^"\\]|\\.)*")', html)]


def layers(html: str) -> dict[str, str]:
    """Give the rank of the group of each layer that can be ticked, by its title."""
    control = html[html.index("overlays :") :]
    found = re.findall(r'("[^"]+") : feature_group_(\d+)', control)
    return {json.loads(title): rank for title, rank in found}


def preset_names(html: str) -> list[str]:
    labels = [json.loads(text) for text in re.findall(r'"html": ("(?:[^"\\]|\\.)*")', html)]
    found = [re.fullmatch(r'<span class="preset-label">(.*)</span>', label) for label in labels]
    return [match[1] for match in found if match]


def features(html: str) -> list[dict[str, Any]]:
    found = [json.loads(text) for text in re.findall(r"_add\((\{.*?\})\);\n", html)]
    return [feature for one in found for feature in one["features"]]


# --- the map ----------------------------------------------------------------------------


def test_the_reach_waits_to_be_ticked(html: str) -> None:
    shown = set(re.findall(r"feature_group_(\d+)\.addTo\(", html))
    assert layers(html)[TITLE] not in shown


def test_outlines_have_no_fill_and_their_own_dashes(html: str) -> None:
    styles = [
        json.loads(text)
        for text in re.findall(r"return (\{[^{}]*\});", html)
        if REACH.dash in text or PRESET.dash in text
    ]
    assert len(styles) == 2
    assert all(style["fill"] is False for style in styles)
    used = [look.dash for look in (*MEDIA.values(), REACH, PRESET) if look.dash]
    assert len({*used, "8 4", "2 4", "1 4"}) == len(used) + 3  # zones and gaps have theirs


def test_the_home_preset_is_no_part_of_the_layer(html: str) -> None:
    assert preset_names(html) == ["Vers le moulin"]
    popups = {str(one["properties"].get("popup", "")) for one in features(html)}
    assert sum("Portée de la caméra C01" in popup for popup in popups) == 1
    assert sum("Préposition" in popup for popup in popups) == 1


def test_the_popup_says_that_it_is_never_counted_and_how_far_it_goes() -> None:
    (reach,) = STUDY.coverage.reaches
    words = reach_popup(reach, FR)
    assert "jamais compté comme couvert" in words
    assert "une direction à la fois et avec un opérateur" in words
    assert "300\u00a0m (plafond, hypothèse)" in words
    assert "objectif sans déformation, distance en ligne droite" in words
    for level in reach.levels:
        assert f"{FR.number(level.limit_m)}\u00a0m, {FR.number(level.area_m2)}\u00a0m²" in words
    assert "Zone aveugle" not in words  # it looks straight down
    assert "Dead zone" in reach_popup(replace(reach, dead_zone_m=2.0), EN)
    assert "Limite" not in reach_popup(replace(reach, levels=()), FR)
    told = preset_popup(reach, reach.presets[1], EN)
    assert "never counted as covered" in told
    assert f"{EN.number(reach.presets[1].area_m2)}\u00a0m²" in told


def test_the_popup_of_a_camera_tells_its_reach_or_its_plates(html: str) -> None:
    turning, plates, fixed = (
        next(one for one in bubbles(html) if f"Caméra {key}" in one)
        for key in ("C01", "C02", "C03")
    )
    assert "Motorisée\u202f:" in turning
    assert "Plaques, règle" not in turning
    assert "Plaques, règle" in plates
    assert "1,01\u00a0ms au plus à 50\u00a0km/h" in plates
    assert "Motorisée" not in fixed + plates
    assert "Plaques" not in fixed


def test_the_legend_tells_both_lines_and_that_they_are_apart(html: str) -> None:
    panel = panel_of(STUDY, FR)
    assert panel in html
    rows = reach_legend(STUDY.coverage.reaches, FR)
    assert [words for _, words, _ in rows] == [
        "Portée des caméras motorisées",
        "Prépositions hors position de repos",
    ]
    assert all(swatch in panel and 'fill="none"' in swatch for swatch, _, _ in rows)
    assert "seule sa position de repos est comptée" in panel
    assert "Reach, not coverage" in panel_of(STUDY, EN)


def test_a_camera_without_other_presets_has_its_reach_alone() -> None:
    page = render_map(apart_study(presets=PRESETS[:1]), FR).decode()
    assert TITLE in layers(page)
    assert preset_names(page) == []
    assert len(reach_legend(apart_study(presets=PRESETS[:1]).coverage.reaches, FR)) == 1


def test_a_study_without_ptz_has_no_such_layer() -> None:
    page = render_map(small_study(), FR).decode()
    assert TITLE not in layers(page)
    assert "Portée, hors couverture" not in page


def test_a_hostile_preset_stays_a_name() -> None:
    presets = (PRESETS[0], replace(PRESETS[1], name=HOSTILE))
    page = render_map(apart_study(presets=presets, names=Names(street=HOSTILE)), FR).decode()
    assert page.count("<script") == render_map(STUDY, FR).decode().count("<script")
    assert "{{" not in page


def test_a_name_stands_in_the_widest_part() -> None:
    region = MultiPolygon([box(0, 0, 100, 1), box(200, 0, 220, 20)])
    place = name_place(region)
    assert (place.x, place.y) == pytest.approx((210.0, 10.0), abs=1.0)


def test_the_same_reach_gives_the_same_bytes(html: str) -> None:
    assert render_map(apart_study(), FR).decode() == html


# --- the GeoPackage ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    path = pathlib.Path(tmp_path_factory.mktemp("reach")) / "plan.gpkg"
    path.write_bytes(render_plan_gpkg(STUDY, FR))
    return path


def test_the_layers_are_read_back_and_counted_nowhere(package: pathlib.Path) -> None:
    (reach,) = STUDY.coverage.reaches
    found = pyogrio.read_dataframe(package, layer="ptz_reach")
    assert list(found["camera"]) == ["C01"]
    assert [bool(one) for one in found["counted"]] == [False]
    assert list(found["limit_m"]) == [300.0]
    assert [bool(one) for one in found["capped"]] == [True]
    assert list(found["density_model"]) == ["pinhole_slant"]
    assert found.geometry.area[0] == pytest.approx(reach.area_m2, abs=0.01)
    presets = pyogrio.read_dataframe(package, layer="ptz_presets")
    assert list(presets["name"]) == ["Vers le moulin"]
    assert [bool(one) for one in presets["counted"]] == [False]
    assert presets.geometry.area[0] == pytest.approx(presets["area_m2"][0], abs=0.01)
    assert pyogrio.read_info(package, layer="ptz_reach")["crs"] == "EPSG:2154"


def test_a_study_without_ptz_keeps_the_layers_empty() -> None:
    layers = {layer.name: layer for layer in layers_of(small_study(), FR)}
    for name in ("ptz_reach", "ptz_presets"):
        assert layers[name].rows == []
        assert ("counted", "bool") in layers[name].columns


def test_styles_are_lines_without_a_fill() -> None:
    dashes = []
    for name in ("ptz_reach", "ptz_presets"):
        root = ET.fromstring(styles_of(STUDY, FR)[name])  # noqa: S314 - written by ourselves
        fill, *lines = root.findall("renderer-v2/symbols/symbol/layer")
        assert {(one.get("k"), one.get("v")) for one in fill} >= {("style", "no")}
        assert all(one.get("class") == "SimpleLine" for one in lines)
        dashes += [prop.get("v") for prop in root.iter("prop") if prop.get("k") == "customdash"]
    assert len(set(dashes)) == len(dashes) == 2


def test_the_labels_of_the_form_say_nothing_of_a_reach() -> None:
    bare: Study = replace(STUDY, coverage=replace(STUDY.coverage, reaches=(), plates=()))
    assert render_results(STUDY, FR) == render_results(bare, FR)
