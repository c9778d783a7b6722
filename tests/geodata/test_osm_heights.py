"""Heights: what tags state, what is assumed when they do not, and which of the two it is."""

from __future__ import annotations

import pathlib
import statistics

import pyogrio
import pytest

from geodata.osm_heights import building_extent, stated_extent, wall_height
from geodata.osm_tags import parse_length, parse_levels


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("12", 12.0), ("12.5", 12.5), ("12,5", 12.5), ("12 m", 12.0), ("12m", 12.0),
        ("~12", 12.0), ("8 mètres", 8.0), ("40'", 12.192), ("40'6\"", 12.3444), ("10 ft", 3.048),
        ("3;5", 3.0),
    ],
)  # fmt: skip
def test_a_length_is_read_in_metres(text: str, metres: float) -> None:
    assert parse_length(text) == pytest.approx(metres)


@pytest.mark.parametrize("text", ["", "high", "-3", "1e3", "inf", "nan", "2 km"])
def test_what_is_no_length_is_none(text: str) -> None:
    assert parse_length(text) is None


@pytest.mark.parametrize(
    ("text", "levels"), [("2", 2.0), ("2.5", 2.5), ("2;3", 2.0), ("2-3", 2.0), ("-1", -1.0)]
)
def test_levels_are_read_first_of_a_list(text: str, levels: float) -> None:
    assert parse_levels(text) == levels


def test_a_stated_height_is_measured() -> None:
    extent = building_extent({"building": "yes", "height": "9.5", "building:levels": "2"}, 100.0)
    assert (extent.top_m, extent.underside_m, extent.status) == (9.5, 0.0, "measured")


def test_levels_count_three_metres_each_and_one_for_the_roof() -> None:
    extent = building_extent({"building": "house", "building:levels": "2"}, 100.0)
    assert (extent.top_m, extent.status) == (7.0, "levels")


def test_roof_levels_add_to_levels() -> None:
    tags = {"building": "house", "building:levels": "2", "roof:levels": "1"}
    assert building_extent(tags, 100.0).top_m == 10.0


def test_a_minimum_level_lifts_the_underside() -> None:
    tags = {"building": "yes", "building:levels": "4", "building:min_level": "1"}
    extent = building_extent(tags, 100.0)
    assert (extent.top_m, extent.underside_m) == (13.0, 3.0)


def test_a_basement_level_leaves_the_building_on_the_ground() -> None:
    tags = {"building": "yes", "building:levels": "4", "building:min_level": "-1"}
    assert building_extent(tags, 100.0).underside_m == 0.0


def test_an_underside_without_a_top_puts_the_top_one_level_above() -> None:
    extent = building_extent({"building": "yes", "building:min_level": "3"}, 100.0)
    assert (extent.top_m, extent.underside_m, extent.status) == (12.0, 9.0, "assumed")


@pytest.mark.parametrize(
    ("kind", "area_m2", "height_m"),
    [("yes", 100.0, 7.0), ("yes", 12.0, 3.0), ("house", 12.0, 6.0), ("church", 300.0, 15.0),
     ("garage", 18.0, 3.0), ("no_such_kind", 100.0, 7.0)],
)  # fmt: skip
def test_a_missing_height_is_assumed_from_the_kind(
    kind: str, area_m2: float, height_m: float
) -> None:
    extent = building_extent({"building": kind}, area_m2)
    assert (extent.top_m, extent.status) == (height_m, "assumed")


@pytest.mark.parametrize("height", ["0", "-4", "4000", "tall"])
def test_an_impossible_height_is_not_believed(height: str) -> None:
    assert stated_extent({"building": "yes", "height": height}) is None
    assert building_extent({"building": "yes", "height": height}, 100.0).status == "assumed"


def test_a_canopy_lets_people_pass_beneath() -> None:
    assumed = building_extent({"building": "roof"}, 100.0)
    stated = building_extent({"building": "roof", "height": "6"}, 100.0)
    assert (assumed.top_m, assumed.underside_m) == (4.0, 3.5)
    assert (stated.top_m, stated.underside_m, stated.status) == (6.0, 5.5, "measured")


def test_a_canopy_that_states_its_underside_keeps_it() -> None:
    tags = {"building": "roof", "height": "6", "min_height": "4"}
    assert building_extent(tags, 100.0).underside_m == 4.0


@pytest.mark.parametrize(
    ("tags", "height_m", "status"),
    [
        ({"barrier": "wall", "height": "3.2"}, 3.2, "measured"),
        ({"barrier": "wall"}, 2.0, "assumed"),
        ({"barrier": "city_wall"}, 6.0, "assumed"),
        ({"barrier": "hedge", "height": "0"}, 1.8, "assumed"),
    ],
)
def test_a_wall_has_its_own_height_or_that_of_its_kind(
    tags: dict[str, str], height_m: float, status: str
) -> None:
    assert wall_height(tags, "wall") == (height_m, status)


@pytest.mark.realdata
def test_assumed_heights_are_near_and_above_the_medians_that_ign_measured(
    shared_data: pathlib.Path,
) -> None:
    path = shared_data / "bdtopo" / "bdtopo_v3_olemps_12174.gpkg"
    frame = pyogrio.read_dataframe(path, layer="batiment", read_geometry=False)
    frame.columns = [name.lower() for name in frame.columns]
    dwellings = frame[(frame.usage1 == "Résidentiel") & frame.hauteur.notna()].hauteur
    median_m = statistics.median(dwellings.tolist())  # at the eaves
    assert median_m == pytest.approx(5.7)
    for kind in ("house", "yes"):
        assert 0.0 <= building_extent({"building": kind}, 100.0).top_m - median_m <= 1.5
