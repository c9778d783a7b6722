"""Blind spots: the ground of a zone that no camera sees at the level asked, as polygons."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from planner.catalogues.model import Catalogue
from planner.coverage.model import CameraCoverage, Coverage
from planner.coverage.obstacles import solids_of
from planner.coverage.regions import without_crumbs
from planner.coverage.zones import density_asked, soil_of
from planner.plan import Plan
from planner.scene.model import Scene


def blind_spots(
    scene: Scene, plan: Plan, catalogue: Catalogue, coverage: Coverage
) -> tuple[tuple[str, BaseGeometry], ...]:
    """Draw what is missing in each zone.

    Parameters
    ----------
    scene : Scene
        The town.
    plan : Plan
        Its zones.
    catalogue : Catalogue
        Where the densities of levels are.
    coverage : Coverage
        What the plan sees of that scene, drawn.

    Returns
    -------
    tuple of (str, shapely.Geometry)
        Zone id and ground, polygons in the scene's CRS without crumbs under 0.05 m2; empty
        where all is seen. A zone at a level of another standard is compared with the coarsest
        level of the coverage's that is at least as dense.

    Raises
    ------
    PlanError
        ``unknown_level``.
    """
    solids = solids_of(scene.buildings)
    names = dict.fromkeys((coverage.standard, plan.standard))
    standards = [catalogue.standards[name] for name in names]
    spots = []
    for zone in plan.zones:
        least = density_asked(zone, standards)
        seen = [_drawn(camera, least) for camera in coverage.cameras]
        missing = soil_of(zone, solids).difference(shapely.union_all(seen))
        spots.append((zone.id, without_crumbs(missing)))
    return tuple(spots)


def _drawn(camera: CameraCoverage, least_px_per_m: float) -> BaseGeometry | None:
    """Give the polygon of the coarsest level that is dense enough, None when no level is."""
    enough = (level for level in camera.levels if level.min_px_per_m >= least_px_per_m)
    level = next(enough, None)
    return None if level is None else level.region
