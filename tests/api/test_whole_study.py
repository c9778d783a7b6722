"""``vigie study`` as a user runs it: every file, the same totals, the same bytes twice."""

from __future__ import annotations

import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import zipfile
from typing import Any

import openpyxl
import pypdf
import pytest
from workbooks import named

from api.sealing import verify

FILES = {
    "dossier.pdf",
    "depenses.xlsx",
    "carte.html",
    "plan.gpkg",
    "plan.geojson",
    "resultats.geojson",
    "study.json",
    "scene.gpkg",
    "manifest.json",
}


def _run(folder: pathlib.Path, **environment: str) -> pathlib.Path:
    """Run the command in a process of its own and give the folder that it wrote."""
    command = pathlib.Path(sys.executable).parent / "vigie"
    out = folder / "dossier"
    words = ["study", "--scene", "demo", "--plan", "demo", "--out", str(out), "--zip"]
    done = subprocess.run(
        [str(command), *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return out


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    return _run(tmp_path_factory.mktemp("first"), PYTHONHASHSEED="1", TZ="UTC")


@pytest.fixture(scope="module")
def study(dossier: pathlib.Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((dossier / "study.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def printed(dossier: pathlib.Path) -> str:
    """Give the text of the printed dossier, spaces of every kind made one."""
    reader = pypdf.PdfReader(dossier / "dossier.pdf")
    text = " ".join(page.extract_text() for page in reader.pages)
    return re.sub(r"\s", "", text)


def _to_the_cent(euros: float) -> str:
    return f"{euros:.2f}".replace(".", ",")


def test_every_file_is_written_and_sealed(dossier: pathlib.Path) -> None:
    assert {path.name for path in dossier.iterdir()} == FILES
    assert verify(dossier) == ()
    with zipfile.ZipFile(dossier.with_name("dossier.zip")) as archive:
        assert set(archive.namelist()) == FILES


def test_the_printed_dossier_says_the_totals_to_the_cent(
    study: dict[str, Any], printed: str
) -> None:
    totals, plan = study["estimate"]["totals"], study["estimate"]["plan"]
    amounts = [totals["ht"]["likely"], plan["own_share_eur"]]
    amounts += [totals[name] for name in ("eligible_ht", "to_confirm_ht", "not_eligible_ht")]
    amounts += [totals["vat"], totals["ttc"], *(aid["asked_eur"] for aid in plan["aids"])]
    for amount in amounts:
        assert _to_the_cent(amount) in printed, amount


def test_every_page_prints_the_seal(dossier: pathlib.Path, study: dict[str, Any]) -> None:
    seal = study["made_from"]["input_hash"][:12]
    for page in pypdf.PdfReader(dossier / "dossier.pdf").pages:
        assert seal in re.sub(r"\s", "", page.extract_text())


def test_another_program_recalculates_the_same_totals(
    dossier: pathlib.Path, study: dict[str, Any], tmp_path: pathlib.Path
) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice not found: the workbook is not recalculated by another program")
    book = openpyxl.load_workbook(io.BytesIO((dossier / "depenses.xlsx").read_bytes()))
    book.save(tmp_path / "depenses.xlsx")  # formulas without their values
    subprocess.run(
        [
            soffice,
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(tmp_path / "out"),
            str(tmp_path / "depenses.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    again = openpyxl.load_workbook(tmp_path / "out" / "depenses.xlsx", data_only=True)
    totals = study["estimate"]["totals"]
    assert round(named(again, "total_ht").value, 2) == totals["ht"]["likely"]
    for name in ("eligible_ht", "to_confirm_ht", "not_eligible_ht", "vat", "ttc"):
        assert round(named(again, name).value, 2) == totals[name]


def test_lines_sum_to_their_totals(study: dict[str, Any]) -> None:
    estimate = study["estimate"]
    cents = [round(100 * line["amount_eur"]["likely"]) for line in estimate["lines"]]
    assert sum(cents) == round(100 * estimate["totals"]["ht"]["likely"])
    by_eligibility = {"yes": "eligible_ht", "to_confirm": "to_confirm_ht", "no": "not_eligible_ht"}
    for eligible, name in by_eligibility.items():
        part = [
            round(100 * line["amount_eur"]["likely"])
            for line in estimate["lines"]
            if line["eligible"] == eligible
        ]
        assert sum(part) == round(100 * estimate["totals"][name])
    plan = estimate["plan"]
    aids = sum(round(100 * aid["asked_eur"]) for aid in plan["aids"])
    assert aids + round(100 * plan["own_share_eur"]) == round(100 * plan["total_ht"])


def test_the_same_study_gives_the_same_bytes_elsewhere_and_later(
    dossier: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    again = _run(tmp_path, PYTHONHASHSEED="77", TZ="Pacific/Auckland")
    for name in sorted(FILES):
        assert (again / name).read_bytes() == (dossier / name).read_bytes(), name
