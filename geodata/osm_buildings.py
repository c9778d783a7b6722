"""Buildings of an OpenStreetMap extract: outlines, what stands around them, their parts.

Counting
--------
An outline is a closed way or a multipolygon relation with a ``building`` value other than
``no``; that is what `outline_count` counts, whatever the number of pieces. A way that repeats
the tag of the relation it bounds is not counted twice, a building told under ground is left out.

Parts (https://wiki.openstreetmap.org/wiki/Simple_3D_Buildings)
-----
A ``building:part`` that states its height stands as a building of its own with ``part_of`` its
outline, the one that holds at least half of it; the outline is kept only where no part stands.
A part that states no height refines nothing and is left out; then only the parts that reach the
ground are cut out of the outline, so that no opening is invented. A part without an outline is
a building.

Use
---
Tags first; else a town hall, school, police station... mapped as a point inside, or as grounds
around, makes it ``public``; industrial, commercial and railway ground make it ``other``. What
remains, ``building=yes`` in a street of the French land register, is presumed a dwelling from
20 m2 up, because privacy rules protect dwellings: the mistake is on the safe side, and counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import shapely
from shapely import LineString, Polygon

from geodata.layers import Layer
from geodata.osm_extract import OsmExtract, Tags
from geodata.osm_heights import SMALL_BUILDING_M2, Extent, building_extent, stated_extent
from geodata.osm_kinds import (
    building_kind,
    building_use,
    is_building,
    is_part,
    is_working_ground,
    public_ground,
)
from geodata.osm_passages import Passage, open_passages, passages_of
from geodata.osm_rings import Ground
from geodata.osm_surfaces import Surface, fault_findings
from geodata.polygons import cut_polygons, numbered
from planner.findings import Finding, note, warning
from planner.scene.model import Building, Use

_HELD_SHARE = 0.5  # of a part's area inside its outline
