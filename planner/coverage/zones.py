"""How much of a zone is seen at its level, likely and at least.

The area of a zone is exact (polygon less footprints). Its covered share is that of its cells
whose centre is on its ground; the covered area is that share of the exact area, so that a zone
wholly seen is covered to the last square metre. A zone too small to hold the centre of a cell
is judged on the cell around a point of its ground.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from planner.catalogues.model import Standard
from planner.coverage.engine.columns import Bools, Columns, Grid, Ints, fill, lay_box, rings_of
from planner.coverage.engine.obstacles import Solids, around
from planner.coverage.engine.sight import MOST_CELLS, built
from planner.coverage.model import ZoneCoverage
from planner.coverage.seen import ROUNDING, Ground, Seen
from planner.errors import PlanError
from planner.findings import Finding, note, warning
from planner.plan import Zone

NO_GROUND_M2 = 0.01  # less than what is printed

Hits = Mapping[str, Bools]
"""By camera id, the cells of a zone that it sees."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ZoneCells:
    """The ground of a zone as cells of a box.

    Attributes
    ----------
    zone : Zone
        As drawn.
    least_px_per_m : float
        Density that its level asks for.
    area_m2 : float
        Exact area of its ground.
    columns : Columns
        The box.
    ground : ndarray of bool, shape (n_cells,)
        Which cells of the box are its ground.
    public_share : float or None
        Public part of its ground; None when it has none.
    """

    zone: Zone
    least_px_per_m: float
    area_m2: float
    columns: Columns
    ground: Bools
    public_share: float | None

    def hits(self, seen: Seen, least_px_per_m: float) -> Bools:
        """Mark the ground that a camera sees at a density, shape (n_cells,)."""
        marked = np.zeros(self.columns.n_cells, dtype=bool)
        if not len(marked):
            return marked
        place, inside = self._places(seen.i, seen.j)
        dense = seen.density[inside] >= least_px_per_m * ROUNDING
        marked[place[dense]] = True
        return marked & self.ground

    def _places(self, i: Ints, j: Ints) -> tuple[Ints, Ints]:
        """Give the positions in the box of the cells that lie in it, and which ones do."""
        columns = self.columns
        height = int(columns.last[0] - columns.first[0]) + 1
        column = i - columns.i[0]
        row = j - (columns.grid.row_zero + columns.first[0])
        inside = np.flatnonzero(
            (column >= 0) & (column < len(columns.i)) & (row >= 0) & (row < height)
        )
        return column[inside] * height + row[inside], inside


def density_asked(zone: Zone, standards: Sequence[Standard]) -> float:
    """Give the density in px/m that the level of a zone asks for.

    Parameters
    ----------
    zone : Zone
        With the name of a level.
    standards : sequence of Standard
        Where the name is looked up, the first that has it: the one asked for, then the plan's.

    Raises
    ------
    PlanError
        ``unknown_level``.
    """
    for standard in standards:
        for level in standard.levels:
            if level.name == zone.level:
                return level.min_px_per_m
    known = [level.name for level in standards[0].levels]
    raise PlanError(
        "unknown_level", zone=zone.id, level=zone.level, standard=standards[0].id, known=known
    )


def zone_cells(zone: Zone, least_px_per_m: float, ground: Ground, cell_m: float) -> ZoneCells:
    """Lay the ground of a zone as cells.

    Parameters
    ----------
    zone : Zone
        As drawn.
    least_px_per_m : float
        Density that its level asks for.
    ground : Ground
        Footprints and public space.
    cell_m : float
        Side of a cell.

    Raises
    ------
    PlanError
        ``zone_too_large`` when it holds too many cells.
    """
    bounds = zone.polygon.bounds
    if (bounds[2] - bounds[0]) * (bounds[3] - bounds[1]) / cell_m**2 > MOST_CELLS:
        raise PlanError("zone_too_large", zone=zone.id, cell_m=cell_m)
    soil = soil_of(zone, ground.obstacles.solids)
    area = float(soil.area) if soil.area >= NO_GROUND_M2 else 0.0
    columns, cells = _laid(zone, soil, ground.obstacles.solids, cell_m)
    grid = columns.grid
    public = fill(columns, ground.public.around(bounds).seen_from(grid.x, grid.y))
    share = float(np.mean(public[cells])) if area > 0.0 else None
    return ZoneCells(
        zone=zone,
        least_px_per_m=least_px_per_m,
        area_m2=area,
        columns=columns,
        ground=cells,
        public_share=share,
    )


def soil_of(zone: Zone, solids: Solids) -> BaseGeometry:
    """Give the ground of a zone: its polygon less building footprints, exactly."""
    footprints = solids.footprints[around(solids.tree, zone.polygon.bounds)]
    return zone.polygon.difference(shapely.union_all(footprints))


def covered(cells: ZoneCells, hits: Hits, sure: Hits) -> tuple[ZoneCoverage, tuple[Finding, ...]]:
    """Measure what cameras cover of a zone.

    Parameters
    ----------
    cells : ZoneCells
        The zone's ground.
    hits : mapping of str to ndarray of bool, shape (n_cells,)
        By camera id, the ground that it sees at the zone's level. Cameras that see none of it
        are absent.
    sure : mapping of str to ndarray of bool, shape (n_cells,)
        The same on a bad day; counted only where it is in ``hits`` too.

    Returns
    -------
    coverage : ZoneCoverage
    findings : tuple of Finding
        ``zone_without_ground``, ``zone_not_covered``.
    """
    zone = cells.zone
    low = {camera: marks & hits[camera] for camera, marks in sure.items()}
    share = _share(cells, list(hits.values()))
    record = ZoneCoverage(
        id=zone.id,
        label=zone.label,
        level=zone.level,
        area_m2=cells.area_m2,
        public_share=cells.public_share,
        covered_area_m2=(share or 0.0) * cells.area_m2,
        covered_share=share,
        covered_share_low=_share(cells, list(low.values())),
        by=tuple((camera, _share(cells, [marks]) or 0.0) for camera, marks in hits.items()),
    )
    return record, _findings(record)


def foreign_levels(zones: Sequence[Zone], standard: Standard) -> tuple[Finding, ...]:
    """Say which zones ask for a level of another standard: they are judged on its density."""
    own = {level.name for level in standard.levels}
    return tuple(
        note(
            "zone_level_of_other_standard", subject=zone.id, level=zone.level, standard=standard.id
        )
        for zone in zones
        if zone.level not in own
    )


def _laid(zone: Zone, soil: BaseGeometry, solids: Solids, cell_m: float) -> tuple[Columns, Bools]:
    """Lay the cells of a zone's box and mark those of its ground."""
    bounds = zone.polygon.bounds
    grid = Grid(x=bounds[0], y=bounds[1], cell_m=cell_m)
    columns = lay_box(grid, bounds)
    cells = np.zeros(0, dtype=bool)
    if columns.n_cells:
        cells = fill(columns, rings_of([zone.polygon])[0].seen_from(grid.x, grid.y))
        cells &= ~built(columns, solids)
    if cells.any() or soil.area < NO_GROUND_M2:
        return columns, cells
    columns = lay_box(grid, _cell_around(soil.representative_point(), cell_m))
    return columns, np.ones(columns.n_cells, dtype=bool)


def _cell_around(spot: Point, cell_m: float) -> tuple[float, float, float, float]:
    """Give a box that holds the centre of one cell: the cell of a point."""
    x, y = (math.floor(value / cell_m) * cell_m for value in (spot.x, spot.y))
    return x + 0.25 * cell_m, y + 0.25 * cell_m, x + 0.75 * cell_m, y + 0.75 * cell_m


def _share(cells: ZoneCells, hits: Sequence[Bools]) -> float | None:
    """Give the share of the ground that any of the marks holds."""
    count = int(np.count_nonzero(cells.ground))
    if cells.area_m2 <= 0.0 or not count:
        return None
    together = np.logical_or.reduce(hits) if len(hits) else np.zeros(1, dtype=bool)
    return int(np.count_nonzero(together)) / count


def _findings(zone: ZoneCoverage) -> tuple[Finding, ...]:
    if zone.covered_share is None:
        return (warning("zone_without_ground", subject=zone.id, label=zone.label),)
    if zone.covered_share == 0.0:
        return (warning("zone_not_covered", subject=zone.id, label=zone.label, level=zone.level),)
    return ()
