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
from dataclasses import replace

import numpy as np

from planner.coverage.columns import Bools, Floats, Ints, runs
from planner.coverage.eyes import Eye
from planner.coverage.frames import Lines, crossing, views_of
from planner.coverage.obstacles import Obstacles
from planner.coverage.sight import Yardstick
from planner.coverage.slices import (
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

MOST_CUTS = 6  # rounds of cutting slices where lines cross: one is enough but for rounding
HEADS_AT_ONCE = 24


def visible_areas(
    eyes: Sequence[Eye], obstacles: Obstacles, yards: Sequence[Yardstick], densities: Floats
) -> Floats:
    """Measure the ground that the eyes of one camera see: ``visible_areas_of`` for one.

    Returns
    -------
    ndarray of float, shape (n_levels,)
    """
    return np.asarray(visible_areas_of([eyes], obstacles, yards, densities)[0])


def visible_areas_of(
    heads: Sequence[Sequence[Eye]],
    obstacles: Obstacles,
    yards: Sequence[Yardstick],
    densities: Floats,
) -> Floats:
    """Measure the ground that the eyes of cameras see, camera by camera, level by level.

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

    Returns
    -------
    ndarray of float, shape (n_heads, n_levels)
        Area in m2 at or above each level, ground outside of footprints.
    """
    areas = [np.zeros((0, len(densities)))]
    for first in range(0, len(heads), HEADS_AT_ONCE):
        some = heads[first : first + HEADS_AT_ONCE]
        areas.append(_together(some, obstacles, yards, densities))
    return np.concatenate(areas)


def _together(
    heads: Sequence[Sequence[Eye]],
    obstacles: Obstacles,
    yards: Sequence[Yardstick],
    densities: Floats,
) -> Floats:
    """Measure some cameras together, shape (n_heads, n_levels)."""
    views, lines = views_of(heads, yards, densities)
    looking = [rank for rank, of_head in enumerate(views) if of_head]
    areas = np.zeros((len(heads), len(densities) + 1))
    if not looking:
        return areas[:, 1:]
    eyes, views = [heads[rank][0] for rank in looking], [views[rank] for rank in looking]
    walls = walls_around(eyes, views, obstacles, yards)
    lines = lines.and_edges(walls.borders.edges)
    slices, spans = lay_slices(walls, views, lines, eyes)
    counts, framed, reach = frames_met(slices, views, lines, walls.under)
    kept = reach > 0.0
    before = np.concatenate(([0], np.cumsum(kept)))
    slices = slices.pick(np.flatnonzero(kept))
    framed = replace(framed, slice=before[framed.slice])
    spans = (before[spans[0]], before[spans[1]], spans[2])
    shadows = walls_met(slices, walls.borders, lines, spans, framed)
    met = all_met([framed, shadows, *(edges_met(slices, eyes, each) for each in walls.under)])
    found = np.zeros((len(looking), areas.shape[1]))
    for _ in range(MOST_CUTS):
        more, slices, met = _summed(slices, met, lines, counts, found.shape)
        found += more
        if not len(slices.begin):
            break
    areas[looking] = found
    return np.asarray(np.cumsum(areas[:, :0:-1], axis=1)[:, ::-1])


# --- summing up -------------------------------------------------------------------------


def _summed(
    slices: Slices, met: Meetings, lines: Lines, counts: Counts, shape: tuple[int, ...]
) -> tuple[Floats, Slices, Meetings]:
    """Sum the areas of the slices in order; give the others back, cut where lines cross."""
    middle = along(0.5 * (slices.begin + slices.end), met.slice, met.line, lines)
    farthest = float(middle[met.column != HIDING].max(initial=0.0))  # of frames: all that counts
    order = np.argsort(met.slice * (3.0 * farthest) + np.minimum(middle, 2.0 * farthest))
    met = met.pick(order)
    begin = along(slices.begin, met.slice, met.line, lines)
    end = along(slices.end, met.slice, met.line, lines)
    same = met.slice[1:] == met.slice[:-1]
    wrong = same & ((begin[:-1] > begin[1:] + SAME_M) | (end[:-1] > end[1:] + SAME_M))
    crossed = np.zeros(len(slices.begin), dtype=bool)
    crossed[met.slice[1:][wrong]] = True
    width = slices.end - slices.begin
    wide = np.where(lines.is_circle(met.line), width[met.slice], np.sin(width)[met.slice])
    to_foot = 0.5 * wide * begin * end
    level = _levels(slices, met, counts)[:-1]
    seen = np.flatnonzero(same & (level > 0) & ~crossed[met.slice[:-1]])
    place = slices.head[met.slice[seen]] * shape[1] + level[seen]
    pieces = to_foot[seen + 1] - to_foot[seen]
    areas = np.bincount(place, weights=pieces, minlength=shape[0] * shape[1]).astype(float)
    return areas.reshape(shape), *_cut(slices, met, lines, crossed, (begin, end))


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


def _cut(
    slices: Slices,
    met: Meetings,
    lines: Lines,
    crossed: Bools,
    ends: tuple[Floats, Floats],
) -> tuple[Slices, Meetings]:
    """Cut slices at the bearings where two of their lines cross."""
    kept = np.flatnonzero(crossed[met.slice])
    met, begin, end = met.pick(kept), ends[0][kept], ends[1][kept]
    first = np.flatnonzero(np.diff(met.slice, prepend=-1))
    size = np.diff(np.append(first, len(kept)))
    one, other = runs(np.repeat(first, size), np.repeat(size, size))
    swapped = (other > one) & ((begin[one] - begin[other]) * (end[one] - end[other]) < 0.0)
    one, other = one[swapped], other[swapped]
    bearing = wrapped(crossing(lines, met.line[one], met.line[other]))
    slice_ = np.tile(met.slice[one], 2)
    inside = (bearing > slices.begin[slice_]) & (bearing < slices.end[slice_])
    slice_, bearing = slice_[inside], bearing[inside]
    parents = np.flatnonzero(crossed)
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
