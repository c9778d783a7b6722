"""The drawn polygons: those of the cells, valid, nested, rounded to the millimetre."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from coverage_scenes import NOWHERE_PUBLIC, building, camera, catalogue, omni, plan, town, wall
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import affinity, box

from planner.coverage.measure import CoverageOptions, measure
from planner.coverage.model import CameraCoverage
from planner.optics import Panoramic, Rectilinear
from planner.plan import Camera, Sensor
from planner.scene.model import Building, Wall

CELL = 0.5
LENS = Rectilinear(width_px=2688, height_px=1520, hfov_deg=68.0, vfov_deg=41.0)
TENTHS = st.integers(-400, 400).map(lambda n: n / 10)


def drawn(
    eye: Camera,
    buildings: Sequence[Building] = (),
    walls: Sequence[Wall] = (),
    *,
    slant: bool = False,
) -> CameraCoverage:
    return measure(
        town(buildings=buildings, walls=walls),
        plan([eye], target_height_m=1.7),
        catalogue(),
        public=NOWHERE_PUBLIC,
        options=CoverageOptions(cell_m=CELL, slant=slant),
    ).cameras[0]


def disagreement(seen: CameraCoverage) -> list[tuple[str, float, float]]:
    """List the levels whose cells and polygon differ by more than perimeter x cell / 2."""
    return [
        (level.name, level.area_m2, level.region.area)
        for level in seen.levels
        if level.region is not None
        and abs(level.area_m2 - level.region.area) > level.region.length * CELL / 2
    ]


@st.composite
def towns(draw: st.DrawFn) -> list[Building]:
    made = []
    for number in range(draw(st.integers(0, 8))):
        x, y = draw(TENTHS), draw(TENTHS)
        shape = box(x, y, x + draw(st.floats(2.0, 15.0)), y + draw(st.floats(2.0, 15.0)))
        base = draw(st.sampled_from([0.0, 0.0, 0.0, 2.5, 4.0]))
        top = base + draw(st.sampled_from([1.5, 3.0, 9.0]))
        turned = affinity.rotate(shape, draw(st.floats(0.0, 90.0)))
        made.append(building(f"b{number}", turned, top, min_height_m=base))
    return made


EYES = st.sampled_from(
    [
        camera(LENS, bearing_deg=30.0, tilt_deg=12.0, height_m=6.0),
        camera(LENS, bearing_deg=200.0, tilt_deg=50.0, height_m=8.0),
        camera(omni(40.0), height_m=8.0),
        camera(omni(40.0, hfov_deg=250.0), bearing_deg=100.0, height_m=6.0),
        camera(Panoramic(width_px=5838, hfov_deg=180.0), bearing_deg=10.0, height_m=6.0),
    ]
)


@settings(max_examples=40, deadline=None)
@given(buildings=towns(), eye=EYES, slant=st.booleans())
def test_cells_and_polygons_tell_the_same_area(
    buildings: list[Building], eye: Camera, slant: bool
) -> None:
    assume(all(one.footprint.distance(eye.position) > 0.5 for one in buildings))
    seen = drawn(eye, buildings, slant=slant)
    assert disagreement(seen) == []
    for level in seen.levels:
        assert level.region is not None
        assert level.region.is_valid
        assert level.region.geom_type in {"Polygon", "MultiPolygon"}


@settings(max_examples=15, deadline=None)
@given(buildings=towns(), eye=EYES)
def test_every_seen_cell_is_in_the_polygon_of_its_level(
    buildings: list[Building], eye: Camera
) -> None:
    assume(all(one.footprint.distance(eye.position) > 0.5 for one in buildings))
    seen = drawn(eye, buildings)
    x, y = (seen.cells.i + 0.5) * CELL, (seen.cells.j + 0.5) * CELL
    for rank, level in enumerate(seen.levels, start=1):
        assert level.region is not None
        own = seen.cells.level >= rank
        # 2 cm: chords inside circles, crumbs, the millimetre
        grown = shapely.buffer(level.region, 0.02)
        outside = own & ~shapely.contains_xy(grown, x, y)
        assert np.count_nonzero(outside) * CELL**2 <= 0.5


def test_levels_are_drawn_within_each_other() -> None:
    seen = drawn(camera(LENS, tilt_deg=12.0), [building("b", box(-3, 15, 3, 20), 9.0)])
    regions = [level.region for level in seen.levels]
    for wider, finer in itertools.pairwise(regions):
        assert wider is not None
        assert finer is not None
        assert shapely.difference(finer, shapely.buffer(wider, 0.002)).is_empty
        assert 0.0 < finer.area < wider.area


def test_contours_are_straight_across_the_bearing_for_a_lens_and_round_for_a_panorama() -> None:
    straight = drawn(camera(LENS, tilt_deg=12.0)).levels[1].region
    assert straight is not None
    assert len(straight.exterior.coords) == 5  # a trapezoid
    round_ = drawn(camera(Panoramic(width_px=5838, hfov_deg=360.0))).levels[1].region
    assert round_ is not None
    radius = 5838 / (2 * math.pi * 62.5)
    distance = np.hypot(*np.array(round_.exterior.coords).T)
    assert distance == pytest.approx(radius, abs=2e-3)
    middles = np.hypot(*((c := np.array(round_.exterior.coords))[1:] + c[:-1]).T) / 2
    assert (radius - middles <= 0.01 + 2e-3).all()


def test_coordinates_are_rounded_to_the_millimetre_where_lambert_93_is() -> None:
    at = (652_345.678, 6_861_234.567)
    house = building("b", affinity.translate(box(-3, 15, 3, 20), *at), 9.0)
    seen = drawn(camera(LENS, at=at, bearing_deg=3.0, tilt_deg=12.0), [house])
    region = seen.levels[0].region
    assert region is not None
    points = shapely.get_coordinates(region)
    assert np.abs(points - np.round(points, 3)).max() < 1e-9
    assert disagreement(seen) == []


def test_no_crumb_is_drawn() -> None:
    slits = [
        wall(f"w{k}", [(k * 0.02 - 1, 5.0), (k * 0.02 - 0.985, 5.0)], 20.0) for k in range(100)
    ]
    region = drawn(camera(LENS, tilt_deg=12.0), walls=slits).levels[0].region
    assert region is not None
    assert min(part.area for part in shapely.get_parts(region)) >= 0.05


def test_the_shadow_of_a_very_long_wall_hides_all_that_is_behind_it() -> None:
    long_wall = wall("w", [(-5000.0, 10.0), (3000.0, 10.0)], 20.0)
    region = drawn(camera(omni(40.0)), walls=[long_wall]).levels[0].region
    assert region is not None
    assert region.bounds[3] == pytest.approx(10.0, abs=1e-3)


def test_the_sensors_of_a_head_are_drawn_together() -> None:
    quarter = omni(30.0, hfov_deg=90.0)
    sensors = tuple(
        Sensor(bearing_deg=bearing, tilt_deg=0.0, optics=quarter) for bearing in (0.0, 60.0, 180.0)
    )
    seen = drawn(camera(None, sensors=sensors))
    region = seen.levels[0].region
    assert region is not None
    expected = math.pi * 30.0**2 * 240.0 / 360.0
    assert region.area == pytest.approx(expected, rel=1e-3)
    assert seen.visible_area_m2 == pytest.approx(expected, rel=5e-3)
    assert seen.hfov_deg == (90.0, 90.0, 90.0)


def test_drawing_changes_no_area() -> None:
    house = [building("b", box(-3, 15, 3, 20), 9.0)]
    eye = camera(LENS, tilt_deg=12.0)
    bare = measure(
        town(buildings=house),
        plan([eye], target_height_m=1.7),
        catalogue(),
        public=NOWHERE_PUBLIC,
        options=CoverageOptions(cell_m=CELL, draw=False),
    ).cameras[0]
    assert bare.levels[0].region is None
    assert [level.area_m2 for level in bare.levels] == [
        level.area_m2 for level in drawn(eye, house).levels
    ]
