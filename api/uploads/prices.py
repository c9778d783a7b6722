"""Prices and quotes sent as a table: one line an item, its unit being the catalogue's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import get_args

from api.uploads.tables import Cell, Table, read_table
from planner.catalogues.model import Catalogue, Price, PriceStatus
from planner.errors import BillError
from planner.members import is_iso_date
from planner.plan import PriceOverride, price_override

LIKELY = ("typical", "likely", "unit_price")  # three names of one column
MOST_EUR = Decimal(1_000_000_000)

_BLANKS = str.maketrans("", "", " \u00a0\u202f\u2009€")
_DASHES = str.maketrans("–—−\u2011", "----")
_FRENCH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_YEAR = re.compile(r"\d{4}")


def read_prices(path: Path, catalogue: Catalogue) -> tuple[PriceOverride, ...]:
    """Read a file of prices, CSV or XLSX.

    Parameters
    ----------
    path : Path
        ``id,label,unit,low,typical,high,source,date[,status]``.
    catalogue : Catalogue
        Knows the items and their units.

    Returns
    -------
    tuple of PriceOverride
        In the file's order; a line without a status is a quote.

    Raises
    ------
    BillError
        Naming the row and the item of the line that cannot be used.
    """
    return parse_prices(read_table(path), catalogue.prices)


def parse_prices(table: Table, known: Mapping[str, Price]) -> tuple[PriceOverride, ...]:
    """Read prices from a table.

    Raises
    ------
    BillError
        ``table_column_missing``, ``price_item_missing``, ``price_item_unknown``,
        ``price_item_twice``, ``price_unit``, ``price_missing``, ``price_number``,
        ``price_date``, ``price_status``, ``price_out_of_order``.
    """
    identity = "item" if "item" in table.heads else "id"
    table.require(identity, "unit")
    if not any(head in table.heads for head in LIKELY):
        table.require(LIKELY[0])
    prices: dict[str, PriceOverride] = {}
    for number, row in enumerate(table.rows, start=1):
        if not any(_text(cell) for cell in row.values()):
            continue
        price = _price(number, row, known, identity=identity, file=table.name)
        if price.item in prices:
            raise BillError("price_item_twice", row=number, item=price.item)
        prices[price.item] = price
    return tuple(prices.values())


def _price(
    number: int, row: Mapping[str, Cell], known: Mapping[str, Price], *, identity: str, file: str
) -> PriceOverride:
    item = _text(row.get(identity))
    if not item:
        raise BillError("price_item_missing", row=number)
    if item not in known:
        raise BillError("price_item_unknown", row=number, item=item)
    unit, expected = _text(row.get("unit")), known[item].unit
    if _plain(unit) != _plain(expected):
        raise BillError("price_unit", row=number, item=item, unit=unit or "–", expected=expected)
    likely = next((value for value in _numbers(number, row, LIKELY) if value is not None), None)
    if likely is None:
        raise BillError("price_missing", row=number, item=item)
    low, high = _numbers(number, row, ("low", "high"))
    status = _text(row.get("status")).casefold() or "quote"
    if status not in get_args(PriceStatus):
        raise BillError(
            "price_status", row=number, item=item, status=status, known=get_args(PriceStatus)
        )
    return price_override(
        item,
        (low, likely, high),
        source=_text(row.get("source")) or file,
        date=_date(number, row),
        status=status,
        error=BillError,
    )


def _numbers(number: int, row: Mapping[str, Cell], columns: Iterable[str]) -> list[Decimal | None]:
    return [_number(number, row, column) for column in columns]


def _number(number: int, row: Mapping[str, Cell], column: str) -> Decimal | None:
    """Read an amount of at least zero, decimal comma or point; None for a blank."""
    shown = _text(row.get(column))
    if not shown:
        return None
    try:
        value = Decimal(shown.translate(_BLANKS).replace(",", "."))
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or not 0 <= value <= MOST_EUR:
        raise BillError("price_number", row=number, column=column, value=shown)
    return value


def _date(number: int, row: Mapping[str, Cell]) -> str:
    """Read a day (ISO or French), a year, or nothing."""
    shown = _text(row.get("date"))
    french = _FRENCH_DAY.fullmatch(shown)
    day = "{2}-{1:0>2}-{0:0>2}".format(*french.groups()) if french else shown
    if day in {"", "undated"} or _YEAR.fullmatch(day) or is_iso_date(day):
        return day
    raise BillError("price_date", row=number, value=shown)


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell).strip()


def _plain(unit: str) -> str:
    return unit.translate(_DASHES).translate(_BLANKS).casefold()
