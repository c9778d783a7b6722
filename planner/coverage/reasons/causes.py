"""Why ground that no camera covers is not covered: one reason for each spot, and one eye.

The reasons and their order are those of ``missing``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.coverage.engine.columns import Bools, Floats, Ints
from planner.coverage.engine.eyes import Eye
from planner.coverage.reasons.blockers import Land
from planner.coverage.reasons.model import MissingReason
from planner.coverage.reasons.picture import Targets, placed, would_reach
from planner.coverage.seen import ROUNDING
from planner.coverage.watch import Scale

REASONS: tuple[MissingReason, ...] = (
    "density",
    "hidden",
    "too_near",
    "out_of_frame",
    "out_of_reach",
    "no_camera",
)
_BY_AN_EYE = len(REASONS) - 1  # every reason but the last
VIEWS_AT_ONCE = 500_000  # spots times eyes, held in memory together


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spots:
    """Places to explain: scene's CRS, and height of the ground; arrays of shape (n_spots,)."""

    x: Floats
    y: Floats
    ground_m: Floats

    def __len__(self) -> int:
        return len(self.x)

    def pick(self, chosen: Ints) -> Spots:
        """Keep some spots."""
        return Spots(x=self.x[chosen], y=self.y[chosen], ground_m=self.ground_m[chosen])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Eyes:
    """All the eyes of a plan.

    Attributes
    ----------
    eyes : tuple of Eye
    camera_of : ndarray of int, shape (n_eyes,)
        Rank of the camera of each.
    foot_m : ndarray of float, shape (n_eyes,)
        Height of the ground under each.
    targets_m : tuple of float
        Heights above ground that must all be seen.
    slant : bool
        Density by slant distance.
    """

    eyes: tuple[Eye, ...]
    camera_of: Ints
    foot_m: Floats
    targets_m: tuple[float, ...]
    slant: bool

    @classmethod
    def of(cls, cameras: tuple[tuple[Eye, ...], ...], scale: Scale, land: Land) -> Eyes:
        """Put the eyes of cameras together."""
        eyes = tuple(eye for of_camera in cameras for eye in of_camera)
        ranks = [rank for rank, of_camera in enumerate(cameras) for _ in of_camera]
        return cls(
            eyes=eyes,
            camera_of=np.array(ranks, dtype=np.int64),
            foot_m=np.array([land.foot(each.x, each.y) for each in eyes]),
            targets_m=scale.targets_m,
            slant=scale.slant,
        )

    def lens_z(self, rank: int) -> float:
        """Give the height of a lens, ground included."""
        return float(self.foot_m[rank]) + self.eyes[rank].height_m

    def targets(self, rank: int, spots: Spots) -> list[Targets]:
        """Give spots as an eye has them before it, at each height."""
        eye, lens = self.eyes[rank], self.lens_z(rank)
        east, north = spots.x - eye.x, spots.y - eye.y
        return [
            Targets(east=east, north=north, rise_m=lens - (spots.ground_m + target))
            for target in self.targets_m
        ]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Causes:
    """Why each spot is missing; arrays of shape (n_spots,).

    Attributes
    ----------
    reason : ndarray of int
        Rank in ``REASONS``.
    eye : ndarray of int
        Rank of the eye most concerned: the densest there, or the nearest where it is not in
        its picture; means nothing for ``no_camera``.
    density : ndarray of float
        What that eye has there, px/m; 0 where it is not in its picture.
    """

    reason: Ints
    eye: Ints
    density: Floats

    def pick(self, chosen: Ints) -> Causes:
        """Keep some spots."""
        return Causes(
            reason=self.reason[chosen], eye=self.eye[chosen], density=self.density[chosen]
        )


def causes_of(spots: Spots, seen: Bools, least_px_per_m: float, eyes: Eyes) -> Causes:
    """Find the first reason that holds for each spot, and the eye most concerned.

    Parameters
    ----------
    spots : Spots
        Ground that no camera sees at the density.
    seen : ndarray of bool, shape (n_cameras, n_spots)
        What each camera sees at the lowest level.
    least_px_per_m : float
        Density that is asked for.
    eyes : Eyes
    """
    if not len(eyes.eyes):
        none = np.zeros(len(spots), dtype=np.int64)
        return Causes(reason=none + _BY_AN_EYE, eye=none, density=np.zeros(len(spots)))
    block = max(1, VIEWS_AT_ONCE // len(eyes.eyes))
    parts = []
    for begin in range(0, len(spots), block):
        chosen = np.arange(begin, min(begin + block, len(spots)))
        parts.append(_causes(spots.pick(chosen), seen[:, chosen], least_px_per_m, eyes))
    return Causes(
        reason=np.concatenate([part.reason for part in parts]),
        eye=np.concatenate([part.eye for part in parts]),
        density=np.concatenate([part.density for part in parts]),
    )


def _causes(spots: Spots, seen: Bools, least: float, eyes: Eyes) -> Causes:
    scores = np.full((_BY_AN_EYE, len(eyes.eyes), len(spots)), -np.inf)
    shown = np.zeros((len(eyes.eyes), len(spots)))
    for rank in range(len(eyes.eyes)):
        scores[:, rank], shown[rank] = _scores(eyes, rank, spots, seen[eyes.camera_of[rank]], least)
    best = np.argmax(scores, axis=1)
    holds = np.isfinite(np.max(scores, axis=1))
    # The last reason holds when no other does.
    holds = np.vstack((holds, np.ones(len(spots), dtype=bool)))
    reason = np.argmax(holds, axis=0)
    spot = np.arange(len(spots))
    eye = best[np.minimum(reason, _BY_AN_EYE - 1), spot]
    return Causes(reason=reason, eye=eye, density=shown[eye, spot])


def _scores(
    eyes: Eyes, rank: int, spots: Spots, seen: Bools, least: float
) -> tuple[NDArray[np.float64], Floats]:
    """Score an eye for each reason, minus infinity where it does not hold, and its density."""
    eye, heights = eyes.eyes[rank], eyes.targets(rank, spots)
    pictures = [placed(eye, targets, slant=eyes.slant) for targets in heights]
    density = np.minimum.reduce([picture.density_px_per_m for picture in pictures])
    across = np.logical_and.reduce([picture.across for picture in pictures])
    below = np.logical_or.reduce([picture.below for picture in pictures])
    in_view = across & ~below & ~np.logical_or.reduce([picture.above for picture in pictures])
    in_frame = np.logical_and.reduce([picture.in_frame for picture in pictures])
    reached = np.logical_and.reduce([would_reach(eye, one, least) for one in heights])
    nearer = -heights[0].distance_m
    rules: dict[MissingReason, tuple[Bools, Floats]] = {
        "density": (in_frame & seen, density),
        "hidden": (in_frame & (density >= least * ROUNDING), density),
        "too_near": (across & below, nearer),
        "out_of_frame": (reached, nearer),
        "out_of_reach": (in_view, density),
    }
    scores = [np.where(*_or_never(rules[reason])) for reason in REASONS[:_BY_AN_EYE]]
    return np.array(scores), np.where(in_view, density, 0.0)


def _or_never(rule: tuple[Bools, Floats]) -> tuple[Bools, Floats, float]:
    holds, score = rule
    return holds, score, -np.inf
