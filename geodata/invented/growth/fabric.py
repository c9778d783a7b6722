"""Fabric: how a quarter is built, from its inner streets to its sheds."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon

from geodata.invented.blocks import Block, Finder, make_block, street_ground
from geodata.invented.chance import Chance
from geodata.invented.claims import Claims, Site
from geodata.invented.edge import farms
from geodata.invented.gardens import Manner
from geodata.invented.growth.cutting import curve, divide, span_of
from geodata.invented.growth.grounds import (
    allotments,
    cemetery,
    meadow,
    park,
    school,
    stadium,
    wood,
)
from geodata.invented.growth.large import flats, sheds
from geodata.invented.growth.quarters import Kind, Quarter
from geodata.invented.growth.terraces import Style, terraced
from geodata.invented.growth.welding import blemished, welded
from geodata.invented.parts import Parts
from geodata.invented.rows import RowManner
from geodata.invented.shapes import Line, polygons, rounded
from geodata.invented.streets import Part, Way, way

_SMALLEST_BLOCK_M2 = 300.0
_ROOM_M = 0.2  # how far a wall may stand out of its block: less than the margin of the street
_FARM_FRONT_M = 60.0
_FARMS = 0.07

OLD_TOWN = Style(
    rows=RowManner(width_m=(6.5, 14.0), depth_m=(9.0, 15.0), gap=0.05, passage=0.03, court=0.16),
    row_share=1.0,
    annexes=0.85,
    storeys=(2, 3, 3, 4),
    workshops=0.8,
)
_FREE = Manner(plot_m=(14.0, 21.0), twins=0.2, hedged=0.4, sheds=0.45, varied=True)
_ESTATE = Manner(plot_m=(14.5, 21.0), twins=0.16, empty=0.03, hedged=0.5, sheds=0.4, varied=True)
_RURAL = Manner(plot_m=(18.0, 30.0), twins=0.04, empty=0.15, hedged=0.4, sheds=0.6, varied=True)
_STYLES: dict[Kind, Style] = {
    "faubourg": Style(
        rows=RowManner(
            width_m=(6.5, 15.0), depth_m=(8.0, 14.0), gap=0.08, passage=0.015, court=0.05
        ),
        row_share=0.76,
        annexes=0.62,
        storeys=(1, 2, 2, 3),
        workshops=0.7,
        gardens=_FREE,
    ),
    "grid": Style(
        rows=RowManner(width_m=(5.4, 8.4), depth_m=(7.5, 9.5), gap=0.04),
        row_share=0.28,
        annexes=0.7,
        storeys=(1, 2, 2),
        gardens=_FREE,
    ),
    "estate": Style(
        rows=RowManner(gap=0.0), row_share=0.05, annexes=0.4, storeys=(1, 2), gardens=_ESTATE
    ),
    "village": Style(
        rows=RowManner(width_m=(6.0, 13.0), gap=0.14),
        row_share=0.42,
        annexes=0.8,
        storeys=(1, 1, 2),
        gardens=_RURAL,
    ),
}  # fmt: skip
# Size of blocks in square metres, bend of their streets.
_BLOCKS: dict[Kind, tuple[float, float]] = {
    "faubourg": (9_500.0, 0.05),
    "grid": (10_000.0, 0.0),
    "estate": (23_000.0, 0.09),
    "village": (13_000.0, 0.12),
    "flats": (22_000.0, 0.0),
    "zone": (26_000.0, 0.02),
}
_NEVER_EMPTY = frozenset(["flats", "zone"])  # nothing large fits: houses do
_MIXED = frozenset(["faubourg", "grid"])
_WORKS, _INSTITUTIONS = 0.05, 0.02  # shares of their blocks
_PARTS: dict[Kind, Part] = {"estate": "estate", "zone": "zone", "village": "hamlet"}
_BUILDERS: dict[Kind, Callable[[Block, Claims, Chance], Parts]] = {
    "flats": flats,
    "zone": sheds,
    "school": school,
    "stadium": stadium,
    "cemetery": cemetery,
    "park": park,
    "allotments": allotments,
    "wood": wood,
    "field": meadow,
}
_DEAD_END_OVER_M2 = 8_500.0
_DEAD_END_M = (38.0, 130.0)
_DEAD_END_SHARE = 0.62


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fabric:
    """What a quarter brings: all but the streets around it."""

    parts: Parts
    ways: tuple[Way, ...] = ()
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names still to be given: to streets that lead somewhere, and nowhere."""

    through: Iterator[str]
    dead: Iterator[str]


def fill(quarter: Quarter, around: Sequence[Way], names: Names, seed: int) -> Fabric:
    """Build a quarter.

    Parameters
    ----------
    quarter : Quarter
    around : sequence of Way
        Streets on its edge or near it.
    names : Names
    seed : int
    """
    chance = Chance(seed, f"quarter {quarter.number}")
    inner, leaves = _inner_streets(quarter, around, names, chance)
    streets = [*around, *inner]
    lands = _lands(leaves, streets)
    finder = Finder(streets)
    blocks = [make_block(land, finder) for land in lands]
    fabric = build(quarter.kind, blocks, finder, Claims(), chance)
    return dataclasses.replace(fabric, ways=(*inner, *fabric.ways))


def build(
    kind: Kind,
    blocks: Sequence[Block],
    finder: Finder,
    claims: Claims,
    chance: Chance,
    *,
    style: Style | None = None,
) -> Fabric:
    """Build on blocks what their kind has, then tie the walls that touch.

    Parameters
    ----------
    kind : Kind
    blocks : sequence of Block
    finder : Finder
    claims : Claims
        What is built is added.
    chance : Chance
    style : Style, optional
        Instead of that of the kind.
    """
    parts = Parts()
    lanes: list[Way] = []
    for block in blocks:
        chosen = kind if style is not None else _kind_of_block(kind, chance)
        manner = style or _STYLES.get(chosen)
        if manner is None:
            large = _BUILDERS[chosen](block, claims, chance)
            parts += large
            if large.lots or chosen not in _NEVER_EMPTY:
                continue
            manner = _STYLES["faubourg"]
        if chosen == "village":
            parts += _farms(block, claims, chance)
        brought, opened = terraced(block, manner, claims, chance, finder)
        parts += brought
        lanes += opened
    opened_ground = shapely.union_all(street_ground(lanes))
    rooms = [
        shapely.difference(block.land.buffer(_ROOM_M, join_style="mitre"), opened_ground)
        for block in blocks
    ]
    lots = blemished(welded(parts.lots, chance), rooms, chance)
    return Fabric(
        parts=dataclasses.replace(parts, lots=tuple(lots)), ways=tuple(lanes), blocks=tuple(blocks)
    )


def _kind_of_block(kind: Kind, chance: Chance) -> Kind:
    """Give a block of an old quarter to a workshop, a supermarket or a school, at times."""
    if kind not in _MIXED:
        return kind
    draw = chance.share()
    if draw < _WORKS:
        return "zone"
    return "school" if draw < _WORKS + _INSTITUTIONS else kind


def _inner_streets(
    quarter: Quarter, around: Sequence[Way], names: Names, chance: Chance
) -> tuple[list[Way], list[Polygon]]:
    """Draw the streets of a quarter; give the land between them too."""
    if quarter.kind not in _BLOCKS:
        return [], [quarter.land]
    size, bow = _BLOCKS[quarter.kind]
    target = size * chance.between(0.8, 1.25)
    knots = [end for each in around for end in each.ends]
    cutting = divide(quarter.land, chance, target=lambda _: target, bow=bow, knots=knots)
    part = _PARTS.get(quarter.kind, "town")
    highway = "unclassified" if quarter.kind == "zone" else "residential"
    drawn = [
        way(rounded(line), part, highway=highway, name=next(names.through), sidewalk="both")
        for line in cutting.streets
    ]
    if quarter.kind == "estate":
        reached = shapely.union_all([each.street.line for each in (*around, *drawn)])
        for leaf in cutting.leaves:
            drawn += _dead_ends(leaf, reached, names.dead, chance)
    return drawn, cutting.leaves


def _dead_ends(
    leaf: Polygon, reached: shapely.Geometry, names: Iterator[str], chance: Chance
) -> list[Way]:
    """Draw one or two dead ends into the heart of a large block."""
    if leaf.area < _DEAD_END_OVER_M2:
        return []
    span = span_of(leaf)
    count = max(1, round(span.length / 120.0))
    drawn = []
    for k in range(count):
        u = span.length * (k + chance.between(0.4, 0.6)) / count
        across = LineString([span.point(u, -9.0), span.point(u, span.width + 9.0)])
        inside = shapely.intersection(across, leaf)
        ends = shapely.get_coordinates(inside)
        if len(ends) != 2 or inside.length < _DEAD_END_M[0] / _DEAD_END_SHARE:
            continue
        start, far = ends if chance.happens(0.5) else ends[::-1]
        length = min(_DEAD_END_SHARE * inside.length, _DEAD_END_M[1])
        end = start + length * (far - start) / inside.length
        if shapely.distance(reached, shapely.Point(start)) < 0.05:
            line: Line = rounded(curve(start, end, chance.between(-0.09, 0.09)))
            drawn.append(way(line, "estate", name=next(names), width_m=5.0, sidewalk="both"))
    return drawn


def _lands(leaves: Sequence[Polygon], streets: Sequence[Way]) -> list[Polygon]:
    """Take the ground of streets away from the land between them."""
    ground = np.array(street_ground(streets), dtype=object)
    tree = shapely.STRtree(ground)
    lands: list[Polygon] = []
    for leaf in leaves:
        near = shapely.union_all(ground[np.sort(tree.query(leaf, "intersects"))])
        lands += polygons(shapely.difference(leaf, near), smallest_m2=_SMALLEST_BLOCK_M2)
    return lands


def _farms(block: Block, claims: Claims, chance: Chance) -> Parts:
    """Build farms along some fronts of a village."""
    site = Site(claims=claims, chance=chance, room=block.land.buffer(-0.3))
    parts = Parts()
    for side in block.sides:
        if side.is_front and side.chain.length > _FARM_FRONT_M and chance.happens(_FARMS):
            parts += Parts(lots=tuple(farms(side.chain, site)))
    return parts
