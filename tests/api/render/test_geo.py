"""The layers that GIS programs open, and the labels that a form shows."""

from __future__ import annotations

import contextlib
import json
import pathlib
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pyogrio
import pytest
import shapely
from studies import Names, small_study, toy_study

from api.render.geo import render_plan_gpkg, render_results
from api.render.geo_layers import layers_of
from api.render.geo_styles import styles_of
from api.render.result_labels import camera_label, run_label, zone_label
from api.texts.reader import load
from planner.study import Study

FR = load("fr")
LAYERS = [
    "streets", "buildings", "coverage", "shared_ground", "dead_zones", "ptz_reach", "ptz_presets",
    "zones", "blind_spots", "network", "sites", "masts", "supervision", "cameras",
]  # fmt: skip


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    path = pathlib.Path(tmp_path_factory.mktemp("geo")) / "plan.gpkg"
    path.write_bytes(render_plan_gpkg(small_study(), FR))
    return path


@contextlib.contextmanager
def base(path: pathlib.Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        yield connection


def test_the_package_has_every_layer_in_the_crs_of_the_scene(package: pathlib.Path) -> None:
    assert [name for name, kind in pyogrio.list_layers(package) if kind] == LAYERS
    for layer in LAYERS:
        assert pyogrio.read_info(package, layer=layer)["crs"] == "EPSG:2154"


def test_what_is_read_back_is_what_was_measured(package: pathlib.Path) -> None:
    study = small_study()
    cameras = pyogrio.read_dataframe(package, layer="cameras")
    assert list(cameras["id"]) == [camera.id for camera in study.plan.cameras]
    assert list(cameras["bearing_deg"]) == [camera.bearing_deg for camera in study.plan.cameras]
    coverage = pyogrio.read_dataframe(package, layer="coverage")
    models = {camera.id: camera.density_model for camera in study.coverage.cameras}
    for row in coverage.itertuples():
        assert row.geometry.area == pytest.approx(row.area_m2, abs=0.1)
        assert row.density_model == models[row.camera]
    network = pyogrio.read_dataframe(package, layer="network")
    assert network["length_m"].sum() == pytest.approx(
        sum(segment.length_m for segment in study.network.segments), abs=0.05
    )
    assert list(network["n_sites"]) == [len(s.sites) for s in study.network.segments]


def test_coarse_ground_is_listed_before_fine_ground(package: pathlib.Path) -> None:
    coverage = pyogrio.read_dataframe(package, layer="coverage")
    assert list(coverage["min_px_per_m"]) == sorted(coverage["min_px_per_m"])


def test_the_same_study_gives_the_same_package() -> None:
    assert render_plan_gpkg(small_study(), FR) == render_plan_gpkg(small_study(), FR)


def test_every_time_in_the_package_is_the_date_of_the_plan(package: pathlib.Path) -> None:
    expected = f"{small_study().plan.date}T00:00:00.000Z"
    with base(package) as connection:
        changed = {row[0] for row in connection.execute("SELECT last_change FROM gpkg_contents")}
        updated = {row[0] for row in connection.execute("SELECT update_time FROM layer_styles")}
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert changed == updated == {expected}


def test_each_layer_has_one_default_style(package: pathlib.Path) -> None:
    with base(package) as connection:
        rows = connection.execute(
            "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML FROM layer_styles"
        ).fetchall()
    assert sorted(row[0] for row in rows) == sorted(LAYERS)
    assert {row[1:3] for row in rows} == {("geom", 1)}
    for _, _, _, qml in rows:
        root = ET.fromstring(qml)  # noqa: S314 - written by ourselves
        assert root.tag == "qgis"
        symbols = root.findall("renderer-v2/symbols/symbol")
        assert symbols
        assert all(symbol.findall("layer/prop") for symbol in symbols)


@pytest.mark.parametrize("standard", ["dori-2015", "oodpcvs-2025"])
def test_every_value_drawn_by_category_has_its_symbol(standard: str) -> None:
    study = toy_study(4, standard=standard)
    styles = {name: ET.fromstring(qml) for name, qml in styles_of(study, FR).items()}  # noqa: S314 - ours
    for layer in layers_of(study, FR):
        renderer = styles[layer.name].find("renderer-v2")
        assert renderer is not None
        if renderer.get("type") != "categorizedSymbol":
            continue
        names = [name for name, _ in layer.columns]
        column = names.index(str(renderer.get("attr")))
        values = {row[column] for row in layer.rows}
        categories = {one.get("value"): one for one in renderer.findall("categories/category")}
        assert values <= set(categories), layer.name
        symbols = {one.get("name") for one in renderer.findall("symbols/symbol")}
        assert {one.get("symbol") for one in categories.values()} == symbols


def test_classes_are_drawn_with_a_pattern_and_cameras_turn_with_their_bearing() -> None:
    styles = {name: ET.fromstring(qml) for name, qml in styles_of(small_study(), FR).items()}  # noqa: S314 - ours
    brushes = [
        prop.get("v")
        for prop in styles["coverage"].iter("prop")
        if prop.get("k") == "style" and prop.get("v") != "solid"
    ]
    assert len(set(brushes)) == 4
    fields = [o.get("value") for o in styles["cameras"].iter("Option") if o.get("name") == "field"]
    assert set(fields) == {"bearing_deg"}


@pytest.mark.parametrize("count", [0, 1])
def test_a_layer_without_features_keeps_its_columns(tmp_path: pathlib.Path, count: int) -> None:
    path = tmp_path / "plan.gpkg"
    path.write_bytes(render_plan_gpkg(toy_study(count), FR))
    info = pyogrio.read_info(path, layer="cameras")
    assert info["features"] == count
    types = dict(zip(info["fields"], info["dtypes"], strict=True))
    assert types["height_m"] == "float64"
    assert types["id"] == "object"


def test_an_unknown_limit_is_empty_and_not_text(package: pathlib.Path) -> None:
    cameras = pyogrio.read_dataframe(package, layer="cameras")
    assert str(cameras["far_m"].dtype) == "float64"
    assert cameras["far_m"].isna().all()


def results(study: Study) -> dict[str, Any]:
    return dict(json.loads(render_results(study, FR)))


def test_results_are_in_degrees_with_a_label_and_a_description_each() -> None:
    study = small_study()
    document = results(study)
    assert "crs" not in document
    kinds = [feature["properties"]["kind"] for feature in document["features"]]
    assert kinds == (
        ["camera"] * len(study.plan.cameras)
        + ["zone"] * len(study.plan.zones)
        + ["network"] * len(study.network.segments)
        + ["supervision"]
    )
    for feature in document["features"]:
        assert 0 < len(feature["properties"]["label"]) <= 80
        assert "description" in feature["properties"]
        west, south, east, north = shapely.from_geojson(json.dumps(feature["geometry"])).bounds
        assert 2.0 < west <= east < 3.0
        assert 49.0 < south <= north < 51.0
    assert len({feature["id"] for feature in document["features"]}) == len(document["features"])


def test_labels_say_the_thing_in_one_line() -> None:
    study = small_study()
    camera = replace(study.plan.cameras[0], id="C1", bearing_deg=84.0, height_m=6.0)
    assert camera_label(camera, FR) == "Caméra C1 – fixe – 6 m – 84°"
    assert "6,5 m" in camera_label(replace(camera, height_m=6.5), FR)
    zone = replace(study.coverage.zones[0], covered_share=0.64, covered_share_low=0.55)
    assert zone_label(zone, FR) == "Zone Z1\u00a0: 64\u202f% (au moins 55\u202f%)"
    assert "aucun sol" in zone_label(replace(zone, covered_share=None), FR)
    segment = replace(
        study.network.segments[0], medium="trench", surface="foot", length_m=85.2, street="rue X"
    )
    assert run_label(segment, FR) == "Tranchée trottoir 85 m, rue X"
    assert run_label(replace(segment, street=""), FR) == "Tranchée trottoir 85 m"


def test_results_are_the_same_bytes_and_keep_odd_names_as_text() -> None:
    odd = toy_study(2, names=Names(zone='<b>"é" {{x}}', label="\u202eabc\ud800"))
    first = render_results(odd, FR)
    assert first == render_results(odd, FR)
    zone = next(f for f in json.loads(first)["features"] if f["properties"]["kind"] == "zone")
    assert '<b>"é" {{x}}' in zone["properties"]["description"]
    assert len(render_plan_gpkg(odd, FR)) > 0
