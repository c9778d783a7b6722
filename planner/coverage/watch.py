"""What one camera sees: areas by level, limits, findings, and its cells and polygons."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from shapely.geometry.base import BaseGeometry

from planner.catalogues.model import Catalogue, Level
from planner.coverage.apart.steepness import mission_density, seen_from_above
from planner.coverage.engine.cell_regions import cell_regions
from planner.coverage.engine.columns import Bools, Floats
from planner.coverage.engine.eyes import Eye, eyes_of
from planner.coverage.engine.obstacles import Solids, refuse_indoors
from planner.coverage.engine.regions import regions_of, shared_by, union_of
from planner.coverage.engine.sight import Patch, Yardstick, aim_of
from planner.coverage.exact.sweep import visible_areas
from planner.coverage.model import CameraCoverage, Cells, LevelArea
from planner.coverage.relief.look import ReliefPatch, refuse_inside
from planner.coverage.seen import (
    Ground,
    Seen,
    Sights,
    classed,
    gather,
    in_common,
    put_together,
    sights_of,
)
from planner.findings import Finding, note, warning
from planner.optics import Panoramic, density_model_of, far_limit, near_limit
from planner.plan import Camera


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The ruler of a study: levels from coarse to fine, cells, target, density model.

    ``also_m`` are heights that must be seen besides ``target_m``: the feet of a whole person.
    """

    levels: tuple[Level, ...]
    cell_m: float
    target_m: float
    also_m: tuple[float, ...] = ()
    slant: bool = False
    draw: bool = True
    north_deg: float = 0.0  # bearing, in the scene's grid, of the north that bearings count from

    @property
    def thresholds(self) -> Floats:
        """Least densities in px/m, shape (n_levels,)."""
        return np.array([level.min_px_per_m for level in self.levels])

    @property
    def targets_m(self) -> tuple[float, ...]:
        """All heights that must be seen."""
        return (self.target_m, *self.also_m)

    def yards(self, least_px_per_m: float) -> tuple[Yardstick, ...]:
        """Give the yardsticks of a density, one per height."""
        return tuple(
            Yardstick(
                cell_m=self.cell_m,
                target_m=target,
                least_px_per_m=least_px_per_m,
                slant=self.slant,
            )
            for target in self.targets_m
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Watch:
    """What one camera sees, and the cells that the rest of the plan is measured with."""

    record: CameraCoverage
    eyes: tuple[Eye, ...]
    seen: Seen


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Glance:
    """What one camera sees as cells, before its areas are measured.

    ``bearings_deg`` are as asked, those of ``eyes`` in the scene's grid; ``sights`` has one part
    per target height; ``findings`` are those of its optics and of the ground under it.
    """

    camera: Camera
    bearings_deg: tuple[float, ...]
    eyes: tuple[Eye, ...]
    sights: tuple[Sights, ...]
    seen: Seen
    findings: tuple[Finding, ...]


def glance(camera: Camera, catalogue: Catalogue, ground: Ground, scale: Scale) -> Glance:
    """See the cells that a camera sees.

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
    at = (camera.position.x, camera.position.y)
    _refuse_indoors(camera, at, ground)
    asked, findings = eyes_of(camera, catalogue)
    eyes = tuple(replace(eye, bearing_deg=eye.bearing_deg + scale.north_deg) for eye in asked)
    yards = scale.yards(float(scale.thresholds[0]))
    sights = tuple(sights_of(eyes, ground, yard) for yard in yards)
    return Glance(
        camera=camera,
        bearings_deg=tuple(eye.bearing_deg for eye in asked),
        eyes=eyes,
        sights=sights,
        seen=_seen(sights, yards, ground),
        findings=(
            *findings,
            *seen_from_above(camera, eyes, scale.target_m, mission_density(camera, catalogue)),
            *_guessed(camera, at, ground, sights[0], scale),
        ),
    )


def measured(glances: Sequence[Glance], ground: Ground, scale: Scale) -> list[Watch]:
    """Measure the areas of what cameras see, together, and draw each.

    Parameters
    ----------
    glances : sequence of Glance
        On this ground, by this scale.
    ground : Ground
    scale : Scale

    Returns
    -------
    list of Watch
        One per camera.
    """
    cells = [classed(one.seen, scale.thresholds) for one in glances]
    if ground.relief is not None:
        areas = np.array([_counted(of_camera, scale) for of_camera in cells])
    else:
        heads = [one.eyes for one in glances]
        yards = scale.yards(float(scale.thresholds[0]))
        areas = visible_areas(heads, ground.obstacles, yards, scale.thresholds)
    return [
        _watch(one, of_camera, of_levels, ground, scale)
        for one, of_camera, of_levels in zip(glances, cells, areas, strict=True)
    ]


def _watch(one: Glance, cells: Cells, areas: Floats, ground: Ground, scale: Scale) -> Watch:
    camera, visible = one.camera, float(areas[0])
    near_m, far_m = _limits(one.eyes, scale.targets_m)
    record = CameraCoverage(
        id=camera.id,
        visible_area_m2=visible,
        public_area_m2=visible * _share(one.seen.public),
        levels=level_areas(areas, scale, _regions(one, cells, ground, scale)),
        near_limit_m=near_m,
        far_limit_m=far_m,
        position=(camera.position.x, camera.position.y),
        bearings_deg=one.bearings_deg,
        density_model=density_model_of(one.eyes[0].optics, slant=scale.slant),
        north_deg=scale.north_deg,
        hfov_deg=tuple(eye.optics.hfov_deg for eye in one.eyes),
        cells=cells,
        findings=(*one.findings, *_findings(camera, one.seen, visible)),
    )
    return Watch(record=record, eyes=one.eyes, seen=one.seen)


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
    yards = scale.yards(least_px_per_m)
    return _seen([sights_of(eyes, worst, yard) for yard in yards], yards, worst)


def level_areas(
    areas: Floats, scale: Scale, regions: Sequence[BaseGeometry] | None
) -> tuple[LevelArea, ...]:
    """Name the nested areas of the levels.

    Parameters
    ----------
    areas : ndarray of float, shape (n_levels,)
        At or above each level, m2.
    scale : Scale
        Names and densities of the levels.
    regions : sequence of shapely.Geometry or None
        Polygon of each level, if drawn.
    """
    return tuple(
        LevelArea(
            name=asked.name,
            min_px_per_m=asked.min_px_per_m,
            area_m2=float(areas[rank]),
            region=None if regions is None else regions[rank],
        )
        for rank, asked in enumerate(scale.levels)
    )


def _seen(sights: Sequence[Sights], yards: Sequence[Yardstick], ground: Ground) -> Seen:
    """Gather the cells that some eye sees at every height: a person is whole in one picture."""
    if len(yards) == 1:
        return gather(sights[0], yards[0], ground)
    return put_together(
        [
            reduce(
                in_common,
                [gather([of], yard, ground) for of, yard in zip(of_eye, yards, strict=True)],
            )
            for of_eye in zip(*sights, strict=True)
        ]
    )


def _counted(cells: Cells, scale: Scale) -> Floats:
    """Count the cells at or above each level: over relief there is no exact area."""
    counts = np.bincount(cells.level, minlength=len(scale.levels) + 1)[:0:-1]
    return np.asarray(np.cumsum(counts)[::-1] * scale.cell_m**2, dtype=float)


def _share(marks: Bools) -> float:
    return float(np.mean(marks)) if len(marks) else 0.0


def _refuse_indoors(camera: Camera, at: tuple[float, float], ground: Ground) -> None:
    solids, height = ground.obstacles.solids, camera.height_m
    if ground.relief is None:
        refuse_indoors(solids, at, height, camera.id)
    else:
        refuse_inside(solids, ground.relief, at, height, camera.id)


def _regions(
    one: Glance, cells: Cells, ground: Ground, scale: Scale
) -> tuple[BaseGeometry, ...] | None:
    """Draw the levels of a camera: where an eye sees all heights, its eyes put together."""
    if not scale.draw:
        return None
    if ground.relief is not None:
        return cell_regions(cells.i, cells.j, cells.level, scale.cell_m, len(scale.levels))
    levels = [scale.yards(float(threshold)) for threshold in scale.thresholds]
    solids = ground.obstacles.solids
    eyes = [_drawn(of_eye, solids, levels) for of_eye in zip(*one.sights, strict=True)]
    if len(eyes) == 1:
        return eyes[0]
    return tuple(union_of(level) for level in zip(*eyes, strict=True))


def _drawn(
    heights: Sequence[tuple[Eye, Sequence[Patch | ReliefPatch]]],
    solids: Solids,
    levels: Sequence[Sequence[Yardstick]],
) -> tuple[BaseGeometry, ...]:
    """Draw the levels of an eye, where it sees all heights."""
    drawn = []
    for rank, (eye, patches) in enumerate(heights):
        flat = [patch for patch in patches if isinstance(patch, Patch)]
        drawn.append(regions_of(eye, flat, solids, [yards[rank] for yards in levels]))
    return tuple(reduce(shared_by, level) for level in zip(*drawn, strict=True))


def _limits(eyes: Sequence[Eye], targets_m: Sequence[float]) -> tuple[float | None, float | None]:
    """Give the nearest and farthest limits on the axes of eyes that look at the ground."""
    limits = [of_eye for eye in eyes if (of_eye := _eye_limits(eye, targets_m)) is not None]
    if not limits:
        return None, None
    far = max(last for _, last in limits)
    return min(first for first, _ in limits), far if math.isfinite(far) else None


def _eye_limits(eye: Eye, targets_m: Sequence[float]) -> tuple[float, float] | None:
    """Give where all heights are in the picture on its axis; None where they never are."""
    if isinstance(eye.optics, Panoramic):
        return 0.0, math.inf
    aims = [aim_of(eye, eye.optics, target) for target in targets_m]
    near = [near_limit(aim) for aim in aims]
    far = [math.inf if (last := far_limit(aim)) is None else last for aim in aims]
    first = max((limit for limit in near if limit is not None), default=0.0)
    return None if None in near or first >= min(far) else (first, min(far))


def _findings(camera: Camera, seen: Seen, area_m2: float) -> tuple[Finding, ...]:
    if area_m2 <= 0.0:
        return (warning("camera_sees_no_ground", subject=camera.id),)
    beyond_m2 = _share(seen.beyond) * area_m2
    if beyond_m2 > 0.0:
        return (note("coverage_beyond_data", subject=camera.id, area_m2=beyond_m2),)
    return ()


def _guessed(
    camera: Camera, at: tuple[float, float], ground: Ground, sights: Sights, scale: Scale
) -> tuple[Finding, ...]:
    """Say what is seen, or stands, where the relief says nothing."""
    if ground.relief is None:
        return ()
    said = []
    x, y = (np.array([value]) for value in at)
    if ground.relief.ground.is_unknown(x, y)[0]:
        said.append(warning("relief_unknown_foot", subject=camera.id))
    patches = [patch for _, of_eye in sights for patch in of_eye]
    cells = sum(patch.guessed for patch in patches if isinstance(patch, ReliefPatch))
    if cells:
        area = cells * scale.cell_m**2
        said.append(note("relief_unknown", subject=camera.id, area_m2=area))
    return tuple(said)
