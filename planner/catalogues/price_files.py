"""Price files: one family of items per file, each item with its dated ranges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from planner.catalogues.dated import in_force
from planner.catalogues.documents import Entry
from planner.catalogues.model import Category, Eligible, Price, PriceStatus, Source
from planner.catalogues.sourced import PRICE_STATUSES, label, named_sources, source
from planner.money import Amount, round_cents

PERCENT = "% of C1–C4"
PERCENT_PER_YEAR = "%/yr"
RECURRING = ("month", PERCENT_PER_YEAR, "m/yr", "u/yr")
UNITS = ("u", "m", "pair", "TB", "day", "lump", PERCENT, *RECURRING)
CATEGORIES = ("C1", "C2", "C3", "C4", "none")
ELIGIBLE = ("yes", "no", "to_confirm")

_REQUIRED = ("label", "unit", "category", "eligible", "because", "status", "source", "values")


def parse_prices(top: Entry, *, on: str | None = None) -> dict[str, Price]:
    """Read a price file as it stands on a day.

    Parameters
    ----------
    top : Entry
        The file: ``family``, ``sources`` named once, ``prices`` keyed by item id.
    on : str or None
        ISO date; None for the newest values.

    Returns
    -------
    dict of str to Price
        In the file's order; cents, or hundredths of a percent for percentage units.

    Raises
    ------
    CatalogueError
        When a field is missing, unknown, unsourced, out of its list or out of order.
    """
    top.only(("family", "prices"), optional=("sources",))
    named = named_sources(top)
    family = top.text("family")
    return {
        name: _price(name, entry, family=family, named=named, on=on)
        for name, entry in top.entries("prices")
    }


def _price(
    name: str, entry: Entry, *, family: str, named: Mapping[str, Source], on: str | None
) -> Price:
    entry.only(_REQUIRED, optional=("checked_on", "note"))
    amounts = {date: _amount(dated) for date, dated in entry.entries("values")}
    since = in_force(entry, on)
    status = entry.choice("status", PRICE_STATUSES)
    return Price(
        id=name,
        label=label(entry),
        unit=entry.choice("unit", UNITS),
        amount=amounts[since],
        category=cast("Category", entry.choice("category", CATEGORIES)),
        eligible=cast("Eligible", entry.choice("eligible", ELIGIBLE)),
        status=cast("PriceStatus", status),
        source=source(entry, named, status),
        note=entry.text("note", default=""),
        because=entry.text("because"),
        family=family,
        since=since,
    )


def _amount(entry: Entry) -> Amount:
    entry.only(("low", "likely", "high"))
    low, likely, high = (round_cents(entry.number(bound)) for bound in ("low", "likely", "high"))
    if not low <= likely <= high:
        raise entry.fault("catalogue_out_of_order", "low", low=low, likely=likely, high=high)
    return Amount(low=low, likely=likely, high=high)
