"""Buildings of an OpenStreetMap extract: outlines, what stands around them, their parts.

Counting
--------
An outline is a closed way or a multipolygon relation with a ``building`` value other than
``no``; that is what `outline_count` counts, whatever the number of pieces. A way that repeats
the tag of the relation it bounds is not counted twice, a building told under ground is left out,
a way that the extract cut open is closed straight.

Use
---
Tags first: a dwelling or a public building stays what it is tagged. Else a town hall, school,
police station... mapped as a point inside, or as grounds around, makes it ``public``;
industrial, commercial and railway ground make it ``other``. What remains, ``building=yes`` in a
street of the French land register, is presumed a dwelling from 20 m2 up, because privacy rules
protect dwellings: the mistake is on the safe side, and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from geodata.layers import Layer
from geodata.osm_extract import OsmExtract
from geodata.osm_footprints import Footprint, buildings_of
from geodata.osm_heights import building_extent
from geodata.osm_kinds import is_building, is_part
from geodata.osm_parts import refine
from geodata.osm_passages import open_passages, passages_of
from geodata.osm_rings import Ground
from geodata.osm_surfaces import Surface, fault_findings
from geodata.osm_uses import Purpose, purposes_of
from planner.findings import Finding, note, warning
from planner.scene.model import Building

_PIECE = re.compile(r"-(?:p|p-\d+|\d+)$")


def outline_count(buildings: Iterable[Building]) -> int:
    """Count outlines: the pieces of one footprint, its parts and its passages are one building."""
    return len({building.part_of or _PIECE.sub("", building.id) for building in buildings})


def read_buildings(
    extract: OsmExtract, ground: Ground, surfaces: Sequence[Surface]
) -> Layer[Building]:
    """Read the buildings of an extract.

    Parameters
    ----------
    extract : OsmExtract
    ground : Ground
    surfaces : sequence of Surface
        Closed shapes of the same extract.

    Returns
    -------
    Layer of Building
        ``count`` is the number of outlines; ``assumed`` counts, among outlines, the heights
        and the uses that the source does not give, and the passages opened.
    """
    tagged = [surface for surface in surfaces if is_building(surface.tags)]
    outlines = [surface for surface in tagged if surface.shape.polygons]
    parts = [surface for surface in surfaces if is_part(surface.tags) and surface.shape.polygons]
    purposes = purposes_of(outlines, surfaces, extract.nodes.values(), ground)
    footprints = [_footprint(*pair) for pair in zip(outlines, purposes, strict=True)]
    opened, passages = open_passages(refine(footprints, parts), passages_of(extract, ground))
    assumed = {
        "height": sum(item.extent.status == "assumed" for item in footprints),
        "use": sum(purpose.presumed for purpose in purposes),
        "passage": passages,
    }
    findings = (*fault_findings("buildings", tagged), *_assumptions(assumed, len(footprints)))
    return Layer(
        records=buildings_of(opened),
        count=len(footprints),
        assumed=tuple(assumed.items()),
        findings=findings,
    )


def _footprint(outline: Surface, purpose: Purpose) -> Footprint:
    return Footprint(
        key=outline.key,
        polygons=outline.shape.polygons,
        extent=building_extent(outline.tags, outline.shape.area_m2),
        use=purpose.use,
        kind=purpose.kind,
        name=outline.tags.get("name", ""),
    )


def _assumptions(assumed: dict[str, int], total: int) -> list[Finding]:
    found = []
    if assumed["height"]:
        found.append(
            warning("heights_assumed", subject="buildings", count=assumed["height"], total=total)
        )
    if assumed["use"]:
        found.append(note("uses_presumed", subject="buildings", count=assumed["use"], total=total))
    if assumed["passage"]:
        found.append(note("passages_opened", subject="buildings", count=assumed["passage"]))
    return found
