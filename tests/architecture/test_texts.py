"""Both languages are complete, and every code that is raised has its sentence."""

from __future__ import annotations

import pathlib
import re
import string
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from api.texts.reader import load

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path for top in ("planner", "geodata", "api") for path in (ROOT / top).rglob("*.py")
)


def _leaves(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


FRENCH = dict(_leaves(load("fr").tree))
ENGLISH = dict(_leaves(load("en").tree))


def test_both_languages_have_the_same_keys() -> None:
    assert sorted(FRENCH) == sorted(ENGLISH)


@pytest.mark.parametrize("key", sorted(FRENCH))
def test_both_languages_name_the_same_values(key: str) -> None:
    assert _placeholders(FRENCH[key]) == _placeholders(ENGLISH[key])
    assert FRENCH[key].strip()
    assert ENGLISH[key].strip()


def _codes(pattern: str) -> set[str]:
    found: set[str] = set()
    for path in SOURCES:
        found |= set(re.findall(pattern, path.read_text(encoding="utf-8")))
    return found


def test_every_error_code_has_a_sentence() -> None:
    codes = _codes(r"(?:\w*Error|error|kind)\(\s*\"([a-z][a-z0-9_]+)\"")
    assert len(codes) > 20
    assert sorted(code for code in codes if f"errors.{code}" not in FRENCH) == []


def test_every_finding_code_has_a_sentence() -> None:
    codes = _codes(r"(?:note|warning|blocking)\(\s*\"([a-z][a-z0-9_]+)\"")
    assert len(codes) > 5
    assert sorted(code for code in codes if f"findings.{code}" not in FRENCH) == []
