"""The skyline of the ground: which targets are behind the relief itself.

The ground hides a target at height u above the lens and distance r when somewhere before it, at
distance s, it rises above the sight line: g(s) > u s / r (reference/coverage.md 2.4, step 9).
Rays fan out from the lens, half a step of the relief apart at the reach, heights are read every
half step along them, and the steepest slope met so far is kept: a target below the slopes of
both rays beside it is hidden, above both it is in view. Both are widened by how much the ground
bends between neighbouring readings. The targets left, on the edge of a skyline, are asked one
by one: along their own sight line the ground is a parabola in each square of the relief, whose
top is known. The widening is a measured choice, not a bound: on 300,000 cells around the
roughest places of a real relief no answer differs from asking every cell one by one.

The ground within one step of the lens does not count: what a mast, a kerb or a ditch does there
is not in a relief.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np

from planner.coverage.engine.columns import Bools, Floats, Ints
from planner.coverage.relief.known_ground import KnownGround

FINE = 2  # readings per step of the relief, along rays and across them at the reach
TOUCH_M = 1e-6  # ground that only touches the line hides nothing
_WIDEN = 1.5  # bends between readings: three times what one kink does; nothing missed when measured
_NO_MIDDLE = 1e-6
_READINGS_AT_ONCE = 1_000_000
MOST_READINGS = 16_000_000  # of a fan: 800 m around at half a metre, some 1 GB


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens:
    """Where the lens is: scene's CRS, and metres above sea level."""

    x: float
    y: float
    z: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Fan:
    """Slopes of the skyline along rays, widened down and up.

    ``least`` and ``most`` have shape (n_rays, n_rings): the steepest slope met up to each ring.
    """

    first: float
    turn: float
    ring_m: float
    start_m: float
    least: Floats
    most: Floats

    def beside(self, angle: Floats) -> Ints:
        """Give the ray before each angle: the next one is after it."""
        ray = ((angle - self.first) / self.turn).astype(np.int64)
        return np.clip(ray, 0, len(self.least) - 2)

    def ring(self, away: Floats) -> Ints:
        """Give the last ring before each distance."""
        ring = ((away - self.start_m) / self.ring_m).astype(np.int64)
        return np.clip(ring, 0, self.least.shape[1] - 1)


def behind_ground(
    ground: KnownGround, lens: Lens, places: tuple[Floats, Floats], rise_m: Floats
) -> Bools:
    """Tell which targets the ground hides.

    Parameters
    ----------
    ground : KnownGround
    lens : Lens
    places : tuple of ndarray of float, shape (n_targets,)
        Metres east and north of the lens.
    rise_m : ndarray of float, shape (n_targets,)
        Targets above the lens.

    Returns
    -------
    ndarray of bool, shape (n_targets,)
    """
    step = ground.filled.step_m
    away = np.hypot(*places)
    result = np.zeros(len(away), dtype=bool)
    reached = np.flatnonzero(away > step)
    if not len(reached):
        return result
    lines = _Lines(
        x=places[0][reached], y=places[1][reached], rise=rise_m[reached], away=away[reached]
    )
    angle = _unwound(lines)
    fan = _fan(ground, lens, angle, float(lines.away.max()))
    place = fan.beside(angle)
    hidden, doubtful = _judged(fan, lines, place)
    asked = lines.pick(doubtful)
    clear = _clear(fan, asked, place[doubtful])
    hidden[doubtful] = _asked(ground, lens, asked, clear)
    result[reached] = hidden
    return result


def is_too_far(ground: KnownGround, places: tuple[Floats, Floats]) -> bool:
    """Tell whether targets, metres from the lens, are more than a fan of rays can be laid over."""
    reach, spacing = float(np.hypot(*places).max(initial=0.0)), ground.filled.step_m / FINE
    if 2.0 * math.pi * (reach / spacing) ** 2 <= MOST_READINGS:
        return False  # even all around
    away = np.hypot(*places)
    apart = np.flatnonzero(away > 0.0)
    angle = _unwound(
        _Lines(x=places[0][apart], y=places[1][apart], rise=away[apart], away=away[apart])
    )
    return float(np.ptp(angle)) * (reach / spacing) ** 2 > MOST_READINGS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Lines:
    """Sight lines from the lens: to x, y, as far as ``away`` and to ``rise``, metres."""

    x: Floats
    y: Floats
    rise: Floats
    away: Floats

    def pick(self, chosen: Ints | slice) -> _Lines:
        """Keep some lines."""
        return _Lines(
            x=self.x[chosen], y=self.y[chosen], rise=self.rise[chosen], away=self.away[chosen]
        )


# --- a fan of rays ------------------------------------------------------------------------


def _unwound(lines: _Lines) -> Floats:
    """Count angles from the middle of the targets, so that a field across due west is one."""
    east, north = float((lines.x / lines.away).mean()), float((lines.y / lines.away).mean())
    if math.hypot(east, north) < _NO_MIDDLE:  # all around, any direction will do
        east, north = 1.0, 0.0
    angle = np.arctan2(lines.y * east - lines.x * north, lines.x * east + lines.y * north)
    return np.asarray(angle + math.atan2(north, east), dtype=float)


def _fan(ground: KnownGround, lens: Lens, angle: Floats, reach: float) -> _Fan:
    """Read the ground along rays over all the targets."""
    step, spacing = ground.filled.step_m, ground.filled.step_m / FINE
    first, last = float(angle.min()), float(angle.max())
    count = math.ceil((last - first) * reach / spacing) + 2
    turn = max(last - first, spacing / reach) / (count - 1)
    angles = first + turn * np.arange(count)
    away = step + spacing * np.arange(math.ceil((reach - step) / spacing) + 1)
    height = ground.heights(
        lens.x + np.outer(np.cos(angles), away), lens.y + np.outer(np.sin(angles), away)
    )
    rough = _WIDEN * _roughness(height)
    above = height - lens.z
    return _Fan(
        first=first,
        turn=turn,
        ring_m=spacing,
        start_m=step,
        least=np.maximum.accumulate((above - rough) / away, axis=1),
        most=np.maximum.accumulate((above + rough) / away, axis=1),
    )


def _roughness(height: Floats) -> Floats:
    """Give how far the ground leaves straight lines between readings, along rays and across."""
    rough = np.zeros(height.shape)
    if height.shape[0] > 2:
        rough += np.pad(np.abs(np.diff(height, n=2, axis=0)), ((1, 1), (0, 0)), mode="edge")
    if height.shape[1] > 2:
        rough += np.pad(np.abs(np.diff(height, n=2, axis=1)), ((0, 0), (1, 1)), mode="edge")
    # A bend just before the next ring is one beyond this ring too.
    rough[:, :-1] = np.maximum(rough[:, :-1], rough[:, 1:])
    return rough


def _judged(fan: _Fan, lines: _Lines, ray: Ints) -> tuple[Bools, Ints]:
    """Tell which lines the ground stops for sure, and list those on which it is not sure."""
    n_rings = fan.least.shape[1]
    place = ray * n_rings + fan.ring(lines.away)
    least, most = fan.least.ravel(), fan.most.ravel()
    slope = lines.rise / lines.away
    hidden = slope < np.minimum(least[place], least[place + n_rings])
    clear = slope >= np.maximum(most[place], most[place + n_rings])
    return hidden, np.flatnonzero(~hidden & ~clear)


# --- targets on the edge of a skyline, one by one -----------------------------------------


def _clear(fan: _Fan, lines: _Lines, ray: Ints) -> Floats:
    """Give the fraction of each way up to which the ground is surely below the line."""
    ring = np.zeros(len(ray), dtype=np.int64)
    slope = lines.rise / lines.away
    block = max(1, _READINGS_AT_ONCE // fan.most.shape[1])
    for begin in range(0, len(ray), block):
        part = slice(begin, begin + block)
        most = np.maximum(fan.most[ray[part]], fan.most[ray[part] + 1])
        ring[part] = np.argmax(most > slope[part, None], axis=1)
    return np.asarray((fan.start_m + fan.ring_m * np.maximum(ring - 1, 0)) / lines.away)


def _asked(ground: KnownGround, lens: Lens, lines: _Lines, clear: Floats) -> Bools:
    """Follow sight lines over the squares of the relief, exactly, from where they may touch it.

    Lines that cross about as many squares are followed together.
    """
    result = np.zeros(len(clear), dtype=bool)
    squares = (1.0 - clear) * np.maximum(np.abs(lines.x), np.abs(lines.y)) / ground.filled.step_m
    order = np.argsort(squares, kind="stable")
    readings = np.cumsum(4.0 * (squares[order] + 2.0))
    # Blocks of lines double in length: the longest of a block is not much longer than the others.
    block = np.floor(np.log2(squares[order] + 1.0)) + np.floor(readings / _READINGS_AT_ONCE) * 64.0
    bounds = np.flatnonzero(np.diff(block, prepend=-1.0, append=-1.0)).tolist()
    for begin, end in itertools.pairwise(bounds):
        part = order[begin:end]
        result[part] = _over_line(ground, lens, lines.pick(part), clear[part])
    return result


def _over_line(ground: KnownGround, lens: Lens, lines: _Lines, start: Floats) -> Bools:
    """Tell which lines pass below the ground between a fraction of their way and the target."""
    filled, x, y = ground.filled, lines.x, lines.y
    cuts = np.hstack(
        (
            start[:, None],
            _crossings((lens.x - filled.x) / filled.step_m, x / filled.step_m, start),
            _crossings((lens.y - filled.y) / filled.step_m, y / filled.step_m, start),
            np.ones((len(x), 1)),
        )
    )
    cuts = np.sort(np.clip(cuts, start[:, None], 1.0), axis=1)
    middles = (cuts[:, 1:] + cuts[:, :-1]) / 2.0

    def spare(share: Floats) -> Floats:
        """Give the ground above the line at fractions of the way."""
        height = ground.heights(lens.x + share * x[:, None], lens.y + share * y[:, None])
        return np.asarray(height - lens.z - share * lines.rise[:, None])

    ends, middle = spare(cuts), spare(middles)
    first, last = ends[:, :-1], ends[:, 1:]
    highest = np.maximum(np.maximum(first, last), _vertex(first, middle, last))
    return np.asarray(highest.max(axis=1) > TOUCH_M, dtype=bool)


def _crossings(lens: float, run: Floats, start: Floats) -> Floats:
    """Give the fractions of the way at which lines cross those of the grid, along one axis.

    Parameters
    ----------
    lens : float
        The lens, in steps.
    run : ndarray of float, shape (n_lines,)
        The way, in steps.
    start : ndarray of float, shape (n_lines,)
        Fraction from which crossings count.

    Returns
    -------
    ndarray of float, shape (n_lines, n_crossings)
        Beyond 1 where a line crosses fewer, a little before ``start`` for some.
    """
    length = np.maximum(np.abs(run), 1e-12)
    count = int(((1.0 - start) * length).max()) + 2
    ahead = np.where(run >= 0.0, math.floor(lens) + 1.0 - lens, lens - math.ceil(lens) + 1.0)
    passed = np.maximum(np.floor(start * length - ahead), 0.0)
    return np.asarray(
        (ahead + passed)[:, None] / length[:, None] + np.arange(count) / length[:, None]
    )


def _vertex(first: Floats, middle: Floats, last: Floats) -> Floats:
    """Give the top of the parabola through three heights, at 0, 1/2 and 1; minus infinity for none.

    With h = first + b s + c s2: c = 2 first + 2 last - 4 middle, b = last - first - c.
    """
    c = 2.0 * (first + last) - 4.0 * middle
    b = last - first - c
    crest = (c < 0.0) & (b > 0.0) & (b < -2.0 * c)
    top = first - b * b / np.where(crest, 4.0 * c, -1.0)
    return np.asarray(np.where(crest, top, -np.inf), dtype=float)
