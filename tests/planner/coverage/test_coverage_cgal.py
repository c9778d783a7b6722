"""Our exact areas against CGAL's exact kernel, on an invented town and a real one.

With every building as high as the sky, what one sees all around on the plane of the targets is
the plane visibility polygon. The tables hold its area within 120 m of 200 places each; the
program that made them stands beside them (``tests/reference/cgal_areas.py``).
"""

from __future__ import annotations

import pathlib
from dataclasses import replace

import numpy as np
import pytest
from coverage_scenes import building, town
from numpy.typing import NDArray
from reference.cgal_areas import (
    RADIUS_M,
    Table,
    digest,
    geneva_left_bank,
    invented_town,
    outlines,
    read_table,
)
from shapely import box

from planner.coverage.engine.eyes import Eye
from planner.coverage.engine.obstacles import Obstacles, obstacles_of
from planner.coverage.engine.sight import Yardstick
from planner.coverage.exact.sweep import visible_areas
from planner.optics import Panoramic
from planner.scene.model import Scene

ENDLESS_M = 1e9
MEDIAN, GREATEST = 1e-12, 1e-9  # relative; what is promised is 1e-9 and 1e-4
EVERYWHERE = Panoramic(width_px=10_000_000, hfov_deg=360.0, range_m=RADIUS_M)
LEAST = 1.0  # px/m: so many pixels that no density limits anything
YARD = Yardstick(cell_m=0.5, target_m=1.7, least_px_per_m=LEAST)


def endless_walls(scene: Scene) -> Obstacles:
    """Raise every building to the sky, without air below; fences and hedges left out."""
    raised = tuple(
        replace(building, height_m=ENDLESS_M, min_height_m=0.0) for building in scene.buildings
    )
    return obstacles_of(replace(scene, buildings=raised, walls=(), terrain=None))


def area_from(x: float, y: float, obstacles: Obstacles) -> float:
    eye = Eye(camera="C", x=x, y=y, height_m=6.0, bearing_deg=0.0, tilt_deg=0.0, optics=EVERYWHERE)
    return float(visible_areas([[eye]], obstacles, [YARD], np.array([LEAST]))[0, 0])


def differences(scene: Scene, table: Table) -> NDArray[np.float64]:
    """Give the relative differences between our areas and the table's."""
    obstacles = endless_walls(scene)
    ours = np.array([area_from(x, y, obstacles) for x, y in table.places])
    return np.abs(ours - table.areas_m2) / table.areas_m2


def assert_same_obstacles(scene: Scene, table: Table) -> None:
    """Tell a table made with other obstacles from an engine that is wrong."""
    if digest(outlines(scene)) != table.obstacles_sha256:
        pytest.fail(
            "the obstacles are not those of the frozen table: make it again with"
            " tests/reference/cgal_areas.py (needs g++ and CGAL's headers)"
        )


def test_areas_in_the_invented_town_are_those_of_cgal() -> None:
    scene, table = invented_town(), read_table("invented")
    assert_same_obstacles(scene, table)
    assert len(table.areas_m2) == 200
    found = differences(scene, table)
    assert np.median(found) < MEDIAN
    assert found.max() < GREATEST


@pytest.mark.realdata
def test_areas_in_geneva_are_those_of_cgal_where_footprints_overlap(
    shared_data: pathlib.Path,
) -> None:
    scene, table = geneva_left_bank(shared_data / "osm"), read_table("geneva")
    assert_same_obstacles(scene, table)
    assert len(table.areas_m2) == 200
    found = differences(scene, table)
    assert np.median(found) < MEDIAN
    assert found.max() < GREATEST


def test_another_order_or_direction_of_the_segments_has_the_same_hash() -> None:
    house = outlines(town(buildings=[building("b", box(3.0, 4.0, 13.5, 9.25), 6.0)]))
    turned = replace(house, ax=house.bx, ay=house.by, bx=house.ax, by=house.ay)
    moved = replace(house, ax=house.ax + 0.001)
    assert digest(turned.pick(np.array([2, 0, 3, 1]))) == digest(house)
    assert digest(moved) != digest(house)
