"""The ground at the foot of a camera: trapezoids in closed form, and who has none."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from coverage_scenes import NOWHERE_PUBLIC, building, camera, catalogue, model, omni, plan, town
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from planner.coverage.gaps.dead_zone import dead_zones
from planner.coverage.gaps.model import DeadZone
from planner.coverage.measure import CoverageOptions, measure
from planner.optics import Rectilinear
from planner.plan import Camera, Sensor
from planner.scene.model import Building

# reference/coverage.md 3, worked example: 2688x1520 on 5.37x3.02 mm, f = 4 mm
LENS = Rectilinear(width_px=2688, height_px=1520, hfov_deg=67.743, vfov_deg=41.363)


def dead(
    eye: Camera, *, target_m: float = 0.0, buildings: tuple[Building, ...] = (), north: float = 0.0
) -> DeadZone:
    scene = town(buildings=buildings)
    asked = plan([eye], target_height_m=target_m, north_deg=north)
    found = measure(
        scene,
        asked,
        catalogue(model()),
        public=NOWHERE_PUBLIC,
        options=CoverageOptions(draw=False),
    )
    (one,) = dead_zones(scene, asked, catalogue(model()), found)
    return one


def lens(hfov_deg: float, vfov_deg: float) -> Rectilinear:
    return Rectilinear(width_px=2688, height_px=1520, hfov_deg=hfov_deg, vfov_deg=vfov_deg)


def trapezoid_m2(eye: Rectilinear, tilt_deg: float, rise_m: float) -> float:
    """2 tan(HFOV/2) [cos(a) X_n2 / 2 + Z sin(a) X_n], from the foot to X_n (coverage.md 3)."""
    alpha = math.radians(tilt_deg)
    near = rise_m / math.tan(alpha + math.radians(eye.vfov_deg / 2))
    along = math.cos(alpha) * near**2 / 2 + rise_m * math.sin(alpha) * near
    return 2 * math.tan(math.radians(eye.hfov_deg / 2)) * along


def test_a_range_that_cuts_the_foot_is_drawn_to_the_centimetre() -> None:
    """A picture that begins beyond the range: the dead zone is a sector of the disc."""
    far = Rectilinear(width_px=9000, height_px=1520, hfov_deg=60.0, vfov_deg=2.0, range_m=60.0)
    found = dead(camera(far, height_m=20.0, tilt_deg=2.0))
    arc = shapely.get_coordinates(found.region.exterior)
    middles = (arc[1:] + arc[:-1]) / 2.0
    ends = np.hypot(arc[:, 0], arc[:, 1])
    chords = middles[(ends[1:] > 59.9) & (ends[:-1] > 59.9)]
    assert len(chords) > 10
    assert 60.0 - float(np.hypot(chords[:, 0], chords[:, 1]).min()) < 0.011


def test_the_blind_limit_of_a_published_calculator_is_met() -> None:
    # reference/peers.md 5.4: mount 3 m, tilt 11.31 degrees, VFOV 55 -> 3.731 m printed, from
    # 3 / tan(38.81 degrees), which is 3.7299
    found = dead(camera(lens(90.0, 55.0), height_m=3.0, tilt_deg=11.31))
    assert found.near_limit_m == pytest.approx(3.731, abs=2e-3)
    assert found.region.bounds[3] == pytest.approx(3.731, abs=2e-3)


def test_a_steep_camera_has_no_dead_zone() -> None:
    # reference/peers.md 5.4: mount 3 m, tilt 60 degrees, VFOV 70 -> 0
    found = dead(camera(lens(90.0, 70.0), height_m=3.0, tilt_deg=60.0))
    assert (found.near_limit_m, found.area_m2) == (0.0, 0.0)
    assert found.region.is_empty
    assert found.feet_region.is_empty


def test_the_worked_example_has_its_trapezoid_on_both_planes() -> None:
    found = dead(camera(LENS, height_m=6.0, tilt_deg=20.0), target_m=1.7)
    assert found.near_limit_m == pytest.approx(5.00247, abs=1e-4)  # coverage.md 3
    assert found.area_m2 == pytest.approx(trapezoid_m2(LENS, 20.0, 4.3), rel=1e-3)
    assert found.feet_limit_m == pytest.approx(5.00247 * 6.0 / 4.3, abs=1e-4)
    assert found.feet_area_m2 == pytest.approx(trapezoid_m2(LENS, 20.0, 6.0), rel=1e-3)
    assert found.feet_area_m2 == pytest.approx(found.area_m2 * (6.0 / 4.3) ** 2, rel=1e-3)


@settings(max_examples=25, deadline=None)
@given(
    tilt=st.integers(0, 600).map(lambda n: n / 10),
    vfov=st.floats(20.0, 55.0),
    hfov=st.floats(30.0, 100.0),
    bearing=st.integers(0, 359),
)
def test_the_area_is_that_of_the_trapezoid_whatever_the_aim(
    tilt: float, vfov: float, hfov: float, bearing: float
) -> None:
    eye = lens(hfov, vfov)
    found = dead(camera(eye, height_m=4.0, tilt_deg=tilt, bearing_deg=bearing))
    assert found.area_m2 == pytest.approx(trapezoid_m2(eye, tilt, 4.0), rel=2e-3, abs=0.1)


def test_a_level_camera_begins_at_its_foot_in_a_point() -> None:
    found = dead(camera(lens(60.0, 40.0), height_m=4.0))
    near = 4.0 / math.tan(math.radians(20.0))
    assert found.area_m2 == pytest.approx(near**2 * math.tan(math.radians(30.0)), rel=1e-3)
    assert found.region.distance(Point(0, 0)) < 1e-3


def test_a_camera_that_looks_up_begins_where_its_field_opens() -> None:
    found = dead(camera(lens(60.0, 40.0), height_m=2.0, tilt_deg=-5.0))
    opening, near = 2.0 * math.tan(math.radians(5.0)), 2.0 / math.tan(math.radians(15.0))
    assert found.near_limit_m == pytest.approx(near)
    assert found.region.bounds[1] == pytest.approx(opening, abs=2e-3)
    assert found.region.bounds[3] == pytest.approx(near, abs=2e-3)


def test_a_camera_above_the_horizon_has_no_limit_and_a_dead_zone_up_to_its_reach() -> None:
    eye = lens(60.0, 20.0)
    found = dead(camera(eye, height_m=4.0, tilt_deg=-15.0))
    assert found.near_limit_m is None
    reach = (
        eye.width_px / (2 * math.tan(math.radians(30.0))) / 25.0
        + 4.0 * math.sin(math.radians(15.0))
    ) / math.cos(math.radians(15.0))
    assert found.region.bounds[3] == pytest.approx(reach, abs=1e-2)


def test_the_range_of_a_lens_ends_its_dead_zone() -> None:
    short = Rectilinear(width_px=2688, height_px=1520, hfov_deg=60.0, vfov_deg=20.0, range_m=10.0)
    found = dead(camera(short, height_m=6.0))
    assert found.near_limit_m == pytest.approx(6.0 / math.tan(math.radians(10.0)))
    assert found.area_m2 == pytest.approx(math.pi * 100.0 / 6.0, rel=2e-3)


def test_a_panoramic_head_has_no_dead_zone() -> None:
    found = dead(camera(omni(30.0)))
    assert (found.near_limit_m, found.feet_limit_m, found.area_m2) == (0.0, 0.0, 0.0)
    assert found.region.is_empty


def test_footprints_are_no_dead_zone() -> None:
    eye = camera(LENS, height_m=6.0, tilt_deg=20.0)
    free = dead(eye).area_m2
    house = building("b", box(-1, 1, 1, 2), 3.0)
    assert free - dead(eye, buildings=(house,)).area_m2 == pytest.approx(2.0, abs=0.02)


def test_the_dead_zone_lies_ahead_of_the_camera_and_north_is_the_plans() -> None:
    east = dead(camera(LENS, at=(100.0, 50.0), tilt_deg=20.0, bearing_deg=90.0)).region
    turned = dead(
        camera(LENS, at=(100.0, 50.0), tilt_deg=20.0, bearing_deg=80.0), north=10.0
    ).region
    assert east.bounds[0] == pytest.approx(100.0, abs=1e-3)
    assert east.centroid.y == pytest.approx(50.0, abs=1e-2)
    assert shapely.symmetric_difference(east, turned).area < 0.1


def test_what_another_sensor_of_the_head_sees_is_not_dead() -> None:
    ahead = Sensor(bearing_deg=0.0, tilt_deg=10.0, optics=lens(60.0, 30.0))
    down = Sensor(bearing_deg=0.0, tilt_deg=60.0, optics=lens(60.0, 70.0))
    aside = Sensor(bearing_deg=180.0, tilt_deg=10.0, optics=lens(60.0, 30.0))
    alone = dead(camera(lens(60.0, 30.0), tilt_deg=10.0, height_m=4.0))
    steep = dead(camera(None, sensors=(ahead, down), height_m=4.0))
    both = dead(camera(None, sensors=(ahead, aside), height_m=4.0))
    assert steep.near_limit_m == 0.0
    assert steep.area_m2 < 0.05 * alone.area_m2
    assert both.area_m2 == pytest.approx(2 * alone.area_m2, rel=0.03)  # they meet at the foot


def test_the_dead_zone_is_not_seen() -> None:
    scene, asked = town(), plan([camera(LENS, tilt_deg=20.0)], target_height_m=1.7)
    found = measure(scene, asked, catalogue(), public=NOWHERE_PUBLIC)
    (one,) = dead_zones(scene, asked, catalogue(), found)
    region = found.cameras[0].levels[0].region
    assert region is not None
    assert one.region.intersection(region).area < 0.05
    assert one.region.distance(region) < 2e-3  # they touch along the picture's lower edge
    assert one.near_limit_m == found.cameras[0].near_limit_m
