"""The worked cases of the domain, one by one: date, applicant, bill in; aids and reasons out."""

from __future__ import annotations

import pathlib
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from bills import estimate, line

from planner.catalogues.reader import load
from planner.errors import BillError
from planner.funding.applicant import parse_applicant
from planner.funding.financing import finance
from planner.funding.model import Funding
from planner.members import Members

FILE = pathlib.Path(__file__).resolve().parents[2] / "reference" / "funding_cases.yaml"
CASES: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))


def work(case: dict[str, Any]) -> Funding:
    members = Members(values=case["applicant"], where="applicant", error=BillError)
    lines = [
        line(item, amount, category=category, eligible=eligible, quantity=(*more, 1)[0])
        for item, amount, category, eligible, *more in case["lines"]
    ]
    schemes = load().schemes
    return finance(
        estimate(*lines),
        parse_applicant(members),
        tuple(schemes[name] for name in case["schemes"]),
        str(case["date"]),
    )


AMOUNTS: dict[str, Callable[[Funding], dict[str, int]]] = {
    "bases": lambda funding: {one.scheme: one.eligible_base_cents for one in funding.schemes},
    "aids": lambda funding: {one.scheme: one.aid_cents for one in funding.schemes},
    "aids_high": lambda funding: {one.scheme: one.aid_high_cents for one in funding.schemes},
    "asked": lambda funding: {one.scheme: one.asked_cents for one in funding.plan.aids},
}
OWN: dict[str, Callable[[Funding], float]] = {
    "own_share": lambda funding: funding.plan.own_share_cents / 100,
    "own_share_rate": lambda funding: float(funding.plan.own_share_rate),
}


def cases_with(*outcomes: str) -> Any:
    """Parametrize by the cases that expect one of some outcomes."""
    chosen = [case for case in CASES if any(one in case["expect"] for one in outcomes)]
    assert chosen
    return pytest.mark.parametrize("case", chosen, ids=[one["name"][:24] for one in chosen])


def test_every_expected_outcome_is_looked_at() -> None:
    known = {"error", "applies", "certainty", "to_confirm", "reasons", "findings", *AMOUNTS, *OWN}
    assert {name for case in CASES for name in case["expect"]} <= known


@cases_with("error")
def test_the_case_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(BillError) as caught:
        work(case)
    assert caught.value.code == case["expect"]["error"]


@cases_with("applies", "certainty")
def test_the_scheme_applies_or_not_as_surely_as_it_should(case: dict[str, Any]) -> None:
    found = {aid.scheme: aid for aid in work(case).schemes}
    for scheme, applies in case["expect"].get("applies", {}).items():
        assert found[scheme].applies is applies
    for scheme, certainty in case["expect"].get("certainty", {}).items():
        assert found[scheme].certainty == certainty


@cases_with("to_confirm", "reasons")
def test_what_is_to_confirm_and_why_is_said(case: dict[str, Any]) -> None:
    found = {aid.scheme: aid for aid in work(case).schemes}
    for scheme, fields in case["expect"].get("to_confirm", {}).items():
        assert set(fields) <= set(found[scheme].to_confirm)
        assert fields or found[scheme].to_confirm == ()
    for scheme, codes in case["expect"].get("reasons", {}).items():
        assert set(codes) <= {reason.code for reason in found[scheme].reasons}


@cases_with("findings")
def test_what_there_is_to_look_at_is_found(case: dict[str, Any]) -> None:
    codes = {finding.code for finding in work(case).findings}
    assert set(case["expect"]["findings"]) <= codes


@cases_with(*AMOUNTS)
def test_the_amounts_are_those_of_the_case_to_the_cent(case: dict[str, Any]) -> None:
    funding = work(case)
    for name, read in AMOUNTS.items():
        for scheme, euros in case["expect"].get(name, {}).items():
            assert read(funding)[scheme] == round(100 * euros), (name, scheme)


@cases_with(*OWN)
def test_the_owner_pays_what_the_case_says(case: dict[str, Any]) -> None:
    funding = work(case)
    for name, read in OWN.items():
        assert read(funding) == case["expect"].get(name, read(funding))
