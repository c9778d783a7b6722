"""The seal of a dossier: what it was made from, the hash of each file, and a safe writing.

The input hash says "same plan, same scene, same catalogue, same program"; the manifest says
"these very bytes". A dossier is written beside its place and then put there by a rename, so
that a reader never finds half of one.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import hashlib
import io
import json
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from api.canonical import canonical_json, pretty_json
from planner.errors import SourceError
from planner.scene.model import Scene
from planner.study import MadeFrom

__all__ = [
    "canonical_json",
    "check_place",
    "input_hash",
    "manifest",
    "pretty_json",
    "scene_digest",
    "verify",
    "write_dossier",
    "zip_bytes",
]

MANIFEST = "manifest.json"
FORMAT = 1  # version of the manifest
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time a zip can say: no clock in an archive


def input_hash(plan_document: Mapping[str, Any], scene: str, catalogue: str, program: str) -> str:
    """Hash what a study is made from.

    Parameters
    ----------
    plan_document : Mapping
        The plan as plain JSON.
    scene : str
        Digest of the scene (see ``scene_digest``).
    catalogue : str
        SHA-256 of the catalogue.
    program : str
        Name and version of the program.

    Returns
    -------
    str
        SHA-256, hexadecimal, of the canonical JSON of the four.
    """
    parts = {
        "plan": dict(plan_document),
        "scene": scene,
        "catalogue": catalogue,
        "program": program,
    }
    return hashlib.sha256(canonical_json(parts)).hexdigest()


def scene_digest(scene: Scene) -> str:
    """Hash every record of a scene: fields by name, geometries as little-endian WKB.

    Returns
    -------
    str
        SHA-256, hexadecimal; the same in every process and on every machine.
    """
    return hashlib.sha256(canonical_json(_plain(scene))).hexdigest()


def manifest(made_from: MadeFrom, files: Mapping[str, bytes]) -> bytes:
    """Write ``manifest.json`` in canonical form.

    Parameters
    ----------
    made_from : MadeFrom
    files : Mapping of str to bytes
        Every other file of the dossier.
    """
    names = sorted(name for name in files if name != MANIFEST)
    return canonical_json(
        {
            "version": FORMAT,
            "input_hash": made_from.input_hash,
            "program": made_from.program,
            "catalogue_date": made_from.catalogue_date,
            "files": {name: hashlib.sha256(files[name]).hexdigest() for name in names},
        }
    )


def verify(folder: Path) -> tuple[str, ...]:
    """Compare the files of a dossier with its manifest.

    Parameters
    ----------
    folder : Path
        An unzipped dossier.

    Returns
    -------
    tuple of str
        Names that were changed, added or removed, sorted; empty when the seal holds.

    Raises
    ------
    SourceError
        ``not_a_dossier`` when there is no readable manifest.
    """
    sealed = _sealed_files(folder)
    if sealed is None:
        raise SourceError("not_a_dossier", path=str(folder))
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    names = sorted((present - {MANIFEST}) | set(sealed))
    return tuple(name for name in names if sealed.get(name) != _hash_of(folder / name))


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """Pack files at the root of an archive that depends on nothing but them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=_ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same archive from every system
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def write_dossier(
    files: Mapping[str, bytes], out_dir: Path, *, zip_path: Path | None = None
) -> None:
    """Write a dossier, all or nothing, in place of an older one if there is one.

    Parameters
    ----------
    files : Mapping of str to bytes
        Names to contents, ``manifest.json`` among them.
    out_dir : Path
        A folder that does not exist, is empty, or holds a dossier of Vigie.
    zip_path : Path, optional
        Where to write the same files as an archive too.

    Raises
    ------
    SourceError
        Those of `check_place`, and ``out_not_writable``, ``out_forbidden``, ``out_disk_full``,
        ``out_not_a_folder``, ``out_name_too_long`` when the system refuses. Nothing
        half-written is left behind, nor the folders made to hold it.
    """
    check_place(out_dir, zip_path=zip_path)
    place = out_dir.resolve()  # through links, and "." has a name
    made = _missing(place.parent)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{place.name}-", dir=place.parent) as workshop:
            _write_in(Path(workshop), files, place, zip_path)
    except BaseException as error:
        _unmake(made)
        if isinstance(error, OSError):
            raise _refused(error, out_dir) from error
        raise


def check_place(out_dir: Path, *, zip_path: Path | None = None) -> None:
    """Refuse a place that holds something other than a dossier of Vigie, before any work.

    Raises
    ------
    SourceError
        ``out_not_empty``, ``out_archive_foreign``, ``out_forbidden``, ``out_name_too_long``.
    """
    try:
        _check_free(out_dir.resolve(), out_dir)
        if zip_path is not None and zip_path.exists() and not _is_archive_of_ours(zip_path):
            raise SourceError("out_archive_foreign", path=str(zip_path))
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links, a null character
        raise _refused(error, out_dir) from error


def _missing(folder: Path) -> list[Path]:
    """Give the folders that are to be made, the innermost first."""
    return [one for one in (folder, *folder.parents) if not one.exists()]


def _unmake(folders: Iterable[Path]) -> None:
    """Remove the folders that were made for nothing."""
    with contextlib.suppress(OSError):
        for folder in folders:
            folder.rmdir()


def _refused(error: Exception, out_dir: Path) -> SourceError:
    """Say why the system refuses a place, in words that a person can act upon."""
    number = getattr(error, "errno", None)
    code = next((code for code, numbers in _REFUSALS.items() if number in numbers), "")
    return SourceError(code or "out_not_writable", path=str(out_dir))


_REFUSALS = {
    "out_disk_full": {errno.ENOSPC, errno.EDQUOT, errno.EFBIG},
    "out_forbidden": {errno.EACCES, errno.EPERM, errno.EROFS},
    "out_not_a_folder": {errno.EEXIST, errno.ENOTDIR},
    "out_name_too_long": {errno.ENAMETOOLONG},
}


def _write_in(
    workshop: Path, files: Mapping[str, bytes], out_dir: Path, zip_path: Path | None
) -> None:
    """Write everything in the workshop, then put it in place by renames."""
    fresh = workshop / "new"
    fresh.mkdir()
    for name in sorted(files):
        (fresh / name).write_bytes(files[name])
    archive = workshop / "new.zip"
    if zip_path is not None:
        archive.write_bytes(zip_bytes(files))
    _put_in_place(fresh, out_dir, out_dir.with_name(f"{workshop.name}-old"))
    if zip_path is not None:
        archive.replace(zip_path)


def _put_in_place(fresh: Path, out_dir: Path, aside: Path) -> None:
    """Exchange an older dossier for the new one; the older comes back if that fails."""
    if not out_dir.exists():
        fresh.rename(out_dir)
        return
    out_dir.rename(aside)
    try:
        fresh.rename(out_dir)
    except OSError:
        aside.rename(out_dir)
        raise
    shutil.rmtree(aside)


def _check_free(place: Path, out_dir: Path) -> None:
    """Refuse a place that holds something other than a dossier of Vigie."""
    if not place.exists():
        return
    names = {path.name for path in place.iterdir()} if place.is_dir() else {""}
    if not names:
        return
    sealed = _sealed_files(place)
    if sealed is None or not names <= {MANIFEST, *sealed}:
        raise SourceError("out_not_empty", path=str(out_dir))


def _is_archive_of_ours(path: Path) -> bool:
    """Tell whether a file is the archive of a dossier, which may be replaced."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _sealed_in(archive.read(MANIFEST)) is not None
    except (OSError, KeyError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return False


def _sealed_files(folder: Path) -> dict[str, str] | None:
    """Read the names and hashes of a folder's manifest; None when it is none of ours."""
    try:
        return _sealed_in((folder / MANIFEST).read_bytes())
    except OSError:
        return None


def _sealed_in(content: bytes) -> dict[str, str] | None:
    """Read the names and hashes of a manifest; None when it is none of ours."""
    try:
        document = json.loads(content)
        files = document["files"]
        ours = document["version"] == FORMAT and isinstance(document["input_hash"], str)
        return {str(name): str(sha256) for name, sha256 in files.items()} if ours else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _hash_of(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _plain(value: object) -> Any:  # noqa: ANN401 - any JSON value
    """Give a record as JSON: dataclasses by field name, geometries as hexadecimal WKB.

    An array, which JSON would make a hundred times longer, is its shape and the hash of its
    numbers.
    """
    if isinstance(value, BaseGeometry):
        return shapely.to_wkb(value, hex=True, byte_order=1)
    if isinstance(value, np.ndarray):
        return _plain_array(value)
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return {field.name: _plain(getattr(value, field.name)) for field in fields}
    if isinstance(value, str | bool) or value is None:
        return value
    if isinstance(value, int | float):
        return float(value) + 0.0  # 9 and 9.0 are one height, and so are 0.0 and -0.0
    return [_plain(item) for item in value] if isinstance(value, Iterable) else str(value)


def _plain_array(values: NDArray[np.float64]) -> dict[str, Any]:
    """Give an array as its shape and the hash of its doubles: one NaN, one zero."""
    numbers = np.where(np.isnan(values), np.nan, values + 0.0).astype("<f8")
    sha256 = hashlib.sha256(np.ascontiguousarray(numbers).tobytes()).hexdigest()
    return {"shape": list(values.shape), "sha256": sha256}
