"""Records of the equipment: points, streams and the needs of the head-end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shapely import Point

from planner.findings import Finding
from planner.plan import Link, Power, Status, Support


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoPoint:
    """One support with one or several cameras: what the network must reach.

    ``id`` is the mast's id, or the first camera's id. ``mast_status`` is None when the support
    is not a mast of the project (facade, lamp, pole).
    """

    id: str
    position: Point
    support: Support
    cameras: tuple[str, ...]
    new_cameras: tuple[str, ...]
    mast_status: Status | None
    mast_height_m: float | None
    streams: int
    mbps: float
    power_w: float
    power: Power
    power_assumed: bool
    link: Link
    existing: bool  # every camera already in place: costs nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One recorded stream: what recorder, licences and disks are counted on."""

    camera: str
    codec: str
    fps: float
    width_px: int
    height_px: int
    mbps: float
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """The storage note: TB = sum(Mbit/s) x 86 400 x days / 8 / 1e6, plus overhead."""

    days: int
    days_assumed: bool
    mbps: float
    net_tb: float
    overhead: float
    usable_tb: float
    recorder: Literal["nvr_small", "srv"]
    streams: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A counted thing: price id, quantity in the catalogue's unit, and its quantity rule."""

    item: str
    quantity: float
    rule: str  # code of the quantity rule, ``rules.<rule>`` in the texts
    subject: str = ""  # point, street or empty for the whole system


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One camera body: the price item it is bought as, and the point that carries it."""

    camera: str
    point: str
    item: str
    height_m: float  # of the lens above ground
    axes: int
    streams: int
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Points, bodies, axes and streams are never mixed: published "cameras" mix them."""

    points: int = 0
    bodies: int = 0
    axes: int = 0
    streams: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """Everything but the network. ``counts`` tells the whole plan, ``new_counts`` what is new."""

    points: tuple[VideoPoint, ...]
    streams: tuple[Stream, ...]
    storage: Storage
    screens: int
    bodies: tuple[Body, ...] = ()
    counts: Counts = Counts()
    new_counts: Counts = Counts()
    findings: tuple[Finding, ...] = ()
