"""What a plan asks: schemes, prices, options, applicant, and the words it may use."""

from __future__ import annotations

import json
from typing import Any

import pytest
from plan_documents import LAMBERT, document

from geodata.plans import PlanDocument, parse_plan, plan_text
from planner.errors import PlanError
from planner.plan import Plan, PlanOption, PreviousAward, PriceOverride


def asked(**header: Any) -> Plan:
    return parse_plan(document(**header), LAMBERT)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("80123", ("80123",)),
        (["80123", "80124", "80123"], ("80123", "80124")),
        (2004, ("02004",)),
        ("2a004", ("2A004",)),
        (None, ()),
    ],
)
def test_one_commune_or_several_are_read(written: object, read: tuple[str, ...]) -> None:
    plan = asked(commune=written)
    assert plan.communes == read
    assert plan.findings == ()


def test_a_commune_of_another_form_is_kept_and_told() -> None:
    plan = asked(commune="Rue")
    assert plan.communes == ("RUE",)
    assert [one.code for one in plan.findings] == ["commune_code_form"]


@pytest.mark.parametrize("written", [["a", "b", "a"], "a, b,a", '["a", "b"]'])
def test_schemes_keep_their_order_each_once(written: object) -> None:
    assert asked(schemes=written).schemes == ("a", "b")


def test_an_empty_list_of_schemes_asks_for_none() -> None:
    assert asked(schemes=[]).schemes == ()


def test_words_and_figures_of_the_header_are_read() -> None:
    plan = asked(
        title=" Centre ", standard="oodpcvs-2025", target_height_m=0, retention_days=30.0,
        objective="cost", years=5, notes="à revoir",
    )  # fmt: skip
    assert (plan.title, plan.standard, plan.notes) == ("Centre", "oodpcvs-2025", "à revoir")
    assert (plan.target_height_m, plan.retention_days, plan.years) == (0.0, 30, 5)
    assert plan.objective == "cost"


def test_prices_are_read_as_a_list_or_by_item() -> None:
    quote = {"low": 800, "typical": 900.5, "high": 1000, "source": "Devis A", "date": "2024-04-01"}
    listed = asked(prices=[{"item": "cam_fixed", **quote}])
    keyed = asked(prices={"cam_fixed": quote, "mast_6": 2500})
    assert listed.prices[0] == keyed.prices[0]
    assert listed.prices[0] == PriceOverride(
        item="cam_fixed", low_cents=80_000, likely_cents=90_050, high_cents=100_000,
        source="Devis A", date="2024-04-01", status="quote",
    )  # fmt: skip
    exact = keyed.prices[1]
    assert (exact.low_cents, exact.likely_cents, exact.high_cents) == (250_000,) * 3


def test_zero_is_a_price() -> None:
    assert asked(prices=[{"id": "mast_6", "unit_price": 0}]).prices[0].likely_cents == 0


@pytest.mark.parametrize(
    "written",
    [["spare", {"item": "ir_proj", "quantity": 3}], {"spare": 1, "ir_proj": 3}],
)
def test_options_are_read_with_their_quantities(written: object) -> None:
    assert asked(options=written).options == (
        PlanOption(item="spare", quantity=1.0),
        PlanOption(item="ir_proj", quantity=3.0),
    )


def test_the_applicant_is_read_and_what_is_not_said_is_unknown() -> None:
    who = {
        "name": "Estrébœuf", "kind": "commune", "department": "80", "population": 250,
        "previous_awards": ["somme-2022", {"scheme": "x", "date": "2022-11-22", "amount_eur": 9.5}],
    }  # fmt: skip
    applicant = asked(applicant=who).applicant
    assert (applicant.kind, applicant.project_owner) == ("commune", "commune")
    assert (applicant.department, applicant.region) == ("80", "32")
    assert (applicant.population_municipale, applicant.population_totale) == (250, 250)
    assert applicant.first_equipment is None
    assert applicant.previous_awards == (
        PreviousAward(scheme="somme-2022"),
        PreviousAward(scheme="x", date="2022-11-22", amount_cents=950),
    )
    assert asked(applicant={}).applicant.previous_awards is None
    assert asked(applicant={"previous_awards": []}).applicant.previous_awards == ()


@pytest.mark.parametrize(
    ("word", "height_m", "also_m"),
    [
        ("feet", 0.0, ()), ("pieds", 0.0, ()), ("face", 1.7, ()), ("visage", 1.7, ()),
        ("plate", 0.8, ()), ("plaque", 0.8, ()), ("person", 1.7, (0.0,)),
        ("personne", 1.7, (0.0,)),
    ],
)  # fmt: skip
def test_a_target_is_asked_for_in_one_word(
    word: str, height_m: float, also_m: tuple[float, ...]
) -> None:
    plan = asked(target=word)
    assert (plan.target_height_m, plan.also_heights_m, plan.findings) == (height_m, also_m, ())


def test_the_word_wins_over_another_height_and_says_so() -> None:
    plan = asked(target="personne", target_height_m=1.2)
    assert (plan.target_height_m, plan.also_heights_m) == (1.7, (0.0,))
    (found,) = plan.findings
    assert (found.code, found.subject) == ("target_word_wins", "personne")
    assert asked(target="face", target_height_m=1.7).findings == ()


def test_an_unknown_target_is_refused() -> None:
    with pytest.raises(PlanError) as refused:
        asked(target="girafe")
    assert refused.value.code == "member_not_word"


def test_the_target_is_written_back_as_it_was() -> None:
    written = PlanDocument(document(target="personne", target_height_m=1.2))
    header = json.loads(plan_text(written))["vigie"]
    assert (header["target"], header["target_height_m"]) == ("personne", 1.2)
