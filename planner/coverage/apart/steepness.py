"""Seen from above: where a standing person is crushed, and what a fisheye overhead overstates.

The density of a level is counted across the picture. Upwards, a person seen from above has fewer
pixels (rho_v = fy X / D2, reference/coverage.md 3), and a fisheye that hangs over them has fewer
away from its foot than its panorama counts along the horizon. Both are said, neither changes an
area: the standards' levels are densities across the picture.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from planner.catalogues.model import Catalogue
from planner.coverage.engine.columns import Floats
from planner.coverage.engine.eyes import Eye
from planner.coverage.engine.sight import aim_of
from planner.findings import Finding, note, warning
from planner.geometry import heading
from planner.optics import (
    Panoramic,
    Rectilinear,
    contour,
    far_edge,
    fisheye_reach,
    near_edge,
    panoramic_reach,
    upright_span,
    vertical_density_at,
)
from planner.plan import Camera

MISSIONS_STANDARD = "dori-2015"  # whose names the missions bear, whatever the plan's standard
CRUSHED_SHARE = 0.5  # hypothesis: more than half of the axis crushed is worth a warning
OVERSTATED_SHARE = 0.1  # hypothesis: so much less reach is worth a note


def mission_density(camera: Camera, catalogue: Catalogue) -> float | None:
    """Give the density in px/m that a camera's mission asks, None for plates or no mission."""
    standard = catalogue.standards.get(MISSIONS_STANDARD)
    levels = () if standard is None else standard.levels
    return next((level.min_px_per_m for level in levels if level.name == camera.mission), None)


def upright_densities(eye: Eye, target_m: float, x: Floats, y: Floats) -> Floats:
    """Give the vertical density in px/m on upright persons at points in frame.

    Parameters
    ----------
    eye : Eye
        One sensor.
    target_m : float
        Height of the plane on which one looks.
    x, y : ndarray of float, shape (n_points,)
        Metres from the foot of the camera, east and north.

    Returns
    -------
    ndarray of float, shape (n_points,)
        Infinite for a panoramic head, whose vertical pixels the plan does not give.
    """
    if isinstance(eye.optics, Panoramic):
        return np.full(len(x), math.inf)
    east, north = heading(eye.bearing_deg)
    return vertical_density_at(aim_of(eye, eye.optics, target_m), x * east + y * north)


def crushed_share(eye: Eye, target_m: float, density: float) -> float | None:
    """Give the share of the axis, where a density is reached, on which it is not upright.

    Parameters
    ----------
    eye : Eye
        One sensor.
    target_m : float
        Height of the plane on which one looks.
    density : float
        Least px/m, across the picture and upright.

    Returns
    -------
    float or None
        None for a panoramic head, and where the density is not reached at all.
    """
    if not isinstance(eye.optics, Rectilinear):
        return None
    first, last = _stretch(eye, eye.optics, target_m, density)
    if not first < last:
        return None
    upright = upright_span(aim_of(eye, eye.optics, target_m), density)
    if upright is None:
        return 1.0
    kept = min(last, upright[1]) - max(first, upright[0])
    return 1.0 - max(0.0, kept) / (last - first)


def seen_from_above(
    camera: Camera, eyes: Sequence[Eye], target_m: float, density: float | None
) -> tuple[Finding, ...]:
    """Say when a camera looks at its targets too much from above for its mission.

    Parameters
    ----------
    camera : Camera
    eyes : sequence of Eye
        Its sensors.
    target_m : float
        Height of the plane on which one looks.
    density : float or None
        That of its mission (``mission_density``); nothing is said without one.

    Returns
    -------
    tuple of Finding
        ``steep_view``, ``fisheye_overhead``, each once at most.
    """
    if density is None:
        return ()
    shares = [crushed_share(eye, target_m, density) for eye in eyes]
    crushed = max((share for share in shares if share is not None), default=0.0)
    said: list[Finding] = []
    if crushed > CRUSHED_SHARE:
        said.append(
            warning(
                "steep_view",
                subject=camera.id,
                share=crushed,
                density=density,
                mission=camera.mission,
            )
        )
    said += _overhead(camera, eyes, target_m, density)[:1]
    return tuple(said)


def _stretch(eye: Eye, lens: Rectilinear, target_m: float, density: float) -> tuple[float, float]:
    """Give where on the axis ahead a density is reached in the picture."""
    aim = aim_of(eye, lens, target_m)
    last = min(far_edge(aim), contour(aim, density))
    if lens.range_m is not None:
        last = min(last, lens.range_m)
    return max(0.0, near_edge(aim)), last


def _overhead(
    camera: Camera, eyes: Sequence[Eye], target_m: float, density: float
) -> list[Finding]:
    """Say what a fisheye overhead loses on what its panorama counts."""
    found = []
    for eye in eyes:
        if not isinstance(eye.optics, Panoramic):
            continue
        counted = panoramic_reach(eye.optics, density)
        radial = fisheye_reach(eye.optics, density, eye.height_m - target_m)
        if radial < (1.0 - OVERSTATED_SHARE) * counted:
            found.append(
                note(
                    "fisheye_overhead",
                    subject=camera.id,
                    counted_m=counted,
                    radial_m=radial,
                    density=density,
                )
            )
    return found
