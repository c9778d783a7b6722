"""From a raster as it was read to ground heights on a square grid in the scene's CRS.

Arithmetic only: cells are counted from the corner of the first one, so that the middle of a cell,
where its height is, is at a half.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.projection import project_coordinates, round_to_millimetre
from planner.scene.model import Scene, Terrain
from planner.scene.terrain import heights_at, terrain_bounds

# 2 km by 2 km at 1 m, the finest step at which a bare ground model still tells something new.
MOST_NODES = 4_000_000
# A camera at the edge of the scene looks out of it. No fixed lens of the catalogue detects
# (25 px/m) farther than 292 m: 1920 pixels over 15 degrees.
MARGIN_M = 300.0
_SAME_PLACE_M = (
    0.002  # two grids that agree this well are one grid: coordinates are rounded to 1 mm
)
_BORDER_POINTS = 33  # along a side, to follow it through a change of CRS
_SPARE_CELLS = 2  # around what is asked, for the bilinear neighbours
_LATTICE = 100  # points along a side, to measure how much of the scene is known

Box = tuple[float, float, float, float]
Affine = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where the cells of a raster lie.

    Attributes
    ----------
    affine : tuple of float
        (a, b, c, d, e, f): x = a column + b row + c, y = d column + e row + f, in ``crs``.
    n_rows, n_columns : int
    crs : str
        Name or WKT.
    """

    affine: Affine
    n_rows: int
    n_columns: int
    crs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Rows and columns of a raster, the last ones left out."""

    first_row: int
    end_row: int
    first_column: int
    end_column: int


def surroundings(scene: Scene, *, margin_m: float = MARGIN_M) -> Box | None:
    """Give the box of a scene and a margin around it, None when the scene is empty.

    Parameters
    ----------
    scene : Scene
        Its outline speaks for it; without one, all that it holds.
    margin_m : float

    Returns
    -------
    tuple of float or None
        West, south, east, north, metres in the scene's CRS.
    """
    shapes = [scene.outline] if scene.outline is not None else list(_geometries(scene))
    if not shapes:
        return None
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object)).tolist()
    return west - margin_m, south - margin_m, east + margin_m, north + margin_m


def _geometries(scene: Scene) -> Sequence[shapely.Geometry]:
    return [
        *(building.footprint for building in scene.buildings),
        *(wall.line for wall in scene.walls),
        *(street.line for street in scene.streets),
        *(area.polygon for area in scene.areas),
        *(landmark.point for landmark in scene.points),
    ]


def window_around(frame: Frame, box: Box | None, crs: str) -> Window | None:
    """Give the cells of a raster that bear on a box, None when there is none.

    Parameters
    ----------
    frame : Frame
    box : tuple of float or None
        Of the scene, in its CRS; None asks for the whole raster.
    crs : str
        The scene's.
    """
    if box is None:
        return Window(first_row=0, end_row=frame.n_rows, first_column=0, end_column=frame.n_columns)
    cells = _cells_at(frame, _border(box), crs)
    cells = cells[np.isfinite(cells).all(axis=1)]
    if not len(cells):
        return None
    # Clipped before they are integers: far away is far away, whatever the number.
    low = np.clip(np.floor(cells.min(axis=0)) - _SPARE_CELLS, 0, (frame.n_columns, frame.n_rows))
    high = np.clip(np.ceil(cells.max(axis=0)) + _SPARE_CELLS, 0, (frame.n_columns, frame.n_rows))
    if (high <= low).any():
        return None
    return Window(
        first_row=int(low[1]),
        end_row=int(high[1]),
        first_column=int(low[0]),
        end_column=int(high[0]),
    )


def framed(frame: Frame, window: Window, factor: int) -> Frame:
    """Give the frame of a window read with ``factor`` by ``factor`` cells made one."""
    a, b, c, d, e, f = frame.affine
    column, row = window.first_column, window.first_row
    return Frame(
        affine=(
            a * factor,
            b * factor,
            a * column + b * row + c,
            d * factor,
            e * factor,
            d * column + e * row + f,
        ),
        n_rows=(window.end_row - window.first_row) // factor,
        n_columns=(window.end_column - window.first_column) // factor,
        crs=frame.crs,
    )


def thinned(heights_m: NDArray[np.float64], factor: int) -> NDArray[np.float64]:
    """Make one cell of ``factor`` by ``factor``: the mean of those that are known.

    Parameters
    ----------
    heights_m : ndarray, shape (rows, columns)
        Both are multiples of ``factor``; NaN is unknown.
    factor : int

    Returns
    -------
    ndarray, shape (rows / factor, columns / factor)
    """
    if factor == 1:
        return heights_m
    rows, columns = heights_m.shape
    blocks = heights_m.reshape(rows // factor, factor, columns // factor, factor)
    count = np.isfinite(blocks).sum(axis=(1, 3))
    total = np.nansum(blocks, axis=(1, 3))
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def lies_on_grid(frame: Frame, crs: str) -> bool:
    """Tell whether the cells are squares of the scene's own grid, rows from the north."""
    a, b, _, d, e, _ = frame.affine
    longest = max(frame.n_rows, frame.n_columns)
    if b != 0.0 or d != 0.0 or a <= 0.0 or abs(a + e) * longest > _SAME_PLACE_M:
        return False
    corners = _places_of(frame, _border((0.0, 0.0, frame.n_columns, frame.n_rows)))
    moved = project_coordinates(corners, frame.crs, crs)
    return bool(np.isfinite(moved).all() and np.abs(moved - corners).max() <= _SAME_PLACE_M)


def terrain_of(
    heights_m: NDArray[np.float64], frame: Frame, box: Box | None, crs: str
) -> Terrain | None:
    """Put heights on a grid of the scene: as they are when they lie on one, else bilinearly.

    Parameters
    ----------
    heights_m : ndarray, shape (frame.n_rows, frame.n_columns)
        Metres, NaN unknown.
    frame : Frame
    box : tuple of float or None
        Where heights are wanted, in ``crs``; None: wherever the raster has some.
    crs : str
        The scene's.

    Returns
    -------
    Terrain or None
        Heights rounded to the centimetre; None when fewer than two rows or columns meet the box.
    """
    if min(heights_m.shape) < 2:
        return None
    if lies_on_grid(frame, crs):
        corner = _places_of(frame, np.array([[0.5, frame.n_rows - 0.5]]))
        x, y = round_to_millimetre(corner)[0].tolist()
        return _terrain(x, y, frame.affine[0], heights_m[::-1])
    return _resampled(heights_m, frame, box, crs)


def _terrain(x: float, y: float, step_m: float, heights_m: NDArray[np.float64]) -> Terrain:
    rounded = np.round(heights_m, 2) + 0.0
    rounded.setflags(write=False)
    return Terrain(x=x, y=y, step_m=step_m, heights_m=rounded)


def _resampled(
    heights_m: NDArray[np.float64], frame: Frame, box: Box | None, crs: str
) -> Terrain | None:
    middles = (0.5, 0.5, frame.n_columns - 0.5, frame.n_rows - 0.5)
    border = project_coordinates(_places_of(frame, _border(middles)), frame.crs, crs)
    border = border[np.isfinite(border).all(axis=1)]
    if not len(border):
        return None
    low, high = border.min(axis=0), border.max(axis=0)
    if box is not None:
        low, high = np.maximum(low, box[:2]), np.minimum(high, box[2:])
    extent = high - low
    if (extent <= 0.0).any():
        return None
    step = max(_step(frame, crs), math.sqrt(float(extent.prod()) / MOST_NODES))
    first, last = np.ceil(low / step), np.floor(high / step)
    if (last - first < 1).any():
        return None
    columns = np.arange(first[0], last[0] + 1) * step
    rows = np.arange(first[1], last[1] + 1) * step
    # The raster as a grid of its own, in cells: the same bilinear reading as everywhere.
    cells = Terrain(x=0.5, y=0.5, step_m=1.0, heights_m=heights_m)
    moved = np.empty((len(rows), len(columns)))
    for index, y in enumerate(rows):
        line = np.column_stack([columns, np.full(len(columns), y)])
        found = _cells_at(frame, line, crs)
        moved[index] = heights_at(cells, found[:, 0], found[:, 1])
    return _terrain(float(columns[0]), float(rows[0]), step, moved)


def _step(frame: Frame, crs: str) -> float:
    """Give the shorter side of the middle cell on the ground, metres, to three digits."""
    column, row = frame.n_columns / 2.0, frame.n_rows / 2.0
    ends = np.array([[column, row], [column + 1.0, row], [column, row + 1.0]])
    middle, *others = project_coordinates(_places_of(frame, ends), frame.crs, crs)
    sides = [float(np.hypot(*(other - middle))) for other in others]
    return float(f"{min(sides):.3g}") if np.isfinite(sides).all() else math.inf


def known_share(terrain: Terrain, scene: Scene) -> float:
    """Give the share of a scene's ground whose height is known, 0 to 1.

    Measured at the corners of the outline and on a lattice of points within it (over the box of
    the scene without one).
    """
    box = surroundings(scene, margin_m=0.0) or terrain_bounds(terrain)
    x, y = np.meshgrid(np.linspace(box[0], box[2], _LATTICE), np.linspace(box[1], box[3], _LATTICE))
    if scene.outline is not None:
        inside = shapely.intersects_xy(scene.outline, x, y)
        corners = shapely.get_coordinates(scene.outline)
        points = np.vstack([np.column_stack([x[inside], y[inside]]), corners])
        return float(np.isfinite(heights_at(terrain, points[:, 0], points[:, 1])).mean())
    return float(np.isfinite(heights_at(terrain, x, y)).mean())


def _border(box: Box) -> NDArray[np.float64]:
    """Give points along the border of a box, shape (n, 2)."""
    west, south, east, north = box
    x, y = np.linspace(west, east, _BORDER_POINTS), np.linspace(south, north, _BORDER_POINTS)
    return np.vstack(
        [
            np.column_stack([x, np.full_like(x, south)]),
            np.column_stack([x, np.full_like(x, north)]),
            np.column_stack([np.full_like(y, west), y]),
            np.column_stack([np.full_like(y, east), y]),
        ]
    )


def _places_of(frame: Frame, cells: NDArray[np.float64]) -> NDArray[np.float64]:
    """Go from (column, row) to (x, y) in the raster's CRS."""
    a, b, c, d, e, f = frame.affine
    column, row = cells[:, 0], cells[:, 1]
    return np.column_stack([a * column + b * row + c, d * column + e * row + f])


def _cells_at(frame: Frame, places: NDArray[np.float64], crs: str) -> NDArray[np.float64]:
    """Go from (x, y) in a CRS to (column, row); not finite where the projection has no answer."""
    a, b, c, d, e, f = frame.affine
    moved = project_coordinates(places, crs, frame.crs)
    x, y = moved[:, 0] - c, moved[:, 1] - f
    with np.errstate(invalid="ignore"):
        return np.column_stack([e * x - b * y, a * y - d * x]) / (a * e - b * d)
