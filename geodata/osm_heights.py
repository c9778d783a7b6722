"""How high things stand, from their tags, and what is assumed when the tags do not say.

``height`` is taken as measured; ``building:levels`` gives 3 m a level and 1 m of roof; else a
height by kind is assumed and counted as such. The assumed heights are hypotheses. Yardstick: the
2,004 heights of BD TOPO 3 for Olemps (Aveyron), measured at the eaves, have a median of 5.7 m
for dwellings, 5.6 m for buildings of no stated use, 6.2 m for shops, 4.2 m for annexes and
3.4 m for annexes under 20 m2. What has no stated kind is taken as two levels (7 m), a little
above that median, because a higher building hides more: the mistake is on the safe side.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from geodata.osm_tags import Tags, parse_length, parse_levels
from planner.scene.model import HeightStatus

LEVEL_M = 3.0
ROOF_M = 1.0
DEFAULT_HEIGHT_M = 7.0
SMALL_BUILDING_M2 = 20.0
SMALL_HEIGHT_M = 3.0
CANOPY_THICKNESS_M = 0.5
HIGHEST_M = 400.0  # above this a tag is a slip of the finger, or feet times ten

_KIND_HEIGHTS_M = {
    "apartments": 12.0,
    "dormitory": 12.0,
    "office": 10.0,
    "hotel": 10.0,
    "hospital": 12.0,
    "university": 10.0,
    "college": 10.0,
    "house": 6.0,
    "detached": 6.0,
    "semidetached_house": 6.0,
    "terrace": 6.0,
    "bungalow": 4.0,
    "farm": 6.0,
    "barn": 6.0,
    "church": 15.0,
    "cathedral": 20.0,
    "chapel": 7.0,
    "garage": 3.0,
    "garages": 3.0,
    "shed": 3.0,
    "hut": 3.0,
    "cabin": 3.0,
    "kiosk": 3.0,
    "service": 3.0,
    "toilets": 3.0,
    "allotment_house": 3.0,
    "static_caravan": 3.0,
    "greenhouse": 3.0,
    "roof": 4.0,
    "canopy": 4.0,
    "carport": 3.0,
    "bridge": 6.0,
    "ruins": 3.0,
    "farm_auxiliary": 5.0,
    "stable": 4.0,
}
CANOPIES = frozenset({"roof", "carport", "canopy", "bridge"})
_WALL_HEIGHTS_M = {
    "wall": 2.0,
    "hedge": 1.8,
    "fence": 1.8,
    "city_wall": 6.0,
    "retaining_wall": 1.5,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """The vertical extent of a building, metres above ground."""

    top_m: float
    underside_m: float
    status: HeightStatus


def stated_extent(tags: Tags) -> Extent | None:
    """Give the vertical extent that the tags state, None when they state no top."""
    underside = _underside(tags)
    top = parse_length(tags.get("height", ""))
    if top is not None and underside < top <= HIGHEST_M:
        return Extent(top_m=top, underside_m=underside, status="measured")
    levels = parse_levels(tags.get("building:levels", ""))
    if levels is None:
        return None
    roof_levels = parse_levels(tags.get("roof:levels", "")) or 0.0
    top = LEVEL_M * (levels + max(roof_levels, 0.0)) + ROOF_M
    if levels < 0 or not underside < top <= HIGHEST_M:
        return None
    return Extent(top_m=top, underside_m=underside, status="levels")


def _underside(tags: Tags) -> float:
    stated = parse_length(tags.get("min_height", ""))
    if stated is not None:
        return stated
    levels = parse_levels(tags.get("building:min_level", ""))
    # A negative level is a basement: the building stands on the ground.
    return LEVEL_M * levels if levels is not None and levels > 0 else 0.0


def building_extent(tags: Tags, area_m2: float) -> Extent:
    """Give the vertical extent of a building, assumed where the tags do not say.

    Parameters
    ----------
    tags : mapping of str to str
    area_m2 : float
        Of its footprint: what is under 20 m2 and of no stated kind is taken as a shed.
    """
    kind = tags.get("building", tags.get("building:part", "yes"))
    stated = stated_extent(tags)
    if stated is not None:
        return _lifted(stated, kind)
    top = _KIND_HEIGHTS_M.get(kind)
    if top is None:
        small = kind == "yes" and area_m2 < SMALL_BUILDING_M2
        top = SMALL_HEIGHT_M if small else DEFAULT_HEIGHT_M
    underside = _underside(tags)
    # A stated underside with no stated top: one level above it.
    top = max(top, underside + LEVEL_M) if underside > 0.0 else top
    return _lifted(Extent(top_m=top, underside_m=underside, status="assumed"), kind)


def _lifted(extent: Extent, kind: str) -> Extent:
    """Lift the underside of what has no walls: people and sight pass beneath."""
    if kind not in CANOPIES or extent.underside_m > 0.0:
        return extent
    underside = max(extent.top_m - CANOPY_THICKNESS_M, extent.top_m / 2.0)
    return Extent(top_m=extent.top_m, underside_m=underside, status=extent.status)


def wall_height(tags: Tags, kind: str) -> tuple[float, HeightStatus]:
    """Give the height of a wall, hedge or opaque fence, metres, and where it comes from."""
    stated = parse_length(tags.get("height", ""))
    if stated is not None and 0.0 < stated <= HIGHEST_M and math.isfinite(stated):
        return stated, "measured"
    return _WALL_HEIGHTS_M.get(tags.get("barrier", kind), _WALL_HEIGHTS_M["wall"]), "assumed"
