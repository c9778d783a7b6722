"""Bad input: one sentence on standard error, exit status 2, nothing half-written left behind."""

from __future__ import annotations

import bz2
import copy
import io
import json
import pathlib
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
    [["study", "--scene", "demo"], ["coverage", "--cell", "grand"], ["danser"], ["run", "--vite"]],
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
