"""The workbook recalculated by another program gives the study's figures, to the cent."""

from __future__ import annotations

import io
import pathlib
import shutil
import subprocess
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from studies import toy_study
from workbooks import named, with_percentage

from api.render.sheet import render_sheet
from api.texts.reader import load
from api.views import estimate_view
from planner.study import Study

TOTALS = ("total_ht", "eligible_ht", "to_confirm_ht", "not_eligible_ht", "vat", "ttc")
MORE_MASTS = 3


@pytest.fixture(scope="module")
def soffice() -> str:
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("LibreOffice not found: the workbook is not recalculated by another program")
    return found


@pytest.fixture(scope="module")
def recalculated(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Take the values out of three workbooks and let LibreOffice find them again, in one run."""
    folder = tmp_path_factory.mktemp("sheets")
    for name, study in STUDIES.items():
        book = openpyxl.load_workbook(io.BytesIO(render_sheet(study, load("fr"))))
        if name == "changed":
            quantity = _quantity_of(book, "mast_6")
            quantity.value += MORE_MASTS
        book.save(folder / f"{name}.xlsx")  # openpyxl keeps formulas and drops their values
    subprocess.run(
        [
            soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
            "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"),
            *(str(folder / f"{name}.xlsx") for name in STUDIES),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return {name: _read(folder / "out" / f"{name}.xlsx") for name in STUDIES}


STUDIES: dict[str, Study] = {
    "many": toy_study(13),
    "percentage": with_percentage(),
    "changed": toy_study(4),
}


def _read(path: pathlib.Path) -> Any:
    return openpyxl.load_workbook(path, data_only=True)


def _quantity_of(book: Any, item: str) -> Any:
    sheet = book["Dépenses"]
    row = next(r for r in range(5, 60) if sheet.cell(r, 16).value == item)
    return sheet.cell(row, 3)


def _cents(book: Any, name: str) -> int:
    return int((Decimal(repr(named(book, name).value)) * 100).quantize(Decimal(1)))


@pytest.mark.parametrize("name", ["many", "percentage"])
def test_totals_and_aids_are_those_of_the_study_to_the_cent(
    recalculated: dict[str, Any], name: str
) -> None:
    study, book = STUDIES[name], recalculated[name]
    view = estimate_view(study.estimate, study.funding, load("fr"))
    likely = {key: view["totals"][key] for key in TOTALS[1:]} | {
        "total_ht": view["totals"]["ht"]["likely"],
        "aid_hauts_de_france_prochaine": view["funding"][0]["aid_eur"],
        "own_share": view["plan"]["own_share_eur"],
    }
    assert {key: _cents(book, key) for key in likely} == {
        key: round(100 * value) for key, value in likely.items()
    }


def test_no_cell_is_an_error_or_differs_from_the_value_we_wrote(
    recalculated: dict[str, Any],
) -> None:
    for name in ("many", "percentage"):
        written = openpyxl.load_workbook(
            io.BytesIO(render_sheet(STUDIES[name], load("fr"))), data_only=True
        )
        for sheet in written.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    found = recalculated[name][sheet.title][cell.coordinate].value
                    where = (name, sheet.title, cell.coordinate)
                    if isinstance(cell.value, int | float):
                        assert found == pytest.approx(cell.value, abs=1e-6), where
                    else:
                        assert (found or "") == (cell.value or ""), where


def test_a_changed_quantity_moves_the_total_the_aid_and_the_own_share(
    recalculated: dict[str, Any],
) -> None:
    study, book = STUDIES["changed"], recalculated["changed"]
    mast = next(line for line in study.estimate.lines if line.item == "mast_6")
    more = MORE_MASTS * mast.unit_price.likely
    totals = study.estimate.totals
    aid = min((totals.eligible_ht.likely + more) * 30 // 100, 3_000_000)
    assert _cents(book, "total_ht") == totals.ht.likely + more
    assert _cents(book, "eligible_ht") == totals.eligible_ht.likely + more
    assert _cents(book, "aid_hauts_de_france_prochaine") == aid
    assert _cents(book, "own_share") == totals.ht.likely + more - aid
