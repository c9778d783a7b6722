"""The plate file: the plate, the speeds, the lanes, and how sharp a plate must be to be read."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import cast

from planner.catalogues.documents import Entry
from planner.catalogues.model import PlateRule, Plates, PriceStatus, Source
from planner.catalogues.sourced import PRICE_STATUSES, label, named_sources, source

_RULE = ("label", "plate_px", "horizontal_deg", "vertical_deg", "status", "source")
_FLAT_DEG = 90.0


def parse_plates(top: Entry) -> Plates:
    """Read the plate file.

    Parameters
    ----------
    top : Entry
        The file: ``sources`` named once; ``plate``, ``blur``, ``speeds``, ``lane``, each with its
        status and source; ``rules`` keyed by id, from coarse to fine.

    Returns
    -------
    Plates
        Metres, pixels, km/h, degrees.

    Raises
    ------
    CatalogueError
        When a field is missing, unknown, unsourced, nought or out of order.
    """
    top.only(("plate", "blur", "speeds", "lane", "rules"), optional=("sources",))
    named = named_sources(top)
    plate = _sourced(top, "plate", ("width_m", "height_m"), named)
    rules = tuple(_rule(name, entry, named) for name, entry in top.entries("rules"))
    if not rules:
        raise top.fault("catalogue_missing_field", "rules")
    for coarse, fine in pairwise(rules):
        if coarse.plate_px >= fine.plate_px:
            raise top.fault("catalogue_bad_value", f"rules.{fine.id}", value=fine.plate_px)
    return Plates(
        width_m=_positive(plate, "width_m"),
        height_m=_positive(plate, "height_m"),
        blur_px=_positive(_sourced(top, "blur", ("px",), named), "px"),
        speeds_kmh=_speeds(_sourced(top, "speeds", ("kmh",), named)),
        lane_width_m=_positive(_sourced(top, "lane", ("width_m",), named), "width_m"),
        rules=rules,
    )


def _rule(name: str, entry: Entry, named: Mapping[str, Source]) -> PlateRule:
    entry.only(_RULE, optional=("note", "checked_on"))
    status = entry.choice("status", PRICE_STATUSES)
    return PlateRule(
        id=name,
        label=label(entry),
        plate_px=_positive(entry, "plate_px"),
        horizontal_deg=_positive(entry, "horizontal_deg", most=_FLAT_DEG),
        vertical_deg=_positive(entry, "vertical_deg", most=_FLAT_DEG),
        status=cast("PriceStatus", status),
        source=source(entry, named, status),
        note=entry.text("note", default=""),
    )


def _sourced(top: Entry, key: str, values: tuple[str, ...], named: Mapping[str, Source]) -> Entry:
    """Give a group of values once its status and source are checked."""
    entry = top.entry(key)
    entry.only((*values, "status", "source"), optional=("checked_on",))
    source(entry, named, entry.choice("status", PRICE_STATUSES))
    return entry


def _positive(entry: Entry, key: str, *, most: float = float("inf")) -> float:
    value = entry.number(key)
    if not 0.0 < value <= most:
        raise entry.fault("catalogue_bad_value", key, value=value)
    return value


def _speeds(entry: Entry) -> tuple[float, ...]:
    written = entry.content["kmh"]
    if not isinstance(written, list) or not written:
        raise entry.fault("catalogue_bad_value", "kmh", value=written)
    one_by_one = Entry(entry.file, entry.at("kmh"), {str(k): v for k, v in enumerate(written)})
    return tuple(_positive(one_by_one, key) for key in one_by_one.content)
