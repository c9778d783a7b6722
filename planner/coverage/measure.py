"""Measure what a plan sees: cameras, zones, and all of it together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.catalogues.model import Catalogue, Standard
from planner.coverage.apart.plate import PlateCheck, plate_check
from planner.coverage.apart.reach import Asked, Reach, reach_of
from planner.coverage.engine.columns import LARGEST_CELL_M, Bools, Floats, Ints
from planner.coverage.model import Coverage, ZoneCoverage
from planner.coverage.seen import Ground, bare, ground_of, union
from planner.coverage.streets import street_lengths
from planner.coverage.uncertainty import MARGIN, pessimistic
from planner.coverage.watch import Scale, Watch, at_least, glance, level_areas, measured
from planner.coverage.zones import (
    ZoneCells,
    covered,
    density_asked,
    foreign_levels,
    zone_cells,
)
from planner.errors import PlanError
from planner.findings import Finding, note, warning
from planner.optics import DensityModel
from planner.plan import HIGHEST_TARGET_M, Plan
from planner.progress import Progress, silent
from planner.scene.model import Scene, Street
from planner.scene.public_space import PublicSpace, public_space

DEPTH_MODEL: DensityModel = "pinhole_depth"
SLANT_MODEL: DensityModel = "pinhole_slant"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageOptions:
    """How to measure; what is None is the plan's own.

    Attributes
    ----------
    cell_m : float
        Side of a cell, more than 0.
    target_height_m : float or None
        Height above ground of the plane on which one looks.
    also_heights_m : tuple of float or None
        Heights that must be seen besides, 0 for the feet of a whole person; none when empty.
    standard : str or None
        Id of the scale of densities.
    draw : bool
        Whether to make the exact polygons too; no area depends on them.
    slant : bool
        Density by slant distance: a little stricter away from the axis, named on the result.
    apart : bool
        Whether to tell too what is apart from coverage: what PTZ cameras reach, plates.
    """

    cell_m: float = 0.5
    target_height_m: float | None = None
    also_heights_m: tuple[float, ...] | None = None
    standard: str | None = None
    draw: bool = True
    slant: bool = False
    apart: bool = True


def measure(
    scene: Scene,
    plan: Plan,
    catalogue: Catalogue,
    *,
    public: PublicSpace | None = None,
    options: CoverageOptions | None = None,
    progress: Progress = silent,
) -> Coverage:
    """Measure what a plan sees of a town.

    Areas of cameras are exact (``sweep``). What has no simple border (public ground, zones,
    the union of cameras) is a share of cells whose centre is seen, each decided exactly
    (``columns``, ``occlusion``), times the exact area.

    Parameters
    ----------
    scene : Scene
        The town, flat without a terrain. Over one, areas are those of cells counted.
    plan : Plan
        Cameras where their lenses really are (``planner.coverage.standing``), and zones.
    catalogue : Catalogue
        Camera models and standards.
    public : PublicSpace, optional
        Public ground of the scene, worked out when absent.
    options : CoverageOptions, optional
        Cell size, target height, standard, drawing.
    progress : Progress
        Told ``coverage`` and the share done.

    Returns
    -------
    Coverage

    Raises
    ------
    PlanError
        ``unknown_standard``, ``unknown_level``, ``cell_out_of_range``, ``target_out_of_range``,
        ``camera_in_building``, ``target_above_lens``, ``optics_impossible``,
        ``coverage_too_large``, ``zone_too_large``.
    CatalogueError
        ``unknown_model``, ``camera_without_optics``.
    """
    options = options or CoverageOptions()
    standards = _standards(plan, catalogue, options)
    scale = _scale(standards[0], plan, options)
    ground = ground_of(scene, public_space(scene) if public is None else public)
    zones = [
        zone_cells(zone, density_asked(zone, standards), ground, scale.cell_m)
        for zone in plan.zones
    ]
    glances = []
    for rank, camera in enumerate(plan.cameras):
        progress("coverage", 0.5 * rank / len(plan.cameras))
        glances.append(glance(camera, catalogue, ground, scale))
    watches = measured(glances, ground, scale)
    progress("coverage", 0.9)
    worst = _bad_day(ground, scene, plan) if zones else ground
    covers = _covers(zones, watches, worst, scale)
    progress("coverage", 1.0)
    said = foreign_levels(plan.zones, standards[0])
    if not plan.cameras:
        said = (warning("no_camera", subject="plan"), *said)
    found = _Found(watches=watches, covers=covers, findings=said)
    coverage = _coverage(scene, standards[0].id, scale, found)
    if not options.apart:
        return coverage
    reaches = _reaches(plan, catalogue, ground, scale)
    plates = _plates(plan, catalogue, scene.streets, ground, watches)
    told = [finding for reach in reaches for finding in reach.findings]
    told += [finding for check in plates for finding in check.findings]
    if ground.relief is not None:
        told.append(note("apart_on_flat_ground", subject="plan"))
    findings = (*coverage.findings, *told)
    return replace(coverage, reaches=reaches, plates=plates, findings=findings)


_Covers = list[tuple[ZoneCoverage, tuple[Finding, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Found:
    """What was found, before it is put together."""

    watches: Sequence[Watch]
    covers: _Covers
    findings: tuple[Finding, ...]


def _reaches(plan: Plan, catalogue: Catalogue, ground: Ground, scale: Scale) -> tuple[Reach, ...]:
    asked = Asked(levels=scale.levels, target_m=scale.target_m, north_deg=scale.north_deg)
    found = (reach_of(camera, catalogue, ground.obstacles, asked) for camera in plan.cameras)
    return tuple(reach for reach in found if reach is not None)


def _plates(
    plan: Plan,
    catalogue: Catalogue,
    streets: Sequence[Street],
    ground: Ground,
    watches: Sequence[Watch],
) -> tuple[PlateCheck, ...]:
    """Check the plates of the cameras that are there for them."""
    checks = []
    for camera, one in zip(plan.cameras, watches, strict=True):
        if camera.mission != "plate" or catalogue.plates is None:
            continue
        model = catalogue.cameras.get(camera.model)
        of_model = None if model is None else model.ir_range_m
        infrared = of_model if camera.ir_range_m is None else camera.ir_range_m
        checks.append(
            plate_check(one.eyes, ground.obstacles, streets, catalogue.plates, ir_range_m=infrared)
        )
    return tuple(checks)


def _standards(plan: Plan, catalogue: Catalogue, options: CoverageOptions) -> list[Standard]:
    """Give the standard asked for, then the plan's own, in which its zones are written."""
    names = dict.fromkeys((options.standard or plan.standard, plan.standard))
    for name in names:
        if name not in catalogue.standards:
            raise PlanError("unknown_standard", standard=name, known=sorted(catalogue.standards))
    return [catalogue.standards[name] for name in names]


def _scale(standard: Standard, plan: Plan, options: CoverageOptions) -> Scale:
    if not 0.0 < options.cell_m <= LARGEST_CELL_M:
        raise PlanError("cell_out_of_range", cell_m=options.cell_m, most_m=LARGEST_CELL_M)
    target = plan.target_height_m if options.target_height_m is None else options.target_height_m
    also = plan.also_heights_m if options.also_heights_m is None else options.also_heights_m
    for height in (target, *also):
        if not 0.0 <= height <= HIGHEST_TARGET_M:
            raise PlanError("target_out_of_range", target_height_m=height, most_m=HIGHEST_TARGET_M)
    return Scale(
        levels=standard.levels,
        cell_m=options.cell_m,
        target_m=target,
        also_m=also,
        slant=options.slant,
        draw=options.draw,
        north_deg=plan.north_deg,
    )


def _covers(
    zones: Sequence[ZoneCells], watches: Sequence[Watch], worst: Ground, scale: Scale
) -> _Covers:
    """Measure the zones: what each camera sees of them, and what it sees at least."""
    hits = [_hits(zone, watches) for zone in zones]
    low = {}
    for one in watches:
        reached = [
            zone.least_px_per_m for zone, by in zip(zones, hits, strict=True) if one.record.id in by
        ]
        if reached:
            low[one.record.id] = at_least(one.eyes, min(reached) * MARGIN, worst, scale)
    return [
        covered(
            zone,
            by,
            {camera: zone.hits(low[camera], zone.least_px_per_m * MARGIN) for camera in by},
        )
        for zone, by in zip(zones, hits, strict=True)
    ]


def _bad_day(ground: Ground, scene: Scene, plan: Plan) -> Ground:
    """Give the pessimistic town, on which only sight is asked."""
    worst = pessimistic(ground.obstacles, scene, plan.cameras)
    return bare(scene, worst)


def _hits(zone: ZoneCells, watches: Sequence[Watch]) -> dict[str, Bools]:
    """Mark what each camera sees of a zone at its level, cameras that see nothing left out."""
    marks = {one.record.id: zone.hits(one.seen, zone.least_px_per_m) for one in watches}
    return {camera: mark for camera, mark in marks.items() if mark.any()}


def _coverage(scene: Scene, standard: str, scale: Scale, found: _Found) -> Coverage:
    """Put cameras and zones together; each cell counts once, at its best level."""
    watches = found.watches
    together = union([one.record.cells for one in watches], [one.seen.public for one in watches])
    street_m, street_seen_m = street_lengths(scene.streets, together, scale.cell_m)
    areas = _union_areas(watches, together.level, scale)
    public = float(np.mean(together.public)) if len(together.public) else 0.0
    of_zones = [finding for _, findings in found.covers for finding in findings]
    return Coverage(
        standard=standard,
        target_height_m=scale.target_m,
        also_heights_m=scale.also_m,
        cell_m=scale.cell_m,
        density_model=SLANT_MODEL if scale.slant else DEPTH_MODEL,
        areas="exact" if scene.terrain is None else "cells",
        cameras=tuple(one.record for one in watches),
        zones=tuple(zone for zone, _ in found.covers),
        union_visible_m2=float(areas[0]),
        union_public_m2=float(areas[0]) * public,
        union_levels=level_areas(areas, scale, None),
        street_length_m=street_m,
        street_length_seen_m=street_seen_m,
        findings=(*found.findings, *of_zones),
    )


def _union_areas(watches: Sequence[Watch], level: Ints, scale: Scale) -> Floats:
    """Give the nested areas that the plan sees together, each place counted once.

    The sum of the cameras' exact areas, times the share of their cells that is left when each
    is counted once: exact for one camera and for cameras that share nothing.
    """
    ranks = len(scale.levels) + 1
    once = _nested(level, ranks)
    cells = sum((_nested(one.record.cells.level, ranks) for one in watches), np.zeros(ranks - 1))
    areas = np.array([[of.area_m2 for of in one.record.levels] for one in watches])
    if not len(watches):
        return cells
    kept = np.where(cells > 0.0, once / np.maximum(cells, 1.0), 0.0)
    return np.minimum.accumulate(np.maximum(areas.sum(axis=0) * kept, areas.max(axis=0)))


def _nested(level: NDArray[np.integer], ranks: int) -> Floats:
    """Count the cells at or above each level, shape (n_levels,)."""
    return np.cumsum(np.bincount(level, minlength=ranks)[:0:-1])[::-1].astype(float)
