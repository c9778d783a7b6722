"""Texts: codes and values in, sentences out, with the numbers written as the language does.

A sentence names its values in braces. A format may follow a colon: ``{x:m}`` metres with one
decimal, ``{x:int}`` whole number, ``{x:eur}`` cents as whole euros, ``{x:eur2}`` cents as euros
and cents, ``{x:pct}`` a share 0..1 as a whole percent, ``{x:pct1}`` with one decimal,
``{x:date}`` an ISO date, ``{x:|point|points}`` the word that agrees with a count. Without a
format, floats lose useless zeros.
"""

from __future__ import annotations

import math
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

import yaml

from api.texts.plain import one_line
from planner.errors import VigieError
from planner.findings import Finding

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")

LONGEST_NAME = 160  # characters of a name that a sentence repeats
LONGEST_LIST = 30  # names of a list that a sentence repeats
_THOUSANDS = {"fr": "\u202f", "en": ","}
_DECIMAL = {"fr": ",", "en": "."}
_PERCENT = {"fr": "\u202f%", "en": "%"}
_MONTHS_FR = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Texts:
    """All sentences of one language."""

    language: Language
    tree: Mapping[str, Any]

    def say(self, key: str, /, **values: object) -> str:
        """Give the sentence of a dotted key with its values written in.

        Raises
        ------
        KeyError
            When the key or a value is missing: a fault of ours, which the tests look for.
        """
        return _Writer(self).vformat(self.raw(key), (), dict(values))

    def raw(self, key: str) -> str:
        """Give the unfilled sentence of a dotted key."""
        node: Any = self.tree
        for step in key.split("."):
            node = node[step]
        if not isinstance(node, str):
            raise KeyError(key)
        return node

    def has(self, key: str) -> bool:
        """Tell whether a dotted key has a sentence."""
        try:
            self.raw(key)
        except (KeyError, TypeError):
            return False
        return True

    def finding(self, finding: Finding) -> str:
        """Give the sentence of a finding."""
        values = {"subject": finding.subject, **dict(finding.values)}
        return self.say(f"findings.{finding.code}", **_shown(values))

    def error(self, error: VigieError) -> str:
        """Give the sentence of an error."""
        return self.say(f"errors.{error.code}", **_shown(error.values))

    def number(self, value: float, *, decimals: int = 0) -> str:
        """Write a number with the language's separators (U+202F and comma in French)."""
        sign = "\u2212" if round(value, decimals) < 0 else ""
        whole = f"{abs(value):,.{decimals}f}"
        table = {",": _THOUSANDS[self.language], ".": _DECIMAL[self.language]}
        return sign + "".join(table.get(letter, letter) for letter in whole)

    def euros(self, cents: int, *, decimals: int = 0) -> str:
        """Write cents as euros, without the unit."""
        return self.number(cents / 100, decimals=decimals)

    def percent(self, share: float, *, decimals: int = 0) -> str:
        """Write a share 0..1 as a percentage."""
        return self.number(100 * share, decimals=decimals) + _PERCENT[self.language]

    def date(self, iso: str) -> str:
        """Write an ISO date in words: 2 mai 2024."""
        try:
            year, month, day = (int(part) for part in iso.split("-"))
        except ValueError:
            return iso
        if self.language == "fr":
            return f"{'1er' if day == 1 else day} {_MONTHS_FR[month - 1]} {year}"
        return f"{day} {_MONTHS_EN[month - 1]} {year}"


class _Writer(string.Formatter):
    """Fill braces through the language's own number writing."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401 - string.Formatter
        """Write one value."""
        texts = self._texts
        writers = {
            "m": lambda: texts.number(float(value), decimals=1),
            "m2": lambda: texts.number(float(value), decimals=2),
            "int": lambda: texts.number(float(value)),
            "eur": lambda: texts.euros(int(value)),
            "eur2": lambda: texts.euros(int(value), decimals=2),
            "pct": lambda: texts.percent(float(value)),
            "pct1": lambda: texts.percent(float(value), decimals=1),
            "date": lambda: texts.date(str(value)),
        }
        if isinstance(value, float) and not math.isfinite(value):
            return str(value)
        if format_spec in writers:
            return writers[format_spec]()
        if format_spec.startswith("|"):
            _, singular, plural = format_spec.split("|")
            few = abs(int(value)) < 2 if texts.language == "fr" else int(value) == 1
            return singular if few else plural
        if isinstance(value, float) and not format_spec:
            decimals = 0 if value == int(value) else 2
            return texts.number(value, decimals=decimals)
        if isinstance(value, list | tuple):
            return ", ".join(str(item) for item in value)
        return str(super().format_field(value, format_spec))


def _shown(values: Mapping[str, object]) -> dict[str, object]:
    """Keep a sentence on one line and readable, whatever names it repeats."""
    return {name: _shown_value(value) for name, value in values.items()}


def _shown_value(value: object) -> object:
    if isinstance(value, str):
        return one_line(value, longest=LONGEST_NAME)
    if isinstance(value, list | tuple):
        listed = [_shown_value(item) for item in value[:LONGEST_LIST]]
        return listed if len(value) <= LONGEST_LIST else [*listed, "…"]
    return value


@lru_cache(maxsize=len(LANGUAGES))
def load(language: Language) -> Texts:
    """Read the sentences of a language."""
    file = resources.files("api.texts").joinpath(f"{language}.yaml")
    return Texts(language=language, tree=yaml.safe_load(file.read_text(encoding="utf-8")))
