"""Members of a JSON object: types, bounds, and values that no other program would read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import BillError, PlanError
from planner.members import Members, is_iso_date, shorten


def of(**values: object) -> Members:
    return Members(values=values, where="C1", error=PlanError)


@given(value=st.one_of(st.booleans(), st.text(), st.just(float("nan")), st.just(float("inf"))))
@settings(max_examples=40)
def test_only_a_finite_number_is_a_number(value: object) -> None:
    with pytest.raises(PlanError) as caught:
        of(x=value).number("x")
    assert caught.value.code == "member_not_number"


@given(value=st.floats(min_value=-50, max_value=50), least=st.integers(-9, 9))
@settings(max_examples=40)
def test_a_number_passes_when_it_is_between_its_bounds_only(value: float, least: int) -> None:
    if least <= value <= 10.0:
        assert of(x=value).number("x", least=least, most=10.0) == value
        return
    with pytest.raises(PlanError) as caught:
        of(x=value).number("x", least=least, most=10.0)
    assert caught.value.code == "member_out_of_range"


def test_absent_and_null_are_the_same() -> None:
    for members in (of(), of(x=None)):
        assert members.number("x") is None
        assert members.text("x", default="none") == "none"
        assert members.word("x", ("a",)) is None
        assert members.flag("x") is None
        assert members.items("x") is None
        assert members.child("x") is None
        assert members.children("x") == []
        assert members.date("x") == ""


def test_a_bound_refused_itself_says_so() -> None:
    assert of(x=0).number("x", least=0) == 0.0
    with pytest.raises(PlanError) as caught:
        of(x=0).number("x", least=0, above=True)
    assert caught.value.code == "member_not_above"


def test_a_child_is_named_after_its_parent() -> None:
    inside = of(optics={"width_px": 0}).child("optics")
    assert inside is not None
    with pytest.raises(PlanError) as caught:
        inside.whole("width_px", least=1, most=10)
    assert caught.value.values["where"] == "C1.optics"


def test_the_error_is_of_the_branch_that_was_given() -> None:
    with pytest.raises(BillError):
        Members(values={}, where="applicant", error=BillError).require("kind")


def test_a_broken_text_is_not_a_list() -> None:
    with pytest.raises(PlanError) as caught:
        of(x="[1, 2").items("x")
    assert caught.value.code == "member_not_list"


@pytest.mark.parametrize(
    ("text", "is_day"),
    [("2024-02-29", True), ("2023-02-29", False), ("2024-2-9", False), ("20240209", False)],
)
def test_a_date_is_a_day_of_the_calendar(text: str, is_day: bool) -> None:
    assert is_iso_date(text) == is_day


def test_a_long_value_is_cut_where_it_is_shown() -> None:
    assert len(shorten("a" * 500)) == 60
    assert shorten({"a": [1] * 500}) == "{…}"
    assert shorten(True) == "true"
