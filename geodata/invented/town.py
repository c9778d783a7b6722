"""The town: streets, then what is public, then homes, then lamps and trees, then records."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.invented import names
from geodata.invented.blocks import Block, lay_blocks, street_ground
from geodata.invented.chance import Chance
from geodata.invented.claims import Claims, Site
from geodata.invented.edge import railway_ground
from geodata.invented.furniture import avenues, ducts, lamps, with_sidewalks
from geodata.invented.greenery import garden_trees, meadows, willows, wood
from geodata.invented.growth.grown import grow
from geodata.invented.homes import garden_lots, open_offices, row_lots
from geodata.invented.layout import Layout, lay_out
from geodata.invented.lots import Lot
from geodata.invented.outskirts import outskirt_streets
from geodata.invented.parts import Parts, area
from geodata.invented.shapes import rounded
from geodata.invented.streets import Way, connected, town_streets
from geodata.invented.works import public_works
from planner.errors import SourceError
from planner.findings import note
from planner.scene.model import Barrier, Landmark, Provenance, Scene, Wall

FEWEST, MOST = 300, 20_000
_LARGEST_BOURG = 1_000  # beyond, quarters grow around an old core
CRS = "EPSG:2154"
# The church stands here in Lambert-93, somewhere in the Somme; nothing there looks like this.
CHURCH = np.array([690_000.0, 7_000_000.0])

# Ground per building, tried in turn until the land holds what is asked.
_SPREADS = (1.0, 1.15, 1.35, 1.6, 2.0)
_IN_BLOCKS = frozenset(["core", "town", "country", "walk"])
Record = TypeVar("Record")


def invent(*, seed: int = 1, buildings: int = 600) -> Scene:
    """Invent a French market town that exists nowhere.

    Parameters
    ----------
    seed : int
        The same seed and size give the same town, coordinate for coordinate. Not negative.
    buildings : int
        How many, exactly; from 300 to 20,000. Beyond 1,000, the buildings of a town stand at
        the same place in every larger town of the same seed.

    Returns
    -------
    Scene
        In Lambert-93 (EPSG:2154), heights and surfaces included.

    Raises
    ------
    SourceError
        ``invented_size`` when the size is out of range.
    """
    if not FEWEST <= buildings <= MOST:
        raise SourceError("invented_size", buildings=buildings, fewest=FEWEST, most=MOST)
    if buildings > _LARGEST_BOURG:
        grown = grow(seed, buildings)
        return _scene(grown.layout, grown.ways, grown.parts, (seed, buildings))
    for spread in _SPREADS:
        layout = lay_out(seed, buildings, spread=spread)
        ways, left, parts = _build(layout, seed)
        if len(parts.lots) >= buildings:
            break
    parts = _first(parts, buildings)
    ways = with_sidewalks(ways)
    parts += _furnish(layout, ways, left, parts, seed)
    return _scene(layout, ways, parts, (seed, buildings))


def demo_scene() -> Scene:
    """Give the town of the demonstration: always the same."""
    return invent(seed=1, buildings=600)


def _build(layout: Layout, seed: int) -> tuple[list[Way], list[Block], Parts]:
    """Build as much as the land can hold: streets, what is public, homes."""
    town = town_streets(layout, Chance(seed, "streets"))
    ways = connected([*town, *outskirt_streets(layout, town)])
    claims = Claims()
    claims.take([*street_ground(ways), layout.water.buffer(7.0), *railway_ground(layout)])
    blocks = lay_blocks([each for each in ways if each.part in _IN_BLOCKS], layout.water)
    site = Site(claims=claims, chance=Chance(seed, "works"))
    parts, left = public_works(layout, ways, blocks, site)
    parts += row_lots(layout, left, claims, Chance(seed, "rows"))
    parts += garden_lots(layout, ways, left, claims, Chance(seed, "gardens"))
    return ways, left, open_offices(parts)


def _first(parts: Parts, buildings: int) -> Parts:
    """Keep as many lots as asked, those of lowest rank, in the order they were built."""
    order = sorted(range(len(parts.lots)), key=lambda k: (parts.lots[k].rank, k))
    kept = sorted(order[:buildings])
    return dataclasses.replace(parts, lots=tuple(parts.lots[k] for k in kept))


def _furnish(
    layout: Layout, ways: Sequence[Way], blocks: Sequence[Block], parts: Parts, seed: int
) -> Parts:
    """Light the streets and plant trees where nothing stands."""
    houses = [lot.building.footprint for lot in parts.lots]
    taken: list[BaseGeometry] = [*houses, *street_ground(ways), *railway_ground(layout)]
    taken += [each.polygon for each in parts.areas]
    lane_end = next(each.line[-1] for each in ways if each.street.highway == "track")
    bois, trees = wood(lane_end + np.array([10.0, 70.0]), Chance(seed, "wood"))
    return Parts(
        areas=(*meadows(layout, taken), bois),
        points=(
            *lamps(ways),
            *avenues(ways, Chance(seed, "avenues")),
            *garden_trees(blocks, houses, Chance(seed, "garden trees")),
            *willows(layout, taken, Chance(seed, "willows")),
            *trees,
        ),
    )


def _scene(layout: Layout, ways: Sequence[Way], parts: Parts, made: tuple[int, int]) -> Scene:
    """Carry everything to Lambert-93 and number it."""
    lots = parts.lots
    areas = [*parts.areas, area(layout.water, "water", names.RIVER)]
    barriers = [
        Barrier(id="", line=LineString(layout.river), kind="waterway", name=names.RIVER),
        Barrier(id="", line=LineString(layout.rail), kind="rail"),
    ]
    scene = Scene(
        crs=CRS,
        name=names.TOWN,
        buildings=_numbered("b", (lot.building for lot in lots), "footprint"),
        walls=_numbered("w", (*parts.walls, *_walls(lots)), "line"),
        streets=_numbered("s", (each.street for each in ways), "line"),
        areas=_numbered("a", areas, "polygon"),
        barriers=_numbered("r", barriers, "line"),
        points=_numbered("p", (*parts.points, *_points(lots)), "point"),
        ducts=_numbered("d", ducts(ways), "line"),
        outline=Polygon(shapely.get_coordinates(_placed(np.array([layout.ground])))),
        findings=(note("invented_town", subject=names.TOWN),),
    )
    return dataclasses.replace(scene, provenance=_provenance(scene, *made))


def _walls(lots: Iterable[Lot]) -> Iterable[Wall]:
    return itertools.chain.from_iterable(lot.walls for lot in lots)


def _points(lots: Iterable[Lot]) -> Iterable[Landmark]:
    return itertools.chain.from_iterable(lot.points for lot in lots)


def _numbered(letter: str, records: Iterable[Record], geometry: str) -> tuple[Record, ...]:
    """Give records their ids, in order, and their place in Lambert-93."""
    every = list(records)
    shapes = _placed(np.array([getattr(record, geometry) for record in every], dtype=object))
    return tuple(
        dataclasses.replace(
            record,  # type: ignore[type-var] # every record of a scene is a dataclass
            id=f"{letter}{k:05d}",
            **{geometry: shape},
        )
        for k, (record, shape) in enumerate(zip(every, shapes.tolist(), strict=True), start=1)
    )


def _placed(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Carry shapes from the town frame to Lambert-93, rounded to the millimetre."""
    placed: NDArray[np.object_] = shapely.transform(shapes, lambda points: rounded(points + CHURCH))
    return placed


def _provenance(scene: Scene, seed: int, buildings: int) -> tuple[Provenance, ...]:
    source = f"Commune inventée par Vigie (graine {seed}, {buildings} bâtiments), aucun lieu réel"
    assumed_heights = sum(each.height_status == "assumed" for each in scene.buildings)
    assumed_widths = sum(each.width_m is None for each in scene.streets)
    counts: tuple[tuple[str, int, tuple[tuple[str, int], ...]], ...] = (
        ("buildings", len(scene.buildings), (("height", assumed_heights),)),
        ("walls", len(scene.walls), ()),
        ("streets", len(scene.streets), (("width", assumed_widths),)),
        ("areas", len(scene.areas), ()),
        ("points", len(scene.points), ()),
        ("ducts", len(scene.ducts), ()),
    )
    return tuple(
        Provenance(layer=layer, source=source, licence="MIT", count=count, assumed=assumed)
        for layer, count, assumed in counts
    )
