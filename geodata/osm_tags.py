"""Values of OpenStreetMap tags: what people write for a length or a number of levels."""

from __future__ import annotations

import re
from collections.abc import Mapping

Tags = Mapping[str, str]

_LENGTH = re.compile(
    r"~?\s*(\d{1,6}(?:[.,]\d{1,6})?)\s*(?:m|metres?|meters?|mètres?)?", re.IGNORECASE
)
_FEET = re.compile(r"(\d{1,4}(?:\.\d+)?)\s*(?:'|ft|feet)\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:\"|in)?)?")
_LEVELS = re.compile(r"-?\d{1,3}(?:[.,]\d)?")


def parse_length(text: str) -> float | None:
    """Read a length tag in metres (``12``, ``12.5 m``, ``12,5``, ``40'``, ``40'6"``).

    Parameters
    ----------
    text : str

    Returns
    -------
    float or None
        Metres; None when it cannot be understood. Of a list (``3;5``) the first.
    """
    first = text.split(";", maxsplit=1)[0].strip()
    match = _LENGTH.fullmatch(first)
    if match is not None:
        return float(match[1].replace(",", "."))
    feet = _FEET.fullmatch(first)
    if feet is not None:
        return 0.3048 * (float(feet[1]) + float(feet[2] or 0.0) / 12.0)
    return None


def parse_levels(text: str) -> float | None:
    """Read a number of levels; of a list or a range (``2;3``, ``2-3``) the first."""
    match = _LEVELS.match(text.strip())
    return float(match[0].replace(",", ".")) if match else None
