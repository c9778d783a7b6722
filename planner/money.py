"""Money: integer cents, ranges of three, and the only two roundings that Vigie knows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal


def round_cents(euros: Decimal | float) -> int:
    """Round an amount in euros to the nearest cent, halves away from zero.

    Parameters
    ----------
    euros : Decimal or float
        Amount in EUR. A float is read through its shortest decimal form, so 1.005 is 1.005.

    Returns
    -------
    int
        Cents.
    """
    return int((Decimal(str(euros)) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def floor_cents(cents: Decimal) -> int:
    """Round an aid down to the cent, so that the own share never passes under its minimum."""
    return int(cents.quantize(Decimal(1), rounding=ROUND_FLOOR))


def euros(cents: int) -> float:
    """Give cents as euros with two decimals, for JSON."""
    return cents / 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """An amount of money with its range, in integer cents.

    ``likely`` is the median of the price, ``low`` and ``high`` its 5th and 95th percentiles
    (reference/domain_corrections.md 1.2). ``low <= likely <= high``.
    """

    low: int
    likely: int
    high: int

    def __post_init__(self) -> None:
        """Refuse a range that is out of order."""
        if not self.low <= self.likely <= self.high:
            message = f"amount out of order: {self.low}, {self.likely}, {self.high}"
            raise ValueError(message)

    def __add__(self, other: Amount) -> Amount:
        """Add bound by bound (fully correlated: the widest honest range)."""
        return Amount(
            low=self.low + other.low,
            likely=self.likely + other.likely,
            high=self.high + other.high,
        )

    def times(self, quantity: Decimal) -> Amount:
        """Multiply by a quantity >= 0, each bound rounded to the cent once."""
        low, likely, high = (
            int((Decimal(bound) * quantity).quantize(Decimal(1), rounding=ROUND_HALF_UP))
            for bound in (self.low, self.likely, self.high)
        )
        return Amount(low=low, likely=likely, high=high)


NOTHING = Amount(low=0, likely=0, high=0)


def exactly(cents: int) -> Amount:
    """Give an amount without a range (a quote)."""
    return Amount(low=cents, likely=cents, high=cents)


def total(amounts: list[Amount]) -> Amount:
    """Sum amounts bound by bound."""
    return sum(amounts, start=NOTHING)
