"""Workbooks under test: cells by name, and a study whose bill has a percentage line."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from openpyxl.workbook import Workbook
from studies import small_study

from planner.catalogues.model import Label
from planner.estimate.model import Line
from planner.money import Amount, total
from planner.study import Study


def named(book: Workbook, name: str) -> Any:
    sheet, address = book.defined_names[name].attr_text.split("!")
    return book[sheet.strip("'")][address.replace("$", "")]


def percentage(base: Amount) -> Line:
    """Six percent of the works, as the catalogue prices project management."""
    price = Amount(low=400, likely=700, high=1100)
    parts = [
        round(bound * rate / 10_000)
        for bound, rate in zip((base.low, base.likely, base.high), (400, 700, 1100), strict=True)
    ]
    usual = small_study().estimate.lines[0]
    return replace(
        usual, item="moe", label=Label(fr="Maîtrise d'œuvre", en="Project management"),
        category="none", quantity=Decimal(1), unit="% of C1–C4", unit_price=price, base=base,
        amount=Amount(low=parts[0], likely=parts[1], high=parts[2]), eligible="no",
    )  # fmt: skip


def with_percentage() -> Study:
    study = small_study()
    lines = study.estimate.lines
    extra = percentage(total([line.amount for line in lines if line.category != "none"]))
    totals = study.estimate.totals
    ht = totals.ht + extra.amount
    vat = ht.times(Decimal("0.2"))
    totals = replace(
        totals, ht=ht, not_eligible_ht=totals.not_eligible_ht + extra.amount, vat=vat, ttc=ht + vat
    )
    own = ht.likely - sum(aid.asked_cents for aid in study.funding.plan.aids)
    plan = replace(
        study.funding.plan,
        total_cents=ht.likely,
        own_share_cents=own,
        own_share_rate=Decimal(own) / ht.likely,
    )
    return replace(
        study,
        estimate=replace(study.estimate, lines=(*lines, extra), totals=totals),
        funding=replace(study.funding, plan=plan),
    )
