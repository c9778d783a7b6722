"""The sheets of the bill: every expense line by category, then categories by eligibility.

An amount is ``ROUND(quantity * price, 2)``, or a percentage of a base that is itself a sum of
amounts. Where a figure of the study is not what such a formula gives (a range that is not the
plain sum of ranges), the figure is written and the cell holds no formula: a workbook must
never disagree with the dossier beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from api.render.sheet_book import Book, Page, cell, runs
from api.texts.reader import Texts
from api.views import said
from planner.estimate.model import Estimate, Line
from planner.money import Amount, euros, round_cents, total
from planner.study import Study

LABEL, CATEGORY, QUANTITY, UNIT, PRICE = 0, 1, 2, 3, 4  # then low and high price
AMOUNT = 7  # then low and high amount
ELIGIBLE, STATUS, RULE, BECAUSE, SOURCE, ITEM = 10, 11, 12, 13, 14, 15
_COLUMNS = (
    "label", "category", "quantity", "unit", "price", "price_low", "price_high",
    "amount", "amount_low", "amount_high", "eligible", "status", "rule", "because",
    "source", "item",
)  # fmt: skip
_WIDTHS = (48, 10, 12, 12, 13, 11, 12, 15, 14, 15, 14, 12, 60, 74, 60, 14)
_NUMBERS = (2, 4, 5, 6, 7, 8, 9)
_HEAD = 3
GROUPS = ("C1", "C2", "C3", "C4", "none", "to_confirm", "no")
_STRONG = ("total_ht", "ttc")  # the two totals that people look for
_OUTSIDE = ("to_confirm", "no")
_KINDS = {"eligible_ht": "yes", "to_confirm_ht": "to_confirm", "not_eligible_ht": "no"}
_TOTALS = ("total_ht", "eligible_ht", "to_confirm_ht", "not_eligible_ht", "vat", "ttc")
_BOUNDS: tuple[Callable[[Amount], int], ...] = (
    lambda amount: amount.likely,
    lambda amount: amount.low,
    lambda amount: amount.high,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """Where the bill stands: its sheet, the rows of its lines, the row of each total."""

    page: Page
    lines: tuple[tuple[int, Line], ...]
    totals: dict[str, int]

    def column(self, column: int) -> str:
        """Give the address of a column of all lines, subtotals between them included."""
        rows = [row for row, _ in self.lines] or [_HEAD + 1]
        return self.page.column(min(rows), max(rows), column)


def group_of(line: Line) -> str:
    """Give the heading under which a line is printed: its category when eligible."""
    return line.category if line.eligible == "yes" else line.eligible


def is_percentage(line: Line) -> bool:
    """Tell whether a line's price is a percentage of a base."""
    return line.base is not None and line.unit.startswith("%")


def write_bill(book: Book, study: Study) -> Bill:
    """Write the sheet of expenses.

    Returns
    -------
    Bill
        What other sheets refer to.
    """
    texts = book.texts
    page = book.page("bill", _WIDTHS)
    page.text(0, 0, texts.say("sheet.names.bill"), style="title")
    page.text(1, 0, texts.say("sheet.bill_note"), style="note")
    page.head(_HEAD, [texts.say(f"sheet.bill.{name}") for name in _COLUMNS], right=_NUMBERS)
    page.freeze(_HEAD + 1)
    placed = _place(study.estimate.lines)
    rows = tuple((row, line) for _, group in placed for row, line in group)
    for heading, group in placed:
        _write_group(page, texts, heading, group)
    for row, line in rows:
        _write_line(page, texts, row, line, rows)
    headings = {group_of(group[0][1]): heading for heading, group in placed}
    foot = _Foot(row=(rows[-1][0] if rows else _HEAD) + 2, headings=headings)
    totals = _write_totals(book, page, study, foot)
    page.print_until(totals["ttc"], STATUS)
    return Bill(page=page, lines=rows, totals=totals)


_Group = tuple[int, tuple[tuple[int, Line], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Foot:
    """The row where totals start, and the row of each group's subtotal."""

    row: int
    headings: dict[str, int]


def _place(lines: Sequence[Line]) -> tuple[_Group, ...]:
    """Give each group the row of its heading and each line its row."""
    row, placed = _HEAD + 1, []
    for name in GROUPS:
        group = [line for line in lines if group_of(line) == name]
        if group:
            placed.append((row, tuple((row + 1 + k, line) for k, line in enumerate(group))))
            row += len(group) + 1
    return tuple(placed)


def _write_group(
    page: Page, texts: Texts, heading: int, group: tuple[tuple[int, Line], ...]
) -> None:
    page.text(heading, LABEL, texts.say(f"groups.{group_of(group[0][1])}"), style="group")
    for column in range(1, len(_COLUMNS)):
        page.text(heading, column, "", style="group")
    rows = [row for row, _ in group]
    subtotal = total([line.amount for _, line in group])
    for k, bound in enumerate(_BOUNDS):
        column = AMOUNT + k
        formula = f"SUM({runs(rows, column)})"
        page.formula(heading, column, formula, euros(bound(subtotal)), style="group_money")


def _write_line(
    page: Page, texts: Texts, row: int, line: Line, rows: Sequence[tuple[int, Line]]
) -> None:
    label = line.label.fr if texts.language == "fr" else line.label.en
    words = {
        LABEL: label,
        CATEGORY: line.category if line.category != "none" else "\u2013",
        UNIT: unit_word(texts, line.unit),
        ELIGIBLE: texts.say(f"eligible.{line.eligible}"),
        STATUS: texts.say(f"status.{line.status}"),
        RULE: said(texts, f"rules.{line.rule}"),
        BECAUSE: said(texts, f"because.{line.because}"),
        SOURCE: ", ".join(filter(None, (line.source.title, line.source.date))),
        ITEM: line.item,
    }
    for column, word in words.items():
        page.text(row, column, word, style="wrap")
    for k, bound in enumerate(_BOUNDS):
        style = "decimal_in" if is_percentage(line) else "money_in"
        page.number(row, PRICE + k, euros(bound(line.unit_price)), style=style)
    if line.base is not None and is_percentage(line):
        _write_percentage(page, row, line, line.base, rows)
    else:
        _write_product(page, row, line)


def _write_product(page: Page, row: int, line: Line) -> None:
    """Write a quantity and its three amounts."""
    write_quantity(page, row, QUANTITY, line.quantity)
    for k, bound in enumerate(_BOUNDS):
        formula = f"ROUND({cell(row, QUANTITY)}*{cell(row, PRICE + k)},2)"
        expected = round_cents(line.quantity * bound(line.unit_price) / 100)
        write_checked(page, (row, AMOUNT + k), formula, expected, bound(line.amount))


def _write_percentage(
    page: Page, row: int, line: Line, base: Amount, rows: Sequence[tuple[int, Line]]
) -> None:
    """Write the base in the place of the quantity, and the three amounts."""
    counted = _base_rows(base, rows)
    sums = [f"SUM({runs(counted, AMOUNT + k)})" for k in range(3)] if counted else []
    if sums:
        page.formula(row, QUANTITY, sums[0], euros(base.likely))
    else:
        page.money(row, QUANTITY, base.likely)
    sources = [cell(row, QUANTITY), *sums[1:]]
    for k, source in enumerate(sources):
        bound = _BOUNDS[k]
        formula = f"ROUND({source}*{cell(row, PRICE + k)}/100,2)"
        expected = percentage_cents(bound(base), bound(line.unit_price))
        write_checked(page, (row, AMOUNT + k), formula, expected, bound(line.amount))
    for k in range(len(sources), 3):
        page.money(row, AMOUNT + k, _BOUNDS[k](line.amount))


def percentage_cents(base: int, hundredths: int) -> int:
    """Give hundredths of a percent of a base, in cents."""
    return round_cents(Decimal(base) * hundredths / 1_000_000)


def _base_rows(base: Amount, rows: Sequence[tuple[int, Line]]) -> list[int]:
    """Find the lines whose amounts make a percentage's base; none when no plain sum does."""
    plain = [(row, line) for row, line in rows if not is_percentage(line)]
    in_categories = [(row, line) for row, line in plain if line.category != "none"]
    for candidates in (in_categories, plain):
        if total([line.amount for _, line in candidates]) == base:
            return [row for row, _ in candidates]
    return []


def write_quantity(page: Page, row: int, column: int, quantity: Decimal) -> None:
    """Write a quantity that a person may change, without useless decimals."""
    whole = quantity == quantity.to_integral_value()
    page.number(row, column, float(quantity), style="count_in" if whole else "decimal_in")


def write_checked(
    page: Page,
    at: tuple[int, int],
    formula: str,
    computed: int,
    cents: int,
    *,
    style: str = "money",
) -> None:
    """Write a formula when it gives the study's figure, else the figure itself."""
    if computed == cents:
        page.formula(*at, formula, euros(cents), style=style)
    else:
        page.money(*at, cents, style=style)


def unit_word(texts: Texts, unit: str) -> str:
    """Give a unit in the language; a unit from outside as it is."""
    return texts.say(f"units.{unit}") if texts.has(f"units.{unit}") else unit


def _write_totals(book: Book, page: Page, study: Study, at: _Foot) -> dict[str, int]:
    """Write the totals under the lines and name them."""
    totals, texts = study.estimate.totals, book.texts
    amounts = (
        totals.ht, totals.eligible_ht, totals.to_confirm_ht, totals.not_eligible_ht,
        totals.vat, totals.ttc,
    )  # fmt: skip
    rows = {name: at.row + k for k, name in enumerate(_TOTALS)}
    for name, row in rows.items():
        style = "total" if name in _STRONG else "text"
        for column in range(len(_COLUMNS)):
            page.text(row, column, "", style=style)
        page.text(row, LABEL, texts.say(f"sheet.totals.{name}"), style=style)
        book.name(name, page.cell(row, AMOUNT))
    page.number(rows["vat"], QUANTITY, float(study.estimate.vat_rate), style="rate")
    for k, bound in enumerate(_BOUNDS):
        formulas = _total_formulas(at.headings, rows, AMOUNT + k)
        expected = _expected_totals(study.estimate, bound)
        for name, amount in zip(_TOTALS, amounts, strict=True):
            place = (rows[name], AMOUNT + k)
            style = "total_money" if name in _STRONG else "money"
            write_checked(page, place, formulas[name], expected[name], bound(amount), style=style)
    return rows


def _total_formulas(
    headings: Mapping[str, int], rows: Mapping[str, int], column: int
) -> dict[str, str]:
    """Give the formula of each total from the subtotals above."""
    at = {name: cell(row, column) for name, row in rows.items()}
    subtotals = {name: cell(row, column) for name, row in headings.items()}
    eligible = [address for name, address in subtotals.items() if name not in _OUTSIDE]
    return {
        "total_ht": f"{at['eligible_ht']}+{at['to_confirm_ht']}+{at['not_eligible_ht']}",
        "eligible_ht": "+".join(eligible) or "0",
        "to_confirm_ht": subtotals.get("to_confirm", "0"),
        "not_eligible_ht": subtotals.get("no", "0"),
        "vat": f"ROUND({at['total_ht']}*{cell(rows['vat'], QUANTITY)},2)",
        "ttc": f"{at['total_ht']}+{at['vat']}",
    }


def _expected_totals(estimate: Estimate, bound: Callable[[Amount], int]) -> dict[str, int]:
    """Give in cents what those formulas give."""
    sums = {
        name: sum(bound(line.amount) for line in estimate.lines if line.eligible == kind)
        for name, kind in _KINDS.items()
    }
    ht = sum(sums.values())
    vat = round_cents(estimate.vat_rate * ht / 100)
    return sums | {"total_ht": ht, "vat": vat, "ttc": ht + vat}
