"""What a zone asks for, and the ground that a camera sees at that density, as a polygon."""

from __future__ import annotations

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from planner.catalogues.model import Catalogue
from planner.coverage.columns import Ints
from planner.coverage.model import CameraCoverage, Coverage
from planner.coverage.regions import union_of
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


def drawn(camera: CameraCoverage, least_px_per_m: float, cell_m: float) -> BaseGeometry:
    """Give the ground that a camera sees at the coarsest level that is dense enough.

    Parameters
    ----------
    camera : CameraCoverage
        With its polygons or without.
    least_px_per_m : float
        Density asked for.
    cell_m : float
        Side of a cell.

    Returns
    -------
    shapely.Geometry
        Exact where the camera was drawn; else its cells put together. Empty when no level is
        dense enough.
    """
    for rank, level in enumerate(camera.levels, start=1):
        if level.min_px_per_m >= least_px_per_m:
            if level.region is not None:
                return level.region
            kept = camera.cells.level >= rank
            return outline_of(camera.cells.i[kept], camera.cells.j[kept], cell_m)
    return Polygon()


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
