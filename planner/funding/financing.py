"""Who pays what: the aids of every scheme in one plan, in which the owner keeps its share.

CGCT L1111-10 III: the project owner brings at least 20 % of what public persons bring to the
operation. The law does not say who gives way, so a sum already granted is never touched and the
asked ones are reduced from the last in the user's order (reference/domain_corrections.md 2.3).
Source read on 2026-11-23: http://www.vaucluse.gouv.fr/participation-minimale-du-maitre-d-ouvrage-a12423.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from planner.catalogues.model import Scheme
from planner.estimate.model import Estimate
from planner.findings import Finding, blocking, note, warning
from planner.funding.aids import ceilings_of, scheme_aid
from planner.funding.model import FinancingPlan, Funding, PlannedAid, SchemeAid
from planner.money import floor_cents
from planner.plan import Applicant

MOST_PUBLIC_SHARE = Decimal("0.80")  # 100 % less the 20 % of CGCT L1111-10 III
STATE = "État"  # the funder of State schemes
CLOSED = ("window_closed", "window_not_open")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What some aids may not pass together; ``code`` is the finding that tells a reduction."""

    schemes: tuple[str, ...]
    most_cents: int
    code: str


def finance(
    estimate: Estimate,
    applicant: Applicant,
    schemes: tuple[Scheme, ...],
    on: str,
    *,
    granted: Mapping[str, int] | None = None,
) -> Funding:
    """Work out the aid of each scheme and the financing plan.

    Parameters
    ----------
    estimate : Estimate
    applicant : Applicant
    schemes : tuple of Scheme
        In the user's order: the last gives way first.
    on : str
        Date of the plan, ISO.
    granted : Mapping of str to int, optional
        Cents already granted, by scheme id: they count in place of what is asked and are never
        reduced.

    Returns
    -------
    Funding
        With the blocking finding ``no_scheme_applies`` when schemes are asked for and none
        applies.
    """
    aids = tuple(scheme_aid(scheme, estimate, applicant, on) for scheme in schemes)
    acquired = dict(granted or {})
    first = _first_of_each_funder(schemes, aids)
    asked = {aid.scheme: aid.aid_cents * (aid.scheme in first) for aid in aids if aid.applies}
    asked.update({scheme: 0 for scheme in acquired if scheme not in asked})
    total = estimate.totals.ht.likely
    findings = [*_findings(aids, first), *_owner_findings(applicant)]
    for limit in _limits(schemes, aids, tuple(asked), total):
        reduced = _reduce(asked, acquired, limit)
        findings.extend(_told(asked, reduced, limit.code))
        asked = reduced
    plan = _plan(total, asked, acquired)
    if plan.own_share_cents < total - floor_cents(total * MOST_PUBLIC_SHARE):
        findings.append(warning("own_share_too_low", rate=float(plan.own_share_rate)))
    return Funding(schemes=aids, plan=plan, findings=tuple(findings))


def _first_of_each_funder(
    schemes: tuple[Scheme, ...], aids: tuple[SchemeAid, ...]
) -> frozenset[str]:
    """Keep one edition a funder: two of them do not pay the same works. State funds add up."""
    first: dict[str, str] = {}
    for scheme, aid in zip(schemes, aids, strict=True):
        if aid.applies:
            purse = scheme.id if scheme.funder == STATE else scheme.funder
            first.setdefault(purse, scheme.id)
    return frozenset(first.values())


def _limits(
    schemes: tuple[Scheme, ...],
    aids: tuple[SchemeAid, ...],
    everyone: tuple[str, ...],
    total: int,
) -> list[Limit]:
    """List what aids may not pass together: State money first, then all public money."""
    state = tuple(scheme.id for scheme in schemes if scheme.funder == STATE)
    found = [
        Limit(
            schemes=everyone,
            most_cents=floor_cents(total * MOST_PUBLIC_SHARE),
            code="aid_clipped",
        )
    ]
    for scheme, aid in zip(schemes, aids, strict=True):
        if not aid.applies:
            continue
        for ceiling in ceilings_of(scheme):
            most = ceiling.cents(total, aid.eligible_base_cents)
            if ceiling.of == "state":
                found.insert(0, Limit(schemes=state, most_cents=most, code="state_aid_clipped"))
            elif ceiling.of == "all_public":
                found.append(Limit(schemes=everyone, most_cents=most, code="aid_clipped"))
    return found


def _reduce(asked: Mapping[str, int], acquired: Mapping[str, int], limit: Limit) -> dict[str, int]:
    """Reduce the asked aids, the last first, until the limit holds or nothing is left to reduce."""
    reduced = dict(asked)
    counted = [acquired.get(scheme, asked.get(scheme, 0)) for scheme in limit.schemes]
    over = sum(counted) - limit.most_cents
    for scheme in reversed(limit.schemes):
        if scheme in acquired or scheme not in reduced:
            continue
        cut = max(0, min(over, reduced[scheme]))
        reduced[scheme] -= cut
        over -= cut
    return reduced


def _told(before: Mapping[str, int], after: Mapping[str, int], code: str) -> Iterator[Finding]:
    for scheme, asked in before.items():
        if after[scheme] < asked:
            yield warning(code, subject=scheme, before=asked, after=after[scheme])


def _plan(total: int, asked: Mapping[str, int], acquired: Mapping[str, int]) -> FinancingPlan:
    aids = tuple(
        PlannedAid(scheme=scheme, asked_cents=cents, granted_cents=acquired.get(scheme, 0))
        for scheme, cents in asked.items()
    )
    public = sum(acquired.get(scheme, cents) for scheme, cents in asked.items())
    own = total - public
    return FinancingPlan(
        total_cents=total,
        aids=aids,
        own_share_cents=own,
        own_share_rate=Decimal(own) / total if total else Decimal(1),
    )


def _findings(aids: tuple[SchemeAid, ...], first: frozenset[str]) -> Iterator[Finding]:
    if aids and not any(aid.applies for aid in aids):
        yield blocking("no_scheme_applies", schemes=tuple(aid.scheme for aid in aids))
    for aid in aids:
        if aid.applies and aid.scheme not in first:
            yield warning("same_funder_twice", subject=aid.scheme)
        for why in aid.reasons:
            if why.code in CLOSED and not aid.applies:
                yield warning(f"scheme_{why.code}", subject=aid.scheme, **dict(why.values))
            if why.code == "cap_reached":
                yield note("aid_capped", subject=aid.scheme, **dict(why.values))


def _owner_findings(applicant: Applicant) -> Iterator[Finding]:
    if applicant.project_owner == "federation":
        yield warning("federation_owner")
