"""Parts: what each corner of town brings, added up."""

from __future__ import annotations

from dataclasses import dataclass, fields

import shapely
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.invented.blocks import MARGIN_M
from geodata.invented.lots import Lot
from geodata.invented.shapes import Vector, polygons, rounded
from planner.scene.model import Area, AreaKind, Landmark, Wall


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Lots, and the areas, walls and points that belong to no lot."""

    lots: tuple[Lot, ...] = ()
    areas: tuple[Area, ...] = ()
    walls: tuple[Wall, ...] = ()
    points: tuple[Landmark, ...] = ()

    def __add__(self, other: Parts) -> Parts:
        return Parts(
            **{
                each.name: getattr(self, each.name) + getattr(other, each.name)
                for each in fields(self)
            }
        )


def area(ground: BaseGeometry, kind: AreaKind, name: str) -> Area:
    """Make an area of the largest piece of some ground, rounded to the millimetre."""
    polygon = max(polygons(ground), key=lambda part: part.area)
    shell = Polygon(
        rounded(polygon.exterior.coords), [rounded(ring.coords) for ring in polygon.interiors]
    )
    if not shell.is_valid:  # two edges a millimetre apart crossed when they were rounded
        shell = max(polygons(shapely.make_valid(shell)), key=lambda part: part.area)
    return Area(id="", polygon=shell, kind=kind, name=name)


def open_area(ground: BaseGeometry, kind: AreaKind, name: str) -> Area:
    """Make an area open to the public: it goes on to the edge of the street."""
    return area(shapely.buffer(ground, MARGIN_M, join_style="mitre"), kind, name)


def tree(at: Vector, height_m: float, crown_m: float) -> Landmark:
    """Plant a tree."""
    return Landmark(
        id="", point=Point(rounded(at)), kind="tree", height_m=height_m, crown_m=crown_m
    )
