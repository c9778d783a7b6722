"""Records as JSON: the exact shapes of the contract, euros with two decimals.

The keys are those that other programs rely on; members beside them are additions. Areas are
rounded to 0.01 m2, lengths to 0.01 m, shares and rates to 1e-6. Every view is plain JSON.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from api.texts.reader import Texts
from planner.catalogues.model import Source
from planner.equipment.model import Equipment, Item, VideoPoint
from planner.estimate.model import Estimate, Line, Totals
from planner.findings import Finding
from planner.funding.model import Funding, SchemeAid
from planner.money import Amount, euros
from planner.network.model import Network, NetworkSite, Segment
from planner.study import MadeFrom

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a network's view can say when more than the network is known.

    ``years`` is the span of the cost over years; ``own_share_cents`` what is left after aid.
    """

    equipment: Equipment | None = None
    years: int = 10
    own_share_cents: int | None = None


def network_view(network: Network, texts: Texts, *, beside: Beside | None = None) -> Json:
    """Give the network: its objective and bound, the link of each site, the runs.

    Parameters
    ----------
    network : Network
    texts : Texts
    beside : Beside, optional
        Without it ``power`` is empty and the remainder after aid is null.
    """
    known = beside or Beside()
    points = known.equipment.points if known.equipment else ()
    over_years = network.investment_cents + known.years * network.running_cents_per_year
    left = known.own_share_cents
    return {
        "objective": network.objective,
        "objective_eur": euros(network.objective_cents),
        "lower_bound_eur": euros(network.lower_bound_cents),
        "gap": share(network.gap),
        "proven": network.proven,
        "stopped": network.stopped,
        "objectives": {
            "investment": euros(network.investment_cents),
            "cost": euros(over_years),
            "remainder": None if left is None else euros(left),
        },
        "years": known.years,
        "running_eur_per_year": euros(network.running_cents_per_year),
        "sites": [_site(site) for site in network.sites],
        "segments": [_segment(segment) for segment in network.segments],
        "equipment": [_item(item) for item in network.items],
        "power": [_power(point) for point in points],
        "findings": findings_view(network.findings, texts),
    }


def estimate_view(estimate: Estimate, funding: Funding, texts: Texts) -> Json:
    """Give the bill, its totals, what runs each year, who pays (EUR HT, two decimals)."""
    return {
        "lines": [_line(line, texts) for line in estimate.lines],
        "totals": _totals(estimate.totals),
        "vat_rate": share(estimate.vat_rate),
        "running_costs": {
            "per_year_eur": amount(estimate.running_per_year),
            "lines": [_line(line, texts) for line in estimate.running],
        },
        "funding": [_scheme(aid, texts) for aid in funding.schemes],
        "plan": _financing(funding),
        "findings": findings_view((*estimate.findings, *funding.findings), texts),
    }


def findings_view(findings: Iterable[Finding], texts: Texts) -> list[Json]:
    """Give findings with their sentence in the language of the texts."""
    return [
        {
            "code": finding.code,
            "severity": finding.severity,
            "subject": finding.subject,
            "sentence": texts.finding(finding),
            "values": {name: plain(value) for name, value in finding.values},
        }
        for finding in findings
    ]


def made_from_view(made_from: MadeFrom) -> Json:
    """Give what a result was made from."""
    return {
        "input_hash": made_from.input_hash,
        "program": made_from.program,
        "catalogue_date": made_from.catalogue_date,
        "scene": made_from.scene,
    }


def amount(value: Amount) -> Json:
    """Give an amount in euros, with its range."""
    return {"low": euros(value.low), "likely": euros(value.likely), "high": euros(value.high)}


def hundredth(value: float) -> float:
    """Round an area in m2 or a length in m to 0.01."""
    return round(float(value), 2) + 0.0  # no negative zero


def share(value: float | Decimal) -> float:
    """Round a share, a rate or a gap to 1e-6."""
    return round(float(value), 6) + 0.0


def plain(value: object) -> Any:  # noqa: ANN401 - any JSON value
    """Give a value that a finding or a reason names as JSON."""
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, float | Decimal):
        return share(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return str(value)


def _site(site: NetworkSite) -> Json:
    return {
        "id": site.id,
        "link": site.link,
        "length_m": hundredth(site.length_m),
        "via": list(site.via),
        "snap_m": hundredth(site.snap_m),
        "cost_eur": euros(site.cost_cents),
    }


def _segment(segment: Segment) -> Json:
    return {
        "id": segment.id,
        "medium": segment.medium,
        "surface": segment.surface,
        "surface_assumed": segment.surface_assumed,
        "length_m": hundredth(segment.length_m),
        "street": segment.street,
        "sites": list(segment.sites),
        "cost_eur": euros(segment.cost_cents),
    }


def _item(item: Item) -> Json:
    return {
        "item": item.item,
        "quantity": hundredth(item.quantity),
        "rule": item.rule,
        "subject": item.subject,
    }


def _power(point: VideoPoint) -> Json:
    return {
        "id": point.id,
        "power": point.power,
        "assumed": point.power_assumed,
        "power_w": hundredth(point.power_w),
    }


def _line(line: Line, texts: Texts) -> Json:
    return {
        "item": line.item,
        "label": line.label.fr if texts.language == "fr" else line.label.en,
        "category": line.category,
        "quantity": float(line.quantity),
        "unit": line.unit,
        "unit_price": amount(line.unit_price),
        "base_eur": None if line.base is None else amount(line.base),
        "amount_eur": amount(line.amount),
        "eligible": line.eligible,
        "status": line.status,
        "source": _source(line.source),
        "because": said(texts, f"because.{line.because}"),
        "because_code": line.because,
        "rule": said(texts, f"rules.{line.rule}"),
        "rule_code": line.rule,
        "subjects": list(line.subjects),
    }


def _source(source: Source) -> Json:
    return {
        "title": source.title,
        "href": source.href,
        "date": source.date,
        "checked_on": source.checked_on,
    }


def said(texts: Texts, key: str) -> str:
    """Give the sentence of a key, or its code when a file from outside brought an unknown one."""
    return texts.say(key) if texts.has(key) else key.rpartition(".")[2]


def _totals(totals: Totals) -> Json:
    every = {
        "ht": totals.ht,
        "eligible_ht": totals.eligible_ht,
        "to_confirm_ht": totals.to_confirm_ht,
        "not_eligible_ht": totals.not_eligible_ht,
        "vat": totals.vat,
        "ttc": totals.ttc,
    }
    likely: Json = {name: euros(value.likely) for name, value in every.items()}
    ranges = {name: amount(value) for name, value in every.items()}
    return likely | {"ht": amount(totals.ht), "ranges": ranges}


def _scheme(aid: SchemeAid, texts: Texts) -> Json:
    return {
        "scheme": aid.scheme,
        "applies": aid.applies,
        "certainty": aid.certainty,
        "to_confirm": list(aid.to_confirm),
        "eligible_base_eur": euros(aid.eligible_base_cents),
        "rate": None if aid.rate is None else share(aid.rate),
        "cap_eur": None if aid.cap_cents is None else euros(aid.cap_cents),
        "aid_eur": euros(aid.aid_cents),
        "aid_high_eur": euros(aid.aid_high_cents),
        "reasons": [
            {
                "code": reason.code,
                "sentence": texts.say(f"reasons.{reason.code}", **dict(reason.values)),
                "values": {name: plain(value) for name, value in reason.values},
            }
            for reason in aid.reasons
        ],
    }


def _financing(funding: Funding) -> Json:
    plan = funding.plan
    return {
        "total_ht": euros(plan.total_cents),
        "aids": [
            {
                "scheme": aid.scheme,
                "asked_eur": euros(aid.asked_cents),
                "granted_eur": euros(aid.granted_cents),
            }
            for aid in plan.aids
        ],
        "own_share_eur": euros(plan.own_share_cents),
        "own_share_rate": share(plan.own_share_rate),
    }
