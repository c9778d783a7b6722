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
from numpy.typing import NDArray

from planner.coverage.engine.columns import Bools, Floats
from planner.coverage.engine.obstacles import Obstacles, Solids, holding, joined, raised
from planner.plan import Camera
from planner.scene.model import Building, Landmark, Scene

STOREY_M = 3.0  # hypothesis: one storey
CROWN_M = 6.0  # hypothesis: diameter of a street tree's crown
TREE_M = 8.0  # hypothesis: height of a street tree
MARGIN = 1.15

_QUARTER = 4  # sides of a crown in a quarter turn


def pessimistic(obstacles: Obstacles, scene: Scene, cameras: Sequence[Camera]) -> Obstacles:
    """Make the obstacles of a bad day.

    Parameters
    ----------
    obstacles : Obstacles
        Those of the scene.
    scene : Scene
        The same town: which heights are assumed, where trees are.
    cameras : sequence of Camera
        The plan's cameras, where their lenses really are.

    Returns
    -------
    Obstacles
        At least as high as those of the scene, trees included.
    """
    solids = replace(obstacles.solids, top_m=_tops(obstacles.solids, scene.buildings, cameras))
    return replace(obstacles, solids=joined(solids, crowns(scene.points, cameras)))


def crowns(points: Sequence[Landmark], cameras: Sequence[Camera]) -> Solids:
    """Raise the crowns of trees, drawn around their circle, from the ground to their top.

    Parameters
    ----------
    points : sequence of Landmark
        Any landmarks; trees are picked.
    cameras : sequence of Camera
        A crown that holds a lens is left out.

    Returns
    -------
    Solids
        One per crown.
    """
    trees = [point for point in points if point.kind == "tree"]
    radius = np.array([(tree.crown_m or CROWN_M) / 2.0 for tree in trees], dtype=float)
    places = np.array([tree.point for tree in trees], dtype=object)
    kept = np.flatnonzero(_clear(places, radius, cameras))
    # A polygon around the circle: its sides touch it, its corners stand out by 2 %.
    reach = radius[kept] / np.cos(np.pi / (4 * _QUARTER))
    return raised(
        tuple(trees[k].id for k in kept),
        np.asarray(shapely.buffer(places[kept], reach, quad_segs=_QUARTER), dtype=object),
        base_m=np.zeros(len(kept)),
        top_m=np.array([trees[k].height_m or TREE_M for k in kept], dtype=float),
    )


def _tops(solids: Solids, buildings: Sequence[Building], cameras: Sequence[Camera]) -> Floats:
    """Add a storey to assumed heights, but to roofs that a lens stands over."""
    assumed = np.array([building.height_status == "assumed" for building in buildings], dtype=bool)
    for camera in cameras:
        under = holding(solids, camera.position.x, camera.position.y)
        assumed[under[solids.top_m[under] <= camera.height_m]] = False
    return solids.top_m + STOREY_M * assumed


def _clear(places: NDArray[np.object_], radius: Floats, cameras: Sequence[Camera]) -> Bools:
    """Tell which crowns hold no lens, shape (n_trees,)."""
    lenses = np.array([camera.position for camera in cameras], dtype=object)
    distance = shapely.distance(places[:, None], lenses[None, :])
    return np.asarray((distance > radius[:, None]).all(axis=1), dtype=bool)
