"""The bill in whole euros: what is printed sums to what is printed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from studies import toy_study

from planner.dossier.ledger import GROUPS, hand_down, write_up
from planner.money import Amount

cents = st.lists(st.integers(0, 5_000_000), min_size=1, max_size=40)


@settings(max_examples=40)
@given(parts=cents)
def test_shares_sum_to_the_rounded_total_and_each_is_within_a_euro(parts: list[int]) -> None:
    euros = (sum(parts) + 50) // 100
    shares = hand_down(euros, parts)
    assert sum(shares) == euros
    assert all(abs(100 * share - part) < 100 for share, part in zip(shares, parts, strict=True))


def test_the_largest_remainders_are_rounded_up_first() -> None:
    # 1.60 + 1.60 + 1.40 + 0.40 = 5.00 euros: the two .60 go up, the .40 go down
    assert hand_down(5, [160, 160, 140, 40]) == [2, 2, 1, 0]


def test_ties_go_to_the_first_part() -> None:
    assert hand_down(1, [50, 50]) == [1, 0]


@settings(max_examples=25)
@given(amounts=st.lists(st.integers(0, 999_999), min_size=12, max_size=12))
def test_lines_sum_to_groups_and_groups_to_totals_in_every_column(amounts: list[int]) -> None:
    estimate = toy_study(3).estimate
    lines = tuple(
        replace(line, amount=Amount(low=likely // 2, likely=likely, high=3 * likely + 1))
        for line, likely in zip(estimate.lines, amounts, strict=True)
    )
    ledger = write_up(replace(estimate, lines=lines))
    for bound in ("low", "likely", "high"):
        for group, printed in ledger.groups.items():
            assert getattr(printed, bound) == sum(
                getattr(amount, bound) for _line, amount in ledger.lines[group]
            )
        whole = sum(getattr(line.amount, bound) for line in lines)
        assert getattr(ledger.ht, bound) == (whole + 50) // 100
        eligible = sum(getattr(ledger.groups[g], bound) for g in GROUPS[:5] if g in ledger.groups)
        assert getattr(ledger.eligible, bound) == eligible


def test_a_bill_without_lines_is_nought() -> None:
    ledger = write_up(replace(toy_study(3).estimate, lines=()))
    assert (ledger.ht.low, ledger.ht.likely, ledger.ht.high) == (0, 0, 0)
    assert ledger.groups == {}
