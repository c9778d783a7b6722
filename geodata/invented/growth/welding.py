"""Welding: neighbours share the vertices of their party walls; then a few drawing errors.

Surveyed outlines share every vertex where they touch. Outlines drawn by hand do not always: a
house slides over its neighbour by some centimetres, or leaves a gap that nobody sees.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import shapely
from shapely import LinearRing, Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from geodata.invented.chance import Chance
from geodata.invented.lots import Lot
from geodata.invented.shapes import Line, rounded

_ON_M = 0.004
_LEFT_OUT = 0.004  # of the joints: a T without a vertex on its bar
_SLIDES, _SWELLS, _SHRINKS = 0.003, 0.0065, 0.009  # shares of the houses, cumulated
_SLIDE_M = (0.02, 0.5)
_SHRINK_M = (0.01, 0.09)


def welded(lots: Sequence[Lot], chance: Chance) -> list[Lot]:
    """Give every wall the vertices of the neighbours that touch it.

    Parameters
    ----------
    lots : sequence of Lot
    chance : Chance
        A few joints are left without their vertex.
    """
    shapes = [lot.building.footprint for lot in lots]
    if not shapes:
        return []
    points, owners = shapely.get_coordinates(shapes, return_index=True)
    spots = shapely.points(points)
    k, host = STRtree(shapely.boundary(shapes)).query(spots, "dwithin", _ON_M)
    foreign = owners[k] != host
    wanted: dict[int, set[tuple[float, float]]] = defaultdict(set)
    for point, owner in sorted(set(zip(k[foreign].tolist(), host[foreign].tolist(), strict=True))):
        wanted[owner].add((float(points[point, 0]), float(points[point, 1])))
    new = list(lots)
    for owner in sorted(wanted):
        shape = _with_vertices(shapes[owner], sorted(wanted[owner]), chance)
        if shape.is_valid:
            building = dataclasses.replace(lots[owner].building, footprint=shape)
            new[owner] = dataclasses.replace(lots[owner], building=building)
    return new


def _with_vertices(shape: Polygon, spots: Sequence[tuple[float, float]], chance: Chance) -> Polygon:
    rings = [shape.exterior, *shape.interiors]
    drawn = [_ring_with(ring, spots, chance) for ring in rings]
    return Polygon(drawn[0], drawn[1:])


def _ring_with(ring: LinearRing, spots: Sequence[tuple[float, float]], chance: Chance) -> Line:
    """Insert points that lie on a ring where they belong."""
    line = shapely.get_coordinates(ring)
    own = {(x, y) for x, y in line.tolist()}
    fresh = [spot for spot in spots if spot not in own]
    if not fresh:
        return line
    at = shapely.points(fresh)
    near = shapely.distance(ring, at) <= _ON_M
    stations = shapely.line_locate_point(ring, at)
    reached = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    kept = [
        k
        for k in np.argsort(stations, kind="stable").tolist()
        if near[k] and not chance.happens(_LEFT_OUT)
    ]
    after = np.searchsorted(reached, stations[kept], side="right")
    return np.insert(line, np.clip(after, 1, len(line) - 1), np.array(fresh)[kept], axis=0)


def blemished(lots: Sequence[Lot], rooms: Sequence[BaseGeometry], chance: Chance) -> list[Lot]:
    """Draw a few buildings off their true place, as hands do.

    Parameters
    ----------
    lots : sequence of Lot
    rooms : sequence of shapely.Geometry
        Land that no building may leave: one that would stays as it is.
    chance : Chance
    """
    tree = STRtree(rooms)
    new = []
    for lot in lots:
        fate = chance.share()
        if fate < _SHRINKS:
            shape = _misdrawn(lot.building.footprint, fate, chance)
            if shape.is_valid and len(tree.query(shape, "within")):
                lot = dataclasses.replace(  # noqa: PLW2901 - the one kept
                    lot, building=dataclasses.replace(lot.building, footprint=shape)
                )
        new.append(lot)
    return new


def _misdrawn(shape: Polygon, fate: float, chance: Chance) -> Polygon:
    """Slide a building along its first wall, or stretch or squeeze it that way."""
    line = shapely.get_coordinates(shape)
    along = (line[1] - line[0]) / np.hypot(*(line[1] - line[0]))
    reach = (line - line.mean(axis=0)) @ along
    half = float(np.ptp(reach)) / 2
    off = chance.between(*(_SLIDE_M if fate < _SWELLS else _SHRINK_M))
    if fate < _SLIDES:
        shift = np.full(len(line), off if chance.happens(0.5) else -off)
    else:
        shift = (off if fate < _SWELLS else -off) / half * reach
    moved = rounded(line + shift[:, None] * along)
    return shapely.transform(shape, lambda _: moved)
