"""The control room: how many screens, and what a plan leaves open about who looks at them."""

from __future__ import annotations

import math

from planner.catalogues.model import Catalogue
from planner.equipment.model import Body, Storage
from planner.findings import Finding, note, warning
from planner.plan import Plan, Supervision

IMAGE_TRANSFER = "link_gend"
VIEWS_PER_SCREEN = 16  # a mosaic of four by four; a working hypothesis


def screens_for(storage: Storage, supervision: Supervision) -> int:
    """Count the control screens: one for 16 new streams, none in a centre outside the commune.

    Parameters
    ----------
    storage : Storage
        For the number of new streams.
    supervision : Supervision
        ``external`` is a centre that has its own screens.

    Returns
    -------
    int
        Zero when nothing is new.
    """
    if supervision.external:
        return 0
    return math.ceil(storage.streams / VIEWS_PER_SCREEN)


def look_at(bodies: tuple[Body, ...], plan: Plan, catalogue: Catalogue) -> tuple[Finding, ...]:
    """Tell what the plan leaves open: a centre elsewhere, nobody to steer, no image transfer.

    Parameters
    ----------
    bodies : tuple of Body
        All cameras.
    plan : Plan
        Where the pictures go, and the options it asks for.
    catalogue : Catalogue
        For the likely price of an image transfer, which is asked for and never assumed.

    Returns
    -------
    tuple of Finding
        ``supervision_external``, ``ptz_without_operator``, ``image_transfer_not_counted``.
    """
    findings: list[Finding] = []
    new = [body for body in bodies if body.status == "new"]
    if plan.supervision.external and new:
        findings.append(warning("supervision_external"))
    piloted = tuple(body.camera for body in new if body.item == "cam_ptz")
    if piloted and not plan.supervision.operator:
        findings.append(
            warning("ptz_without_operator", subject=piloted[0], cameras=piloted, count=len(piloted))
        )
    transfer = catalogue.prices.get(IMAGE_TRANSFER)
    asked = any(option.item == IMAGE_TRANSFER for option in plan.options)
    if new and transfer is not None and not asked:
        likely = transfer.amount.likely
        findings.append(note("image_transfer_not_counted", likely_cents=likely))
    return tuple(findings)
