"""Pricing: counted items, or the rows of a bill, times the prices in force.

Items counted by one rule for several subjects make one line. The rows of a bill stay what they
are, and nothing is added to them.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from planner.catalogues.pricebook import PriceBook
from planner.equipment.model import Item
from planner.estimate.bill import line_of_row
from planner.estimate.lines import Demand, line_of, settle
from planner.estimate.model import BillRow, Estimate

_HUNDREDTH = Decimal("0.01")


def price(items: Iterable[Item], book: PriceBook, *, on: str = "") -> Estimate:
    """Price counted items.

    Parameters
    ----------
    items : iterable of Item
        From ``quantities``.
    book : PriceBook
        Prices in force and the plan's own.
    on : str
        The plan's date (ISO), to tell prices whose level is later; empty tells nothing.

    Returns
    -------
    Estimate
        Lines by category in the order of the catalogue, running costs apart, totals in cents HT,
        VAT and TTC. Printed lines sum to the printed totals.

    Raises
    ------
    CatalogueError
        ``unknown_item`` when an item has no price.
    """
    lines = [line_of(demand, book.price(demand.item)) for demand in _gather(items)]
    return settle(lines, book, on=on)


def estimate_bill(rows: Iterable[BillRow], book: PriceBook) -> Estimate:
    """Price a bill, row by row.

    Parameters
    ----------
    rows : iterable of BillRow
        In the bill's order; two rows of one item stay two lines.
    book : PriceBook
        For the rows without a price of their own.

    Returns
    -------
    Estimate
        Percentages without a price apply to the bill's own C1 to C4 rows.

    Raises
    ------
    BillError
        ``bill_item_unknown`` when an item is not of the catalogue and the row has no price or
        no category.
    """
    return settle([line_of_row(row, book) for row in rows], book)


def _gather(items: Iterable[Item]) -> list[Demand]:
    """Sum quantities by item and rule, rounded once to two decimals; zero makes no line."""
    quantities: dict[tuple[str, str], Decimal] = {}
    subjects: dict[tuple[str, str], dict[str, None]] = {}
    for item in items:
        key = item.item, item.rule
        quantities[key] = quantities.get(key, Decimal(0)) + Decimal(str(item.quantity))
        subjects.setdefault(key, {})[item.subject] = None
    return [
        Demand(
            item=item,
            rule=rule,
            quantity=quantity.quantize(_HUNDREDTH, rounding=ROUND_HALF_UP),
            subjects=tuple(subject for subject in subjects[item, rule] if subject),
        )
        for (item, rule), quantity in quantities.items()
        if quantity >= _HUNDREDTH / 2
    ]
