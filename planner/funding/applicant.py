"""Who asks, from the ``applicant`` member of a plan or from a file of its own."""

from __future__ import annotations

from typing import Literal, get_args

from planner.funding.territory import NAMES, department_code, region_code, region_of
from planner.members import Members, shorten
from planner.money import round_cents
from planner.plan import Applicant, PreviousAward

Kind = Literal["commune", "epci"]
Owner = Literal["commune", "epci", "federation"]
MOST_PEOPLE = 100_000_000


def parse_applicant(members: Members) -> Applicant:
    """Read an applicant; what is absent or null is unknown, never no.

    Parameters
    ----------
    members : Members
        ``name``, ``kind``, ``project_owner``, ``department``, ``region``,
        ``population_municipale``, ``population_totale``, ``population_year``, ``population``
        (stands for both), ``first_equipment``, ``previous_awards``.

    Returns
    -------
    Applicant
        Department and region as INSEE codes; the region follows from the department.

    Raises
    ------
    VigieError
        ``department_unknown``, ``region_unknown``, ``department_region_mismatch``,
        ``population_order`` and the ``member_*`` codes.
    """
    department, region = _territory(members)
    both = _people(members, "population")
    municipale = _first(_people(members, "population_municipale"), both)
    totale = _first(_people(members, "population_totale"), both)
    if municipale is not None and totale is not None and totale < municipale:
        # INSEE: the total population adds to the municipal one people counted elsewhere.
        raise members.error("population_order", municipale=municipale, totale=totale)
    return Applicant(
        name=members.text("name"),
        kind=members.word("kind", get_args(Kind)),
        project_owner=members.word("project_owner", get_args(Owner)) or "commune",
        department=department,
        region=region,
        population_municipale=municipale,
        population_totale=totale,
        population_year=members.whole("population_year", least=1800, most=2200),
        first_equipment=members.flag("first_equipment"),
        previous_awards=_awards(members),
    )


def _territory(members: Members) -> tuple[str, str]:
    """Read department and region, which must be of one another."""
    department = region = ""
    if members.text("department"):
        found = department_code(members.text("department"))
        if found is None:
            raise members.error("department_unknown", department=members.text("department"))
        department = found
    if members.text("region"):
        found = region_code(members.text("region"))
        if found is None:
            raise members.error("region_unknown", region=members.text("region"))
        region = found
    if not department:
        return department, region
    own = region_of(department)
    if region and region != own:
        raise members.error(
            "department_region_mismatch",
            department=department,
            region=NAMES[region],
            expected=NAMES[own],
        )
    return department, own


def _people(members: Members, name: str) -> int | None:
    return members.whole(name, least=0, most=MOST_PEOPLE)


def _first(one: int | None, other: int | None) -> int | None:
    return other if one is None else one


def _awards(members: Members) -> tuple[PreviousAward, ...] | None:
    """Read the aids already obtained: scheme ids, or objects with a date and an amount."""
    items = members.items("previous_awards")
    if items is None:
        return None
    return tuple(_award(item, rank, members) for rank, item in enumerate(items, start=1))


def _award(item: object, rank: int, members: Members) -> PreviousAward:
    where = f"{members.where}.previous_awards[{rank}]"
    if isinstance(item, str) and item.strip():
        return PreviousAward(scheme=item.strip())
    if not isinstance(item, dict):
        raise members.error(
            "member_not_object", where=where, member="previous_awards", value=shorten(item)
        )
    award = Members(values=item, where=where, error=members.error)
    award.require("scheme")
    amount = award.number("amount_eur", least=0.0, most=1e10)
    return PreviousAward(
        scheme=award.text("scheme"),
        date=award.date("date"),
        amount_cents=None if amount is None else round_cents(amount),
    )
