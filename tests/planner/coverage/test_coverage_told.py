"""What every face tells in short: models most used first, plates under the rule that judges."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from apart_studies import apart_study

from planner.coverage.apart.plate import Exposure, PlateCheck, StreetCapture
from planner.coverage.told import TOLD_SPEED_KMH, exposure_ms, judged, models_used

STUDY = apart_study()


def check_of(*streets: StreetCapture) -> PlateCheck:
    return replace(STUDY.coverage.plates[0], streets=streets)


def capture(street: str, *, rule: str = "view-200", fails: str = "") -> StreetCapture:
    return StreetCapture(street=street, name=f"Rue {street}", rule=rule, lanes=2, fails=fails)


def test_the_model_of_most_cameras_comes_first_whatever_their_order() -> None:
    assert models_used(STUDY.coverage.cameras) == (
        ("pinhole_depth", ("C01", "C02")),
        ("equidistant", ("C03",)),
    )
    assert models_used(STUDY.coverage.cameras[::-1])[0] == ("pinhole_depth", ("C02", "C01"))
    assert models_used(()) == ()


def test_only_the_first_rule_judges_and_failures_are_grouped_by_reason() -> None:
    found = judged(
        check_of(
            capture("a"),
            capture("a", rule="abus-130", fails="density"),
            capture("b", fails="horizontal"),
            capture("c", fails="lane"),
            capture("d", fails="horizontal"),
        )
    )
    assert found.rule.id == "view-200"
    assert [one.street for one in found.held] == ["a"]
    assert [(why, [one.street for one in those]) for why, those in found.failed] == [
        ("horizontal", ["b", "d"]),
        ("lane", ["c"]),
    ]


def test_the_exposure_told_is_that_of_a_town_street_in_milliseconds() -> None:
    """1 px of blur at v sin(angle) rho px/s, as ``longest_exposure`` has it."""
    (street,) = judged(STUDY.coverage.plates[0]).held
    (longest,) = [e.longest_s for e in street.exposures if e.speed_kmh == TOLD_SPEED_KMH]
    assert exposure_ms(street) == pytest.approx(1000.0 * longest)
    still = Exposure(speed_kmh=TOLD_SPEED_KMH, longest_s=math.inf)
    assert exposure_ms(replace(street, exposures=(still,))) is None
    assert exposure_ms(replace(street, exposures=())) is None
