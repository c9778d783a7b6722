"""What map tools usually do: 720 straight rays all around, cut at the first wall by shapely."""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point, Polygon, STRtree, box

from planner.scene.model import Scene

RAYS = 720


def footprints_of(scene: Scene) -> STRtree:
    return STRtree([building.footprint for building in scene.buildings])


def by_union(tree: STRtree, x: float, y: float, reach_m: float) -> Polygon:
    """Cut all the rays at once by the union of the buildings around."""
    beams, tips = _beams(x, y, reach_m)
    around = tree.geometries[tree.query(box(x - reach_m, y - reach_m, x + reach_m, y + reach_m))]
    hits = shapely.intersection(beams, shapely.union_all(around))
    stopped = ~shapely.is_empty(hits)
    if stopped.any():
        nearest = shapely.shortest_line(Point(x, y), hits[stopped])
        tips[stopped] = shapely.get_coordinates(nearest)[1::2]
    return Polygon(tips)


def one_by_one(tree: STRtree, x: float, y: float, reach_m: float) -> Polygon:
    """Cut ray after ray by the union of the buildings around, as a loop is written at first."""
    around = shapely.union_all(
        tree.geometries[tree.query(box(x - reach_m, y - reach_m, x + reach_m, y + reach_m))]
    )
    origin, corners = Point(x, y), []
    for rank in range(RAYS):
        angle = rank * 2.0 * math.pi / RAYS
        tip = (x + reach_m * math.cos(angle), y + reach_m * math.sin(angle))
        hit = LineString([(x, y), tip]).intersection(around)
        corners.append(tip if hit.is_empty else shapely.shortest_line(origin, hit).coords[1])
    return Polygon(corners)


def by_index(tree: STRtree, x: float, y: float, reach_m: float) -> Polygon:
    """Cut each ray by the single buildings that an index says it meets."""
    beams, tips = _beams(x, y, reach_m)
    beam, building = tree.query(beams, predicate="intersects")
    hits = shapely.intersection(beams[beam], tree.geometries[building])
    nearest = np.full(RAYS, reach_m)
    np.minimum.at(nearest, beam, shapely.distance(Point(x, y), hits))
    return Polygon((x, y) + (tips - (x, y)) * (nearest / reach_m)[:, None])


def _beams(x: float, y: float, reach_m: float) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    angles = np.arange(RAYS) * 2.0 * math.pi / RAYS
    tips = np.column_stack((x + reach_m * np.cos(angles), y + reach_m * np.sin(angles)))
    ends = np.stack((np.broadcast_to((x, y), tips.shape), tips), axis=1)
    return shapely.linestrings(ends), tips
