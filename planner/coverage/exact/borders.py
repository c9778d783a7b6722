"""Borders: the walls, seen as what a ray from a lens enters and leaves on its way out.

Going out along a ray, one count says what hides the ground: the shadow of a wall starts (+1)
and ends (-1), a footprint is entered (+1) and left (-1); nothing is hidden where the count is
0. The bands are those of ``occlusion``. For a solid that stands on the ground all that lies
between the side through which a ray enters it and the far image of the side through which it
leaves is hidden or built: one +1, one -1, however many courtyards it has.

Many lenses are worked out together: each array speaks of all of them, with the number of the
lens beside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from planner.coverage.engine.columns import Bools, Edges, Floats, Ints
from planner.coverage.engine.horizon import in_the_open
from planner.coverage.engine.obstacles import Obstacles, sides_of_solids
from planner.coverage.engine.occlusion import EDGE_ON_M2, thrown, turn

TOUCHING_M = 1e-6  # nearer than that, a lens stands on the edge of a footprint


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lenses:
    """Where one looks from, and at which height; arrays of shape (n_lenses,).

    Attributes
    ----------
    x, y : ndarray of float
        Scene's CRS.
    lens_m, target_m : ndarray of float
        Above ground.
    boxes : ndarray of float, shape (n_lenses, 4)
        Box of each lens and the ground asked for, scene's CRS.
    hulls : ndarray of float, shape (n_lenses, n_sides, 3)
        Sides a x + b y + c >= 0 of their convex hull, local coordinates; (0, 0, 0) for none.
    """

    x: Floats
    y: Floats
    lens_m: Floats
    target_m: Floats
    boxes: Floats
    hulls: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Borders:
    """Straight borders between two bearings; arrays of shape (n_borders,).

    Attributes
    ----------
    edges : Edges
        From the lens, a before b counter-clockwise.
    weight : ndarray of int
        What the count gains on the way out.
    endless : ndarray of bool
        Whether nothing is seen beyond, whatever comes.
    lens : ndarray of int
        Number of the lens.
    group : ndarray of int
        Borders of one group count together or not at all.
    """

    edges: Edges
    weight: Ints
    endless: Bools
    lens: Ints
    group: Ints

    def pick(self, chosen: Bools | Ints) -> Borders:
        """Keep some, by mask or by position."""
        return Borders(
            edges=self.edges.pick(chosen),
            weight=self.weight[chosen],
            endless=self.endless[chosen],
            lens=self.lens[chosen],
            group=self.group[chosen],
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Under:
    """What lenses stand over.

    Attributes
    ----------
    count : ndarray of int, shape (n_lenses,)
        The count of what hides at their foot: the roofs under them.
    touching : ndarray of shapely.Polygon, shape (n_touching,)
        Footprints on the edge of which a lens stands, from that lens.
    foot : ndarray of float, shape (n_touching, 2)
        Where on that edge, from the lens.
    lens, weight : ndarray of int, shape (n_touching,)
        Which lens, and what the count is where a ray starts into the footprint.
    """

    count: Ints
    touching: NDArray[np.object_]
    foot: Floats
    lens: Ints
    weight: Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Sides:
    """Sides of obstacles around lenses: from the lens, with underside and top."""

    edges: Edges
    base: Floats
    top: Floats
    lens: Ints
    group: Ints

    def pick(self, chosen: Bools | Ints) -> _Sides:
        return _Sides(
            edges=self.edges.pick(chosen),
            base=self.base[chosen],
            top=self.top[chosen],
            lens=self.lens[chosen],
            group=self.group[chosen],
        )


def borders_around(obstacles: Obstacles, lenses: Lenses) -> tuple[Borders, Under]:
    """Find the borders of shadows and footprints around lenses.

    Parameters
    ----------
    obstacles : Obstacles
        Scene's CRS.
    lenses : Lenses

    Returns
    -------
    borders : Borders
    under : Under
        What the lenses stand over.
    """
    walls = _of_solids(obstacles, lenses)
    thin = _of_screens(obstacles, lenses, int(walls.group.max(initial=-1)) + 1)
    floating = np.flatnonzero(walls.base > lenses.target_m[walls.lens])
    borders = [_standing(walls, lenses), _bands(thin, lenses)]
    if len(floating):
        above = walls.pick(floating)
        below = np.flatnonzero(above.base < lenses.lens_m[above.lens])
        borders += [
            _ring(above, np.ones(len(floating))),
            _ring(above, _thrown(above.top, above, lenses)),
            _bands(above.pick(below), lenses),
        ]
    return _in_the_open(_joined(borders), len(lenses.x)), _under(obstacles, lenses)


# --- what is around -----------------------------------------------------------------------


def _pairs(tree: STRtree, boxes: Floats) -> tuple[Ints, Ints]:
    """List what has a box that meets the box of each lens, lens after lens."""
    lens, found = tree.query(shapely.box(*boxes.T))
    order = np.lexsort((found, lens))
    return lens[order], found[order]


def _of_solids(obstacles: Obstacles, lenses: Lenses) -> _Sides:
    solids = obstacles.solids
    lens, which = _pairs(solids.tree, lenses.boxes)
    owner, side = sides_of_solids(solids, which)
    sides = _Sides(
        edges=_local(solids.sides, side, lens[owner], lenses),
        base=solids.base_m[which][owner],
        top=solids.top_m[which][owner],
        lens=lens[owner],
        group=owner,
    )
    # Those on which a lens stands bound nothing that a ray meets farther on: see ``Under``.
    underfoot = _underfoot(sides.edges)
    if underfoot.any():
        sides = sides.pick(np.flatnonzero(~underfoot))
    return _near(sides, lenses)


def _of_screens(obstacles: Obstacles, lenses: Lenses, first_group: int) -> _Sides:
    screens = obstacles.screens
    lens, side = _pairs(screens.tree, lenses.boxes)
    high = np.flatnonzero(screens.top_m[side] > lenses.target_m[lens])
    lens, side = lens[high], side[high]
    return _near(
        _Sides(
            edges=_local(screens.sides, side, lens, lenses),
            base=np.zeros(len(side)),
            top=screens.top_m[side],
            lens=lens,
            group=first_group + np.arange(len(side)),
        ),
        lenses,
    )


def _local(sides: Edges, chosen: Ints, lens: Ints, lenses: Lenses) -> Edges:
    """Move sides to where each lens is the origin."""
    x, y = lenses.x[lens], lenses.y[lens]
    return Edges(
        ax=sides.ax[chosen] - x,
        ay=sides.ay[chosen] - y,
        bx=sides.bx[chosen] - x,
        by=sides.by[chosen] - y,
    )


def _near(sides: _Sides, lenses: Lenses) -> _Sides:
    """Drop the sides that are outside one side of the hull."""
    edges = sides.edges
    outside = np.zeros(len(edges), dtype=bool)
    for rank in range(lenses.hulls.shape[1]):
        a, b, c = lenses.hulls[sides.lens, rank].T
        outside |= (a * edges.ax + b * edges.ay + c < 0.0) & (a * edges.bx + b * edges.by + c < 0.0)
    return sides.pick(np.flatnonzero(~outside)) if outside.any() else sides


# --- what a ray meets ---------------------------------------------------------------------


def _thrown(height_m: Floats, sides: _Sides, lenses: Lenses) -> Floats:
    """Give how far the image of a height is thrown from each side's lens."""
    return thrown(lenses.lens_m[sides.lens], lenses.target_m[sides.lens], height_m)


def _standing(sides: _Sides, lenses: Lenses) -> Borders:
    """Give what a ray meets of solids on the ground: a side in, the image of a side out."""
    across = turn(sides.edges)
    on_ground = sides.base <= lenses.target_m[sides.lens]
    into = np.flatnonzero(on_ground & (across < -EDGE_ON_M2))
    low = sides.top < lenses.lens_m[sides.lens]
    out = np.flatnonzero(on_ground & low & (across > EDGE_ON_M2))
    entered, left = sides.pick(into), sides.pick(out)
    stretch = np.maximum(1.0, _thrown(left.top, left, lenses))
    return _joined(
        [
            _weighted(entered, _turned(entered.edges), 1, ~low[into]),
            _weighted(left, left.edges.scaled(stretch), -1, np.zeros(len(out), dtype=bool)),
        ]
    )


def _ring(sides: _Sides, stretch: Floats) -> Borders:
    """Give what a ray meets of footprints stretched from the lens; infinite ones are left out."""
    across = turn(sides.edges)
    met = np.flatnonzero((np.abs(across) > EDGE_ON_M2) & np.isfinite(stretch))
    kept, entered = sides.pick(met), across[met] < 0.0
    edges = _facing(kept.edges.scaled(stretch[met]), entered)
    return _weighted(kept, edges, np.where(entered, 1, -1), np.zeros(len(met), dtype=bool))


def _bands(sides: _Sides, lenses: Lenses) -> Borders:
    """Give the two borders of the shadow of each side."""
    across = turn(sides.edges)
    met = np.flatnonzero(np.abs(across) > EDGE_ON_M2)
    sides = sides.pick(met)
    edges = _facing(sides.edges, across[met] < 0.0)
    start = np.maximum(1.0, _thrown(sides.base, sides, lenses))
    end = _thrown(sides.top, sides, lenses)
    endless = np.isinf(end)
    ends = np.flatnonzero(~endless)
    far = edges.pick(ends).scaled(end[ends])
    return _joined(
        [
            _weighted(sides, edges.scaled(start), 1, endless),
            _weighted(sides.pick(ends), far, -1, endless[ends]),
        ]
    )


def _weighted(sides: _Sides, edges: Edges, weight: int | Ints, endless: Bools) -> Borders:
    return Borders(
        edges=edges,
        weight=np.broadcast_to(np.asarray(weight, dtype=np.int64), (len(edges),)),
        endless=endless,
        lens=sides.lens,
        group=sides.group,
    )


def _in_the_open(borders: Borders, n_lenses: int) -> Borders:
    """Drop the groups that lie wholly behind endless walls."""
    ends = np.where(borders.endless, np.inf, 1.0)
    met = in_the_open(borders.edges, np.ones(len(ends)), ends, lens=borders.lens, lenses=n_lenses)
    # A wall without end counts alone: nothing takes its +1 back.
    in_sight = np.bincount(borders.group, weights=met) > 0
    return borders.pick(np.flatnonzero(np.where(borders.endless, met, in_sight[borders.group])))


def _under(obstacles: Obstacles, lenses: Lenses) -> Under:
    """Look at the footprints, and at the roofs thrown from above, at the foot of lenses."""
    solids = obstacles.solids
    at = np.column_stack((lenses.x, lenses.y))
    lens, near = _pairs(solids.tree, np.hstack((at - TOUCHING_M, at + TOUCHING_M)))
    owner, side = sides_of_solids(solids, near)
    edges = _local(solids.sides, side, lens[owner], lenses)
    underfoot = np.flatnonzero(_underfoot(edges))
    touching, which = np.unique(owner[underfoot], return_index=True)
    footprints = solids.footprints[near]
    slabs = solids.base_m[near] > lenses.target_m[lens]
    slabs &= solids.top_m[near] <= lenses.lens_m[lens]
    weight = 1 + slabs.astype(np.int64)
    inside = shapely.contains_xy(footprints, lenses.x[lens], lenses.y[lens])
    inside[touching] = False
    count = np.bincount(lens[inside], weights=weight[inside], minlength=len(lenses.x))
    return Under(
        count=count.astype(np.int64),
        touching=_seen_from(footprints[touching], at[lens[touching]]),
        foot=_foot(edges.pick(underfoot[which])),
        lens=lens[touching],
        weight=weight[touching],
    )


def _underfoot(edges: Edges) -> Bools:
    """Tell on which edges the origin is, shape (n_edges,)."""
    west, east = np.minimum(edges.ax, edges.bx), np.maximum(edges.ax, edges.bx)
    south, north = np.minimum(edges.ay, edges.by), np.maximum(edges.ay, edges.by)
    near = (west <= TOUCHING_M) & (east >= -TOUCHING_M)
    near &= (south <= TOUCHING_M) & (north >= -TOUCHING_M)
    which = np.flatnonzero(near)
    near[which] = np.hypot(*_foot(edges.pick(which)).T) <= TOUCHING_M
    return np.asarray(near, dtype=bool)


def _foot(edges: Edges) -> Floats:
    """Give the point of each edge that is nearest to the origin, one of its ends if near enough."""
    dx, dy = edges.bx - edges.ax, edges.by - edges.ay
    square = dx * dx + dy * dy
    along = -(edges.ax * dx + edges.ay * dy) / np.where(square > 0.0, square, 1.0)
    along = np.where(np.hypot(edges.ax, edges.ay) <= TOUCHING_M, 0.0, np.clip(along, 0.0, 1.0))
    along = np.where(np.hypot(edges.bx, edges.by) <= TOUCHING_M, 1.0, along)
    return np.column_stack((edges.ax + along * dx, edges.ay + along * dy))


def _seen_from(footprints: NDArray[np.object_], places: Floats) -> NDArray[np.object_]:
    """Move each footprint to where its place is the origin."""
    count = shapely.get_num_coordinates(footprints)
    shift = np.repeat(places, count, axis=0)
    moved = shapely.transform(footprints, lambda points: points - shift)
    return np.asarray(moved, dtype=object)


def _turned(edges: Edges) -> Edges:
    return Edges(ax=edges.bx, ay=edges.by, bx=edges.ax, by=edges.ay)


def _facing(edges: Edges, back: Bools) -> Edges:
    """Turn some edges round."""
    return Edges(
        ax=np.where(back, edges.bx, edges.ax),
        ay=np.where(back, edges.by, edges.ay),
        bx=np.where(back, edges.ax, edges.bx),
        by=np.where(back, edges.ay, edges.by),
    )


def _joined(parts: list[Borders]) -> Borders:
    return Borders(
        edges=Edges(
            ax=np.concatenate([part.edges.ax for part in parts]),
            ay=np.concatenate([part.edges.ay for part in parts]),
            bx=np.concatenate([part.edges.bx for part in parts]),
            by=np.concatenate([part.edges.by for part in parts]),
        ),
        weight=np.concatenate([part.weight for part in parts]),
        endless=np.concatenate([part.endless for part in parts]),
        lens=np.concatenate([part.lens for part in parts]),
        group=np.concatenate([part.group for part in parts]),
    )
