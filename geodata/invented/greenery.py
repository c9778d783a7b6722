"""Greenery: trees of gardens, meadows and willows along the river, a wood by the hamlet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from shapely import Point, Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from geodata.invented.blocks import Block
from geodata.invented.chance import Chance
from geodata.invented.layout import Layout
from geodata.invented.parts import area, tree
from geodata.invented.shapes import Vector, chain, polygon, polygons, smooth
from planner.scene.model import Area, Landmark

_GROUND_PER_TREE_M2 = 420.0
_APART_M = 5.0
_MEADOW_M = 36.0  # on either side of the river, on average


def scatter(land: BaseGeometry, count: int, chance: Chance) -> list[Vector]:
    """Give points of some land, kept apart, as many as come in twelve draws each."""
    if land.is_empty:
        return []
    west, south, east, north = land.bounds
    shapely.prepare(land)
    kept: list[Vector] = []
    for _ in range(12 * count):
        at = np.array([chance.between(west, east), chance.between(south, north)])
        is_inside = len(kept) < count and shapely.contains_xy(land, at[0], at[1])
        if is_inside and all(np.hypot(*(at - other)) > _APART_M for other in kept):
            kept.append(at)
    return kept


def garden_trees(
    blocks: Sequence[Block], houses: Sequence[Polygon], chance: Chance
) -> Iterator[Landmark]:
    """Plant the gardens behind the houses."""
    built = STRtree(houses)
    for block in blocks:
        near = built.geometries.take(built.query(block.land, "intersects"))
        garden = block.land.buffer(-4.0).difference(shapely.union_all(near).buffer(3.5))
        count = int(garden.area / _GROUND_PER_TREE_M2 + chance.share())
        for at in scatter(garden, count, chance):
            height = round(chance.between(4.0, 10.0), 1)
            yield tree(at, height, round(0.6 * height, 1))


def meadows(
    layout: Layout, taken: Sequence[BaseGeometry], *, bends_m: tuple[float, float] = (61.0, 23.0)
) -> list[Area]:
    """Leave meadows along the river wherever nothing is built.

    Parameters
    ----------
    layout : Layout
    taken : sequence of shapely.Geometry
        What is built, streets included.
    bends_m : tuple of float
        How long the swells of their edges are, as lengths along the river for one radian.
    """
    river = chain(layout.river)
    stations = np.arange(0.0, river.length, 15.0)
    reach = _MEADOW_M * (
        1.0 + 0.45 * np.sin(stations / bends_m[0]) + 0.3 * np.sin(stations / bends_m[1])
    )
    spots = shapely.points([river.at(s) for s in stations.tolist()])
    banks = shapely.union_all(shapely.buffer(spots, reach, quad_segs=4))
    banks = banks.difference(layout.water.buffer(2.0))
    index = STRtree(taken)
    near = index.geometries.take(np.sort(index.query(banks, "intersects")))
    free = banks.difference(shapely.union_all(near).buffer(2.0)).intersection(layout.ground)
    parts = polygons(free.buffer(-4.0).buffer(4.0, quad_segs=2).simplify(0.5), smallest_m2=900.0)
    return [area(part, "green", "Prairie") for part in parts]


def willows(layout: Layout, taken: Sequence[BaseGeometry], chance: Chance) -> Iterator[Landmark]:
    """Plant willows along the river, away from what is built."""
    river = chain(layout.river)
    index = STRtree(taken)
    s = 10.0
    while s < river.length - 10.0:
        side = 1.0 if chance.happens(0.5) else -1.0
        at = river.at(s) + side * chance.between(7.0, 10.0) * river.inward(s)
        if not len(index.query(Point(at), "dwithin", 6.0)):
            yield tree(at, round(chance.between(6.0, 11.0), 1), 6.0)
        s += chance.between(11.0, 34.0)


def wood(at: Vector, chance: Chance) -> tuple[Area, list[Landmark]]:
    """Grow a small wood around a point."""
    turns = np.linspace(0.0, 2 * np.pi, 10)[:-1]
    reach = np.array([chance.between(38.0, 62.0) for _ in turns])
    rim = at + reach[:, None] * np.column_stack([1.3 * np.cos(turns), np.sin(turns)])
    outline = polygon(smooth([*rim, rim[0]], per_span=4)[:-1])
    trees = scatter(outline.buffer(-3.0), 60, chance)
    return area(outline, "green", "Bois de Bellevêque"), [
        tree(spot, round(chance.between(9.0, 16.0), 1), 7.0) for spot in trees
    ]
