"""Brute force: every target against every side of every obstacle, nothing picked, nothing sorted.

It shares nothing with the engine. A straight line in space goes from the lens to each target;
along it, a fraction says how far one is. A solid stops it when, between two of the fractions at
which it enters and leaves the ground plan, the line is somewhere between underside and top. A
wall stops it when it passes at or under its top. The target is then projected into the picture
with three axes.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from shapely import Polygon, get_coordinates

from planner.optics import Panoramic, Rectilinear
from planner.plan import Camera
from planner.scene.model import Building, Scene, Wall

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def sees(scene: Scene, eye: Camera, targets: Floats, *, t: float, least: float) -> Bools:
    """Tell which targets (n, 2) an eye sees at the height t and at a density."""
    return in_picture(eye, targets, t=t, least=least) & in_sight(scene, eye, targets, t=t)


def in_sight(scene: Scene, eye: Camera, targets: Floats, *, t: float) -> Bools:
    """Tell which targets are neither built over nor hidden, in frame or not."""
    free = np.ones(len(targets), dtype=bool)
    for solid in scene.buildings:
        free &= ~(inside(targets, solid.footprint) | stopped_by_solid(solid, eye, targets, t=t))
    for screen in scene.walls:
        free &= ~stopped_by_wall(screen, eye, targets, t=t)
    return free


def sides(shape: Polygon) -> tuple[Floats, Floats]:
    """Give the two ends (m, 2) of all the sides of a polygon."""
    rings = [get_coordinates(ring) for ring in (shape.exterior, *shape.interiors)]
    return np.vstack([ring[:-1] for ring in rings]), np.vstack([ring[1:] for ring in rings])


def inside(points: Floats, shape: Polygon) -> Bools:
    """Tell which points (n, 2) have an odd number of sides to their right."""
    a, b = sides(shape)
    x, y = points[:, :1], points[:, 1:]
    spans = (a[:, 1] > y) != (b[:, 1] > y)
    rise = np.where(a[:, 1] == b[:, 1], 1.0, b[:, 1] - a[:, 1])
    crossing = a[:, 0] + (y - a[:, 1]) * (b[:, 0] - a[:, 0]) / rise
    return np.count_nonzero(spans & (x < crossing), axis=1) % 2 == 1


def crossings(start: Floats, targets: Floats, a: Floats, b: Floats) -> Floats:
    """Give the fraction at which each line to a target meets each side, shape (n, m); else NaN."""
    along, side = targets - start, b - a
    to_a = a - start
    det = along[:, :1] * side[:, 1] - along[:, 1:] * side[:, 0]
    flat = np.where(det == 0.0, np.nan, det)
    fraction = (to_a[:, 0] * side[:, 1] - to_a[:, 1] * side[:, 0]) / flat
    across = (to_a[:, 0] * along[:, 1:] - to_a[:, 1] * along[:, :1]) / flat
    return np.where((across >= 0.0) & (across < 1.0), fraction, np.nan)


def stopped_by_solid(solid: Building, eye: Camera, targets: Floats, *, t: float) -> Bools:
    """Tell to which targets (n, 2) the line is inside the solid somewhere on its way."""
    lens, c = np.array([eye.position.x, eye.position.y]), eye.height_m
    met = crossings(lens, targets, *sides(solid.footprint))
    met = np.where((met > 0.0) & (met < 1.0), met, 1.0)
    n = len(targets)
    stops = np.sort(np.hstack([np.zeros((n, 1)), met, np.ones((n, 1))]), axis=1)
    within = inside(lens[None, :], solid.footprint)[0] ^ (np.arange(stops.shape[1] - 1) % 2 == 1)
    highest, lowest = c + stops[:, :-1] * (t - c), c + stops[:, 1:] * (t - c)
    crossed = stops[:, :-1] < stops[:, 1:]
    stopped = crossed & within & (lowest <= solid.height_m) & (highest >= solid.min_height_m)
    return np.asarray(stopped.any(axis=1))


def stopped_by_wall(screen: Wall, eye: Camera, targets: Floats, *, t: float) -> Bools:
    """Tell to which targets (n, 2) the line passes through the wall."""
    lens, c = np.array([eye.position.x, eye.position.y]), eye.height_m
    points = get_coordinates(screen.line)
    met = crossings(lens, targets, points[:-1], points[1:])
    on_the_way = (met > 0.0) & (met < 1.0 - 1e-9)
    return np.asarray((on_the_way & (c + met * (t - c) <= screen.height_m)).any(axis=1))


def in_picture(eye: Camera, targets: Floats, *, t: float, least: float) -> Bools:
    """Tell which targets (n, 2) are in the picture, near enough and dense enough."""
    x, y = targets[:, 0] - eye.position.x, targets[:, 1] - eye.position.y
    optics = eye.optics
    assert optics is not None
    distance = np.hypot(x, y)
    near = distance <= (math.inf if optics.range_m is None else optics.range_m)
    if isinstance(optics, Panoramic):
        off = (np.degrees(np.arctan2(x, y)) - eye.bearing_deg + 180.0) % 360.0 - 180.0
        turn = math.radians(optics.hfov_deg)
        dense = optics.width_px / (turn * np.maximum(distance, 1e-9)) >= least
        around = optics.hfov_deg >= 360.0
        return near & dense & (around | (np.abs(off) <= optics.hfov_deg / 2.0))
    return near & _in_a_flat_picture(optics, eye, np.column_stack((x, y)), t=t, least=least)


def _in_a_flat_picture(
    lens: Rectilinear, eye: Camera, way: Floats, *, t: float, least: float
) -> Bools:
    """Project with three axes: out of the lens, to the right, down."""
    bearing, tilt = math.radians(eye.bearing_deg), math.radians(eye.tilt_deg)
    sin, cos = math.sin(bearing), math.cos(bearing)
    rays = np.column_stack((way, np.full(len(way), t - eye.height_m)))
    depth = rays @ (sin * math.cos(tilt), cos * math.cos(tilt), -math.sin(tilt))
    across = rays @ (cos, -sin, 0.0)
    below = rays @ (-sin * math.sin(tilt), -cos * math.sin(tilt), -math.cos(tilt))
    fx = lens.width_px / (2.0 * math.tan(math.radians(lens.hfov_deg) / 2.0))
    fy = lens.height_px / (2.0 * math.tan(math.radians(lens.vfov_deg) / 2.0))
    ahead = depth > 0.0
    safe = np.where(ahead, depth, 1.0)
    flat = (np.abs(fx * across / safe) <= lens.width_px / 2.0) & (
        np.abs(fy * below / safe) <= lens.height_px / 2.0
    )
    return ahead & flat & (fx / safe >= least)
