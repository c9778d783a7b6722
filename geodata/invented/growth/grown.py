"""Grown: a town beyond its bourg, quarter after quarter until it holds what is asked."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Polygon, STRtree, box
from shapely.geometry.base import BaseGeometry

from geodata.invented import names
from geodata.invented.blocks import Finder, lay_blocks, street_ground
from geodata.invented.chance import Chance
from geodata.invented.claims import Claims, Site
from geodata.invented.edge import railway_ground, station
from geodata.invented.furniture import avenues, lamps, with_sidewalks
from geodata.invented.greenery import garden_trees, meadows, willows
from geodata.invented.growth.fabric import OLD_TOWN, Fabric, Names, build, fill
from geodata.invented.growth.knots import knit
from geodata.invented.growth.paths import Titles, drawn_paths
from geodata.invented.growth.quarters import Quarter, quarters_of
from geodata.invented.growth.roads import roads_out
from geodata.invented.growth.street_names import dead_ends, through_streets
from geodata.invented.homes import open_offices
from geodata.invented.layout import Layout, lay_out, widened
from geodata.invented.parts import Parts
from geodata.invented.streets import Way, connected, town_streets, way
from geodata.invented.works import core_works
from planner.scene.model import Landmark

_CORE = 300  # buildings of the bourg that the town grows from
_FAR_M = 4000.0
_ON_EDGE_M = 0.05
_NEAR_M = 12.0
_ASIDE_M = 3.5  # from the station to other land
_MARGIN_M = 260.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grown:
    """A town grown beyond its bourg, in the town frame."""

    layout: Layout
    ways: list[Way]
    parts: Parts


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Land:
    """All the land there is, whatever is built of it."""

    layout: Layout
    core: Fabric
    paths: list[Way]  # every street piece that may be drawn, those not yet in part "country"
    quarters: list[Quarter]
    names: Names  # those that no street has yet
    titles: Titles  # which take from them


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Built:
    """What has been built so far."""

    fabrics: list[Fabric]
    edges: set[int]  # ranks of the paths along built quarters


def grow(seed: int, buildings: int) -> Grown:
    """Grow a town from its core.

    Parameters
    ----------
    seed : int
    buildings : int
        How many, exactly; more than the core has.
    """
    land = _survey(seed)
    built = _build(land, seed, buildings)
    parts = _sum(fabric.parts for fabric in built.fabrics)
    drawn = drawn_paths(land.paths, built.edges, land.titles)
    layout = widened(land.layout, _ground(parts))
    ways = _network(drawn, built, layout)
    ways = with_sidewalks(ways)
    return Grown(layout=layout, ways=ways, parts=parts + _furnish(land, layout, ways, built, seed))


def _survey(seed: int) -> _Land:
    """Lay out the core, the roads and the quarters."""
    layout = widened(lay_out(seed, _CORE), box(-_FAR_M, -_FAR_M, _FAR_M, _FAR_M))
    streets = connected(town_streets(layout, Chance(seed, "streets")))
    old = _around_blocks([each for each in streets if each.part != "country"])
    roads = roads_out(layout, seed)
    core, covered = _core(layout, old, roads, seed)
    quarters, cuts = quarters_of(layout, [*_mains(old), *roads], covered, seed)
    called = Names(through=through_streets(), dead=dead_ends())
    new = [way(line, "country", name=f"{k}", sidewalk="both") for k, line in enumerate(cuts)]
    paths = connected(knit([*old, *roads, *new]))
    titles = Titles(called.through)
    return _Land(
        layout=layout, core=core, paths=paths, quarters=quarters, names=called, titles=titles
    )


def _mains(ways: Sequence[Way]) -> list[Way]:
    return [each for each in ways if each.street.name in names.RADIALS]


def _around_blocks(ways: Sequence[Way]) -> list[Way]:
    """Drop the streets that go around no block, such as rings that the river cuts short.

    Footpaths around the core become streets: others will end on them.
    """
    faces = shapely.get_parts(shapely.polygonize([each.street.line for each in ways]))
    inner = shapely.union_all(shapely.boundary(faces))
    outer = shapely.boundary(shapely.union_all(faces))
    kept = []
    for each in ways:
        middle = each.street.line.interpolate(0.5, normalized=True)
        if each.part == "walk" and shapely.dwithin(outer, middle, _ON_EDGE_M):
            name = each.street.name.replace("Sente", "Rue", 1)
            kept.append(way(each.line, "town", name=name, sidewalk="both"))
        elif each.street.name in names.RADIALS or shapely.dwithin(inner, middle, _ON_EDGE_M):
            kept.append(each)
    return kept


def _core(
    layout: Layout, streets: Sequence[Way], roads: Sequence[Way], seed: int
) -> tuple[Fabric, BaseGeometry]:
    """Build the core and the station; give the ground that they cover."""
    claims = Claims()
    claims.take([*street_ground(streets), layout.water.buffer(7.0), *railway_ground(layout)])
    blocks = lay_blocks(streets, layout.water)
    site = Site(claims=claims, chance=Chance(seed, "works"))
    works, left = core_works(layout, streets, blocks, site)
    chance = Chance(seed, "core")
    fabric = build("faubourg", left, Finder(streets), claims, chance, style=OLD_TOWN)
    stop = station(layout, roads[-1], site)
    parts = open_offices(works + fabric.parts) + stop
    faces = shapely.polygonize([each.street.line for each in streets])
    lots = [lot.building.footprint for lot in stop.lots]
    yard = shapely.union_all([*lots, *(each.polygon for each in stop.areas)]).convex_hull
    covered = shapely.union_all([*shapely.get_parts(faces), yard.buffer(_ASIDE_M)])
    return dataclasses.replace(fabric, parts=parts), covered


def _build(land: _Land, seed: int, buildings: int) -> _Built:
    """Build quarters in turn until there are enough buildings; the last is left unfinished."""
    tree = STRtree([path.street.line for path in land.paths])
    middles = STRtree([path.street.line.interpolate(0.5, normalized=True) for path in land.paths])
    built = _Built(fabrics=[land.core], edges=set())
    missing = buildings - len(land.core.parts.lots)
    for quarter in land.quarters:
        if missing <= 0:
            break
        on_edge = middles.query(quarter.land.boundary, "dwithin", _ON_EDGE_M)
        if not len(on_edge):
            continue
        near = np.sort(tree.query(quarter.land, "dwithin", _NEAR_M))
        fabric = fill(quarter, [land.paths[k] for k in near], land.names, seed)
        fabric = _nearest(fabric, missing)
        if fabric.parts.lots:
            built.edges.update(on_edge.tolist())
            for k in np.sort(on_edge).tolist():
                land.titles.entitle(land.paths[k])
        missing -= len(fabric.parts.lots)
        built.fabrics.append(fabric)
    return built


def _nearest(fabric: Fabric, most: int) -> Fabric:
    """Keep as many lots as asked, those nearest to the church, in the order they were built."""
    lots = fabric.parts.lots
    if len(lots) <= most:
        return fabric
    centres = shapely.get_coordinates(shapely.centroid([lot.building.footprint for lot in lots]))
    order = np.argsort(np.hypot(centres[:, 0], centres[:, 1]), kind="stable")[:most]
    kept = tuple(lots[k] for k in np.sort(order).tolist())
    return dataclasses.replace(fabric, parts=dataclasses.replace(fabric.parts, lots=kept))


def _sum(parts: Iterable[Parts]) -> Parts:
    """Add parts up, all at once."""
    every = list(parts)
    return Parts(
        **{
            each.name: tuple(itertools.chain.from_iterable(getattr(p, each.name) for p in every))
            for each in dataclasses.fields(Parts)
        }
    )


def _ground(parts: Parts) -> Polygon:
    """Give the box where the data speaks: what is built, and some country around."""
    shapes = [*(lot.building.footprint for lot in parts.lots), *(a.polygon for a in parts.areas)]
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    least = [max(-_FAR_M, float(math.floor(edge - _MARGIN_M))) for edge in (west, south)]
    most = [min(_FAR_M, float(math.ceil(edge + _MARGIN_M))) for edge in (east, north)]
    return box(least[0], least[1], most[0], most[1])


def _network(drawn: Sequence[Way], built: _Built, layout: Layout) -> list[Way]:
    """Tie all streets together, those of the ground only."""
    inner = [each for fabric in built.fabrics for each in fabric.ways]
    ground = layout.ground.buffer(-5.0)
    within = [each for each in (*drawn, *inner) if ground.contains(each.street.line)]
    return connected(knit(within))


def _furnish(land: _Land, layout: Layout, ways: Sequence[Way], built: _Built, seed: int) -> Parts:
    """Light the streets and plant trees where nothing stands."""
    parts = _sum(fabric.parts for fabric in built.fabrics)
    houses = [lot.building.footprint for lot in parts.lots]
    taken = [*houses, *street_ground(ways), *railway_ground(layout)]
    taken += [each.polygon for each in parts.areas]
    green = meadows(layout, taken, bends_m=(310.0, 87.0))
    trees = [*avenues(ways, Chance(seed, "avenues"))]
    trees += willows(land.layout, [land.layout.water.centroid], Chance(seed, "willows"))
    points = [*lamps(ways), *_standing_free(trees, layout, taken)]
    for rank, fabric in enumerate(built.fabrics):
        own = [lot.building.footprint for lot in fabric.parts.lots]
        if own:
            points += garden_trees(fabric.blocks, own, Chance(seed, f"garden trees {rank}"))
    return Parts(areas=tuple(green), points=tuple(points))


def _standing_free(
    trees: Sequence[Landmark], layout: Layout, taken: Sequence[BaseGeometry]
) -> list[Landmark]:
    """Keep the trees of the town that touch no house and stand in no street."""
    index = STRtree(taken)
    inside = layout.ground.buffer(-5.0)
    return [
        each
        for each in trees
        if inside.contains(each.point) and not len(index.query(each.point, "dwithin", 0.5))
    ]
