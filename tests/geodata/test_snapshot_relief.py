"""The relief of a snapshot: small, exact, the same bytes, never trusted."""

from __future__ import annotations

import dataclasses
import pathlib
import sqlite3
import tracemalloc
import zlib

import numpy as np
import pytest
from numpy.typing import NDArray

from api.sealing import scene_digest
from api.texts.reader import load
from geodata.snapshot import read_snapshot, snapshot_bytes, write_snapshot
from geodata.terrain_blob import LARGEST_NODE_COUNT, row_of
from planner.errors import SourceError
from planner.scene.model import Scene, Terrain

WAVES = np.round(100.0 + 20.0 * np.sin(np.arange(3000.0).reshape(50, 60) / 40.0), 2)
HOLED = np.where(np.arange(60) % 7 == 0, np.nan, WAVES)


def town(heights_m: NDArray[np.float64]) -> Scene:
    terrain = Terrain(x=652_000.123, y=6_862_000.5, step_m=0.2, heights_m=heights_m)
    return Scene(crs="EPSG:2154", name="Bray", terrain=terrain)


def altered(folder: pathlib.Path, *statements: tuple[str, tuple[object, ...]]) -> pathlib.Path:
    path = folder / "altered.gpkg"
    write_snapshot(town(HOLED), path, date="")
    base = sqlite3.connect(path)
    for statement, values in statements:
        base.execute(statement, values)
    base.commit()
    base.close()
    return path


@pytest.mark.parametrize(
    "heights",
    [
        WAVES,
        HOLED,
        HOLED.T,
        WAVES[::-1],
        np.full((2, 3), np.nan),
        np.array([[-499.99, 8999.99]]),
        np.array([[1 / 3, np.pi], [np.nan, 1e-7]]),  # made by code: not whole centimetres
    ],
)
def test_every_height_reads_back_exactly(
    tmp_path: pathlib.Path, heights: NDArray[np.float64]
) -> None:
    scene = town(heights)
    path = tmp_path / "scene.gpkg"
    write_snapshot(scene, path, date="2024-05-02")
    back = read_snapshot(path)
    assert back.terrain is not None
    np.testing.assert_array_equal(back.terrain.heights_m, heights)
    assert (back.terrain.x, back.terrain.y, back.terrain.step_m) == (652_000.123, 6_862_000.5, 0.2)
    assert dataclasses.replace(back, terrain=scene.terrain) == scene
    assert scene_digest(back) == scene_digest(scene)
    assert snapshot_bytes(back, date="2024-05-02") == path.read_bytes()


def test_a_hillside_takes_less_than_a_byte_and_a_half_a_node() -> None:
    x, y = np.meshgrid(np.arange(400.0), np.arange(400.0))
    hillside = np.round(50.0 + 0.03 * x + 8.0 * np.sin(x / 60.0) * np.cos(y / 45.0), 2)
    extra = len(snapshot_bytes(town(hillside), date="")) - len(
        snapshot_bytes(dataclasses.replace(town(hillside), terrain=None), date="")
    )
    assert extra < 1.5 * hillside.size


def test_a_scene_without_relief_is_written_as_before(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "flat.gpkg"
    write_snapshot(dataclasses.replace(town(WAVES), terrain=None), path, date="")
    base = sqlite3.connect(path)
    assert base.execute("SELECT value FROM vigie_scene WHERE key = 'format'").fetchone() == ("1",)
    assert base.execute("SELECT 1 FROM sqlite_master WHERE name = 'relief'").fetchone() is None
    base.close()
    assert read_snapshot(path).terrain is None


def test_a_program_that_knows_no_relief_would_refuse_rather_than_flatten(
    tmp_path: pathlib.Path,
) -> None:
    base = sqlite3.connect(altered(tmp_path))
    assert base.execute("SELECT value FROM vigie_scene WHERE key = 'format'").fetchone() == ("2",)
    row = base.execute("SELECT data_type FROM gpkg_contents WHERE table_name = 'relief'").fetchone()
    assert row == ("attributes",)
    base.close()


def set_to(column: str, value: object) -> tuple[str, tuple[object, ...]]:
    return f"UPDATE relief SET {column} = ?", (value,)  # noqa: S608 - the columns named below


BOMB = zlib.compress(bytes(80_000_000), 9)


@pytest.mark.parametrize(
    "statement",
    [
        set_to("x", 9e999),
        set_to("y", "north"),
        set_to("x", 1e300),
        set_to("step_m", 0.0),
        set_to("step_m", -1.0),
        set_to("step_m", 1e9),
        set_to("n_rows", 0),
        set_to("n_rows", -50),
        set_to("n_rows", 51),
        set_to("n_rows", 2.5),
        set_to("n_columns", "many"),
        set_to("n_columns", 2**62),
        set_to("form", "feet"),
        set_to("form", "metres"),
        set_to("heights", b""),
        set_to("heights", b"not packed"),
        set_to("heights", "text"),
        set_to("heights", BOMB),
        set_to("heights", zlib.compress(WAVES.tobytes())[:-9]),
        set_to("heights", zlib.compress(np.full(3000, 2**31 - 1, "<i4").tobytes())),
        ("DELETE FROM relief", ()),
        ("INSERT INTO relief SELECT fid + 1, x, y, step_m, 1, 1, form, heights FROM relief", ()),
        ("DROP TABLE relief", ()),
        ("ALTER TABLE relief DROP COLUMN form", ()),
        ("ALTER TABLE relief RENAME COLUMN fid TO other", ()),
    ],
)  # fmt: skip
def test_a_relief_somebody_altered_is_refused(
    tmp_path: pathlib.Path, statement: tuple[str, tuple[object, ...]]
) -> None:
    with pytest.raises(SourceError) as caught:
        read_snapshot(altered(tmp_path, statement))
    assert caught.value.code == "gpkg_broken"
    assert "{" not in load("fr").error(caught.value)


def test_a_bomb_is_not_unpacked(tmp_path: pathlib.Path) -> None:
    path = altered(tmp_path, set_to("heights", BOMB))  # 80 MB where 12 kB are announced
    tracemalloc.start()
    try:
        with pytest.raises(SourceError):
            read_snapshot(path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 4_000_000


def test_more_nodes_than_any_relief_holds_are_refused(tmp_path: pathlib.Path) -> None:
    columns = LARGEST_NODE_COUNT // 50 + 1
    content = zlib.compress(bytes(4 * 50 * columns))
    path = altered(tmp_path, set_to("n_columns", columns), set_to("heights", content))
    with pytest.raises(SourceError):
        read_snapshot(path)


def test_doubles_out_of_this_world_are_refused(tmp_path: pathlib.Path) -> None:
    for wild in (np.inf, -np.inf, 1e5):
        heights = np.full((50, 60), wild, dtype="<f8")
        path = altered(
            tmp_path, set_to("form", "metres"), set_to("heights", zlib.compress(heights.tobytes()))
        )
        with pytest.raises(SourceError):
            read_snapshot(path)


def test_whole_centimetres_are_stored_as_such() -> None:
    assert row_of(town(HOLED).terrain)[5] == "centimetres"  # type: ignore[arg-type] # set above
    assert row_of(town(HOLED / 3.0).terrain)[5] == "metres"  # type: ignore[arg-type] # set above
