"""Price files: the catalogue's unit or nothing, zero is a price, a line says which document."""

from __future__ import annotations

import io
import pathlib

import pytest
from openpyxl import Workbook

from api.texts.reader import load as texts
from api.uploads.prices import parse_prices, read_prices
from api.uploads.tables import parse_table
from planner.catalogues.pricebook import PriceBook
from planner.catalogues.reader import load
from planner.errors import BillError
from planner.plan import PriceOverride

HEADS = "id;label;unit;low;typical;high;source;date;status"


def prices(*lines: str, heads: str = HEADS) -> tuple[PriceOverride, ...]:
    content = "\n".join((heads, *lines)).encode()
    return parse_prices(parse_table(content, "devis.csv"), load().prices)


def test_a_line_of_the_contract_is_read() -> None:
    (one,) = prices("mast_6;Mât 6 m;u;1 600;2 500,50 €;4300;Devis B;02/05/2024;verified")
    assert one == PriceOverride(
        item="mast_6", low_cents=160_000, likely_cents=250_050, high_cents=430_000,
        source="Devis B", date="2024-05-02", status="verified",
    )  # fmt: skip


def test_a_line_that_says_little_is_a_quote_of_its_file() -> None:
    (one,) = prices("mast_6;u;900", heads="item;unit;likely")
    assert (one.low_cents, one.likely_cents, one.high_cents) == (90_000,) * 3
    assert (one.status, one.source, one.date) == ("quote", "devis.csv", "")


def test_zero_is_a_price() -> None:
    assert prices("mast_6;;u;0;0;0;;;")[0].likely_cents == 0


def test_a_percentage_is_given_in_percent_of_the_catalogue_s_base() -> None:
    (one,) = prices("commission;;% of C1-C4;;3,5;;;;")  # a plain hyphen where it has a dash
    assert one.likely_cents == 350


def test_a_label_that_looks_like_a_formula_is_only_text() -> None:
    assert prices('mast_6;"=cmd|x";u;;900;;=HYPERLINK();2024;')[0].source == "=HYPERLINK()"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (";;u;;900;;;;", "price_item_missing"),
        ("mast_7;;u;;900;;;;", "price_item_unknown"),
        ("mast_6;;m;;900;;;;", "price_unit"),
        ("mast_6;;;;900;;;;", "price_unit"),
        ("mast_6;;u;;;;;;", "price_missing"),
        ("mast_6;;u;;NaN;;;;", "price_number"),
        ("mast_6;;u;;-1;;;;", "price_number"),
        ("mast_6;;u;;=1+1;;;;", "price_number"),
        ("mast_6;;u;;1e300;;;;", "price_number"),
        ("mast_6;;u;cheap;900;;;;", "price_number"),
        ("mast_6;;u;;900;;;31/02/2024;", "price_date"),
        ("mast_6;;u;;900;;;;sure", "price_status"),
        ("mast_6;;u;1000;900;;;;", "price_out_of_order"),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_by_name(line: str, code: str) -> None:
    with pytest.raises(BillError) as caught:
        prices("cabinet;;u;;700;;;;", line)
    assert caught.value.code == code
    assert caught.value.values.get("row", 2) == 2
    for language in ("fr", "en"):
        assert texts(language).error(caught.value).endswith(".")


def test_an_item_priced_twice_is_refused() -> None:
    with pytest.raises(BillError) as caught:
        prices("mast_6;;u;;900;;;;", "", "mast_6;;u;;800;;;;")
    assert (caught.value.code, caught.value.values["row"]) == ("price_item_twice", 3)


@pytest.mark.parametrize("heads", ["label;unit;typical", "id;typical", "id;unit;low"])
def test_a_file_without_a_needed_column_is_refused(heads: str) -> None:
    with pytest.raises(BillError) as caught:
        prices("a;b;c", heads=heads if heads.count(";") == 2 else f"{heads};x")
    assert caught.value.code == "table_column_missing"


def test_a_workbook_of_prices_reaches_the_price_book(tmp_path: pathlib.Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADS.split(";"))
    sheet.append(["mast_6", "Mât", "u", 2000, 2400.4, 2600, "Devis C", 2024, None])
    stream = io.BytesIO()
    book.save(stream)
    path = tmp_path / "devis.xlsx"
    path.write_bytes(stream.getvalue())
    catalogue = load()
    price = PriceBook(catalogue=catalogue, overrides=read_prices(path, catalogue)).price("mast_6")
    assert (price.amount.likely, price.status, price.source.title) == (240_040, "quote", "Devis C")
