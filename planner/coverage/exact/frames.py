"""Frames: the picture's edges and the contours of density, as lines and circles around the lens.

Seen from the lens a straight line is r = q / (u cos(theta) + v sin(theta)); a circle around it is
r = q, written with u = v = 0. A frame is convex: along a ray it is one stretch, from the last
line that lets the ray in to the first that lets it out.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.coverage.engine.columns import Bools, Edges, Floats, Ints
from planner.coverage.engine.eyes import Eye
from planner.coverage.engine.occlusion import turn
from planner.coverage.engine.sight import Piece, Yardstick, aim_of, pieces_of
from planner.geometry import heading
from planner.optics import Panoramic, contour, focal_length_px, panoramic_reach

FOOT = 0  # the circle of radius 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lines:
    """Lines and circles around a lens; arrays of shape (n_lines,)."""

    q: Floats
    u: Floats
    v: Floats

    def radius(self, which: Ints, cos: Floats, sin: Floats) -> Floats:
        """Give the distance of lines in directions, arrays of one shape; infinite along a line."""
        slope = self.u[which] * cos + self.v[which] * sin
        slope[self.is_circle(which)] = 1.0
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            return np.asarray(self.q[which] / slope)

    def is_circle(self, which: Ints) -> Bools:
        """Tell which are circles."""
        return np.asarray((self.u[which] == 0.0) & (self.v[which] == 0.0), dtype=bool)

    def and_edges(self, edges: Edges) -> Lines:
        """Add the lines of edges behind those of the frames."""
        return Lines(
            q=np.concatenate((self.q, turn(edges))),
            u=np.concatenate((self.u, edges.by - edges.ay)),
            v=np.concatenate((self.v, edges.ax - edges.bx)),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """What one eye has in frame at one target height: positions among the lines.

    Attributes
    ----------
    sides : ndarray of int
        Lines that bound it; inside is where u x + v y >= q.
    radius : int
        Circle that bounds it; ``FOOT`` when none does.
    contours : ndarray of int
        One per level after the first that is ever left on the way out (or entered, behind the
        foot of a lens that looks steeply down).
    always : int
        How many levels after the first hold at the foot of the lens.
    """

    sides: Ints
    radius: int
    contours: Ints
    always: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """A piece of ground in frame at each target height; ground is in view when in all of them."""

    pieces: tuple[Piece, ...]
    frames: tuple[Frame, ...]


def views_of(
    heads: Sequence[Sequence[Eye]], yards: Sequence[Yardstick], densities: Floats
) -> tuple[list[tuple[View, ...]], Lines]:
    """Give what the eyes of cameras have in frame, and the lines that say so.

    Parameters
    ----------
    heads : sequence of sequence of Eye
        The eyes of each camera, at one place.
    yards : sequence of Yardstick
        One per target height; their least density is the first of ``densities``.
    densities : ndarray of float, shape (n_levels,)
        px/m, increasing.

    Returns
    -------
    views : list of tuple of View
        Camera by camera, one per convex piece of each eye.
    lines : Lines
        Of all cameras.
    """
    table: list[tuple[float, float, float]] = [(0.0, 0.0, 0.0)]
    found = []
    for eyes in heads:
        views = []
        for eye in eyes:
            pieces = [pieces_of(eye, yard) for yard in yards]
            # No piece is left where one of the heights is out of reach.
            for of_heights in zip(*pieces, strict=False):
                frames = [
                    _frame(eye, piece, yard, densities, table)
                    for piece, yard in zip(of_heights, yards, strict=True)
                ]
                views.append(View(pieces=of_heights, frames=tuple(frames)))
        found.append(tuple(views))
    q, u, v = np.array(table).T
    return found, Lines(q=q, u=u, v=v)


def corner_bearings(views: Sequence[View], lines: Lines) -> Floats:
    """Give the bearings at which lines of a camera's frames may meet, radians, shape (n,).

    Straight lines of one frame with each other, and with the circles of every frame: those of
    two eyes may meet too. Straight lines of two frames may cross elsewhere.
    """
    frames = list(itertools.chain.from_iterable(view.frames for view in views))
    circles = sorted({radius for frame in frames for radius in circles_of(frame, lines)})
    found = [np.empty(0)]
    for frame in frames:
        straight = np.concatenate((frame.sides, frame.contours))
        straight = straight[~lines.is_circle(straight)]
        first, second = np.triu_indices(len(straight), 1)
        found.append(crossing(lines, straight[first], straight[second]))
        found += [around_circle(lines, straight, radius) for radius in circles]
    bearings = np.concatenate(found)
    return bearings[np.isfinite(bearings)]


def circles_of(frame: Frame, lines: Lines) -> list[float]:
    """Give the radii of the circles of a frame, nothing where they hold nothing."""
    which = np.append(frame.contours, frame.radius)
    radii = lines.q[which[lines.is_circle(which)]]
    return [float(radius) for radius in radii if 0.0 < radius < math.inf]


def crossing(lines: Lines, first: Ints, second: Ints) -> Floats:
    """Give the two opposite bearings of the crossings of pairs of lines, shape (2 n,)."""
    across = lines.q[first] * lines.v[second] - lines.q[second] * lines.v[first]
    along = lines.q[second] * lines.u[first] - lines.q[first] * lines.u[second]
    bearing = np.arctan2(along, across)
    return np.concatenate((bearing, bearing + np.pi))


def around_circle(lines: Lines, which: Ints, radius_m: float | Floats) -> Floats:
    """Give the bearings at which lines meet a circle, NaN where they do not, shape (2 n,)."""
    u, v = lines.u[which], lines.v[which]
    share = lines.q[which] / (radius_m * np.hypot(u, v))
    half = np.arccos(np.where(np.abs(share) <= 1.0, share, np.nan))
    middle = np.arctan2(v, u)
    return np.concatenate((middle - half, middle + half))


def _frame(
    eye: Eye,
    piece: Piece,
    yard: Yardstick,
    densities: Floats,
    table: list[tuple[float, float, float]],
) -> Frame:
    """Write the lines of a piece in the table."""
    first = len(table)
    sides = piece.sides
    table += zip(-sides.c, sides.a, sides.b, strict=True)
    after = len(table)
    radius = FOOT
    if math.isfinite(piece.radius_m):
        radius = after
        table.append((piece.radius_m, 0.0, 0.0))
    contours = [_contour(eye, yard, float(density)) for density in densities[1:]]
    start = len(table)
    table += [line for line in contours if math.isfinite(line[0])]
    return Frame(
        sides=np.arange(first, after),
        radius=radius,
        contours=np.arange(start, len(table)),
        always=sum(line[0] >= 0.0 for line in contours),
    )


def _contour(eye: Eye, yard: Yardstick, density: float) -> tuple[float, float, float]:
    """Give the line or circle of equal density."""
    if isinstance(eye.optics, Panoramic):
        return panoramic_reach(eye.optics, density), 0.0, 0.0
    aim = aim_of(eye, eye.optics, yard.target_m)
    if not yard.slant:
        return contour(aim, density), *heading(eye.bearing_deg)
    slant = focal_length_px(aim.lens.width_px, aim.lens.hfov_deg) / density
    # Where even the foot of the lens is too far: a circle that holds nothing.
    reach = math.sqrt(slant**2 - aim.rise_m**2) if slant > aim.rise_m else -math.inf
    return reach, 0.0, 0.0
