"""The relief of a town from a raster on the disk: GeoTIFF or ESRI ASCII grid.

The raster must be a model of the ground (in French MNT), not of the surface (MNS), whose roofs
would be taken for hills: nothing inside the file tells one from the other.

A raster comes from a stranger as any other file. Only two drivers of GDAL may open it, no file
beside it is read but its ``.prj``, only the cells around the scene are read, and their number is
bounded whatever the file says.
"""

from __future__ import annotations

import contextlib
import gzip
import math
import re
import sys
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyproj
import rasterio
from numpy.typing import NDArray
from pyproj.exceptions import CRSError
from rasterio.errors import CRSError as CRSUnreadable
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.io import DatasetReader, MemoryFile
from rasterio.windows import Window as Cells

from geodata.files import check_file, head_of, sha256_of, whole_characters
from geodata.relief_grid import (
    MOST_NODES,
    Box,
    Frame,
    Window,
    framed,
    known_share,
    lies_on_grid,
    surroundings,
    terrain_of,
    thinned,
    window_around,
)
from planner.errors import SourceError
from planner.findings import Finding, note, warning
from planner.progress import Progress, silent
from planner.scene.model import Provenance, Scene, Terrain

LAYER = "relief"
LARGEST_RASTER_BYTES = 4_000_000_000
LARGEST_TEXT_BYTES = 300_000_000  # an ASCII grid, unpacked: six kilometres by six at 1 m
_MOST_CELLS = 1_000_000_000  # read around a scene before thinning: six kilometres by six at 0.2 m
_LARGEST_BLOCK_CELLS = 25_000_000  # what one strip or tile may unpack into
_STRIP_CELLS = 4_000_000  # read at a time
_LONGEST_PRJ_BYTES = 20_000
# No ground on Earth lies outside (Dead Sea -430 m, Everest 8,849 m). Takes in -9999, -99999,
# -32768 and 1e38, which files use for "unknown" without always saying so.
_LOWEST_M, _HIGHEST_M = -500.0, 9000.0
_DRIVERS = {".asc.gz": "AAIGrid", ".asc": "AAIGrid", ".tif": "GTiff", ".tiff": "GTiff"}
_ENVIRONMENT = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",  # nothing beside the file is looked for
    "GDAL_PAM_ENABLED": "NO",  # nor is a .aux.xml written or read
}
_FAULTS = (RasterioError, CRSUnreadable, UnicodeDecodeError, OSError, MemoryError)
_HEADER = re.compile(rb"\s*(?:[A-Za-z_]+[ \t]+(?:[-+0-9.,eE]+|nan)\s+){5,7}", re.IGNORECASE)
_BODY = b"0123456789+-.,eE \t\r\n\x1a"
_SURFACE = re.compile(r"(?:^|[^a-z])(mns|dsm|mnh|dhm|chm)(?:[^a-z]|$)")


def with_relief(scene: Scene, path: Path, *, progress: Progress = silent) -> Scene:
    """Put a town on its relief, in place of the one it had if any.

    Parameters
    ----------
    scene : Scene
    path : Path
        See `read_relief`.
    progress : Progress

    Returns
    -------
    Scene
        With its terrain, where it comes from and what to look at.

    Raises
    ------
    SourceError
        Those of `read_relief`.
    """
    terrain, origin, findings = read_relief(path, scene, progress=progress)
    provenance = tuple(one for one in scene.provenance if one.layer != LAYER)
    others = tuple(found for found in scene.findings if found.subject != LAYER)
    return replace(
        scene, terrain=terrain, provenance=(*provenance, origin), findings=(*others, *findings)
    )


def read_relief(
    path: Path, scene: Scene, *, progress: Progress = silent
) -> tuple[Terrain, Provenance, tuple[Finding, ...]]:
    """Read the ground heights around a scene.

    Parameters
    ----------
    path : Path
        ``.tif``, ``.tiff``, ``.asc`` or ``.asc.gz``. Its CRS is the one it states, else that of
        the ``.prj`` beside it, else the scene's.
    scene : Scene
    progress : Progress

    Returns
    -------
    Terrain
        Around the scene; heights rounded to the centimetre.
    Provenance
        Of the layer ``relief``; ``count`` is the number of heights known.
    tuple of Finding
        Their subject is ``relief``.

    Raises
    ------
    SourceError
        Codes of ``check_file``; ``relief_kind_unknown``, ``source_truncated``,
        ``source_badly_compressed``, ``source_too_big``, ``relief_unreadable``,
        ``relief_not_a_grid``, ``relief_is_picture``, ``relief_no_place``, ``relief_too_big``,
        ``relief_elsewhere``.
    """
    progress("relief_reading", 0.0)
    driver = _driver_of(path)
    check_file(path, error=SourceError, largest_bytes=LARGEST_RASTER_BYTES)
    box = surroundings(scene)
    with _opened(path, driver) as dataset:
        _check(dataset, path.name)
        crs, stated = _crs_of(dataset, path, scene.crs)
        part = _read(dataset, crs, _Question(path.name, box, scene.crs, progress))
    terrain = terrain_of(part.heights_m, part.frame, box, scene.crs)
    share = 0.0 if terrain is None else known_share(terrain, scene)
    if terrain is None or share == 0.0:
        raise SourceError("relief_elsewhere", file=path.name)
    findings = (
        *_told(path.name, terrain, share),
        *_changed(part, terrain, stated=stated, crs=scene.crs),
    )
    progress("relief_reading", 1.0)
    return terrain, _provenance(path, terrain), findings


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked of a raster: its name for sentences, where, in which CRS."""

    file: str
    box: Box | None
    crs: str
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What was read: heights in metres (NaN unknown), their frame, cells made one."""

    heights_m: NDArray[np.float64]
    frame: Frame
    factor: int


def _driver_of(path: Path) -> str:
    name = path.name.lower()
    for ending, driver in _DRIVERS.items():
        if name.endswith(ending):
            return driver
    check_file(path, error=SourceError)
    raise SourceError("relief_kind_unknown", file=path.name, known=tuple(_DRIVERS))


@contextlib.contextmanager
def _opened(path: Path, driver: str) -> Iterator[DatasetReader]:
    """Open a raster with one driver and nothing beside the file."""
    content = _text_of(path) if driver == "AAIGrid" else None
    try:
        with contextlib.ExitStack() as stack:
            stack.enter_context(warnings.catch_warnings())
            warnings.simplefilter("ignore", NotGeoreferencedWarning)  # an error of ours, below
            stack.enter_context(_unheard())
            stack.enter_context(rasterio.Env(**_ENVIRONMENT))
            if content is None:
                yield stack.enter_context(rasterio.open(path.resolve(), driver=driver))
            else:
                memory = stack.enter_context(MemoryFile(content))
                # The digits that the text has: the driver would guess a type from them.
                yield stack.enter_context(memory.open(driver=driver, DATATYPE="Float64"))
    except _FAULTS as fault:
        raise SourceError("relief_unreadable", file=path.name) from fault


@contextlib.contextmanager
def _unheard() -> Iterator[None]:
    """Let no trace be printed when rasterio cannot decode what GDAL says of a damaged file."""
    hooks = sys.excepthook, sys.unraisablehook  # such a trace goes through the one, then the other
    sys.excepthook, sys.unraisablehook = (lambda *_trace: None), (lambda _trace: None)
    try:
        yield
    finally:
        sys.excepthook, sys.unraisablehook = hooks


def _text_of(path: Path) -> bytes:
    """Give the text of an ASCII grid; the driver would read words as zeros."""
    text = _unpacked(path)
    header = _HEADER.match(text)
    body = b"" if header is None else text[header.end() :].lower().replace(b"nan", b"")
    if not body.strip() or body.translate(None, _BODY):
        raise SourceError("relief_unreadable", file=path.name)
    return text


def _unpacked(path: Path) -> bytes:
    packed = head_of(path, 2, error=SourceError) == b"\x1f\x8b"
    if path.name.lower().endswith(".gz") and not packed:
        raise SourceError("source_badly_compressed", file=path.name)
    try:
        with gzip.open(path) if packed else path.open("rb") as stream:
            text = stream.read(LARGEST_TEXT_BYTES + 1)
    except EOFError as fault:
        raise SourceError("source_truncated", file=path.name) from fault
    except (OSError, zlib.error) as fault:
        raise SourceError("source_badly_compressed", file=path.name) from fault
    if len(text) > LARGEST_TEXT_BYTES:
        limit = LARGEST_TEXT_BYTES // 1_000_000
        raise SourceError("source_too_big", file=path.name, limit_mb=limit)
    return text


def _check(dataset: DatasetReader, file: str) -> None:
    """Refuse what is no grid of heights, or cannot be read a little at a time."""
    if dataset.count != 1 or np.dtype(dataset.dtypes[0]).kind == "c":
        raise SourceError("relief_not_a_grid", file=file, bands=dataset.count)
    if np.dtype(dataset.dtypes[0]).itemsize == 1:  # 256 heights: a drawing of shades
        raise SourceError("relief_is_picture", file=file)
    place = dataset.transform
    if place.is_identity or place.determinant == 0 or not all(map(math.isfinite, place)):
        raise SourceError("relief_no_place", file=file)
    if math.prod(dataset.block_shapes[0]) > _LARGEST_BLOCK_CELLS:
        raise SourceError("relief_too_big", file=file)


def _crs_of(dataset: DatasetReader, path: Path, scene_crs: str) -> tuple[str, bool]:
    """Give the CRS of a raster, and whether it is stated or taken as the scene's."""
    stated = dataset.crs.to_wkt() if dataset.crs else _beside(path)
    try:
        crs = pyproj.CRS.from_wkt(stated)
    except CRSError:
        return scene_crs, False
    if crs.is_compound:  # a map's system and one of heights
        crs = crs.sub_crs_list[0]
    if not (crs.is_projected or crs.is_geographic):
        return scene_crs, False
    return crs.to_wkt(), True


def _beside(path: Path) -> str:
    """Read the ``.prj`` of a raster; empty when there is none that can be read."""
    ending = next(one for one in _DRIVERS if path.name.lower().endswith(one))
    name = path.name[: -len(ending)]
    for beside in (path.with_name(name + ".prj"), path.with_name(name + ".PRJ")):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            if beside.is_file() and beside.stat().st_size <= _LONGEST_PRJ_BYTES:
                return beside.read_text(encoding="utf-8-sig")
    return ""


def _read(dataset: DatasetReader, crs: str, question: _Question) -> _Part:
    """Read the cells around a scene, several made one when they are too many."""
    place = dataset.transform
    whole = Frame(
        affine=(place.a, place.b, place.c, place.d, place.e, place.f),
        n_rows=dataset.height,
        n_columns=dataset.width,
        crs=crs,
    )
    window = window_around(whole, question.box, question.crs)
    if window is None:
        raise SourceError("relief_elsewhere", file=question.file)
    rows = window.end_row - window.first_row
    columns = window.end_column - window.first_column
    if rows * columns > _MOST_CELLS:
        raise SourceError("relief_too_big", file=question.file)
    factor = math.ceil(math.sqrt(rows * columns / MOST_NODES))
    frame = framed(whole, window, factor)
    heights = np.full((frame.n_rows, frame.n_columns), np.nan)
    strip = max(1, _STRIP_CELLS // (columns * factor))  # rows of the result
    for first in range(0, frame.n_rows, strip):
        end = min(first + strip, frame.n_rows)
        cells = _cells(dataset, window, (first * factor, end * factor), frame.n_columns * factor)
        heights[first:end] = thinned(cells, factor)
        question.progress("relief_reading", 0.9 * end / frame.n_rows)
    return _Part(heights_m=heights, frame=frame, factor=factor)


def _cells(
    dataset: DatasetReader, window: Window, rows: tuple[int, int], columns: int
) -> NDArray[np.float64]:
    """Read rows of a window as metres, what is unknown as NaN."""
    place = Cells(window.first_column, window.first_row + rows[0], columns, rows[1] - rows[0])
    read = dataset.read(1, window=place, masked=True, out_dtype="float64")
    with np.errstate(over="ignore", invalid="ignore"):
        heights = read.filled(np.nan) * dataset.scales[0] + dataset.offsets[0]
    known = (heights >= _LOWEST_M) & (heights <= _HIGHEST_M)
    return np.where(known, heights, np.nan)


def _told(file: str, terrain: Terrain, share: float) -> Iterator[Finding]:
    """Say what was read, and whether it is the ground of the whole town."""
    yield note(
        "relief_read",
        subject=LAYER,
        step_m=round(terrain.step_m, 3),
        low_m=float(np.nanmin(terrain.heights_m)),
        high_m=float(np.nanmax(terrain.heights_m)),
    )
    if _SURFACE.search(file.lower()):
        yield warning("relief_of_surface", subject=LAYER, file=whole_characters(file))
    if share < 1.0:
        # Rounded down, so that a hole does not read as 100 %.
        yield warning("relief_partial", subject=LAYER, share=math.floor(share * 1000.0) / 1000.0)


def _changed(part: _Part, terrain: Terrain, *, stated: bool, crs: str) -> Iterator[Finding]:
    """Say what was done to the raster to make it the scene's grid."""
    step_m = round(terrain.step_m, 3)
    if not stated:
        yield warning("relief_crs_taken", subject=LAYER, crs=crs)
    if part.factor > 1:
        yield note("relief_thinned", subject=LAYER, factor=part.factor, step_m=step_m)
    if not lies_on_grid(part.frame, crs):
        yield note("relief_resampled", subject=LAYER, crs=crs, step_m=step_m)


def _provenance(path: Path, terrain: Terrain) -> Provenance:
    return Provenance(
        layer=LAYER,
        source=whole_characters(path.name),
        licence="",
        sha256=sha256_of(path, error=SourceError),
        count=int(np.isfinite(terrain.heights_m).sum()),
    )
