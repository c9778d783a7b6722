"""Standard files: a scale of pixel densities; and the law file that gives the VAT rate."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import cast

from planner.catalogues.dated import in_force
from planner.catalogues.documents import Entry
from planner.catalogues.model import Level, PriceStatus, Standard
from planner.catalogues.sourced import PRICE_STATUSES, label, named_sources, source

_REQUIRED = ("id", "label", "edition", "status", "source", "levels")
_RATE = ("id", "label", "status", "source", "values")
_RULED = ("verified", "presumed")  # a rate cannot be unknown: nothing would be computable


def parse_standard(top: Entry) -> Standard:
    """Read a standard file.

    Parameters
    ----------
    top : Entry
        The file: id, label, edition, status, source, ``levels`` keyed by name, coarse to fine.

    Returns
    -------
    Standard
        Densities in px/m.

    Raises
    ------
    CatalogueError
        When a field is missing, unknown or unsourced, or when the densities do not rise.
    """
    top.only(_REQUIRED, optional=("sources", "note", "checked_on"))
    status = top.choice("status", PRICE_STATUSES)
    levels = tuple(_level(name, entry) for name, entry in top.entries("levels"))
    for coarse, fine in pairwise(levels):
        if coarse.min_px_per_m >= fine.min_px_per_m:
            raise top.fault("catalogue_bad_value", f"levels.{fine.name}", value=fine.min_px_per_m)
    return Standard(
        id=top.text("id"),
        label=label(top),
        edition=top.text("edition"),
        levels=levels,
        status=cast("PriceStatus", status),
        source=source(top, named_sources(top), status),
        note=top.text("note", default=""),
    )


def _level(name: str, entry: Entry) -> Level:
    entry.only(("label", "min_px_per_m"))
    return Level(name=name, label=label(entry), min_px_per_m=entry.number("min_px_per_m"))


def parse_rate(top: Entry, *, on: str | None = None) -> Decimal:
    """Read a dated rate of the law (a share, 0.20 for 20 %), as in force on a day.

    Parameters
    ----------
    top : Entry
        The file: id, label, status, source, ``values`` keyed by ISO date.
    on : str or None
        ISO date; None for the newest value.

    Returns
    -------
    Decimal
        The rate, from 0 to 1.

    Raises
    ------
    CatalogueError
        When a field is missing, unknown or unsourced, or when the rate is above 1.
    """
    top.only(_RATE, optional=("sources", "note", "checked_on"))
    label(top)
    status = top.choice("status", _RULED)
    source(top, named_sources(top), status)
    since = in_force(top, on)
    rate = top.entry("values").number(since)
    if rate > 1.0:
        raise top.fault("catalogue_bad_value", f"values.{since}", value=rate)
    return Decimal(str(rate))
