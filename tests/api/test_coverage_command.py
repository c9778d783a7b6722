"""What ``vigie coverage`` prints under its table of cameras, in both languages."""

from __future__ import annotations

import json

import pytest

from api.cli import answer
from api.overlap_views import overlap_members, zone_members
from api.texts.reader import LANGUAGES, Language
from api.use_cases.opening import open_study
from planner.coverage.gaps.every import gaps_of
from planner.coverage.measure import measure

WORDS = {
    "fr": (
        "distance comptée le long de l’axe de visée\u202f; C6\u202f: panorama",
        "Cible à 1,70\u00a0m du sol. Surfaces en m², celles des caméras exactes",
        "Vu par 2 caméras ou plus\u202f:",
        "- C11 Motorisée\u202f: 7\u202f330\u00a0m² à portée, jusqu’à 300\u00a0m",
        "jamais comptés comme couverts",
        "règle «\u00a0VPI, 200 px/m (104 pixels)\u00a0» (hypothèse)",
        "- C7 Plaques\u202f: lisibles sur Rue du Général-Leclerc",
        "non lisibles sur Rue de Verdun, Rue des Jardins (vues de trop de biais)",
    ),
    "en": (
        "Density: pinhole, depth along the optical axis; C6: equidistant panorama",
        "Target at 1.70\u00a0m above ground. Areas in m², those of cameras exact",
        "Seen by 2 cameras or more:",
        "- C11 PTZ: 7,330\u00a0m² within reach, up to 300\u00a0m",
        "never counted as covered",
        "rule “Plate view, 200 px/m (104 pixels)” (hypothesis)",
        "- C7 Plates: readable on Rue du Général-Leclerc",
        "not readable on Rue de Verdun, Rue des Jardins (seen too much from the side)",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_is_followed_by_how_it_is_measured_and_what_stands_apart(
    language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--lang", language, "coverage", "--scene", "demo", "--plan", "demo"]
    assert answer(words) == 0
    cameras, told, zones = capsys.readouterr().out.split("\n\n")[:3]
    assert max(len(line) for line in (cameras + "\n" + told).splitlines()) <= 100
    assert len(cameras.splitlines()) == 14
    assert len(zones.splitlines()) == 6
    joined = " ".join(told.split(" ")).replace("\n  ", " ").replace("\n", " ").replace("  ", " ")
    for sentence in WORDS[language]:
        assert sentence in joined


def test_the_side_of_a_cell_is_written_with_a_point_or_a_comma(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = []
    for cell in ("2.5", "2,5"):
        assert answer(["coverage", "--scene", "demo", "--plan", "demo", "--cell", cell]) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    with pytest.raises(SystemExit, match="2"):
        answer(["coverage", "--scene", "demo", "--plan", "demo", "--cell", "2,5,1"])
    assert "--cell" in capsys.readouterr().err


def test_the_command_and_the_study_give_the_same_figures(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert answer(["coverage", "--scene", "demo", "--plan", "demo", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    opened = open_study("demo", "demo")
    coverage = measure(opened.scene, opened.plan, opened.catalogue)  # as a study does
    gaps = gaps_of(opened.scene, opened.plan, opened.catalogue, coverage)
    expected = [zone_members(gaps, zone.id, opened.scene.crs) for zone in coverage.zones]
    got = [{name: zone[name] for name in expected[0]} for zone in told["zones"]]
    assert any(zone["blind_area_m2"] for zone in got)
    assert got == expected
    assert {name: told[name] for name in ("overlap", "overlap_pairs")} == overlap_members(
        gaps.overlap
    )
