"""Public space: closed forms on hand-made streets, and what the rule takes away."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Polygon, box

from planner.scene.model import Area, AreaKind, Building, Scene, Street
from planner.scene.public_space import (
    corridor_width,
    is_public,
    public_space,
    street_width,
)


def street(*points: tuple[float, float], highway: str = "residential", **more: object) -> Street:
    name = f"s{points}{highway}"
    return Street(id=name, line=LineString(points), highway=highway, **more)  # type: ignore[arg-type]


def scene(
    *streets: Street, buildings: tuple[Building, ...] = (), areas: tuple[Area, ...] = ()
) -> Scene:
    return Scene(crs="EPSG:2154", name="t", streets=streets, buildings=buildings, areas=areas)


def area(polygon: Polygon, kind: AreaKind) -> Area:
    return Area(id=kind, polygon=polygon, kind=kind)


def test_a_straight_street_is_its_length_times_its_width() -> None:
    space = public_space(scene(street((0, 0), (100, 0))))
    assert space.polygon.area == pytest.approx(100 * (6 + 2 * 1.5))


def test_a_given_width_wins_over_the_class() -> None:
    assert street_width(street((0, 0), (1, 0), width_m=4.2)) == (4.2, False)
    assert street_width(street((0, 0), (1, 0), highway="secondary")) == (8.0, True)
    assert street_width(street((0, 0), (1, 0), highway="primary_link")) == (5.0, True)
    assert street_width(street((0, 0), (1, 0), highway="unheard_of")) == (6.0, True)


@pytest.mark.parametrize(
    ("highway", "width_m"),
    [("primary", 9), ("secondary", 8), ("tertiary", 7), ("residential", 6), ("unclassified", 6),
     ("pedestrian", 5.5), ("service", 3.6), ("footway", 2)],
)  # fmt: skip
def test_class_widths_are_those_of_the_drawn_map(highway: str, width_m: float) -> None:
    # design/page.md section 4, "Street width without a tag".
    assert street_width(street((0, 0), (1, 0), highway=highway)) == (width_m, True)


@pytest.mark.parametrize(
    ("sidewalk", "extra_m"), [("", 3.0), ("both", 3.0), ("left", 2.0), ("no", 1.0)]
)
def test_the_sidewalk_decides_the_allowance(sidewalk: str, extra_m: float) -> None:
    assert corridor_width(street((0, 0), (1, 0), sidewalk=sidewalk)) == pytest.approx(6 + extra_m)


def test_a_footway_has_no_sidewalk() -> None:
    assert corridor_width(street((0, 0), (1, 0), highway="footway")) == 2.0


def test_a_right_angle_is_filled_by_a_quarter_disc() -> None:
    bend = scene(street((0, 0), (100, 0)), street((100, 0), (100, 100)))
    half = 4.5
    # Two bands less their overlap (a square of half a width), plus the quarter disc outside.
    expected = 2 * 100 * 2 * half - half**2 + math.pi * half**2 / 4
    assert public_space(bend).polygon.area == pytest.approx(expected, rel=2e-3)


def test_two_streets_that_cross_count_the_crossing_once() -> None:
    cross = scene(street((0, 0), (100, 0)), street((50, -50), (50, 50)))
    assert public_space(cross).polygon.area == pytest.approx(2 * 100 * 9 - 9 * 9)


@pytest.mark.parametrize(
    "closed",
    [{"access": "private"}, {"access": "no"}, {"tunnel": True}, {"service": "driveway"},
     {"highway": "proposed"}, {"highway": "corridor"}],
)  # fmt: skip
def test_ways_that_are_not_for_everyone_are_left_out(closed: dict[str, object]) -> None:
    way = street((0, 0), (100, 0), **closed)  # type: ignore[arg-type]
    assert not is_public(way)
    assert public_space(scene(way)).polygon.is_empty


def test_squares_car_parks_parks_and_forecourts_are_public_and_meadows_are_not() -> None:
    ground = box(0, 0, 10, 10)
    for kind in ("square", "parking", "park", "forecourt"):
        assert public_space(scene(areas=(area(ground, kind),))).polygon.area == 100.0
    for kind in ("green", "station", "private", "school", "water"):
        assert public_space(scene(areas=(area(ground, kind),))).polygon.is_empty


@pytest.mark.parametrize("kind", ["private", "school", "water"])
def test_closed_ground_is_taken_away(kind: AreaKind) -> None:
    beside = area(box(0, 2, 100, 20), kind)
    assert public_space(scene(street((0, 0), (100, 0)), areas=(beside,))).polygon.area == (
        pytest.approx(100 * 6.5)
    )


def test_a_bridge_passes_over_the_river_and_a_street_does_not() -> None:
    river = area(box(40, -50, 60, 50), "water")
    stops = scene(street((0, 0), (100, 0)), areas=(river,))
    passes = scene(
        street((0, 0), (40, 0)),
        street((40, 0), (60, 0), bridge=True),
        street((60, 0), (100, 0)),
        areas=(river,),
    )
    assert public_space(stops).polygon.area == pytest.approx(80 * 9)
    # The discs that fill the joints show at neither end: they are as wide as the bands.
    assert public_space(passes).polygon.area == pytest.approx(100 * 9)


def test_a_building_is_taken_away_and_a_market_hall_is_not() -> None:
    footprint = box(10, -2, 20, 2)
    house = Building(id="b", footprint=footprint, height_m=6.0)
    hall = Building(id="b", footprint=footprint, height_m=9.0, min_height_m=3.5)
    line = street((0, 0), (100, 0))
    assert public_space(scene(line, buildings=(house,))).polygon.area == pytest.approx(900 - 40)
    assert public_space(scene(line, buildings=(hall,))).polygon.area == pytest.approx(900)


def test_an_empty_scene_has_no_public_space() -> None:
    space = public_space(scene())
    assert space.polygon.is_empty
    assert not space.contains(np.zeros(3), np.zeros(3)).any()


def test_no_point_asked_gives_no_answer() -> None:
    space = public_space(scene(street((0, 0), (100, 0))))
    assert space.contains(np.empty(0), np.empty(0)).shape == (0,)


@settings(max_examples=40, deadline=None)
@given(
    ends=st.lists(
        st.tuples(st.integers(-300, 300), st.integers(-300, 300)), min_size=2, max_size=8,
        unique=True,
    ),
    seed=st.integers(0, 1000),
)  # fmt: skip
def test_cutting_in_strips_changes_no_answer(ends: list[tuple[int, int]], seed: int) -> None:
    streets = [street(a, b) for a, b in itertools.pairwise(ends)]
    space = public_space(scene(*streets))
    points = np.random.Generator(np.random.PCG64(seed)).uniform(-320, 320, (500, 2))
    # Where strips meet, to the bit, is where a cut could lie.
    points[:50, 0] = space.polygon.bounds[0] + 40.0 * np.arange(50)
    asked = space.contains(points[:, 0], points[:, 1])
    whole = shapely.contains_xy(space.polygon, points[:, 0], points[:, 1])
    assert np.array_equal(asked, whole)


@settings(max_examples=30, deadline=None)
@given(x=st.integers(-40, 40), y=st.integers(-40, 40), size=st.integers(1, 30))
def test_a_new_building_never_adds_public_space(x: int, y: int, size: int) -> None:
    streets = (street((-50, 0), (50, 0)), street((0, -50), (0, 50)))
    house = Building(id="b", footprint=box(x, y, x + size, y + size), height_m=6.0)
    before = public_space(scene(*streets)).polygon
    after = public_space(scene(*streets, buildings=(house,))).polygon
    assert after.difference(before).area == pytest.approx(0.0, abs=1e-9)
    assert after.intersection(house.footprint).area == pytest.approx(0.0, abs=1e-9)
