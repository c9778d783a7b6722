"""The printed dossier, read back: tags, marks, totals, pages, and words that try to break it."""

from __future__ import annotations

import hashlib
import os
import pathlib
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib import resources
from io import BytesIO

import pytest
from pypdf import PageObject, PdfReader
from studies import small_study, toy_study
from toy_town import Names

from api.render.fonts import writable
from api.render.pdf import render_pdf
from api.texts.reader import Language, load
from planner.study import Study

ROOT = pathlib.Path(__file__).resolve().parents[3]
MM = 72 / 25.4
HEAD_MM, FOOT_MM, PAGE_MM = 22.0, 20.0, 297.0  # header and footer stand in these margins


@cache
def printed(n: int, standard: str = "dori-2015", language: Language = "fr") -> bytes:
    return render_pdf(toy_study(n, standard=standard), load(language))


def pages(pdf: bytes) -> list[PageObject]:
    return list(PdfReader(BytesIO(pdf)).pages)


def text_of(pdf: bytes) -> str:
    """Give the words of a PDF, without the line breaks, hyphens and thin spaces of the layout."""
    words = " ".join(page.extract_text() for page in pages(pdf))
    whole = re.sub(r"(?<=[a-zé])-\n(?=[a-zé])", "", words)
    return re.sub(r"\s+", " ", whole.replace("\u202f", " ").replace("\u00a0", " "))


def test_the_same_study_gives_the_same_bytes() -> None:
    assert render_pdf(small_study(), load("fr")) == printed(3)


def test_another_hash_seed_and_time_zone_give_the_same_bytes() -> None:
    code = (
        "import hashlib; from studies import small_study; from api.texts.reader import load; "
        "from api.render.pdf import render_pdf; "
        "print(hashlib.sha256(render_pdf(small_study(), load('fr'))).hexdigest())"
    )
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    env = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == hashlib.sha256(printed(3)).hexdigest()


def test_the_file_is_tagged_titled_and_dated_from_the_study() -> None:
    reader = PdfReader(BytesIO(printed(3)))
    root = reader.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"].startswith("fr")
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert reader.metadata is not None
    assert reader.metadata.title == "Vidéoprotection du bourg"
    assert reader.metadata.author == "Grainval-sur-Selle"
    assert str(reader.metadata["/CreationDate"]).startswith("D:20261120")


def test_the_file_says_pdf_a_2a_and_pdf_ua_1() -> None:
    packet = PdfReader(BytesIO(printed(3))).trailer["/Root"]["/Metadata"].get_data().decode()
    assert re.search(r"pdfaid:part[>=\"]+2", packet)
    assert re.search(r"pdfaid:conformance[>=\"]+A", packet)
    assert re.search(r"pdfuaid:part[>=\"]+1", packet)


def _tags(pdf: bytes) -> list[tuple[str, str]]:
    """Give every structure element's kind and alternative text."""
    found: list[tuple[str, str]] = []
    todo = [PdfReader(BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]]
    while todo:
        node = todo.pop().get_object()
        if isinstance(node, list):
            todo += node
        elif isinstance(node, dict):
            if "/S" in node:
                found.append((str(node["/S"]), str(node.get("/Alt", ""))))
            if "/K" in node:
                todo.append(node["/K"])
    return found


def test_every_plan_has_an_alternative_text_made_from_data() -> None:
    alts = [alt for kind, alt in _tags(printed(3)) if kind == "/Figure"]
    assert len(alts) == 5  # summary, situation, two sectors, network
    assert all(alts)
    assert all(len(alt) <= 300 for alt in alts)
    assert any("secteur A" in alt and "C01, C02" in alt for alt in alts)
    assert all("Échelle 1:" in alt for alt in alts)


def test_tables_have_header_cells_and_headings_their_levels() -> None:
    kinds = [kind for kind, _alt in _tags(printed(3))]
    assert kinds.count("/TH") > 50
    assert kinds.count("/H1") == 11
    assert "/H2" in kinds
    assert "/H3" not in kinds
    assert "/TOC" in kinds


def test_fonts_are_embedded_and_ours() -> None:
    names = set()
    for page in pages(printed(3)):
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            names.add(str(font["/BaseFont"]).split("+")[-1])
    assert names <= {
        "SourceSans3-Roman", "SourceSans3-Italic", "DejaVuSansMono", "DejaVuSansMono-Identity-H",
    }  # fmt: skip
    assert "SourceSans3-Roman" in names


def test_totals_are_printed_to_the_cent() -> None:
    study = toy_study(12)
    totals, plan = study.estimate.totals, study.funding.plan
    words = text_of(printed(12))
    for cents in (
        totals.ht.likely, totals.eligible_ht.likely, totals.to_confirm_ht.likely,
        totals.not_eligible_ht.likely, totals.vat.likely, totals.ttc.likely,
        plan.own_share_cents, *(aid.asked_cents for aid in plan.aids),
    ):  # fmt: skip
        assert load("fr").euros(cents, decimals=2).replace("\u202f", " ") in words


def test_the_seal_the_date_and_the_page_stand_on_every_page() -> None:
    seal = small_study().made_from.input_hash
    grouped = f"{seal[:4]} {seal[4:8]} {seal[8:12]}"
    sheets = pages(printed(3))
    for number, page in enumerate(sheets, start=1):
        words = re.sub(r"\s+", " ", page.extract_text())
        assert grouped in words
        assert "état du 20 novembre 2026" in words
        assert f"Page {number} / {len(sheets)}" in words


def test_the_contents_name_the_pages_where_parts_stand() -> None:
    sheets = [re.sub(r"\s+", " ", page.extract_text()) for page in pages(printed(3))]
    for title in ("Réseau de liaison", "Plan de financement", "Pièces à joindre"):
        line = re.search(rf"{title} (\d+)", sheets[1])
        assert line is not None
        assert title in sheets[int(line[1]) - 1]


@pytest.mark.parametrize(("n", "sheets"), [(0, 5), (1, 10), (12, 16)])
def test_the_dossier_has_as_many_pages_as_its_parts_need(n: int, sheets: int) -> None:
    assert len(pages(printed(n))) == sheets


def test_one_camera_is_written_in_the_singular() -> None:
    words = text_of(printed(1))
    assert "le raccordement d’une caméra sur la voie publique" in words
    assert "1 caméra, 1 point · 1 axe de vue · 1 flux enregistré." in words
    assert "1 caméras" not in words
    assert "1 points" not in words


def test_several_cameras_are_written_in_the_plural() -> None:
    assert "le raccordement de 12 caméras sur la voie publique" in text_of(printed(12))


def test_no_camera_is_said_in_so_many_words() -> None:
    assert "Aucune caméra n’est encore placée." in text_of(printed(0))


def test_the_standard_and_its_edition_are_named() -> None:
    assert "NF EN 62676-4, édition de 2014" in text_of(printed(3))
    other = text_of(printed(3, "oodpcvs-2025"))
    assert "IEC 62676-4, seconde édition" in other
    assert "Silhouette (Outline)" in other
    assert "traduction de l’outil" in other


def test_the_english_dossier_has_english_words_and_numbers() -> None:
    words = text_of(printed(3, "dori-2015", "en"))
    assert "Financing plan" in words
    assert "24,699.82" in words
    root = PdfReader(BytesIO(printed(3, "dori-2015", "en"))).trailer["/Root"]
    assert root["/Lang"].startswith("en")


def test_words_that_look_like_markup_are_printed_as_they_are() -> None:
    nasty = Names(
        title='#panic("x") $1+1$ *gras* _it_ [x] \\ @ref <lab> `brut`',
        commune="L’Ébauche #let x = 1 // fin",
        street="Rue <b>&amp; de l'«Évêque» {brace}",
        zone='"; DROP #TABLE',
        justification="{count} {0} %s \\u{1F600}",
    )
    words = text_of(render_pdf(toy_study(3, names=nasty), load("fr")))
    assert nasty.title in words
    assert nasty.zone in words
    assert nasty.justification in words
    assert "Rue <b>&amp; de l'«Évêque» {brace}" in words


def test_characters_without_a_font_are_named_by_their_code_and_reported() -> None:
    names = Names(commune="שלום", zone="مكان 🎉", label="a\u202eb")
    words = text_of(render_pdf(toy_study(3, names=names), load("fr")))
    assert "[U+05E9][U+05DC][U+05D5][U+05DD]" in words.replace("\u200b", "")
    assert "remplacés par leur code : U+05D5" in words
    assert "U+1F389" in words
    assert "\u202e" not in words


def test_a_word_without_an_end_stays_inside_the_page() -> None:
    names = Names(title="T" * 200, street="A" * 200, justification="m" * 200, zone="Z" * 200)
    for page in pages(render_pdf(toy_study(3, names=names), load("fr"))):
        found: list[float] = []
        page.extract_text(visitor_text=_collect(found, 4))
        assert max(found) < (210.0 - 16.0) * MM


def test_the_anonymous_edition_prints_no_place() -> None:
    study = small_study()
    words = text_of(render_pdf(study, load("fr"), anonymous=True))
    assert "Rue de l’Église, n°" not in words
    assert "Rue de l'Église, n°" not in words
    for camera in study.coverage.cameras:
        for along in camera.position:
            assert load("fr").number(along, decimals=1).replace("\u202f", " ") not in words
    assert "Plan de détail, secteur" not in words


def _collect(found: list[float], index: int) -> Callable[..., None]:
    def visit(text: str, cm: list[float], tm: list[float], *_rest: object) -> None:
        if text.strip():
            matrix = [tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]]
            found.append(matrix[index - 4])

    return visit


def _lowest_mm(page: PageObject) -> float:
    """Give how far down a page its text goes, from the top edge, footer left out."""
    found: list[float] = []
    page.extract_text(visitor_text=_collect(found, 5))
    return max(PAGE_MM - y / MM for y in found if PAGE_MM - y / MM < PAGE_MM - FOOT_MM)


@pytest.mark.parametrize("n", [3, 12])
def test_a_page_that_starts_a_part_is_at_least_65_percent_full(n: int) -> None:
    sheets = pages(printed(n))
    heads = [page.extract_text() for page in sheets]
    titles = ["Synthèse", "Sommaire", "finalités", "situation", "secteur", "Réseau", "Dépenses",
              "financement", "Hypothèses", "Pièces"]  # fmt: skip
    starts = [
        page
        for number, page in enumerate(sheets)
        if number == 0 or any(t in heads[number] and t not in heads[number - 1] for t in titles)
    ]
    assert len(starts) >= 8
    room = PAGE_MM - FOOT_MM - HEAD_MM
    for page in starts:
        used = (_lowest_mm(page) - HEAD_MM) / room
        assert used >= 0.65, page.extract_text()[:80]


@pytest.mark.parametrize("n", [3, 12, 60])
def test_the_file_stays_light(n: int) -> None:
    assert len(printed(n)) < 3_000_000


def test_a_study_with_an_existing_camera_and_findings_prints() -> None:
    study = small_study()
    cameras = (replace(study.plan.cameras[0], status="existing"), *study.plan.cameras[1:])
    again = replace(study, plan=replace(study.plan, cameras=cameras))
    assert "(existante)" in text_of(render_pdf(again, load("fr")))


def test_a_centre_reached_by_an_operator_needs_no_point_on_the_map() -> None:
    study = small_study()
    far = replace(study.plan.supervision, external=True)
    outside: Study = replace(study, plan=replace(study.plan, supervision=far))
    assert len(pages(render_pdf(outside, load("fr")))) >= 10


def test_a_centre_reached_by_an_operator_and_nothing_to_show_still_prints_the_town() -> None:
    study = toy_study(0)
    far = replace(study.plan.supervision, external=True)
    plan = replace(study.plan, supervision=far, zones=())
    bare = replace(study, plan=plan, coverage=replace(study.coverage, zones=()))
    assert "Aucune zone à couvrir" in text_of(render_pdf(bare, load("fr")))


def test_another_projection_is_named_on_the_plans() -> None:
    study = small_study()
    elsewhere = replace(study, scene=replace(study.scene, crs="EPSG:32631"))
    words = text_of(render_pdf(elsewhere, load("fr")))
    assert "EPSG:32631" in words
    assert "Lambert-93" not in words


def test_the_templates_hold_no_word_of_any_language() -> None:
    folder = resources.files("api.render").joinpath("templates")
    for file in folder.iterdir():
        source = re.sub(r"//.*", "", file.read_text(encoding="utf-8"))
        assert not re.search(r"[àâçéèêëîïôûùœÀÉÈ€]", source), file.name
        assert not re.search(r"\b(?:Page|Plan|Sceau|EUR|HT)\b", source), file.name


@pytest.mark.parametrize(
    ("text", "clean", "missing"),
    [
        ("Été 1\u202f234 « œuvre » – 45° ≥ 3 m²", "Été 1\u202f234 « œuvre » – 45° ≥ 3 m²", set()),
        ("a\u0301", "á", set()),
        ("\u202eabc\u200b\u0000", "abc", set()),
        ("🧿", "[U+1F9FF]", {"U+1F9FF"}),
        ("\ue000", "[U+E000]", {"U+E000"}),
    ],
)
def test_a_text_is_made_fit_for_the_shipped_fonts(text: str, clean: str, missing: set[str]) -> None:
    assert writable(text) == (clean, frozenset(missing))
