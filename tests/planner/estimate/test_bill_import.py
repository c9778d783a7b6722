"""A bill is taken as it is: nothing is added to it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.catalogues.pricebook import PriceBook
from planner.catalogues.reader import load
from planner.errors import BillError
from planner.estimate.bill import read_bill
from planner.estimate.model import BillRow, Estimate
from planner.estimate.pricing import estimate_bill
from planner.money import total

BOOK = PriceBook(catalogue=load())


def priced(*rows: dict[str, object]) -> Estimate:
    return estimate_bill(read_bill(rows), BOOK)


def refusal(*rows: dict[str, object]) -> BillError:
    with pytest.raises(BillError) as caught:
        priced(*rows)
    return caught.value


def test_the_worked_case_of_80_000_eligible_and_5_000_to_confirm() -> None:
    # domain_corrections 2.5 (5): 30 % of 80,000 and of 85,000 make 24,000 and 25,500.
    estimate = priced(
        {"item": "cam_fixed", "quantity": "1", "unit_price": "80000", "category": "C1"},
        {"item": "pwr_grid", "quantity": "1", "unit_price": "5000"},
    )
    totals = estimate.totals
    assert (totals.eligible_ht.likely, totals.to_confirm_ht.likely) == (8_000_000, 500_000)
    assert totals.ht.low == totals.ht.high == 8_500_000
    assert (totals.vat.likely, totals.ttc.likely) == (1_700_000, 10_200_000)


def test_rows_stay_rows_and_nothing_is_added() -> None:
    estimate = priced(
        {"item": "tr_foot", "quantity": 100, "label": "Tranchée rue Haute"},
        {"item": "tr_foot", "quantity": 50, "label": "Tranchée rue Basse"},
        {"item": "study", "quantity": 1},
        {"item": "moe", "quantity": 1},
    )
    assert [line.item for line in estimate.lines] == ["tr_foot", "tr_foot", "study", "moe"]
    assert [line.label.fr for line in estimate.lines][:2] == [
        "Tranchée rue Haute",
        "Tranchée rue Basse",
    ]
    assert {line.rule for line in estimate.lines} == {"bill"}


def test_a_row_without_a_price_takes_the_catalogue_and_its_range() -> None:
    (line,) = priced({"item": "mast_6", "quantity": 2}).lines
    assert (line.amount.low, line.amount.likely, line.amount.high) == (320_000, 500_000, 860_000)
    assert (line.status, line.because) == ("hypothesis", "camera_and_mast")


def test_a_quoted_row_has_no_range_and_names_its_document() -> None:
    (line,) = priced(
        {"item": "mast_6", "quantity": 2, "unit_price": "2 345,67", "quote": "Devis 12"}
    ).lines
    assert line.amount.low == line.amount.likely == line.amount.high == 469_134
    assert (line.status, line.source.title) == ("quote", "Devis 12")


def test_zero_is_a_price() -> None:
    (line,) = priced({"item": "mast_6", "quantity": 2, "unit_price": "0"}).lines
    assert (line.amount.high, line.status) == (0, "quote")


def test_a_percentage_without_a_price_applies_to_the_bill_and_a_priced_one_is_an_amount() -> None:
    rows = [{"item": "cam_fixed", "quantity": 1, "unit_price": 10_000}]
    rate = priced(*rows, {"item": "commission", "quantity": 1}).lines[-1]
    assert (rate.unit, rate.amount.likely) == ("% of C1–C4", 40_000)
    lump = priced(*rows, {"item": "commission", "quantity": 1, "unit_price": 2500}).lines[-1]
    assert (lump.unit, lump.base, lump.amount.likely) == ("lump", None, 250_000)


def test_running_costs_of_a_bill_stay_out_of_its_totals() -> None:
    estimate = priced(
        {"item": "cam_fixed", "quantity": 1, "unit_price": 1000},
        {"item": "maint", "quantity": 1, "unit_price": 7000},
        {"item": "sub_4g", "quantity": 12},
    )
    assert [line.item for line in estimate.lines] == ["cam_fixed"]
    assert estimate.totals.ht.likely == 100_000
    assert {line.item: line.amount.likely for line in estimate.running} == {
        "maint": 700_000,
        "sub_4g": 42_000,
    }


def test_an_item_of_its_own_needs_a_price_and_a_category() -> None:
    own = {"item": "totem", "quantity": 2, "unit_price": 500, "label": "Totem"}
    (line,) = priced({**own, "category": "C4"}).lines
    assert (line.label.fr, line.eligible, line.because) == ("Totem", "yes", "category_of_bill")
    (line,) = priced({**own, "category": "none"}).lines
    assert (line.eligible, line.because) == ("no", "outside_categories")
    error = refusal({"item": "screen", "quantity": 1}, own)
    assert (error.code, error.values) == ("bill_item_unknown", {"row": 2, "item": "totem"})


def test_a_category_of_the_bill_never_makes_an_excluded_item_eligible() -> None:
    (line,) = priced({"item": "training", "quantity": 1, "category": "C1"}).lines
    assert (line.category, line.eligible) == ("C1", "no")
    (line,) = priced({"item": "screen", "quantity": 1, "category": "none"}).lines
    assert (line.category, line.eligible, line.because) == ("none", "no", "outside_categories")


@pytest.mark.parametrize(
    ("row", "code", "values"),
    [
        ({"item": "", "quantity": 1}, "bill_item_missing", {"row": 1}),
        ({"item": "cam_fixed", "quantity": ""}, "bill_number", {"column": "quantity"}),
        ({"item": "cam_fixed"}, "bill_number", {"column": "quantity"}),
        ({"item": "cam_fixed", "quantity": "-1"}, "bill_number", {"value": "-1"}),
        ({"item": "cam_fixed", "quantity": "deux"}, "bill_number", {"value": "deux"}),
        ({"item": "cam_fixed", "quantity": "nan"}, "bill_number", {"value": "nan"}),
        ({"item": "cam_fixed", "quantity": "1e99"}, "bill_number", {"value": "1e99"}),
        (
            {"item": "cam_fixed", "quantity": 1, "unit_price": "12,5 euros"},
            "bill_number",
            {"column": "unit_price"},
        ),
        (
            {"item": "cam_fixed", "quantity": 1, "category": "C5"},
            "bill_category",
            {"category": "C5"},
        ),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_by_its_number(
    row: dict[str, object], code: str, values: dict[str, object]
) -> None:
    error = refusal(row)
    assert error.code == code
    assert error.values["row"] == 1
    assert values.items() <= error.values.items()


def test_blank_rows_are_left_out_and_a_bill_of_nothing_is_refused() -> None:
    assert len(read_bill([{"item": "", "quantity": ""}, {"item": "lift", "quantity": "1"}])) == 1
    assert refusal({"item": " ", "quantity": None}).code == "bill_empty"


@pytest.mark.parametrize(
    ("written", "cents"),
    [("1234,5", 123_450), ("1 234,56 €", 123_456), ("1\u202f234.56", 123_456), (1234.56, 123_456)],
)
def test_prices_are_read_as_french_and_english_tables_write_them(
    written: object, cents: int
) -> None:
    (row,) = read_bill([{"item": "lift", "quantity": "1", "unit_price": written}])
    assert row.unit_price_cents == cents


@given(
    st.lists(
        st.builds(
            lambda item, hundredths, cents: BillRow(
                row=1, item=item, quantity=Decimal(hundredths) / 100, unit_price_cents=cents
            ),
            st.sampled_from(sorted(BOOK.prices)),
            st.integers(0, 100_000),
            st.one_of(st.none(), st.integers(0, 5_000_000)),
        ),
        max_size=20,
    )
)
@settings(max_examples=40, deadline=None)
def test_a_bill_keeps_every_row_and_sums_to_the_cent(rows: list[BillRow]) -> None:
    estimate = estimate_bill(rows, BOOK)
    assert len(estimate.lines) + len(estimate.running) == len(rows)
    assert total([line.amount for line in estimate.lines]) == estimate.totals.ht
    totals = estimate.totals
    assert totals.eligible_ht + totals.to_confirm_ht + totals.not_eligible_ht == totals.ht
