"""Cameras of a plan become sensors: models, zooms, presets, heads with several sensors."""

from __future__ import annotations

import pytest
from coverage_scenes import camera, catalogue, model, omni

from planner.coverage.apart.reach import turns
from planner.coverage.engine.eyes import eyes_of, view_of
from planner.errors import CatalogueError, PlanError
from planner.optics import Panoramic, Rectilinear, vertical_field
from planner.plan import Preset, Sensor

FIXED = model("fixed-4mp")
LENS = Rectilinear(width_px=2688, height_px=1520, hfov_deg=60.0, vfov_deg=36.0)


def test_a_model_gives_its_wide_end_when_no_zoom_is_set() -> None:
    optics, findings = view_of(camera(model="fixed-4mp"), FIXED)
    assert isinstance(optics, Rectilinear)
    assert optics.hfov_deg == 103.0
    assert optics.vfov_deg == pytest.approx(vertical_field(2688, 1520, 103.0))
    assert findings == ()


def test_the_plan_s_own_optics_win_over_the_model() -> None:
    eyes, _ = eyes_of(camera(LENS, model="fixed-4mp"), catalogue(FIXED))
    assert [eye.optics for eye in eyes] == [LENS]


def test_a_model_that_is_unknown_matters_only_without_optics() -> None:
    eyes, _ = eyes_of(camera(LENS, model="acme"), catalogue(FIXED))
    assert eyes[0].optics == LENS
    with pytest.raises(CatalogueError) as told:
        eyes_of(camera(model="acme"), catalogue(FIXED))
    assert told.value.code == "unknown_model"
    assert told.value.values["camera"] == "C1"
    assert told.value.values["known"] == ["fixed-4mp"]


def test_presets_beside_sensors_are_left_out_and_said() -> None:
    sensors = (Sensor(bearing_deg=0.0, tilt_deg=10.0, optics=LENS),)
    presets = (Preset(name="p", bearing_deg=90.0, tilt_deg=5.0, hfov_deg=20.0, home=True),)
    both = camera(sensors=sensors, presets=presets)
    eyes, findings = eyes_of(both, catalogue(FIXED))
    assert [eye.bearing_deg for eye in eyes] == [0.0]
    (said,) = [one for one in findings if one.code == "presets_unused"]
    assert (said.severity, dict(said.values)) == ("warning", {"presets": 1})
    assert not turns(both, None)


def test_a_camera_with_neither_model_nor_optics_is_refused() -> None:
    with pytest.raises(CatalogueError) as told:
        eyes_of(camera(), catalogue(FIXED))
    assert told.value.code == "camera_without_optics"


@pytest.mark.parametrize(
    ("asked", "hfov"),
    [
        ({"focal_mm": 2.8}, 103.0),
        ({"focal_mm": 12.0}, 30.0),
        ({"hfov_deg": 55.0}, 55.0),
        ({"hfov_deg": 55.0, "focal_mm": 12.0}, 55.0),
    ],
)
def test_focal_length_or_field_sets_the_zoom(asked: dict[str, float], hfov: float) -> None:
    optics, findings = view_of(camera(**asked), FIXED)
    assert optics.hfov_deg == pytest.approx(hfov)
    assert findings == ()


@pytest.mark.parametrize(
    ("asked", "hfov", "used"),
    [
        ({"focal_mm": 50.0}, 30.0, 12.0),
        ({"focal_mm": 1.0}, 103.0, 2.8),
        ({"hfov_deg": 5.0}, 30.0, 30.0),
        ({"hfov_deg": 150.0}, 103.0, 103.0),
    ],
)
def test_a_zoom_out_of_range_is_brought_back_and_said(
    asked: dict[str, float], hfov: float, used: float
) -> None:
    optics, findings = view_of(camera(**asked), FIXED)
    assert optics.hfov_deg == pytest.approx(hfov)
    (said,) = findings
    assert (said.code, said.severity, said.subject) == ("zoom_out_of_range", "warning", "C1")
    values = dict(said.values)
    assert values["used"] == used
    assert values["asked"] == next(iter(asked.values()))


def test_a_panoramic_model_is_a_panorama() -> None:
    round_ = model(
        "pano", kind="panoramic", width_px=5838, hfov_wide_deg=360.0, hfov_tele_deg=360.0
    )
    eyes, _ = eyes_of(camera(model="pano"), catalogue(round_))
    assert [eye.optics for eye in eyes] == [Panoramic(width_px=5838, hfov_deg=360.0)]


def test_the_sensors_of_a_head_each_look_their_way() -> None:
    sensors = (
        Sensor(bearing_deg=10.0, tilt_deg=5.0, optics=LENS),
        Sensor(bearing_deg=100.0, tilt_deg=15.0, optics=omni()),
    )
    eyes, _ = eyes_of(camera(sensors=sensors, model="acme", bearing_deg=77.0), catalogue())
    assert [(eye.bearing_deg, eye.tilt_deg, eye.optics) for eye in eyes] == [
        (10.0, 5.0, LENS),
        (100.0, 15.0, omni()),
    ]


def test_a_head_without_bearings_is_spread_all_around_and_says_so() -> None:
    head = model("multi", kind="multi", sensors=4)
    eyes, findings = eyes_of(camera(model="multi", bearing_deg=300.0), catalogue(head))
    assert [eye.bearing_deg for eye in eyes] == [300.0, 30.0, 120.0, 210.0]
    assert [finding.code for finding in findings] == [
        "sensors_spread_evenly",
        "wide_lens_distortion",
    ]


PRESETS = (
    Preset(name="gate", bearing_deg=10.0, tilt_deg=4.0, hfov_deg=40.0),
    Preset(name="square", bearing_deg=90.0, tilt_deg=8.0, hfov_deg=50.0, home=True),
)
PTZ = model("ptz", kind="ptz", hfov_wide_deg=55.0, hfov_tele_deg=2.4, focal_max_mm=120.0)


def test_a_ptz_camera_covers_what_its_home_preset_shows() -> None:
    eyes, findings = eyes_of(
        camera(model="ptz", presets=PRESETS, bearing_deg=200.0), catalogue(PTZ)
    )
    assert [(eye.bearing_deg, eye.tilt_deg, eye.optics.hfov_deg) for eye in eyes] == [
        (90.0, 8.0, 50.0)
    ]
    assert findings == ()


def test_a_ptz_camera_without_home_rests_on_its_first_preset() -> None:
    eyes, findings = eyes_of(camera(LENS, presets=PRESETS[:1]), catalogue())
    assert (eyes[0].bearing_deg, eyes[0].optics.hfov_deg) == (10.0, 40.0)
    assert [finding.code for finding in findings] == ["home_preset_assumed"]


@pytest.mark.parametrize(
    ("mission", "tilt", "codes"),
    [
        ("identify", 13.0, []),
        ("identify", 14.0, ["tilt_over_13"]),
        ("recognise", 30.0, ["tilt_over_13"]),
        ("plate", 20.0, ["tilt_over_13"]),
        ("observe", 40.0, []),
        (None, 40.0, []),
    ],
)
def test_a_steep_tilt_is_said_of_cameras_meant_for_searches(
    mission: str | None, tilt: float, codes: list[str]
) -> None:
    _, findings = eyes_of(camera(LENS, mission=mission, tilt_deg=tilt), catalogue())
    assert [finding.code for finding in findings] == codes


@pytest.mark.parametrize(
    "optics",
    [
        Rectilinear(width_px=0, height_px=1520, hfov_deg=60.0, vfov_deg=36.0),
        Rectilinear(width_px=2688, height_px=1520, hfov_deg=180.0, vfov_deg=36.0),
        Rectilinear(width_px=2688, height_px=1520, hfov_deg=60.0, vfov_deg=0.0),
        Rectilinear(width_px=2688, height_px=1520, hfov_deg=60.0, vfov_deg=36.0, range_m=-1.0),
        Panoramic(width_px=2688, hfov_deg=400.0),
    ],
)
def test_optics_that_cannot_exist_are_refused(optics: Rectilinear | Panoramic) -> None:
    with pytest.raises(PlanError) as told:
        eyes_of(camera(optics), catalogue())
    assert told.value.code == "optics_impossible"
