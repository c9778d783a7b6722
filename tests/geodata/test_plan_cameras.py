"""Cameras of a plan file: optics, zoom, sensors, presets, masks, and what there is to look at."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_documents import LAMBERT, at, camera, document, feature

from geodata.plans import parse_plan
from planner.errors import VigieError
from planner.findings import Finding
from planner.optics import Panoramic, Rectilinear, field_of_view
from planner.plan import Camera


def read(raw: dict[str, Any], *others: dict[str, Any]) -> tuple[Camera, tuple[Finding, ...]]:
    plan = parse_plan(document(raw, *others), LAMBERT)
    return plan.cameras[0], plan.findings


def lens(**members: Any) -> dict[str, Any]:
    return {"kind": "rectilinear", "width_px": 2688, "height_px": 1520, **members}


def test_a_written_field_of_view_is_kept_and_the_other_side_has_square_pixels() -> None:
    one, _ = read(camera(model=..., optics=lens(hfov_deg=90.0)))
    assert isinstance(one.optics, Rectilinear)
    # tan(45 deg) = 1, so vfov = 2 atan(1520 / 2688) = 58.98 degrees.
    assert one.optics.vfov_deg == pytest.approx(2 * math.degrees(math.atan(1520 / 2688)))
    assert one.optics.range_m is None


def test_a_sensor_and_a_focal_give_both_fields_of_view() -> None:
    sensor = {"sensor_width_mm": 5.37, "sensor_height_mm": 3.02, "focal_mm": 2.8}
    one, _ = read(camera(model=..., optics=lens(**sensor)))
    assert isinstance(one.optics, Rectilinear)
    # A 1/2.7 inch sensor behind 2.8 mm: 2 atan(5.37 / 5.6) = 87.6 degrees.
    assert one.optics.hfov_deg == pytest.approx(87.60, abs=0.01)
    assert one.optics.vfov_deg == pytest.approx(2 * math.degrees(math.atan(3.02 / 5.6)))


def test_a_written_vertical_field_wins_over_the_sensor() -> None:
    sensor = {"sensor_width_mm": 5.37, "sensor_height_mm": 3.02, "focal_mm": 2.8}
    one, _ = read(camera(model=..., optics=lens(**sensor, vfov_deg=40.0)))
    assert isinstance(one.optics, Rectilinear)
    assert one.optics.vfov_deg == 40.0


def test_the_zoom_of_the_camera_completes_its_optics() -> None:
    by_angle, _ = read(camera(model=..., hfov_deg=30.0, optics=lens()))
    by_focal, _ = read(camera(model=..., focal_mm=10.0, optics=lens(sensor_width_mm=5.0)))
    assert by_angle.optics is not None
    assert by_angle.optics.hfov_deg == 30.0
    assert by_focal.optics is not None
    assert by_focal.optics.hfov_deg == pytest.approx(field_of_view(5.0, 10.0))


def test_a_panoramic_head_needs_no_bearing() -> None:
    head = {"kind": "panoramic", "width_px": 4000, "hfov_deg": 360, "range_m": 30}
    one, findings = read(camera(model=..., bearing_deg=..., optics=head))
    assert one.optics == Panoramic(width_px=4000, hfov_deg=360.0, range_m=30.0)
    assert findings == ()


def test_sensors_take_the_optics_and_the_tilt_of_the_head_when_they_say_none() -> None:
    sensors = [{"bearing_deg": 0}, {"bearing_deg": -90, "tilt_deg": 20, "optics": lens(hfov_deg=9)}]
    one, _ = read(camera(model=..., optics=lens(hfov_deg=80.0), tilt_deg=12, sensors=sensors))
    assert [(s.bearing_deg, s.tilt_deg) for s in one.sensors] == [(0.0, 12.0), (270.0, 20.0)]
    assert [s.optics.hfov_deg for s in one.sensors] == [80.0, 9.0]


def test_sensors_alone_are_optics_enough() -> None:
    one, _ = read(camera(model=..., sensors=[{"bearing_deg": 5, "optics": lens(hfov_deg=80)}]))
    assert one.optics is None
    assert len(one.sensors) == 1


def test_the_first_preset_is_home_when_none_says_so() -> None:
    presets = [{"bearing_deg": 10, "hfov_deg": 60}, {"name": "B", "bearing_deg": 200}]
    one, _ = read(camera(presets=presets, hfov_deg=50))
    assert [(p.name, p.home, p.hfov_deg) for p in one.presets] == [
        ("1", True, 60.0),
        ("B", False, 50.0),
    ]


def test_the_preset_that_says_home_is_home() -> None:
    presets = [
        {"bearing_deg": 10, "hfov_deg": 60},
        {"bearing_deg": 20, "hfov_deg": 60, "home": True},
    ]
    one, _ = read(camera(presets=presets))
    assert [p.home for p in one.presets] == [False, True]


def test_masks_are_polygons_in_image_pixels() -> None:
    one, _ = read(camera(masks=[[[0, 0], [100, 0], [50, 80.5]]]))
    assert one.masks == (((0.0, 0.0), (100.0, 0.0), (50.0, 80.5)),)


def test_purposes_are_read_once_and_in_order() -> None:
    one, _ = read(camera(purposes=[11, 1, 5.0, 1]))
    assert one.purposes == (1, 5, 11)


def test_every_other_member_is_read() -> None:
    members = {
        "mission": "plate", "support": "facade", "link": "radio", "power": "night", "phase": 2,
        "year": 2027, "status": "existing", "executed": True, "ir_range_m": 30, "label": "École",
    }  # fmt: skip
    one, _ = read(camera(**members))
    read_back = (
        one.mission, one.support, one.link, one.power, one.phase, one.year, one.status,
        one.executed, one.ir_range_m, one.label,
    )  # fmt: skip
    assert read_back == (
        "plate", "facade", "radio", "night", "2", 2027, "existing", True, 30.0, "École",
    )  # fmt: skip


def test_a_mast_wins_over_another_support_and_it_is_told() -> None:
    mast = feature("mast", "M1", at(10, 0), height_m=6)
    one, findings = read(camera(mast="M1", support="lamp"), mast)
    assert one.support == "mast"
    assert [f.code for f in findings] == ["support_ignored"]


@given(bearing=st.floats(min_value=-1e6, max_value=1e6))
@settings(max_examples=40)
def test_any_bearing_is_brought_into_a_turn(bearing: float) -> None:
    one, findings = read(camera(bearing_deg=bearing))
    assert 0.0 <= one.bearing_deg < 360.0
    assert math.cos(math.radians(one.bearing_deg)) == pytest.approx(
        math.cos(math.radians(bearing)), abs=1e-6
    )
    wrapped = [f for f in findings if f.code == "bearing_wrapped"]
    assert bool(wrapped) == (not 0.0 <= bearing <= 360.0)


def test_a_bearing_of_360_is_north_without_a_word() -> None:
    one, findings = read(camera(bearing_deg=360))
    assert (one.bearing_deg, findings) == (0.0, ())


def test_a_bearing_that_is_not_given_is_told() -> None:
    _, findings = read(camera(bearing_deg=...))
    assert [f.code for f in findings] == ["bearing_missing"]


def test_a_missing_purpose_or_justification_warns() -> None:
    _, findings = read(camera(purposes=[], justification=" "))
    assert [(f.code, f.severity, f.subject) for f in findings] == [
        ("purpose_missing", "warning", "C1"),
        ("justification_missing", "warning", "C1"),
    ]


@pytest.mark.parametrize("software", ["search", "reading"])
def test_plate_software_blocks(software: str) -> None:
    _, findings = read(camera(plate_software=software))
    assert [(f.code, f.severity) for f in findings] == [("plate_software", "blocking")]


@pytest.mark.parametrize("audio", ["on", True, "record", 1])
def test_sound_blocks_unless_it_is_off(audio: object) -> None:
    one, findings = read(camera(audio=audio))
    assert one.audio
    assert [(f.code, f.severity) for f in findings] == [("audio_not_off", "blocking")]


@pytest.mark.parametrize("audio", ["off", "OFF", False, None])
def test_no_sound_is_no_finding(audio: object) -> None:
    one, findings = read(camera(audio=audio))
    assert not one.audio
    assert findings == ()


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("1920x1080", (1920, 1080)),
        (" 1280 × 720 ", (1280, 720)),
        ("640X480", (640, 480)),
        ("", None),
    ],
)
def test_a_recorded_mode_is_written_in_pixels(
    written: str, read_as: tuple[int, int] | None
) -> None:
    one, _ = read(camera(stream=written))
    assert one.stream == read_as


@pytest.mark.parametrize("written", ["1080p", "1920", "0x1080", "1920x", "1920x1080x3"])
def test_a_recorded_mode_that_cannot_be_read_is_refused(written: str) -> None:
    with pytest.raises(VigieError) as refused:
        read(camera(stream=written))
    assert refused.value.code == "stream_unreadable"
