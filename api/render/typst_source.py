"""From the dossier to what typst reads: one JSON document and the pictures it names.

Words enter the layout as data, never as markup, so that no name can break a page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from api.render import fonts
from api.render.dossier_words import Run, Words, grouped
from api.render.plan_drawing import Drawing
from api.render.plan_frame import scale_bar
from api.render.plan_style import MOST_CLASSES
from api.texts.reader import Texts
from planner.dossier import model
from planner.dossier.model import Block, Dossier, PlanView, Row, Table

TEXT_WIDTH_MM = 174.0
_LONGEST_HEAD = 88  # characters of the running head before it is cut
_DENSE_PAD_MM, TIGHT_PAD_MM, LEAST_PAD_MM, MOST_PAD_MM = 0.6, 0.8, 1.0, 1.75


@dataclass(slots=True)
class Source:
    """Writes a dossier for typst.

    Attributes
    ----------
    words : Words
        Writes contents in the language.
    drawings : Mapping of str to Drawing
        Plans drawn so far, by view; the others are left as empty frames to be measured.
    pads : Mapping of str to float
        Space above and under the words of a table row, millimetres, by section.
    symbols : dict of str to str
        Signs used: name to file name.
    """

    texts: Texts
    drawings: Mapping[str, Drawing]
    pads: Mapping[str, float] = field(default_factory=dict)
    words: Words = field(init=False)
    symbols: dict[str, str] = field(default_factory=dict)
    targets: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start without any replaced character."""
        self.words = Words(texts=self.texts)

    def document(self, dossier: Dossier) -> dict[str, Any]:
        """Write the whole document.

        Returns
        -------
        dict
            JSON-ready; the template's only input beside the pictures.
        """
        self.targets = _targets(dossier)
        sections = [
            {
                "id": section.id,
                "title": self.words.plain(section.title),
                "pad": self.pads.get(section.id, LEAST_PAD_MM),
                "blocks": [self.block(block) for block in section.blocks],
            }
            for section in dossier.sections
        ]
        head = self.words.plain(dossier.running_head)
        return {
            "title": self.words.plain(dossier.title),
            "author": self.words.own(dossier.author),
            "lang": self.texts.language,
            "family": fonts.FAMILY,
            "mono": fonts.MONO,
            "date": _date(dossier.date),
            "kicker": self.words.plain(dossier.kicker),
            "subtitle": self.words.plain(dossier.subtitle),
            "head": head if len(head) <= _LONGEST_HEAD else head[: _LONGEST_HEAD - 1] + "…",
            "seal": grouped(dossier.seal.digits),
            "seal_word": self.texts.say("dossier.seal.word"),
            "state": self.texts.say("dossier.state_of", date=self.words.own(dossier.date)),
            "page_word": self.texts.say("dossier.page_word"),
            "sections": sections,
            "dense": _DENSE_PAD_MM,
            "least": LEAST_PAD_MM,
            "replaced": self._replaced(),
        }

    def _contents(self, contents: model.Contents) -> dict[str, Any]:
        """Give what the contents list: sections, and the headings that ask for it."""
        family = contents.first.partition("-")[0] + "-" if contents.grouped else "\ue000"
        kept = [t for t in self.targets if t == contents.first or not t.startswith(family)]
        grouped = self.words.plain(contents.grouped)
        return {
            "targets": kept,
            "titles": {contents.first: grouped} if grouped else {},
        }

    def _replaced(self) -> str:
        """Say which characters could not be written, empty when all could."""
        if not self.words.replaced:
            return ""
        codes = ", ".join(sorted(self.words.replaced))
        return self.texts.say("dossier.replaced", codes=codes)

    def block(self, block: Block) -> dict[str, Any]:
        """Write one block as a dictionary with its ``kind``."""
        writers: dict[type, Callable[[Any], dict[str, Any]]] = {
            model.Heading: lambda b: {"title": self.runs(b.title), "id": b.id},
            model.Prose: lambda b: {
                "style": b.style,
                "paragraphs": [self.runs(paragraph) for paragraph in b.paragraphs],
            },
            model.Listing: lambda b: {"items": [self.runs(item) for item in b.items]},
            model.Note: lambda b: {"runs": self.runs(b.content)},
            model.Table: self._table,
            model.KeyFigures: self._figures,
            model.PlanView: self._plan,
            model.Legend: self._legend,
            model.Bar: self._bar,
            model.Contents: self._contents,
            model.Signature: lambda b: {
                "place": self.words.plain(b.place),
                "hand": self.words.plain(b.hand),
            },
            model.SideBySide: lambda b: {
                "share": b.left_share,
                "left": [self.block(inner) for inner in b.left],
                "right": [self.block(inner) for inner in b.right],
            },
        }
        return {"kind": type(block).__name__, **writers[type(block)](block)}

    def runs(self, content: model.Content) -> list[Run]:
        """Write a content, noting the signs it shows."""
        runs = self.words.runs(content)
        for run in runs:
            if isinstance(run, dict) and "symbol" in run:
                run["symbol"] = self._symbol(run["symbol"])
        return runs

    def _symbol(self, name: str) -> str:
        return self.symbols.setdefault(name, f"sign-{len(self.symbols)}.svg")

    def _table(self, table: Table) -> dict[str, Any]:
        return {
            "name": table.name,
            "dense": table.dense,
            "columns": [
                {
                    "head": self.runs(column.head),
                    "align": column.align,
                    "share": column.share,
                    "soft": column.soft,
                }
                for column in table.columns
            ],
            "rows": [self._row(row) for row in table.rows],
        }

    def _row(self, row: Row) -> dict[str, Any]:
        """Write a row; in a line, nothing to tell is a dash."""
        filled = row.kind == "line"
        cells = [self.runs(cell) if cell else (["\u2013"] if filled else []) for cell in row.cells]
        return {"kind": row.kind, "cells": cells}

    def _figures(self, block: model.KeyFigures) -> dict[str, Any]:
        return {
            "figures": [
                {
                    "value": self.words.plain(figure.value),
                    "label": self.words.plain(figure.label),
                    "detail": self.words.plain(figure.detail),
                }
                for figure in block.figures
            ]
        }

    def _bar(self, bar: model.Bar) -> dict[str, Any]:
        return {
            "parts": [
                {"label": self.words.plain(part.label), "share": part.share} for part in bar.parts
            ],
            "limit": bar.limit,
            "limit_label": self.words.plain(bar.limit_label),
            "alt": self.words.plain((bar.alt,)),
        }

    def _legend(self, legend: model.Legend) -> dict[str, Any]:
        """Write a legend, without the classes and runs that its plan does not show."""
        drawing = self.drawings.get(legend.plan)
        items = [item for item in legend.items if _is_shown(item.symbol, drawing)]
        merged = _merged_class(items, drawing)
        written = []
        for item in items:
            runs = self.runs(item.text)
            if item.symbol == merged:
                runs = [*runs, " ", self.texts.say("dossier.legend.merged")]
            written.append({"symbol": self._symbol(item.symbol), "text": runs})
        return {
            "title": self.words.plain(legend.title),
            "inline": legend.inline,
            "items": written,
            "scale": self._scale(drawing) if legend.inline else None,
        }

    def _plan(self, view: PlanView) -> dict[str, Any]:
        drawing = self.drawings.get(view.id)
        block: dict[str, Any] = {
            "id": view.id,
            "number": view.number,
            "height": None,
            "title": self.words.plain(view.title),
            "subtitle": self.runs(view.subtitle),
            "plan_word": self.texts.say("dossier.plan.word"),
            "scale": self._scale(drawing),
        }
        if drawing is None:
            return block
        return block | {
            "height": drawing.frame.height_mm,
            "file": f"{view.id}.svg",
            "alt": self._alt(view, drawing),
            "subtitle": self._subtitle(view, drawing),
        }

    def _subtitle(self, view: PlanView, drawing: Drawing) -> list[Run]:
        runs = self.runs(view.subtitle)
        if drawing.grid_m:
            runs = [*runs, " ", self.texts.say("dossier.plan.grid", step=drawing.grid_m)]
        if drawing.frame.cut:
            runs = [*runs, " ", self.texts.say("dossier.plan.cut")]
        return runs

    def _scale(self, drawing: Drawing | None) -> dict[str, Any]:
        """Write a scale bar; before the plan is drawn, one that takes the same room."""
        scale = 1000 if drawing is None else drawing.frame.scale
        step, steps = scale_bar(scale)
        return {
            "text": self.texts.say("dossier.plan.scale", scale=self.texts.number(scale)),
            "print": self.texts.say("dossier.plan.print"),
            "step_mm": step * 1000.0 / scale,
            "labels": [self.texts.number(step * k) for k in range(steps + 1)],
        }

    def _alt(self, view: PlanView, drawing: Drawing) -> str:
        """Give the alternative text of a plan, 300 characters at most."""
        scale = self.texts.say("dossier.alt.scale", scale=self.texts.number(drawing.frame.scale))
        words = f"{self.words.plain((view.alt,))} {scale}"
        return words if len(words) <= 300 else words[:299] + "…"


def _targets(dossier: Dossier) -> list[str]:
    targets = []
    for section in dossier.sections:
        targets.append(section.id)
        targets += [b.id for b in section.blocks if isinstance(b, model.Heading) and b.listed]
    return targets


def _merged_class(items: list[model.LegendItem], drawing: Drawing | None) -> str:
    """Name the class that stands for the coarser ones too; the widest case before drawing."""
    if drawing is not None:
        return f"class:{drawing.levels[0]}" if drawing.merged else ""
    classes = [item.symbol for item in items if item.symbol.startswith("class:")]
    return classes[-1] if len(classes) > MOST_CLASSES else ""


def _is_shown(symbol: str, drawing: Drawing | None) -> bool:
    family, _, member = symbol.partition(":")
    if drawing is None or family not in {"class", "link"}:
        return True
    return member in (drawing.levels if family == "class" else drawing.links)


def _date(iso: str) -> list[int]:
    """Give year, month and day for typst."""
    return [int(part) for part in iso.split("-")]
