"""A bill without a map: price it as it is, and see what the Region may pay.

A quote replaces the catalogue's hypothesis on its own line; nothing is added to a bill.
"""

from __future__ import annotations

from decimal import Decimal

from planner.catalogues.pricebook import PriceBook
from planner.catalogues.reader import load
from planner.estimate.model import BillRow
from planner.estimate.pricing import estimate_bill
from planner.funding.financing import finance
from planner.plan import Applicant

catalogue = load()
rows = [
    BillRow(
        row=1, item="cam_fixed", quantity=Decimal(10), unit_price_cents=89_000, quote="Devis 12"
    ),
    BillRow(row=2, item="mast_6", quantity=Decimal(6)),
    BillRow(row=3, item="tr_foot", quantity=Decimal(240)),
    BillRow(row=4, item="pwr_grid", quantity=Decimal(2)),
    BillRow(row=5, item="training", quantity=Decimal(1)),
]
estimate = estimate_bill(rows, PriceBook(catalogue=catalogue))
for line in estimate.lines:
    print(f"{line.label.fr[:58]:<58} {line.amount.likely / 100:>10.2f}  {line.eligible}")

applicant = Applicant(
    name="Valmont-sur-Orle",
    kind="commune",
    department="80",
    region="32",
    population_municipale=2_310,
    population_totale=2_400,
    first_equipment=True,
    previous_awards=(),
)
scheme = catalogue.schemes["hauts-de-france-prochaine"]
funding = finance(estimate, applicant, (scheme,), "2026-03-02")
aid = funding.schemes[0]
print(f"\neligible base {aid.eligible_base_cents / 100:.2f} EUR HT")
print(
    f"aid {aid.aid_cents / 100:.2f}, up to {aid.aid_high_cents / 100:.2f} with what is to confirm"
)
print(f"left to the commune {funding.plan.own_share_cents / 100:.2f} EUR HT")
