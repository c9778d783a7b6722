"""The Study: everything that was answered, frozen, with what it was made from."""

from __future__ import annotations

from dataclasses import dataclass

from planner.coverage.gaps.model import Gaps
from planner.coverage.model import Coverage
from planner.coverage.reasons.model import ZoneMissing
from planner.equipment.model import Equipment
from planner.equipment.recording_rules import Recording
from planner.estimate.model import Estimate
from planner.findings import Finding
from planner.funding.model import Funding
from planner.network.model import Network
from planner.plan import Plan
from planner.scene.model import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFrom:
    """What a result was made from: same inputs, same bytes."""

    input_hash: str  # SHA-256 of plan, scene, catalogue and program version, hexadecimal
    program: str  # "vigie 0.1.0"
    catalogue_date: str
    scene: str  # name of the scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One plan on one scene, worked through. ``gaps``: what is missed and what is seen twice."""

    plan: Plan
    scene: Scene
    coverage: Coverage
    equipment: Equipment
    network: Network
    estimate: Estimate
    funding: Funding
    findings: tuple[Finding, ...]
    made_from: MadeFrom
    gaps: Gaps | None = None
    missing: tuple[ZoneMissing, ...] = ()  # zone by zone, and why
    recordings: tuple[Recording, ...] = ()  # what is stored, held against the order of 2007
