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
from shapely import STRtree

from planner.coverage.engine.columns import Edges, Floats, Ints, rings_of, runs, sides_of
from planner.errors import PlanError
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
    base_m, top_m : ndarray of float, shape (n_solids,)
        Underside and top above ground.
    sides : Edges
        Sides of all rings, interior on the left, shape (n_sides,).
    owner : ndarray of int, shape (n_sides,)
        Position of the solid of each side, increasing.
    start : ndarray of int, shape (n_solids + 1,)
        Where the sides of each solid start.
    tree : STRtree
        Of the footprints.
    """

    ids: tuple[str, ...]
    footprints: NDArray[np.object_]
    base_m: Floats
    top_m: Floats
    sides: Edges
    owner: Ints
    start: Ints
    tree: STRtree


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Screens:
    """Lines raised from the ground: ``sides`` and ``top_m`` of shape (n_sides,), indexed."""

    sides: Edges
    top_m: Floats
    tree: STRtree


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
        base_m=base_m,
        top_m=top_m,
        sides=sides,
        owner=owner,
        start=np.searchsorted(owner, np.arange(len(ids) + 1)),
        tree=STRtree(footprints),
    )


def screens_of(walls: Sequence[Wall]) -> Screens:
    """Turn walls and hedges into screens."""
    sides, owner = sides_of(np.array([wall.line for wall in walls], dtype=object))
    ends = np.array([[sides.ax, sides.ay], [sides.bx, sides.by]]).transpose(2, 0, 1)
    return Screens(
        sides=sides,
        top_m=np.array([wall.height_m for wall in walls], dtype=float)[owner],
        tree=STRtree(np.asarray(shapely.linestrings(ends), dtype=object)),
    )


def joined(first: Solids, second: Solids) -> Solids:
    """Put two sets of solids together, the first one's first."""
    return raised(
        first.ids + second.ids,
        np.concatenate((first.footprints, second.footprints)),
        base_m=np.concatenate((first.base_m, second.base_m)),
        top_m=np.concatenate((first.top_m, second.top_m)),
    )


def around(tree: STRtree, box: tuple[float, float, float, float]) -> Ints:
    """Give the positions, increasing, of what has a box that meets another, scene's CRS."""
    return np.sort(tree.query(shapely.box(*box))).astype(np.int64)


def sides_of_solids(solids: Solids, which: Ints) -> tuple[Ints, Ints]:
    """List the sides of some solids.

    Parameters
    ----------
    solids : Solids
    which : ndarray of int, shape (n_chosen,)
        Positions of solids.

    Returns
    -------
    owner, side : ndarray of int, shape (n_sides,)
        Position in ``which`` and position among the sides, for each side.
    """
    return runs(solids.start[which], solids.start[which + 1] - solids.start[which])


def holding(solids: Solids, x: float, y: float) -> Ints:
    """Give the positions of the solids whose footprint holds a point, its border left out."""
    candidates = around(solids.tree, (x, y, x, y))
    inside = shapely.contains_xy(solids.footprints[candidates], x, y)
    return np.asarray(candidates[inside], dtype=np.int64)


def refuse_indoors(solids: Solids, at: tuple[float, float], height_m: float, camera: str) -> None:
    """Refuse a lens between the floor and the roof of a building.

    Raises
    ------
    PlanError
        ``camera_in_building``.
    """
    for place in holding(solids, *at):
        if solids.base_m[place] < height_m < solids.top_m[place]:
            building = solids.ids[place]
            raise PlanError(
                "camera_in_building", camera=camera, building=building, height_m=height_m
            )
