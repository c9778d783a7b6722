"""Bills sent as tables: rows as they are, faults named by row and column."""

from __future__ import annotations

import pathlib
from decimal import Decimal

import pytest

from api.uploads.bill import parse_bill, read_bill
from api.uploads.tables import parse_table
from planner.errors import BillError
from planner.estimate.model import BillRow


def test_a_bill_of_the_contract_is_read(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "bill.csv"
    path.write_bytes(
        "item;quantity;unit_price;label;category;quote\n"
        "cam_fixed;12;;;;\n"
        "tr_foot;80,5;95,20;Trottoir;C2;Devis A\n".encode("cp1252")
    )
    first, second = read_bill(path)
    assert first == BillRow(row=1, item="cam_fixed", quantity=Decimal(12))
    assert second == BillRow(
        row=2, item="tr_foot", quantity=Decimal("80.5"), unit_price_cents=9520,
        label="Trottoir", category="C2", quote="Devis A",
    )  # fmt: skip


@pytest.mark.parametrize("quantity", ["", "-1", "NaN", "inf", "two", "=1+1"])
def test_a_quantity_that_is_not_one_is_named_by_row_and_column(quantity: str) -> None:
    content = f"item,quantity\nmast_6,1\nmast_6,{quantity}\n".encode()
    with pytest.raises(BillError) as caught:
        parse_bill(parse_table(content, "bill.csv"))
    assert caught.value.code == "bill_number"
    assert (caught.value.values["row"], caught.value.values["column"]) == (2, "quantity")


def test_a_bill_without_quantities_is_refused() -> None:
    with pytest.raises(BillError) as caught:
        parse_bill(parse_table(b"item,qty\nmast_6,1\n", "bill.csv"))
    assert caught.value.code == "table_column_missing"
