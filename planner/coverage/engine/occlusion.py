"""Who is hidden behind what: shadows of walls on the plane at the target's height.

With the lens at height c above the ground (the origin) and targets at t < c, the sight line to
a target passes over the fraction lambda of its way at height c + lambda (t - c). A vertical
edge raised from ``base`` to ``top`` stops it where that height lies within [base, top]. So the
edge e hides exactly { k p : p in e, k1 < k <= k2 } with

    k1 = max(1, (c - t) / (c - base)),   k2 = (c - t) / (c - top), endless when top >= c

(reference/coverage.md 2.1, where base is 0): a band between two homothetic images of the edge.

For a solid that stands on the ground the sides through which sight lines *leave* it are enough:
a line falls all the way, so over a flat roof it is lowest there. What lies inside footprints is
masked apart. For a solid with air below (canopy, passage) all its sides count, and its slab too:
a line may fall through the roof and out of the underside without meeting a side. That image is
the footprint itself, stretched k2 times.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.coverage.engine.columns import (
    PAIRS_AT_ONCE,
    Bools,
    Columns,
    Edges,
    Floats,
    Grid,
    HalfPlanes,
    Ints,
    fill,
    mark,
    pairs,
)
from planner.coverage.engine.horizon import in_the_open
from planner.coverage.engine.obstacles import Obstacles, Screens, around, sides_of_solids

EDGE_ON_M2 = 1e-9  # an edge whose line passes through the lens has no width
JUST_BEYOND = 1.0 + 1e-9  # a point on the edge itself is not behind it
MANY = 20  # edges: with fewer it takes longer to look for the useless ones than to use them
FAR = 1e12  # stands for endless where infinity times zero would spoil a product


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shadows:
    """What hides the plane from one lens, in local coordinates (the lens at the origin).

    Attributes
    ----------
    edges : Edges
        Oriented so that a comes before b counter-clockwise, shape (n_edges,).
    start, end : ndarray of float, shape (n_edges,)
        k1 and k2: the band hidden by each edge; ``end`` may be infinite.
    slabs : Edges
        Rings of the stretched footprints of solids with air below.
    slab_of : ndarray of int, shape (n_slabs,)
        Positions of these solids.
    stretch : ndarray of float, shape (n_slabs,)
        Their k2.
    """

    edges: Edges
    start: Floats
    end: Floats
    slabs: Edges
    slab_of: Ints
    stretch: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Sightline:
    """The lens (scene's CRS) and the heights above ground of the lens and of the targets."""

    x: float
    y: float
    lens_m: float
    target_m: float


def shadows(
    obstacles: Obstacles,
    view: Sightline,
    box: tuple[float, float, float, float],
    hull: HalfPlanes,
) -> Shadows:
    """Find what can hide something of a patch of ground from a lens.

    Parameters
    ----------
    obstacles : Obstacles
        Scene's CRS.
    view : Sightline
        Lens and heights.
    box : tuple of float
        Box of the lens and the patch together, scene's CRS.
    hull : HalfPlanes
        Their convex hull, local coordinates: what is outside of it hides nothing of the patch.

    Returns
    -------
    Shadows
        Local coordinates.
    """
    solids = obstacles.solids
    matter = around(solids.tree, box)
    matter = matter[(solids.top_m[matter] > view.target_m) & (solids.base_m[matter] < view.lens_m)]
    base, top = solids.base_m[matter], solids.top_m[matter]
    owner, kept = sides_of_solids(solids, matter)
    sides = solids.sides.pick(kept).seen_from(view.x, view.y)
    floating = base > view.target_m
    leaving = turn(sides) > EDGE_ON_M2
    standing = _band(sides, base[owner], top[owner], view, floating[owner] | leaving)
    edges, start, end = _joined(standing, _screens(obstacles.screens, view, box), hull)
    slabs = floating & (top <= view.lens_m)  # a roof at the lens's own height hides all under it
    thrown = np.minimum(stretch(view, np.where(slabs, top, view.target_m)), FAR)
    over = slabs[owner]
    return Shadows(
        edges=edges,
        start=start,
        end=end,
        slabs=sides.pick(over).scaled(thrown[owner[over]]),
        slab_of=matter[slabs],
        stretch=thrown[slabs],
    )


def hidden(columns: Columns, cast: Shadows) -> Bools:
    """Mark the cells of a patch that a lens does not see.

    Parameters
    ----------
    columns : Columns
        A patch whose grid has the lens at its origin.
    cast : Shadows
        What hides it.

    Returns
    -------
    ndarray of bool, shape (n_cells,)
        Cells whose centre lies in a shadow. The far border of a shadow is hidden, the wall's
        own foot is not.
    """
    result = np.zeros(columns.n_cells, dtype=bool)
    if not len(columns.x):
        return result
    block = max(1, PAIRS_AT_ONCE // len(columns.x))
    for begin in range(0, len(cast.edges), block):
        chosen = np.arange(begin, min(begin + block, len(cast.edges)))
        result |= _behind(columns, cast.edges.pick(chosen), cast.start[chosen], cast.end[chosen])
    if len(cast.slabs):
        result |= fill(columns, cast.slabs)
    return result


# --- from obstacles to shadows ----------------------------------------------------------

_Band = tuple[Edges, Floats, Floats]


def turn(edges: Edges) -> Floats:
    """Give the cross product of a and b: positive when a comes before b counter-clockwise."""
    return edges.ax * edges.by - edges.ay * edges.bx


def _band(edges: Edges, base: Floats, top: Floats, view: Sightline, chosen: Bools) -> _Band:
    """Turn edges counter-clockwise and give each its k1 and k2."""
    wide = np.abs(turn(edges)) > EDGE_ON_M2
    kept = np.flatnonzero(chosen & wide)
    edges, base, top = edges.pick(kept), base[kept], top[kept]
    back = turn(edges) < 0.0
    facing = Edges(
        ax=np.where(back, edges.bx, edges.ax),
        ay=np.where(back, edges.by, edges.ay),
        bx=np.where(back, edges.ax, edges.bx),
        by=np.where(back, edges.ay, edges.by),
    )
    start = np.maximum(1.0, stretch(view, base)) * JUST_BEYOND
    return facing, start, stretch(view, top) * JUST_BEYOND


def stretch(view: Sightline, height_m: Floats) -> Floats:
    """Give how far the image of each height is thrown from one lens (``thrown``)."""
    return thrown(np.float64(view.lens_m), np.float64(view.target_m), height_m)


def thrown(lens_m: Floats | np.float64, target_m: Floats | np.float64, height_m: Floats) -> Floats:
    """Give (c - t) / (c - height), infinite from c up: how far the image of a height is thrown."""
    room = lens_m - height_m
    above = room <= 0.0
    return np.where(above, np.inf, (lens_m - target_m) / np.where(above, 1.0, room))


def _screens(screens: Screens, view: Sightline, box: tuple[float, float, float, float]) -> _Band:
    near = around(screens.tree, box)
    top = screens.top_m[near]
    sides = screens.sides.pick(near).seen_from(view.x, view.y)
    return _band(sides, np.zeros(len(top)), top, view, top > view.target_m)


def _joined(first: _Band, second: _Band, hull: HalfPlanes) -> _Band:
    """Join two sets of edges; drop those outside one side of the hull or behind all others."""
    edges = Edges(
        ax=np.concatenate((first[0].ax, second[0].ax)),
        ay=np.concatenate((first[0].ay, second[0].ay)),
        bx=np.concatenate((first[0].bx, second[0].bx)),
        by=np.concatenate((first[0].by, second[0].by)),
    )
    outside = np.zeros(len(edges), dtype=bool)
    for a, b, c in zip(hull.a, hull.b, hull.c, strict=True):
        outside |= (a * edges.ax + b * edges.ay + c < 0.0) & (a * edges.bx + b * edges.by + c < 0.0)
    kept = np.flatnonzero(~outside)
    edges = edges.pick(kept)
    start = np.concatenate((first[1], second[1]))[kept]
    end = np.concatenate((first[2], second[2]))[kept]
    if len(kept) >= MANY:
        matter = in_the_open(edges, start, end)
        edges, start, end = edges.pick(matter), start[matter], end[matter]
    return edges, start, end


# --- from shadows to cells --------------------------------------------------------------


def _behind(columns: Columns, edges: Edges, start: Floats, end: Floats) -> Bools:
    """Mark the cells in the bands of some edges.

    In a column each band is the rows between two of its four lines: the rays through a and b,
    and the two images of the edge. The ray through a is taken in, the one through b left out,
    so that neighbouring edges of a facade leave no gap and share no cell.
    """
    near_image, far_image = edges.scaled(start), edges.scaled(np.minimum(end, FAR))
    ends = (near_image.ax, near_image.bx, far_image.ax, far_image.bx)
    edge, column = pairs(columns, np.minimum.reduce(ends), np.maximum.reduce(ends))
    x = columns.x[column]
    low, high = _between_images(columns.grid, edges, (start, end), edge, x)
    row, side = _ray_row(columns.grid, (edges.ax, edges.ay), edge, x)
    low = np.maximum(low, np.where(side > 0.0, np.ceil(row), -np.inf))
    high = np.minimum(high, np.where(side < 0.0, np.floor(row), np.inf))
    row, side = _ray_row(columns.grid, (edges.bx, edges.by), edge, x)
    low = np.maximum(low, np.where(side < 0.0, np.floor(row) + 1.0, -np.inf))
    high = np.minimum(high, np.where(side > 0.0, np.ceil(row) - 1.0, np.inf))
    return mark(columns, column, low, high)


def _ray_row(
    grid: Grid, ends: tuple[Floats, Floats], edge: Ints, x: Floats
) -> tuple[Floats, Floats]:
    """Give the row where the ray through each edge's end crosses x, and on which side it goes.

    An upright ray (side 0) bounds columns, not rows.
    """
    end_x, end_y = ends
    slope = end_y / np.where(end_x == 0.0, 1.0, end_x) / grid.cell_m
    return slope[edge] * x - grid.y_zero / grid.cell_m, end_x[edge]


def _between_images(
    grid: Grid, edges: Edges, bands: tuple[Floats, Floats], edge: Ints, x: Floats
) -> tuple[Floats, Floats]:
    """Give the first and last row between the two images of each edge at x.

    The image stretched k times runs through y = (x dy - k q) / dx. Upright images (dx = 0)
    bound columns, not rows.
    """
    dx, dy = edges.bx - edges.ax, edges.by - edges.ay
    upright = dx == 0.0
    run = np.where(upright, 1.0, dx) * grid.cell_m
    slope = np.where(upright, 0.0, dy / run)
    rise = turn(edges) / run
    shift = grid.y_zero / grid.cell_m
    along = slope[edge] * x - shift
    near_row = along - np.where(upright, np.inf, bands[0] * rise)[edge]
    far_row = along - np.where(upright, -np.inf, bands[1] * rise)[edge]
    return np.ceil(np.minimum(near_row, far_row)), np.floor(np.maximum(near_row, far_row))
