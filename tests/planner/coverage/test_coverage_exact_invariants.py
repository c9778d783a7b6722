"""What must hold of exact areas, and of cells, in hard towns at random (reference/coverage.md 9).

The towns of ``coverage_random_towns``: party walls, crossing footprints, courtyards, passages,
walls, lenses before facades and on roofs, heights within a centimetre of lens and target.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import shapely
from coverage_oracle import crossings, in_picture, inside, sees, sides
from coverage_random_towns import Case, a_case
from coverage_scenes import NOWHERE_PUBLIC, building, catalogue, omni, plan, wall
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from planner.coverage.measure import CoverageOptions, measure
from planner.coverage.model import CameraCoverage
from planner.optics import Optics, Panoramic, Rectilinear
from planner.scene.model import Building, Wall

REACH = 30.0
DISC = math.pi * REACH**2
EXACT = 1e-9  # relative
NO_AREA = EXACT * DISC  # what is nothing beside the disc: a lens may see next to nothing
CELL = 0.93
MICRON = 2.0**-20  # coordinates in whole microns can be moved by 1e6 m without any rounding
NUDGE = 1e-6
TIMES = 10 if settings.get_current_profile_name() == "thorough" else 1
FEW = settings(max_examples=25 * TIMES, deadline=None)
FEWER = settings(max_examples=10 * TIMES, deadline=None)

CASES = st.integers(0, 10**9).map(lambda seed: a_case(seed, reach_m=REACH))
# no centre of a cell in the very line of a wall, where either answer is right
ASKEW_CASES = st.integers(0, 10**9).map(lambda seed: a_case(2 * seed + 1, reach_m=REACH))
ANGLES = st.floats(0.0, 360.0)


def watched(case: Case, *, cell_m: float = CELL, draw: bool = False) -> CameraCoverage:
    return measure(
        case.scene,
        plan([case.eye], target_height_m=case.t),
        catalogue(),
        public=NOWHERE_PUBLIC,
        options=CoverageOptions(cell_m=cell_m, draw=draw),
    ).cameras[0]


def areas(case: Case) -> list[float]:
    """Measure the ground at or above each level, exactly; cells as coarse as can be."""
    return [level.area_m2 for level in watched(case, cell_m=10.0).levels]


def same(found: list[float]) -> object:
    return pytest.approx(found, rel=EXACT, abs=NO_AREA)


def cells(case: Case) -> set[tuple[int, int]]:
    seen = watched(case).cells
    return set(zip(seen.i.tolist(), seen.j.tolist(), strict=True))


# --- other towns made of one ------------------------------------------------------------


def with_obstacles(case: Case, buildings: list[Building], walls: list[Wall]) -> Case:
    scene = replace(case.scene, buildings=tuple(buildings), walls=tuple(walls))
    return replace(case, scene=scene)


def shaped(case: Case, change: Callable[[BaseGeometry], BaseGeometry]) -> Case:
    """Change every geometry, the lens's place too."""
    buildings = [replace(one, footprint=change(one.footprint)) for one in case.scene.buildings]
    walls = [replace(one, line=change(one.line)) for one in case.scene.walls]
    moved = replace(case, eye=replace(case.eye, position=change(case.eye.position)))
    return with_obstacles(moved, buildings, walls)


def turned(case: Case, degrees: float) -> Case:
    """Turn a town counter-clockwise about the origin, lens and bearing too."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    matrix = np.array([[cos, sin], [-sin, cos]])
    there = shaped(case, lambda shape: shapely.transform(shape, lambda points: points @ matrix))
    return replace(there, eye=replace(there.eye, bearing_deg=case.eye.bearing_deg - degrees))


def with_optics(case: Case, **changes: object) -> Case:
    assert case.eye.optics is not None
    optics: Optics = replace(case.eye.optics, **changes)  # type: ignore[arg-type] # by name
    return replace(case, eye=replace(case.eye, optics=optics))


def heightened(case: Case, more: float) -> Case:
    """Raise every obstacle, but the roofs that the lens stands over."""
    eye = case.eye
    buildings = [
        one if one.footprint.covers(eye.position) else replace(one, height_m=one.height_m + more)
        for one in case.scene.buildings
    ]
    walls = [replace(one, height_m=one.height_m + more) for one in case.scene.walls]
    return with_obstacles(case, buildings, walls)


def on_the_ground(case: Case, height_m: float) -> Case:
    """Raise every obstacle from the ground to one height."""
    buildings = [replace(one, height_m=height_m, min_height_m=0.0) for one in case.scene.buildings]
    return with_obstacles(
        case, buildings, [replace(one, height_m=height_m) for one in case.scene.walls]
    )


# --- fewer obstacles, more reach: never less is seen --------------------------------------


@FEW
@given(case=CASES)
def test_taking_an_obstacle_away_never_loses_a_cell_nor_any_ground(case: Case) -> None:
    buildings, walls = list(case.scene.buildings), list(case.scene.walls)
    less = with_obstacles(case, buildings[1:], walls[1:])
    assert cells(case) <= cells(less)
    assert all(a <= b + NO_AREA for a, b in zip(areas(case), areas(less), strict=True))


@FEW
@given(case=CASES, more=st.floats(0.01, 5.0))
def test_raising_obstacles_never_gains_a_cell_nor_any_ground(case: Case, more: float) -> None:
    higher = heightened(case, more)
    assert cells(higher) <= cells(case)
    assert all(a <= b + NO_AREA for a, b in zip(areas(higher), areas(case), strict=True))


@FEW
@given(case=CASES, share=st.floats(0.1, 1.0))
def test_a_longer_range_never_loses_ground(case: Case, share: float) -> None:
    nearer = with_optics(case, range_m=share * REACH)
    assert cells(nearer) <= cells(case)
    assert all(a <= b + NO_AREA for a, b in zip(areas(nearer), areas(case), strict=True))


@FEW
@given(case=CASES, share=st.floats(0.1, 1.0))
def test_a_narrower_field_of_the_same_density_never_gains_ground(case: Case, share: float) -> None:
    optics = case.eye.optics
    if isinstance(optics, Panoramic):
        narrower = with_optics(case, hfov_deg=share * optics.hfov_deg)
    else:
        # fewer degrees on fewer pixels: the focal length in pixels stays as it is
        assert isinstance(optics, Rectilinear)
        half = math.tan(math.radians(optics.hfov_deg) / 2.0)
        width = max(1, math.floor(optics.width_px * share))
        hfov = math.degrees(2.0 * math.atan(half * width / optics.width_px))
        narrower = with_optics(case, hfov_deg=hfov, width_px=width)
    assert cells(narrower) <= cells(case)
    assert all(a <= b + NO_AREA for a, b in zip(areas(narrower), areas(case), strict=True))


@FEW
@given(case=CASES)
def test_levels_are_nested_and_each_cell_has_the_level_of_its_density(case: Case) -> None:
    found = watched(with_optics(case, width_px=1500))
    nested = [level.area_m2 for level in found.levels]
    assert nested == sorted(nested, reverse=True)
    assert nested[0] == found.visible_area_m2
    for rank, level in enumerate(found.levels, start=1):
        dense = found.cells.density >= level.min_px_per_m * (1 - 1e-12)
        assert np.array_equal(dense, found.cells.level >= rank)


@FEW
@given(case=CASES, lower=st.floats(0.05, 1.0))
def test_a_higher_target_is_seen_wherever_a_lower_one_is(case: Case, lower: float) -> None:
    """All around: a frame does move with the height of the target.

    Of what stands on the ground: under a passage it is the lower target that is seen.
    """
    standing = [replace(one, min_height_m=0.0) for one in case.scene.buildings]
    assume(not any(one.footprint.covers(case.eye.position) for one in standing))
    around = replace(case, eye=replace(case.eye, optics=omni(REACH)))
    high = with_obstacles(around, standing, list(case.scene.walls))
    low = replace(high, t=high.t * lower)
    assert cells(low) <= cells(high)
    assert areas(low)[0] <= areas(high)[0] + NO_AREA


@FEW
@given(case=CASES, more=st.floats(0.01, 10.0))
def test_a_higher_lens_over_all_roofs_never_loses_ground(case: Case, more: float) -> None:
    standing = [replace(one, min_height_m=0.0) for one in case.scene.buildings]
    around = with_obstacles(case, standing, list(case.scene.walls))
    highest = max([case.t, *(one.height_m for one in (*standing, *case.scene.walls))])
    low, high = (
        replace(around, eye=replace(case.eye, optics=omni(REACH), height_m=highest + lift))
        for lift in (0.5, 0.5 + more)
    )
    assert cells(low) <= cells(high)
    assert areas(low)[0] <= areas(high)[0] + NO_AREA


# --- the same town, told otherwise ------------------------------------------------------


@FEW
@given(case=CASES, degrees=ANGLES)
def test_a_town_turned_by_any_angle_keeps_its_areas(case: Case, degrees: float) -> None:
    assert areas(turned(case, degrees)) == same(areas(case))


@FEWER
@given(case=ASKEW_CASES, degrees=ANGLES)
def test_a_town_turned_by_any_angle_is_seen_turned_cell_by_cell(case: Case, degrees: float) -> None:
    """Cells turned back fall between cells: brute force judges them in the town as it was."""
    there = turned(case, degrees)
    found = cells(there)
    lens = np.array([there.eye.position.x, there.eye.position.y])
    first = np.floor((lens - REACH) / CELL).astype(int)
    span = np.arange(2 * math.ceil(REACH / CELL) + 2)
    around = first + np.stack(np.meshgrid(span, span), axis=-1).reshape(-1, 2)
    angle = math.radians(degrees)
    back = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    places = (around + 0.5) * CELL @ back
    expected = sees(case.scene, case.eye, places, t=case.t, least=25.0)
    assert found <= {(int(i), int(j)) for i, j in around}
    marks = np.array([(int(i), int(j)) in found for i, j in around])
    wrong = places[marks != expected]
    answers = [
        sees(case.scene, case.eye, wrong + np.array([dx, dy]), t=case.t, least=25.0)
        for dx in (-NUDGE, NUDGE)
        for dy in (-NUDGE, NUDGE)
    ]
    assert (np.any(answers, axis=0) & ~np.all(answers, axis=0)).all()


@FEW
@given(
    case=CASES,
    east=st.sampled_from([1_000_000, -1_000_000, 652_381]),
    north=st.sampled_from([1_000_000, 6_861_207]),
)
def test_a_town_moved_a_thousand_kilometres_keeps_its_areas(
    case: Case, east: int, north: int
) -> None:
    here = shaped(
        case,
        lambda shape: shapely.transform(shape, lambda points: np.round(points / MICRON) * MICRON),
    )
    there = shaped(
        here, lambda shape: shapely.transform(shape, lambda p: p + np.array([east, north]))
    )
    assert areas(there) == same(areas(here))


@FEW
@given(case=CASES)
def test_a_mirrored_town_keeps_its_areas(case: Case) -> None:
    flipped = shaped(case, lambda shape: shapely.transform(shape, lambda points: points * (1, -1)))
    mirrored = replace(flipped, eye=replace(flipped.eye, bearing_deg=180.0 - case.eye.bearing_deg))
    assert areas(mirrored) == same(areas(case))


@FEW
@given(case=CASES, share=st.floats(0.05, 0.95))
def test_splitting_reversing_doubling_and_shuffling_change_nothing(
    case: Case, share: float
) -> None:
    buildings, walls = list(case.scene.buildings), list(case.scene.walls)
    expected, seen = areas(case), cells(case)
    split = shaped(case, lambda shape: with_more_corners(shape, share))
    assert areas(split) == same(expected)
    # a corner more is a rounding more: a border through a centre may fall to its other side
    assert len(cells(split) ^ seen) <= 2
    doubled = with_obstacles(
        case,
        [*buildings, *(replace(one, id=f"{one.id}'") for one in buildings)],
        [*walls, *(replace(one, id=f"{one.id}'") for one in walls)],
    )
    for told in (
        shaped(case, lambda shape: shape.reverse()),
        doubled,
        with_obstacles(case, buildings[::-1], walls[::-1]),
    ):
        assert areas(told) == same(expected)
        assert cells(told) == seen


def with_more_corners(shape: BaseGeometry, share: float) -> BaseGeometry:
    """Put a corner on every side of a line or polygon, at a share of its length."""
    if isinstance(shape, Point):
        return shape

    def split(points: np.ndarray) -> np.ndarray:
        between = points[:-1] + share * np.diff(points, axis=0)
        return np.vstack((np.stack((points[:-1], between), axis=1).reshape(-1, 2), points[-1:]))

    if isinstance(shape, Polygon):
        rings = [
            split(shapely.get_coordinates(ring)) for ring in (shape.exterior, *shape.interiors)
        ]
        return Polygon(rings[0], rings[1:])
    return shapely.linestrings(split(shapely.get_coordinates(shape)))


# --- walls without end: the plan alone decides ------------------------------------------


def seen_in_plan(case: Case, targets: np.ndarray) -> np.ndarray:
    """Tell which targets are outdoors and no side of anything is on the way."""
    free = in_picture(case.eye, targets, t=case.t, least=25.0)
    lens = np.array([case.eye.position.x, case.eye.position.y])
    for one in case.scene.buildings:
        met = crossings(lens, targets, *sides(one.footprint))
        free &= ~((met > 0.0) & (met < 1.0)).any(axis=1) & ~inside(targets, one.footprint)
    for one in case.scene.walls:
        points = shapely.get_coordinates(one.line)
        met = crossings(lens, targets, points[:-1], points[1:])
        free &= ~((met > 0.0) & (met < 1.0 - 1e-9)).any(axis=1)
    return free


@FEW
@given(case=ASKEW_CASES)
def test_with_walls_without_end_cells_are_those_of_the_plan(case: Case) -> None:
    assume(not any(one.footprint.covers(case.eye.position) for one in case.scene.buildings))
    endless = on_the_ground(case, 1e9)
    seen = watched(endless).cells
    lens = np.array([case.eye.position.x, case.eye.position.y])
    first = np.floor((lens - REACH) / CELL).astype(int)
    span = np.arange(2 * math.ceil(REACH / CELL) + 2)
    around = first + np.stack(np.meshgrid(span, span), axis=-1).reshape(-1, 2)
    expected = around[seen_in_plan(case, (around + 0.5) * CELL)]
    assert {(int(i), int(j)) for i, j in expected} == set(
        zip(seen.i.tolist(), seen.j.tolist(), strict=True)
    )


@FEW
@given(case=CASES)
def test_a_wall_as_high_as_the_lens_is_a_wall_without_end(case: Case) -> None:
    assume(not any(one.footprint.covers(case.eye.position) for one in case.scene.buildings))
    as_high, endless = on_the_ground(case, case.eye.height_m), on_the_ground(case, 1e9)
    assert areas(as_high) == same(areas(endless))
    assert cells(as_high) == cells(endless)


def isovist(case: Case, room: Polygon) -> float:
    """Measure what the plan leaves in sight within a room: shadows cut away one by one."""
    lens = np.array([case.eye.position.x, case.eye.position.y])
    dark: list[BaseGeometry] = []
    for shape in [one.footprint for one in case.scene.buildings]:
        dark += [shadow(a - lens, b - lens) for a, b in zip(*sides(shape), strict=True)]
        dark.append(shapely.transform(shape, lambda points: points - lens))
    for one in case.scene.walls:
        points = shapely.get_coordinates(one.line) - lens
        dark += [shadow(a, b) for a, b in itertools.pairwise(points)]
    return (
        shapely.transform(room, lambda points: points - lens)
        .difference(shapely.union_all(dark))
        .area
    )


def shadow(a: np.ndarray, b: np.ndarray) -> BaseGeometry:
    """Draw what a side hides in plan, a kilometre out, cut where it is nearest to the lens."""
    along = b - a
    foot = a + np.clip(-(a @ along) / (along @ along), 0.0, 1.0) * along

    def out(point: np.ndarray) -> np.ndarray:
        return point * 1000.0 / np.hypot(*point)

    halves = [
        Polygon([p, q, out(q), out(p)]) for p, q in ((a, foot), (foot, b)) if np.hypot(*(q - p)) > 0
    ]
    return shapely.union_all([half for half in halves if half.area > 0.0])


@FEW
@given(case=CASES)
def test_with_walls_without_end_the_area_is_that_of_the_isovist(case: Case) -> None:
    """In a closed room, so that the isovist is a polygon."""
    assume(not any(one.footprint.covers(case.eye.position) for one in case.scene.buildings))
    x, y = case.eye.position.x, case.eye.position.y
    room = box(x - 17.2, y - 12.9, x + 14.1, y + 20.8)
    indoors = with_obstacles(
        replace(case, eye=replace(case.eye, optics=omni(REACH))),
        list(case.scene.buildings),
        [*case.scene.walls, wall("room", list(room.exterior.coords), 1e9)],
    )
    found = areas(on_the_ground(indoors, 1e9))[0]
    assert found == pytest.approx(isovist(case, room), rel=1e-8, abs=NO_AREA)


# --- parts and wholes -------------------------------------------------------------------


@FEWER
@given(case=CASES, first=st.floats(0.0, 15.0))
def test_24_bearings_of_15_degrees_share_out_the_area_seen_all_around(
    case: Case, first: float
) -> None:
    sector, around = omni(REACH, hfov_deg=15.0), omni(REACH)
    parts = [
        areas(replace(case, eye=replace(case.eye, optics=sector, bearing_deg=first + 15.0 * k)))[0]
        for k in range(24)
    ]
    whole = areas(replace(case, eye=replace(case.eye, optics=around)))[0]
    assert sum(parts) == pytest.approx(whole, rel=EXACT, abs=NO_AREA)


@FEW
@given(case=ASKEW_CASES, cell=st.sampled_from([0.25, 0.5, 1.3]))
def test_cells_and_exact_area_differ_by_less_than_the_border_can_hold(
    case: Case, cell: float
) -> None:
    found = watched(case, cell_m=cell, draw=True)
    region = found.levels[0].region
    assert region is not None
    counted = len(found.cells.i) * cell**2
    assert abs(counted - found.visible_area_m2) <= region.length * cell / 2.0 + 0.1


@FEW
@given(case=CASES)
def test_drawn_regions_have_the_exact_areas(case: Case) -> None:
    """To what drawing gives away: a millimetre along borders, a centimetre inside arcs, crumbs."""
    for level in watched(case, cell_m=10.0, draw=True).levels:
        assert level.region is not None
        lost = 0.001 * level.region.length + 0.01 * 2.0 * math.pi * REACH + 1.0
        assert abs(level.region.area - level.area_m2) <= lost


def test_a_hall_on_posts_hides_from_the_lens_on_its_roof_what_is_under_it() -> None:
    """The lens is as high as the roof: what it looks at past the eaves is behind the roof."""
    hall = building("hall", box(-6.0, -4.0, 5.0, 3.0), 6.0, min_height_m=3.0)
    case = a_case(1, reach_m=REACH)
    eye = replace(
        case.eye, position=Point(0.0, 0.0), height_m=6.0, optics=omni(REACH), bearing_deg=0.0
    )
    found = watched(with_obstacles(replace(case, eye=eye, t=1.7), [hall], []), draw=True)
    assert not len(found.cells.i)
    assert found.visible_area_m2 == 0.0
    assert found.levels[0].region.is_empty
