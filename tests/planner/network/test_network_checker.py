"""The checker finds what a design would lie about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from network_town import PRICES, designed, grid, line, plan, point, town
from shapely import box

from planner.network.checker import check
from planner.network.model import Network
from planner.plan import Forbidden

SCENE, PLAN = town(grid(4, 4)), plan()
POINTS = (
    point("A", 300, 0),
    point("B", 250, 205),
    point("C", 60, 0, link="poe"),
    point("D", 0, 300, existing=True),
)
GOOD = designed(SCENE, PLAN, POINTS)


def faults(network: Network, asked: Any = PLAN) -> set[str]:
    found = check(SCENE, asked, POINTS, PRICES, network)
    return {fault.split(":")[0] for fault in found}


def with_segment(index: int, **changes: Any) -> Network:
    changed = list(GOOD.segments)
    changed[index] = replace(changed[index], **changes)
    return replace(GOOD, segments=tuple(changed))


def with_site(index: int, **changes: Any) -> Network:
    changed = list(GOOD.sites)
    changed[index] = replace(changed[index], **changes)
    return replace(GOOD, sites=tuple(changed))


def test_a_true_design_has_no_fault() -> None:
    assert faults(GOOD) == set()
    assert {site.link for site in GOOD.sites} == {"fibre", "poe", "existing"}


@pytest.mark.parametrize(
    ("network", "fault"),
    [
        (replace(GOOD, sites=GOOD.sites[1:]), "points_forgotten"),
        (with_site(3, link="fibre"), "points_forgotten"),
        (with_segment(0, length_m=GOOD.segments[0].length_m + 0.03), "lengths_that_differ"),
        (with_segment(0, sites=()), "segments_that_serve_nobody"),
        (with_segment(0, sites=("D",)), "segments_that_serve_nobody"),
        (replace(GOOD, segments=GOOD.segments[1:]), "points_cut_off"),
        (with_site(0, length_m=1.0), "points_cut_off"),
        (with_segment(-1, line=line((0, 0), (91, 0)), length_m=91.0), "copper_too_long"),
        (replace(GOOD, segments=(*GOOD.segments, GOOD.segments[0])), "loops_of_fibre"),
        (with_segment(0, surface="road"), "segments_wrongly_priced"),
        (with_segment(0, surface="road"), "quantities_that_differ"),
        (with_site(0, cost_cents=0), "sums_that_differ"),
        (replace(GOOD, items=GOOD.items[1:]), "sums_that_differ"),
        (replace(GOOD, objective_cents=GOOD.objective_cents + 1), "sums_that_differ"),
        (replace(GOOD, lower_bound_cents=GOOD.objective_cents + 1), "bounds_that_lie"),
        (replace(GOOD, gap=0.5), "bounds_that_lie"),
        (replace(GOOD, proven=not GOOD.proven), "bounds_that_lie"),
    ],
)
def test_each_lie_is_found(network: Network, fault: str) -> None:
    assert fault in faults(network)


def test_a_trench_in_forbidden_ground_is_found() -> None:
    ban = Forbidden(id="f", geometry=box(*line((-9, -9), (400, 400)).bounds))
    assert "forbidden_ground_dug" in faults(GOOD, plan(forbidden=(ban,)))
