"""Every rule that a scheme may leave to confirm has its name in both languages."""

from __future__ import annotations

import pytest

from api.texts.reader import load
from planner.catalogues.reader import load as load_catalogue

BESIDE = ("population", "project_owner", "first_equipment", "previous_awards", "region")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_field_to_confirm_has_a_name(language: str) -> None:
    texts = load("en" if language == "en" else "fr")
    names = {name for scheme in load_catalogue().schemes.values() for name in scheme.fields}
    missing = [name for name in sorted({*names, *BESIDE}) if not texts.has(f"scheme_fields.{name}")]
    assert missing == []
