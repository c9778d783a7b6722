"""``depenses.xlsx``: the estimate as a workbook that a person can check, cell by cell."""

from __future__ import annotations

from api.render.sheet_bill import write_bill
from api.render.sheet_book import Book, Page, cell
from api.render.sheet_money import write_categories, write_funding, write_running
from api.render.sheet_tables import write_cameras, write_network, write_prices
from api.texts.reader import Texts
from planner.money import euros
from planner.study import Study

_TOTALS = ("total_ht", "eligible_ht", "to_confirm_ht", "not_eligible_ht", "vat", "ttc")


def render_sheet(study: Study, texts: Texts) -> bytes:
    """Write the workbook of a study: live formulas, with the study's own figures as values.

    Parameters
    ----------
    study : Study
    texts : Texts
        Language of the sheets.

    Returns
    -------
    bytes
        An XLSX file, the same for the same study.
    """
    title = study.plan.title or study.scene.name
    book = Book(texts, title=title, dated=study.plan.date)
    front = book.page("summary", (46, 20, 20, 20, 52))
    bill = write_bill(book, study)
    write_categories(book, study, bill)
    write_cameras(book, study)
    write_network(book, study)
    write_funding(book, study)
    write_running(book, study)
    write_prices(book, study)
    _write_summary(front, texts, study)
    return book.close()


def _write_summary(page: Page, texts: Texts, study: Study) -> None:
    page.text(0, 0, study.plan.title or texts.say("sheet.names.summary"), style="title")
    applicant = study.plan.applicant.name or study.scene.name
    page.text(1, 0, applicant, style="bold")
    page.date(2, 0, study.plan.date)
    row = _write_totals(page, texts, study, 4)
    row = _write_aids(page, texts, study, row + 1)
    row = _write_zones(page, texts, study, row + 1)
    _write_seal(page, texts, study, row + 1)


def _write_totals(page: Page, texts: Texts, study: Study, top: int) -> int:
    """Write the totals by name, with their range; give the next free row."""
    heads = [texts.say(f"sheet.summary.{name}") for name in ("figure", "likely", "low", "high")]
    page.head(top, heads, right=(1, 2, 3))
    totals = study.estimate.totals
    amounts = (
        totals.ht, totals.eligible_ht, totals.to_confirm_ht, totals.not_eligible_ht,
        totals.vat, totals.ttc,
    )  # fmt: skip
    for row, (name, amount) in enumerate(zip(_TOTALS, amounts, strict=True), start=top + 1):
        page.text(row, 0, texts.say(f"sheet.totals.{name}"))
        page.formula(row, 1, name, euros(amount.likely))
        page.money(row, 2, amount.low)
        page.money(row, 3, amount.high)
    row = top + 1 + len(_TOTALS)
    count = sum(camera.status == "new" for camera in study.plan.cameras)
    page.text(row, 0, texts.say("sheet.summary.cameras"))
    page.number(row, 1, count, style="count")
    page.text(row + 1, 0, texts.say("sheet.summary.per_camera"))
    if count:
        each = round(totals.ht.likely / count / 100, 2)
        page.formula(row + 1, 1, f"ROUND(total_ht/{cell(row, 1)},2)", each)
    page.text(row + 2, 0, texts.say("sheet.summary.running"))
    page.formula(row + 2, 1, "running_per_year", euros(study.estimate.running_per_year.likely))
    return row + 3


def _write_aids(page: Page, texts: Texts, study: Study, top: int) -> int:
    heads = [texts.say(f"sheet.summary.{name}") for name in ("aid", "computed")]
    page.head(top, heads, right=(1,))
    schemes = study.funding.schemes
    for row, aid in enumerate(schemes, start=top + 1):
        page.text(row, 0, aid.scheme)
        page.formula(row, 1, "aid_" + aid.scheme.replace("-", "_"), euros(aid.aid_cents))
    row = top + 1 + len(schemes)
    page.text(row, 0, texts.say("sheet.plan.own"), style="total")
    page.formula(
        row, 1, "own_share", euros(study.funding.plan.own_share_cents), style="total_money"
    )
    return row + 1


def _write_zones(page: Page, texts: Texts, study: Study, top: int) -> int:
    heads = [texts.say(f"sheet.zones.{name}") for name in ("label", "likely", "at_least")]
    page.head(top, heads, right=(1, 2))
    for row, zone in enumerate(study.coverage.zones, start=top + 1):
        page.text(row, 0, zone.label)
        for column, value in enumerate((zone.covered_share, zone.covered_share_low), start=1):
            if value is not None:
                page.number(row, column, value, style="rate")
    return top + 1 + len(study.coverage.zones)


def _write_seal(page: Page, texts: Texts, study: Study, top: int) -> None:
    """Write how to use the workbook and what it was made from."""
    page.text(top, 0, texts.say("sheet.summary.blue"), style="note")
    page.text(top + 1, 0, texts.say("sheet.summary.hypotheses"), style="note")
    made = study.made_from
    facts = texts.say("sheet.summary.made_from", program=made.program, date=made.catalogue_date)
    page.text(top + 2, 0, facts, style="note")
    page.text(top + 3, 0, made.input_hash, style="code")
