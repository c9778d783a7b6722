"""Lens and sensor: field of view, pixel density, near and far limits. Angles in degrees.

In camera-aligned ground axes, X forward along the bearing and Y left, with Z the lens height
above the target plane, alpha the tilt below the horizon and fx = W / (2 tan(HFOV/2)):
depth along the optical axis D = X cos(alpha) + Z sin(alpha), density rho = fx / D, in frame
when |fx Y / D| <= W/2 and |fy (Z cos(alpha) - X sin(alpha)) / D| <= H/2
(reference/coverage.md 3; EN 62676-4 uses px/m this way, to be checked against the norm).
"""

from __future__ import annotations

from dataclasses import dataclass


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
