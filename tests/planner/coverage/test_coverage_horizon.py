"""Dropping edges that are behind endless walls spares work and changes nothing."""

from __future__ import annotations

import numpy as np
import pytest
from coverage_scenes import building, camera, covered, omni
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity, box

from planner.coverage.engine import occlusion
from planner.coverage.engine.columns import Edges
from planner.coverage.engine.horizon import in_the_open
from planner.scene.model import Building


def edges(*pairs: tuple[tuple[float, float], tuple[float, float]]) -> Edges:
    a, b = np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])
    return Edges(ax=a[:, 0], ay=a[:, 1], bx=b[:, 0], by=b[:, 1])


def test_a_wall_behind_a_wider_endless_wall_is_dropped_and_one_that_sticks_out_is_not() -> None:
    some = edges(
        ((10.0, -5.0), (10.0, 5.0)),  # the endless wall
        ((30.0, -10.0), (30.0, 10.0)),  # behind it
        ((30.0, -10.0), (30.0, 16.0)),  # sticks out to the north
        ((5.0, -1.0), (5.0, 1.0)),  # in front of it
        ((-10.0, 5.0), (-10.0, -5.0)),  # on the other side, across the half turn
    )
    start, end = np.ones(5), np.array([np.inf, 2.0, 2.0, 2.0, 2.0])
    assert in_the_open(some, start, end).tolist() == [True, False, True, True, True]


def test_a_wall_that_ends_drops_nothing() -> None:
    some = edges(((10.0, -5.0), (10.0, 5.0)), ((30.0, -10.0), (30.0, 10.0)))
    assert in_the_open(some, np.ones(2), np.array([5.0, 2.0])).all()


def test_across_the_half_turn_walls_are_dropped_too() -> None:
    some = edges(((-10.0, 5.0), (-10.0, -5.0)), ((-30.0, 9.0), (-30.0, -9.0)))
    assert in_the_open(some, np.ones(2), np.array([np.inf, 2.0])).tolist() == [True, False]


@st.composite
def dense_towns(draw: st.DrawFn) -> list[Building]:
    chance = np.random.default_rng(draw(st.integers(0, 10**6)))  # noqa: TID251 - seeded by the test
    made = []
    for number in range(80):
        x, y = chance.uniform(-60, 60, 2)
        shape = box(x, y, x + chance.uniform(4, 12), y + chance.uniform(4, 12))
        turned = affinity.rotate(shape, chance.choice([0.0, 17.0, 45.0]))
        base = chance.choice([0.0, 0.0, 0.0, 2.5])
        top = chance.choice([3.0, 5.5, 6.0, 9.0])
        made.append(building(f"b{number}", turned, float(top), min_height_m=float(base)))
    return [one for one in made if one.footprint.distance(camera().position) > 2.0]


@settings(max_examples=15, deadline=None)
@given(buildings=dense_towns())
def test_a_dense_town_is_seen_alike_with_and_without_the_short_cut(
    buildings: list[Building],
) -> None:
    found = []
    for many in (1, 10**9):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(occlusion, "MANY", many)
            cells = covered(camera(omni(60.0)), target_m=1.7, buildings=buildings).cameras[0].cells
            found.append((cells.i.tolist(), cells.j.tolist()))
    assert found[0] == found[1]
