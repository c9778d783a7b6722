"""The Plan: equipment put on supports, zones to cover, where the pictures go. Metres, degrees.

Read from GeoJSON by ``geodata.plans``; coordinates are in the scene's CRS. Field names and
words are those of the plan file (docs/reference: plan file).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.errors import VigieError
from planner.findings import Finding
from planner.money import round_cents
from planner.optics import Optics

Support = Literal["mast", "facade", "lamp", "pole"]
Mission = Literal["detect", "observe", "recognise", "identify", "plate"]
Link = Literal["auto", "fibre", "poe", "radio", "operator"]
Power = Literal["permanent", "night", "grid", "solar", "existing"]
Status = Literal["new", "existing"]

HIGHEST_TARGET_M = 10.0  # of what is watched: no person nor vehicle is taller


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensor:
    """One sensor of a multi-sensor head."""

    bearing_deg: float
    tilt_deg: float
    optics: Optics


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """One position of a PTZ camera."""

    name: str
    bearing_deg: float
    tilt_deg: float
    hfov_deg: float
    home: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """A camera body. ``optics`` wins over ``model``; bearing clockwise from north."""

    id: str
    position: Point
    height_m: float
    bearing_deg: float = 0.0
    tilt_deg: float = 0.0
    model: str = ""  # catalogue id
    optics: Optics | None = None
    focal_mm: float | None = None
    hfov_deg: float | None = None
    mast: str = ""  # id of a mast of the plan
    support: Support = "mast"
    sensors: tuple[Sensor, ...] = ()
    presets: tuple[Preset, ...] = ()
    ir_range_m: float | None = None
    mission: Mission | None = None
    purposes: tuple[int, ...] = ()
    justification: str = ""
    plate_software: Literal["none", "search", "reading"] = "none"
    audio: bool = False
    masks: tuple[tuple[tuple[float, float], ...], ...] = ()
    link: Link = "auto"
    power: Power | None = None
    phase: str = ""
    year: int | None = None
    status: Status = "new"
    executed: bool | None = None
    label: str = ""
    stream: tuple[int, int] | None = None  # pixels of the recorded mode; None: all of the sensor's


@dataclass(frozen=True, slots=True, kw_only=True)
class Mast:
    """A mast of the plan."""

    id: str
    position: Point
    height_m: float
    status: Status = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision:
    """Where the pictures go. ``external``: a centre reached by an operator line."""

    id: str
    position: Point
    label: str = ""
    external: bool = False
    operator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """Ground to be covered at a level of the plan's standard."""

    id: str
    polygon: Polygon
    label: str
    level: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A third party's door or window, surveyed."""

    id: str
    position: Point
    kind: str = "door"
    use: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """An information panel."""

    id: str
    position: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Duct:
    """An existing duct or aerial line, offered to the network."""

    id: str
    line: LineString
    medium: Literal["duct", "aerial"] = "duct"


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceCorrection:
    """The true surface of a street stretch: soft, foot, road or paved."""

    id: str
    line: LineString
    surface: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A run pinned by hand."""

    id: str
    line: LineString
    medium: str = "trench"
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Forbidden:
    """Where no trench may go."""

    id: str
    geometry: BaseGeometry
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A radio relay."""

    id: str
    position: Point
    height_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousAward:
    """An aid already obtained."""

    scheme: str
    date: str = ""
    amount_cents: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who asks. ``None`` means unknown, never no."""

    name: str = ""
    kind: Literal["commune", "epci"] | None = None
    project_owner: Literal["commune", "epci", "federation"] = "commune"
    department: str = ""
    region: str = ""
    population_municipale: int | None = None
    population_totale: int | None = None
    population_year: int | None = None
    first_equipment: bool | None = None
    previous_awards: tuple[PreviousAward, ...] | None = None  # None: not said


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceOverride:
    """A price set by the plan: likely (and range) in cents, with the document that says so."""

    item: str
    low_cents: int
    likely_cents: int
    high_cents: int
    source: str
    date: str = ""
    status: str = "quote"


def price_override(
    item: str,
    euros: tuple[Decimal | float | None, Decimal | float, Decimal | float | None],
    *,
    source: str,
    error: type[VigieError],
    date: str = "",
    status: str = "quote",
) -> PriceOverride:
    """Make the price of an item from its low, likely and high values.

    Parameters
    ----------
    item : str
        Price id of the catalogue.
    euros : tuple of three
        EUR HT, or percent for percentage units; a missing bound is the likely value.
    source, date, status : str
        The document that says so.
    error : type of VigieError

    Raises
    ------
    VigieError
        ``price_out_of_order`` unless 0 <= low <= likely <= high.
    """
    likely = round_cents(euros[1])
    low, high = (likely if bound is None else round_cents(bound) for bound in (euros[0], euros[2]))
    if not 0 <= low <= likely <= high:
        raise error("price_out_of_order", item=item, low=low, likely=likely, high=high)
    return PriceOverride(
        item=item,
        low_cents=low,
        likely_cents=likely,
        high_cents=high,
        source=source,
        date=date,
        status=status,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOption:
    """An optional item of the catalogue that the plan asks for (anti-climb device, cooling...)."""

    item: str
    quantity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that was asked. ``date`` (ISO) is the only date that a result uses.

    Bearings are counted from the plan's own north: geographic north in a file in degrees, the
    grid's in a file in metres. ``north_deg`` is the bearing of that north in the scene's grid
    (docs/decisions/0012).
    """

    title: str = ""
    communes: tuple[str, ...] = ()
    date: str
    schemes: tuple[str, ...] = ("hauts-de-france-prochaine",)
    standard: str = "dori-2015"
    target_height_m: float = 1.7
    also_heights_m: tuple[float, ...] = ()  # seen besides: 0 for the feet of a whole person
    retention_days: int | None = None
    objective: str = "investment"
    years: int = 10
    prices: tuple[PriceOverride, ...] = ()
    options: tuple[PlanOption, ...] = ()  # optional items asked for, off by default
    notes: str = ""
    applicant: Applicant = Applicant()
    supervision: Supervision
    cameras: tuple[Camera, ...] = ()
    masts: tuple[Mast, ...] = ()
    zones: tuple[Zone, ...] = ()
    openings: tuple[Opening, ...] = ()
    panels: tuple[Panel, ...] = ()
    ducts: tuple[Duct, ...] = ()
    surfaces: tuple[SurfaceCorrection, ...] = ()
    routes: tuple[Route, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    relays: tuple[Relay, ...] = ()
    north_deg: float = 0.0
    findings: tuple[Finding, ...] = ()  # what reading the plan noticed
