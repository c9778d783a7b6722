"""A bill sent as a table, taken as it is."""

from __future__ import annotations

from pathlib import Path

from api.uploads.tables import Table, read_table
from planner.estimate.bill import read_bill as rows_of_bill
from planner.estimate.model import BillRow


def read_bill(path: Path) -> tuple[BillRow, ...]:
    """Read a bill: ``item,quantity[,unit_price,label,category,quote]``, CSV or XLSX.

    Raises
    ------
    BillError
        Naming the file, or the row and the column, that cannot be used.
    """
    return parse_bill(read_table(path))


def parse_bill(table: Table) -> tuple[BillRow, ...]:
    """Read the rows of a bill from a table.

    Raises
    ------
    BillError
        ``table_column_missing`` and the codes of ``planner.estimate.bill.read_bill``.
    """
    table.require("item", "quantity")
    return rows_of_bill(table.rows)
