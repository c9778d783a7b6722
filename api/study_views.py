"""A whole study as JSON: ``study.json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.explain_views import explained_view
from api.optics_views import recordings_view, system_view
from api.overlap_views import with_gaps
from api.texts.reader import Texts
from api.views import (
    Beside,
    Json,
    estimate_view,
    findings_view,
    made_from_view,
    network_view,
)
from planner.coverage.reasons.model import ZoneMissing
from planner.equipment.recording_rules import system_checks
from planner.study import Study


def study_view(study: Study, plan_document: Mapping[str, Any], texts: Texts) -> Json:
    """Give ``study.json``: what was asked, everything that was answered, what it is made from.

    Parameters
    ----------
    study : Study
    plan_document : Mapping
        The plan file as it was read, unknown members included.
    texts : Texts
        Language of labels and sentences.

    Returns
    -------
    dict
        Members ``plan``, ``coverage``, ``network``, ``recording``, ``estimate``, ``findings``,
        ``made_from``.
    """
    beside = Beside(
        equipment=study.equipment,
        years=study.plan.years,
        own_share_cents=study.funding.plan.own_share_cents,
    )
    system = system_checks(study.plan.cameras, study.equipment.storage)
    return {
        "plan": dict(plan_document),
        "coverage": _coverage(study, texts),
        "network": network_view(study.network, texts, beside=beside),
        "recording": {"system": system_view(system, texts)},
        "estimate": estimate_view(study.estimate, study.funding, texts),
        "findings": findings_view(study.findings, texts),
        "made_from": made_from_view(study.made_from),
    }


def _coverage(study: Study, texts: Texts) -> Json:
    """Give what is seen, what is missing and why, what is seen twice, what is stored."""
    missing = study.missing or tuple(
        ZoneMissing(id=zone.id, area_m2=0.0, parts=()) for zone in study.coverage.zones
    )
    view = explained_view(study.coverage, missing, (), texts)
    view = with_gaps(view, study.gaps, study.scene.crs)
    stored = recordings_view(study.recordings, texts)
    cameras = [camera | {"recording": stored.get(camera["id"])} for camera in view["cameras"]]
    return view | {"cameras": cameras}
