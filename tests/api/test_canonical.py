"""One form of JSON to hash, one to read, both without chance."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.canonical import canonical_json, pretty_json

NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
LEAVES = st.none() | st.booleans() | st.text() | NUMBERS
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


def test_the_canonical_form_has_sorted_keys_no_space_and_plain_letters() -> None:
    assert (
        canonical_json({"é": [1, 2.5, None], "a": True}) == '{"a":true,"é":[1,2.5,null]}'.encode()
    )


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json({"x": number})
    with pytest.raises(ValueError, match="not JSON compliant"):
        pretty_json({"x": [number] * 60})


@settings(max_examples=40)
@given(VALUES)
def test_the_readable_form_says_the_same_as_the_canonical_one(value: Any) -> None:
    assert canonical_json(json.loads(pretty_json(value))) == canonical_json(value)


@settings(max_examples=30)
@given(st.dictionaries(st.text(), st.integers(), min_size=2))
def test_the_order_of_the_keys_changes_no_byte(value: dict[str, int]) -> None:
    turned = dict(reversed(list(value.items())))
    assert canonical_json(turned) == canonical_json(value)
    assert pretty_json(turned) == pretty_json(value)


def test_half_of_a_character_is_escaped_and_read_back() -> None:
    value = {"title": "a\ud800b"}
    assert canonical_json(value) == b'{"title":"a\\ud800b"}'
    assert json.loads(pretty_json(value)) == value


def test_the_readable_form_keeps_a_position_on_one_line() -> None:
    ring = [[2.345678 + k / 100, 48.123456] for k in range(12)]
    lines = pretty_json({"coordinates": [ring], "type": "Polygon"}).decode().splitlines()
    assert "      [2.345678, 48.123456]," in lines
    assert max(len(line) for line in lines) <= 100
