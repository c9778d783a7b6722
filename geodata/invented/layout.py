"""Layout: how large the town is, where its river and railway run, and how it is bent.

Streets are first thought of as an ideal figure: rings around the church square and streets that
leave it, stretched along the main road. Then the whole figure is bent by a few long waves, so
that no street is straight and no block is like another.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import LineString, Polygon, box

from geodata.invented.chance import Chance
from geodata.invented.shapes import Line, densify, polygons, rounded, smooth

SQUARE_HALF_M = (47.0, 33.0)  # half sides of the street around the church square
STRETCH = (1.12, 0.92)  # along the main road, across it
BASE_ANGLES_DEG = (2.0, 57.0, 113.0, 178.0, 237.0, 303.0)
EAST, NORTH_EAST, NORTH, WEST, _SOUTH_WEST, SOUTH_EAST = range(6)

_SQUARE_RADIUS_M = 36.0
_BLOCK_DEPTH_M = 88.0
# Ground that the rings need per building, by size: large towns are mostly gardens.
_SIZES = (300, 600, 1000, 2000, 5000)
_GROUND_PER_BUILDING_M2 = (330.0, 420.0, 480.0, 600.0, 640.0)
_WIDEST_BLOCK_M = 165.0
_LOBES = ((1, 0.12), (2, 0.07), (3, 0.06))  # harmonic, share of the radius
_SWELLS = ((3, 3.0), (4, 3.0), (5, 4.0))  # harmonic, metres
_SECTORS_WITH_LANES = (0.9, 0.0, 0.5, 0.0, 0.9, 0.5)  # none through the town hall or the market
_RIVER_WIDTH_M = 10.0
_STEP_M = 11.0


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The figure of a town.

    Attributes
    ----------
    rings : tuple of float
        Ideal radius of each ring beyond the square, metres.
    angles : tuple of tuple of float
        For each ring, square included, the angles (radians) of the streets that leave it
        outwards. The last ring repeats those that reach it.
    lanes : tuple of float
        Angles of the lanes between the square and the first ring.
    lobes : ndarray, shape (3, 3)
        Harmonics of the whole figure: how many, phase, share of the radius.
    swells : ndarray, shape (n_rings, 3, 3)
        For each ring, harmonics of its own: how many, phase, amplitude in metres.
    hamlet_m : float
        Distance of the hamlet from the church, metres.
    river : ndarray, shape (n, 2)
        Middle of the stream.
    water, ground : shapely.Polygon
        The stream; the box where the data speaks.
    rail : ndarray, shape (n, 2)
    waves : ndarray, shape (n_waves, 5)
        Of the bend: wave vector x, y, phase, then displacement x, y in metres.
    """

    rings: tuple[float, ...]
    angles: tuple[tuple[float, ...], ...]
    lanes: tuple[float, ...]
    lobes: NDArray[np.float64]
    swells: NDArray[np.float64]
    hamlet_m: float
    river: Line
    water: Polygon
    ground: Polygon
    rail: Line
    waves: NDArray[np.float64]

    @property
    def radius(self) -> float:
        """Give the ideal radius of the last ring."""
        return self.rings[-1]

    def bend(self, points: ArrayLike) -> Line:
        """Carry points of the ideal figure to the town, rounded to the millimetre."""
        return rounded(_bend(np.atleast_2d(np.asarray(points, dtype=float)), self.waves))

    def draw(self, points: ArrayLike) -> Line:
        """Carry a polyline of the ideal figure to the town, with points enough to bend it."""
        return self.bend(densify(np.asarray(points, dtype=float), _STEP_M))

    def reach(self, ring: int, angle: float) -> float:
        """Give the ideal radius of a ring (from 1) in a direction: no ring is round."""
        return self.rings[ring - 1] * self._lobe(angle) + _wave(self.swells[ring - 1], angle)

    def ring_at(self, x: float, y: float) -> float:
        """Give the radius that a ring through a point would have, were the figure round."""
        return ring_of(x, y) / self._lobe(angle_of((x, y)))

    def _lobe(self, angle: float) -> float:
        return 1.0 + _wave(self.lobes, angle)

    def node(self, ring: int, angle: float) -> tuple[float, float]:
        """Give the ideal node of a ring (0 is the square) in a direction (radians)."""
        return on_ring(self.reach(ring, angle), angle) if ring else on_square(angle)

    def base_angle(self, street: int) -> float:
        """Give the angle of one of the six streets that leave the square, radians."""
        return self.angles[0][street]


def lay_out(seed: int, buildings: int, *, spread: float = 1.0) -> Layout:
    """Decide the figure of a town.

    Parameters
    ----------
    seed : int
    buildings : int
        How many it shall hold.
    spread : float
        Ground per building, as a multiple of the usual.
    """
    chance = Chance(seed, "layout")
    rings = _rings(buildings, spread)
    angles = _angles(rings, chance)
    lanes = _lanes(angles, chance)
    lobes = np.array([_harmonic(many, size, chance) for many, size in _LOBES])
    lobes[0, 1] = -math.radians(chance.between(70.0, 150.0))  # away from the river
    swells = np.array([[_harmonic(many, size, chance) for many, size in _SWELLS] for _ in rings])
    waves = _waves(chance)
    rail_y = _rail_level(rings)
    outer = 1.15 * rings[-1]  # the lobes reach beyond the ring
    hamlet = max(1000.0, outer + 600.0)
    ground = box(-hamlet - 330.0, rail_y - 190.0, STRETCH[0] * outer + 440.0, outer + 300.0)
    river = rounded(_bend(_river(_bank(rings)), waves))
    return Layout(
        rings=rings,
        angles=angles,
        lanes=lanes,
        lobes=lobes,
        swells=swells,
        hamlet_m=hamlet,
        river=_within(river, ground),
        water=_water(river, ground),
        ground=ground,
        rail=_within(rounded(_rail(rail_y)), ground),
        waves=waves,
    )


def widened(layout: Layout, ground: Polygon) -> Layout:
    """Let the river and the railway of a town go on, the river with bends of its own.

    Parameters
    ----------
    layout : Layout
    ground : shapely.Polygon
        The new ground, a box no farther than 4,000 m from the church.
    """
    course = _river(_bank(layout.rings))
    away = np.clip((np.abs(course[:, 0]) - 420.0) / 900.0, 0.0, 1.0)
    course[:, 1] += away * (90.0 * np.sin(course[:, 0] / 330.0) - 70.0)
    river = rounded(_bend(course, layout.waves))
    return dataclasses.replace(
        layout,
        river=_within(river, ground),
        water=_water(river, ground),
        ground=ground,
        rail=_within(rounded(_rail(_rail_level(layout.rings))), ground),
    )


def on_ring(radius: float, angle: float) -> tuple[float, float]:
    """Give the ideal point of a ring in a direction (radians)."""
    return STRETCH[0] * radius * math.cos(angle), STRETCH[1] * radius * math.sin(angle)


def on_square(angle: float) -> tuple[float, float]:
    """Give the ideal point of the street around the church square in a direction (radians)."""
    x, y = on_ring(1.0, angle)
    reach = min(
        SQUARE_HALF_M[0] / max(abs(x), 1e-9),
        SQUARE_HALF_M[1] / max(abs(y), 1e-9),
    )
    return x * reach, y * reach


def angle_of(point: tuple[float, float]) -> float:
    """Give the direction (radians) of an ideal point, the one ``on_ring`` undoes."""
    return math.atan2(point[1] / STRETCH[1], point[0] / STRETCH[0])


def ring_of(x: float, y: float) -> float:
    """Give the ideal radius of the ring through a point."""
    return math.hypot(x / STRETCH[0], y / STRETCH[1])


def _bank(rings: tuple[float, ...]) -> float:
    """Give how far south the river runs: between the second ring and the third."""
    return (rings[1] + (rings[1] - rings[0]) / 2) * STRETCH[1]


def _rail_level(rings: tuple[float, ...]) -> float:
    """Give the northing of the railway where it passes the town."""
    third = rings[1] + (rings[1] - rings[0])
    return -(max(third * STRETCH[1], 0.75 * rings[-1]) + 75.0)


def _water(river: Line, ground: Polygon) -> Polygon:
    stream = LineString(river).buffer(_RIVER_WIDTH_M / 2, quad_segs=2, cap_style="flat")
    return polygons(shapely.intersection(stream, ground))[0]


def _rings(buildings: int, spread: float) -> tuple[float, ...]:
    ground = spread * float(np.interp(buildings, _SIZES, _GROUND_PER_BUILDING_M2))
    outer = math.sqrt(buildings * ground / math.pi)
    count = max(2, round((outer - _SQUARE_RADIUS_M) / _BLOCK_DEPTH_M))
    step = (outer - _SQUARE_RADIUS_M) / count
    return tuple(_SQUARE_RADIUS_M + step * k for k in range(1, count + 1))


def _angles(rings: tuple[float, ...], chance: Chance) -> tuple[tuple[float, ...], ...]:
    """Double the streets wherever blocks would grow too wide."""
    angles = [math.radians(angle + chance.between(-5.0, 5.0)) for angle in BASE_ANGLES_DEG]
    by_ring = [tuple(angles)]
    for reached in rings[1:]:
        if 2 * math.pi * reached / len(angles) > _WIDEST_BLOCK_M:
            angles = _doubled(angles, chance)
        by_ring.append(tuple(angles))
    by_ring.append(tuple(angles))
    return tuple(by_ring)


def _doubled(angles: list[float], chance: Chance) -> list[float]:
    doubled = []
    for start, end in zip(angles, [*angles[1:], angles[0] + 2 * math.pi], strict=True):
        doubled += [start, start + (end - start) * chance.between(0.42, 0.58)]
    return doubled


def _lanes(angles: tuple[tuple[float, ...], ...], chance: Chance) -> tuple[float, ...]:
    """Open lanes from the square where streets start at the first ring, in some sectors."""
    fine = zip(angles[1][1::2], _SECTORS_WITH_LANES, strict=False)
    return tuple(angle for angle, share in fine if chance.happens(share))


def _harmonic(many: int, size: float, chance: Chance) -> tuple[float, float, float]:
    return float(many), chance.between(0.0, 2 * math.pi), size * chance.between(0.6, 1.0)


def _wave(harmonics: NDArray[np.float64], angle: float) -> float:
    many, phase, size = harmonics.T
    return float(np.sum(size * np.cos(many * angle + phase)))


def _waves(chance: Chance) -> NDArray[np.float64]:
    waves = []
    for length, amplitude in ((240.0, 3.2), (310.0, 4.5), (430.0, 6.5), (700.0, 9.0)):
        towards = chance.between(0.0, 2 * math.pi)
        push = chance.between(0.0, 2 * math.pi)
        number = 2 * math.pi / length
        waves.append(
            (
                number * math.cos(towards),
                number * math.sin(towards),
                chance.between(0.0, 2 * math.pi),
                amplitude * math.cos(push),
                amplitude * math.sin(push),
            )
        )
    return np.array(waves)


def _bend(points: Line, waves: NDArray[np.float64]) -> Line:
    """Push points about, less and less towards the square, which keeps its shape."""
    calm = np.clip((np.hypot(points[:, 0], points[:, 1]) - 40.0) / 90.0, 0.0, 1.0)
    phase = points @ waves[:, :2].T + waves[:, 2]
    moved: Line = points + calm[:, None] * (np.sin(phase) @ waves[:, 3:])
    return moved


def _river(bank: float) -> Line:
    """Draw a stream that comes from the west, hugs the old town on its south, and leaves."""
    knots = [
        (-4000, -1.30), (-1700, -1.42), (-950, -1.55), (-560, -1.38), (-330, -1.13),
        (-200, -0.91), (-95, -0.94), (0, -1.0), (95, -0.95), (200, -0.90), (330, -1.10),
        (560, -1.34), (950, -1.45), (1700, -1.35), (4000, -1.30),
    ]  # fmt: skip
    return smooth([(x, bank * y) for x, y in knots], per_span=12)


def _rail(y: float) -> Line:
    x = np.arange(-4000.0, 4001.0, 50.0)
    return np.column_stack([x, y - (x - 180.0) ** 2 / 13_000.0])


def _within(line: Line, ground: Polygon) -> Line:
    return rounded(shapely.get_coordinates(shapely.intersection(LineString(line), ground)))
