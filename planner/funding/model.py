"""Records of the funding. Money in cents EUR HT; aids rounded down."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from planner.findings import Finding

Certainty = Literal["verified", "presumed", "to_confirm"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a scheme applies, does not, or is to confirm: ``reasons.<code>`` in the texts."""

    code: str
    values: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeAid:
    """What one scheme gives."""

    scheme: str
    applies: bool
    certainty: Certainty
    to_confirm: tuple[str, ...]
    eligible_base_cents: int
    rate: Decimal | None
    cap_cents: int | None
    aid_cents: int
    aid_high_cents: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAid:
    """A line of the financing plan: asked, and granted when it is."""

    scheme: str
    asked_cents: int
    granted_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FinancingPlan:
    """Balanced: aids plus own share make the total."""

    total_cents: int
    aids: tuple[PlannedAid, ...]
    own_share_cents: int
    own_share_rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """Every scheme asked for, and the plan."""

    schemes: tuple[SchemeAid, ...]
    plan: FinancingPlan
    findings: tuple[Finding, ...] = ()
