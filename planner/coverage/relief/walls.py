"""Walls over relief: which targets are hidden, each at its own height, exactly.

Heights are above the lens. The sight line to a target at u passes the fraction lambda = 1 / k of
its way at height u / k. A vertical edge from a to b, counter-clockwise, with q = a x b, hides
what its two rays hold beyond it (k > 1) where that height is at most its top there and, for a
solid with air below, more than its base (reference/coverage.md 2.1). With d = b - a

    k = (x dy - y dx) / q          top k = (top_a (x dy - y dx) + (top_b - top_a) (a x p)) / q

are linear in the target's place p, so u <= top k holds on one side of a straight line wherever
the targets of a column lie on one: u = u0 + u1 y. They do not quite, they are off by something
between two bounds. In each column the edge therefore hides surely the rows on one side of one
line, and none on the other side of another; the few rows between are asked one by one. Nothing
is sampled: the answer of each cell is that of its own height.

A solid that stands on the ground is filled down to any depth, and needs one side per line: the
one by which falling lines leave, and the one by which rising lines enter.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.coverage.engine.columns import (
    PAIRS_AT_ONCE,
    Bools,
    Columns,
    Edges,
    Floats,
    Ints,
    mark,
    pairs,
    runs,
)
from planner.coverage.engine.occlusion import EDGE_ON_M2, FAR, JUST_BEYOND
from planner.coverage.relief.frame import Targets

HAIR_M = 1e-8  # a line that touches the top is stopped, as on flat ground
_LEVEL = 1e-12  # a line that turns less than that per metre is parallel to the targets


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Raised:
    """Edges raised to heights above the lens, local coordinates, a before b counter-clockwise.

    Attributes
    ----------
    edges : Edges
        Shape (n_edges,).
    top_a, top_b : ndarray of float, shape (n_edges,)
        Top at both ends.
    base : ndarray of float, shape (n_edges,)
        Underside, minus infinity for what stands on the ground.
    leaving : ndarray of bool, shape (n_edges,)
        Whether a line from the lens leaves the solid there; meaningless for a screen.
    owner : ndarray of int, shape (n_edges,)
        Position of its solid; -1 for a screen.
    """

    edges: Edges
    top_a: Floats
    top_b: Floats
    base: Floats
    leaving: Bools
    owner: Ints

    def pick(self, chosen: Bools | Ints) -> Raised:
        """Keep some edges, by mask or by position."""
        return Raised(
            edges=self.edges.pick(chosen),
            top_a=self.top_a[chosen],
            top_b=self.top_b[chosen],
            base=self.base[chosen],
            leaving=self.leaving[chosen],
            owner=self.owner[chosen],
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Floating:
    """Solids with air below.

    Attributes
    ----------
    sides : Raised
        All their sides; ``owner`` counts the solids from 0.
    top : ndarray of float, shape (n_solids,)
        Their tops above the lens.
    over_lens : ndarray of bool, shape (n_solids,)
        Whether the lens is within the footprint.
    """

    sides: Raised
    top: Floats
    over_lens: Bools


def facing(sides: Edges, top: tuple[Floats, Floats], base: Floats, owner: Ints) -> Raised:
    """Turn edges counter-clockwise around the lens; those seen edge-on are left out.

    Parameters
    ----------
    sides : Edges
        Local coordinates, the interior of solids on the left.
    top : tuple of ndarray of float, shape (n_edges,)
        At both ends, above the lens.
    base : ndarray of float, shape (n_edges,)
        Above the lens.
    owner : ndarray of int, shape (n_edges,)
    """
    turn = sides.ax * sides.by - sides.ay * sides.bx
    kept = np.flatnonzero(np.abs(turn) > EDGE_ON_M2)
    sides, leaving = sides.pick(kept), turn[kept] > 0.0
    top_a, top_b = top[0][kept], top[1][kept]
    edges = Edges(
        ax=np.where(leaving, sides.ax, sides.bx),
        ay=np.where(leaving, sides.ay, sides.by),
        bx=np.where(leaving, sides.bx, sides.ax),
        by=np.where(leaving, sides.by, sides.ay),
    )
    return Raised(
        edges=edges,
        top_a=np.where(leaving, top_a, top_b),
        top_b=np.where(leaving, top_b, top_a),
        base=base[kept],
        leaving=leaving,
        owner=owner[kept],
    )


def farthest(raised: Raised, lowest: float) -> Floats:
    """Give the greatest k at which each edge hides a target as low as that, infinite from u = 0.

    Parameters
    ----------
    raised : Raised
        Edges higher than ``lowest``.
    lowest : float
        Of the targets, above the lens.
    """
    top = np.maximum(raised.top_a, raised.top_b)
    endless = top >= -HAIR_M
    return np.where(endless, np.inf, lowest / np.where(endless, -1.0, top)) * JUST_BEYOND


def hidden_by_walls(targets: Targets, asked: Bools, walls: Raised, floating: Floating) -> Bools:
    """Mark the targets that walls hide.

    Parameters
    ----------
    targets : Targets
        Cells of a patch.
    asked : ndarray of bool, shape (n_cells,)
        Those that matter; the others get any answer.
    walls : Raised
        Edges of what stands on the ground, and screens.
    floating : Floating
        Solids with air below.

    Returns
    -------
    ndarray of bool, shape (n_cells,)
    """
    hidden = ~asked
    if not len(targets.columns.x) or not asked.any():
        return hidden
    lines = _column_lines(targets, asked)
    doubts = []
    for part in _blocks(len(walls.edges), targets.columns):
        chosen = walls.pick(part)
        sure, doubt = _bands(targets.columns, lines, chosen)
        hidden |= sure
        doubts.append((chosen, doubt))
    for chosen, doubt in doubts:
        _ask(targets, hidden, chosen, doubt)
    if len(floating.top):
        hidden |= _under_or_over(targets, hidden, lines, floating)
    return hidden


# --- the targets of a column lie on a line, but for a little -----------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _ColumnLines:
    """u = u0 + u1 y + something in [low, high]; arrays of shape (n_columns,)."""

    u0: Floats
    u1: Floats
    low: Floats
    high: Floats
    lowest: float


def _column_lines(targets: Targets, asked: Bools) -> _ColumnLines:
    """Fit a line to the targets of each column that matter, by least squares."""
    chosen = np.flatnonzero(asked)
    column, y, u = targets.column[chosen], targets.y[chosen], targets.rise_m[chosen]
    size = len(targets.columns.x)
    count = np.maximum(np.bincount(column, minlength=size), 1)
    mean_y = np.bincount(column, weights=y, minlength=size) / count
    mean_u = np.bincount(column, weights=u, minlength=size) / count
    off_y = y - mean_y[column]
    spread = np.bincount(column, weights=off_y * off_y, minlength=size)
    joint = np.bincount(column, weights=off_y * (u - mean_u[column]), minlength=size)
    u1 = joint / np.where(spread > 0.0, spread, 1.0)
    u0 = mean_u - u1 * mean_y
    off = u - u0[column] - u1[column] * y
    begin = np.flatnonzero(np.append(True, column[1:] != column[:-1]))
    low, high = np.zeros(size), np.zeros(size)
    low[column[begin]] = np.minimum.reduceat(off, begin)
    high[column[begin]] = np.maximum.reduceat(off, begin)
    return _ColumnLines(u0=u0, u1=u1, low=low, high=high, lowest=float(u.min()))


# --- rows hidden surely, rows to be asked ------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Runs:
    """Runs of rows behind edges, counted from the grid's row zero; arrays of shape (n_runs,)."""

    edge: Ints
    column: Ints
    low: Floats
    high: Floats


def _bands(columns: Columns, lines: _ColumnLines, walls: Raised) -> tuple[Bools, _Runs]:
    """Mark what edges surely hide, and list what they may hide besides."""
    behind = _behind(columns, walls, lines.lowest)
    edges, edge, column = walls.edges, behind.edge, behind.column
    dx, dy, q = _sides(edges)
    climb = walls.top_b - walls.top_a
    # top k - u = rest + turn y - something in [low, high]
    along = (dy * walls.top_a - edges.ay * climb) / q
    turn = ((edges.ax * climb - dx * walls.top_a) / q)[edge] - lines.u1[column]
    rest = along[edge] * columns.x[column] - lines.u0[column] + HAIR_M
    level = np.abs(turn) < _LEVEL
    scale = columns.grid.cell_m * np.where(level, 1.0, turn)
    shift = columns.grid.y_zero / columns.grid.cell_m
    sure_row = (lines.high[column] - rest) / scale - shift
    open_row = (lines.low[column] - rest) / scale - shift
    up, down = ~level & (turn > 0.0), ~level & (turn < 0.0)
    none = level & (rest < lines.high[column])
    low = np.where(up, np.ceil(sure_row), np.where(none, np.inf, -np.inf))
    high = np.where(down, np.floor(sure_row), np.inf)
    sure = mark(columns, column, np.maximum(low, behind.low), np.minimum(high, behind.high))
    least = np.where(up, np.ceil(open_row), np.where(down, high + 1.0, -np.inf))
    most = np.where(down, np.floor(open_row), np.where(up, low - 1.0, np.inf))
    doubtful = ~level | (none & (rest >= lines.low[column]))
    doubt = _Runs(
        edge=edge,
        column=column,
        low=np.where(doubtful, np.maximum(least, behind.low), np.inf),
        high=np.minimum(most, behind.high),
    )
    return sure, doubt


def _behind(columns: Columns, walls: Raised, lowest: float) -> _Runs:
    """List the rows that edges may hide: between their rays, beyond them, not too far.

    The ray through a is taken in, the one through b left out, as on flat ground.
    """
    edges = walls.edges
    end = np.minimum(farthest(walls, lowest), FAR)
    close, far = edges.scaled(np.full(len(edges), JUST_BEYOND)), edges.scaled(end)
    ends = (close.ax, close.bx, far.ax, far.bx)
    edge, column = pairs(columns, np.minimum.reduce(ends), np.maximum.reduce(ends))
    x = columns.x[column]
    dx, dy, q = _sides(edges)
    low, high = np.full(len(edge), -np.inf), np.full(len(edge), np.inf)
    row, run = _row(columns, (edges.ay, edges.ax, np.zeros(len(q))), edge, x)
    low = np.where(run > 0.0, np.ceil(row), low)
    high = np.where(run < 0.0, np.floor(row), high)
    row, run = _row(columns, (edges.by, edges.bx, np.zeros(len(q))), edge, x)
    low = np.where(run < 0.0, np.maximum(low, np.floor(row) + 1.0), low)
    high = np.where(run > 0.0, np.minimum(high, np.ceil(row) - 1.0), high)
    row, run = _row(columns, (dy, dx, -q * JUST_BEYOND), edge, x)
    low = np.where(run < 0.0, np.maximum(low, np.ceil(row)), low)
    high = np.where(run > 0.0, np.minimum(high, np.floor(row)), high)
    return _Runs(edge=edge, column=column, low=low, high=high)


def _sides(edges: Edges) -> tuple[Floats, Floats, Floats]:
    """Give dx, dy and q = a x b."""
    return (
        edges.bx - edges.ax,
        edges.by - edges.ay,
        edges.ax * edges.by - edges.ay * edges.bx,
    )


def _row(
    columns: Columns, line: tuple[Floats, Floats, Floats], edge: Ints, x: Floats
) -> tuple[Floats, Floats]:
    """Give the row where each edge's line (rise x + constant) / run meets x, and its run.

    An upright line (run 0) bounds columns, not rows.
    """
    rise, run, constant = line
    scale = np.where(run == 0.0, 1.0, run) * columns.grid.cell_m
    row = (rise / scale)[edge] * x + (constant / scale - columns.grid.y_zero / columns.grid.cell_m)[
        edge
    ]
    return row, run[edge]


def _blocks(n: int, columns: Columns) -> list[Ints]:
    """Cut the edges in blocks whose columns fit in memory."""
    block = max(1, PAIRS_AT_ONCE // len(columns.x))
    return [np.arange(begin, min(begin + block, n)) for begin in range(0, n, block)]


# --- cells asked one by one --------------------------------------------------------------


def _ask(targets: Targets, hidden: Bools, walls: Raised, doubt: _Runs) -> None:
    """Ask the cells of runs that are still open, and add those hidden to ``hidden``."""
    for edge, cell in _cells(targets.columns, ~hidden, doubt):
        _, spare = _clearance(targets, walls, edge, cell)
        hidden[cell[spare >= -HAIR_M]] = True


def _clearance(targets: Targets, walls: Raised, edge: Ints, cell: Ints) -> tuple[Floats, Floats]:
    """Give k, and k times what the top is above the sight line, of pairs of edge and cell."""
    edges = walls.edges
    dx, dy, q = _sides(edges)
    x, y = targets.x[cell], targets.y[cell]
    k = (x * dy[edge] - y * dx[edge]) / q[edge]
    share = (edges.ax[edge] * y - edges.ay[edge] * x) / q[edge]
    climb = walls.top_b - walls.top_a
    return k, walls.top_a[edge] * k + climb[edge] * share - targets.rise_m[cell]


def _cells(columns: Columns, wanted: Bools, rows: _Runs) -> Iterator[tuple[Ints, Ints]]:
    """List the wanted cells of runs with the edges of these, in blocks that fit in memory."""
    low = np.maximum(rows.low, columns.first[rows.column])
    high = np.minimum(rows.high, columns.last[rows.column])
    kept = np.flatnonzero(low <= high)
    base = (columns.start[:-1] - columns.first)[rows.column[kept]]
    begin = base + low[kept].astype(np.int64)
    end = base + high[kept].astype(np.int64) + 1
    before = np.concatenate(([0], np.cumsum(wanted)))
    some = before[end] > before[begin]
    edge, begin, counts = rows.edge[kept][some], begin[some], (end - begin)[some]
    block = np.cumsum(counts) // PAIRS_AT_ONCE
    for first, last in _stretches(block):
        run, cell = runs(begin[first:last], counts[first:last])
        open_ = np.flatnonzero(wanted[cell])
        yield edge[first:last][run[open_]], cell[open_]


def _stretches(block: Ints) -> list[tuple[int, int]]:
    """Give the bounds of stretches of equal numbers."""
    bounds = np.flatnonzero(np.diff(block, prepend=-1, append=-1)).tolist()
    return list(itertools.pairwise(bounds))


# --- solids with air below ----------------------------------------------------------------


def _under_or_over(
    targets: Targets, hidden: Bools, lines: _ColumnLines, floating: Floating
) -> Bools:
    """Mark what solids with air below hide: by their sides, or by their slab alone.

    A line that goes in by the roof and out by the underside, or the other way round, meets no
    side. It crosses the plane of the roof at the fraction top / u of its way, inside the
    footprint: sides entered less sides left before that point say so.
    """
    sides, n_cells = floating.sides, len(hidden)
    result = np.zeros(n_cells, dtype=bool)
    inside = np.repeat(floating.over_lens.astype(float), n_cells)
    wanted = ~hidden
    everywhere = Raised(
        edges=sides.edges,
        top_a=np.full(len(sides.edges), np.inf),
        top_b=np.full(len(sides.edges), np.inf),
        base=sides.base,
        leaving=sides.leaving,
        owner=sides.owner,
    )
    for part in _blocks(len(sides.edges), targets.columns):
        chosen = sides.pick(part)
        behind = _behind(targets.columns, everywhere.pick(part), lines.lowest)
        for edge, cell in _cells(targets.columns, wanted, behind):
            k, spare = _clearance(targets, chosen, edge, cell)
            rise, base = targets.rise_m[cell], chosen.base[edge]
            result[cell[(spare >= -HAIR_M) & (rise > base * k + HAIR_M)]] = True
            before_roof = _fraction(floating.top[chosen.owner[edge]], rise) * k > 1.0
            place = chosen.owner[edge] * n_cells + cell
            way = np.where(chosen.leaving[edge], -1.0, 1.0) * before_roof
            inside += np.bincount(place, weights=way, minlength=len(inside))
    roof = _fraction(floating.top[:, None], targets.rise_m[None, :])
    through = (roof > 0.0) & (roof < 1.0) & (inside.reshape(roof.shape) > 0.5)
    return np.asarray(result | through.any(axis=0), dtype=bool)


def _fraction(top: Floats, rise: Floats) -> Floats:
    """Give the fraction of its way at which a line to ``rise`` is at height ``top``."""
    level = np.abs(rise) < HAIR_M
    return np.asarray(np.where(level, 0.0, top / np.where(level, 1.0, rise)), dtype=float)
