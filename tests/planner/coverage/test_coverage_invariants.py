"""What must hold whatever the town (reference/coverage.md 9), on towns at random."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from coverage_scenes import NOWHERE_PUBLIC, building, camera, catalogue, omni, plan, town, wall
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import LineString, Polygon, affinity, box
from shapely.geometry.base import BaseGeometry

from planner.coverage.measure import CoverageOptions, measure
from planner.coverage.model import Cells
from planner.optics import Optics, Rectilinear
from planner.plan import Camera
from planner.scene.model import Building, Wall

CELL = 0.93  # m: no wall of a town drawn in tenths runs along the centres of such cells
LENS = Rectilinear(width_px=2688, height_px=1520, hfov_deg=68.0, vfov_deg=41.0, range_m=40.0)
FEW = settings(max_examples=20, deadline=None)

TENTHS = st.integers(-300, 300).map(lambda n: n / 10)
HEIGHTS = st.sampled_from([1.0, 2.5, 4.0, 5.5, 7.0, 15.0])


@st.composite
def some_buildings(draw: st.DrawFn) -> list[Building]:
    made = []
    for number in range(draw(st.integers(1, 6))):
        x, y = draw(TENTHS), draw(TENTHS)
        shape = box(x, y, x + draw(st.floats(2.0, 12.0)), y + draw(st.floats(2.0, 12.0)))
        turned = affinity.rotate(shape, draw(st.floats(0.0, 90.0)))
        made.append(building(f"b{number}", turned, draw(HEIGHTS)))
    return [one for one in made if one.footprint.distance(ORIGIN.position) > 0.5]


ORIGIN = camera(omni(40.0))
EYES = st.sampled_from(
    [
        ORIGIN,
        camera(LENS, bearing_deg=30.0, tilt_deg=15.0),
        camera(omni(40.0, hfov_deg=200.0), bearing_deg=250.0),
    ]
)


def cells(
    buildings: Sequence[Building] = (),
    eye: Camera = ORIGIN,
    *,
    walls: Sequence[Wall] = (),
    target_m: float = 1.7,
) -> Cells:
    seen = measure(
        town(buildings=buildings, walls=walls),
        plan([eye], target_height_m=target_m),
        catalogue(),
        public=NOWHERE_PUBLIC,
        options=CoverageOptions(cell_m=CELL, draw=False),
    )
    return seen.cameras[0].cells


def places(seen: Cells) -> set[tuple[int, int]]:
    return set(zip(seen.i.tolist(), seen.j.tolist(), strict=True))


def with_optics(eye: Camera, **changes: object) -> Camera:
    assert eye.optics is not None
    changed: Optics = replace(eye.optics, **changes)  # type: ignore[arg-type] # fields by name
    return replace(eye, optics=changed)


@FEW
@given(buildings=some_buildings(), eye=EYES)
def test_adding_a_building_never_adds_a_cell(buildings: list[Building], eye: Camera) -> None:
    assume(buildings)
    assert places(cells(buildings, eye)) <= places(cells(buildings[1:], eye))


@FEW
@given(buildings=some_buildings(), eye=EYES, more=st.floats(0.1, 10.0))
def test_raising_a_building_never_adds_a_cell(
    buildings: list[Building], eye: Camera, more: float
) -> None:
    higher = [replace(one, height_m=one.height_m + more) for one in buildings]
    assert places(cells(higher, eye)) <= places(cells(buildings, eye))


@FEW
@given(buildings=some_buildings(), eye=EYES)
def test_a_longer_range_never_removes_a_cell(buildings: list[Building], eye: Camera) -> None:
    nearer = with_optics(eye, range_m=25.0)
    assert places(cells(buildings, nearer)) <= places(cells(buildings, eye))


@FEW
@given(buildings=some_buildings(), eye=EYES, hfov=st.floats(5.0, 60.0))
def test_a_narrower_field_never_adds_a_cell(
    buildings: list[Building], eye: Camera, hfov: float
) -> None:
    assert places(cells(buildings, with_optics(eye, hfov_deg=hfov))) <= places(
        cells(buildings, eye)
    )


@FEW
@given(buildings=some_buildings())
def test_a_higher_target_is_seen_wherever_a_lower_one_is(buildings: list[Building]) -> None:
    assert places(cells(buildings, target_m=0.0)) <= places(cells(buildings, target_m=1.7))


@FEW
@given(buildings=some_buildings())
def test_a_higher_lens_over_all_roofs_never_loses_a_cell(buildings: list[Building]) -> None:
    low = [replace(one, height_m=min(one.height_m, 5.5)) for one in buildings]
    higher = replace(ORIGIN, height_m=9.0)
    assert places(cells(low)) <= places(cells(low, higher))


@FEW
@given(buildings=some_buildings(), eye=EYES)
def test_levels_are_nested_and_each_cell_has_the_level_of_its_density(
    buildings: list[Building], eye: Camera
) -> None:
    seen = measure(
        town(buildings=buildings),
        plan([with_optics(eye, width_px=3000)], target_height_m=1.7),
        catalogue(),
        public=NOWHERE_PUBLIC,
        options=CoverageOptions(cell_m=CELL, draw=False),
    ).cameras[0]
    areas = [level.area_m2 for level in seen.levels]
    assert areas == sorted(areas, reverse=True)
    assert areas[0] == seen.visible_area_m2
    for rank, level in enumerate(seen.levels, start=1):
        dense = seen.cells.density >= level.min_px_per_m * (1 - 1e-12)
        assert np.array_equal(dense, seen.cells.level >= rank)


@FEW
@given(buildings=some_buildings(), eye=EYES)
def test_a_mirrored_town_is_seen_mirrored(buildings: list[Building], eye: Camera) -> None:
    flipped = [
        replace(one, footprint=affinity.scale(one.footprint, 1.0, -1.0, origin=(0, 0)))
        for one in buildings
    ]
    mirrored = replace(eye, bearing_deg=(180.0 - eye.bearing_deg) % 360.0)
    there = {(i, -1 - j) for i, j in places(cells(flipped, mirrored))}
    # a border through a cell centre belongs to one side
    assert len(there ^ places(cells(buildings, eye))) <= 1


@FEW
@given(buildings=some_buildings(), eye=EYES, east=st.integers(-5, 5), north=st.integers(-5, 5))
def test_a_town_moved_a_thousand_kilometres_is_seen_alike(
    buildings: list[Building], eye: Camera, east: int, north: int
) -> None:
    shift = (1_000_000 + east, 6_000_000 + north)  # cells

    def moved(shape: BaseGeometry) -> BaseGeometry:
        return affinity.translate(shape, shift[0] * CELL, shift[1] * CELL)

    away = [replace(one, footprint=Polygon(moved(one.footprint))) for one in buildings]
    far_eye = replace(eye, position=moved(eye.position))
    there = {(i - shift[0], j - shift[1]) for i, j in places(cells(away, far_eye))}
    assert len(there ^ places(cells(buildings, eye))) <= 2


@FEW
@given(buildings=some_buildings(), angle=st.sampled_from([90.0, 180.0, 270.0]))
def test_a_town_turned_by_quarters_is_seen_turned(buildings: list[Building], angle: float) -> None:
    turned = [
        replace(one, footprint=affinity.rotate(one.footprint, angle, origin=(0, 0)))
        for one in buildings
    ]
    eye = camera(omni(40.0, hfov_deg=200.0), bearing_deg=250.0)
    turned_eye = replace(eye, bearing_deg=(eye.bearing_deg - angle) % 360.0)
    here = cells(buildings, eye)
    x, y = here.i + 0.5, here.j + 0.5
    cos, sin = round(np.cos(np.radians(angle))), round(np.sin(np.radians(angle)))
    expected = {
        (int(np.floor(a)), int(np.floor(b)))
        for a, b in zip(cos * x - sin * y, sin * x + cos * y, strict=True)
    }
    assert len(expected ^ places(cells(turned, turned_eye))) <= 2


@FEW
@given(buildings=some_buildings(), angle=st.floats(0.0, 360.0))
def test_a_town_turned_by_any_angle_keeps_its_area(buildings: list[Building], angle: float) -> None:
    turned = [
        replace(one, footprint=affinity.rotate(one.footprint, angle, origin=(0, 0)))
        for one in buildings
    ]
    here, there = (
        measure(
            town(buildings=some),
            plan([ORIGIN], target_height_m=1.7),
            catalogue(),
            public=NOWHERE_PUBLIC,
            options=CoverageOptions(cell_m=2.0),
        )
        .cameras[0]
        .levels[0]
        .region
        for some in (buildings, turned)
    )
    assert here is not None
    assert there is not None
    # the chords of the circle do not turn with the town; crumbs may fall off
    assert there.area == pytest.approx(here.area, rel=2e-4, abs=1.0)


@FEW
@given(
    points=st.lists(st.tuples(TENTHS, TENTHS), min_size=2, max_size=5, unique=True),
    height=HEIGHTS,
    share=st.floats(0.1, 0.9),
)
def test_splitting_reversing_doubling_and_shuffling_walls_changes_nothing(
    points: list[tuple[float, float]], height: float, share: float
) -> None:
    line = LineString(points)
    whole = cells(walls=[wall("w", points, height)])
    reversed_ = cells(walls=[wall("w", points[::-1], height)])
    doubled = cells(walls=[wall("w", points, height), wall("x", points, height)])
    pieces = [wall(f"p{k}", pair, height) for k, pair in enumerate(itertools.pairwise(points))]
    shuffled = cells(walls=pieces[::-1])
    assert places(whole) == places(reversed_) == places(doubled) == places(shuffled)
    at = line.interpolate(share, normalized=True)
    cut = [p for p in points if line.project(_point(p)) < line.project(at)]
    rest = points[len(cut) :]
    if cut and rest and line.is_simple:
        split = [wall("a", [*cut, (at.x, at.y)], height), wall("b", [(at.x, at.y), *rest], height)]
        assert len(places(cells(walls=split)) ^ places(whole)) <= 2


@settings(max_examples=6, deadline=None)
@given(buildings=some_buildings())
def test_24_bearings_of_15_degrees_share_out_what_is_seen_all_around(
    buildings: list[Building],
) -> None:
    parts = [
        places(cells(buildings, camera(omni(40.0, hfov_deg=15.0), bearing_deg=7.5 + 15.0 * k)))
        for k in range(24)
    ]
    assert sum(len(part) for part in parts) == len(set().union(*parts))
    assert len(set().union(*parts) ^ places(cells(buildings))) <= 2


@FEW
@given(buildings=some_buildings(), eye=EYES)
def test_the_union_of_cameras_counts_each_cell_once_at_its_best(
    buildings: list[Building], eye: Camera
) -> None:
    other = camera(LENS, name="C2", at=(3.3, -2.1), bearing_deg=200.0, tilt_deg=10.0)
    assume(all(one.footprint.distance(other.position) > 0.5 for one in buildings))
    both = measure(
        town(buildings=buildings),
        plan([eye, other], target_height_m=1.7),
        catalogue(),
        public=NOWHERE_PUBLIC,
        options=CoverageOptions(cell_m=CELL, draw=False),
    )
    best: dict[tuple[int, int], int] = {}
    for one in both.cameras:
        for i, j, level in zip(one.cells.i, one.cells.j, one.cells.level, strict=True):
            best[int(i), int(j)] = max(best.get((int(i), int(j)), 0), int(level))
    least = math.inf
    for rank, level in enumerate(both.union_levels):
        exact = [one.levels[rank].area_m2 for one in both.cameras]
        cells = sum(int(np.count_nonzero(one.cells.level > rank)) for one in both.cameras)
        once = sum(value > rank for value in best.values())
        shared_out = sum(exact) * once / cells if cells else 0.0
        least = min(least, max(shared_out, *exact))  # nested
        assert level.area_m2 == pytest.approx(least)


def _point(p: tuple[float, float]) -> BaseGeometry:
    return LineString([p, p]).centroid
