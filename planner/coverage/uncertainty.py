"""The pessimistic town: what may hide more than the map says.

A share is given twice: as the map says, and "at least". For the second one
- buildings whose height is assumed are one storey higher than assumed;
- trees stand in the way, as opaque cylinders from the ground to their top (leaves, not trunks);
- a level asks for 1.15 times its density: just on the threshold is marginal
  (reference/peers.md: pass only above 1.15 x).

Every one of these can only hide more, so "at least" never passes the likely share. What a
camera of the plan itself shows is kept: a roof under a lens stays under it, and the branches
around a lens are cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from shapely import Point

from planner.coverage.obstacles import Obstacles, Solids, joined, raised, screens_of, solids_of
from planner.plan import Camera
from planner.scene.model import Building, Landmark, Scene

STOREY_M = 3.0  # hypothesis: one storey
CROWN_M = 6.0  # hypothesis: diameter of a street tree's crown
TREE_M = 8.0  # hypothesis: height of a street tree
MARGIN = 1.15

Lens = tuple[Point, float]
"""Where a lens is and its height above ground."""

_QUARTER = 4  # sides of a crown in a quarter turn


def pessimistic(scene: Scene, cameras: Sequence[Camera]) -> Obstacles:
    """Turn a scene into the obstacles of a bad day.

    Parameters
    ----------
    scene : Scene
        A town.
    cameras : sequence of Camera
        The plan's cameras, where their lenses really are.

    Returns
    -------
    Obstacles
        At least as high as those of the scene, trees included.
    """
    lenses = [(camera.position, camera.height_m) for camera in cameras]
    buildings = [_on_a_bad_day(building, lenses) for building in scene.buildings]
    return Obstacles(
        solids=joined(solids_of(buildings), crowns(scene.points, lenses)),
        screens=screens_of(scene.walls),
    )


def crowns(points: Sequence[Landmark], lenses: Sequence[Lens]) -> Solids:
    """Raise the crowns of trees, drawn around their circle, from the ground to their top.

    Parameters
    ----------
    points : sequence of Landmark
        Any landmarks; trees are picked.
    lenses : sequence of (shapely.Point, float)
        Places and heights of lenses: a crown that holds one is left out.

    Returns
    -------
    Solids
        One per crown.
    """
    trees = [tree for tree in points if tree.kind == "tree" and not _holds_a_lens(tree, lenses)]
    # A polygon around the circle: its sides touch it, its corners stand out by 2 %.
    reach = np.array([_radius(tree) for tree in trees]) / np.cos(np.pi / (4 * _QUARTER))
    places = np.array([tree.point for tree in trees], dtype=object)
    return raised(
        tuple(tree.id for tree in trees),
        np.asarray(shapely.buffer(places, reach, quad_segs=_QUARTER), dtype=object),
        base_m=np.zeros(len(trees)),
        top_m=np.array([tree.height_m or TREE_M for tree in trees], dtype=float),
    )


def _on_a_bad_day(building: Building, lenses: Sequence[Lens]) -> Building:
    """Add a storey to an assumed height, unless a lens stands over that roof."""
    if building.height_status != "assumed":
        return building
    under_a_lens = any(
        height >= building.height_m and building.footprint.contains(place)
        for place, height in lenses
    )
    if under_a_lens:
        return building
    return replace(building, height_m=building.height_m + STOREY_M)


def _holds_a_lens(tree: Landmark, lenses: Sequence[Lens]) -> bool:
    return any(tree.point.distance(place) <= _radius(tree) for place, _ in lenses)


def _radius(tree: Landmark) -> float:
    return (tree.crown_m or CROWN_M) / 2.0
