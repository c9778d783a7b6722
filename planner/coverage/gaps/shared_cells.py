"""Cells that several cameras see: how many see each, which two share it, what each adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.coverage.engine.columns import Bools, Ints
from planner.coverage.model import Cells


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tally:
    """Counts of cells; cameras are told by their rank.

    Attributes
    ----------
    by_count : ndarray of int, shape (most + 1,)
        How many cells exactly 0 (none), 1, 2... cameras see.
    seen, alone, adds : ndarray of int, shape (n_cameras,)
        Cells that each camera sees; that no other sees; that no other sees at the same level or
        better.
    pairs : ndarray of int, shape (n_pairs, 3)
        Ranks of two cameras, the smaller first, and how many cells they share.
    """

    by_count: Ints
    seen: Ints
    alone: Ints
    adds: Ints
    pairs: Ints


def tally(cells: Sequence[Cells]) -> Tally:
    """Count how the cells of cameras coincide.

    Parameters
    ----------
    cells : sequence of Cells
        One per camera, each cell once.

    Returns
    -------
    Tally
    """
    n = len(cells)
    seen = np.array([len(one.i) for one in cells], dtype=np.int64)
    if not seen.sum():
        none = np.zeros(n, dtype=np.int64)
        return Tally(
            by_count=np.zeros(1, dtype=np.int64), seen=seen, alone=none, adds=none,
            pairs=np.zeros((0, 3), dtype=np.int64),
        )  # fmt: skip
    key, camera, level = _sorted(cells)
    fresh = np.append([True], key[1:] != key[:-1])
    start = np.flatnonzero(fresh)
    count = np.diff(np.append(start, len(key)))
    adds = _best_alone(level, start, np.cumsum(fresh) - 1)
    return Tally(
        by_count=np.bincount(count),
        seen=seen,
        alone=np.bincount(camera[start[count == 1]], minlength=n),
        adds=np.bincount(camera[adds], minlength=n),
        pairs=_pairs(key, camera, n),
    )


def _sorted(cells: Sequence[Cells]) -> tuple[Ints, Ints, Ints]:
    """Give key, camera and level of every cell of every camera, by key then camera."""
    i = np.concatenate([one.i for one in cells])
    j = np.concatenate([one.j for one in cells])
    height = int(j.max() - j.min()) + 1
    key = (i - i.min()) * height + (j - j.min())
    camera = np.repeat(np.arange(len(cells)), [len(one.i) for one in cells])
    level = np.concatenate([one.level for one in cells]).astype(np.int64)
    order = np.argsort(key, kind="stable")
    return key[order], camera[order], level[order]


def _best_alone(level: Ints, start: Ints, group: Ints) -> Bools:
    """Tell where a camera's level is above that of every other on the same cell."""
    top = level == np.maximum.reduceat(level, start)[group]
    return np.asarray(top & (np.add.reduceat(top.astype(np.int64), start)[group] == 1), dtype=bool)


def _pairs(key: Ints, camera: Ints, n: int) -> Ints:
    """Count the cells that each two cameras share; entries of a cell stand side by side."""
    found = np.zeros(n * n, dtype=np.int64)
    for apart in range(1, n):
        same = np.flatnonzero(key[apart:] == key[:-apart])
        if not len(same):
            break  # no cell has more cameras
        found += np.bincount(camera[same] * n + camera[same + apart], minlength=n * n)
    code = np.flatnonzero(found)
    return np.column_stack((code // n, code % n, found[code]))
