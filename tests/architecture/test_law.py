"""Every legal text that a sentence names is in the dated law file, with where it was read."""

from __future__ import annotations

import pathlib
import re

from planner.catalogues.reader import law

TEXTS = pathlib.Path(__file__).resolve().parents[2] / "api" / "texts"
CITED = re.compile(r"[LR]\d{3,4}-\d+|cerfa \d+|arrêté du \d+ [a-zéû]+ \d{4}", re.IGNORECASE)


def test_every_text_cited_has_its_source_and_status() -> None:
    known = {article.id.lower() for article in law()}
    cited = set(CITED.findall((TEXTS / "fr.yaml").read_text(encoding="utf-8")))
    assert cited
    assert sorted(text for text in cited if text.lower() not in known) == []


def test_no_text_is_called_verified_without_the_day_it_was_read_again() -> None:
    for article in law():
        assert article.source.href
        assert article.status == "presumed" or article.source.checked_on
