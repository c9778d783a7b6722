"""Crossings, forbidden ground, footways mapped apart, ducts and supports joined to the street."""

from __future__ import annotations

import pytest
from network_town import (
    designed,
    grid,
    house,
    line,
    metres,
    place,
    plan,
    point,
    street,
    town,
)
from shapely import MultiLineString, box

from planner.network.attachment import Ground, attach
from planner.network.crossings import with_footways_joined, without_forbidden
from planner.network.graph import Graph
from planner.network.streets import street_graph
from planner.network.surfaces import surfaced
from planner.network.works import works_graph
from planner.plan import Duct, Forbidden, SurfaceCorrection
from planner.scene.model import Area, Barrier

OPEN = Ground(stops=(), buildings=())
FOOTWAY = {"highway": "footway", "sidewalk": ""}


def length_m(graph: Graph) -> float:
    return float(graph.lengths_cm().sum()) / 100


def test_only_the_forbidden_part_of_a_street_goes() -> None:
    ban = Forbidden(id="f", geometry=box(*line((40, -9), (70, 9)).bounds))
    graph = without_forbidden(street_graph([street("a", (0, 0), (100, 0))]), [ban])
    assert (len(graph.runs), length_m(graph)) == (2, 70.0)


def test_a_street_forbidden_along_its_line_goes_but_for_its_ends() -> None:
    ban = Forbidden(id="f", geometry=MultiLineString([line((100, 0), (200, 0))]))
    graph = without_forbidden(street_graph(grid(4, 2)), [ban])
    assert length_m(graph) == pytest.approx(2 * 300 + 4 * 100 - 100 + 2 * 0.6)


def test_empty_forbidden_ground_forbids_nothing() -> None:
    graph = street_graph(grid(2, 2))
    assert without_forbidden(graph, [Forbidden(id="f", geometry=MultiLineString())]) == graph


def beside(offset: float) -> Graph:
    """Draw a street with a side street, and a footway beside it that nothing joins."""
    ways = [
        street("Rue", (0, 0), (100, 0), (200, 0)),
        street("Impasse", (100, 0), (100, -80)),
        street("trottoir", (0, offset), (200, offset), **FOOTWAY),
    ]
    return surfaced(street_graph(ways), [], [])


def test_a_footway_mapped_apart_is_joined_at_the_junction_across_the_carriageway() -> None:
    (crossing,) = (
        run for run in with_footways_joined(beside(5), []).runs if run.role == "crossing"
    )
    assert (crossing.length_cm, crossing.surface, crossing.street) == (500, "road", "Impasse")


def test_a_footway_behind_a_house_or_too_far_is_not_joined() -> None:
    wall = house("h", 90, 2, 110, 4).footprint
    assert with_footways_joined(beside(5), [wall]) == beside(5)
    assert with_footways_joined(beside(16), []) == beside(16)


def test_a_footway_that_leaves_at_a_right_angle_is_not_joined() -> None:
    ways = [
        street("Rue", (0, 0), (100, 0), (200, 0)),
        street("Impasse", (100, 0), (160, -60)),
        street("sentier", (96, 8), (96, 80), **FOOTWAY),
    ]
    graph = surfaced(street_graph(ways), [], [])
    assert with_footways_joined(graph, []) == graph


def test_changing_sides_is_paid_in_the_carriageway() -> None:
    # Supervision on the footway mapped apart, the point on the side street: one crossing of 5 m.
    ways = [
        street("Rue", (0, 0), (100, 0), (200, 0), sidewalk="separate"),
        street("Impasse", (100, 0), (100, -80)),
        street("trottoir", (0, 5), (200, 5), **FOOTWAY, surface="asphalt"),
    ]
    network = designed(town(ways), plan(0, 5), [point("A", 100, -80)])
    assert (metres(network, "trench", "foot"), metres(network, "trench", "road")) == (180.0, 5.0)


def test_a_point_is_joined_to_the_edge_not_to_a_corner() -> None:
    found = attach(street_graph(grid(3, 3)), place(0, 0), [("A", place(137, 8))], OPEN)
    assert found.snap_m == {"": 0.0, "A": 8.0}
    assert found.graph.nodes[found.node["A"]] == (place(137, 8).x, place(137, 8).y)


def test_a_point_keeps_to_the_part_of_the_supervision_though_another_is_nearer() -> None:
    ways = [street("main", (0, 0), (300, 0)), street("island", (100, 30), (200, 30))]
    found = attach(street_graph(ways), place(0, 0), [("A", place(150, 28))], OPEN)
    assert found.snap_m["A"] == 28.0
    assert (found.apart_runs, found.apart_m) == (1, 100.0)


def test_the_main_part_is_the_longest_near_the_supervision() -> None:
    ways = [street("alley", (0, 2), (20, 2)), street("main", (0, 30), (500, 30))]
    found = attach(street_graph(ways), place(0, 0), [("A", place(400, 30))], OPEN)
    assert found.apart_m == 20.0
    assert "A" in found.node


def test_a_point_beyond_200_m_is_not_joined() -> None:
    found = attach(
        street_graph(grid(2, 2)), place(0, 0), [("A", place(301, 0)), ("B", place(299, 0))], OPEN
    )
    assert set(found.node) == {"B"}


def test_a_straight_trench_goes_round_houses_water_and_bans_by_another_street() -> None:
    ways = [street("near", (0, 0), (100, 0)), street("far", (0, 0), (0, 60), (100, 60))]
    spot = [("A", place(80, 20))]
    wall = house("h", 60, 8, 100, 12).footprint
    by_house = attach(street_graph(ways), place(0, 0), spot, Ground(stops=(), buildings=(wall,)))
    by_water = attach(street_graph(ways), place(0, 0), spot, Ground(stops=(wall,), buildings=()))
    for found in (by_house, by_water):
        assert found.through == ()
        assert found.snap_m["A"] > 20.0


def test_a_point_shut_in_by_houses_is_joined_through_one_and_said() -> None:
    yard = box(*line((30, 8), (70, 48)).bounds).difference(box(*line((40, 18), (60, 38)).bounds))
    found = attach(
        street_graph(grid(2, 2)),
        place(0, 0),
        [("A", place(50, 28))],
        Ground(stops=(), buildings=(yard,)),
    )
    assert found.through == ("A",)


def test_a_camera_against_a_wall_is_not_shut_in_by_it() -> None:
    front = house("h", 20, 4, 60, 30).footprint
    found = attach(
        street_graph(grid(2, 2)),
        place(0, 0),
        [("A", place(40, 4.4))],
        Ground(stops=(), buildings=(front,)),
    )
    assert (found.through, found.snap_m["A"]) == ((), 4.4)


def test_a_point_on_a_bridge_is_joined_to_it() -> None:
    water = Area(id="w", polygon=box(*line((40, -90), (160, 90)).bounds), kind="water")
    ways = [
        street("a", (0, 0), (40, 0)),
        street("pont", (40, 0), (160, 0), bridge=True, layer=1),
        street("b", (160, 0), (200, 0)),
    ]
    network = designed(town(ways, areas=(water,)), plan(), [point("A", 100, 3)])
    assert (network.sites[0].link, metres(network, "trench", "bore")) == ("fibre", 60.0)


def test_two_points_on_one_run_are_both_joined() -> None:
    network = designed(
        town([street("a", (0, 0), (100, 0))]), plan(), [point("A", 60, 4), point("B", 60, -4)]
    )
    assert metres(network, "trench") == 68.0


def test_a_point_near_a_chamber_may_go_to_it_or_to_the_street() -> None:
    duct = Duct(id="d", line=line((0, 9), (80, 9)))
    scene = town([street("a", (0, 0), (100, 0))])
    network = designed(scene, plan(0, 9, ducts=(duct,)), [point("A", 80, 10)])
    assert (metres(network, "trench"), metres(network, "duct")) == (1.0, 80.0)


def test_ducts_join_where_they_share_a_vertex() -> None:
    ducts = (
        Duct(id="d", line=line((0, 0), (100, 0))),
        Duct(id="e", line=line((100, 0), (100, 50))),
    )
    scene = town([street("a", (0, 0), (-20, 0))])
    network = designed(scene, plan(ducts=ducts), [point("A", 100, 50)])
    assert (metres(network, "trench"), metres(network, "duct")) == (0.0, 150.0)


def test_a_duct_across_a_rail_is_not_joined_to_the_other_side() -> None:
    rail = Barrier(id="t", line=line((-500, 5), (500, 5)), kind="rail")
    scene = town([street("a", (0, 0), (100, 0))], barriers=(rail,))
    graph, _ = works_graph(scene, plan(ducts=(Duct(id="d", line=line((0, 9), (90, 9))),)))
    assert {run.role for run in graph.runs} == {"carriageway", "duct"}  # and no link


def test_a_chamber_behind_forbidden_ground_is_not_joined() -> None:
    ban = Forbidden(id="f", geometry=line((70, 4), (90, 4)))
    duct = Duct(id="d", line=line((0, 0), (80, 0)))
    scene = town([street("a", (0, 12), (100, 12))])
    network = designed(scene, plan(0, 6, ducts=(duct,), forbidden=(ban,)), [point("A", 80, 8)])
    assert metres(network, "duct") == 0.0


def test_a_town_of_bans_and_ducts_without_streets_is_still_designed() -> None:
    ban = Forbidden(id="f", geometry=line((70, 4), (90, 4)))
    duct = Duct(id="d", line=line((0, 0), (80, 0)))
    rail = Barrier(id="t", line=line((-500, 5), (500, 5)), kind="rail")
    paved = SurfaceCorrection(id="s", line=line((0, 0), (80, 0)), surface="paved")
    asked = plan(ducts=(duct,), forbidden=(ban,), surfaces=(paved,))
    network = designed(town([], barriers=(rail,)), asked, [point("A", 80, 0)])
    assert network.sites[0].link == "operator"
