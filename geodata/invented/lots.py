"""Lots: a building with what belongs to it, and how dear its ground is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from shapely import LineString, Point, Polygon

from geodata.invented.chance import Chance
from geodata.invented.layout import ring_of
from geodata.invented.shapes import Line, Vector, rounded
from planner.scene.model import Building, Landmark, PointKind, Use, Wall

ASSUMED_HEIGHT_M = 6.0
_STOREY_M = 3.0
_ROOF_M = 1.0
_MEASURED, _LEVELS = 0.35, 0.80  # shares, cumulated; the rest is assumed


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lot:
    """A building and its garden walls. The lowest ``rank`` is built first."""

    building: Building
    rank: float
    walls: tuple[Wall, ...] = ()
    points: tuple[Landmark, ...] = ()


def dwelling(footprint: Polygon, storeys: Sequence[int], chance: Chance) -> Building:
    """Make a house of one of the given numbers of storeys.

    Its height is measured, or counted at 3 m a storey and 1 m of roof, or assumed to be 6 m,
    as it would be in a real source.
    """
    counted = _STOREY_M * chance.pick(storeys) + _ROOF_M
    known = chance.share()
    if known < _MEASURED:
        height = round(counted + chance.between(-0.8, 1.6), 1)
        return Building(
            id="", footprint=footprint, height_m=height, height_status="measured", use="dwelling"
        )
    if known < _LEVELS:
        return Building(
            id="", footprint=footprint, height_m=counted, height_status="levels", use="dwelling"
        )
    return Building(id="", footprint=footprint, height_m=ASSUMED_HEIGHT_M, use="dwelling")


def measured(
    footprint: Polygon,
    height_m: float,
    *,
    kind: str = "",
    name: str = "",
    use: Use = "public",
    min_height_m: float = 0.0,
) -> Building:
    """Make a building whose height is known."""
    return Building(
        id="",
        footprint=footprint,
        height_m=height_m,
        min_height_m=min_height_m,
        height_status="measured",
        use=use,
        kind=kind,
        name=name,
    )


def civic(building: Building, *points: Landmark, walls: Sequence[Wall] = ()) -> Lot:
    """Make a lot that is always built."""
    return Lot(building=building, rank=0.0, points=points, walls=tuple(walls))


def rank_of(footprint: Polygon, chance: Chance) -> float:
    """Rank a house by its distance from the church, with some disorder."""
    centre = footprint.centroid
    return ring_of(centre.x, centre.y) * chance.between(0.88, 1.12)


def entrance(at: Vector, *, name: str = "") -> Landmark:
    """Mark a door on a front wall."""
    return Landmark(id="", point=Point(rounded(at)), kind="entrance", name=name)


def fence(line: Line, kind: str, height_m: float, *, is_known: bool) -> Wall:
    """Make a free-standing wall or hedge."""
    return Wall(
        id="",
        line=LineString(rounded(np.asarray(line))),
        height_m=height_m,
        height_status="measured" if is_known else "assumed",
        kind=kind,
    )


def landmark(kind: PointKind, footprint: Polygon, name: str) -> Landmark:
    """Mark a public building by a point inside it."""
    inside = footprint.representative_point()
    return Landmark(id="", point=Point(rounded([inside.x, inside.y])), kind=kind, name=name)
