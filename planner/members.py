"""Members of a JSON object, read with their type: no boolean passes for a number, no NaN.

A null member is an absent one: a table of features of several kinds holds nulls wherever a
column is not of that kind.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from planner.errors import VigieError

Word = TypeVar("Word", bound=str)

FIRST_YEAR, LAST_YEAR = 1950, 2200  # a day outside is a slip, and spreadsheets begin in 1900
LONGEST_SHOWN = 60  # characters of a wrong value that an error repeats
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """One JSON object, its name in a sentence, and the branch of errors to raise from.

    Attributes
    ----------
    values : Mapping
        The object.
    where : str
        How an error names it: ``vigie``, a feature's id...
    error : type of VigieError
        Raised with ``member_*`` codes; values hold ``where``, ``member`` and ``value``.
    """

    values: Mapping[str, object]
    where: str
    error: type[VigieError]

    def has(self, name: str) -> bool:
        """Tell whether a member is there and not null."""
        return self.values.get(name) is not None

    def text(self, name: str, *, default: str = "") -> str:
        """Read a text; a whole number is its digits (``commune: 80123``)."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self.refusal("member_not_text", name)
        return str(value).strip()

    def number(
        self, name: str, *, least: float = -math.inf, most: float = math.inf, above: bool = False
    ) -> float | None:
        """Read a finite number between two bounds.

        Parameters
        ----------
        name : str
        least, most : float
            Bounds, allowed themselves.
        above : bool
            Refuse ``least`` itself.
        """
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.refusal("member_not_number", name)
        number = _finite(value)
        if number is None:
            raise self.refusal("member_not_number", name)
        if above and not least < number <= most:
            raise self.refusal("member_not_above", name, **_bounds(least, most))
        if not least <= number <= most:
            raise self.refusal("member_out_of_range", name, **_bounds(least, most))
        return number

    def whole(self, name: str, *, least: int, most: int) -> int | None:
        """Read a whole number between two bounds, allowed themselves; 3.0 is 3."""
        number = self.number(name, least=least, most=most)
        if number is None:
            return None
        if number != int(number):
            raise self.refusal("member_not_whole", name)
        return int(number)

    def flag(self, name: str) -> bool | None:
        """Read true or false; None when it is not said."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, bool):
            raise self.refusal("member_not_flag", name)
        return value

    def word(self, name: str, known: tuple[Word, ...]) -> Word | None:
        """Read one word of a list."""
        value = self.values.get(name)
        if value is None:
            return None
        for word in known:
            if value == word:
                return word
        raise self.refusal("member_not_word", name, known=known)

    def date(self, name: str) -> str:
        """Read an ISO date (``2024-05-02``), empty when absent."""
        value = self.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str) or not is_iso_date(value.strip()):
            raise self.refusal("member_not_date", name)
        return value.strip()

    def items(self, name: str) -> list[object] | None:
        """Read a list; None when it is absent."""
        value = self._structure(name)
        if value is not None and not isinstance(value, list):
            raise self.refusal("member_not_list", name)
        return value

    def child(self, name: str) -> Members | None:
        """Read an object, named ``where.name``; None when it is absent."""
        value = self._structure(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.refusal("member_not_object", name)
        return Members(values=value, where=f"{self.where}.{name}", error=self.error)

    def children(self, name: str) -> list[Members]:
        """Read a list of objects, named ``where.name[1]`` and so on; empty when it is absent."""
        found: list[Members] = []
        for rank, value in enumerate(self.items(name) or [], start=1):
            if not isinstance(value, dict):
                raise self.refusal("member_not_object", name)
            where = f"{self.where}.{name}[{rank}]"
            found.append(Members(values=value, where=where, error=self.error))
        return found

    def require(self, name: str) -> None:
        """Refuse the object when a member is absent or null."""
        if not self.has(name):
            raise self.error("member_missing", where=self.where, member=name)

    def refusal(self, code: str, name: str, **more: object) -> VigieError:
        """Make the error of a member, with what it held."""
        shown = shorten(self.values.get(name))
        return self.error(code, where=self.where, member=name, value=shown, **more)

    def _structure(self, name: str) -> object:
        value = self.values.get(name)
        # GIS tables have no lists nor objects: QGIS writes them as JSON text.
        if isinstance(value, str) and value.strip()[:1] in {"[", "{"}:
            try:
                return json.loads(value)
            except (ValueError, RecursionError):
                return value
        return value


def is_iso_date(text: str) -> bool:
    """Tell whether a text is a day of the calendar, 1950 to 2200, written ``2024-05-02``."""
    if not _ISO_DATE.fullmatch(text):
        return False
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return False
    return FIRST_YEAR <= day.year <= LAST_YEAR


def shorten(value: object) -> str:
    """Write a value as an error shows it: JSON style, cut when it is long."""
    if isinstance(value, list | dict):
        return "[…]" if isinstance(value, list) else "{…}"
    shown = value if isinstance(value, str) else json.dumps(value, default=str)
    return shown if len(shown) <= LONGEST_SHOWN else shown[: LONGEST_SHOWN - 1] + "…"


def _finite(value: float) -> float | None:
    try:
        number = float(value)
    except OverflowError:  # a whole number of 400 digits
        return None
    return number if math.isfinite(number) else None


def _bounds(least: float, most: float) -> dict[str, str]:
    return {"least": f"{least:.15g}", "most": f"{most:.15g}"}
