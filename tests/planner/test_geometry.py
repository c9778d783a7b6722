"""Bearings: clockwise from north, exact at the cardinal points."""

from __future__ import annotations

import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planner.geometry import bearing_between, clip, heading


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


def test_a_sliver_that_the_fast_cutting_chokes_on_is_cut_all_the_same() -> None:
    # Two corners one bit apart, across the edge of the rectangle, far from the origin.
    left = 700_000.15
    right = math.nextafter(math.nextafter(left, math.inf), math.inf)
    sliver = shapely.Polygon([(left, 7_000_003.7), (700_000.95, 7_000_001.9), (right, 7_000_003.7)])
    bounds = (700_000.25, 6_999_900.0, 700_042.25, 7_000_100.0)
    with pytest.raises(shapely.GEOSException):
        shapely.clip_by_rect(sliver, *bounds)
    assert clip(sliver, bounds).area == pytest.approx(0.0, abs=1e-6)
    square = shapely.box(699_999.25, 7_000_000.0, 700_001.25, 7_000_001.0)
    assert clip(square, bounds).area == pytest.approx(1.0)
