"""Seen from above: standing people who are crushed, fisheyes that overstate; wide lenses."""

from __future__ import annotations

import math

import numpy as np
import pytest
from coverage_scenes import camera, catalogue, model, omni

from planner.coverage.apart.steepness import (
    crushed_share,
    mission_density,
    seen_from_above,
    upright_densities,
)
from planner.coverage.engine.eyes import Eye, eyes_of
from planner.coverage.engine.sight import aim_of
from planner.errors import PlanError
from planner.findings import Finding
from planner.optics import (
    Panoramic,
    Rectilinear,
    field_of_view,
    in_mode,
    near_edge,
    vertical_density_at,
)
from planner.plan import Camera, Preset, Sensor

LENS = Rectilinear(
    width_px=2688,
    height_px=1520,
    hfov_deg=field_of_view(5.37, 4.0),
    vfov_deg=field_of_view(3.02, 4.0),
)


def eyes(one: Camera) -> tuple[Eye, ...]:
    return eyes_of(one, catalogue(model()))[0]


def told(one: Camera) -> tuple[Finding, ...]:
    return seen_from_above(one, eyes(one), 1.7, mission_density(one, catalogue()))


def test_a_mission_asks_the_density_of_its_dori_level_under_any_standard() -> None:
    asked = [
        mission_density(camera(LENS, mission=mission), catalogue())
        for mission in ("detect", "observe", "recognise", "identify", "plate", None)
    ]
    assert asked == [25.0, 62.5, 125.0, 250.0, None, None]


def test_the_upright_density_of_the_worked_example_is_its_own() -> None:
    (eye,) = eyes(camera(LENS, tilt_deg=20.0))
    assert float(upright_densities(eye, 1.7, np.zeros(1), np.array([20.0]))[0]) == pytest.approx(
        98.051, abs=5e-4
    )
    head = eyes(camera(omni()))[0]
    assert upright_densities(head, 1.7, np.zeros(2), np.ones(2)).tolist() == [math.inf] * 2


def test_the_crushed_share_is_that_of_the_axis() -> None:
    (eye,) = eyes(camera(LENS, tilt_deg=45.0))
    aim = aim_of(eye, LENS, 1.7)
    share = crushed_share(eye, 1.7, 250.0)
    assert share is not None
    focal = 2002.235
    last = (focal / 250.0 - 4.3 * math.sin(math.radians(45.0))) / math.cos(math.radians(45.0))
    x = np.linspace(max(0.0, near_edge(aim)), last, 100_001)
    below = np.asarray(vertical_density_at(aim, x)) < 250.0
    assert share == pytest.approx(float(below.mean()), abs=1e-3)


def test_a_level_view_is_upright_and_a_steep_one_is_told() -> None:
    assert told(camera(LENS, tilt_deg=5.0, height_m=3.0, mission="recognise")) == ()
    (said,) = told(camera(LENS, tilt_deg=60.0, mission="identify"))
    assert (said.code, said.severity, said.subject) == ("steep_view", "warning", "C1")
    assert dict(said.values)["density"] == 250.0
    assert dict(said.values)["share"] > 0.5


def test_what_the_picture_never_reaches_is_not_said_to_be_crushed() -> None:
    (eye,) = eyes(camera(LENS, tilt_deg=20.0))
    assert crushed_share(eye, 1.7, 500.0) is None  # its contour is before the near limit


def test_without_a_mission_nothing_is_said() -> None:
    assert told(camera(LENS, tilt_deg=60.0)) == ()
    assert told(camera(LENS, tilt_deg=60.0, mission="plate")) == ()


def test_a_panorama_says_what_a_fisheye_overhead_would_lose() -> None:
    head = Panoramic(width_px=5838, hfov_deg=360.0)
    (said,) = told(camera(head, mission="identify"))
    assert said.code == "fisheye_overhead"
    values = dict(said.values)
    assert values["counted_m"] == pytest.approx(5838 / (2 * math.pi * 250.0))
    assert values["radial_m"] == 0.0
    assert told(camera(head, mission="detect")) == ()


# --- wide lenses ----------------------------------------------------------------------------


def codes(one: Camera) -> list[str]:
    return [said.code for said in eyes_of(one, catalogue(model()))[1]]


def test_a_lens_of_100_degrees_or_more_is_told_once_per_camera() -> None:
    assert codes(camera(model="m")) == ["wide_lens_distortion"]  # 103 degrees at its wide end
    assert codes(camera(model="m", hfov_deg=99.0)) == []
    wide = Rectilinear(width_px=1920, height_px=1080, hfov_deg=110.0, vfov_deg=70.0)
    sensors = tuple(
        Sensor(bearing_deg=bearing, tilt_deg=5.0, optics=wide) for bearing in (0.0, 90.0)
    )
    assert codes(camera(sensors=sensors)) == ["wide_lens_distortion"]
    assert codes(camera(omni())) == []


# --- heads of several sensors, and modes ----------------------------------------------------


def test_each_sensor_of_a_head_has_its_own_aim_and_lens() -> None:
    tele = Rectilinear(width_px=3840, height_px=2160, hfov_deg=20.0, vfov_deg=11.3)
    sensors = (
        Sensor(bearing_deg=10.0, tilt_deg=5.0, optics=LENS),
        Sensor(bearing_deg=130.0, tilt_deg=35.0, optics=tele),
        Sensor(bearing_deg=250.0, tilt_deg=-10.0, optics=LENS),
    )
    head = camera(sensors=sensors, bearing_deg=77.0, tilt_deg=60.0, at=(3.0, 4.0))
    assert [(eye.bearing_deg, eye.tilt_deg, eye.optics) for eye in eyes(head)] == [
        (one.bearing_deg, one.tilt_deg, one.optics) for one in sensors
    ]
    assert {(eye.x, eye.y, eye.height_m) for eye in eyes(head)} == {(3.0, 4.0, 6.0)}


def test_a_recorded_mode_scales_every_sensor_of_a_head() -> None:
    sensors = tuple(
        Sensor(bearing_deg=bearing, tilt_deg=5.0, optics=LENS) for bearing in (0.0, 90.0)
    )
    small = eyes(camera(sensors=sensors, stream=(1280, 720)))
    assert [eye.optics for eye in small] == [in_mode(LENS, 1280, 720)] * 2


def test_a_recorded_mode_scales_models_panoramas_and_presets() -> None:
    (eye,) = eyes(camera(model="m", hfov_deg=60.0, stream=(1344, 760)))
    assert (eye.optics.width_px, eye.optics.hfov_deg) == (1344, pytest.approx(60.0))
    head = Panoramic(width_px=4000, hfov_deg=360.0)
    assert eyes(camera(head, stream=(2000, 500)))[0].optics == Panoramic(
        width_px=2000, hfov_deg=360.0
    )
    preset = Preset(name="a", bearing_deg=5.0, tilt_deg=3.0, hfov_deg=40.0, home=True)
    (turned,) = eyes(camera(model="m", presets=(preset,), stream=(1344, 760)))
    assert (turned.optics.width_px, turned.optics.hfov_deg) == (1344, pytest.approx(40.0))


@pytest.mark.parametrize("stream", [(2689, 1520), (2688, 1521), (3840, 2160)])
def test_a_mode_larger_than_the_sensor_is_refused(stream: tuple[int, int]) -> None:
    with pytest.raises(PlanError) as refused:
        eyes(camera(LENS, stream=stream))
    assert refused.value.code == "stream_too_large"
