"""Ask why: of points, why each camera sees them or not; of zones, what is missing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from api.use_cases.opening import Opened
from geodata.projection import WGS84, project_coordinates
from planner.coverage.model import Coverage
from planner.coverage.reasons.explain import explain_point, explainer_of, scale_of
from planner.coverage.reasons.missing import what_is_missing
from planner.coverage.reasons.model import PointExplanation, ZoneMissing
from planner.errors import PlanError, SceneError

AROUND_M = 1000.0  # farther than that from everything drawn is another place


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point asked about: scene's CRS, and degrees."""

    x: float
    y: float
    lon_deg: float
    lat_deg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two numbers, and how they were typed."""

    first: float
    second: float
    typed: str


def read_pair(text: str) -> Pair:
    """Read two numbers: ``-2.0843,47.6501``, or with decimal commas ``-2,0843;47,6501``.

    Raises
    ------
    PlanError
        ``point_unreadable``.
    """
    parts = text.replace(",", ".").split(";") if ";" in text else text.split(",")
    try:
        first, second = (float(part) for part in parts)
    except ValueError:
        raise PlanError("point_unreadable", value=text) from None
    if not (math.isfinite(first) and math.isfinite(second)):
        raise PlanError("point_unreadable", value=text)
    return Pair(first=first, second=second, typed=text)


def place_of(pair: Pair, opened: Opened) -> Place:
    """Put a pair of numbers on the scene: longitude and latitude where that falls in the town.

    Parameters
    ----------
    pair : Pair
        Degrees, or metres of the scene's CRS.
    opened : Opened

    Raises
    ------
    SceneError
        ``point_outside_scene`` when neither reading falls in the scene.
    """
    scene = opened.scene
    held = _extent(opened)
    first, second = pair.first, pair.second
    if abs(first) <= 180.0 and abs(second) <= 90.0:
        metres = project_coordinates(np.array([(first, second)]), WGS84, scene.crs)[0]
        if shapely.covers(held, shapely.Point(metres)):
            return Place(x=float(metres[0]), y=float(metres[1]), lon_deg=first, lat_deg=second)
    if shapely.covers(held, shapely.Point(first, second)):
        return _place_at((first, second), opened)
    raise SceneError("point_outside_scene", value=pair.typed, scene=scene.name)


def ask_points(
    opened: Opened, coverage: Coverage, places: Sequence[Place]
) -> tuple[PointExplanation, ...]:
    """Explain points by the ruler of a coverage."""
    if not places:
        return ()
    scale = scale_of(opened.plan, opened.catalogue, coverage)
    explainer = explainer_of(opened.scene, opened.plan, opened.catalogue, scale)
    return tuple(explain_point(explainer, place.x, place.y) for place in places)


def ask_missing(opened: Opened, coverage: Coverage) -> tuple[ZoneMissing, ...]:
    """Say what is missing in each zone and why."""
    return what_is_missing(opened.scene, opened.plan, opened.catalogue, coverage)


def _extent(opened: Opened) -> BaseGeometry:
    """Give the ground that may be asked about: the outline, else a box around what is drawn."""
    scene, plan = opened.scene, opened.plan
    if scene.outline is not None:
        return scene.outline
    shapes: list[BaseGeometry] = [building.footprint for building in scene.buildings]
    shapes += [wall.line for wall in scene.walls]
    shapes += [street.line for street in scene.streets]
    shapes += [camera.position for camera in plan.cameras]
    shapes += [zone.polygon for zone in plan.zones]
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object))
    return Polygon.from_bounds(west - AROUND_M, south - AROUND_M, east + AROUND_M, north + AROUND_M)


def _place_at(point: tuple[float, float], opened: Opened) -> Place:
    """Give the degrees of a point of the scene."""
    lon, lat = project_coordinates(np.array([point]), opened.scene.crs, WGS84)[0]
    return Place(x=point[0], y=point[1], lon_deg=float(lon), lat_deg=float(lat))
