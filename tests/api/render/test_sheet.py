"""The workbook: live formulas whose values are the study's, locked but for its inputs."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from studies import Names, small_study, toy_study
from workbooks import named, with_percentage

from api.render.sheet import render_sheet
from api.render.sheet_book import runs
from api.texts.reader import load
from planner.study import Study

SHEETS = [
    "Synthèse", "Dépenses", "Catégories", "Caméras", "Réseau", "Financement", "Coûts annuels",
    "Prix et sources",
]  # fmt: skip


def opened(study: Study, *, values: bool = False, language: Any = "fr") -> Workbook:
    data = render_sheet(study, load(language))
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def test_the_sheets_are_those_a_reviewer_looks_for() -> None:
    assert opened(small_study()).sheetnames == SHEETS
    assert len(opened(small_study(), language="en").sheetnames) == len(SHEETS)


def test_totals_have_names_formulas_and_the_values_of_the_study() -> None:
    study = toy_study(7)
    live, values = opened(study), opened(study, values=True)
    totals = study.estimate.totals
    expected = {
        "total_ht": totals.ht.likely,
        "eligible_ht": totals.eligible_ht.likely,
        "to_confirm_ht": totals.to_confirm_ht.likely,
        "not_eligible_ht": totals.not_eligible_ht.likely,
        "vat": totals.vat.likely,
        "ttc": totals.ttc.likely,
        "aid_hauts_de_france_prochaine": study.funding.schemes[0].aid_cents,
        "own_share": study.funding.plan.own_share_cents,
        "running_per_year": study.estimate.running_per_year.likely,
    }
    for name, cents in expected.items():
        assert str(named(live, name).value).startswith("="), name
        assert round(100 * named(values, name).value) == cents, name


def test_every_amount_is_a_product_and_its_value_is_the_line_of_the_study() -> None:
    study = toy_study(5)
    live, values = opened(study)["Dépenses"], opened(study, values=True)["Dépenses"]
    lines = {line.item: line for line in study.estimate.lines}
    seen = set()
    for row in range(5, live.max_row + 1):
        item = live.cell(row, 16).value
        if item in lines:
            seen.add(item)
            assert live.cell(row, 8).value == f"=ROUND(C{row}*E{row},2)"
            assert round(100 * values.cell(row, 8).value) == lines[item].amount.likely
            assert round(100 * values.cell(row, 10).value) == lines[item].amount.high
    assert seen == set(lines)


def test_a_percentage_is_computed_on_the_sum_of_the_lines_it_bears_on() -> None:
    study = with_percentage()
    live, values = opened(study)["Dépenses"], opened(study, values=True)["Dépenses"]
    row = next(r for r in range(5, 60) if live.cell(r, 16).value == "moe")
    assert live.cell(row, 3).value.startswith("=SUM(H")
    assert live.cell(row, 8).value == f"=ROUND(C{row}*E{row}/100,2)"
    line = study.estimate.lines[-1]
    assert line.base is not None
    assert round(100 * values.cell(row, 3).value) == line.base.likely
    assert round(100 * values.cell(row, 9).value) == line.amount.low


def test_a_range_that_no_formula_gives_is_written_as_the_study_says() -> None:
    study = small_study()
    narrow = replace(
        study.estimate.totals,
        ht=replace(study.estimate.totals.ht, low=study.estimate.totals.ht.likely - 1),
    )
    changed = replace(study, estimate=replace(study.estimate, totals=narrow))
    cell = named(opened(changed), "total_ht")
    low = opened(changed)["Dépenses"].cell(cell.row, cell.column + 1).value
    assert cell.value.startswith("=")
    assert round(100 * low) == narrow.ht.low


def test_only_quantities_and_unit_prices_can_be_changed() -> None:
    book = opened(small_study())
    for sheet in book.worksheets:
        assert sheet.protection.sheet, sheet.title
        assert sheet.protection.password is None
        for row in sheet.iter_rows():
            for cell in row:
                if not cell.protection.locked:
                    assert sheet.title in {"Dépenses", "Coûts annuels"}
                    assert not str(cell.value).startswith("=")
    bill = book["Dépenses"]
    unlocked = {
        c.column for row in bill.iter_rows(min_row=5) for c in row if not c.protection.locked
    }
    assert unlocked == {3, 5, 6, 7}


@pytest.mark.parametrize(
    "text", ["=1+1", "+33 1", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "https://x.example"]
)
def test_text_from_a_person_stays_text(text: str) -> None:
    study = toy_study(3, names=Names(title=text, commune=text, zone=text, justification=text))
    book = opened(study)
    found = 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == text:
                    found += 1
                    assert cell.data_type == "s"
                    assert cell.hyperlink is None
    assert found >= 4


def test_half_of_a_character_or_a_very_long_text_makes_a_workbook() -> None:
    names = Names(title="a\ud800b", justification="é" * 40_000)
    book = opened(toy_study(2, names=names))
    assert book["Synthèse"]["A1"].value == "a?b"


def test_sheets_are_frozen_under_their_head_and_printed_on_their_width() -> None:
    for sheet in opened(small_study()).worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        if sheet.title != "Synthèse":
            assert sheet.freeze_panes.startswith("B")
            assert sheet.print_title_rows


def test_the_same_study_gives_the_same_bytes_dated_by_the_plan() -> None:
    first, again = (render_sheet(small_study(), load("fr")) for _ in range(2))
    assert hashlib.sha256(first).hexdigest() == hashlib.sha256(again).hexdigest()
    properties = openpyxl.load_workbook(io.BytesIO(first)).properties
    assert properties.created.date().isoformat() == small_study().plan.date
    assert properties.modified == properties.created


@pytest.mark.parametrize("count", [0, 1, 14])
def test_any_number_of_cameras_makes_a_workbook(count: int) -> None:
    book = opened(toy_study(count), values=True)
    ids = [row[0].value for row in book["Caméras"].iter_rows(min_row=5, max_row=4 + max(count, 1))]
    assert [key for key in ids if key] == [f"C{k + 1:02d}" for k in range(count)]


def test_every_price_comes_with_its_source_and_state() -> None:
    study = small_study()
    sheet = opened(study)["Prix et sources"]
    items = [row[0].value for row in sheet.iter_rows(min_row=5) if row[0].value]
    used = {line.item for line in (*study.estimate.lines, *study.estimate.running)}
    assert items == sorted(used)
    for row in sheet.iter_rows(min_row=5, max_row=4 + len(items)):
        assert row[6].value == "hypothèse"
        assert row[7].value.startswith("Hypothèse")


def test_a_sum_already_granted_counts_in_place_of_the_sum_asked() -> None:
    study = small_study()
    plan = study.funding.plan
    aid = replace(plan.aids[0], granted_cents=plan.aids[0].asked_cents - 100_00)
    own = plan.own_share_cents + 100_00
    plan = replace(plan, aids=(aid,), own_share_cents=own)
    changed = replace(study, funding=replace(study.funding, plan=plan))
    share = named(opened(changed, values=True), "own_share")
    assert round(100 * share.value) == own
    public = opened(changed)["Financement"].cell(share.row - 2, 3).value
    assert public.startswith("=SUMPRODUCT(")


def test_categories_are_summed_by_eligibility() -> None:
    study = small_study()
    live, values = opened(study)["Catégories"], opened(study, values=True)["Catégories"]
    for row, category in enumerate(("C1", "C2", "C3", "C4"), start=4):
        assert live.cell(row, 3).value.startswith("=SUMIFS('Dépenses'!")
        expected = sum(
            line.amount.likely
            for line in study.estimate.lines
            if line.category == category and line.eligible == "yes"
        )
        assert round(100 * values.cell(row, 3).value) == expected


def test_cells_of_a_column_are_written_as_runs() -> None:
    assert runs([4, 5, 6, 9, 11, 12], 7) == "H5:H7,H10,H12:H13"
