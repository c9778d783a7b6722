"""Cases that once went wrong, kept: sensors that differ, lenses on walls, pictures at their limits.

Each asks an independent answer: a closed form, the drawn polygon, the cells, a sensor alone.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from coverage_scenes import NOWHERE_PUBLIC, building, camera, catalogue, omni, plan, town, wall
from relief_scenes import Floats, ground, hilly_town
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from planner.coverage.engine.eyes import eyes_of
from planner.coverage.engine.obstacles import obstacles_of
from planner.coverage.engine.regions import polygons_of
from planner.coverage.engine.sight import Yardstick
from planner.coverage.exact.sweep import Pieces, visible_areas
from planner.coverage.gaps.every import gaps_of
from planner.coverage.measure import CoverageOptions, measure
from planner.coverage.model import CameraCoverage
from planner.coverage.reasons.explain import explain_point, explainer_of, scale_of
from planner.errors import PlanError
from planner.optics import Panoramic, Rectilinear
from planner.plan import Camera, Sensor, Zone
from planner.scene.model import Building, Scene

PANO = Panoramic(width_px=3000, hfov_deg=270.0)
WIDE = Rectilinear(width_px=2688, height_px=1520, hfov_deg=170.0, vfov_deg=120.0, range_m=30.0)
DOWN = Rectilinear(width_px=2688, height_px=1520, hfov_deg=60.0, vfov_deg=90.0, range_m=12.0)


def seen(
    eye: Camera,
    buildings: tuple[Building, ...] = (),
    *,
    target_m: float = 0.0,
    scene: Scene | None = None,
    **options: Any,
) -> CameraCoverage:
    return measure(
        town(buildings=buildings) if scene is None else scene,
        plan([eye], target_height_m=target_m),
        catalogue(),
        public=NOWHERE_PUBLIC,
        options=CoverageOptions(**{"cell_m": 0.1, "draw": True, **options}),
    ).cameras[0]


def assert_all_agree(found: CameraCoverage, cell_m: float = 0.1) -> None:
    """The exact area, the polygon and the cells tell the same ground."""
    for rank, level in enumerate(found.levels, start=1):
        assert level.region is not None
        edge = level.region.length
        assert level.region.area == pytest.approx(level.area_m2, abs=0.01 * edge + 0.1)
        cells = np.count_nonzero(found.cells.level >= rank) * cell_m**2
        assert cells == pytest.approx(level.area_m2, abs=0.05 * edge + 0.1)


# --- sensors that differ ------------------------------------------------------------------


@pytest.mark.parametrize("second", [WIDE, DOWN])
@pytest.mark.parametrize("tilt", [0.0, 25.0, 90.0])
def test_sensors_with_round_and_straight_limits_are_put_together(
    second: Rectilinear, tilt: float
) -> None:
    """The circle of one sensor crosses the sides of another's picture."""
    sensors = (
        Sensor(bearing_deg=0.0, tilt_deg=0.0, optics=PANO),
        Sensor(bearing_deg=200.0, tilt_deg=tilt, optics=second),
    )
    both = seen(camera(sensors=sensors, height_m=6.0))
    alone = [seen(camera(sensors=(sensor,), height_m=6.0)) for sensor in sensors]
    for of_both, *of_each in zip(both.levels, *(one.levels for one in alone), strict=True):
        areas = [level.area_m2 for level in of_each]
        assert max(areas) * (1 - 1e-9) <= of_both.area_m2 <= sum(areas) * (1 + 1e-9)
    assert_all_agree(both)


def test_a_whole_person_is_seen_in_one_picture() -> None:
    """One sensor shows only the feet of a place, another only the heads: nobody is whole there."""
    lens = Rectilinear(width_px=2688, height_px=1520, hfov_deg=60.0, vfov_deg=12.0, range_m=60.0)
    sensors = tuple(
        Sensor(bearing_deg=0.0, tilt_deg=tilt, optics=lens) for tilt in (12.0, 24.0, 60.0)
    )
    eye = camera(sensors=sensors, height_m=6.0)
    whole = seen(eye, target_m=1.7, also_heights_m=(0.0,))
    assert_all_agree(whole)
    each = [
        seen(camera(sensors=(one,), height_m=6.0), target_m=1.7, also_heights_m=(0.0,))
        for one in sensors
    ]
    assert whole.visible_area_m2 <= sum(one.visible_area_m2 for one in each) * (1 + 1e-9)


def test_a_whole_person_is_explained_as_it_is_measured() -> None:
    lens = Rectilinear(width_px=2688, height_px=1520, hfov_deg=60.0, vfov_deg=12.0, range_m=60.0)
    sensors = tuple(Sensor(bearing_deg=0.0, tilt_deg=tilt, optics=lens) for tilt in (12.0, 24.0))
    drawn, scene, models = plan([camera(sensors=sensors)], target_height_m=1.7), town(), catalogue()
    coverage = measure(
        scene, drawn, models, public=NOWHERE_PUBLIC,
        options=CoverageOptions(cell_m=0.5, also_heights_m=(0.0,), draw=False),
    )  # fmt: skip
    explainer = explainer_of(scene, drawn, models, scale_of(drawn, models, coverage))
    cells = coverage.cameras[0].cells
    marks = set(zip(cells.i.tolist(), cells.j.tolist(), strict=True))
    told = [
        explain_point(explainer, 0.25, (j + 0.5) * 0.5).sights[0].seen == ((0, j) in marks)
        for j in range(1, 90)
    ]
    assert all(told)
    assert any((0, j) in marks for j in range(1, 90))


# --- lenses on the edge of a footprint ----------------------------------------------------


@pytest.mark.parametrize("off_m", [-1e-7, -1e-9, -1e-12, 0.0, 1e-12, 1e-9, 2e-9, 1e-7])
@pytest.mark.parametrize("length_m", [0.3, 4.0, 300.0])
def test_a_lens_over_the_edge_of_a_low_roof_sees_past_it(off_m: float, length_m: float) -> None:
    """From the edge of a roof of 3 m, at 6 m: half a disc less the roof and its shadow."""
    roof = box(-length_m / 2, -20.0, length_m / 2, 0.0)
    eye = camera(omni(15.0), at=(0.05, off_m), height_m=6.0)
    found = seen(eye, (building("b", roof, 3.0),), cell_m=5.0)
    free = seen(replace(eye, position=Point(0.05, 1e-4)), (building("b", roof, 3.0),), cell_m=5.0)
    assert found.visible_area_m2 == pytest.approx(free.visible_area_m2, abs=0.05)


@pytest.mark.parametrize("origin", [(0.0, 0.0), (354_321.5, 6_789_012.25), (1e7, -1e7)])
def test_a_lens_on_the_slanted_edge_of_a_roof_is_told_from_one_indoors(
    origin: tuple[float, float],
) -> None:
    x, y = origin
    corners = [(0.0, 0.0), (7.3, 3.1), (5.2, 9.4), (-2.6, 6.7)]
    roof = Polygon([(x + a, y + b) for a, b in corners])
    for share in (0.0, 0.137, 0.5, 0.75):
        at = (x + share * 7.3, y + share * 3.1)
        found = seen(camera(omni(30.0), at=at, height_m=8.0), (building("b", roof, 5.0),))
        assert found.visible_area_m2 > 0.4 * math.pi * 30.0**2
        assert_all_agree(found)


# --- pictures at their limits -------------------------------------------------------------


@pytest.mark.parametrize("bearing", [0.0, 90.0, 358.3, 33.0])
def test_a_picture_that_begins_at_the_very_foot_is_measured_whole(bearing: float) -> None:
    """Tilt and half the field make 90 degrees: the lower edge runs through the foot."""
    lens = Rectilinear(width_px=1000, height_px=1000, hfov_deg=90.0, vfov_deg=90.0)
    found = seen(camera(lens, height_m=6.0, bearing_deg=bearing, tilt_deg=45.0))
    # Up to X at 25 px/m: fx / 25 = 20 m of depth D = (X + Z) / sqrt(2); half a width is D.
    last = 20.0 * math.sqrt(2.0) - 6.0
    assert found.visible_area_m2 == pytest.approx(
        math.sqrt(2.0) * (last**2 / 2 + 6.0 * last), rel=1e-9
    )
    assert_all_agree(found)


def test_ground_only_behind_the_foot_and_out_of_range_is_none() -> None:
    lens = Rectilinear(width_px=640, height_px=1520, hfov_deg=179.0, vfov_deg=179.0, range_m=0.3)
    found = seen(camera(lens, height_m=2.8, tilt_deg=20.0))
    assert found.visible_area_m2 == 0.0
    assert found.levels[0].region is not None
    assert found.levels[0].region.is_empty


def test_a_level_out_of_reach_by_slant_distance_is_empty() -> None:
    lens = Rectilinear(width_px=800, height_px=600, hfov_deg=60.0, vfov_deg=100.0)
    found = seen(camera(lens, height_m=6.0, tilt_deg=60.0), slant=True)
    last = found.levels[-1]
    assert found.visible_area_m2 > 0.0
    assert last.area_m2 == 0.0
    assert last.region is not None
    assert last.region.is_empty


def test_no_area_is_ever_less_than_nothing() -> None:
    """Rounding leaves pieces of -1e-29 m2 behind the lens of a camera that sees nothing."""
    none, flat = np.zeros(1, dtype=np.int64), np.zeros((1, 2))
    speck = Pieces(
        head=none, level=none + 2, begin=np.zeros(1), end=np.ones(1), near=flat, far=flat,
        round_near=none > 0, round_far=none > 0, area_m2=np.array([-1e-29]),
    )  # fmt: skip
    assert speck.areas((1, 3)).tolist() == [[0.0, 0.0, 0.0]]


def test_what_a_camera_sees_does_not_depend_on_the_others() -> None:
    """Not by one bit, even beside a camera that reaches a thousand times farther."""
    houses = [building(f"b{k}", box(6 * k, 4, 6 * k + 5, 9), 2.0 + k) for k in range(-5, 6)]
    obstacles = obstacles_of(town(buildings=houses, walls=[wall("w", [(-40, -7), (40, -5)], 2.2)]))
    cameras = [
        camera(omni(reach), at=(3.0 * k + 0.7, -1.3), height_m=5.0)
        for k, reach in enumerate([8.0, 30.0, 60.0, 30_000.0])
    ]
    heads = [eyes_of(one, catalogue())[0] for one in cameras]
    yard = Yardstick(cell_m=2.0, target_m=1.0, least_px_per_m=25.0)
    densities = np.array([25.0, 125.0])
    together = visible_areas(heads, obstacles, [yard], densities)
    for head, found in zip(heads, together, strict=True):
        assert found.tolist() == visible_areas([head], obstacles, [yard], densities)[0].tolist()


# --- polygons that degenerate -------------------------------------------------------------


def test_slivers_of_dead_ground_are_no_reason_to_stop() -> None:
    """Pictures so flat or so narrow that their dead zone is a line."""
    lens = Rectilinear(width_px=1920, height_px=1520, hfov_deg=179.0, vfov_deg=0.1, range_m=60.0)
    narrow = Rectilinear(width_px=1920, height_px=1, hfov_deg=0.1, vfov_deg=90.0, range_m=30.0)
    sensors = tuple(
        Sensor(bearing_deg=bearing, tilt_deg=tilt, optics=optics)
        for bearing, tilt, optics in [
            (0.0, 1e-9, narrow), (270.0, 0.0, narrow), (180.0, 90.0, lens), (45.0, 30.0, WIDE),
        ]
    )  # fmt: skip
    eye = camera(sensors=sensors, height_m=3.7, at=(24.1, -21.9))
    zone = Zone(id="Z", polygon=box(10.0, -30.0, 40.0, -10.0), label="Z", level="observe")
    scene, drawn = town(), plan([eye], [zone], target_height_m=1.7)
    for draw in (True, False):
        coverage = measure(
            scene, drawn, catalogue(), public=NOWHERE_PUBLIC,
            options=CoverageOptions(cell_m=0.5, draw=draw),
        )  # fmt: skip
        gaps = gaps_of(scene, drawn, catalogue(), coverage)
        assert gaps.dead_zones[0].area_m2 >= 0.0
        missing = coverage.zones[0].area_m2 - coverage.zones[0].covered_area_m2
        assert gaps.blind_spots[0].area_m2 == pytest.approx(missing, abs=30.0)


def test_only_polygons_are_kept_of_an_overlay_that_leaves_lines() -> None:
    """The next overlay would refuse them: "Overlay input is mixed-dimension"."""
    square, line = box(0, 0, 2, 2), LineString([(2, 0), (5, 0)])
    mixed = GeometryCollection([square, line, MultiPolygon([box(3, 3, 4, 4)])])
    kept = polygons_of(mixed)
    assert kept.equals(MultiPolygon([square, box(3, 3, 4, 4)]))
    assert polygons_of(line).is_empty


# --- relief -------------------------------------------------------------------------------


def slope(x: Floats, y: Floats) -> Floats:
    return 100.0 + 0.005 * x - 0.001 * y


def test_an_endless_field_over_relief_is_refused_before_it_fills_the_memory() -> None:
    scene = hilly_town(ground(slope))
    endless = Panoramic(width_px=10_000_000, hfov_deg=180.0)
    with pytest.raises(PlanError) as refused:
        seen(camera(endless, height_m=6.0), scene=scene, cell_m=100.0)
    assert refused.value.code == "coverage_too_large"


def test_a_long_narrow_field_over_relief_is_no_endless_one() -> None:
    scene = hilly_town(ground(slope))
    tele = Rectilinear(width_px=3840, height_px=2160, hfov_deg=2.0, vfov_deg=1.2)
    found = seen(camera(tele, height_m=30.0, tilt_deg=0.6), scene=scene, cell_m=10.0)
    assert np.hypot(found.cells.i * 10.0, found.cells.j * 10.0).max() > 2500.0


def test_a_wall_through_the_lens_hides_nothing_beside_it() -> None:
    line = LineString([(-10.0, 0.0), (10.0, 0.0)])
    scene = town(walls=[wall("w", list(line.coords), 9.0)])
    found = seen(camera(omni(20.0), height_m=6.0), scene=scene)
    assert found.visible_area_m2 == pytest.approx(math.pi * 20.0**2, rel=1e-9)
