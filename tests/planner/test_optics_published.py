"""Optics against printed figures: the worked example to its last digit, datasheets, calculators.

The worked example is that of reference/coverage.md 3 (checked there by hand); ``test_optics``
has its first half. Distances of datasheets are quoted with the address of the sheet.
"""

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
    contour,
    density_at,
    density_model_of,
    depth,
    far_edge,
    field_of_view,
    fisheye_densities,
    fisheye_reach,
    focal_length_px,
    footprint_area,
    half_width,
    in_mode,
    near_edge,
    near_limit,
    panoramic_density,
    panoramic_reach,
    slant_density_at,
    upright_span,
    vertical_density_at,
    vertical_field,
)

LENS = Rectilinear(
    width_px=2688,
    height_px=1520,
    hfov_deg=field_of_view(5.37, 4.0),
    vfov_deg=field_of_view(3.02, 4.0),
)
AIM = Aim(lens=LENS, tilt_deg=20.0, rise_m=6.0 - 1.7)


# --- the worked example, what test_optics leaves --------------------------------------------


def test_the_worked_example_has_no_far_limit() -> None:
    assert far_edge(AIM) == math.inf


def test_naive_densities_of_the_worked_example_are_those_printed() -> None:
    fx = focal_length_px(2688, LENS.hfov_deg)
    assert round(fx / 20.0, 2) == 100.11
    assert (round(fx / 10.0, 1), round(float(density_at(AIM, 10.0)), 1)) == (200.2, 184.2)
    assert (round(fx / 50.0, 1), round(float(density_at(AIM, 50.0)), 1)) == (40.0, 41.3)


def test_the_area_of_the_worked_example_is_the_integral_of_its_width() -> None:
    x = np.linspace(near_edge(AIM), 30.0, 20_001)
    width = 2.0 * np.asarray(half_width(AIM, x))
    integral = float(np.sum((width[1:] + width[:-1]) / 2.0 * np.diff(x)))
    assert integral == pytest.approx(footprint_area(AIM, near_edge(AIM), 30.0), rel=1e-9)


def density_through_matrix(x: float, y: float) -> float:
    """Project two points 1 mm apart, across the view, as rotations and a division: px/m."""
    alpha, fx = math.radians(AIM.tilt_deg), focal_length_px(2688, LENS.hfov_deg)
    turn = np.array([[math.cos(alpha), 0.0, -math.sin(alpha)], [0.0, 1.0, 0.0]])
    columns = []
    for side in (y - 5e-4, y + 5e-4):
        deep, left = turn @ np.array([x, side, -AIM.rise_m])
        columns.append(fx * left / deep)
    return (columns[1] - columns[0]) / 1e-3


@pytest.mark.parametrize("density", [25.0, 40.0, 62.5, 80.0, 125.0, 250.0])
def test_contours_are_straight_lines_and_those_of_the_slant_model_are_arcs(density: float) -> None:
    ahead = contour(AIM, density)
    left = np.linspace(-half_width(AIM, ahead), half_width(AIM, ahead), 9)
    for point in zip(np.full(9, ahead), left, strict=True):
        assert density_through_matrix(*point) == pytest.approx(density, rel=1e-8)
    slant = slant_density_at(AIM, np.full(9, ahead), left)
    assert slant[4] > slant[0]  # the same X is farther away from the axis
    radius = math.sqrt((focal_length_px(2688, LENS.hfov_deg) / density) ** 2 - 4.3**2)
    angle = np.radians(np.linspace(-30.0, 30.0, 7))
    on_arc = slant_density_at(AIM, radius * np.cos(angle), radius * np.sin(angle))
    assert on_arc == pytest.approx(density, rel=1e-12)


# --- datasheets -----------------------------------------------------------------------------

# AXIS P3287-LVE (2592 px):
# https://www.axis.com/dam/public/db/45/e7/datasheet-axis-p3287-lve-dome-camera-en-US-498969.pdf
# Dahua IPC-HFW1230S-S5 (1920 px):
# https://material.dahuasecurity.com/uploads/cpq/prm-os-srv-res/smart/datasheetzipfiles/
# IPC-HFW1230S-S5_datasheet_20210928.pdf


@pytest.mark.parametrize(
    ("width_px", "pitch_um", "focal_mm", "observe", "digits", "printed"),
    [
        (2592, 2.00, 3.0, 63.0, 0, (60.0, 24.0, 12.0, 6.0)),
        (2592, 2.00, 8.5, 63.0, 0, (170.0, 67.0, 34.0, 17.0)),
        (1920, 2.90, 2.8, 62.5, 1, (38.6, 15.4, 7.7, 3.9)),
        (1920, 2.90, 3.6, 62.5, 1, (49.7, 19.9, 9.9, 5.0)),
    ],
)
def test_models_whose_two_lenses_agree_on_a_pitch_have_their_printed_distances(
    width_px: int,
    pitch_um: float,
    focal_mm: float,
    observe: float,
    digits: int,
    printed: tuple[float, ...],
) -> None:
    """Two rows of one body with one pixel pitch: f / (pitch x px/m), to the printed rounding.

    The pitch is that which both rows imply, the sheets do not print it. Axis rounds Observe at
    63 px/m, Dahua at 62.5.
    """
    width_mm = width_px * pitch_um / 1000.0
    hfov = field_of_view(width_mm, focal_mm)
    level = Aim(
        lens=Rectilinear(
            width_px=width_px,
            height_px=width_px * 9 // 16,
            hfov_deg=hfov,
            vfov_deg=vertical_field(width_px, width_px * 9 // 16, hfov),
        ),
        tilt_deg=0.0,
        rise_m=1.0,
    )
    found = [contour(level, density) for density in (25.0, observe, 125.0, 250.0)]
    assert tuple(round(distance, digits) for distance in found) == printed


def test_a_tele_end_has_its_printed_distance_from_its_printed_field() -> None:
    """Dahua DH-IPC-HFW2441T-ZS, 2688 px, 29 degrees at 13.5 mm: 210 m at 25 px/m.

    https://material.dahuasecurity.com/uploads/cpq/prm-os-srv-res/smart/datasheetzipfiles/
    IPC-HFW2441T-ZS_S0_datasheet_20230224.pdf. At the wide end (104 degrees, 64 m) the pinhole
    gives 42 m: distortion, which is why a claim takes the smaller of the two.
    """
    tele = focal_length_px(2688, 29.0) / 25.0
    wide = focal_length_px(2688, 104.0) / 25.0
    assert tele == pytest.approx(210.0, rel=0.02)
    assert wide < 0.7 * 64.0


def test_a_fisheye_has_its_printed_distance_along_the_arc() -> None:
    """Dahua DH-IPC-EBW5641-AS, 2560 px over 185 degrees: 33.6 m printed, 31.7 m along the arc.

    https://materialfile.dahuasecurity.com/uploads/cpq/88259/datasheet/
    DH-IPC-EBW5641-AS_datasheet_20260708_English.pdf
    """
    assert panoramic_reach(Panoramic(width_px=2560, hfov_deg=185.0), 25.0) == pytest.approx(
        31.7, abs=0.05
    )


# --- calculators (peers.md 5.3 and 5.4, each with its page) ---------------------------------


@pytest.mark.parametrize(
    ("width_px", "hfov_deg", "distance_m"),
    [(1920, 65.0, 7.8), (1920, 55.0, 9.6), (1920, 75.0, 6.5)],
)
def test_a_plate_of_100_pixels_is_where_a_published_table_says(
    width_px: int, hfov_deg: float, distance_m: float
) -> None:
    density = 100.0 / 0.52
    assert round(focal_length_px(width_px, hfov_deg) / density, 1) == distance_m


def test_published_dead_zones_and_slants_agree() -> None:
    wide = Rectilinear(
        width_px=1920, height_px=1080, hfov_deg=90.0, vfov_deg=vertical_field(1920, 1080, 90.0)
    )
    # 12 m ahead, lens at 4 m, target at 1.6 m: 12.2376 m and 11.31 degrees printed
    aimed = Aim(lens=wide, tilt_deg=11.31, rise_m=4.0 - 1.6)
    assert depth(aimed, 12.0) == pytest.approx(12.2376, abs=5e-5)  # on the axis
    slant = focal_length_px(1920, 90.0) / float(slant_density_at(aimed, 12.0, 0.0))
    assert slant == pytest.approx(12.2376, abs=5e-5)
    assert contour(Aim(lens=wide, tilt_deg=0.0, rise_m=1.0), 250.0) == pytest.approx(3.84)
    narrow = Rectilinear(width_px=1920, height_px=1080, hfov_deg=12.0, vfov_deg=7.0)
    level = Aim(lens=narrow, tilt_deg=2.4, rise_m=20 * 0.3048)
    assert near_limit(level) == pytest.approx(60.0, rel=0.05)  # "up to about 60 m"


# --- the name of the density, modes, standing people, fisheyes ------------------------------


def test_every_lens_has_the_name_of_its_density_model() -> None:
    assert density_model_of(LENS) == "pinhole_depth"
    assert density_model_of(LENS, slant=True) == "pinhole_slant"
    head = Panoramic(width_px=4000, hfov_deg=360.0)
    assert density_model_of(head) == density_model_of(head, slant=True) == "equidistant"


def test_a_scaled_mode_keeps_the_field_and_scales_the_density() -> None:
    half = in_mode(LENS, 1344, 760)
    assert (half.hfov_deg, half.vfov_deg) == pytest.approx((LENS.hfov_deg, LENS.vfov_deg))
    assert focal_length_px(1344, half.hfov_deg) == pytest.approx(2002.235 / 2, abs=5e-4)


def test_a_flatter_mode_loses_height_and_a_taller_one_width() -> None:
    flat = in_mode(LENS, 2688, 1008)
    assert flat.hfov_deg == LENS.hfov_deg
    assert flat.vfov_deg == pytest.approx(
        2 * math.degrees(math.atan(1008 / 1520 * 3.02 / (2 * 4.0)))
    )
    tall = in_mode(LENS, 704, 576)
    assert tall.vfov_deg == LENS.vfov_deg
    share = 704 * 1520 / (576 * 2688)
    assert tall.hfov_deg == pytest.approx(2 * math.degrees(math.atan(share * 5.37 / (2 * 4.0))))


@given(width=st.integers(16, 2688), height=st.integers(16, 1520))
@settings(max_examples=40)
def test_no_mode_sees_more_than_the_sensor_nor_with_more_pixels_per_metre(
    width: int, height: int
) -> None:
    mode = in_mode(LENS, width, height)
    assert mode.hfov_deg <= LENS.hfov_deg + 1e-9
    assert mode.vfov_deg <= LENS.vfov_deg + 1e-9
    full = focal_length_px(LENS.width_px, LENS.hfov_deg)
    assert focal_length_px(width, mode.hfov_deg) <= full * (1 + 1e-9)


@given(tilt=st.floats(0.5, 80.0), density=st.floats(20.0, 800.0))
@settings(max_examples=40)
def test_the_upright_span_is_where_the_vertical_density_is_reached(
    tilt: float, density: float
) -> None:
    aim = Aim(lens=LENS, tilt_deg=tilt, rise_m=4.3)
    peak = 4.3 * math.tan(math.radians(tilt))  # where the vertical density is greatest
    best = float(vertical_density_at(aim, peak))
    span = upright_span(aim, density)
    if span is None:
        assert best <= density * (1 + 1e-9)
        return
    for end in span:
        assert vertical_density_at(aim, end) == pytest.approx(density, rel=1e-6)
    assert span[0] <= peak * (1 + 1e-9)
    assert peak <= span[1] * (1 + 1e-9)


def test_looking_level_only_distance_crushes_and_straight_down_everybody_is() -> None:
    level = Aim(lens=LENS, tilt_deg=0.0, rise_m=4.3)
    first, last = upright_span(level, 250.0) or (math.nan, math.nan)
    assert first == 0.0
    assert last == pytest.approx(2013.245 / 250.0, abs=1e-5)
    down = Aim(lens=LENS, tilt_deg=90.0, rise_m=4.3)
    first, _ = upright_span(down, 100.0) or (math.nan, math.nan)
    assert vertical_density_at(down, first) == pytest.approx(100.0)


@given(distance=st.floats(0.1, 60.0), rise=st.floats(0.5, 12.0))
@settings(max_examples=40)
def test_around_a_fisheye_the_density_is_theta_over_sin_theta_times_that_away_from_it(
    distance: float, rise: float
) -> None:
    radial, tangential = fisheye_densities(929.0, rise, np.array([distance]))
    theta = math.atan2(distance, rise)
    assert tangential[0] / radial[0] == pytest.approx(theta / math.sin(theta), rel=1e-12)
    assert radial[0] <= tangential[0]
    panorama = panoramic_density(
        Panoramic(width_px=round(929.0 * 2 * math.pi), hfov_deg=360.0), np.array([distance])
    )
    assert radial[0] <= panorama[0] * (1 + 1e-3)


def test_a_fisheye_overhead_reaches_less_than_its_panorama_counts() -> None:
    head = Panoramic(width_px=5838, hfov_deg=360.0)
    counted, radial = panoramic_reach(head, 125.0), fisheye_reach(head, 125.0, 4.3)
    assert math.hypot(radial, 4.3) == pytest.approx(counted)
    px_per_radian = 5838 / (2 * math.pi)
    away, _ = fisheye_densities(px_per_radian, 4.3, np.array([radial]))
    assert away[0] == pytest.approx(125.0)
    assert fisheye_reach(head, 250.0, 4.3) == 0.0
