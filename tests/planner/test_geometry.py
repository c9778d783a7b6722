"""Bearings: clockwise from north, exact at the cardinal points."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.geometry import bearing_between, heading


@pytest.mark.parametrize(
    ("bearing", "vector"),
    [(0, (0, 1)), (90, (1, 0)), (180, (0, -1)), (270, (-1, 0)), (360, (0, 1)), (-90, (-1, 0))],
)
def test_cardinal_headings_are_exact(bearing: float, vector: tuple[float, float]) -> None:
    assert heading(bearing) == vector


@given(st.floats(min_value=-720, max_value=720))
def test_a_heading_is_a_unit_vector_that_reads_back(bearing: float) -> None:
    east, north = heading(bearing)
    assert math.hypot(east, north) == pytest.approx(1.0)
    back = bearing_between((0.0, 0.0), (east, north))
    assert math.isclose(math.cos(math.radians(back - bearing)), 1.0, abs_tol=1e-9)
