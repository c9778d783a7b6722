"""Snapshots: read back the same, written the same, opened by others, never trusted."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import pathlib
import sqlite3
import struct
from collections.abc import Callable

import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from api.texts.reader import load
from geodata.snapshot import read_snapshot, snapshot_bytes, write_snapshot
from planner.errors import SourceError
from planner.findings import note, warning
from planner.scene.model import (
    Area,
    Barrier,
    Building,
    Landmark,
    Provenance,
    Scene,
    SceneDuct,
    Street,
    TaggedCamera,
    Wall,
)

LINE = shapely.LineString([(0.001, 0.0), (10.0, 1 / 3)])
BOX = shapely.box(0.0, 0.0, 10.0, 10.0)
FULL = Scene(
    crs="EPSG:2154",
    name="Bray-sur-Éclusier",
    buildings=(
        Building(
            id="r1-1",
            footprint=shapely.Polygon(BOX.exterior, [shapely.box(2, 2, 3, 3).exterior]),
            height_m=0.1 + 0.2,
            min_height_m=0.0,
            height_status="levels",
            use="public",
            kind="townhall",
            name="L’hôtel de ville",
            part_of="r1",
        ),
    ),
    walls=(Wall(id="w1", line=LINE, height_m=2.0, kind="hedge"),),
    streets=(
        Street(id="w2", line=LINE, highway="service", bridge=True, layer=-1),
        Street(id="w3", line=LINE, highway="steps", width_m=2.5),
    ),
    areas=(Area(id="w4", polygon=BOX, kind="square", name="Place d'Armes"),),
    barriers=(Barrier(id="w5", line=LINE, kind="rail"),),
    points=(
        Landmark(id="n1", point=shapely.Point(1.001, 2.002), kind="tree", height_m=8.0),
        Landmark(id="n2", point=shapely.Point(3, 4), kind="police"),
    ),
    cameras=(
        TaggedCamera(
            id="n3",
            point=shapely.Point(1, 1),
            bearings_deg=(75.0, 350.5),
            widths_deg=(None, 60.0),
            note="camera:angle=15",
        ),
        TaggedCamera(id="n4", point=shapely.Point(1, 1)),
    ),
    ducts=(SceneDuct(id="d1", line=LINE, medium="aerial"),),
    outline=BOX,
    provenance=(
        Provenance(
            layer="buildings",
            source="a.osm",
            licence="ODbL",
            date="2024-05-02",
            sha256="ab",
            count=1,
            assumed=(("height", 1),),
        ),
    ),
    findings=(
        warning("heights_assumed", subject="buildings", count=1, total=1),
        note("x", subject="y", many=("a", 1.5, None, True)),
    ),
)


def back(scene: Scene, folder: pathlib.Path) -> Scene:
    path = folder / "scene.gpkg"
    write_snapshot(scene, path, date="2024-05-02")
    return read_snapshot(path)


def refusal(path: pathlib.Path) -> str:
    with pytest.raises(SourceError) as caught:
        read_snapshot(path)
    assert caught.value.values == {"file": path.name}
    assert "{" not in load("fr").error(caught.value) + load("en").error(caught.value)
    return caught.value.code


def altered(folder: pathlib.Path, *statements: str) -> pathlib.Path:
    """A snapshot into which somebody has written."""
    path = folder / "altered.gpkg"
    write_snapshot(FULL, path, date="2024-05-02")
    base = sqlite3.connect(path)
    for statement in statements:
        base.execute(statement)
    base.commit()
    base.close()
    return path


def test_a_scene_with_everything_reads_back_the_same(tmp_path: pathlib.Path) -> None:
    assert back(FULL, tmp_path) == FULL


def test_an_empty_scene_reads_back_the_same(tmp_path: pathlib.Path) -> None:
    empty = Scene(crs="EPSG:32632", name="")
    assert back(empty, tmp_path) == empty


def test_every_layer_of_a_scene_is_stored() -> None:
    # A field added to Scene and forgotten here would be lost without a word.
    stored = {field.name for field in dataclasses.fields(Scene) if getattr(FULL, field.name)}
    elsewhere = {"terrain"}  # test_snapshot_relief.py: arrays are not compared by ==
    assert stored | elsewhere == {field.name for field in dataclasses.fields(Scene)}


@pytest.mark.realdata
def test_a_real_village_reads_back_the_same(
    shared_data: pathlib.Path, tmp_path: pathlib.Path, read_town: Callable[[pathlib.Path], Scene]
) -> None:
    scene = read_town(shared_data / "osm" / "saint-jean-la-poterie-56223.osm.bz2")
    assert len(scene.buildings) == 650
    assert back(scene, tmp_path) == scene


def test_two_writings_are_the_same_bytes(tmp_path: pathlib.Path) -> None:
    first, second = tmp_path / "a.gpkg", tmp_path / "b.gpkg"
    write_snapshot(FULL, first, date="2024-05-02")
    write_snapshot(FULL, second, date="2024-05-02")
    assert (
        hashlib.sha256(first.read_bytes()).digest() == hashlib.sha256(second.read_bytes()).digest()
    )
    assert first.read_bytes() == snapshot_bytes(FULL, date="2024-05-02")


def test_the_date_given_is_the_only_date_inside() -> None:
    dated, other = snapshot_bytes(FULL, date="2024-05-02"), snapshot_bytes(FULL, date="2025-06-03")
    assert dated.replace(b"2024-05-02T00:00:00.000Z", b"2025-06-03T00:00:00.000Z") == other


def test_writing_over_a_snapshot_leaves_no_draft(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "scene.gpkg"
    for _ in range(2):
        write_snapshot(FULL, path, date="")
    assert [item.name for item in tmp_path.iterdir()] == ["scene.gpkg"]


def test_a_folder_that_is_not_there_is_told(tmp_path: pathlib.Path) -> None:
    with pytest.raises(SourceError) as caught:
        write_snapshot(FULL, tmp_path / "nowhere" / "scene.gpkg", date="")
    assert caught.value.code == "snapshot_not_written"


@pytest.mark.parametrize("crs", ["EPSG:2154", "EPSG:32632"])
def test_a_gis_opens_every_layer_in_its_system(tmp_path: pathlib.Path, crs: str) -> None:
    path = tmp_path / "scene.gpkg"
    write_snapshot(dataclasses.replace(FULL, crs=crs), path, date="2024-05-02")
    layers = dict(pyogrio.list_layers(path).tolist())
    assert layers == {
        "buildings": "Polygon", "walls": "LineString", "streets": "LineString",
        "areas": "Polygon", "barriers": "LineString", "points": "Point", "cameras": "Point",
        "ducts": "LineString", "outline": "Polygon", "vigie_scene": None,
    }  # fmt: skip
    streets = pyogrio.read_dataframe(path, layer="streets")
    assert streets.crs.to_string() == crs
    assert streets["id"].tolist() == ["w2", "w3"]
    assert streets.bridge.tolist() == [True, False]
    assert streets.geometry.tolist() == [LINE, LINE]
    (building,) = pyogrio.read_dataframe(path, layer="buildings").to_dict("records")
    assert (building["name"], building["height_m"]) == ("L’hôtel de ville", 0.1 + 0.2)


def test_the_file_says_it_is_a_geopackage_of_version_1_3() -> None:
    content = snapshot_bytes(FULL, date="")
    assert content[:16] == b"SQLite format 3\x00"
    assert content[68:72] == b"GPKG"
    assert struct.unpack(">i", content[60:64]) == (10300,)
    assert content[96:100] == bytes(4)  # SQLite's own version would vary between machines


HALF = st.integers(-2000, 2000).map(lambda number: number / 1000.0)
NUMBERS = st.floats(0.001, 1e6, allow_nan=False)


@settings(max_examples=25, deadline=None)
@given(
    west=HALF,
    south=HALF,
    height=NUMBERS,
    name=st.text(max_size=12).filter(lambda text: "\x00" not in text),
    bearings=st.lists(st.floats(0, 360, exclude_max=True), max_size=3).map(tuple),
)
def test_any_record_reads_back_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    west: float,
    south: float,
    height: float,
    name: str,
    bearings: tuple[float, ...],
) -> None:
    try:
        name.encode()
    except UnicodeEncodeError:
        return
    scene = Scene(
        crs="EPSG:2154",
        name=name,
        buildings=(
            Building(id=name, footprint=shapely.box(west, south, 9, 9), height_m=height, name=name),
        ),
        cameras=(
            TaggedCamera(
                id="n",
                point=shapely.Point(west, south),
                bearings_deg=bearings,
                widths_deg=tuple(None for _ in bearings),
            ),
        ),
        findings=(note("x", subject=name, length=height),),
    )
    path = tmp_path_factory.mktemp("any") / "scene.gpkg"
    write_snapshot(scene, path, date="")
    assert read_snapshot(path) == scene


# What comes back may come from a stranger


def test_what_is_no_geopackage_is_refused(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.gpkg"
    path.write_text("hello")
    assert refusal(path) == "gpkg_not_sqlite"
    path.write_bytes(b"")
    assert refusal(path) == "file_empty"
    assert refusal(tmp_path / "nowhere.gpkg") == "file_missing"


def test_a_geopackage_of_somebody_else_is_refused(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.gpkg"
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE something (id INTEGER)")
    base.close()
    assert refusal(path) == "gpkg_not_vigie"


@pytest.mark.realdata
def test_a_bd_topo_extract_is_recognised(shared_data: pathlib.Path) -> None:
    assert refusal(shared_data / "bdtopo" / "bdtopo_v3_olemps_12174.gpkg") == "gpkg_bdtopo"


@pytest.mark.parametrize("keep", [100, 4096, 20_000])
def test_a_snapshot_cut_short_is_refused(tmp_path: pathlib.Path, keep: int) -> None:
    path = tmp_path / "a.gpkg"
    path.write_bytes(snapshot_bytes(FULL, date="")[:keep])
    assert refusal(path) in {"gpkg_broken", "gpkg_not_vigie"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE buildings SET use = 'castle'",
        "UPDATE buildings SET height_m = 'tall'",
        "UPDATE buildings SET height_m = NULL",
        "UPDATE buildings SET height_m = 9e999",
        "UPDATE buildings SET geom = x'00'",
        "UPDATE buildings SET geom = (SELECT geom FROM walls)",
        "UPDATE buildings SET geom = substr(geom, 1, 60)",
        "UPDATE buildings SET geom = NULL",
        "UPDATE streets SET bridge = 7",
        "UPDATE streets SET layer = 'up'",
        "UPDATE cameras SET bearings_deg = '{}'",
        "UPDATE cameras SET bearings_deg = '[\"x\"]'",
        "UPDATE cameras SET bearings_deg = '[1e999]'",
        "UPDATE cameras SET bearings_deg = '['",
        "UPDATE vigie_scene SET value = 'EPSG:4326' WHERE key = 'crs'",
        "UPDATE vigie_scene SET value = 'EPSG:0' WHERE key = 'crs'",
        "DELETE FROM vigie_scene WHERE key = 'name'",
        "UPDATE vigie_scene SET value = '{' WHERE key = 'findings'",
        "UPDATE vigie_scene SET value = '[1]' WHERE key = 'findings'",
        "UPDATE vigie_scene SET value = '[\"x\"]' WHERE key = 'provenance'",
        "UPDATE vigie_scene SET value = replace(value, 'warning', 'fatal') WHERE key = 'findings'",
        "ALTER TABLE buildings DROP COLUMN id",
        "ALTER TABLE buildings RENAME COLUMN geom TO shape",
    ],
)
def test_a_snapshot_somebody_altered_is_refused(tmp_path: pathlib.Path, statement: str) -> None:
    assert refusal(altered(tmp_path, statement)) == "gpkg_broken"


def test_a_newer_format_is_told(tmp_path: pathlib.Path) -> None:
    path = altered(tmp_path, "UPDATE vigie_scene SET value = '3' WHERE key = 'format'")
    assert refusal(path) == "gpkg_newer"


def test_a_view_in_the_place_of_a_table_is_not_read(tmp_path: pathlib.Path) -> None:
    path = altered(
        tmp_path, "DROP TABLE walls", "CREATE VIEW walls AS SELECT 1 AS fid, geom FROM streets"
    )
    assert read_snapshot(path).walls == ()


def test_a_computed_column_is_not_read(tmp_path: pathlib.Path) -> None:
    path = altered(
        tmp_path, "ALTER TABLE walls ADD COLUMN trap TEXT GENERATED ALWAYS AS (upper(id)) VIRTUAL"
    )
    assert read_snapshot(path).walls == ()


def test_a_layer_or_a_column_of_a_later_version_is_passed_over(tmp_path: pathlib.Path) -> None:
    path = altered(
        tmp_path,
        "CREATE TABLE moats (fid INTEGER PRIMARY KEY, geom BLOB)",
        "ALTER TABLE walls ADD COLUMN colour TEXT",
    )
    assert read_snapshot(path) == FULL


def test_a_column_that_an_older_version_lacked_takes_its_default(tmp_path: pathlib.Path) -> None:
    path = altered(tmp_path, "ALTER TABLE walls DROP COLUMN kind")
    assert read_snapshot(path).walls[0].kind == "wall"


def test_findings_are_plain_json_for_other_programs(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "scene.gpkg"
    write_snapshot(FULL, path, date="")
    frame = pyogrio.read_dataframe(path, layer="vigie_scene")
    stored = dict(zip(frame["key"], frame["value"], strict=True))
    assert json.loads(stored["findings"])[0]["code"] == "heights_assumed"
    assert stored["crs"] == "EPSG:2154"
