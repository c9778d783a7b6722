"""What a PTZ camera can reach is told apart: discs less shadows, and no figure of coverage."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import shapely
from coverage_scenes import (
    LADDERS,
    NOWHERE_PUBLIC,
    building,
    camera,
    catalogue,
    model,
    omni,
    plan,
    town,
    wall,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from planner.catalogues.model import Catalogue, Label, Level
from planner.catalogues.reader import load
from planner.coverage.apart.reach import CAP_M, Asked, Reach, reach_of
from planner.coverage.engine.obstacles import Obstacles, obstacles_of
from planner.coverage.measure import CoverageOptions, measure
from planner.coverage.model import Coverage
from planner.optics import Rectilinear, focal_length_px, vertical_field
from planner.plan import Camera, Preset

PTZ = model(
    "ptz",
    kind="ptz",
    width_px=2560,
    height_px=1440,
    focal_min_mm=4.8,
    focal_max_mm=120.0,
    hfov_wide_deg=55.0,
    hfov_tele_deg=2.4,
    tilt_max_deg=90.0,
)
HOME = Preset(name="square", bearing_deg=90.0, tilt_deg=8.0, hfov_deg=50.0, home=True)
GATE = Preset(name="gate", bearing_deg=10.0, tilt_deg=4.0, hfov_deg=20.0)
ROAD = Preset(name="road", bearing_deg=250.0, tilt_deg=3.0, hfov_deg=5.0)
LEVELS = tuple(
    Level(name=name, label=Label(fr=name, en=name), min_px_per_m=density)
    for name, density in LADDERS["dori-2015"]
)
ASKED = Asked(levels=LEVELS, target_m=1.7)
NOTHING = obstacles_of(town())


def head(*presets: Preset, **more: object) -> Camera:
    return camera(model="ptz", height_m=8.0, presets=presets, **more)


def reach(
    one: Camera,
    *,
    known: Catalogue | None = None,
    obstacles: Obstacles = NOTHING,
    asked: Asked = ASKED,
) -> Reach:
    found = reach_of(one, known or catalogue(PTZ), obstacles, asked)
    assert found is not None
    return found


def test_the_reach_is_the_slant_density_at_the_tele_end_up_to_a_cap() -> None:
    found = reach(head(HOME))
    fx = focal_length_px(2560, 2.4)
    assert found.density_model == "pinhole_slant"
    assert [level.capped for level in found.levels] == [True, True, True, False]
    assert [level.limit_m for level in found.levels[:3]] == [CAP_M] * 3
    finest = found.levels[-1]
    assert math.hypot(finest.limit_m, 8.0 - 1.7) == pytest.approx(fx / 250.0)
    for level in found.levels:
        assert level.area_m2 == pytest.approx(math.pi * level.limit_m**2, rel=1e-4)
        assert level.region.area == level.area_m2
    assert (found.limit_m, found.area_m2) == (CAP_M, found.levels[0].area_m2)


def test_levels_that_the_tele_end_never_has_are_left_out() -> None:
    short = replace(PTZ, hfov_tele_deg=40.0)
    fx = focal_length_px(2560, 40.0)
    high = Asked(levels=LEVELS, target_m=1.7)
    found = reach(head(HOME, at=(0.0, 0.0)), known=catalogue(short), asked=high)
    assert [level.name for level in found.levels] == ["detect", "observe", "recognise", "identify"]
    assert found.levels[-1].limit_m == pytest.approx(math.sqrt((fx / 250.0) ** 2 - 6.3**2))
    tower = camera(model="ptz", height_m=40.0, presets=(HOME,))
    assert [level.name for level in reach(tower, known=catalogue(short)).levels] == [
        "detect",
        "observe",
    ]


def test_the_cap_is_a_stated_hypothesis_that_can_be_changed() -> None:
    near = reach(head(HOME), asked=replace(ASKED, cap_m=100.0))
    assert near.cap_m == 100.0
    assert {level.limit_m for level in near.levels} == {100.0}


def test_a_tilt_that_stops_early_leaves_a_dead_zone_at_the_foot() -> None:
    """d < Z / tan(tilt_max + VFOV / 2), of the wide end: it zooms out near its foot."""
    stiff = replace(PTZ, tilt_max_deg=30.0)
    found = reach(head(HOME), known=catalogue(stiff))
    vfov = vertical_field(2560, 1440, 55.0)
    assert found.dead_zone_m == pytest.approx(6.3 / math.tan(math.radians(30.0 + vfov / 2.0)))
    ring = math.pi * (CAP_M**2 - found.dead_zone_m**2)
    assert found.area_m2 == pytest.approx(ring, rel=1e-4)
    assert not found.region.contains(Point(0.0, found.dead_zone_m * 0.9))
    assert found.region.contains(Point(0.0, found.dead_zone_m * 1.1))
    assert reach(head(HOME)).dead_zone_m == 0.0


def test_the_dead_zone_is_that_of_the_tele_end_where_the_wide_end_is_too_coarse() -> None:
    coarse = replace(PTZ, tilt_max_deg=30.0, width_px=64, height_px=36)
    found = reach(head(HOME), known=catalogue(coarse))
    vfov = vertical_field(64, 36, 2.4)
    assert found.dead_zone_m == pytest.approx(6.3 / math.tan(math.radians(30.0 + vfov / 2.0)))


def test_buildings_and_walls_hide_as_they_do_from_any_camera() -> None:
    stands = town(
        buildings=[building("b", box(20.0, -10.0, 30.0, 10.0), 20.0)],
        walls=[wall("w", [(-5.0, 10.0), (5.0, 10.0)], 2.0)],
    )
    found = reach(head(HOME), obstacles=obstacles_of(stands))
    angle = 2.0 * math.atan2(10.0, 20.0)
    hidden = angle / 2.0 * CAP_M**2 - 20.0 * 10.0  # behind its face at x = 20, up to the cap
    shadow = ((8.0 - 1.7) / (8.0 - 2.0)) ** 2 - 1.0  # of the wall, on the plane of the target
    assert math.pi * CAP_M**2 - found.area_m2 == pytest.approx(
        hidden + shadow * 10.0 * 10.0 / 2.0, rel=2e-3
    )


def figures(one: Camera) -> Coverage:
    return measure(
        town(buildings=[building("b", box(20.0, -10.0, 30.0, 10.0), 9.0)]),
        plan([one], target_height_m=1.7),
        catalogue(PTZ),
        public=NOWHERE_PUBLIC,
        options=CoverageOptions(cell_m=1.0, draw=True),
    )


def test_presets_that_are_not_home_change_no_figure_of_coverage() -> None:
    alone, several = figures(head(HOME)), figures(head(GATE, HOME, ROAD))
    assert alone.union_visible_m2 == several.union_visible_m2
    assert alone.union_levels == several.union_levels
    one, other = alone.cameras[0], several.cameras[0]
    assert one.visible_area_m2 == other.visible_area_m2
    assert (one.near_limit_m, one.far_limit_m) == (other.near_limit_m, other.far_limit_m)
    for first, second in zip(one.levels, other.levels, strict=True):
        assert first.area_m2 == second.area_m2
        assert first.region.equals(second.region)


def test_each_preset_has_its_own_ground_and_home_that_of_the_coverage() -> None:
    stands = town(buildings=[building("b", box(20.0, -10.0, 30.0, 10.0), 9.0)])
    found = reach(head(GATE, HOME, ROAD), obstacles=obstacles_of(stands))
    assert [(one.name, one.home) for one in found.presets] == [
        ("gate", False),
        ("square", True),
        ("road", False),
    ]
    home = figures(head(GATE, HOME, ROAD)).cameras[0].levels[0].region
    assert home is not None
    assert found.presets[1].region.symmetric_difference(home).area == pytest.approx(0.0, abs=0.01)
    assert all(one.area_m2 > 0.0 for one in found.presets)
    together = shapely.union_all([one.region for one in found.presets]).area
    assert found.presets_area_m2 == pytest.approx(together, rel=1e-6)
    assert found.presets_area_m2 <= sum(one.area_m2 for one in found.presets)


def test_the_first_preset_is_home_when_none_is_said_to_be() -> None:
    found = reach(head(GATE, ROAD))
    assert [one.home for one in found.presets] == [True, False]


def test_bearings_of_presets_count_from_the_plan_s_north() -> None:
    straight = reach(head(HOME))
    turned = reach(head(replace(HOME, bearing_deg=80.0)), asked=replace(ASKED, north_deg=10.0))
    drawn = [one.presets[0].region for one in (straight, turned)]
    assert drawn[0].symmetric_difference(drawn[1]).area < 1.0
    assert turned.presets[0].bearing_deg == 80.0


@settings(max_examples=15, deadline=None)
@given(
    x=st.floats(12.0, 60.0),
    y=st.floats(-60.0, 60.0),
    height=st.floats(2.0, 20.0),
    tilt=st.floats(20.0, 95.0),
)
def test_a_reach_shrinks_with_obstacles_and_with_a_stiffer_tilt(
    x: float, y: float, height: float, tilt: float
) -> None:
    stiff = catalogue(replace(PTZ, tilt_max_deg=tilt))
    near = replace(ASKED, cap_m=80.0)
    free = reach(head(HOME), asked=near)
    stands = obstacles_of(town(buildings=[building("b", box(x, y, x + 9.0, y + 7.0), height)]))
    found = reach(head(HOME), known=stiff, obstacles=stands, asked=near)
    assert found.region.difference(free.region.buffer(0.01)).area < 0.1
    for coarse, fine in zip(found.levels, found.levels[1:], strict=False):
        assert fine.region.difference(coarse.region.buffer(0.01)).area < 0.1


def test_a_preset_that_the_head_cannot_take_is_told() -> None:
    steep = replace(GATE, tilt_deg=60.0)
    found = reach(head(HOME, steep), known=catalogue(replace(PTZ, tilt_max_deg=45.0)))
    (said,) = found.findings
    assert (said.code, said.severity, said.subject) == ("preset_out_of_tilt", "warning", "C1")
    assert dict(said.values)["preset"] == "gate"


def test_optics_of_the_plan_take_their_zoom_from_their_presets_and_say_so() -> None:
    lens = Rectilinear(width_px=1920, height_px=1080, hfov_deg=60.0, vfov_deg=36.0)
    found = reach(camera(lens, height_m=8.0, presets=(HOME, ROAD)))
    assert found.hfov_tele_deg == 5.0
    assert [said.code for said in found.findings] == ["ptz_zoom_assumed"]


def test_a_recorded_mode_shortens_the_reach() -> None:
    full, half = reach(head(HOME)), reach(head(HOME, stream=(1280, 720)))
    assert half.levels[-1].limit_m == pytest.approx(
        math.sqrt((focal_length_px(2560, 2.4) / 500.0) ** 2 - 6.3**2)
    )
    assert half.levels[-1].limit_m < full.levels[-1].limit_m


def test_a_camera_that_does_not_turn_has_no_reach() -> None:
    assert reach_of(camera(omni()), catalogue(), NOTHING, ASKED) is None
    assert reach_of(camera(model="m"), catalogue(model()), NOTHING, ASKED) is None
    assert reach_of(camera(omni(), presets=(HOME,)), catalogue(), NOTHING, ASKED) is None


def test_a_ptz_without_presets_still_has_a_reach() -> None:
    found = reach(camera(model="ptz", height_m=8.0))
    assert found.presets == ()
    assert found.presets_area_m2 == 0.0
    assert found.area_m2 > 0.0


def test_every_packaged_ptz_says_how_far_it_tilts() -> None:
    heads = [one for one in load().cameras.values() if one.kind == "ptz"]
    assert heads
    assert all(one.tilt_max_deg is not None for one in heads)
