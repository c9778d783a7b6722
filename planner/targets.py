"""Target heights in words: what one wants to see of a person or a car."""

from __future__ import annotations

import math
from dataclasses import dataclass

from planner.errors import PlanError

FACE_M = 1.7  # top of the test target of the norm (reference of the plan's own default)
PLATE_M = 0.8  # hypothesis: the middle of a car's plates, front and back
FEET_M = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Heights above ground in m: one to look at, and those that must be seen besides."""

    height_m: float
    also_m: tuple[float, ...] = ()


WORDS = {
    "feet": Target(height_m=FEET_M),
    "pieds": Target(height_m=FEET_M),
    "face": Target(height_m=FACE_M),
    "visage": Target(height_m=FACE_M),
    "plate": Target(height_m=PLATE_M),
    "plaque": Target(height_m=PLATE_M),
    "person": Target(height_m=FACE_M, also_m=(FEET_M,)),
    "personne": Target(height_m=FACE_M, also_m=(FEET_M,)),
}


def read_target(text: str) -> Target:
    """Read a target: metres, with a point or a comma, or one of the words.

    Raises
    ------
    PlanError
        ``target_unreadable``.
    """
    word = text.strip().lower()
    if word in WORDS:
        return WORDS[word]
    try:
        height = float(word.replace(",", "."))
    except ValueError:
        height = math.nan
    if not math.isfinite(height):
        raise PlanError("target_unreadable", value=text)
    return Target(height_m=height)
