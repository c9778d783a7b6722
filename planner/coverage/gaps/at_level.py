"""What a zone asks for, and the ground that a camera sees at that density, as a polygon."""

from __future__ import annotations

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from planner.catalogues.model import Catalogue
from planner.coverage.engine.columns import Bools, Ints
from planner.coverage.engine.regions import GRID_M, polygons_of, union_of, without_crumbs
from planner.coverage.model import CameraCoverage, Cells, Coverage
from planner.coverage.seen import ROUNDING
from planner.coverage.zones import density_asked
from planner.plan import Plan


def densities_asked(plan: Plan, catalogue: Catalogue, coverage: Coverage) -> tuple[float, ...]:
    """Give the density in px/m that each zone of a plan asks for.

    Parameters
    ----------
    plan : Plan
        Its zones, whose levels are those of the coverage's standard, else of the plan's own.
    catalogue : Catalogue
        Where the standards are.
    coverage : Coverage
        What the plan sees.

    Raises
    ------
    PlanError
        ``unknown_level``.
    """
    names = dict.fromkeys((coverage.standard, plan.standard))
    standards = [catalogue.standards[name] for name in names]
    return tuple(density_asked(zone, standards) for zone in plan.zones)


def drawn(camera: CameraCoverage, cell_m: float) -> BaseGeometry:
    """Give all the ground that a camera sees: exact where it was drawn, else its cells."""
    whole = camera.levels[0].region
    return outline_of(camera.cells.i, camera.cells.j, cell_m) if whole is None else whole


def drawn_within(
    camera: CameraCoverage,
    least_px_per_m: float,
    cell_m: float,
    bounds: tuple[float, float, float, float],
) -> BaseGeometry:
    """Give the ground that a camera sees at a density or better, about a box.

    Parameters
    ----------
    camera : CameraCoverage
        With its polygons or without.
    least_px_per_m : float
        Density asked for.
    cell_m : float
        Side of a cell.
    bounds : tuple of float
        The box: x_min, y_min, x_max, y_max. What lies outside of it may be anything.

    Returns
    -------
    shapely.Geometry
        Where the camera was drawn: the polygon of the level of that density; between two
        levels, that of the coarser one less its cells that are not dense enough. Else its cells
        put together.
    """
    within = [level for level in camera.levels if level.min_px_per_m <= least_px_per_m]
    coarser = within[-1] if within else camera.levels[0]
    if coarser.region is not None and coarser.min_px_per_m >= least_px_per_m:
        return coarser.region
    i, j, dense = _cells_about(camera.cells, least_px_per_m, cell_m, bounds)
    kept = outline_of(i[dense], j[dense], cell_m)
    if coarser.region is None:
        return kept
    # What is no whole cell (along a wall) goes with the cell beside it.
    beside = shapely.buffer(outline_of(i[~dense], j[~dense], cell_m), cell_m, join_style="mitre")
    taken = polygons_of(shapely.difference(beside, kept, grid_size=GRID_M))
    return without_crumbs(shapely.difference(coarser.region, taken, grid_size=GRID_M))


def _cells_about(
    cells: Cells, least_px_per_m: float, cell_m: float, bounds: tuple[float, float, float, float]
) -> tuple[Ints, Ints, Bools]:
    """Give the cells in a box or less than two cells away, and which are dense enough."""
    x, y = (cells.i + 0.5) * cell_m, (cells.j + 0.5) * cell_m
    wide = 2.0 * cell_m
    near = (x > bounds[0] - wide) & (x < bounds[2] + wide)
    near &= (y > bounds[1] - wide) & (y < bounds[3] + wide)
    return cells.i[near], cells.j[near], cells.density[near] >= least_px_per_m * ROUNDING


def outline_of(i: Ints, j: Ints, cell_m: float) -> BaseGeometry:
    """Draw cells sorted by (i, j), each once: one box for each run of a column, put together."""
    if not len(i):
        return Polygon()
    fresh = np.append([True], (i[1:] != i[:-1]) | (j[1:] != j[:-1] + 1))
    first = np.flatnonzero(fresh)
    last = np.append(first[1:], len(i)) - 1
    boxes = shapely.box(
        i[first] * cell_m, j[first] * cell_m, (i[first] + 1) * cell_m, (j[last] + 1) * cell_m
    )
    return union_of(list(boxes))
