"""Symbols of printed plans: cameras, supervision, zones, sector frames, links, grid and north."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from api.render import fonts, svg
from api.render import plan_style as look
from api.render.plan_frame import Frame
from api.render.plan_style import LINK_CASING_MM, LINKS, LinkStyle
from planner.coverage.model import CameraCoverage
from planner.dossier.model import Sector
from planner.dossier.plans import kind_of_run
from planner.network.model import Segment
from planner.plan import Zone

HALO_MM = 0.35
NORTH_MM = 5.2  # radius of the north disc
_WHITE = "#FFFFFF"
_GRID_LABEL_MM = 1.75
_TAB_MM = (5.0, 4.0)


def wedge(x: float, y: float, r: float, bearing_deg: float, hfov_deg: float) -> BaseGeometry:
    """Give the wedge of a camera: its true horizontal field, from 1.3 to 3.1 times its disc."""
    half = min(hfov_deg, 359.0) / 2
    steps = np.radians(np.linspace(bearing_deg - half, bearing_deg + half, 2 + int(half // 10)))
    rim = np.stack([np.sin(steps), -np.cos(steps)], axis=1)
    shape = np.concatenate([1.3 * r * rim, 3.1 * r * rim[::-1]])
    return shapely.Polygon(shape + np.array([x, y]))


def camera_symbol(camera: CameraCoverage, frame: Frame, radius_mm: float, *, existing: bool) -> str:
    """Draw a camera: a disc and one wedge per sensor, white inside when it exists already."""
    x, y = frame.point(*camera.position)
    wedges = [
        wedge(x, y, radius_mm, bearing, hfov)
        for bearing, hfov in zip(camera.grid_bearings_deg, camera.hfov_deg, strict=True)
    ]
    fill = _WHITE if existing else look.INK
    body = (*wedges, shapely.Point(x, y).buffer(radius_mm, quad_segs=6))
    halo = [shape.buffer(HALO_MM, quad_segs=2) for shape in body]
    return svg.path(halo, fill=_WHITE) + svg.path(
        body, fill=fill, stroke=look.INK, stroke_width=0.25 if existing else 0.0
    )


def point_symbol(x: float, y: float, radius_mm: float) -> str:
    """Draw a video point of the network: a ring."""
    return svg.element(
        "circle", cx=x, cy=y, r=radius_mm, fill=_WHITE, stroke=look.INK, stroke_width=0.5
    )


def supervision_symbol(x: float, y: float) -> str:
    """Draw the supervision building: a square in a square."""
    return "".join(
        (
            svg.path([_square(x, y, 3.9)], fill=_WHITE),
            svg.path([_square(x, y, 3.0)], fill=_WHITE, stroke=look.INK, stroke_width=0.5),
            svg.path([_square(x, y, 1.2)], fill=look.INK),
        )
    )


def _square(x: float, y: float, side: float) -> BaseGeometry:
    return shapely.box(x - side / 2, y - side / 2, x + side / 2, y + side / 2)


def zone_outlines(zones: Iterable[Zone], frame: Frame) -> str:
    """Draw the zones to cover: a dashed line on a white one."""
    return _dashed([frame.place(zone.polygon) for zone in zones], "1.8 0.7", name="zones")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """The letter of a sector and where it hangs on its frame."""

    letter: str
    box: BaseGeometry


def sector_frames(
    sectors: Sequence[Sector], frame: Frame, taken: Sequence[BaseGeometry]
) -> tuple[str, list[Tab]]:
    """Draw the frames of the detail plans, and hang each letter where nothing is hidden.

    Parameters
    ----------
    sectors : sequence of Sector
    frame : Frame
    taken : sequence of shapely.Geometry
        Symbols already placed, page millimetres.

    Returns
    -------
    str
        The frames.
    list of Tab
        At the first free corner, from the top left clockwise; at the top left when none is.
    """
    boxes = [frame.place(shapely.box(*sector.bounds)) for sector in sectors]
    tabs: list[Tab] = []
    for sector, box in zip(sectors, boxes, strict=True):
        places = _tab_places(box)
        held = np.array([*taken, *(tab.box for tab in tabs)], dtype=object)
        free = [place for place in places if not shapely.intersects(held, place).any()]
        tabs.append(Tab(letter=sector.letter, box=(free or places)[0]))
    return _dashed(boxes, "2.6 0.6 0.5 0.6", name="sectors"), tabs


def _tab_places(box: BaseGeometry) -> list[BaseGeometry]:
    left, top, right, bottom = box.bounds
    width, height = _TAB_MM
    corners = ((left, top), (right - width, top), (right - width, bottom - height),
               (left, bottom - height), ((left + right - width) / 2, top))  # fmt: skip
    return [shapely.box(x, y, x + width, y + height) for x, y in corners]


def draw_tabs(tabs: Sequence[Tab]) -> str:
    """Draw the letters of the sectors, white on black tabs."""
    return "".join(_tab(tab) for tab in tabs)


def _dashed(shapes: list[BaseGeometry], dash: str, *, name: str) -> str:
    under = svg.path(shapes, fill="none", stroke=_WHITE, stroke_width=0.9)
    return under + svg.path(
        shapes, fill="none", stroke=look.INK, stroke_width=0.3, stroke_dasharray=dash, id=name
    )


def _tab(tab: Tab) -> str:
    middle = tab.box.centroid
    words = svg.text(tab.letter, middle.x, middle.y, 2.8, weight=fonts.BOLD, fill=_WHITE)
    return svg.path([tab.box], fill=look.INK) + words


def draw_links(segments: Sequence[Segment], frame: Frame) -> str:
    """Draw the network: white casing under all, then each kind of run in its pattern."""
    by_style: dict[str, list[BaseGeometry]] = {name: [] for name in LINKS}
    for segment in segments:
        by_style[kind_of_run(segment)].append(frame.place(segment.line))
    every = [line for lines in by_style.values() for line in lines]
    casing = svg.path(
        every, fill="none", stroke=_WHITE, stroke_width=LINK_CASING_MM, stroke_linejoin="round"
    )
    runs = [_run(lines, LINKS[name]) for name, lines in by_style.items() if lines]
    return casing + "".join(runs)


def _run(lines: list[BaseGeometry], style: LinkStyle) -> str:
    outer = svg.path(
        lines, fill="none", stroke=look.NETWORK, stroke_width=style.width_mm,
        stroke_dasharray=style.dash, stroke_linejoin="round",
    )  # fmt: skip
    if not style.core_mm:
        return outer
    return outer + svg.path(
        lines, fill="none", stroke=_WHITE, stroke_width=style.core_mm,
        stroke_dasharray=style.core_dash, stroke_linejoin="round",
    )  # fmt: skip


def link_swatch(name: str, width_mm: float, height_mm: float) -> str:
    """Draw the legend's sample of a run."""
    line = shapely.LineString([(0.4, height_mm / 2), (width_mm - 0.4, height_mm / 2)])
    return svg.document(width_mm, height_mm, [_run([line], LINKS[name])])


def grid_crosses(frame: Frame, step_m: int, labels: Sequence[BaseGeometry]) -> str:
    """Draw crosses at round coordinates, but on no label, with ticks on the frame."""
    west, south, east, north = frame.bounds
    eastings = _rounds(west, east, step_m)
    northings = _rounds(south, north, step_m)
    written = np.array(list(labels), dtype=object)
    arms = []
    for x, y in ((e, n) for e in eastings for n in northings):
        px, py = frame.point(x, y)
        if not shapely.intersects(written, shapely.box(px - 1, py - 1, px + 1, py + 1)).any():
            arms += [[(px - 1.1, py), (px + 1.1, py)], [(px, py - 1.1), (px, py + 1.1)]]
    for x in eastings:
        px = frame.point(x, north)[0]
        arms += [[(px, 0), (px, 2)], [(px, frame.height_mm - 2), (px, frame.height_mm)]]
    for y in northings:
        py = frame.point(west, y)[1]
        arms += [[(0, py), (2, py)], [(frame.width_mm - 2, py), (frame.width_mm, py)]]
    lines = [shapely.LineString(arm) for arm in arms]
    return svg.path(lines, fill="none", stroke=look.GRID, stroke_width=0.15, id="grid")


def grid_labels(frame: Frame, step_m: int) -> list[tuple[str, float, float, float]]:
    """Give the coordinates to write along the left and bottom edges: words, x, y, angle."""
    west, south, east, north = frame.bounds
    left = [
        (_thousands(y), 1.3, frame.point(west, y)[1], -90.0)
        for y in _rounds(south, north, step_m)
        if 8 < frame.point(west, y)[1] < frame.height_mm - 12
    ]
    below = [
        (_thousands(x), frame.point(x, south)[0], frame.height_mm - 1.3, 0.0)
        for x in _rounds(west, east, step_m)
        if 12 < frame.point(x, south)[0] < frame.width_mm - 8
    ]
    return left + below


def write_grid_labels(labels: Iterable[tuple[str, float, float, float]]) -> str:
    """Write the coordinates of the grid."""
    return "".join(
        svg.text(words, x, y, _GRID_LABEL_MM, angle=angle, fill=look.GRID, halo=0.35)
        for words, x, y, angle in labels
    )


def _rounds(low: float, high: float, step: int) -> list[int]:
    return list(range(math.ceil(low / step) * step, math.floor(high / step) * step + 1, step))


def _thousands(metres: int) -> str:
    return f"{metres:,}".replace(",", "\u202f")


def north_disc(frame: Frame, angle_deg: float) -> str:
    """Draw the north: a needle that shows geographic north, in the top right corner."""
    x, y = north_place(frame)
    turn = f"translate({svg.number(x)} {svg.number(y)}) rotate({svg.number(angle_deg)})"
    dark = shapely.Polygon([(0, -3.8), (0, 2.0), (-1.5, 3.4)])
    light = shapely.Polygon([(0, -3.8), (0, 2.0), (1.5, 3.4)])
    needle = svg.path([dark], fill=look.INK) + svg.path(
        [light], fill=_WHITE, stroke=look.INK, stroke_width=0.15
    )
    return "".join(
        (
            svg.element(
                "circle", cx=x, cy=y, r=NORTH_MM, fill=_WHITE, stroke=look.INK, stroke_width=0.2
            ),
            svg.enclose("g", needle, transform=turn),
            svg.text("N", x + 2.5, y - 2.3, 2.2, weight=fonts.BOLD, fill=look.INK),
        )
    )


def north_place(frame: Frame) -> tuple[float, float]:
    """Give the middle of the north disc, page millimetres."""
    return frame.width_mm - NORTH_MM - 1.8, NORTH_MM + 1.8


def frame_line(frame: Frame) -> str:
    """Draw the edge of the plan."""
    return svg.element(
        "rect", x=0.1, y=0.1, width=frame.width_mm - 0.2, height=frame.height_mm - 0.2,
        fill="none", stroke=look.INK, stroke_width=0.2,
    )  # fmt: skip
