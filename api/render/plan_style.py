"""Colours, line widths and hatches of printed plans. Lengths in page millimetres.

No information is carried by colour alone: classes differ by hatch and by grey, links by their
line pattern. The greys were chosen so that neighbours stay apart on a photocopy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

INK = "#16313B"
NETWORK = "#0E5A8A"
STREET_LABEL = "#3A3A3A"
WATER_LABEL = "#2F6E93"
GRID = "#3D6F8C"

GROUND = "#F5F3EC"
STREET = "#FFFFFF"
STREET_EDGE = "#8A857B"
GREEN = "#E1EBD6"
TREE = "#6E8B52"
WATER = "#CFE2EC"
SHORE = "#6FA3C0"
RAIL = "#4B463F"
BUILDING = "#CFCBC2"
MUTED_BUILDING = "#E2DFD8"
BUILDING_EDGE = "#77716A"
PUBLIC = "#8E887E"
MUTED_PUBLIC = "#B8B2A8"
PUBLIC_EDGE = "#4B463F"
SEEN = "#F4C77F"
SEEN_EDGE = "#96611A"

HatchKind = Literal["none", "lines", "cross"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassStyle:
    """How a density class is drawn. Angle in degrees, counter-clockwise from the page's right."""

    fill: str
    kind: HatchKind = "lines"
    angle_deg: float = 45.0
    spacing_mm: float = 1.0
    width_mm: float = 0.1
    line: str = "#000000"
    edge: str = "#6A3210"
    edge_dash: str = ""


DENSITY_CLASSES: dict[str, dict[str, ClassStyle]] = {
    "dori-2015": {
        "detect": ClassStyle(fill="#FBEBD0", spacing_mm=2.4, width_mm=0.09, line="#B98A45"),
        "observe": ClassStyle(fill="#F4C77F", spacing_mm=1.5, width_mm=0.11, line="#96611A"),
        "recognise": ClassStyle(fill="#DB8740", spacing_mm=0.85, width_mm=0.13, line="#6A3210"),
        "identify": ClassStyle(
            fill="#97401C", angle_deg=-45.0, spacing_mm=0.85, width_mm=0.14, line="#FFFFFF"
        ),
    },
    "oodpcvs-2025": {
        "overview": ClassStyle(fill="#EEF5F2", kind="none", edge="#2A6668", edge_dash="0.8 0.5"),
        "outline": ClassStyle(
            fill="#D5E8E2", angle_deg=0.0, spacing_mm=2.4, width_mm=0.09, line="#4E8F8C",
            edge="#2A6668",
        ),
        "discern": ClassStyle(
            fill="#AFD3CB", angle_deg=0.0, spacing_mm=1.4, width_mm=0.11, line="#2A6668",
            edge="#2A6668",
        ),
        "perceive": ClassStyle(
            fill="#7FB5AE", spacing_mm=1.5, width_mm=0.11, line="#123F45", edge="#123F45"
        ),
        "characterise": ClassStyle(
            fill="#4E8F8C", spacing_mm=0.85, width_mm=0.13, line="#0B2B30", edge="#123F45"
        ),
        "validate": ClassStyle(
            fill="#2A6668", angle_deg=-45.0, spacing_mm=0.85, width_mm=0.14, line="#FFFFFF",
            edge="#123F45",
        ),
        "scrutinise": ClassStyle(
            fill="#123F45", kind="cross", spacing_mm=0.85, width_mm=0.14, line="#FFFFFF",
            edge="#0B2B30",
        ),
    },
}  # fmt: skip
"""By standard, then by level, the coarsest first."""

MOST_CLASSES = 5  # drawn on one plan; the coarsest are merged beyond


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkStyle:
    """How a run of the network is drawn: a line, perhaps dashed, perhaps with a white core."""

    width_mm: float
    dash: str = ""
    core_mm: float = 0.0
    core_dash: str = ""


LINKS: dict[str, LinkStyle] = {
    "road": LinkStyle(width_mm=0.95, core_mm=0.5),
    "paved": LinkStyle(width_mm=0.95, core_mm=0.5, core_dash="0.5 0.8"),
    "foot": LinkStyle(width_mm=0.7),
    "soft": LinkStyle(width_mm=0.5),
    "bore": LinkStyle(width_mm=0.7, dash="2.6 0.7"),
    "duct": LinkStyle(width_mm=0.45, dash="1.6 0.9"),
    "aerial": LinkStyle(width_mm=0.45, dash="2.4 0.6 0.45 0.6 0.45 0.6"),
    "radio": LinkStyle(width_mm=0.35, dash="0.35 0.9"),
    "copper": LinkStyle(width_mm=0.3),
}
"""Trenches by surface, the rest by medium."""

LINK_CASING_MM = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleStyle:
    """What is kept and what is generalised at a scale."""

    street_edge_mm: float
    building_edge_mm: float
    simplify_mm: float
    walls: bool  # party walls between buildings
    trees: bool
    least_street_m: float  # ways narrower than this are left out
    least_building_m2: float
    street_label_mm: float
    camera_label_mm: float
    camera_mm: float  # radius of the disc
    grid_m: int


def scale_style(scale: int) -> ScaleStyle:
    """Give the style of a scale.

    Parameters
    ----------
    scale : int
        Denominator.
    """
    if scale <= 1250:
        return ScaleStyle(
            street_edge_mm=0.12, building_edge_mm=0.13, simplify_mm=0.05, walls=True, trees=True,
            least_street_m=0.0, least_building_m2=0.0, street_label_mm=2.4, camera_label_mm=3.1,
            camera_mm=1.3, grid_m=50,
        )  # fmt: skip
    if scale <= 2500:
        return ScaleStyle(
            street_edge_mm=0.09, building_edge_mm=0.09, simplify_mm=0.05, walls=False,
            trees=False, least_street_m=3.0, least_building_m2=4.0, street_label_mm=2.2,
            camera_label_mm=2.8, camera_mm=1.2, grid_m=100,
        )  # fmt: skip
    return ScaleStyle(
        street_edge_mm=0.09, building_edge_mm=0.07, simplify_mm=0.1, walls=False, trees=False,
        least_street_m=3.0, least_building_m2=20.0 if scale >= 4000 else 8.0,
        street_label_mm=2.05, camera_label_mm=2.6, camera_mm=1.15,
        grid_m=_wide_grid(scale),
    )  # fmt: skip


def _wide_grid(scale: int) -> int:
    """Keep crosses between 20 and 50 millimetres apart."""
    return next((step for step in (100, 250, 500) if step * 1000 / scale >= 20.0), 1000)
