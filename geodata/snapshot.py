"""The scene as one file: a GeoPackage, a layer per kind of record, that reads back the same.

Equality is exact: coordinates and heights are stored as the doubles they are. The layers open
in any GIS; what is no layer (CRS, name, provenance, findings) is JSON in ``vigie_scene``, and the
relief, when there is one, a row of ``relief``.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar, cast, get_args

from shapely import Polygon

from geodata.geopackage import (
    FeatureTable,
    PlainTable,
    opened_package,
    package_bytes,
    plain_tables,
    read_attributes,
    read_features,
    read_rows,
)
from geodata.projection import is_metric, known_crs
from geodata.records import RowError, table_of
from geodata.terrain_blob import COLUMNS, row_of, terrain_from
from planner.errors import SourceError
from planner.findings import Finding, Severity
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
    Terrain,
    Wall,
)

FORMAT = "1"
# A Vigie that knows no relief must refuse such a scene: read as flat, it would answer otherwise.
FORMAT_WITH_RELIEF = "2"
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_META = "vigie_scene"
# What reading a value that is not what it should be can raise; RowError is a ValueError.
_BROKEN = (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError)
_BD_TOPO = {"batiment", "troncon_de_route"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edge:
    """Where the data speaks: the scene's outline, as a layer of one row or none."""

    polygon: Polygon


_LAYERS: dict[str, type[Any]] = {
    "buildings": Building,
    "walls": Wall,
    "streets": Street,
    "areas": Area,
    "barriers": Barrier,
    "points": Landmark,
    "cameras": TaggedCamera,
    "ducts": SceneDuct,
}
_OUTLINE = "outline"
_RELIEF = "relief"

Record = TypeVar("Record")


def write_snapshot(scene: Scene, path: Path, *, date: str) -> None:
    """Write a scene as a GeoPackage; nothing is left behind when it fails.

    Parameters
    ----------
    scene : Scene
    path : Path
    date : str
        ISO date that the layers carry as their last change; may be empty.

    Raises
    ------
    SourceError
        ``snapshot_not_written``.
    """
    content = snapshot_bytes(scene, date=date)
    draft = path.with_name(path.name + ".part")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as fault:
        draft.unlink(missing_ok=True)
        raise SourceError("snapshot_not_written", file=path.name) from fault


def snapshot_bytes(scene: Scene, *, date: str) -> bytes:
    """Give the GeoPackage of a scene; the same scene and date give the same bytes.

    Parameters
    ----------
    scene : Scene
    date : str
        ISO date, or empty.
    """
    edges = [] if scene.outline is None else [_Edge(polygon=scene.outline)]
    tables: list[FeatureTable | PlainTable] = [
        _table(name, record, getattr(scene, name)) for name, record in _LAYERS.items()
    ]
    tables.append(_table(_OUTLINE, _Edge, edges))
    if scene.terrain is not None:
        tables.append(PlainTable(name=_RELIEF, columns=COLUMNS, rows=[row_of(scene.terrain)]))
    attributes = {
        "format": FORMAT if scene.terrain is None else FORMAT_WITH_RELIEF,
        "crs": scene.crs,
        "name": scene.name,
        "provenance": _json([asdict(item) for item in scene.provenance]),
        "findings": _json([asdict(finding) for finding in scene.findings]),
    }
    stamp = date if _ISO_DATE.fullmatch(date) else ""
    return package_bytes(tables, attributes, crs=scene.crs, date=stamp)


def _table(name: str, record: type[Record], records: Sequence[Record]) -> FeatureTable:
    stored = table_of(record)
    return FeatureTable(
        name=name,
        geometry_type=stored.shape.__name__.upper(),
        columns=tuple((column.name, column.sql) for column in stored.columns),
        geometries=[getattr(item, stored.geometry) for item in records],
        rows=[stored.row_of(item) for item in records],
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_snapshot(path: Path) -> Scene:
    """Read a scene back.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Scene
        Equal to the one that was written, its relief height by height.

    Raises
    ------
    SourceError
        Codes of ``opened_package``; ``gpkg_bdtopo`` for a BD TOPO extract, ``gpkg_not_vigie``
        for any other GeoPackage, ``gpkg_newer`` for a format not known yet, ``gpkg_broken``
        when a value is not what it should be.
    """
    with opened_package(path) as base:
        tables = plain_tables(base)
        if _META not in tables:
            code = "gpkg_bdtopo" if _BD_TOPO & set(tables) else "gpkg_not_vigie"
            raise SourceError(code, file=path.name)
        attributes = read_attributes(base)
        if attributes.get("format") not in {FORMAT, FORMAT_WITH_RELIEF}:
            raise SourceError("gpkg_newer", file=path.name)
        try:
            return _scene(base, tables, attributes)
        except _BROKEN as fault:
            raise SourceError("gpkg_broken", file=path.name) from fault


def _scene(base: sqlite3.Connection, tables: Sequence[str], attributes: dict[str, str]) -> Scene:
    crs = attributes["crs"]
    if known_crs(crs) is None or not is_metric(crs):
        raise RowError(crs)
    layers = {
        name: _records(base, name, record) if name in tables else ()
        for name, record in _LAYERS.items()
    }
    edges = _records(base, _OUTLINE, _Edge) if _OUTLINE in tables else ()
    return Scene(
        crs=crs,
        name=attributes["name"],
        outline=edges[0].polygon if edges else None,
        terrain=_terrain(base) if attributes["format"] == FORMAT_WITH_RELIEF else None,
        provenance=tuple(_provenance(item) for item in json.loads(attributes["provenance"])),
        findings=tuple(_finding(item) for item in json.loads(attributes["findings"])),
        **cast("dict[str, Any]", layers),
    )


def _records(base: sqlite3.Connection, name: str, record: type[Record]) -> tuple[Record, ...]:
    table = table_of(record)
    return tuple(table.record_of(*row) for row in read_features(base, name))


def _terrain(base: sqlite3.Connection) -> Terrain:
    if _RELIEF not in plain_tables(base):
        raise RowError(_RELIEF)
    (row,) = read_rows(base, _RELIEF)
    return terrain_from(row)


def _provenance(stored: dict[str, Any]) -> Provenance:
    assumed = tuple((str(what), int(count)) for what, count in stored.pop("assumed"))
    count = int(stored.pop("count"))
    texts = {str(name): str(value) for name, value in stored.items()}
    return Provenance(assumed=assumed, count=count, **cast("dict[str, Any]", texts))


def _finding(stored: dict[str, Any]) -> Finding:
    if stored["severity"] not in get_args(Severity):
        raise RowError(stored["severity"])
    return Finding(
        code=str(stored["code"]),
        severity=cast("Severity", stored["severity"]),
        subject=str(stored["subject"]),
        values=tuple((str(name), _frozen(value)) for name, value in stored["values"]),
    )


def _frozen(value: object) -> object:
    """Give lists back as the tuples they were."""
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
