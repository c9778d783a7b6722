"""Contraction keeps the optimum, the ascent never passes it, the proof reaches it in silence."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from steiner_oracle import Case, cases, dreyfus_wagner, with_penalties

from planner.network.bounds import dual_ascent, reduced
from planner.network.contraction import MUST, Core, contract, core_of
from planner.network.local_search import best_grown, mended, reach_of
from planner.network.proof import Effort, prove
from planner.network.trees import fails, spanning

EXAMPLES = settings(max_examples=40, deadline=None)


def core(case: Case) -> Core:
    root = case.terminals[0]
    return core_of(case.nodes, case.edges, root, dict.fromkeys(case.terminals, MUST))


def optimum(case: Case) -> float:
    return dreyfus_wagner(case.nodes, case.edges, case.terminals)


@EXAMPLES
@given(cases())
def test_contraction_keeps_the_optimum_and_the_edges_behind_it(case: Case) -> None:
    small = contract(core(case))
    assert small is not None
    terminals = [small.root, *small.terminals]
    edges = (small.tail.tolist(), small.head.tolist(), small.cost.tolist())
    assert small.fixed_cost + dreyfus_wagner(small.nodes, edges, terminals) == optimum(case)
    assert small.fixed_cost == sum(case.edges[2][edge] for edge in small.fixed)
    for cost, members in zip(edges[2], small.members, strict=True):
        assert cost == sum(case.edges[2][edge] for edge in members)
    every = [*small.fixed, *(edge for members in small.members for edge in members)]
    assert len(every) == len(set(every))


@EXAMPLES
@given(cases())
def test_contraction_leaves_no_node_that_only_passes_through(case: Case) -> None:
    small = contract(core(case))
    assert small is not None
    degree = np.bincount(np.concatenate([small.tail, small.head]), minlength=small.nodes)
    plain = [n for n in range(small.nodes) if n != small.root and n not in small.penalty]
    assert all(degree[node] >= 3 for node in plain)


def test_contraction_says_when_a_terminal_cannot_be_joined() -> None:
    assert contract(core_of(3, ([0], [1], [4]), 0, {1: MUST, 2: MUST})) is None


@EXAMPLES
@given(cases())
def test_the_ascent_never_passes_the_optimum_from_any_root(case: Case) -> None:
    for root in case.terminals:
        ascent = dual_ascent(core(case), root=root)
        assert ascent.reached
        assert 0 <= ascent.bound <= optimum(case)
        assert ascent.reduced.min(initial=0) >= 0


@EXAMPLES
@given(cases(most_terminals=5), st.lists(st.integers(0, 30), min_size=5, max_size=5))
def test_the_ascent_never_passes_the_optimum_with_penalties(
    case: Case, penalties: list[int]
) -> None:
    root, *others = case.terminals
    owed = dict(zip(others, penalties, strict=False))
    ascent = dual_ascent(core_of(case.nodes, case.edges, root, owed))
    assert ascent.bound <= with_penalties(case.nodes, case.edges, root, owed)


def test_the_ascent_says_when_a_terminal_cannot_be_reached() -> None:
    ascent = dual_ascent(core_of(3, ([0], [1], [4]), 0, {2: MUST}))
    assert not ascent.reached
    assert reduced(core_of(3, ([0], [1], [4]), 0, {2: MUST}), ascent, 100) is None


@EXAMPLES
@given(cases(least_cost=1))
def test_what_is_ruled_out_serves_no_cheaper_tree(case: Case) -> None:
    whole = core(case)
    ascent, best = dual_ascent(whole), int(optimum(case))
    left = reduced(whole, ascent, best + 1)  # trees of cost best are wanted
    assert left is not None
    edges = (left.tail.tolist(), left.head.tolist(), left.cost.tolist())
    terminals = [left.root, *left.terminals]
    assert left.fixed_cost + dreyfus_wagner(left.nodes, edges, terminals) == best


@EXAMPLES
@given(cases())
def test_grown_and_mended_trees_join_all_and_never_get_worse(case: Case) -> None:
    problem = core(case)
    grown = best_grown(problem, reach_of(problem))
    better = mended(problem, grown)
    assert not fails(grown)
    assert optimum(case) <= better.cost <= grown.cost
    # Takahashi and Matsuyama: at most twice the optimum.
    assert grown.cost <= 2 * optimum(case)


def test_a_tree_that_misses_a_terminal_fails() -> None:
    problem = core_of(3, ([0, 1], [1, 2], [1, 1]), 0, {2: MUST})
    assert fails(spanning(problem, np.array([True, True, False])))
    assert mended(problem, spanning(problem, np.array([True, True, False]))).cost >= MUST


@EXAMPLES
@given(cases(least_cost=1))
def test_the_proof_alone_finds_the_optimum(case: Case) -> None:
    problem, best = core(case), int(optimum(case))
    if not problem.penalty:
        return
    proof = prove(problem, best + 3, Effort())
    assert (proof.bound, proof.stopped) == (best, "optimal")
    assert min(tree.cost for tree in proof.trees) == best


def test_an_effort_in_seconds_stops_by_the_clock_and_says_so() -> None:
    # A hypercube of 64 corners, every other one a terminal: relaxations are far from it.
    corners = range(64)
    pairs = [(u, u ^ (1 << bit)) for u in corners for bit in range(6) if u < u ^ (1 << bit)]
    tails, heads = (list(side) for side in zip(*pairs, strict=True))
    even = {u: MUST for u in corners if u and u.bit_count() % 2 == 0}
    problem = core_of(64, (tails, heads, [100] * len(pairs)), 0, even)
    known = mended(problem, best_grown(problem, reach_of(problem)))
    proof = prove(problem, known.cost, Effort(seconds=0.2))
    assert proof.stopped == "time"
    assert 0 < proof.bound < known.cost


def test_a_problem_too_large_for_the_counts_is_not_tried() -> None:
    problem = core_of(2, ([0], [1], [4]), 0, {1: MUST})
    proof = prove(problem, 5, Effort(edges=0))
    assert (proof.bound, proof.trees, proof.stopped) == (0, (), "count")


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_the_solver_writes_nothing(stream: str) -> None:
    # The banner of the solver is printed once in a process: so, in a new one.
    code = (
        "from planner.network.contraction import MUST, core_of\n"
        "from planner.network.proof import Effort, prove\n"
        "edges = ([0, 0, 1, 1, 2], [1, 2, 2, 3, 3], [3, 4, 2, 5, 6])\n"
        "prove(core_of(4, edges, 0, {3: MUST, 2: MUST}), 99, Effort())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert getattr(done, stream) == ""
