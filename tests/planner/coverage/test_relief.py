"""Coverage over relief: the flat engine on level ground, closed forms on slopes and ridges."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from coverage_scenes import building, omni, wall
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from relief_scenes import (
    cells_of,
    centres,
    densities_over,
    eye,
    ground,
    hills,
    hilly_town,
    patches_over,
    seen_over,
    yardstick,
)
from shapely import Point, affinity, box

from planner.coverage.engine.eyes import Eye
from planner.coverage.engine.obstacles import obstacles_of, solids_of
from planner.coverage.engine.sight import densities, look
from planner.coverage.relief import look as relief_module
from planner.coverage.relief.look import lens_height, relief_of
from planner.errors import PlanError
from planner.optics import Rectilinear
from planner.scene.model import Building, Scene, Wall

LENS = Rectilinear(width_px=2688, height_px=1520, hfov_deg=68.0, vfov_deg=41.0)
LEVEL = ground(lambda x, _: np.full(x.shape, 57.3))
CELL = 0.5


@pytest.fixture(autouse=True, scope="module")
def useless_edges_are_looked_for_even_in_small_towns() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(relief_module, "MANY", 1)
        yield


# --- level ground is flat ground --------------------------------------------------------

TENTHS = st.integers(-250, 250).map(lambda n: n / 10)
SIZES = st.integers(10, 90).map(lambda n: n / 10)
HEIGHTS = st.sampled_from([1.0, 1.7, 2.0, 3.0, 4.5, 5.9, 6.0, 6.1, 9.0, 20.0])


@st.composite
def houses(draw: st.DrawFn) -> list[Building]:
    made = []
    for number in range(draw(st.integers(0, 5))):
        x, y = draw(TENTHS), draw(TENTHS)
        shape = box(x, y, x + draw(SIZES), y + draw(SIZES))
        shape = affinity.rotate(shape, draw(st.sampled_from([0.0, 0.0, 45.0, 17.0])))
        top, base = draw(HEIGHTS), draw(st.sampled_from([0.0, 0.0, 1.5, 2.5, 4.0]))
        made.append(building(f"b{number}", shape, top, min_height_m=base if base < top else 0.0))
    return made


@st.composite
def fences(draw: st.DrawFn) -> list[Wall]:
    points = st.lists(st.tuples(TENTHS, TENTHS), min_size=2, max_size=4, unique=True)
    return [
        wall(f"w{n}", line, draw(HEIGHTS))
        for n, line in enumerate(draw(st.lists(points, max_size=3)))
    ]


@st.composite
def eyes(draw: st.DrawFn) -> Eye:
    if draw(st.booleans()):
        hfov = draw(st.sampled_from([360.0, 40.0, 180.0, 250.0]))
        optics = omni(draw(st.sampled_from([12.0, 40.0])), hfov_deg=hfov)
    else:
        optics = replace(
            LENS,
            hfov_deg=draw(st.sampled_from([20.0, 68.0, 110.0])),
            vfov_deg=draw(st.sampled_from([20.0, 41.0, 90.0])),
            range_m=draw(st.sampled_from([None, 30.0])),
        )
    # Off the lattice of cells and corners: borders through centres are not what is asked here.
    return eye(
        optics,
        at=(draw(TENTHS) / 5 + 0.01357, draw(TENTHS) / 5 - 0.02464),
        height_m=draw(st.sampled_from([3.5, 6.0, 8.0])),
        bearing_deg=draw(st.sampled_from([0.0, 45.0, 90.0, 123.4, 180.0, 271.5])),
        tilt_deg=draw(st.sampled_from([-5.0, 0.0, 12.0, 35.0, 70.0, 90.0])),
    )


def inside_any(one: Eye, solids: list[Building]) -> bool:
    return any(
        solid.footprint.intersects(Point(one.x, one.y))
        and solid.min_height_m < one.height_m < solid.height_m
        for solid in solids
    )


@settings(max_examples=40, deadline=None)
@given(
    solids=houses(),
    screens=fences(),
    one=eyes(),
    t=st.sampled_from([0.0, 1.7]),
    slant=st.booleans(),
)
def test_level_ground_is_seen_as_the_flat_engine_sees_it_cell_by_cell(
    solids: list[Building], screens: list[Wall], one: Eye, t: float, slant: bool
) -> None:
    assume(not inside_any(one, solids))
    scene = hilly_town(LEVEL, buildings=solids, walls=screens)
    yard = yardstick(target_m=t, least=60.0, slant=slant)
    flat = {}
    for patch in look(one, obstacles_of(scene), yard):
        chosen = np.flatnonzero(patch.seen)
        i, j = patch.columns.places(chosen)
        x, y = patch.columns.grid.local_x(i), patch.columns.grid.local_y(j)
        places = zip(i.tolist(), j.tolist(), strict=True)
        flat.update(zip(places, densities(one, yard, x, y), strict=True))
    found = densities_over(scene, one, yard)
    assert set(found) == set(flat)
    assert all(found[cell] == pytest.approx(flat[cell], rel=1e-9) for cell in found)


# --- slopes -----------------------------------------------------------------------------


@pytest.mark.parametrize("slope", [-0.3, -0.05, 0.08, 0.4])
@pytest.mark.parametrize("tilt", [0.0, 12.0, 35.0])
def test_on_an_inclined_plane_the_frame_is_the_closed_form_and_nothing_is_hidden(
    slope: float, tilt: float
) -> None:
    """D = X (cos - s sin) + (h - t) sin; every border is again a straight line across."""
    scene = hilly_town(ground(lambda x, _: 40.0 + slope * x))
    one, yard = eye(LENS, tilt_deg=tilt, at=(0.011, 0.007)), yardstick(target_m=1.7, least=30.0)
    i, j, x, y = centres(300, CELL)
    forward, left = x - one.x, y - one.y
    alpha, half_v = math.radians(tilt), math.radians(LENS.vfov_deg) / 2
    rise = one.height_m - 1.7
    depth = forward * (math.cos(alpha) - slope * math.sin(alpha)) + rise * math.sin(alpha)
    fx = LENS.width_px / (2 * math.tan(math.radians(LENS.hfov_deg) / 2))
    framed = (depth > 0) & (np.abs(left) <= math.tan(math.radians(LENS.hfov_deg) / 2) * depth)
    framed &= fx / np.where(depth > 0, depth, 1.0) >= 30.0
    drop = rise - slope * forward
    framed &= drop <= np.tan(alpha + half_v) * forward
    framed &= drop >= np.tan(alpha - half_v) * forward
    assert seen_over(scene, one, yard) == cells_of(i, j, framed)
    assert framed.sum() > 100


@pytest.mark.parametrize("bearing", [20.0, 200.0])
def test_a_plane_below_the_lens_hides_nothing_of_itself(bearing: float) -> None:
    scene = hilly_town(ground(lambda x, y: 300.0 + 0.21 * x - 0.34 * y))
    one = eye(omni(90.0), height_m=4.0, bearing_deg=bearing)
    patch = patches_over(scene, one, yardstick(target_m=0.0))[0]
    assert patch.seen.all()
    assert patch.seen.sum() * CELL**2 == pytest.approx(math.pi * 90.0**2, rel=1e-3)


def test_ground_rising_at_45_degrees_hides_nothing_in_front_of_it_nor_itself() -> None:
    scene = hilly_town(ground(lambda x, _: np.maximum(0.0, x - 30.0)))
    patch = patches_over(scene, eye(omni(90.0)), yardstick())[0]
    assert patch.seen.all()


def test_ground_falling_away_is_hidden_by_its_edge() -> None:
    """Beyond an edge at d, ground falling at 45 degrees is below the line over the edge."""
    scene = hilly_town(ground(lambda x, _: -np.maximum(0.0, x - 30.0), step_m=1.0, half_m=100.0))
    i, j, x, y = centres(180, CELL)
    # From 6 m over the level the line over the edge falls by 6 / 30 per metre ahead.
    near = x <= 30.0
    seen = (np.hypot(x, y) <= 80.0) & near
    assert seen_over(scene, eye(omni(80.0)), yardstick()) == cells_of(i, j, seen)


def test_a_ridge_hides_what_similar_triangles_say() -> None:
    """Crest at d and H: hidden from the crest to k d, k = (c - t) / (c - H)."""
    d, tall, c, t = 20.0, 4.0, 6.0, 1.7
    scene = hilly_town(
        ground(lambda x, _: tall * np.clip(1.0 - np.abs(x - d), 0.0, 1.0), step_m=1.0, half_m=100.0)
    )
    i, j, x, y = centres(180, CELL)
    k = x / d
    hidden = (x > d + 1.0) & (k <= (c - t) / (c - tall))
    disc = np.hypot(x, y) <= 90.0
    beside = np.abs(x - d) <= 1.0  # on the ridge itself the target is higher
    found = seen_over(scene, eye(omni(90.0)), yardstick(target_m=t))
    assert found - cells_of(i, j, beside) == cells_of(i, j, disc & ~hidden & ~beside)
    assert hidden.sum() > 1000


@pytest.mark.parametrize(("east", "north"), [(0.1, 0.0), (-0.12, 0.05), (0.3, -0.2), (0.0, 0.15)])
@pytest.mark.parametrize("tall", [2.0, 7.5])
def test_a_wall_on_a_slope_hides_what_lies_below_the_line_over_its_top(
    east: float, north: float, tall: float
) -> None:
    """The top follows the ground: g(crossing) + H against c + lambda (g(p) + t - c)."""
    d, c, t = 15.03, 6.0, 1.7
    scene = hilly_town(
        ground(lambda x, y: 12.0 + east * x + north * y),
        walls=[wall("w", [(d, -21.3), (d, 33.4)], tall)],
    )
    i, j, x, y = centres(180, CELL)
    x, y = x - 0.011, y - 0.017
    share = (d - 0.011) / x
    crossing = share * y
    lens = c + 0.011 * east + 0.017 * north  # above the plane through the origin
    top = east * d + north * (crossing + 0.017) + tall
    target = east * (x + 0.011) + north * (y + 0.017) + t
    met = (share > 0) & (share < 1) & (crossing + 0.017 > -21.3) & (crossing + 0.017 < 33.4)
    hidden = met & (lens + share * (target - lens) <= top)
    disc = np.hypot(x, y) <= 80.0
    one = eye(omni(80.0), at=(0.011, 0.017), height_m=c)
    assert seen_over(scene, one, yardstick(target_m=t)) == cells_of(i, j, disc & ~hidden)
    assert hidden.any()


def test_targets_above_the_lens_are_seen_over_a_low_wall_and_not_through_a_high_one() -> None:
    """On ground that climbs past the lens the line rises: what counts is its height at the wall."""
    climb = ground(lambda x, _: 0.5 * np.maximum(0.0, x))
    one, yard = eye(omni(60.0), height_m=3.0), yardstick(target_m=1.7)
    i, j, x, y = centres(130, CELL)
    for tall in (2.0, 4.0, 9.0):
        scene = hilly_town(climb, walls=[wall("w", [(10.02, -300.0), (10.02, 300.0)], tall)])
        share = 10.02 / x
        line = 3.0 + share * (0.5 * x + 1.7 - 3.0)
        hidden = (x > 10.02) & (line <= 0.5 * 10.02 + tall)
        assert seen_over(scene, one, yard) == cells_of(i, j, (np.hypot(x, y) <= 60) & ~hidden)


def test_a_wall_as_high_as_the_lens_does_not_end_the_search_on_rising_ground() -> None:
    """Lines rise over a first wall just above the lens; a taller one behind it stops them."""
    first, second = (6.02, 3.5), (20.02, 9.0)  # where, and how far above the ground
    walls = [wall(f"w{x}", [(x, -300.0), (x, 300.0)], tall) for x, tall in (first, second)]
    scene = hilly_town(ground(lambda x, _: 0.5 * np.maximum(0.0, x - 10.0)), walls=walls)
    i, j, x, y = centres(130, CELL)
    target = 0.5 * np.maximum(0.0, x - 10.0) + 1.7
    hidden = np.zeros(len(x), dtype=bool)
    for at, tall in (first, second):
        top = 0.5 * max(0.0, at - 10.0) + tall  # both stand on a whole plane
        hidden |= (x > at) & (3.0 + at / x * (target - 3.0) <= top)
    found = seen_over(scene, eye(omni(60.0), height_m=3.0), yardstick(target_m=1.7))
    assert found == cells_of(i, j, (np.hypot(x, y) <= 60) & ~hidden)
    beyond = [cell for cell in found if cell[0] * CELL > 20.02]
    assert not beyond or min(beyond)[0] * CELL > 30.0


# --- buildings on their ground ----------------------------------------------------------


def test_a_building_stands_on_the_mean_of_its_outline_and_is_filled_below() -> None:
    slope = ground(lambda x, y: 20.0 + 0.1 * x + 0.2 * y)
    made = [
        building("low", box(10, 20, 16, 24), 5.0),
        building("porch", box(-16, 2, -12, 4), 9.0, min_height_m=3.0),
    ]
    scene = hilly_town(slope, buildings=made)
    relief = relief_of(scene, obstacles_of(scene))
    assert relief is not None
    # On a plane the mean along a rectangle's outline is the height at its middle.
    assert relief.soil_m == pytest.approx([20 + 1.3 + 4.4, 20 - 1.4 + 0.6])
    assert relief.top_m == pytest.approx([30.7, 28.2])
    assert relief.base_m.tolist() == [-math.inf, pytest.approx(22.2)]


def test_the_parts_of_a_building_share_one_ground() -> None:
    slope = ground(lambda x, _: 0.2 * x)
    hall = building("hall", box(0, 0, 10, 4), 6.0)
    tower = replace(building("tower", box(10, 0, 14, 4), 20.0), part_of="hall")
    scene = hilly_town(slope, buildings=[hall, tower])
    relief = relief_of(scene, obstacles_of(scene))
    assert relief is not None
    assert relief.soil_m[0] == relief.soil_m[1]
    assert relief.soil_m[0] == pytest.approx(0.2 * (28 * 5.0 + 16 * 12.0) / 44)  # by length


def test_a_lens_on_a_roof_is_above_the_ground_of_its_building() -> None:
    made = [building("b", box(0, -5, 10, 5), 5.0)]
    scene = hilly_town(ground(lambda x, _: 100.0 + 0.2 * x), buildings=made)
    relief = relief_of(scene, obstacles_of(scene))
    assert relief is not None
    over = eye(omni(), at=(9.0, 0.0), height_m=6.0)
    assert lens_height(over, solids_of(made), relief) == pytest.approx(101.0 + 6.0)
    beside = eye(omni(), at=(12.0, 0.0), height_m=6.0)
    assert lens_height(beside, solids_of(made), relief) == pytest.approx(102.4 + 6.0)


def test_a_long_wall_follows_the_ground_step_by_step() -> None:
    bump = ground(lambda x, _: 3.0 * np.clip(1.0 - np.abs(x) / 10.0, 0.0, 1.0))
    scene = hilly_town(bump, walls=[wall("w", [(-30, 0), (30, 0)], 2.0)])
    relief = relief_of(scene, obstacles_of(scene))
    assert relief is not None
    start, end = relief.screen_top_m
    assert np.hypot(relief.screens.bx - relief.screens.ax, 0.0).max() <= 5.0
    assert start[1:] == pytest.approx(end[:-1])
    assert [start.min(), start.max()] == pytest.approx([2.0, 5.0])


def test_a_flat_scene_has_no_relief() -> None:
    scene = Scene(crs="EPSG:2154", name="flat")
    assert relief_of(scene, obstacles_of(scene)) is None


# --- what cannot be, what is not known ----------------------------------------------------


def test_a_target_no_lower_than_the_lens_is_refused_as_on_flat_ground() -> None:
    with pytest.raises(PlanError, match="target_above_lens"):
        patches_over(hilly_town(LEVEL), eye(omni(), height_m=1.7), yardstick(target_m=1.7))


def test_too_many_cells_are_refused() -> None:
    with pytest.raises(PlanError, match="coverage_too_large"):
        patches_over(hilly_town(LEVEL), eye(omni(100.0)), yardstick(cell_m=0.01))


def test_a_picture_of_the_sky_has_no_ground() -> None:
    up = eye(LENS, tilt_deg=-60.0)
    assert seen_over(hilly_town(LEVEL), up, yardstick()) == set()


def test_ground_that_the_relief_does_not_know_is_counted() -> None:
    heights = LEVEL.heights_m.copy()
    heights[:, 36:] = np.nan  # from 20 m east on
    scene = hilly_town(replace(LEVEL, heights_m=heights))
    patch = patches_over(scene, eye(omni(40.0)), yardstick())[0]
    i, _ = patch.columns.places(np.flatnonzero(patch.seen))
    assert patch.seen.all()  # level with the nearest known
    assert patch.guessed == np.count_nonzero((i + 0.5) * CELL > 15.0)
    assert patches_over(hilly_town(LEVEL), eye(omni(40.0)), yardstick())[0].guessed == 0


# --- more can only hide more ------------------------------------------------------------


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 76), lift=st.sampled_from([0.3, 1.0, 4.0]), t=st.sampled_from([0.0, 1.7])
)
def test_raising_the_ground_before_a_target_never_shows_it(
    seed: int, lift: float, t: float
) -> None:
    low = hills(seed)
    at = low.x + low.step_m * np.arange(len(low.heights_m))
    away = np.hypot(*np.meshgrid(at, at))
    high = replace(low, heights_m=low.heights_m + lift * ((away > 8.0) & (away < 24.0)))
    i, j, x, y = centres(90, CELL)
    beyond = cells_of(i, j, np.hypot(x, y) > 24.0 + 2 * low.step_m)
    one, yard = eye(omni(45.0)), yardstick(target_m=t)
    before = seen_over(hilly_town(low), one, yard) & beyond
    after = seen_over(hilly_town(high), one, yard) & beyond
    assert after <= before


def test_moving_the_whole_scene_up_changes_nothing() -> None:
    low = hills(3)
    high = replace(low, heights_m=low.heights_m + 4000.0)
    made = [building("b", box(8, -3, 14, 9), 4.0)]
    one, yard = eye(LENS, tilt_deg=9.0), yardstick(target_m=1.7)
    first = seen_over(hilly_town(low, buildings=made), one, yard)
    assert first == seen_over(hilly_town(high, buildings=made), one, yard)
    assert first
