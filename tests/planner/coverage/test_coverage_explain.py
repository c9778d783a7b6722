"""A point explained: closed forms by similar triangles, and the engine's own answer.

With the lens at c and the target at t and distance D, the sight line is at c - (c - t) d / D at
the distance d (reference/coverage.md 2.1).
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from coverage_scenes import (
    NOWHERE_PUBLIC,
    building,
    camera,
    catalogue,
    omni,
    plan,
    town,
    wall,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon, affinity, box

from planner.coverage.measure import CoverageOptions, measure
from planner.coverage.reasons.blockers import Land
from planner.coverage.reasons.explain import Explainer, explain_point, explainer_of, scale_of
from planner.coverage.reasons.model import Sight
from planner.coverage.watch import Scale
from planner.optics import Rectilinear
from planner.plan import Camera, Sensor
from planner.scene.model import Building, Scene

CATALOGUE = catalogue()
LEVELS = CATALOGUE.standards["dori-2015"].levels
LENS = Rectilinear(width_px=2688, height_px=1520, hfov_deg=68.0, vfov_deg=41.0)
FX = 1344.0 / math.tan(math.radians(34.0))
FY = 760.0 / math.tan(math.radians(20.5))
CELL = 1.0
HALF = 12  # cells from the origin
NUDGE = 1e-6  # m: nearer than that to a border, either answer is right


def ready(
    scene: Scene, *cameras: Camera, target_m: float = 1.7, land: Land | None = None
) -> Explainer:
    scale = Scale(levels=LEVELS, cell_m=CELL, target_m=target_m)
    more = {} if land is None else {"land": land}
    return explainer_of(scene, plan(cameras), CATALOGUE, scale, **more)


def sight(scene: Scene, eye: Camera, at: tuple[float, float], *, target_m: float = 1.7) -> Sight:
    return explain_point(ready(scene, eye, target_m=target_m), *at).sights[0]


# --- what stands in the way -------------------------------------------------------------


@pytest.mark.parametrize(
    ("c", "t", "d", "D"),
    [(6.0, 1.7, 10.0, 20.0), (6.0, 0.0, 10.0, 20.0), (8.0, 1.7, 5.0, 50.0), (4.0, 1.7, 30.0, 31.0)],
)
def test_a_wall_may_be_as_high_as_the_sight_line_there(
    c: float, t: float, d: float, D: float
) -> None:
    """A wall 10 m away, lens at 6 m, face at 1.7 m and 20 m: 3.85 m at most."""
    line = c - (c - t) * d / D
    scene = town(walls=[wall("w", [(d, -5), (d, 5)], line + 0.5)])
    found = sight(scene, camera(omni(), height_m=c), (D, 0.0), target_m=t)
    assert found.reasons == ("hidden",)
    (hider,) = found.hidden_by
    assert (hider.obstacle.id, hider.obstacle.kind) == ("w", "wall")
    assert hider.distance_m == pytest.approx(d)
    assert hider.most_height_m == pytest.approx(line)
    # raised until the line passes over the top: c' (1 - d / D) + t d / D = height
    assert hider.lens_over_m == pytest.approx((line + 0.5 - t * d / D) / (1 - d / D))


def test_just_lower_than_told_the_wall_hides_no_more_and_just_higher_it_does() -> None:
    for height, seen in ((3.85 - 1e-6, True), (3.85 + 1e-6, False)):
        scene = town(walls=[wall("w", [(10, -5), (10, 5)], height)])
        assert sight(scene, camera(omni()), (20.0, 0.0)).seen is seen


def test_a_lens_as_high_as_told_sees_over_everything() -> None:
    solids = [building("a", box(5, -5, 8, 5), 5.0), building("b", box(10, -5, 14, 5), 4.5)]
    scene = town(buildings=solids, walls=[wall("w", [(17, -5), (17, 5)], 3.0)])
    found = sight(scene, camera(omni()), (20.0, 0.3))
    assert [hider.obstacle.id for hider in found.hidden_by] == ["a", "b", "w"]
    needed = found.lens_over_all_m
    assert needed is not None
    assert not sight(scene, camera(omni(), height_m=needed - 1e-6), (20.0, 0.3)).seen
    assert sight(scene, camera(omni(), height_m=needed + 1e-6), (20.0, 0.3)).seen


def test_over_a_roof_the_line_is_lowest_where_it_leaves() -> None:
    scene = town(buildings=[building("b", box(10, -5, 12, 5), 4.0)])
    (hider,) = sight(scene, camera(omni()), (20.0, 0.0)).hidden_by
    assert hider.distance_m == pytest.approx(12.0)
    assert hider.most_height_m == pytest.approx(6.0 - 4.3 * 12 / 20)
    assert hider.least_base_m is None


def test_under_a_canopy_one_sees_when_its_underside_is_above_the_line() -> None:
    """The line enters over (10, 0) at 3.85 m and leaves over (12, 0) at 3.42 m."""
    porch = building("b", box(10, -5, 12, 5), 5.0, min_height_m=3.5)
    (hider,) = sight(town(buildings=[porch]), camera(omni()), (20.0, 0.0)).hidden_by
    assert hider.least_base_m == pytest.approx(3.85)
    assert hider.most_height_m == pytest.approx(3.42)
    for base, seen in ((3.85 - 1e-6, False), (3.85 + 1e-6, True)):
        porch = building("b", box(10, -5, 12, 5), 5.0, min_height_m=base)
        assert sight(town(buildings=[porch]), camera(omni()), (20.0, 0.0)).seen is seen


def test_the_courtyard_of_a_block_is_crossed_twice_and_told_once() -> None:
    ring = box(5, -5, 15, 5).difference(box(8, -2, 12, 2))
    found = sight(town(buildings=[building("b", ring, 3.5)]), camera(omni()), (20.0, 0.0))
    (hider,) = found.hidden_by
    assert hider.distance_m == pytest.approx(15.0)
    assert hider.most_height_m == pytest.approx(6.0 - 4.3 * 15 / 20)


def test_a_point_indoors_is_told_with_the_building_that_holds_it() -> None:
    scene = town(buildings=[building("b", box(10, -5, 12, 5), 4.0)])
    found = explain_point(ready(scene, camera(omni())), 11.0, 0.0)
    assert [one.id for one in found.inside] == ["b"]
    assert found.sights[0].reasons == ("inside",)


def test_relief_in_the_way_is_told_with_the_ground_that_rises() -> None:
    """A ridge 8 m high between 9.5 and 10.5 m; the line is at 3.85 m over its middle."""
    ridge = Land(heights=lambda x, _y: np.where(np.abs(x - 10.0) < 0.5, 8.0, 0.0), step_m=0.4)
    found = explain_point(ready(town(), camera(omni()), land=ridge), 20.0, 0.0).sights[0]
    (hider,) = found.hidden_by
    assert hider.obstacle.kind == "relief"
    assert hider.obstacle.height_m == 8.0
    assert hider.distance_m == pytest.approx(10.0, abs=0.5)
    assert hider.lens_over_m > (8.0 - 1.7 * 0.5) / 0.5


def test_on_a_slope_heights_are_above_the_ground_that_each_stands_on() -> None:
    """Ground rising 1 in 10: lens at 6, wall foot at 1, target at 2 + 1.7; line at 4.85 - 1."""
    slope = Land(heights=lambda x, _y: np.asarray(x / 10.0), step_m=1.0)
    scene = town(walls=[wall("w", [(10, -5), (10, 5)], 4.5)])
    found = explain_point(ready(scene, camera(omni()), land=slope), 20.0, 0.0).sights[0]
    (hider,) = found.hidden_by
    assert hider.most_height_m == pytest.approx((6.0 + 3.7) / 2 - 1.0)
    assert found.depression_deg == pytest.approx(math.degrees(math.atan2(2.3, 20.0)))


# --- the picture ------------------------------------------------------------------------


def looking(at: tuple[float, float], **more: float) -> Sight:
    return sight(town(), camera(LENS, **{"bearing_deg": 90.0, "tilt_deg": 12.0, **more}), at)


def test_distances_angles_and_densities_follow_the_formulas() -> None:
    found = looking((20.0, 5.0))
    depth = 20 * math.cos(math.radians(12)) + 4.3 * math.sin(math.radians(12))
    assert found.seen
    assert found.distance_m == pytest.approx(math.hypot(20, 5))
    assert found.slant_m == pytest.approx(math.sqrt(20**2 + 5**2 + 4.3**2))
    assert found.depth_m == pytest.approx(depth)
    assert found.density_px_per_m == pytest.approx(FX / depth)
    assert found.vertical_px_per_m == pytest.approx(FY * 20 / depth**2)
    assert found.off_axis_deg == pytest.approx(-math.degrees(math.atan2(5, 20)))
    assert found.depression_deg == pytest.approx(math.degrees(math.atan2(4.3, math.hypot(20, 5))))
    assert found.density_model == "pinhole_depth"
    assert found.level == "observe"
    assert found.near_limit_m == pytest.approx(4.3 / math.tan(math.radians(12 + 20.5)))


def test_the_next_level_begins_where_it_is_told() -> None:
    found = looking((40.0, 8.0))
    assert found.next_level is not None
    assert found.next_level.name == "observe"
    assert found.next_level.distance_m is not None
    share = found.next_level.distance_m / found.distance_m
    assert looking((40.0 * share * 0.999, 8.0 * share * 0.999)).level == "observe"
    assert looking((40.0 * share * 1.001, 8.0 * share * 1.001)).level == "detect"


@pytest.mark.parametrize(
    ("at", "reasons"),
    [
        ((20.0, 20.0), ("left",)),
        ((20.0, -20.0), ("right",)),
        ((5.0, 0.0), ("too_near",)),
        ((-30.0, 0.0), ("behind",)),
        ((100.0, 0.0), ("too_coarse",)),
    ],
)
def test_each_edge_of_the_picture_is_told(
    at: tuple[float, float], reasons: tuple[str, ...]
) -> None:
    assert looking(at).reasons == reasons


def test_beyond_the_upper_edge_and_the_range_are_told() -> None:
    assert looking((60.0, 0.0), tilt_deg=30.0).reasons == ("too_high",)
    assert sight(town(), camera(omni(15.0)), (20.0, 0.0)).reasons == ("beyond_range",)


def test_every_reason_is_told_at_once() -> None:
    scene = town(walls=[wall("w", [(10, -80), (10, 80)], 6.0)])
    found = sight(scene, camera(LENS, bearing_deg=90.0, tilt_deg=12.0), (100.0, 75.0))
    assert found.reasons == ("left", "too_coarse", "hidden")


def test_the_sensor_that_sees_speaks_for_its_head_and_the_best_camera_comes_first() -> None:
    sensors = tuple(Sensor(bearing_deg=b, tilt_deg=12.0, optics=LENS) for b in (0.0, 90.0))
    far = camera(LENS, at=(-5.0, 0.0), bearing_deg=90.0, tilt_deg=12.0, name="A")
    away = camera(LENS, at=(-1.0, 0.0), bearing_deg=270.0, tilt_deg=12.0, name="B")
    head = camera(name="C", sensors=sensors)
    found = explain_point(ready(town(), far, away, head), 20.0, 0.0)
    assert [one.camera for one in found.sights] == ["C", "A", "B"]
    assert found.sights[0].sensor == 1
    assert found.seen_by == ("C", "A")


# --- the engine's own answer ------------------------------------------------------------

TENTHS = st.integers(-110, 110).map(lambda n: n / 10)
SIZES = st.integers(5, 60).map(lambda n: n / 10)
HEIGHTS = st.sampled_from([1.7, 3.0, 4.5, 5.9, 6.0, 6.1, 20.0])


@st.composite
def footprints(draw: st.DrawFn) -> Polygon:
    x, y, width, depth = draw(TENTHS), draw(TENTHS), draw(SIZES), draw(SIZES)
    shape = box(x, y, x + width, y + depth)
    cut = {
        "plain": Polygon(),
        "corner": box(x + width / 2, y + depth / 2, x + width, y + depth),
        "court": box(x + width / 4, y + depth / 4, x + width / 2, y + depth / 2),
    }[draw(st.sampled_from(["plain", "corner", "court"]))]
    return affinity.rotate(shape.difference(cut), draw(st.sampled_from([0.0, 45.0, 17.0])))


@st.composite
def towns(draw: st.DrawFn) -> Scene:
    solids = []
    for number, shape in enumerate(draw(st.lists(footprints(), max_size=4))):
        top, base = draw(HEIGHTS), draw(st.sampled_from([0.0, 1.5, 2.5, 4.0]))
        base = base if base < top else 0.0
        solids.append(building(f"b{number}", shape, top, min_height_m=base))
    lines = st.lists(st.tuples(TENTHS, TENTHS), min_size=2, max_size=4, unique=True)
    screens = [
        wall(f"w{number}", line, draw(HEIGHTS))
        for number, line in enumerate(draw(st.lists(lines, max_size=2)))
    ]
    return town(buildings=solids, walls=screens)


@st.composite
def eyes(draw: st.DrawFn) -> Camera:
    if draw(st.booleans()):
        optics = omni(30.0, hfov_deg=draw(st.sampled_from([360.0, 40.0, 250.0])))
    else:
        optics = Rectilinear(
            width_px=draw(st.sampled_from([400, 2688])),
            height_px=1520,
            hfov_deg=draw(st.sampled_from([20.0, 68.0, 110.0])),
            vfov_deg=draw(st.sampled_from([20.0, 41.0, 90.0])),
            range_m=draw(st.sampled_from([None, 14.0])),
        )
    return camera(
        optics,
        height_m=draw(st.sampled_from([3.5, 6.0, 8.0])),
        at=(draw(TENTHS) / 2, draw(TENTHS) / 2),
        bearing_deg=draw(st.sampled_from([0.0, 45.0, 123.0, 271.5])),
        tilt_deg=draw(st.sampled_from([-5.0, 0.0, 12.0, 35.0, 90.0])),
    )


@settings(max_examples=25, deadline=None)
@given(scene=towns(), eye=eyes(), t=st.sampled_from([0.0, 1.7]), slant=st.booleans())
def test_every_cell_of_the_engine_is_explained_alike(
    scene: Scene, eye: Camera, t: float, slant: bool
) -> None:
    assume(all(can_look_past(one, eye) for one in scene.buildings))
    asked = plan([eye], target_height_m=t)
    options = CoverageOptions(cell_m=CELL, draw=False, slant=slant)
    coverage = measure(scene, asked, CATALOGUE, public=NOWHERE_PUBLIC, options=options)
    explainer = explainer_of(scene, asked, CATALOGUE, scale_of(asked, CATALOGUE, coverage))
    cells = coverage.cameras[0].cells
    density = dict(
        zip(zip(cells.i.tolist(), cells.j.tolist(), strict=True), cells.density, strict=True)
    )
    for i in range(-HALF, HALF):
        for j in range(-HALF, HALF):
            x, y = (i + 0.5) * CELL, (j + 0.5) * CELL
            found = explain_point(explainer, x, y).sights[0]
            if found.seen != ((i, j) in density):
                assert is_on_a_border(explainer, x, y), (x, y, found)
            elif found.seen:
                assert found.density_px_per_m == pytest.approx(density[i, j])


def can_look_past(house: Building, eye: Camera) -> bool:
    """Whether the lens is neither in a wall's plane nor between floor and roof."""
    if house.footprint.boundary.distance(eye.position) <= NUDGE:
        return False
    indoors = house.footprint.contains(eye.position)
    return not (indoors and house.min_height_m < eye.height_m < house.height_m)


def is_on_a_border(explainer: Explainer, x: float, y: float) -> bool:
    """Whether a hair to one side changes the answer, or the target is in a wall."""
    shapes = explainer.blockers.shapes
    if any(shape.boundary.distance(Point(x, y)) <= NUDGE for shape in shapes):
        return True
    hairs = [(dx, dy) for dx in (-NUDGE, 0.0, NUDGE) for dy in (-NUDGE, 0.0, NUDGE)]
    return len({explain_point(explainer, x + dx, y + dy).sights[0].seen for dx, dy in hairs}) > 1
