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

    ``page`` is the section that supplies it; empty when somebody else does.
    """

    name: str
    region: bool
    prefect: bool
    supply: Supply
    page: str = ""


def attached(facts: Facts) -> tuple[Attached, ...]:
    """List the pieces, in the order of a file.

    The official list of the open edition could not be read: this one is drawn from comparable
    funders and from the authorisation request (reference/domain_corrections.md 2.4 and 3).
    """
    any_camera = bool(facts.cameras)
    first = facts.sectors[0].letter if facts.sectors else ""
    plans = any_camera and not facts.anonymous
    supplied: Supply = "full"
    pieces = (
        Attached(name="request", region=True, prefect=True, supply="empty"),
        Attached(name="deliberation", region=True, prefect=False, supply="half", page="financing"),
        Attached(name="report", region=True, prefect=True, supply=supplied, page="cameras" if any_camera else "summary"),
        Attached(name="situation", region=True, prefect=False, supply=supplied, page="situation"),
        Attached(name="detail", region=True, prefect=True, supply=supplied if plans else "empty", page=f"detail-{first}" if plans else ""),
        Attached(name="mass_plan", region=False, prefect=True, supply="empty"),
        Attached(name="table", region=True, prefect=True, supply=supplied if any_camera else "empty", page="sheets" if any_camera else ""),
        Attached(name="transmission", region=True, prefect=True, supply=supplied if _networked(facts) else "empty", page="network" if _networked(facts) else ""),
        Attached(name="storage", region=False, prefect=True, supply=supplied if any_camera else "empty", page="storage" if any_camera else ""),
        Attached(name="bill", region=True, prefect=False, supply=supplied, page="expenses" if any_camera else ""),
        Attached(name="quotes", region=True, prefect=False, supply="empty"),
        Attached(name="diagnosis", region=True, prefect=True, supply="empty"),
        Attached(name="form", region=False, prefect=True, supply="empty"),
        Attached(name="impact", region=True, prefect=True, supply="empty"),
        Attached(name="people", region=False, prefect=True, supply="empty"),
        Attached(name="sign", region=False, prefect=True, supply="empty"),
        Attached(name="first", region=True, prefect=False, supply="half", page="pieces"),
        Attached(name="not_started", region=True, prefect=False, supply="half", page="pieces"),
        Attached(name="order", region=True, prefect=False, supply="empty"),
        Attached(name="bank", region=True, prefect=False, supply="empty"),
    )  # fmt: skip
    return pieces if any_camera else tuple(p for p in pieces if p.name not in {"bill", "table"})


def _networked(facts: Facts) -> bool:
    return bool(facts.study.network.segments)


def pieces(facts: Facts) -> Section:
    """Compose the list of pieces, the files that go with the dossier, the frame to sign."""
    listed = attached(facts)
    counts = {s: sum(piece.supply == s for piece in listed) for s in ("full", "half", "empty")}
    summed: Content = (say("pieces.unofficial"), Mark(state="C")) + tuple(
        say(f"pieces.{supply}_count", count=n, n=n) for supply, n in counts.items()
    )
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
