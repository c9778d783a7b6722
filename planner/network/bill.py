"""What the design buys, counted and priced so that every sum agrees to the cent.

Rounding, stated once. Lengths are whole centimetres from the start, so quantities are exact
and the optimiser works in hundredths of a cent. Of each item the whole quantity is multiplied
by its price and rounded to the cent (``planner.money``), as a bill does. That amount is then
shared among the segments and points that cause it, in whole cents by largest remainder (ties
to the first). So the items, and the segments and points together, sum to the same investment
exactly, and a segment is within one cent an item of its own exact cost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planner.equipment.model import Item
from planner.money import exactly
from planner.network.prices import (
    PER_PIECE,
    NetworkPrices,
    cable_item,
    civil_item,
)
from planner.network.tracing import Stretch

RULES: Mapping[str, str] = {
    "tr_soft": "trench_metres",
    "tr_foot": "trench_metres",
    "tr_road": "trench_metres",
    "tr_paved": "trench_metres",
    "bore": "bored_metres",
    "bore_setup": "bored_crossings",
    "fib_duct": "cable_metres",
    "fib_aerial": "aerial_metres",
    "duct_clear": "duct_metres",
    "cat6": "copper_metres",
    "fib_end": "ends_of_fibre_points",
    "sfp_pair": "modules_of_fibre_points",
    "sw_poe": "switches_of_points",
    "r4g": "mobile_lines",
    "ftth_fee": "fixed_lines",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """Something bought for a segment or a point: hundredths of the item's unit."""

    owner: str
    item: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """The items, what each owner pays of them, and their sum, in cents."""

    items: tuple[Item, ...]
    shares: Mapping[str, int]
    total_cents: int


def stretch_charges(owner: str, stretch: Stretch) -> list[Charge]:
    """List what a segment of civil works buys: opening, set-ups, and cable if a fibre passes."""
    length = stretch.length_cm
    run = stretch.runs[0]
    setups = sum(one.setups for one in stretch.runs)
    charges = [Charge(owner=owner, item="bore_setup", amount=setups * PER_PIECE)]
    if civil_item(run):
        charges.append(Charge(owner=owner, item=civil_item(run), amount=length))
    if stretch.fibre:
        charges.append(Charge(owner=owner, item=cable_item(run), amount=length))
    return charges


def piece_charges(owner: str, pieces: Mapping[str, int]) -> list[Charge]:
    """List whole pieces bought for a point."""
    return [
        Charge(owner=owner, item=item, amount=count * PER_PIECE) for item, count in pieces.items()
    ]


def settle(charges: Sequence[Charge], prices: NetworkPrices) -> Bill:
    """Count, price and share what is bought.

    Parameters
    ----------
    charges : sequence of Charge
        In the order of segments and points.
    prices : NetworkPrices

    Returns
    -------
    Bill
        Items in the order of ``RULES``, those of quantity zero left out.
    """
    items: list[Item] = []
    shares = {charge.owner: 0 for charge in charges}
    for item, rule in RULES.items():
        mine = [charge for charge in charges if charge.item == item and charge.amount]
        if not mine:
            continue
        quantity = Decimal(sum(charge.amount for charge in mine)) / PER_PIECE
        items.append(Item(item=item, quantity=float(quantity), rule=rule))
        cents = exactly(prices.unit[item]).times(quantity).likely
        exact = [charge.amount * prices.unit[item] for charge in mine]
        for charge, share in zip(mine, _shared(cents, exact), strict=True):
            shares[charge.owner] += share
    return Bill(items=tuple(items), shares=shares, total_cents=sum(shares.values()))


def _shared(cents: int, exact: Sequence[int]) -> list[int]:
    """Share an amount in proportion to exact hundredths of a cent, by largest remainder."""
    floors = [value // PER_PIECE for value in exact]
    each, more = divmod(cents - sum(floors), len(exact))
    by_remainder = sorted(range(len(exact)), key=lambda rank: (-(exact[rank] % PER_PIECE), rank))
    first = set(by_remainder[:more])
    return [floor + each + (rank in first) for rank, floor in enumerate(floors)]
