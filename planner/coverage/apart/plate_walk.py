"""Plates along a street: each lane walked in small steps, as an eye shows it.

A plate is a horizontal segment across the street. Its width in pixels is the difference of the
columns of its two ends in the picture: nothing is approximated but the steps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from planner.catalogues.model import Plates
from planner.coverage.engine.columns import Floats, Ints
from planner.coverage.engine.eyes import Eye
from planner.coverage.engine.sight import Yardstick, aim_of, densities
from planner.geometry import heading
from planner.optics import Panoramic, depth, focal_length_px
from planner.scene.model import Street
from planner.scene.public_space import is_public, street_width

STEP_M = 0.1
_COARSE_M = 5.0  # cells are not used here
_NO_CARS = frozenset(
    ["footway", "path", "steps", "cycleway", "pedestrian", "bridleway", "busway", "track"]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What is walked: a line with its lanes."""

    street: str
    name: str
    line: LineString
    width_m: float
    lanes: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Walk:
    """Plates at the middle of each lane, along a way.

    Attributes
    ----------
    way : Way
    step_m : float
    rank : ndarray of int, shape (n_steps,)
        Of each step along the line: where one is left out, a stretch ends.
    width_px : int
        Of the picture.
    x, y : ndarray of float, shape (n_steps, n_lanes)
        Plates, in the scene's CRS.
    edge_x, edge_y : ndarray of float, shape (n_steps, n_lanes + 1)
        Edges of the lanes there.
    away_m : ndarray of float, shape (n_steps, n_lanes)
        Horizontal distance from the lens.
    px_per_m, plate_px : ndarray of float, shape (n_steps, n_lanes)
        Density, and pixels from end to end of the plate.
    horizontal_deg, vertical_deg, travel_deg : ndarray of float, shape (n_steps, n_lanes)
        Of the line of sight: with the street seen from above, below the horizon, and with the
        way of the vehicle in space.
    """

    way: Way
    step_m: float
    rank: Ints
    width_px: int
    x: Floats
    y: Floats
    edge_x: Floats
    edge_y: Floats
    away_m: Floats
    px_per_m: Floats
    plate_px: Floats
    horizontal_deg: Floats
    vertical_deg: Floats
    travel_deg: Floats


def yard_of(plates: Plates, density: float) -> Yardstick:
    """Give the yardstick of a density on plates."""
    return Yardstick(cell_m=_COARSE_M, target_m=plates.height_m, least_px_per_m=density)


def has_cars(street: Street) -> bool:
    """Tell whether anyone may drive there."""
    return is_public(street) and street.highway not in _NO_CARS


def way_of(street: Street, plates: Plates) -> Way:
    """Give a street's line with as many lanes as its width holds, one at least."""
    width, _ = street_width(street)
    lanes = max(1, math.floor(width / plates.lane_width_m + 1e-9))
    return Way(street=street.id, name=street.name, line=street.line, width_m=width, lanes=lanes)


def axis_of(eye: Eye, in_sight: BaseGeometry, plates: Plates) -> Way:
    """Give one lane along the axis of an eye, as far as its picture is any use."""
    ahead = heading(eye.bearing_deg)
    corners = shapely.get_coordinates(in_sight) - (eye.x, eye.y)
    far = max(1.0, float(np.hypot(*corners.T).max(initial=0.0)))
    end = (eye.x + far * ahead[0], eye.y + far * ahead[1])
    line = LineString([(eye.x, eye.y), end])
    return Way(street="", name="", line=line, width_m=plates.lane_width_m, lanes=1)


def walk_along(way: Way, eye: Eye, in_sight: BaseGeometry, plates: Plates) -> Walk:
    """Walk a way, keeping the steps near what is in sight.

    Parameters
    ----------
    way : Way
    eye : Eye
        One sensor, bearing in the scene's grid.
    in_sight : shapely.Geometry
        Ground that it sees at any useful density.
    plates : Plates
        Size and height of the plate.
    """
    place, unit, step = _steps(way.line)
    low, high = np.reshape(in_sight.bounds, (2, 2)) if not in_sight.is_empty else np.zeros((2, 2))
    near = ((place > low - way.width_m) & (place < high + way.width_m)).all(axis=1)
    place, unit = place[near], unit[near]
    edges = np.linspace(-0.5, 0.5, way.lanes + 1) * way.width_m
    edge_x, edge_y = _beside(place, unit, edges)
    x, y = _beside(place, unit, (edges[:-1] + edges[1:]) / 2.0)
    local_x, local_y = x - eye.x, y - eye.y
    half = plates.width_m / 2.0 * unit
    left = _column(eye, plates, local_x - half[:, 1:], local_y + half[:, :1])
    right = _column(eye, plates, local_x + half[:, 1:], local_y - half[:, :1])
    away = np.maximum(np.hypot(local_x, local_y), 1e-6)
    rise = eye.height_m - plates.height_m
    along = np.abs(local_x * unit[:, :1] + local_y * unit[:, 1:])
    density = densities(eye, yard_of(plates, 0.0), local_x.ravel(), local_y.ravel())
    return Walk(
        way=way,
        step_m=step,
        rank=np.flatnonzero(near),
        width_px=eye.optics.width_px,
        x=x,
        y=y,
        edge_x=edge_x,
        edge_y=edge_y,
        away_m=away,
        px_per_m=density.reshape(local_x.shape),
        plate_px=np.abs(left - right),
        horizontal_deg=_between(along, away),
        vertical_deg=np.degrees(np.arctan2(rise, away)),
        travel_deg=_between(along, np.hypot(away, rise)),
    )


def _steps(line: LineString) -> tuple[Floats, Floats, float]:
    """Give the middles of equal steps along a line: place, unit direction, step."""
    points = shapely.get_coordinates(line)
    along = np.diff(points, axis=0)
    length = np.hypot(along[:, 0], along[:, 1])
    points, along, length = points[:-1][length > 0], along[length > 0], length[length > 0]
    end = np.cumsum(length)
    count = max(1, math.ceil(float(end[-1]) / STEP_M))
    step = float(end[-1]) / count
    at = (np.arange(count) + 0.5) * step
    side = np.minimum(np.searchsorted(end, at), len(end) - 1)
    unit = along[side] / length[side, None]
    place = points[side] + (at - (end[side] - length[side]))[:, None] * unit
    return np.asarray(place), np.asarray(unit), step


def _beside(place: Floats, unit: Floats, left_m: Floats) -> tuple[Floats, Floats]:
    """Give the points at distances to the left of the steps of a line."""
    return place[:, :1] - unit[:, 1:] * left_m, place[:, 1:] + unit[:, :1] * left_m


def _between(along: Floats, whole: Floats) -> Floats:
    return np.asarray(np.degrees(np.arccos(np.clip(along / whole, 0.0, 1.0))))


def _column(eye: Eye, plates: Plates, x: Floats, y: Floats) -> Floats:
    """Give the column in px of points at plate height, rightwards from the picture's middle."""
    ahead = heading(eye.bearing_deg)
    forward, right = x * ahead[0] + y * ahead[1], x * ahead[1] - y * ahead[0]
    optics = eye.optics
    if isinstance(optics, Panoramic):
        bearing = np.degrees(np.arctan2(right, forward))
        return np.asarray(bearing * optics.width_px / optics.hfov_deg)
    deep = depth(aim_of(eye, optics, plates.height_m), forward)
    focal = focal_length_px(optics.width_px, optics.hfov_deg)
    return np.asarray(focal * right / np.maximum(deep, 1e-6))
