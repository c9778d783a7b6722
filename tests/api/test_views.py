"""The JSON shapes that other programs rely on."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from studies import small_study, toy_study

from api.canonical import canonical_json
from api.coverage_views import coverage_view
from api.study_views import study_view
from api.texts.reader import Texts
from api.views import (
    Beside,
    estimate_view,
    findings_view,
    hundredth,
    network_view,
)
from planner.findings import warning
from planner.funding.model import Reason

RULES = (
    "definition", "rate", "thumbnail", "objective", "sizing", "digital", "log", "export",
)  # fmt: skip
FR = Texts(
    language="fr",
    tree={
        "findings": {"steep": "{subject} penche de {tilt:m}°."},
        "reasons": {"too_big": "La commune compte {population:int} habitants."},
        "because": {"camera_and_mast": "Le poste est nommé."},
        "optics": {
            "density_model": {"pinhole_depth": "sténopé", "equidistant": "panoramique"},
            "recording_rule": dict.fromkeys(RULES, "règle"),
        },
    },
)
EN = Texts(language="en", tree={})


def test_coverage_has_the_members_of_the_contract() -> None:
    view = coverage_view(small_study().coverage, FR)
    assert {"standard", "target_height_m", "cell_m", "cameras", "zones", "union"} <= set(view)
    assert set(view["cameras"][0]) == {
        "id", "visible_area_m2", "public_area_m2", "levels", "near_limit_m", "far_limit_m",
        "density_model", "reach", "plates", "findings",
    }  # fmt: skip
    assert set(view["cameras"][0]["levels"][0]) == {"name", "min_px_per_m", "area_m2"}
    assert set(view["zones"][0]) == {
        "id", "label", "level", "area_m2", "public_share", "covered_area_m2", "covered_share",
        "covered_share_low", "by",
    }  # fmt: skip


def test_density_models_are_codes_and_a_plan_of_panoramas_names_no_other() -> None:
    coverage = small_study().coverage
    view = coverage_view(coverage, FR)
    assert view["density_model"] == "pinhole_depth"
    assert view["density_models"][0] == {"code": "pinhole_depth", "label": "sténopé"}
    panoramas = tuple(replace(one, density_model="equidistant") for one in coverage.cameras)
    around = coverage_view(replace(coverage, cameras=panoramas), FR)
    assert around["density_model"] == "equidistant"
    assert around["density_models"] == [{"code": "equidistant", "label": "panoramique"}]


def test_an_infinite_limit_and_the_share_of_no_ground_are_null() -> None:
    coverage = small_study().coverage
    empty = replace(
        coverage.zones[0],
        area_m2=0.0,
        public_share=None,
        covered_share=None,
        covered_share_low=None,
    )
    view = coverage_view(replace(coverage, zones=(empty,)), FR)
    assert view["cameras"][0]["far_limit_m"] is None
    assert view["cameras"][0]["near_limit_m"] == pytest.approx(5.0)
    assert view["zones"][0]["covered_share"] is None
    assert view["zones"][0]["public_share"] is None


def test_network_has_the_members_of_the_contract_and_the_cost_over_years() -> None:
    study = small_study()
    network = replace(study.network, investment_cents=1_000_000, running_cents_per_year=12_345)
    beside = Beside(equipment=study.equipment, years=10, own_share_cents=777)
    view = network_view(network, FR, beside=beside)
    assert {
        "objective", "objective_eur", "lower_bound_eur", "gap", "proven", "stopped", "objectives",
        "sites", "segments", "equipment", "power", "findings",
    } <= set(view)  # fmt: skip
    assert view["objectives"] == {"investment": 10_000.0, "cost": 11_234.5, "remainder": 7.77}
    assert {"medium", "surface", "length_m", "street", "sites"} <= set(view["segments"][0])
    assert {"id", "link", "length_m", "via"} <= set(view["sites"][0])
    assert [power["id"] for power in view["power"]] == [p.id for p in study.equipment.points]


def test_a_network_alone_knows_no_remainder() -> None:
    view = network_view(small_study().network, FR)
    assert view["objectives"]["remainder"] is None
    assert view["power"] == []


def test_printed_lines_sum_to_the_printed_total_to_the_cent() -> None:
    study = toy_study(14)
    view = estimate_view(study.estimate, study.funding, FR)
    printed = sum(Decimal(str(line["amount_eur"]["likely"])) for line in view["lines"])
    assert printed == Decimal(str(view["totals"]["ht"]["likely"]))
    parts = ("eligible_ht", "to_confirm_ht", "not_eligible_ht")
    assert sum(Decimal(str(view["totals"][part])) for part in parts) == printed
    own = Decimal(str(view["plan"]["own_share_eur"]))
    asked = sum(Decimal(str(aid["asked_eur"])) for aid in view["plan"]["aids"])
    assert own + asked == Decimal(str(view["plan"]["total_ht"]))


def test_estimate_has_the_members_of_the_contract() -> None:
    study = small_study()
    view = estimate_view(study.estimate, study.funding, FR)
    assert {
        "item", "label", "category", "quantity", "unit", "unit_price", "amount_eur", "eligible",
        "status", "source", "because",
    } <= set(view["lines"][0])  # fmt: skip
    assert set(view["lines"][0]["unit_price"]) == {"low", "likely", "high"}
    assert {"ht", "eligible_ht", "to_confirm_ht", "not_eligible_ht", "vat", "ttc"} <= set(
        view["totals"]
    )
    assert set(view["funding"][0]) == {
        "scheme", "applies", "certainty", "to_confirm", "eligible_base_eur", "rate", "cap_eur",
        "aid_eur", "aid_high_eur", "reasons",
    }  # fmt: skip
    assert view["lines"][0]["because"] == "Le poste est nommé."


def test_running_costs_are_never_among_the_lines() -> None:
    study = small_study()
    view = estimate_view(study.estimate, study.funding, FR)
    running = {line["item"] for line in view["running_costs"]["lines"]}
    assert running
    assert running.isdisjoint(line["item"] for line in view["lines"])


def test_labels_follow_the_language() -> None:
    study = small_study()
    line = study.estimate.lines[0]
    french = estimate_view(study.estimate, study.funding, FR)["lines"][0]["label"]
    english = estimate_view(study.estimate, study.funding, EN)["lines"][0]["label"]
    assert (french, english) == (line.label.fr, line.label.en)


def test_a_finding_carries_its_code_its_values_and_its_sentence() -> None:
    found = warning("steep", subject="C4", tilt=31.5, zones=("Z1", "Z2"))
    assert findings_view([found], FR) == [
        {
            "code": "steep",
            "severity": "warning",
            "subject": "C4",
            "sentence": "C4 penche de 31,5°.",
            "values": {"tilt": 31.5, "zones": ["Z1", "Z2"]},
        }
    ]


def test_a_reason_carries_its_sentence() -> None:
    study = small_study()
    reason = Reason(code="too_big", values=(("population", 31_000),))
    aid = replace(study.funding.schemes[0], applies=False, reasons=(reason,))
    view = estimate_view(study.estimate, replace(study.funding, schemes=(aid,)), FR)
    assert (
        view["funding"][0]["reasons"][0]["sentence"] == "La commune compte 31\u202f000 habitants."
    )


def test_a_study_is_plain_json_and_keeps_the_plan_as_it_was_written() -> None:
    document = {"type": "FeatureCollection", "unknown": [1, {"kept": True}], "features": []}
    view = study_view(small_study(), document, FR)
    assert list(view) == [
        "plan", "coverage", "network", "recording", "estimate", "findings", "made_from",
    ]  # fmt: skip
    assert view["plan"] == document
    assert set(view["made_from"]) == {"input_hash", "program", "catalogue_date", "scene"}
    assert json.loads(canonical_json(view)) == view


def test_rounding_leaves_no_negative_zero() -> None:
    assert str(hundredth(-0.001)) == "0.0"
