"""Exact areas: what is seen, measured by turning a ray around the lens.

Between two neighbouring bearings at which anything starts, ends or meets a circle, every border
is one straight line or one circle around the lens, and they keep their order along the ray:
ground between two of them is a difference of two triangles, 1/2 r1 r2 sin(dtheta), or of two
sectors, 1/2 R2 dtheta. Where two lines cross inside such a slice, the slice is cut at the
crossing first (reference/coverage.md 2.3). So crossing footprints, party walls and courtyards
need no repair, nothing is sampled, and arcs are arcs: areas are exact but for rounding.

All the eyes of a camera look from one point: ground that several of them see counts once, at
the best level. Of heights asked for together (head and feet) all must be seen. Cameras are
worked out many at once: numpy costs as much for one as for twenty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from planner.coverage.engine.columns import Bools, Floats, Ints, runs
from planner.coverage.engine.eyes import Eye
from planner.coverage.engine.obstacles import Obstacles
from planner.coverage.engine.sight import Yardstick
from planner.coverage.exact.frames import Lines, crossing, views_of
from planner.coverage.exact.slices import (
    HIDING,
    SAME_M,
    Counts,
    Meetings,
    Slices,
    all_met,
    along,
    edges_met,
    frames_met,
    lay_slices,
    walls_around,
    walls_met,
    wrapped,
)

MOST_CUTS = 6  # rounds of cutting slices where lines cross: two are enough but for rounding
HEADS_AT_ONCE = 24
_ENDLESS_M = 1e9  # where a ray meets a line almost along it


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pieces:
    """The ground that cameras see, cut in pieces that share borders and nothing else.

    A piece lies between two bearings and two borders; it has four corners, two of which may be
    the foot of the lens. Arrays of shape (n_pieces,).

    Attributes
    ----------
    head, level : ndarray of int
        Number of the camera; level, 1 for the coarsest.
    begin, end : ndarray of float
        Bearings, radians counter-clockwise from east.
    near, far : ndarray of float, shape (n_pieces, 2)
        Metres from the lens to the two borders, at both bearings.
    round_near, round_far : ndarray of bool
        Whether a border is an arc around the lens rather than a straight line.
    area_m2 : ndarray of float
        Exact.
    """

    head: Ints
    level: Ints
    begin: Floats
    end: Floats
    near: Floats
    far: Floats
    round_near: Bools
    round_far: Bools
    area_m2: Floats

    def corners(self) -> Floats:
        """Give the corners from the lens, metres east and north, shape (n_pieces, 4, 2)."""
        ways = [np.stack((np.cos(b), np.sin(b)), axis=1) for b in (self.begin, self.end)]
        near = [self.near[:, [k]] * way for k, way in enumerate(ways)]
        far = [self.far[:, [k]] * way for k, way in enumerate(ways)]
        return np.stack((near[0], far[0], far[1], near[1]), axis=1)

    def areas(self, shape: tuple[int, int]) -> Floats:
        """Give the nested areas of (n_heads, n_levels): at or above each level, m2."""
        heads, levels = shape
        place = self.head * levels + self.level - 1
        own = np.bincount(place, weights=self.area_m2, minlength=heads * levels).reshape(shape)
        own = np.maximum(own, 0.0)  # rounding may leave less than nothing
        return np.asarray(np.cumsum(own[:, ::-1], axis=1)[:, ::-1], dtype=float)


def visible_areas(
    heads: Sequence[Sequence[Eye]],
    obstacles: Obstacles,
    yards: Sequence[Yardstick],
    densities: Floats,
) -> Floats:
    """Measure the ground that the eyes of cameras see (``visible_pieces``), level by level.

    Returns
    -------
    ndarray of float, shape (n_heads, n_levels)
        Area in m2 at or above each level, ground outside of footprints.
    """
    pieces = visible_pieces(heads, obstacles, yards, densities)
    return pieces.areas((len(heads), len(densities)))


def visible_pieces(
    heads: Sequence[Sequence[Eye]],
    obstacles: Obstacles,
    yards: Sequence[Yardstick],
    densities: Floats,
) -> Pieces:
    """Cut the ground that the eyes of cameras see in pieces.

    Parameters
    ----------
    heads : sequence of sequence of Eye
        The eyes of each camera, at one place and height.
    obstacles : Obstacles
        What stands in the way.
    yards : sequence of Yardstick
        One per target height, all to be seen; their least density is the first of ``densities``.
    densities : ndarray of float, shape (n_levels,)
        Least densities in px/m, increasing.
    """
    parts = [_no_pieces()]
    for first in range(0, len(heads), HEADS_AT_ONCE):
        some = heads[first : first + HEADS_AT_ONCE]
        found = _together(some, obstacles, yards, densities)
        parts += [replace(part, head=part.head + first) for part in found]
    return _joined(parts)


def _together(
    heads: Sequence[Sequence[Eye]],
    obstacles: Obstacles,
    yards: Sequence[Yardstick],
    densities: Floats,
) -> list[Pieces]:
    """Work some cameras out together."""
    views, lines = views_of(heads, yards, densities)
    looking = [rank for rank, of_head in enumerate(views) if of_head]
    if not looking:
        return []
    eyes, views = [heads[rank][0] for rank in looking], [views[rank] for rank in looking]
    walls = walls_around(eyes, views, obstacles, yards)
    lines = lines.and_edges(walls.borders.edges)
    slices, spans = lay_slices(walls, views, lines)
    counts, framed, reach = frames_met(slices, views, lines, walls.under)
    kept = reach > 0.0
    before = np.concatenate(([0], np.cumsum(kept)))
    slices = slices.pick(np.flatnonzero(kept))
    framed = replace(framed, slice=before[framed.slice])
    spans = (before[spans[0]], before[spans[1]], spans[2])
    shadows = walls_met(slices, walls.borders, lines, spans, framed)
    met = all_met([framed, shadows, *(edges_met(slices, each) for each in walls.under)])
    parts = []
    for _ in range(MOST_CUTS):
        found, slices, met = _ordered(slices, met, lines, counts)
        parts.append(replace(found, head=np.array(looking)[found.head]))
        if not len(slices.begin):
            break
    return parts


# --- putting in order -------------------------------------------------------------------


def _ordered(
    slices: Slices, met: Meetings, lines: Lines, counts: Counts
) -> tuple[Pieces, Slices, Meetings]:
    """Give the pieces of the slices in order; give the others back, cut where lines cross."""
    middle = along(0.5 * (slices.begin + slices.end), met.slice, met.line, lines)
    met = met.pick(np.lexsort((middle, met.slice)))
    begin = along(slices.begin, met.slice, met.line, lines)
    end = along(slices.end, met.slice, met.line, lines)
    same = met.slice[1:] == met.slice[:-1]
    wrong = same & ((begin[:-1] > begin[1:] + SAME_M) | (end[:-1] > end[1:] + SAME_M))
    cut, bearing = _crossings(slices, met, lines, np.unique(met.slice[1:][wrong]), (begin, end))
    crossed = np.zeros(len(slices.begin), dtype=bool)
    crossed[cut] = True
    # A line through the lens is nowhere on the ray along it; between the two there is no ground.
    begin, end = (np.where(np.abs(away) < _ENDLESS_M, away, 0.0) for away in (begin, end))
    level = _levels(slices, met, counts)[:-1]
    seen = np.flatnonzero(same & (level > 0) & ~crossed[met.slice[:-1]])
    pieces = _pieces(slices, met, lines, seen, np.column_stack((begin, end)))
    return replace(pieces, level=level[seen]), *_cut(slices, met, cut, bearing)


def _pieces(slices: Slices, met: Meetings, lines: Lines, seen: Ints, away: Floats) -> Pieces:
    """Give the pieces between some meetings and the next ones, all of level 1."""
    slice_ = met.slice[seen]
    begin, end = slices.begin[slice_], slices.end[slice_]
    near, far = away[seen], away[seen + 1]
    round_near, round_far = (lines.is_circle(met.line[k]) for k in (seen, seen + 1))
    width = end - begin
    flat = np.sin(width)
    outer = np.where(round_far, width, flat) * far[:, 0] * far[:, 1]
    inner = np.where(round_near, width, flat) * near[:, 0] * near[:, 1]
    return Pieces(
        head=slices.head[slice_],
        level=np.ones(len(seen), dtype=np.int64),
        begin=begin,
        end=end,
        near=near,
        far=far,
        round_near=round_near,
        round_far=round_far,
        area_m2=0.5 * (outer - inner),
    )


def _no_pieces() -> Pieces:
    none, no, nobody = np.empty(0), np.empty(0, dtype=bool), np.empty(0, dtype=np.int64)
    return Pieces(
        head=nobody, level=nobody, begin=none, end=none, near=np.empty((0, 2)),
        far=np.empty((0, 2)), round_near=no, round_far=no, area_m2=none,
    )  # fmt: skip


def _joined(parts: Sequence[Pieces]) -> Pieces:
    return Pieces(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in parts])
            for field in fields(Pieces)
        }
    )


def _levels(slices: Slices, met: Meetings, counts: Counts) -> Ints:
    """Give the level behind each meeting, 0 where nothing is seen."""
    n, columns = len(met.slice), counts.at_foot.shape[1]
    steps = np.zeros((columns, n), dtype=np.int32)
    steps[met.column, np.arange(n)] = met.weight
    total = np.cumsum(steps, axis=1, dtype=np.int32)
    first = np.flatnonzero(np.diff(met.slice, prepend=-1))
    start = counts.at_foot[slices.head[met.slice[first]]].T - (total - steps)[:, first]
    state = total + np.repeat(start, np.diff(np.append(first, n)), axis=1)
    clear = state[HIDING] <= 0
    best = np.zeros(n, dtype=np.int64)
    for outside in range(1, columns, 1 + counts.heights):
        level = state[outside + 1 : outside + 1 + counts.heights].min(axis=0) + 1
        best = np.maximum(best, np.where(clear & (state[outside] <= 0), level, 0))
    return best


def _crossings(
    slices: Slices, met: Meetings, lines: Lines, which: Ints, ends: tuple[Floats, Floats]
) -> tuple[Ints, Floats]:
    """Find where lines cross inside some slices, which are in any order at their ends.

    Returns
    -------
    slice : ndarray of int, shape (n_crossings,)
    bearing : ndarray of float, shape (n_crossings,)
        None for lines that rounding alone puts in another order: both meet on a ray that bounds
        the slice.
    """
    chosen = np.zeros(len(slices.begin), dtype=bool)
    chosen[which] = True
    kept = np.flatnonzero(chosen[met.slice])
    met, begin, end = met.pick(kept), ends[0][kept], ends[1][kept]
    first = np.flatnonzero(np.diff(met.slice, prepend=-1))
    size = np.diff(np.append(first, len(kept)))
    one, other = runs(np.repeat(first, size), np.repeat(size, size))
    with np.errstate(invalid="ignore"):  # both endless on one ray: not swapped
        swapped = (other > one) & ((begin[one] - begin[other]) * (end[one] - end[other]) < 0.0)
    one, other = one[swapped], other[swapped]
    bearing = wrapped(crossing(lines, met.line[one], met.line[other]))
    slice_ = np.tile(met.slice[one], 2)
    inside = (bearing > slices.begin[slice_]) & (bearing < slices.end[slice_])
    return slice_[inside], bearing[inside]


def _cut(slices: Slices, met: Meetings, slice_: Ints, bearing: Floats) -> tuple[Slices, Meetings]:
    """Cut slices at bearings, one or more each; give their parts."""
    parents = np.unique(slice_)
    met = met.pick(np.flatnonzero(np.isin(met.slice, parents)))
    first = np.flatnonzero(np.diff(met.slice, prepend=-1))
    size = np.diff(np.append(first, len(met.slice)))
    parent = np.concatenate((parents, slice_))
    begins = np.concatenate((slices.begin[parents], bearing))
    order = np.lexsort((begins, parent))
    parent, begins = parent[order], begins[order]
    last = np.append(parent[1:] != parent[:-1], [True])
    finish = np.where(last, slices.end[parent], np.append(begins[1:], [0.0]))
    place = np.searchsorted(parents, parent)
    child, copy = runs(first[place], size[place])
    parts = Slices(head=slices.head[parent], begin=begins, end=finish)
    return parts, replace(met.pick(copy), slice=child)
