"""The engine against brute force: every cell, every building, every wall, one by one.

The oracle shares nothing with the engine: it shoots a straight line in space from the lens to
each target, asks each solid where the line is inside its ground plan and at what height, and
projects the target into the picture with three axes.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import pytest
from coverage_scenes import NOWHERE_PUBLIC, building, camera, catalogue, omni, plan, town, wall
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon, affinity, box

from planner.coverage.engine import occlusion
from planner.coverage.measure import CoverageOptions, measure
from planner.errors import PlanError
from planner.optics import Panoramic, Rectilinear
from planner.plan import Camera
from planner.scene.model import Building, Scene, Wall

CELL = 1.0
HALF = 16  # cells from the origin
NUDGE = 1e-6  # m: nearer than that to a border, either answer is right
LEAST = 25.0  # px/m, the lowest level

XY = tuple[float, float]


@pytest.fixture(autouse=True, scope="module")
def useless_edges_are_looked_for_even_in_small_towns() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(occlusion, "MANY", 1)
        yield


# --- the oracle -------------------------------------------------------------------------


def crossing(p: XY, q: XY, a: XY, b: XY) -> float | None:
    """Where the segment p-q, as a fraction, crosses the segment a-b (b left out)."""
    dx, dy = q[0] - p[0], q[1] - p[1]
    ex, ey = b[0] - a[0], b[1] - a[1]
    det = dx * ey - dy * ex
    if det == 0.0:
        return None
    along = ((a[0] - p[0]) * ey - (a[1] - p[1]) * ex) / det
    across = ((a[0] - p[0]) * dy - (a[1] - p[1]) * dx) / det
    return along if 0.0 <= across < 1.0 else None


def rings(shape: Polygon) -> list[list[XY]]:
    return [[(x, y) for x, y in ring.coords] for ring in (shape.exterior, *shape.interiors)]


def sides(shape: Polygon) -> Iterator[tuple[XY, XY]]:
    for ring in rings(shape):
        yield from itertools.pairwise(ring)


def is_inside(point: XY, shape: Polygon) -> bool:
    odd = False
    for (ax, ay), (bx, by) in sides(shape):
        if (ay > point[1]) != (by > point[1]):
            odd ^= point[0] < ax + (point[1] - ay) * (bx - ax) / (by - ay)
    return odd


def stopped_by_solid(solid: Building, lens: XY, c: float, target: XY, t: float) -> bool:
    """Whether the line is somewhere inside the ground plan between underside and top."""
    cuts = [crossing(lens, target, a, b) for a, b in sides(solid.footprint)]
    stops = sorted({0.0, 1.0, *(cut for cut in cuts if cut is not None and 0.0 < cut < 1.0)})
    for first, last in itertools.pairwise(stops):
        middle = (first + last) / 2
        place = (
            lens[0] + middle * (target[0] - lens[0]),
            lens[1] + middle * (target[1] - lens[1]),
        )
        if is_inside(place, solid.footprint):
            highest, lowest = c + first * (t - c), c + last * (t - c)
            if lowest <= solid.height_m and highest >= solid.min_height_m:
                return True
    return False


def stopped_by_wall(screen: Wall, lens: XY, c: float, target: XY, t: float) -> bool:
    points = [(x, y) for x, y in screen.line.coords]
    for a, b in itertools.pairwise(points):
        cut = crossing(lens, target, a, b)
        if cut is not None and 0.0 < cut < 1.0 - 1e-9 and c + cut * (t - c) <= screen.height_m:
            return True
    return False


def is_in_picture(eye: Camera, target: XY, t: float) -> bool:
    """Project the target with three axes: out of the lens, to the right, down."""
    x, y = target[0] - eye.position.x, target[1] - eye.position.y
    optics = eye.optics
    distance = math.hypot(x, y)
    if optics.range_m is not None and distance > optics.range_m:
        return False
    bearing = math.radians(eye.bearing_deg)
    if isinstance(optics, Panoramic):
        off = math.degrees(math.atan2(x, y)) - eye.bearing_deg
        off = (off + 180.0) % 360.0 - 180.0
        dense = optics.width_px / (math.radians(optics.hfov_deg) * max(distance, 1e-9)) >= LEAST
        return dense and (optics.hfov_deg >= 360.0 or abs(off) <= optics.hfov_deg / 2)
    tilt = math.radians(eye.tilt_deg)
    out = (math.sin(bearing) * math.cos(tilt), math.cos(bearing) * math.cos(tilt), -math.sin(tilt))
    right = (math.cos(bearing), -math.sin(bearing), 0.0)
    down = (
        -math.sin(bearing) * math.sin(tilt),
        -math.cos(bearing) * math.sin(tilt),
        -math.cos(tilt),
    )
    ray = (x, y, t - eye.height_m)
    depth, across, below = (
        sum(p * q for p, q in zip(ray, axis, strict=True)) for axis in (out, right, down)
    )
    if depth <= 0.0:
        return False
    fx = optics.width_px / (2 * math.tan(math.radians(optics.hfov_deg) / 2))
    fy = optics.height_px / (2 * math.tan(math.radians(optics.vfov_deg) / 2))
    u, v = fx * across / depth, fy * below / depth
    return abs(u) <= optics.width_px / 2 and abs(v) <= optics.height_px / 2 and fx / depth >= LEAST


def oracle(scene: Scene, eye: Camera, target: XY, t: float) -> bool:
    if any(is_inside(target, solid.footprint) for solid in scene.buildings):
        return False
    lens, c = (eye.position.x, eye.position.y), eye.height_m
    return (
        is_in_picture(eye, target, t)
        and not any(stopped_by_solid(solid, lens, c, target, t) for solid in scene.buildings)
        and not any(stopped_by_wall(screen, lens, c, target, t) for screen in scene.walls)
    )


def differences(scene: Scene, eye: Camera, t: float) -> list[tuple[XY, bool]]:
    """List the cells away from every border on which engine and oracle disagree."""
    seen = measure(
        scene,
        plan([eye], target_height_m=t),
        catalogue(),
        public=NOWHERE_PUBLIC,
        options=CoverageOptions(cell_m=CELL, draw=False),
    )
    cells = seen.cameras[0].cells
    found = set(zip(cells.i.tolist(), cells.j.tolist(), strict=True))
    wrong = []
    for i in range(-HALF, HALF):
        for j in range(-HALF, HALF):
            x, y = (i + 0.5) * CELL, (j + 0.5) * CELL
            answer = oracle(scene, eye, (x, y), t)
            if answer == ((i, j) in found):
                continue
            if not is_on_a_border(scene, eye, (x, y), t):
                wrong.append(((x, y), answer))
    return wrong


def is_on_a_border(scene: Scene, eye: Camera, target: XY, t: float) -> bool:
    """Whether a hair to one side changes the answer, or the target is in a wall."""
    lines = [solid.footprint.boundary for solid in scene.buildings]
    lines += [screen.line for screen in scene.walls]
    if any(line.distance(Point(target)) <= NUDGE for line in lines):
        return True
    around = [(target[0] + dx, target[1] + dy) for dx in (-NUDGE, NUDGE) for dy in (-NUDGE, NUDGE)]
    return len({oracle(scene, eye, place, t) for place in (target, *around)}) > 1


# --- towns at random --------------------------------------------------------------------

TENTHS = st.integers(-150, 150).map(lambda n: n / 10)
SIZES = st.integers(5, 80).map(lambda n: n / 10)
HEIGHTS = st.sampled_from([1.0, 1.7, 2.0, 3.0, 4.5, 5.9, 6.0, 6.1, 9.0, 20.0])


@st.composite
def footprints(draw: st.DrawFn) -> Polygon:
    """A rectangle, an L, or a square around a courtyard, turned or not."""
    x, y, width, depth = draw(TENTHS), draw(TENTHS), draw(SIZES), draw(SIZES)
    shape = box(x, y, x + width, y + depth)
    kind = draw(st.sampled_from(["plain", "corner", "court"]))
    if kind == "corner":
        shape = shape.difference(box(x + width / 2, y + depth / 2, x + width, y + depth))
    if kind == "court":
        shape = shape.difference(box(x + width / 4, y + depth / 4, x + width / 2, y + depth / 2))
    return affinity.rotate(shape, draw(st.sampled_from([0.0, 0.0, 45.0, 17.0])))


@st.composite
def buildings(draw: st.DrawFn) -> list[Building]:
    shapes = draw(st.lists(footprints(), max_size=4))
    made = []
    for number, shape in enumerate(shapes):
        top, base = draw(HEIGHTS), draw(st.sampled_from([0.0, 0.0, 1.5, 2.5, 4.0]))
        made.append(building(f"b{number}", shape, top, min_height_m=base if base < top else 0.0))
    return made


@st.composite
def walls(draw: st.DrawFn) -> list[Wall]:
    lines = draw(
        st.lists(
            st.lists(st.tuples(TENTHS, TENTHS), min_size=2, max_size=4, unique=True), max_size=2
        )
    )
    return [wall(f"w{number}", line, draw(HEIGHTS)) for number, line in enumerate(lines)]


@st.composite
def eyes(draw: st.DrawFn) -> Camera:
    bearing = draw(st.sampled_from([0.0, 45.0, 90.0, 123.0, 180.0, 271.5]))
    if draw(st.booleans()):
        hfov = draw(st.sampled_from([360.0, 360.0, 40.0, 180.0, 250.0]))
        optics = omni(draw(st.sampled_from([12.0, 30.0])), hfov_deg=hfov)
    else:
        optics = Rectilinear(
            width_px=draw(st.sampled_from([400, 2688])),
            height_px=1520,
            hfov_deg=draw(st.sampled_from([20.0, 68.0, 110.0])),
            vfov_deg=draw(st.sampled_from([20.0, 41.0, 90.0])),
            range_m=draw(st.sampled_from([None, 14.0])),
        )
    return camera(
        optics,
        height_m=draw(st.sampled_from([3.5, 6.0, 8.0])),
        at=(draw(TENTHS) / 2, draw(TENTHS) / 2),
        bearing_deg=bearing,
        tilt_deg=draw(st.sampled_from([-5.0, 0.0, 12.0, 35.0, 70.0, 90.0])),
    )


@settings(max_examples=30, deadline=None)
@given(solids=buildings(), screens=walls(), eye=eyes(), t=st.sampled_from([0.0, 1.7]))
def test_the_engine_and_brute_force_agree_on_every_cell(
    solids: list[Building], screens: list[Wall], eye: Camera, t: float
) -> None:
    scene = town(buildings=solids, walls=screens)
    # a lens in the very plane of a wall is put before it (planner.scene.supports)
    assume(all(solid.footprint.boundary.distance(eye.position) > NUDGE for solid in solids))
    indoors = [
        solid
        for solid in solids
        if solid.footprint.contains(eye.position)
        and solid.min_height_m < eye.height_m < solid.height_m
    ]
    if indoors:
        with pytest.raises(PlanError, match="camera_in_building"):
            differences(scene, eye, t)
        return
    assert differences(scene, eye, t) == []


def test_a_line_that_falls_through_a_canopy_is_stopped() -> None:
    """In by the roof, out by the underside: no side is met, the slab hides all the same."""
    canopy = building("halle", box(4, -4, 12, 4), 4.0, min_height_m=3.5)
    eye = camera(omni(14.0), height_m=8.0)
    scene = town(buildings=[canopy])
    assert differences(scene, eye, 0.0) == []
    seen = measure(scene, plan([eye]), catalogue(), public=NOWHERE_PUBLIC)
    cells = seen.cameras[0].cells
    # the line to (12.25, 0.25) is 3.9 m high under the middle of the roof, at x = 6.3
    assert not ((cells.i == 24) & (cells.j == 0)).any()


def test_a_lens_in_the_plane_of_its_own_wall_does_not_see_through_it() -> None:
    scene = town(buildings=[building("host", box(-10, -5, 10, 0), 9.0)])
    seen = measure(scene, plan([camera(omni(14.0))]), catalogue(), public=NOWHERE_PUBLIC)
    assert (seen.cameras[0].cells.j >= 0).all()
    assert seen.cameras[0].visible_area_m2 == pytest.approx(math.pi * 14.0**2 / 2, rel=0.01)


def test_one_sees_under_a_high_canopy() -> None:
    passage = building("porche", box(6, -50, 8, 50), 9.0, min_height_m=5.0)
    scene = town(buildings=[passage])
    eye = camera(omni(14.0), height_m=5.5)
    assert differences(scene, eye, 1.7) == []
    seen = measure(scene, plan([eye]), catalogue(), public=NOWHERE_PUBLIC)
    assert (seen.cameras[0].cells.i > 16).any()
