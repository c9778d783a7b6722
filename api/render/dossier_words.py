"""From codes and values to words: what the dossier's contents say in one language.

A content becomes runs: strings, and marks or page numbers that only the layout can set.
Everything that comes from a person passes through the shipped fonts' list of characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.render.fonts import writable
from api.texts.reader import Texts
from planner.catalogues.model import Label
from planner.dossier.model import (
    Content,
    Fingerprint,
    Mark,
    OfPlace,
    Own,
    PageOf,
    Quantity,
    Say,
    Span,
    Strong,
    Symbol,
    Tick,
    Translated,
)

Run = str | dict[str, Any]
NBSP = "\u00a0"
NOTHING = "\u2013"
BREAK = "\u200b"  # where a word without an end may go on to the next line
_ENDLESS = re.compile(r"\S{25,}")
_SENTINEL = re.compile("\ue000([0-9]+)\ue001")  # private use: writable() lets none of them in
_OPEN_FAMILIES = frozenset(["units", "dossier.layer"])  # a bill or a source may add its own
_VOWELS = "aeiouyàâäéèêëîïôöùûüœæ"


@dataclass(slots=True)
class Words:
    """Writes contents in a language, and remembers the characters it had to replace."""

    texts: Texts
    replaced: set[str] = field(default_factory=set)

    def runs(self, content: Content) -> list[Run]:
        """Write a content as runs.

        Parameters
        ----------
        content : tuple of pieces
            Set one after the other, a space between; a mark sticks to what comes before.

        Returns
        -------
        list
            Strings, and dictionaries with the key ``mark``, ``page``, ``tick``, ``symbol``,
            ``strong`` or ``mono``.
        """
        written: list[Run] = []
        for piece in content:
            pieces = self._piece(piece)
            if written and pieces:
                sign = isinstance(written[-1], dict) or isinstance(piece, Mark)
                written.append(NBSP if sign else " ")
            written += pieces
        return _joined(written)

    def plain(self, content: Content) -> str:
        """Write a content as one string, without marks and pages."""
        return "".join(run for run in self.runs(content) if isinstance(run, str)).strip()

    def own(self, text: str) -> str:
        """Clean somebody's own words."""
        clean, missing = writable(text)
        self.replaced |= missing
        return _ENDLESS.sub(lambda word: BREAK.join(_slices(word[0])), clean)

    def _piece(self, piece: object) -> list[Run]:
        simple: dict[type, Callable[[Any], Run]] = {
            Own: lambda p: self.own(p.text),
            Label: lambda p: self.own(getattr(p, self.texts.language)),
            Translated: self._translated,
            Quantity: lambda p: self.quantity(p.value, p.form),
            Span: self._span,
            OfPlace: lambda p: self._of_place(self.own(p.name)),
            Mark: lambda p: {"mark": p.state},
            PageOf: lambda p: {"page": p.target},
            Tick: lambda p: {"tick": p.supply},
            Symbol: lambda p: {"symbol": p.name},
            Strong: lambda p: {"strong": self.runs(p.content)},
            Fingerprint: lambda p: {"mono": grouped(p.digits)},
        }
        if isinstance(piece, Say):
            return self._sentence(piece)
        return [simple[type(piece)](piece)]

    def _sentence(self, said: Say) -> list[Run]:
        """Fill a sentence; what cannot be written as a string leaves a sentinel."""
        kept: list[Run] = []
        values = {key: self._value(value, kept) for key, value in said.values}
        key = said.code
        if said.count is not None and self.texts.has(f"{key}.one"):
            key = f"{key}.{self._plural(said.count)}"
        family, _, name = key.rpartition(".")
        if family in _OPEN_FAMILIES and not self.texts.has(key):
            return [self.own(name)]
        text = self.texts.say(key, **values)
        parts = _SENTINEL.split(text)
        return [kept[int(part)] if rank % 2 else part for rank, part in enumerate(parts) if part]

    def _plural(self, count: int) -> str:
        """Choose the form: French counts nought and one alike."""
        single = count in {0, 1} if self.texts.language == "fr" else count == 1
        return "one" if single else "many"

    def _value(self, value: object, kept: list[Run]) -> object:
        """Prepare a value for a sentence."""
        if isinstance(value, str):
            return self.own(value)
        if isinstance(value, tuple | list):
            return ", ".join(str(self._value(item, kept)) for item in value)
        if isinstance(value, bool | int | float) or value is None:
            return value
        if type(value) in _PIECES:
            return "".join(self._hold(run, kept) for run in self._piece(value))
        return value

    def _hold(self, run: Run, kept: list[Run]) -> str:
        if isinstance(run, str):
            return run
        kept.append(run)
        return f"\ue000{len(kept) - 1}\ue001"

    def quantity(self, value: float | str | None, form: str) -> str:
        """Write a value in a form of ``planner.dossier.model.Quantity``."""
        if value is None:
            return NOTHING
        texts = self.texts
        if form in {"date", "day"}:
            return texts.date(str(value)) if form == "date" else self._day(str(value))
        number = float(value)
        writers: dict[str, Callable[[], str]] = {
            "int": lambda: texts.number(number),
            "m": lambda: texts.number(number, decimals=1),
            "m2": lambda: texts.number(number, decimals=2),
            "eur": lambda: texts.euros(int(number)),
            "eur2": lambda: texts.euros(int(number), decimals=2),
            "pct": lambda: texts.percent(number),
            "pct1": lambda: texts.percent(number, decimals=1),
            "deg": lambda: texts.number(number) + "°",
            "px": lambda: texts.number(number, decimals=_decimals(number)),
            "tb": lambda: self._terabytes(number),
        }
        return writers[form]()

    def _terabytes(self, value: float) -> str:
        unit = self.texts.say("units.TB")
        return f"{self.texts.number(value, decimals=0 if value == int(value) else 1)}{NBSP}{unit}"

    def _day(self, iso: str) -> str:
        """Write a date in figures: 02/05/2024 in French, as it is in English."""
        parts = iso.split("-")
        if self.texts.language == "fr" and len(parts) == 3:
            return "/".join(reversed(parts))
        return self.own(iso)

    def _translated(self, piece: Translated) -> str:
        english = self.own(piece.label.en)
        if self.texts.language == "en":
            return english
        return f"{self.own(piece.label.fr)} ({english})"

    def _span(self, span: Span) -> str:
        low, high = (self.quantity(bound, span.form) for bound in (span.low, span.high))
        return f"{low}{NBSP}\u2013 {high}"

    def _of_place(self, name: str) -> str:
        """Put « de » before a commune's name as French does; English needs nothing."""
        if self.texts.language != "fr":
            return name
        if name.startswith("Le "):
            return f"du {name[3:]}"
        if name.startswith("Les "):
            return f"des {name[4:]}"
        return f"d\u2019{name}" if name[:1].lower() in _VOWELS else f"de {name}"


_PIECES = frozenset(
    [
        Say,
        Own,
        Label,
        Translated,
        Quantity,
        Span,
        OfPlace,
        Mark,
        PageOf,
        Tick,
        Symbol,
        Strong,
        Fingerprint,
    ]
)


def grouped(digits: str) -> str:
    """Write hexadecimal digits in groups of four."""
    return " ".join(digits[k : k + 4] for k in range(0, len(digits), 4))


def _slices(word: str, length: int = 10) -> list[str]:
    return [word[k : k + length] for k in range(0, len(word), length)]


def _decimals(value: float) -> int:
    """Count the decimals that a number has, two at most."""
    return next((n for n in (0, 1) if round(value, n) == round(value, 2)), 2)


def _joined(runs: Sequence[Run]) -> list[Run]:
    """Put neighbouring strings together."""
    out: list[Run] = []
    for run in runs:
        if isinstance(run, str) and out and isinstance(out[-1], str):
            out[-1] += run
        else:
            out.append(run)
    return out
