"""Money: exact sums, one rounding, aids never rounded up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.money import Amount, exactly, floor_cents, round_cents, total

cents = st.integers(min_value=0, max_value=10**10)
amounts = st.tuples(cents, cents, cents).map(
    lambda three: Amount(**dict(zip(("low", "likely", "high"), sorted(three), strict=True)))
)


@pytest.mark.parametrize(
    ("euros", "expected"),
    [(0.005, 1), (1.005, 101), (2.675, 268), (-0.005, -1), (1234.56, 123456), (0.1 + 0.2, 30)],
)
def test_halves_go_away_from_zero(euros: float, expected: int) -> None:
    assert round_cents(euros) == expected


def test_an_aid_is_rounded_down_to_the_cent() -> None:
    assert floor_cents(Decimal("1758939.9")) == 1758939


def test_a_range_out_of_order_is_refused() -> None:
    with pytest.raises(ValueError, match="out of order"):
        Amount(low=2, likely=1, high=3)


@given(st.lists(amounts, max_size=8))
def test_a_total_is_the_sum_of_its_lines_bound_by_bound(lines: list[Amount]) -> None:
    summed = total(lines)
    assert summed.low == sum(line.low for line in lines)
    assert summed.likely == sum(line.likely for line in lines)
    assert summed.high == sum(line.high for line in lines)
    assert summed.low <= summed.likely <= summed.high


@given(amounts, st.decimals(min_value=0, max_value=10**5, places=2))
def test_a_product_keeps_its_order_and_is_rounded_once(amount: Amount, quantity: Decimal) -> None:
    product = amount.times(quantity)
    assert product.low <= product.likely <= product.high
    assert abs(product.likely - amount.likely * quantity) <= Decimal("0.5")


def test_a_quote_has_no_range() -> None:
    assert exactly(950) == Amount(low=950, likely=950, high=950)
