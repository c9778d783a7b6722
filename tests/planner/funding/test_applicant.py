"""Who asks: codes and names of territories, populations, what is unknown."""

from __future__ import annotations

import pytest

from planner.errors import BillError
from planner.funding.applicant import parse_applicant
from planner.members import Members
from planner.plan import Applicant


def who(**members: object) -> Applicant:
    return parse_applicant(Members(values=members, where="applicant", error=BillError))


def test_an_applicant_that_says_nothing_is_unknown_throughout() -> None:
    assert who() == Applicant()


@pytest.mark.parametrize("region", ["32", 32, "Hauts-de-France", "hauts de france"])
def test_a_region_is_read_by_its_code_or_its_name(region: object) -> None:
    assert who(region=region).region == "32"


@pytest.mark.parametrize(
    ("department", "code", "region"),
    [("62", "62", "32"), (2, "02", "32"), ("2a", "2A", "94"), ("974", "974", "04")],
)
def test_a_department_gives_its_region(department: object, code: str, region: str) -> None:
    found = who(department=department)
    assert (found.department, found.region) == (code, region)


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"department": "20"}, "department_unknown"),
        ({"department": "Somme"}, "department_unknown"),
        ({"region": "Picardie"}, "region_unknown"),
        ({"department": "77", "region": "32"}, "department_region_mismatch"),
        ({"population_municipale": 100, "population_totale": 99}, "population_order"),
        ({"previous_awards": "none"}, "member_not_list"),
        ({"previous_awards": [12]}, "member_not_object"),
        ({"previous_awards": [{"date": "2022-01-01"}]}, "member_missing"),
        ({"previous_awards": [{"scheme": "a", "amount_eur": -1}]}, "member_out_of_range"),
        ({"project_owner": "sivom"}, "member_not_word"),
    ],
)
def test_what_cannot_be_is_refused(members: dict[str, object], code: str) -> None:
    with pytest.raises(BillError) as caught:
        who(**members)
    assert caught.value.code == code


def test_one_population_stands_for_both_and_a_precise_one_wins() -> None:
    found = who(population=1000, population_totale=1020)
    assert (found.population_municipale, found.population_totale) == (1000, 1020)


def test_an_empty_list_of_awards_is_not_an_unknown_one() -> None:
    assert who(previous_awards=[]).previous_awards == ()
    assert who(previous_awards=None).previous_awards is None
