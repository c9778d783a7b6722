"""Exact areas: beside polygons made by overlay, and by hand where lines cross and eyes share."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from coverage_scenes import NOWHERE_PUBLIC, building, camera, catalogue, omni, plan, town, wall
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, affinity, box

from planner.coverage.engine.eyes import eyes_of
from planner.coverage.engine.obstacles import obstacles_of
from planner.coverage.engine.regions import CRUMB_M2, GRID_M, SAGITTA_M
from planner.coverage.engine.sight import Yardstick
from planner.coverage.exact.sweep import visible_areas, visible_pieces
from planner.coverage.measure import CoverageOptions, measure
from planner.coverage.model import CameraCoverage, LevelArea
from planner.optics import (
    Aim,
    Panoramic,
    Rectilinear,
    contour,
    density_at,
    footprint_area,
    near_edge,
)
from planner.plan import Camera, Sensor
from planner.scene.model import Building, Wall

LENS = Rectilinear(width_px=2688, height_px=1520, hfov_deg=68.0, vfov_deg=41.0)
STEEP = Rectilinear(width_px=2688, height_px=1520, hfov_deg=80.0, vfov_deg=60.0)
HEAD = Panoramic(width_px=6000, hfov_deg=230.0, range_m=45.0)
FEW = settings(max_examples=40, deadline=None)
COARSE = CoverageOptions(cell_m=2.0)

HEIGHTS = st.sampled_from([1.0, 1.7, 2.5, 4.0, 5.5, 5.9, 6.0, 7.0, 15.0])
SPAN = st.integers(-400, 400).map(lambda n: n / 10)


@st.composite
def crowded(draw: st.DrawFn) -> list[Building]:
    """Houses that overlap and cross, some raised over a passage, some around a courtyard."""
    made = []
    for number in range(draw(st.integers(1, 9))):
        x, y = draw(SPAN), draw(SPAN)
        shape = box(x, y, x + draw(st.floats(1.0, 20.0)), y + draw(st.floats(1.0, 20.0)))
        if draw(st.booleans()):
            yard = affinity.scale(shape, 0.5, 0.5)
            shape = shape.difference(yard)
        turned = affinity.rotate(shape, draw(st.floats(0.0, 90.0)))
        height = draw(HEIGHTS)
        base = draw(st.sampled_from([0.0, 0.0, 0.0, 0.5, 0.8])) * height
        made.append(building(f"b{number}", shapely.set_precision(turned, 0.001), height,
                             min_height_m=base))  # fmt: skip
    return [one for one in made if one.footprint.distance(Point(0, 0)) > 0.05]


@st.composite
def fences(draw: st.DrawFn) -> list[Wall]:
    made = []
    for number in range(draw(st.integers(0, 4))):
        ends = [(draw(SPAN), draw(SPAN)), (draw(SPAN), draw(SPAN))]
        made.append(wall(f"w{number}", ends, draw(HEIGHTS)))
    return [one for one in made if one.line.length > 0.1 and one.line.distance(Point(0, 0)) > 0.05]


EYES = st.sampled_from(
    [
        camera(omni(50.0)),
        camera(HEAD, bearing_deg=300.0),
        camera(LENS, bearing_deg=30.0, tilt_deg=15.0),
        camera(LENS, bearing_deg=200.0, tilt_deg=0.0),
        camera(STEEP, bearing_deg=100.0, tilt_deg=75.0, height_m=9.0),
        camera(STEEP, bearing_deg=100.0, tilt_deg=90.0, height_m=9.0),
    ]
)


def look(
    eye: Camera, buildings: Sequence[Building] = (), walls: Sequence[Wall] = (), **more: object
) -> CameraCoverage:
    options = {"cell_m": 2.0, "target_height_m": 1.7, **more}
    return measure(
        town(buildings=buildings, walls=walls),
        plan([eye]),
        catalogue(),
        public=NOWHERE_PUBLIC,
        options=CoverageOptions(**options),
    ).cameras[0]


def off_by_drawing(level: LevelArea) -> float:
    """Give how much a drawn polygon may differ: rounding, chords of arcs, crumbs."""
    assert level.region is not None
    crumbs = 20 * CRUMB_M2
    return level.region.length * (GRID_M + SAGITTA_M) + crumbs


@FEW
@given(buildings=crowded(), walls=fences(), eye=EYES)
def test_areas_are_those_of_polygons_put_together_by_overlay(
    buildings: list[Building], walls: list[Wall], eye: Camera
) -> None:
    seen = look(eye, buildings, walls)
    assert seen.visible_area_m2 == seen.levels[0].area_m2
    for level in seen.levels:
        assert level.region is not None
        assert level.area_m2 == pytest.approx(level.region.area, abs=off_by_drawing(level))


@FEW
@given(buildings=crowded(), walls=fences(), eye=EYES)
def test_levels_are_nested_and_never_negative(
    buildings: list[Building], walls: list[Wall], eye: Camera
) -> None:
    areas = [level.area_m2 for level in look(eye, buildings, walls).levels]
    assert areas == sorted(areas, reverse=True)
    assert areas[-1] >= 0.0


@FEW
@given(buildings=crowded(), eye=EYES)
def test_cells_count_what_the_sweep_measures(buildings: list[Building], eye: Camera) -> None:
    seen = look(eye, buildings, cell_m=0.25)
    border = 0.0 if seen.levels[0].region is None else seen.levels[0].region.length
    counted = len(seen.cells.i) * 0.25**2
    assert abs(counted - seen.visible_area_m2) <= border * 0.25 / 2 + 20 * CRUMB_M2


def test_two_houses_that_cross_hide_what_their_union_hides() -> None:
    one, other = box(10, -6, 14, 6), affinity.rotate(box(8, -1, 20, 1), 25)
    crossing = look(camera(omni(60.0)), [building("a", one, 9.0), building("b", other, 9.0)])
    merged = look(camera(omni(60.0)), [building("u", one.union(other), 9.0)])
    assert crossing.visible_area_m2 == pytest.approx(merged.visible_area_m2, rel=1e-12)


def test_shadows_of_different_lengths_that_cross_are_cut_where_they_cross() -> None:
    # Two low walls over the same bearings: their shadows' far borders cross. By hand: in the
    # plane t = 0 the lens at 6 m throws a 3 m wall twice as far, a 2 m one 1.5 times.
    first, second = [(10.0, -4.0), (10.0, 4.0)], [(12.0, -4.8), (14.0, 5.6)]
    shadow_1 = shapely.Polygon([(10, -4), (20, -8), (20, 8), (10, 4)])
    shadow_2 = shapely.Polygon([(12, -4.8), (18, -7.2), (21, 8.4), (14, 5.6)])
    hidden = shadow_1.union(shadow_2).area
    seen = look(
        camera(omni(60.0)),
        walls=[wall("a", first, 3.0), wall("b", second, 2.0)],
        target_height_m=0.0,
    )
    assert seen.visible_area_m2 == pytest.approx(math.pi * 60.0**2 - hidden, rel=1e-12)


def test_party_walls_of_different_heights_hide_what_the_higher_hides() -> None:
    low, high = building("low", box(10, -5, 20, 0), 4.0), building("high", box(10, 0, 20, 5), 9.0)
    apart = math.pi * 60.0**2 - look(camera(omni(60.0)), [low]).visible_area_m2
    both = math.pi * 60.0**2 - look(camera(omni(60.0)), [low, high]).visible_area_m2
    alone = math.pi * 60.0**2 - look(camera(omni(60.0)), [high]).visible_area_m2
    # The low house throws nothing north of its own bearings: the two shadows touch.
    assert both == pytest.approx(apart + alone, rel=1e-12)


def test_a_courtyard_is_seen_from_within_and_only_there() -> None:
    ring = box(-20, -20, 20, 20).difference(box(-10, -10, 10, 10))
    inside = look(camera(omni(60.0)), [building("ring", ring, 9.0)])
    assert inside.visible_area_m2 == pytest.approx(400.0, rel=1e-12)
    outside = look(camera(omni(60.0), at=(45.0, 0.0)), [building("ring", ring, 9.0)])
    filled = look(
        camera(omni(60.0), at=(45.0, 0.0)), [building("full", box(-20, -20, 20, 20), 9.0)]
    )
    assert outside.visible_area_m2 == pytest.approx(filled.visible_area_m2, rel=1e-12)


def test_a_lens_on_the_edge_of_a_roof_does_not_count_the_roof() -> None:
    roof = building("host", box(-10, -5, 10, 0), 4.0)
    on_edge = look(camera(omni(40.0)), [roof])
    just_out = look(camera(omni(40.0), at=(0.0, 1e-7)), [roof])
    assert on_edge.visible_area_m2 == pytest.approx(just_out.visible_area_m2, rel=1e-6)


def test_a_lens_in_the_middle_of_a_roof_sees_beyond_its_edge() -> None:
    # c = 9, t = 1.7, H = 4: the edge is thrown 7.3 / 5 = 1.46 times.
    seen = look(camera(omni(40.0), height_m=9.0), [building("host", box(-5, -5, 5, 5), 4.0)])
    assert seen.visible_area_m2 == pytest.approx(math.pi * 40.0**2 - 100.0 * 1.46**2, rel=1e-12)


def test_ground_that_two_sensors_see_counts_once_at_the_better_level() -> None:
    wide = Sensor(bearing_deg=0.0, tilt_deg=20.0, optics=LENS)
    sharp = Sensor(
        bearing_deg=25.0,
        tilt_deg=20.0,
        optics=Rectilinear(width_px=2688, height_px=1520, hfov_deg=30.0, vfov_deg=17.0),
    )
    head = camera(sensors=(wide, sharp))
    both = look(head)
    drawn = [
        [look(camera(one.optics, bearing_deg=one.bearing_deg, tilt_deg=20.0)).levels[k].region
         for one in (wide, sharp)]
        for k in range(4)
    ]  # fmt: skip
    for level, regions in zip(both.levels, drawn, strict=True):
        united = shapely.union_all(regions)
        assert level.area_m2 == pytest.approx(united.area, rel=1e-4)
        assert level.area_m2 < sum(region.area for region in regions)


@FEW
@given(buildings=crowded(), eye=EYES)
def test_a_whole_person_is_seen_where_head_and_feet_are(
    buildings: list[Building], eye: Camera
) -> None:
    assume(buildings)
    whole = look(eye, buildings, also_heights_m=(0.0,))
    head, feet = look(eye, buildings), look(eye, buildings, target_height_m=0.0)
    assert whole.visible_area_m2 <= min(head.visible_area_m2, feet.visible_area_m2) + 1e-6
    for rank, level in enumerate(whole.levels):
        common = shapely.intersection(head.levels[rank].region, feet.levels[rank].region)
        slack = off_by_drawing(head.levels[rank]) + off_by_drawing(feet.levels[rank])
        assert level.area_m2 == pytest.approx(common.area, abs=slack)
        assert level.region.symmetric_difference(common).area <= slack
    cells = [set(zip(one.cells.i, one.cells.j, strict=True)) for one in (whole, head, feet)]
    assert cells[0] == cells[1] & cells[2]


def test_a_whole_person_in_the_open_stands_between_the_two_near_edges_and_contours() -> None:
    eye = camera(LENS, tilt_deg=20.0)
    whole = look(eye, also_heights_m=(0.0,))
    head, feet = (Aim(lens=LENS, tilt_deg=20.0, rise_m=6.0 - height) for height in (1.7, 0.0))
    # The feet are nearer the picture's lower edge, and less dense: they decide on both sides.
    near, far = near_edge(feet), contour(feet, 25.0)
    assert near > near_edge(head)
    assert far < contour(head, 25.0)
    # In between the head is the narrower picture: its depth is less at the same X.
    assert whole.visible_area_m2 == pytest.approx(footprint_area(head, near, far), rel=1e-12)


def test_the_same_town_moved_by_a_million_metres_and_turned_has_the_same_areas() -> None:
    rng = np.random.Generator(np.random.PCG64(7))
    shapes = [
        affinity.rotate(box(x, y, x + 9, y + 6), turn)
        for x, y, turn in zip(*rng.uniform(-45, 45, (2, 12)), rng.uniform(0, 90, 12), strict=True)
    ]
    shapes = [shape for shape in shapes if shape.distance(Point(0, 0)) > 1.0]
    houses = [building(f"b{k}", shape, 2.0 + k % 7) for k, shape in enumerate(shapes)]
    moved = [
        building(
            one.id,
            affinity.translate(affinity.rotate(one.footprint, -33.0, origin=(0, 0)), 1e6, 6.8e6),
            one.height_m,
        )
        for one in houses
    ]
    here = look(camera(LENS, bearing_deg=50.0, tilt_deg=12.0), houses)
    there = look(camera(LENS, bearing_deg=83.0, tilt_deg=12.0, at=(1e6, 6.8e6)), moved)
    assert len(houses) > 6
    for one, other in zip(here.levels, there.levels, strict=True):
        assert one.area_m2 == pytest.approx(other.area_m2, rel=1e-8, abs=1e-9)


def test_the_slant_model_has_round_contours() -> None:
    seen = look(camera(LENS, tilt_deg=20.0), slant=True)
    plain = look(camera(LENS, tilt_deg=20.0))
    for one, other in zip(seen.levels, plain.levels, strict=True):
        assert one.region is not None
        assert one.area_m2 < other.area_m2
        assert one.area_m2 == pytest.approx(one.region.area, abs=off_by_drawing(one))


def test_a_density_reached_nowhere_has_no_area() -> None:
    far = camera(LENS, height_m=40.0, tilt_deg=5.0)
    aim = Aim(lens=LENS, tilt_deg=5.0, rise_m=38.3)
    assert density_at(aim, near_edge(aim)) < 25.0
    assert look(far).visible_area_m2 == 0.0


def test_a_wall_seen_edge_on_hides_nothing() -> None:
    along = LineString([(10, 0), (30, 0)])
    seen = look(camera(omni(60.0)), walls=[wall("w", list(along.coords), 9.0)])
    assert seen.visible_area_m2 == pytest.approx(math.pi * 60.0**2, rel=1e-12)


@FEW
@given(buildings=crowded(), walls=fences(), eye=EYES)
def test_pieces_fill_the_drawn_region_and_do_not_overlap(
    buildings: list[Building], walls: list[Wall], eye: Camera
) -> None:
    levels = catalogue().standards["dori-2015"].levels
    densities = np.array([level.min_px_per_m for level in levels])
    obstacles = obstacles_of(town(buildings=buildings, walls=walls))
    yard = Yardstick(cell_m=2.0, target_m=1.7, least_px_per_m=float(densities[0]))
    pieces = visible_pieces([eyes_of(eye, catalogue())[0]], obstacles, [yard], densities)
    drawn = look(eye, buildings, walls).levels
    shapes = shapely.polygons(pieces.corners())
    chords = pieces.far[:, 0] ** 2 * (pieces.end - pieces.begin) ** 3 / 12  # cut off an arc
    for rank, level in enumerate(drawn, start=1):
        own = np.flatnonzero(pieces.level >= rank)
        assert pieces.area_m2[own].sum() == pytest.approx(level.area_m2, abs=1e-9)
        flat = shapely.area(shapes[own])
        slack = off_by_drawing(level) + float(chords[own].sum())
        assert flat.sum() == pytest.approx(level.area_m2, abs=slack)
        together = shapely.union_all(shapely.buffer(shapes[own], 0), grid_size=GRID_M)
        assert together.symmetric_difference(level.region).area <= 2 * slack
    assert (pieces.area_m2 >= -1e-9).all()
    assert (pieces.near <= pieces.far + 1e-6).all()


def test_many_cameras_together_are_measured_as_one_by_one() -> None:
    rng = np.random.Generator(np.random.PCG64(11))
    corners = rng.uniform(-90, 90, (40, 2))
    houses = [
        building(f"b{k}", affinity.rotate(box(x, y, x + 8, y + 5), 7.0 * k), 2.0 + k % 8)
        for k, (x, y) in enumerate(corners)
    ]
    obstacles = obstacles_of(town(buildings=houses))
    optics = [LENS, omni(40.0), HEAD, STEEP]
    eyes = [
        eyes_of(camera(optics[k % 4], at=(x, y), bearing_deg=37.0 * k, tilt_deg=15.0), catalogue())
        for k, (x, y) in enumerate(rng.uniform(-80, 80, (60, 2)))
    ]
    heads = [found for found, _ in eyes]
    yard = Yardstick(cell_m=2.0, target_m=1.7, least_px_per_m=25.0)
    densities = np.array([25.0, 62.5, 125.0])
    together = visible_areas(heads, obstacles, [yard], densities)
    alone = [visible_areas([head], obstacles, [yard], densities)[0] for head in heads]
    assert together == pytest.approx(np.array(alone), rel=1e-9, abs=1e-9)
    assert (together[:, 0] > 0.0).sum() > 40


@pytest.mark.parametrize("radius_m", [3.0, 20.0, 60.0, 120.0, 300.0])
def test_drawn_arcs_are_within_a_centimetre_of_the_circle(radius_m: float) -> None:
    region = look(camera(omni(radius_m), at=(0.1234, 7.0))).levels[0].region
    assert region is not None
    corners = shapely.get_coordinates(region) - (0.1234, 7.0)
    middles = (corners[:-1] + corners[1:]) / 2
    for points in (corners, middles):  # the farthest from the circle and the nearest to it
        assert np.abs(np.hypot(*points.T) - radius_m).max() <= 0.01
