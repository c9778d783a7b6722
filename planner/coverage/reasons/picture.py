"""Where points of the ground fall in the picture of an eye, one by one.

The engine cuts the ground in frame out with straight lines, for one height of target; here each
point is projected on its own, at its own height, so that what keeps it out of the picture can be
told: the edge that it passes, the density that it lacks, the range that it exceeds.

In camera-aligned ground axes, X forward, Y left, Z the lens above the target, alpha the tilt:
D = X cos(alpha) + Z sin(alpha), u = fx Y / D, v = fy (Z cos(alpha) - X sin(alpha)) / D
(reference/coverage.md 3).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from planner.catalogues.model import Catalogue
from planner.coverage.engine.columns import Bools, Floats
from planner.coverage.engine.eyes import Eye, eyes_of
from planner.geometry import heading
from planner.optics import (
    Panoramic,
    Rectilinear,
    focal_length_px,
    panoramic_density,
    panoramic_reach,
)
from planner.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Targets:
    """Points to look at from one lens, metres; arrays of shape (n_points,).

    Attributes
    ----------
    east, north : ndarray of float
        From the foot of the camera.
    rise_m : ndarray of float
        How much higher the lens is.
    """

    east: Floats
    north: Floats
    rise_m: Floats

    @property
    def distance_m(self) -> Floats:
        """Horizontal distances from the lens."""
        return np.hypot(self.east, self.north)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placing:
    """Where targets fall in a picture; arrays of shape (n_points,).

    Attributes
    ----------
    ahead_m, left_m : ndarray of float
        X and Y.
    depth_m : ndarray of float
        Along the optical axis; the distance for a panoramic head.
    density_px_per_m : ndarray of float
        0 behind the lens.
    behind, left, right, below, above : ndarray of bool
        Which edge keeps it out of the picture: behind the lens nothing else is said.
    beyond_range : ndarray of bool
        Farther than the optics' own range.
    """

    ahead_m: Floats
    left_m: Floats
    depth_m: Floats
    density_px_per_m: Floats
    behind: Bools
    left: Bools
    right: Bools
    below: Bools
    above: Bools
    beyond_range: Bools

    @property
    def across(self) -> Bools:
        """Whether the picture is wide enough for them, however high they fall."""
        return ~(self.behind | self.left | self.right)

    @property
    def in_frame(self) -> Bools:
        """Whether they are in the picture and within range."""
        return self.across & ~(self.below | self.above | self.beyond_range)


def placed(eye: Eye, targets: Targets, *, slant: bool = False) -> Placing:
    """Project targets into the picture of an eye.

    Parameters
    ----------
    eye : Eye
        Bearing from the scene's grid.
    targets : Targets
    slant : bool
        Density by slant distance instead of depth along the optical axis.
    """
    east, north = heading(eye.bearing_deg)
    ahead = targets.east * east + targets.north * north
    left = targets.north * east - targets.east * north
    far = targets.distance_m > (math.inf if eye.optics.range_m is None else eye.optics.range_m)
    if isinstance(eye.optics, Panoramic):
        return _round(eye.optics, ahead, left, far)
    alpha = math.radians(eye.tilt_deg)
    depth = ahead * math.cos(alpha) + targets.rise_m * math.sin(alpha)
    down = targets.rise_m * math.cos(alpha) - ahead * math.sin(alpha)
    behind = depth <= 0.0
    wide = math.tan(math.radians(eye.optics.hfov_deg) / 2.0) * depth
    high = math.tan(math.radians(eye.optics.vfov_deg) / 2.0) * depth
    through = np.hypot(targets.distance_m, targets.rise_m) if slant else depth
    focal = focal_length_px(eye.optics.width_px, eye.optics.hfov_deg)
    return Placing(
        ahead_m=ahead,
        left_m=left,
        depth_m=depth,
        density_px_per_m=np.where(behind, 0.0, focal / np.where(behind, 1.0, through)),
        behind=behind,
        left=~behind & (left > wide),
        right=~behind & (left < -wide),
        below=~behind & (down > high),
        above=~behind & (down < -high),
        beyond_range=far,
    )


def reach_m(eye: Eye, least_px_per_m: float) -> float:
    """Give how far from the lens an eye turned to a target would have a density, slant metres.

    A panoramic head counts horizontal metres.
    """
    if isinstance(eye.optics, Panoramic):
        return panoramic_reach(eye.optics, least_px_per_m)
    return focal_length_px(eye.optics.width_px, eye.optics.hfov_deg) / least_px_per_m


def would_reach(eye: Eye, targets: Targets, least_px_per_m: float) -> Bools:
    """Tell which targets an eye would have at a density if it were turned to them."""
    flat = targets.distance_m
    through = flat if isinstance(eye.optics, Panoramic) else np.hypot(flat, targets.rise_m)
    within = flat <= (math.inf if eye.optics.range_m is None else eye.optics.range_m)
    return np.asarray(within & (through <= reach_m(eye, least_px_per_m)), dtype=bool)


def vertical_density(lens: Rectilinear, ahead_m: float, depth_m: float) -> float:
    """Give the density in px/m on an upright person: fy X / D2."""
    return focal_length_px(lens.height_px, lens.vfov_deg) * ahead_m / depth_m**2


def eyes_over(plan: Plan, catalogue: Catalogue) -> tuple[tuple[Eye, ...], ...]:
    """Give the eyes of each camera of a plan, their bearings counted from the scene's grid.

    Raises
    ------
    CatalogueError
        ``unknown_model``, ``camera_without_optics``.
    PlanError
        ``optics_impossible``.
    """
    return tuple(
        tuple(
            replace(eye, bearing_deg=eye.bearing_deg + plan.north_deg)
            for eye in eyes_of(camera, catalogue)[0]
        )
        for camera in plan.cameras
    )


def _round(head: Panoramic, ahead: Floats, left: Floats, far: Bools) -> Placing:
    """Place targets around a panoramic head: a sector, without limit up or down."""
    distance = np.hypot(ahead, left)
    half = math.radians(head.hfov_deg) / 2.0
    off = np.arctan2(left, ahead)  # to the left
    none = np.zeros(len(distance), dtype=bool)
    whole = head.hfov_deg >= 360.0
    return Placing(
        ahead_m=ahead,
        left_m=left,
        depth_m=distance,
        density_px_per_m=panoramic_density(head, distance),
        behind=none,
        left=none if whole else off > half,
        right=none if whole else off < -half,
        below=none,
        above=none,
        beyond_range=far,
    )
