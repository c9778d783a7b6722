"""Sight lines followed one by one: over which obstacles each passes, and how high.

The engine decides cells by shadows laid on columns; here each line is followed in space, which
is slower but tells what it meets. The two share no formula and are tested against each other.

A line from the lens (height c) to a target (height t) is at height c + lambda (t - c) at the
fraction lambda of its way. Over a footprint it goes from where it enters to where it leaves; a
wall it meets at one place. It is stopped when, somewhere over the obstacle, it is not above the
top and not under the underside (reference/coverage.md 2.1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.coverage.engine.columns import Bools, Edges, Floats, Ints, runs
from planner.coverage.reasons.blockers import Blockers

EDGE_ON_M2 = 1e-9  # a side whose line passes through the lens has no width
BEFORE = 1.0 - 1e-9  # what is met at the target itself does not hide it


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lines:
    """Sight lines from one lens.

    Attributes
    ----------
    x, y, z : float
        The lens: scene's CRS, and height (of its ground and above it, together).
    dx, dy : ndarray of float, shape (n_lines,)
        Targets from the lens, east and north.
    target_z : ndarray of float, shape (n_lines,)
        Heights of the targets, as ``z``.
    """

    x: float
    y: float
    z: float
    dx: Floats
    dy: Floats
    target_z: Floats

    def height_at(self, line: Ints, share: Floats) -> Floats:
        """Give the height of lines at fractions of their way."""
        return np.asarray(self.z + share * (self.target_z[line] - self.z), dtype=float)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spans:
    """Stretches of lines over obstacles; arrays of shape (n_spans,).

    Attributes
    ----------
    line, blocker : ndarray of int
        Which line over which obstacle.
    enter, leave : ndarray of float
        Fractions of the way where the stretch begins and ends, equal for a wall.
    low_m, high_m : ndarray of float
        Lowest and highest that the line is there, above the obstacle's ground.
    ground_m : ndarray of float
        That ground.
    """

    line: Ints
    blocker: Ints
    enter: Floats
    leave: Floats
    low_m: Floats
    high_m: Floats
    ground_m: Floats

    def pick(self, chosen: Bools) -> Spans:
        """Keep some stretches."""
        return Spans(
            line=self.line[chosen],
            blocker=self.blocker[chosen],
            enter=self.enter[chosen],
            leave=self.leave[chosen],
            low_m=self.low_m[chosen],
            high_m=self.high_m[chosen],
            ground_m=self.ground_m[chosen],
        )


def stopping(lines: Lines, blockers: Blockers) -> Spans:
    """Follow sight lines and give the stretches on which an obstacle stops them.

    Parameters
    ----------
    lines : Lines
    blockers : Blockers

    Returns
    -------
    Spans
        By line, then obstacle, then along the way.
    """
    spans = _spans(lines, blockers)
    over = spans.low_m > blockers.top_m[spans.blocker]
    under = spans.high_m <= blockers.base_m[spans.blocker]
    return spans.pick(~(over | under))


def _spans(lines: Lines, blockers: Blockers) -> Spans:
    """Pair each way out of a footprint with the way in before it (the lens, when it is inside)."""
    line, side, share, out = _met(lines, blockers)
    blocker = blockers.owner[side]
    order = np.lexsort((share, blocker, line))
    line, blocker, side = line[order], blocker[order], side[order]
    share, out = share[order], out[order]
    closed = blockers.closed[blocker]
    entered = np.zeros(len(share))
    if len(share) > 1:
        together = (line[1:] == line[:-1]) & (blocker[1:] == blocker[:-1]) & ~out[:-1]
        entered[1:] = np.where(together, share[:-1], 0.0)
    kept = ~closed | out
    line, blocker, leave = line[kept], blocker[kept], share[kept]
    enter = np.where(closed[kept], entered[kept], leave)
    ground = blockers.ground_m[side[kept]]
    first, last = lines.height_at(line, enter) - ground, lines.height_at(line, leave) - ground
    return Spans(
        line=line,
        blocker=blocker,
        enter=enter,
        leave=leave,
        low_m=np.minimum(first, last),
        high_m=np.maximum(first, last),
        ground_m=ground,
    )


def _met(lines: Lines, blockers: Blockers) -> tuple[Ints, Ints, Floats, Bools]:
    """List the sides that lines meet: line, side, fraction of the way, whether it leads out."""
    side = blockers.sides_near(_box(lines))
    edges = blockers.sides.pick(side).seen_from(lines.x, lines.y)
    turn = edges.ax * edges.by - edges.ay * edges.bx
    wide = np.abs(turn) > EDGE_ON_M2
    side, edges, turn = side[wide], edges.pick(wide), turn[wide]
    order, begin, counts = _facing(lines, edges, turn)
    pair, place = runs(begin, counts)
    line, met = order[place % max(1, len(order))], pair % max(1, len(side))
    run_x, run_y = edges.bx - edges.ax, edges.by - edges.ay
    slope = lines.dx[line] * run_y[met] - lines.dy[line] * run_x[met]
    nowhere = slope == 0.0  # the target is the lens itself
    share = np.where(nowhere, np.inf, turn[met] / np.where(nowhere, 1.0, slope))
    kept = (share > 0.0) & (share < BEFORE)
    return line[kept], side[met[kept]], share[kept], turn[met[kept]] > 0.0


def _facing(lines: Lines, edges: Edges, turn: Floats) -> tuple[Ints, Ints, Ints]:
    """Find the lines whose direction lies within each side, its last end left out.

    Returns
    -------
    order : ndarray of int, shape (n_lines,)
        Lines by direction.
    begin, counts : ndarray of int, shape (2 n_edges,)
        Runs of ``order``: up to half a turn, then beyond it for sides across the west.
    """
    direction = _angle(lines.dx, lines.dy)
    order = np.argsort(direction, kind="stable")
    direction = direction[order]
    start, end = _angle(edges.ax, edges.ay), _angle(edges.bx, edges.by)
    low = np.searchsorted(direction, np.where(turn > 0.0, start, end))
    high = np.searchsorted(direction, np.where(turn > 0.0, end, start))
    wraps = np.where(turn > 0.0, start > end, end > start)
    begin = np.concatenate((low, np.zeros(len(low), dtype=np.int64)))
    counts = np.concatenate(
        (np.where(wraps, len(direction) - low, high - low), np.where(wraps, high, 0))
    )
    return order, begin, counts


def _angle(x: Floats, y: Floats) -> Floats:
    """Give directions in (-pi, pi], the west counted once."""
    angle = np.arctan2(y, x)
    return np.where(angle <= -np.pi, np.pi, angle)


def _box(lines: Lines) -> tuple[float, float, float, float]:
    if not len(lines.dx):
        return lines.x, lines.y, lines.x, lines.y
    return (
        lines.x + min(0.0, float(lines.dx.min())),
        lines.y + min(0.0, float(lines.dy.min())),
        lines.x + max(0.0, float(lines.dx.max())),
        lines.y + max(0.0, float(lines.dy.max())),
    )
