"""Which obstacles hide ground, how much each, and how high each may be to hide it no more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.coverage.blockers import Blockers
from planner.coverage.causes import Eyes, Spots
from planner.coverage.columns import Bools, Floats, Ints
from planner.coverage.crossings import Lines, stopping
from planner.coverage.explanations import HidingPart

LINES_AT_ONCE = 20_000  # sight lines followed together


def hiding_parts(
    spots: Spots, eye: Ints, eyes: Eyes, blockers: Blockers, *, spot_m2: float
) -> tuple[HidingPart, ...]:
    """Say what stands between eyes and the spots that they would cover.

    Parameters
    ----------
    spots : Spots
    eye : ndarray of int, shape (n_spots,)
        Rank of the eye that looks at each.
    eyes : Eyes
    blockers : Blockers
    spot_m2 : float
        Ground that a spot stands for.

    Returns
    -------
    tuple of HidingPart
        The largest area first.
    """
    met = _met(spots, eye, eyes, blockers)
    return tuple(
        sorted(
            (_part(met, int(k), eyes, blockers, spot_m2) for k in np.unique(met.blocker)),
            key=lambda part: (-part.area_m2, part.obstacle.id),
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Met:
    """Which obstacle stops the line to which spot; each pair once, arrays of shape (n_pairs,).

    ``alone`` tells where nothing else stops the line, ``most_m`` how high the obstacle may be.
    """

    blocker: Ints
    eye: Ints
    alone: Bools
    most_m: Floats


def _met(spots: Spots, eye: Ints, eyes: Eyes, blockers: Blockers) -> _Met:
    parts = []
    for rank in np.unique(eye):
        looked = np.flatnonzero(eye == rank)
        for begin in range(0, len(looked), LINES_AT_ONCE):
            chosen = looked[begin : begin + LINES_AT_ONCE]
            parts.append(_met_from(int(rank), spots.pick(chosen), eyes, blockers))
    return _Met(
        blocker=np.concatenate([part.blocker for part in parts]),
        eye=np.concatenate([part.eye for part in parts]),
        alone=np.concatenate([part.alone for part in parts]),
        most_m=np.concatenate([part.most_m for part in parts]),
    )


def _met_from(rank: int, spots: Spots, eyes: Eyes, blockers: Blockers) -> _Met:
    eye, heights = eyes.eyes[rank], eyes.targets(rank, spots)
    lens = eyes.lens_z(rank)
    spans = [
        stopping(
            Lines(x=eye.x, y=eye.y, z=lens, dx=one.east, dy=one.north, target_z=lens - one.rise_m),
            blockers,
        )
        for one in heights
    ]
    spot = np.concatenate([span.line for span in spans])
    blocker = np.concatenate([span.blocker for span in spans])
    low = np.concatenate([span.low_m for span in spans])
    order = np.lexsort((low, blocker, spot))
    spot, blocker, low = spot[order], blocker[order], low[order]
    # The lowest that the lines to a spot pass over an obstacle says how high it may be.
    fresh = np.ones(len(spot), dtype=bool)
    fresh[1:] = (spot[1:] != spot[:-1]) | (blocker[1:] != blocker[:-1])
    spot, blocker, low = spot[fresh], blocker[fresh], low[fresh]
    return _Met(
        blocker=blocker,
        eye=np.full(len(spot), rank),
        alone=np.bincount(spot, minlength=len(spots))[spot] == 1,
        most_m=low,
    )


def _part(met: _Met, k: int, eyes: Eyes, blockers: Blockers, spot_m2: float) -> HidingPart:
    chosen = met.blocker == k
    falling = np.sort(met.most_m[chosen])[::-1]
    cameras = dict.fromkeys(eyes.eyes[rank].camera for rank in np.unique(met.eye[chosen]))
    return HidingPart(
        obstacle=blockers.obstacles[k],
        cameras=tuple(cameras),
        area_m2=len(falling) * spot_m2,
        alone_m2=int(np.count_nonzero(met.alone[chosen])) * spot_m2,
        half_height_m=float(falling[(len(falling) - 1) // 2]),
        all_height_m=float(falling[-1]),
    )
