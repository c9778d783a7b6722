"""Cost against size: the same cameras in towns of 1,250, 5,000 and 20,000 buildings."""

from __future__ import annotations

import numpy as np
import shapely
from parts.report import Line, at_most, median_of, seconds, told, took
from parts.town import RADIUS_M, Bench, Place, bench_of, heads_at, places_along, scale_of, see

from geodata.invented import invent
from planner.scene.model import Scene

SIZES = (1250, 5000, 20_000)
CAMERAS = 200
CLEAR_M = 0.3
CELL_M = 2.0


def sizes(known: Scene, rounds: int) -> list[Line]:
    made, invented = _invented(SIZES[-1])
    scenes = {len(known.buildings): known, SIZES[-1]: made}
    towns = {size: bench_of(scenes.get(size) or invent(seed=1, buildings=size)) for size in SIZES}
    places = shared_places([town.scene for town in towns.values()], CAMERAS)
    scale = scale_of(towns[SIZES[0]].catalogue, CELL_M, draw=False)
    grounds = {size: town.ground for size, town in towns.items()}
    cameras = heads_at(places)
    times: dict[int, list[float]] = {size: [] for size in SIZES}
    for _ in range(rounds):
        for size, town in towns.items():
            one_s = seconds(lambda t=town, g=grounds[size]: see(t, g, cameras, scale))
            times[size].append(1e3 * one_s / len(cameras))
    lines = [invented, told("cameras at the same coordinates in all towns", float(len(cameras)))]
    for size, town in towns.items():
        around = _around(town, places)
        ready = seconds(lambda town=town: town.ground)
        lines.append(told(f"town of {size:,}: time per camera", median_of(times[size]), " ms"))
        lines.append(
            told(f"    buildings within 120 m {around:.0f}, made ready in {ready:.3f} s", "")
        )
    growth = [b / a for a, b in zip(times[SIZES[0]], times[SIZES[-1]], strict=True)]
    lines.append(
        at_most("time per camera, 20,000 over 1,250 buildings", median_of(growth), 1.5, " x")
    )
    return lines


def _invented(size: int) -> tuple[Scene, Line]:
    """Invent a town, and tell the work that it takes."""
    made: list[Scene] = []
    work = took(lambda: made.append(invent(seed=1, buildings=size)))
    what = f"town of {size:,} buildings invented: processor time"
    return made[0], at_most(what, work.processor_s, 20.0, " s")


def shared_places(scenes: list[Scene], count: int) -> list[Place]:
    """Keep places along the streets of the first town that are outdoors in all."""
    places = np.array(places_along(scenes[0], 2 * count))
    free = np.ones(len(places), dtype=bool)
    for scene in scenes[1:]:
        tree = shapely.STRtree([building.footprint for building in scene.buildings])
        free[tree.query(shapely.points(places), predicate="dwithin", distance=CLEAR_M)[0]] = False
    kept = places[free]
    kept = kept[np.linspace(0, len(kept) - 1, min(count, len(kept))).astype(int)]
    return [(float(x), float(y)) for x, y in kept]


def _around(town: Bench, places: list[Place]) -> float:
    tree = shapely.STRtree([building.footprint for building in town.scene.buildings])
    found = tree.query(shapely.points(places), predicate="dwithin", distance=RADIUS_M)
    return float(found.shape[1] / len(places))
