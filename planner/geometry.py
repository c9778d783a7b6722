"""Planar measures that rooms share. Metres in one metric CRS; bearings clockwise from north."""

from __future__ import annotations

import math


def heading(bearing_deg: float) -> tuple[float, float]:
    """Give the unit vector (east, north) of a bearing in degrees clockwise from north.

    Multiples of 90 degrees are exact, so that a camera aimed north sees symmetric ground.
    """
    quarter, rest = divmod(bearing_deg % 360.0, 90.0)
    if rest == 0.0:
        return ((0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (-1.0, 0.0))[int(quarter) % 4]
    angle = math.radians(bearing_deg)
    return math.sin(angle), math.cos(angle)


def bearing_between(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Give the bearing in degrees, in [0, 360), from one point to another."""
    return math.degrees(math.atan2(end[0] - start[0], end[1] - start[1])) % 360.0
