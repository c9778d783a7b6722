"""Power: where the electricity of a point comes from when the plan does not say.

A column of the street lighting carries its own feed; a facade of a public building has one
inside; a mast or a pole takes it from a lamp within 30 m, and a new connection to the grid
otherwise. All of this is assumed and told: the feed is what costs (reference/domain.md 3.7).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shapely import Point, STRtree

from planner.findings import Finding, note, warning
from planner.plan import Camera, Power, Supervision, Support
from planner.scene.model import Scene
from planner.scene.supports import Footprints, building_at, index_footprints, nearest_facade

LAMP_REACH_M = 30.0  # how far a permanent feed is taken from a lamp


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lamps:
    """The lamps of a scene, ready to be asked which is near."""

    points: tuple[Point, ...]
    tree: STRtree


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Feeds:
    """What a scene knows of electricity: lamps, and buildings with their own supply."""

    lamps: Lamps
    footprints: Footprints
    supplied: frozenset[str]  # ids of public buildings and of the supervision building


def feeds_of(scene: Scene, supervision: Supervision) -> Feeds:
    """Index the lamps and the supplied buildings of a scene."""
    footprints = index_footprints(scene)
    supplied = {building.id for building in scene.buildings if building.use == "public"}
    seat = building_at(footprints, supervision.position.x, supervision.position.y)
    if seat is not None:
        supplied.add(seat.id)
    return Feeds(lamps=lamps_of(scene), footprints=footprints, supplied=frozenset(supplied))


def lamps_of(scene: Scene) -> Lamps:
    """Index the lamps of a scene."""
    points = tuple(place.point for place in scene.points if place.kind == "lamp")
    return Lamps(points=points, tree=STRtree(points))


def nearest_lamp(lamps: Lamps, position: Point) -> Point | None:
    """Give the lamp nearest to a place, None when the scene has none within 30 m."""
    near = lamps.tree.query(position, predicate="dwithin", distance=LAMP_REACH_M)
    found = [lamps.points[int(k)] for k in near]
    return min(found, key=lambda lamp: (lamp.distance(position), lamp.x, lamp.y), default=None)


def power_of(
    cameras: Sequence[Camera], support: Support, position: Point, feeds: Feeds
) -> tuple[Power, bool]:
    """Give the power of a point and whether it was assumed.

    Parameters
    ----------
    cameras : sequence of Camera
        Those of the point; the first that says a power decides.
    support : {'mast', 'facade', 'lamp', 'pole'}
        What carries them.
    position : shapely.Point
        Scene's CRS.
    feeds : Feeds
        Lamps and supplied buildings.

    Returns
    -------
    tuple of (Power, bool)
        A point that already has a camera already has a feed.
    """
    said = next((camera.power for camera in cameras if camera.power is not None), None)
    if said is not None:
        return said, False
    if any(camera.status == "existing" for camera in cameras):
        return "existing", True
    if support == "lamp":
        return "permanent", True
    if support == "facade" and _on_supplied_building(cameras[0], position, feeds):
        return "existing", True
    return ("grid" if nearest_lamp(feeds.lamps, position) is None else "permanent"), True


def _on_supplied_building(camera: Camera, position: Point, feeds: Feeds) -> bool:
    facade = nearest_facade(feeds.footprints, position, camera.height_m)
    return facade is not None and facade.building.id in feeds.supplied


def look_at(assumed: Sequence[tuple[str, Power]], feeds: Feeds) -> tuple[Finding, ...]:
    """Tell which feeds were assumed, once per kind of feed.

    Parameters
    ----------
    assumed : sequence of (str, Power)
        New points whose power was assumed.
    feeds : Feeds
        To tell a scene without a single lamp, where everything falls on the grid.

    Returns
    -------
    tuple of Finding
        ``power_assumed_*`` warnings, and ``lamps_unmapped``.
    """
    findings: list[Finding] = []
    for power in ("permanent", "grid", "existing"):
        points = tuple(point for point, kind in assumed if kind == power)
        if points:
            findings.append(warning(f"power_assumed_{power}", points=points, count=len(points)))
    if any(kind == "grid" for _, kind in assumed) and not feeds.lamps.points:
        findings.append(note("lamps_unmapped"))
    return tuple(findings)
