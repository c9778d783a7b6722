"""Where each lens really stands, before anything is measured, wired or priced.

A camera drawn inside a footprint is moved outward or refused, one on a facade is put in front
of it (``planner.scene.supports``); what a mast stands on is told (``planner.scene.ground``).
"""

from __future__ import annotations

from dataclasses import replace

from planner.findings import Finding
from planner.plan import Camera, Plan
from planner.scene.ground import Ground, index_ground, where_a_mast_stands
from planner.scene.model import Scene
from planner.scene.public_space import PublicSpace
from planner.scene.supports import Footprints, index_footprints, stand


def settle(plan: Plan, scene: Scene, public: PublicSpace) -> Plan:
    """Put each camera where it can stand and say what its support stands on.

    Parameters
    ----------
    plan : Plan
        As drawn, in the scene's CRS.
    scene : Scene
    public : PublicSpace
        Of the same scene.

    Returns
    -------
    Plan
        With the cameras' real positions; the findings of the move are added to its own.

    Raises
    ------
    PlanError
        ``camera_in_building`` when a camera is inside a building and far from its walls.
    """
    footprints = index_footprints(scene)
    ground = index_ground(scene, public)
    settled = [_settled(camera, footprints) for camera in plan.cameras]
    cameras = tuple(camera for camera, _ in settled)
    moved = tuple(finding for _, findings in settled for finding in findings)
    return replace(
        plan, cameras=cameras, findings=plan.findings + moved + _supports(plan, cameras, ground)
    )


def _settled(camera: Camera, footprints: Footprints) -> tuple[Camera, tuple[Finding, ...]]:
    place = stand(camera.position, camera.height_m, footprints, camera=camera.id)
    return replace(camera, position=place.position), place.findings


def _supports(plan: Plan, cameras: tuple[Camera, ...], ground: Ground) -> tuple[Finding, ...]:
    """Look at the new masts, and at the new cameras that stand on the ground without one."""
    feet = {mast.id: mast.position for mast in plan.masts if mast.status == "new"}
    for camera in cameras:
        on_ground = camera.support == "mast" and not camera.mast
        if on_ground and camera.status == "new":
            feet[camera.id] = camera.position
    return tuple(
        finding
        for mast, position in sorted(feet.items())
        for finding in where_a_mast_stands(mast, position, ground)
    )
