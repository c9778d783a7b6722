"""How numbers, money and dates are written in each language."""

from __future__ import annotations

import pytest

from api.texts.reader import load
from planner.findings import warning

FR, EN = load("fr"), load("en")


def test_french_numbers_take_a_narrow_space_and_a_comma() -> None:
    assert FR.number(1234567.891, decimals=2) == "1\u202f234\u202f567,89"
    assert EN.number(1234567.891, decimals=2) == "1,234,567.89"


def test_a_negative_number_takes_a_true_minus_and_zero_has_none() -> None:
    assert FR.number(-12.5, decimals=1) == "\u221212,5"
    assert FR.number(-0.01, decimals=1) == "0,0"


def test_money_comes_from_cents() -> None:
    assert FR.euros(12345678) == "123\u202f457"
    assert FR.euros(12345678, decimals=2) == "123\u202f456,78"


def test_shares_and_dates_follow_the_language() -> None:
    assert FR.percent(0.635, decimals=1) == "63,5\u202f%"
    assert EN.percent(0.635, decimals=1) == "63.5%"
    assert FR.date("2024-05-02") == "2 mai 2024"
    assert FR.date("2024-05-01") == "1er mai 2024"
    assert EN.date("2024-05-02") == "2 May 2024"
    assert FR.date("undated") == "undated"


def test_a_sentence_refuses_to_be_written_without_its_values() -> None:
    with pytest.raises(KeyError):
        FR.say("cli.written", count=3)


def test_a_finding_becomes_a_sentence_with_its_subject() -> None:
    finding = warning("zone_not_covered", subject="Z1", label="Place", level="observe")
    assert "Place" in FR.finding(finding) or "Z1" in FR.finding(finding)


def test_a_word_agrees_with_its_count_as_the_language_does() -> None:
    key = "findings.power_assumed_grid"
    one, none = FR.say(key, count=1, points=["M1"]), FR.say(key, count=0, points=[])
    assert "1 point (M1)" in one
    assert "0 point " in none
    assert "2 points" in FR.say(key, count=2, points=["M1", "M2"])
    assert "0 points" in EN.say(key, count=0, points=[])
    assert "1 point (M1)" in EN.say(key, count=1, points=["M1"])
