"""What every face tells in short of a coverage: density models in use, plates under one rule."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from planner.catalogues.model import PlateRule
from planner.coverage.apart.plate import PlateCheck, StreetCapture
from planner.coverage.model import CameraCoverage, Coverage
from planner.optics import DensityModel

TOLD_SPEED_KMH = 50.0
"""The speed at which a longest exposure is told: that of a street in a town."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPlates:
    """A plate check under the rule that judges.

    Attributes
    ----------
    camera : str
    rule : PlateRule
        The first of the catalogue.
    held : tuple of StreetCapture
        Streets where plates can be read.
    failed : tuple of (str, tuple of StreetCapture)
        What stops the rule (``StreetCapture.fails``), and the streets where it does.
    """

    camera: str
    rule: PlateRule
    held: tuple[StreetCapture, ...]
    failed: tuple[tuple[str, tuple[StreetCapture, ...]], ...]


def models_used(
    cameras: Sequence[CameraCoverage],
) -> tuple[tuple[DensityModel, tuple[str, ...]], ...]:
    """Give the density models in use with their cameras, the most used first.

    Parameters
    ----------
    cameras : sequence of CameraCoverage

    Returns
    -------
    tuple of (DensityModel, tuple of str)
        Models used alike come in the order of the cameras.
    """
    by_model: dict[DensityModel, list[str]] = {}
    for camera in cameras:
        by_model.setdefault(camera.density_model, []).append(camera.id)
    ranked = sorted(by_model.items(), key=lambda one: -len(one[1]))
    return tuple((model, tuple(ids)) for model, ids in ranked)


def is_whole_person(coverage: Coverage) -> bool:
    """Tell whether ground counts only where both a head and feet are seen."""
    return coverage.target_height_m > 0.0 and coverage.also_heights_m == (0.0,)


def judged(check: PlateCheck) -> JudgedPlates:
    """Give what the rule that judges says of each street."""
    rule = check.plates.rules[0]
    streets = [one for one in check.streets if one.rule == rule.id]
    failed: dict[str, list[StreetCapture]] = {}
    for one in streets:
        if one.fails:
            failed.setdefault(one.fails, []).append(one)
    return JudgedPlates(
        camera=check.camera,
        rule=rule,
        held=tuple(one for one in streets if one.holds),
        failed=tuple((fails, tuple(those)) for fails, those in failed.items()),
    )


def exposure_ms(street: StreetCapture) -> float | None:
    """Give the longest exposure at ``TOLD_SPEED_KMH`` in milliseconds, None without one."""
    found = [one.longest_s for one in street.exposures if one.speed_kmh == TOLD_SPEED_KMH]
    return 1000.0 * found[0] if found and math.isfinite(found[0]) else None
