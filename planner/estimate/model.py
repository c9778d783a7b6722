"""Records of the estimate. Money in cents EUR HT."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from planner.catalogues.model import Category, Eligible, Label, PriceStatus, Source
from planner.findings import Finding
from planner.money import Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the bill: quantity x unit price, with why it is counted and eligible or not."""

    item: str
    label: Label
    category: Category
    quantity: Decimal
    unit: str
    unit_price: Amount  # cents; hundredths of a percent for percentage units
    base: Amount | None  # what a percentage applies to
    amount: Amount
    eligible: Eligible
    status: PriceStatus
    source: Source
    rule: str  # quantity rule, ``rules.<rule>`` in the texts; "bill" for an imported bill
    because: str  # ``because.<code>`` in the texts: why eligible, not, or to confirm
    subjects: tuple[str, ...] = ()
    running: bool = False  # a yearly cost: never in the totals


@dataclass(frozen=True, slots=True, kw_only=True)
class BillRow:
    """One row of an imported bill. ``row`` counts from 1 under the heads."""

    row: int
    item: str
    quantity: Decimal
    unit_price_cents: int | None = None  # EUR HT in cents; zero is a price, None is none
    label: str = ""
    category: Category | None = None
    quote: str = ""  # the document that gives the price


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Totals of the investment lines."""

    ht: Amount
    eligible_ht: Amount
    to_confirm_ht: Amount
    not_eligible_ht: Amount
    vat: Amount
    ttc: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """The bill, its totals and what it costs to run each year."""

    lines: tuple[Line, ...]
    running: tuple[Line, ...]
    totals: Totals
    running_per_year: Amount
    vat_rate: Decimal
    findings: tuple[Finding, ...] = ()
