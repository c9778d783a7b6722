"""Edges that matter: those not wholly behind walls at least as high as the lens.

In a street most walls are behind others. All around the lens, sector by sector, the farthest
point of the nearest endless wall that spans the whole sector is noted: beyond it everything is
hidden already. An edge that lies beyond in all its sectors hides nothing more and is dropped.
This only spares work: no cell and no polygon depends on it.
"""

from __future__ import annotations

import numpy as np

from planner.coverage.engine.columns import Bools, Edges, Floats, Ints, runs

SECTORS = 1024  # all around: 18 cm wide at 30 m
_WIDTH = 2.0 * np.pi / SECTORS
_BEYOND = 1.0 + 1e-9


def in_the_open(
    edges: Edges, start: Floats, end: Floats, *, lens: Ints | None = None, lenses: int = 1
) -> Bools:
    """Tell which edges may hide something that endless ones do not.

    Parameters
    ----------
    edges : Edges
        Local coordinates, a before b counter-clockwise, shape (n_edges,).
    start, end : ndarray of float, shape (n_edges,)
        The band that each hides, k1 and k2; ``end`` infinite for a wall without end.
    lens : ndarray of int, shape (n_edges,), optional
        Number of the lens around which each edge is; one lens when absent.
    lenses : int
        How many lenses there are.

    Returns
    -------
    ndarray of bool, shape (n_edges,)
    """
    if not len(edges):
        return np.zeros(0, dtype=bool)
    turn = np.zeros(len(edges), dtype=np.int64) if lens is None else lens * SECTORS
    first = np.arctan2(edges.ay, edges.ax) / _WIDTH
    last = np.arctan2(edges.by, edges.bx) / _WIDTH
    last = np.where(last < first, last + SECTORS, last)
    endless = np.flatnonzero(np.isinf(end))
    walls = edges.pick(endless).scaled(start[endless])
    begin = np.ceil(first[endless]).astype(np.int64)
    counts = np.maximum(np.floor(last[endless]).astype(np.int64) - begin, 0)
    wall, sector = runs(begin, counts)
    places = sector % SECTORS + turn[endless[wall]]
    cut = _cut(walls, wall, sector, places, lenses * SECTORS)
    begin = np.floor(first).astype(np.int64)
    counts = np.floor(last).astype(np.int64) - begin + 1
    edge, sector = runs(begin, counts)
    places = sector % SECTORS + turn[edge]
    farthest = np.maximum.reduceat(cut[places], np.cumsum(counts) - counts)
    return np.asarray(_nearest(edges) * start <= farthest, dtype=bool)


def _cut(walls: Edges, wall: Ints, sector: Ints, places: Ints, n_places: int) -> Floats:
    """Give, for each sector, the distance beyond which some wall hides everything."""
    reach = np.maximum(_distance(walls, wall, sector), _distance(walls, wall, sector + 1))
    cut = np.full(n_places, np.inf)
    np.minimum.at(cut, places, reach * _BEYOND)
    return cut


def _distance(walls: Edges, wall: Ints, border: Ints) -> Floats:
    """Give how far each wall is on the border of a sector: q / (cos dy - sin dx)."""
    angle = np.arange(SECTORS) * _WIDTH
    cos, sin, at = np.cos(angle), np.sin(angle), border % SECTORS
    dx, dy = walls.bx - walls.ax, walls.by - walls.ay
    q = walls.ax * walls.by - walls.ay * walls.bx
    return np.asarray(q[wall] / (cos[at] * dy[wall] - sin[at] * dx[wall]), dtype=float)


def _nearest(edges: Edges) -> Floats:
    """Give the distance from the origin to each edge."""
    dx, dy = edges.bx - edges.ax, edges.by - edges.ay
    along = np.clip(-(edges.ax * dx + edges.ay * dy) / (dx * dx + dy * dy), 0.0, 1.0)
    return np.asarray(np.hypot(edges.ax + along * dx, edges.ay + along * dy), dtype=float)
