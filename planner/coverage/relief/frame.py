"""The picture over relief: which cells are in it, and how densely.

Over relief the ground in a picture is no trapezoid. Cells are laid on a piece of ground that
surely holds it, found from the heights that the ground takes there; each cell is then projected
with its own height: depth D = X cos(alpha) + Z sin(alpha), in the picture when D > 0,
|Y| <= tan(HFOV/2) D and |Z cos(alpha) - X sin(alpha)| <= tan(VFOV/2) D, with Z the lens height
above the target (reference/coverage.md 3). Borders belong to the picture as on flat ground: left
and lower ones do, right and upper ones do not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.coverage.engine.columns import Bools, Columns, Floats, HalfPlanes, Ints
from planner.coverage.engine.eyes import Eye
from planner.coverage.engine.sight import Piece, Yardstick, pieces_of
from planner.coverage.relief.known_ground import KnownGround
from planner.geometry import heading
from planner.optics import Panoramic, Rectilinear, focal_length_px, panoramic_density

ROUNDING = 1.0 - 1e-12  # on the border of a density it is reached but for rounding
_SLACK_M = 1e-6
_ROUNDS = 3  # of narrowing: the ground of a smaller piece takes fewer heights


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Targets:
    """What is looked at: one point above the centre of each cell of a patch.

    Attributes
    ----------
    columns : Columns
        The patch; its grid has the lens at its origin.
    column : ndarray of int, shape (n_cells,)
        Position of the column of each cell.
    x, y : ndarray of float, shape (n_cells,)
        Metres from the lens, east and north.
    rise_m : ndarray of float, shape (n_cells,)
        Height of the target above the lens, negative below it.
    """

    columns: Columns
    column: Ints
    x: Floats
    y: Floats
    rise_m: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """An eye at its true height: ``lens_m`` above sea level."""

    eye: Eye
    lens_m: float


def pieces_over(view: Outlook, yard: Yardstick, ground: KnownGround) -> tuple[Piece, ...]:
    """Give convex pieces of ground that hold what is in the picture at the least density.

    Parameters
    ----------
    view : Outlook
        The lens.
    yard : Yardstick
        Target height and least density.
    ground : KnownGround
        Its heights bound the pieces.

    Returns
    -------
    tuple of Piece
        They do not overlap. For a panoramic head they are exact: no height counts.
    """
    eye = view.eye
    if isinstance(eye.optics, Panoramic):
        return pieces_of(eye, yard)
    wedge = _wedge(eye, eye.optics, yard)
    reach = min(wedge.radius_m, float(np.hypot(np.abs(wedge.corners[:, 0]).max(), wedge.half_m)))
    box = (eye.x - reach, eye.y - reach, eye.x + reach, eye.y + reach)
    piece = None
    for _ in range(_ROUNDS):
        low, high = ground.span(box)
        drops = (
            view.lens_m - high - yard.target_m - _SLACK_M,
            view.lens_m - low - yard.target_m + _SLACK_M,
        )
        piece = _piece(eye, wedge, drops)
        if piece is None:
            return ()
        box = ground_box(eye, piece)
    return () if piece is None else (piece,)


def in_picture(eye: Eye, yard: Yardstick, targets: Targets) -> tuple[Bools, Floats]:
    """Tell which targets are in the picture and dense enough, and the density of all.

    Parameters
    ----------
    eye : Eye
        One sensor.
    yard : Yardstick
        Least density and density model.
    targets : Targets
        Cells of a piece of ``pieces_over``: within range already.

    Returns
    -------
    framed : ndarray of bool, shape (n_cells,)
    density : ndarray of float, shape (n_cells,)
        px/m; meaningless out of the picture.
    """
    x, y = targets.x, targets.y
    if isinstance(eye.optics, Panoramic):
        return np.ones(len(x), dtype=bool), panoramic_density(eye.optics, np.hypot(x, y))
    lens = eye.optics
    alpha, (east, north) = math.radians(eye.tilt_deg), heading(eye.bearing_deg)
    forward, left = x * east + y * north, y * east - x * north
    depth = forward * math.cos(alpha) - targets.rise_m * math.sin(alpha)
    below = -targets.rise_m * math.cos(alpha) - forward * math.sin(alpha)
    across = math.tan(math.radians(lens.hfov_deg) / 2.0) * depth
    upright = math.tan(math.radians(lens.vfov_deg) / 2.0) * depth
    framed = (depth > 0.0) & (left <= across) & (-left < across)
    framed &= (below <= upright) & (-below < upright)
    away = np.hypot(np.hypot(x, y), targets.rise_m) if yard.slant else depth
    focal = focal_length_px(lens.width_px, lens.hfov_deg)
    density = focal / np.where(framed, away, 1.0)
    return framed & (density >= yard.least_px_per_m * ROUNDING), density


# --- a piece of ground that holds the picture -------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Wedge:
    """What a picture holds in space, down to the least density.

    ``corners`` are those of the triangle (X, Z) that it holds ahead, shape (3, 2); ``half_m``
    bounds |Y|; ``widen`` and ``dip`` are tan(HFOV/2) cos(alpha) and tan(HFOV/2) sin(alpha).
    """

    corners: Floats
    half_m: float
    radius_m: float
    widen: float
    dip: float


def _wedge(eye: Eye, lens: Rectilinear, yard: Yardstick) -> _Wedge:
    """Cut the picture where the density ends: D <= fx / rho, whatever the height."""
    far = focal_length_px(lens.width_px, lens.hfov_deg) / yard.least_px_per_m
    alpha = math.radians(eye.tilt_deg)
    across = math.tan(math.radians(lens.hfov_deg) / 2.0)
    upright = math.tan(math.radians(lens.vfov_deg) / 2.0)
    depth, below = far * np.array([0.0, 1.0, 1.0]), far * upright * np.array([0.0, 1.0, -1.0])
    radius = math.inf if lens.range_m is None else lens.range_m
    return _Wedge(
        corners=np.column_stack(
            (
                depth * math.cos(alpha) - below * math.sin(alpha),
                depth * math.sin(alpha) + below * math.cos(alpha),
            )
        ),
        half_m=across * far,
        radius_m=min(radius, far) if yard.slant else radius,
        widen=across * math.cos(alpha),
        dip=across * math.sin(alpha),
    )


def _piece(eye: Eye, wedge: _Wedge, drops: tuple[float, float]) -> Piece | None:
    """Give the trapezoid ahead that holds the picture of targets ``drops`` below the lens."""
    first, last = _ahead(wedge.corners, drops)
    first, last = max(first, -wedge.radius_m), min(last, wedge.radius_m)
    if not first <= last:
        return None
    east, north = heading(eye.bearing_deg)
    widen, offset = wedge.widen, max(drop * wedge.dip for drop in drops)
    sides = HalfPlanes(
        a=np.array([widen * east + north, widen * east - north, east, -east]),
        b=np.array([widen * north - east, widen * north + east, north, -north]),
        c=np.array([offset, offset, -first, last]) + _SLACK_M,
        strict=np.zeros(4, dtype=bool),
    )
    corners = [
        (ahead, side * (max(0.0, widen * ahead + offset) + _SLACK_M))
        for ahead in (first - _SLACK_M, last + _SLACK_M)
        for side in (-1.0, 1.0)
    ]
    turned = [(x * east - y * north, x * north + y * east) for x, y in corners]
    return Piece(sides=sides, radius_m=wedge.radius_m, corners=np.array(turned))


def _ahead(corners: NDArray[np.float64], drops: tuple[float, float]) -> tuple[float, float]:
    """Give the first and last X of a triangle (X, Z) between two Z; out of order for none."""
    inside = (corners[:, 1] >= drops[0]) & (corners[:, 1] <= drops[1])
    found = corners[inside, 0].tolist()
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        for drop in drops:
            if (start[1] - drop) * (end[1] - drop) < 0.0:
                share = (drop - start[1]) / (end[1] - start[1])
                found.append(float(start[0] + share * (end[0] - start[0])))
    return min(found, default=math.inf), max(found, default=-math.inf)


def ground_box(eye: Eye, piece: Piece) -> tuple[float, float, float, float]:
    """Give the box of a piece of ground, scene's CRS."""
    low, high = piece.corners.min(axis=0), piece.corners.max(axis=0)
    return (
        float(eye.x + max(low[0], -piece.radius_m)),
        float(eye.y + max(low[1], -piece.radius_m)),
        float(eye.x + min(high[0], piece.radius_m)),
        float(eye.y + min(high[1], piece.radius_m)),
    )
