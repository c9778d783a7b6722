"""A layer on its way to ``plan.gpkg``: geometries and rows, with the types of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shapely.geometry.base import BaseGeometry

from api.texts.reader import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A layer on its way to a file.

    Attributes
    ----------
    geometry_type : str
        A name of OGC simple features.
    columns : tuple of (str, str)
        Name and type (text, real, int, bool), so that an empty layer keeps both.
    """

    name: str
    description: str
    geometry_type: str
    columns: tuple[tuple[str, str], ...]
    geometries: Sequence[BaseGeometry]
    rows: Sequence[tuple[Any, ...]]


def layer_of(
    texts: Texts,
    name: str,
    geometry_type: str,
    columns: str,
    features: Sequence[tuple[BaseGeometry, tuple[Any, ...]]],
) -> Layer:
    """Make a layer described in the language of the texts.

    Parameters
    ----------
    texts : Texts
    name : str
        Of the layer, and of its description under ``geo.layers``.
    geometry_type : str
        A name of OGC simple features.
    columns : str
        Names apart by spaces, each ``name`` or ``name:type``.
    features : sequence of (geometry, row)
    """
    return Layer(
        name=name,
        description=texts.say(f"geo.layers.{name}"),
        geometry_type=geometry_type,
        columns=tuple(_column(word) for word in columns.split()),
        geometries=[geometry for geometry, _ in features],
        rows=[row for _, row in features],
    )


def _column(word: str) -> tuple[str, str]:
    """Read ``name`` or ``name:type``."""
    name, _, kind = word.partition(":")
    return name, kind or "text"
