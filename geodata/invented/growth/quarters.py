"""Quarters: the land between roads, cut into pieces that are built one after the other.

A quarter is of one kind. Kinds gather around a few places drawn once for all (villages that the
town reaches, activity zones, flats), and change with the distance from the church.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from shapely import LineString, Point, Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from geodata.invented.chance import Chance
from geodata.invented.growth.cutting import divide
from geodata.invented.growth.roads import EDGE_M
from geodata.invented.layout import Layout
from geodata.invented.shapes import Line, Vector, polygons
from geodata.invented.streets import Node, Way

Kind = Literal[
    "faubourg", "grid", "estate", "flats", "zone", "village",
    "school", "stadium", "cemetery", "park", "allotments", "wood", "field",
]  # fmt: skip

_BANK_M = 12.0
_RAILSIDE_M = 11.0
_SLIT_M = 0.008  # no street crosses a road that ends in the open
_SMALLEST_M2 = 2500.0
_THINNEST_M = 26.0  # land narrower than this stays empty
_LEAST_FOR_FLATS_M2 = 11_000.0
_ON_ROAD_M = 5.0
_FLOOD_M = 70.0  # meadows along the river out of town
_WORTH_M2 = ((520.0, 19_000.0), (1000.0, 34_000.0), (99_999.0, 62_000.0))  # reach, size
# Share of each kind by distance from the church, metres; cumulated in order.
_SHARES: tuple[tuple[float, dict[Kind, float]], ...] = (
    (540.0, {"faubourg": 0.93, "park": 0.04, "school": 0.03}),
    (950.0, {"faubourg": 0.34, "grid": 0.24, "flats": 0.08, "school": 0.03, "park": 0.03,
             "cemetery": 0.03, "estate": 0.22, "allotments": 0.03}),
    (1600.0, {"grid": 0.22, "estate": 0.48, "flats": 0.07, "school": 0.04, "stadium": 0.05,
              "allotments": 0.03, "wood": 0.03, "field": 0.05, "cemetery": 0.02, "park": 0.01}),
    (99_999.0, {"estate": 0.60, "grid": 0.10, "stadium": 0.03, "wood": 0.07, "field": 0.17,
                "school": 0.03}),
)  # fmt: skip
_NUCLEI: tuple[tuple[Kind, int, tuple[float, float], float], ...] = (
    ("village", 6, (1050.0, 2700.0), 250.0),
    ("zone", 4, (760.0, 2100.0), 320.0),
    ("flats", 3, (780.0, 1500.0), 230.0),
)
_NEARER: dict[Kind, float] = {"village": 0.6, "zone": 0.72, "flats": 0.85}
_ROADSIDE = 0.80
_PUBLIC = frozenset(["school", "stadium", "cemetery", "park", "allotments"])
_PUBLIC_APART_M = 420.0
_OLD_M = 700.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Quarter:
    """Land between streets, cut out of a sector between roads.

    ``turn`` tells when it is built: the lowest first, in metres from the church as the town
    grows (nearer along roads and around villages).
    """

    number: int
    land: Polygon
    kind: Kind
    turn: float


@dataclass(frozen=True, slots=True, eq=False)
class _Nucleus:
    kind: Kind
    at: Vector
    reach_m: float


def quarters_of(
    layout: Layout, roads: Sequence[Way], covered: BaseGeometry, seed: int
) -> tuple[list[Quarter], list[Line]]:
    """Cut the land around the core into quarters.

    Parameters
    ----------
    layout : Layout
        Widened to all the land that the town may ever cover.
    roads : sequence of Way
    covered : shapely.Geometry
        Ground of the core, and of what else stands already.
    seed : int

    Returns
    -------
    quarters : list of Quarter
        In the order of their building.
    streets : list of ndarray, shape (n, 2)
        Those that part the quarters, drawn whether or not anyone builds there.
    """
    sectors = _sectors(layout, roads, covered)
    nuclei = _nuclei(roads, Chance(seed, "nuclei"))
    roadside = STRtree([road.street.line for road in roads])
    quarters: list[Quarter] = []
    streets: list[Line] = []
    knots: list[Node] = []
    for sector in sectors:
        chance = Chance(seed, f"sector {_key(sector)}")
        eager = chance.between(0.8, 1.3)  # some sides of town grow more than others
        cutting = divide(sector, chance, target=_worth, bow=0.06, knots=knots)
        streets += cutting.streets
        knots += [(x, y) for line in cutting.streets for x, y in line[[0, -1]].tolist()]
        for land in cutting.leaves:
            if land.area < _SMALLEST_M2 or _width(land) < _THINNEST_M:
                continue
            kind = _spaced(_kind(land, nuclei, layout, chance), land, quarters)
            turn = eager * _turn(land, kind, roadside) * chance.between(0.88, 1.14)
            quarters.append(Quarter(number=len(quarters), land=land, kind=kind, turn=turn))
    return sorted(quarters, key=lambda quarter: (quarter.turn, quarter.number)), streets


def _sectors(layout: Layout, roads: Sequence[Way], covered: BaseGeometry) -> list[Polygon]:
    """Give the land between roads, water, rails and the core, by their centres."""
    reach = layout.ground.bounds[2]
    wet = layout.water.buffer(_BANK_M)
    rail = LineString(layout.rail).buffer(_RAILSIDE_M, cap_style="flat")
    disc = Point(0.0, 0.0).buffer(0.9 * reach, quad_segs=12)
    blind = [road.street.line.buffer(_SLIT_M) for road in _dead_ends(roads)]
    region = disc.difference(shapely.union_all([covered, wet, rail, *blind]))
    lines = shapely.union_all([region.boundary, *(road.street.line for road in roads)])
    faces = polygons(shapely.polygonize(shapely.get_parts(lines).tolist()))
    inside = [face for face in faces if region.contains(face.representative_point())]
    return sorted(inside, key=_key)


def _dead_ends(roads: Sequence[Way]) -> list[Way]:
    """Give the roads that end where no other does, short of the edge of the land."""
    ends = Counter(end for road in roads for end in road.ends)
    return [
        road
        for road in roads
        if any(ends[end] == 1 and math.hypot(*end) < 0.8 * EDGE_M for end in road.ends)
    ]


def _key(land: Polygon) -> tuple[int, int]:
    """Name a piece of land by its place."""
    centre = land.centroid
    return round(centre.x), round(centre.y)


def _worth(land: Polygon) -> float:
    """Give how large a quarter may be here, in square metres: smaller near the church."""
    reach = math.hypot(land.centroid.x, land.centroid.y)
    return next(size for limit, size in _WORTH_M2 if reach < limit)


def _width(land: Polygon) -> float:
    """Give a fair idea of the width of some land: that of a long rectangle of its size."""
    return 2.0 * land.area / land.exterior.length


def _nuclei(roads: Sequence[Way], chance: Chance) -> list[_Nucleus]:
    """Choose where villages, activity zones and flats gather: on roads, away from each other."""
    spots = np.concatenate([road.line for road in roads])
    reaches = np.hypot(spots[:, 0], spots[:, 1])
    chosen: list[_Nucleus] = []
    for kind, many, (nearest, farthest), reach_m in _NUCLEI:
        fits = spots[(reaches > nearest) & (reaches < farthest)]
        for rank in range(many):
            ring = nearest + (farthest - nearest) * (rank + 0.5) / many
            draws = [chance.pick(fits) for _ in range(12)]
            best = min(draws, key=lambda at: _crowding(at, ring, chosen))
            chosen.append(_Nucleus(kind, best, reach_m))
    return chosen


def _crowding(at: Vector, ring: float, chosen: Sequence[_Nucleus]) -> float:
    """Tell how badly a place suits one more nucleus: off its ring, or near another."""
    off = abs(float(np.hypot(*at)) - ring)
    gaps = [float(np.hypot(*(at - other.at))) for other in chosen]
    return off + sum(max(0.0, 900.0 - gap) for gap in gaps)


def _kind(land: Polygon, nuclei: Sequence[_Nucleus], layout: Layout, chance: Chance) -> Kind:
    """Draw what stands on some land."""
    at = np.array([land.centroid.x, land.centroid.y])
    share = chance.share()
    reach = float(np.hypot(*at))
    floods = float(shapely.distance(layout.water, land.centroid)) < _FLOOD_M
    if floods and reach > 620.0 and share < 0.85:
        return "field"
    for nucleus in nuclei:
        if float(np.hypot(*(at - nucleus.at))) < nucleus.reach_m and share < 0.94:
            return nucleus.kind
    shares = next(shares for limit, shares in _SHARES if reach < limit)
    within = np.cumsum(list(shares.values())) > share
    kind = list(shares)[int(np.argmax(within)) if within.any() else -1]
    return "faubourg" if kind == "flats" and land.area < _LEAST_FOR_FLATS_M2 else kind


def _spaced(kind: Kind, land: Polygon, quarters: Sequence[Quarter]) -> Kind:
    """Give land to houses when another place for the public of the same kind is near."""
    if kind not in _PUBLIC:
        return kind
    others = [quarter.land for quarter in quarters if quarter.kind == kind]
    if not np.any(shapely.distance(land, others) < _PUBLIC_APART_M):
        return kind
    return "faubourg" if math.hypot(land.centroid.x, land.centroid.y) < _OLD_M else "estate"


def _turn(land: Polygon, kind: Kind, roadside: STRtree) -> float:
    """Give how far from the church some land feels."""
    reach = math.hypot(land.centroid.x, land.centroid.y)
    if len(roadside.query(land, "dwithin", _ON_ROAD_M)):
        reach *= _ROADSIDE
    return reach * _NEARER.get(kind, 1.0)
