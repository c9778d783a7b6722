"""Money: lines sum to totals to the cent, percentages have their base, ranges stay in order."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.catalogues.pricebook import PriceBook
from planner.catalogues.reader import load
from planner.equipment.model import Item
from planner.errors import CatalogueError
from planner.estimate.model import Estimate, Line
from planner.estimate.pricing import price
from planner.estimate.rules import RULES
from planner.money import Amount, total
from planner.plan import PriceOverride

BOOK = PriceBook(catalogue=load())
PERCENT = "% of C1–C4"
COUNTED = sorted({(rule.item, rule.code) for rule in RULES})

counted_items = st.lists(
    st.builds(
        lambda pair, quantity, subject: Item(
            item=pair[0], rule=pair[1], quantity=quantity, subject=subject
        ),
        st.sampled_from(COUNTED),
        st.floats(0.0, 2000.0),
        st.sampled_from(["", "C1", "C2"]),
    ),
    max_size=30,
)


def item(name: str, quantity: float, rule: str = "once", subject: str = "") -> Item:
    return Item(item=name, quantity=quantity, rule=rule, subject=subject)


def line(estimate: Estimate, name: str) -> Line:
    return next(one for one in (*estimate.lines, *estimate.running) if one.item == name)


def bounds(amount: Amount) -> tuple[int, int, int]:
    return amount.low, amount.likely, amount.high


@given(counted_items)
@settings(max_examples=40, deadline=None)
def test_printed_lines_sum_to_every_printed_total(items: list[Item]) -> None:
    estimate = price(items, BOOK)
    totals = estimate.totals
    assert total([one.amount for one in estimate.lines]) == totals.ht
    assert totals.eligible_ht + totals.to_confirm_ht + totals.not_eligible_ht == totals.ht
    assert totals.ht + totals.vat == totals.ttc
    assert total([one.amount for one in estimate.running]) == estimate.running_per_year


@given(counted_items)
@settings(max_examples=40, deadline=None)
def test_each_line_is_its_quantity_times_its_price_rounded_once(items: list[Item]) -> None:
    estimate = price(items, BOOK)
    base = total([
        one.amount for one in estimate.lines if one.category != "none" and one.unit != PERCENT
    ])  # fmt: skip
    for one in (*estimate.lines, *estimate.running):
        assert one.quantity == round(one.quantity, 2) > 0
        if one.base is None:
            exact = Decimal(one.unit_price.likely) * one.quantity
        else:
            exact = Decimal(one.base.likely) * one.unit_price.likely * one.quantity / 10_000
        assert one.amount.likely == exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)
        if one.unit == PERCENT:
            assert one.base == base


@given(counted_items)
@settings(max_examples=40, deadline=None)
def test_recurring_items_never_enter_the_investment(items: list[Item]) -> None:
    estimate = price(items, BOOK)
    recurring = {"month", "%/yr", "m/yr", "u/yr"}
    assert all(one.unit not in recurring and not one.running for one in estimate.lines)
    assert all(one.unit in recurring and one.running for one in estimate.running)


@given(counted_items, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_items_changes_no_amount(items: list[Item], shuffler: random.Random) -> None:
    mixed = list(items)
    shuffler.shuffle(mixed)
    one, other = price(items, BOOK), price(mixed, BOOK)
    assert one.totals == other.totals
    assert {(a.item, a.rule, a.amount) for a in one.lines} == {
        (b.item, b.rule, b.amount) for b in other.lines
    }


@given(counted_items, st.sampled_from(COUNTED), st.floats(0.01, 50.0))
@settings(max_examples=30, deadline=None)
def test_buying_more_never_costs_less(
    items: list[Item], pair: tuple[str, str], more: float
) -> None:
    amounts_decide = {"study", "moe", "publication"}
    kept = [one for one in items if one.item not in amounts_decide]
    before = price(kept, BOOK).totals.ht
    after = price([*kept, Item(item=pair[0], rule=pair[1], quantity=more)], BOOK).totals.ht
    if pair[0] not in amounts_decide:
        assert all(new >= old for new, old in zip(bounds(after), bounds(before), strict=True))


def test_items_of_one_rule_make_one_line_that_names_its_subjects() -> None:
    estimate = price(
        [item("lift", 1.0, "per_point", "C1"), item("lift", 1.0, "per_point", "C2")], BOOK
    )
    (one,) = estimate.lines
    assert (one.quantity, one.subjects, one.amount.likely) == (Decimal(2), ("C1", "C2"), 70000)


def test_many_small_lengths_are_rounded_once_not_each() -> None:
    estimate = price([item("tr_foot", 0.004, "network_design") for _ in range(1000)], BOOK)
    assert line(estimate, "tr_foot").quantity == Decimal("4.00")


def test_commissioning_is_a_percentage_of_the_other_works_bound_by_bound() -> None:
    # cam_fixed 600 / 950 / 1700 x 10; commission 2.5 / 4 / 8 %
    estimate = price(
        [item("cam_fixed", 10.0), item("commission", 1.0), item("training", 1.0)], BOOK
    )
    one = line(estimate, "commission")
    assert one.base is not None
    assert bounds(one.base) == (600_000, 950_000, 1_700_000)
    assert bounds(one.amount) == (15_000, 38_000, 136_000)
    assert bounds(estimate.totals.ht) == (
        600_000 + 15_000 + 50_000, 950_000 + 38_000 + 90_000, 1_700_000 + 136_000 + 150_000,
    )  # fmt: skip


def test_a_percentage_takes_no_percentage() -> None:
    estimate = price(
        [item("cam_fixed", 10.0), item("commission", 1.0), item("contingency", 1.0)], BOOK
    )
    assert line(estimate, "contingency").base == line(estimate, "commission").base


def test_maintenance_bears_on_equipment_not_on_civil_works() -> None:
    estimate = price(
        [item("cam_fixed", 10.0), item("tr_foot", 500.0, "network_design"), item("maint", 1.0)],
        BOOK,
    )
    one = line(estimate, "maint")
    assert one.base is not None
    assert one.base.likely == 950_000
    assert (one.amount.likely, estimate.running_per_year.likely) == (57_000, 57_000)
    assert all(other.item != "maint" for other in estimate.lines)


@pytest.mark.parametrize(
    ("cameras", "kept", "dropped"),
    [
        (105.0, {"study"}, {"moe", "publication"}),  # 99,750 EUR of works
        (106.0, {"moe", "publication"}, {"study"}),  # 100,700 EUR
    ],
)
def test_a_study_or_project_management_never_both(
    cameras: float, kept: set[str], dropped: set[str]
) -> None:
    estimate = price(
        [
            item("cam_fixed", cameras),
            item("study", 1.0, "below_threshold"),
            item("moe", 1.0, "above_threshold"),
            item("publication", 1.0, "above_threshold"),
        ],
        BOOK,
    )
    found = {one.item for one in estimate.lines}
    assert kept <= found
    assert not dropped & found


def test_vat_is_taken_on_the_total() -> None:
    estimate = price([item("fib_duct", 0.03, "network_design")], BOOK)  # 0.075, 0.12, 0.24 EUR
    assert bounds(estimate.totals.ht) == (8, 12, 24)
    assert bounds(estimate.totals.vat) == (2, 2, 5)
    assert bounds(estimate.totals.ttc) == (10, 14, 29)


def test_a_quote_replaces_the_price_and_its_range_and_zero_is_free() -> None:
    quotes = tuple(
        PriceOverride(
            item=name, low_cents=cents, likely_cents=cents, high_cents=cents, source="Devis 12"
        )
        for name, cents in (("cam_fixed", 80_000), ("lift", 0))
    )
    book = PriceBook(catalogue=load(), overrides=quotes)
    estimate = price([item("cam_fixed", 2.0), item("lift", 3.0, "per_point")], book)
    assert bounds(line(estimate, "cam_fixed").amount) == (160_000, 160_000, 160_000)
    assert line(estimate, "cam_fixed").status == "quote"
    assert bounds(line(estimate, "lift").amount) == (0, 0, 0)
    assert not estimate.findings, "nothing rests on a hypothesis any more"


def test_lines_come_by_category_then_as_the_catalogue_lists_them() -> None:
    names = ["training", "screen", "srv", "tr_foot", "commission", "cam_vpi", "cam_fixed"]
    estimate = price([item(name, 1.0) for name in names], BOOK)
    assert [one.item for one in estimate.lines] == [
        "cam_fixed", "cam_vpi", "commission", "tr_foot", "srv", "screen", "training",
    ]  # fmt: skip


def test_the_share_that_rests_on_hypotheses_is_told() -> None:
    estimate = price([item("cam_fixed", 1.0), item("pwr_grid", 1.0)], BOOK)  # 950 guessed of 2,450
    (told,) = estimate.findings
    assert (told.code, dict(told.values)) == ("prices_hypothesis", {"count": 1, "share": 0.3878})


@pytest.mark.parametrize(("on", "told"), [("2024-05-02", True), ("2025-01-01", False), ("", False)])
def test_prices_later_than_the_plan_are_told(on: str, told: bool) -> None:
    estimate = price([item("cam_fixed", 1.0)], BOOK, on=on)
    assert ("prices_after_plan" in {one.code for one in estimate.findings}) is told


def test_nothing_costs_nothing() -> None:
    estimate = price([], BOOK)
    assert (estimate.lines, estimate.running, estimate.findings) == ((), (), ())
    assert bounds(estimate.totals.ttc) == (0, 0, 0)


def test_an_item_without_a_price_is_refused() -> None:
    with pytest.raises(CatalogueError) as caught:
        price([item("drone", 1.0)], BOOK)
    assert caught.value.code == "unknown_item"
