"""What was seen, as cells: gathered from the eyes of a camera, classed, put together.

Cells of all cameras lie on one grid, so that ground seen twice is found by its numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from shapely import Polygon

from planner.coverage.engine.columns import Bools, Columns, Edges, Floats, Ints, fill, rings_of
from planner.coverage.engine.eyes import Eye
from planner.coverage.engine.obstacles import Obstacles, obstacles_of
from planner.coverage.engine.sight import Patch, Yardstick, densities, look
from planner.coverage.engine.tiles import Tiles, tiles_of
from planner.coverage.model import Cells
from planner.coverage.relief.look import Relief, ReliefPatch, look_over, relief_of
from planner.scene.model import Scene
from planner.scene.public_space import PublicSpace

ROUNDING = 1.0 - 1e-12
"""On the border of a level the density is the level's own but for rounding: it has the level."""

_LEVEL_BITS = 5

Sights = Sequence[tuple[Eye, tuple[Patch, ...] | tuple[ReliefPatch, ...]]]
"""Eyes, and what each sees."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """A scene made ready for all cameras.

    Attributes
    ----------
    obstacles : Obstacles
        What hides, and footprints.
    public : Tiles
        The public space.
    mapped : Edges or None
        Rings of the scene's outline, None when the data has no stated limit.
    relief : Relief or None
        The obstacles on their ground; None where it is flat.
    """

    obstacles: Obstacles
    public: Tiles
    mapped: Edges | None
    relief: Relief | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Seen:
    """Cells seen by one camera, each once, sorted by (i, j); arrays of shape (n_cells,).

    ``density`` is the best among its eyes, px/m; ``beyond`` tells cells outside the data.
    """

    i: Ints
    j: Ints
    density: Floats
    public: Bools
    beyond: Bools


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Together:
    """Cells seen by several cameras, each once, sorted by (i, j).

    Attributes
    ----------
    first : tuple of int
        Smallest i and j.
    height : int
        Rows from the smallest j to the greatest.
    key : ndarray of int, shape (n_cells,)
        (i - i_first) height + (j - j_first), increasing.
    level : ndarray of int, shape (n_cells,)
        Best level, 1 for the coarsest.
    public : ndarray of bool, shape (n_cells,)
    """

    first: tuple[int, int]
    height: int
    key: Ints
    level: Ints
    public: Bools

    def holds(self, i: Ints, j: Ints) -> Bools:
        """Tell which cells are among those seen, shape (n,)."""
        if not len(self.key):
            return np.zeros(len(i), dtype=bool)
        row = j - self.first[1]
        key = (i - self.first[0]) * self.height + row
        place = np.minimum(np.searchsorted(self.key, key), len(self.key) - 1)
        inside = (row >= 0) & (row < self.height)
        return np.asarray(inside & (self.key[place] == key), dtype=bool)


def ground_of(scene: Scene, public: PublicSpace) -> Ground:
    """Make a scene ready: obstacles, public space and outline as arrays."""
    outline, obstacles = scene.outline, obstacles_of(scene)
    return Ground(
        obstacles=obstacles,
        public=tiles_of(public.polygon),
        mapped=None if outline is None else rings_of([outline])[0],
        relief=relief_of(scene, obstacles),
    )


def bare(scene: Scene, obstacles: Obstacles) -> Ground:
    """Give ground on which only sight is asked: nothing is public, no limit is known."""
    relief = relief_of(scene, obstacles)
    return Ground(obstacles=obstacles, public=tiles_of(Polygon()), mapped=None, relief=relief)


def bare_ground(scene: Scene) -> Ground:
    """Make a scene ready where nobody asks which ground is public."""
    return ground_of(scene, PublicSpace(polygon=Polygon(), strips=()))


def seen_again(cells: Cells) -> Seen:
    """Give the cells of a camera as they were gathered; who may walk there is not asked."""
    unasked = np.zeros(len(cells.i), dtype=bool)
    return Seen(i=cells.i, j=cells.j, density=cells.density, public=unasked, beyond=unasked)


def sights_of(eyes: Sequence[Eye], ground: Ground, yard: Yardstick) -> Sights:
    """See the ground from eyes, over relief where there is one.

    Raises
    ------
    PlanError
        ``target_above_lens``, ``coverage_too_large``.
    """
    obstacles, relief = ground.obstacles, ground.relief
    if relief is None:
        return [(eye, look(eye, obstacles, yard)) for eye in eyes]
    return [(eye, look_over(eye, obstacles, relief, yard)) for eye in eyes]


def gather(sights: Sights, yard: Yardstick, ground: Ground) -> Seen:
    """Gather the cells that the eyes of a camera see.

    Parameters
    ----------
    sights : sequence of (Eye, tuple of Patch or ReliefPatch)
        Eyes and what each sees.
    yard : Yardstick
        Target height and density model.
    ground : Ground
        Public space and outline.

    Returns
    -------
    Seen
    """
    return put_together(
        [_cells(eye, patch, yard, ground) for eye, patches in sights for patch in patches]
    )


def put_together(parts: Sequence[Seen]) -> Seen:
    """Keep the cells of all parts, each once, at the best density."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        none, no = np.empty(0, dtype=np.int64), np.empty(0, dtype=bool)
        return Seen(i=none, j=none, density=np.empty(0), public=no, beyond=no)
    together = Seen(
        i=np.concatenate([part.i for part in parts]),
        j=np.concatenate([part.j for part in parts]),
        density=np.concatenate([part.density for part in parts]),
        public=np.concatenate([part.public for part in parts]),
        beyond=np.concatenate([part.beyond for part in parts]),
    )
    order = np.lexsort((-together.density, together.j, together.i))
    i, j = together.i[order], together.j[order]
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (i[1:] != i[:-1]) | (j[1:] != j[:-1])
    return pick(together, order[fresh])


def in_common(first: Seen, second: Seen) -> Seen:
    """Keep the cells that are in both, at the lesser density."""
    if not len(first.i) or not len(second.i):
        return pick(first, np.empty(0, dtype=np.int64))
    low = min(int(first.j.min()), int(second.j.min()))
    height = max(int(first.j.max()), int(second.j.max())) - low + 1
    ours, theirs = (part.i * height + (part.j - low) for part in (first, second))
    _, ours, theirs = np.intersect1d(ours, theirs, assume_unique=True, return_indices=True)
    density = np.minimum(first.density[ours], second.density[theirs])
    return replace(pick(first, ours), density=density)


def pick(seen: Seen, chosen: Ints | Bools) -> Seen:
    """Keep some cells, by position or mask."""
    return Seen(
        i=seen.i[chosen],
        j=seen.j[chosen],
        density=seen.density[chosen],
        public=seen.public[chosen],
        beyond=seen.beyond[chosen],
    )


def classed(seen: Seen, thresholds: Floats) -> Cells:
    """Class cells by level: 1 reaches the coarsest threshold, n the finest.

    Parameters
    ----------
    seen : Seen
        Cells at or above the first threshold.
    thresholds : ndarray of float, shape (n_levels,)
        Least densities in px/m, increasing.
    """
    rank = np.searchsorted(thresholds * ROUNDING, seen.density, side="right")
    level = np.maximum(rank, 1).astype(np.int8)
    return Cells(i=seen.i, j=seen.j, level=level, density=seen.density)


def union(cells: Sequence[Cells], public: Sequence[Bools]) -> Together:
    """Put the cells of cameras together, each once at its best level.

    Parameters
    ----------
    cells : sequence of Cells
        One per camera.
    public : sequence of ndarray of bool
        Which of them are public ground, shape (n_cells,) each.
    """
    i = np.concatenate([np.empty(0, dtype=np.int64), *(part.i for part in cells)])
    j = np.concatenate([np.empty(0, dtype=np.int64), *(part.j for part in cells)])
    if not len(i):
        return Together(first=(0, 0), height=1, key=i, level=i, public=np.empty(0, dtype=bool))
    first = (int(i.min()), int(j.min()))
    height = int(j.max()) - first[1] + 1
    level = np.concatenate([part.level for part in cells]).astype(np.int64)
    # One sort finds each cell's best level: it stands last among the cell's own codes.
    code = ((i - first[0]) * height + (j - first[1])) << (_LEVEL_BITS + 1)
    code = np.sort(code | (level << 1) | np.concatenate(public))
    key = code >> (_LEVEL_BITS + 1)
    last = np.append(key[1:] != key[:-1], [True])
    best = code[last]
    return Together(
        first=first,
        height=height,
        key=key[last],
        level=(best >> 1) & ((1 << _LEVEL_BITS) - 1),
        public=(best & 1).astype(bool),
    )


def _cells(eye: Eye, patch: Patch | ReliefPatch, yard: Yardstick, ground: Ground) -> Seen:
    columns = patch.columns
    chosen = np.flatnonzero(patch.seen)
    i, j = columns.places(chosen)
    if isinstance(patch, ReliefPatch):
        density = patch.density[chosen]
    else:
        density = densities(eye, yard, columns.grid.local_x(i), columns.grid.local_y(j))
    beyond = np.zeros(len(chosen), dtype=bool)
    if ground.mapped is not None:
        beyond = ~_inside(columns, ground.mapped)[chosen]
    return Seen(
        i=i,
        j=j,
        density=density,
        public=_inside(columns, ground.public.around(columns.bounds))[chosen],
        beyond=beyond,
    )


def _inside(columns: Columns, rings: Edges) -> Bools:
    return fill(columns, rings.seen_from(columns.grid.x, columns.grid.y))
