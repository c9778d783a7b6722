"""The one door: each file finds its reader, each refusal its sentence, nothing heavy comes in."""

from __future__ import annotations

import json
import pathlib
import re
import subprocess
import sys

import pytest
import yaml
from osm_drawing import Drawing

from api.texts.reader import load
from geodata.assemble import assemble
from geodata.snapshot import write_snapshot
from planner.errors import SourceError

ROOT = pathlib.Path(__file__).resolve().parents[2]
EMPTY = json.dumps({"type": "FeatureCollection", "features": []})


def village() -> Drawing:
    drawing = Drawing()
    drawing.box(0, 0, 10, 10, building="yes")
    drawing.way([(0, -5), (50, -5)], highway="residential")
    return drawing


def refusal(source: str | pathlib.Path) -> str:
    with pytest.raises(SourceError) as caught:
        assemble(source)
    assert "{" not in load("fr").error(caught.value) + load("en").error(caught.value)
    return caught.value.code


def test_an_extract_and_its_snapshot_give_the_same_scene(tmp_path: pathlib.Path) -> None:
    scene = assemble(str(village().write(tmp_path)))
    path = tmp_path / "scene.gpkg"
    write_snapshot(scene, path, date="2024-05-02")
    assert assemble(path) == scene


@pytest.mark.parametrize("name", ["Quartier.GeoJSON", "quartier.json"])
def test_a_drawing_is_read_by_either_name(tmp_path: pathlib.Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(EMPTY, encoding="utf-8")
    assert assemble(path).buildings == ()


def test_the_word_demo_is_the_invented_town() -> None:
    scene = assemble("demo")
    assert len(scene.buildings) > 100
    assert len(scene.streets) > 10


def test_a_name_of_no_known_type_is_refused(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "town.shp"
    path.write_bytes(b"x")
    assert refusal(path) == "source_kind_unknown"
    assert refusal(tmp_path / "town.pbf") == "file_missing"


@pytest.mark.parametrize("name", ["a.osm", "a.osm.bz2", "a.osm.pbf", "a.gpkg", "a.geojson", "a.x"])
def test_a_missing_file_a_folder_and_an_empty_one_are_told_apart(
    tmp_path: pathlib.Path, name: str
) -> None:
    assert refusal(tmp_path / name) == "file_missing"
    (tmp_path / name).mkdir()
    assert refusal(tmp_path / name) == "file_is_a_folder"
    (tmp_path / name).rmdir()
    (tmp_path / name).touch()
    assert refusal(tmp_path / name) == "file_empty"


def test_a_name_that_no_system_accepts_is_refused() -> None:
    assert refusal("a\x00.osm") in {"file_missing", "file_unreadable"}  # by Python version


def test_progress_goes_from_nothing_to_all(tmp_path: pathlib.Path) -> None:
    told: list[tuple[str, float]] = []
    assemble(village().write(tmp_path), progress=lambda step, share: told.append((step, share)))
    assert told == [
        ("osm_reading", 0.0), ("osm_reading", 1.0), ("osm_shaping", 0.0), ("osm_shaping", 1.0),
    ]  # fmt: skip


def test_reading_a_town_brings_in_neither_frames_nor_pages() -> None:
    code = (
        "import sys; import geodata.assemble; "
        "heavy = ('geopandas', 'pandas', 'pyogrio', 'rasterio', 'fastapi', 'folium'); "
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


READERS = [
    "assemble.py", "crossings.py", "files.py", "geojson.py", "geopackage.py", "relief.py",
    "snapshot.py",
    *sorted(path.name for path in (ROOT / "geodata").glob("osm_*.py")),
    *sorted(path.name for path in (ROOT / "geodata").glob("hand_*.py")),
]  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_code_has_its_sentence(language: str) -> None:
    text = "".join((ROOT / "geodata" / name).read_text(encoding="utf-8") for name in READERS)
    sentences = yaml.safe_load((ROOT / "api" / "texts" / f"{language}.yaml").read_text("utf-8"))
    raised = set(re.findall(r"(?:SourceError|error)\(\s*\"([a-z_0-9]+)\"", text))
    told = set(re.findall(r"(?:note|warning)\(\s*\"([a-z_0-9]+)\"", text))
    told |= set(re.findall(r"\"(osm_(?:missing|ring|repaired)_[a-z_]+)\"", text))
    steps = set(re.findall(r"progress\(\"([a-z_]+)\"", text))
    assert len(raised) > 35
    assert len(told) > 15
    assert raised - set(sentences["errors"]) == set()
    assert told - set(sentences["findings"]) == set()
    assert steps - set(sentences["progress"]) == set()
