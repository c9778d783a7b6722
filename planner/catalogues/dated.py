"""Values with a date: never overwritten, a date is added; which one is in force on a day."""

from __future__ import annotations

from collections.abc import Iterable

from planner.catalogues.documents import Entry, is_day


def in_force(entry: Entry, on: str | None) -> str:
    """Give the date, among those of ``values``, of the value in force on a day.

    Parameters
    ----------
    entry : Entry
        What carries a ``values`` mapping keyed by ISO dates.
    on : str or None
        ISO date, None for the newest value.

    Returns
    -------
    str
        The latest date not after ``on``; the earliest when all are after it (an older plan is
        priced at the oldest level known, and the estimate says so).

    Raises
    ------
    CatalogueError
        ``catalogue_bad_date`` when a key is not an ISO date.
    """
    values = entry.entry("values")
    dates = sorted(str(key) for key in values.content)
    for date in dates:
        if not is_day(date):
            raise values.fault("catalogue_bad_date", date, value=date)
    if not dates:
        raise entry.fault("catalogue_missing_field", "values")
    past = [date for date in dates if on is None or date <= on]
    return past[-1] if past else dates[0]


def newest(dates: Iterable[str]) -> str:
    """Give the newest ISO date of several; years alone and empty dates do not count."""
    return max((date for date in dates if is_day(date)), default="")
