"""Polygons of cells: exact areas, valid, nested, on the corners of the cells."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.coverage.engine.cell_regions import cell_regions

PLACES = st.tuples(st.integers(-6, 6), st.integers(-6, 6))
CELLS = st.dictionaries(PLACES, st.integers(1, 3), max_size=90)


@settings(max_examples=40, deadline=None)
@given(cells=CELLS, cell_m=st.sampled_from([0.5, 2.0]))
def test_regions_are_valid_nested_and_hold_exactly_their_cells(
    cells: dict[tuple[int, int], int], cell_m: float
) -> None:
    places = sorted(cells)
    i, j = (np.array([place[axis] for place in places], dtype=np.int64) for axis in (0, 1))
    level = np.array([cells[place] for place in places], dtype=np.int8)
    regions = cell_regions(i, j, level, cell_m, 4)
    assert len(regions) == 4
    assert regions[3].is_empty
    for least, region in enumerate(regions, start=1):
        assert region.is_valid
        assert set(shapely.get_type_id(shapely.get_parts(region))) <= {3}
        assert region.area == pytest.approx(np.count_nonzero(level >= least) * cell_m**2)
        middles = shapely.points((i + 0.5) * cell_m, (j + 0.5) * cell_m)
        assert (shapely.contains(region, middles) == (level >= least)).all()
        corners = shapely.get_coordinates(region) / cell_m
        assert (corners == np.round(corners)).all()
    for coarse, fine in itertools.pairwise(regions):
        assert fine.difference(coarse).is_empty


def test_cells_touching_at_a_corner_stay_apart_and_holes_stay_open() -> None:
    ring = [(i, j) for i in range(3) for j in range(3) if (i, j) != (1, 1)]
    i, j = np.array([*ring, (3, 3)]).T
    region = cell_regions(i, j, np.ones(9, dtype=np.int64), 1.0, 1)[0]
    assert region.is_valid
    assert sorted(part.area for part in shapely.get_parts(region)) == [1.0, 8.0]
    assert [len(part.interiors) for part in shapely.get_parts(region)].count(1) == 1


def test_a_rectangle_has_four_corners() -> None:
    i, j = (part.ravel() for part in np.mgrid[100:140, -20:10])
    region = cell_regions(i, j, np.ones(len(i), dtype=np.int64), 0.5, 1)[0]
    assert region.equals(shapely.box(50.0, -10.0, 70.0, 5.0))
    assert len(region.exterior.coords) == 5


def test_no_cell_makes_empty_regions() -> None:
    none = np.empty(0, dtype=np.int64)
    assert [region.is_empty for region in cell_regions(none, none, none, 0.5, 3)] == [True] * 3
