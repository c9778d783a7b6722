"""The page on the JSON names every member that coverage and recordings have."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Iterator

from apart_studies import apart_study
from studies import small_study

from api.study_views import study_view
from api.texts.reader import load

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "reference-json.md"


def members(thing: object) -> Iterator[str]:
    """Give every member's name, those of lists too; values of findings are free."""
    if isinstance(thing, dict):
        for name, inside in thing.items():
            yield name
            if name != "values":
                yield from members(inside)
    elif isinstance(thing, list):
        for item in thing:
            yield from members(item)


def test_every_member_of_coverage_and_recording_is_on_the_page() -> None:
    named = set(re.findall(r"`([a-z0-9_.]+)(?:\[\])?`", PAGE.read_text(encoding="utf-8")))
    named |= {part for name in named for part in name.split(".")}
    found: set[str] = set()
    for study in (apart_study(), small_study()):
        view = study_view(study, {}, load("fr"))
        found |= set(members({"coverage": view["coverage"], "recording": view["recording"]}))
    assert {"lanes_held", "density_models", "system"} <= found
    assert sorted(found - named) == []


def test_the_system_s_rules_of_the_order_are_in_the_study() -> None:
    view = study_view(small_study(), {}, load("fr"))
    rules = [check["rule"] for check in view["recording"]["system"]]
    assert rules == ["objective", "sizing", "digital", "log", "export"]
    assert all(check["label"] and check["verdict"] for check in view["recording"]["system"])
