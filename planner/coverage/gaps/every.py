"""What a plan misses and what it sees twice, at once: overlap, dead zones, blind spots."""

from __future__ import annotations

from planner.catalogues.model import Catalogue
from planner.coverage.gaps.blind_spots import spots_beside
from planner.coverage.gaps.dead_zone import dead_zones
from planner.coverage.gaps.model import Gaps
from planner.coverage.gaps.overlap import overlap_of
from planner.coverage.model import Coverage
from planner.coverage.seen import bare_ground
from planner.plan import Plan
from planner.scene.model import Scene


def gaps_of(scene: Scene, plan: Plan, catalogue: Catalogue, coverage: Coverage) -> Gaps:
    """Tell what is missed and what is seen twice.

    Parameters
    ----------
    scene : Scene
        The town.
    plan : Plan
        Zones, and cameras where their lenses really are (``planner.coverage.standing``).
    catalogue : Catalogue
        Camera models and standards.
    coverage : Coverage
        What the plan sees of that scene; polygons are exact when it was drawn.

    Returns
    -------
    Gaps

    Raises
    ------
    PlanError
        ``unknown_level``, ``zone_too_large``, ``optics_impossible``.
    CatalogueError
        ``unknown_model``, ``camera_without_optics``.
    """
    ground = bare_ground(scene)
    solids = ground.obstacles.solids
    dead = dead_zones(scene, plan, catalogue, coverage, solids=solids)
    return Gaps(
        overlap=overlap_of(scene, plan, catalogue, coverage, ground=ground),
        dead_zones=dead,
        blind_spots=spots_beside(dead, solids, plan, catalogue, coverage),
    )
