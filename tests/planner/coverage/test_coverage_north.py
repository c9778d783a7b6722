"""Bearings count from the plan's own north: turning it turns what is seen, nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely import Point

from planner.catalogues.reader import load
from planner.coverage.measure import CoverageOptions, measure
from planner.plan import Camera, Plan, Supervision
from planner.scene.model import Scene

SCENE = Scene(crs="EPSG:2154", name="plain")
CAMERA = Camera(
    id="C1", position=Point(0, 0), height_m=6, bearing_deg=40.0, tilt_deg=12, model="fixed-4mp"
)
PLAN = Plan(
    date="2026-01-05", supervision=Supervision(id="S", position=Point(0, 0)), cameras=(CAMERA,)
)


def test_a_plans_north_turns_the_view_and_leaves_the_bearing_as_it_was_asked() -> None:
    catalogue, options = load(), CoverageOptions(cell_m=0.5)
    turned = measure(SCENE, replace(PLAN, north_deg=3.7), catalogue, public=None, options=options)
    aimed = replace(PLAN, cameras=(replace(CAMERA, bearing_deg=43.7),))
    straight = measure(SCENE, aimed, catalogue, public=None, options=options)
    one, other = turned.cameras[0], straight.cameras[0]
    assert one.visible_area_m2 == other.visible_area_m2
    assert one.levels[0].region is not None
    assert other.levels[0].region is not None
    difference = one.levels[0].region.symmetric_difference(other.levels[0].region)
    assert difference.area == pytest.approx(0.0, abs=0.1)
    assert one.bearings_deg == (40.0,)
    assert one.grid_bearings_deg == pytest.approx((43.7,))
