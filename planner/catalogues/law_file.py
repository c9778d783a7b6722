"""The law file: each text that Vigie cites, where it was read, and whether somebody re-read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from planner.catalogues.documents import Entry
from planner.catalogues.model import Source
from planner.catalogues.sourced import named_sources, source

_STATUS = ("verified", "presumed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A text that is cited; ``verified`` only once a person re-read it and dated the reading."""

    id: str
    title: str
    status: Literal["verified", "presumed"]
    source: Source


def parse_articles(top: Entry) -> tuple[Article, ...]:
    """Read the texts that are cited.

    Parameters
    ----------
    top : Entry
        The file: ``sources`` by name, ``articles`` by number with title, status and source.

    Raises
    ------
    CatalogueError
        When a field is missing or unknown, or when a text has no source.
    """
    top.only(("sources", "articles"))
    known = named_sources(top)
    articles = []
    for name, entry in top.entries("articles"):
        entry.only(("title", "status", "source"), optional=("checked_on",))
        status = entry.choice("status", _STATUS)
        articles.append(
            Article(
                id=name,
                title=entry.text("title"),
                status=cast("Literal['verified', 'presumed']", status),
                source=source(entry, known, status),
            )
        )
    return tuple(articles)
