"""The GeoPackage container: an SQLite file that GIS programs open, the same bytes each time.

Follows OGC 12-128r18 (GeoPackage 1.3.1): clause 1.1.1 for the identification, 1.1.2 for the
reference systems, 1.1.3 for the contents, 2.1.3 for the geometry blob, 2.1.5 for the geometry
columns. A file that comes back may come from a stranger: it is opened read-only, and only plain
tables are read (no view, no virtual table, no computed column, no trusted schema).
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.files import check_file, head_of
from geodata.projection import WGS84, wkt_of
from planner.errors import SourceError

APPLICATION_ID = 0x47504B47  # "GPKG"
VERSION = 10300
LARGEST_PACKAGE_BYTES = 1_000_000_000
_LARGEST_VALUE_BYTES = 100_000_000
_SQLITE_MAGIC = b"SQLite format 3\x00"
_WRITER_VERSION = slice(96, 100)  # SQLite's own version, in the file header: not ours to vary
_NAME = re.compile(r"[a-z_]{1,40}")
_NO_DATE = "1970-01-01"

_SCHEMA = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY NOT NULL, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL,
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureTable:
    """A layer on its way in.

    Attributes
    ----------
    geometry_type : str
        ``POINT``, ``LINESTRING`` or ``POLYGON``.
    columns : tuple of (str, str)
        Name and SQL type, geometry left out.
    rows : sequence of tuple
        One per feature, as many values as columns.
    """

    name: str
    geometry_type: str
    columns: tuple[tuple[str, str], ...]
    geometries: Sequence[BaseGeometry]
    rows: Sequence[tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainTable:
    """A table without geometry on its way in: columns by name and SQL type, rows in order."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: Sequence[tuple[Any, ...]]


def package_bytes(
    tables: Sequence[FeatureTable | PlainTable],
    attributes: Mapping[str, str],
    *,
    crs: str,
    date: str,
) -> bytes:
    """Write a GeoPackage in memory.

    Parameters
    ----------
    tables : sequence of FeatureTable or PlainTable
    attributes : mapping of str to str
        Goes to the table ``vigie_scene``.
    crs : str
        ``EPSG:`` and a number.
    date : str
        ISO date, written as the last change of every layer; 1970-01-01 when empty.

    Returns
    -------
    bytes
        The same for the same content.
    """
    changed = f"{date or _NO_DATE}T00:00:00.000Z"
    srs = int(crs.removeprefix("EPSG:"))
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        base.execute(f"PRAGMA user_version = {VERSION}")
        base.executescript(_SCHEMA)
        base.execute("BEGIN")
        _write_systems(base, crs)
        for table in tables:
            if isinstance(table, FeatureTable):
                _write_table(base, table, srs, changed)
            else:
                _write_plain(base, table, changed)
        _write_plain(base, _attribute_table(attributes), changed)
        base.execute("COMMIT")
        written = bytearray(base.serialize())
    written[_WRITER_VERSION] = bytes(4)
    return bytes(written)


def _write_systems(base: sqlite3.Connection, crs: str) -> None:
    rows = [
        ("Undefined cartesian SRS", -1, "NONE", -1, "undefined", ""),
        ("Undefined geographic SRS", 0, "NONE", 0, "undefined", ""),
    ]
    for name in dict.fromkeys((WGS84, crs)):
        code = int(name.removeprefix("EPSG:"))
        rows.append((name, code, "EPSG", code, wkt_of(name), ""))
    base.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", rows)


def _write_table(base: sqlite3.Connection, table: FeatureTable, srs: int, changed: str) -> None:
    declared = "".join(f', "{name}" {sql}' for name, sql in table.columns)
    base.execute(
        f'CREATE TABLE "{table.name}" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, '
        f"geom {table.geometry_type}{declared})"
    )
    bounds: list[float | None] = [None] * 4
    if len(table.geometries):
        bounds = shapely.total_bounds(np.array(table.geometries, dtype=object)).tolist()
    base.execute(
        "INSERT INTO gpkg_contents VALUES (?, 'features', ?, '', ?, ?, ?, ?, ?, ?)",
        (table.name, table.name, changed, *bounds, srs),
    )
    base.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)",
        (table.name, table.geometry_type, srs),
    )
    marks = ", ".join("?" * (len(table.columns) + 1))
    names = "".join(f', "{name}"' for name, _ in table.columns)
    blobs = _blobs(table.geometries, srs)
    base.executemany(
        f'INSERT INTO "{table.name}" (geom{names}) VALUES ({marks})',  # noqa: S608 - our own names
        ((blob, *row) for blob, row in zip(blobs, table.rows, strict=True)),
    )


def _attribute_table(attributes: Mapping[str, str]) -> PlainTable:
    return PlainTable(
        name="vigie_scene",
        columns=(("key", "TEXT NOT NULL UNIQUE"), ("value", "TEXT NOT NULL")),
        rows=sorted(attributes.items()),
    )


def _write_plain(base: sqlite3.Connection, table: PlainTable, changed: str) -> None:
    declared = "".join(f", {name} {sql}" for name, sql in table.columns)
    base.execute(
        f"CREATE TABLE {table.name} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL{declared})"
    )
    base.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change) "
        "VALUES (?, 'attributes', ?, ?)",
        (table.name, table.name, changed),
    )
    names = ", ".join(name for name, _ in table.columns)
    marks = ", ".join("?" * len(table.columns))
    base.executemany(
        f"INSERT INTO {table.name} ({names}) VALUES ({marks})",  # noqa: S608 - our own names
        table.rows,
    )


def _blobs(geometries: Sequence[BaseGeometry], srs: int) -> Iterator[bytes]:
    """Give the GeoPackage blobs: magic, flags, reference system, envelope, little-endian WKB."""
    if not len(geometries):
        return
    shapes = np.array(geometries, dtype=object)
    bounds = shapely.bounds(shapes).tolist()
    for wkb, (west, south, east, north) in zip(
        shapely.to_wkb(shapes, byte_order=1), bounds, strict=True
    ):
        envelope = struct.pack("<4d", west, east, south, north)
        yield b"GP\x00\x03" + struct.pack("<i", srs) + envelope + bytes(wkb)


def _geometry(blob: object) -> BaseGeometry:
    """Read a GeoPackage blob.

    Raises
    ------
    ValueError
        When it is none.
    """
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":
        raise ValueError("not a GeoPackage geometry")
    envelope = (blob[3] >> 1) & 0b111
    sizes = (0, 32, 48, 48, 64)
    if envelope >= len(sizes):
        raise ValueError("not a GeoPackage geometry")
    geometry = shapely.force_2d(shapely.from_wkb(blob[8 + sizes[envelope] :]))
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        raise ValueError("not a GeoPackage geometry")
    return geometry


@contextlib.contextmanager
def opened_package(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a GeoPackage to read it, trusting nothing in it.

    Raises
    ------
    SourceError
        Codes of ``check_file``, and ``gpkg_not_sqlite``; ``gpkg_broken`` when SQLite stumbles
        while the file is read.
    """
    check_file(path, error=SourceError, largest_bytes=LARGEST_PACKAGE_BYTES)
    if head_of(path, len(_SQLITE_MAGIC), error=SourceError) != _SQLITE_MAGIC:
        raise SourceError("gpkg_not_sqlite", file=path.name)
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True)) as base:
            base.execute("PRAGMA trusted_schema = OFF")
            base.execute("PRAGMA query_only = ON")
            base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE_BYTES)
            base.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
            yield base
    except sqlite3.Error as fault:
        raise SourceError("gpkg_broken", file=path.name) from fault


def plain_tables(base: sqlite3.Connection) -> list[str]:
    """Name the tables that hold what they hold: neither views, nor virtual, nor computed."""
    rows = base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    return [
        name
        for name, sql in rows
        if isinstance(sql, str)
        and sql[:12].upper() == "CREATE TABLE"
        and _NAME.fullmatch(name)
        and not any(column[6] for column in _columns(base, name))
    ]


def _columns(base: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    return base.execute(f'PRAGMA table_xinfo("{table}")').fetchall()


def read_features(
    base: sqlite3.Connection, table: str
) -> Iterator[tuple[BaseGeometry, dict[str, Any]]]:
    """Read a layer in the order of its rows.

    Parameters
    ----------
    base : sqlite3.Connection
    table : str
        One of `plain_tables`.

    Yields
    ------
    (geometry, values)
        The values by column, ``fid`` and ``geom`` left out.

    Raises
    ------
    ValueError
        When a geometry cannot be read.
    """
    names = [column[1] for column in _columns(base, table)]
    if not {"fid", "geom"} <= set(names):
        raise ValueError(table)
    cursor = base.execute(f'SELECT * FROM "{table}" ORDER BY fid')  # noqa: S608 - a checked name
    for row in cursor:
        values = dict(zip(names, row, strict=True))
        values.pop("fid")
        try:
            geometry = _geometry(values.pop("geom"))
        except shapely.errors.GEOSException as fault:
            raise ValueError(table) from fault
        yield geometry, values


def read_attributes(base: sqlite3.Connection) -> dict[str, str]:
    """Read the table ``vigie_scene``."""
    rows = base.execute("SELECT key, value FROM vigie_scene ORDER BY fid").fetchall()
    return {str(key): str(value) for key, value in rows}


def read_rows(base: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    """Read a table without geometry in the order of its rows, ``fid`` left out.

    Parameters
    ----------
    base : sqlite3.Connection
    table : str
        One of `plain_tables`.

    Raises
    ------
    ValueError
        When it has no ``fid``.
    """
    names = [column[1] for column in _columns(base, table)]
    if "fid" not in names:
        raise ValueError(table)
    cursor = base.execute(f'SELECT * FROM "{table}" ORDER BY fid')  # noqa: S608 - a checked name
    return [
        {name: value for name, value in zip(names, row, strict=True) if name != "fid"}
        for row in cursor
    ]
