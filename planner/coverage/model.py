"""Records of what is seen. Areas in m2 as on a map, densities in px/m, lengths in m."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from planner.coverage.apart.plate import PlateCheck
from planner.coverage.apart.reach import Reach
from planner.findings import Finding
from planner.optics import DensityModel


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cells:
    """Square ground cells that a camera sees at the lowest level or better.

    Cell (i, j) has its centre at ((i + 0.5) cell_m, (j + 0.5) cell_m) in the scene's CRS, so
    that the cells of all cameras coincide. All arrays have shape (n_cells,), sorted by (i, j).
    """

    i: NDArray[np.int64]
    j: NDArray[np.int64]
    level: NDArray[np.int8]  # 1 = lowest level reached ... n = finest
    density: NDArray[np.float64]  # px/m


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelArea:
    """Area at or above a level (nested: each level includes the finer ones)."""

    name: str
    min_px_per_m: float
    area_m2: float
    region: BaseGeometry | None = None  # exact visible polygon at or above the level, for drawing


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraCoverage:
    """What one camera sees. Limits on the bearing axis, None when infinite.

    Of several heights that must be seen: the greatest near limit and the least far limit.
    """

    id: str
    visible_area_m2: float
    public_area_m2: float
    levels: tuple[LevelArea, ...]
    near_limit_m: float | None
    far_limit_m: float | None
    position: tuple[float, float]  # where the lens really is (moved off a facade)
    bearings_deg: tuple[float, ...]  # one per sensor, as asked: from the plan's own north
    hfov_deg: tuple[float, ...]
    cells: Cells
    density_model: DensityModel = "pinhole_depth"
    north_deg: float = 0.0  # bearing, in the scene's grid, of the north of ``bearings_deg``
    findings: tuple[Finding, ...] = ()

    @property
    def grid_bearings_deg(self) -> tuple[float, ...]:
        """Bearings from the scene's grid, for drawing in it."""
        return tuple(bearing + self.north_deg for bearing in self.bearings_deg)


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneCoverage:
    """How much of a zone is seen at its level. Shares are None when the zone has no ground."""

    id: str
    label: str
    level: str
    area_m2: float  # polygon less building footprints
    public_share: float | None
    covered_area_m2: float
    covered_share: float | None
    covered_share_low: float | None
    by: tuple[tuple[str, float], ...]  # (camera id, share of the zone it sees at the level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the plan sees. ``union`` counts each cell once, at its best level."""

    standard: str
    target_height_m: float
    cell_m: float
    also_heights_m: tuple[float, ...] = ()  # seen besides: 0 for the feet of a whole person
    density_model: DensityModel  # asked of flat pictures; each camera names its own
    areas: Literal["exact", "cells"] = "exact"  # "cells" over relief: counted, not integrated
    cameras: tuple[CameraCoverage, ...]
    zones: tuple[ZoneCoverage, ...]
    union_visible_m2: float
    union_public_m2: float
    union_levels: tuple[LevelArea, ...]
    street_length_m: float
    street_length_seen_m: float
    reaches: tuple[Reach, ...] = ()  # what PTZ cameras can be turned to: never part of a sum
    plates: tuple[PlateCheck, ...] = ()  # of the cameras whose mission is plates
    findings: tuple[Finding, ...] = ()
