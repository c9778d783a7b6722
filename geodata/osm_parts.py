"""Building parts: how they refine the outline that holds them.

See https://wiki.openstreetmap.org/wiki/Simple_3D_Buildings . A part that states its height
stands as a building of its own, ``part_of`` the outline that holds at least half of it; the
outline is kept only where no part stands. A part that states no height refines nothing and is
left out; then only the parts that reach the ground are cut out of the outline, so that no
opening is invented. A part that no outline holds and that states its height is a building.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import shapely

from geodata.osm_footprints import Footprint, take_away
from geodata.osm_heights import building_extent, stated_extent
from geodata.osm_kinds import building_kind
from geodata.osm_surfaces import Surface

_HELD_SHARE = 0.5  # of a part's area inside its outline


def refine(outlines: Sequence[Footprint], parts: Sequence[Surface]) -> list[Footprint]:
    """Cut outlines by their parts.

    Parameters
    ----------
    outlines : sequence of Footprint
    parts : sequence of Surface
        Closed shapes tagged ``building:part``, each with at least one polygon.

    Returns
    -------
    list of Footprint
        Outlines, less the ground of their parts (left out when nothing remains), then parts.
    """
    hosts = _hosts(outlines, parts)
    held: defaultdict[int, list[Surface]] = defaultdict(list)
    for part, host in zip(parts, hosts, strict=True):
        if host is not None:
            held[host].append(part)
    refined = [
        _less_parts(outline, held[index]) if index in held else outline
        for index, outline in enumerate(outlines)
    ]
    standing = [
        _part(part, outlines[host] if host is not None else None)
        for part, host in zip(parts, hosts, strict=True)
        if stated_extent(part.tags) is not None
    ]
    return [footprint for footprint in refined if footprint.polygons] + standing


def _hosts(outlines: Sequence[Footprint], parts: Sequence[Surface]) -> list[int | None]:
    owners = [index for index, outline in enumerate(outlines) for _ in outline.polygons]
    tree = shapely.STRtree([polygon for outline in outlines for polygon in outline.polygons])
    hosts: list[int | None] = []
    for part in parts:
        ground = shapely.union_all(part.shape.polygons)
        shares: defaultdict[int, float] = defaultdict(float)
        for found in sorted(tree.query(ground).tolist()):
            shares[owners[found]] += (tree.geometries[found] & ground).area / ground.area
        best = max(shares, key=lambda index: (shares[index], -index), default=None)
        hosts.append(best if best is not None and shares[best] >= _HELD_SHARE else None)
    return hosts


def _less_parts(outline: Footprint, parts: Sequence[Surface]) -> Footprint:
    extents = [stated_extent(part.tags) for part in parts]
    all_stated = all(extent is not None for extent in extents)
    cutting = [
        polygon
        for part, extent in zip(parts, extents, strict=True)
        if extent is not None and (all_stated or extent.underside_m <= 0.0)
        for polygon in part.shape.polygons
    ]
    if not cutting:
        return outline
    return replace(outline, polygons=take_away(outline.polygons, shapely.union_all(cutting)))


def _part(part: Surface, host: Footprint | None) -> Footprint:
    return Footprint(
        key=part.key,
        polygons=part.shape.polygons,
        extent=building_extent(part.tags, part.shape.area_m2),
        part_of=host.key if host else "",
        use=host.use if host else "other",
        kind=host.kind if host else building_kind(part.tags),
        name=part.tags.get("name", host.name if host else ""),
    )
