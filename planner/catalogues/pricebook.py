"""The price in force of every item, with what a plan's quotes and hypotheses put over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Protocol, cast

from planner.catalogues.model import Catalogue, Price, PriceStatus, Source
from planner.catalogues.sourced import PRICE_STATUSES
from planner.errors import CatalogueError
from planner.money import Amount

_STATUSES = (*PRICE_STATUSES, "quote")


class Override(Protocol):
    """A price that a plan sets: ``planner.plan.PriceOverride`` is one (the plan lives above)."""

    @property
    def item(self) -> str:
        """Price id."""

    @property
    def low_cents(self) -> int:
        """Lowest unit price, cents HT (hundredths of a percent for percentage units)."""

    @property
    def likely_cents(self) -> int:
        """Likely unit price."""

    @property
    def high_cents(self) -> int:
        """Highest unit price."""

    @property
    def source(self) -> str:
        """The document that says so."""

    @property
    def date(self) -> str:
        """Date of the document."""

    @property
    def status(self) -> str:
        """Status, ``quote`` when not said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceBook:
    """What things cost in one study, in the order of a bill.

    Parameters
    ----------
    catalogue : Catalogue
        Prices in force; labels, units, categories and eligibility stay those of the catalogue.
    overrides : tuple of Override
        What the plan sets. A zero price is a price; the last one of an item wins.

    Raises
    ------
    CatalogueError
        ``unknown_item``, ``override_out_of_order`` or ``override_bad_status``.
    """

    catalogue: Catalogue
    overrides: tuple[Override, ...] = ()
    prices: Mapping[str, Price] = field(init=False)

    def __post_init__(self) -> None:
        """Put the overrides over the catalogue."""
        prices = dict(self.catalogue.prices)
        for override in self.overrides:
            if override.item not in prices:
                raise CatalogueError("unknown_item", item=override.item)
            prices[override.item] = _overridden(prices[override.item], override)
        object.__setattr__(self, "prices", prices)

    @property
    def vat_rate(self) -> Decimal:
        """Share of HT, 0.20 for 20 %."""
        return self.catalogue.vat_rate

    def price(self, item: str) -> Price:
        """Give the price of an item.

        Raises
        ------
        CatalogueError
            ``unknown_item`` when the catalogue has no such item.
        """
        if item not in self.prices:
            raise CatalogueError("unknown_item", item=item)
        return self.prices[item]

    def likely_cents(self) -> dict[str, int]:
        """Give the likely unit price of every item, in cents, for the network's arithmetic."""
        return {item: price.amount.likely for item, price in self.prices.items()}


def _overridden(price: Price, override: Override) -> Price:
    low, likely, high = override.low_cents, override.likely_cents, override.high_cents
    if not 0 <= low <= likely <= high:
        raise CatalogueError("override_out_of_order", item=price.id)
    status = override.status or "quote"
    if status not in _STATUSES:
        raise CatalogueError("override_bad_status", item=price.id, status=status)
    return replace(
        price,
        amount=Amount(low=low, likely=likely, high=high),
        status=cast("PriceStatus", status),
        source=Source(title=override.source, date=override.date),
        since=override.date,
        note="",
    )
