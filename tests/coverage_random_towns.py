"""Hard towns at random, from a seed: whatever a real one has, more often than a real one has it.

Rows of houses that share their party walls at different heights, footprints that cross and
overlap, courtyards, corners, passages and canopies, walls, closed yards, heights within a
centimetre of the lens and of the target. Lenses hang in the street, a hand from a facade, on
roofs and under canopies. Every other town is drawn in whole tenths, so that borders run through
the centres of cells and lenses are in line with walls.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from coverage_scenes import building, camera, omni, town, wall
from shapely import Point, Polygon, affinity, box

from planner.optics import Optics, Rectilinear
from planner.plan import Camera
from planner.scene.model import Building, Scene, Wall

HALF_M = 28.0
CLEAR_M = 1e-3  # a lens in the very plane of a wall is put before it (planner.scene.supports)
Random = np.random.Generator


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A town, an eye in it, and the height it looks at."""

    scene: Scene
    eye: Camera
    t: float


def a_case(seed: int, *, reach_m: float) -> Case:
    """Give a case; the same for the same seed."""
    random = np.random.default_rng(seed)  # noqa: TID251 - the seed is the input
    in_tenths = seed % 2 == 0
    t = float(random.choice([0.0, 1.7, 1.7, 2.5]))
    c = t + float(random.choice([0.3, 2.0, 4.3, 6.5, 10.0]))
    heights = Heights(random=random, t=t, c=c)
    buildings = _row(heights) if random.random() < 0.5 else []
    for _ in range(random.integers(2, 8)):
        buildings.append(_building(heights, len(buildings)))
    walls = [_wall(heights, rank) for rank in range(random.integers(0, 4))]
    if in_tenths:
        buildings = [_in_tenths(one) for one in buildings]
        buildings = [one for one in buildings if one.footprint.is_valid and one.footprint.area > 0]
    optics = _optics(random, reach_m)
    place, height = _lens(heights, buildings, in_tenths=in_tenths)
    eye = camera(
        optics,
        at=place,
        height_m=height,
        bearing_deg=float(random.choice([0.0, 45.0, 90.0, 270.0, random.uniform(0.0, 360.0)])),
        tilt_deg=float(random.choice([0.0, 12.0, 20.0, 45.0, 90.0, random.uniform(-10.0, 60.0)])),
    )
    return Case(scene=town(buildings=buildings, walls=walls), eye=eye, t=t)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heights:
    """Draws heights around those of the target and the lens."""

    random: Random
    t: float
    c: float

    def top(self) -> float:
        """Draw the top of an obstacle."""
        near = [self.t, self.c, self.t + 0.01, self.c - 0.01, self.c + 0.01, self.t + 0.5]
        others = self.random.uniform(0.5, 15.0, size=6).tolist()
        return max(0.2, float(self.random.choice([*near, *others])))

    def under(self, top: float) -> float:
        """Draw the underside of a solid: most stand on the ground."""
        air = [0.0] * 7 + [self.t, self.t + 0.4, self.c - 0.01, self.c, 3.0]
        base = float(self.random.choice(air))
        return base if 0.0 <= base < top else 0.0


def _row(heights: Heights) -> list[Building]:
    """Build a terrace: neighbours share their party wall, each has its own height."""
    random = heights.random
    x, y = random.uniform(-HALF_M, 10.0), random.uniform(-HALF_M, 15.0)
    depth, turn = random.uniform(5.0, 11.0), random.choice([0.0, random.uniform(0.0, 90.0)])
    widths = random.uniform(3.0, 7.0, size=random.integers(2, 6))
    ends = x + np.concatenate(([0.0], np.cumsum(widths)))
    corners = np.array([affinity.rotate(Point(e, v), turn, origin=(x, y)).coords[0]
                        for e in ends for v in (y, y + depth)]).reshape(-1, 2, 2)  # fmt: skip
    shapes = [
        Polygon([corners[k, 0], corners[k + 1, 0], corners[k + 1, 1], corners[k, 1]])
        for k in range(len(widths))
    ]
    return [building(f"b{rank}", shape, heights.top()) for rank, shape in enumerate(shapes)]


def _building(heights: Heights, rank: int) -> Building:
    """Build a box, a corner house, a square around a courtyard or a triangle, turned or not."""
    random = heights.random
    x, y = random.uniform(-HALF_M, HALF_M, size=2)
    w, h = random.uniform(1.0, 13.0, size=2)
    shape = box(x, y, x + w, y + h)
    kind = random.choice(["box", "corner", "court", "triangle"])
    if kind == "corner":
        shape = shape.difference(box(x + w / 2, y + h / 2, x + w, y + h))
    if kind == "court":
        shape = shape.difference(box(x + w / 4, y + h / 4, x + 3 * w / 4, y + 2 * h / 3))
    if kind == "triangle":
        shape = Polygon([(x, y), (x + w, y + h / 3), (x + w / 2, y + h)])
    turned = affinity.rotate(shape, random.choice([0.0, 45.0, random.uniform(0.0, 360.0)]))
    top = heights.top()
    return building(f"b{rank}", turned, top, min_height_m=heights.under(top))


def _wall(heights: Heights, rank: int) -> Wall:
    """Build a broken line, or a closed yard."""
    random = heights.random
    points = random.uniform(-HALF_M, HALF_M, size=(random.integers(2, 5), 2)).round(1)
    line = [(float(x), float(y)) for x, y in points]
    if len(line) > 2 and random.random() < 0.3:
        line.append(line[0])
    return wall(f"w{rank}", line, heights.top())


def _in_tenths(one: Building) -> Building:
    rounded = Polygon(
        np.round(one.footprint.exterior.coords, 1),
        [np.round(ring.coords, 1) for ring in one.footprint.interiors],
    )
    return building(one.id, rounded, one.height_m, min_height_m=one.min_height_m)


def _optics(random: Random, reach_m: float) -> Optics:
    if random.random() < 0.7:
        fields = [360.0, 360.0, 360.0, 15.0, 180.0, 250.0]
        return omni(reach_m, hfov_deg=float(random.choice(fields)))
    return Rectilinear(
        width_px=int(random.choice([800, 2688])),
        height_px=1520,
        hfov_deg=float(random.uniform(20.0, 130.0)),
        vfov_deg=float(random.uniform(20.0, 100.0)),
        range_m=reach_m,
    )


def _lens(
    heights: Heights, buildings: list[Building], *, in_tenths: bool
) -> tuple[tuple[float, float], float]:
    """Hang a lens: on a mast, before a facade, on a roof, under a canopy; never indoors."""
    random = heights.random
    kinds = {"mast": _on_a_mast, "facade": _on_a_facade, "roof": _on_a_roof}
    while True:
        hang = kinds[str(random.choice(["mast", "facade", "roof"] if buildings else ["mast"]))]
        (x, y), c = hang(heights, buildings)
        place = (round(x, 1), round(y, 1)) if in_tenths else (x, y)
        lens = Point(place)
        clear = all(one.footprint.boundary.distance(lens) > CLEAR_M for one in buildings)
        indoors = any(  # or against the very underside, where either answer is right
            one.min_height_m <= c < one.height_m and one.footprint.contains(lens)
            for one in buildings
        )
        if clear and not indoors:
            return place, c


def _on_a_mast(heights: Heights, _: list[Building]) -> tuple[tuple[float, float], float]:
    x, y = heights.random.uniform(-HALF_M / 2, HALF_M / 2, size=2)
    return (float(x), float(y)), heights.c


def _on_a_facade(heights: Heights, buildings: list[Building]) -> tuple[tuple[float, float], float]:
    """Put the lens 2 to 30 cm before a wall."""
    random = heights.random
    ring = buildings[random.integers(len(buildings))].footprint.exterior
    rank = int(random.integers(len(ring.coords) - 1))
    (ax, ay), (bx, by) = ring.coords[rank], ring.coords[rank + 1]
    share, off = random.uniform(0.05, 0.95), random.uniform(0.02, 0.3)
    length = math.hypot(bx - ax, by - ay)
    out = 1.0 if not ring.is_ccw else -1.0
    x = ax + share * (bx - ax) - out * off * (by - ay) / length
    y = ay + share * (by - ay) + out * off * (bx - ax) / length
    return (float(x), float(y)), heights.c


def _on_a_roof(heights: Heights, buildings: list[Building]) -> tuple[tuple[float, float], float]:
    """Put the lens on a roof, at its very height or over it, where it is over the target."""
    random = heights.random
    host = buildings[random.integers(len(buildings))]
    c = host.height_m + float(random.choice([0.0, 0.01, 0.5, 3.0]))
    spot = host.footprint.representative_point()
    return (spot.x, spot.y), c if c > heights.t + 0.1 else heights.c
