"""Tables that people send, CSV or XLSX, as rows keyed by the heads of their columns.

A cell is text, a number or nothing. Text that looks like a formula stays text: nothing is ever
evaluated; of a formula in a workbook, the value that the spreadsheet last stored is read.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from planner.errors import BillError

LARGEST_BYTES = 10_000_000
LARGEST_UNPACKED_BYTES = 200_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 200

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = (",", ";", "\t")

Cell = str | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under their heads; row n is the n-th under the heads, blank ones included."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]

    def require(self, *heads: str) -> None:
        """Refuse a table without a column.

        Raises
        ------
        BillError
            ``table_column_missing``.
        """
        for head in heads:
            if head not in self.heads:
                found = self.heads or ("–",)
                raise BillError("table_column_missing", file=self.name, column=head, found=found)


def read_table(path: Path) -> Table:
    """Read a table from a file.

    Raises
    ------
    BillError
        ``file_missing``, ``file_unreadable`` and the codes of `parse_table`.
    """
    return parse_table(read_upload(path), path.name)


def read_upload(path: Path) -> bytes:
    """Read the bytes of a small file.

    Raises
    ------
    BillError
        ``file_missing``, ``file_is_a_folder``, ``file_unreadable``,
        ``file_empty``, ``table_too_big``.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_BYTES + 1)
    except FileNotFoundError as fault:
        raise BillError("file_missing", file=path.name) from fault
    except IsADirectoryError as fault:
        raise BillError("file_is_a_folder", file=path.name or str(path)) from fault
    except (OSError, ValueError) as fault:
        raise BillError("file_unreadable", file=path.name) from fault
    check_size(content, path.name)
    return content


def check_size(content: bytes, name: str) -> None:
    """Refuse a file with nothing in it, or too much.

    Raises
    ------
    BillError
        ``file_empty``, ``table_too_big``.
    """
    if not content.strip():
        raise BillError("file_empty", file=name)
    if len(content) > LARGEST_BYTES:
        raise BillError("table_too_big", file=name, limit_mb=LARGEST_BYTES // 1_000_000)


def parse_table(content: bytes, name: str) -> Table:
    """Read a table from bytes, whichever of CSV and XLSX they are.

    Parameters
    ----------
    content : bytes
        CSV with commas, semicolons or tabs, in UTF-8, UTF-16 or Windows-1252; or XLSX, whose
        first sheet is read.
    name : str
        Name of the file, for errors.

    Returns
    -------
    Table
        Heads in lower case, without spaces around.

    Raises
    ------
    BillError
        ``file_empty``, ``table_too_big``, ``table_old_excel``, ``table_unreadable``,
        ``table_encoding``, ``table_too_long``, ``table_without_rows``, ``table_head_twice``,
        ``table_row_long``.
    """
    check_size(content, name)
    if content.startswith(_OLD_EXCEL):
        raise BillError("table_old_excel", file=name)
    lines = _sheet(content, name) if content.startswith(_ZIP) else _csv(content, name)
    return _table(lines, name)


def _table(lines: Iterable[Sequence[Cell]], name: str) -> Table:
    """Take the first line that holds something as the heads."""
    numbered = iter(lines)
    titles = next((line for line in numbered if any(_is_filled(cell) for cell in line)), None)
    if titles is None:
        raise BillError("table_without_rows", file=name)
    heads = [str(cell or "").strip().casefold() for cell in titles]
    named = [head for head in heads if head]
    for head in named:
        if named.count(head) > 1:
            raise BillError("table_head_twice", file=name, column=head)
    rows = []
    for number, cells in enumerate(numbered, start=1):
        if number > MOST_ROWS:
            raise BillError("table_too_long", file=name, most=MOST_ROWS)
        if any(_is_filled(cell) for cell in cells[len(heads) :]):
            raise BillError("table_row_long", file=name, row=number, columns=len(heads))
        rows.append({head: cell for head, cell in zip(heads, cells, strict=False) if head})
    if not any(_is_filled(cell) for row in rows for cell in row.values()):
        raise BillError("table_without_rows", file=name)
    return Table(name=name, heads=tuple(named), rows=tuple(rows))


def _is_filled(cell: Cell) -> bool:
    return cell is not None and bool(str(cell).strip())


def _csv(content: bytes, name: str) -> Iterator[Sequence[Cell]]:
    text = _decoded(content, name)
    first = next((line for line in text.splitlines() if line.strip(" ,;\t")), "")
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as fault:
        raise BillError("table_unreadable", file=name) from fault


def _decoded(content: bytes, name: str) -> str:
    """Decode UTF-8, else what older spreadsheets of Windows write."""
    encodings = ("utf-16",) if content.startswith(_UTF16) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BillError("table_encoding", file=name)


def _sheet(content: bytes, name: str) -> list[Sequence[Cell]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > LARGEST_UNPACKED_BYTES:
            raise BillError("table_too_big", file=name, limit_mb=LARGEST_BYTES // 1_000_000)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        lines = [
            [_cell(value) for value in row]
            for row in sheet.iter_rows(
                max_row=MOST_ROWS + 100, max_col=MOST_COLUMNS, values_only=True
            )
        ]
        book.close()
    except (
        zipfile.BadZipFile, InvalidFileException, ParseError,
        OSError, ValueError, KeyError, IndexError, TypeError,
    ) as fault:  # fmt: skip
        raise BillError("table_unreadable", file=name) from fault
    return list(lines)


def _cell(value: object) -> Cell:
    """Turn a cell of a workbook into text or a number; a date is its ISO day."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return str(value)
