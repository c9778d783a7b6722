"""Blocks: the land between streets, with its sides and the street that each side is on."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point, Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from geodata.invented.shapes import Chain, Frame, Line, chain, polygons
from geodata.invented.streets import Way
from planner.scene.public_space import corridor_width

MARGIN_M = 0.25  # from the edge of the street to the land
_SMALLEST_BLOCK_M2 = 350.0
_CORNER_DEG = 28.0
_BANK_M = 9.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Side:
    """One side of a block between two corners, the land on its left.

    ``way`` is the street along it, None along water, rails and cuts. ``on_square`` says that
    it looks onto a square. ``corner_deg`` is the inner angle where the side starts.
    """

    chain: Chain
    way: Way | None
    on_square: bool
    corner_deg: float

    @property
    def is_front(self) -> bool:
        """Tell whether houses may open on it."""
        return self.on_square or (self.way is not None and self.way.carries_cars)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Block:
    """Land between streets."""

    land: Polygon
    sides: tuple[Side, ...]

    @property
    def middle(self) -> tuple[float, float]:
        """Give its centroid."""
        centre = self.land.centroid
        return centre.x, centre.y

    @property
    def angle_deg(self) -> float:
        """Give the direction of its middle from the church, counter-clockwise from east."""
        x, y = self.middle
        return math.degrees(math.atan2(y, x)) % 360.0


def street_ground(ways: Sequence[Way]) -> list[Polygon]:
    """Give the ground of each street, a little wider than its corridor.

    Joints at nodes are filled with discs no wider than the narrowest arm, so that they never
    bulge into a block.
    """
    bands = []
    narrowest: dict[tuple[float, float], float] = {}
    by_street: dict[tuple[str, float], list[BaseGeometry]] = defaultdict(list)
    for each in ways:
        reach = corridor_width(each.street) / 2 + MARGIN_M
        by_street[each.street.name, reach].append(each.street.line)
        for node in each.ends:
            narrowest[node] = min(narrowest.get(node, math.inf), reach)
    for (_, reach), lines in by_street.items():
        # Pieces of one street are joined first: its bends are then as sharp as its land.
        whole = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines)))
        bands += list(shapely.buffer(whole, reach, cap_style="flat", join_style="mitre"))
    spots = shapely.points(np.array(list(narrowest)).reshape(-1, 2))
    reaches = np.array(list(narrowest.values()))
    return [*bands, *shapely.buffer(spots, reaches - 0.01, quad_segs=3)]


def lay_blocks(ways: Sequence[Way], water: BaseGeometry) -> list[Block]:
    """Cut the land into blocks, those of the town's rings only.

    Parameters
    ----------
    ways : sequence of Way
        Streets that meet at their ends.
    water : shapely.Polygon
        The stream; blocks stay 9 m away from it.
    """
    ground = [*street_ground(ways), water.buffer(_BANK_M)]
    taken = STRtree(ground)
    finder = Finder(ways)
    faces = shapely.polygonize([each.street.line for each in ways])
    blocks: list[Block] = []
    for face in polygons(faces):
        near = shapely.union_all(taken.geometries.take(taken.query(face, "intersects")))
        lands = polygons(shapely.difference(face, near), smallest_m2=_SMALLEST_BLOCK_M2)
        blocks += [make_block(land, finder) for land in lands]
    return sorted(blocks, key=lambda block: (math.hypot(*block.middle), block.angle_deg))


class Finder:
    """Finds the street, or the square, that a side of a block lies on."""

    def __init__(self, ways: Sequence[Way], squares: Sequence[Polygon] = ()) -> None:
        self._ways = ways
        self._reaches = np.array([corridor_width(each.street) / 2 + MARGIN_M for each in ways])
        self._tree = STRtree([each.street.line for each in ways])
        self._squares = squares

    def way_at(self, x: float, y: float) -> Way | None:
        """Give the street whose edge passes at a point."""
        point = Point(x, y)
        near = np.sort(self._tree.query(point, "dwithin", 9.0))
        gaps = shapely.distance(self._tree.geometries.take(near), point) - self._reaches[near]
        fits = near[np.abs(gaps) < 0.4]
        return self._ways[int(fits[0])] if len(fits) else None

    def crosses(self, line: LineString) -> bool:
        """Tell whether a line crosses a street."""
        return bool(len(self._tree.query(line, "crosses")))

    def is_on_square(self, x: float, y: float) -> bool:
        """Tell whether a square starts at a point."""
        return any(shapely.distance(square, Point(x, y)) < 0.5 for square in self._squares)


def make_block(land: Polygon, finder: Finder) -> Block:
    """Find the sides of a piece of land."""
    outline = shapely.get_exterior_ring(shapely.orient_polygons(land))
    ring = shapely.get_coordinates(shapely.simplify(outline, 0.004))[:-1]
    turns = _turns(ring)
    corners = np.flatnonzero(np.abs(turns) > _CORNER_DEG)
    if not len(corners):
        corners = np.array([int(np.argmax(np.abs(turns)))])
    sides = []
    for start, end in itertools.pairwise([*corners, corners[0] + len(ring)]):
        line = ring[np.arange(start, end + 1) % len(ring)]
        sides.append(_side(line, 180.0 - float(turns[start]), finder))
    return Block(land=land, sides=tuple(sides))


def carve_lot(
    block: Block, place: Frame, size: tuple[float, float], finder: Finder
) -> tuple[Polygon, list[Block]]:
    """Take a rectangular lot from a block.

    Parameters
    ----------
    block : Block
    place : Frame
        In the middle of the lot's front.
    size : tuple of float
        Width along the front and depth, metres.
    finder : Finder
        To name the sides of what is left.

    Returns
    -------
    lot : shapely.Polygon
    left : list of Block
    """
    width, depth = size
    shape = shapely.intersection(block.land, place.box(-width / 2, -8.0, width, depth + 8.0))
    lot = max(polygons(shape), key=lambda part: part.area)
    left = polygons(shapely.difference(block.land, lot), smallest_m2=_SMALLEST_BLOCK_M2)
    return lot, [make_block(land, finder) for land in left]


def carve(block: Block, side: Side, depth_m: float, finder: Finder) -> tuple[Polygon, list[Block]]:
    """Take a strip of land along a side.

    Parameters
    ----------
    block : Block
    side : Side
        One of its sides.
    depth_m : float
        Depth of the strip.
    finder : Finder
        To name the sides of what is left.

    Returns
    -------
    strip : shapely.Polygon
    left : list of Block
    """
    line = LineString(side.chain.line)
    band = line.buffer(depth_m, single_sided=True, join_style="mitre")
    strips = polygons(shapely.intersection(block.land, band))
    strip = max(strips, key=lambda part: part.area)
    left = polygons(shapely.difference(block.land, strip), smallest_m2=_SMALLEST_BLOCK_M2)
    return strip, [make_block(land, finder) for land in left]


def _side(line: Line, corner_deg: float, finder: Finder) -> Side:
    walked = chain(line)
    samples = [walked.at(walked.length * share) for share in (0.5, 0.3, 0.7)]
    ways = [finder.way_at(x, y) for x, y in samples]
    on_square = sum(finder.is_on_square(x, y) for x, y in samples) > 1
    named = [way for way in ways if way is not None]
    way = named[0] if len(named) > 1 and not on_square else None
    return Side(chain=walked, way=way, on_square=on_square, corner_deg=corner_deg)


def _turns(ring: Line) -> NDArray[np.float64]:
    """Give the turn at each vertex of a closed ring in degrees, positive to the left."""
    back = ring - np.roll(ring, 1, axis=0)
    ahead = np.roll(ring, -1, axis=0) - ring
    cross = back[:, 0] * ahead[:, 1] - back[:, 1] * ahead[:, 0]
    turns: NDArray[np.float64] = np.degrees(np.arctan2(cross, (back * ahead).sum(axis=1)))
    return turns
