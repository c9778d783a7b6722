"""A toy study whose gaps were looked for: two cameras that see the same ground, and a zone."""

from __future__ import annotations

from dataclasses import replace

from studies import toy_study

from planner.catalogues.reader import load
from planner.coverage.gaps.every import gaps_of
from planner.study import Study


def gap_study(n_cameras: int = 2) -> Study:
    """Make the toy study, told what it misses and what it sees twice."""
    return with_gaps_found(toy_study(n_cameras))


def with_gaps_found(study: Study) -> Study:
    """Look for the gaps of a study made by hand."""
    catalogue = load(on=study.plan.date)
    return replace(study, gaps=gaps_of(study.scene, study.plan, catalogue, study.coverage))
