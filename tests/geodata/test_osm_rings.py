"""Rings put together from pieces: whatever their order, whatever was lost."""

from __future__ import annotations

import itertools
import math
import pathlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from osm_drawing import Drawing

from geodata.osm_extract import OsmRelation, OsmWay, read_osm
from geodata.osm_rings import Ground, line_runs, locate, relation_shape, way_shape

SQUARE = {1: (0.0, 0.0), 2: (10.0, 0.0), 3: (10.0, 10.0), 4: (0.0, 10.0)}
HOLE = {5: (2.0, 2.0), 6: (4.0, 2.0), 7: (4.0, 4.0), 8: (2.0, 4.0)}
ISLAND = {9: (2.5, 2.5), 10: (3.5, 2.5), 11: (3.5, 3.5), 12: (2.5, 3.5)}
APART = {13: (20.0, 0.0), 14: (25.0, 0.0), 15: (25.0, 4.0), 16: (20.0, 4.0)}


def ground_with(ways: dict[int, tuple[int, ...]]) -> Ground:
    return Ground(
        crs="EPSG:2154",
        bounds=None,
        xy=SQUARE | HOLE | ISLAND | APART,
        ways={ref: OsmWay(ref, {}, refs) for ref, refs in ways.items()},
    )


def relation_of(*members: tuple[int, str]) -> OsmRelation:
    return OsmRelation(1, {}, tuple(("w", ref, role) for ref, role in members))


def test_a_ring_in_two_ways_that_point_against_each_other_closes() -> None:
    ground = ground_with({1: (1, 2, 3), 2: (1, 4, 3)})
    shape = relation_shape(ground, relation_of((1, "outer"), (2, "outer")))
    assert [polygon.area for polygon in shape.polygons] == [100.0]
    assert shape.faults == ()


def test_an_inner_ring_is_a_courtyard() -> None:
    ground = ground_with({1: (1, 2, 3, 4, 1), 2: (5, 6, 7, 8, 5)})
    (polygon,) = relation_shape(ground, relation_of((1, "outer"), (2, "inner"))).polygons
    assert polygon.area == 96.0
    assert len(polygon.interiors) == 1


def test_an_island_in_a_courtyard_is_ground_again() -> None:
    ground = ground_with({1: (1, 2, 3, 4, 1), 2: (5, 6, 7, 8, 5), 3: (9, 10, 11, 12, 9)})
    members = relation_of((1, "outer"), (2, "inner"), (3, "outer"))
    assert [polygon.area for polygon in relation_shape(ground, members).polygons] == [96.0, 1.0]


def test_a_ring_without_a_role_inside_another_is_a_courtyard() -> None:
    ground = ground_with({1: (1, 2, 3, 4, 1), 2: (5, 6, 7, 8, 5)})
    (polygon,) = relation_shape(ground, relation_of((1, ""), (2, ""))).polygons
    assert polygon.area == 96.0


def test_two_outer_rings_apart_are_two_polygons_largest_first() -> None:
    ground = ground_with({1: (13, 14, 15, 16, 13), 2: (1, 2, 3, 4, 1)})
    shape = relation_shape(ground, relation_of((1, "outer"), (2, "outer")))
    assert [polygon.area for polygon in shape.polygons] == [100.0, 20.0]


def test_a_courtyard_whose_outer_ring_was_lost_does_not_become_a_building() -> None:
    ground = ground_with({2: (5, 6, 7, 8, 5)})
    shape = relation_shape(ground, relation_of((1, "outer"), (2, "inner")))
    assert shape.polygons == ()
    assert shape.faults == ("missing_members",)


def test_a_ring_that_lost_a_way_stays_open_and_says_so() -> None:
    ground = ground_with({1: (1, 2, 3)})
    shape = relation_shape(ground, relation_of((1, "outer"), (2, "outer")))
    assert shape.polygons == ()
    assert shape.faults == ("missing_members", "ring_open")


def test_a_ring_that_lost_a_node_is_left_out_and_says_so() -> None:
    shape = way_shape(ground_with({}), OsmWay(1, {}, (1, 2, 3, 99, 1)))
    assert shape.polygons == ()
    assert shape.faults == ("missing_nodes",)


def test_an_open_way_is_closed_straight_only_when_asked() -> None:
    way = OsmWay(1, {}, (1, 2, 3, 4))
    assert way_shape(ground_with({}), way).faults == ("ring_open",)
    closed = way_shape(ground_with({}), way, close=True)
    assert [polygon.area for polygon in closed.polygons] == [100.0]
    assert closed.faults == ("ring_closed",)


def test_a_bow_tie_is_repaired_into_its_two_wings() -> None:
    shape = way_shape(ground_with({}), OsmWay(1, {}, (1, 3, 2, 4, 1)))
    assert [polygon.area for polygon in shape.polygons] == [25.0, 25.0]
    assert all(polygon.is_valid for polygon in shape.polygons)
    assert shape.faults == ("repaired",)


@pytest.mark.parametrize("refs", [(), (1,), (1, 1), (1, 2, 1), (1, 2)])
def test_a_ring_of_too_few_nodes_is_no_polygon(refs: tuple[int, ...]) -> None:
    assert way_shape(ground_with({}), OsmWay(1, {}, refs), close=True).polygons == ()


def test_a_line_breaks_where_a_node_is_missing() -> None:
    lines, broken = line_runs(ground_with({}), OsmWay(1, {}, (1, 2, 99, 3, 4, 98, 5)))
    assert [list(line.coords) for line in lines] == [
        [(0.0, 0.0), (10.0, 0.0)],
        [(10.0, 10.0), (0.0, 10.0)],
    ]
    assert broken


def test_a_node_written_twice_makes_no_zero_length_edge() -> None:
    (line,), broken = line_runs(ground_with({}), OsmWay(1, {}, (1, 1, 2, 2)))
    assert len(line.coords) == 2
    assert not broken


@settings(max_examples=30, deadline=None)
@given(
    corners=st.integers(4, 12),
    cuts=st.sets(st.integers(1, 11), max_size=5),
    order=st.randoms(use_true_random=False),
)
def test_a_ring_cut_in_ways_in_any_order_and_direction_gives_back_its_area(
    corners: int, cuts: set[int], order: random.Random
) -> None:
    turn = 2.0 * math.pi / corners
    xy = {i: (10.0 * math.cos(i * turn), 10.0 * math.sin(i * turn)) for i in range(corners)}
    stops = [0, *sorted(cut for cut in cuts if cut < corners), corners]
    pieces = [
        tuple(i % corners for i in range(start, end + 1))
        for start, end in itertools.pairwise(stops)
    ]
    turned = [piece[::-1] if order.random() < 0.5 else piece for piece in pieces]
    order.shuffle(turned)
    ways = {ref: OsmWay(ref, {}, piece) for ref, piece in enumerate(turned)}
    ground = Ground(crs="EPSG:2154", bounds=None, xy=xy, ways=ways)
    shape = relation_shape(ground, relation_of(*((ref, "outer") for ref in ways)))
    expected = 0.5 * corners * 100.0 * math.sin(turn)  # area of a regular polygon of radius 10
    assert shape.area_m2 == pytest.approx(expected, abs=0.05)  # corners rounded to 1 mm
    assert shape.faults == ()


def test_a_stray_node_far_away_does_not_move_the_town(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    drawing.box(0, 0, 10, 10, building="yes")
    drawing.nodes[999] = '<node id="999" lon="150.0" lat="-30.0" version="1"/>'
    ground = locate(read_osm(drawing.write(tmp_path)))
    assert ground.crs == "EPSG:2154"
