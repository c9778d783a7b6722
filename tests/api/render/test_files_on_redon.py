"""The files of a real town: light, sealed, and saying the same figures."""

from __future__ import annotations

import io
import json
import pathlib
import re

import openpyxl
import pyogrio
import pytest
from workbooks import named

from api.canonical import canonical_json, pretty_json
from api.render.geo import render_plan_gpkg, render_results
from api.render.map import render_map
from api.render.sheet import render_sheet
from api.sealing import manifest, verify, write_dossier
from api.study_views import study_view
from api.texts.reader import load
from api.use_cases.opening import Opened, open_study
from api.use_cases.sources import sources_of
from planner.pipeline import draw_up
from planner.study import Study

pytestmark = pytest.mark.realdata
FR = load("fr")
PLAN = pathlib.Path(__file__).resolve().parents[3] / "examples" / "redon.geojson"


@pytest.fixture(scope="module")
def opened(shared_data: pathlib.Path) -> Opened:
    return open_study(str(shared_data / "osm" / "redon-35236.osm.bz2"), str(PLAN))


@pytest.fixture(scope="module")
def study(opened: Opened) -> Study:
    return draw_up(opened.plan, sources_of(opened))


@pytest.fixture(scope="module")
def files(opened: Opened, study: Study) -> dict[str, bytes]:
    return {
        "study.json": pretty_json(study_view(study, opened.document, FR)),
        "depenses.xlsx": render_sheet(study, FR),
        "carte.html": render_map(study, FR),
        "plan.gpkg": render_plan_gpkg(study, FR),
        "resultats.geojson": render_results(study, FR),
        "plan.geojson": pretty_json(dict(opened.document)),
    }


def test_the_map_of_a_town_is_light_and_credits_its_source(files: dict[str, bytes]) -> None:
    html = files["carte.html"].decode()
    assert len(files["carte.html"]) < 3_000_000
    assert re.findall(r"https?://", html) == []
    assert "© les contributeurs d’OpenStreetMap, ODbL" in html


def test_the_workbook_and_the_results_say_the_same_totals(files: dict[str, bytes]) -> None:
    totals = json.loads(files["study.json"])["estimate"]["totals"]
    book = openpyxl.load_workbook(io.BytesIO(files["depenses.xlsx"]), data_only=True)
    for name in ("eligible_ht", "to_confirm_ht", "not_eligible_ht", "vat", "ttc"):
        assert named(book, name).value == totals[name]
    assert named(book, "total_ht").value == totals["ht"]["likely"]


def test_every_amount_of_the_bill_is_a_live_formula(files: dict[str, bytes], study: Study) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(files["depenses.xlsx"]))["Dépenses"]
    items = {line.item for line in study.estimate.lines}
    rows = [row for row in sheet.iter_rows(min_row=5) if row[15].value in items]
    assert len(rows) == len(study.estimate.lines)
    for row in rows:
        assert [str(cell.value)[0] for cell in row[7:10]] == ["=", "=", "="], row[15].value


def test_the_layers_hold_the_whole_town(
    files: dict[str, bytes], study: Study, tmp_path: pathlib.Path
) -> None:
    path = tmp_path / "plan.gpkg"
    path.write_bytes(files["plan.gpkg"])
    assert pyogrio.read_info(path, layer="buildings")["features"] == len(study.scene.buildings)
    assert pyogrio.read_info(path, layer="cameras")["features"] == len(study.plan.cameras)


def test_the_plan_is_written_back_as_it_was(files: dict[str, bytes]) -> None:
    original = json.loads(PLAN.read_bytes())
    assert canonical_json(json.loads(files["plan.geojson"])) == canonical_json(original)


def test_the_seal_holds_on_the_files_written(
    files: dict[str, bytes], study: Study, tmp_path: pathlib.Path
) -> None:
    sealed = {**files, "manifest.json": manifest(study.made_from, files)}
    write_dossier(sealed, tmp_path / "redon")
    assert verify(tmp_path / "redon") == ()
