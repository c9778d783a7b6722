"""What ships: every price of the reference list, seven generic cameras, two standards, VAT."""

from __future__ import annotations

import pickle
import time
from decimal import Decimal

import pytest

from planner.catalogues.documents import is_day
from planner.catalogues.model import Catalogue
from planner.catalogues.reader import catalogue_of, load, packaged
from planner.errors import CatalogueError


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


def test_the_catalogue_has_the_99_prices_of_the_reference_list(catalogue: Catalogue) -> None:
    assert len(catalogue.prices) == 99


@pytest.mark.parametrize(
    ("item", "unit", "cents", "category", "eligible"),
    [  # rows of the reference list, EUR HT, level 2025
        ("cam_fixed", "u", (60000, 95000, 170000), "C1", "yes"),
        ("mast_6", "u", (160000, 250000, 430000), "C1", "yes"),
        ("pwr_grid", "u", (70000, 150000, 280000), "C1", "to_confirm"),
        ("tr_foot", "m", (5800, 9000, 15000), "C2", "yes"),
        ("fib_duct", "m", (250, 400, 800), "C2", "yes"),
        ("duct_clear", "m", (80, 150, 400), "C2", "yes"),
        ("disk", "TB", (8000, 15000, 30000), "C3", "yes"),
        ("commission", "% of C1–C4", (250, 400, 800), "C1", "yes"),
        ("maint", "%/yr", (300, 600, 900), "none", "no"),
        ("sub_4g", "month", (1500, 3500, 8000), "none", "no"),
        ("vms_base", "u", (0, 40000, 200000), "C3", "to_confirm"),
        ("contingency", "% of C1–C4", (300, 600, 1200), "none", "no"),
    ],
)
def test_a_price_is_that_of_the_reference_list(
    catalogue: Catalogue,
    item: str,
    unit: str,
    cents: tuple[int, int, int],
    category: str,
    eligible: str,
) -> None:
    price = catalogue.prices[item]
    amount = price.amount
    assert (price.unit, price.category, price.eligible) == (unit, category, eligible)
    assert (amount.low, amount.likely, amount.high) == cents


def test_nearly_all_prices_are_hypotheses_and_say_so(catalogue: Catalogue) -> None:
    verified = {price.id for price in catalogue.prices.values() if price.status == "verified"}
    assert verified == {"pwr_grid", "maint"}
    for price in catalogue.prices.values():
        assert price.status in {"verified", "hypothesis"}
        assert price.source.title
        assert price.source.href or price.status == "hypothesis"


def test_recurring_units_are_running_costs_and_never_eligible(catalogue: Catalogue) -> None:
    recurring = [
        p for p in catalogue.prices.values() if p.unit in {"month", "%/yr", "m/yr", "u/yr"}
    ]
    assert {price.id for price in recurring} == {
        "maint", "energy", "sub_4g", "sub_ftth", "sub_elec", "duct_rent", "road_perm", "revision",
    }  # fmt: skip
    assert all((p.category, p.eligible) == ("none", "no") for p in recurring)


def test_french_labels_use_french_typography(catalogue: Catalogue) -> None:
    things = [*catalogue.prices.values(), *catalogue.cameras.values()]
    for text in [thing.label.fr for thing in things] + [thing.note for thing in things]:
        assert "'" not in text
        for mark in ":;!?%":
            assert f" {mark}" not in text


def test_the_seven_generic_cameras_name_a_priced_item(catalogue: Catalogue) -> None:
    items = {model.id: model.item for model in catalogue.cameras.values()}
    assert items == {
        "fixed-4mp": "cam_fixed",
        "fixed-8mp": "cam_fixed",
        "plate-2mp": "cam_vpi",
        "ptz-4mp": "cam_ptz",
        "multi-4x4mp": "cam_multi",
        "panoramic-12mp": "cam_multi",
        "nomad-4mp": "cam_nomad",
    }
    assert not any(model.microphone for model in catalogue.cameras.values())


def test_the_four_megapixel_stream_follows_the_published_profile(catalogue: Catalogue) -> None:
    # network.md 5: H.264 at 15 images/s, 2 Mbit/s for 1 MP, 4 MP 8; linear in fps; H.265 half.
    stream = catalogue.cameras["fixed-4mp"].stream
    assert stream.mbps == pytest.approx(8.0 * stream.fps / 15.0 * 0.5)


def test_the_fixed_camera_matches_its_published_field(catalogue: Catalogue) -> None:
    # DS-2CD2746G2-IZS, varifocal, 2688 x 1520: 108 degrees at 2.8 mm, 30 at 12 mm.
    model = catalogue.cameras["fixed-4mp"]
    assert (model.width_px, model.height_px) == (2688, 1520)
    assert (model.focal_min_mm, model.hfov_wide_deg) == (2.8, 108.0)
    assert (model.focal_max_mm, model.hfov_tele_deg) == (12.0, 30.0)


def test_the_two_standards_have_the_levels_of_the_contract(catalogue: Catalogue) -> None:
    levels = {
        standard.id: {level.name: level.min_px_per_m for level in standard.levels}
        for standard in catalogue.standards.values()
    }
    assert levels == {
        "dori-2015": {"detect": 25, "observe": 62.5, "recognise": 125, "identify": 250},
        "oodpcvs-2025": {
            "overview": 20, "outline": 40, "discern": 80, "perceive": 125, "characterise": 250,
            "validate": 500, "scrutinise": 1500,
        },
    }  # fmt: skip
    assert "traduction de l’outil" in catalogue.standards["oodpcvs-2025"].note


def test_vat_is_twenty_percent(catalogue: Catalogue) -> None:
    assert catalogue.vat_rate == Decimal("0.2")


def test_the_catalogue_date_is_the_newest_day_among_its_values(catalogue: Catalogue) -> None:
    assert is_day(catalogue.date)
    assert catalogue.date >= max(price.since for price in catalogue.prices.values())


def test_the_fingerprint_follows_what_is_said_not_how_it_is_written() -> None:
    texts = packaged()
    name = "prices/01_cameras.yaml"
    same = catalogue_of({**texts, name: "# a comment\n" + texts[name]})
    other = catalogue_of({**texts, name: texts[name].replace("likely: 950", "likely: 951")})
    assert catalogue_of(texts).sha256 == same.sha256
    assert other.sha256 != same.sha256


def test_an_item_in_two_files_and_a_camera_without_a_price_do_not_load() -> None:
    texts = packaged()
    twice = {**texts, "prices/99_again.yaml": texts["prices/01_cameras.yaml"]}
    with pytest.raises(CatalogueError) as caught:
        catalogue_of(twice)
    assert (caught.value.code, caught.value.values["id"]) == ("catalogue_duplicate", "cam_fixed")
    del texts["prices/01_cameras.yaml"]
    with pytest.raises(CatalogueError) as caught:
        catalogue_of(texts)
    assert caught.value.code == "unknown_item"


def test_the_catalogue_travels_to_another_process(catalogue: Catalogue) -> None:
    again = pickle.loads(pickle.dumps(catalogue))  # noqa: S301 - bytes made on the same line
    assert again == catalogue


def test_loading_takes_a_fraction_of_a_second() -> None:
    texts = packaged()
    start = time.process_time()
    catalogue_of(texts)
    assert time.process_time() - start < 0.5
