"""Exact areas: what is seen, measured by turning a ray around the lens.

Between two neighbouring bearings at which anything starts, ends or meets a circle, every border
is one straight line or one circle around the lens, and they keep their order along the ray:
ground between two of them is a difference of two triangles, 1/2 r1 r2 sin(dtheta), or of two
sectors, 1/2 R2 dtheta. Where two lines cross inside such a slice, the slice is cut at the
crossing first (reference/coverage.md 2.3). So crossing footprints, party walls and courtyards
need no repair, nothing is sampled, and arcs are arcs: areas are exact but for rounding.

All the eyes of a camera look from one point: ground that several of them see counts once, at
the best level. Of heights asked for together (head and feet) all must be seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from planner.coverage.borders import Borders, Under, borders_around, joined_borders
from planner.coverage.columns import Bools, Floats, HalfPlanes, Ints, runs
from planner.coverage.eyes import Eye
from planner.coverage.frames import (
    FOOT,
    Frame,
    Lines,
    View,
    around_circle,
    corner_bearings,
    crossing,
    views_of,
)
from planner.coverage.obstacles import Obstacles
from planner.coverage.occlusion import Sightline
from planner.coverage.sight import Yardstick, box_of, hull_of, pieces_of

HIDING = 0  # the count of what hides; then come a frame and its levels, height after height
MOST_CUTS = 6  # rounds of cutting slices where lines cross: one is enough but for rounding
_SAME_M = 1e-9  # borders nearer than that may be in either order
_STEP_M = 1e-6  # from the edge of a footprint, to tell inside from outside


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Slices:
    """Slices between two bearings, radians; arrays of shape (n_slices,), increasing."""

    begin: Floats
    end: Floats

    def pick(self, chosen: Bools | Ints) -> _Slices:
        return _Slices(begin=self.begin[chosen], end=self.end[chosen])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Meetings:
    """What rays meet; arrays of shape (n_meetings,).

    In ``slice`` a ray crosses ``line``, and the count in ``column`` changes by ``weight``.
    """

    slice: Ints
    line: Ints
    column: Ints
    weight: Ints

    def pick(self, chosen: Bools | Ints) -> _Meetings:
        return _Meetings(
            slice=self.slice[chosen],
            line=self.line[chosen],
            column=self.column[chosen],
            weight=self.weight[chosen],
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Counts:
    """The counts at the foot of the lens, shape (n_columns,), and which are whose.

    ``views`` gives, view by view, the column of its frame (0 inside) and those of its levels.
    """

    at_foot: Ints
    views: tuple[tuple[int, tuple[int, ...]], ...]


def visible_areas(
    eyes: Sequence[Eye], obstacles: Obstacles, yards: Sequence[Yardstick], densities: Floats
) -> Floats:
    """Measure the ground that the eyes of one camera see, level by level.

    Parameters
    ----------
    eyes : sequence of Eye
        At one place and height.
    obstacles : Obstacles
        What stands in the way.
    yards : sequence of Yardstick
        One per target height, all to be seen; their least density is the first of ``densities``.
    densities : ndarray of float, shape (n_levels,)
        Least densities in px/m, increasing.

    Returns
    -------
    ndarray of float, shape (n_levels,)
        Area in m2 at or above each level, ground outside of footprints.
    """
    areas = np.zeros(len(densities) + 1)
    views, lines = views_of(eyes, yards, densities)
    if not views:
        return areas[1:]
    walls, under = _walls(eyes, obstacles, yards)
    n_frame_lines = len(lines.q)
    lines = lines.and_edges(walls.edges)
    slices = _slices(walls, views, lines, _corners_of(under, eyes[0]))
    at_foot = sum(each.count for each in under)
    counts, framed, reach = _in_frame(slices, views, lines, at_foot)
    kept = np.flatnonzero(reach > 0.0)
    slices = slices.pick(kept)
    place = np.cumsum(reach > 0.0) - 1
    framed = framed.pick(reach[framed.slice] > 0.0)
    framed = replace(framed, slice=place[framed.slice])
    shadows = _met(slices, walls, lines, reach[kept], n_frame_lines)
    met = _together([framed, shadows, *_on_the_edge(slices, eyes[0], under)])
    for _ in range(MOST_CUTS):
        found, slices, met = _summed(slices, met, lines, counts, len(areas))
        areas += found
        if not len(slices.begin):
            break
    return np.asarray(np.cumsum(areas[:0:-1])[::-1])


# --- laying the slices ------------------------------------------------------------------


def _walls(
    eyes: Sequence[Eye], obstacles: Obstacles, yards: Sequence[Yardstick]
) -> tuple[Borders, list[Under]]:
    """Give the borders of what hides at any of the heights, and what the lens stands over."""
    eye = eyes[0]
    found = []
    for yard in yards:
        pieces = [piece for one in eyes for piece in pieces_of(one, yard)]
        view = Sightline(x=eye.x, y=eye.y, lens_m=eye.height_m, target_m=yard.target_m)
        hull = hull_of(pieces[0]) if len(pieces) == 1 else HalfPlanes.none()
        found.append(borders_around(obstacles, view, box_of(eye, pieces), hull))
    return joined_borders(*(walls for walls, _ in found)), [under for _, under in found]


def _slices(walls: Borders, views: Sequence[View], lines: Lines, more: Floats) -> _Slices:
    """Cut the turn at all bearings at which something starts or ends."""
    edges = walls.edges
    n_frame_lines = len(lines.q) - len(edges)
    radii = {
        float(lines.q[circle])
        for view in views
        for frame in view.frames
        for circle in (frame.radius, *frame.contours)
        if lines.is_circle(np.array([circle]))[0]
    }
    of_walls = n_frame_lines + np.arange(len(edges))
    around = [
        _within(walls, around_circle(lines, of_walls, radius))
        for radius in sorted(radii)
        if radius > 0.0
    ]
    bearings = np.concatenate(
        (
            np.arctan2(edges.ay, edges.ax),
            np.arctan2(edges.by, edges.bx),
            corner_bearings(views, lines),
            more,
            *around,
        )
    )
    bearings = np.unique(np.concatenate((_wrapped(bearings), [-np.pi, np.pi])))
    return _Slices(begin=bearings[:-1], end=bearings[1:])


def _within(walls: Borders, bearings: Floats) -> Floats:
    """Keep the bearings, two per wall, that the wall spans."""
    edges = walls.edges
    cos, sin = np.cos(bearings), np.sin(bearings)
    ax, ay, bx, by = (np.tile(part, 2) for part in (edges.ax, edges.ay, edges.bx, edges.by))
    spanned = (ax * sin - ay * cos >= 0.0) & (by * cos - bx * sin >= 0.0)
    return np.asarray(bearings[spanned])


def _wrapped(bearings: Floats) -> Floats:
    """Bring bearings within -pi and pi; those already there are left as they are."""
    return np.where(
        np.abs(bearings) > np.pi, np.remainder(bearings + np.pi, 2.0 * np.pi) - np.pi, bearings
    )


def _in_frame(
    slices: _Slices, views: Sequence[View], lines: Lines, at_foot: int
) -> tuple[_Counts, _Meetings, Floats]:
    """Give what rays meet of the frames, and how far each slice is in frame, 0 if it is not."""
    middle = 0.5 * (slices.begin + slices.end)
    cos, sin = np.cos(middle), np.sin(middle)
    reach = np.zeros(len(middle))
    start, columns, parts = [at_foot], [], []
    for view in views:
        outside = len(start)
        columns.append((outside, tuple(range(outside + 1, outside + 1 + len(view.frames)))))
        start += [len(view.frames), *(frame.always for frame in view.frames)]
        farthest = np.full(len(middle), np.inf)
        for level, frame in zip(columns[-1][1], view.frames, strict=True):
            met, last = _framed(frame, lines, (cos, sin), (outside, level))
            parts.append(met)
            farthest = np.minimum(farthest, last)
        reach = np.maximum(reach, farthest)
    return _Counts(at_foot=np.array(start), views=tuple(columns)), _together(parts), reach


def _together(parts: Sequence[_Meetings]) -> _Meetings:
    return _Meetings(
        slice=np.concatenate([part.slice for part in parts]),
        line=np.concatenate([part.line for part in parts]),
        column=np.concatenate([part.column for part in parts]),
        weight=np.concatenate([part.weight for part in parts]),
    )


def _corners_of(under: Sequence[Under], eye: Eye) -> Floats:
    """Give the bearings of the corners of footprints on the edge of which the lens stands."""
    footprints = [footprint for each in under for footprint, _ in each.touching]
    x, y = (shapely.get_coordinates(footprints) - (eye.x, eye.y)).T
    return np.asarray(np.arctan2(y, x), dtype=float)


def _on_the_edge(slices: _Slices, eye: Eye, under: Sequence[Under]) -> list[_Meetings]:
    """Enter, at the foot of the lens, the footprints on the edge of which it stands."""
    middle = 0.5 * (slices.begin + slices.end)
    x, y = eye.x + _STEP_M * np.cos(middle), eye.y + _STEP_M * np.sin(middle)
    met = []
    for footprint, count in (pair for each in under for pair in each.touching):
        into = np.flatnonzero(shapely.contains_xy(footprint, x, y))
        met.append(
            _Meetings(
                slice=into,
                line=np.full(len(into), FOOT),
                column=np.full(len(into), HIDING),
                weight=np.full(len(into), count),
            )
        )
    return met


def _framed(
    frame: Frame, lines: Lines, ahead: tuple[Floats, Floats], columns: tuple[int, int]
) -> tuple[_Meetings, Floats]:
    """Give what rays meet of one frame, and where they leave it: 0 where they never are in."""
    cos, sin = ahead
    sides = frame.sides[:, None]
    slope = lines.u[sides] * cos + lines.v[sides] * sin
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        away = lines.q[sides] / slope
    n = len(cos)
    near = np.vstack((np.zeros(n), np.where(slope > 0.0, away, 0.0)))
    far = np.vstack((np.full(n, _radius(frame, lines)), np.where(slope < 0.0, away, np.inf)))
    first, last = np.argmax(near, axis=0), np.argmin(far, axis=0)
    every = np.arange(n)
    leaves = np.where(near[first, every] < far[last, every], far[last, every], 0.0)
    seen = np.flatnonzero(leaves > 0.0)
    way_in = np.append(FOOT, frame.sides)[first[seen]]
    way_out = np.append(frame.radius, frame.sides)[last[seen]]
    slice_, line, weight = [seen, seen], [way_in, way_out], [-1, 1]
    column = [columns[0], columns[0]]
    for contour in frame.contours:
        ray = lines.radius(np.full(n, contour), cos, sin)
        met = np.flatnonzero((ray > 0.0) & (ray < leaves))
        slice_.append(met)
        line.append(np.full(len(met), contour))
        weight.append(-1 if lines.q[contour] >= 0.0 else 1)
        column.append(columns[1])
    sizes = [len(part) for part in slice_]
    meetings = _Meetings(
        slice=np.concatenate(slice_),
        line=np.concatenate(line),
        column=np.repeat(column, sizes),
        weight=np.repeat(weight, sizes),
    )
    return meetings, leaves


def _radius(frame: Frame, lines: Lines) -> float:
    return np.inf if frame.radius == FOOT else float(lines.q[frame.radius])


def _met(
    slices: _Slices, walls: Borders, lines: Lines, reach: Floats, first_line: int
) -> _Meetings:
    """List the slices that each wall spans, but for what lies beyond frames or endless walls."""
    wall, slice_ = _spans(slices, walls)
    line = first_line + wall
    begin = lines.radius(line, np.cos(slices.begin)[slice_], np.sin(slices.begin)[slice_])
    end = lines.radius(line, np.cos(slices.end)[slice_], np.sin(slices.end)[slice_])
    cut = np.full(len(reach), np.inf)
    endless = np.flatnonzero(walls.endless[wall])
    np.minimum.at(cut, slice_[endless], np.maximum(begin, end)[endless] + _SAME_M)
    kept = np.flatnonzero(np.minimum(begin, end) <= cut[slice_])
    return _Meetings(
        slice=slice_[kept],
        line=line[kept],
        column=np.full(len(kept), HIDING),
        weight=walls.weight[wall[kept]],
    )


def _spans(slices: _Slices, walls: Borders) -> tuple[Ints, Ints]:
    """List the slices of each wall; a wall across the bearing of minus pi has two runs."""
    edges = walls.edges
    a, b = np.arctan2(edges.ay, edges.ax), np.arctan2(edges.by, edges.bx)
    begin, end = np.searchsorted(slices.begin, a), np.searchsorted(slices.begin, b)
    around = b < a
    n = len(slices.begin)
    wall, slice_ = runs(begin, np.maximum(np.where(around, n, end) - begin, 0))
    other, more = runs(np.zeros_like(begin), np.where(around, end, 0))
    return np.concatenate((wall, other)), np.concatenate((slice_, more))


# --- summing up -------------------------------------------------------------------------


def _summed(
    slices: _Slices, met: _Meetings, lines: Lines, counts: _Counts, n_classes: int
) -> tuple[Floats, _Slices, _Meetings]:
    """Sum the areas of the slices in order; give the others back, cut where lines cross."""
    rays = [0.5 * (slices.begin + slices.end), slices.begin, slices.end]
    middle, begin, end = (
        lines.radius(met.line, np.cos(ray)[met.slice], np.sin(ray)[met.slice]) for ray in rays
    )
    order = np.argsort(met.slice * (2.0 * float(middle.max(initial=0.0)) + 1.0) + middle)
    met, begin, end = met.pick(order), begin[order], end[order]
    same = met.slice[1:] == met.slice[:-1]
    wrong = same & ((begin[:-1] > begin[1:] + _SAME_M) | (end[:-1] > end[1:] + _SAME_M))
    crossed = np.zeros(len(slices.begin), dtype=bool)
    crossed[met.slice[1:][wrong]] = True
    width = slices.end - slices.begin
    to_foot = 0.5 * np.where(
        lines.is_circle(met.line),
        width[met.slice] * begin * end,
        np.sin(width)[met.slice] * begin * end,
    )
    level = _levels(met, counts)[:-1]
    seen = np.flatnonzero(same & (level > 0) & ~crossed[met.slice[:-1]])
    pieces = to_foot[seen + 1] - to_foot[seen]
    areas = np.bincount(level[seen], weights=pieces, minlength=n_classes).astype(float)
    return areas, *_cut(slices, met, lines, crossed, (begin, end))


def _levels(met: _Meetings, counts: _Counts) -> Ints:
    """Give the level behind each meeting, 0 where nothing is seen."""
    n = len(met.slice)
    steps = np.zeros((len(counts.at_foot), n), dtype=np.int64)
    steps[met.column, np.arange(n)] = met.weight
    total = np.cumsum(steps, axis=1)
    first = np.flatnonzero(np.diff(met.slice, prepend=-1))
    before = np.repeat((total - steps)[:, first], np.diff(np.append(first, n)), axis=1)
    state = counts.at_foot[:, None] + total - before
    best = np.zeros(n, dtype=np.int64)
    for outside, levels in counts.views:
        here = (state[HIDING] <= 0) & (state[outside] <= 0)
        best = np.maximum(best, np.where(here, 1 + state[list(levels)].min(axis=0), 0))
    return best


def _cut(
    slices: _Slices,
    met: _Meetings,
    lines: Lines,
    crossed: Bools,
    ends: tuple[Floats, Floats],
) -> tuple[_Slices, _Meetings]:
    """Cut slices at the bearings where two of their lines cross."""
    kept = np.flatnonzero(crossed[met.slice])
    met, begin, end = met.pick(kept), ends[0][kept], ends[1][kept]
    first = np.flatnonzero(np.diff(met.slice, prepend=-1))
    size = np.diff(np.append(first, len(kept)))
    one, other = runs(np.repeat(first, size), np.repeat(size, size))
    swapped = (other > one) & ((begin[one] - begin[other]) * (end[one] - end[other]) < 0.0)
    one, other = one[swapped], other[swapped]
    bearing = crossing(lines, met.line[one], met.line[other])
    slice_ = np.tile(met.slice[one], 2)
    inside = np.zeros(len(bearing), dtype=bool)
    for turns in (0.0, -2.0 * np.pi):
        inside |= (bearing + turns > slices.begin[slice_]) & (bearing + turns < slices.end[slice_])
    bearing = _wrapped(bearing)
    slice_, bearing = slice_[inside], bearing[inside]
    parents = np.flatnonzero(crossed)
    order = np.lexsort(
        (
            np.concatenate((slices.begin[parents], bearing)),
            np.concatenate((parents, slice_)),
        )
    )
    parent = np.concatenate((parents, slice_))[order]
    begins = np.concatenate((slices.begin[parents], bearing))[order]
    last = np.append(parent[1:] != parent[:-1], [True])
    finish = np.where(last, slices.end[parent], np.append(begins[1:], [0.0]))
    place = np.searchsorted(parents, parent)
    child, copy = runs(first[place], size[place])
    cut = _Meetings(
        slice=child,
        line=met.line[copy],
        column=met.column[copy],
        weight=met.weight[copy],
    )
    return _Slices(begin=begins, end=finish), cut
