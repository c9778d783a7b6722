"""Relief against brute force: every cell, every building, every wall, each at its own height.

The oracle shares nothing with the engine but the heights of the obstacles: it follows a straight
line in space, asks each solid where the line is inside its ground plan and how high, each wall
how high it is where the line crosses it, and reads the ground all along the way.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import pytest
from coverage_scenes import building, omni, wall
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from relief_scenes import Cell, eye, hills, hilly_town, seen_over, yardstick
from shapely import Point, Polygon, affinity, box

from planner.coverage.engine.eyes import Eye
from planner.coverage.engine.obstacles import obstacles_of
from planner.coverage.engine.sight import Yardstick
from planner.coverage.relief import look as relief_module
from planner.coverage.relief.look import lens_height, relief_of
from planner.optics import Panoramic, Rectilinear
from planner.scene.model import Scene, Terrain, Wall

XY = tuple[float, float]
CELL = 1.0
HALF = 15  # cells from the origin
NUDGE = 1e-6  # m: nearer than that to a border, either answer is right
GRAZE = 0.03  # m: the oracle reads the ground every STRIDE and misses what is thinner
STRIDE = 0.1


# --- the oracle -------------------------------------------------------------------------


@dataclass
class Town:
    """A scene, the heights of its solids above sea level, and the lens."""

    scene: Scene
    tops: list[float]
    bases: list[float]
    lens: tuple[float, float, float]


def soil(land: Terrain, place: XY) -> float:
    u, v = (place[0] - land.x) / land.step_m, (place[1] - land.y) / land.step_m
    i, j = math.floor(u), math.floor(v)
    u, v, z = u - i, v - j, land.heights_m
    west = z[j, i] * (1 - v) + z[j + 1, i] * v
    east = z[j, i + 1] * (1 - v) + z[j + 1, i + 1] * v
    return float(west * (1 - u) + east * u)


def crossing(p: XY, q: XY, a: XY, b: XY) -> tuple[float, float] | None:
    """Where the segment p-q crosses the segment a-b, as fractions of both."""
    dx, dy = q[0] - p[0], q[1] - p[1]
    ex, ey = b[0] - a[0], b[1] - a[1]
    det = dx * ey - dy * ex
    if det == 0.0:
        return None
    along = ((a[0] - p[0]) * ey - (a[1] - p[1]) * ex) / det
    across = ((a[0] - p[0]) * dy - (a[1] - p[1]) * dx) / det
    return (along, across) if 0.0 <= across < 1.0 else None


def between(p: XY, q: XY, share: float) -> XY:
    return p[0] + share * (q[0] - p[0]), p[1] + share * (q[1] - p[1])


def stopped_by_solid(town: Town, rank: int, target: tuple[float, float, float]) -> bool:
    shape = town.scene.buildings[rank].footprint
    start, end = town.lens[:2], target[:2]
    ring = list(itertools.pairwise(shape.exterior.coords))
    cuts = [crossing(start, end, a, b) for a, b in ring]
    stops = sorted({0.0, 1.0, *(cut[0] for cut in cuts if cut and 0.0 < cut[0] < 1.0)})
    for first, last in itertools.pairwise(stops):
        if not shape.contains(Point(between(start, end, (first + last) / 2))):
            continue
        heights = [town.lens[2] + share * (target[2] - town.lens[2]) for share in (first, last)]
        if min(heights) <= town.tops[rank] and max(heights) > town.bases[rank]:
            return True
    return False


def stopped_by_wall(town: Town, screen: Wall, target: tuple[float, float, float]) -> bool:
    land = town.scene.terrain
    assert land is not None
    for a, b in itertools.pairwise(screen.line.coords):
        pieces = max(1, math.ceil(math.dist(a, b) / land.step_m))
        for n in range(pieces):
            low, high = between(a, b, n / pieces), between(a, b, (n + 1) / pieces)
            cut = crossing(town.lens[:2], target[:2], low, high)
            if cut is None or not 0.0 < cut[0] < 1.0 - 1e-9:
                continue
            foot = soil(land, low) + cut[1] * (soil(land, high) - soil(land, low))
            if town.lens[2] + cut[0] * (target[2] - town.lens[2]) <= foot + screen.height_m:
                return True
    return False


def ground_above(town: Town, target: tuple[float, float, float]) -> float:
    """How far the ground is above the line where it is most, one step from the lens on."""
    land = town.scene.terrain
    assert land is not None
    length = math.dist(town.lens[:2], target[:2])
    most, away = -math.inf, land.step_m
    while away < length:
        share = away / length
        line = town.lens[2] + share * (target[2] - town.lens[2])
        most = max(most, soil(land, between(town.lens[:2], target[:2], share)) - line)
        away += STRIDE
    return most


def is_in_picture(one: Eye, ray: tuple[float, float, float], least: float) -> bool:
    x, y, z = ray
    optics, distance = one.optics, math.hypot(x, y)
    if optics.range_m is not None and distance > optics.range_m:
        return False
    if isinstance(optics, Panoramic):
        return True
    bearing, tilt = math.radians(one.bearing_deg), math.radians(one.tilt_deg)
    ahead = (math.sin(bearing), math.cos(bearing))
    axis = (ahead[0] * math.cos(tilt), ahead[1] * math.cos(tilt), -math.sin(tilt))
    down = (-ahead[0] * math.sin(tilt), -ahead[1] * math.sin(tilt), -math.cos(tilt))
    depth = x * axis[0] + y * axis[1] + z * axis[2]
    if depth <= 0.0:
        return False
    fx = optics.width_px / (2 * math.tan(math.radians(optics.hfov_deg) / 2))
    fy = optics.height_px / (2 * math.tan(math.radians(optics.vfov_deg) / 2))
    u = fx * (x * ahead[1] - y * ahead[0]) / depth
    v = fy * (x * down[0] + y * down[1] + z * down[2]) / depth
    return abs(u) <= optics.width_px / 2 and abs(v) <= optics.height_px / 2 and fx / depth >= least


def answers(town: Town, one: Eye, yard: Yardstick, place: XY) -> set[bool]:
    """What can be said of a place: both answers where the line grazes the ground."""
    land = town.scene.terrain
    assert land is not None
    target = (*place, soil(land, place) + yard.target_m)
    ray = (place[0] - one.x, place[1] - one.y, target[2] - town.lens[2])
    if not is_in_picture(one, ray, yard.least_px_per_m):
        return {False}
    solids = range(len(town.scene.buildings))
    if any(town.scene.buildings[k].footprint.contains(Point(place)) for k in solids):
        return {False}
    if any(stopped_by_solid(town, k, target) for k in solids):
        return {False}
    if any(stopped_by_wall(town, screen, target) for screen in town.scene.walls):
        return {False}
    above = ground_above(town, target)
    if above > GRAZE:
        return {False}
    return {True} if above < -GRAZE else {True, False}


def is_on_a_border(town: Town, one: Eye, yard: Yardstick, place: XY) -> bool:
    lines = [solid.footprint.boundary for solid in town.scene.buildings]
    lines += [screen.line for screen in town.scene.walls]
    if any(line.distance(Point(place)) <= NUDGE for line in lines):
        return True
    around = [(place[0] + dx, place[1] + dy) for dx in (-NUDGE, NUDGE) for dy in (-NUDGE, NUDGE)]
    return len(set.union(*(answers(town, one, yard, spot) for spot in (place, *around)))) > 1


def differences(town: Town, one: Eye, yard: Yardstick, found: set[Cell]) -> list[XY]:
    wrong = []
    for i, j in itertools.product(range(-HALF, HALF), repeat=2):
        place = ((i + 0.5) * CELL, (j + 0.5) * CELL)
        said = answers(town, one, yard, place)
        if ((i, j) in found) not in said and not is_on_a_border(town, one, yard, place):
            wrong.append(place)
    return wrong


# --- towns at random --------------------------------------------------------------------

TENTHS = st.integers(-140, 140).map(lambda n: n / 10)
SIZES = st.integers(8, 70).map(lambda n: n / 10)
HEIGHTS = st.sampled_from([1.0, 1.7, 2.5, 4.0, 5.8, 7.0, 12.0])


@st.composite
def shapes(draw: st.DrawFn) -> Polygon:
    x, y, width, depth = draw(TENTHS), draw(TENTHS), draw(SIZES), draw(SIZES)
    shape = box(x, y, x + width, y + depth)
    if draw(st.booleans()):
        shape = shape.difference(box(x + width / 2, y + depth / 2, x + width, y + depth))
    return affinity.rotate(shape, draw(st.sampled_from([0.0, 45.0, 17.0])))


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    solids = []
    for number, shape in enumerate(draw(st.lists(shapes(), max_size=4))):
        top, base = draw(HEIGHTS), draw(st.sampled_from([0.0, 0.0, 2.0, 3.5]))
        solids.append(building(f"b{number}", shape, top, min_height_m=base if base < top else 0.0))
    points = st.lists(st.tuples(TENTHS, TENTHS), min_size=2, max_size=3, unique=True)
    lines = draw(st.lists(points, max_size=2))
    screens = [wall(f"w{number}", line, draw(HEIGHTS)) for number, line in enumerate(lines)]
    step, tall = draw(st.sampled_from([(5.0, 2.0), (2.0, 1.0), (5.0, 5.0)]))
    land = hills(draw(st.integers(0, 76)), step_m=step, half_m=40.0, tall_m=tall)
    return hilly_town(land, buildings=solids, walls=screens)


@st.composite
def eyes(draw: st.DrawFn) -> Eye:
    optics = omni(20.0)
    if draw(st.booleans()):
        optics = Rectilinear(
            width_px=draw(st.sampled_from([400, 2688])),
            height_px=1520,
            hfov_deg=draw(st.sampled_from([30.0, 68.0, 110.0])),
            vfov_deg=draw(st.sampled_from([20.0, 41.0, 90.0])),
            range_m=draw(st.sampled_from([None, 14.0])),
        )
    return eye(
        optics,
        at=(draw(TENTHS) / 2 + 0.0137, draw(TENTHS) / 2 + 0.0271),
        height_m=draw(st.sampled_from([2.0, 4.0, 6.0, 8.0])),
        bearing_deg=draw(st.sampled_from([0.0, 45.0, 123.0, 180.0, 271.5])),
        tilt_deg=draw(st.sampled_from([-5.0, 0.0, 12.0, 35.0, 70.0, 90.0])),
    )


@pytest.mark.parametrize("many", [1, 1000])
@settings(max_examples=25, deadline=None)
@given(scene=scenes(), one=eyes(), t=st.sampled_from([0.0, 1.7]))
def test_relief_and_brute_force_agree_on_every_cell(
    many: int, scene: Scene, one: Eye, t: float
) -> None:
    obstacles = obstacles_of(scene)
    relief = relief_of(scene, obstacles)
    assert relief is not None
    lens = lens_height(one, obstacles.solids, relief)
    tops, bases = relief.top_m.tolist(), relief.base_m.tolist()
    for solid, top, base in zip(scene.buildings, tops, bases, strict=True):
        assume(solid.footprint.boundary.distance(Point(one.x, one.y)) > NUDGE)
        assume(not (solid.footprint.contains(Point(one.x, one.y)) and base < lens < top))
    town = Town(scene=scene, tops=tops, bases=bases, lens=(one.x, one.y, lens))
    yard = yardstick(target_m=t, cell_m=CELL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(relief_module, "MANY", many)
        found = seen_over(scene, one, yard)
    assert differences(town, one, yard, found) == []


def test_a_line_that_rises_through_a_canopy_is_stopped() -> None:
    """In by the underside, out by the roof: no side is met, the slab hides all the same."""
    step = 2.0
    land = hills(0, step_m=step, half_m=40.0, tall_m=0.0)
    heights = land.heights_m.copy()
    heights[:, 27:] = 130.0  # a cliff from x = 14 on
    cliff = Terrain(x=land.x, y=land.y, step_m=step, heights_m=heights)
    canopy = building("halle", box(2, -3, 9, 3), 11.5, min_height_m=11.0)
    one = eye(omni(20.0), height_m=4.0, at=(0.0137, 0.0271))
    yard = yardstick(target_m=1.7, cell_m=CELL)
    open_ = seen_over(hilly_town(cliff), one, yard)
    found = seen_over(hilly_town(cliff, buildings=[canopy]), one, yard)
    # To 131.7 m at x = 14.5 the line is 107.8 m high where it comes under the roof (x = 2),
    # 111 to 111.5 m from x = 3.7 to 3.9, and 121 m where it leaves the ground plan (x = 9).
    assert (14, 0) in open_
    assert (14, 0) not in found
    assert (14, 13) in open_ & found  # beside the canopy when it is as high
