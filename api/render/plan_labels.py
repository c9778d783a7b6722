"""Names on plans: placed one after the other, in a fixed order, never one over another.

Cameras come first, then the supervision building, zones, water, and streets by width, length
and name. A street name follows its street and is left out rather than forced.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from api.render import fonts, svg
from api.render import plan_style as look
from api.render.fonts import text_width, writable
from api.render.plan_frame import Frame

_INSET_MM = 0.8  # between a label and the frame
_GAP_MM = 0.35  # between two labels
_CAMERA_TURNS = (0, 25, -25, 50, -50, 80, -80, 110, -110, 145, -145, 180)
_CAMERA_DISTANCES = (2.2, 3.2, 4.6)  # from the disc's middle to the label's nearest side
_LEADER_DISTANCES = (7.0, 10.0, 14.0)
_STREET_PLACES = (0.5, 0.35, 0.65, 0.22, 0.78)
_BEND_DEG = 12.0  # a street that turns more is another run


@dataclass(slots=True)
class Board:
    """What is already taken on a plan, and the drawn labels."""

    frame: Frame
    taken: list[BaseGeometry] = field(default_factory=list)
    labels: list[BaseGeometry] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)

    def keep_clear(self, shapes: Iterable[BaseGeometry]) -> None:
        """Reserve places that no label may touch."""
        self.taken.extend(shapes)

    def is_free(self, box: BaseGeometry) -> bool:
        """Tell whether a label's box stays inside and touches nothing."""
        left, top, right, bottom = box.bounds
        if left < _INSET_MM or top < _INSET_MM:
            return False
        if right > self.frame.width_mm - _INSET_MM or bottom > self.frame.height_mm - _INSET_MM:
            return False
        return not bool(shapely.intersects(np.array(self.taken, dtype=object), box).any())

    def put(self, box: BaseGeometry, drawing: str) -> None:
        """Take a place and draw on it."""
        self.taken.append(box)
        self.labels.append(box)
        self.drawn.append(drawing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettering:
    """How a kind of name is set. Millimetres."""

    size: float
    colour: str
    weight: int = fonts.REGULAR
    italic: bool = False
    halo: float = 0.45
    halo_colour: str = "#FFFFFF"
    spacing: float = 0.0

    def width(self, words: str) -> float:
        """Measure a line."""
        plain = text_width(words, self.size, weight=self.weight, italic=self.italic)
        return plain + self.spacing * len(words)

    def draw(self, words: str, x: float, y: float, *, angle: float = 0.0) -> str:
        """Draw a line centred on a point."""
        return svg.text(
            words,
            x,
            y,
            self.size,
            weight=self.weight,
            angle=angle,
            halo=self.halo,
            halo_colour=self.halo_colour,
            fill=self.colour,
            font_style="italic" if self.italic else "",
            letter_spacing=self.spacing or "",
        )


def label_box(
    x: float, y: float, width: float, height: float, *, angle_deg: float = 0.0
) -> BaseGeometry:
    """Give the rectangle of a line of text, turned clockwise on the page."""
    angle = math.radians(angle_deg)
    right = np.array([math.cos(angle), math.sin(angle)]) * (width / 2 + _GAP_MM)
    down = np.array([-math.sin(angle), math.cos(angle)]) * (height / 2 + _GAP_MM / 2)
    middle = np.array([x, y])
    return shapely.Polygon(
        [middle - right - down, middle + right - down, middle + right + down, middle - right + down]
    )


def name_camera(
    board: Board, words: str, place: tuple[float, float], bearing_deg: float, lettering: Lettering
) -> bool:
    """Put a camera's number opposite to its axis, else around, else at the end of a line.

    Returns
    -------
    bool
        Whether a place was found.
    """
    width, height = lettering.width(words), 0.72 * lettering.size
    for distance in (*_CAMERA_DISTANCES, *_LEADER_DISTANCES):
        for turn in _CAMERA_TURNS:
            angle = math.radians(bearing_deg + 180.0 + turn)
            ux, uy = math.sin(angle), -math.cos(angle)
            x = place[0] + ux * (distance + width / 2 * abs(ux))
            y = place[1] + uy * (distance + height / 2 * abs(uy))
            box = label_box(x, y, width, height)
            if board.is_free(box):
                leader = _leader(place, (ux, uy), distance) if distance > 5.0 else ""
                board.put(box, leader + lettering.draw(words, x, y))
                return True
    return False


def _leader(place: tuple[float, float], toward: tuple[float, float], distance: float) -> str:
    start = (place[0] + 1.7 * toward[0], place[1] + 1.7 * toward[1])
    end = (place[0] + (distance - 0.5) * toward[0], place[1] + (distance - 0.5) * toward[1])
    line = shapely.LineString([start, end])
    return svg.path([line], fill="none", stroke=look.INK, stroke_width=0.15)


def name_beside(
    board: Board, words: str, place: tuple[float, float], distance: float, lettering: Lettering
) -> bool:
    """Put a name to the right of a symbol, else left, below or above it."""
    width, height = lettering.width(words), 0.72 * lettering.size
    sides = ((1, 0), (-1, 0), (0, 1), (0, -1), (0.7, 0.7), (-0.7, 0.7), (0.7, -0.7), (-0.7, -0.7))
    for ux, uy in sides:
        x = place[0] + ux * (distance + width / 2)
        y = place[1] + uy * (distance + height / 2)
        box = label_box(x, y, width, height)
        if board.is_free(box):
            board.put(box, lettering.draw(words, x, y))
            return True
    return False


def name_corner(board: Board, words: str, shape: BaseGeometry, lettering: Lettering) -> bool:
    """Put a zone's name inside one of the corners of its outline, the highest first."""
    width, height = lettering.width(words), 0.72 * lettering.size
    middle = shape.centroid
    corners = sorted({(round(y, 2), round(x, 2)) for x, y in shapely.get_coordinates(shape)})
    for corner_y, corner_x in corners:
        length = math.hypot(middle.x - corner_x, middle.y - corner_y) or 1.0
        inward = (math.hypot(width, height) / 2 + 1.0) / length
        x = corner_x + inward * (middle.x - corner_x)
        y = corner_y + inward * (middle.y - corner_y)
        box = label_box(x, y, width, height)
        if board.is_free(box):
            board.put(box, lettering.draw(words, x, y))
            return True
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedLine:
    """A name with the lines that it may follow, page millimetres."""

    name: str
    lines: BaseGeometry
    width: float = 0.0


def gather_names(named: Iterable[tuple[str, float, BaseGeometry]], frame: Frame) -> list[NamedLine]:
    """Put the pieces of each street together: widest first, then longest, then by name.

    Parameters
    ----------
    named : iterable of (name, width, line)
        In the scene's CRS; pieces without a name are left out.
    frame : Frame
    """
    pieces: dict[str, list[BaseGeometry]] = defaultdict(list)
    widths: dict[str, float] = defaultdict(float)
    for name, width, line in named:
        clean = written_name(name)
        if clean:
            pieces[clean].append(line)
            widths[clean] = max(widths[clean], width)
    found = []
    for name in sorted(pieces):
        placed = frame.clip(np.array(pieces[name], dtype=object), beyond_mm=0.0)
        if len(placed):
            lines = shapely.line_merge(shapely.union_all(placed))
            found.append(NamedLine(name=name, lines=lines, width=widths[name]))
    return sorted(found, key=lambda one: (-one.width, -round(one.lines.length, 2), one.name))


def written_name(name: str) -> str:
    """Set a name as French is printed: curly apostrophes, only characters that can be drawn."""
    clean, _ = writable(" ".join(name.split()).replace("'", "\u2019"))
    return clean


def name_lines(board: Board, named: Sequence[NamedLine], lettering: Lettering) -> None:
    """Write each name once along its line, where there is room; leave it out elsewhere."""
    for one in named:
        _name_line(board, one, lettering)


def _name_line(board: Board, one: NamedLine, lettering: Lettering) -> bool:
    width, height = lettering.width(one.name), 0.72 * lettering.size
    runs = [run for line in shapely.get_parts(one.lines) for run in straight_runs(line)]
    runs = [run for run in runs if run.length >= 0.8 * width]
    for run in sorted(runs, key=lambda run: -round(run.length, 2)):
        for share in _STREET_PLACES:
            if min(share, 1 - share) * run.length < 0.38 * width:
                continue
            x, y, angle = _along(run, share, width)
            box = label_box(x, y, width, height, angle_deg=angle)
            if board.is_free(box):
                board.put(box, lettering.draw(one.name, x, y, angle=angle))
                return True
    return False


def straight_runs(line: BaseGeometry) -> list[BaseGeometry]:
    """Cut a line where it turns by more than 12 degrees in all since the run's start."""
    points = np.asarray(line.coords)
    steps = np.diff(points, axis=0)
    headings = np.degrees(np.arctan2(steps[:, 1], steps[:, 0]))
    runs: list[BaseGeometry] = []
    start = 0
    for k in range(1, len(headings)):
        turn = abs((headings[k] - headings[start] + 180.0) % 360.0 - 180.0)
        if turn > _BEND_DEG:
            runs.append(shapely.LineString(points[start : k + 1]))
            start = k
    runs.append(shapely.LineString(points[start:]))
    return runs


def _along(run: BaseGeometry, share: float, width: float) -> tuple[float, float, float]:
    """Give the middle and the angle of a text along a run, readable from below or the left."""
    half = min(width / 2, share * run.length, (1 - share) * run.length)
    middle = share * run.length
    start, end = run.interpolate(middle - half), run.interpolate(middle + half)
    angle = math.degrees(math.atan2(end.y - start.y, end.x - start.x))
    if not -90.0 < angle <= 90.0:
        angle += 180.0 if angle <= -90.0 else -180.0
    if angle > 89.0:
        angle -= 180.0  # upright names are read from the left
    return (start.x + end.x) / 2, (start.y + end.y) / 2, angle


def name_water(board: Board, name: str, shape: BaseGeometry, lettering: Lettering) -> bool:
    """Write the name of a stretch of water along its longer side, if it is broad enough."""
    middle = shapely.point_on_surface(shape)
    corners: NDArray[np.float64] = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    if len(corners) < 4:
        return False
    sides = corners[1:3] - corners[:2]
    longest = sides[int(np.argmax(np.hypot(*sides.T)))]
    angle = (math.degrees(math.atan2(longest[1], longest[0])) + 90.0) % 180.0 - 90.0
    width, height = lettering.width(name), 0.72 * lettering.size
    box = label_box(middle.x, middle.y, width, height, angle_deg=angle)
    if not shape.contains(box) or not board.is_free(box):
        return False
    board.put(box, lettering.draw(name, middle.x, middle.y, angle=angle))
    return True
