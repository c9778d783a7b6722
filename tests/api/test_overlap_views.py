"""Overlap, dead zones and blind spots as JSON, beside the coverage's own members."""

from __future__ import annotations

import json
from typing import Any

import pytest
from gap_studies import gap_study

from api.coverage_views import coverage_view
from api.overlap_views import camera_members, overlap_members, with_gaps, zone_members
from api.texts.reader import load

STUDY = gap_study()
FR = load("fr")


@pytest.fixture(scope="module")
def view() -> dict[str, Any]:
    return with_gaps(coverage_view(STUDY.coverage, FR), STUDY.gaps, STUDY.scene.crs)


def test_nothing_of_the_coverage_is_lost(view: dict[str, Any]) -> None:
    own = coverage_view(STUDY.coverage, FR)
    assert own.items() <= {**view, "cameras": own["cameras"], "zones": own["zones"]}.items()
    for whole, bare in zip(
        view["cameras"] + view["zones"], own["cameras"] + own["zones"], strict=True
    ):
        assert bare.items() <= whole.items()
    assert with_gaps(own, None, STUDY.scene.crs) == own


def test_overlap_sums_to_the_union(view: dict[str, Any]) -> None:
    assert [one["cameras"] for one in view["overlap"]] == [1, 2]
    union = view["union"]["visible_area_m2"]
    assert sum(one["area_m2"] for one in view["overlap"]) == pytest.approx(union, abs=0.05)
    (pair,) = view["overlap_pairs"]
    assert pair["cameras"] == ["C01", "C02"]
    assert 0.0 < pair["share"] <= 1.0


def test_each_camera_says_what_it_adds_and_its_dead_zone(view: dict[str, Any]) -> None:
    for camera in view["cameras"]:
        assert set(camera["dead_zone"]) == {
            "near_limit_m", "area_m2", "feet_limit_m", "feet_area_m2",
        }  # fmt: skip
        assert camera["dead_zone"]["feet_area_m2"] > camera["dead_zone"]["area_m2"] > 0.0
        assert 0.0 <= camera["alone_m2"] <= camera["adds_m2"] <= camera["visible_area_m2"]


def test_each_zone_says_who_sees_it_and_where_nobody_does(view: dict[str, Any]) -> None:
    (zone,) = view["zones"]
    assert [one["cameras"] for one in zone["seen_by"]][:2] == [0, 1]
    assert sum(one["share"] for one in zone["seen_by"]) == pytest.approx(1.0, abs=1e-5)
    areas = [spot["area_m2"] for spot in zone["blind_spots"]]
    assert areas == sorted(areas, reverse=True)
    assert sum(areas) + zone["blind_remainder_m2"] == pytest.approx(zone["blind_area_m2"], abs=0.05)
    for spot in zone["blind_spots"]:
        assert 2.0 < spot["lon"] < 3.0
        assert 49.0 < spot["lat"] < 51.0


def test_the_members_are_plain_json() -> None:
    gaps = STUDY.gaps
    assert gaps is not None
    parts = {
        **overlap_members(gaps.overlap),
        **camera_members(gaps, "C01"),
        **zone_members(gaps, "Z1", STUDY.scene.crs),
    }
    assert json.loads(json.dumps(parts)) == parts
