"""Lens and sensor: field of view, pixel density, near and far limits. Angles in degrees.

In camera-aligned ground axes, X forward along the bearing and Y left, with Z the lens height
above the target plane, alpha the tilt below the horizon and fx = W / (2 tan(HFOV/2)):
depth along the optical axis D = X cos(alpha) + Z sin(alpha), density rho = fx / D, in frame
when |fx Y / D| <= W/2 and |fy (Z cos(alpha) - X sin(alpha)) / D| <= H/2
(reference/coverage.md 3; EN 62676-4 uses px/m this way, to be checked against the norm).

On the target plane the contours of equal density are straight lines across the bearing, not
arcs: density follows the depth, not the distance. Distortion is ignored: with lenses of 100
degrees or more the edges of a real picture are a little coarser and a little wider.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

Metres = TypeVar("Metres", float, NDArray[np.float64])
"""One distance or an array of them; what comes back has the same shape."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectilinear:
    """A lens that keeps straight lines straight. Pixels of the chosen video mode."""

    width_px: int
    height_px: int
    hfov_deg: float
    vfov_deg: float
    range_m: float | None = None  # horizontal cap


@dataclass(frozen=True, slots=True, kw_only=True)
class Panoramic:
    """A head whose density is width_px / (hfov in radians x horizontal distance), any height."""

    width_px: int
    hfov_deg: float
    range_m: float | None = None


Optics = Rectilinear | Panoramic

DensityModel = Literal["pinhole_depth", "pinhole_slant", "equidistant"]
"""How a density is worked out: fx / depth along the axis, fx / slant distance, or the pixels of
the panorama over the arc at the horizontal distance."""

WIDE_LENS_DEG = 100.0
"""From this field on, the barrel distortion that the pinhole ignores is worth a word
(reference/coverage.md 3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zoom:
    """The two ends of a zoom as a datasheet prints them. A fixed lens has both ends equal."""

    focal_min_mm: float
    focal_max_mm: float
    hfov_wide_deg: float
    hfov_tele_deg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """A rectilinear lens pointed at a horizontal target plane.

    Attributes
    ----------
    lens : Rectilinear
        Lens and sensor.
    tilt_deg : float
        Below the horizon, from -90 to 90.
    rise_m : float
        Lens height above the target plane, more than 0.
    """

    lens: Rectilinear
    tilt_deg: float
    rise_m: float


def density_model_of(optics: Optics, *, slant: bool = False) -> DensityModel:
    """Name the density model of a lens, for every result that rests on it.

    Parameters
    ----------
    optics : Rectilinear or Panoramic
        Lens and sensor.
    slant : bool
        Whether rectilinear densities are asked by slant distance.
    """
    if isinstance(optics, Panoramic):
        return "equidistant"
    return "pinhole_slant" if slant else "pinhole_depth"


# --- sensor, focal length, field of view ------------------------------------------------


def field_of_view(size_mm: float, focal_mm: float) -> float:
    """Give the field of view in degrees of a sensor side behind a focal length.

    Parameters
    ----------
    size_mm : float
        Width (or height) of the sensor's active area in the chosen video mode.
    focal_mm : float
        Focal length.

    Notes
    -----
    2 atan(w / 2f).

    Examples
    --------
    >>> round(field_of_view(5.37, 4.0), 3)
    67.743
    """
    return math.degrees(2.0 * math.atan(size_mm / (2.0 * focal_mm)))


def focal_length_px(size_px: int, fov_deg: float) -> float:
    """Give the focal length in pixels: size / (2 tan(fov / 2))."""
    return size_px / (2.0 * math.tan(math.radians(fov_deg) / 2.0))


def vertical_field(width_px: int, height_px: int, hfov_deg: float) -> float:
    """Give the vertical field in degrees of square pixels: 2 atan(H/W tan(HFOV/2))."""
    half = math.tan(math.radians(hfov_deg) / 2.0) * height_px / width_px
    return math.degrees(2.0 * math.atan(half))


def in_mode(lens: Rectilinear, width_px: int, height_px: int) -> Rectilinear:
    """Give a lens in another video mode: the same picture, scaled to other pixels.

    Parameters
    ----------
    lens : Rectilinear
        In the mode that reads the whole sensor.
    width_px, height_px : int
        Pixels of the mode, square.

    Returns
    -------
    Rectilinear
        A mode of another shape keeps the largest part of the picture that has its shape: the
        whole width when it is flatter, the whole height when it is taller. The density follows
        the pixels: half the width in pixels is half the density.
    """
    flatter = width_px * lens.height_px >= lens.width_px * height_px
    hfov, vfov = lens.hfov_deg, lens.vfov_deg
    if flatter:
        vfov = _narrowed(vfov, (height_px * lens.width_px) / (width_px * lens.height_px))
    else:
        hfov = _narrowed(hfov, (width_px * lens.height_px) / (height_px * lens.width_px))
    return replace(lens, width_px=width_px, height_px=height_px, hfov_deg=hfov, vfov_deg=vfov)


def _narrowed(fov_deg: float, share: float) -> float:
    """Give the field of the middle part of a picture side: 2 atan(share tan(fov / 2))."""
    return math.degrees(2.0 * math.atan(share * math.tan(math.radians(fov_deg) / 2.0)))


def hfov_at(zoom: Zoom, focal_mm: float) -> float:
    """Give the horizontal field in degrees at a focal length, clamped to the zoom's range.

    Parameters
    ----------
    zoom : Zoom
        Printed ends.
    focal_mm : float
        Focal length asked for.

    Notes
    -----
    A pinhole has tan(HFOV/2) = (w/2) / f. The printed ends of a zoom seldom agree on w (barrel
    distortion widens the wide end), so tan(HFOV/2) = A / f + B is passed through both ends:
    each printed end is met exactly, the field narrows all the way, and where the ends agree the
    rule is the pinhole's (B = 0). Our rule, not a maker's: tables between the ends differ.
    """
    slope, constant = _zoom_line(zoom)
    focal = min(max(focal_mm, zoom.focal_min_mm), zoom.focal_max_mm)
    return math.degrees(2.0 * math.atan(slope / focal + constant))


def clamp_hfov(zoom: Zoom, hfov_deg: float) -> float:
    """Give the horizontal field nearest to the one asked for that the zoom can show."""
    return min(max(hfov_deg, zoom.hfov_tele_deg), zoom.hfov_wide_deg)


def _zoom_line(zoom: Zoom) -> tuple[float, float]:
    """Give A and B of tan(HFOV/2) = A / f + B."""
    wide = math.tan(math.radians(zoom.hfov_wide_deg) / 2.0)
    tele = math.tan(math.radians(zoom.hfov_tele_deg) / 2.0)
    if zoom.focal_max_mm <= zoom.focal_min_mm:
        return wide * zoom.focal_min_mm, 0.0
    slope = (wide - tele) / (1.0 / zoom.focal_min_mm - 1.0 / zoom.focal_max_mm)
    return slope, wide - slope / zoom.focal_min_mm


# --- a tilted lens above a plane --------------------------------------------------------


def depth(aim: Aim, forward_m: Metres) -> Metres:
    """Give the depth in metres along the optical axis: D = X cos(alpha) + Z sin(alpha)."""
    alpha = math.radians(aim.tilt_deg)
    return forward_m * math.cos(alpha) + aim.rise_m * math.sin(alpha)


def density_at(aim: Aim, forward_m: Metres) -> Metres:
    """Give the pixel density in px/m of targets at X metres ahead: rho = fx / D.

    Pixels of the picture over metres of scene across it, on the plane through the target
    perpendicular to the optical axis; the same for any Y.
    """
    return focal_length_px(aim.lens.width_px, aim.lens.hfov_deg) / depth(aim, forward_m)


def slant_density_at(
    aim: Aim, forward_m: NDArray[np.float64], left_m: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give the density in px/m by slant distance, fx / sqrt(X2 + Y2 + Z2): never more than rho.

    Conservative away from the axis; an option that must be named where it is used. Arrays of
    shape (n,).
    """
    slant = np.sqrt(forward_m**2 + left_m**2 + aim.rise_m**2)
    return np.asarray(focal_length_px(aim.lens.width_px, aim.lens.hfov_deg) / slant)


def vertical_density_at(aim: Aim, forward_m: Metres) -> Metres:
    """Give the vertical density in px/m on an upright person: fy X / D2 (steep views crush)."""
    focal = focal_length_px(aim.lens.height_px, aim.lens.vfov_deg)
    return focal * forward_m / depth(aim, forward_m) ** 2


def ground_density_at(aim: Aim, forward_m: Metres) -> Metres:
    """Give the density in px/m along the view on the target plane itself: fy Z / D2."""
    focal = focal_length_px(aim.lens.height_px, aim.lens.vfov_deg)
    return focal * aim.rise_m / depth(aim, forward_m) ** 2


def upright_span(aim: Aim, density_px_per_m: float) -> tuple[float, float] | None:
    """Give where ahead an upright person has a vertical density, None where nobody has.

    Parameters
    ----------
    aim : Aim
        Lens above the plane.
    density_px_per_m : float
        Least vertical density rho_v, more than 0.

    Returns
    -------
    tuple of float or None
        First and last X in metres; nearer the person is seen from above, crushed.

    Notes
    -----
    rho_v = fy X / (X cos(alpha) + Z sin(alpha))2 reaches rho_v between the roots of
    rho_v cos2 X2 + (2 rho_v Z sin cos - fy) X + rho_v Z2 sin2 = 0.
    """
    alpha = math.radians(aim.tilt_deg)
    focal = focal_length_px(aim.lens.height_px, aim.lens.vfov_deg)
    square = density_px_per_m * math.cos(alpha) ** 2
    offset = aim.rise_m * math.sin(alpha)
    slope = focal - 2.0 * density_px_per_m * offset * math.cos(alpha)
    constant = density_px_per_m * offset**2
    room = slope**2 - 4.0 * square * constant
    if slope <= 0.0 or room < 0.0:
        return None
    first = 2.0 * constant / (slope + math.sqrt(room))  # stable where the roots are far apart
    last = math.inf if square < 1e-12 else (slope + math.sqrt(room)) / (2.0 * square)
    return first, last


def picture_row(aim: Aim, forward_m: float, lift_m: float) -> float:
    """Give the row in px, downwards from the picture's centre, of a point above the plane.

    Parameters
    ----------
    aim : Aim
        Lens above the plane.
    forward_m : float
        X of the point.
    lift_m : float
        Height of the point above the target plane.

    Notes
    -----
    v = fy (z cos(alpha) - X sin(alpha)) / (X cos(alpha) + z sin(alpha)), z = Z - lift.
    """
    alpha = math.radians(aim.tilt_deg)
    drop = aim.rise_m - lift_m
    ahead = forward_m * math.cos(alpha) + drop * math.sin(alpha)
    below = drop * math.cos(alpha) - forward_m * math.sin(alpha)
    return focal_length_px(aim.lens.height_px, aim.lens.vfov_deg) * below / ahead


def in_frame(
    aim: Aim, forward_m: NDArray[np.float64], left_m: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Tell which points of the target plane are in the picture.

    Parameters
    ----------
    aim : Aim
        Lens above the plane.
    forward_m, left_m : ndarray of float, shape (n,)
        X and Y in metres.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    alpha = math.radians(aim.tilt_deg)
    ahead = depth(aim, forward_m)
    below = aim.rise_m * math.cos(alpha) - forward_m * math.sin(alpha)
    across = np.abs(left_m) <= math.tan(math.radians(aim.lens.hfov_deg) / 2.0) * ahead
    upright = np.abs(below) <= math.tan(math.radians(aim.lens.vfov_deg) / 2.0) * ahead
    return np.asarray((ahead > 0.0) & across & upright, dtype=bool)


def near_edge(aim: Aim) -> float:
    """Give X in metres of the picture's lower edge on the plane, Z / tan(alpha + VFOV/2).

    Negative when the picture reaches behind the foot of the camera, infinite when the whole
    picture is above the horizon. The same for any Y: a straight line.
    """
    return _crossing(aim.rise_m, aim.tilt_deg + aim.lens.vfov_deg / 2.0)


def far_edge(aim: Aim) -> float:
    """Give X in metres of the picture's upper edge on the plane, Z / tan(alpha - VFOV/2).

    Infinite when the picture holds the horizon.
    """
    return _crossing(aim.rise_m, aim.tilt_deg - aim.lens.vfov_deg / 2.0)


def _crossing(rise_m: float, depression_deg: float) -> float:
    if depression_deg <= 0.0:
        return math.inf
    angle = math.radians(depression_deg)
    return rise_m * math.cos(angle) / math.sin(angle)


def near_limit(aim: Aim) -> float | None:
    """Give the dead zone ahead of the foot in metres: 0 when there is none, None when endless."""
    edge = near_edge(aim)
    return None if math.isinf(edge) else max(0.0, edge)


def far_limit(aim: Aim) -> float | None:
    """Give where the picture ends ahead in metres, None when it holds the horizon."""
    edge = far_edge(aim)
    return None if math.isinf(edge) else max(0.0, edge)


def contour(aim: Aim, density_px_per_m: float) -> float:
    """Give X in metres of the line of equal density: (fx / rho - Z sin(alpha)) / cos(alpha).

    Infinite straight down (alpha = 90), where the density is the same everywhere, when it
    reaches the one asked for; minus infinity when it does not.
    """
    alpha = math.radians(aim.tilt_deg)
    focal = focal_length_px(aim.lens.width_px, aim.lens.hfov_deg)
    room = focal / density_px_per_m - aim.rise_m * math.sin(alpha)
    if math.cos(alpha) < 1e-9:
        return math.copysign(math.inf, room)
    return room / math.cos(alpha)


def half_width(aim: Aim, forward_m: Metres) -> Metres:
    """Give half the width in metres of the scene at X: tan(HFOV/2) D."""
    return math.tan(math.radians(aim.lens.hfov_deg) / 2.0) * depth(aim, forward_m)


def footprint_area(aim: Aim, start_m: float, end_m: float) -> float:
    """Give the area in m2 of the plane in frame between X = start and X = end, no obstacle.

    2 tan(HFOV/2) [cos(alpha) (b2 - a2) / 2 + Z sin(alpha) (b - a)].
    """
    alpha = math.radians(aim.tilt_deg)
    along = math.cos(alpha) * (end_m**2 - start_m**2) / 2.0
    constant = aim.rise_m * math.sin(alpha) * (end_m - start_m)
    return 2.0 * math.tan(math.radians(aim.lens.hfov_deg) / 2.0) * (along + constant)


def footprint_corners(
    aim: Aim, start_m: float, end_m: float
) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]:
    """Give the corners (X, Y) in metres of the trapezoid in frame between two X, left first."""
    near, far = half_width(aim, start_m), half_width(aim, end_m)
    return (start_m, near), (start_m, -near), (end_m, -far), (end_m, far)


# --- a panoramic head -------------------------------------------------------------------


def panoramic_density(head: Panoramic, distance_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the density in px/m of a panoramic head at horizontal distances, shape (n,).

    Nearer than a millimetre the density is that of a millimetre: the formula is endless there.
    """
    return head.width_px / (math.radians(head.hfov_deg) * np.maximum(distance_m, 1e-3))


def panoramic_reach(head: Panoramic, density_px_per_m: float) -> float:
    """Give the horizontal distance in metres where a panoramic head still has a density."""
    return head.width_px / (math.radians(head.hfov_deg) * density_px_per_m)


def fisheye_densities(
    px_per_radian: float, rise_m: float, distance_m: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the densities in px/m of an equidistant fisheye that looks straight down.

    Parameters
    ----------
    px_per_radian : float
        Pixels of its round picture per radian from the axis.
    rise_m : float
        Lens height above the target plane, more than 0.
    distance_m : ndarray of float, shape (n,)
        Horizontal distances, more than 0.

    Returns
    -------
    radial, tangential : ndarray of float, shape (n,)
        F / r away from the axis, F theta / (r sin(theta)) around it, r the slant distance; the
        first is the smaller, and the one to judge by.
    """
    slant = np.hypot(distance_m, rise_m)
    theta = np.arctan2(distance_m, rise_m)
    radial = px_per_radian / slant
    return radial, radial * theta / np.sin(theta)


def fisheye_reach(head: Panoramic, density_px_per_m: float, rise_m: float) -> float:
    """Give the horizontal distance in metres where a fisheye keeps a density radially, 0 for none.

    A panorama counts its pixels along the horizon, whatever the height; the round picture of a
    fisheye overhead has F / r only, r the slant distance: sqrt((F / rho)2 - Z2).
    """
    return math.sqrt(max(0.0, panoramic_reach(head, density_px_per_m) ** 2 - rise_m**2))
