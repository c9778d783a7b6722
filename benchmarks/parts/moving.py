"""One fixed camera drawn along a street: every step is measured anew."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import shapely
from parts.report import Line, at_most, percentiles_ms, skipped, told, took
from parts.town import LENS, Bench, Place, camera_at, hills, places_along, scale_of, see

from planner.scene.public_space import is_public

STREETS, STEPS = 20, 20
STEP_M = 2.0
CLEAR_M = 0.1
CELL_M = 0.5
MEDIAN_MS = 5.0


def moving(bench: Bench) -> list[Line]:
    lines = _moved(bench, "flat", high_ms=10.0)
    if not uses_relief(bench):
        return [*lines, skipped("one camera moved, relief", "not in the engine yet")]
    scene = replace(bench.scene, terrain=hills(bench.scene))
    return lines + _moved(replace(bench, scene=scene), "relief", high_ms=20.0)


def uses_relief(bench: Bench) -> bool:
    """Tell whether hills change what the engine sees."""
    hilly = replace(bench, scene=replace(bench.scene, terrain=hills(bench.scene)))
    cameras = [camera_at(place, k, LENS) for k, place in enumerate(places_along(bench.scene, 5))]
    scale = scale_of(bench.catalogue, CELL_M, draw=False)
    seen = [
        [one.record.visible_area_m2 for one in see(town, town.ground, cameras, scale)]
        for town in (bench, hilly)
    ]
    return seen[0] != seen[1]


def _moved(bench: Bench, ground_is: str, *, high_ms: float) -> list[Line]:
    ground, lines = bench.ground, []
    path = list(_path(bench))
    for draw in (True, False):
        scale = scale_of(bench.catalogue, CELL_M, draw=draw)
        cameras = [camera_at(place, k // STEPS, LENS) for k, place in enumerate(path)]
        see(bench, ground, cameras[:5], scale)
        steps = [
            took(lambda camera=camera, scale=scale: see(bench, ground, [camera], scale))
            for camera in cameras
        ]
        name = f"one camera moved, {ground_is}, {'polygons' if draw else 'cells and areas only'}"
        middle, high = percentiles_ms([one.wall_s for one in steps])
        busy = " / ".join(f"{v:.2f}" for v in percentiles_ms([one.processor_s for one in steps]))
        if draw:  # once the camera is let go: while it moves, cells are drawn
            lines.append(told(f"{name}, on release: median", middle, " ms"))
            lines.append(told(f"{name}, on release: 95th percentile", high, " ms"))
        else:
            lines.append(at_most(f"{name}: median", middle, MEDIAN_MS, " ms"))
            lines.append(at_most(f"{name}: 95th percentile", high, high_ms, " ms"))
        lines.append(told(f"    {len(path)} steps, the same by processor time", f"{busy} ms"))
    return lines


def _path(bench: Bench) -> Iterator[Place]:
    """Walk at random along streets, ahead or back, never nearer than a hand to a building."""
    chance = random.Random(1)  # noqa: S311 - a walk, not a secret
    buildings = shapely.STRtree([building.footprint for building in bench.scene.buildings])
    streets = shapely.STRtree([one.line for one in bench.scene.streets if is_public(one)])
    for place in places_along(bench.scene, STREETS):
        here = shapely.Point(place)
        line = streets.geometries[streets.nearest(here)]
        for _ in range(STEPS):
            step_m = chance.uniform(-STEP_M, STEP_M)
            there = line.interpolate(min(max(line.project(here) + step_m, 0.0), line.length))
            if not len(buildings.query(there, predicate="dwithin", distance=CLEAR_M)):
                here = there
            yield here.x, here.y
