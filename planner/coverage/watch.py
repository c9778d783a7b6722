"""What one camera sees: areas by level, limits, findings, and its cells and polygons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from shapely.geometry.base import BaseGeometry

from planner.catalogues.model import Catalogue, Level
from planner.coverage.columns import Floats, Ints
from planner.coverage.eyes import Eye, eyes_of
from planner.coverage.model import CameraCoverage, LevelArea
from planner.coverage.obstacles import Solids, holding
from planner.coverage.regions import regions_of, union_of
from planner.coverage.seen import Ground, Seen, classed, gather
from planner.coverage.sight import Patch, Yardstick, aim_of, look
from planner.errors import PlanError
from planner.findings import Finding, note, warning
from planner.optics import Panoramic, far_limit, near_limit
from planner.plan import Camera


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The ruler of a study: levels from coarse to fine, cells, target, density model."""

    levels: tuple[Level, ...]
    cell_m: float
    target_m: float
    slant: bool = False
    draw: bool = True
    north_deg: float = 0.0  # bearing, in the scene's grid, of the north that bearings count from

    @property
    def thresholds(self) -> Floats:
        """Least densities in px/m, shape (n_levels,)."""
        return np.array([level.min_px_per_m for level in self.levels])

    def yard(self, least_px_per_m: float) -> Yardstick:
        """Give the yardstick of a density."""
        return Yardstick(
            cell_m=self.cell_m,
            target_m=self.target_m,
            least_px_per_m=least_px_per_m,
            slant=self.slant,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Watch:
    """What one camera sees, and the cells that the rest of the plan is measured with."""

    record: CameraCoverage
    eyes: tuple[Eye, ...]
    seen: Seen


def watch(camera: Camera, catalogue: Catalogue, ground: Ground, scale: Scale) -> Watch:
    """See the ground from a camera.

    Parameters
    ----------
    camera : Camera
        Where its lens really is (``planner.coverage.standing``).
    catalogue : Catalogue
        Where its model is looked up.
    ground : Ground
        The scene made ready.
    scale : Scale
        Levels, cells and target.

    Raises
    ------
    PlanError
        ``camera_in_building``, ``target_above_lens``, ``optics_impossible``,
        ``coverage_too_large``.
    CatalogueError
        ``unknown_model``, ``camera_without_optics``.
    """
    _refuse_indoors(camera, ground.obstacles.solids)
    asked, findings = eyes_of(camera, catalogue)
    eyes = tuple(replace(eye, bearing_deg=eye.bearing_deg + scale.north_deg) for eye in asked)
    yard = scale.yard(float(scale.thresholds[0]))
    sights = [(eye, look(eye, ground.obstacles, yard)) for eye in eyes]
    seen = gather(sights, yard, ground)
    cells = classed(seen, scale.thresholds)
    regions = _regions(sights, ground.obstacles.solids, scale)
    near_m, far_m = _limits(eyes, scale.target_m)
    area = scale.cell_m**2
    record = CameraCoverage(
        id=camera.id,
        visible_area_m2=len(seen.i) * area,
        public_area_m2=int(np.count_nonzero(seen.public)) * area,
        levels=level_areas(cells.level.astype(np.int64), scale, regions),
        near_limit_m=near_m,
        far_limit_m=far_m,
        position=(camera.position.x, camera.position.y),
        bearings_deg=tuple(eye.bearing_deg for eye in asked),
        north_deg=scale.north_deg,
        hfov_deg=tuple(eye.optics.hfov_deg for eye in eyes),
        cells=cells,
        findings=(*findings, *_findings(camera, seen, area)),
    )
    return Watch(record=record, eyes=eyes, seen=seen)


def at_least(eyes: Sequence[Eye], least_px_per_m: float, worst: Ground, scale: Scale) -> Seen:
    """See the ground again from the same eyes, at another density, on a bad day.

    Parameters
    ----------
    eyes : sequence of Eye
        Those of one camera.
    least_px_per_m : float
        Density under which nothing counts.
    worst : Ground
        The pessimistic town (``planner.coverage.uncertainty``).
    scale : Scale
        Cells and target.
    """
    yard = scale.yard(least_px_per_m)
    return gather([(eye, look(eye, worst.obstacles, yard)) for eye in eyes], yard, worst)


def level_areas(
    level: Ints, scale: Scale, regions: Sequence[BaseGeometry] | None
) -> tuple[LevelArea, ...]:
    """Give the nested areas of the levels of cells.

    Parameters
    ----------
    level : ndarray of int, shape (n_cells,)
        Level of each cell, 1 for the coarsest.
    scale : Scale
        Names and densities of the levels.
    regions : sequence of shapely.Geometry or None
        Polygon of each level, if drawn.
    """
    counts = np.bincount(level, minlength=len(scale.levels) + 1)
    nested = np.cumsum(counts[::-1])[::-1]  # at or above each level
    return tuple(
        LevelArea(
            name=asked.name,
            min_px_per_m=asked.min_px_per_m,
            area_m2=int(nested[rank + 1]) * scale.cell_m**2,
            region=None if regions is None else regions[rank],
        )
        for rank, asked in enumerate(scale.levels)
    )


def _refuse_indoors(camera: Camera, solids: Solids) -> None:
    """Refuse a lens between the floor and the roof of a building."""
    x, y, height = camera.position.x, camera.position.y, camera.height_m
    for place in holding(solids, x, y):
        if solids.base_m[place] < height < solids.top_m[place]:
            building = solids.ids[place]
            raise PlanError(
                "camera_in_building", camera=camera.id, building=building, height_m=height
            )


def _regions(
    sights: Sequence[tuple[Eye, tuple[Patch, ...]]], solids: Solids, scale: Scale
) -> tuple[BaseGeometry, ...] | None:
    """Draw the levels of a camera: those of its eyes put together."""
    if not scale.draw:
        return None
    yards = [scale.yard(float(threshold)) for threshold in scale.thresholds]
    drawn = [regions_of(eye, patches, solids, yards) for eye, patches in sights]
    if len(drawn) == 1:
        return drawn[0]
    levels = zip(*drawn, strict=True)
    return tuple(union_of(level) for level in levels)


def _limits(eyes: Sequence[Eye], target_m: float) -> tuple[float | None, float | None]:
    """Give the nearest and farthest limits on the axes of eyes that look at the ground."""
    limits = [_eye_limits(eye, target_m) for eye in eyes]
    near = [first for first, _ in limits if first is not None]
    if not near:
        return None, None
    far = [last for first, last in limits if first is not None]
    return min(near), None if None in far else max(last for last in far if last is not None)


def _eye_limits(eye: Eye, target_m: float) -> tuple[float | None, float | None]:
    if isinstance(eye.optics, Panoramic):
        return 0.0, None
    aim = aim_of(eye, eye.optics, target_m)
    return near_limit(aim), far_limit(aim)


def _findings(camera: Camera, seen: Seen, cell_m2: float) -> tuple[Finding, ...]:
    beyond = int(np.count_nonzero(seen.beyond))
    if not len(seen.i):
        return (warning("camera_sees_no_ground", subject=camera.id),)
    if beyond:
        return (note("coverage_beyond_data", subject=camera.id, area_m2=beyond * cell_m2),)
    return ()
