"""What one scheme gives, alone: base, rate, cap, its own ceiling. Cents HT, aids rounded down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planner.catalogues.model import Scheme
from planner.estimate.model import Estimate, Line
from planner.funding.eligibility import applicability, as_list, reason
from planner.funding.model import Reason, SchemeAid
from planner.money import floor_cents, round_cents
from planner.plan import Applicant

CAMERA_ITEMS = "cam_"  # price ids of camera bodies begin so


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """A limit that a scheme sets: on which aids, as a share of what."""

    of: str  # all_public, state or scheme
    on: str  # operation_ht or eligible_base
    share: Decimal

    def cents(self, total: int, base: int) -> int:
        """Give the limit in cents, of an operation and of a scheme's base in cents HT."""
        return floor_cents(self.share * (total if self.on == "operation_ht" else base))


def scheme_aid(scheme: Scheme, estimate: Estimate, applicant: Applicant, on: str) -> SchemeAid:
    """Work out what one scheme gives, before the limits of the financing plan.

    Parameters
    ----------
    scheme : Scheme
    estimate : Estimate
    applicant : Applicant
    on : str
        Date of the plan, ISO.

    Returns
    -------
    SchemeAid
        ``aid_cents`` counts the lines that are eligible for sure, ``aid_high_cents`` adds those
        to confirm. A funder that decides case by case counts for nothing in ``aid_cents``.
    """
    total = estimate.totals.ht.likely
    answer = applicability(scheme, applicant, on, project_cents=total)
    rate, cap = rate_of(scheme, applicant), cents_of(scheme, "cap_eur")
    base = eligible_base_cents(scheme, estimate)
    base_high = eligible_base_cents(scheme, estimate, to_confirm=True)
    aid = aid_high = 0
    reasons: tuple[Reason, ...] = ()
    if answer.applies:
        aid_high = _aid(scheme, base_high, total, rate, cap)
        aid = 0 if is_discretionary(scheme) else _aid(scheme, base, total, rate, cap)
        reasons = tuple(_amount_reasons(scheme, base, rate, cap))
    return SchemeAid(
        scheme=scheme.id,
        applies=answer.applies,
        certainty=answer.certainty,
        to_confirm=answer.to_confirm,
        eligible_base_cents=base,
        rate=rate,
        cap_cents=cap,
        aid_cents=aid,
        aid_high_cents=aid_high,
        reasons=(*answer.reasons, *reasons),
    )


def eligible_base_cents(scheme: Scheme, estimate: Estimate, *, to_confirm: bool = False) -> int:
    """Sum the likely amounts of the lines that a scheme may aid, cents HT.

    Parameters
    ----------
    scheme : Scheme
        Its categories (every one when unpublished), exclusions and cap per camera.
    estimate : Estimate
    to_confirm : bool
        Add the lines whose eligibility is to confirm.

    Returns
    -------
    int
        Cents.
    """
    categories = as_list(value_of(scheme, "categories"))
    excluded = as_list(value_of(scheme, "exclusions"))
    base = sum(
        line.amount.likely
        for line in estimate.lines
        if line.item not in excluded and _counts(line, categories, to_confirm=to_confirm)
    )
    per_camera = cents_of(scheme, "cap_base_per_camera_eur")
    return base if per_camera is None else min(base, _cameras_ceiling(per_camera, estimate.lines))


def _counts(line: Line, categories: Sequence[object], *, to_confirm: bool) -> bool:
    """Tell whether a line enters the base; outside every category it can only be to confirm."""
    if line.eligible == "yes":
        return not categories or line.category in categories
    if not to_confirm or line.eligible != "to_confirm":
        return False
    return not categories or line.category in categories or line.category == "none"


def _cameras_ceiling(per_camera: int, lines: Iterable[Line]) -> int:
    """Give the most that the base may be: so much a body (a head of four sensors is one)."""
    cameras = (line.quantity for line in lines if line.item.startswith(CAMERA_ITEMS))
    return floor_cents(per_camera * sum(cameras, start=Decimal(0)))


def rate_of(scheme: Scheme, applicant: Applicant) -> Decimal | None:
    """Give the share of the base that is aided; a first equipment may have its own."""
    value = value_of(scheme, "rate")
    if applicant.first_equipment is True:
        value = value_of(scheme, "rate_first_equipment") or value
    return None if value is None else Decimal(str(value))


def cents_of(scheme: Scheme, name: str) -> int | None:
    """Give a field written in euros, in cents; None when there is none or it is unknown."""
    value = value_of(scheme, name)
    return None if value is None else round_cents(Decimal(str(value)))


def ceilings_of(scheme: Scheme) -> list[Ceiling]:
    """Give the limits that a scheme sets on aids."""
    return [
        Ceiling(of=one["of"], on=one["on"], share=Decimal(str(one["max"])))
        for one in as_list(value_of(scheme, "ceilings"))
        if isinstance(one, dict)
    ]


def is_discretionary(scheme: Scheme) -> bool:
    """Tell whether the funder sets its rate case by case, so that asking is not obtaining."""
    return value_of(scheme, "discretionary") is True


def value_of(scheme: Scheme, name: str) -> object:
    """Give the value of a field, None when it is absent or unknown."""
    ruled = scheme.fields.get(name)
    return None if ruled is None or ruled.status == "unknown" else ruled.value


def _aid(scheme: Scheme, base: int, total: int, rate: Decimal | None, cap: int | None) -> int:
    if rate is None:
        return 0
    own = [one.cents(total, base) for one in ceilings_of(scheme) if one.of == "scheme"]
    caps = [] if cap is None else [cap]
    return min([floor_cents(base * rate), *caps, *own])


def _amount_reasons(
    scheme: Scheme, base: int, rate: Decimal | None, cap: int | None
) -> Iterable[Reason]:
    if base == 0:
        yield reason("no_eligible_expense")
    if rate and cap is not None and base * rate > cap:
        # The base above which the cap bites: 100,000 EUR at 30 % of 30,000 EUR.
        yield reason("cap_reached", base=base, cap=cap, threshold=floor_cents(cap / rate))
    if is_discretionary(scheme):
        yield reason("discretionary")
