"""Slices: the turn of each camera cut where anything starts, ends or meets a circle.

Within a slice every border is one line or one circle around the lens. What rays meet in each
slice (walls, frames, contours of density) is listed here; ``sweep`` puts it in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from planner.coverage.engine.columns import Bools, Edges, Floats, Ints, runs
from planner.coverage.engine.eyes import Eye
from planner.coverage.engine.obstacles import Obstacles
from planner.coverage.engine.sight import Yardstick, box_of, hull_of
from planner.coverage.exact.borders import Borders, Lenses, Under, borders_around
from planner.coverage.exact.frames import (
    FOOT,
    Frame,
    Lines,
    View,
    around_circle,
    circles_of,
    corner_bearings,
)

HIDING = 0  # the count of what hides; then come a frame and its levels, height after height
SAME_M = 1e-9  # borders nearer than that may be in either order
_STEP_M = 1e-6  # from the edge of a footprint, to tell inside from outside
_TURN = 2.0 * np.pi


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Walls:
    """Borders of what hides; ``lens`` of each is the number of its camera.

    ``a`` and ``b`` are the bearings of their ends, ``under`` what the lenses stand over, once
    per target height.
    """

    borders: Borders
    a: Floats
    b: Floats
    under: tuple[Under, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Slices:
    """Slices between two bearings, radians; arrays of shape (n_slices,), camera by camera."""

    head: Ints
    begin: Floats
    end: Floats

    def pick(self, chosen: Bools | Ints) -> Slices:
        """Keep some, by mask or by position."""
        return Slices(head=self.head[chosen], begin=self.begin[chosen], end=self.end[chosen])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Meetings:
    """What rays meet; arrays of shape (n_meetings,).

    In ``slice`` a ray crosses ``line``, and the count in ``column`` changes by ``weight``.
    """

    slice: Ints
    line: Ints
    column: Ints
    weight: Ints

    def pick(self, chosen: Bools | Ints) -> Meetings:
        """Keep some, by mask or by position."""
        return Meetings(
            slice=self.slice[chosen],
            line=self.line[chosen],
            column=self.column[chosen],
            weight=self.weight[chosen],
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counts:
    """The counts at the foot of each lens, shape (n_heads, n_columns), and which are whose.

    View k of a camera has the column ``1 + k (1 + n_heights)`` for its frame (0 inside), then
    one per height for its levels.
    """

    at_foot: Ints
    heights: int

    def frame(self, view: int) -> int:
        """Give the column of a view's frame."""
        return 1 + view * (1 + self.heights)


# --- laying the slices ------------------------------------------------------------------


def walls_around(
    eyes: Sequence[Eye],
    views: Sequence[Sequence[View]],
    obstacles: Obstacles,
    yards: Sequence[Yardstick],
) -> Walls:
    """Give the borders of what hides at any of the heights."""
    found = [
        borders_around(obstacles, _lenses(eyes, views, rank, yard))
        for rank, yard in enumerate(yards)
    ]
    parts = [borders for borders, _ in found]
    edges = Edges(
        ax=np.concatenate([part.edges.ax for part in parts]),
        ay=np.concatenate([part.edges.ay for part in parts]),
        bx=np.concatenate([part.edges.bx for part in parts]),
        by=np.concatenate([part.edges.by for part in parts]),
    )
    return Walls(
        borders=Borders(
            edges=edges,
            weight=np.concatenate([part.weight for part in parts]),
            endless=np.concatenate([part.endless for part in parts]),
            lens=np.concatenate([part.lens for part in parts]),
            group=np.concatenate([part.group for part in parts]),
        ),
        a=np.arctan2(edges.ay, edges.ax),
        b=np.arctan2(edges.by, edges.bx),
        under=tuple(under for _, under in found),
    )


def _lenses(
    eyes: Sequence[Eye], views: Sequence[Sequence[View]], height: int, yard: Yardstick
) -> Lenses:
    """Put the lenses of cameras together, for one target height."""
    pieces = [[view.pieces[height] for view in of_head] for of_head in views]
    # The hull of several pieces, or of a disc, spares nothing that the box does not.
    hulls = [
        hull_of(of_head[0]) if len(of_head) == 1 and len(of_head[0].sides.a) else None
        for of_head in pieces
    ]
    sides = max((len(hull.a) for hull in hulls if hull is not None), default=0)
    table = np.zeros((len(eyes), sides, 3))
    for rank, hull in enumerate(hulls):
        if hull is not None:
            table[rank, : len(hull.a)] = np.column_stack((hull.a, hull.b, hull.c))
    return Lenses(
        x=np.array([eye.x for eye in eyes]),
        y=np.array([eye.y for eye in eyes]),
        lens_m=np.array([eye.height_m for eye in eyes]),
        target_m=np.full(len(eyes), yard.target_m),
        boxes=np.array([box_of(eye, found) for eye, found in zip(eyes, pieces, strict=True)]),
        hulls=table,
    )


Spans = tuple[Ints, Ints, Ints]
"""First slice, the one after the last, and the wall: twice for walls across minus pi."""


def lay_slices(walls: Walls, views: Sequence[Sequence[View]], lines: Lines) -> tuple[Slices, Spans]:
    """Cut the turn of each camera at all bearings at which something starts or ends."""
    n, lens = len(views), walls.borders.lens
    corners = [corner_bearings(of_head, lines) for of_head in views]
    more = [*_round_walls(walls, views, lines), *_footprint_corners(walls.under)]
    head = np.concatenate(
        (
            lens,
            lens,
            *(heads for heads, _ in more),
            np.repeat(np.arange(n), [len(of_head) for of_head in corners]),
            np.repeat(np.arange(n), 2),
        )
    )
    bearing = np.concatenate(
        (walls.a, walls.b, *(found for _, found in more), *corners, np.tile([-np.pi, np.pi], n))
    )
    bearing = wrapped(bearing)
    order = np.lexsort((bearing, head))
    head, bearing = head[order], bearing[order]
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (head[1:] != head[:-1]) | (bearing[1:] != bearing[:-1])
    # Each camera ends with pi, where no slice begins: its points are its slices and one more.
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.cumsum(fresh) - 1 - head
    head, bearing = head[fresh], bearing[fresh]
    inner = np.flatnonzero(head[1:] == head[:-1])
    slices = Slices(head=head[inner], begin=bearing[inner], end=bearing[inner + 1])
    return slices, _spans(walls, place, np.searchsorted(slices.head, np.arange(n + 1)))


def _spans(walls: Walls, place: Ints, bounds: Ints) -> Spans:
    """Give the slices that each wall spans; a wall across the bearing of minus pi has two runs."""
    n = len(walls.a)
    first, last, lens = place[:n], place[n : 2 * n], walls.borders.lens
    across = np.flatnonzero(walls.b < walls.a)
    end = last.copy()
    end[across] = bounds[lens[across] + 1]
    return (
        np.concatenate((first, bounds[lens[across]])),
        np.concatenate((end, last[across])),
        np.concatenate((np.arange(n), across)),
    )


def _round_walls(
    walls: Walls, views: Sequence[Sequence[View]], lines: Lines
) -> list[tuple[Ints, Floats]]:
    """Give the bearings at which walls meet the circles of their camera's frames."""
    radii = [
        sorted(
            {
                radius
                for view in of_head
                for frame in view.frames
                for radius in circles_of(frame, lines)
            }
        )
        for of_head in views
    ]
    most = max(len(of_head) for of_head in radii)
    table = np.array([of_head + [np.nan] * (most - len(of_head)) for of_head in radii])
    lens = walls.borders.lens
    of_walls = np.arange(len(lines.q) - len(lens), len(lines.q))
    nearest, farthest = _distances(walls.borders.edges)
    found = []
    for radius in table.T:
        round_ = np.flatnonzero((nearest <= radius[lens]) & (farthest >= radius[lens]))
        bearings = around_circle(lines, of_walls[round_], radius[lens[round_]])
        wall = np.tile(round_, 2)
        spanned = _spanned(walls.borders.edges.pick(wall), bearings)
        found.append((lens[wall[spanned]], bearings[spanned]))
    return found


def _distances(edges: Edges) -> tuple[Floats, Floats]:
    """Give distances between which all points of each edge are, the first from its line."""
    a, b = np.hypot(edges.ax, edges.ay), np.hypot(edges.bx, edges.by)
    q = edges.ax * edges.by - edges.ay * edges.bx
    line = np.abs(q) / np.hypot(edges.bx - edges.ax, edges.by - edges.ay)
    return line * (1.0 - 1e-12), np.maximum(a, b) * (1.0 + 1e-12)


def _spanned(edges: Edges, bearings: Floats) -> Bools:
    """Tell which bearings lie between the ends of their edge."""
    cos, sin = np.cos(bearings), np.sin(bearings)
    after = edges.ax * sin - edges.ay * cos >= 0.0
    return np.asarray(after & (edges.by * cos - edges.bx * sin >= 0.0), dtype=bool)


def wrapped(bearings: Floats) -> Floats:
    """Bring bearings within -pi and pi; those already there are left as they are."""
    return np.where(
        np.abs(bearings) > np.pi, np.remainder(bearings + np.pi, _TURN) - np.pi, bearings
    )


def _footprint_corners(under: Sequence[Under]) -> list[tuple[Ints, Floats]]:
    """Give the bearings of the corners of footprints on the edge of which a lens stands."""
    found = []
    for each in under:
        for footprint, lens in zip(each.touching, each.lens, strict=True):
            x, y = shapely.get_coordinates(footprint).T
            found.append((np.full(len(x), lens), np.asarray(np.arctan2(y, x), dtype=float)))
    return found


def edges_met(slices: Slices, under: Under) -> Meetings:
    """Enter, at the foot of a lens, the footprints on the edge of which it stands."""
    middle = 0.5 * (slices.begin + slices.end)
    met = []
    for rank, footprint in enumerate(under.touching):
        own = np.flatnonzero(slices.head == under.lens[rank])
        x = under.foot[rank, 0] + _STEP_M * np.cos(middle[own])
        y = under.foot[rank, 1] + _STEP_M * np.sin(middle[own])
        into = own[shapely.contains_xy(footprint, x, y)]
        met.append(_same(into, FOOT, HIDING, int(under.weight[rank])))
    return all_met(met or [_same(np.empty(0, dtype=np.int64), FOOT, HIDING, 0)])


def _same(slice_: Ints, line: int, column: int, weight: int) -> Meetings:
    """Meet one line in some slices."""
    n = len(slice_)
    return Meetings(
        slice=slice_, line=np.full(n, line), column=np.full(n, column), weight=np.full(n, weight)
    )


def all_met(parts: Sequence[Meetings]) -> Meetings:
    """Put meetings together."""
    return Meetings(
        slice=np.concatenate([part.slice for part in parts]),
        line=np.concatenate([part.line for part in parts]),
        column=np.concatenate([part.column for part in parts]),
        weight=np.concatenate([part.weight for part in parts]),
    )


# --- what rays meet -----------------------------------------------------------------------


def frames_met(
    slices: Slices, views: Sequence[Sequence[View]], lines: Lines, under: Sequence[Under]
) -> tuple[Counts, Meetings, Floats]:
    """Give what rays meet of the frames, and how far each slice is in frame, 0 if it is not."""
    heights, most = len(under), max(len(of_head) for of_head in views)
    at_foot = np.zeros((len(views), 1 + most * (1 + heights)), dtype=np.int64)
    at_foot[:, HIDING] = sum(each.count for each in under)
    counts = Counts(at_foot=at_foot, heights=heights)
    # Outside at every height, until entered.
    at_foot[:, [counts.frame(rank) for rank in range(most)]] = heights
    middle = 0.5 * (slices.begin + slices.end)
    cos, sin = np.cos(middle), np.sin(middle)
    reach = np.zeros(len(middle))
    parts = []
    bounds = np.searchsorted(slices.head, np.arange(len(views) + 1))
    for head, of_head in enumerate(views):
        own = slice(bounds[head], bounds[head + 1])
        for rank, view in enumerate(of_head):
            farthest = np.full(bounds[head + 1] - bounds[head], np.inf)
            column = counts.frame(rank)
            for height, frame in enumerate(view.frames):
                at_foot[head, column + 1 + height] = frame.always
                met, last = _framed(frame, lines, (cos[own], sin[own]), (column, height))
                parts.append(replace(met, slice=met.slice + bounds[head]))
                farthest = np.minimum(farthest, last)
            reach[own] = np.maximum(reach[own], farthest)
    met = all_met(parts)
    return counts, met.pick(np.flatnonzero(reach[met.slice] > 0.0)), reach


def _framed(
    frame: Frame, lines: Lines, ahead: tuple[Floats, Floats], columns: tuple[int, int]
) -> tuple[Meetings, Floats]:
    """Give what rays meet of one frame, and where they leave it: 0 where they never are in."""
    cos, sin = ahead
    n = len(cos)
    limit = np.inf if frame.radius == FOOT else float(lines.q[frame.radius])
    if len(frame.sides):
        sides = frame.sides[:, None]
        slope = lines.u[sides] * cos + lines.v[sides] * sin
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            away = lines.q[sides] / slope
        near = np.vstack((np.zeros(n), np.where(slope > 0.0, away, 0.0)))
        far = np.vstack((np.full(n, limit), np.where(slope < 0.0, away, np.inf)))
        first, last = np.argmax(near, axis=0), np.argmin(far, axis=0)
        every = np.arange(n)
        enters, leaves = near[first, every], far[last, every]
        leaves = np.where(enters < leaves, leaves, 0.0)
    else:
        first = last = np.zeros(n, dtype=np.int64)
        leaves = np.full(n, limit)
    seen = np.flatnonzero(leaves > 0.0)
    way_in = np.append(FOOT, frame.sides)[first[seen]]
    way_out = np.append(frame.radius, frame.sides)[last[seen]]
    parts = [
        replace(_same(seen, FOOT, columns[0], -1), line=way_in),
        replace(_same(seen, FOOT, columns[0], 1), line=way_out),
    ]
    for contour in frame.contours:
        ray = lines.radius(np.full(n, contour), cos, sin)
        met = np.flatnonzero((ray > 0.0) & (ray < leaves))
        weight = -1 if lines.q[contour] >= 0.0 else 1
        parts.append(_same(met, int(contour), columns[0] + 1 + columns[1], weight))
    return all_met(parts), leaves


def walls_met(
    slices: Slices, walls: Borders, lines: Lines, spans: Spans, framed: Meetings
) -> Meetings:
    """List the slices that each wall spans, but for what lies beyond frames or endless walls.

    Parameters
    ----------
    slices : Slices
    walls : Borders
        Their lines are the last of ``lines``.
    lines : Lines
    spans : Spans
    framed : Meetings
        What rays meet of the frames.
    """
    span, slice_ = runs(spans[0], np.maximum(spans[1] - spans[0], 0))
    wall = spans[2][span]
    line = len(lines.q) - len(walls.edges) + wall
    begin, end = along(slices.begin, slice_, line, lines), along(slices.end, slice_, line, lines)
    cut = np.zeros(len(slices.begin))
    for bearing in (slices.begin, slices.end):
        np.maximum.at(cut, framed.slice, along(bearing, framed.slice, framed.line, lines))
    endless = np.flatnonzero(walls.endless[wall])
    np.minimum.at(cut, slice_[endless], np.maximum(begin, end)[endless])
    kept = np.flatnonzero(np.minimum(begin, end) <= cut[slice_] + SAME_M)
    return Meetings(
        slice=slice_[kept],
        line=line[kept],
        column=np.full(len(kept), HIDING),
        weight=walls.weight[wall[kept]],
    )


def along(bearing: Floats, slice_: Ints, line: Ints, lines: Lines) -> Floats:
    """Give how far lines are met on rays, one bearing per slice."""
    return lines.radius(line, np.cos(bearing)[slice_], np.sin(bearing)[slice_])
