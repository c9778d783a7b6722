"""What is missed and what is seen twice, on the map and in the layers for GIS programs."""

from __future__ import annotations

import json
import pathlib
import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pyogrio
import pytest
import shapely
from gap_studies import gap_study, with_gaps_found
from shapely import Point, box
from studies import Names, small_study, toy_study

from api.overlap_views import overlap_members
from api.render.geo import render_plan_gpkg, render_results
from api.render.geo_layers import layers_of
from api.render.geo_styles import styles_of
from api.render.map import render_map
from api.render.map_gap_words import (
    MOST_ROWS,
    dead_popup,
    gap_legend,
    gap_patterns,
    shared_popup,
    spot_popup,
    spots_table,
)
from api.render.map_gaps import spots_of
from api.render.map_panel import panel_of
from api.render.map_words import alone_words, blind_words, dead_words
from api.render.screen_palette import CLASS_LOOKS, GAP_LOOKS
from api.texts.reader import load
from planner.coverage.gaps.model import BlindSpot, Gaps, ZoneBlindSpots
from planner.study import Study

FR, EN = load("fr"), load("en")
STUDY = gap_study()


def gaps(study: Study = STUDY) -> Gaps:
    assert study.gaps is not None
    return study.gaps


@pytest.fixture(scope="module")
def html() -> str:
    return render_map(STUDY, FR).decode()


def collections_of(html: str) -> list[dict[str, Any]]:
    return [json.loads(text) for text in re.findall(r"_add\((\{.*?\})\);\n", html)]


def popups(html: str) -> list[str]:
    every = [one["properties"] for group in collections_of(html) for one in group["features"]]
    return [properties["popup"] for properties in every if properties.get("popup")]


def spot(area: float, **more: object) -> BlindSpot:
    fields = {
        "zone": "Z1", "region": box(0, 0, 1, area), "area_m2": area, "point": Point(0.5, 0.5),
        "island": False, "dead_m2": 0.0, **more,
    }  # fmt: skip
    return BlindSpot(**fields)


def blind(*spots: BlindSpot, remainder_m2: float = 0.0, count: int = 0) -> ZoneBlindSpots:
    return ZoneBlindSpots(
        zone="Z1",
        area_m2=sum(one.area_m2 for one in spots) + remainder_m2,
        spots=spots,
        remainder_m2=remainder_m2,
        remainder_count=count,
        dead_m2=0.0,
    )


# --- the map ----------------------------------------------------------------------------


def test_blind_spots_are_shown_and_the_other_layers_wait_to_be_ticked(html: str) -> None:
    control = html[html.index("overlays :") :]
    shown = set(re.findall(r"feature_group_(\d+)\.addTo\(", html))
    found = re.findall(r'("[^"]+") : feature_group_(\d+)', control)
    named = {json.loads(title): rank for title, rank in found}
    assert named["Angles morts des zones"] in shown
    assert named["Zones aveugles au pied des caméras"] not in shown
    assert named["Vu par 2 caméras ou plus"] not in shown
    assert "Vu par 3 caméras ou plus" not in named  # no ground is


def test_a_study_without_gaps_has_its_map_all_the_same() -> None:
    page = render_map(small_study(), FR).decode()
    assert "Angles morts" not in page
    assert "gap-" not in page.split("<body>")[1].split("<main>")[1]


def test_the_same_gaps_give_the_same_bytes(html: str) -> None:
    assert render_map(gap_study(), FR).decode() == html


@pytest.mark.parametrize("count", [0, 1])
def test_a_study_with_few_cameras_has_its_gaps_on_the_map(count: int) -> None:
    study = with_gaps_found(toy_study(count))
    page = render_map(study, FR).decode()
    assert ("Zones aveugles au pied des caméras" in page) is (count > 0)
    assert "Vu par 2 caméras" not in page


def test_every_gap_has_its_own_pattern_and_none_is_that_of_a_class() -> None:
    looks = [(one.fill.motif, one.fill.pitch, one.fill.angle_deg) for one in GAP_LOOKS.values()]
    assert len(set(looks)) == len(looks)
    classes = {
        (look.motif, look.pitch, look.angle_deg)
        for ladder in CLASS_LOOKS.values()
        for look in ladder.values()
    }
    assert not classes & set(looks)
    defs, rules = gap_patterns()
    for name in GAP_LOOKS:
        assert f'<pattern id="pattern-gap-{name}"' in defs
        assert f".gap-{name} {{ fill: url(#pattern-gap-{name}); }}" in rules


def test_the_popup_of_a_blind_spot_says_its_area_and_why(html: str) -> None:
    area = FR.number(gaps().blind_spots[0].spots[0].area_m2)
    (found,) = [one for one in popups(html) if "Angle mort de la zone Z1" in one]
    assert f"{area}\u00a0m²" in found
    why = ["Cachée par <b>un mur</b>."]
    told = spot_popup(spot(12.0, island=True, dead_m2=3.0), "observe", why, FR)
    assert "Cachée par &lt;b&gt;un mur&lt;/b&gt;." in told
    assert "Îlot" in told
    assert "3\u00a0m²" in told
    assert "Observer" in told
    assert "Îlot" not in spot_popup(spot(12.0), "observe", [], FR)


def test_the_popup_of_a_camera_says_what_it_alone_sees_and_its_dead_zone(html: str) -> None:
    bubbles = [json.loads(text) for text in re.findall(r'bindPopup\(("(?:[^"\\]|\\.)*")', html)]
    (camera,) = [one for one in bubbles if "Caméra C01" in one]
    share, dead = gaps().share_of("C01"), gaps().dead_zone_of("C01")
    assert FR.number(share.alone_m2) in camera
    assert f"jusqu’à {FR.number(dead.near_limit_m or 0.0, decimals=1)}\u00a0m" in camera


def test_the_popup_of_a_zone_says_what_is_missing_and_what_several_see(html: str) -> None:
    zone = next(one for one in popups(html) if "Vu par 2 ou plus" in one)
    assert blind_words(gaps().blind_spots[0], FR) in zone
    bare = [one for one in popups(render_map(small_study(), FR).decode()) if "Niveau" in one]
    assert "Vu par 2 ou plus" not in bare[0]


def test_dead_zones_and_shared_ground_are_told_in_words() -> None:
    dead = gaps().dead_zone_of("C01")
    assert "Pieds cachés" in dead_popup(dead, 1.7, FR)
    assert "1,70\u00a0m" in dead_popup(dead, 1.7, FR)
    assert dead_words(None, 10.0, FR).startswith("sans fin")
    assert dead_words(0.0, 0.0, FR) == "aucune"
    assert alone_words(0.0, 0.0, FR) == "0\u00a0m² (0\u202f%)"
    shared = gaps().overlap.at_least[1]
    assert "C01 et C02" in shared_popup(shared, gaps().overlap, FR)
    assert "C01 and C02" in shared_popup(shared, gaps().overlap, EN)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (blind(), ""),
        (blind(spot(12.0)), "12\u00a0m² en 1 morceau"),
        (blind(spot(12.0), spot(3.0)), "15\u00a0m² en 2 morceaux"),
        (blind(remainder_m2=0.8, count=3), "1\u00a0m²"),
    ],
)
def test_what_a_zone_misses_is_told_in_a_few_words(found: ZoneBlindSpots, expected: str) -> None:
    assert blind_words(found, FR) == expected


def test_the_legend_and_the_table_tell_the_same_facts(html: str) -> None:
    panel = panel_of(STUDY, FR)
    assert panel in html
    rows = gap_legend(gaps(), FR)
    assert [words for _, words, _ in rows] == [
        "Angles morts des zones",
        "Zones aveugles au pied des caméras",
        "Vu par 2 caméras ou plus",
    ]
    assert all(swatch in panel for swatch, _, _ in rows)
    assert panel.count("data-spot=") == len(spots_of(gaps())) == 1
    assert "Vu par 2" not in panel_of(small_study(), FR)


def test_a_long_list_of_blind_spots_is_cut_and_the_rest_summed() -> None:
    many = blind(*(spot(100.0 - k) for k in range(MOST_ROWS + 3)), remainder_m2=0.4, count=2)
    told = spots_table(replace(gaps(), blind_spots=(many,)), FR)
    assert told.count("data-spot=") == MOST_ROWS
    assert "Et 3 autres" in told
    assert "Et 2 morceaux de moins de 1" in told
    assert spots_table(replace(gaps(), blind_spots=(blind(),)), FR) == ""


def test_a_hostile_zone_stays_a_name() -> None:
    text = "</script><script>alert(1)</script>{{ 7*7 }}"
    study = with_gaps_found(toy_study(2, names=Names(zone=text, label=text, street=text)))
    page = render_map(study, FR).decode()
    usual = render_map(gap_study(), FR).decode()
    assert page.count("<script") == usual.count("<script")
    assert "{{" not in page


# --- the GeoPackage ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    path = pathlib.Path(tmp_path_factory.mktemp("gaps")) / "plan.gpkg"
    path.write_bytes(render_plan_gpkg(STUDY, FR))
    return path


def test_the_layers_hold_what_was_found(package: pathlib.Path) -> None:
    spots = pyogrio.read_dataframe(package, layer="blind_spots")
    assert list(spots["id"]) == ["Z1-1"]
    assert spots.geometry.area[0] == pytest.approx(spots["area_m2"][0], abs=0.01)
    shared = pyogrio.read_dataframe(package, layer="shared_ground")
    assert list(shared["at_least"]) == [1, 2]
    assert list(shared["label"]) == ["Vu par 1 caméra ou plus", "Vu par 2 caméras ou plus"]
    dead = pyogrio.read_dataframe(package, layer="dead_zones")
    assert list(dead["plane"]) == ["feet", "target"] * 2
    cameras = pyogrio.read_dataframe(package, layer="cameras")
    expected = [round(gaps().share_of(key).alone_m2, 2) for key in cameras["id"]]
    assert list(cameras["alone_m2"]) == expected


def test_a_study_without_gaps_keeps_the_layers_empty() -> None:
    layers = {layer.name: layer for layer in layers_of(small_study(), FR)}
    for name in ("blind_spots", "dead_zones", "shared_ground"):
        assert layers[name].rows == []
        assert layers[name].columns


def test_every_value_of_a_gap_layer_has_its_symbol() -> None:
    styles = {name: ET.fromstring(qml) for name, qml in styles_of(STUDY, FR).items()}  # noqa: S314 - ours
    for layer in layers_of(STUDY, FR):
        if layer.name not in {"dead_zones", "shared_ground"}:
            continue
        renderer = styles[layer.name].find("renderer-v2")
        assert renderer is not None
        column = [name for name, _ in layer.columns].index(str(renderer.get("attr")))
        values = {row[column] for row in layer.rows}
        assert values <= {one.get("value") for one in renderer.findall("categories/category")}
    brushes = {
        prop.get("v") for prop in styles["shared_ground"].iter("prop") if prop.get("k") == "style"
    }
    assert {"horizontal", "vertical"} <= brushes


def test_the_labels_of_the_form_stay_as_they_were() -> None:
    assert render_results(STUDY, FR) == render_results(replace(STUDY, gaps=None), FR)


def test_the_map_and_the_json_print_the_same_shared_ground() -> None:
    told = overlap_members(gaps().overlap)["overlap"]
    several = sum(one["area_m2"] for one in told if one["cameras"] >= 2)
    legend = {words: area for _, words, area in gap_legend(gaps(), FR)}
    assert legend["Vu par 2 caméras ou plus"] == f"{FR.number(several)}\u00a0m²"
    shared = next(one for one in gaps().overlap.at_least if one.cameras == 2)
    assert shared.area_m2 == pytest.approx(several, abs=0.01)
    odd = replace(shared, region=shapely.buffer(shared.region, 5.0))
    assert f"{FR.number(several)}\u00a0m²" in shared_popup(odd, gaps().overlap, FR)
