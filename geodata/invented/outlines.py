"""Outlines: the plans of detached houses, seldom plain rectangles."""

from __future__ import annotations

from shapely import Polygon

from geodata.invented.chance import Chance
from geodata.invented.shapes import Frame

Corner = tuple[float, float]

_PLAIN = 0.2
_BUMPS = (0.45, 0.28, 0.6, 0.28)  # front, right, back, left
_OUT_M = (0.8, 3.2)
_NOOK = 0.25  # share of bumps that go in
_GARAGE = 0.42
_GARAGE_M = ((2.9, 3.8), (5.2, 7.5))


def varied_outline(
    place: Frame, setback: float, size: tuple[float, float], chance: Chance
) -> tuple[Polygon, list[Polygon]]:
    """Draw a house with bays, a veranda or nooks, and perhaps a garage against its side.

    Parameters
    ----------
    place : Frame
        In the middle of the plot's front.
    setback : float
        From the street to the house, metres.
    size : tuple of float
        Width and depth in metres.
    chance : Chance

    Returns
    -------
    house : shapely.Polygon
    garages : list of shapely.Polygon
        None or one.
    """
    width, depth = size
    left, right, back = -width / 2, width / 2, setback + depth
    corners = [(left, setback), (right, setback), (right, back), (left, back)]
    if chance.happens(_PLAIN):
        return place.polygon(*corners), []
    has_garage = chance.happens(_GARAGE)
    ring: list[Corner] = []
    for side, share in enumerate(_BUMPS):
        start, end = corners[side], corners[(side + 1) % 4]
        ring.append(start)
        if side == 1 and has_garage:
            garage, joints = _garage(right, setback, depth, chance)
            ring += joints
        elif chance.happens(share):
            ring += _bump(start, end, chance)
    return place.polygon(*ring), [place.polygon(*garage)] if has_garage else []


def _bump(start: Corner, end: Corner, chance: Chance) -> list[Corner]:
    """Push a stretch of a wall out, or in."""
    first = chance.between(0.12, 0.45)
    last = chance.between(first + 0.25, 0.9)
    out = chance.between(*_OUT_M)
    if chance.happens(_NOOK):
        out = -0.5 * out
    along = end[0] - start[0], end[1] - start[1]
    length = abs(along[0]) + abs(along[1])  # walls run along the axes
    push = along[1] / length * out, -along[0] / length * out
    a, b = ((start[0] + t * along[0], start[1] + t * along[1]) for t in (first, last))
    return [a, (a[0] + push[0], a[1] + push[1]), (b[0] + push[0], b[1] + push[1]), b]


def _garage(
    right: float, setback: float, depth: float, chance: Chance
) -> tuple[list[Corner], list[Corner]]:
    """Draw a garage against the right wall; give its corners and its joints with the wall."""
    wide, deep = (chance.between(*sizes) for sizes in _GARAGE_M)
    near = setback + chance.between(0.4, 1.6)
    far = min(near + deep, setback + depth - 0.4)
    joints = [(right, near), (right, far)]
    return [joints[0], (right + wide, near), (right + wide, far), joints[1]], joints
