"""How many cameras see each place: areas by count, pairs that overlap, what each one adds.

Cells of cameras coincide, so each is counted exactly; an area is the share of those cells times
the area that was measured: of the union, of a camera, of a zone's ground. Ground is seen at the
coarsest level or better, and inside a zone at the zone's level; a PTZ camera counts for its home
preset only, as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from planner.catalogues.model import Catalogue
from planner.coverage.engine.columns import Ints
from planner.coverage.engine.regions import GRID_M, union_of, without_crumbs
from planner.coverage.gaps.at_level import densities_asked, drawn
from planner.coverage.gaps.model import (
    CameraShare,
    CountArea,
    Overlap,
    Pair,
    SharedGround,
    ZoneCounts,
)
from planner.coverage.gaps.shared_cells import Tally, tally
from planner.coverage.model import CameraCoverage, Coverage
from planner.coverage.seen import Ground, bare_ground, seen_again
from planner.coverage.zones import ZoneCells, zone_cells
from planner.findings import Finding, note
from planner.plan import Plan
from planner.scene.model import Scene

MOST_DRAWN = 3  # cameras: "seen by three or more" is the last polygon
ADDS_LITTLE = 0.05  # of the ground a camera sees; our own limit
_MOST_NAMED = 3  # cameras that share most with it


def overlap_of(
    scene: Scene,
    plan: Plan,
    catalogue: Catalogue,
    coverage: Coverage,
    *,
    ground: Ground | None = None,
) -> Overlap:
    """Tell how the cameras of a coverage share the ground.

    Parameters
    ----------
    scene : Scene
        The town.
    plan : Plan
        Its zones, and what its cameras are for.
    catalogue : Catalogue
        Where the densities of levels are.
    coverage : Coverage
        What the plan sees of that scene; polygons are exact when it was drawn.
    ground : Ground, optional
        The scene made ready; its public space is not looked at.

    Returns
    -------
    Overlap

    Raises
    ------
    PlanError
        ``unknown_level``, ``zone_too_large``.
    """
    found = tally([camera.cells for camera in coverage.cameras])
    pairs, shares = _pairs(found, coverage), _shares(found, coverage)
    counts = _counts(found.by_count, coverage.union_visible_m2)
    return Overlap(
        counts=counts,
        at_least=_at_least(coverage, counts),
        pairs=pairs,
        cameras=shares,
        zones=_zones(ground or bare_ground(scene), plan, catalogue, coverage),
        findings=_adds_little(plan, shares, pairs),
    )


def _counts(by_count: Ints, whole_m2: float) -> tuple[CountArea, ...]:
    """Give the areas of a histogram, its first bin left out: nobody sees those cells."""
    cells = int(by_count[1:].sum())
    return tuple(
        CountArea(cameras=k, area_m2=int(n) / cells * whole_m2, share=int(n) / cells)
        for k, n in enumerate(by_count)
        if k
    )


def _pairs(found: Tally, coverage: Coverage) -> tuple[Pair, ...]:
    cameras = coverage.cameras
    pairs = []
    for a, b, cells in found.pairs.tolist():
        smaller = a if found.seen[a] <= found.seen[b] else b
        share = cells / int(found.seen[smaller])
        area = share * cameras[smaller].visible_area_m2
        pairs.append(Pair(first=cameras[a].id, second=cameras[b].id, area_m2=area, share=share))
    return tuple(sorted(pairs, key=lambda pair: -pair.area_m2))  # else in the cameras' order


def _shares(found: Tally, coverage: Coverage) -> tuple[CameraShare, ...]:
    return tuple(
        _share(camera, int(found.seen[k]), int(found.alone[k]), int(found.adds[k]))
        for k, camera in enumerate(coverage.cameras)
    )


def _share(camera: CameraCoverage, seen: int, alone: int, adds: int) -> CameraShare:
    """Give what a camera brings, from counts of its cells."""
    whole = camera.visible_area_m2
    return CameraShare(
        camera=camera.id,
        alone_m2=alone / seen * whole if seen else 0.0,
        adds_m2=adds / seen * whole if seen else 0.0,
        adds_share=adds / seen if seen else None,
    )


def _adds_little(
    plan: Plan, shares: Sequence[CameraShare], pairs: Sequence[Pair]
) -> tuple[Finding, ...]:
    """Say which cameras others already make up for.

    A plate camera is left out: its exposure is set for plates, and no other does its work.
    """
    plates = {camera.id for camera in plan.cameras if camera.mission == "plate"}
    return tuple(
        note(
            "camera_adds_little",
            subject=one.camera,
            share=one.adds_share,
            alone_m2=one.alone_m2,
            others=_partners(one.camera, pairs)[:_MOST_NAMED],
        )
        for one in shares
        if one.camera not in plates and one.adds_share is not None and one.adds_share < ADDS_LITTLE
    )


def _partners(camera: str, pairs: Sequence[Pair]) -> list[str]:
    """Name the cameras that share ground with one, the most shared first."""
    return [
        pair.second if pair.first == camera else pair.first
        for pair in pairs
        if camera in (pair.first, pair.second)
    ]


# --- zones ------------------------------------------------------------------------------


def _zones(
    ground: Ground, plan: Plan, catalogue: Catalogue, coverage: Coverage
) -> tuple[ZoneCounts, ...]:
    counts = []
    for zone, least in zip(plan.zones, densities_asked(plan, catalogue, coverage), strict=True):
        cells = zone_cells(zone, least, ground, coverage.cell_m)
        counts.append(ZoneCounts(zone=zone.id, counts=_within(cells, coverage.cameras)))
    return tuple(counts)


def _within(cells: ZoneCells, cameras: Sequence[CameraCoverage]) -> tuple[CountArea, ...]:
    """Give the ground of a zone by count, 0 first; nothing when it has no ground."""
    if cells.area_m2 <= 0.0:
        return ()
    seen = np.zeros(cells.columns.n_cells, dtype=np.int64)
    for camera in cameras:
        seen += cells.hits(seen_again(camera.cells), cells.least_px_per_m)
    by_count = np.bincount(seen[cells.ground])
    shares = by_count / by_count.sum()
    return tuple(
        CountArea(cameras=k, area_m2=float(share) * cells.area_m2, share=float(share))
        for k, share in enumerate(shares)
    )


# --- polygons ---------------------------------------------------------------------------


def _at_least(coverage: Coverage, counts: Sequence[CountArea]) -> tuple[SharedGround, ...]:
    """Draw what at least one, two and three cameras see.

    A camera's piece of rank k is what it sees of the pieces of rank k - 1 of the cameras before
    it; the pieces of a rank put together are what k cameras or more see.
    """
    regions = [drawn(camera, coverage.cell_m) for camera in coverage.cameras]
    pieces, shared = regions, []
    for count in range(1, MOST_DRAWN + 1):
        area = sum(one.area_m2 for one in counts if one.cameras >= count)
        shared.append(SharedGround(cameras=count, region=union_of(pieces), area_m2=area))
        pieces = [_common(region, pieces[:k]) for k, region in enumerate(regions)]
    return tuple(shared)


def _common(region: BaseGeometry, before: Sequence[BaseGeometry]) -> BaseGeometry:
    near = [other for other in before if other.intersects(region)]
    if not near:
        return Polygon()
    return without_crumbs(shapely.intersection(region, union_of(near), grid_size=GRID_M))
