"""Tables that people send: how they are written must not change what is read."""

from __future__ import annotations

import datetime as dt
import io
import pathlib
import zipfile

import pytest
from openpyxl import Workbook

from api.uploads.tables import MOST_ROWS, parse_table, read_table
from planner.errors import BillError

EXPECTED = {"item": "mast_6", "label": "Mât", "unit_price": "2 500,5"}


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        'item,label,unit_price\nmast_6,Mât,"2 500,5"\n'.encode(),
        "item;label;unit_price\r\nmast_6;Mât;2 500,5\r\n".encode("utf-8-sig"),
        "Item ; LABEL ; unit_price\nmast_6;Mât;2 500,5".encode("cp1252"),
        "item\tlabel\tunit_price\nmast_6\tMât\t2 500,5\n".encode("utf-16"),
        ";;\nitem;label;unit_price\nmast_6;Mât;2 500,5\n".encode(),
    ],
    ids=["commas", "semicolons with a mark", "Windows", "Unicode text", "blank line first"],
)
def test_every_way_of_writing_a_table_reads_the_same(content: bytes) -> None:
    table = parse_table(content, "t.csv")
    assert table.heads == ("item", "label", "unit_price")
    assert dict(table.rows[0]) == EXPECTED


def test_a_workbook_gives_text_numbers_and_days() -> None:
    content = workbook(
        ["Item", "quantity", None, "date"], ["mast_6", 2.5, None, dt.date(2024, 5, 2)]
    )
    table = parse_table(content, "t.xlsx")
    assert [dict(row) for row in table.rows] == [
        {"item": "mast_6", "quantity": 2.5, "date": "2024-05-02"}
    ]


@pytest.mark.parametrize("text", ["=1+1", "+33 1 02 03", "@SUM(A1)", '=HYPERLINK("x")'])
def test_what_looks_like_a_formula_stays_text(text: str) -> None:
    quoted = text.replace('"', '""')
    table = parse_table(f'item,label\na,"{quoted}"\n'.encode(), "t.csv")
    assert table.rows[0]["label"] == text


def test_a_formula_that_was_never_computed_is_an_empty_cell() -> None:
    table = parse_table(workbook(["item", "quantity"], ["mast_6", "=1+1"]), "t.xlsx")
    assert table.rows[0]["quantity"] is None


def test_blank_rows_keep_their_place() -> None:
    table = parse_table(b"item\n\na\n,\nb\n".replace(b",", b""), "t.csv")
    assert [row.get("item") for row in table.rows] == [None, "a", None, "b"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"   \n", "file_empty"),
        (b"item,quantity\n", "table_without_rows"),
        (b",,\n;;\n", "table_without_rows"),
        (b"item,item\na,b\n", "table_head_twice"),
        (b"item,quantity\ncam_fixed,2,5\n", "table_row_long"),
        (b"item\n" + b"a\n" * (MOST_ROWS + 1), "table_too_long"),
        (b"item\na\x81\n", "table_encoding"),
        (b"\xd0\xcf\x11\xe0old", "table_old_excel"),
        (b"PK\x03\x04broken", "table_unreadable"),
        (b'item,label\na,"never closed', "table_unreadable"),
        (b"a" * 10_000_001, "table_too_big"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(BillError) as caught:
        parse_table(content, "t.csv")
    assert caught.value.code == code
    assert caught.value.values["file"] == "t.csv"


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("note.txt", "hello")
    with pytest.raises(BillError) as caught:
        parse_table(stream.getvalue(), "t.xlsx")
    assert caught.value.code == "table_unreadable"


def test_an_archive_that_unpacks_without_end_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 201_000_000)
    with pytest.raises(BillError) as caught:
        parse_table(stream.getvalue(), "t.xlsx")
    assert caught.value.code == "table_too_big"


def test_a_missing_file_or_a_folder_is_named(tmp_path: pathlib.Path) -> None:
    for path, code in ((tmp_path / "no.csv", "file_missing"), (tmp_path, "file_is_a_folder")):
        with pytest.raises(BillError) as caught:
            read_table(path)
        assert (caught.value.code, caught.value.values["file"]) == (code, path.name)


def test_a_missing_column_is_named_with_those_found() -> None:
    with pytest.raises(BillError) as caught:
        parse_table(b"item\na\n", "t.csv").require("item", "quantity")
    assert caught.value.values == {"file": "t.csv", "column": "quantity", "found": ("item",)}
