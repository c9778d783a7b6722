"""Optics against the worked example of reference/coverage.md 3 and published calculators."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.optics import (
    Aim,
    Panoramic,
    Rectilinear,
    Zoom,
    clamp_hfov,
    contour,
    density_at,
    depth,
    far_edge,
    far_limit,
    field_of_view,
    focal_length_px,
    footprint_area,
    footprint_corners,
    ground_density_at,
    half_width,
    hfov_at,
    in_frame,
    near_edge,
    near_limit,
    panoramic_density,
    panoramic_reach,
    picture_row,
    slant_density_at,
    vertical_density_at,
    vertical_field,
)

# W x H 2688 x 1520, w x h 5.37 x 3.02 mm, f = 4 mm, c = 6, t = 1.7, alpha = 20 degrees.
LENS = Rectilinear(
    width_px=2688,
    height_px=1520,
    hfov_deg=field_of_view(5.37, 4.0),
    vfov_deg=field_of_view(3.02, 4.0),
)
AIM = Aim(lens=LENS, tilt_deg=20.0, rise_m=4.3)


def test_the_worked_example_has_its_fields_and_focal_lengths() -> None:
    assert round(focal_length_px(2688, LENS.hfov_deg), 3) == 2002.235
    assert round(focal_length_px(1520, LENS.vfov_deg), 3) == 2013.245
    assert round(LENS.hfov_deg, 3) == 67.743
    assert round(LENS.vfov_deg, 3) == 41.363


def test_the_worked_example_has_its_limits() -> None:
    assert round(near_edge(AIM), 5) == 5.00247
    assert near_limit(AIM) == near_edge(AIM)
    assert far_limit(AIM) is None


@pytest.mark.parametrize(
    ("density", "forward_m"),
    [
        (25.0, 83.664),
        (40.0, 51.703),
        (62.5, 32.527),
        (80.0, 25.069),
        (125.0, 15.481),
        (250.0, 6.958),
    ],
)
def test_the_contours_of_the_worked_example_are_where_it_says(
    density: float, forward_m: float
) -> None:
    assert round(contour(AIM, density), 3) == forward_m
    assert density_at(AIM, contour(AIM, density)) == pytest.approx(density, rel=1e-12)


def test_500_px_per_m_is_nearer_than_the_near_limit_and_1500_is_behind() -> None:
    assert round(contour(AIM, 500.0), 3) == 2.696
    assert contour(AIM, 500.0) < near_edge(AIM)
    assert contour(AIM, 1500.0) < 0.0


def test_the_worked_example_at_20_m() -> None:
    assert round(depth(AIM, 20.0), 4) == 20.2645
    assert round(density_at(AIM, 20.0), 3) == 98.805
    slant = slant_density_at(AIM, np.array([20.0]), np.array([0.0]))
    assert round(float(slant[0]), 3) == 97.875
    assert round(vertical_density_at(AIM, 20.0), 3) == 98.051
    assert round(half_width(AIM, 20.0), 4) == 13.6026


def test_the_worked_example_has_its_area() -> None:
    assert round(footprint_area(AIM, near_edge(AIM), 30.0), 3) == 601.262
    corners = np.array(footprint_corners(AIM, near_edge(AIM), 30.0))
    x, y = corners.T
    shoelace = 0.5 * abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))
    assert shoelace == pytest.approx(601.262, abs=1e-3)


def test_ground_distance_would_give_another_density() -> None:
    """Naive fx / X: 8.7 % too high at 10 m, 3 % too low at 50 m (same section)."""
    fx = focal_length_px(2688, LENS.hfov_deg)
    assert fx / 10.0 / density_at(AIM, 10.0) == pytest.approx(1.087, abs=5e-4)
    assert fx / 50.0 / density_at(AIM, 50.0) == pytest.approx(0.97, abs=5e-3)


def test_case_13_vertical_densities_are_the_slopes_of_the_picture_row() -> None:
    step = 1e-5
    upright = (picture_row(AIM, 20.0, -step) - picture_row(AIM, 20.0, step)) / (2 * step)
    lying = (picture_row(AIM, 20.0 - step, 0.0) - picture_row(AIM, 20.0 + step, 0.0)) / (2 * step)
    assert upright == pytest.approx(98.0513, abs=1e-4)
    assert upright == pytest.approx(vertical_density_at(AIM, 20.0), rel=1e-7)
    assert lying == pytest.approx(21.0811, abs=1e-4)
    assert lying == pytest.approx(ground_density_at(AIM, 20.0), rel=1e-7)


def test_a_picture_that_reaches_behind_the_foot_has_no_dead_zone() -> None:
    steep = Aim(lens=LENS, tilt_deg=75.0, rise_m=4.3)
    assert near_edge(steep) < 0.0
    assert near_limit(steep) == 0.0
    assert far_limit(steep) == pytest.approx(4.3 / math.tan(math.radians(75.0 - LENS.vfov_deg / 2)))


def test_a_camera_that_looks_up_sees_no_ground() -> None:
    up = Aim(lens=LENS, tilt_deg=-30.0, rise_m=4.3)
    assert near_edge(up) == math.inf
    assert near_limit(up) is None
    assert far_edge(up) == math.inf


def test_straight_down_the_density_is_the_same_everywhere() -> None:
    down = Aim(lens=LENS, tilt_deg=90.0, rise_m=4.3)
    assert density_at(down, -1.0) == pytest.approx(density_at(down, 1.0))
    assert contour(down, 25.0) == math.inf
    assert contour(down, 1500.0) == -math.inf


# peers.md 5.3 and 5.4: figures of published calculators and of their tests.
def test_published_calculators_agree() -> None:
    assert field_of_view(5.578, 2.8) == pytest.approx(89.77, abs=5e-3)
    assert 2 * math.degrees(math.atan(3.0 / 12.0)) == pytest.approx(28.072, abs=5e-4)
    assert field_of_view(6.0, 12.0) == pytest.approx(28.072, abs=5e-4)  # scene 6 m at 12 m
    assert focal_length_px(1920, 70.42) == pytest.approx(1360.4, abs=0.2)
    level = Aim(
        lens=Rectilinear(width_px=2688, height_px=1520, hfov_deg=90.0, vfov_deg=55.0),
        tilt_deg=0.0,
        rise_m=1.0,
    )
    assert contour(level, 125.0) == pytest.approx(10.752)
    assert contour(level, 250.0) == pytest.approx(5.376)
    mounted = Aim(lens=level.lens, tilt_deg=11.31, rise_m=3.0)
    assert near_limit(mounted) == pytest.approx(3.731, abs=2e-3)
    wide = Rectilinear(width_px=2688, height_px=1520, hfov_deg=90.0, vfov_deg=70.0)
    assert near_limit(Aim(lens=wide, tilt_deg=60.0, rise_m=3.0)) == 0.0


def test_square_pixels_give_the_vertical_field() -> None:
    assert focal_length_px(1520, vertical_field(2688, 1520, 67.743)) == pytest.approx(
        focal_length_px(2688, 67.743)
    )


def test_density_of_a_panoramic_head_is_finite_at_its_foot() -> None:
    head = Panoramic(width_px=5838, hfov_deg=360.0)
    near, far = panoramic_density(head, np.array([0.0, panoramic_reach(head, 25.0)]))
    assert np.isfinite(near)
    assert far == pytest.approx(25.0)
    assert panoramic_reach(head, 25.0) == pytest.approx(37.17, abs=5e-3)


# Printed by a maker: 103 degrees at 2.8 mm, 30 degrees at 12 mm (dori_datasheets.csv).
ZOOM = Zoom(focal_min_mm=2.8, focal_max_mm=12.0, hfov_wide_deg=103.0, hfov_tele_deg=30.0)


def test_a_zoom_meets_its_printed_ends_and_stays_within() -> None:
    assert hfov_at(ZOOM, 2.8) == pytest.approx(103.0)
    assert hfov_at(ZOOM, 12.0) == pytest.approx(30.0)
    assert hfov_at(ZOOM, 1.0) == hfov_at(ZOOM, 2.8)
    assert hfov_at(ZOOM, 50.0) == hfov_at(ZOOM, 12.0)
    assert clamp_hfov(ZOOM, 150.0) == 103.0
    assert clamp_hfov(ZOOM, 5.0) == 30.0
    assert clamp_hfov(ZOOM, 55.0) == 55.0


@given(first=st.floats(2.8, 12.0), second=st.floats(2.8, 12.0))
@settings(max_examples=40)
def test_a_longer_focal_length_never_widens_the_field(first: float, second: float) -> None:
    short, long = sorted((first, second))
    assert hfov_at(ZOOM, long) <= hfov_at(ZOOM, short) + 1e-12


def test_a_zoom_whose_ends_agree_is_a_pinhole() -> None:
    ends = Zoom(
        focal_min_mm=4.0,
        focal_max_mm=16.0,
        hfov_wide_deg=field_of_view(5.37, 4.0),
        hfov_tele_deg=field_of_view(5.37, 16.0),
    )
    assert hfov_at(ends, 8.0) == pytest.approx(field_of_view(5.37, 8.0))


def test_a_fixed_lens_has_one_field() -> None:
    fixed = Zoom(focal_min_mm=1.7, focal_max_mm=1.7, hfov_wide_deg=100.0, hfov_tele_deg=100.0)
    assert hfov_at(fixed, 1.7) == pytest.approx(100.0)
    assert hfov_at(fixed, 8.0) == pytest.approx(100.0)


@given(
    tilt=st.floats(-20.0, 90.0),
    forward=st.floats(-30.0, 120.0),
    left=st.floats(-80.0, 80.0),
)
@settings(max_examples=40)
def test_a_point_in_frame_is_between_the_edges_and_within_the_half_width(
    tilt: float, forward: float, left: float
) -> None:
    aim = Aim(lens=LENS, tilt_deg=tilt, rise_m=4.3)
    framed = bool(in_frame(aim, np.array([forward]), np.array([left]))[0])
    between = near_edge(aim) <= forward <= far_edge(aim)
    assert framed == (between and abs(left) <= half_width(aim, forward))


@given(forward=st.floats(5.1, 80.0), left=st.floats(-20.0, 20.0))
@settings(max_examples=40)
def test_slant_density_never_exceeds_density(forward: float, left: float) -> None:
    slant = slant_density_at(AIM, np.array([forward]), np.array([left]))
    assert slant[0] <= density_at(AIM, forward) * (1 + 1e-12)
