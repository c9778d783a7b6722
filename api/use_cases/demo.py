"""The demo study: the invented bourg and its plan, worked through once for the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from api.use_cases.opening import DEMO, open_study
from api.use_cases.study import make_study
from planner.study import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoStudy:
    """The study and the plan file it answers."""

    study: Study
    document: Mapping[str, Any]


@lru_cache(maxsize=1)
def demo_study() -> DemoStudy:
    """Work the demo through; the same answer each time, so it is kept."""
    opened = open_study(DEMO, DEMO)
    return DemoStudy(study=make_study(opened), document=opened.document)
