"""Cells of mirrored and moved towns, and the union of cameras, on towns at random.

The other invariants (reference/coverage.md 9) are asked in ``test_coverage_exact_invariants``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from coverage_scenes import NOWHERE_PUBLIC, building, camera, catalogue, omni, plan, town
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import Polygon, affinity, box
from shapely.geometry.base import BaseGeometry

from planner.coverage.measure import CoverageOptions, measure
from planner.coverage.model import Cells
from planner.optics import Rectilinear
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
