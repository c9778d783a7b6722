"""Does a scheme apply to an applicant on a day, how surely, and what is left to confirm.

Only a rule that was read in its source excludes. A rule that is presumed or unknown never
makes « no »: it is listed in ``to_confirm`` with its reason. A fact that the applicant does not
give is unknown, never no (reference/domain_corrections.md 2.2, F3 to F6).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from planner.catalogues.model import Ruled, Scheme
from planner.funding.model import Certainty, Reason
from planner.money import round_cents
from planner.plan import Applicant

AMOUNT_FIELDS = ("rate", "cap_eur", "categories")  # they do not exclude: they size the aid
# Unpublished, these are told with the prudent default taken, and leave the answer as it is.
TOLD_FIELDS = ("basis", "start_of_works")
# An unpublished minimum is taken as none: the Region paid 600 EUR for one camera in Sachin, 2022.
SILENT_FIELDS = ("minimum_project_eur",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a rule looks at: who asks, the day (ISO), and the project's total in cents HT."""

    applicant: Applicant
    on: str
    project_cents: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicability:
    """The answer for one scheme. ``to_confirm`` names fields, in the order of the rules."""

    applies: bool
    certainty: Certainty
    to_confirm: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one rule says: ``fits`` is None when the applicant's fact is unknown.

    ``confirm`` names what to confirm when it is not the rule's own field.
    """

    fits: bool | None
    reasons: tuple[Reason, ...] = ()
    confirm: str = ""


Rule = Callable[[object, Asked], Answer]
FITS = Answer(fits=True)


def applicability(
    scheme: Scheme, applicant: Applicant, on: str, *, project_cents: int | None = None
) -> Applicability:
    """Tell whether a scheme applies.

    Parameters
    ----------
    scheme : Scheme
    applicant : Applicant
    on : str
        Date of the plan, ISO.
    project_cents : int, optional
        Total of the operation, cents HT, for a minimum expense.

    Returns
    -------
    Applicability
        ``certainty`` is ``verified`` when nothing is left to confirm (or when a known rule
        excludes), ``presumed`` when only rules presumed from elsewhere are, else ``to_confirm``.
    """
    asked = Asked(applicant=applicant, on=on, project_cents=project_cents)
    weighing = _Weighing(edition=scheme.edition)
    for name, rule in RULES.items():
        ruled = scheme.fields.get(name)
        if ruled is None or (ruled.status == "unknown" and name in SILENT_FIELDS):
            continue  # no such rule
        weighing.weigh(name, ruled, rule, asked)
    if weighing.excluded:
        return Applicability(
            applies=False, certainty="verified", to_confirm=(), reasons=tuple(weighing.excluded)
        )
    weighing.weigh_amounts(scheme, asked)
    weighing.weigh_owner(scheme, applicant)
    return weighing.answer()


@dataclass(slots=True, kw_only=True)
class _Weighing:
    """Rules weighed so far. ``doubts`` is True where the only doubt is a presumed rule."""

    edition: str
    doubts: dict[str, bool] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)
    excluded: list[Reason] = field(default_factory=list)

    def weigh(self, name: str, ruled: Ruled, rule: Rule, asked: Asked) -> None:
        """Weigh one rule against the applicant's facts."""
        if ruled.status == "unknown":
            self.doubts[name] = False
            self.reasons.append(reason(f"{name}_unpublished", edition=self.edition))
            return
        answer = FITS if ruled.value is None else rule(ruled.value, asked)
        if answer.fits is False and ruled.status == "verified":
            self.excluded.extend(answer.reasons)
            return
        self.reasons.extend(answer.reasons)
        if answer.fits is None:
            self.doubts[answer.confirm or name] = False
        elif ruled.status == "presumed":
            self.doubts[name] = answer.fits

    def weigh_amounts(self, scheme: Scheme, asked: Asked) -> None:
        """List the fields that size the aid, and tell those that a prudent default replaces."""
        for name in AMOUNT_FIELDS:
            ruled = scheme.fields.get(name)
            if ruled is not None:
                self.weigh(name, ruled, _any, asked)
        for name in TOLD_FIELDS:
            ruled = scheme.fields.get(name)
            if ruled is not None and ruled.status == "unknown":
                self.reasons.append(reason(f"{name}_unpublished", edition=self.edition))

    def weigh_owner(self, scheme: Scheme, applicant: Applicant) -> None:
        """List the project owner when an energy federation carries the works."""
        owners = scheme.fields.get("project_owners")
        known = as_list(owners.value) if owners is not None else ()
        if applicant.project_owner == "federation" and "federation" not in known:
            self.doubts["project_owner"] = False
            self.reasons.append(reason("federation_owner"))

    def answer(self) -> Applicability:
        """Conclude that the scheme applies, with what is left to confirm."""
        if any(self.doubts.values()):
            self.reasons.append(reason("presumed_rules", edition=self.edition))
        return Applicability(
            applies=True,
            certainty=_certainty(self.doubts),
            to_confirm=tuple(self.doubts),
            reasons=tuple(self.reasons),
        )


def _certainty(doubts: Mapping[str, bool]) -> Certainty:
    if not doubts:
        return "verified"
    return "presumed" if all(doubts.values()) else "to_confirm"


def reason(code: str, /, **values: object) -> Reason:
    """Make a reason, its values sorted by name."""
    return Reason(code=code, values=tuple(sorted(values.items())))


def _no(why: Reason) -> Answer:
    return Answer(fits=False, reasons=(why,))


def _doubt(why: Reason, confirm: str = "") -> Answer:
    return Answer(fits=None, reasons=(why,), confirm=confirm)


def as_list(value: object) -> Sequence[object]:
    """Give a field's list, empty for anything else."""
    return value if isinstance(value, list | tuple) else ()


def _any(_value: object, _asked: Asked) -> Answer:
    """Exclude nobody: the field sizes the aid."""
    return FITS


def _region(value: object, asked: Asked) -> Answer:
    return _territory(str(value), asked.applicant.region, "region")


def _department(value: object, asked: Asked) -> Answer:
    return _territory(str(value), asked.applicant.department, "department")


def _territory(wanted: str, own: str, name: str) -> Answer:
    if not own:
        return _doubt(reason(f"{name}_not_said", wanted=wanted))
    return FITS if own == wanted else _no(reason(f"{name}_outside", wanted=wanted, own=own))


def _beneficiaries(value: object, asked: Asked) -> Answer:
    kind = asked.applicant.kind
    if kind is None:
        return _doubt(reason("kind_not_said"))
    return FITS if kind in as_list(value) else _no(reason(f"kind_excluded_{kind}"))


def _population_max(value: object, asked: Asked) -> Answer:
    """Compare both legal populations: the texts read do not say which one counts.

    The total population is never under the municipal one, so either may settle it alone.
    """
    limit = int(str(value))
    municipale = asked.applicant.population_municipale
    totale = asked.applicant.population_totale
    if totale is not None and totale < limit:
        return FITS
    if municipale is not None and municipale >= limit:
        return _no(reason("population_too_large", population=municipale, limit=limit))
    if municipale is None or totale is None:
        return _doubt(reason("population_not_said", limit=limit), "population")
    straddle = reason("population_straddles", municipale=municipale, totale=totale, limit=limit)
    return _doubt(straddle, "population")


def _window(value: object, asked: Asked) -> Answer:
    """Compare the plan's date with the first and last days of filing, both included."""
    start, end = (str(day) for day in as_list(value))
    if start <= asked.on <= end:
        return FITS
    code = "window_not_open" if asked.on < start else "window_closed"
    return _no(reason(code, start=start, end=end, on=asked.on))


def _first_equipment(value: object, asked: Asked) -> Answer:
    first = asked.applicant.first_equipment
    if value is not True or first is True:
        return FITS
    if first is None:
        return _doubt(reason("first_equipment_not_said"))
    return _no(reason("not_first_equipment"))


def _prior_award(value: object, asked: Asked) -> Answer:
    excluding = as_list(value)
    awards = asked.applicant.previous_awards
    if not excluding:
        return FITS
    if awards is None:
        return _doubt(reason("previous_awards_not_said"))
    obtained = next((award.scheme for award in awards if award.scheme in excluding), None)
    return FITS if obtained is None else _no(reason("prior_award", scheme=obtained))


def _minimum_project(value: object, asked: Asked) -> Answer:
    least = round_cents(Decimal(str(value)))
    if asked.project_cents is None or asked.project_cents >= least:
        return FITS
    return _no(reason("under_minimum", project=asked.project_cents, minimum=least))


RULES: Mapping[str, Rule] = {
    "region": _region,
    "department": _department,
    "beneficiaries": _beneficiaries,
    "population_max": _population_max,
    "window": _window,
    "first_equipment": _first_equipment,
    "prior_award_exclusion": _prior_award,
    "minimum_project_eur": _minimum_project,
}
