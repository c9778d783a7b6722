"""Lines: a demand times a price, percentages on their base, and the estimate they make.

A percentage applies to the C1 to C4 lines that are no percentage themselves, bound by bound. The
study gives way to project management when the works pass about 100 000 EUR, never both
(prices_hypotheses, ``moe``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from planner.catalogues.model import Price
from planner.catalogues.price_files import CATEGORIES, PERCENT, PERCENT_PER_YEAR, RECURRING
from planner.catalogues.pricebook import PriceBook
from planner.estimate.model import Estimate, Line
from planner.estimate.rules import ABOVE_THRESHOLD, BELOW_THRESHOLD, rule_of
from planner.estimate.totals import CIVIL_WORKS, equipment_base, totals_of, works_base
from planner.findings import Finding, note
from planner.money import NOTHING, Amount, total

WORKS_THRESHOLD_CENTS = 100_000_00
MAINTENANCE = "maint"
PERCENTAGES = (PERCENT, PERCENT_PER_YEAR)
_OF_PERCENT = Decimal("0.0001")  # hundredths of a percent to a share


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One line to price: an item counted by one rule, for several subjects."""

    item: str
    rule: str
    quantity: Decimal
    subjects: tuple[str, ...]


def line_of(demand: Demand, price: Price) -> Line:
    """Price one demand; a percentage has no amount until its base is known.

    Parameters
    ----------
    demand : Demand
        What is counted.
    price : Price
        Of its item.

    Returns
    -------
    Line
        With the reason of the rule where its use differs from the catalogue's.
    """
    rule = rule_of(demand.item, demand.rule)
    eligible = rule.eligible if rule is not None and rule.eligible else price.eligible
    share = price.unit in PERCENTAGES
    return Line(
        item=price.id,
        label=price.label,
        category=price.category,
        quantity=demand.quantity,
        unit=price.unit,
        unit_price=price.amount,
        base=None,
        amount=NOTHING if share else price.amount.times(demand.quantity),
        eligible=eligible,
        status=price.status,
        source=price.source,
        rule=demand.rule,
        because=rule.because if rule is not None and rule.because else price.because,
        subjects=demand.subjects,
        running=price.unit in RECURRING,
    )


def settle(lines: Sequence[Line], book: PriceBook, *, on: str = "") -> Estimate:
    """Give an estimate from lines: percentages on their base, running costs apart, totals.

    Parameters
    ----------
    lines : sequence of Line
        From ``line_of``, in any order.
    book : PriceBook
        For the order of lines, the civil works family and the VAT rate.
    on : str
        The plan's date (ISO), to tell prices whose level is later; empty tells nothing.

    Returns
    -------
    Estimate
        As printed: lines by category, then in the order of the catalogue.
    """
    kept = _by_amount(lines)
    plain = [line for line in kept if line.unit not in PERCENTAGES]
    rated = [_rated(line, plain, book) for line in kept if line.unit in PERCENTAGES]
    ordered = _in_order([*plain, *rated], book)
    bill = tuple(line for line in ordered if not line.running)
    yearly = tuple(line for line in ordered if line.running)
    return Estimate(
        lines=bill,
        running=yearly,
        totals=totals_of(bill, book.vat_rate),
        running_per_year=total([line.amount for line in yearly]),
        vat_rate=book.vat_rate,
        findings=_look_at(bill, book, on),
    )


def _by_amount(lines: Sequence[Line]) -> list[Line]:
    """Keep what the amount of the works calls for: a study below the threshold, else management."""
    large = works_base(lines).likely >= WORKS_THRESHOLD_CENTS
    dropped = BELOW_THRESHOLD if large else ABOVE_THRESHOLD
    return [line for line in lines if line.rule != dropped]


def _rated(line: Line, plain: Sequence[Line], book: PriceBook) -> Line:
    """Give a percentage line its base and its amount, bound by bound."""
    if line.item == MAINTENANCE:
        base = equipment_base(plain, _civil_items(book))
    else:
        base = works_base(plain)
    return replace(line, base=base, amount=_share_of(base, line.unit_price, line.quantity))


def _share_of(base: Amount, percent: Amount, quantity: Decimal) -> Amount:
    """Take a percentage of a base; both carry a range, each bound is rounded once."""
    low, likely, high = (
        int(
            (Decimal(amount) * Decimal(rate) * _OF_PERCENT * quantity).quantize(
                Decimal(1), rounding=ROUND_HALF_UP
            )
        )
        for amount, rate in (
            (base.low, percent.low),
            (base.likely, percent.likely),
            (base.high, percent.high),
        )
    )
    return Amount(low=low, likely=likely, high=high)


def _civil_items(book: PriceBook) -> frozenset[str]:
    return frozenset(item for item, one in book.prices.items() if one.family == CIVIL_WORKS)


def _in_order(lines: Iterable[Line], book: PriceBook) -> tuple[Line, ...]:
    """Sort lines by category, then as the catalogue lists its items; a bill's own items last."""
    rank = {item: k for k, item in enumerate(book.prices)}
    return tuple(
        sorted(
            lines,
            key=lambda line: (
                CATEGORIES.index(line.category),
                rank.get(line.item, len(rank)),
            ),
        )
    )


def _look_at(lines: Sequence[Line], book: PriceBook, on: str) -> tuple[Finding, ...]:
    """Tell how much of the amount rests on hypotheses, and prices later than the plan."""
    findings: list[Finding] = []
    ht = total([line.amount for line in lines]).likely
    guessed = [line.amount.likely for line in lines if line.status == "hypothesis"]
    if guessed and ht:
        share = round(sum(guessed) / ht, 4)
        findings.append(note("prices_hypothesis", count=len(guessed), share=share))
    since = {book.price(line.item).since for line in lines if line.item in book.prices}
    if on and any(date > on for date in since):
        findings.append(note("prices_after_plan", level=max(since), plan_date=on))
    return tuple(findings)
