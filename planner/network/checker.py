"""A second look at a design, from its geometry and the price list alone.

Nothing here uses the graph or the optimiser: lengths are measured on the lines drawn, points
are followed home from end to end of the segments, prices are applied again. Each rule is named
after the fault it finds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely import Point

from planner.equipment.model import VideoPoint
from planner.network.crossings import forbidden_ground
from planner.network.model import Network, Segment
from planner.network.options import COPPER_M, homes_of, years_counted
from planner.plan import Plan
from planner.scene.model import Scene

LENGTH_M = 0.02  # a drawn line and its stated length agree within this
TOUCH_M = 0.011  # two ends nearer than this are the same place
DUG_M = 0.05  # a trench may touch the edge of forbidden ground
OPENING = {
    ("trench", "soft"): "tr_soft",
    ("trench", "foot"): "tr_foot",
    ("trench", "road"): "tr_road",
    ("trench", "paved"): "tr_paved",
    ("trench", "bore"): "bore",
    ("duct", "none"): "duct_clear",
    ("copper", "none"): "cat6",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Case:
    """A design with what it was asked."""

    scene: Scene
    plan: Plan
    points: Sequence[VideoPoint]
    prices: Mapping[str, int]
    network: Network

    def link(self, site: str) -> str:
        return next((one.link for one in self.network.sites if one.id == site), "")

    def dug(self) -> list[Segment]:
        return [segment for segment in self.network.segments if segment.medium != "copper"]


def check(
    scene: Scene,
    plan: Plan,
    points: Sequence[VideoPoint],
    prices: Mapping[str, int],
    network: Network,
) -> tuple[str, ...]:
    """Look for what a design says of itself that its geometry or prices deny.

    Parameters
    ----------
    scene, plan, points, prices
        What the design was made from.
    network : Network
        The design.

    Returns
    -------
    tuple of str
        ``fault: subject``, empty when all is well.
    """
    case = _Case(scene=scene, plan=plan, points=points, prices=prices, network=network)
    rules = (
        points_forgotten,
        lengths_that_differ,
        segments_that_serve_nobody,
        points_cut_off,
        copper_too_long,
        loops_of_fibre,
        forbidden_ground_dug,
        segments_wrongly_priced,
        quantities_that_differ,
        sums_that_differ,
        bounds_that_lie,
    )
    return tuple(f"{rule.__name__}: {subject}" for rule in rules for subject in rule(case))


def points_forgotten(case: _Case) -> Iterator[str]:
    """Find points without a site, and existing points that cost something."""
    if [site.id for site in case.network.sites] != [point.id for point in case.points]:
        yield "sites"
    for point, site in zip(case.points, case.network.sites, strict=False):
        if point.existing and (site.link != "existing" or site.cost_cents):
            yield point.id


def lengths_that_differ(case: _Case) -> Iterator[str]:
    """Find segments whose line is not as long as they say."""
    for segment in case.network.segments:
        if abs(segment.line.length - segment.length_m) > LENGTH_M:
            yield segment.id


def segments_that_serve_nobody(case: _Case) -> Iterator[str]:
    """Find segments without a point, or with one that has no link along the ground."""
    for segment in case.network.segments:
        if not segment.sites or any(case.link(s) not in {"fibre", "poe"} for s in segment.sites):
            yield segment.id


def points_cut_off(case: _Case) -> Iterator[str]:
    """Find points that their segments do not bring home, or by another length than said."""
    position = {point.id: point.position for point in case.points}
    for site in case.network.sites:
        if site.link not in {"fibre", "poe"} or site.id not in position:
            continue
        mine = [segment for segment in case.dug() if site.id in segment.sites]
        stated = round(sum(segment.length_m for segment in mine), 2)
        if not _comes_home(case, position[site.id], mine) or stated != round(site.length_m, 2):
            yield site.id


def _comes_home(case: _Case, start: Point, segments: Sequence[Segment]) -> bool:
    """Follow segments from end to end, each once, from a point to the supervision building."""
    here, left = start, list(segments)
    while left:
        ahead = next((one for one in left if _far_end(one, here) is not None), None)
        if ahead is None:
            return False
        here = _far_end(ahead, here) or here
        left.remove(ahead)
    home = case.plan.supervision.position
    walls = homes_of(case.scene, home)
    return here.distance(home) <= TOUCH_M or any(wall.distance(here) <= TOUCH_M for wall in walls)


def _far_end(segment: Segment, here: Point) -> Point | None:
    """Give the other end of a segment that starts at a place, None when it does not."""
    first, last = Point(segment.line.coords[0]), Point(segment.line.coords[-1])
    if first.distance(here) <= TOUCH_M:
        return last
    return first if last.distance(here) <= TOUCH_M else None


def copper_too_long(case: _Case) -> Iterator[str]:
    """Find copper runs over 90 m."""
    for segment in case.network.segments:
        if segment.medium == "copper" and segment.line.length > COPPER_M:
            yield segment.id


def loops_of_fibre(case: _Case) -> Iterator[str]:
    """Find a fibre network that is no tree: more segments than places less one."""
    fibre = [s for s in case.dug() if any(case.link(site) == "fibre" for site in s.sites)]
    ends = [Point(s.line.coords[at]) for s in fibre for at in (0, -1)]
    if not ends:
        return
    group = list(range(len(ends)))
    for one, two in shapely.STRtree(ends).query(ends, "dwithin", distance=TOUCH_M).T.tolist():
        group = [group[one] if label == group[two] else label for label in group]
    if len(fibre) != len(set(group)) - 1:
        yield "fibre"


def forbidden_ground_dug(case: _Case) -> Iterator[str]:
    """Find trenches in forbidden ground."""
    for ground in forbidden_ground(case.plan.forbidden):
        for segment in case.network.segments:
            inside = shapely.intersection(segment.line, ground).length
            if segment.medium == "trench" and inside > DUG_M:
                yield segment.id


def segments_wrongly_priced(case: _Case) -> Iterator[str]:
    """Find segments whose cost is not length times prices, within a cent for each item."""
    setup = case.prices["bore_setup"]
    for segment in case.network.segments:
        rest = segment.cost_cents - segment.length_m * _per_metre(case, segment)
        if segment.surface == "bore" and setup:
            rest -= setup * round(rest / setup)
        if abs(rest) > 3.0:
            yield segment.id


def _per_metre(case: _Case, segment: Segment) -> int:
    """Give what a metre of a segment costs, in cents."""
    opening = OPENING.get((segment.medium, segment.surface), "")
    price = case.prices[opening] if opening else 0
    if segment.medium != "copper" and any(case.link(site) == "fibre" for site in segment.sites):
        price += case.prices["fib_aerial" if segment.medium == "aerial" else "fib_duct"]
    return price


def quantities_that_differ(case: _Case) -> Iterator[str]:
    """Find items in metres whose quantity is not the sum of the segments."""
    metres: dict[str, float] = defaultdict(float)
    for segment in case.network.segments:
        opening = OPENING.get((segment.medium, segment.surface))
        if opening:
            metres[opening] += segment.length_m
    counted = {item.item: item.quantity for item in case.network.items}
    for name in sorted(set(OPENING.values())):
        if abs(metres[name] - counted.get(name, 0.0)) > 1e-6:
            yield name


def sums_that_differ(case: _Case) -> Iterator[str]:
    """Find sums that do not agree to the cent."""
    network = case.network
    spent = sum(one.cost_cents for one in network.segments)
    spent += sum(one.cost_cents for one in network.sites)
    if spent != network.investment_cents:
        yield "segments and sites"
    billed = sum(_rounded(item.quantity, case.prices[item.item]) for item in network.items)
    if billed != network.investment_cents:
        yield "items"
    years = years_counted(case.plan.objective, case.plan.years)
    counted = network.investment_cents + years * network.running_cents_per_year
    if counted != network.objective_cents:
        yield "objective"


def _rounded(quantity: float, cents: int) -> int:
    """Multiply hundredths of a unit by cents, halves up, in whole numbers."""
    return (round(quantity * 100) * cents + 50) // 100


def bounds_that_lie(case: _Case) -> Iterator[str]:
    """Find a bound above the objective, a gap that is not theirs, a proof without its bound."""
    network = case.network
    objective, bound = network.objective_cents, network.lower_bound_cents
    gap = (objective - bound) / objective if objective else 0.0
    if not 0 <= bound <= objective:
        yield "bound"
    if gap != network.gap:
        yield "gap"
    if network.proven != (gap <= 1e-6) or (network.stopped == "optimal") != network.proven:
        yield "proof"
