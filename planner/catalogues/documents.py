"""YAML text into checked entries: what is missing, unknown or out of its list does not load.

YAML 1.1 would turn ``yes`` into a truth value and ``2025-01-01`` into a date object; here both
stay the words that the file shows. A key written twice is an error, not a silent choice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from planner.errors import CatalogueError

_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml when it is there
_ISO_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_YEAR = re.compile(r"\d{4}")
_TIMESTAMP = "tag:yaml.org,2002:timestamp"
_BOOLEAN = "tag:yaml.org,2002:bool"


class _Loader(_SafeLoader):  # type: ignore[misc]  # the base is chosen at run time
    """A safe loader that keeps dates and yes or no as text, and refuses a key written twice."""

    def construct_mapping(
        self, node: yaml.MappingNode, *, deep: bool = False
    ) -> dict[Hashable, Any]:
        """Build a mapping whose keys are all different."""
        keys = [key.value for key, _ in node.value]
        if len(set(keys)) < len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            raise yaml.constructor.ConstructorError(None, None, f"{twice} twice", node.start_mark)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return mapping


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag not in {_TIMESTAMP, _BOOLEAN}]
    for letter, resolvers in _SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOLEAN, re.compile("true|false"), list("tf"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A mapping of a data file, with the place it was read at, so that an error can name it.

    Parameters
    ----------
    file : str
        Name of the file.
    place : str
        Dotted keys from the top of the file, empty at the top.
    content : Mapping
        The keys and values.
    """

    file: str
    place: str
    content: Mapping[str, Any]

    def at(self, key: str) -> str:
        """Give the dotted place of a key."""
        return f"{self.place}.{key}" if self.place else key

    def fault(self, code: str, key: str, **values: object) -> CatalogueError:
        """Make the error that names the file and the field."""
        return CatalogueError(code, file=self.file, field=self.at(key), **values)

    def only(self, required: Collection[str], *, optional: Collection[str] = ()) -> None:
        """Refuse a missing key and an unknown key.

        Raises
        ------
        CatalogueError
            ``catalogue_missing_field`` or ``catalogue_unknown_field``.
        """
        for key in required:
            if self.content.get(key) is None:
                raise self.fault("catalogue_missing_field", key)
        for key in self.content:
            if key not in required and key not in optional:
                raise self.fault("catalogue_unknown_field", str(key))

    def has(self, key: str) -> bool:
        """Tell whether a key is there with a value."""
        return self.content.get(key) is not None

    def text(self, key: str, *, default: str | None = None) -> str:
        """Give a text, or the default when the key is absent."""
        value = self.content.get(key, default)
        if not isinstance(value, str) or (default is None and not value):
            raise self.fault("catalogue_bad_value", key, value=value)
        return value

    def choice(self, key: str, allowed: Collection[str]) -> str:
        """Give one word of a closed list."""
        value = self.content.get(key)
        if value not in allowed:
            raise self.fault("catalogue_not_in_list", key, value=value, allowed=tuple(allowed))
        return str(value)

    def number(self, key: str, *, above: float = 0.0) -> float:
        """Give a finite number of at least ``above``."""
        value = self.content.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fault("catalogue_bad_value", key, value=value)
        if not above <= value < float("inf"):
            raise self.fault("catalogue_bad_value", key, value=value)
        return float(value)

    def whole(self, key: str, *, above: int = 1) -> int:
        """Give a whole number of at least ``above``."""
        value = self.number(key, above=above)
        if value != int(value):
            raise self.fault("catalogue_bad_value", key, value=value)
        return int(value)

    def flag(self, key: str) -> bool:
        """Give ``true`` or ``false``."""
        value = self.content.get(key)
        if not isinstance(value, bool):
            raise self.fault("catalogue_bad_value", key, value=value)
        return value

    def date(self, key: str, *, undated: bool = False) -> str:
        """Give an ISO date or a year, as text; ``undated`` too where a source may have none."""
        value = str(self.content.get(key))
        if not (is_day(value) or _YEAR.fullmatch(value) or (undated and value == "undated")):
            raise self.fault("catalogue_bad_date", key, value=value)
        return value

    def entry(self, key: str) -> Entry:
        """Give the mapping under a key."""
        value = self.content.get(key)
        if not isinstance(value, Mapping):
            raise self.fault("catalogue_bad_value", key, value=value)
        return Entry(self.file, self.at(key), value)

    def entries(self, key: str) -> Iterator[tuple[str, Entry]]:
        """Go through the mappings of a mapping, in the file's order."""
        inside = self.entry(key)
        for name in inside.content:
            yield str(name), inside.entry(name)


def is_day(text: str) -> bool:
    """Tell whether a text is an ISO date (year, month, day)."""
    return _ISO_DAY.fullmatch(text) is not None


def read(text: str, file: str) -> Entry:
    """Read a YAML text whose top is a mapping.

    Parameters
    ----------
    text : str
        The YAML text.
    file : str
        Its name, for errors.

    Returns
    -------
    Entry
        The top of the file.

    Raises
    ------
    CatalogueError
        ``catalogue_unreadable`` when it is no YAML mapping or writes a key twice.
    """
    try:
        content = yaml.load(text, Loader=_Loader)  # noqa: S506 - a subclass of the safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        raise CatalogueError("catalogue_unreadable", file=file, line=line) from error
    if not isinstance(content, Mapping):
        raise CatalogueError("catalogue_unreadable", file=file, line=1)
    return Entry(file, "", content)
