"""Figures of a town's texture: shapes of buildings, how neighbours touch, how streets meet."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from planner.scene.model import Scene, Street

_FOOTWAYS = frozenset(["footway", "path", "steps", "track", "cycleway", "bridleway"])
_TOUCH_M = 0.001
_GAP_M = 0.1
_SLIVER = 0.5  # of the smaller building: more is one drawn inside the other


@dataclass(frozen=True, slots=True, kw_only=True)
class Texture:
    """What sets a real town apart from boxes on a grid."""

    with_holes: float  # share of the buildings
    vertices_median: float
    vertices_mean: float
    vertices_p95: float
    touching: float  # share of the buildings
    slivers: float  # pairs drawn over each other, per 1,000 buildings
    sliver_m2: float  # their ground, per 1,000 buildings
    gaps: float  # pairs 1 mm to 10 cm apart, per 1,000 buildings
    area_median_m2: float
    under_30_m2: float  # share of the buildings
    irregular: float  # share that fills less than 80 % of its smallest rectangle
    edges_per_km: float  # of carriageways, from junction to junction
    street_m: float  # of carriageway, per building
    dead_ends: float  # share of the junctions and ends of carriageways
    crossings: float  # share of the junctions where four streets meet or more


def texture(scene: Scene) -> Texture:
    """Measure a town."""
    shapes = np.array([building.footprint for building in scene.buildings], dtype=object)
    holes = shapely.get_num_interior_rings(shapes)
    corners = shapely.get_num_coordinates(shapes) - 1 - holes
    areas = shapely.area(shapes)
    one, other = neighbours(shapes)
    gaps = shapely.distance(shapes[one], shapes[other])
    shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    is_sliver = (shared > 1e-3) & (shared < _SLIVER * np.minimum(areas[one], areas[other]))
    touching = np.union1d(one[gaps < _TOUCH_M], other[gaps < _TOUCH_M])
    filled = areas / shapely.area(shapely.oriented_envelope(shapes))
    count = len(shapes)
    roads = [street for street in scene.streets if street.highway not in _FOOTWAYS]
    arms = np.array(list(arms_of(roads).values()))
    metres = sum(street.line.length for street in roads)
    return Texture(
        with_holes=float(np.mean(holes > 0)),
        vertices_median=float(np.median(corners)),
        vertices_mean=float(np.mean(corners)),
        vertices_p95=float(np.percentile(corners, 95)),
        touching=len(touching) / count,
        slivers=1000 * int(np.sum(is_sliver)) / count,
        sliver_m2=1000 * float(np.sum(shared[is_sliver])) / count,
        gaps=1000 * int(np.sum(gaps >= _TOUCH_M)) / count,
        area_median_m2=float(np.median(areas)),
        under_30_m2=float(np.mean(areas < 30.0)),
        irregular=float(np.mean(filled < 0.8)),
        edges_per_km=1000 * float(np.sum(arms)) / 2 / metres,
        street_m=metres / count,
        dead_ends=float(np.mean(arms == 1)),
        crossings=float(np.sum(arms >= 4) / np.sum(arms >= 3)),
    )


def neighbours(shapes: NDArray[np.object_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give the pairs of buildings less than 10 cm apart, each once."""
    one, other = STRtree(shapes).query(shapes, "dwithin", _GAP_M)
    return one[one < other], other[one < other]


def arms_of(streets: list[Street]) -> Counter[tuple[float, float]]:
    """Count the streets that leave each junction and each end."""
    arms: Counter[tuple[float, float]] = Counter()
    for street in streets:
        for start, end in itertools.pairwise(street.line.coords):
            arms[start] += 1
            arms[end] += 1
    ends = {end for s in streets for end in (s.line.coords[0], s.line.coords[-1])}
    return Counter({node: n for node, n in arms.items() if n != 2 or node in ends})
