"""Frozen records as rows of a table, and back: the columns are read from the record's own fields.

A row that comes back is checked value by value, because the file may come from a stranger. A
column that an older file lacks takes the field's default.
"""

from __future__ import annotations

import json
import math
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from functools import partial
from typing import Any, Generic, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from shapely.geometry.base import BaseGeometry

Record = TypeVar("Record")
Encode = Callable[[Any], Any]
Decode = Callable[[Any], Any]


class RowError(ValueError):
    """A value is not what its column holds."""


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a record: its name, its SQL type, the ways in and out."""

    name: str
    sql: str
    encode: Encode
    decode: Decode
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Generic[Record]):
    """How a kind of record is stored.

    Attributes
    ----------
    geometry : str
        Name of the field that holds the shape.
    shape : type
        Its shapely class.
    """

    record: type[Record]
    geometry: str
    shape: type[BaseGeometry]
    columns: tuple[Column, ...]

    def row_of(self, record: Record) -> tuple[Any, ...]:
        """Give the values of a record, geometry left out, in the order of the columns."""
        return tuple(column.encode(getattr(record, column.name)) for column in self.columns)

    def record_of(self, geometry: BaseGeometry, values: Mapping[str, Any]) -> Record:
        """Make a record of what a row holds.

        Raises
        ------
        RowError
            When a value is not of its column's type, or a needed one is missing.
        """
        if not isinstance(geometry, self.shape) or geometry.is_empty:
            raise RowError(self.geometry)
        read: dict[str, Any] = {self.geometry: geometry}
        for column in self.columns:
            if column.name in values:
                read[column.name] = column.decode(values[column.name])
            elif column.required:
                raise RowError(column.name)
        return self.record(**read)


def table_of(record: type[Record]) -> Table[Record]:
    """Work out how a kind of record, with one shapely field, is stored."""
    hints = get_type_hints(record)
    shapes = {
        name: hint
        for name, hint in hints.items()
        if isinstance(hint, type) and issubclass(hint, BaseGeometry)
    }
    ((geometry, shape),) = shapes.items()
    columns = tuple(
        Column(item.name, *_storage(hints[item.name]), item.default is MISSING)
        for item in fields(record)  # type: ignore[arg-type] # every record is a dataclass
        if item.name != geometry
    )
    return Table(record=record, geometry=geometry, shape=shape, columns=columns)


def _storage(hint: Any) -> tuple[str, Encode, Decode]:  # noqa: ANN401 - any annotation
    """Choose the SQL type of an annotation, and the ways in and out."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return "TEXT", _same, partial(_one_of, arguments)
    if origin in {Union, types.UnionType}:
        inner = next(argument for argument in arguments if argument is not types.NoneType)
        sql, encode, decode = _storage(inner)
        return sql, partial(_unless_none, encode), partial(_unless_none, decode)
    if origin is tuple:
        return "TEXT", _list_of, partial(_tuple_of, _storage(arguments[0])[2])
    return _PLAIN[hint]


def _same(value: Any) -> Any:  # noqa: ANN401 - any value
    return value


def _unless_none(convert: Encode, value: Any) -> Any:  # noqa: ANN401 - any value
    return None if value is None else convert(value)


def _one_of(allowed: Sequence[object], value: object) -> object:
    if value not in allowed:
        raise RowError(repr(value))
    return value


def _list_of(value: Sequence[object]) -> str:
    return json.dumps(list(value), ensure_ascii=False, separators=(",", ":"))


def _tuple_of(decode: Decode, value: object) -> tuple[Any, ...]:
    try:
        items = json.loads(_text(value))
    except (ValueError, RecursionError) as fault:
        raise RowError(repr(value)) from fault
    if not isinstance(items, list):
        raise RowError(repr(value))
    return tuple(decode(item) for item in items)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise RowError(repr(value))
    return value


def _real(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise RowError(repr(value))
    return float(value)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise RowError(repr(value))
    return value


def _flag(value: object) -> bool:
    if value not in {0, 1}:
        raise RowError(repr(value))
    return bool(value)


_PLAIN: dict[Any, tuple[str, Encode, Decode]] = {
    str: ("TEXT", _same, _text),
    float: ("REAL", float, _real),
    int: ("INTEGER", int, _whole),
    bool: ("BOOLEAN", int, _flag),
}
