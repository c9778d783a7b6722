"""The expense table as plain text: categories, totals, who pays."""

from __future__ import annotations

from api.catalogue_tables import named
from api.terminal import print_table
from api.texts.reader import Texts
from planner.catalogues.reader import load
from planner.estimate.model import Estimate, Line
from planner.funding.model import Funding

GROUPS = ("C1", "C2", "C3", "C4", "to_confirm", "no")


def group_of(line: Line) -> str:
    """Give the heading under which a line is printed: its category when eligible."""
    return line.category if line.eligible == "yes" else line.eligible


def scheme_named(scheme: str, texts: Texts) -> str:
    """Give the name of a scheme, its id when the catalogue does not know it."""
    known = load().schemes.get(scheme)
    return scheme if known is None else named(known.label, texts)


def print_expenses(estimate: Estimate, funding: Funding, texts: Texts) -> None:
    """Print lines by group, totals, then the financing plan."""
    head = ["expense", "quantity", "unit", "unit_price", "amount_ht", "range_ht", "state"]
    rows: list[list[str]] = []
    for group in GROUPS:
        lines = [line for line in estimate.lines if group_of(line) == group]
        if not lines:
            continue
        likely = sum(line.amount.likely for line in lines)
        rows.append(
            [texts.say(f"groups.{group}"), "", "", "", texts.euros(likely, decimals=2), "", ""]
        )
        rows.extend(_row(line, texts) for line in lines)
    print_table([texts.say(f"table.{name}") for name in head], rows, right="1345")
    print()
    _print_totals(estimate, funding, texts)


def _row(line: Line, texts: Texts) -> list[str]:
    label = line.label.fr if texts.language == "fr" else line.label.en
    decimals = 0 if line.quantity == line.quantity.to_integral_value() else 2
    percent = line.base is not None  # the price of such a line is a percentage of its base
    return [
        "  " + (label if len(label) <= 60 else label[:59] + "…"),
        "" if percent else texts.number(float(line.quantity), decimals=decimals),
        texts.say(f"units.{line.unit}"),
        texts.euros(line.unit_price.likely, decimals=2),
        texts.euros(line.amount.likely, decimals=2),
        f"{texts.euros(line.amount.low)} – {texts.euros(line.amount.high)}",
        texts.say(f"status.{line.status}"),
    ]


def _print_totals(estimate: Estimate, funding: Funding, texts: Texts) -> None:
    totals = estimate.totals
    rows = [
        ("total_ht", totals.ht.likely),
        ("eligible_ht", totals.eligible_ht.likely),
        ("to_confirm_ht", totals.to_confirm_ht.likely),
        ("not_eligible_ht", totals.not_eligible_ht.likely),
        ("vat", totals.vat.likely),
        ("ttc", totals.ttc.likely),
    ]
    for name, cents in rows:
        print(f"{texts.euros(cents, decimals=2):>16} €  {texts.say(f'totals.{name}')}")
    for aid in funding.plan.aids:
        label = texts.say("totals.aid", scheme=scheme_named(aid.scheme, texts))
        print(f"{texts.euros(aid.asked_cents, decimals=2):>16} €  {label}")
    own = texts.say("totals.own_share", rate=float(funding.plan.own_share_rate))
    print(f"{texts.euros(funding.plan.own_share_cents, decimals=2):>16} €  {own}")
