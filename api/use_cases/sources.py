"""What the pipeline works from, apart from opening: measuring alone does not load the pipeline."""

from __future__ import annotations

from api.use_cases.opening import Opened, made_from
from planner.pipeline import Sources


def sources_of(opened: Opened) -> Sources:
    """Give what the pipeline needs beside the plan."""
    return Sources(
        scene=opened.scene,
        public=opened.public,
        catalogue=opened.catalogue,
        made_from=made_from(opened),
    )
