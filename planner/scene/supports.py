"""Supports: where a camera really is, and on whose ground a mast stands.

A camera drawn on a map is seldom drawn to the decimetre. The rule, at the height of the lens:

- in the open: it stays where it is;
- on a wall or within 0.25 m of it, on either side: it is put 0.2 m outside the wall, so that it
  does not look through its own host;
- deeper inside a building, within 2 m of a wall that leads outdoors: moved out likewise, and a
  finding says so; farther in: refused;
- above the roof of the building under it: it is on the roof, and stays.

A wall counts only where it is: from ``min_height_m`` up to ``height_m``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point, STRtree

from planner.errors import PlanError
from planner.findings import Finding, warning
from planner.geometry import bearing_between
from planner.scene.model import Building, Scene

OUTSIDE_M = 0.2  # from wall to lens
ON_WALL_M = 0.25  # a drawing this close means: on the wall
RESCUE_M = 2.0  # a drawing this deep inside still means: on the wall
_SAME_DISTANCE_M = 1e-6

Host = Literal["ground", "facade", "roof"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Footprints:
    """The buildings of a scene, ready to be asked what stands at a place."""

    buildings: tuple[Building, ...]
    tree: STRtree


@dataclass(frozen=True, slots=True, kw_only=True)
class Facade:
    """The point of a wall nearest to a place. ``outward`` is the unit normal (east, north)."""

    building: Building
    foot: tuple[float, float]
    outward: tuple[float, float]
    distance_m: float

    @property
    def in_front(self) -> Point:
        """Where a camera on this wall is."""
        return Point(
            self.foot[0] + OUTSIDE_M * self.outward[0], self.foot[1] + OUTSIDE_M * self.outward[1]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where a camera really is.

    Attributes
    ----------
    position : shapely.Point
        Of the lens, after the rule.
    host : {'ground', 'facade', 'roof'}
        What carries it.
    building_id : str or None
        The building that carries it.
    outward_deg : float or None
        Bearing of the facade's outward normal.
    moved_m : float
        How far the rule moved it.
    findings : tuple of Finding
        ``camera_moved_outward`` when it was drawn inside.
    """

    position: Point
    host: Host = "ground"
    building_id: str | None = None
    outward_deg: float | None = None
    moved_m: float = 0.0
    findings: tuple[Finding, ...] = ()


def index_footprints(scene: Scene) -> Footprints:
    """Index the buildings of a scene, once for many questions."""
    tree = STRtree([building.footprint for building in scene.buildings])
    return Footprints(buildings=scene.buildings, tree=tree)


def building_at(index: Footprints, x: float, y: float) -> Building | None:
    """Give the building whose footprint holds a point, walls included.

    Parameters
    ----------
    index : Footprints
    x, y : float
        Coordinates in the scene's CRS, metres.

    Returns
    -------
    Building or None
        The tallest where footprints overlap; None in the open and in a courtyard.
    """
    held = [index.buildings[k] for k in index.tree.query(Point(x, y), predicate="intersects")]
    return max(held, key=lambda building: (building.height_m, building.id), default=None)


def nearest_facade(
    index: Footprints, position: Point, height_m: float, *, reach_m: float = RESCUE_M
) -> Facade | None:
    """Find the nearest wall with open air before it at a height.

    Parameters
    ----------
    index : Footprints
    position : shapely.Point
        Inside or outside a building.
    height_m : float
        Above ground; walls are looked for at this height.
    reach_m : float
        How far to look, metres.

    Returns
    -------
    Facade or None
        Party walls are passed over: the point in front of a facade is in no building.
    """
    for facade in _walls_by_distance(index, position, height_m, reach_m):
        if _volume_at(index, facade.in_front, height_m) is None:
            return facade
    return None


def stand(position: Point, height_m: float, index: Footprints, *, camera: str = "") -> Stand:
    """Settle where a camera is by the rule at the top of this module.

    Parameters
    ----------
    position : shapely.Point
        As drawn, scene's CRS.
    height_m : float
        Of the lens above ground.
    index : Footprints
    camera : str
        Its id, for what is said about it.

    Returns
    -------
    Stand

    Raises
    ------
    PlanError
        ``camera_in_building`` when it is inside a building, below the roof and more than 2 m
        from any wall that leads outdoors.
    """
    inside = _volume_at(index, position, height_m)
    reach = ON_WALL_M if inside is None else RESCUE_M
    facade = nearest_facade(index, position, height_m, reach_m=reach)
    if facade is not None:
        return _on_facade(position, facade, camera)
    if inside is not None:
        name = inside.name or inside.id
        raise PlanError("camera_in_building", camera=camera, building=name, height_m=height_m)
    under = building_at(index, position.x, position.y)
    if under is not None and under.height_m <= height_m:
        return Stand(position=position, host="roof", building_id=under.id)
    return Stand(position=position)


def distance_to_town_m(scene: Scene, point: Point) -> float:
    """Give the distance in metres from a point to the nearest street or building.

    Infinite when the scene has neither.
    """
    things = [building.footprint for building in scene.buildings]
    lines = [street.line for street in scene.streets]
    distances = shapely.distance(np.array([*things, *lines], dtype=object), point)
    return float(np.min(distances, initial=math.inf))


def _on_facade(position: Point, facade: Facade, camera: str) -> Stand:
    place = facade.in_front
    moved = float(shapely.distance(position, place))
    building = facade.building
    drawn_inside = facade.distance_m > ON_WALL_M
    said = warning(
        "camera_moved_outward", subject=camera, building=building.name or building.id, moved_m=moved
    )
    return Stand(
        position=place,
        host="facade",
        building_id=building.id,
        outward_deg=bearing_between((0.0, 0.0), facade.outward),
        moved_m=moved,
        findings=(said,) if drawn_inside else (),
    )


def _volume_at(index: Footprints, position: Point, height_m: float) -> Building | None:
    """Give the building whose walls and roof enclose a point in the air."""
    for k in np.sort(index.tree.query(position, predicate="within")):
        building = index.buildings[int(k)]
        if _stands_at(building, height_m):
            return building
    return None


def _stands_at(building: Building, height_m: float) -> bool:
    return building.min_height_m <= height_m < building.height_m


def _walls_by_distance(
    index: Footprints, position: Point, height_m: float, reach_m: float
) -> Iterator[Facade]:
    """Give the walls within reach, nearest first; at a corner, the wall that faces the point."""
    near = np.sort(index.tree.query(position, predicate="dwithin", distance=reach_m))
    found = [
        facade
        for k in near
        if _stands_at(index.buildings[k], height_m)
        for facade in _facades(index.buildings[k], position, reach_m)
    ]
    yield from sorted(found, key=lambda facade: _nearest_then_facing(facade, position))


def _nearest_then_facing(facade: Facade, position: Point) -> tuple[float, float]:
    away = (position.x - facade.foot[0], position.y - facade.foot[1])
    facing = away[0] * facade.outward[0] + away[1] * facade.outward[1]
    return round(facade.distance_m / _SAME_DISTANCE_M), -facing


def _facades(building: Building, position: Point, reach_m: float) -> Iterator[Facade]:
    """Give, for each wall of a building within reach, its nearest point and outward normal."""
    start, end = _edges(building)
    along = end - start
    length = np.hypot(along[:, 0], along[:, 1])
    to_point = np.array([position.x, position.y]) - start
    share = np.clip((to_point * along).sum(axis=1) / length**2, 0.0, 1.0)
    foot = start + share[:, None] * along
    gap = np.hypot(position.x - foot[:, 0], position.y - foot[:, 1])
    # Interiors lie to the left of their rings, so the open air is to the right.
    outward = np.column_stack([along[:, 1], -along[:, 0]]) / length[:, None]
    for k in np.flatnonzero(gap <= reach_m):
        yield Facade(
            building=building,
            foot=(float(foot[k, 0]), float(foot[k, 1])),
            outward=(float(outward[k, 0]), float(outward[k, 1])),
            distance_m=float(gap[k]),
        )


def _edges(building: Building) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give starts and ends of the walls, shape (n, 2) each, the building to their left."""
    footprint = shapely.orient_polygons(building.footprint)
    rings = [shapely.get_coordinates(ring) for ring in (footprint.exterior, *footprint.interiors)]
    start = np.concatenate([ring[:-1] for ring in rings])
    end = np.concatenate([ring[1:] for ring in rings])
    has_length = np.any(start != end, axis=1)
    return start[has_length], end[has_length]
