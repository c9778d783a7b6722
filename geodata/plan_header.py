"""What a plan asks: its ``vigie`` member, from the title to the applicant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

from planner.catalogues.model import PriceStatus
from planner.errors import PlanError
from planner.findings import Finding, warning
from planner.funding.applicant import parse_applicant
from planner.members import Members
from planner.objective import OBJECTIVES
from planner.plan import HIGHEST_TARGET_M, Plan, PlanOption, PriceOverride, price_override
from planner.targets import WORDS, Target

VERSION = 1
STANDARDS = ("dori-2015", "oodpcvs-2025")
LONGEST_RETENTION_DAYS = 30  # one month at most, CSI L252-5
LONGEST_YEARS = 50
_INSEE = re.compile(r"\d{5}|2[AB]\d{3}")


def header_of(document: Mapping[str, object]) -> Members:
    """Give the ``vigie`` member of a document, empty when it has none.

    Raises
    ------
    PlanError
        ``member_not_object``, ``plan_version_unknown``.
    """
    whole = Members(values=document, where="plan", error=PlanError)
    header = whole.child("vigie") or Members(values={}, where="plan.vigie", error=PlanError)
    header = Members(values=header.values, where="vigie", error=PlanError)
    version = header.whole("version", least=1, most=1_000_000)
    if version not in {None, VERSION}:
        raise PlanError("plan_version_unknown", version=version, known=VERSION)
    return header


def read_date(header: Members) -> str:
    """Read the date of the plan, the only one that a result uses.

    Raises
    ------
    PlanError
        ``plan_date_missing``, ``member_not_date``.
    """
    if not header.has("date"):
        raise PlanError("plan_date_missing")
    return header.date("date")


def read_request(header: Members, equipment: Plan) -> Plan:
    """Add what is asked to the equipment of a plan.

    Parameters
    ----------
    header : Members
        The ``vigie`` member.
    equipment : Plan
        What the features say (see ``geodata.plan_features``).

    Raises
    ------
    PlanError
        ``retention_out_of_range``, ``price_out_of_order``, those of the applicant and the
        ``member_*`` codes.
    """
    communes, findings = _communes(header)
    target, told = _target(header, Target(height_m=equipment.target_height_m))
    who = header.child("applicant")
    return replace(
        equipment,
        title=header.text("title"),
        communes=communes,
        schemes=_schemes(header, equipment.schemes),
        standard=header.word("standard", STANDARDS) or equipment.standard,
        target_height_m=target.height_m,
        also_heights_m=target.also_m,
        retention_days=_retention(header),
        objective=header.word("objective", OBJECTIVES) or equipment.objective,
        years=header.whole("years", least=1, most=LONGEST_YEARS) or equipment.years,
        prices=_prices(header),
        options=_options(header),
        notes=header.text("notes"),
        applicant=equipment.applicant if who is None else parse_applicant(who),
        findings=(*equipment.findings, *findings, *told),
    )


def _communes(header: Members) -> tuple[tuple[str, ...], list[Finding]]:
    """Read one INSEE code or several; a code of another form is kept and told."""
    value = header.values.get("commune")
    several = header.items("commune") if isinstance(value, list) else [value]
    codes: list[str] = []
    for item in several or []:
        code = Members(values={"commune": item}, where="vigie", error=PlanError).text("commune")
        if code:
            codes.append(code.zfill(5) if code.isdigit() else code.upper())  # 2004 is 02004
    strange = [code for code in codes if not _INSEE.fullmatch(code)]
    return tuple(dict.fromkeys(codes)), [
        warning("commune_code_form", subject=code) for code in strange
    ]


def _target(header: Members, usual: Target) -> tuple[Target, list[Finding]]:
    """Read what one wants to see: a word, a height, or both, where the word wins."""
    height = header.number("target_height_m", least=0.0, most=HIGHEST_TARGET_M)
    word = header.word("target", tuple(WORDS))
    if word is None:
        return usual if height is None else Target(height_m=height), []
    target = WORDS[word]
    if height is None or height == target.height_m:
        return target, []
    return target, [
        warning("target_word_wins", subject=word, asked_m=height, used_m=target.height_m)
    ]


def _schemes(header: Members, default: tuple[str, ...]) -> tuple[str, ...]:
    """Read scheme ids in the user's order, each once."""
    value = header.values.get("schemes")
    if isinstance(value, str) and not value.lstrip().startswith("["):
        found: list[object] = list(value.split(","))
    else:
        listed = header.items("schemes")
        if listed is None:
            return default
        found = listed
    ids = [
        Members(values={"schemes": item}, where="vigie", error=PlanError).text("schemes")
        for item in found
    ]
    return tuple(dict.fromkeys(scheme for scheme in ids if scheme))


def _options(header: Members) -> tuple[PlanOption, ...]:
    """Read the optional items asked for: ids, objects with a quantity, or quantities by item."""
    value = header.values.get("options")
    if isinstance(value, Mapping):
        listed: list[object] = [{"item": item, "quantity": one} for item, one in value.items()]
    else:
        listed = header.items("options") or []
    return tuple(_option(item, rank) for rank, item in enumerate(listed, start=1))


def _option(item: object, rank: int) -> PlanOption:
    values = item if isinstance(item, Mapping) else {"item": item}
    option = Members(values=values, where=f"vigie.options[{rank}]", error=PlanError)
    option.require("item")
    quantity = option.number("quantity", least=0.0, most=1e6)
    return PlanOption(item=option.text("item"), quantity=1.0 if quantity is None else quantity)


def _retention(header: Members) -> int | None:
    days = header.whole("retention_days", least=-1_000_000, most=1_000_000)
    if days is not None and not 1 <= days <= LONGEST_RETENTION_DAYS:
        raise PlanError("retention_out_of_range", days=days, most=LONGEST_RETENTION_DAYS)
    return days


def _prices(header: Members) -> tuple[PriceOverride, ...]:
    """Read overrides and quotes: a list of objects, or an object of them by item."""
    value = header.values.get("prices")
    if isinstance(value, Mapping):
        return tuple(
            _price(_as_object(price, f"vigie.prices.{item}"), str(item))
            for item, price in value.items()
        )
    prices = header.children("prices")
    return tuple(_price(price, price.text("item") or price.text("id")) for price in prices)


def _as_object(price: object, where: str) -> Members:
    values = price if isinstance(price, Mapping) else {"unit_price": price}
    return Members(values=values, where=where, error=PlanError)


def _price(price: Members, item: str) -> PriceOverride:
    if not item:
        raise PlanError("member_missing", where=price.where, member="item")
    likely = next(
        (name for name in ("unit_price", "likely", "typical") if price.has(name)), "unit_price"
    )
    price.require(likely)
    low, middle, high = (
        price.number(name, least=0.0, most=1e9) for name in ("low", likely, "high")
    )
    return price_override(
        item,
        (low, middle or 0.0, high),
        source=price.text("source") or price.where,
        date=price.text("date"),
        status=price.word("status", get_args(PriceStatus)) or "quote",
        error=PlanError,
    )
