"""Text that strangers wrote, made fit for one line that a person reads."""

from __future__ import annotations

import re

# Controls, line and paragraph breaks: they move the cursor, colour a terminal, cut a sentence.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# Marks that turn the reading order around, and halves of characters.
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def one_line(text: str, *, longest: int | None = None) -> str:
    """Give a text without what moves the cursor, turns the line around or cannot be encoded.

    Parameters
    ----------
    text : str
    longest : int, optional
        Number of characters above which the text is cut, with an ellipsis.
    """
    plain = _TURNS.sub("\N{REPLACEMENT CHARACTER}", _CONTROLS.sub(" ", text))
    return plain if longest is None or len(plain) <= longest else plain[: longest - 1] + "…"
