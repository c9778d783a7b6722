"""``--terrain`` as a user gives it: read, sealed, printed, carried by the snapshot, or refused."""

from __future__ import annotations

import json
import pathlib
import re
import sqlite3
import subprocess
import sys
from typing import Any

import numpy as np
import pypdf
import pytest
import rasterio

from api.cli import answer
from geodata.assemble import assemble

X, Y = 700_000.0, 7_000_000.0
CRS = {"type": "name", "properties": {"name": "EPSG:2154"}}


def _feature(kind: str, geometry: str, coordinates: object, **properties: object) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"kind": kind, **properties},
        "geometry": {"type": geometry, "coordinates": coordinates},
    }


def _write(path: pathlib.Path, features: list[dict[str, Any]], **members: object) -> str:
    document = {"type": "FeatureCollection", "crs": CRS, "features": features, **members}
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A street of 200 m, one house, one camera, and a slope of five in a hundred under them."""
    folder = tmp_path_factory.mktemp("terrain")
    ring = [[X + 50, Y + 10], [X + 90, Y + 10], [X + 90, Y + 50], [X + 50, Y + 50]]
    street = [[X, Y], [X + 200, Y]]
    _write(
        folder / "scene.geojson",
        [
            _feature("street", "LineString", street, highway="residential", name="Rue Haute"),
            _feature("building", "Polygon", [[*ring, ring[0]]], height_m=9),
        ],
    )
    applicant = {
        "name": "Essai", "kind": "commune", "department": "80", "region": "32",
        "population": 900, "first_equipment": True,
    }  # fmt: skip
    camera = {"model": "fixed-4mp", "height_m": 5, "bearing_deg": 270, "tilt_deg": 12}
    _write(
        folder / "plan.geojson",
        [
            _feature("supervision", "Point", [X + 20, Y + 6], id="S", label="Mairie"),
            _feature(
                "camera", "Point", [X + 110, Y + 5], id="C1", support="mast", purposes=[1],
                justification="Essai", **camera,
            ),
        ],
        vigie={
            "version": 1, "title": "Essai", "date": "2026-01-05", "retention_days": 15,
            "schemes": ["hauts-de-france-prochaine"], "applicant": applicant,
        },
    )  # fmt: skip
    column = np.arange(200) * 5.0
    with rasterio.open(
        folder / "mnt.tif", "w", driver="GTiff", dtype="float32", count=1, width=200, height=200,
        crs="EPSG:2154", transform=rasterio.Affine(5.0, 0.0, X - 500, 0.0, -5.0, Y + 500),
    ) as base:  # fmt: skip
        base.write(np.tile(50 + 0.05 * column, (200, 1)).astype("float32"), 1)
    return folder


def _words(folder: pathlib.Path, command: str, *options: str) -> list[str]:
    given = ["--scene", str(folder / "scene.geojson"), "--plan", str(folder / "plan.geojson")]
    return [command, *given, *options, "--lang", "fr"]


def _study(folder: pathlib.Path, out: str, *words: str) -> dict[str, Any]:
    given = ["--plan", str(folder / "plan.geojson"), "--out", str(folder / out), "--lang", "fr"]
    assert answer(["study", *words, *given]) == 0
    found: dict[str, Any] = json.loads((folder / out / "study.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def steep(folder: pathlib.Path) -> dict[str, Any]:
    scene, terrain = str(folder / "scene.geojson"), str(folder / "mnt.tif")
    return _study(folder, "steep", "--scene", scene, "--terrain", terrain)


@pytest.mark.parametrize("command", ["coverage", "network", "estimate"])
def test_every_question_about_a_scene_takes_a_relief(
    folder: pathlib.Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    words = _words(folder, command, "--terrain", str(folder / "mnt.tif"), "--format", "json")
    assert answer(words) == 0
    assert isinstance(json.loads(capsys.readouterr().out), dict)


def test_the_ground_that_was_read_is_told(
    folder: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer(_words(folder, "coverage", "--terrain", str(folder / "mnt.tif"))) == 0
    # Cells from 310 m west of the street to 300 m east of its end, at five in a hundred.
    assert "Relief lu\u202f: de 59,5 à 99,8 m" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["coverage", "network", "estimate", "study"])
def test_a_relief_that_cannot_be_read_is_one_sentence_and_nothing_is_written(
    folder: pathlib.Path,
    tmp_path: pathlib.Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    broken = tmp_path / "mnt.tif"
    broken.write_bytes((folder / "mnt.tif").read_bytes()[:900])
    out = ["--out", str(tmp_path / "dossier")] if command == "study" else []
    for path in (broken, tmp_path / "absent.asc", tmp_path):
        assert answer(_words(folder, command, "--terrain", str(path), *out)) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert len(printed.err.strip().splitlines()) == 1, printed.err
        assert path.name in printed.err
    assert [item.name for item in tmp_path.iterdir()] == ["mnt.tif"]


def test_the_help_says_that_the_ground_is_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    for language, word in (("fr", "MNT"), ("en", "DTM")):
        with pytest.raises(SystemExit) as left:
            answer(["coverage", "--help", "--lang", language])
        assert left.value.code == 0
        printed = capsys.readouterr().out
        assert "--terrain" in printed
        assert word in printed


def test_the_relief_is_in_the_seal_and_in_the_snapshot(
    folder: pathlib.Path, steep: dict[str, Any]
) -> None:
    flat = _study(folder, "flat", "--scene", str(folder / "scene.geojson"))
    assert steep["made_from"]["input_hash"] != flat["made_from"]["input_hash"]
    assert assemble(folder / "flat" / "scene.gpkg").terrain is None
    kept = assemble(folder / "steep" / "scene.gpkg")
    given = assemble(folder / "scene.geojson", terrain=folder / "mnt.tif")
    assert kept.terrain is not None
    assert given.terrain is not None
    np.testing.assert_array_equal(kept.terrain.heights_m, given.terrain.heights_m)


def test_the_snapshot_of_a_study_gives_the_same_study_without_the_raster(
    folder: pathlib.Path, steep: dict[str, Any]
) -> None:
    again = _study(folder, "again", "--scene", str(folder / "steep" / "scene.gpkg"))
    assert again == steep
    for name in ("scene.gpkg", "resultats.geojson", "manifest.json"):
        assert (folder / "again" / name).read_bytes() == (folder / "steep" / name).read_bytes()


def test_the_dossier_names_the_relief_it_was_made_from(
    folder: pathlib.Path, steep: dict[str, Any]
) -> None:
    assert any(found["code"] == "relief_read" for found in steep["findings"])
    base = sqlite3.connect(folder / "steep" / "scene.gpkg")
    (stored,) = base.execute("SELECT value FROM vigie_scene WHERE key = 'provenance'").fetchone()
    base.close()
    (sha256,) = [one["sha256"] for one in json.loads(stored) if one["layer"] == "relief"]
    reader = pypdf.PdfReader(folder / "steep" / "dossier.pdf")
    text = re.sub(r"\s", "", " ".join(page.extract_text() for page in reader.pages))
    assert "mnt.tif" in text
    assert sha256[:8] in text


def test_rasterio_is_loaded_only_for_those_who_give_a_relief(folder: pathlib.Path) -> None:
    code = (
        "import sys\nfrom api.cli import answer\nanswer(sys.argv[1:])\n"
        "print('rasterio' in sys.modules, file=sys.stderr)\n"
    )
    for options, loaded in (((), "False"), (("--terrain", str(folder / "mnt.tif")), "True")):
        done = subprocess.run(
            [sys.executable, "-c", code, *_words(folder, "coverage", *options)],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr.splitlines()[-1] == loaded
