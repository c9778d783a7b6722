"""Ground cells, column by column: which of them a half-plane, a shadow or a polygon takes.

Everything that a flat town asks of a grid is here one question: for the centres of a column
of cells (x fixed), between which y? A half-plane, a disc, the shadow of a wall answer with one
interval, a polygon with the crossings of its rings. Intervals are turned into row numbers,
+1 at the first row and -1 after the last, and one running sum gives the cells. No cell is
tested against a wall one by one, nothing is sampled, no angle is computed: the answer of each
cell centre is exact but for the rounding of its coordinates.

Coordinates are local (metres from a ``Grid``'s origin, usually the camera) so that Lambert-93
metres do not eat the precision.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LARGEST_CELL_M = 100.0  # a street is narrower: coarser cells count nothing
PAIRS_AT_ONCE = 2_000_000  # (edge, column) pairs held in memory together


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The grid seen from an origin: cell (i, j) has its centre at ((i + .5), (j + .5)) cell_m.

    Attributes
    ----------
    x, y : float
        Origin of the local coordinates, in the scene's CRS.
    cell_m : float
        Side of a cell.
    """

    x: float
    y: float
    cell_m: float

    def local_x(self, i: Ints) -> Floats:
        """Give the local x of the centres of columns i."""
        return np.asarray((i + 0.5) * self.cell_m - self.x, dtype=float)

    def local_y(self, j: Ints) -> Floats:
        """Give the local y of the centres of rows j."""
        return np.asarray((j + 0.5) * self.cell_m - self.y, dtype=float)

    @property
    def row_zero(self) -> int:
        """Number of the row that holds the origin; rows are counted from it."""
        return math.floor(self.y / self.cell_m)

    @property
    def y_zero(self) -> float:
        """Local y of the centre of the row that holds the origin."""
        return (self.row_zero + 0.5) * self.cell_m - self.y


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """A patch of cells: consecutive columns, one run of rows in each.

    Attributes
    ----------
    grid : Grid
        Where the patch lies.
    i : ndarray of int, shape (n_columns,)
        Column numbers, consecutive.
    x : ndarray of float, shape (n_columns,)
        Local x of the centres.
    first, last : ndarray of int, shape (n_columns,)
        Rows of the run, counted from ``grid.row_zero``; empty when last < first.
    start : ndarray of int, shape (n_columns + 1,)
        Where each column starts among all cells, column after column.
    """

    grid: Grid
    i: Ints
    x: Floats
    first: Ints
    last: Ints
    start: Ints

    @property
    def n_cells(self) -> int:
        """Number of cells."""
        return int(self.start[-1])

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Give the box of the centres, scene's CRS; the origin when there is no column."""
        if not len(self.x):
            return self.grid.x, self.grid.y, self.grid.x, self.grid.y
        south = self.grid.y + self.grid.y_zero
        return (
            self.grid.x + float(self.x[0]),
            south + int(self.first.min()) * self.grid.cell_m,
            self.grid.x + float(self.x[-1]),
            south + int(self.last.max()) * self.grid.cell_m,
        )

    def places(self, chosen: Ints) -> tuple[Ints, Ints]:
        """Give the numbers (i, j) of the cells chosen by position, shape (n_chosen,) each."""
        column = np.searchsorted(self.start, chosen, side="right") - 1
        row = self.first[column] + (chosen - self.start[column])
        return self.i[column], row + self.grid.row_zero


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Edges:
    """Oriented segments from a to b, metres; arrays of shape (n_edges,)."""

    ax: Floats
    ay: Floats
    bx: Floats
    by: Floats

    @classmethod
    def none(cls) -> Edges:
        """Give no edge."""
        nothing = np.empty(0)
        return cls(ax=nothing, ay=nothing, bx=nothing, by=nothing)

    def __len__(self) -> int:
        return len(self.ax)

    def pick(self, chosen: Bools | Ints) -> Edges:
        """Keep some edges, by mask or by position."""
        return Edges(ax=self.ax[chosen], ay=self.ay[chosen], bx=self.bx[chosen], by=self.by[chosen])

    def seen_from(self, x: float, y: float) -> Edges:
        """Move the origin, before anything else is computed."""
        return Edges(ax=self.ax - x, ay=self.ay - y, bx=self.bx - x, by=self.by - y)

    def scaled(self, factor: Floats) -> Edges:
        """Stretch each edge from the origin by its factor, shape (n_edges,)."""
        return Edges(
            ax=self.ax * factor, ay=self.ay * factor, bx=self.bx * factor, by=self.by * factor
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HalfPlanes:
    """Conditions a x + b y + c >= 0, or > 0 where ``strict``; arrays of shape (n_conditions,).

    Opposite sides of a shape are closed on one side and strict on the other, so that a border
    which runs through cell centres takes one row of them and not two.
    """

    a: Floats
    b: Floats
    c: Floats
    strict: Bools

    @classmethod
    def none(cls) -> HalfPlanes:
        """Give no condition."""
        nothing = np.empty(0)
        return cls(a=nothing, b=nothing, c=nothing, strict=np.empty(0, dtype=bool))


# --- laying a patch ---------------------------------------------------------------------


def lay(
    grid: Grid, box: tuple[float, float, float, float], sides: HalfPlanes, *, radius_m: float
) -> Columns:
    """Lay the cells whose centres meet every condition.

    Parameters
    ----------
    grid : Grid
        Origin and cell size.
    box : tuple of float
        Local (x_min, y_min, x_max, y_max) outside of which there is nothing.
    sides : HalfPlanes
        Conditions, local coordinates.
    radius_m : float
        Greatest distance from the origin, infinite for none.
    """
    x_min, y_min, x_max, y_max = box
    i = np.arange(
        math.ceil((x_min + grid.x) / grid.cell_m - 0.5),
        math.floor((x_max + grid.x) / grid.cell_m - 0.5) + 1,
        dtype=np.int64,
    )
    x = grid.local_x(i)
    low = np.full(len(x), math.ceil((y_min - grid.y_zero) / grid.cell_m), dtype=float)
    high = np.full(len(x), math.floor((y_max - grid.y_zero) / grid.cell_m), dtype=float)
    if not math.isinf(radius_m):
        reach = np.sqrt(np.maximum(radius_m**2 - x**2, 0.0))
        empty = np.abs(x) > radius_m
        low = np.maximum(low, np.where(empty, np.inf, np.ceil(_row(grid, -reach))))
        high = np.minimum(high, np.floor(_row(grid, reach)))
    for a, b, c, strict in zip(sides.a, sides.b, sides.c, sides.strict, strict=True):
        low, high = _narrow(grid, (low, high), a * x + c, b, strict=bool(strict))
    return _columns(grid, i, x, low, high)


def lay_box(grid: Grid, bounds: tuple[float, float, float, float]) -> Columns:
    """Lay all the cells of a box given in the scene's CRS."""
    x_min, y_min, x_max, y_max = bounds
    local = (x_min - grid.x, y_min - grid.y, x_max - grid.x, y_max - grid.y)
    return lay(grid, local, HalfPlanes.none(), radius_m=math.inf)


def _row(grid: Grid, y: Floats) -> Floats:
    return (y - grid.y_zero) / grid.cell_m


def _narrow(
    grid: Grid, rows: tuple[Floats, Floats], rest: Floats, b: float, *, strict: bool
) -> tuple[Floats, Floats]:
    """Narrow the rows of each column by one condition b y + rest >= 0 (or > 0)."""
    low, high = rows
    if b == 0.0:
        kept = rest > 0.0 if strict else rest >= 0.0
        return np.where(kept, low, np.inf), high
    with np.errstate(over="ignore"):  # a side almost upright: its row is beyond any number
        row = _row(grid, -rest / b)
    if b > 0.0:
        return np.maximum(low, np.floor(row) + 1.0 if strict else np.ceil(row)), high
    return low, np.minimum(high, np.ceil(row) - 1.0 if strict else np.floor(row))


def _columns(grid: Grid, i: Ints, x: Floats, low: Floats, high: Floats) -> Columns:
    empty = ~(low <= high)
    first = np.where(empty, 0.0, low).astype(np.int64)
    last = np.where(empty, -1.0, high).astype(np.int64)
    start = np.concatenate(([0], np.cumsum(last - first + 1)))
    return Columns(grid=grid, i=i, x=x, first=first, last=last, start=start)


# --- marking cells of a patch -----------------------------------------------------------


def pairs(columns: Columns, x_low: Floats, x_high: Floats) -> tuple[Ints, Ints]:
    """List the columns whose centre lies in each interval [x_low, x_high].

    Parameters
    ----------
    columns : Columns
        A patch.
    x_low, x_high : ndarray of float, shape (n_edges,)
        Local intervals.

    Returns
    -------
    edge, column : ndarray of int, shape (n_pairs,)
        Positions in the intervals and in the patch.
    """
    begin = np.searchsorted(columns.x, x_low, side="left")
    end = np.searchsorted(columns.x, x_high, side="right")
    return runs(begin, np.maximum(end - begin, 0))


def runs(begin: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """Write runs of numbers out, one after the other.

    Parameters
    ----------
    begin, counts : ndarray of int, shape (n_runs,)
        First number and length of each run.

    Returns
    -------
    run, number : ndarray of int, shape (n_numbers,)
        Which run, and the number.

    Examples
    --------
    >>> run, number = runs(np.array([5, 2]), np.array([2, 3]))
    >>> run.tolist(), number.tolist()
    ([0, 0, 1, 1, 1], [5, 6, 2, 3, 4])
    """
    run = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    return run, np.arange(len(run)) - np.repeat(before - begin, counts)


def mark(columns: Columns, column: Ints, low: Floats, high: Floats) -> Bools:
    """Mark the cells of runs of rows.

    Parameters
    ----------
    columns : Columns
        A patch.
    column : ndarray of int, shape (n_runs,)
        Column of each run, by position.
    low, high : ndarray of float, shape (n_runs,)
        First and last row, counted from the grid's row zero; may be infinite or empty.

    Returns
    -------
    ndarray of bool, shape (n_cells,)
    """
    low = np.maximum(low, columns.first[column])
    high = np.minimum(high, columns.last[column])
    kept = low <= high
    column, low, high = column[kept], low[kept].astype(np.int64), high[kept].astype(np.int64)
    base = columns.start[column] - columns.first[column]
    size = columns.n_cells + 1
    change = np.bincount(base + low, minlength=size) - np.bincount(base + high + 1, minlength=size)
    return np.asarray(np.cumsum(change)[:-1] > 0, dtype=bool)


def fill(columns: Columns, rings: Edges) -> Bools:
    """Mark the cells whose centre lies inside polygons.

    Each cell gets the winding number of all the rings around it: polygons may overlap, their
    holes stay open.

    Parameters
    ----------
    columns : Columns
        A patch.
    rings : Edges
        Sides of the rings, interior on the left, local coordinates. Whole rings: a side left
        out opens its polygon.

    Returns
    -------
    ndarray of bool, shape (n_cells,)
    """
    size = columns.n_cells + 1
    winding = np.zeros(size)
    if not len(columns.x):
        return winding[:-1] > 0.5
    for part in _blocks(rings, columns):
        run = part.bx - part.ax
        edge, column = _crossed(columns, part)
        slope = (part.by - part.ay) / np.where(run == 0.0, 1.0, run)
        y = part.ay[edge] + (columns.x[column] - part.ax[edge]) * slope[edge]
        first, last = columns.first[column], columns.last[column]
        row = np.clip(np.ceil(_row(columns.grid, y)), first, last + 1).astype(np.int64)
        weight = np.sign(run)[edge]
        place = columns.start[column] - first + row
        winding += np.bincount(place, weights=weight, minlength=size)
        winding -= np.bincount(columns.start[column + 1], weights=weight, minlength=size)
    return np.asarray(np.cumsum(winding)[:-1] > 0.5, dtype=bool)


def _crossed(columns: Columns, rings: Edges) -> tuple[Ints, Ints]:
    """List the columns that each side crosses, its right end left out: vertices count once."""
    left, right = np.minimum(rings.ax, rings.bx), np.maximum(rings.ax, rings.bx)
    return pairs(columns, left, np.nextafter(right, -np.inf))


def _blocks(rings: Edges, columns: Columns) -> list[Edges]:
    """Keep the sides that can matter, in blocks which fit in memory.

    Sides above the patch change nothing; those below it do, they say what is above them.
    """
    x_min, x_max = columns.x[0], columns.x[-1]
    top = columns.grid.y_zero + (columns.last.max() + 1) * columns.grid.cell_m
    beside = (np.maximum(rings.ax, rings.bx) < x_min) | (np.minimum(rings.ax, rings.bx) > x_max)
    matter = ~beside & (np.minimum(rings.ay, rings.by) <= top) & (rings.ax != rings.bx)
    kept = rings.pick(matter)
    block = max(1, PAIRS_AT_ONCE // len(columns.x))
    return [kept.pick(slice_) for slice_ in _slices(len(kept), block)]


def _slices(n: int, block: int) -> list[Ints]:
    return [np.arange(begin, min(begin + block, n)) for begin in range(0, n, block)]


# --- rings of polygons ------------------------------------------------------------------


def rings_of(polygons: NDArray[np.object_] | list[Geometry]) -> tuple[Edges, Ints]:
    """Take the rings of polygons apart, interior on the left of every side.

    Parameters
    ----------
    polygons : sequence of shapely.Polygon or shapely.MultiPolygon
        In the scene's CRS.

    Returns
    -------
    sides : Edges
        Sides of all rings, holes included.
    owner : ndarray of int, shape (n_sides,)
        Position of each side's polygon.
    """
    parts, part_of = shapely.get_parts(np.asarray(polygons, dtype=object), return_index=True)
    facing = shapely.orient_polygons(parts, exterior_cw=False)
    rings, polygon_of = shapely.get_rings(facing, return_index=True)
    sides, ring_of = sides_of(rings)
    return sides, part_of[polygon_of[ring_of]]


def sides_of(lines: NDArray[np.object_]) -> tuple[Edges, Ints]:
    """Take lines or rings apart into sides.

    Parameters
    ----------
    lines : ndarray of shapely.LineString or shapely.LinearRing
        In the scene's CRS.

    Returns
    -------
    sides : Edges
        Sides in the lines' own direction.
    owner : ndarray of int, shape (n_sides,)
        Position of each side's line.
    """
    points, line_of = shapely.get_coordinates(lines, return_index=True)
    joined = line_of[1:] == line_of[:-1]
    start, end = points[:-1][joined], points[1:][joined]
    sides = Edges(ax=start[:, 0], ay=start[:, 1], bx=end[:, 0], by=end[:, 1])
    return sides, np.asarray(line_of[1:][joined], dtype=np.int64)


def cut_sides(sides: Edges, longest_m: float) -> tuple[Edges, Ints]:
    """Cut sides in equal pieces no longer than a step; give the side of each piece too."""
    dx, dy = sides.bx - sides.ax, sides.by - sides.ay
    counts = np.maximum(1, np.ceil(np.hypot(dx, dy) / longest_m)).astype(np.int64)
    side, rank = runs(np.zeros_like(counts), counts)
    start, end = rank / counts[side], (rank + 1) / counts[side]
    last = rank + 1 == counts[side]  # the very end, not a sum that rounds
    pieces = Edges(
        ax=sides.ax[side] + start * dx[side],
        ay=sides.ay[side] + start * dy[side],
        bx=np.where(last, sides.bx[side], sides.ax[side] + end * dx[side]),
        by=np.where(last, sides.by[side], sides.ay[side] + end * dy[side]),
    )
    return pieces, side
