"""The printed dossier: A4 pages, tagged (PDF/UA-1) and lasting (PDF/A-2a), same study, same bytes.

Two passes of typst. The first lays the words out and measures the height left to each plan;
plans are then drawn to fit, at a round scale, and the second pass puts them in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from api.render.fonts import font_folder
from api.render.plan_drawing import draw_plan
from api.render.plan_swatches import swatch
from api.render.typst_source import (
    LEAST_PAD_MM,
    MOST_PAD_MM,
    TEXT_WIDTH_MM,
    TIGHT_PAD_MM,
    Source,
)
from api.texts.reader import Texts
from planner.catalogues.reader import load
from planner.dossier.compose import compose
from planner.dossier.model import Block, Dossier, PlanView, SideBySide, Table
from planner.study import Study

LEAST_PLAN_MM = 110.0
"""A plan that would be less high than this takes it anyway, and what follows runs on."""

_FOOT_MM = 268.0  # where a full page ends, from the top of the sheet, with some margin
_MAIN = "dossier.typ"
_TEMPLATES = (_MAIN, "blocks.typ", "style.typ")


def render_pdf(study: Study, texts: Texts, *, anonymous: bool = False) -> bytes:
    """Print the dossier of a study.

    Parameters
    ----------
    study : Study
        Everything that was answered.
    texts : Texts
        Language of the pages.
    anonymous : bool
        Leave out positions and the plans that show them.

    Returns
    -------
    bytes
        A PDF file; the same bytes for the same study.
    """
    dossier = compose(study, load(), anonymous=anonymous)
    standard = study.coverage.standard
    with TemporaryDirectory(prefix="vigie-dossier-") as name:
        folder = Path(name)
        _write(folder, dossier, Source(texts=texts, drawings={}), standard)
        told = _told(folder)
        heights = _heights_left(told)
        drawings = {
            view.id: draw_plan(view, study, TEXT_WIDTH_MM, heights[view.id])
            for view in _views(dossier)
        }
        pads = _pads(told, dossier)
        _write(folder, dossier, Source(texts=texts, drawings=drawings, pads=pads), standard)
        return typst.compile(
            folder / _MAIN,
            root=folder,
            format="pdf",
            font_paths=[font_folder()],
            ignore_system_fonts=True,
            pdf_standards=["ua-1", "a-2a"],
            timestamp=_moment(study.plan.date),
        )


def _heights_left(told: list[dict[str, Any]]) -> dict[str, float]:
    """Give the height left to each plan, millimetres."""
    left = {one["frame"]: float(one["height"]) for one in told if "frame" in one}
    return {
        name: round(height - 0.2, 1) if height >= LEAST_PLAN_MM else LEAST_PLAN_MM
        for name, height in left.items()
    }


def _pads(told: list[dict[str, Any]], dossier: Dossier) -> dict[str, float]:
    """Open the tables of each part that fills one page, so that it ends near the foot."""
    ends = [one for one in told if "end" in one]
    pads = dict.fromkeys(_lonely_totals(told), TIGHT_PAD_MM)
    started = 0
    for section, end in zip(dossier.sections, ends, strict=True):
        rows = _rows(section.blocks)
        free = _FOOT_MM - float(end["y"])
        if rows and end["page"] == started + 1 and not any(_views_in(section.blocks)):
            # A wider row has two wider pads; the space under its table widens too (blocks.typ).
            wider = LEAST_PAD_MM + max(0.0, free) / (2 * rows + 1.6 * len(section.blocks))
            pads[section.id] = round(min(MOST_PAD_MM, wider), 2)
        started = end["page"]
    return pads


def _lonely_totals(told: list[dict[str, Any]]) -> list[str]:
    """Name the parts where a total stands alone at the top of a page, to be set tighter."""
    pages = {
        (one["section"], one["table"], one["row"]): one["page"] for one in told if "row" in one
    }
    return [
        section
        for (section, table, row), page in pages.items()
        if row == "total" and pages.get((section, table, "last"), page) != page
    ]


def _rows(blocks: tuple[Block, ...]) -> int:
    """Count the table rows that stand one under the other."""
    count = 0
    for block in blocks:
        if isinstance(block, Table) and not block.dense:
            count += len(block.rows) + 1
        elif isinstance(block, SideBySide):
            count += max(_rows(block.left), _rows(block.right))
    return count


def _told(folder: Path) -> list[dict[str, Any]]:
    """Lay the pages out without plans: the height left to each, where each part ends."""
    found = typst.query(
        folder / _MAIN,
        "<told>",
        field="value",
        root=folder,
        font_paths=[font_folder()],
        ignore_system_fonts=True,
    )
    told: list[dict[str, Any]] = json.loads(found)
    return told


def _write(folder: Path, dossier: Dossier, source: Source, standard: str) -> None:
    """Write every file that typst reads."""
    document = source.document(dossier)
    templates = resources.files("api.render").joinpath("templates")
    files = {name: templates.joinpath(name).read_bytes() for name in _TEMPLATES}
    files["dossier.json"] = _json(document)
    files |= {file: swatch(name, standard).encode() for name, file in source.symbols.items()}
    files |= {f"{name}.svg": drawing.svg.encode() for name, drawing in source.drawings.items()}
    for file, content in files.items():
        (folder / file).write_bytes(content)


def _json(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _views(dossier: Dossier) -> Iterator[PlanView]:
    for section in dossier.sections:
        yield from _views_in(section.blocks)


def _views_in(blocks: tuple[Block, ...]) -> Iterator[PlanView]:
    for block in blocks:
        if isinstance(block, PlanView):
            yield block
        elif isinstance(block, SideBySide):
            yield from _views_in(block.left + block.right)


def _moment(iso: str) -> datetime:
    """Give the study's date as a moment: the file's date is never the clock's."""
    return datetime.fromisoformat(iso).replace(tzinfo=UTC)
