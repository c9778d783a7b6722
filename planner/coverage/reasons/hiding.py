"""What hides ground, how much each, and how high each may be to hide it no more."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planner.coverage.engine.columns import Bools, Floats, Ints
from planner.coverage.reasons.blockers import Blockers, Land
from planner.coverage.reasons.causes import Eyes, Spots
from planner.coverage.reasons.crossings import Lines, stopping
from planner.coverage.reasons.model import HidingPart, Obstacle
from planner.coverage.reasons.rises import rising

LINES_AT_ONCE = 20_000  # sight lines followed together
_RELIEF = -1  # stands for the ground among obstacles


def hiding_parts(
    spots: Spots, eye: Ints, eyes: Eyes, blockers: Blockers, *, land: Land, spot_m2: float
) -> tuple[HidingPart, ...]:
    """Say what stands between eyes and the spots that they would cover.

    Parameters
    ----------
    spots : Spots
    eye : ndarray of int, shape (n_spots,)
        Rank of the eye that looks at each.
    eyes : Eyes
    blockers : Blockers
    land : Land
        The ground, which may hide too.
    spot_m2 : float
        Ground that a spot stands for.

    Returns
    -------
    tuple of HidingPart
        The largest area first.
    """
    met = _met(spots, eye, eyes, blockers, land)
    parts = [
        _relief_part(met.pick(met.blocker == k), eyes, spot_m2)
        if k == _RELIEF
        else _part(met.pick(met.blocker == k), eyes, blockers.obstacles[k], spot_m2)
        for k in np.unique(met.blocker)
    ]
    return tuple(sorted(parts, key=lambda part: (-part.area_m2, part.obstacle.id)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Met:
    """What stops the line to which spot; each pair once, arrays of shape (n_pairs,).

    ``alone`` tells where nothing else stops the line, ``most_m`` how high the obstacle may be.
    Of the ground, above the foot of the eye: ``ground_m`` its height, ``lens_m`` that of a lens
    which sees over it; both mean nothing for an obstacle.
    """

    spot: Ints
    blocker: Ints
    eye: Ints
    alone: Bools
    most_m: Floats
    ground_m: Floats
    lens_m: Floats

    def pick(self, chosen: Bools | Ints) -> _Met:
        """Keep some pairs."""
        return _Met(**{name: getattr(self, name)[chosen] for name in _FIELDS})


_FIELDS = ("spot", "blocker", "eye", "alone", "most_m", "ground_m", "lens_m")


def _joined(parts: list[_Met]) -> _Met:
    return _Met(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in _FIELDS}
    )


def _met(spots: Spots, eye: Ints, eyes: Eyes, blockers: Blockers, land: Land) -> _Met:
    parts = []
    for rank in np.unique(eye):
        looked = np.flatnonzero(eye == rank)
        for begin in range(0, len(looked), LINES_AT_ONCE):
            chosen = spots.pick(looked[begin : begin + LINES_AT_ONCE])
            lines = _lines(int(rank), chosen, eyes)
            met = [_built(int(rank), one, blockers) for one in lines]
            met += [_ground(int(rank), one, land, float(eyes.foot_m[rank])) for one in lines]
            parts.append(_each_once(_joined(met), len(chosen)))
    return _joined(parts)


def _lines(rank: int, spots: Spots, eyes: Eyes) -> list[Lines]:
    """Draw the lines from an eye to spots, for each height that must be seen."""
    eye, lens = eyes.eyes[rank], eyes.lens_z(rank)
    return [
        Lines(x=eye.x, y=eye.y, z=lens, dx=one.east, dy=one.north, target_z=lens - one.rise_m)
        for one in eyes.targets(rank, spots)
    ]


def _built(rank: int, lines: Lines, blockers: Blockers) -> _Met:
    spans = stopping(lines, blockers)
    nothing = np.full(len(spans.line), -np.inf)
    return _Met(
        spot=spans.line,
        blocker=spans.blocker,
        eye=np.full(len(spans.line), rank),
        alone=np.zeros(len(spans.line), dtype=bool),
        most_m=spans.low_m,
        ground_m=nothing,
        lens_m=nothing,
    )


def _ground(rank: int, lines: Lines, land: Land, foot_m: float) -> _Met:
    rises = rising(lines, land)
    return _Met(
        spot=rises.line,
        blocker=np.full(len(rises.line), _RELIEF),
        eye=np.full(len(rises.line), rank),
        alone=np.zeros(len(rises.line), dtype=bool),
        most_m=rises.line_m - foot_m,
        ground_m=rises.ground_m - foot_m,
        lens_m=rises.lens_m - foot_m,
    )


def _each_once(met: _Met, n_spots: int) -> _Met:
    """Keep, of the lines to a spot, the lowest that passes over each obstacle: its bound."""
    met = met.pick(np.lexsort((met.most_m, met.blocker, met.spot)))
    fresh = np.ones(len(met.spot), dtype=bool)
    fresh[1:] = (met.spot[1:] != met.spot[:-1]) | (met.blocker[1:] != met.blocker[:-1])
    met = met.pick(fresh)
    return replace(met, alone=np.bincount(met.spot, minlength=n_spots)[met.spot] == 1)


def _part(met: _Met, eyes: Eyes, obstacle: Obstacle, spot_m2: float) -> HidingPart:
    """Sum up what an obstacle hides, given its own pairs."""
    falling = np.sort(met.most_m)[::-1]
    cameras = dict.fromkeys(eyes.eyes[rank].camera for rank in np.unique(met.eye))
    return HidingPart(
        obstacle=obstacle,
        cameras=tuple(cameras),
        area_m2=len(falling) * spot_m2,
        alone_m2=int(np.count_nonzero(met.alone)) * spot_m2,
        half_height_m=float(falling[_half(falling)]),
        all_height_m=float(falling[-1]),
    )


def _relief_part(met: _Met, eyes: Eyes, spot_m2: float) -> HidingPart:
    """Sum up what the ground hides, given its own pairs."""
    relief = Obstacle(
        id="", kind="relief", height_m=float(met.ground_m.max()), height_status="measured"
    )
    lens = np.sort(met.lens_m)
    return replace(
        _part(met, eyes, relief, spot_m2),
        half_lens_m=float(lens[_half(lens)]),
        all_lens_m=float(lens[-1]),
    )


def _half(values: Floats) -> int:
    """Give the rank up to which at least half of some values lie."""
    return (len(values) - 1) // 2
