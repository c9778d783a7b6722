"""The seal, and a writing that leaves no half of a dossier."""

from __future__ import annotations

import hashlib
import json
import pathlib
import subprocess
import sys
import zipfile
from dataclasses import fields, replace

import numpy as np
import pytest
import shapely
from studies import small_study

from api.sealing import (
    canonical_json,
    input_hash,
    manifest,
    scene_digest,
    verify,
    write_dossier,
    zip_bytes,
)
from planner.errors import SourceError
from planner.scene.model import Scene, Terrain, Wall

FILES = {"study.json": b"{}", "carte.html": b"<html>"}


def sealed(files: dict[str, bytes]) -> dict[str, bytes]:
    return {**files, "manifest.json": manifest(small_study().made_from, files)}


def contents(folder: pathlib.Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_manifest_gives_the_hash_of_every_other_file_in_canonical_form() -> None:
    written = manifest(small_study().made_from, FILES)
    document = json.loads(written)
    assert written == canonical_json(document)
    assert document["files"] == {n: hashlib.sha256(c).hexdigest() for n, c in FILES.items()}
    assert set(document) == {"version", "input_hash", "program", "catalogue_date", "files"}


@pytest.mark.parametrize("changed", range(4))
def test_each_of_the_four_inputs_changes_the_input_hash(changed: int) -> None:
    usual = [{"a": 1}, "scene", "catalogue", "vigie 1"]
    other = [{"a": 2}, "scene2", "catalogue2", "vigie 2"]
    mixed = [other[k] if k == changed else usual[k] for k in range(4)]
    assert input_hash(*mixed) != input_hash(*usual)  # type: ignore[arg-type] # mixed list
    assert input_hash(*usual) == input_hash(*usual)  # type: ignore[arg-type] # mixed list


def test_the_digest_of_a_scene_is_the_same_in_another_process() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from studies import small_study;"
        "from api.sealing import scene_digest; print(scene_digest(small_study().scene))"
    )
    tests = pathlib.Path(__file__).resolve().parents[1]
    answers = {
        subprocess.run(
            [sys.executable, "-c", code, str(tests)],
            check=True,
            capture_output=True,
            text=True,
            cwd=tests.parent,
            env={"PYTHONHASHSEED": seed},
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert answers == {scene_digest(small_study().scene)}


def test_every_member_of_a_scene_counts_in_its_digest() -> None:
    scene = small_study().scene
    wall = Wall(id="x", line=shapely.LineString([(0, 0), (1, 1)]), height_m=2.0)
    other = {
        "crs": "EPSG:32631",
        "name": "Autre",
        "walls": (wall,),
        "outline": None,
        "terrain": hills(),
        "ducts": ("duct",),
        "findings": ("finding",),
    }
    for member in fields(Scene):
        value = other[member.name] if member.name in other else getattr(scene, member.name)[1:]
        changed = replace(scene, **{member.name: value})  # type: ignore[arg-type] # any member
        assert scene_digest(changed) != scene_digest(scene), member.name


def hills(**changed: object) -> Terrain:
    heights = np.array([[1.0, 2.0], [3.0, np.nan]])
    parts = {"x": 0.0, "y": 0.0, "step_m": 5.0, "heights_m": heights, **changed}
    return Terrain(**parts)  # type: ignore[arg-type] # fields by name


def test_every_height_of_the_relief_counts_in_the_digest() -> None:
    scene = replace(small_study().scene, terrain=hills())
    others = [
        hills(x=1.0),
        hills(y=1.0),
        hills(step_m=1.0),
        hills(heights_m=np.array([[1.0, 2.0], [3.01, np.nan]])),
        hills(heights_m=np.array([[1.0, 2.0], [3.0, 0.0]])),
        hills(heights_m=np.array([[1.0, 2.0, 3.0, np.nan]])),
    ]
    digests = {scene_digest(replace(scene, terrain=terrain)) for terrain in (hills(), *others)}
    assert len(digests) == 1 + len(others)


def test_the_same_heights_laid_out_otherwise_in_memory_have_the_same_digest() -> None:
    scene = small_study().scene
    turned = hills(heights_m=np.array([[1.0, 3.0], [2.0, -np.nan]]).T)
    assert scene_digest(replace(scene, terrain=turned)) == scene_digest(
        replace(scene, terrain=hills())
    )


def test_a_height_read_as_a_whole_number_is_the_same_height() -> None:
    scene = small_study().scene
    first = scene.buildings[0]
    whole = replace(first, height_m=int(first.height_m))
    assert scene_digest(replace(scene, buildings=(whole, *scene.buildings[1:]))) == scene_digest(
        scene
    )


def test_a_dossier_is_written_and_its_seal_holds(tmp_path: pathlib.Path) -> None:
    out = tmp_path / "deep" / "dossier"
    write_dossier(sealed(FILES), out)
    assert contents(out) == sealed(FILES)
    assert verify(out) == ()
    assert [path.name for path in out.parent.iterdir()] == ["dossier"]


def test_what_was_changed_added_or_removed_is_named(tmp_path: pathlib.Path) -> None:
    write_dossier(sealed({**FILES, "plan.geojson": b"{}"}), tmp_path / "d")
    (tmp_path / "d" / "study.json").write_bytes(b"{ }")
    (tmp_path / "d" / "plan.geojson").unlink()
    (tmp_path / "d" / "extra.txt").write_bytes(b"")
    assert verify(tmp_path / "d") == ("extra.txt", "plan.geojson", "study.json")


def test_an_older_dossier_is_replaced_whole(tmp_path: pathlib.Path) -> None:
    write_dossier(sealed({**FILES, "old.json": b"1"}), tmp_path / "d")
    write_dossier(sealed(FILES), tmp_path / "d")
    assert contents(tmp_path / "d") == sealed(FILES)
    assert [path.name for path in tmp_path.iterdir()] == ["d"]


def test_an_empty_folder_is_filled(tmp_path: pathlib.Path) -> None:
    (tmp_path / "d").mkdir()
    write_dossier(sealed(FILES), tmp_path / "d")
    assert verify(tmp_path / "d") == ()


@pytest.mark.parametrize("stranger", ["photo.jpg", "manifest.json"])
def test_a_folder_that_holds_something_else_is_refused_and_untouched(
    tmp_path: pathlib.Path, stranger: str
) -> None:
    out = tmp_path / "d"
    out.mkdir()
    (out / stranger).write_bytes(b'{"version": 3}')
    with pytest.raises(SourceError) as refused:
        write_dossier(sealed(FILES), out)
    assert refused.value.code == "out_not_empty"
    assert contents(out) == {stranger: b'{"version": 3}'}


def test_a_file_added_to_an_older_dossier_is_never_lost(tmp_path: pathlib.Path) -> None:
    write_dossier(sealed(FILES), tmp_path / "d")
    (tmp_path / "d" / "notes.odt").write_bytes(b"mine")
    with pytest.raises(SourceError) as refused:
        write_dossier(sealed(FILES), tmp_path / "d")
    assert refused.value.code == "out_not_empty"
    assert (tmp_path / "d" / "notes.odt").read_bytes() == b"mine"


def test_a_place_that_is_a_file_is_refused(tmp_path: pathlib.Path) -> None:
    (tmp_path / "d").write_bytes(b"a file")
    with pytest.raises(SourceError):
        write_dossier(sealed(FILES), tmp_path / "d")
    assert (tmp_path / "d").read_bytes() == b"a file"


def test_a_failure_leaves_the_older_dossier_and_nothing_else(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_dossier(sealed(FILES), tmp_path / "d")
    real, calls = pathlib.Path.write_bytes, []

    def full_disk(path: pathlib.Path, data: bytes) -> int:
        calls.append(path.name)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        return real(path, data)

    monkeypatch.setattr(pathlib.Path, "write_bytes", full_disk)
    with pytest.raises(SourceError) as refused:
        write_dossier(
            sealed({**FILES, "more.json": b"2"}), tmp_path / "d", zip_path=tmp_path / "d.zip"
        )
    assert refused.value.code == "out_disk_full"
    monkeypatch.undo()
    assert contents(tmp_path / "d") == sealed(FILES)
    assert [path.name for path in tmp_path.iterdir()] == ["d"]


@pytest.mark.parametrize("stopped", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_writing_that_stops_leaves_not_even_the_folders_it_made(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, stopped: BaseException
) -> None:
    def stop(*_: object) -> int:
        raise stopped

    monkeypatch.setattr(pathlib.Path, "write_bytes", stop)
    with pytest.raises((SourceError, KeyboardInterrupt)):
        write_dossier(sealed(FILES), tmp_path / "new" / "deep" / "d")
    assert list(tmp_path.iterdir()) == []


def test_a_place_behind_a_link_is_filled_and_the_link_kept(tmp_path: pathlib.Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    write_dossier(sealed(FILES), tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert verify(tmp_path / "real") == ()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "real"]


def test_the_folder_one_stands_in_can_be_filled(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    write_dossier(sealed(FILES), pathlib.Path())
    assert verify(tmp_path / "here") == ()


def test_an_archive_that_is_not_a_dossier_is_refused_and_ours_is_replaced(
    tmp_path: pathlib.Path,
) -> None:
    archive = tmp_path / "d.zip"
    archive.write_bytes(b"holidays")
    with pytest.raises(SourceError) as refused:
        write_dossier(sealed(FILES), tmp_path / "d", zip_path=archive)
    assert refused.value.code == "out_archive_foreign"
    assert archive.read_bytes() == b"holidays"
    assert not (tmp_path / "d").exists()
    archive.write_bytes(zip_bytes(sealed({"old.json": b"1"})))
    write_dossier(sealed(FILES), tmp_path / "d", zip_path=archive)
    assert archive.read_bytes() == zip_bytes(sealed(FILES))


def test_a_rename_that_fails_puts_the_older_dossier_back(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_dossier(sealed(FILES), tmp_path / "d")
    real = pathlib.Path.rename

    def refuse_new(path: pathlib.Path, target: pathlib.Path) -> pathlib.Path:
        if path.name == "new":
            raise PermissionError(13, "Permission denied")
        return real(path, target)

    monkeypatch.setattr(pathlib.Path, "rename", refuse_new)
    with pytest.raises(SourceError):
        write_dossier(sealed({"study.json": b"[]"}), tmp_path / "d")
    monkeypatch.undo()
    assert contents(tmp_path / "d") == sealed(FILES)
    assert [path.name for path in tmp_path.iterdir()] == ["d"]


def test_the_archive_holds_the_files_at_its_root_and_has_no_clock(tmp_path: pathlib.Path) -> None:
    files = sealed(FILES)
    write_dossier(files, tmp_path / "d", zip_path=tmp_path / "d.zip")
    with zipfile.ZipFile(tmp_path / "d.zip") as archive:
        assert sorted(archive.namelist()) == sorted(files)
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {name: archive.read(name) for name in archive.namelist()} == files
    assert (tmp_path / "d.zip").read_bytes() == zip_bytes(dict(reversed(list(files.items()))))


def test_a_folder_without_manifest_is_no_dossier(tmp_path: pathlib.Path) -> None:
    with pytest.raises(SourceError) as refused:
        verify(tmp_path)
    assert refused.value.code == "not_a_dossier"
