"""Rounding: items, segments and points sum to the same cents; what is asked and what is offered."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from network_town import PRICES, house, plan, point, town

from planner.money import exactly
from planner.network.bill import RULES, Charge, settle
from planner.network.options import needs_of
from planner.network.prices import NEEDED_ITEMS, network_prices
from planner.plan import Link

LENGTHS = st.lists(st.integers(0, 5_000_00), min_size=1, max_size=12)
ITEMS = ["tr_foot", "fib_duct", "cat6", "fib_end"]


@settings(max_examples=40, deadline=None)
@given(LENGTHS, st.lists(st.integers(0, 250_00), min_size=4, max_size=4))
def test_shares_sum_to_items_and_stay_within_a_cent_of_their_exact_cost(
    lengths: list[int], cents: list[int]
) -> None:
    prices = network_prices({**PRICES, **dict(zip(ITEMS, cents, strict=True))})
    charges = [
        Charge(owner=f"o{k}", item=ITEMS[k % len(ITEMS)], amount=amount)
        for k, amount in enumerate(lengths)
    ]
    bill = settle(charges, prices)
    billed = sum(
        exactly(prices.unit[item.item]).times(Decimal(str(item.quantity))).likely
        for item in bill.items
    )
    assert sum(bill.shares.values()) == bill.total_cents == billed
    for charge in charges:
        exact = charge.amount * prices.unit[charge.item] / 100
        assert abs(bill.shares[charge.owner] - exact) <= 1.0


def test_three_equal_thirds_of_a_cent_go_to_the_first() -> None:
    charges = [Charge(owner=owner, item="cat6", amount=1) for owner in "abc"]
    prices = network_prices({**PRICES, "cat6": 33})
    assert dict(settle(charges, prices).shares) == {"a": 1, "b": 0, "c": 0}


def test_every_item_that_the_design_decides_has_a_rule() -> None:
    assert set(RULES) == set(NEEDED_ITEMS) - {"sub_4g", "sub_ftth"}


@pytest.mark.parametrize(
    ("link", "objective", "kind"),
    [
        ("auto", "investment", "fibre"),
        ("auto", "remainder", "fibre"),
        ("auto", "cost", "choice"),
        ("radio", "cost", "choice"),
        ("fibre", "cost", "fibre"),
        ("poe", "cost", "poe"),
        ("operator", "investment", "operator"),
    ],
)
def test_what_is_offered_follows_what_is_asked(link: Link, objective: str, kind: str) -> None:
    asked = plan(objective=objective)
    needs, _ = needs_of([point("A", 400, 0, link=link)], town([]), asked, network_prices(PRICES))
    assert [need.kind for need in needs] == [kind]


def test_a_line_cheaper_than_the_ends_of_a_fibre_is_taken_at_once() -> None:
    prices = network_prices({**PRICES, "fib_end": 9_000_00})
    asked = plan(objective="cost", years=1)
    needs, _ = needs_of([point("A", 400, 0, link="auto")], town([]), asked, prices)
    assert [(need.kind, need.penalty) for need in needs] == [("operator", 0)]


@pytest.mark.parametrize(
    ("x", "y", "kind"),
    [
        (9.0, 0.0, "local"),  # within 10 m of the supervision
        (61.9, 20.0, "local"),  # on the front of its building
        (62.5, 20.0, "fibre"),
        (-150.0, 20.0, "fibre"),  # the other end of a long building is too far for copper
    ],
)
def test_what_stands_at_the_supervision_building_is_local(x: float, y: float, kind: str) -> None:
    hall = house("hall", -160, -10, 60, 40)
    scene = town([], buildings=(hall,))
    needs, _ = needs_of([point("A", x, y)], scene, plan(), network_prices(PRICES))
    assert [need.kind for need in needs] == [kind]
