"""An imported bill: priced as it is, nothing added to it.

A row names an item of the catalogue or, with its own price, label and category, anything else.
A unit price given by the row is a quote, in EUR HT; for an item that the catalogue counts in
percent it is the amount of the quote, not a rate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import cast

from planner.catalogues.model import Category, Eligible, Label, Price, Source
from planner.catalogues.price_files import CATEGORIES, PERCENT, PERCENT_PER_YEAR
from planner.catalogues.pricebook import PriceBook
from planner.errors import BillError
from planner.estimate.lines import Demand, line_of
from planner.estimate.model import BillRow, Line
from planner.money import exactly, round_cents

RULE = "bill"
QUOTED_UNIT = {PERCENT: "lump", PERCENT_PER_YEAR: "u/yr"}  # a quote gives an amount, not a rate
_MOST = Decimal(1_000_000_000)
_BLANKS = str.maketrans("", "", " \u00a0\u202f\u2009€")


def line_of_row(row: BillRow, book: PriceBook) -> Line:
    """Price one row of a bill.

    Parameters
    ----------
    row : BillRow
        With its own price or without.
    book : PriceBook
        For a row without.

    Returns
    -------
    Line
        A percentage without a price still lacks its base.

    Raises
    ------
    BillError
        ``bill_item_unknown`` when the item is not of the catalogue and the row has no price or
        no category.
    """
    price = book.prices.get(row.item) or _own_price(row)
    line = line_of(Demand(item=row.item, rule=RULE, quantity=row.quantity, subjects=()), price)
    if row.unit_price_cents is not None:
        quoted = exactly(row.unit_price_cents)
        line = replace(
            line,
            unit=QUOTED_UNIT.get(line.unit, line.unit),
            unit_price=quoted,
            amount=quoted.times(row.quantity),
            status="quote",
            source=Source(title=row.quote),
        )
    if row.label:
        line = replace(line, label=Label(fr=row.label, en=row.label))
    return _categorised(line, row)


def _own_price(row: BillRow) -> Price:
    """Make the price of an item that only the bill knows."""
    if row.unit_price_cents is None or not row.category:
        raise BillError("bill_item_unknown", row=row.row, item=row.item)
    eligible: Eligible = "no" if row.category == "none" else "yes"
    name = row.label or row.item
    return Price(
        id=row.item,
        label=Label(fr=name, en=name),
        unit="u",
        amount=exactly(row.unit_price_cents),
        category=row.category,
        eligible=eligible,
        status="quote",
        source=Source(title=row.quote),
        because="outside_categories" if eligible == "no" else "category_of_bill",
    )


def _categorised(line: Line, row: BillRow) -> Line:
    """Follow the row's category; what the bill puts outside the four is not eligible."""
    if not row.category or row.category == line.category:
        return line
    if row.category == "none":
        return replace(line, category="none", eligible="no", because="outside_categories")
    return replace(line, category=row.category)


def read_bill(rows: Iterable[Mapping[str, object]]) -> tuple[BillRow, ...]:
    """Read the rows of a table whose heads are ``item``, ``quantity`` and the optional ones.

    Parameters
    ----------
    rows : iterable of Mapping
        ``item``, ``quantity``, and ``unit_price``, ``label``, ``category``, ``quote`` or not;
        text or numbers, decimal comma or point, spaces between thousands.

    Returns
    -------
    tuple of BillRow
        Rows that are blank throughout are left out.

    Raises
    ------
    BillError
        ``bill_empty``, ``bill_item_missing``, ``bill_number``, ``bill_category``; values hold
        ``row``, counted from 1 under the heads.
    """
    read = [
        _row(rank, row)
        for rank, row in enumerate(rows, start=1)
        if any(str(value or "").strip() for value in row.values())
    ]
    if not read:
        raise BillError("bill_empty")
    return tuple(read)


def _row(rank: int, row: Mapping[str, object]) -> BillRow:
    item, category = _text(row, "item"), _text(row, "category")
    if not item:
        raise BillError("bill_item_missing", row=rank)
    if category not in {"", *CATEGORIES}:
        raise BillError("bill_category", row=rank, category=category, known=CATEGORIES)
    quantity = _number(row, "quantity", rank)
    if quantity is None:
        raise BillError("bill_number", row=rank, column="quantity", value="")
    unit_price = _number(row, "unit_price", rank)
    return BillRow(
        row=rank,
        item=item,
        quantity=quantity.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP),
        unit_price_cents=None if unit_price is None else round_cents(unit_price),
        label=_text(row, "label"),
        category=cast("Category | None", category or None),
        quote=_text(row, "quote"),
    )


def _text(row: Mapping[str, object], column: str) -> str:
    value = row.get(column)
    return "" if value is None else str(value).strip()


def _number(row: Mapping[str, object], column: str, rank: int) -> Decimal | None:
    """Read a number of at least zero; None for a blank."""
    shown = _text(row, column)
    if not shown:
        return None
    try:
        number = Decimal(shown.translate(_BLANKS).replace(",", "."))
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or not 0 <= number <= _MOST:
        raise BillError("bill_number", row=rank, column=column, value=shown)
    return number
