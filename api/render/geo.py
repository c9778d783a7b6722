"""The study for GIS programs: ``plan.gpkg`` with its styles, ``resultats.geojson`` with labels."""

from __future__ import annotations

import pathlib
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing

import geopandas
import pandas as pd
import pyogrio

from api.canonical import pretty_json
from api.render.geo_layer import Layer
from api.render.geo_layers import layers_of
from api.render.geo_styles import styles_of
from api.render.lonlat import LonLat
from api.render.result_labels import result_features
from api.texts.reader import Texts
from planner.study import Study

_SQLITE_VERSION = slice(96, 100)  # which SQLite wrote the file: not a result
_TYPES = {"text": "str", "real": "float64", "int": "int64", "bool": "bool"}
_STYLES = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT,
  styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME)
"""


def render_plan_gpkg(study: Study, texts: Texts) -> bytes:
    """Write the study as a GeoPackage in the scene's CRS, drawn when QGIS opens it.

    Parameters
    ----------
    study : Study
    texts : Texts
        Language of labels, legends and descriptions.

    Returns
    -------
    bytes
        The same for the same study: every time in the file is the plan's date.
    """
    with tempfile.TemporaryDirectory(prefix="vigie-") as folder:
        path = pathlib.Path(folder) / "plan.gpkg"
        for layer in layers_of(study, texts):
            _write(layer, path, study.scene.crs)
        _finish(path, styles_of(study, texts), study.plan.date)
        written = bytearray(path.read_bytes())
    written[_SQLITE_VERSION] = bytes(4)
    return bytes(written)


def render_results(study: Study, texts: Texts) -> bytes:
    """Write what a form needs as GeoJSON: cameras, zones, runs, each with a short label.

    Returns
    -------
    bytes
        A FeatureCollection in WGS 84 (RFC 7946); every feature has ``label`` and
        ``description``.
    """
    features = result_features(study, LonLat(study.scene.crs), texts)
    return pretty_json({"type": "FeatureCollection", "features": features})


def _write(layer: Layer, path: pathlib.Path, crs: str) -> None:
    columns = {
        name: pd.Series([_storable(row[k]) for row in layer.rows], dtype=_TYPES[kind])
        for k, (name, kind) in enumerate(layer.columns)
    }
    frame = geopandas.GeoDataFrame(columns, geometry=list(layer.geometries), crs=crs)
    pyogrio.write_dataframe(
        frame,
        path,
        layer=layer.name,
        driver="GPKG",
        geometry_type=layer.geometry_type,
        promote_to_multi=layer.geometry_type.startswith("Multi"),
        layer_options={"GEOMETRY_NAME": "geom", "DESCRIPTION": layer.description},
    )


def _storable(value: object) -> object:
    """Give a value that a file can hold: text without half of a character."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _finish(path: pathlib.Path, styles: Mapping[str, str], date: str) -> None:
    """Add the styles, put the plan's date in place of the clock, and leave no old page."""
    stamp = f"{date}T00:00:00.000Z"
    with closing(sqlite3.connect(path)) as base:
        base.execute(_STYLES)
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles', ?)",
            (stamp,),
        )
        base.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
            "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, "
            "update_time) VALUES ('', '', ?, 'geom', 'vigie', ?, '', 1, '', '', ?)",
            [(name, qml, stamp) for name, qml in sorted(styles.items())],
        )
        base.execute("UPDATE gpkg_contents SET last_change = ?", (stamp,))
        base.commit()
        base.execute("VACUUM")
