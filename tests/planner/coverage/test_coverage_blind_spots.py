"""What is missing in a zone: which pieces, how large, islands, what is at the foot of cameras."""

from __future__ import annotations

import pytest
import shapely
from coverage_scenes import NOWHERE_PUBLIC, building, camera, catalogue, omni, plan, town, wall
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from planner.coverage.gaps.blind_spots import SMALLEST_SPOT_M2, blind_spots
from planner.coverage.gaps.every import gaps_of
from planner.coverage.gaps.model import ZoneBlindSpots
from planner.coverage.measure import CoverageOptions, measure
from planner.coverage.reasons.missing import what_is_missing
from planner.optics import Rectilinear
from planner.plan import Plan, Zone
from planner.scene.model import Scene

LENS = Rectilinear(width_px=2688, height_px=1520, hfov_deg=68.0, vfov_deg=41.0)


def zone(shape: Polygon, *, name: str = "Z1", level: str = "detect") -> Zone:
    return Zone(id=name, polygon=shape, label=name, level=level)


def missing(scene: Scene, asked: Plan, *, draw: bool = True) -> tuple[ZoneBlindSpots, ...]:
    options = CoverageOptions(cell_m=0.25, draw=draw)
    found = measure(scene, asked, catalogue(), public=NOWHERE_PUBLIC, options=options)
    return blind_spots(scene, asked, catalogue(), found)


def test_blind_spots_are_the_ground_of_a_zone_that_no_camera_sees() -> None:
    scene = town(
        walls=[wall("w", [(-100.0, 10.0), (100.0, 10.0)], 20.0)],
        buildings=[building("b", box(0, 12, 3, 15), 3.0)],
    )
    (found,) = missing(scene, plan([camera(omni(50.0))], [zone(box(-5, 5, 5, 15))]))
    expected = box(-5, 10, 5, 15).difference(box(0, 12, 3, 15))
    (spot,) = found.spots
    assert (found.zone, spot.zone) == ("Z1", "Z1")
    assert shapely.symmetric_difference(spot.region, expected).area < 0.05
    assert spot.area_m2 == found.area_m2 == pytest.approx(expected.area, abs=0.05)
    assert spot.region.contains(spot.point)


def test_a_zone_in_full_view_has_no_blind_spot_and_one_too_far_is_one() -> None:
    zones = [zone(box(-5, 5, 5, 15)), zone(box(500, 0, 510, 10), name="Z2")]
    none, whole = missing(town(), plan([camera(omni(50.0))], zones))
    assert (none.spots, none.area_m2, none.remainder_count) == ((), 0.0, 0)
    assert whole.area_m2 == pytest.approx(100.0)
    assert [spot.island for spot in whole.spots] == [False]


def test_a_plan_without_a_camera_misses_all_of_every_zone() -> None:
    (found,) = missing(town(), plan([], [zone(box(0, 0, 10, 10))]))
    assert [spot.area_m2 for spot in found.spots] == [100.0]


def test_the_finite_shadow_of_a_low_wall_is_an_island() -> None:
    # s = (6 - 0) / (6 - 2) = 1.5: the shadow runs from 10 to 15 m (reference/coverage.md 2.1)
    low = wall("w", [(-5.0, 10.0), (5.0, 10.0)], 2.0)
    (inside, cut) = missing(
        town(walls=[low]),
        plan(
            [camera(omni(50.0))],
            [zone(box(-20, 0, 20, 30)), zone(box(-20, 0, 20, 12), name="Z2")],
        ),
    )
    (spot,) = inside.spots
    assert spot.island
    assert spot.area_m2 == pytest.approx((1.5**2 - 1) * 10.0 * 10.0 / 2, rel=1e-3)  # 62.5 m2
    assert [spot.island for spot in cut.spots] == [False]


def test_the_shadow_at_the_foot_of_a_building_is_no_island() -> None:
    house = building("b", box(-2, 10, 2, 14), 4.0)
    scene = town(buildings=[house])
    (found,) = missing(scene, plan([camera(omni(60.0), height_m=8.0)], [zone(box(-20, 0, 20, 40))]))
    assert len(found.spots) == 1
    assert not found.spots[0].island


def test_spots_come_by_size_and_the_smallest_are_told_together() -> None:
    # Slits of shadow of growing width, all in one zone.
    posts = [wall(f"w{k}", [(4.0 * k, 10.0), (4.0 * k + 0.12 * k, 10.0)], 2.0) for k in range(8)]
    (found,) = missing(town(walls=posts), plan([camera(omni(60.0))], [zone(box(-5, 0, 40, 25))]))
    areas = [spot.area_m2 for spot in found.spots]
    assert areas == sorted(areas, reverse=True)
    assert min(areas) >= SMALLEST_SPOT_M2
    assert found.remainder_count == 7 - len(areas) > 0
    assert sum(areas) + found.remainder_m2 == pytest.approx(found.area_m2)


def test_the_part_at_the_foot_of_cameras_is_told() -> None:
    eye = camera(LENS, tilt_deg=20.0)  # nothing in frame nearer than 6 / tan(40.5) = 7.02 m
    (found,) = missing(town(), plan([eye], [zone(box(-1, 0, 1, 20))]))
    assert found.dead_m2 == pytest.approx(found.area_m2, rel=0.01)
    assert found.spots[0].dead_m2 == pytest.approx(2 * 7.024, rel=0.01)
    (helped,) = missing(
        town(), plan([eye, camera(omni(50.0), name="C2")], [zone(box(-1, 0, 1, 20))])
    )
    assert (helped.area_m2, helped.dead_m2) == (0.0, 0.0)


def test_a_finer_level_misses_more() -> None:
    shape = box(-10, 8, 10, 60)
    zones = [zone(shape, name=level, level=level) for level in ("detect", "observe", "identify")]
    found = missing(town(), plan([camera(LENS, tilt_deg=12.0)], zones))
    areas = [one.area_m2 for one in found]
    assert areas == sorted(areas)
    assert areas[0] < areas[-1] <= shape.area + 1e-6


@settings(max_examples=15, deadline=None)
@given(
    x=st.floats(-20.0, 20.0), y=st.floats(-5.0, 20.0), width=st.floats(3.0, 30.0),
    bearing=st.integers(0, 359),
)  # fmt: skip
def test_what_is_missing_and_what_is_covered_make_the_zone(
    x: float, y: float, width: float, bearing: float
) -> None:
    scene = town(buildings=[building("b", box(2, 8, 9, 12), 5.0)])
    asked = plan(
        [camera(LENS, tilt_deg=15.0, bearing_deg=bearing)], [zone(box(x, y, x + width, y + 9))]
    )
    found = measure(scene, asked, catalogue(), public=NOWHERE_PUBLIC)
    (spots,), (measured,) = blind_spots(scene, asked, catalogue(), found), found.zones
    border = sum(spot.region.length for spot in spots.spots) * 0.5 / 2 + 1.5
    assert spots.area_m2 + measured.covered_area_m2 == pytest.approx(measured.area_m2, abs=border)
    assert 0.0 <= spots.dead_m2 <= spots.area_m2 + 1e-6
    parts = [spot.region for spot in spots.spots]
    assert sum(part.area for part in parts) == pytest.approx(shapely.union_all(parts).area)


def test_undrawn_cameras_leave_nearly_the_same_spots() -> None:
    scene = town(walls=[wall("w", [(-5.0, 10.0), (5.0, 10.0)], 2.0)])
    asked = plan([camera(omni(50.0))], [zone(box(-20, 0, 20, 30))])
    (exact,), (rough,) = missing(scene, asked), missing(scene, asked, draw=False)
    assert rough.spots[0].area_m2 == pytest.approx(exact.spots[0].area_m2, rel=0.02)
    assert rough.spots[0].island


@pytest.mark.parametrize("draw", [True, False])
def test_a_zone_of_another_standard_is_judged_at_its_own_density(*, draw: bool) -> None:
    """``detect`` asks for 25 px/m, between 20 and 40 of the other scale: 2688 px in 68 degrees.

    The camera has 25 px/m up to X = (1344 / tan 34 / 25 - 6 sin 12) / cos 12 = 80.21 m.
    """
    eye = camera(LENS, bearing_deg=90.0, tilt_deg=12.0)
    zones = [zone(box(60, -5, 75, 9)), zone(box(75, -5, 90, 9), name="Z2")]
    asked = plan([eye], zones)
    options = CoverageOptions(cell_m=0.5, draw=draw, standard="oodpcvs-2025")
    found = measure(town(), asked, catalogue(), public=NOWHERE_PUBLIC, options=options)
    gaps = gaps_of(town(), asked, catalogue(), found)
    why = what_is_missing(town(), asked, catalogue(), found)
    seen, cut = gaps.blind_spots
    assert found.zones[0].covered_share == 1.0
    assert (seen.area_m2, seen.spots, why[0].area_m2) == (0.0, (), 0.0)
    left = (90.0 - 80.21) * 14.0
    assert cut.area_m2 == pytest.approx(left, abs=0.5 * 14.0)
    assert why[1].area_m2 == pytest.approx(cut.area_m2, abs=0.01)
    assert gaps.overlap.zones[1].counts[0].area_m2 == pytest.approx(cut.area_m2, abs=0.01)


def test_ground_along_a_wall_is_no_blind_spot_between_two_levels() -> None:
    """No cell ends at the wall: the exact polygon does, and what is left over is seen."""
    scene = town(buildings=[building("b", box(60.0, 3.3, 75.0, 9.0), 5.0)])
    asked = plan([camera(LENS, bearing_deg=90.0, tilt_deg=12.0)], [zone(box(60, -5, 75, 9))])
    options = CoverageOptions(cell_m=0.5, standard="oodpcvs-2025")
    found = measure(scene, asked, catalogue(), public=NOWHERE_PUBLIC, options=options)
    (told,) = blind_spots(scene, asked, catalogue(), found)
    assert found.zones[0].covered_share == 1.0
    assert told.area_m2 == pytest.approx(0.0, abs=0.05)
