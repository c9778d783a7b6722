"""Records of the catalogue: sources, camera models, prices, standards, schemes.

A value without a source, a date and a status does not load (see ``reader``). Money is in
integer cents, excluding VAT. Labels are (French, English).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from planner.money import Amount
from planner.optics import Panoramic, Rectilinear

Category = Literal["C1", "C2", "C3", "C4", "none"]
Eligible = Literal["yes", "no", "to_confirm"]
PriceStatus = Literal["verified", "dated", "hypothesis", "quote"]
FieldStatus = Literal["verified", "presumed", "unknown"]
CameraKind = Literal["fixed", "plate", "ptz", "multi", "panoramic", "nomad"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The two names of a thing."""

    fr: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a value was read. ``checked_on`` is the ISO date somebody last read it."""

    title: str
    href: str = ""
    date: str = ""  # date or year of the source itself, "undated" when it has none
    checked_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """A unit price EUR HT. For percentage units, cents are hundredths of a percent (4 % = 400).

    ``because`` is the code of the reason why it is eligible or not (``because.<code>`` in the
    texts), ``family`` the lot it belongs to, ``since`` the ISO date from which it is in force.
    """

    id: str
    label: Label
    unit: str
    amount: Amount
    category: Category
    eligible: Eligible
    status: PriceStatus
    source: Source
    note: str = ""
    because: str = ""
    family: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bitrate:
    """A stream: definition, compression and what it weighs."""

    codec: str
    fps: float
    mbps: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraModel:
    """A generic camera (no brand). Field of view at both ends of the zoom.

    ``status`` and ``source`` speak of the optics, on which coverage rests; the stream, the power,
    the infrared range, the sensor and the tilt are hypotheses, each sourced in the file.
    """

    id: str
    label: Label
    kind: CameraKind
    item: str  # price id
    width_px: int
    height_px: int
    focal_min_mm: float
    focal_max_mm: float
    hfov_wide_deg: float
    hfov_tele_deg: float
    streams: int
    stream: Bitrate
    power_w: float
    ir_range_m: float | None
    microphone: bool
    sensors: int
    status: PriceStatus
    source: Source
    note: str = ""
    sensor_width_mm: float | None = None  # area read by the mode of ``width_px`` x ``height_px``
    sensor_height_mm: float | None = None
    tilt_max_deg: float | None = None  # PTZ: how far below the horizon the axis can turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level of a standard: name (id), label and least density in px/m."""

    name: str
    label: Label
    min_px_per_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A scale of pixel densities, with its edition. Levels from coarse to fine."""

    id: str
    label: Label
    edition: str
    levels: tuple[Level, ...]
    status: PriceStatus
    source: Source
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateRule:
    """How sharp a plate must be for a person to read it. Angles are the greatest allowed.

    ``plate_px`` is the width in pixels that a plate of ``Plates.width_m`` shows.
    """

    id: str
    label: Label
    plate_px: float
    horizontal_deg: float
    vertical_deg: float
    status: PriceStatus
    source: Source
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plates:
    """What a plate check rests on: the plate, the speeds, the lanes, and rules of sharpness.

    Attributes
    ----------
    width_m, height_m : float
        Of the plate, and of its middle above the ground.
    blur_px : float
        How far a plate may move in the picture while the shutter is open.
    speeds_kmh : tuple of float
        Speeds for which the longest exposure is told.
    lane_width_m : float
        A carriageway has as many lanes as whole times this width.
    rules : tuple of PlateRule
        The first is the one that a camera is judged by.
    """

    width_m: float
    height_m: float
    blur_px: float
    speeds_kmh: tuple[float, ...]
    lane_width_m: float
    rules: tuple[PlateRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A field of a scheme: its value, how sure it is, where it was read."""

    value: object
    status: FieldStatus
    source: Source | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """An edition of a funder's rules; every field carries its status.

    ``fields`` is keyed by the names of docs/reference (schemes): region, department,
    beneficiaries, population_max, population_kind, prior_award_exclusion, first_equipment,
    scope, window, basis, rate, cap_eur, start_of_works, categories, exclusions, payment,
    minimum_project_eur, ceilings, required_pieces.
    """

    id: str
    label: Label
    funder: str
    edition: str
    fields: Mapping[str, Ruled]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything dated, as of one date. ``date`` is the newest date among its files."""

    date: str
    sha256: str
    cameras: Mapping[str, CameraModel]
    prices: Mapping[str, Price]
    standards: Mapping[str, Standard]
    schemes: Mapping[str, Scheme]
    vat_rate: Decimal
    plates: Plates | None = None


Optics = Rectilinear | Panoramic
