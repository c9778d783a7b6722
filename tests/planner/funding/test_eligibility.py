"""Does a scheme apply: known rules exclude, the others are to confirm."""

from __future__ import annotations

from itertools import product
from typing import Literal

import pytest
from bills import estimate, line

from api.texts.reader import load as texts
from planner.catalogues.model import FieldStatus, Label, Ruled, Scheme, Source
from planner.catalogues.reader import load
from planner.funding.aids import scheme_aid
from planner.funding.eligibility import RULES, Applicability, applicability
from planner.plan import Applicant, PreviousAward

SOURCE = Source(title="test", href="https://example.org")
EXCLUDING: dict[str, object] = {
    "region": "53",
    "department": "35",
    "beneficiaries": ["epci"],
    "population_max": 100,
    "window": ["2020-01-01", "2020-12-31"],
    "first_equipment": True,
    "prior_award_exclusion": ["earlier"],
    "minimum_project_eur": 50_000,
}
KNOWN = Applicant(
    kind="commune",
    department="80",
    region="32",
    population_municipale=250,
    population_totale=260,
    first_equipment=False,
    previous_awards=(PreviousAward(scheme="earlier"),),
)


def ruled(name: str, value: object, status: FieldStatus) -> Scheme:
    field = Ruled(value=value, status=status, source=SOURCE)
    label = Label(fr="essai", en="test")
    return Scheme(id="t", label=label, funder="t", edition="2024", fields={name: field})


def answer(scheme: Scheme, applicant: Applicant = KNOWN) -> Applicability:
    return applicability(scheme, applicant, "2024-05-02", project_cents=1_000_000)


def test_every_rule_is_tried_here() -> None:
    assert set(EXCLUDING) == set(RULES)


@pytest.mark.parametrize("name", sorted(EXCLUDING))
def test_a_rule_that_was_read_excludes(name: str) -> None:
    found = answer(ruled(name, EXCLUDING[name], "verified"))
    assert (found.applies, found.certainty, found.to_confirm) == (False, "verified", ())
    assert len(found.reasons) == 1


@pytest.mark.parametrize("name", sorted(EXCLUDING))
def test_the_same_rule_presumed_never_excludes_and_is_to_confirm(name: str) -> None:
    found = answer(ruled(name, EXCLUDING[name], "presumed"))
    assert (found.applies, found.certainty) == (True, "to_confirm")
    assert found.to_confirm == (name,)
    assert found.reasons


@pytest.mark.parametrize("name", sorted(set(EXCLUDING) - {"minimum_project_eur"}))
def test_a_rule_that_is_not_published_is_to_confirm(name: str) -> None:
    found = answer(ruled(name, None, "unknown"))
    assert (found.applies, found.to_confirm) == (True, (name,))
    assert [reason.code for reason in found.reasons] == [f"{name}_unpublished"]


def test_a_minimum_that_is_not_published_is_taken_as_none() -> None:
    assert answer(ruled("minimum_project_eur", None, "unknown")).certainty == "verified"


@pytest.mark.parametrize(
    "name", ["region", "department", "beneficiaries", "first_equipment", "prior_award_exclusion"]
)
def test_what_the_applicant_does_not_say_is_to_confirm(name: str) -> None:
    found = answer(ruled(name, EXCLUDING[name], "verified"), Applicant())
    assert (found.applies, found.certainty, found.to_confirm) == (True, "to_confirm", (name,))


def test_a_presumed_rule_that_the_applicant_meets_is_presumed() -> None:
    found = answer(ruled("region", "32", "presumed"))
    assert (found.applies, found.certainty, found.to_confirm) == (True, "presumed", ("region",))


@pytest.mark.parametrize(
    ("municipale", "totale", "expected"),
    [
        (19_999, 19_999, "yes"),
        (None, 19_999, "yes"),
        (20_000, 20_000, "no"),
        (20_000, None, "no"),
        (19_870, 20_140, "to confirm"),
        (19_870, None, "to confirm"),
        (None, 20_140, "to confirm"),
        (None, None, "to confirm"),
    ],
)
def test_both_legal_populations_are_weighed(
    municipale: int | None, totale: int | None, expected: Literal["yes", "no", "to confirm"]
) -> None:
    applicant = Applicant(population_municipale=municipale, population_totale=totale)
    found = answer(ruled("population_max", 20_000, "verified"), applicant)
    doubt = found.to_confirm == ("population",)
    assert ("no" if not found.applies else "to confirm" if doubt else "yes") == expected


@pytest.mark.parametrize(
    ("day", "applies"),
    [("2023-03-12", False), ("2023-03-13", True), ("2023-06-16", True), ("2023-06-17", False)],
)
def test_the_first_and_last_days_of_filing_are_included(day: str, applies: bool) -> None:
    scheme = load().schemes["hauts-de-france-2023"]
    commune = Applicant(kind="commune", region="32", population_totale=250)
    assert applicability(scheme, commune, day).applies is applies


def test_the_federation_that_carries_the_works_is_expected_by_its_own_scheme() -> None:
    owner = Applicant(kind="commune", department="80", region="32", project_owner="federation")
    schemes = load().schemes
    found = {
        name: applicability(schemes[name], owner, "2022-03-01").to_confirm
        for name in ("fde-somme", "somme-2022")
    }
    assert "project_owner" not in found["fde-somme"]
    assert "project_owner" in found["somme-2022"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_reason_and_field_can_be_said(language: Literal["fr", "en"]) -> None:
    said = texts(language)
    statuses: tuple[FieldStatus, ...] = ("verified", "presumed", "unknown")
    schemes = [
        ruled(name, value, status) for (name, value), status in product(EXCLUDING.items(), statuses)
    ]
    schemes += load().schemes.values()
    epci = Applicant(kind="epci", population_municipale=19_000, population_totale=21_000)
    for scheme, who in product(schemes, (KNOWN, Applicant(), epci)):
        found = answer(scheme, who)
        for reason in found.reasons:
            assert said.say(f"reasons.{reason.code}", **dict(reason.values)).endswith(".")
        for field in (*found.to_confirm, *scheme.fields):
            assert said.has(f"fields.{field}"), field


def test_every_shipped_scheme_answers_for_every_kind_of_applicant() -> None:
    bill = estimate(line("cam_fixed", 100_000, quantity=4))
    for scheme in load().schemes.values():
        for who in (KNOWN, Applicant()):
            aid = scheme_aid(scheme, bill, who, "2024-05-02")
            assert 0 <= aid.aid_cents <= aid.aid_high_cents <= 10_000_000
