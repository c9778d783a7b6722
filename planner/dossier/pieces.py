"""What the commune attaches: which piece, for whom, how far it is supplied, where to find it."""

from __future__ import annotations

from dataclasses import dataclass

from planner.dossier.facts import Facts
from planner.dossier.model import (
    Block,
    Column,
    Content,
    Heading,
    Mark,
    PageOf,
    Prose,
    Quantity,
    Row,
    Section,
    SideBySide,
    Signature,
    Supply,
    Table,
    Tick,
    say,
)

FILES = (
    "depenses.xlsx",
    "plan.gpkg",
    "carte.html",
    "plan.geojson",
    "resultats.geojson",
    "study.json",
    "scene.gpkg",
    "manifest.json",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A piece of the file, its readers, and where it is.

    ``page`` is the section or heading that supplies it; empty when somebody else does.
    """

    name: str
    region: bool
    prefect: bool
    supply: Supply
    page: str


# name, for the Region, for the prefect, how far it is supplied, where. The official list of the
# open edition could not be read: this one follows comparable funders and the authorisation
# request, and says so on the page.
_LIST: tuple[tuple[str, bool, bool, Supply, str], ...] = (
    ("request", True, True, "empty", ""),
    ("deliberation", True, False, "half", "financing"),
    ("report", True, True, "full", "cameras"),
    ("situation", True, False, "full", "situation"),
    ("detail", True, True, "full", "detail"),
    ("mass_plan", False, True, "empty", ""),
    ("table", True, True, "full", "setting"),
    ("transmission", True, True, "full", "network"),
    ("storage", False, True, "full", "storage"),
    ("bill", True, False, "full", "expenses"),
    ("quotes", True, False, "empty", ""),
    ("diagnosis", True, True, "empty", ""),
    ("form", False, True, "empty", ""),
    ("impact", True, True, "empty", ""),
    ("people", False, True, "empty", ""),
    ("sign", False, True, "empty", ""),
    ("first", True, False, "half", "pieces"),
    ("not_started", True, False, "half", "pieces"),
    ("order", True, False, "empty", ""),
    ("bank", True, False, "empty", ""),
)


def attached(facts: Facts) -> tuple[Attached, ...]:
    """List the pieces, in the order of a file; what the dossier lacks is still to be added."""
    pages = _pages(facts)
    return tuple(
        Attached(
            name=name,
            region=region,
            prefect=prefect,
            supply=supply if page in pages or not page else "empty",
            page=pages.get(page, ""),
        )
        for name, region, prefect, supply, page in _LIST
    )


def _pages(facts: Facts) -> dict[str, str]:
    """Give the targets that this dossier has, by the names of the list."""
    pages = {"situation": "situation", "pieces": "pieces"}
    if facts.cameras:
        pages |= {name: name for name in ("cameras", "setting", "storage", "expenses", "financing")}
        if not facts.anonymous:
            pages["detail"] = f"detail-{facts.sectors[0].letter}"
    if facts.study.network.segments:
        pages["network"] = "network"
    return pages


def pieces(facts: Facts) -> Section:
    """Compose the list of pieces, the files that go with the dossier, the frame to sign."""
    listed = attached(facts)
    counts = {s: sum(piece.supply == s for piece in listed) for s in ("full", "half", "empty")}
    counted = (say(f"pieces.{supply}_count", count=n, n=n) for supply, n in counts.items())
    summed: Content = (say("pieces.unofficial"), Mark(state="C"), *counted)
    return Section(
        id="pieces",
        title=(say("title.pieces"),),
        blocks=(
            Prose(paragraphs=((say("pieces.lead"),),), style="lead"),
            _table(listed),
            Prose(paragraphs=(summed,), style="source"),
            SideBySide(left=_files(), right=_to_sign(facts)),
        ),
    )


def _table(listed: tuple[Attached, ...]) -> Table:
    rows = tuple(
        Row(
            cells=(
                (Quantity(value=rank),),
                (say(f"piece.{piece.name}"),),
                (say("pieces.dot"),) if piece.region else (say("pieces.blank"),),
                (say("pieces.dot"),) if piece.prefect else (say("pieces.blank"),),
                (Tick(supply=piece.supply), say(f"pieces.{piece.supply}")),
                _where(piece),
            )
        )
        for rank, piece in enumerate(listed, start=1)
    )
    columns = (
        Column(head=(say("column.number"),), align="right", share=0.06),
        Column(head=(say("column.piece"),), share=0.37),
        Column(head=(say("column.region"),), align="center", share=0.08),
        Column(head=(say("column.prefect"),), align="center", share=0.08),
        Column(head=(say("column.supply"),), share=0.15),
        Column(head=(say("column.where_or_who"),), share=0.26, soft=True),
    )
    return Table(name="pieces", columns=columns, rows=rows)


def _where(piece: Attached) -> Content:
    if piece.page:
        return (say(f"where.{piece.name}", page=PageOf(target=piece.page)),)
    return (say(f"where.{piece.name}_missing"),)


def _files() -> tuple[Block, ...]:
    rows = tuple(
        Row(cells=((say("files.name", name=name),), (say(f"files.{name.replace('.', '_')}"),)))
        for name in FILES
    )
    columns = (
        Column(head=(say("column.file"),), share=0.36),
        Column(head=(say("column.content"),), share=0.64),
    )
    return (
        Heading(title=(say("heading.files"),)),
        Table(name="files", columns=columns, rows=rows, dense=True),
        Prose(paragraphs=((say("files.hashes"),),), style="source"),
    )


def _to_sign(facts: Facts) -> tuple[Block, ...]:
    words: Content = (say("sign.not_started"),)
    if facts.study.plan.applicant.first_equipment:
        words = (say("sign.first"), say("sign.and_not_started"))
    return (
        Heading(title=(say("heading.sign"),)),
        Prose(paragraphs=(words,)),
        Signature(place=(say("sign.place"),), hand=(say("sign.hand"),)),
    )
