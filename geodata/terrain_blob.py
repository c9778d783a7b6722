"""A terrain as one row of plain values, small and exact, and back.

Heights that are whole centimetres, as those read from a raster, are kept as the differences
between neighbours in a row (32-bit integers), which compress ten times better than doubles;
others are kept as the doubles they are.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from planner.scene.model import Terrain

Form = Literal["centimetres", "metres"]

COLUMNS = (
    ("x", "DOUBLE NOT NULL"),
    ("y", "DOUBLE NOT NULL"),
    ("step_m", "DOUBLE NOT NULL"),
    ("n_rows", "INTEGER NOT NULL"),
    ("n_columns", "INTEGER NOT NULL"),
    ("form", "TEXT NOT NULL"),
    ("heights", "BLOB NOT NULL"),
)
# Four times what geodata.relief reads: room for a terrain made by code, none for a bomb.
LARGEST_NODE_COUNT = 16_000_000
_FARTHEST_M = 1e8  # farther than any place on Earth in any metric CRS
_LONGEST_STEP_M = 1e5
_HIGHEST_M = 1e4
_UNKNOWN = np.iinfo(np.int32).min
_TYPES: dict[str, np.dtype[Any]] = {"centimetres": np.dtype("<i4"), "metres": np.dtype("<f8")}


def row_of(terrain: Terrain) -> tuple[Any, ...]:
    """Give the values of a terrain, in the order of ``COLUMNS``."""
    heights = np.asarray(terrain.heights_m, dtype=np.float64)
    centimetres = np.where(np.isnan(heights), np.nan, np.round(heights * 100.0))
    whole = np.array_equal(centimetres / 100.0, heights, equal_nan=True)
    content = _differences(centimetres) if whole else heights.astype("<f8")
    form: Form = "centimetres" if whole else "metres"
    packed = zlib.compress(content.tobytes(), 9)
    return terrain.x, terrain.y, terrain.step_m, *heights.shape, form, packed


def _differences(centimetres: NDArray[np.float64]) -> NDArray[np.int32]:
    known = np.nan_to_num(centimetres, nan=_UNKNOWN).astype("<i4")
    return np.diff(known, axis=1, prepend=np.int32(0)).astype("<i4")  # wraps around, and back


def terrain_from(row: Mapping[str, Any]) -> Terrain:
    """Read a terrain back.

    Parameters
    ----------
    row : mapping
        The values by column.

    Returns
    -------
    Terrain
        Equal to the one that was stored, every height exactly.

    Raises
    ------
    KeyError, TypeError, ValueError
        When the row is not what `row_of` writes.
    """
    x, y, step_m = (_number(row[name]) for name in ("x", "y", "step_m"))
    shape = _count(row["n_rows"]), _count(row["n_columns"])
    form = row["form"]
    if max(abs(x), abs(y)) > _FARTHEST_M or not 0.0 < step_m <= _LONGEST_STEP_M:
        raise ValueError("not a place on Earth")
    if math.prod(shape) > LARGEST_NODE_COUNT or form not in get_args(Form):
        raise ValueError("not a shape of ours")
    kind = _TYPES[form]
    content = _unpacked(row["heights"], math.prod(shape) * kind.itemsize)
    stored = np.frombuffer(content, dtype=kind).reshape(shape)
    heights = _heights(stored) if form == "centimetres" else stored.astype(np.float64)
    if (np.abs(heights[~np.isnan(heights)]) > _HIGHEST_M).any():
        raise ValueError("not the heights announced")
    heights.setflags(write=False)
    return Terrain(x=x, y=y, step_m=step_m, heights_m=heights)


def _heights(differences: NDArray[np.int32]) -> NDArray[np.float64]:
    known = np.cumsum(differences, axis=1, dtype=np.int32)
    return np.where(known == _UNKNOWN, np.nan, known / 100.0)


def _number(value: object) -> float:
    if not isinstance(value, float) or not math.isfinite(value):
        raise ValueError(value)
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or value < 1:
        raise ValueError(value)
    return value


def _unpacked(packed: object, size: int) -> bytes:
    """Unpack a stream whose length is known; a longer one is never unpacked whole."""
    if not isinstance(packed, bytes):
        raise TypeError(packed)
    stream = zlib.decompressobj()
    try:
        content = stream.decompress(packed, size + 1)
    except zlib.error as fault:
        raise ValueError("not the heights announced") from fault
    if len(content) != size or not stream.eof:
        raise ValueError("not the heights announced")
    return content
