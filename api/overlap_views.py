"""Overlap, dead zones and blind spots as JSON: members added to those of the coverage.

Areas are rounded to 0.01 m2, lengths to 1e-6 m as the other limits, shares to 1e-6; places are
longitude and latitude in WGS 84.
"""

from __future__ import annotations

from typing import Any

from api.render.lonlat import LonLat
from api.views import hundredth, share
from planner.coverage.gaps.model import BlindSpot, CountArea, Gaps, Overlap

Json = dict[str, Any]


def with_gaps(view: Json, gaps: Gaps | None, crs: str) -> Json:
    """Add what is missed and what is seen twice to the view of a coverage.

    Parameters
    ----------
    view : dict
        As ``api.views.coverage_view`` gives it; left as it is.
    gaps : Gaps or None
        Of the same coverage; without them the view comes back unchanged.
    crs : str
        The scene's.

    Returns
    -------
    dict
    """
    if gaps is None:
        return view
    return {
        **view,
        **overlap_members(gaps.overlap),
        "cameras": [camera | camera_members(gaps, camera["id"]) for camera in view["cameras"]],
        "zones": [zone | zone_members(gaps, zone["id"], crs) for zone in view["zones"]],
    }


def overlap_members(overlap: Overlap) -> Json:
    """Give ``overlap`` (areas by exact count of cameras) and ``overlap_pairs``."""
    return {
        "overlap": [_count(one) for one in overlap.counts],
        "overlap_pairs": [
            {
                "cameras": [pair.first, pair.second],
                "area_m2": hundredth(pair.area_m2),
                "share": share(pair.share),
            }
            for pair in overlap.pairs
        ],
    }


def camera_members(gaps: Gaps, camera: str) -> Json:
    """Give ``alone_m2``, ``adds_m2`` and ``dead_zone`` of a camera by its id."""
    brought, dead = gaps.share_of(camera), gaps.dead_zone_of(camera)
    return {
        "alone_m2": hundredth(brought.alone_m2),
        "adds_m2": hundredth(brought.adds_m2),
        "dead_zone": {
            "near_limit_m": _limit(dead.near_limit_m),
            "area_m2": hundredth(dead.area_m2),
            "feet_limit_m": _limit(dead.feet_limit_m),
            "feet_area_m2": hundredth(dead.feet_area_m2),
        },
    }


def zone_members(gaps: Gaps, zone: str, crs: str) -> Json:
    """Give ``seen_by``, ``blind_spots`` and what is told with them of a zone by its id."""
    counts = next(one for one in gaps.overlap.zones if one.zone == zone)
    blind = next(one for one in gaps.blind_spots if one.zone == zone)
    to = LonLat(crs)
    return {
        "seen_by": [_count(one) for one in counts.counts],
        "blind_spots": [_spot(spot, to) for spot in blind.spots],
        "blind_area_m2": hundredth(blind.area_m2),
        "blind_remainder_m2": hundredth(blind.remainder_m2),
        "blind_dead_zone_m2": hundredth(blind.dead_m2),
    }


def _count(one: CountArea) -> Json:
    return {
        "cameras": one.cameras,
        "area_m2": hundredth(one.area_m2),
        "share": share(one.share),
    }


def _spot(spot: BlindSpot, to: LonLat) -> Json:
    lon, lat = to.point(spot.point.x, spot.point.y)
    return {
        "area_m2": hundredth(spot.area_m2),
        "lon": lon,
        "lat": lat,
        "island": spot.island,
        "dead_zone_m2": hundredth(spot.dead_m2),
    }


def _limit(metres: float | None) -> float | None:
    return None if metres is None else round(metres, 6)
