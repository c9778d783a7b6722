"""Ask what a plan sees, and nothing else: starts in under a second."""

from __future__ import annotations

from api.use_cases.opening import Opened
from planner.coverage.measure import CoverageOptions, measure
from planner.coverage.model import Coverage
from planner.scene.public_space import public_space


def ask_coverage(opened: Opened, options: CoverageOptions) -> Coverage:
    """Measure what the plan sees on its scene.

    Raises
    ------
    VigieError
        When a camera, a level or a standard cannot be used.
    """
    public = public_space(opened.scene)
    return measure(opened.scene, opened.plan, opened.catalogue, public=public, options=options)
