"""The scheme files: complete, of known fields, each value with where it was read."""

from __future__ import annotations

import pytest

from planner.catalogues.model import Scheme
from planner.catalogues.reader import load
from planner.funding.territory import DEPARTMENTS_OF, NAMES, region_of

SCHEMES = load().schemes
# docs/reference: schemes; the last three are ours (see planner.funding).
FIELDS = {
    "region", "department", "beneficiaries", "population_max", "population_kind",
    "prior_award_exclusion", "first_equipment", "scope", "window", "basis", "rate", "cap_eur",
    "cap_base_per_camera_eur", "minimum_project_eur", "categories", "exclusions", "ceilings",
    "start_of_works", "payment", "required_pieces",
    "rate_first_equipment", "discretionary", "project_owners",
}  # fmt: skip
CONTRACT_IDS = {
    "hauts-de-france-2022", "hauts-de-france-2023", "hauts-de-france-2024",
    "hauts-de-france-2025", "hauts-de-france-prochaine", "fipd-moselle-2022", "fipd-isere-2024",
    "detr-aisne-2020", "somme-2022", "fde-somme", "aisne-api-2020", "ile-de-france",
    "auvergne-rhone-alpes", "grand-est", "isere-departement", "eure",
}  # fmt: skip


def test_every_scheme_of_the_contract_is_shipped() -> None:
    assert set(SCHEMES) >= CONTRACT_IDS


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_a_scheme_has_known_fields_only_and_sizes_its_aid(scheme: Scheme) -> None:
    assert set(scheme.fields) <= FIELDS
    assert {"rate", "cap_eur", "window", "basis", "categories", "beneficiaries"} <= set(
        scheme.fields
    )
    assert {"region", "department"} & set(scheme.fields)


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_what_is_unknown_holds_nothing_and_what_is_verified_was_read_on_a_day(
    scheme: Scheme,
) -> None:
    for name, ruled in scheme.fields.items():
        if ruled.status == "unknown":
            assert ruled.value is None, name
            continue
        assert ruled.value is not None, name
        assert ruled.source is not None
        assert ruled.source.href.startswith("http"), name
        assert len(ruled.source.checked_on) == 10, name


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_excluded_items_are_items_of_the_catalogue(scheme: Scheme) -> None:
    ruled = scheme.fields["exclusions"]
    assert isinstance(ruled.value, list | None)
    assert [item for item in ruled.value or [] if item not in load().prices] == []


def test_the_open_edition_has_no_window_and_nothing_sure_but_its_region() -> None:
    fields = SCHEMES["hauts-de-france-prochaine"].fields
    assert fields["window"].value is None
    sure = {name for name, ruled in fields.items() if ruled.status == "verified"}
    assert sure == {"region"}


def test_the_hundred_and_one_departments_have_one_region_each() -> None:
    departments = [code for codes in DEPARTMENTS_OF.values() for code in codes.split()]
    assert len(departments) == len(set(departments)) == 101
    assert set(DEPARTMENTS_OF) == set(NAMES)
    assert {region_of(code) for code in ("02", "59", "60", "62", "80")} == {"32"}
