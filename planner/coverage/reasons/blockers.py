"""What may stand in the way, by name: the same town as ``obstacles``, kept for explanations.

An explanation has to say which building hides a point and how high it may be; the engine only
needs to know that something does. So buildings and walls are kept here one by one, with their
names, in the order buildings then walls, each side with the height of the ground under it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from planner.coverage.engine.columns import (
    Bools,
    Edges,
    Floats,
    Ints,
    cut_sides,
    rings_of,
    runs,
    sides_of,
)
from planner.coverage.reasons.model import Obstacle
from planner.scene.model import Scene

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Land:
    """The ground.

    Attributes
    ----------
    heights : callable
        Gives the height in m of the ground at points: x and y of shape (n,), scene's CRS, to
        shape (n,).
    step_m : float
        Spacing at which the ground itself is looked at along a sight line; 0 where it is flat
        and hides nothing.
    buildings_m : ndarray of float, shape (n_buildings,), or None
        Height of the ground of each building of the scene, in its order; None where it is flat.
    lens_foot : callable or None
        Gives the height of the ground that a lens at (x, y) is measured from; None where it is
        that of the ground.
    """

    heights: Callable[[Floats, Floats], Floats]
    step_m: float = 0.0
    buildings_m: Floats | None = None
    lens_foot: Callable[[float, float], float] | None = None

    def foot(self, x: float, y: float) -> float:
        """Give the height of the ground that a lens is measured from."""
        if self.lens_foot is not None:
            return self.lens_foot(x, y)
        return float(self.heights(np.array([x]), np.array([y]))[0])


def _level_ground(x: Floats, _y: Floats) -> Floats:
    return np.zeros(len(x))


FLAT = Land(heights=_level_ground)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Blockers:
    """Buildings and walls with their sides.

    Attributes
    ----------
    obstacles : tuple of Obstacle
        Buildings, then walls.
    shapes : ndarray of shapely.Geometry, shape (n,)
        Footprints, then lines.
    bounds : ndarray of float, shape (n, 4)
        Their boxes.
    base_m, top_m : ndarray of float, shape (n,)
        Above their own ground; ``base_m`` is minus infinity for what stands on the ground.
    closed : ndarray of bool, shape (n,)
        Whether it is a footprint (a sight line enters and leaves it), not a line.
    sides : Edges
        All sides, one obstacle after the other, interior on the left.
    first : ndarray of int, shape (n + 1,)
        Where the sides of each begin.
    owner : ndarray of int, shape (n_sides,)
    ground_m : ndarray of float, shape (n_sides,)
        Height of the ground that each side is measured from.
    """

    obstacles: tuple[Obstacle, ...]
    shapes: NDArray[np.object_]
    bounds: Floats
    base_m: Floats
    top_m: Floats
    closed: Bools
    sides: Edges
    first: Ints
    owner: Ints
    ground_m: Floats

    def sides_near(self, box: Box) -> Ints:
        """Give the positions of the sides of obstacles whose box meets another."""
        near = _meeting(self.bounds, box)
        _, sides = runs(self.first[near], self.first[near + 1] - self.first[near])
        return sides

    def holding(self, x: float, y: float) -> Ints:
        """Give the positions of the footprints that hold a point, their border left out."""
        near = _meeting(self.bounds, (x, y, x, y))
        near = near[self.closed[near]]
        return np.asarray(near[shapely.contains_xy(self.shapes[near], x, y)], dtype=np.int64)


def blockers_of(scene: Scene, *, land: Land = FLAT) -> Blockers:
    """Take the buildings and walls of a scene with their names and sides.

    Parameters
    ----------
    scene : Scene
    land : Land
        The ground that they stand on: a building stands level; a wall follows the ground, in
        pieces no longer than its step.
    """
    buildings, walls = scene.buildings, scene.walls
    footprints = np.array([building.footprint for building in buildings], dtype=object)
    lines = np.array([wall.line for wall in walls], dtype=object)
    rings, of_ring = rings_of(footprints)
    screens, of_screen = sides_of(lines)
    if land.step_m > 0.0:
        screens, of_side = cut_sides(screens, land.step_m)
        of_screen = of_screen[of_side]
    obstacles = tuple(
        [
            Obstacle(id=one.id, kind="building", name=one.name, height_m=one.height_m,
                     base_m=one.min_height_m, height_status=one.height_status)
            for one in buildings
        ]
        + [
            Obstacle(id=one.id, kind=one.kind, height_m=one.height_m,
                     height_status=one.height_status)
            for one in walls
        ]
    )  # fmt: skip
    base = np.array([one.base_m for one in obstacles], dtype=float)
    owner = np.concatenate((of_ring, of_screen + len(buildings)))
    shapes = np.concatenate((footprints, lines))
    soil = np.zeros(len(buildings)) if land.buildings_m is None else land.buildings_m
    feet = soil[of_ring]
    under = land.heights((screens.ax + screens.bx) / 2.0, (screens.ay + screens.by) / 2.0)
    return Blockers(
        obstacles=obstacles,
        shapes=shapes,
        bounds=shapely.bounds(shapes).reshape(-1, 4),
        base_m=np.where(base > 0.0, base, -np.inf),
        top_m=np.array([one.height_m for one in obstacles], dtype=float),
        closed=np.arange(len(obstacles)) < len(buildings),
        sides=Edges(
            ax=np.concatenate((rings.ax, screens.ax)),
            ay=np.concatenate((rings.ay, screens.ay)),
            bx=np.concatenate((rings.bx, screens.bx)),
            by=np.concatenate((rings.by, screens.by)),
        ),
        first=np.searchsorted(owner, np.arange(len(obstacles) + 1)),
        owner=owner,
        ground_m=np.concatenate((feet, under)),
    )


def _meeting(bounds: Floats, box: Box) -> Ints:
    x_min, y_min, x_max, y_max = box
    return np.flatnonzero(
        (bounds[:, 0] <= x_max)
        & (bounds[:, 2] >= x_min)
        & (bounds[:, 1] <= y_max)
        & (bounds[:, 3] >= y_min)
    )
