"""Scenes on relief for the coverage tests: ground given by a formula, eyes, cells seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from coverage_scenes import town
from numpy.typing import NDArray

from planner.coverage.engine.eyes import Eye
from planner.coverage.engine.obstacles import obstacles_of
from planner.coverage.engine.sight import Yardstick
from planner.coverage.relief.look import ReliefPatch, look_over, relief_of
from planner.optics import Optics
from planner.scene.model import Building, Scene, Terrain, Wall

Floats = NDArray[np.float64]
Cell = tuple[int, int]


def ground(
    height: Callable[[Floats, Floats], Floats], *, half_m: float = 160.0, step_m: float = 5.0
) -> Terrain:
    """Sample a formula at the nodes of a square grid around the origin."""
    count = 2 * round(half_m / step_m) + 1
    at = -half_m + step_m * np.arange(count)
    x, y = np.meshgrid(at, at)
    heights = np.broadcast_to(height(x, y), x.shape).astype(float)
    return Terrain(x=-half_m, y=-half_m, step_m=step_m, heights_m=heights)


def hills(seed: int, *, step_m: float = 5.0, half_m: float = 60.0, tall_m: float = 2.0) -> Terrain:
    """A few smooth waves, different for each seed."""
    turns = np.array([[0.031, 0.057], [-0.083, 0.041], [0.023, -0.107]]) * (1 + seed % 7 / 10)
    shifts = np.array([0.7, 1.9, 3.1]) * (1 + seed % 11)

    def height(x: Floats, y: Floats) -> Floats:
        waves = [np.sin(a * x + b * y + c) for (a, b), c in zip(turns, shifts, strict=True)]
        return 100.0 + tall_m * np.sum(waves, axis=0)

    return ground(height, half_m=half_m, step_m=step_m)


def hilly_town(
    terrain: Terrain, *, buildings: Sequence[Building] = (), walls: Sequence[Wall] = ()
) -> Scene:
    return replace(town(buildings=buildings, walls=walls), terrain=terrain)


def eye(
    optics: Optics,
    *,
    at: tuple[float, float] = (0.0, 0.0),
    height_m: float = 6.0,
    bearing_deg: float = 90.0,
    tilt_deg: float = 0.0,
) -> Eye:
    return Eye(
        camera="C1", x=at[0], y=at[1], height_m=height_m,
        bearing_deg=bearing_deg, tilt_deg=tilt_deg, optics=optics,
    )  # fmt: skip


def yardstick(
    *, target_m: float = 0.0, cell_m: float = 0.5, least: float = 25.0, slant: bool = False
) -> Yardstick:
    return Yardstick(cell_m=cell_m, target_m=target_m, least_px_per_m=least, slant=slant)


def patches_over(scene: Scene, one: Eye, yard: Yardstick) -> tuple[ReliefPatch, ...]:
    obstacles = obstacles_of(scene)
    relief = relief_of(scene, obstacles)
    assert relief is not None
    return look_over(one, obstacles, relief, yard)


def densities_over(scene: Scene, one: Eye, yard: Yardstick) -> dict[Cell, float]:
    """Give the density of each cell seen."""
    found = {}
    for patch in patches_over(scene, one, yard):
        chosen = np.flatnonzero(patch.seen)
        i, j = patch.columns.places(chosen)
        found.update(
            zip(zip(i.tolist(), j.tolist(), strict=True), patch.density[chosen], strict=True)
        )
    return found


def seen_over(scene: Scene, one: Eye, yard: Yardstick) -> set[Cell]:
    return set(densities_over(scene, one, yard))


def centres(
    half: int, cell_m: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats, Floats]:
    """List the cells around the origin: i, j and their centres."""
    at = np.arange(-half, half)
    i, j = (part.ravel() for part in np.meshgrid(at, at, indexing="ij"))
    return i, j, (i + 0.5) * cell_m, (j + 0.5) * cell_m


def cells_of(i: NDArray[np.int64], j: NDArray[np.int64], kept: NDArray[np.bool_]) -> set[Cell]:
    return set(zip(i[kept].tolist(), j[kept].tolist(), strict=True))
