"""How ways become the graph of works: where they join, where they are cut, what is left out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from network_town import grid, line, street

from planner.network.graph import Graph, components, cut
from planner.network.streets import street_graph
from planner.scene.model import Street


def parts(graph: Graph) -> int:
    label = components(len(graph.nodes), graph.tails().tolist(), graph.heads().tolist())
    return len(np.unique(label))


def total_m(graph: Graph) -> float:
    return float(graph.lengths_cm().sum()) / 100


def test_a_grid_has_a_run_between_each_two_crossings() -> None:
    graph = street_graph(grid(4, 3))
    assert (len(graph.nodes), len(graph.runs), parts(graph)) == (12, 4 * 2 + 3 * 3, 1)
    assert total_m(graph) == 3 * 300.0 + 4 * 200.0


def test_a_vertex_that_is_no_crossing_makes_no_node() -> None:
    graph = street_graph([street("a", (0, 0), (30, 40), (60, 0))])
    assert (len(graph.nodes), len(graph.runs)) == (2, 1)
    assert graph.runs[0].length_cm == 10_000


def test_one_way_and_direction_mean_nothing() -> None:
    ways = [street("a", (100, 0), (0, 0)), street("b", (100, 0), (200, 0))]
    assert parts(street_graph(ways)) == 1


def test_a_bridge_does_not_meet_the_street_below() -> None:
    below = street("below", (50, -50), (50, 0), (50, 50))
    bridge = street("bridge", (0, 0), (50, 0), (100, 0), bridge=True, layer=1)
    assert parts(street_graph([below, bridge])) == 2


def test_a_bridge_meets_its_approach_where_it_ends_though_layers_differ() -> None:
    approach = street("approach", (-50, 0), (0, 0), (0, -30))
    bridge = street("bridge", (0, 0), (100, 0), bridge=True, layer=1)
    graph = street_graph([approach, bridge])
    assert parts(graph) == 1
    assert [run.structure for run in graph.runs] == ["", "", "bridge"]


def test_a_dead_end_drawn_onto_another_street_is_joined_to_it() -> None:
    ways = [street("a", (0, 0), (100, 0)), street("b", (40, 0.05), (40, 60))]
    graph = street_graph(ways)
    assert parts(graph) == 1
    assert total_m(graph) == pytest.approx(160.0, abs=0.06)


def test_a_dead_end_beside_another_street_is_not_joined() -> None:
    ways = [street("a", (0, 0), (100, 0)), street("b", (40, 0.5), (40, 60))]
    assert parts(street_graph(ways)) == 2


def test_a_loop_keeps_its_length() -> None:
    loop = street("loop", (0, 0), (50, 0), (50, 50), (0, 50), (0, 0))
    assert total_m(street_graph([loop])) == 200.0


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "motorway"},
        {"highway": "motorway_link"},
        {"highway": "steps"},
        {"highway": "construction"},
        {"access": "private"},
        {"access": "no"},
        {"service": "driveway"},
        {"service": "parking_aisle"},
    ],
)
def test_ways_that_no_trench_may_follow_are_left_out(tags: dict[str, str]) -> None:
    assert street_graph([street("a", (0, 0), (100, 0), **tags)]) == Graph(nodes=(), runs=())


def test_links_are_classed_with_their_road() -> None:
    (run,) = street_graph([street("a", (0, 0), (9, 0), highway="primary_link")]).runs
    assert (run.class_, run.role) == ("primary", "carriageway")


def test_lengths_are_rounded_along_the_way_not_piece_by_piece() -> None:
    # Crossings every 0.334 m: piece by piece, 30 x 0.33 m would lose 12 cm.
    xs = [0.334 * k for k in range(31)]
    main = Street(id="m", line=line(*((round(x, 3), 0.0) for x in xs)), highway="residential")
    teeth = [street(f"t{k}", (round(x, 3), 0.0), (round(x, 3), 5.0)) for k, x in enumerate(xs)]
    graph = street_graph([main, *teeth])
    on_main = [
        run.length_cm for run in graph.runs if run.line.coords[0][1] == run.line.coords[1][1]
    ]
    assert (len(on_main), sum(on_main)) == (30, 1002)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-5.0, 130.0), max_size=8))
def test_the_pieces_of_a_cut_run_make_the_run(distances: list[float]) -> None:
    graph = street_graph([street("a", (0, 0), (33.337, 41.001), (90, 41.001))])
    pieces, at = cut(graph, {0: distances})
    assert pieces.lengths_cm().sum() == graph.lengths_cm().sum()
    assert sum(run.line.length for run in pieces.runs) == pytest.approx(
        graph.runs[0].line.length, abs=0.002 * len(pieces.runs)
    )
    chain = [pieces.runs[0].tail, *(run.head for run in pieces.runs)]
    assert len(set(chain)) == len(chain)
    assert [run.tail for run in pieces.runs] == chain[:-1]
    for run in pieces.runs:
        assert run.line.coords[0] == pieces.nodes[run.tail]
        assert run.line.coords[-1] == pieces.nodes[run.head]
    assert set(at.get(0, ())) <= set(chain)
    assert len(at.get(0, ())) == len(distances)


def test_a_cut_at_an_end_is_that_end() -> None:
    graph = street_graph([street("a", (0, 0), (100, 0))])
    pieces, at = cut(graph, {0: [100.0, 0.004, 50.0, 50.005]})
    assert len(pieces.runs) == 2
    assert at[0] == (graph.runs[0].head, graph.runs[0].tail, 2, 2)
