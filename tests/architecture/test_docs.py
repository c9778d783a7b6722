"""The generated pages of the documentation say what the program does today."""

from __future__ import annotations

import pathlib

import pytest

from api.reference import pages
from api.texts.reader import load

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "name", ["prix.md", "cameras.md", "dispositifs.md", "droit.md", "commandes.md"]
)
def test_generated_pages_are_up_to_date(name: str) -> None:
    written = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
    assert written == pages(load("fr"))[name], "run `make docs`"
