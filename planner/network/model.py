"""Records of the network. Money in cents EUR HT at likely prices, lengths planar in metres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shapely import LineString

from planner.equipment.model import Item
from planner.findings import Finding

Medium = Literal["trench", "duct", "aerial", "radio", "copper"]
SiteLink = Literal["fibre", "poe", "radio", "operator", "existing", "local"]
Surface = Literal["soft", "foot", "road", "paved", "bore", "none"]
Stopped = Literal["optimal", "count", "time"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSite:
    """How one video point is linked. ``local``: the point is at the supervision building."""

    id: str
    link: SiteLink
    length_m: float  # along the run to the supervision building, 0 for an operator line
    via: tuple[str, ...]  # street names in order
    snap_m: float  # from the support to the street edge, counted in the trench
    cost_cents: int  # what is spent for this site alone (ends, modules, switch, fee)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A run between two junctions, in one medium, on one surface."""

    id: str
    medium: Medium
    surface: Surface
    surface_assumed: bool
    length_m: float
    street: str
    sites: tuple[str, ...]  # ids of the points whose pictures pass here
    line: LineString
    cost_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A design with its proof. ``gap = (objective - bound) / objective``, 0 when both are 0."""

    objective: str
    objective_cents: int
    lower_bound_cents: int
    gap: float
    proven: bool
    stopped: Stopped
    investment_cents: int
    running_cents_per_year: int
    sites: tuple[NetworkSite, ...]
    segments: tuple[Segment, ...]
    items: tuple[Item, ...]  # what the network design decides, priced: sums to investment_cents
    findings: tuple[Finding, ...] = ()
