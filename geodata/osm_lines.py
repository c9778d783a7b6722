"""Lines of an OpenStreetMap extract: streets, walls, and what a trench does not cross freely."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from shapely import LineString

from geodata.layers import Layer
from geodata.osm_extract import OsmExtract, OsmWay
from geodata.osm_heights import wall_height
from geodata.osm_kinds import barrier_kind, is_open_fence, is_street, wall_kind
from geodata.osm_rings import Ground, line_runs
from geodata.osm_tags import Tags, parse_length
from geodata.polygons import numbered
from planner.findings import Finding, note, warning
from planner.scene.model import Barrier, Street, Wall

_WIDEST_STREET_M = 60.0
_BROKEN = {
    "streets": "osm_missing_nodes_streets",
    "walls": "osm_missing_nodes_walls",
    "barriers": "osm_missing_nodes_barriers",
}
_LAYER = re.compile(r"[-+]?\d{1,2}")

Record = TypeVar("Record", Street, Wall, Barrier)


def read_streets(extract: OsmExtract, ground: Ground) -> Layer[Street]:
    """Read the streets, one-way or not: a trench does not care."""
    ways = [way for way in extract.ways.values() if is_street(way.tags)]
    return _layer("streets", ways, ground, _street)


def _street(key: str, line: LineString, tags: Tags) -> Street:
    width = parse_length(tags.get("width", ""))
    return Street(
        id=key,
        line=line,
        highway=tags["highway"],
        name=tags.get("name", ""),
        surface=tags.get("surface", ""),
        width_m=width if width and width <= _WIDEST_STREET_M else None,
        sidewalk=_sidewalk(tags),
        access=tags.get("access", ""),
        service=tags.get("service", ""),
        bridge=tags.get("bridge", "no") != "no",
        # A passage through a building is at street level; only the sky is missing.
        tunnel=tags.get("tunnel", "no") not in {"no", "building_passage"},
        layer=_stacking(tags),
    )


def _sidewalk(tags: Tags) -> str:
    """Give the side of the sidewalks, whichever of the two ways of tagging them is used."""
    if "sidewalk" in tags or "sidewalk:both" in tags:
        told = tags.get("sidewalk") or tags["sidewalk:both"]
        return "both" if told == "yes" else told
    sides = [side for side in ("left", "right") if tags.get(f"sidewalk:{side}", "no") != "no"]
    return "both" if len(sides) == 2 else "".join(sides)


def _stacking(tags: Tags) -> int:
    """Give the layer of a way; a passage through a building, whatever it says, is on the ground."""
    if tags.get("tunnel") == "building_passage":
        return 0
    match = _LAYER.match(tags.get("layer", ""))
    return int(match[0]) if match else 0


def read_walls(extract: OsmExtract, ground: Ground) -> Layer[Wall]:
    """Read what stands and hides: walls, hedges, fences that cannot be seen through."""
    ways = [way for way in extract.ways.values() if wall_kind(way.tags)]
    layer = _layer("walls", ways, ground, _wall)
    total = len(layer.records)
    assumed = sum(wall.height_status == "assumed" for wall in layer.records)
    open_fences = sum(is_open_fence(way.tags) for way in extract.ways.values())
    findings = list(layer.findings)
    if assumed:
        findings.append(
            warning("wall_heights_assumed", subject="walls", count=assumed, total=total)
        )
    if open_fences:
        findings.append(note("fences_left_out", subject="walls", count=open_fences))
    return Layer(
        records=layer.records,
        count=layer.count,
        assumed=(("height", assumed),),
        findings=tuple(findings),
    )


def _wall(key: str, line: LineString, tags: Tags) -> Wall:
    kind = wall_kind(tags)
    height, status = wall_height(tags, kind)
    return Wall(id=key, line=line, height_m=height, height_status=status, kind=kind)


def read_barriers(extract: OsmExtract, ground: Ground) -> Layer[Barrier]:
    """Read rail and water lines at ground level."""
    ways = [way for way in extract.ways.values() if barrier_kind(way.tags)]
    return _layer("barriers", ways, ground, _barrier)


def _barrier(key: str, line: LineString, tags: Tags) -> Barrier:
    kind = barrier_kind(tags)
    return Barrier(id=key, line=line, kind=kind or "waterway", name=tags.get("name", ""))


def _layer(
    name: str,
    ways: Iterable[OsmWay],
    ground: Ground,
    record: Callable[[str, LineString, Tags], Record],
) -> Layer[Record]:
    """Turn ways into records, one per unbroken run, sorted by id."""
    records: list[Record] = []
    kept = broken = 0
    for way in ways:
        lines, incomplete = line_runs(ground, way)
        keys = numbered(way.key, len(lines))
        records += [record(*pair, way.tags) for pair in zip(keys, lines, strict=True)]
        kept += bool(lines)
        broken += incomplete
    found: list[Finding] = [warning(_BROKEN[name], subject=name, count=broken)] if broken else []
    return Layer(
        records=tuple(sorted(records, key=lambda item: item.id)),
        count=kept,
        findings=tuple(found),
    )
