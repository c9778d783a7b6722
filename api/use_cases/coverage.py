"""Ask what a plan sees, and nothing else: starts in under a second."""

from __future__ import annotations

from api.use_cases.opening import Opened
from planner.coverage.gaps.every import gaps_of
from planner.coverage.gaps.model import Gaps
from planner.coverage.measure import CoverageOptions, measure
from planner.coverage.model import Coverage


def ask_coverage(opened: Opened, options: CoverageOptions) -> Coverage:
    """Measure what the plan sees on its scene.

    Raises
    ------
    VigieError
        When a camera, a level or a standard cannot be used.
    """
    return measure(
        opened.scene, opened.plan, opened.catalogue, public=opened.public, options=options
    )


def ask_gaps(opened: Opened, coverage: Coverage) -> Gaps:
    """Say what is seen twice, what each camera adds, and where nobody sees."""
    return gaps_of(opened.scene, opened.plan, opened.catalogue, coverage)
