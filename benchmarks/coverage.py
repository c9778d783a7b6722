"""How long it takes to see: ms per camera on a real town, beside 720 rays cut by shapely.

    python benchmarks/coverage.py SCENE [--cameras 100] [--plan 15]

SCENE is any town that ``geodata.assemble`` reads. Cameras are put along its streets, every so
many metres, 6 m high, tilted by 12 degrees: one 4 MP lens (68 degrees, 80 m at 25 px/m) and one
head that sees 100 m all around. The peer is what map tools usually do: 720 straight rays all
around, cut at the first wall, heights ignored.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import shapely
from shapely import Point, Polygon, box

from geodata.assemble import assemble
from planner.catalogues.reader import load
from planner.coverage.eyes import Eye
from planner.coverage.measure import CoverageOptions, measure
from planner.coverage.obstacles import Obstacles, obstacles_of
from planner.coverage.regions import regions_of
from planner.coverage.sight import Yardstick, look
from planner.coverage.standing import settle
from planner.optics import Panoramic, Rectilinear
from planner.plan import Camera, Plan, Supervision, Zone
from planner.scene.model import Scene
from planner.scene.public_space import is_public, public_space

LENS = Rectilinear(width_px=2688, height_px=1520, hfov_deg=68.0, vfov_deg=41.0)
ALL_AROUND = Panoramic(width_px=100_000, hfov_deg=360.0, range_m=100.0)
LEVELS = (25.0, 62.5, 125.0, 250.0)
GOLDEN_DEG = 137.50776405
RAYS = 720


def spots(scene: Scene, count: int) -> list[tuple[float, float]]:
    """Put points along the streets, as far from each other as the count allows."""
    lines = np.array([street.line for street in scene.streets if is_public(street)], dtype=object)
    ends = np.cumsum(shapely.length(lines))
    wanted = (np.arange(count) + 0.5) * ends[-1] / count
    which = np.searchsorted(ends, wanted)
    points = shapely.line_interpolate_point(
        lines[which], wanted - (ends - shapely.length(lines))[which]
    )
    indoors = shapely.STRtree([building.footprint for building in scene.buildings])
    return [
        (point.x, point.y)
        for point in points
        if not len(indoors.query(point, predicate="intersects"))
    ]


def eye_at(x: float, y: float, rank: int, optics: Rectilinear | Panoramic) -> Eye:
    return Eye(
        camera=f"C{rank}",
        x=x,
        y=y,
        height_m=6.0,
        bearing_deg=rank * GOLDEN_DEG % 360.0,
        tilt_deg=12.0,
        optics=optics,
    )


def rays(scene_walls: shapely.STRtree, x: float, y: float, reach_m: float) -> Polygon:
    """Cut each of 720 rays at the nearest wall: the peer."""
    walls = scene_walls.geometries[
        scene_walls.query(box(x - reach_m, y - reach_m, x + reach_m, y + reach_m))
    ]
    around = shapely.union_all(walls)
    angles = np.arange(RAYS) * 2.0 * math.pi / RAYS
    tips = np.column_stack((x + reach_m * np.cos(angles), y + reach_m * np.sin(angles)))
    origin = Point(x, y)
    corners = []
    for tip in tips:
        hit = shapely.LineString([(x, y), tip]).intersection(around)
        corners.append(tip if hit.is_empty else shapely.shortest_line(origin, hit).coords[1])
    return Polygon(corners)


def timed(action: Callable[[int], object], count: int) -> str:
    """Run an action so many times; give its median and 95th percentile in ms."""
    took = []
    for rank in range(count):
        begin = time.perf_counter()
        action(rank)
        took.append(1e3 * (time.perf_counter() - begin))
    middle, high = np.percentile(took, [50, 95])
    return f"{middle:9.2f} {high:9.2f}"


def per_camera(scene: Scene, places: Sequence[tuple[float, float]]) -> None:
    print(f"{len(places)} cameras, cells of 0.5 m{'':20} median       p95 (ms)")
    for name, optics in (("lens of 68 degrees, 80 m", LENS), ("all around, 100 m", ALL_AROUND)):
        eyes = [eye_at(x, y, rank, optics) for rank, (x, y) in enumerate(places)]
        one_kind(name, eyes, obstacles_of(scene))
    walls = shapely.STRtree([building.footprint.boundary for building in scene.buildings])
    few = places[:20]
    peer = timed(lambda rank: rays(walls, *few[rank], 100.0), len(few))
    print(f"  {'all around, 100 m':26} 720 rays   {peer}")


def one_kind(name: str, eyes: Sequence[Eye], obstacles: Obstacles) -> None:
    yards = [Yardstick(cell_m=0.5, target_m=1.7, least_px_per_m=level) for level in LEVELS]
    seen = [look(eye, obstacles, yards[0]) for eye in eyes]
    cells = timed(lambda rank: look(eyes[rank], obstacles, yards[0]), len(eyes))
    drawn = timed(
        lambda rank: regions_of(eyes[rank], seen[rank], obstacles.solids, yards), len(eyes)
    )
    print(f"  {name:26} cells seen {cells}\n  {name:26} 4 polygons {drawn}")


def whole_plan(scene: Scene, places: Sequence[tuple[float, float]]) -> None:
    catalogue = load(on="2026-01-01")
    models = ("fixed-4mp", "fixed-8mp", "ptz-4mp", "multi-4x4mp", "panoramic-12mp")
    cameras = tuple(
        Camera(
            id=f"C{rank}",
            position=Point(place),
            height_m=6.0,
            bearing_deg=rank * GOLDEN_DEG % 360.0,
            tilt_deg=12.0,
            model=models[rank % len(models)],
            support="pole",
        )
        for rank, place in enumerate(places)
    )
    zones = tuple(
        Zone(id=f"Z{rank}", polygon=Point(place).buffer(25.0), label="", level="observe")
        for rank, place in enumerate(places[::3])
    )
    supervision = Supervision(id="S", position=Point(places[0]))
    plan = Plan(date="2026-01-01", supervision=supervision, cameras=cameras, zones=zones)
    public = public_space(scene)
    plan = settle(plan, scene, public)
    for name, options in (
        ("measured", CoverageOptions(draw=False)),
        ("measured and drawn", CoverageOptions()),
    ):
        again = partial(measure, scene, plan, catalogue, public=public, options=options)
        took = timed(lambda _, again=again: again(), 5)
        print(f"{len(cameras)} cameras, {len(zones)} zones, {name:18} {took}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("scene", help="a town file, or demo")
    arguments.add_argument("--cameras", type=int, default=100)
    arguments.add_argument("--plan", type=int, default=15, help="cameras of the whole plan")
    asked = arguments.parse_args()
    scene = assemble(asked.scene if asked.scene == "demo" else Path(asked.scene))
    print(f"{scene.name}: {len(scene.buildings)} buildings, {len(scene.streets)} streets")
    per_camera(scene, spots(scene, asked.cameras))
    whole_plan(scene, spots(scene, asked.plan))


if __name__ == "__main__":
    main()
