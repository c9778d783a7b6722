"""The one door through which a town comes in, whatever the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from geodata.files import check_file
from geodata.hand_scene import read_hand_scene
from geodata.invented import demo_scene
from geodata.osm_scene import read_osm_scene
from geodata.snapshot import read_snapshot
from planner.errors import SourceError
from planner.progress import Progress, silent
from planner.scene.model import Scene

DEMO = "demo"


def assemble(
    source: str | Path, *, terrain: str | Path | None = None, progress: Progress = silent
) -> Scene:
    """Read a town.

    Parameters
    ----------
    source : str or Path
        An OpenStreetMap extract (``.osm``, ``.osm.bz2``, ``.osm.gz``, ``.osm.pbf``), a snapshot
        written by Vigie (``.gpkg``), a scene drawn by hand (``.geojson``, ``.json``), or the
        word ``demo``: the invented town.
    terrain : str or Path, optional
        A raster of ground heights (``.tif``, ``.tiff``, ``.asc``, ``.asc.gz``). It takes the
        place of the relief that a snapshot may hold; without it a snapshot keeps its own.
    progress : Progress

    Returns
    -------
    Scene

    Raises
    ------
    SourceError
        ``source_kind_unknown``, or the codes of the reader that the name calls.
    """
    scene = _town(source, progress)
    if terrain is None:
        return scene
    from geodata.relief import with_relief  # noqa: PLC0415 - rasterio is heavy, and rarely asked for

    return with_relief(scene, Path(terrain), progress=progress)


def _town(source: str | Path, progress: Progress) -> Scene:
    if str(source) == DEMO:
        return demo_scene()
    path = Path(source)
    name = path.name.lower()
    for ending, read in _READERS.items():
        if name.endswith(ending):
            return read(path, progress)
    check_file(path, error=SourceError)
    raise SourceError("source_kind_unknown", file=path.name, known=tuple(_READERS))


def _osm(path: Path, progress: Progress) -> Scene:
    return read_osm_scene(path, progress=progress)


def _hand(path: Path, progress: Progress) -> Scene:
    return read_hand_scene(path, progress=progress)


def _snapshot(path: Path, _progress: Progress) -> Scene:
    return read_snapshot(path)


_READERS: dict[str, Callable[[Path, Progress], Scene]] = {
    ".osm": _osm,
    ".osm.bz2": _osm,
    ".osm.gz": _osm,
    ".osm.pbf": _osm,
    ".gpkg": _snapshot,
    ".geojson": _hand,
    ".json": _hand,
}
