"""What is missing in each zone and why: every square metre has one reason.

Of the ground of a zone that no camera sees at its level, the first of these that holds:

- ``density``: a camera sees it, at a coarser level than the one asked for;
- ``hidden``: it is in a picture, near enough for the level, and something stands in the way;
- ``too_near``: it is under the lower edge of a picture, at the foot of a camera;
- ``out_of_frame``: it is in no picture, or too far in those that hold it, but a camera is near
  enough to have the level there if it looked that way (obstacles not counted);
- ``out_of_reach``: it is in a picture, too far for the level, as from every other camera;
- ``no_camera``: it is in no picture, and no camera is near enough.

So the reasons go from what is nearly covered to what asks for one more camera. Ground is counted
in cells as the zone itself is (``zones``), scaled to the area that is missing: parts add up to
it. What hides is found by following the sight line from the camera that would have the best
density (``crossings``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.catalogues.model import Catalogue
from planner.coverage.engine.columns import Ints
from planner.coverage.gaps.at_level import densities_asked
from planner.coverage.model import Coverage, ZoneCoverage
from planner.coverage.reasons.blobs import heart
from planner.coverage.reasons.blockers import Blockers, Land, blockers_of
from planner.coverage.reasons.causes import REASONS, Causes, Eyes, Spots, causes_of
from planner.coverage.reasons.explain import scale_of
from planner.coverage.reasons.hiding import hiding_parts
from planner.coverage.reasons.land import land_of
from planner.coverage.reasons.model import CameraPart, HidingPart, MissingPart, ZoneMissing
from planner.coverage.reasons.picture import eyes_over
from planner.coverage.seen import Seen, bare_ground, seen_again
from planner.coverage.zones import ZoneCells, zone_cells
from planner.plan import Plan
from planner.scene.model import Scene


def what_is_missing(
    scene: Scene, plan: Plan, catalogue: Catalogue, coverage: Coverage, *, land: Land | None = None
) -> tuple[ZoneMissing, ...]:
    """Say what is missing in each zone and why.

    Parameters
    ----------
    scene : Scene
        The town.
    plan : Plan
        Zones, and cameras where their lenses really are (``planner.coverage.standing``).
    catalogue : Catalogue
        Camera models and standards.
    coverage : Coverage
        What the plan sees of that scene.
    land : Land, optional
        Ground heights; those of the scene's relief when absent.

    Returns
    -------
    tuple of ZoneMissing
        One per zone, in the order of the coverage; without parts where all is covered, and where
        there is no ground.

    Raises
    ------
    CatalogueError
        ``unknown_model``, ``camera_without_optics``.
    PlanError
        ``unknown_level``, ``optics_impossible``, ``zone_too_large``.
    """
    if all(zone.covered_share in {None, 1.0} for zone in coverage.zones):
        return tuple(ZoneMissing(id=zone.id, area_m2=0.0, parts=()) for zone in coverage.zones)
    ground = bare_ground(scene)
    land = land_of(scene) if land is None else land
    town = _Town(
        eyes=Eyes.of(eyes_over(plan, catalogue), scale_of(plan, catalogue, coverage), land),
        seen=tuple(seen_again(camera.cells) for camera in coverage.cameras),
        blockers=blockers_of(scene, land=land),
        land=land,
    )
    asked = densities_asked(plan, catalogue, coverage)
    cells = {
        zone.id: zone_cells(zone, least, ground, coverage.cell_m)
        for zone, least in zip(plan.zones, asked, strict=True)
    }
    return tuple(_of_zone(cells[record.id], record, town) for record in coverage.zones)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Town:
    """What zones are judged with."""

    eyes: Eyes
    seen: tuple[Seen, ...]  # by each camera, at the lowest level
    blockers: Blockers
    land: Land


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Piece:
    """Missing ground of a zone with one reason: its spots, and what each stands for."""

    spots: Spots
    causes: Causes
    spot_m2: float
    spot_share: float
    asked_px_per_m: float
    place: tuple[float, float]


def _of_zone(cells: ZoneCells, record: ZoneCoverage, town: _Town) -> ZoneMissing:
    missing = cells.ground.copy()
    for seen in town.seen:
        missing &= ~cells.hits(seen, cells.least_px_per_m)
    chosen = np.flatnonzero(missing)
    area = max(0.0, record.area_m2 - record.covered_area_m2)
    if not len(chosen) or area <= 0.0:
        return ZoneMissing(id=record.id, area_m2=0.0, parts=())
    spots = _spots(cells, chosen, town)
    seen_at_all = np.array([cells.hits(seen, 0.0)[chosen] for seen in town.seen], dtype=bool)
    causes = causes_of(spots, seen_at_all, cells.least_px_per_m, town.eyes)
    spot_m2 = area / len(chosen)
    parts = []
    for rank in np.unique(causes.reason):
        members = np.flatnonzero(causes.reason == rank)
        piece = _Piece(
            spots=spots.pick(members),
            causes=causes.pick(members),
            spot_m2=spot_m2,
            spot_share=spot_m2 / record.area_m2,
            asked_px_per_m=cells.least_px_per_m,
            place=_place(cells, chosen[members]),
        )
        parts.append(_part(int(rank), piece, town))
    largest_first = sorted(parts, key=lambda part: (-part.area_m2, REASONS.index(part.reason)))
    return ZoneMissing(id=record.id, area_m2=area, parts=tuple(largest_first))


def _spots(cells: ZoneCells, chosen: Ints, town: _Town) -> Spots:
    cell_m = cells.columns.grid.cell_m
    i, j = cells.columns.places(chosen)
    x = np.asarray((i + 0.5) * cell_m, dtype=float)
    y = np.asarray((j + 0.5) * cell_m, dtype=float)
    return Spots(x=x, y=y, ground_m=town.land.heights(x, y))


def _place(cells: ZoneCells, chosen: Ints) -> tuple[float, float]:
    """Choose a point inside the largest piece of some cells of a zone."""
    columns = cells.columns
    marked = np.zeros(columns.n_cells, dtype=bool)
    marked[chosen] = True
    column, row = heart(marked.reshape(len(columns.i), -1))  # a box: all columns are as high
    cell_m = columns.grid.cell_m
    j = row + int(columns.first[0]) + columns.grid.row_zero
    return (int(columns.i[column]) + 0.5) * cell_m, (j + 0.5) * cell_m


def _part(rank: int, piece: _Piece, town: _Town) -> MissingPart:
    reason = REASONS[rank]
    count = len(piece.spots)
    hiders: tuple[HidingPart, ...] = ()
    if reason == "hidden":
        hiders = hiding_parts(
            piece.spots,
            piece.causes.eye,
            town.eyes,
            town.blockers,
            land=town.land,
            spot_m2=piece.spot_m2,
        )
    return MissingPart(
        reason=reason,
        area_m2=count * piece.spot_m2,
        share=count * piece.spot_share,
        asked_px_per_m=piece.asked_px_per_m,
        cameras=() if reason == "no_camera" else _cameras(piece, town.eyes),
        hiders=hiders,
        place=piece.place,
    )


def _cameras(piece: _Piece, eyes: Eyes) -> tuple[CameraPart, ...]:
    """Share missing ground out among the cameras concerned, the largest area first."""
    camera_of = eyes.camera_of[piece.causes.eye]
    parts = []
    for rank in np.unique(camera_of):
        own = camera_of == rank
        eye = eyes.eyes[int(piece.causes.eye[own][0])]
        parts.append(
            CameraPart(
                camera=eye.camera,
                area_m2=int(np.count_nonzero(own)) * piece.spot_m2,
                worst_px_per_m=float(piece.causes.density[own].min()),
                best_px_per_m=float(piece.causes.density[own].max()),
            )
        )
    return tuple(sorted(parts, key=lambda part: (-part.area_m2, part.camera)))
