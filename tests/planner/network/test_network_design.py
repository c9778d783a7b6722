"""Whole designs on a town drawn with a ruler: what is dug, what it costs, what is said of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from network_town import (
    FIBRE_CENTS,
    FTTH_CENTS,
    PRICES,
    codes,
    designed,
    grid,
    house,
    line,
    links,
    metres,
    plan,
    point,
    quantity,
    segments,
    street,
    town,
)
from shapely import box

from planner.errors import CatalogueError, PlanError
from planner.network.design import design
from planner.network.model import Network
from planner.plan import Duct, Forbidden, Plan, Route, SurfaceCorrection
from planner.scene.model import Barrier, SceneDuct

GRID = town(grid(5, 5))
METRE = 94_00  # a trench under the footway and its cable
EXAMPLES = settings(max_examples=25, deadline=None)


def test_a_point_down_the_street_costs_its_trench_its_cable_and_its_ends() -> None:
    network = designed(town([street("Grande Rue", (0, 0), (300, 0))]), plan(), [point("A", 300, 0)])
    assert network.objective_cents == network.investment_cents == 300 * METRE + FIBRE_CENTS
    assert network.lower_bound_cents == network.objective_cents
    assert (network.gap, network.proven, network.stopped) == (0.0, True, "optimal")
    (site,) = network.sites
    assert (site.link, site.length_m, site.via, site.snap_m) == ("fibre", 300.0, ("Grande Rue",), 0)
    assert site.cost_cents == FIBRE_CENTS
    (segment,) = network.segments
    assert (segment.medium, segment.surface, segment.street) == ("trench", "foot", "Grande Rue")
    assert (segment.length_m, segment.sites, segment.cost_cents) == (300.0, ("A",), 300 * METRE)
    assert network.running_cents_per_year == 0


def test_the_items_are_the_quantities_of_the_run() -> None:
    network = designed(town([street("Grande Rue", (0, 0), (300, 0))]), plan(), [point("A", 300, 4)])
    counted = {item.item: item.quantity for item in network.items}
    assert counted == {
        "tr_foot": 304.0,
        "fib_duct": 304.0,
        "fib_end": 2.0,
        "sfp_pair": 1.0,
        "sw_poe": 1.0,
    }


def test_the_metres_from_the_mast_to_the_street_are_dug_too() -> None:
    scene = town([street("Grande Rue", (0, 0), (300, 0))])
    network = designed(scene, plan(0, -6), [point("A", 200, 8)])
    (site,) = network.sites
    assert (site.length_m, site.snap_m) == (214.0, 8.0)
    assert metres(network, "trench") == 214.0


def test_three_corners_of_a_square_share_their_trenches() -> None:
    # A Steiner tree on a 100 m grid: 200 m for the far corner, the two others on the way.
    points = [point("A", 100, 0), point("B", 100, 100), point("C", 0, 100)]
    network = designed(GRID, plan(), points)
    assert metres(network, "trench") == 300.0
    assert network.objective_cents == 300 * METRE + 3 * FIBRE_CENTS
    assert network.proven


def test_a_tree_branches_where_no_point_stands() -> None:
    # The four arms of a cross meet at a junction that is no point: a true Steiner node.
    arms = [
        street(f"s{k}", (200, 200), end)
        for k, end in enumerate([(200, 400), (400, 200), (200, 0), (0, 200)])
    ]
    points = [point("N", 200, 400), point("E", 400, 200), point("S", 200, 0)]
    network = designed(town(arms), plan(0, 200), points)
    assert metres(network, "trench") == 800.0
    assert {site.id: site.via for site in network.sites} == {
        "N": ("s0", "s3"),
        "E": ("s1", "s3"),
        "S": ("s2", "s3"),
    }
    assert {s.street: s.sites for s in network.segments}["s3"] == ("E", "N", "S")


def test_segments_are_cut_where_the_points_they_serve_change() -> None:
    scene = town([street("Grande Rue", (0, 0), (300, 0))])
    network = designed(scene, plan(), [point("A", 100, 0), point("B", 300, 0)])
    assert [(s.length_m, s.sites) for s in network.segments] == [
        (100.0, ("A", "B")),
        (200.0, ("B",)),
    ]


def test_an_existing_point_costs_nothing_and_has_no_link() -> None:
    network = designed(GRID, plan(), [point("A", 300, 300, existing=True)])
    (site,) = network.sites
    assert (site.link, site.length_m, site.cost_cents) == ("existing", 0.0, 0)
    assert (network.objective_cents, network.gap, network.proven) == (0, 0.0, True)
    assert network.segments == network.items == ()


def test_nothing_to_join_is_a_network_that_costs_nothing() -> None:
    network = designed(GRID, plan(), [])
    assert (network.objective_cents, network.lower_bound_cents, network.stopped) == (
        0,
        0,
        "optimal",
    )


def test_a_point_at_the_supervision_building_needs_no_trench() -> None:
    scene = town(grid(3, 3), buildings=(house("hall", 10, 10, 60, 40),))
    network = designed(scene, plan(20, 20), [point("A", 60.5, 30), point("B", 200, 200)])
    assert links(network) == {"A": "local", "B": "fibre"}
    assert network.sites[0].cost_cents == 0


def test_the_trench_of_the_supervision_starts_at_its_facade() -> None:
    scene = town(grid(3, 3), buildings=(house("hall", 30, 10, 60, 40),))
    network = designed(scene, plan(45, 25), [point("A", 200, 0)])
    # 10 m from the facade to the street, then 155 m along it.
    assert network.sites[0].length_m == 165.0


def test_an_existing_duct_is_reused() -> None:
    duct = Duct(id="d", line=line((100, 0), (300, 0)))
    scene = town([street("Grande Rue", (0, 0), (400, 0))])
    network = designed(scene, plan(ducts=(duct,)), [point("A", 400, 0)])
    assert (metres(network, "trench"), metres(network, "duct")) == (200.0, 200.0)
    assert network.objective_cents == 200 * METRE + 200 * 5_50 + FIBRE_CENTS
    assert (quantity(network, "duct_clear"), quantity(network, "fib_duct")) == (200.0, 400.0)
    assert {s.street for s in network.segments} == {"Grande Rue"}
    assert "duct_room_to_check" in codes(network)


def test_a_duct_of_the_map_beside_the_street_is_joined_by_a_short_trench() -> None:
    duct = SceneDuct(id="d", line=line((100, 6), (300, 6)))
    scene = town([street("Grande Rue", (0, 0), (400, 0))], ducts=(duct,))
    network = designed(scene, plan(), [point("A", 400, 0)])
    assert (metres(network, "trench"), metres(network, "duct")) == (212.0, 200.0)


def test_a_line_on_poles_costs_its_aerial_cable() -> None:
    poles = Duct(id="d", line=line((0, 0), (400, 0)), medium="aerial")
    scene = town([street("Grande Rue", (0, 0), (400, 0))])
    network = designed(scene, plan(ducts=(poles,)), [point("A", 400, 0)])
    assert metres(network, "aerial") == 400.0
    assert network.objective_cents == 400 * 20_00 + FIBRE_CENTS


def test_a_corrected_surface_changes_the_price_and_is_no_guess() -> None:
    scene = town([street("Grande Rue", (0, 0), (300, 0), sidewalk="")])
    guessed = designed(scene, plan(), [point("A", 300, 0)])
    assert [(s.surface, s.surface_assumed) for s in guessed.segments] == [("soft", True)]
    assert "surface_assumed" in codes(guessed)
    paved = SurfaceCorrection(id="s", line=line((100, 1), (200, 1)), surface="paved")
    network = designed(scene, plan(surfaces=(paved,)), [point("A", 300, 0)])
    assert metres(network, "trench", "paved") == 100.0
    assert [s.surface_assumed for s in segments(network, "trench", "paved")] == [False]
    assert network.objective_cents - guessed.objective_cents == 100 * (250_00 - 40_00)


def test_a_surface_that_does_not_exist_is_refused() -> None:
    wrong = SurfaceCorrection(id="s", line=line((0, 0), (9, 0)), surface="marble")
    with pytest.raises(PlanError) as caught:
        design(GRID, plan(surfaces=(wrong,)), [point("A", 100, 0)], PRICES)
    assert (caught.value.code, caught.value.values["word"]) == ("surface_word_unknown", "marble")


def test_a_missing_price_is_named() -> None:
    prices = {item: cents for item, cents in PRICES.items() if item != "bore"}
    with pytest.raises(CatalogueError) as caught:
        design(GRID, plan(), [], prices)
    assert caught.value.values == {"item": "bore"}


def test_forbidden_ground_sends_the_trench_round() -> None:
    free = designed(GRID, plan(), [point("A", 300, 0)])
    ban = Forbidden(id="f", geometry=box(*line((140, -5), (160, 5)).bounds), reason="market")
    network = designed(GRID, plan(forbidden=(ban,)), [point("A", 300, 0)])
    assert (free.sites[0].length_m, network.sites[0].length_m) == (300.0, 500.0)


def test_a_forbidden_stretch_spares_the_streets_that_meet_it_at_its_ends() -> None:
    ban = Forbidden(id="f", geometry=line((100, 0), (200, 0)))
    network = designed(GRID, plan(forbidden=(ban,)), [point("A", 100, 100), point("B", 300, 0)])
    assert network.sites[0].length_m == 200.0
    assert network.sites[1].length_m == 500.0


def test_a_point_cut_off_by_forbidden_ground_gets_a_line_and_a_finding() -> None:
    # Invariant 16 of reference network.md: unreachable by trench, not an exception.
    scene = town([street("Grande Rue", (0, 0), (900, 0))])
    ban = Forbidden(id="f", geometry=line((300, -50), (300, 50)))
    network = designed(scene, plan(forbidden=(ban,)), [point("A", 200, 0), point("B", 800, 0)])
    assert links(network) == {"A": "fibre", "B": "operator"}
    assert "site_unreachable_by_trench" in codes(network)


def test_a_town_without_streets_links_all_by_operators() -> None:
    network = designed(town([]), plan(), [point("A", 300, 0)])
    assert links(network) == {"A": "operator"}
    assert "supervision_unreachable_by_trench" in codes(network)
    assert network.objective_cents == FTTH_CENTS


def test_an_external_centre_is_reached_by_operators() -> None:
    points = [point("A", 100, 0, link="auto"), point("B", 300, 0)]
    network = designed(GRID, plan(external=True), points)
    assert links(network) == {"A": "operator", "B": "operator"}
    assert network.objective_cents == 2 * FTTH_CENTS
    assert network.running_cents_per_year == 2 * 12 * 50_00
    assert {"lines_to_external_supervision", "own_link_to_external"} <= set(codes(network))


def test_a_forced_operator_line_is_obeyed_and_its_subscription_is_running() -> None:
    points = [point("A", 100, 0, link="operator"), point("B", 0, 300, link="operator", mbps=0.4)]
    network = designed(GRID, plan(), points)
    assert (quantity(network, "ftth_fee"), quantity(network, "r4g")) == (1.0, 1.0)
    assert network.investment_cents == FTTH_CENTS + 550_00 + 380_00
    assert network.running_cents_per_year == 12 * (50_00 + 35_00)
    assert network.sites[0].length_m == 0.0


def test_a_line_too_slow_for_its_streams_is_said() -> None:
    network = designed(GRID, plan(), [point("A", 100, 0, link="operator", mbps=60.0)])
    assert "operator_line_overloaded" in codes(network)


def test_on_auto_the_cost_over_years_weighs_a_subscription_against_a_trench() -> None:
    # An FTTH line: 400 + 380 + 10 x 600 = 6,780; a fibre: 990 and 94 a metre: equal at 61.6 m.
    points = [point("near", 60, 0, link="auto"), point("far", 0, 70, link="auto")]
    network = designed(GRID, plan(objective="cost", years=10), points)
    assert links(network) == {"near": "fibre", "far": "operator"}
    assert network.investment_cents == 60 * METRE + FIBRE_CENTS + FTTH_CENTS
    assert network.objective_cents == network.investment_cents + 10 * 600_00
    assert network.proven


def test_on_auto_the_investment_alone_keeps_the_commune_s_own_trench_and_names_the_line() -> None:
    network = designed(GRID, plan(years=10), [point("A", 400, 400, link="auto")])
    assert links(network) == {"A": "fibre"}
    (finding,) = [f for f in network.findings if f.code == "operator_line_worth_a_look"]
    assert dict(finding.values) == {
        "line_cents": FTTH_CENTS + 10 * 600_00,
        "own_cents": 800 * METRE + FIBRE_CENTS,
        "years": 10,
    }


def test_the_remainder_follows_the_investment() -> None:
    points = [point("A", 300, 100), point("B", 100, 300)]
    least = designed(GRID, plan(objective="investment"), points)
    remainder = designed(GRID, plan(objective="remainder"), points)
    assert remainder.segments == least.segments
    assert "remainder_follows_investment" in codes(remainder)


def test_copper_joins_a_point_within_90_m_of_run() -> None:
    scene = town([street("Grande Rue", (0, 0), (300, 0))])
    network = designed(scene, plan(), [point("A", 80, 0, link="poe")])
    assert links(network) == {"A": "poe"}
    assert network.objective_cents == 80 * (90_00 + 5_50)
    assert (metres(network, "trench"), metres(network, "copper")) == (80.0, 80.0)
    assert {item.item for item in network.items} == {"tr_foot", "cat6"}


def test_copper_shares_the_trench_of_the_fibres() -> None:
    scene = town([street("Grande Rue", (0, 0), (300, 0))])
    network = designed(scene, plan(), [point("A", 80, 0, link="poe"), point("B", 300, 0)])
    assert network.objective_cents == 300 * METRE + FIBRE_CENTS + 80 * 5_50
    assert network.proven


def test_copper_too_far_becomes_a_fibre_with_a_finding() -> None:
    # 86 m along the street and 5 m up the mast pass 90 m.
    scene = town([street("Grande Rue", (0, 0), (300, 0))])
    network = designed(scene, plan(), [point("A", 86, 0, link="poe")])
    assert links(network) == {"A": "fibre"}
    (finding,) = [f for f in network.findings if f.code == "poe_too_far"]
    assert dict(finding.values) == {"length_m": 91.0, "limit_m": 90.0}


def test_copper_takes_a_dearer_run_when_the_cheap_one_is_too_long() -> None:
    # 80 m in the carriageway against 120 m of verge.
    direct = street("Rue Pavée", (0, 0), (80, 0), surface="sett")
    around = street("Chemin", (0, 0), (0, 20), (80, 20), (80, 0), surface="grass")
    network = designed(town([direct, around]), plan(), [point("A", 80, 0, link="poe")])
    assert (links(network), network.sites[0].via) == ({"A": "poe"}, ("Rue Pavée",))


def test_radio_is_said_not_to_be_designed() -> None:
    network = designed(GRID, plan(), [point("A", 300, 0, link="radio")])
    assert links(network) == {"A": "fibre"}
    assert "radio_not_designed" in codes(network)


def test_a_pinned_run_is_said_not_to_be_followed() -> None:
    route = Route(id="r", line=line((0, 0), (100, 0)))
    assert "route_not_pinned" in codes(designed(GRID, plan(routes=(route,)), []))


def test_a_rail_is_bored_under_once_for_tracks_side_by_side() -> None:
    tracks = tuple(
        Barrier(id=f"t{k}", line=line((x, -50), (x, 50)), kind="rail")
        for k, x in enumerate((150, 154, 158))
    )
    scene = town([street("Grande Rue", (0, 0), (300, 0))], barriers=tracks)
    network = designed(scene, plan(), [point("A", 300, 0)])
    assert metres(network, "trench", "bore") == 18.0  # 5 m before the first, 5 m after the last
    assert quantity(network, "bore_setup") == 1.0
    assert network.objective_cents == 282 * METRE + 18 * 134_00 + 2_500_00 + FIBRE_CENTS
    (finding,) = [f for f in network.findings if f.code == "rail_on_route"]
    assert finding.subject in {s.id for s in segments(network, "trench", "bore")}


def test_a_tunnel_passes_under_a_rail_without_a_bore() -> None:
    rail = Barrier(id="t", line=line((150, -50), (150, 50)), kind="rail")
    scene = town([street("Grande Rue", (0, 0), (300, 0), tunnel=True)], barriers=(rail,))
    network = designed(scene, plan(), [point("A", 300, 0)])
    assert quantity(network, "bore_setup") == 0.0
    assert "tunnel_on_route" in codes(network)


def test_a_bridge_over_water_is_one_bore_even_mapped_as_two_ways() -> None:
    stream = Barrier(id="w", line=line((150, -50), (150, 50)), kind="waterway")
    ways = [
        street("a", (0, 0), (130, 0)),
        street("b", (130, 0), (150, 0), bridge=True, layer=1),
        street("c", (150, 0), (170, 0), bridge=True, layer=1),
        street("d", (170, 0), (300, 0)),
    ]
    network = designed(town(ways, barriers=(stream,)), plan(), [point("A", 300, 0)])
    assert metres(network, "trench", "bore") == 40.0
    assert quantity(network, "bore_setup") == 1.0
    assert codes(network).count("bridge_on_route") == 2


def test_a_stream_under_a_street_without_a_bridge_is_bored() -> None:
    stream = Barrier(id="w", line=line((150, -50), (150, 50)), kind="waterway")
    scene = town([street("Grande Rue", (0, 0), (300, 0))], barriers=(stream,))
    network = designed(scene, plan(), [point("A", 300, 0)])
    assert metres(network, "trench", "bore") == 6.0
    assert "water_on_route" in codes(network)


def test_streets_apart_are_counted() -> None:
    scene = town([*grid(3, 3), street("far", (1000, 0), (1100, 0))])
    network = designed(scene, plan(), [point("A", 200, 0)])
    (finding,) = [f for f in network.findings if f.code == "streets_disconnected"]
    assert dict(finding.values) == {"count": 1, "length_m": 100.0}


def test_the_same_plan_gives_the_same_network() -> None:
    points = [point(f"P{k}", 37 * k % 400, 91 * k % 400, link="auto") for k in range(1, 9)]
    assert designed(GRID, plan(), points) == designed(GRID, plan(), points)


SPOTS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=6, unique=True
)


def on_streets(spots: list[tuple[int, int]], link: str = "fibre") -> list[object]:
    """Put points on the streets of the grid, every 10 m."""
    return [
        point(f"P{k}", 10 * x, 100 * round(y / 10), link=link)  # type: ignore[arg-type]
        for k, (x, y) in enumerate(spots)
    ]


def cost(asked: Plan, spots: list[tuple[int, int]], **prices: int) -> Network:
    return designed(GRID, asked, on_streets(spots), {**PRICES, **prices})  # type: ignore[arg-type]


@EXAMPLES
@given(SPOTS)
def test_sums_agree_to_the_cent_whatever_the_prices(spots: list[tuple[int, int]]) -> None:
    network = cost(plan(3.337, 1.291), spots, tr_foot=91_37, fib_duct=4_13)
    spent = sum(s.cost_cents for s in network.segments) + sum(s.cost_cents for s in network.sites)
    assert spent == network.investment_cents


@EXAMPLES
@given(SPOTS)
def test_one_point_less_never_costs_more(spots: list[tuple[int, int]]) -> None:
    assert cost(plan(), spots[1:]).objective_cents <= cost(plan(), spots).objective_cents


@EXAMPLES
@given(SPOTS, st.integers(0, 3), st.integers(0, 4))
def test_forbidden_ground_never_saves_money(
    spots: list[tuple[int, int]], column: int, row: int
) -> None:
    middle = 100 * column + 53, 100 * row
    ban = Forbidden(id="f", geometry=line((middle[0], middle[1] - 5), (middle[0], middle[1] + 5)))
    closed, free = cost(plan(forbidden=(ban,)), spots), cost(plan(), spots)
    assert links(closed) == links(free)
    assert closed.objective_cents >= free.objective_cents


@EXAMPLES
@given(SPOTS, st.integers(0, 3), st.integers(0, 4))
def test_a_duct_saves_at_most_the_trench_beside_it(
    spots: list[tuple[int, int]], column: int, row: int
) -> None:
    at = 100 * column, 100 * row
    duct = Duct(id="d", line=line(at, (at[0] + 100, at[1])))
    saved = cost(plan(), spots).objective_cents - cost(plan(ducts=(duct,)), spots).objective_cents
    assert 0 <= saved <= 100 * (90_00 - 1_50)


@EXAMPLES
@given(SPOTS, st.integers(2, 5))
def test_the_design_scales_with_its_prices(spots: list[tuple[int, int]], factor: int) -> None:
    dearer = {item: factor * cents for item, cents in PRICES.items()}
    assert (
        cost(plan(), spots, **dearer).objective_cents
        == factor * cost(plan(), spots).objective_cents
    )


@EXAMPLES
@given(SPOTS)
def test_over_years_the_mix_never_costs_more_than_lines_or_trenches_alone(
    spots: list[tuple[int, int]],
) -> None:
    asked = plan(objective="cost", years=10)
    mixed = designed(GRID, asked, on_streets(spots, "auto"))  # type: ignore[arg-type]
    lines = designed(GRID, asked, on_streets(spots, "operator"))  # type: ignore[arg-type]
    trenches = designed(GRID, asked, on_streets(spots, "fibre"))  # type: ignore[arg-type]
    assert mixed.objective_cents <= min(lines.objective_cents, trenches.objective_cents)
    assert mixed.proven
