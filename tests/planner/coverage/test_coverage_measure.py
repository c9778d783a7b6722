"""A plan measured: zones, public ground, streets, limits, what is said, what is refused."""

from __future__ import annotations

import math
import pickle
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from coverage_scenes import (
    NOWHERE_PUBLIC,
    building,
    camera,
    catalogue,
    covered,
    model,
    omni,
    plan,
    town,
    wall,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box

from api.texts.reader import LANGUAGES, load
from planner.coverage.measure import DEPTH_MODEL, SLANT_MODEL, CoverageOptions, measure
from planner.coverage.model import Coverage, ZoneCoverage
from planner.errors import VigieError
from planner.optics import Panoramic, Rectilinear
from planner.plan import Camera, Zone
from planner.scene.model import Area, Building, Landmark, Scene, Street
from planner.scene.public_space import PublicSpace, public_space

LENS = Rectilinear(width_px=2688, height_px=1520, hfov_deg=68.0, vfov_deg=41.0)
BARE = CoverageOptions(cell_m=0.5, draw=False)


def zone(shape: Polygon, level: str = "detect", name: str = "Z1") -> Zone:
    return Zone(id=name, polygon=shape, label="Place", level=level)


def seen(
    cameras: Sequence[Camera],
    zones: Sequence[Zone] = (),
    scene: Scene | None = None,
    *,
    public: PublicSpace = NOWHERE_PUBLIC,
    options: CoverageOptions = BARE,
) -> Coverage:
    return measure(
        scene or town(), plan(cameras, zones), catalogue(), public=public, options=options
    )


def only(coverage: Coverage) -> ZoneCoverage:
    (found,) = coverage.zones
    return found


# --- zones ------------------------------------------------------------------------------


def test_a_zone_in_full_view_is_covered_to_the_last_square_metre() -> None:
    found = only(seen([camera(omni(50.0))], [zone(Polygon([(1, 1), (20, 3.3), (7.7, 20)]))]))
    assert found.covered_share == 1.0
    assert found.covered_share_low == 1.0
    assert found.covered_area_m2 == pytest.approx(found.area_m2)
    assert found.by == (("C1", 1.0),)


def test_the_area_of_a_zone_is_its_polygon_less_footprints() -> None:
    scene = town(buildings=[building("b", box(5, 5, 9, 12), 3.0)])
    found = only(seen([camera(omni(50.0))], [zone(box(0, 0, 10, 10))], scene))
    assert found.area_m2 == pytest.approx(100.0 - 4 * 5)


def test_half_a_zone_behind_a_wall_is_half_covered() -> None:
    scene = town(walls=[wall("w", [(-100.0, 10.0), (100.0, 10.0)], 20.0)])
    found = only(seen([camera(omni(50.0))], [zone(box(-5, 5, 5, 15))], scene))
    assert found.covered_share == pytest.approx(0.5)
    assert found.covered_area_m2 == pytest.approx(50.0)


def test_two_cameras_cover_a_zone_together_and_each_has_its_share() -> None:
    scene = town(walls=[wall("w", [(-100.0, 10.0), (100.0, 10.0)], 20.0)])
    eyes = [camera(omni(50.0), name="A"), camera(omni(12.5), name="B", at=(0.0, 20.0))]
    found = only(seen(eyes, [zone(box(-5, 5, 5, 20))], scene))
    shares = dict(found.by)
    assert shares["A"] == pytest.approx(1 / 3, abs=0.01)
    assert shares["B"] == pytest.approx(2 / 3, abs=0.01)
    assert found.covered_share == pytest.approx(1.0, abs=0.01)


def test_a_camera_that_sees_nothing_of_a_zone_has_no_share_of_it() -> None:
    eyes = [camera(omni(50.0), name="A"), camera(omni(5.0), name="B", at=(500.0, 0.0))]
    assert [name for name, _ in only(seen(eyes, [zone(box(5, 5, 9, 9))])).by] == ["A"]


def test_the_level_of_a_zone_asks_for_its_density() -> None:
    head = Panoramic(width_px=6283, hfov_deg=360.0)  # 1000 / d px/m: 125 px/m at 8 m
    found = only(seen([camera(head)], [zone(box(0, 0, 100, 100), "recognise")]))
    assert found.covered_area_m2 == pytest.approx(math.pi * 8.0**2 / 4, rel=0.02)


def test_a_zone_built_all_over_has_no_share_and_a_finding() -> None:
    scene = town(buildings=[building("b", box(0, 5, 10, 15), 3.0)])
    found = seen([camera(omni(50.0))], [zone(box(2, 6, 8, 12))], scene)
    assert only(found).area_m2 == 0.0
    assert only(found).covered_share is None
    assert only(found).covered_share_low is None
    assert only(found).public_share is None
    assert only(found).covered_area_m2 == 0.0
    assert [(f.code, f.severity, f.subject) for f in found.findings] == [
        ("zone_without_ground", "warning", "Z1")
    ]


def test_a_zone_out_of_reach_is_said_and_blocks_nothing() -> None:
    found = seen([camera(omni(10.0))], [zone(box(50, 50, 60, 60))])
    assert only(found).covered_share == 0.0
    assert [(f.code, f.severity) for f in found.findings] == [("zone_not_covered", "warning")]


def test_a_zone_smaller_than_a_cell_is_judged_where_it_is() -> None:
    tiny = box(3.05, 3.05, 3.2, 3.2)  # between the centres of cells of 0.5 m
    assert only(seen([camera(omni(10.0))], [zone(tiny)])).covered_share == 1.0
    assert only(seen([camera(omni(2.0))], [zone(tiny)])).covered_share == 0.0


def test_a_zone_without_any_camera_is_measured_all_the_same() -> None:
    found = seen([], [zone(box(0, 0, 10, 10))])
    assert only(found).area_m2 == pytest.approx(100.0)
    assert only(found).covered_share == 0.0
    assert found.union_visible_m2 == 0.0


def test_another_standard_keeps_the_density_that_a_zone_asked_for() -> None:
    head = Panoramic(width_px=6283, hfov_deg=360.0)
    square = [zone(box(0, 0, 100, 100), "observe")]  # 62.5 px/m: 16 m
    own = seen([camera(head)], square)
    other = seen(
        [camera(head)], square, options=CoverageOptions(draw=False, standard="oodpcvs-2025")
    )
    assert other.standard == "oodpcvs-2025"
    assert next(level.name for level in other.union_levels) == "overview"
    assert only(other).covered_share == only(own).covered_share
    assert [finding.code for finding in other.findings] == ["zone_level_of_other_standard"]


# --- at least ---------------------------------------------------------------------------


def test_at_least_asks_for_1_15_times_the_density() -> None:
    head = Panoramic(width_px=6283, hfov_deg=360.0)  # 25 px/m at 40 m; 28.75 at 34.78 m
    found = only(seen([camera(head)], [zone(box(-60, -60, 60, 60))]))
    assert found.covered_share is not None
    assert found.covered_share_low is not None
    assert found.covered_share * found.area_m2 == pytest.approx(math.pi * 40.0**2, rel=5e-3)
    low = found.covered_share_low * found.area_m2
    assert low == pytest.approx(math.pi * (40.0 / 1.15) ** 2, rel=5e-3)


@pytest.mark.parametrize(("status", "hides"), [("assumed", True), ("measured", False)])
def test_at_least_raises_only_assumed_heights(status: str, hides: bool) -> None:
    low_house = Building(
        id="b", footprint=box(-20, 10, 20, 12), height_m=3.5, height_status=status
    )  # 3.5 m under a lens at 6 m; a storey more is over it
    found = only(
        seen([camera(omni(60.0))], [zone(box(-5, 30, 5, 40))], town(buildings=[low_house]))
    )
    assert found.covered_share == 1.0
    assert found.covered_share_low == (0.0 if hides else 1.0)


def test_at_least_trees_stand_in_the_way() -> None:
    tree = Landmark(id="t", point=Point(0.0, 15.0), kind="tree", height_m=8.0, crown_m=20.0)
    found = only(seen([camera(omni(60.0))], [zone(box(-2, 30, 2, 34))], town(points=[tree])))
    assert (found.covered_share, found.covered_share_low) == (1.0, 0.0)


def test_at_least_the_ground_under_a_crown_is_hidden() -> None:
    tree = Landmark(id="t", point=Point(0.0, 15.0), kind="tree")  # 6 m wide, 8 m high
    found = only(seen([camera(omni(60.0))], [zone(box(-1, 14, 1, 16))], town(points=[tree])))
    assert (found.covered_share, found.covered_share_low) == (1.0, 0.0)


def test_at_least_the_branches_around_a_lens_are_cut_and_its_own_roof_stays_below() -> None:
    tree = Landmark(id="t", point=Point(1.0, 0.0), kind="tree")
    roof = building("b", box(-1.0, -1.0, 1.0, 1.0), 4.0)
    scene = town(points=[tree], buildings=[roof])
    found = only(seen([camera(omni(60.0), height_m=6.0)], [zone(box(-5, 30, 5, 40))], scene))
    assert (found.covered_share, found.covered_share_low) == (1.0, 1.0)


@settings(max_examples=25, deadline=None)
@given(
    houses=st.lists(
        st.tuples(
            st.integers(-30, 30),
            st.integers(3, 40),
            st.integers(2, 9),
            st.sampled_from([2.0, 4.0, 9.0]),
        ),
        max_size=5,
    ),
    trees=st.lists(st.tuples(st.integers(-30, 30), st.integers(3, 40)), max_size=4),
    level=st.sampled_from(["detect", "observe", "recognise"]),
)
def test_at_least_is_never_more_than_likely(
    houses: list[tuple[int, int, int, float]], trees: list[tuple[int, int]], level: str
) -> None:
    scene = town(
        buildings=[
            building(f"b{k}", box(x, y, x + size, y + size), height)
            for k, (x, y, size, height) in enumerate(houses)
        ],
        points=[
            Landmark(id=f"t{k}", point=Point(x, y), kind="tree") for k, (x, y) in enumerate(trees)
        ],
    )
    eyes = [
        camera(LENS, name="A", tilt_deg=12.0),
        camera(Panoramic(width_px=5838, hfov_deg=360.0), name="B", at=(-7.0, -3.0), height_m=4.5),
    ]
    found = only(seen(eyes, [zone(box(-20, -5, 20, 40), level)], scene))
    assert found.covered_share is not None
    assert found.covered_share_low is not None
    assert 0.0 <= found.covered_share_low <= found.covered_share <= 1.0


# --- public ground, streets, outline ----------------------------------------------------


def test_public_ground_is_told_apart() -> None:
    square = Area(id="a", polygon=box(-10, 5, 10, 15), kind="square")
    scene = Scene(crs="EPSG:2154", name="hand", areas=(square,))
    found = seen([camera(omni(40.0))], [zone(box(0, 5, 20, 15))], scene, public=public_space(scene))
    assert found.cameras[0].public_area_m2 == pytest.approx(200.0, rel=1e-3)
    assert found.union_public_m2 == pytest.approx(200.0, rel=1e-3)
    assert only(found).public_share == pytest.approx(0.5)


def test_public_ground_is_worked_out_when_it_is_not_given() -> None:
    square = Area(id="a", polygon=box(-10, 5, 10, 15), kind="square")
    scene = Scene(crs="EPSG:2154", name="hand", areas=(square,))
    found = measure(scene, plan([camera(omni(40.0))]), catalogue(), options=BARE)
    assert found.union_public_m2 == pytest.approx(200.0, rel=1e-3)


def test_public_cells_are_those_that_public_space_contains() -> None:
    street = Street(id="s", line=LineString([(-60, -20), (3, 7), (50, 31)]), highway="residential")
    scene = town(streets=[street])
    public = public_space(scene)
    found = seen([camera(omni(40.0))], [], scene, public=public)
    cells = found.cameras[0].cells
    inside = public.contains((cells.i + 0.5) * 0.5, (cells.j + 0.5) * 0.5)
    assert found.union_public_m2 == pytest.approx(found.union_visible_m2 * np.mean(inside))


def test_the_length_of_street_seen_is_the_part_of_centre_lines_on_seen_ground() -> None:
    streets = [
        Street(id="s", line=LineString([(-100.0, 3.0), (100.0, 3.0)]), highway="residential"),
        Street(id="f", line=LineString([(4.0, -100.0), (4.0, 100.0)]), highway="footway"),
        Street(id="t", line=LineString([(0.0, 0.0), (9.0, 0.0)]), highway="primary", tunnel=True),
    ]
    eyes = [camera(omni(30.0), name="A"), camera(omni(30.0), name="B")]  # twice the same ground
    found = seen(eyes, [], town(streets=streets))
    assert found.street_length_m == pytest.approx(400.0)
    chords = 2 * math.sqrt(30.0**2 - 3.0**2) + 2 * math.sqrt(30.0**2 - 4.0**2)
    assert found.street_length_seen_m == pytest.approx(chords, abs=1.0)


def test_ground_beyond_the_data_is_counted_and_said() -> None:
    found = seen([camera(omni(50.0))], [], town(outline=box(-200, -200, 200, 20)))
    beyond = 50.0**2 * math.acos(0.4) - 20 * math.sqrt(50.0**2 - 20.0**2)  # circular segment
    assert found.union_visible_m2 == pytest.approx(math.pi * 50.0**2, rel=5e-3)
    (said,) = found.cameras[0].findings
    assert said.code == "coverage_beyond_data"
    assert dict(said.values)["area_m2"] == pytest.approx(beyond, rel=0.01)
    assert (
        seen([camera(omni(19.0))], [], town(outline=box(-200, -200, 200, 20))).cameras[0].findings
        == ()
    )


# --- cameras ----------------------------------------------------------------------------


def test_limits_are_those_of_the_optics_on_the_axis() -> None:
    eyes = [
        camera(LENS, name="A", tilt_deg=12.0),
        camera(LENS, name="B", tilt_deg=50.0),
        camera(omni(40.0), name="C"),
        camera(LENS, name="D", tilt_deg=-45.0),
    ]
    found = seen(eyes, options=CoverageOptions(draw=False, target_height_m=1.7))
    limits = [(one.near_limit_m, one.far_limit_m) for one in found.cameras]
    assert limits[0] == (pytest.approx(4.3 / math.tan(math.radians(32.5))), None)
    assert limits[1] == (
        pytest.approx(4.3 / math.tan(math.radians(70.5))),
        pytest.approx(4.3 / math.tan(math.radians(29.5))),
    )
    assert limits[2] == (0.0, None)
    assert limits[3] == (None, None)
    assert [finding.code for finding in found.cameras[3].findings] == ["camera_sees_no_ground"]


def test_a_range_caps_the_horizontal_distance_of_any_lens() -> None:
    capped = Rectilinear(width_px=2688, height_px=1520, hfov_deg=68.0, vfov_deg=41.0, range_m=30.0)
    cells = seen([camera(capped, tilt_deg=12.0)]).cameras[0].cells
    distance = np.hypot((cells.i + 0.5) * 0.5, (cells.j + 0.5) * 0.5)
    assert 29.0 < distance.max() <= 30.0


def test_a_sharp_panorama_reaches_the_finest_level_at_its_foot_and_divides_by_nothing() -> None:
    head = Panoramic(width_px=10**9, hfov_deg=360.0, range_m=100.0)
    found = seen([camera(head, at=(0.25, 0.25))]).cameras[0]
    assert np.isfinite(found.cells.density).all()
    assert [level.area_m2 for level in found.levels] == [found.visible_area_m2] * 4


def test_slant_density_is_an_option_that_names_itself() -> None:
    eye = camera(LENS, tilt_deg=12.0)
    depth, slant = seen([eye]), seen([eye], options=CoverageOptions(draw=False, slant=True))
    assert depth.density_model == DEPTH_MODEL
    assert slant.density_model == SLANT_MODEL
    assert slant.union_visible_m2 < depth.union_visible_m2


def test_a_camera_on_a_roof_looks_over_its_edge() -> None:
    roof = building("b", box(-10, -10, 10, 10), 6.0)
    found = covered(camera(omni(100.0), height_m=8.0), buildings=[roof])
    # the edge at 10 m hides up to s = 8 / 2 times as far: 40 m
    cells = found.cameras[0].cells
    east = cells.i[(cells.j == 0) & (cells.i > 0)]
    assert (east.min() + 0.5) * 0.5 == pytest.approx(40.0, abs=0.5)


def test_a_camera_under_a_canopy_sees_from_under_it() -> None:
    canopy = building("halle", box(-5, -5, 5, 5), 9.0, min_height_m=6.5)
    found = covered(camera(omni(30.0), height_m=6.0), buildings=[canopy])
    assert found.union_visible_m2 == pytest.approx(math.pi * 30.0**2 - 100.0, rel=5e-3)


def test_ground_under_a_building_is_never_seen_ground() -> None:
    porch = building("porch", box(-5, 5, 5, 15), 9.0, min_height_m=7.0)
    found = covered(camera(omni(30.0), height_m=6.0), buildings=[porch])
    assert found.union_visible_m2 == pytest.approx(math.pi * 30.0**2 - 100.0, rel=5e-3)


# --- refusals ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "eye", "zones", "options"),
    [
        ("target_above_lens", camera(omni(), height_m=1.7), [], {"target_height_m": 1.7}),
        ("unknown_standard", camera(omni()), [], {"standard": "en-1999"}),
        ("unknown_level", camera(omni()), [zone(box(0, 0, 9, 9), "admire")], {}),
        ("cell_out_of_range", camera(omni()), [], {"cell_m": 0.0}),
        ("cell_out_of_range", camera(omni()), [], {"cell_m": math.nan}),
        ("cell_out_of_range", camera(omni()), [], {"cell_m": math.inf}),
        ("target_out_of_range", camera(omni()), [], {"target_height_m": math.nan}),
        ("target_out_of_range", camera(omni()), [], {"target_height_m": -1.0}),
        ("coverage_too_large", camera(omni(1e5)), [], {}),
        ("coverage_too_large", camera(Panoramic(width_px=10**9, hfov_deg=360.0)), [], {}),
        ("zone_too_large", camera(omni()), [zone(box(0, 0, 1e4, 1e4))], {}),
        ("unknown_model", camera(model="acme"), [], {}),
    ],
)
def test_what_cannot_be_measured_is_refused_by_name(
    code: str, eye: Camera, zones: list[Zone], options: dict[str, object]
) -> None:
    with pytest.raises(VigieError) as told:
        seen([eye], zones, options=CoverageOptions(draw=False, **options))
    assert told.value.code == code


def test_a_camera_between_floor_and_roof_is_refused() -> None:
    house = building("b7", box(-5, -5, 5, 5), 9.0)
    with pytest.raises(VigieError) as told:
        covered(camera(omni(), height_m=6.0), buildings=[house])
    assert told.value.code == "camera_in_building"
    assert told.value.values["building"] == "b7"


def test_every_code_has_its_sentence_in_both_languages() -> None:
    for language in LANGUAGES:
        texts = load(language)
        with pytest.raises(VigieError) as told:
            seen([camera(omni(), height_m=1.0)], options=CoverageOptions(target_height_m=1.7))
        assert "1" in texts.error(told.value)
        found = seen([camera(omni(10.0))], [zone(box(50, 50, 60, 60))])
        assert "Place" in texts.finding(found.findings[0])


# --- the same again ---------------------------------------------------------------------


def test_the_same_plan_gives_the_same_coverage() -> None:
    scene = town(
        buildings=[building(f"b{k}", box(10 * k, 12, 10 * k + 7, 20), 5.0 + k) for k in range(5)],
        points=[Landmark(id="t", point=Point(3.0, 8.0), kind="tree")],
    )
    eyes = [
        camera(LENS, name=f"C{k}", at=(9.0 * k, 0.0), bearing_deg=20.0 * k, tilt_deg=9.0)
        for k in range(3)
    ]
    first, second = (
        seen(eyes, [zone(box(0, 5, 40, 30), "observe")], scene, options=CoverageOptions())
        for _ in range(2)
    )
    assert pickle.dumps(first) == pickle.dumps(second)


def test_progress_is_told_up_to_the_end() -> None:
    told: list[tuple[str, float]] = []
    measure(
        town(),
        plan([camera(omni(5.0), name=f"C{k}") for k in range(3)]),
        catalogue(model()),
        progress=lambda step, share: told.append((step, share)),
    )
    assert {step for step, _ in told} == {"coverage"}
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_plan_that_asks_for_a_whole_person_is_measured_so_unless_told_otherwise() -> None:
    eye = camera(LENS, tilt_deg=20.0)
    asked = plan([eye], target_height_m=1.7, also_heights_m=(0.0,))
    own = measure(town(), asked, catalogue(), public=NOWHERE_PUBLIC, options=BARE)
    head = measure(
        town(), asked, catalogue(), public=NOWHERE_PUBLIC, options=replace(BARE, also_heights_m=())
    )
    assert (own.also_heights_m, head.also_heights_m) == ((0.0,), ())
    assert own.cameras[0].visible_area_m2 < head.cameras[0].visible_area_m2


def test_the_limits_of_a_whole_person_are_those_of_the_feet_near_and_of_the_head_far() -> None:
    """The picture goes from 20 + 20.5 to 20 - 20.5 / 2 degrees down: X = Z / tan."""
    lens = Rectilinear(width_px=2688, height_px=1520, hfov_deg=40.0, vfov_deg=20.5)
    asked = plan([camera(lens, tilt_deg=20.0)], target_height_m=1.7, also_heights_m=(0.0,))
    (found,) = measure(town(), asked, catalogue(), public=NOWHERE_PUBLIC, options=BARE).cameras
    assert found.near_limit_m == pytest.approx(6.0 / math.tan(math.radians(30.25)))
    assert found.far_limit_m == pytest.approx(4.3 / math.tan(math.radians(9.75)))


def test_a_picture_too_narrow_for_a_whole_person_has_no_limits() -> None:
    """The head leaves the picture at 4.3 / tan 24 = 9.7 m, feet enter it at 6 / tan 26 = 12.3 m."""
    lens = Rectilinear(width_px=2688, height_px=100, hfov_deg=40.0, vfov_deg=2.0)
    asked = plan([camera(lens, tilt_deg=25.0)], target_height_m=1.7, also_heights_m=(0.0,))
    (found,) = measure(town(), asked, catalogue(), public=NOWHERE_PUBLIC, options=BARE).cameras
    assert (found.near_limit_m, found.far_limit_m) == (None, None)
    assert found.visible_area_m2 == 0.0
