"""Works: which block each public building takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shapely import Polygon

from geodata.invented import names
from geodata.invented.blocks import Block, Finder, make_block
from geodata.invented.civic import church, cloister, gendarmerie, market, park, school, town_hall
from geodata.invented.claims import Site
from geodata.invented.edge import activity_zone, cemetery, stadium, station, water_tower
from geodata.invented.layout import NORTH_EAST, SOUTH_EAST, Layout
from geodata.invented.parts import Parts
from geodata.invented.streets import Way

Maker = Callable[[Block, Site, Finder], tuple[Parts, list[Block]]]

# Who builds, between which rings, in which direction from the church.
_PROGRAMME: tuple[tuple[Maker, int, float], ...] = (
    (town_hall, 0, 85.0),
    (market, 0, 207.0),
    (school, 1, 80.0),
    (park, 1, 125.0),
    (gendarmerie, 1, 345.0),
    (cloister, 1, 155.0),
)
_BUILDABLE_M2 = 2000.0


def public_works(
    layout: Layout, ways: Sequence[Way], blocks: Sequence[Block], site: Site
) -> tuple[Parts, list[Block]]:
    """Build all that is public, in town and out of it.

    Parameters and what is returned are those of ``core_works``.
    """
    parts, left = core_works(layout, ways, blocks, site)
    return parts + _out_of_town(layout, ways, site), left


def core_works(
    layout: Layout, ways: Sequence[Way], blocks: Sequence[Block], site: Site
) -> tuple[Parts, list[Block]]:
    """Build what is public between the rings.

    Parameters
    ----------
    layout : Layout
    ways : sequence of Way
    blocks : sequence of Block
        From the church square outwards.
    site : Site

    Returns
    -------
    parts : Parts
    left : list of Block
        Land for houses, which may look onto the new squares.
    """
    parts = church(blocks[0], site)
    left = list(blocks[1:])
    for make, band, angle_deg in _PROGRAMME:
        chosen = _choose(left, layout, band, angle_deg)
        left.remove(chosen)
        brought, rest = make(chosen, site, Finder(ways))
        parts += brought
        left += rest
    finder = Finder(ways, _squares(parts))
    return parts, [make_block(block.land, finder) for block in left]


def _choose(blocks: Sequence[Block], layout: Layout, band: int, angle_deg: float) -> Block:
    """Give the block between two rings that lies best in a direction."""
    inner = layout.rings[band - 1] if band else 0.0
    outer = layout.rings[band]
    inside = [block for block in blocks if inner < layout.ring_at(*block.middle) < outer]
    wide = [block for block in inside if block.land.area > _BUILDABLE_M2] or inside or blocks
    return min(wide, key=lambda block: _off_axis(block.angle_deg, angle_deg))


def _off_axis(one_deg: float, other_deg: float) -> float:
    return abs((one_deg - other_deg + 180.0) % 360.0 - 180.0)


def _squares(parts: Parts) -> list[Polygon]:
    return [area.polygon for area in parts.areas if area.kind in {"square", "parking"}]


def _out_of_town(layout: Layout, ways: Sequence[Way], site: Site) -> Parts:
    by_name = {each.street.name: each for each in ways}
    to_station = [
        each
        for each in ways
        if each.street.name in {names.RADIALS[SOUTH_EAST], names.ROADS[SOUTH_EAST]}
    ]
    last = min(to_station, key=lambda each: each.line[-1, 1])
    return (
        station(layout, last, site)
        + stadium(by_name[names.STADIUM_STREET], site)
        + activity_zone(by_name[names.ZONE_STREET], site)
        + cemetery(by_name[names.CEMETERY_STREET], site)
        + water_tower(by_name[names.ROADS[NORTH_EAST]], site)
    )
