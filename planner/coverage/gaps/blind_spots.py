"""Blind spots: the ground of a zone that no camera sees at the level asked, piece by piece."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from planner.catalogues.model import Catalogue
from planner.coverage.engine.obstacles import Solids, solids_of
from planner.coverage.engine.regions import CRUMB_M2, GRID_M, polygons_of
from planner.coverage.gaps.at_level import densities_asked, drawn_within
from planner.coverage.gaps.dead_zone import dead_zones
from planner.coverage.gaps.model import BlindSpot, DeadZone, ZoneBlindSpots
from planner.coverage.model import Coverage
from planner.coverage.zones import soil_of
from planner.plan import Plan
from planner.scene.model import Scene

SMALLEST_SPOT_M2 = 1.0  # a person standing; smaller pieces are told together
THINNEST_SPOT_M = 0.2  # thinner strips are told together: nobody stands in them
_TOUCHES_M = 0.01  # closer than that to the limit of the ground


def blind_spots(
    scene: Scene, plan: Plan, catalogue: Catalogue, coverage: Coverage
) -> tuple[ZoneBlindSpots, ...]:
    """Find what is missing in each zone.

    Parameters
    ----------
    scene : Scene
        The town.
    plan : Plan
        Its zones.
    catalogue : Catalogue
        Where the densities of levels are.
    coverage : Coverage
        What the plan sees of that scene; pieces are exact when it was drawn.

    Returns
    -------
    tuple of ZoneBlindSpots
        One per zone, in the plan's order, at its own density, whatever the standard.

    Raises
    ------
    PlanError
        ``unknown_level``.
    """
    solids = solids_of(scene.buildings)
    dead = dead_zones(scene, plan, catalogue, coverage, solids=solids)
    return spots_beside(dead, solids, plan, catalogue, coverage)


def spots_beside(
    dead: Sequence[DeadZone],
    solids: Solids,
    plan: Plan,
    catalogue: Catalogue,
    coverage: Coverage,
) -> tuple[ZoneBlindSpots, ...]:
    """Find what is missing in each zone, the dead zones of the cameras being known."""
    whole = 0.0 in coverage.also_heights_m  # then feet out of the picture are not seen
    under = shapely.union_all(
        [zone.feet_region if whole else zone.region for zone in dead], grid_size=GRID_M
    )
    found = []
    for zone, least in zip(plan.zones, densities_asked(plan, catalogue, coverage), strict=True):
        soil = soil_of(zone, solids)
        seen = [
            drawn_within(camera, least, coverage.cell_m, soil.bounds)
            for camera in coverage.cameras
            if not soil.is_empty
        ]
        near = [region for region in seen if region.intersects(soil)]
        together = shapely.union_all(near, grid_size=GRID_M)
        missing = polygons_of(shapely.difference(soil, together, grid_size=GRID_M))
        found.append(_told(zone.id, missing, soil, under))
    return tuple(found)


def _told(
    zone: str, missing: BaseGeometry, soil: BaseGeometry, under: BaseGeometry
) -> ZoneBlindSpots:
    """Part what is missing into spots and a remainder."""
    pieces = [piece for piece in shapely.get_parts(missing) if not piece.is_empty]
    large = [piece for piece in pieces if _stands_out(piece)]
    small = [piece for piece in pieces if not _stands_out(piece)]
    spots = [_spot(zone, piece, soil, under) for piece in large]
    return ZoneBlindSpots(
        zone=zone,
        area_m2=float(sum(piece.area for piece in pieces)),
        spots=tuple(sorted(spots, key=lambda spot: (-spot.area_m2, spot.point.x, spot.point.y))),
        remainder_m2=float(sum(piece.area for piece in small)),
        remainder_count=sum(piece.area >= CRUMB_M2 for piece in small),
        dead_m2=float(shapely.intersection(missing, under, grid_size=GRID_M).area),
    )


def _stands_out(piece: Polygon) -> bool:
    if piece.area < SMALLEST_SPOT_M2:
        return False
    return not piece.buffer(-THINNEST_SPOT_M / 2.0, quad_segs=1).is_empty


def _spot(zone: str, piece: Polygon, soil: BaseGeometry, under: BaseGeometry) -> BlindSpot:
    return BlindSpot(
        zone=zone,
        region=piece,
        area_m2=float(piece.area),
        point=piece.representative_point(),
        island=bool(shapely.distance(piece, shapely.boundary(soil)) > _TOUCHES_M),
        dead_m2=float(shapely.intersection(piece, under, grid_size=GRID_M).area),
    )
