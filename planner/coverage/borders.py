"""Borders: the walls, seen as what a ray from the lens enters and leaves on its way out.

Going out along a ray, one count says what hides the ground: the shadow of a wall starts (+1)
and ends (-1), a footprint is entered (+1) and left (-1); nothing is hidden where the count is
0. The bands are those of ``occlusion``. For a solid that stands on the ground all that lies
between the side through which a ray enters it and the far image of the side through which it
leaves is hidden or built: one +1, one -1, however many courtyards it has.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Polygon

from planner.coverage.columns import Bools, Edges, Floats, HalfPlanes, Ints
from planner.coverage.horizon import in_the_open
from planner.coverage.obstacles import Obstacles, around, sides_of_solids
from planner.coverage.occlusion import EDGE_ON_M2, MANY, Sightline, stretch, turn

TOUCHING_M = 1e-9

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Borders:
    """Straight borders between two bearings; arrays of shape (n_borders,).

    Attributes
    ----------
    edges : Edges
        Local coordinates, a before b counter-clockwise.
    weight : ndarray of int
        What the count gains on the way out.
    endless : ndarray of bool
        Whether nothing is seen beyond, whatever comes.
    group : ndarray of int
        Borders of one group count together or not at all.
    """

    edges: Edges
    weight: Ints
    endless: Bools
    group: Ints

    def pick(self, chosen: Bools | Ints) -> Borders:
        """Keep some, by mask or by position."""
        return Borders(
            edges=self.edges.pick(chosen),
            weight=self.weight[chosen],
            endless=self.endless[chosen],
            group=self.group[chosen],
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Under:
    """What a lens stands over.

    Attributes
    ----------
    count : int
        The count of what hides at its foot: the roofs under it.
    touching : tuple of (shapely.Polygon, int)
        Footprints on the edge of which it stands, and what the count is where a ray starts
        into them.
    """

    count: int
    touching: tuple[tuple[Polygon, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Sides:
    """Sides of obstacles around a lens: local edges, underside, top and group of each."""

    edges: Edges
    base: Floats
    top: Floats
    group: Ints

    def pick(self, chosen: Bools | Ints) -> _Sides:
        return _Sides(
            edges=self.edges.pick(chosen),
            base=self.base[chosen],
            top=self.top[chosen],
            group=self.group[chosen],
        )


def borders_around(
    obstacles: Obstacles, view: Sightline, box: Box, hull: HalfPlanes
) -> tuple[Borders, Under]:
    """Find the borders of shadows and footprints around a lens.

    Parameters
    ----------
    obstacles : Obstacles
        Scene's CRS.
    view : Sightline
        Lens and heights.
    box : tuple of float
        Box of the lens and the ground asked for, scene's CRS.
    hull : HalfPlanes
        Their convex hull, local coordinates; none for everything in the box.

    Returns
    -------
    borders : Borders
    under : Under
        What the lens stands over.
    """
    solids, screens = obstacles.solids, obstacles.screens
    which = around(solids.tree, box)
    owner, kept = sides_of_solids(solids, which)
    walls = _near(
        _Sides(
            edges=solids.sides.pick(kept).seen_from(view.x, view.y),
            base=solids.base_m[which][owner],
            top=solids.top_m[which][owner],
            group=owner,
        ),
        hull,
    )
    lines = around(screens.tree, box)
    lines = lines[screens.top_m[lines] > view.target_m]
    thin = _near(
        _Sides(
            edges=screens.sides.pick(lines).seen_from(view.x, view.y),
            base=np.zeros(len(lines)),
            top=screens.top_m[lines],
            group=len(which) + np.arange(len(lines)),
        ),
        hull,
    )
    floating = walls.base > view.target_m
    above = walls.pick(floating)
    borders = joined_borders(
        _standing(walls.pick(~floating), view),
        _ring(above, np.ones(len(above.top))),
        _ring(above, stretch(view, above.top)),
        _bands(above.pick(above.base < view.lens_m), view),
        _bands(thin, view),
    )
    return _in_the_open(borders), _under(obstacles, view)


def _near(sides: _Sides, hull: HalfPlanes) -> _Sides:
    """Drop the sides that are outside one side of the hull."""
    edges = sides.edges
    outside = np.zeros(len(edges), dtype=bool)
    for a, b, c in zip(hull.a, hull.b, hull.c, strict=True):
        outside |= (a * edges.ax + b * edges.ay + c < 0.0) & (a * edges.bx + b * edges.by + c < 0.0)
    return sides.pick(~outside)


def _standing(sides: _Sides, view: Sightline) -> Borders:
    """Give what a ray meets of solids on the ground: a side in, the image of a side out."""
    across = turn(sides.edges)
    thrown = np.maximum(1.0, stretch(view, sides.top))
    endless = np.isinf(thrown)
    way_in = np.flatnonzero(across < -EDGE_ON_M2)
    way_out = np.flatnonzero((across > EDGE_ON_M2) & ~endless)
    return joined_borders(
        Borders(
            edges=_turned(sides.edges.pick(way_in)),
            weight=np.ones(len(way_in), dtype=np.int64),
            endless=endless[way_in],
            group=sides.group[way_in],
        ),
        Borders(
            edges=sides.edges.pick(way_out).scaled(thrown[way_out]),
            weight=np.full(len(way_out), -1),
            endless=np.zeros(len(way_out), dtype=bool),
            group=sides.group[way_out],
        ),
    )


def _ring(sides: _Sides, thrown: Floats) -> Borders:
    """Give what a ray meets of footprints stretched from the lens; infinite ones are left out."""
    across = turn(sides.edges)
    met = np.flatnonzero((np.abs(across) > EDGE_ON_M2) & np.isfinite(thrown))
    entered = across[met] < 0.0
    edges = sides.edges.pick(met).scaled(thrown[met])
    return Borders(
        edges=_facing(edges, entered),
        weight=np.where(entered, 1, -1),
        endless=np.zeros(len(met), dtype=bool),
        group=sides.group[met],
    )


def _bands(sides: _Sides, view: Sightline) -> Borders:
    """Give the two borders of the shadow of each side."""
    across = turn(sides.edges)
    met = np.flatnonzero(np.abs(across) > EDGE_ON_M2)
    edges = _facing(sides.edges.pick(met), across[met] < 0.0)
    start = np.maximum(1.0, stretch(view, sides.base[met]))
    end = stretch(view, sides.top[met])
    endless = np.isinf(end)
    return joined_borders(
        Borders(
            edges=edges.scaled(start),
            weight=np.ones(len(met), dtype=np.int64),
            endless=endless,
            group=sides.group[met],
        ),
        Borders(
            edges=edges.pick(~endless).scaled(end[~endless]),
            weight=np.full(int(np.count_nonzero(~endless)), -1),
            endless=np.zeros(int(np.count_nonzero(~endless)), dtype=bool),
            group=sides.group[met][~endless],
        ),
    )


def _under(obstacles: Obstacles, view: Sightline) -> Under:
    """Look at the footprints, and at the roofs thrown from above, at the foot of the lens."""
    solids = obstacles.solids
    near = around(solids.tree, (view.x, view.y, view.x, view.y))
    footprints = solids.footprints[near]
    slabs = (solids.base_m[near] > view.target_m) & (solids.top_m[near] <= view.lens_m)
    count = 1 + slabs.astype(np.int64)
    inside = shapely.contains_xy(footprints, view.x, view.y)
    on_edge = shapely.distance(footprints, shapely.Point(view.x, view.y)) < TOUCHING_M
    touching = np.flatnonzero(on_edge & ~inside)
    return Under(
        count=int(count[inside].sum()),
        touching=tuple(
            (footprint, int(weight))
            for footprint, weight in zip(footprints[touching], count[touching], strict=True)
        ),
    )


def _in_the_open(borders: Borders) -> Borders:
    """Drop the groups that lie wholly behind endless walls."""
    if len(borders.edges) < MANY:
        return borders
    ends = np.where(borders.endless, np.inf, 1.0)
    met = in_the_open(borders.edges, np.ones(len(ends)), ends)
    # A wall without end counts alone: nothing takes its +1 back.
    in_sight = np.bincount(borders.group, weights=met) > 0
    return borders.pick(np.where(borders.endless, met, in_sight[borders.group]))


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


def joined_borders(*parts: Borders) -> Borders:
    """Put sets of borders together."""
    return Borders(
        edges=Edges(
            ax=np.concatenate([part.edges.ax for part in parts]),
            ay=np.concatenate([part.edges.ay for part in parts]),
            bx=np.concatenate([part.edges.bx for part in parts]),
            by=np.concatenate([part.edges.by for part in parts]),
        ),
        weight=np.concatenate([part.weight for part in parts]),
        endless=np.concatenate([part.endless for part in parts]),
        group=np.concatenate([part.group for part in parts]),
    )
