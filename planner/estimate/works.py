"""Works: what a plan builds, as the quantity rules look at it. Only what is new is built."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import shapely
from shapely import STRtree

from planner.equipment.model import Body, Equipment, VideoPoint
from planner.estimate.power_runs import PowerRun, power_runs
from planner.network.model import Network, SiteLink
from planner.plan import Plan
from planner.scene.model import Scene

TRENCHES = ("tr_soft", "tr_foot", "tr_road", "tr_paved")
HARD = ("tr_foot", "tr_road", "tr_paved")
COATED = ("tr_foot", "tr_road")  # asphalt to be searched for asbestos before it is cut
BRANCH = 3  # runs that meet where a trench divides


@dataclass(frozen=True, slots=True, kw_only=True)
class Works:
    """A plan, what it needs and its network, with what several rules ask of them.

    Attributes
    ----------
    points : tuple of VideoPoint
        With at least one new camera.
    bodies : tuple of Body
        New cameras.
    links : Mapping of str to SiteLink
        By point id.
    runs : tuple of PowerRun
        Feeds to build.
    trench_m : Mapping of str to float
        Metres by ``tr_*`` item, for the network and for the power runs together; ``bore`` too.
    data_trench_m : float
        Metres of the network's trenches and bores alone.
    streets : tuple of str
        Names of the streets where something is dug, sorted; unnamed ways are one.
    """

    plan: Plan
    equipment: Equipment
    network: Network
    points: tuple[VideoPoint, ...]
    bodies: tuple[Body, ...]
    links: Mapping[str, SiteLink]
    runs: tuple[PowerRun, ...]
    trench_m: Mapping[str, float]
    data_trench_m: float
    streets: tuple[str, ...]

    def link(self, point: VideoPoint) -> SiteLink | None:
        """Give how a point is linked, None when the network does not reach it."""
        return self.links.get(point.id)

    def designed(self, item: str) -> float:
        """Give how many of an item the network design counts."""
        return sum(one.quantity for one in self.network.items if one.item == item)

    def metres(self, items: tuple[str, ...]) -> float:
        """Give the metres of several kinds of trench together."""
        return sum(self.trench_m.get(item, 0.0) for item in items)

    def new_masts(self) -> Iterator[tuple[str, float]]:
        """Give (id, height in metres) of the masts to plant, drawn or implied by a camera."""
        for mast in self.plan.masts:
            if mast.status == "new":
                yield mast.id, mast.height_m
        drawn = {mast.id for mast in self.plan.masts}
        for point in self.points:
            if point.mast_status == "new" and point.id not in drawn:
                yield point.id, point.mast_height_m or 0.0

    def branches(self) -> int:
        """Count the places where three trenches or more meet."""
        ends: Counter[tuple[float, float]] = Counter()
        for segment in self.network.segments:
            if segment.medium == "trench":
                coords = shapely.get_coordinates(segment.line)
                for x, y in (coords[0], coords[-1]):
                    ends[round(float(x), 2), round(float(y), 2)] += 1
        return sum(count >= BRANCH for count in ends.values())


def survey(plan: Plan, scene: Scene, equipment: Equipment, network: Network) -> Works:
    """Look a plan over, once for all the quantity rules.

    Parameters
    ----------
    plan : Plan
        Masts, panels, relays and options.
    scene : Scene
        Streets, lamps and soft ground.
    equipment : Equipment
        Points and bodies.
    network : Network
        Its items, sites and segments.

    Returns
    -------
    Works
        What the rules count on.
    """
    points = tuple(point for point in equipment.points if point.new_cameras)
    links = {site.id: site.link for site in network.sites}
    runs = power_runs(points, links, scene, network)
    data = {
        item: sum(one.quantity for one in network.items if one.item == item)
        for item in (*TRENCHES, "bore")
    }
    power: defaultdict[str, float] = defaultdict(float)
    for run in runs:
        power[f"tr_{run.surface}"] += run.trench_m
    return Works(
        plan=plan,
        equipment=equipment,
        network=network,
        points=points,
        bodies=tuple(body for body in equipment.bodies if body.status == "new"),
        links=links,
        runs=runs,
        trench_m={item: metres + power[item] for item, metres in data.items()},
        data_trench_m=sum(data.values()),
        streets=_dug_streets(scene, network, runs, points),
    )


def _dug_streets(
    scene: Scene, network: Network, runs: tuple[PowerRun, ...], points: tuple[VideoPoint, ...]
) -> tuple[str, ...]:
    """Give the streets of the trenches, of the power runs and of the new masts."""
    named = {segment.street for segment in network.segments if segment.medium == "trench"}
    places = [run.position for run in runs if run.trench_m and run.position is not None]
    places += [point.position for point in points if point.mast_status == "new"]
    if scene.streets and places:
        nearest = STRtree([street.line for street in scene.streets]).nearest(places)
        named |= {scene.streets[int(k)].name for k in nearest}
    return tuple(sorted(named))
