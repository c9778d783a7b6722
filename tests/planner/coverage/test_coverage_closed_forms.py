"""Areas that a formula gives: the engine must find them (reference/coverage.md 8).

c, t and R are the heights of the lens and of the target and the range, in metres; walls are
given by coordinates, the camera is at the origin.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from coverage_scenes import (
    NOWHERE_PUBLIC,
    building,
    camera,
    catalogue,
    covered,
    omni,
    plan,
    seen_area,
    town,
    wall,
)
from shapely import box

from planner.coverage.measure import CoverageOptions, measure
from planner.optics import Rectilinear, field_of_view
from planner.plan import Camera
from planner.scene.model import Building, Wall

R = 100.0
DISC = math.pi * R**2
EXACT = 1e-9  # the formulas below are printed to that
HALF_PERCENT = 5e-3  # of cells of half a metre
A_WALL = [(10.0, -5.0), (10.0, 5.0)]


def ring(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [*points, points[0]]


def circle_points(count: int, radius: float) -> list[tuple[float, float]]:
    angles = np.arange(count) * 2 * math.pi / count
    return [(radius * math.cos(a), radius * math.sin(a)) for a in angles]


def cells_area(
    eye: Camera,
    *,
    target_m: float = 0.0,
    cell_m: float = 0.5,
    walls: Sequence[Wall] = (),
    buildings: Sequence[Building] = (),
) -> float:
    """Count the cells seen: the other way to the same area, in m2."""
    found = covered(eye, target_m=target_m, cell_m=cell_m, buildings=buildings, walls=walls)
    return len(found.cameras[0].cells.i) * cell_m**2


def canyon(half: float, length: float, height: float) -> list[Wall]:
    return [
        wall("north", [(-length / 2, half), (length / 2, half)], height),
        wall("south", [(-length / 2, -half), (length / 2, -half)], height),
    ]


DOORWAY = [
    wall("north", [(5.0, 1.0), (5.0, 300.0)], 20.0),
    wall("south", [(5.0, -300.0), (5.0, -1.0)], 20.0),
]

# (case, walls, buildings, c, t, expected visible area)
VISIBLE: list[tuple[str, list[Wall], list[Building], float, float, float]] = [
    ("1 empty scene", [], [], 6.0, 0.0, 31415.926536),
    ("2 tall wall", [wall("w", A_WALL, 20.0)], [], 6.0, 0.0, 26829.450446),
    ("3 low wall", [wall("w", A_WALL, 2.0)], [], 6.0, 0.0, DISC - 62.5),
    ("4 low wall, t = 1.7", [wall("w", A_WALL, 2.0)], [], 6.0, 1.7, DISC - 7.78125),
    ("5 wall under the target", [wall("w", A_WALL, 1.5)], [], 6.0, 1.7, DISC),
    (
        "6 square room",
        [wall("w", ring([(20.0, 20.0), (-20.0, 20.0), (-20.0, -20.0), (20.0, -20.0)]), 10.0)],
        [],
        6.0,
        0.0,
        1600.0,
    ),
    ("7 canyon", canyon(5.0, 400.0, 20.0), [], 6.0, 0.0, 1999.166354),
    ("8 pillar", [], [building("p", box(19, -1, 21, 1), 20.0)], 6.0, 0.0, 30909.095920),
    ("9 room of 12 sides", [wall("w", ring(circle_points(12, 30.0)), 20.0)], [], 6.0, 0.0, 2700.0),
    ("10 low building", [], [building("b", box(10, -2, 14, 2), 4.0)], 8.0, 1.7, DISC - 69.3025),
    ("11 doorway", DOORWAY, [], 6.0, 0.0, 18676.502043),
]


@pytest.mark.parametrize(
    ("walls", "buildings", "lens_m", "target_m", "expected"),
    [case[1:] for case in VISIBLE],
    ids=[case[0] for case in VISIBLE],
)
def test_visible_areas_are_those_of_the_formulas(
    walls: list[Wall], buildings: list[Building], lens_m: float, target_m: float, expected: float
) -> None:
    eye = camera(omni(R), height_m=lens_m)
    found = seen_area(eye, target_m=target_m, walls=walls, buildings=buildings)
    assert found == pytest.approx(expected, rel=EXACT)
    cells = cells_area(eye, target_m=target_m, walls=walls, buildings=buildings)
    assert cells == pytest.approx(expected, rel=HALF_PERCENT)


@pytest.mark.parametrize(
    ("walls", "buildings", "lens_m", "target_m", "expected"),
    [case[1:] for case in VISIBLE],
    ids=[case[0] for case in VISIBLE],
)
def test_drawn_regions_have_the_areas_of_the_formulas(
    walls: list[Wall], buildings: list[Building], lens_m: float, target_m: float, expected: float
) -> None:
    seen = measure(
        town(walls=walls, buildings=buildings),
        plan([camera(omni(R), height_m=lens_m)], target_height_m=target_m),
        catalogue(),
        options=CoverageOptions(cell_m=2.0),
    )
    region = seen.cameras[0].levels[0].region
    assert region is not None
    assert region.is_valid
    # chords 1 cm inside the circle: 2/3 x 0.01 / 100 of the disc is the most they lose
    assert region.area == pytest.approx(expected, rel=2e-4)


# Hidden areas, cases 3, 4 and 10: s = (c - t) / (c - H). The strip of case 4 is 0.75 m wide:
# its cells of 0.1 m make 0.7 or 0.8.
HIDDEN = [
    ("3", [wall("w", A_WALL, 2.0)], [], 6.0, 0.0, 62.5, 0.02),
    ("4", [wall("w", A_WALL, 2.0)], [], 6.0, 1.7, 7.78125, 0.15),
    ("10", [], [building("b", box(10, -2, 14, 2), 4.0)], 8.0, 1.7, 69.3025, 0.02),
]


@pytest.mark.parametrize(
    ("walls", "buildings", "lens_m", "target_m", "expected", "within"),
    [case[1:] for case in HIDDEN],
    ids=[case[0] for case in HIDDEN],
)
def test_a_low_obstacle_hides_the_homothetic_image_of_itself(
    walls: list[Wall],
    buildings: list[Building],
    lens_m: float,
    target_m: float,
    expected: float,
    within: float,
) -> None:
    eye = camera(omni(40.0), height_m=lens_m)
    with_it = seen_area(eye, target_m=target_m, walls=walls, buildings=buildings)
    assert seen_area(eye, target_m=target_m) - with_it == pytest.approx(expected, rel=EXACT)
    cells = cells_area(eye, target_m=target_m, cell_m=0.1, walls=walls, buildings=buildings)
    without = cells_area(eye, target_m=target_m, cell_m=0.1)
    assert without - cells == pytest.approx(expected, rel=within)


def test_a_wall_as_high_as_the_lens_hides_without_end() -> None:
    eye = camera(omni(R), height_m=6.0)
    as_high, higher = [wall("w", A_WALL, 6.0)], [wall("w", A_WALL, 60.0)]
    assert seen_area(eye, walls=as_high) == seen_area(eye, walls=higher)
    assert cells_area(eye, walls=as_high) == cells_area(eye, walls=higher)


def test_a_quarter_turn_sees_a_quarter_of_the_disc() -> None:
    quarter = camera(omni(R, hfov_deg=90.0), bearing_deg=17.0)
    assert seen_area(quarter) == pytest.approx(DISC / 4, rel=EXACT)
    assert cells_area(quarter) == pytest.approx(DISC / 4, rel=1e-3)


@pytest.mark.parametrize("hfov", [15.0, 120.0, 180.0, 200.0, 270.0, 359.0])
def test_a_panoramic_head_sees_its_share_of_the_disc(hfov: float) -> None:
    eye = camera(omni(R, hfov_deg=hfov), bearing_deg=33.0)
    assert seen_area(eye) == pytest.approx(DISC * hfov / 360.0, rel=EXACT)
    assert cells_area(eye) == pytest.approx(DISC * hfov / 360.0, rel=2e-3)


def test_24_bearings_of_15_degrees_share_the_disc_out() -> None:
    walls = [wall("w", A_WALL, 2.0)]
    sectors = [camera(omni(R, hfov_deg=15.0), bearing_deg=7.5 + 15.0 * k) for k in range(24)]
    exact = sum(seen_area(sector, walls=walls) for sector in sectors)
    assert exact == pytest.approx(seen_area(camera(omni(R)), walls=walls), rel=1e-12)
    cells = sum(cells_area(sector, walls=walls) for sector in sectors)
    assert cells == cells_area(camera(omni(R)), walls=walls)


# Case 12, the worked example of reference/coverage.md 3: c = 6, t = 1.7, alpha = 20 degrees.
FOUR_MM = Rectilinear(
    width_px=2688,
    height_px=1520,
    hfov_deg=field_of_view(5.37, 4.0),
    vfov_deg=field_of_view(3.02, 4.0),
)
ALPHA = math.radians(20.0)
FX = 2688 * 4.0 / 5.37
DEPTH_30_M = 30.0 * math.cos(ALPHA) + 4.3 * math.sin(ALPHA)
X_N = 4.3 / math.tan(ALPHA + math.atan(3.02 / 8.0))
TRAPEZOID = (2688 / FX) * (
    math.cos(ALPHA) * (30.0**2 - X_N**2) / 2 + 4.3 * math.sin(ALPHA) * (30.0 - X_N)
)


def trapezoid(
    bearing: float, *, at: tuple[float, float] = (0.0, 0.0), cell_m: float
) -> tuple[float, float]:
    """Measure from X_n to the line X = 30 m, where the density is fx / D: exact, and by cells."""
    eye = camera(FOUR_MM, bearing_deg=bearing, tilt_deg=20.0, at=at)
    seen = measure(
        town(),
        plan([eye], standard="one", target_height_m=1.7),
        catalogue(ladders={"one": [("near", FX / DEPTH_30_M)]}),
        public=NOWHERE_PUBLIC,
        options=CoverageOptions(cell_m=cell_m, draw=False),
    ).cameras[0]
    return seen.visible_area_m2, len(seen.cells.i) * cell_m**2


def test_the_formula_of_the_trapezoid_is_the_one_of_the_reference() -> None:
    assert abs(TRAPEZOID - 601.262) < 1e-3


@pytest.mark.parametrize("bearing", [0.0, 10.0, 45.0, 77.0, 123.4, 200.0, 300.0])
def test_a_fixed_camera_sees_a_trapezoid(bearing: float) -> None:
    exact, cells = trapezoid(bearing, cell_m=0.1)
    assert exact == pytest.approx(TRAPEZOID, rel=EXACT)
    assert cells == pytest.approx(TRAPEZOID, rel=HALF_PERCENT)


@pytest.mark.parametrize("bearing", [0.0, 90.0, 180.0, 270.0])
@pytest.mark.parametrize("at", [(0.0, 0.0), (0.25, 0.25), (0.1, 0.4)])
def test_a_camera_along_the_axes_is_not_biased(bearing: float, at: tuple[float, float]) -> None:
    exact, cells = trapezoid(bearing, at=at, cell_m=0.5)
    assert exact == pytest.approx(TRAPEZOID, rel=EXACT)
    assert cells == pytest.approx(TRAPEZOID, rel=0.02)


def test_a_border_through_cell_centres_takes_one_row_of_them_and_not_two() -> None:
    # hfov 90, camera on a cell centre, aimed along a diagonal: both sides follow the grid
    quarter = omni(R, hfov_deg=90.0)
    four = [
        cells_area(camera(quarter, bearing_deg=45.0 + 90.0 * k, at=(0.25, 0.25))) for k in range(4)
    ]
    assert four[0] == pytest.approx(DISC / 4, rel=1e-3)
    whole = cells_area(camera(omni(R), at=(0.25, 0.25)))
    assert sum(four) == pytest.approx(whole, abs=0.25)  # the camera's own cell is on no side
