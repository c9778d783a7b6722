"""Where a mapped camera looks: the values of ``direction`` and ``camera:direction``.

Forms met in the wild and described at https://wiki.openstreetmap.org/wiki/Key:direction :
degrees clockwise from north (``340``, ``-60``, ``22.5``), cardinal points (``NNE``), lists
(``60;295``) and ranges read clockwise (``320-20``, ``N-E``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_POINTS = (
    "N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE",
    "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW",
)  # fmt: skip
_NAMED = {point: 22.5 * rank for rank, point in enumerate(_POINTS)} | {
    "NORTH": 0.0, "EAST": 90.0, "SOUTH": 180.0, "WEST": 270.0,
}  # fmt: skip
_BEARING = rf"[-+]?[0-9]{{1,4}}(?:[.,][0-9]{{1,6}})?|{'|'.join(_NAMED)}"
_ITEM = re.compile(rf"(?P<start>{_BEARING})\s*°?(?:\s*-\s*(?P<end>{_BEARING})\s*°?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Directions:
    """What a direction tag says.

    Attributes
    ----------
    bearings_deg : tuple of float
        In [0, 360), clockwise from north; the middle of a range.
    widths_deg : tuple of (float or None)
        Width of the range, one per bearing; None where one bearing alone is given.
    unread : tuple of str
        What could not be understood.
    """

    bearings_deg: tuple[float, ...] = ()
    widths_deg: tuple[float | None, ...] = ()
    unread: tuple[str, ...] = ()


def parse_directions(text: str) -> Directions:
    """Read a direction tag.

    Parameters
    ----------
    text : str
        The value: ``"75;295"``, ``"NNE"``, ``"320-20"``.

    Returns
    -------
    Directions

    Examples
    --------
    >>> parse_directions("320-20").bearings_deg
    (350.0,)
    >>> parse_directions("320-20").widths_deg
    (60.0,)
    """
    items = [item.strip() for item in text.split(";") if item.strip()]
    read = [(item, _parse_item(item)) for item in items]
    understood = [answer for _, answer in read if answer is not None]
    return Directions(
        bearings_deg=tuple(bearing for bearing, _ in understood),
        widths_deg=tuple(width for _, width in understood),
        unread=tuple(item for item, answer in read if answer is None),
    )


def _parse_item(item: str) -> tuple[float, float | None] | None:
    match = _ITEM.fullmatch(item.upper())
    if match is None:
        return None
    start = _bearing(match["start"])
    if match["end"] is None:
        return start % 360.0, None
    return _range(start, _bearing(match["end"]))


def _range(start: float, end: float) -> tuple[float, float | None]:
    width = (end - start) % 360.0
    if width == 0.0:
        # 0-360 is all around; 90-90 is one bearing written twice.
        return (start % 360.0, None) if start == end else ((start + 180.0) % 360.0, 360.0)
    return (start + width / 2.0) % 360.0, width


def _bearing(word: str) -> float:
    return _NAMED[word] if word in _NAMED else float(word.replace(",", "."))
