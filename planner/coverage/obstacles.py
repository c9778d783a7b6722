"""What stands in the way: buildings, walls and hedges as arrays of edges with heights.

A scene is turned into arrays once; every camera then picks from them. A solid is a footprint
raised between an underside and a top (a building, in the pessimistic run a tree's crown); a
screen is a line raised from the ground (a wall, a hedge).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from planner.coverage.columns import Edges, Floats, Ints, rings_of, sides_of
from planner.scene.model import Building, Scene, Wall


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Solids:
    """Footprints raised between two heights above ground.

    Attributes
    ----------
    ids : tuple of str
        One per solid: of the building, or of the tree.
    footprints : ndarray of shapely.Polygon, shape (n_solids,)
        Ground plans, in the scene's CRS.
    bounds : ndarray of float, shape (n_solids, 4)
        Their boxes (x_min, y_min, x_max, y_max).
    base_m, top_m : ndarray of float, shape (n_solids,)
        Underside and top above ground.
    sides : Edges
        Sides of all rings, interior on the left, shape (n_sides,).
    owner : ndarray of int, shape (n_sides,)
        Position of the solid of each side.
    """

    ids: tuple[str, ...]
    footprints: NDArray[np.object_]
    bounds: Floats
    base_m: Floats
    top_m: Floats
    sides: Edges
    owner: Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Screens:
    """Lines raised from the ground: ``sides`` and ``top_m`` of shape (n_sides,)."""

    sides: Edges
    top_m: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Obstacles:
    """Everything that hides something."""

    solids: Solids
    screens: Screens


def obstacles_of(scene: Scene) -> Obstacles:
    """Turn the buildings and walls of a scene into arrays.

    Parameters
    ----------
    scene : Scene
        A town.

    Returns
    -------
    Obstacles
        In the order of the scene's records.
    """
    return Obstacles(solids=solids_of(scene.buildings), screens=screens_of(scene.walls))


def solids_of(buildings: Sequence[Building]) -> Solids:
    """Turn buildings into solids.

    Parameters
    ----------
    buildings : sequence of Building
        Footprints with heights, in any order.

    Returns
    -------
    Solids
        One per building, in the same order.
    """
    return raised(
        tuple(building.id for building in buildings),
        np.array([building.footprint for building in buildings], dtype=object),
        base_m=np.array([building.min_height_m for building in buildings], dtype=float),
        top_m=np.array([building.height_m for building in buildings], dtype=float),
    )


def raised(
    ids: tuple[str, ...], footprints: NDArray[np.object_], *, base_m: Floats, top_m: Floats
) -> Solids:
    """Raise footprints between two heights above ground, arrays of shape (n_solids,)."""
    sides, owner = rings_of(footprints)
    return Solids(
        ids=ids,
        footprints=footprints,
        bounds=shapely.bounds(footprints).reshape(-1, 4),
        base_m=base_m,
        top_m=top_m,
        sides=sides,
        owner=owner,
    )


def screens_of(walls: Sequence[Wall]) -> Screens:
    """Turn walls and hedges into screens."""
    sides, owner = sides_of(np.array([wall.line for wall in walls], dtype=object))
    return Screens(sides=sides, top_m=np.array([wall.height_m for wall in walls])[owner])


def joined(first: Solids, second: Solids) -> Solids:
    """Put two sets of solids together, the first one's first."""
    return Solids(
        ids=first.ids + second.ids,
        footprints=np.concatenate((first.footprints, second.footprints)),
        bounds=np.concatenate((first.bounds, second.bounds)),
        base_m=np.concatenate((first.base_m, second.base_m)),
        top_m=np.concatenate((first.top_m, second.top_m)),
        sides=Edges(
            ax=np.concatenate((first.sides.ax, second.sides.ax)),
            ay=np.concatenate((first.sides.ay, second.sides.ay)),
            bx=np.concatenate((first.sides.bx, second.sides.bx)),
            by=np.concatenate((first.sides.by, second.sides.by)),
        ),
        owner=np.concatenate((first.owner, second.owner + len(first.ids))),
    )


def near(solids: Solids, box: tuple[float, float, float, float]) -> NDArray[np.bool_]:
    """Tell which solids have a box that meets another, shape (n_solids,), scene's CRS."""
    x_min, y_min, x_max, y_max = box
    bounds = solids.bounds
    return np.asarray(
        (bounds[:, 0] <= x_max)
        & (bounds[:, 2] >= x_min)
        & (bounds[:, 1] <= y_max)
        & (bounds[:, 3] >= y_min),
        dtype=bool,
    )


def holding(solids: Solids, x: float, y: float) -> Ints:
    """Give the positions of the solids whose footprint holds a point, its border left out."""
    candidates = np.flatnonzero(near(solids, (x, y, x, y)))
    inside = shapely.contains_xy(solids.footprints[candidates], x, y)
    return np.asarray(candidates[inside], dtype=np.int64)
