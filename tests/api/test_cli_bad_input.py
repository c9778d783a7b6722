"""Bad input: one sentence on standard error, exit status 2, nothing half-written left behind."""

from __future__ import annotations

import bz2
import copy
import io
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from api.cli import answer

Plan = dict[str, Any]

SCENE: dict[str, Any] = {
    "type": "FeatureCollection",
    "crs": {"type": "name", "properties": {"name": "EPSG:2154"}},
    "features": [
        {
            "type": "Feature",
            "properties": {"kind": "street", "highway": "residential", "name": "Rue Haute"},
            "geometry": {
                "type": "LineString",
                "coordinates": [[700000, 7000000], [700200, 7000000]],
            },
        },
        {
            "type": "Feature",
            "properties": {"kind": "building", "height_m": 9},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [
                        [700050, 7000010],
                        [700090, 7000010],
                        [700090, 7000050],
                        [700050, 7000050],
                        [700050, 7000010],
                    ]
                ],
            },
        },
    ],
}


def _point(kind: str, x: float, y: float, **properties: object) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"kind": kind, **properties},
        "geometry": {"type": "Point", "coordinates": [x, y]},
    }


PLAN: Plan = {
    "type": "FeatureCollection",
    "crs": {"type": "name", "properties": {"name": "EPSG:2154"}},
    "vigie": {
        "version": 1,
        "title": "Essai",
        "date": "2026-01-05",
        "retention_days": 15,
        "applicant": {
            "name": "Essai",
            "kind": "commune",
            "department": "80",
            "region": "32",
            "population": 900,
            "first_equipment": True,
        },
    },
    "features": [
        _point("supervision", 700020, 7000006, id="S", label="Mairie"),
        _point(
            "camera",
            700110,
            7000005,
            id="C1",
            model="fixed-4mp",
            height_m=5,
            bearing_deg=270,
            tilt_deg=12,
            support="mast",
            purposes=[1],
            justification="Essai",
        ),
    ],
}


def _write(path: pathlib.Path, value: object) -> pathlib.Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def _refused(
    tmp_path: pathlib.Path,
    capsys: pytest.CaptureFixture[str],
    *,
    scene: pathlib.Path | None = None,
    plan: pathlib.Path | None = None,
) -> str:
    """Ask for a study, check the refusal's form, give its sentence."""
    scene = scene or _write(tmp_path / "scene.geojson", SCENE)
    plan = plan or _write(tmp_path / "plan.geojson", PLAN)
    before = sorted(tmp_path.iterdir())
    out = tmp_path / "out" / "dossier"
    words = ["study", "--scene", str(scene), "--plan", str(plan), "--out", str(out)]
    assert answer([*words, "--lang", "fr"]) == 2
    said = capsys.readouterr().err.strip()
    assert len(said.splitlines()) == 1, said
    assert "Traceback" not in said
    assert said.endswith("."), said
    assert sorted(tmp_path.iterdir()) == before
    return said


def _with(change: Callable[[Plan], object]) -> Plan:
    plan = copy.deepcopy(PLAN)
    change(plan)
    return plan


def _camera(**properties: object) -> Plan:
    return _with(lambda plan: plan["features"][1]["properties"].update(properties))


def _moved(x: float, y: float) -> Plan:
    return _with(lambda plan: plan["features"][1]["geometry"].update(coordinates=[x, y]))


def _unclosed(plan: Plan) -> None:
    ring = [[700000, 7000000], [700010, 7000000], [700010, 7000010], [700000, 7000010]]
    feature = _point("zone", 0, 0, id="Z1", label="Place", level="observe")
    feature["geometry"] = {"type": "Polygon", "coordinates": [ring]}
    plan["features"].append(feature)


def _far(plan: Plan) -> None:
    for feature in plan["features"]:
        x, y = feature["geometry"]["coordinates"]
        feature["geometry"]["coordinates"] = [x + 5000, y]


def _degrees(plan: Plan) -> None:
    for feature in plan["features"]:
        feature["geometry"]["coordinates"] = [2.35, 50.05]


BAD_PLANS = {
    "unknown-model": (_camera(model="super-8"), "super-8"),
    "unknown-item": (
        _with(
            lambda plan: plan["vigie"].update(
                prices=[{"item": "licorne", "likely": 3, "source": "x", "date": "2026-01-01"}]
            )
        ),
        "licorne",
    ),
    "unknown-scheme": (
        _with(lambda plan: plan["vigie"].update(schemes=["atlantide"])),
        "atlantide",
    ),
    "camera-deep-in-a-building": (_moved(700070, 7000030), "C1"),
    "two-supervision-buildings": (
        _with(lambda p: p["features"].append(_point("supervision", 700030, 7000006, id="S2"))),
        "supervision",
    ),
    "no-supervision-building": (_with(lambda plan: plan["features"].pop(0)), "supervision"),
    "unclosed-polygon": (_with(_unclosed), "Z1"),
    "a-plan-far-away": (_with(_far), "820"),
    "nan": (_moved(float("nan"), 7000005), "C1"),
    "infinity": (_moved(float("inf"), 7000005), "C1"),
    "degrees-declared-as-metres": (_with(_degrees), ""),
    "a-date-before-spreadsheets": (_with(lambda p: p["vigie"].update(date="0001-01-01")), "0001"),
    "a-name-on-two-lines": (_camera(model="super\n\x1b[31m\u202e8"), "super"),
    "a-name-of-10000-letters": (_camera(model="x" * 10_000), "x…"),
    "retention-of-31-days": (_with(lambda p: p["vigie"].update(retention_days=31)), "31"),
}


@pytest.mark.parametrize(("plan", "named"), BAD_PLANS.values(), ids=BAD_PLANS.keys())
def test_a_bad_plan_gets_a_sentence_that_names_it(
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str], plan: Plan, named: str
) -> None:
    said = _refused(tmp_path, capsys, plan=_write(tmp_path / "bad.geojson", plan))
    assert named in said


def _zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("town.osm", "<osm/>")
    return buffer.getvalue()


BAD_SCENES = {
    "an-empty-extract": ("vide.osm", b'<?xml version="1.0"?><osm version="0.6"></osm>'),
    "a-truncated-extract": ("coupe.osm", b'<?xml version="1.0"?><osm version="0.6"><node id="1" '),
    "a-truncated-archive": ("coupe.osm.bz2", bz2.compress(b"<osm version='0.6'>" * 4000)[:40]),
    "a-zip-renamed": ("ville.osm", _zipped()),
    "a-0-byte-file": ("rien.osm", b""),
    "a-0-byte-pbf": ("rien.osm.pbf", b""),
    "a-picture": ("ville.osm.pbf", b"\x89PNG\r\n\x1a\n" + b"\0" * 200),
    "another-suffix": ("ville.docx", b"rien"),
    "not-json": ("ville.geojson", b"{"),
    "not-a-snapshot": ("ville.gpkg", b"SQLite format 3\0" + b"\0" * 200),
}


@pytest.mark.parametrize(("name", "content"), BAD_SCENES.values(), ids=BAD_SCENES.keys())
def test_a_bad_scene_gets_a_sentence_that_names_it(
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert name in _refused(tmp_path, capsys, scene=path)


def test_a_missing_file_is_named(
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "absente.osm" in _refused(tmp_path, capsys, scene=tmp_path / "absente.osm")
    assert "absent.geojson" in _refused(tmp_path, capsys, plan=tmp_path / "absent.geojson")


def test_a_camera_near_the_wall_inside_is_moved_outward_and_told(
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scene = _write(tmp_path / "scene.geojson", SCENE)
    plan = _write(tmp_path / "plan.geojson", _moved(700070, 7000011.5))
    words = ["coverage", "--scene", str(scene), "--plan", str(plan), "--format", "json"]
    assert answer(words) == 0
    assert "C1" in capsys.readouterr().err


def test_a_full_folder_that_is_not_ours_is_left_alone(
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scene = _write(tmp_path / "scene.geojson", SCENE)
    plan = _write(tmp_path / "plan.geojson", PLAN)
    out = tmp_path / "photos"
    out.mkdir()
    (out / "vacances.txt").write_text("à garder", encoding="utf-8")
    words = ["study", "--scene", str(scene), "--plan", str(plan), "--out", str(out)]
    assert answer(words) == 2
    assert "photos" in capsys.readouterr().err
    assert [path.name for path in out.iterdir()] == ["vacances.txt"]


@pytest.mark.parametrize(
    "words",
    [
        ["study", "--scene", "demo"],
        ["study", "--zip=oui"],
        ["coverage", "--cell", "grand"],
        ["coverage", "--sc", "demo", "--plan", "demo"],
        ["danser"],
        ["run", "--vite"],
    ],
)
def test_a_bad_command_line_gets_one_sentence(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        answer([*words, "--lang", "fr"])
    assert stopped.value.code == 2
    said = capsys.readouterr().err.strip()
    assert len(said.splitlines()) == 1
    assert "vigie" in said


def _files(tmp_path: pathlib.Path, plan: Plan) -> list[str]:
    scene = _write(tmp_path / "scene.geojson", SCENE)
    return ["--scene", str(scene), "--plan", str(_write(tmp_path / "plan.geojson", plan))]


@pytest.mark.parametrize(
    ("option", "value"),
    [("--cell", "nan"), ("--cell", "inf"), ("--cell", "1e9"), ("--cell", "0"),
     ("--target-height", "nan"), ("--target-height", "-1"), ("--target-height", "inf")],
)  # fmt: skip
def test_a_size_that_measures_nothing_is_refused(
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str], option: str, value: str
) -> None:
    assert answer(["coverage", *_files(tmp_path, PLAN), f"{option}={value}"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize("port", ["0", "-1", "65536", "99999"])
def test_a_port_that_does_not_exist_is_refused(
    capsys: pytest.CaptureFixture[str], port: str
) -> None:
    assert answer(["run", f"--port={port}", "--lang", "en"]) == 2
    assert capsys.readouterr().err.startswith(f"Port {port} does not exist")


def test_names_from_strangers_leave_the_terminal_alone_and_the_json_readable(
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strange = "C\ud800\x1b[31m\u202e\n=1+1"
    words = _files(tmp_path, _camera(id=strange))
    for command in ("coverage", "network", "estimate"):
        assert answer([command, *words]) == 0
        said = capsys.readouterr()
        assert not {"\x1b", "\u202e", "\ud800"} & set(said.out + said.err)
        assert answer([command, *words, "--format", "json"]) == 0
        json.loads(capsys.readouterr().out)


def test_a_plan_without_cameras_says_so_and_still_makes_its_files(
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    words = _files(tmp_path, _with(lambda plan: plan["features"].pop(1)))
    assert answer(["study", *words, "--out", str(out), "--lang", "en"]) == 0
    assert "no camera" in capsys.readouterr().err
    assert len(list(out.iterdir())) == 9


def test_half_characters_in_a_hand_scene_do_not_stop_a_study(
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scene = copy.deepcopy(SCENE)
    scene["name"] = "Ville\ud800"
    scene["features"][0]["properties"].update(name="Rue\ud800", id="s\ud800")
    path = _write(tmp_path / "scene2.geojson", scene)
    words = ["--scene", str(path), *_files(tmp_path, PLAN)[2:], "--out", str(tmp_path / "out")]
    assert answer(["study", *words]) == 0
    capsys.readouterr()


def test_scheme_ids_are_trimmed_and_counted_once(
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bill = tmp_path / "bill.csv"
    bill.write_text("item,quantity\ncam_fixed,2\n", encoding="utf-8")
    who = _write(tmp_path / "a.json", {**PLAN["vigie"]["applicant"], "date": "2026-01-05"})
    words = ["estimate", "--bill", str(bill), "--applicant", str(who), "--format", "json"]
    twice = " hauts-de-france-prochaine ,, hauts-de-france-prochaine"
    assert answer([*words, "--schemes", twice]) == 0
    assert len(json.loads(capsys.readouterr().out)["funding"]) == 1
    assert answer([*words, "--schemes", " , "]) == 2
    assert "--schemes" in capsys.readouterr().err


VIGIE = pathlib.Path(sys.executable).parent / "vigie"


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1"])
def test_a_narrow_stream_costs_accents_and_never_the_answer(encoding: str) -> None:
    surroundings = {**os.environ, "PYTHONIOENCODING": encoding}
    for words in (["prices"], ["prices", "--format", "json"]):
        command = [str(VIGIE), *words, "--lang", "fr"]
        done = subprocess.run(command, env=surroundings, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode(encoding))


def test_an_interruption_gets_one_sentence_and_leaves_nothing(tmp_path: pathlib.Path) -> None:
    command = [VIGIE, "study", "--scene", "demo", "--plan", "demo", "--out", "d/e", "--zip"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE)
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert len(said.decode().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
