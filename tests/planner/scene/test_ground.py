"""Ground: what is said about a mast's foot, and when nothing is."""

from __future__ import annotations

import pytest
from shapely import LineString, Point, box

from planner.scene.ground import Ground, index_ground, where_a_mast_stands
from planner.scene.model import Area, Scene, Street
from planner.scene.public_space import public_space


def ground_of(*streets: Street, areas: tuple[Area, ...] = ()) -> Ground:
    scene = Scene(crs="EPSG:2154", name="t", streets=streets, areas=areas)
    return index_ground(scene, public_space(scene))


def road(identity: str, *points: tuple[float, float], **more: object) -> Street:
    return Street(
        id=identity, line=LineString(points), highway="residential", name=f"rue {identity}", **more
    )  # type: ignore[arg-type]


MAIN = road("A", (0, 0), (50, 0), (100, 0))
SIDE = road("B", (50, 0), (50, 80))


def codes(ground: Ground, x: float, y: float) -> list[str]:
    return [finding.code for finding in where_a_mast_stands("M1", Point(x, y), ground)]


def test_a_mast_on_the_sidewalk_needs_no_word() -> None:
    assert codes(ground_of(MAIN, SIDE), 20, 3.8) == []


def test_a_mast_in_the_carriageway_is_told_how_far_the_kerb_is() -> None:
    [finding] = where_a_mast_stands("M1", Point(20, 1.0), ground_of(MAIN, SIDE))
    assert (finding.code, finding.severity, finding.subject) == (
        "mast_in_carriageway", "warning", "M1",
    )  # fmt: skip
    assert dict(finding.values) == {"street": "rue A", "kerb_m": 2.0}


def test_a_mast_in_a_junction_is_said_once() -> None:
    assert codes(ground_of(MAIN, SIDE), 51, 1) == ["mast_in_junction"]


def test_a_street_cut_in_two_makes_no_junction() -> None:
    halves = (road("A", (0, 0), (50, 0)), road("A2", (50, 0), (100, 0)))
    assert codes(ground_of(*halves), 50, 1) == ["mast_in_carriageway"]


def test_one_may_stand_on_a_footway_and_over_a_tunnel() -> None:
    walk = Street(id="w", line=LineString([(0, 0), (100, 0)]), highway="footway")
    under = road("T", (0, 0), (100, 0), tunnel=True)
    assert codes(ground_of(walk, under), 20, 0.5) == []


def test_school_grounds_and_gardens_are_closed() -> None:
    school = Area(id="a", polygon=box(10, 5, 30, 30), kind="school", name="École")
    [finding] = where_a_mast_stands("M1", Point(20, 10), ground_of(MAIN, areas=(school,)))
    assert (finding.code, dict(finding.values)) == ("mast_on_private_ground", {"ground": "École"})


@pytest.mark.parametrize(("y", "expected"), [(6.0, []), (9.0, ["mast_off_public_space"])])
def test_a_mast_off_the_known_public_space_is_noticed_beyond_the_doubt(
    y: float, expected: list[str]
) -> None:
    assert codes(ground_of(MAIN), 20, y) == expected


def test_where_nothing_is_known_nothing_is_said() -> None:
    assert codes(ground_of(), 0, 0) == []
