"""Density models, reach and plates in sentences, in both languages."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from apart_studies import apart_study
from shapely import Polygon
from toy_town import Names

from api.apart_words import (
    cut_word,
    measure_sentences,
    plate_paragraphs,
    plate_sentence,
    reach_sentence,
    rule_sentence,
    rule_word,
    shared_sentence,
    street_word,
)
from api.render.map_panel import panel_of
from api.render.sheet import render_sheet
from api.texts.reader import LANGUAGES, Language, load
from planner.catalogues.reader import load as load_catalogue
from planner.coverage.apart.plate import PlateCheck, StreetCapture
from planner.coverage.apart.reach import Reach
from planner.dossier.compose import compose

FR, EN = load("fr"), load("en")
STUDY = apart_study()
(REACH,) = STUDY.coverage.reaches
(CHECK,) = STUDY.coverage.plates


def limited(limit_m: float, *, capped: bool) -> Reach:
    return replace(REACH, levels=(replace(REACH.levels[0], limit_m=limit_m, capped=capped),))


def failing(*names: str, fails: str = "horizontal") -> PlateCheck:
    streets = tuple(
        StreetCapture(street=name, name=name, rule="view-200", lanes=2, fails=fails)
        for name in names
    )
    return replace(CHECK, streets=streets)


def test_what_is_measured_names_models_target_and_exactness() -> None:
    words = " ".join(measure_sentences(STUDY.coverage, FR))
    assert "distance comptée le long de l’axe de visée\u202f; C03\u202f: panorama" in words
    assert "Cible à 1,70\u00a0m du sol." in words
    assert "exactes" in words
    assert "cellules de 0,50\u00a0m" in words
    several = replace(STUDY.coverage, also_heights_m=(0.8,))
    assert "Cible à 1,70 et 0,80\u00a0m du sol." in measure_sentences(several, FR)
    assert "Target at 1.70 and 0.80\u00a0m above ground." in measure_sentences(several, EN)
    whole = " ".join(measure_sentences(replace(STUDY.coverage, also_heights_m=(0.0,)), FR))
    assert "personne entière (tête et pieds), la tête à 1,70\u00a0m du sol" in whole
    assert measure_sentences(replace(STUDY.coverage, cameras=()), FR) == []


def test_areas_over_relief_are_said_to_be_counted() -> None:
    relief = replace(STUDY.coverage, areas="cells")
    assert "exact" not in " ".join(measure_sentences(relief, EN))
    assert "over the relief" in " ".join(measure_sentences(relief, EN))


def test_a_reach_is_never_said_to_be_covered() -> None:
    area = FR.number(REACH.area_m2)
    words = reach_sentence(REACH, FR)
    assert f"{area}\u00a0m² à portée, jusqu’à 300\u00a0m (plafond, hypothèse)" in words
    assert "une direction à la fois" in words
    assert words.endswith("jamais comptés comme couverts.")
    assert reach_sentence(REACH, EN).endswith("never counted as covered.")


@pytest.mark.parametrize(
    ("limit_m", "capped", "cut"),
    [(300.0, True, "cap, hypothesis"), (90.0, True, "range of its lens"), (90.0, False, "")],
)
def test_what_cuts_a_reach_is_told(limit_m: float, capped: bool, cut: str) -> None:
    reach = limited(limit_m, capped=capped)
    assert cut_word(reach, EN) == cut
    assert ("(" in reach_sentence(reach, EN)) is bool(cut)


def test_a_reach_of_nothing_has_its_sentence() -> None:
    assert "aucun niveau" in reach_sentence(replace(REACH, levels=()), FR)


def test_plates_that_hold_are_told_with_their_figures() -> None:
    (street,) = [one for one in CHECK.streets if one.rule == "view-200"]
    pixels = FR.number(street.plate_px)
    assert plate_sentence(CHECK, FR) == (
        f"Plaques\u202f: lisibles sur Rue de l'Église ({pixels}\u00a0px, 2 voies sur 2)."
    )
    verdict, told = plate_paragraphs(CHECK, FR)
    assert verdict.endswith("(hypothèse)\u202f: respectée.")
    for figure in (
        f"{pixels}\u00a0px",
        "13° de biais",
        "9° de haut",
        "1,01\u00a0ms",
        "50\u00a0km/h",
    ):
        assert figure in told
    assert "exposure of 1.01\u00a0ms" in plate_paragraphs(CHECK, EN)[1]


def test_plates_that_fail_say_why_and_where() -> None:
    check = failing("Rue A", "Rue B")
    assert plate_sentence(check, FR) == (
        "Plaques\u202f: non lisibles sur Rue A, Rue B (vues de trop de biais)."
    )
    assert plate_paragraphs(check, EN)[0].endswith("not met.")
    along = failing("", fails="vertical")
    assert "the camera’s axis" in plate_sentence(along, EN)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fails", ["density", "horizontal", "vertical", "pixels", "lane"])
def test_every_reason_has_its_words(language: Language, fails: str) -> None:
    assert "(" in plate_sentence(failing("Rue A", fails=fails), load(language))


def test_a_camera_of_many_streets_keeps_a_short_popup() -> None:
    (street,) = [one for one in CHECK.streets if one.rule == "view-200"]
    many = tuple(replace(street, street=f"s{k}", name=f"Rue {k}") for k in range(5))
    told = plate_paragraphs(replace(CHECK, streets=many), FR)
    assert len(told) == 4
    assert told[-1] == "Lisibles aussi sur Rue 2, Rue 3, Rue 4."


def test_a_rule_says_when_it_is_a_hypothesis() -> None:
    rule = CHECK.plates.rules[0]
    assert "(hypothèse)" in rule_word(rule, FR)
    assert "hypothèse" not in rule_word(replace(rule, status="verified"), FR)
    assert "30° de biais et 30° de haut" in rule_sentence(rule, FR)


def test_a_hostile_street_stays_on_one_line() -> None:
    study = apart_study(names=Names(street="Rue\x1b[31m\nrouge\u202e"))
    (check,) = study.coverage.plates
    words = plate_sentence(check, FR)
    assert not {"\x1b", "\n", "\u202e"} & set(words)
    nameless = StreetCapture(street="w1", name="", rule="view-200", lanes=1)
    assert street_word(nameless, FR) == "w1"


def test_ground_that_several_see_is_summed_over_their_number() -> None:
    assert STUDY.gaps is not None
    counts = STUDY.gaps.overlap.counts
    area = sum(one.area_m2 for one in counts if one.cameras >= 2)
    assert area > 0.0
    assert f"{EN.number(area)}\u00a0m²" in shared_sentence(STUDY.gaps.overlap, EN)
    assert "0\u00a0m², 0%" in shared_sentence(replace(STUDY.gaps.overlap, counts=()), EN)


def test_no_reach_is_part_of_what_is_covered() -> None:
    covered = STUDY.coverage.union_levels[0].area_m2
    assert covered == pytest.approx(STUDY.coverage.union_visible_m2)
    assert not isinstance(REACH.region, Polygon) or REACH.region.area > covered


def test_a_whole_person_is_named_on_map_sheet_and_dossier() -> None:
    whole = replace(STUDY, coverage=replace(STUDY.coverage, also_heights_m=(0.0,)))
    assert "personne entière (tête et pieds)" in panel_of(whole, FR)
    assert "1,70\u00a0m du sol" not in panel_of(whole, FR)
    assert "personne entière" not in panel_of(STUDY, FR)
    book = render_sheet(whole, FR)
    with zipfile.ZipFile(io.BytesIO(book)) as held:
        assert "personne entière (tête et pieds)" in held.read("xl/sharedStrings.xml").decode()
    catalogue = load_catalogue(on=STUDY.plan.date)
    usual, asked = (str(compose(one, catalogue)) for one in (STUDY, whole))
    for name in ("plan.target_person", "cameras.reach_key_person", "assume.person"):
        assert f"'dossier.{name}'" in asked
        assert f"'dossier.{name}'" not in usual
