"""Estimates made by hand, for tests of who pays: amounts in euros, by category."""

from __future__ import annotations

from decimal import Decimal

from planner.catalogues.model import Category, Eligible, Label, Source
from planner.estimate.model import Estimate, Line
from planner.estimate.totals import totals_of
from planner.money import NOTHING, exactly, round_cents

VAT = Decimal("0.20")


def line(
    item: str,
    amount_eur: str | float,
    *,
    category: Category = "C1",
    eligible: Eligible = "yes",
    quantity: int = 1,
) -> Line:
    """Make a line of a given total amount."""
    amount = exactly(round_cents(Decimal(str(amount_eur))))
    return Line(
        item=item,
        label=Label(fr=item, en=item),
        category=category,
        quantity=Decimal(quantity),
        unit="u",
        unit_price=amount,
        base=None,
        amount=amount,
        eligible=eligible,
        status="hypothesis",
        source=Source(title="test"),
        rule="bill",
        because="camera_and_mast",
    )


def estimate(*lines: Line) -> Estimate:
    """Make an estimate of some lines, without running costs."""
    return Estimate(
        lines=lines,
        running=(),
        totals=totals_of(lines, VAT),
        running_per_year=NOTHING,
        vat_rate=VAT,
    )
