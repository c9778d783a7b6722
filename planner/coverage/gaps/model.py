"""Records of how cameras share the ground and of what they miss. Areas in m2, lengths in m.

Polygons are in the scene's CRS. Two measures stand side by side and may differ by a cell along
each border: areas by count of cameras are shares of cells, each decided exactly; areas of
polygons are those of the polygons.
"""

from __future__ import annotations

from dataclasses import dataclass

from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class CountArea:
    """Ground that exactly so many cameras see, and its share of all the ground counted."""

    cameras: int
    area_m2: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedGround:
    """Ground that at least so many cameras see, for drawing.

    ``area_m2`` is the sum of the areas by exact count, the one number told of it; that of the
    polygon may differ by a cell along its border.
    """

    cameras: int
    region: BaseGeometry
    area_m2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Ground that two cameras both see; ``share`` is its part of the smaller of both."""

    first: str
    second: str
    area_m2: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraShare:
    """What a camera brings to the others.

    Attributes
    ----------
    camera : str
        Its id.
    alone_m2 : float
        Ground that no other camera sees.
    adds_m2 : float
        Ground that no other camera sees at the same level or better; what it alone sees is
        part of it.
    adds_share : float or None
        Part of the ground it sees, None when it sees none.
    """

    camera: str
    alone_m2: float
    adds_m2: float
    adds_share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneCounts:
    """The ground of a zone by how many cameras see it at its level, 0 first.

    Areas sum to the exact area of its ground.
    """

    zone: str
    counts: tuple[CountArea, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """How cameras share the ground.

    Attributes
    ----------
    counts : tuple of CountArea
        The ground that any camera sees, by exact count from 1; shares are of that ground.
    at_least : tuple of SharedGround
        Ground seen by one camera or more, by two or more, by three or more.
    pairs : tuple of Pair
        Cameras that share ground, the most shared first.
    cameras : tuple of CameraShare
        One per camera, in the order of the coverage's.
    zones : tuple of ZoneCounts
        One per zone, in the order of the plan's.
    findings : tuple of Finding
        ``camera_adds_little``.
    """

    counts: tuple[CountArea, ...]
    at_least: tuple[SharedGround, ...]
    pairs: tuple[Pair, ...]
    cameras: tuple[CameraShare, ...]
    zones: tuple[ZoneCounts, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadZone:
    """The ground at the foot of a camera, under the lower edge of its picture.

    Attributes
    ----------
    camera : str
        Its id.
    near_limit_m, feet_limit_m : float or None
        Where the picture begins on the bearing axis, at the target height and on the ground;
        the nearest of the sensors, None when no picture reaches down that far.
    area_m2, feet_area_m2 : float
        Of the two regions.
    region, feet_region : shapely.Geometry
        What the picture passes over: of a target at the target height, and of the feet of
        whoever stands there. Empty for a panoramic head.
    """

    camera: str
    near_limit_m: float | None
    feet_limit_m: float | None
    area_m2: float
    feet_area_m2: float
    region: BaseGeometry
    feet_region: BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindSpot:
    """One piece of a zone that no camera sees at the zone's level.

    Attributes
    ----------
    zone : str
        Id of the zone.
    region : shapely.Polygon
        The piece.
    area_m2 : float
        Its area.
    point : shapely.Point
        A point well inside it, at which one may ask why.
    island : bool
        Whether covered ground runs all around it: it touches neither the zone's limit nor a
        building.
    dead_m2 : float
        Part of it at the foot of cameras.
    """

    zone: str
    region: Polygon
    area_m2: float
    point: Point
    island: bool
    dead_m2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneBlindSpots:
    """All that is missing in a zone.

    Attributes
    ----------
    zone : str
        Id of the zone.
    area_m2 : float
        All of it: the spots and the remainder.
    spots : tuple of BlindSpot
        The largest first.
    remainder_m2 : float
        Area of the pieces too small or too thin to be told one by one.
    remainder_count : int
        How many they are, crumbs left out.
    dead_m2 : float
        Part of all of it at the foot of cameras.
    """

    zone: str
    area_m2: float
    spots: tuple[BlindSpot, ...]
    remainder_m2: float
    remainder_count: int
    dead_m2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """Overlap, dead zones and blind spots of a plan."""

    overlap: Overlap
    dead_zones: tuple[DeadZone, ...]
    blind_spots: tuple[ZoneBlindSpots, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What there is to look at."""
        return self.overlap.findings

    def share_of(self, camera: str) -> CameraShare:
        """Give what a camera brings, by its id."""
        return next(one for one in self.overlap.cameras if one.camera == camera)

    def dead_zone_of(self, camera: str) -> DeadZone:
        """Give the dead zone of a camera, by its id."""
        return next(one for one in self.dead_zones if one.camera == camera)
