"""Scheme files: an edition of a funder's rules, every field with its status and source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from planner.catalogues.documents import Entry
from planner.catalogues.model import FieldStatus, Ruled, Scheme, Source
from planner.catalogues.sourced import label, named_sources, source

FIELD_STATUSES = ("verified", "presumed", "unknown")


def parse_scheme(top: Entry) -> Scheme:
    """Read a scheme file.

    Parameters
    ----------
    top : Entry
        The file: id, label, funder, edition, ``sources`` named once (optional), ``fields`` keyed
        by name, each ``{value, status, source, checked_on, note}``.

    Returns
    -------
    Scheme
        Field values as YAML gives them, dates as text.

    Raises
    ------
    CatalogueError
        When a field is missing or unknown, or is said verified or presumed without a source.
    """
    top.only(("id", "label", "funder", "edition", "fields"), optional=("sources",))
    named = named_sources(top)
    return Scheme(
        id=top.text("id"),
        label=label(top),
        funder=top.text("funder"),
        edition=str(top.content["edition"]),
        fields={name: _ruled(entry, named) for name, entry in top.entries("fields")},
    )


def _ruled(entry: Entry, named: Mapping[str, Source]) -> Ruled:
    entry.only(("status",), optional=("value", "source", "checked_on", "note"))
    status = entry.choice("status", FIELD_STATUSES)
    sourced = entry.has("source")
    if status != "unknown" and not sourced:
        raise entry.fault("catalogue_no_source", "source")
    return Ruled(
        value=entry.content.get("value"),
        status=cast("FieldStatus", status),
        source=source(entry, named, status) if sourced else None,
        note=entry.text("note", default=""),
    )
