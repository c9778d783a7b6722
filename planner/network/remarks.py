"""What a design asks to look at: structures crossed, guesses, lines that would cost less."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planner.findings import Finding, note, warning
from planner.network.attachment import Attached
from planner.network.options import Need
from planner.network.prices import PER_PIECE, NetworkPrices
from planner.network.tracing import Stretch
from planner.plan import Plan

STRUCTURES = {
    "bridge": "bridge_on_route",
    "tunnel": "tunnel_on_route",
    "rail": "rail_on_route",
    "water": "water_on_route",
}


def of_the_plan(plan: Plan) -> list[Finding]:
    """Say what of the plan the design does not follow to the letter."""
    found = [warning("route_not_pinned", subject=route.id) for route in plan.routes]
    if plan.supervision.external:
        found.append(note("lines_to_external_supervision", subject=plan.supervision.id))
    if plan.objective == "remainder":
        found.append(note("remainder_follows_investment"))
    return found


def of_the_ground(attached: Attached, wanted: Sequence[Need], home: str) -> list[Finding]:
    """Say which points no trench reaches, and what of the streets is apart.

    ``home`` is the id of the supervision.
    """
    found: list[Finding] = []
    if attached.root is None:
        found.append(warning("supervision_unreachable_by_trench", subject=home))
    found += [
        warning("site_unreachable_by_trench", subject=need.point.id)
        for need in wanted
        if need.point.id not in attached.node
    ]
    found += [warning("trench_through_building", subject=name or home) for name in attached.through]
    if attached.apart_runs:
        found.append(
            note(
                "streets_disconnected",
                count=attached.apart_runs,
                length_m=round(attached.apart_m, 1),
            )
        )
    return found


def of_the_route(stretches: Sequence[Stretch]) -> list[Finding]:
    """Say which structures are crossed, what is guessed, which ducts are to be checked."""
    found = [
        warning(STRUCTURES[structure], subject=f"s{rank}", length_m=stretch.length_cm / 100)
        for rank, stretch in enumerate(stretches, start=1)
        if (structure := stretch.runs[0].structure)
    ]
    dug = [stretch for stretch in stretches if stretch.runs[0].laid == "trench"]
    guessed = sum(stretch.length_cm for stretch in dug if stretch.runs[0].assumed)
    if guessed:
        share = guessed / sum(stretch.length_cm for stretch in dug)
        found.append(note("surface_assumed", length_m=guessed / 100, share=share))
    reused = sum(
        stretch.length_cm for stretch in stretches if stretch.runs[0].laid in {"duct", "aerial"}
    )
    if reused:
        found.append(warning("duct_room_to_check", length_m=reused / 100))
    return found


def lines_worth_a_look(
    alone: Mapping[str, int], needs: Sequence[Need], years: int, prices: NetworkPrices
) -> list[Finding]:
    """Name the points that an operator's line would serve for less over the years.

    Parameters
    ----------
    alone : mapping of str to int
        Point with a fibre to what is spent for it alone, in cents: its ends and the segments
        that serve no other point. It is what giving up its fibre would save.
    needs : sequence of Need
    years : int
        Years of subscription to count.
    prices : NetworkPrices
    """
    found: list[Finding] = []
    for need in needs:
        own = alone.get(need.point.id)
        if own is None or need.point.link == "fibre":
            continue
        bought = prices.pieces(need.line.pieces()) // PER_PIECE
        rented = bought + years * need.line.yearly_cents
        if rented < own:
            found.append(
                note(
                    "operator_line_worth_a_look",
                    subject=need.point.id,
                    own_cents=own,
                    line_cents=rented,
                    years=years,
                )
            )
    return found
