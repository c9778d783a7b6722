"""What may link each point: its own trench and fibre, copper, or an operator's line.

- ``existing`` points cost nothing. A point at the supervision building (on or within 2 m of the
  building that holds it, or within 10 m) is ``local``: copper indoors, counted by the estimate
  with the drop of each camera, and no trench.
- ``fibre`` and ``operator`` are obeyed, ``poe`` within 90 m of run (``copper``). ``radio`` is
  not designed yet: a finding, and the point is taken as ``auto``.
- ``auto``: the commune's own trench or an operator's line, whichever serves the objective, when
  the objective counts what a line costs each year (``cost``). ``investment`` and ``remainder``
  do not see a subscription: any line would beat any trench, so an operator's line is then only
  for points that no trench reaches, and a finding names those it would serve for less.
- An operator's line is 4G up to 0.5 Mbit/s sent without rest (0.16 TB a month: a hypothesis of
  Vigie), else FTTH, whose router the subscription provides. Whether an operator serves the
  mast is for the commune to check.
- An external supervision centre is reached by operators' lines only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from shapely import Point
from shapely.geometry.base import BaseGeometry

from planner.equipment.model import VideoPoint
from planner.findings import Finding, note, warning
from planner.network.prices import MONTHS, PER_PIECE, NetworkPrices
from planner.plan import Plan
from planner.scene.model import Scene

LOCAL_M = 10.0
ON_BUILDING_M = 2.0
COPPER_M = 90.0  # of a run with its vertical parts; the channel's other 10 m are patch cords
MOBILE_MBPS = 0.5
UPLOAD_MBPS = 100.0  # sent by an FTTH line (a hypothesis, reference network.md 2.2)
LINE_LOAD = 0.7 / 1.3  # 30 % of headroom on the streams, 70 % of the line at most

FIBRE_PIECES = {"fib_end": 2, "sfp_pair": 1, "sw_poe": 1}

Kind = Literal["existing", "local", "operator", "poe", "fibre", "choice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorLine:
    """A line rented from an operator: what is bought, and what is paid each year."""

    item: str
    yearly_cents: int

    def pieces(self) -> dict[str, int]:
        """Count what is bought for it."""
        return {self.item: 1, "sw_poe": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A point and the links it may have.

    ``choice``: fibre or operator; ``penalty`` is then what the line costs more than the ends of
    a fibre, in hundredths of a cent, over the years that the objective counts.
    """

    point: VideoPoint
    kind: Kind
    line: OperatorLine
    penalty: int = 0


def needs_of(
    points: Sequence[VideoPoint], scene: Scene, plan: Plan, prices: NetworkPrices
) -> tuple[tuple[Need, ...], tuple[Finding, ...]]:
    """Say what may link each point.

    Parameters
    ----------
    points : sequence of VideoPoint
    scene : Scene
        Its buildings tell which points are at the supervision building.
    plan : Plan
        Its supervision, objective and years.
    prices : NetworkPrices

    Returns
    -------
    tuple of Need
        In the order of the points.
    tuple of Finding
        Links that were asked and are not designed, or not possible.
    """
    homes = homes_of(scene, plan.supervision.position)
    needs: list[Need] = []
    findings: list[Finding] = []
    for point in points:
        line = operator_line(point, prices)
        kind = _kind(point, plan, homes)
        penalty = _penalty(line, plan, prices) if kind == "choice" else 0
        if kind == "choice" and penalty < 0:  # the line costs less than the ends of a fibre
            kind, penalty = "operator", 0
        needs.append(Need(point=point, kind=kind, line=line, penalty=penalty))
        findings += _remarks(point, plan, kind)
    return tuple(needs), tuple(findings)


def homes_of(scene: Scene, supervision: Point) -> tuple[BaseGeometry, ...]:
    """Give the footprints that hold the supervision."""
    return tuple(
        building.footprint for building in scene.buildings if building.footprint.covers(supervision)
    )


def operator_line(point: VideoPoint, prices: NetworkPrices) -> OperatorLine:
    """Choose the operator's line that carries the streams of a point."""
    if point.mbps <= MOBILE_MBPS:
        return OperatorLine(item="r4g", yearly_cents=MONTHS * prices.unit["sub_4g"])
    return OperatorLine(item="ftth_fee", yearly_cents=MONTHS * prices.unit["sub_ftth"])


def years_counted(objective: str, years: int) -> int:
    """Give the years of subscription that an objective counts."""
    return years if objective == "cost" else 0


def _kind(point: VideoPoint, plan: Plan, homes: Sequence[BaseGeometry]) -> Kind:
    if point.existing:
        return "existing"
    if point.link == "operator" or plan.supervision.external:
        return "operator"
    if _is_local(point, plan.supervision.position, homes):
        return "local"
    if point.link in {"poe", "fibre"}:
        return "poe" if point.link == "poe" else "fibre"
    return "choice" if years_counted(plan.objective, plan.years) else "fibre"


def _is_local(point: VideoPoint, supervision: Point, homes: Sequence[BaseGeometry]) -> bool:
    if point.position.distance(supervision) > COPPER_M:
        return False
    near = point.position.distance(supervision) <= LOCAL_M
    return near or any(home.distance(point.position) <= ON_BUILDING_M for home in homes)


def _penalty(line: OperatorLine, plan: Plan, prices: NetworkPrices) -> int:
    """Give what a line costs more than the ends of a fibre, over the years counted."""
    rented = prices.pieces(line.pieces()) + PER_PIECE * line.yearly_cents * plan.years
    return rented - prices.pieces(FIBRE_PIECES)


def _remarks(point: VideoPoint, plan: Plan, kind: Kind) -> list[Finding]:
    found: list[Finding] = []
    if kind == "existing":
        return found
    if point.link == "radio":
        found.append(warning("radio_not_designed", subject=point.id))
    if plan.supervision.external and point.link in {"fibre", "poe"}:
        found.append(warning("own_link_to_external", subject=point.id))
    return found


def overloaded(need: Need) -> Finding | None:
    """Tell when an operator's line is too slow for the streams of a point."""
    capacity = UPLOAD_MBPS * LINE_LOAD
    if need.line.item == "r4g" or need.point.mbps <= capacity:
        return None
    return warning(
        "operator_line_overloaded",
        subject=need.point.id,
        mbps=need.point.mbps,
        capacity_mbps=capacity,
    )


def lines_to_check(needs: Sequence[Need]) -> Finding | None:
    """Ask to check that an operator serves the points given a line."""
    names = tuple(need.point.id for need in needs)
    return note("operator_service_to_check", points=names, count=len(names)) if names else None
