"""Where the ground itself rises over sight lines: followed step by step, from one lens."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.coverage.engine.columns import Bools, Floats, Ints
from planner.coverage.reasons.blockers import Land
from planner.coverage.reasons.crossings import Lines


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rises:
    """Lines that the ground stops; arrays of shape (n_stopped,), heights from one zero.

    Attributes
    ----------
    line : ndarray of int
        Which lines, in order, each once.
    ground_m : ndarray of float
        Highest ground that rises over each.
    line_m : ndarray of float
        How high the ground may be at most there: the lowest that the line is where the ground
        rises over it.
    lens_m : ndarray of float
        Height of a lens, at the same place, that sees over it.
    """

    line: Ints
    ground_m: Floats
    line_m: Floats
    lens_m: Floats

    def pick(self, chosen: Bools) -> Rises:
        """Keep some."""
        return Rises(
            line=self.line[chosen],
            ground_m=self.ground_m[chosen],
            line_m=self.line_m[chosen],
            lens_m=self.lens_m[chosen],
        )


def rising(lines: Lines, land: Land) -> Rises:
    """Follow the ground under sight lines, all of them one step farther at a time.

    Parameters
    ----------
    lines : Lines
    land : Land
        Without a step, it is flat and hides nothing.

    Returns
    -------
    Rises
        With c the lens, t the target and g the ground at the fraction s of the way, the line is
        at c + s (t - c); a lens at (g - s t) / (1 - s) just sees over (reference/coverage.md 2.1).
    """
    n = len(lines.dx)
    ground, line, lens = np.full(n, -np.inf), np.full(n, np.inf), np.full(n, -np.inf)
    steps = np.zeros(n, dtype=np.int64)
    if land.step_m > 0.0:
        steps = np.ceil(np.hypot(lines.dx, lines.dy) / land.step_m).astype(np.int64)
    for step in range(1, int(steps.max(initial=0))):
        going = np.flatnonzero(steps > step)
        share = step / steps[going]
        here = land.heights(lines.x + share * lines.dx[going], lines.y + share * lines.dy[going])
        passing = lines.height_at(going, share)
        over = here > passing
        stopped, here, share = going[over], here[over], share[over]
        ground[stopped] = np.maximum(ground[stopped], here)
        line[stopped] = np.minimum(line[stopped], passing[over])
        raised = (here - share * lines.target_z[stopped]) / (1.0 - share)
        lens[stopped] = np.maximum(lens[stopped], raised)
    stopped = np.flatnonzero(np.isfinite(ground))
    return Rises(line=stopped, ground_m=ground[stopped], line_m=line[stopped], lens_m=lens[stopped])
