"""Power runs: the cable from a point to its feed, and the trench that carries it.

A mast fed from the lighting is cabled to the nearest lamp; a mast with a connection of its own,
to a delivery box taken 10 m away (a working hypothesis). The trench of the run is counted apart
from the data trench, except where it lies within 3 m of one: there the cable takes a duct of its
own in the same trench. A facade, a pole or a lamp column needs no trench for power.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import shapely
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from planner.equipment.model import VideoPoint
from planner.equipment.power import Lamps, lamps_of, nearest_lamp
from planner.network.model import Network, SiteLink
from planner.scene.model import Scene

DELIVERY_BOX_M = 10.0  # from a mast or a street cabinet to its delivery box
SHARED_WITHIN_M = 3.0
SOFT_GROUND = ("park", "green")

Feed = Literal["permanent", "night", "grid"]
_WITH_A_FEED: tuple[Feed, ...] = ("permanent", "night", "grid")
_FED_BY_OTHERS: tuple[SiteLink, ...] = ("poe", "local")


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerRun:
    """The feed of one point: metres of cable, of trench of its own, of duct in a data trench."""

    point: str
    position: Point | None  # None for a street cabinet, whose place the network keeps
    feed: Feed
    cable_m: float
    trench_m: float = 0.0
    shared_m: float = 0.0
    surface: Literal["soft", "foot"] = "foot"


def power_runs(
    points: tuple[VideoPoint, ...], links: Mapping[str, SiteLink], scene: Scene, network: Network
) -> tuple[PowerRun, ...]:
    """Give the feed to build for each new point and each street cabinet.

    Parameters
    ----------
    points : tuple of VideoPoint
        New points.
    links : Mapping of str to SiteLink
        How the network links each point; a point fed through its copper link, or standing at the
        supervision building, needs no feed unless the plan asks for one.
    scene : Scene
        Lamps and soft ground.
    network : Network
        Trenches to share, street cabinets to feed.

    Returns
    -------
    tuple of PowerRun
        Metres, horizontal and up the support.
    """
    lamps = lamps_of(scene)
    trenches = [segment.line for segment in network.segments if segment.medium == "trench"]
    beside = shapely.union_all(trenches).buffer(SHARED_WITHIN_M)
    runs = [
        _run(point, feed, lamps=lamps, beside=beside, scene=scene)
        for point in points
        for feed in _WITH_A_FEED
        if point.power == feed and not _fed_by_others(point, links)
    ]
    return (*runs, *_cabinets(network, {point.id for point in points}))


def _fed_by_others(point: VideoPoint, links: Mapping[str, SiteLink]) -> bool:
    return point.power_assumed and links.get(point.id) in _FED_BY_OTHERS


def _run(
    point: VideoPoint, feed: Feed, *, lamps: Lamps, beside: BaseGeometry, scene: Scene
) -> PowerRun:
    height = point.mast_height_m or 0.0
    if point.support == "lamp":
        return PowerRun(point=point.id, position=point.position, feed=feed, cable_m=height)
    lamp = None if feed == "grid" else nearest_lamp(lamps, point.position)
    if lamp is None:
        length, shared = DELIVERY_BOX_M, 0.0
    else:
        line = LineString([point.position, lamp])
        length, shared = line.length, line.intersection(beside).length
    in_ground = point.support == "mast"
    return PowerRun(
        point=point.id,
        position=point.position,
        feed=feed,
        cable_m=length + height,
        trench_m=length - shared if in_ground else 0.0,
        shared_m=shared if in_ground else 0.0,
        surface="soft" if _on_soft_ground(point.position, scene) else "foot",
    )


def _on_soft_ground(position: Point, scene: Scene) -> bool:
    return any(
        area.kind in SOFT_GROUND and area.polygon.intersects(position) for area in scene.areas
    )


def _cabinets(network: Network, points: set[str]) -> Iterator[PowerRun]:
    """Give the feeds of the street cabinets that stand at no video point."""
    for item in network.items:
        if item.item == "cabinet_street" and item.subject not in points:
            for _ in range(round(item.quantity)):
                yield PowerRun(
                    point=item.subject,
                    position=None,
                    feed="grid",
                    cable_m=DELIVERY_BOX_M,
                    trench_m=DELIVERY_BOX_M,
                )
