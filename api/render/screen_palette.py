"""Colours and patterns of what is seen on a screen: the map file and the layers' styles.

Colour is never alone: each density class has a pattern and each medium its own line. The
printed dossier has its own, greyer palette (``plan_style``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

INK = "#17212B"

GREEN = "#E4EBDD"
WATER, SHORE = "#CFE1EA", "#8DB0C2"
SQUARE, PARKING = "#FBFBF9", "#FAFAF7"
STREET, CASING = "#FFFFFF", "#CFCFC8"
FOOTWAY = "#BDBDB5"
RAIL = "#8B8B86"
BUILDING, BUILDING_EDGE = "#DAD8D2", "#B3B0A8"
PUBLIC, PUBLIC_EDGE = "#C3BEB3", "#8F897C"

Motif = Literal["none", "dots", "lines", "cross"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassLook:
    """How a density class is drawn. Lengths in px; angle counter-clockwise from the right."""

    fill: str
    motif: Motif = "none"
    line: str = "#FFFFFF"
    pitch: float = 9.0
    width: float = 1.2
    angle_deg: float = 45.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LineLook:
    """How a medium is drawn. Widths and dashes in px; ``core`` is the white of a double line."""

    colour: str
    width: float
    dash: str = ""
    core: float = 0.0
    thin: float = 0.0  # a continuous thread under the dashes
    per_site: float = 0.0  # added for each point served
    widest: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GapLook:
    """How ground that is missed or seen twice is drawn: a pattern, and its edge in px."""

    fill: ClassLook
    edge: str
    edge_width: float = 1.3
    edge_dash: str = ""


CLASS_LOOKS: dict[str, dict[str, ClassLook]] = {
    "dori-2015": {
        "detect": ClassLook(fill="#FBE3A1", motif="dots", line="#9A7A1E", width=1.8),
        "observe": ClassLook(fill="#F2A65A", motif="lines", line="#9C4E0C"),
        "recognise": ClassLook(
            fill="#CF4F6A", motif="lines", line="#7E1A36", pitch=5.5, angle_deg=-45.0
        ),
        "identify": ClassLook(fill="#5E2A77", motif="cross", pitch=6.0, width=0.8),
    },
    "oodpcvs-2025": {
        "overview": ClassLook(fill="#FDF0CF"),
        "outline": ClassLook(fill="#F9D991", motif="dots", line="#9A7A1E", width=1.8),
        "discern": ClassLook(fill="#F2A65A", motif="lines", line="#9C4E0C", pitch=12.0),
        "perceive": ClassLook(fill="#E27A58", motif="lines", line="#7A2B14"),
        "characterise": ClassLook(
            fill="#C24C6F", motif="lines", line="#7E1A36", pitch=5.5, angle_deg=-45.0
        ),
        "validate": ClassLook(fill="#85357B", motif="lines", pitch=10.0),
        "scrutinise": ClassLook(fill="#47246B", motif="cross", pitch=6.0, width=0.8),
    },
}

MEDIA: dict[str, LineLook] = {
    "trench": LineLook(colour="#7A3E12", width=2.5, per_site=0.45, widest=6.5),
    "duct": LineLook(colour="#12806A", width=6.0, core=2.6),
    "aerial": LineLook(colour="#2F6FCB", width=3.0, dash="10 3 2 3"),
    "radio": LineLook(colour="#A03595", width=3.0, dash="1.5 5", thin=0.7),
    "copper": LineLook(colour="#3B4048", width=1.8, dash="5 3"),
}

_VEIL, _CLEAR, _BLUE = "#FFFFFFB3", "#FFFFFF00", "#14457F"

GAP_LOOKS: dict[str, GapLook] = {
    "blind": GapLook(
        fill=ClassLook(fill=_VEIL, motif="dots", line=INK, pitch=6.0, width=2.4),
        edge=INK,
        edge_dash="2 4",
    ),
    "dead": GapLook(
        fill=ClassLook(fill=_VEIL, motif="lines", line=INK, pitch=5.0, width=1.0), edge=INK
    ),
    "shared-2": GapLook(
        fill=ClassLook(fill=_CLEAR, motif="lines", line=_BLUE, pitch=6.0, width=1.6, angle_deg=0.0),
        edge=_BLUE,
        edge_width=1.8,
    ),
    "shared-3": GapLook(
        fill=ClassLook(
            fill=_CLEAR, motif="lines", line=_BLUE, pitch=6.0, width=1.6, angle_deg=90.0
        ),
        edge=_BLUE,
        edge_width=2.6,
    ),
}
"""Not the lines of any class; those of three cameras cross those of two."""

REACH = LineLook(colour="#3D6000", width=2.4, dash="16 4 2 4 2 4")
PRESET = LineLook(colour="#3D6000", width=2.0, dash="3 3")
"""What a PTZ camera could be turned to: lines alone, for ground that is never counted is no fill;
dashes of no zone and no medium."""


def class_look(standard: str, level: str, rank: int, count: int) -> ClassLook:
    """Give the look of a level; a standard without a palette borrows the seven-class one.

    Parameters
    ----------
    standard, level : str
    rank : int
        Of the level, 0 for the coarsest.
    count : int
        Number of levels.
    """
    looks = CLASS_LOOKS.get(standard, {})
    if level in looks:
        return looks[level]
    ladder = list(CLASS_LOOKS["oodpcvs-2025"].values())
    return ladder[round(rank * (len(ladder) - 1) / max(count - 1, 1))]
