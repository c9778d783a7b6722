"""Totals: sums of printed lines, bound by bound, and the tax on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from planner.catalogues.model import Eligible
from planner.catalogues.price_files import PERCENT
from planner.estimate.model import Line, Totals
from planner.money import Amount, total

WORKS = ("C1", "C2", "C3", "C4")
CIVIL_WORKS = "civil_works"


def totals_of(lines: Sequence[Line], vat_rate: Decimal) -> Totals:
    """Sum investment lines.

    Parameters
    ----------
    lines : sequence of Line
        Investment lines; running costs are refused a place here by the caller.
    vat_rate : Decimal
        Share of HT.

    Returns
    -------
    Totals
        Cents; the printed lines sum to ``ht`` to the cent, and its three parts too.
    """
    ht = total([line.amount for line in lines])
    vat = ht.times(vat_rate)
    return Totals(
        ht=ht,
        eligible_ht=_part(lines, "yes"),
        to_confirm_ht=_part(lines, "to_confirm"),
        not_eligible_ht=_part(lines, "no"),
        vat=vat,
        ttc=ht + vat,
    )


def _part(lines: Iterable[Line], eligible: Eligible) -> Amount:
    return total([line.amount for line in lines if line.eligible == eligible])


def works_base(lines: Iterable[Line]) -> Amount:
    """Give what a percentage of C1 to C4 applies to: those lines, percentages left out."""
    return total([line.amount for line in lines if line.category in WORKS and line.unit != PERCENT])


def equipment_base(lines: Iterable[Line], civil_items: frozenset[str]) -> Amount:
    """Give what maintenance applies to: the works less civil works, which need none.

    Parameters
    ----------
    lines : iterable of Line
        Investment lines.
    civil_items : frozenset of str
        Price ids of the civil works family.

    Returns
    -------
    Amount
        Cents.
    """
    return works_base(line for line in lines if line.item not in civil_items)
