"""What a trench is cut into: the written rule, and the corrections of the plan."""

from __future__ import annotations

import pytest
from network_town import house, line, street

from planner.network.graph import Graph
from planner.network.streets import street_graph
from planner.network.surfaces import surface_of, surfaced
from planner.plan import SurfaceCorrection


@pytest.mark.parametrize(
    ("highway", "surface", "sidewalk", "built_up", "expected"),
    [
        ("residential", "", "", True, ("foot", True)),  # a town street: a sidewalk is supposed
        ("residential", "", "", False, ("soft", True)),  # a country road: its verge
        ("residential", "asphalt", "", True, ("foot", True)),
        ("residential", "", "both", False, ("foot", False)),
        ("primary", "", "left", True, ("foot", False)),
        ("tertiary", "", "no", True, ("road", False)),
        ("tertiary", "", "no", False, ("soft", True)),
        ("residential", "", "separate", False, ("road", False)),  # the footway is another way
        ("residential", "sett", "both", True, ("paved", False)),
        ("pedestrian", "", "", True, ("paved", True)),
        ("pedestrian", "asphalt", "", True, ("foot", False)),
        ("living_street", "", "", True, ("road", True)),
        ("service", "asphalt", "", True, ("road", False)),
        ("footway", "", "", True, ("foot", True)),
        ("footway", "gravel", "", True, ("soft", False)),
        ("cycleway", "asphalt", "", True, ("foot", False)),
        ("path", "", "", True, ("soft", True)),
        ("track", "", "", False, ("soft", True)),
        ("track", "asphalt", "", False, ("road", False)),
    ],
)
def test_the_rule(
    highway: str, surface: str, sidewalk: str, built_up: bool, expected: tuple[str, bool]
) -> None:
    assert surface_of(highway, surface, sidewalk, built_up=built_up) == expected


def by_surface(graph: Graph) -> dict[str, float]:
    metres: dict[str, float] = {}
    for run in graph.runs:
        metres[run.surface] = metres.get(run.surface, 0.0) + run.length_cm / 100
    return {surface: round(length, 2) for surface, length in metres.items()}


def test_a_road_that_leaves_the_town_is_built_up_where_houses_stand() -> None:
    road = street_graph([street("a", (0, 0), (1000, 0), sidewalk="")])
    houses = [house(f"h{k}", 20 + 50 * k, 10, 30 + 50 * k, 20) for k in range(8)]  # up to 380 m
    assert by_surface(surfaced(road, houses, [])) == {"foot": 400.0, "soft": 600.0}


def test_a_trunk_road_is_followed_through_the_village_only() -> None:
    road = street_graph([street("a", (0, 0), (1000, 0), highway="trunk")])
    houses = [house(f"h{k}", 20 + 50 * k, 10, 30 + 50 * k, 20) for k in range(8)]
    assert by_surface(surfaced(road, houses, [])) == {"foot": 400.0}


def corrected(*ways: tuple[float, float], surface: str = "paved") -> SurfaceCorrection:
    return SurfaceCorrection(id="s", line=line(*ways), surface=surface)


def test_a_correction_bears_on_its_stretch_only() -> None:
    road = street_graph([street("a", (0, 0), (500, 0))])
    after = surfaced(road, [], [corrected((130, 3), (270, 3))])
    assert by_surface(after) == {"foot": 360.0, "paved": 140.0}


def test_a_correction_spares_the_streets_it_crosses() -> None:
    ways = [street("a", (0, 0), (50, 0), (100, 0)), street("b", (50, -50), (50, 0), (50, 50))]
    after = surfaced(street_graph(ways), [], [corrected((0, 0), (100, 0))])
    assert by_surface(after) == {"paved": 100.0, "foot": 100.0}


def test_the_last_correction_wins() -> None:
    road = street_graph([street("a", (0, 0), (100, 0))])
    after = surfaced(
        road, [], [corrected((0, 0), (100, 0)), corrected((0, 0), (100, 0), surface="soft")]
    )
    assert by_surface(after) == {"soft": 100.0}


def test_a_correction_far_from_any_street_changes_nothing() -> None:
    road = street_graph([street("a", (0, 0), (100, 0))])
    assert by_surface(surfaced(road, [], [corrected((0, 40), (100, 40))])) == {"foot": 100.0}
