"""The directions of mapped cameras, in every form that mappers write."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.osm_directions import parse_directions

POINTS = (
    "N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW",
    "NNW",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "bearings", "widths"),
    [
        ("340", (340.0,), (None,)),
        ("22.5", (22.5,), (None,)),
        ("22,5", (22.5,), (None,)),
        ("90°", (90.0,), (None,)),
        ("-60", (300.0,), (None,)),
        ("360", (0.0,), (None,)),
        ("60;295", (60.0, 295.0), (None, None)),
        (" 0 ; 180 ;", (0.0, 180.0), (None, None)),
        ("NNE", (22.5,), (None,)),
        ("nw", (315.0,), (None,)),
        ("north", (0.0,), (None,)),
        ("10-50", (30.0,), (40.0,)),
        ("320-20", (350.0,), (60.0,)),
        ("350 - 10", (0.0,), (20.0,)),
        ("N-E", (45.0,), (90.0,)),
        ("W-90", (0.0,), (180.0,)),
        ("0-360", (180.0,), (360.0,)),
        ("90-90", (90.0,), (None,)),
        ("10-50;N", (30.0, 0.0), (40.0, None)),
        ("", (), ()),
    ],
)
def test_a_direction_is_read_as_it_is_written(
    text: str, bearings: tuple[float, ...], widths: tuple[float | None, ...]
) -> None:
    read = parse_directions(text)
    assert (read.bearings_deg, read.widths_deg, read.unread) == (bearings, widths, ())


@pytest.mark.parametrize(
    "text", ["forward", "both", "X", "1e9", "nan", "inf", "٣", "--5", "10-20-30", "5°-x"]
)
def test_what_is_no_bearing_is_given_back_unread(text: str) -> None:
    read = parse_directions(text)
    assert read.bearings_deg == ()
    assert read.unread == (text,)


def test_one_bad_item_does_not_hide_the_others() -> None:
    read = parse_directions("45;backward;S")
    assert read.bearings_deg == (45.0, 180.0)
    assert read.unread == ("backward",)


@pytest.mark.parametrize("rank", range(16))
def test_the_sixteen_points_of_the_compass_are_22_5_degrees_apart(rank: int) -> None:
    assert parse_directions(POINTS[rank]).bearings_deg == (22.5 * rank,)


@settings(max_examples=40, deadline=None)
@given(start=st.integers(0, 359), width=st.integers(1, 359))
def test_a_range_is_read_clockwise_and_its_middle_is_half_way(start: int, width: int) -> None:
    read = parse_directions(f"{start}-{(start + width) % 360}")
    assert read.widths_deg == (float(width),)
    assert read.bearings_deg[0] == pytest.approx((start + width / 2) % 360)
    assert 0.0 <= read.bearings_deg[0] < 360.0


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=20))
def test_any_text_is_read_without_an_exception_and_bearings_stay_on_the_circle(text: str) -> None:
    read = parse_directions(text)
    assert len(read.bearings_deg) == len(read.widths_deg)
    assert all(0.0 <= bearing < 360.0 for bearing in read.bearings_deg)
