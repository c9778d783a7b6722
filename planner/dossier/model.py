"""Records of the dossier: a document without a format.

What is written is a code with its values, an amount, a mark or somebody's own words: never a
sentence. Sections hold blocks; a block is a table, some prose, a plan view, a list of figures.
The faces turn codes into sentences and blocks into pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from planner.catalogues.model import Label

State = Literal["V", "H", "C", "D"]
"""Verified, hypothesis, to confirm, quote: how sure a figure is."""

Form = Literal["int", "m", "m2", "eur", "eur2", "pct", "pct1", "date", "day", "deg", "px", "tb"]
Supply = Literal["full", "half", "empty"]
Align = Literal["left", "right", "center"]
RowKind = Literal["line", "subtotal", "total"]
PlanKind = Literal["summary", "situation", "detail", "network"]
Bounds = tuple[float, float, float, float]
"""West, south, east, north, in metres of the scene's CRS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A sentence of the texts: its key and values. ``count`` chooses ``.one`` or ``.many``.

    A value may itself be a Say, a Label, a Mark or a PageOf.
    """

    code: str
    values: tuple[tuple[str, object], ...] = ()
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """Somebody's own words (a name, a justification): written as they are, never read as a key."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A value to be written in the language's way, None when there is nothing to tell.

    ``int`` whole, ``m`` one decimal, ``m2`` two, ``eur`` cents as whole euros, ``eur2`` cents as
    euros and cents, ``pct`` and ``pct1`` a share 0..1, ``date`` in words, ``day`` in figures,
    ``deg`` whole degrees, ``px`` and ``tb`` with the decimals that they have.
    """

    value: float | str | None
    form: Form = "int"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A range, from low to high."""

    low: float
    high: float
    form: Form = "eur"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A state mark: a letter in a frame."""

    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOf:
    """The number of the page where a section or heading stands; only the layout knows it."""

    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """How far a piece is supplied: a full, half or empty box."""

    supply: Supply


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A sign of the plans: ``camera``, ``class:detect``, ``link:road``..."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPlace:
    """A commune's name with its preposition: de Redon, d'Amiens, du Crotoy."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """A label whose French is ours: written with the English beside it."""

    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Strong:
    """Words that weigh more."""

    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """The beginning of a SHA-256, in groups of four hexadecimal digits."""

    digits: str


Piece = (
    Say
    | Own
    | Quantity
    | Span
    | Mark
    | PageOf
    | Tick
    | Symbol
    | OfPlace
    | Translated
    | Strong
    | Fingerprint
    | Label
)
Content = tuple[Piece, ...]
"""What fills a cell or a paragraph: pieces, set one after the other with a space between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A second-level title. Pages may refer to its ``id``; ``listed`` gives it a contents line."""

    title: Content
    id: str = ""
    listed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """Paragraphs. ``source`` is the small line under a table, ``lead`` opens a section."""

    paragraphs: tuple[Content, ...]
    style: Literal["body", "source", "lead"] = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A numbered list."""

    items: tuple[Content, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What to do about what was just shown. One per page at most."""

    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table. ``share`` is its part of the width, 0 for as wide as its words."""

    head: Content
    align: Align = "left"
    share: float = 0.0
    soft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row: one content per column."""

    cells: tuple[Content, ...]
    kind: RowKind = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table. ``name`` tells programs which one it is; ``dense`` sets it small."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    dense: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """A figure that the first page shows large."""

    value: Content
    label: Content
    detail: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigures:
    """The figures of the first page, side by side."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector:
    """Cameras that fit on one detail plan."""

    letter: str
    cameras: tuple[str, ...]
    bounds: Bounds


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A map to be drawn: what must be inside, and at which scales it may be drawn.

    Attributes
    ----------
    id : str
        Unique in the dossier.
    kind : {'summary', 'situation', 'detail', 'network'}
        What is drawn and how.
    number : int
        Number of the plan, 0 when it has none (page 1).
    title, subtitle : Content
        For the title block.
    bounds : tuple of four floats
        What has to be inside the frame, metres.
    scales : tuple of int
        Allowed denominators, the largest scale first.
    sectors : tuple of Sector
        Frames to show.
    with_cameras : bool
        False in the anonymous edition: neither cameras nor their fields.
    alt : Say
        The alternative text; the layout adds ``scale``.
    """

    id: str
    kind: PlanKind
    number: int
    title: Content
    subtitle: Content
    bounds: Bounds
    scales: tuple[int, ...]
    sectors: tuple[Sector, ...] = ()
    with_cameras: bool = True
    alt: Say


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendItem:
    """A symbol (see Symbol) and its name."""

    symbol: str
    text: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend:
    """What the symbols of a plan mean. ``inline`` sets them on one line.

    Classes and links that the plan turns out not to show are dropped by the layout.
    """

    plan: str
    title: Content
    items: tuple[LegendItem, ...]
    inline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BarPart:
    """A part of a bar: its name and share of the whole, 0..1."""

    label: Content
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar cut in parts, with a limit marked on it."""

    parts: tuple[BarPart, ...]
    limit: float
    limit_label: Content
    alt: Say


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The table of contents, made by the layout from the sections.

    With ``grouped``, the line of section ``first`` is written so, and the sections whose ids
    begin alike (``detail-A``, ``detail-B``...) have no line of their own.
    """

    first: str = ""
    grouped: Content = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The frame to sign."""

    place: Content
    hand: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """Two columns of blocks. ``left_share`` is the left one's part of the width."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]
    left_share: float = 0.5


Block = (
    Heading
    | Prose
    | Listing
    | Note
    | Table
    | KeyFigures
    | PlanView
    | Legend
    | Bar
    | Contents
    | Signature
    | SideBySide
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part with a title, starting a page."""

    id: str
    title: Content
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """The whole document.

    ``kicker`` and ``subtitle`` stand above and under the title of the first page; ``seal`` is
    the beginning of the input hash; ``date`` is the study's.
    """

    title: Content
    kicker: Content
    subtitle: Content
    running_head: Content
    author: str
    date: str
    seal: Fingerprint
    sections: tuple[Section, ...]


def say(code: str, /, *, count: int | None = None, **values: object) -> Say:
    """Make a sentence with its values, in a fixed order."""
    return Say(code=f"dossier.{code}", values=tuple(sorted(values.items())), count=count)
