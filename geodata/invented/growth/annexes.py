"""Annexes: what stands behind houses, wall to wall with them or at the end of their yards."""

from __future__ import annotations

import dataclasses

import numpy as np
import shapely
from shapely import Polygon

from geodata.invented.claims import Site
from geodata.invented.rows import Back, House
from geodata.invented.shapes import Vector, polygon

_DEPTH_M = (2.4, 9.5)
_WIDTH = (0.34, 1.1)  # share of the back wall; all of it from 0.85
_WHOLE = 0.85
_NARROWEST_M = 1.8
_GROWN_TOGETHER = 0.7  # an annex that became part of the house
_ANOTHER = 0.6
_AT_ENDS = 0.7
_NOOKS = 0.3
_SHED = 0.25
_SHED_APART_M = 0.4
_SHED_M = ((2.2, 5.0), (2.0, 4.0))
_YARD_M = (2.0, 11.0)


def annexes(house: House, site: Site, share: float) -> tuple[House, list[Polygon]]:
    """Build annexes behind a house.

    Parameters
    ----------
    house : House
    site : Site
        Annexes are added to its claims.
    share : float
        Of houses that have some.

    Returns
    -------
    house : House
        Longer where an annex became part of it.
    built : list of shapely.Polygon
    """
    built: list[Polygon] = []
    back = house.back
    if back is None:
        return house, built
    if site.chance.happens(_SHED):
        built += _shed(back, site)
    while back is not None and site.chance.happens(share):
        ring, back = _lean_to(back, site)
        if ring is None:
            break
        if not built and site.chance.happens(_GROWN_TOGETHER):
            house = _grown(house, ring)
        else:
            built.append(ring)
        share = _ANOTHER
    return house, built


def _lean_to(back: Back, site: Site) -> tuple[Polygon | None, Back | None]:
    """Build against a stretch of a back wall; give the new back wall as well."""
    wall = back.left - back.right
    drawn, depth = site.chance.between(*_WIDTH), site.chance.between(*_DEPTH_M)
    aside = _where(site.chance.share())
    share = 1.0 if drawn > _WHOLE else drawn
    if share * float(np.hypot(*wall)) < _NARROWEST_M:
        return None, None
    start = aside * (1.0 - share)
    right, left = back.right + start * wall, back.right + (start + share) * wall
    lean = back.behind_left - back.behind_right
    deep_r, deep_l = (back.behind_right + t * lean for t in (round(start), round(start + share)))
    far_right, far_left = right + depth * deep_r, left + depth * deep_l
    shape = polygon([left, right, far_right, *_nook(right, left, far_left, far_right, site)])
    if not shape.is_valid or not site.build([shape]):
        return None, None
    if len(shape.exterior.coords) > 5:
        return shape, None
    return shape, Back(far_right, far_left, deep_r, deep_l)


def _nook(
    right: Vector, left: Vector, far_left: Vector, far_right: Vector, site: Site
) -> list[Vector]:
    """Give the far left corner of an annex, or the three corners of a nook there."""
    if not site.chance.happens(_NOOKS):
        return [far_left]
    across, along = site.chance.between(0.3, 0.6), site.chance.between(0.3, 0.7)
    mid_far = far_right + across * (far_left - far_right)
    mid_near = right + across * (left - right)
    inner = mid_near + along * (mid_far - mid_near)
    return [mid_far, inner, left + along * (far_left - left)]


def _where(draw: float) -> float:
    """Place an annex along its wall: at the right end (0), at the left end (1) or between."""
    if draw < _AT_ENDS:
        return float(draw < _AT_ENDS / 2)
    return 0.2 + 0.6 * (draw - _AT_ENDS) / (1.0 - _AT_ENDS)


def _grown(house: House, annex: Polygon) -> House:
    """Make one building of a house and its annex."""
    whole = shapely.union(house.footprint, annex, grid_size=0.001)
    if not isinstance(whole, Polygon) or len(whole.interiors) > len(house.footprint.interiors):
        return house
    return dataclasses.replace(house, footprint=shapely.orient_polygons(whole))


def _shed(back: Back, site: Site) -> list[Polygon]:
    """Build a shed in the yard."""
    wall = back.left - back.right
    along = wall / np.hypot(*wall)
    wide, deep = (site.chance.between(*sizes) for sizes in _SHED_M)
    away, aside = site.chance.between(*_YARD_M), site.chance.between(0.0, 0.7)
    foot = back.right + aside * wall + away * back.behind_right
    reach = deep * back.behind_right
    shed = polygon(np.array([foot + wide * along, foot, foot + reach, foot + reach + wide * along]))
    return [shed] if site.build([shed], gap_m=_SHED_APART_M) else []
