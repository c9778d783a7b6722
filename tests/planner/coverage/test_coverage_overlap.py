"""How many cameras see each place: closed forms, and what must hold whatever the cameras."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from coverage_scenes import NOWHERE_PUBLIC, building, camera, catalogue, omni, plan, town, wall
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from planner.coverage.gaps.every import gaps_of
from planner.coverage.gaps.model import Gaps, Overlap
from planner.coverage.gaps.overlap import overlap_of
from planner.coverage.measure import CoverageOptions, measure
from planner.coverage.model import Coverage
from planner.optics import Panoramic, Rectilinear
from planner.plan import Camera, Plan, Preset, Zone
from planner.scene.model import Building, Scene

CELL = 0.5
LENS = Rectilinear(width_px=2688, height_px=1520, hfov_deg=68.0, vfov_deg=41.0)
TENTHS = st.integers(-300, 300).map(lambda n: n / 10)


def zone(shape: Polygon, *, name: str = "Z1", level: str = "detect") -> Zone:
    return Zone(id=name, polygon=shape, label=name, level=level)


def seen_by(scene: Scene, asked: Plan, *, draw: bool = True) -> Coverage:
    options = CoverageOptions(cell_m=CELL, draw=draw)
    return measure(scene, asked, catalogue(), public=NOWHERE_PUBLIC, options=options)


def overlap(
    cameras: Sequence[Camera],
    *,
    zones: Sequence[Zone] = (),
    buildings: Sequence[Building] = (),
    draw: bool = True,
) -> Overlap:
    scene, asked = town(buildings=buildings), plan(cameras, zones)
    return overlap_of(scene, asked, catalogue(), seen_by(scene, asked, draw=draw))


def lens_area(radius: float, apart: float) -> float:
    """Common area of two equal discs: 2 R2 acos(d / 2R) - d/2 sqrt(4 R2 - d2)."""
    half = apart / 2
    return 2 * radius**2 * math.acos(half / radius) - apart * math.sqrt(radius**2 - half**2)


# --- closed forms -----------------------------------------------------------------------


@pytest.mark.parametrize("apart", [10.0, 30.0, 50.0])
def test_two_discs_share_a_lens(apart: float) -> None:
    found = overlap([camera(omni(30.0)), camera(omni(30.0), at=(apart, 0.0), name="C2")])
    both = lens_area(30.0, apart)
    once = 2 * (math.pi * 900 - both)
    one, two, three = found.at_least
    assert one.region.area == pytest.approx(once + both, rel=1e-3)
    assert two.region.area == pytest.approx(both, rel=2e-3)
    assert three.region.is_empty
    border = 2 * math.pi * 30 * 2 * CELL / 2
    by_count = {count.cameras: count.area_m2 for count in found.counts}
    assert sum(by_count.values()) == pytest.approx(once + both, rel=1e-3)
    assert by_count[2] == pytest.approx(both, abs=border)
    assert by_count[1] == pytest.approx(once, abs=border)
    (pair,) = found.pairs
    assert (pair.first, pair.second) == ("C1", "C2")
    assert pair.area_m2 == pytest.approx(both, abs=border)
    assert pair.share == pytest.approx(both / (math.pi * 900), abs=0.01)
    assert [share.alone_m2 for share in found.cameras] == pytest.approx([once / 2] * 2, abs=border)


def test_three_discs_in_a_row_are_counted_up_to_three() -> None:
    eyes = [camera(omni(30.0), at=(20.0 * k, 0.0), name=f"C{k}") for k in range(3)]
    found = overlap(eyes)
    pair, triple = lens_area(30.0, 20.0), lens_area(30.0, 40.0)  # the middle disc holds the lens
    assert found.at_least[2].region.area == pytest.approx(triple, rel=3e-3)
    assert found.at_least[1].region.area == pytest.approx(2 * pair - triple, rel=3e-3)
    assert [count.cameras for count in found.counts] == [1, 2, 3]
    assert [(one.first, one.second) for one in found.pairs] == [
        ("C0", "C1"), ("C1", "C2"), ("C0", "C2"),
    ]  # fmt: skip


def test_identical_cameras_share_all_and_add_nothing() -> None:
    eye = camera(LENS, tilt_deg=12.0)
    found = overlap([eye, camera(LENS, tilt_deg=12.0, name="C2")])
    (none, both) = found.counts
    assert (none.area_m2, both.share) == (0.0, 1.0)
    assert found.pairs[0].share == 1.0
    assert [share.alone_m2 for share in found.cameras] == [0.0, 0.0]
    assert found.at_least[0].region.equals(found.at_least[1].region)
    assert [finding.code for finding in found.findings] == ["camera_adds_little"] * 2
    values = dict(found.findings[0].values)
    assert values == {"alone_m2": 0.0, "others": ("C2",), "share": 0.0}
    assert len(set(found.findings)) == 2  # a study keeps each once: they hash


def test_cameras_apart_share_nothing() -> None:
    found = overlap([camera(omni(20.0)), camera(omni(20.0), at=(50.0, 0.0), name="C2")])
    assert [count.cameras for count in found.counts] == [1]
    assert found.pairs == ()
    assert found.at_least[1].region.is_empty
    assert [share.adds_share for share in found.cameras] == [1.0, 1.0]
    assert found.findings == ()


def test_no_camera_is_no_overlap() -> None:
    found = overlap([], zones=[zone(box(0, 0, 10, 10))])
    assert found.counts == found.pairs == found.cameras == ()
    assert all(shared.region.is_empty for shared in found.at_least)
    (counts,) = found.zones
    assert [(count.cameras, count.area_m2) for count in counts.counts] == [(0, 100.0)]


def test_a_camera_that_sees_more_finely_adds_what_others_see_coarsely() -> None:
    wide = camera(Panoramic(width_px=25 * 251, hfov_deg=360.0), name="wide")  # 40 m at 25 px/m
    sharp = camera(omni(10.0), at=(30.0, 0.0), name="sharp")
    found = overlap([wide, sharp])
    by_name = {share.camera: share for share in found.cameras}
    assert by_name["sharp"].alone_m2 == pytest.approx(0.0, abs=5.0)
    assert by_name["sharp"].adds_share == 1.0
    assert found.findings == ()


def test_a_plate_camera_is_never_said_to_add_little() -> None:
    eyes = [camera(omni(20.0)), camera(omni(20.0), name="C2", mission="plate")]
    assert [finding.subject for finding in overlap(eyes).findings] == ["C1"]


def test_a_turning_camera_counts_for_its_home_only() -> None:
    presets = (
        Preset(name="north", bearing_deg=0.0, tilt_deg=12.0, hfov_deg=68.0, home=True),
        Preset(name="south", bearing_deg=180.0, tilt_deg=12.0, hfov_deg=68.0),
    )
    dome = camera(LENS, presets=presets)
    north = camera(LENS, tilt_deg=12.0, name="N")
    south = camera(LENS, tilt_deg=12.0, bearing_deg=180.0, name="S")
    pairs = {(pair.first, pair.second): pair.share for pair in overlap([dome, north, south]).pairs}
    assert pairs[("C1", "N")] > 0.9  # the preset has the vertical field of square pixels
    assert pairs.get(("C1", "S"), 0.0) < 0.01


# --- zones ------------------------------------------------------------------------------


def test_a_zone_is_counted_at_its_own_level() -> None:
    near = Panoramic(width_px=round(250 * 2 * math.pi * 10), hfov_deg=360.0)  # identify within 10 m
    eyes = [camera(near), camera(near, name="C2")]
    asked = [
        zone(box(-20, -20, 20, 20), name=level, level=level) for level in ("detect", "identify")
    ]
    wide, narrow = overlap(eyes, zones=asked).zones
    assert [(count.cameras, count.area_m2) for count in wide.counts] == [
        (0, 0.0), (1, 0.0), (2, pytest.approx(1600.0)),
    ]  # fmt: skip
    assert narrow.counts[2].area_m2 == pytest.approx(math.pi * 100, abs=2 * math.pi * 10 * CELL / 2)
    assert narrow.counts[1].area_m2 == 0.0


def test_the_counts_of_a_zone_agree_with_its_coverage() -> None:
    scene = town(walls=[wall("w", [(-20.0, 7.0), (3.0, 7.0)], 9.0)])
    asked = plan(
        [camera(LENS, tilt_deg=12.0), camera(LENS, tilt_deg=12.0, at=(9.0, 2.0), name="C2")],
        [zone(box(-5, 5, 10, 30), level="observe")],
    )
    found = seen_by(scene, asked)
    (counts,) = overlap_of(scene, asked, catalogue(), found).zones
    (measured,) = found.zones
    assert counts.counts[0].cameras == 0
    assert 1.0 - counts.counts[0].share == pytest.approx(measured.covered_share)
    assert measured.area_m2 - counts.counts[0].area_m2 == pytest.approx(measured.covered_area_m2)


def test_a_zone_without_ground_has_no_count() -> None:
    house = building("b", box(0, 0, 10, 10), 5.0)
    found = overlap([], zones=[zone(box(2, 2, 8, 8))], buildings=[house])
    assert found.zones[0].counts == ()


# --- what must hold ---------------------------------------------------------------------


@st.composite
def eyes(draw: st.DrawFn) -> list[Camera]:
    optics = st.sampled_from([LENS, omni(25.0), omni(30.0, hfov_deg=200.0)])
    count = draw(st.integers(1, 5))
    return [
        camera(
            draw(optics),
            at=(draw(TENTHS), draw(TENTHS)),
            bearing_deg=draw(st.integers(0, 3599)) / 10,
            tilt_deg=15.0,
            name=f"C{k}",
        )
        for k in range(count)
    ]


def by_hand(coverage: Coverage) -> Counter[tuple[int, int]]:
    """Count the cameras of each cell, one by one."""
    return Counter(
        cell
        for one in coverage.cameras
        for cell in zip(one.cells.i.tolist(), one.cells.j.tolist(), strict=True)
    )


@settings(max_examples=20, deadline=None)
@given(cameras=eyes())
def test_counts_are_those_of_the_cells_and_sum_to_the_union(cameras: list[Camera]) -> None:
    scene, asked = town(), plan(cameras, target_height_m=1.7)
    coverage = seen_by(scene, asked, draw=False)
    found = overlap_of(scene, asked, catalogue(), coverage)
    cells = by_hand(coverage)
    expected = Counter(cells.values())
    told = {count.cameras: count.share * len(cells) for count in found.counts}
    assert {k: round(n, 6) for k, n in told.items() if n} == expected
    assert sum(count.area_m2 for count in found.counts) == pytest.approx(coverage.union_visible_m2)
    area = {one.id: one.visible_area_m2 for one in coverage.cameras}
    for share in found.cameras:
        assert 0.0 <= share.alone_m2 <= share.adds_m2 <= area[share.camera] + 1e-9
    for pair in found.pairs:
        assert 0.0 < pair.share <= 1.0
        assert pair.area_m2 <= min(area[pair.first], area[pair.second]) * 1.01


@settings(max_examples=15, deadline=None)
@given(cameras=eyes())
def test_a_camera_more_never_lowers_a_count(cameras: list[Camera]) -> None:
    scene = town()
    few, all_ = (
        by_hand(seen_by(scene, plan(some, target_height_m=1.7), draw=False))
        for some in (cameras[:-1], cameras)
    )
    assert all(all_[cell] >= count for cell, count in few.items())
    before, after = (overlap(some).at_least for some in (cameras[:-1], cameras))
    for less, more in zip(before, after, strict=True):
        lost = shapely.difference(less.region, shapely.buffer(more.region, 0.01))
        assert lost.area < 0.1


@settings(max_examples=15, deadline=None)
@given(cameras=eyes())
def test_polygons_are_nested_and_hold_the_cells_of_their_count(cameras: list[Camera]) -> None:
    scene, asked = town(), plan(cameras, target_height_m=1.7)
    coverage = seen_by(scene, asked)
    found = overlap_of(scene, asked, catalogue(), coverage)
    one, two, three = (shared.region for shared in found.at_least)
    assert shapely.difference(two, shapely.buffer(one, 0.002)).area < 0.05
    assert shapely.difference(three, shapely.buffer(two, 0.002)).area < 0.05
    cells = by_hand(coverage)
    for shared in found.at_least:
        inside = np.array([cell for cell, n in cells.items() if n >= shared.cameras]).reshape(-1, 2)
        x, y = (inside.T + 0.5) * CELL
        outside = ~shapely.contains_xy(shapely.buffer(shared.region, 0.02), x, y)
        assert np.count_nonzero(outside) * CELL**2 <= 0.5


@settings(max_examples=10, deadline=None)
@given(cameras=eyes(), corner=st.tuples(TENTHS, TENTHS))
def test_the_counts_of_a_zone_sum_to_its_ground(
    cameras: list[Camera], corner: tuple[float, float]
) -> None:
    x, y = corner
    house = building("b", box(x + 3, y + 3, x + 8, y + 6), 5.0)
    ground = zone(box(x, y, x + 17.3, y + 11.9))
    (counts,) = overlap(cameras, zones=[ground], buildings=[house], draw=False).zones
    assert sum(count.area_m2 for count in counts.counts) == pytest.approx(17.3 * 11.9 - 15.0)
    assert sum(count.share for count in counts.counts) == pytest.approx(1.0)


def test_undrawn_cameras_are_outlined_by_their_cells() -> None:
    eyes_ = [camera(omni(20.0)), camera(omni(20.0), at=(15.0, 0.0), name="C2")]
    exact, rough = overlap(eyes_), overlap(eyes_, draw=False)
    assert rough.counts == exact.counts
    by_count = {count.cameras: count.area_m2 for count in rough.counts}
    assert rough.at_least[1].region.area == pytest.approx(by_count[2], rel=0.03)
    assert rough.at_least[0].region.area == pytest.approx(by_count[1] + by_count[2], rel=0.01)
    assert set(np.round(shapely.get_coordinates(rough.at_least[0].region) % CELL, 6).flat) == {0.0}


def test_all_gaps_are_found_at_once() -> None:
    scene, asked = town(), plan([camera(omni(20.0))], [zone(box(-5, -5, 5, 30))])
    gaps: Gaps = gaps_of(scene, asked, catalogue(), seen_by(scene, asked))
    assert gaps.share_of("C1").adds_share == 1.0
    assert gaps.dead_zone_of("C1").area_m2 == 0.0
    assert gaps.findings == gaps.overlap.findings == ()
    assert gaps.blind_spots[0].area_m2 == pytest.approx(110.0, abs=10.0)
