"""Ground known everywhere: holes and what is outside are level with the nearest node."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from relief_scenes import ground, hills

from planner.coverage.engine.columns import Grid, lay_box, runs
from planner.coverage.relief.known_ground import known_ground
from planner.scene.model import Terrain


def plane() -> Terrain:
    return ground(lambda x, y: 10.0 + 0.1 * x - 0.2 * y, half_m=20.0)


def test_a_whole_relief_is_taken_as_it_is() -> None:
    known = known_ground(plane())
    assert known.filled is not None
    x, y = np.array([3.0, -7.5, 20.0]), np.array([4.0, 0.0, -20.0])
    assert known.heights(x, y) == pytest.approx(10.0 + 0.1 * x - 0.2 * y)
    assert not known.is_unknown(x, y).any()


def test_outside_of_the_grid_the_ground_is_level_with_its_border() -> None:
    known = known_ground(plane())
    x, y = np.array([500.0, -500.0]), np.array([3.0, 900.0])
    assert known.heights(x, y) == pytest.approx([10 + 2.0 - 0.6, 10 - 2.0 - 4.0])
    assert known.is_unknown(x, y).all()


def test_a_relief_without_any_height_is_level() -> None:
    empty = replace(plane(), heights_m=np.full((9, 9), np.nan))
    known = known_ground(empty)
    assert known.heights(np.array([1.0, 99.0]), np.array([2.0, 3.0])).tolist() == [0.0, 0.0]
    assert known.is_unknown(np.array([1.0]), np.array([2.0])).all()


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), share=st.sampled_from([0.1, 0.5, 0.95]))
def test_each_hole_takes_the_height_of_a_nearest_node(seed: int, share: float) -> None:
    chance = np.random.Generator(np.random.PCG64(seed))
    heights = chance.uniform(0, 9, (7, 11))
    holes = chance.uniform(0, 1, heights.shape) < share
    holes[3, 4] = False
    known = known_ground(
        Terrain(x=0.0, y=0.0, step_m=1.0, heights_m=np.where(holes, np.nan, heights))
    )
    rows, columns = np.nonzero(~holes)
    for row, column in np.argwhere(holes):
        steps = np.abs(rows - row) + np.abs(columns - column)
        nearest = heights[rows, columns][steps == steps.min()]
        assert known.filled.heights_m[row, column] in nearest
    assert (known.filled.heights_m[~holes] == heights[~holes]).all()


def test_the_span_of_a_box_holds_all_its_heights() -> None:
    known = known_ground(hills(5))
    x, y = np.meshgrid(np.linspace(-31.7, 12.3, 60), np.linspace(-8.2, 47.1, 60))
    heights = known.heights(x, y)
    low, high = known.span((-31.7, -8.2, 12.3, 47.1))
    assert low <= heights.min() <= heights.max() <= high
    assert high - low <= np.ptp(known.filled.heights_m)
    far = known.span((900.0, 900.0, 950.0, 950.0))
    assert far == (known.filled.heights_m[-1, -1],) * 2


@pytest.mark.parametrize(
    "box", [(-20.3, -9.1, 17.7, 33.2), (40.0, 40.0, 95.0, 80.0), (-900.0, 55.0, -890.0, 70.0)]
)
def test_the_ground_under_a_patch_is_that_of_its_centres(
    box: tuple[float, float, float, float],
) -> None:
    known = known_ground(hills(2))
    columns = lay_box(Grid(x=1.23, y=-4.56, cell_m=0.7), box)
    column, row = runs(columns.first, columns.last - columns.first + 1)
    i, j = columns.places(np.arange(columns.n_cells))
    expected = known.heights((i + 0.5) * 0.7, (j + 0.5) * 0.7)
    assert known.under(columns, column, row) == pytest.approx(expected, abs=1e-9)
    assert columns.n_cells > 100


def test_one_row_of_nodes_is_a_relief_too() -> None:
    line = Terrain(x=0.0, y=0.0, step_m=10.0, heights_m=np.array([[1.0, 2.0, 4.0]]))
    known = known_ground(line)
    columns = lay_box(Grid(x=0.0, y=0.0, cell_m=1.0), (0.0, -3.0, 20.0, 3.0))
    column, row = runs(columns.first, columns.last - columns.first + 1)
    heights = known.under(columns, column, row)
    x = columns.x[column]
    assert heights == pytest.approx(np.interp(x, [0, 10, 20], [1, 2, 4]))
