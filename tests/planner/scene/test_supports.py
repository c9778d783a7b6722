"""Supports: where a camera really is, on hand-made buildings."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box

from planner.errors import PlanError
from planner.scene.model import Building, Scene, Street
from planner.scene.supports import (
    building_at,
    distance_to_town_m,
    index_footprints,
    nearest_facade,
    stand,
)

HOUSE = Building(id="house", footprint=box(0, 0, 10, 10), height_m=6.0)
NEIGHBOUR = Building(id="neighbour", footprint=box(10, 0, 20, 10), height_m=9.0)
CLOISTER = Building(
    id="cloister",
    footprint=Polygon(box(0, 0, 30, 30).exterior, [box(10, 10, 20, 20).exterior]),
    height_m=8.0,
    name="Cloître",
)
HALL = Building(id="hall", footprint=box(0, 0, 10, 10), height_m=9.0, min_height_m=3.5)


def town(*buildings: Building) -> Scene:
    return Scene(crs="EPSG:2154", name="t", buildings=buildings)


def test_a_camera_in_the_open_stays() -> None:
    result = stand(Point(5, -3), 5.0, index_footprints(town(HOUSE)))
    assert (result.host, result.building_id, result.moved_m) == ("ground", None, 0.0)
    assert result.position == Point(5, -3)


@pytest.mark.parametrize("y", [-0.25, -0.2, -0.01, 0.0, 0.01, 0.25])
def test_a_camera_on_a_wall_is_put_in_front_of_it_without_a_word(y: float) -> None:
    result = stand(Point(5, y), 5.0, index_footprints(town(HOUSE)))
    assert (result.position.x, result.position.y) == pytest.approx((5.0, -0.2))
    assert (result.host, result.building_id) == ("facade", "house")
    assert result.outward_deg == pytest.approx(180.0)
    assert result.moved_m == pytest.approx(abs(y + 0.2))
    assert result.findings == ()


def test_a_camera_a_little_inside_is_moved_out_and_it_is_said() -> None:
    result = stand(Point(8.5, 5), 5.0, index_footprints(town(HOUSE)), camera="C1")
    assert (result.position.x, result.position.y) == pytest.approx((10.2, 5.0))
    [finding] = result.findings
    assert (finding.code, finding.severity, finding.subject) == (
        "camera_moved_outward", "warning", "C1",
    )  # fmt: skip
    assert dict(finding.values)["moved_m"] == pytest.approx(1.7)


def test_a_camera_deep_inside_is_refused_and_named() -> None:
    with pytest.raises(PlanError) as raised:
        stand(Point(5, 5), 5.0, index_footprints(town(CLOISTER)), camera="C4")
    assert raised.value.code == "camera_in_building"
    assert raised.value.values == {"camera": "C4", "building": "Cloître", "height_m": 5.0}


def test_a_camera_never_leaves_through_a_party_wall() -> None:
    index = index_footprints(town(HOUSE, NEIGHBOUR))
    with pytest.raises(PlanError):
        stand(Point(9.5, 5), 5.0, index)
    by_the_corner = stand(Point(9.5, 1.5), 5.0, index)
    assert (by_the_corner.position.x, by_the_corner.position.y) == pytest.approx((9.5, -0.2))


def test_the_wall_above_a_lower_neighbour_leads_outdoors() -> None:
    result = stand(Point(10.5, 5), 7.0, index_footprints(town(HOUSE, NEIGHBOUR)))
    assert (result.position.x, result.building_id) == (pytest.approx(9.8), "neighbour")


def test_a_camera_above_the_roof_under_it_is_on_the_roof() -> None:
    result = stand(Point(5, 5), 6.0, index_footprints(town(HOUSE)))
    assert (result.host, result.building_id, result.moved_m) == ("roof", "house", 0.0)


def test_a_courtyard_is_in_the_open_and_its_walls_are_walls() -> None:
    index = index_footprints(town(CLOISTER))
    assert building_at(index, 15, 15) is None
    assert stand(Point(15, 15), 5.0, index).host == "ground"
    facade = stand(Point(15, 9.9), 5.0, index)
    assert (facade.position.x, facade.position.y) == pytest.approx((15.0, 10.2))
    assert facade.outward_deg == pytest.approx(0.0)


def test_under_a_market_hall_one_is_outdoors() -> None:
    index = index_footprints(town(HALL))
    assert stand(Point(5, 5), 3.0, index).host == "ground"
    assert stand(Point(5, 0.1), 3.0, index).moved_m == 0.0
    with pytest.raises(PlanError):
        stand(Point(5, 5), 5.0, index)


def test_of_two_overlapping_buildings_the_tallest_is_there() -> None:
    tower = Building(id="tower", footprint=box(4, 4, 6, 6), height_m=20.0)
    index = index_footprints(town(HOUSE, tower))
    assert building_at(index, 5, 5) is tower
    assert building_at(index, 1, 1) is HOUSE
    assert building_at(index, 50, 50) is None


def test_a_ring_drawn_clockwise_has_the_same_outside() -> None:
    ring = list(HOUSE.footprint.exterior.coords)
    reversed_house = Building(id="house", footprint=Polygon(ring[::-1]), height_m=6.0)
    for house in (HOUSE, reversed_house):
        facade = nearest_facade(index_footprints(town(house)), Point(5, -0.1), 5.0)
        assert facade is not None
        assert facade.outward == pytest.approx((0.0, -1.0))


def test_a_far_wall_is_not_found() -> None:
    assert nearest_facade(index_footprints(town(HOUSE)), Point(5, -3), 5.0) is None


def test_an_empty_town_holds_a_camera_up() -> None:
    assert stand(Point(0, 0), 5.0, index_footprints(town())).host == "ground"


@settings(max_examples=40, deadline=None)
@given(
    x=st.floats(-3, 23), y=st.floats(-3, 13), height=st.floats(2.0, 12.0),
    turn=st.floats(0, 2 * math.pi),
)  # fmt: skip
def test_where_a_camera_is_put_is_outdoors_and_stays(
    x: float, y: float, height: float, turn: float
) -> None:
    def turned(px: float, py: float) -> tuple[float, float]:
        c, s = math.cos(turn), math.sin(turn)
        return (c * px - s * py, s * px + c * py)

    houses = [
        Building(
            id=house.id,
            footprint=Polygon([turned(*corner) for corner in house.footprint.exterior.coords]),
            height_m=house.height_m,
        )
        for house in (HOUSE, NEIGHBOUR)
    ]
    index = index_footprints(town(*houses))
    try:
        first = stand(Point(turned(x, y)), height, index)
    except PlanError:
        assume(False)
    held = building_at(index, first.position.x, first.position.y)
    assert held is None or held.height_m <= height
    assert first.moved_m <= 2.0 + 0.2 + 1e-9
    again = stand(first.position, height, index)
    assert again.position.distance(first.position) == pytest.approx(0.0, abs=1e-9)


def test_the_distance_to_the_town_is_to_the_nearest_street_or_building() -> None:
    road = Street(id="s", line=LineString([(0, 100), (50, 100)]), highway="residential")
    scene = Scene(crs="EPSG:2154", name="t", buildings=(HOUSE,), streets=(road,))
    assert distance_to_town_m(scene, Point(5, -1000)) == pytest.approx(1000.0)
    assert distance_to_town_m(scene, Point(25, 130)) == pytest.approx(30.0)
    assert distance_to_town_m(scene, Point(5, 5)) == 0.0
    assert distance_to_town_m(town(), Point(0, 0)) == math.inf
