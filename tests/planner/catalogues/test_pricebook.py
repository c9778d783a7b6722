"""What a plan's quotes put over the catalogue."""

from __future__ import annotations

import pytest

from planner.catalogues.pricebook import PriceBook
from planner.catalogues.reader import load
from planner.errors import CatalogueError
from planner.plan import PriceOverride


def quote(item: str, low: int, likely: int, high: int, status: str = "quote") -> PriceOverride:
    return PriceOverride(
        item=item,
        low_cents=low,
        likely_cents=likely,
        high_cents=high,
        source="Devis 12",
        date="2026-03-01",
        status=status,
    )


def test_without_overrides_the_book_is_the_catalogue() -> None:
    catalogue = load()
    book = PriceBook(catalogue=catalogue)
    assert book.prices == catalogue.prices
    assert book.likely_cents()["tr_foot"] == 9000
    assert set(book.likely_cents()) == set(catalogue.prices)


def test_a_quote_changes_the_price_and_nothing_of_what_the_thing_is() -> None:
    catalogue = load()
    book = PriceBook(catalogue=catalogue, overrides=(quote("cam_fixed", 100, 200, 300),))
    price, was = book.price("cam_fixed"), catalogue.prices["cam_fixed"]
    assert (price.amount.low, price.amount.likely, price.amount.high) == (100, 200, 300)
    assert (price.status, price.source.title, price.source.date) == (
        "quote",
        "Devis 12",
        "2026-03-01",
    )
    assert (price.label, price.unit, price.category, price.eligible) == (
        was.label, was.unit, was.category, was.eligible,
    )  # fmt: skip
    assert book.price("cam_vpi") == catalogue.prices["cam_vpi"]


def test_zero_is_a_price_and_the_last_quote_of_an_item_wins() -> None:
    overrides = (quote("cam_fixed", 100, 200, 300), quote("cam_fixed", 0, 0, 0))
    assert PriceBook(catalogue=load(), overrides=overrides).price("cam_fixed").amount.high == 0


@pytest.mark.parametrize(
    ("override", "code"),
    [
        (quote("camera", 1, 2, 3), "unknown_item"),
        (quote("cam_fixed", 3, 2, 4), "override_out_of_order"),
        (quote("cam_fixed", -1, 2, 4), "override_out_of_order"),
        (quote("cam_fixed", 1, 2, 3, status="sure"), "override_bad_status"),
    ],
)
def test_an_override_that_cannot_be_used_is_refused_by_name(
    override: PriceOverride, code: str
) -> None:
    with pytest.raises(CatalogueError) as caught:
        PriceBook(catalogue=load(), overrides=(override,))
    assert caught.value.code == code
    assert caught.value.values["item"] == override.item


def test_an_item_without_a_price_is_an_error() -> None:
    with pytest.raises(CatalogueError) as caught:
        PriceBook(catalogue=load()).price("drone")
    assert (caught.value.code, caught.value.values["item"]) == ("unknown_item", "drone")
