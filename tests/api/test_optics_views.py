"""Reach, plates and recordings as JSON: plain, rounded, and a reach that is never counted."""

from __future__ import annotations

import json

import pytest
from coverage_scenes import building, camera, town
from shapely import LineString, box

from api.optics_views import (
    density_model_view,
    plate_view,
    reach_view,
    recordings_view,
    system_view,
)
from api.texts.reader import LANGUAGES, Language, load
from planner.catalogues.reader import load as load_catalogue
from planner.coverage.apart import plate
from planner.coverage.apart.plate import plate_check
from planner.coverage.apart.reach import Asked, reach_of
from planner.coverage.engine.eyes import eyes_of
from planner.coverage.engine.obstacles import obstacles_of
from planner.equipment.model import Storage
from planner.equipment.recording_rules import recordings_of, system_checks
from planner.equipment.streams import model_of, streams_of
from planner.plan import Camera, Preset
from planner.scene.model import Street

CATALOGUE = load_catalogue()
LEVELS = CATALOGUE.standards["dori-2015"].levels
NOTHING = obstacles_of(town())
PRESETS = (
    Preset(name="a", bearing_deg=10.0, tilt_deg=5.0, hfov_deg=30.0, home=True),
    Preset(name="b", bearing_deg=90.0, tilt_deg=5.0, hfov_deg=20.0),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", ["pinhole_depth", "pinhole_slant", "equidistant"])
def test_every_density_model_has_a_name(language: Language, model: str) -> None:
    assert density_model_view(model, load(language))["label"]


def test_a_reach_is_told_apart_with_its_levels_and_presets() -> None:
    head = camera(model="ptz-4mp", height_m=8.0, presets=PRESETS)
    view = reach_view(
        reach_of(head, CATALOGUE, NOTHING, Asked(levels=LEVELS, target_m=1.7)), load("fr")
    )
    assert view is not None
    assert view["counted"] is False
    assert (view["level"], view["limit_m"], view["capped"]) == ("detect", 300.0, True)
    assert [level["name"] for level in view["levels"]] == [level.name for level in LEVELS]
    assert [(one["name"], one["home"]) for one in view["presets"]] == [("a", True), ("b", False)]
    assert view["area_m2"] == view["levels"][0]["area_m2"]
    assert json.loads(json.dumps(view)) == view
    assert reach_view(None, load("fr")) is None


def test_a_reach_of_nothing_is_still_plain_json() -> None:
    head = camera(model="ptz-4mp", height_m=8.0, presets=PRESETS)
    near = Asked(levels=LEVELS, target_m=1.7, cap_m=0.0)
    view = reach_view(reach_of(head, CATALOGUE, NOTHING, near), load("en"))
    assert view is not None
    assert (view["level"], view["limit_m"], view["area_m2"]) == (None, 0.0, 0.0)


def watcher(**more: object) -> Camera:
    fields = {"height_m": 4.0, "tilt_deg": 6.0, "hfov_deg": 15.0, "mission": "plate", **more}
    return camera(model="plate-2mp", **fields)


def test_plates_are_told_street_by_street_and_rule_by_rule() -> None:
    street = Street(
        id="w1", line=LineString([(0, 0), (0, 200)]), highway="residential", name="Rue Haute"
    )
    eyes, _ = eyes_of(watcher(), CATALOGUE)
    assert CATALOGUE.plates is not None
    stands = obstacles_of(town(buildings=[building("b", box(5.0, 5.0, 9.0, 9.0), 6.0)]))
    view = plate_view(plate_check(eyes, stands, [street], CATALOGUE.plates), load("fr"))
    assert view is not None
    assert view["holds"] is True
    assert [rule["least_px_per_m"] for rule in view["rules"]] == [200.0, 250.0, 326.92, 538.46]
    assert {one["street"] for one in view["streets"]} == {"w1"}
    held, failed = view["streets"][0], view["streets"][-1]
    assert held["name"] == "Rue Haute"
    assert held["fails"] == []
    assert [one["speed_kmh"] for one in held["exposures"]] == [30.0, 50.0, 80.0]
    assert failed["fails"] == ["density"]
    assert failed["start_m"] is None
    assert json.loads(json.dumps(view)) == view
    assert plate_view(None, load("fr")) is None


def test_every_way_to_miss_a_plate_has_a_sentence() -> None:
    for code in plate._FINDINGS.values():
        for language in LANGUAGES:
            assert load(language).has(f"findings.{code}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_recordings_are_told_by_camera_with_their_articles(language: Language) -> None:
    cameras = [watcher(name="C1"), camera(model="multi-4x4mp", name="C2", stream=(640, 480))]
    streams = [one for each in cameras for one in streams_of(each, model_of(each, CATALOGUE))]
    view = recordings_view(recordings_of(cameras, streams, CATALOGUE), load(language))
    assert list(view) == ["C1", "C2"]
    assert (view["C1"]["view"], view["C1"]["verdict"]) == ("narrow", "holds")
    assert len(view["C2"]["streams"]) == 4
    rules = [check["rule"] for check in view["C2"]["streams"][0]["checks"]]
    assert rules == ["definition", "thumbnail", "rate"]
    assert all(check["label"] for check in view["C2"]["streams"][0]["checks"])
    assert json.loads(json.dumps(view)) == view
    storage = Storage(
        days=30, days_assumed=False, mbps=3.2, net_tb=1.0, overhead=0.2, usable_tb=1.2,
        recorder="nvr_small", streams=1,
    )  # fmt: skip
    system = system_view(system_checks(cameras, storage), load(language))
    assert [check["rule"] for check in system] == [
        "objective", "sizing", "digital", "log", "export",
    ]  # fmt: skip
