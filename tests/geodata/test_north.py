"""The north of a plan's own file, seen from the scene's grid."""

from __future__ import annotations

import pytest
import shapely

from geodata.projection import north_of

# Convergence of Lambert-93: n (lon - 3), n = sin of the conformal latitude constant, 0.7256077650
# (IGN, NTG 71, constants of the projection). At Redon (2.0867 W) it is -3.69 degrees.
N_LAMBERT_93 = 0.7256077650


@pytest.mark.parametrize(
    ("lon", "x", "y"), [(-2.0867, 318500.0, 6740100.0), (3.0, 700000.0, 6600000.0)]
)
def test_geographic_north_leans_by_the_convergence_of_the_grid(
    lon: float, x: float, y: float
) -> None:
    north = north_of(shapely.Point(x, y), "EPSG:4326", "EPSG:2154")
    assert north == pytest.approx(-N_LAMBERT_93 * (lon - 3.0), abs=0.01)


def test_a_plan_in_the_scenes_own_grid_keeps_the_grids_north() -> None:
    assert north_of(shapely.Point(318500, 6740100), "EPSG:2154", "EPSG:2154") == 0.0


def test_another_grid_has_its_own_north() -> None:
    # CC48 (EPSG:3948) shares Lambert-93's central meridian at 3 E, with n = sin(48 degrees).
    north = north_of(shapely.Point(318500.0, 6740100.0), "EPSG:3948", "EPSG:2154")
    assert north == pytest.approx((0.74314483 - N_LAMBERT_93) * (-2.0867 - 3.0), abs=0.02)
