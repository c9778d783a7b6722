"""The ground between the nodes: exact where it can be, unknown where it must be."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from planner.scene.model import Scene, Terrain
from planner.scene.terrain import heights_at, terrain_bounds

X, Y = 652_000.0, 6_862_000.0


def terrain(rows: object, *, step_m: float = 5.0, x: float = X, y: float = Y) -> Terrain:
    return Terrain(x=x, y=y, step_m=step_m, heights_m=np.array(rows, dtype=float))


def at(ground: Terrain, x: float, y: float) -> float:
    return float(heights_at(ground, np.array([x]), np.array([y]))[0])


def plane(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    return 80.0 + 0.07 * (x - X) - 0.11 * (y - Y)


def test_a_node_gives_its_own_height_even_beside_an_unknown_one() -> None:
    ground = terrain([[1.0, np.nan], [np.nan, np.nan]])
    assert at(ground, X, Y) == 1.0
    assert math.isnan(at(ground, X + 5, Y))
    assert math.isnan(at(ground, X + 0.001, Y))


def test_on_a_side_only_its_two_nodes_count() -> None:
    ground = terrain([[1.0, 3.0], [np.nan, np.nan]])
    assert at(ground, X + 2.5, Y) == 2.0
    assert math.isnan(at(ground, X + 2.5, Y + 0.01))


def test_the_middle_of_four_nodes_is_their_mean() -> None:
    assert at(terrain([[0.0, 2.0], [4.0, 10.0]]), X + 2.5, Y + 2.5) == 4.0


def test_rows_go_north_and_columns_east() -> None:
    ground = terrain([[0.0, 1.0], [10.0, 11.0]])
    assert at(ground, X + 5, Y) == 1.0
    assert at(ground, X, Y + 5) == 10.0


def test_the_last_nodes_belong_to_the_ground_and_beyond_is_unknown() -> None:
    ground = terrain([[0.0, 1.0], [2.0, 3.0]])
    assert at(ground, X + 5, Y + 5) == 3.0
    for x, y in [(X - 0.01, Y), (X + 5.01, Y), (X, Y - 0.01), (X, Y + 5.01)]:
        assert math.isnan(at(ground, x, y))


@pytest.mark.parametrize("nowhere", [np.nan, np.inf, -np.inf])
def test_what_is_nowhere_has_no_height(nowhere: float) -> None:
    ground = terrain([[0.0, 1.0], [2.0, 3.0]])
    assert math.isnan(at(ground, nowhere, Y))
    assert math.isnan(at(ground, X, nowhere))


def test_the_answer_has_the_shape_that_points_broadcast_to() -> None:
    ground = terrain([[0.0, 1.0], [2.0, 3.0]])
    assert heights_at(ground, np.zeros((3, 1)) + X, np.zeros((1, 4)) + Y).shape == (3, 4)
    assert heights_at(ground, np.zeros(0), np.zeros(0)).shape == (0,)


def test_a_single_row_is_a_line_of_known_ground() -> None:
    ground = terrain([[0.0, 1.0, 2.0]])
    assert at(ground, X + 7.5, Y) == 1.5
    assert math.isnan(at(ground, X + 7.5, Y + 1))


def test_coordinates_that_rounding_moved_off_a_node_are_on_it() -> None:
    step = 0.2  # no power of two: k steps from the origin rarely fall back on k
    ground = terrain(np.arange(12.0).reshape(3, 4), step_m=step, x=732_541.3, y=6_245_769.1)
    columns, rows = np.meshgrid(np.arange(4), np.arange(3))
    found = heights_at(ground, ground.x + columns * step, ground.y + rows * step)
    assert (found == ground.heights_m).all()


@settings(max_examples=40)
@given(
    east=st.floats(0.0, 1.0),
    north=st.floats(0.0, 1.0),
    step=st.sampled_from([0.2, 1.0, 5.0, 25.0, 1 / 3]),
    size=st.tuples(st.integers(2, 9), st.integers(2, 9)),
)
def test_a_plane_is_given_back_exactly(
    east: float, north: float, step: float, size: tuple[int, int]
) -> None:
    columns, rows = np.meshgrid(X + np.arange(size[0]) * step, Y + np.arange(size[1]) * step)
    ground = terrain(plane(columns, rows), step_m=step)
    x = np.array([X + east * (size[0] - 1) * step])
    y = np.array([Y + north * (size[1] - 1) * step])
    assert heights_at(ground, x, y) == pytest.approx(plane(x, y), abs=1e-5)


@settings(max_examples=40)
@given(
    heights=st.lists(st.floats(-100.0, 4000.0), min_size=4, max_size=4),
    u=st.floats(0.0, 1.0),
    v=st.floats(0.0, 1.0),
)
def test_the_ground_stays_between_the_lowest_and_the_highest_node(
    heights: list[float], u: float, v: float
) -> None:
    ground = terrain(np.reshape(heights, (2, 2)))
    found = at(ground, X + 5 * u, Y + 5 * v)
    assert min(heights) - 1e-9 <= found <= max(heights) + 1e-9


def test_the_bounds_are_those_of_the_nodes() -> None:
    assert terrain_bounds(terrain(np.zeros((3, 2)))) == (X, Y, X + 5.0, Y + 10.0)


def test_a_scene_with_relief_goes_to_another_process_and_back() -> None:
    scene = Scene(crs="EPSG:2154", name="x", terrain=terrain([[1.0, np.nan], [2.0, 3.0]]))
    back = pickle.loads(pickle.dumps(scene))  # noqa: S301 - our own bytes
    assert back.terrain is not None
    np.testing.assert_array_equal(back.terrain.heights_m, scene.terrain.heights_m)  # type: ignore[union-attr] # set above
    assert hash(scene) == hash(scene)
