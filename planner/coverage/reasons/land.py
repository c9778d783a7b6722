"""The ground of a scene for explanations: the same that the engine sees over."""

from __future__ import annotations

import numpy as np

from planner.coverage.engine.obstacles import obstacles_of
from planner.coverage.reasons.blockers import FLAT, Land
from planner.coverage.relief.look import foot_of, relief_of
from planner.scene.model import Scene


def land_of(scene: Scene) -> Land:
    """Give the ground of a scene: level without a relief.

    Parameters
    ----------
    scene : Scene

    Returns
    -------
    Land
        Buildings stand where the engine puts them; walls in short pieces, each on the ground in
        its middle; the ground itself is looked at every quarter of a step.
    """
    obstacles = obstacles_of(scene)
    relief = relief_of(scene, obstacles)
    if relief is None:
        return FLAT
    return Land(
        heights=lambda x, y: np.asarray(relief.ground.heights(x, y), dtype=float),
        step_m=relief.ground.filled.step_m / 4.0,
        buildings_m=relief.soil_m,
        lens_foot=lambda x, y: foot_of((x, y), obstacles.solids, relief),
    )
