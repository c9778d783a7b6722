"""What every value carries: a label in two languages, a source with its date, a status."""

from __future__ import annotations

from collections.abc import Mapping

from planner.catalogues.documents import Entry
from planner.catalogues.model import Label, Source

PRICE_STATUSES = ("verified", "dated", "hypothesis")  # "quote" comes with a plan, never packaged


def label(entry: Entry) -> Label:
    """Read the French and English names of a thing."""
    names = entry.entry("label")
    names.only(("fr", "en"))
    return Label(fr=names.text("fr"), en=names.text("en"))


def named_sources(top: Entry) -> dict[str, Source]:
    """Read the sources that a file names once, to be cited by name below."""
    if not top.has("sources"):
        return {}
    return {name: _source(entry) for name, entry in top.entries("sources")}


def source(entry: Entry, named: Mapping[str, Source], status: str) -> Source:
    """Read the source of a value: a name given at the top of the file, or written in place.

    Parameters
    ----------
    entry : Entry
        What carries the ``source`` key, and ``checked_on`` when somebody read it again.
    named : Mapping of str to Source
        Sources named by the file.
    status : str
        Status of the value; ``verified`` and ``dated`` need an address.

    Returns
    -------
    Source
        With the date of the last reading.

    Raises
    ------
    CatalogueError
        ``catalogue_no_source`` when there is none, none of that name, or no address for a value
        said to have been read.
    """
    value = entry.content.get("source")
    if isinstance(value, Mapping):
        found = _source(entry.entry("source"))
    elif isinstance(value, str) and value in named:
        found = named[value]
    else:
        raise entry.fault("catalogue_no_source", "source")
    if status in {"verified", "dated"} and not found.href:
        raise entry.fault("catalogue_no_source", "source")
    checked_on = entry.date("checked_on") if entry.has("checked_on") else found.checked_on
    return Source(title=found.title, href=found.href, date=found.date, checked_on=checked_on)


def _source(entry: Entry) -> Source:
    entry.only(("title", "date"), optional=("href", "checked_on"))
    return Source(
        title=entry.text("title"),
        href=entry.text("href", default=""),
        date=entry.date("date", undated=True),
        checked_on=entry.date("checked_on") if entry.has("checked_on") else "",
    )
