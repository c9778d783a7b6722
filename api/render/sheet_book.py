"""A workbook with few words: named styles, text that stays text, formulas with their value.

Cells that a person may change (quantities, unit prices) are blue and unlocked; everything
else is locked by a protection without password, against slips and not against people.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from api.texts.reader import Texts
from planner.money import euros

LONGEST = 32_000  # a cell holds 32,767 characters
_TITLE_HEIGHT, _HEAD_HEIGHT, _LINE_HEIGHT = 26, 30, 14  # points
_LETTER_WIDTH, _MOST_LINES = 0.95, 25  # in widths of a column; Excel allows 409 points

_MONEY = "#,##0.00\\ [$€-40C]"  # the euro as French spreadsheets write it
_INK, _SOFT, _WASH, _RULE, _INPUT = "#17212B", "#4A5561", "#F3F3EF", "#B9B3A6", "#0B57C2"
_BASE = {"font_name": "Calibri", "font_size": 10, "valign": "top", "font_color": _INK}
_TOP = {"top": 1, "top_color": _INK, "bold": True}
_HAIR = {"bottom": 4, "bottom_color": _RULE}
_LEFT = {"align": "left", "indent": 1}  # keeps words away from the number on their left
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_size": 16, "bold": True},
    "section": {"font_size": 12, "bold": True},
    "note": {"font_color": _SOFT, "italic": True},
    "head": _LEFT | {"bold": True, "text_wrap": True, "valign": "bottom", "top": 2, "bottom": 1},
    "head_right": {
        "bold": True, "text_wrap": True, "valign": "bottom", "top": 2, "bottom": 1,
        "align": "right",
    },
    "text": _HAIR | _LEFT,
    "wrap": _HAIR | _LEFT | {"text_wrap": True},
    "mark": _HAIR | {"align": "right"},
    "bold": {"bold": True},
    "money": _HAIR | {"num_format": _MONEY},
    "money_in": _HAIR | {"num_format": _MONEY, "locked": False, "font_color": _INPUT},
    "count": _HAIR | {"num_format": "#,##0"},
    "count_in": _HAIR | {"num_format": "#,##0", "locked": False, "font_color": _INPUT},
    "decimal": _HAIR | {"num_format": "#,##0.00"},
    "decimal_in": _HAIR | {"num_format": "#,##0.00", "locked": False, "font_color": _INPUT},
    "rate": _HAIR | {"num_format": "0.0%"},
    "group": {"bg_color": _WASH, "bold": True},
    "group_money": {"bg_color": _WASH, "bold": True, "num_format": _MONEY},
    "total": _TOP,
    "total_money": _TOP | {"num_format": _MONEY},
    "total_decimal": _TOP | {"num_format": "#,##0.00"},
    "date": {"num_format": "dd/mm/yyyy", "align": "left"},
    "code": {"font_name": "Consolas", "font_size": 9, "font_color": _SOFT},
}  # fmt: skip
_PROTECTION = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One sheet: cells are (row, column) from 0; styles are named in this module."""

    name: str
    sheet: Any
    styles: dict[str, Any]
    widths: tuple[float, ...]
    lines: dict[int, int] = field(default_factory=dict)  # of text, in rows that have several

    def text(self, row: int, column: int, value: str, *, style: str = "text") -> None:
        """Write text that stays text, whatever its first letter."""
        self.sheet.write_string(row, column, clean(value), self.styles[style])
        if style == "wrap":
            self._heighten(row, value, self.widths[column])

    def number(self, row: int, column: int, value: float, *, style: str = "decimal") -> None:
        """Write a number."""
        self.sheet.write_number(row, column, value, self.styles[style])

    def money(self, row: int, column: int, cents: int, *, style: str = "money") -> None:
        """Write cents as euros."""
        self.number(row, column, euros(cents), style=style)

    def date(self, row: int, column: int, iso: str) -> None:
        """Write an ISO date as a date."""
        self.sheet.write_datetime(row, column, date.fromisoformat(iso), self.styles["date"])

    def formula(
        self, row: int, column: int, formula: str, value: float | str, *, style: str = "money"
    ) -> None:
        """Write a formula with the value it gives, so that a previewer shows it."""
        self.sheet.write_formula(row, column, f"={formula}", self.styles[style], value)

    def head(self, row: int, titles: Sequence[str], *, right: Sequence[int] = ()) -> None:
        """Write a table's head; ``right`` holds the columns of numbers."""
        self.sheet.set_row(row, _HEAD_HEIGHT)
        for column, title in enumerate(titles):
            self.text(row, column, title, style="head_right" if column in right else "head")

    def paragraph(self, row: int, columns: tuple[int, int], value: str) -> None:
        """Write a long text over several columns, its row made high enough."""
        first, last = columns
        self.sheet.merge_range(row, first, row, last, "", self.styles["wrap"])
        self.sheet.write_string(row, first, clean(value), self.styles["wrap"])
        self._heighten(row, value, sum(self.widths[first : last + 1]))

    def print_until(self, row: int, column: int) -> None:
        """Print the cells up to one, those on its right being for the screen."""
        self.sheet.print_area(0, 0, row, column)

    def freeze(self, row: int) -> None:
        """Keep the rows above in sight, and repeat the last of them on each printed page."""
        self.sheet.freeze_panes(row, 1)
        self.sheet.repeat_rows(row - 1)

    def cell(self, row: int, column: int) -> str:
        """Give the absolute address of a cell, with the sheet."""
        return f"{self._quoted()}!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"

    def column(self, first: int, last: int, column: int) -> str:
        """Give the absolute address of a piece of column, with the sheet."""
        return f"{self._quoted()}!{xl_range_abs(first, column, last, column)}"

    def _heighten(self, row: int, value: str, width: float) -> None:
        """Make a row high enough for a text: programs do not all do it when they open a file."""
        lines = min(math.ceil(len(value) * _LETTER_WIDTH / (width - 2)), _MOST_LINES)
        if lines > self.lines.get(row, 1):
            self.lines[row] = lines
            self.sheet.set_row(row, _LINE_HEIGHT * lines)

    def _quoted(self) -> str:
        return "'" + self.name.replace("'", "''") + "'"


class Book:
    """A workbook in memory, dated by the study and never by the clock."""

    def __init__(self, texts: Texts, *, title: str, dated: str) -> None:
        self.texts = texts
        self._buffer = io.BytesIO()
        self._workbook = xlsxwriter.Workbook(
            self._buffer, {"in_memory": True, "strings_to_urls": False, "nan_inf_to_errors": False}
        )
        created = datetime.fromisoformat(dated).replace(tzinfo=UTC)
        self._workbook.set_properties({"title": clean(title), "created": created})
        self._styles = {
            name: self._workbook.add_format(_BASE | style) for name, style in _STYLES.items()
        }

    def page(self, key: str, widths: Sequence[float]) -> Page:
        """Add a sheet named by ``sheet.names.<key>``, printed A4 landscape on its width."""
        name = self.texts.say(f"sheet.names.{key}")
        sheet = self._workbook.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_row(0, _TITLE_HEIGHT)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer("&L&F&C&A&R&P / &N")
        sheet.hide_gridlines(2)
        sheet.protect("", _PROTECTION)
        return Page(name=name, sheet=sheet, styles=self._styles, widths=tuple(widths))

    def name(self, name: str, address: str) -> None:
        """Give a cell a name that formulas and people can use."""
        self._workbook.define_name(name, f"={address}")

    def close(self) -> bytes:
        """Finish the workbook and give its bytes."""
        self._workbook.close()
        return self._buffer.getvalue()


def clean(text: str) -> str:
    """Give text that a cell can hold: no lone surrogate, not too long."""
    return text.encode("utf-8", "replace").decode()[:LONGEST]


def cell(row: int, column: int) -> str:
    """Give the address of a cell on its own sheet."""
    return str(xl_rowcol_to_cell(row, column))


def runs(rows: Sequence[int], column: int) -> str:
    """Give a list of cells of one column as ranges: ``B2:B4,B7``."""
    pieces: list[tuple[int, int]] = []
    for row in sorted(rows):
        if pieces and row == pieces[-1][1] + 1:
            pieces[-1] = (pieces[-1][0], row)
        else:
            pieces.append((row, row))
    return ",".join(
        cell(first, column) if first == last else f"{cell(first, column)}:{cell(last, column)}"
        for first, last in pieces
    )
