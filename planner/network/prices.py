"""What a run, an end or a line costs: the price items that the network design decides.

Cents EUR HT at likely prices. The cost of a length is exact in hundredths of a cent: whole
centimetres times whole cents per metre.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from planner.errors import CatalogueError
from planner.network.graph import Run

PER_PIECE = 100  # hundredths in one piece, as centimetres in a metre

CIVIL_ITEMS = MappingProxyType(
    {
        ("trench", "soft"): "tr_soft",
        ("trench", "foot"): "tr_foot",
        ("trench", "road"): "tr_road",
        ("trench", "paved"): "tr_paved",
        ("trench", "bore"): "bore",
        ("duct", "none"): "duct_clear",
    }
)
NEEDED_ITEMS = (
    *CIVIL_ITEMS.values(),
    *("bore_setup", "fib_duct", "fib_aerial", "fib_end", "sfp_pair", "sw_poe", "cat6"),
    *("r4g", "ftth_fee", "sub_4g", "sub_ftth"),
)
MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPrices:
    """Likely unit prices of the items that the design decides, in cents EUR HT."""

    unit: Mapping[str, int]

    def civil(self, run: Run) -> int:
        """Give what opening a run costs, in hundredths of a cent: trench, bore or rodding."""
        item = civil_item(run)
        works = run.length_cm * self.unit[item] if item else 0
        return works + run.setups * self.unit["bore_setup"] * PER_PIECE

    def cable(self, run: Run) -> int:
        """Give what an optical cable along a run costs, in hundredths of a cent."""
        return run.length_cm * self.unit[cable_item(run)]

    def pieces(self, items: Mapping[str, int]) -> int:
        """Give what whole pieces cost, in hundredths of a cent."""
        return sum(count * self.unit[item] * PER_PIECE for item, count in items.items())


def network_prices(prices: Mapping[str, int]) -> NetworkPrices:
    """Take the prices that the network needs out of a price book.

    Parameters
    ----------
    prices : mapping of str to int
        Item id to likely unit price in cents.

    Raises
    ------
    CatalogueError
        ``network_price_missing`` when an item has no price.
    """
    for item in NEEDED_ITEMS:
        if item not in prices:
            raise CatalogueError("network_price_missing", item=item)
    return NetworkPrices(unit=MappingProxyType({item: prices[item] for item in NEEDED_ITEMS}))


def civil_item(run: Run) -> str:
    """Give the price item of opening a run, empty for a line on poles."""
    return CIVIL_ITEMS.get((run.laid, run.surface), "")


def cable_item(run: Run) -> str:
    """Give the price item of the optical cable along a run."""
    return "fib_aerial" if run.laid == "aerial" else "fib_duct"
