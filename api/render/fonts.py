"""The fonts of printed pages: where they are, what they can write, how wide it comes.

One open family, Source Sans 3 (OFL 1.1), comes from the package ``fontpkg-source-sans-3``;
the fixed-width digits of fingerprints are set in DejaVu Sans Mono, which typst embeds. The
fonts of the system are never used, so that every machine gives the same bytes.
"""

from __future__ import annotations

import io
import re
import unicodedata
from functools import lru_cache
from importlib import resources
from pathlib import Path

from fontTools.ttLib import TTFont

FAMILY = "Source Sans 3"
MONO = "DejaVu Sans Mono"
REGULAR, SEMIBOLD, BOLD = 400, 600, 700

_UPRIGHT, _LEANING = "SourceSans3[wght].ttf", "SourceSans3-Italic[wght].ttf"
# Controls, soft hyphen, zero-width signs, direction overrides, variation selectors: they draw
# nothing and can turn a line around.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)


def font_folder() -> Path:
    """Give the folder of the font files, as typst wants it."""
    return Path(str(resources.files("fontpkg_source_sans_3").joinpath("files")))


def writable(text: str) -> tuple[str, frozenset[str]]:
    """Make a text fit for the shipped fonts.

    Parameters
    ----------
    text : str
        Anything, from anybody.

    Returns
    -------
    str
        The text without unseen characters, each character that no shipped font has written
        as its code point in brackets: ``[U+1F9FF]``.
    frozenset of str
        Those code points, ``U+1F9FF``.
    """
    clean = _UNSEEN.sub("", unicodedata.normalize("NFC", text)).replace("\t", " ")
    known = _characters()
    missing = {letter for letter in clean if letter not in known and letter not in "\n\r"}
    for letter in sorted(missing):
        clean = clean.replace(letter, f"[U+{ord(letter):04X}]")
    return clean, frozenset(f"U+{ord(letter):04X}" for letter in missing)


def text_width(text: str, size: float, *, weight: int = REGULAR, italic: bool = False) -> float:
    """Measure a text set in the family, without kerning.

    Parameters
    ----------
    text : str
        Writable text.
    size : float
        Height of the em, in any unit.
    weight : int
        400, 600 or 700.
    italic : bool
        Whether it leans.

    Returns
    -------
    float
        Width in the unit of ``size``.
    """
    advances = _advances(_LEANING if italic else _UPRIGHT, weight)
    return sum(advances.get(letter, 0.6) for letter in text) * size


@lru_cache(maxsize=2)
def _font(file: str) -> TTFont:
    content = io.BytesIO((font_folder() / file).read_bytes())  # no file is left open
    return TTFont(content, lazy=True)


@lru_cache(maxsize=1)
def _characters() -> frozenset[str]:
    """Characters that both faces have, without those of private use."""
    shared = set(_font(_UPRIGHT).getBestCmap()) & set(_font(_LEANING).getBestCmap())
    return frozenset(chr(code) for code in shared if not 0xE000 <= code <= 0xF8FF)


@lru_cache(maxsize=8)
def _advances(file: str, weight: int) -> dict[str, float]:
    """Width of each character in ems."""
    font = _font(file)
    glyphs = font.getGlyphSet(location={"wght": weight})
    em = font["head"].unitsPerEm
    letters = {code: name for code, name in font.getBestCmap().items() if code < 0x2200}
    return {chr(code): glyphs[name].width / em for code, name in sorted(letters.items())}
