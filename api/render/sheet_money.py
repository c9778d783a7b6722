"""The sheets that read the bill: categories, who pays, what it costs each year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from api.render.sheet_bill import (
    AMOUNT,
    CATEGORY,
    ELIGIBLE,
    Bill,
    is_percentage,
    percentage_cents,
    unit_word,
    write_checked,
    write_quantity,
)
from api.render.sheet_book import Book, Page, cell
from api.texts.reader import Texts
from api.views import said
from planner.estimate.model import Line
from planner.funding.model import FinancingPlan, SchemeAid
from planner.money import euros, floor_cents, round_cents
from planner.study import Study

_CATEGORIES = ("C1", "C2", "C3", "C4", "none")
_KINDS = ("yes", "to_confirm", "no")
_MAX_PUBLIC = Decimal("0.8")  # share of public aids; texts say its legal source
_MONTHS = 12


def write_categories(book: Book, study: Study, bill: Bill) -> None:
    """Write categories by eligibility, each cell a SUMIFS over the bill (likely prices)."""
    texts, lines = book.texts, study.estimate.lines
    page = book.page("categories", (54, 8, 18, 18, 18, 18))
    page.text(0, 0, texts.say("sheet.names.categories"), style="title")
    heads = [texts.say("sheet.categories.label"), texts.say("sheet.bill.category")]
    heads += [texts.say(f"eligible.{kind}") for kind in _KINDS]
    page.head(2, [*heads, texts.say("sheet.categories.all")], right=(2, 3, 4, 5))
    page.freeze(3)
    amounts, categories, kinds = (bill.column(c) for c in (AMOUNT, CATEGORY, ELIGIBLE))
    for k, category in enumerate(_CATEGORIES):
        row = 3 + k
        page.text(row, 0, texts.say(f"sheet.categories.{category}"))
        page.text(row, 1, category if category != "none" else "\u2013")
        own = [line for line in lines if line.category == category]
        for column, kind in enumerate(_KINDS, start=2):
            criteria = f"{categories},{cell(row, 1)},{kinds},{cell(2, column)}"
            value = sum(line.amount.likely for line in own if line.eligible == kind)
            page.formula(row, column, f"SUMIFS({amounts},{criteria})", euros(value))
        value = sum(line.amount.likely for line in own)
        page.formula(row, 5, f"SUM({cell(row, 2)}:{cell(row, 4)})", euros(value))
    _write_category_totals(page, texts, lines)


def _write_category_totals(page: Page, texts: Texts, lines: Sequence[Line]) -> None:
    row = 3 + len(_CATEGORIES)
    page.text(row, 0, texts.say("sheet.categories.total"), style="total")
    page.text(row, 1, "", style="total")
    for column, kind in enumerate((*_KINDS, None), start=2):
        value = sum(line.amount.likely for line in lines if kind in {None, line.eligible})
        above = f"SUM({cell(3, column)}:{cell(row - 1, column)})"
        page.formula(row, column, above, euros(value), style="total_money")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Aids:
    """Address of each scheme's computed aid."""

    cells: dict[str, str]
    cents: dict[str, int]
    next_row: int


def write_funding(book: Book, study: Study) -> None:
    """Write each scheme (base, rate, cap, aid), then the financing plan, balanced."""
    texts = book.texts
    page = book.page("funding", (38, 12, 16, 16, 8, 16, 16, 18))
    page.text(0, 0, texts.say("sheet.names.funding"), style="title")
    page.text(1, 0, texts.say("sheet.funding_note"), style="note")
    columns = ("scheme", "applies", "certainty", "base", "rate", "cap", "aid", "aid_high")
    page.head(3, [texts.say(f"sheet.funding.{name}") for name in columns], right=range(3, 8))
    page.freeze(4)
    aids = _write_schemes(book, page, study)
    last = _write_plan(book, page, study.funding.plan, aids)
    _write_reasons(page, texts, study.funding.schemes, last + 2)


def _write_schemes(book: Book, page: Page, study: Study) -> _Aids:
    cells, cents = {}, {}
    for row, aid in enumerate(study.funding.schemes, start=4):
        _write_scheme_words(page, book.texts, row, aid)
        _write_scheme_sums(page, row, aid, study)
        cells[aid.scheme], cents[aid.scheme] = cell(row, 6), aid.aid_cents
        book.name("aid_" + aid.scheme.replace("-", "_"), page.cell(row, 6))
    return _Aids(cells=cells, cents=cents, next_row=4 + len(study.funding.schemes))


def _write_scheme_words(page: Page, texts: Texts, row: int, aid: SchemeAid) -> None:
    page.text(row, 0, aid.scheme)
    page.text(row, 1, texts.say("sheet.yes" if aid.applies else "sheet.no"))
    page.text(row, 2, texts.say(f"certainty.{aid.certainty}"))


def _write_reasons(page: Page, texts: Texts, schemes: Sequence[SchemeAid], top: int) -> None:
    """Write why each scheme applies or not, and what its funder must confirm."""
    page.text(top, 0, texts.say("sheet.funding.reasons"), style="section")
    for row, aid in enumerate(schemes, start=top + 1):
        reasons = [
            texts.say(f"reasons.{reason.code}", **dict(reason.values)) for reason in aid.reasons
        ]
        fields = ", ".join(said(texts, f"scheme_fields.{name}") for name in aid.to_confirm)
        if fields:
            reasons.append(texts.say("sheet.funding.to_confirm", fields=fields))
        page.text(row, 0, aid.scheme, style="wrap")
        page.paragraph(row, (1, 7), " ".join(reasons))


def _write_scheme_sums(page: Page, row: int, aid: SchemeAid, study: Study) -> None:
    """Write base, rate, cap, aid, and the aid if every line to confirm is accepted."""
    totals = study.estimate.totals
    base = aid.eligible_base_cents
    write_checked(page, (row, 3), "eligible_ht", totals.eligible_ht.likely, base)
    if aid.rate is not None:
        page.number(row, 4, float(aid.rate), style="rate")
    if aid.cap_cents is not None:
        page.money(row, 5, aid.cap_cents)
    more = totals.to_confirm_ht.likely
    for column, source, counted, cents in (
        (6, cell(row, 3), base, aid.aid_cents),
        (7, f"({cell(row, 3)}+to_confirm_ht)", base + more, aid.aid_high_cents),
    ):
        if aid.applies and aid.rate is not None:
            formula = _down(f"{source}*{cell(row, 4)}")
            if aid.cap_cents is not None:
                formula = f"MIN({formula},{cell(row, 5)})"
            expected = _aid_cents(counted, aid.rate, aid.cap_cents)
            write_checked(page, (row, column), formula, expected, cents)
        else:
            page.money(row, column, cents)


def _down(product: str) -> str:
    """Round euros down to the cent; the inner ROUND takes away the dust of binary numbers."""
    return f"ROUNDDOWN(ROUND({product}*100,4),0)/100"


def _aid_cents(base: int, rate: Decimal, cap: int | None) -> int:
    aid = floor_cents(base * rate)
    return aid if cap is None else min(aid, cap)


def _write_plan(book: Book, page: Page, plan: FinancingPlan, aids: _Aids) -> int:
    """Write the balanced plan: total, each aid asked, public and own share; give its last row."""
    texts, top = book.texts, aids.next_row + 2
    page.text(top, 0, texts.say("sheet.plan.title"), style="section")
    heads = [texts.say(f"sheet.plan.{name}") for name in ("line", "share", "asked", "granted")]
    page.head(top + 1, heads, right=(1, 2, 3))
    ceiling = floor_cents(plan.total_cents * _MAX_PUBLIC)
    page.text(top + 2, 0, texts.say("sheet.plan.total"), style="text")
    page.formula(top + 2, 2, "total_ht", euros(plan.total_cents))
    page.text(top + 3, 0, texts.say("sheet.plan.ceiling"), style="text")
    page.number(top + 3, 1, float(_MAX_PUBLIC), style="rate")
    formula = _down(f"{cell(top + 2, 2)}*{cell(top + 3, 1)}")
    page.formula(top + 3, 2, formula, euros(ceiling))
    row, before = top + 3, 0
    for row, planned in enumerate(plan.aids, start=top + 4):
        page.text(row, 0, texts.say("sheet.plan.aid", scheme=planned.scheme))
        left = cell(top + 3, 2)
        if row > top + 4:
            left = f"MAX(0,{left}-SUM({cell(top + 4, 2)}:{cell(row - 1, 2)}))"
        formula = f"MIN({aids.cells.get(planned.scheme, '0')},{left})"
        expected = min(aids.cents.get(planned.scheme, 0), max(0, ceiling - before))
        write_checked(page, (row, 2), formula, expected, planned.asked_cents)
        page.money(row, 3, planned.granted_cents)
        before += planned.asked_cents
    _write_balance(book, page, plan, (top + 2, row))
    return row + 3


def _write_balance(book: Book, page: Page, plan: FinancingPlan, span: tuple[int, int]) -> None:
    """Write the public share, the rule it must keep and what is left."""
    first, last = span
    texts, row = book.texts, last + 1
    total_cell = cell(first, 2)
    asked, granted = (f"{cell(first + 2, column)}:{cell(last, column)}" for column in (2, 3))
    formula = f"SUMPRODUCT(({granted}>0)*{granted}+({granted}=0)*{asked})" if plan.aids else "0"
    public = sum(planned.granted_cents or planned.asked_cents for planned in plan.aids)
    page.text(row, 0, texts.say("sheet.plan.public"), style="text")
    ratio = f"IF({total_cell}=0,0,{cell(row, 2)}/{total_cell})"
    page.formula(row, 1, ratio, public / plan.total_cents if plan.total_cents else 0, style="rate")
    page.formula(row, 2, formula, euros(public))
    page.text(row + 1, 0, texts.say("sheet.plan.rule"), style="text")
    kept, broken = (texts.say(f"sheet.plan.{word}") for word in ("kept", "broken"))
    verdict = kept if public <= floor_cents(plan.total_cents * _MAX_PUBLIC) else broken
    test = f'IF({cell(row, 2)}<={cell(first + 1, 2)},"{kept}","{broken}")'
    page.formula(row + 1, 2, test, verdict, style="text")
    page.text(row + 2, 0, texts.say("sheet.plan.own"), style="total")
    ratio = f"IF({total_cell}=0,1,{cell(row + 2, 2)}/{total_cell})"
    page.formula(row + 2, 1, ratio, float(plan.own_share_rate), style="rate")
    rest = f"{total_cell}-{cell(row, 2)}"
    page.formula(row + 2, 2, rest, euros(plan.own_share_cents), style="total_money")
    book.name("own_share", page.cell(row + 2, 2))


def write_running(book: Book, study: Study) -> None:
    """Write what the system costs each year, outside the totals and never aided."""
    texts, lines = book.texts, study.estimate.running
    page = book.page("running", (46, 12, 14, 14, 16, 16, 16, 12, 44))
    page.text(0, 0, texts.say("sheet.names.running"), style="title")
    page.text(1, 0, texts.say("sheet.running_note"), style="note")
    columns = (
        "label", "quantity", "unit", "price", "year", "year_low", "year_high", "status", "source",
    )  # fmt: skip
    page.head(3, [texts.say(f"sheet.bill.{name}") for name in columns], right=(1, 3, 4, 5, 6))
    page.freeze(4)
    for row, line in enumerate(lines, start=4):
        _write_running_line(page, texts, row, line)
    last = 4 + len(lines)
    per_year = study.estimate.running_per_year
    page.text(last, 0, texts.say("sheet.running.total"), style="total")
    for column in (1, 2, 3, 7, 8):
        page.text(last, column, "", style="total")
    bounds = (per_year.likely, per_year.low, per_year.high)
    sums = [
        sum(line.amount.likely for line in lines),
        sum(line.amount.low for line in lines),
        sum(line.amount.high for line in lines),
    ]
    for column, (computed, cents) in enumerate(zip(sums, bounds, strict=True), start=4):
        formula = f"SUM({cell(4, column)}:{cell(last - 1, column)})" if lines else "0"
        write_checked(page, (last, column), formula, computed, cents)
    years = study.plan.years
    page.text(last + 1, 0, texts.say("sheet.running.years", years=years))
    page.formula(last + 1, 4, f"{cell(last, 4)}*{years}", euros(per_year.likely * years))
    book.name("running_per_year", page.cell(last, 4))


def _write_running_line(page: Page, texts: Texts, row: int, line: Line) -> None:
    page.text(row, 0, line.label.fr if texts.language == "fr" else line.label.en, style="wrap")
    page.text(row, 2, unit_word(texts, line.unit))
    page.text(row, 7, texts.say(f"status.{line.status}"))
    page.text(row, 8, ", ".join(filter(None, (line.source.title, line.source.date))), style="wrap")
    write_quantity(page, row, 1, line.quantity)
    price = line.unit_price.likely
    page.number(row, 3, euros(price), style="decimal_in" if is_percentage(line) else "money_in")
    product = f"{cell(row, 1)}*{cell(row, 3)}"
    candidates = {
        f"ROUND({product},2)": round_cents(line.quantity * price / 100),
        f"ROUND({product}*{_MONTHS},2)": round_cents(line.quantity * price * _MONTHS / 100),
    }
    if line.base is not None and is_percentage(line):
        page.money(row, 1, line.base.likely)
        candidates = {f"ROUND({product}/100,2)": percentage_cents(line.base.likely, price)}
    formula = next((f for f, cents in candidates.items() if cents == line.amount.likely), "")
    write_checked(
        page, (row, 4), formula, line.amount.likely if formula else -1, line.amount.likely
    )
    page.money(row, 5, line.amount.low)
    page.money(row, 6, line.amount.high)
