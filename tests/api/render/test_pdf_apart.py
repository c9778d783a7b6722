"""Reach and plates on paper: in words of both languages, on no page of their own."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO

import pytest
from apart_studies import apart_study
from pypdf import PdfReader
from studies import small_study

from api.render.pdf import render_pdf
from api.texts.reader import Language, load


@cache
def printed(language: Language, *, anonymous: bool = False) -> list[str]:
    reader = PdfReader(BytesIO(render_pdf(apart_study(), load(language), anonymous=anonymous)))
    return [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "fr",
            (
                "Portée des caméras motorisées, hors couverture",
                "jamais comptée comme couverte",
                "300 m, plafond H",
                "distance comptée le long de l’axe de visée. C03 : panorama",
                "Densité : objectif sans déformation, distance en ligne droite.",
                "Règle : VPI, 200 px/m (104 pixels) H",
                "13° / 9°",
                "2 sur 2",
            ),
        ),
        (
            "en",
            (
                "Reach of PTZ cameras, not coverage",
                "never counted as covered",
                "300 m, cap H",
                "Density: pinhole, depth along the optical axis. C03: equidistant",
                "Rule: Plate view, 200 px/m (104 pixels) H",
                "2 of 2",
            ),
        ),
    ],
)
def test_the_dossier_tells_reach_and_plates(language: Language, sentences: tuple[str, ...]) -> None:
    words = " ".join(printed(language)).replace("\u202f", " ").replace("\u00a0", " ")
    for sentence in sentences:
        assert sentence in words


def test_reach_and_plates_cost_no_more_than_one_page() -> None:
    usual = PdfReader(BytesIO(render_pdf(small_study(), load("fr"))))
    assert len(printed("fr")) <= len(usual.pages) + 1


def test_the_anonymous_edition_names_no_preset() -> None:
    words = " ".join(printed("fr", anonymous=True))
    assert "Portée des caméras motorisées" in words
    assert "Vers le moulin" not in words
