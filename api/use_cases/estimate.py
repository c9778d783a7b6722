"""Ask for the euros: of a plan on its scene, or of a bill without a map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from api.uploads.applicant import read_applicant
from api.uploads.bill import read_bill
from api.uploads.prices import read_prices
from api.use_cases.opening import Opened
from api.use_cases.sources import sources_of
from planner.catalogues.pricebook import PriceBook
from planner.catalogues.reader import load
from planner.coverage.measure import CoverageOptions
from planner.estimate.model import Estimate
from planner.estimate.pricing import estimate_bill
from planner.funding.financing import finance
from planner.funding.model import Funding
from planner.pipeline import draw_up, schemes_of
from planner.plan import PriceOverride
from planner.study import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class Costed:
    """An estimate and who pays it."""

    estimate: Estimate
    funding: Funding


def quotes(path: str | None) -> tuple[PriceOverride, ...]:
    """Read a file of prices, if one is given.

    Raises
    ------
    BillError
        Naming the line that cannot be used.
    """
    return () if path is None else read_prices(Path(path), load())


def cost_bill(bill: str, applicant: str, schemes: Sequence[str], prices: str | None) -> Costed:
    """Price a bill as it is and finance it; nothing is added to it.

    Raises
    ------
    VigieError
        When a file cannot be used or a scheme is unknown.
    """
    who, date = read_applicant(Path(applicant))
    catalogue = load(on=date)
    book = PriceBook(catalogue=catalogue, overrides=quotes(prices))
    estimate = estimate_bill(read_bill(Path(bill)), book)
    funding = finance(estimate, who, schemes_of(tuple(schemes), catalogue), date)
    return Costed(estimate=estimate, funding=funding)


def cost_plan(opened: Opened, *, schemes: tuple[str, ...] | None = None) -> Study:
    """Work the plan through without drawing its regions (the figures need no drawing)."""
    options = CoverageOptions(draw=False)
    sources = sources_of(opened)
    plan = opened.plan if schemes is None else replace(opened.plan, schemes=schemes)
    return draw_up(plan, sources, options=options)
