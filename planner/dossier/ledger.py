"""The bill in whole euros: every printed total is the sum of the printed lines.

Amounts are cents everywhere else. Here the total is rounded once, then handed down to groups,
categories and lines by the largest remainder, so that no column of a printed table is off by
one. The workbook keeps the cents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from planner.estimate.model import Estimate, Line

GROUPS = ("C1", "C2", "C3", "C4", "none", "to_confirm", "no")
"""Categories of the eligible lines (``none``: eligible without a category), then the others."""

_ELIGIBLE = GROUPS[:5]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """An amount as it is printed, whole euros."""

    low: int
    likely: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The printed bill.

    Attributes
    ----------
    ht : Printed
        Everything.
    eligible : Printed
        The eligible groups together.
    groups : Mapping of str to Printed
        Every group that has a line.
    lines : Mapping of str to tuple of (Line, Printed)
        By group, in the order of the estimate.
    """

    ht: Printed
    eligible: Printed
    groups: Mapping[str, Printed]
    lines: Mapping[str, tuple[tuple[Line, Printed], ...]]


def group_of(line: Line) -> str:
    """Give the group under which a line is printed."""
    return line.category if line.eligible == "yes" else line.eligible


def hand_down(euros: int, parts_cents: Sequence[int]) -> list[int]:
    """Share whole euros between parts by the largest remainder.

    Parameters
    ----------
    euros : int
        What the parts must sum to.
    parts_cents : sequence of int
        Exact parts, cents, 0 or more; they sum to ``euros`` within one euro for each part.

    Returns
    -------
    list of int
        Whole euros, each part rounded down or up; ties go to the first.
    """
    shares = [cents // 100 for cents in parts_cents]
    order = sorted(range(len(parts_cents)), key=lambda k: (-(parts_cents[k] % 100), k))
    for k in order[: max(0, euros - sum(shares))]:
        shares[k] += 1
    return shares


def write_up(estimate: Estimate) -> Ledger:
    """Print an estimate in whole euros.

    Parameters
    ----------
    estimate : Estimate

    Returns
    -------
    Ledger
        In each column (low, likely, high) lines sum to groups and groups to totals.
    """
    by_group = {
        group: [line for line in estimate.lines if group_of(line) == group] for group in GROUPS
    }
    by_group = {group: lines for group, lines in by_group.items() if lines}
    columns = [_column(by_group, bound) for bound in ("low", "likely", "high")]
    groups = {group: _printed([column[group] for column in columns], 0) for group in by_group}
    lines = {
        group: tuple(
            (line, _printed([column[group] for column in columns], k + 1))
            for k, line in enumerate(members)
        )
        for group, members in by_group.items()
    }
    return Ledger(
        ht=_sum(groups.values()),
        eligible=_sum(groups[group] for group in groups if group in _ELIGIBLE),
        groups=groups,
        lines=lines,
    )


def _column(by_group: Mapping[str, Sequence[Line]], bound: str) -> dict[str, list[int]]:
    """Round one column: for each group, its total then its lines."""
    cents = {
        group: [getattr(line.amount, bound) for line in lines] for group, lines in by_group.items()
    }
    sums = {group: sum(amounts) for group, amounts in cents.items()}
    whole = (sum(sums.values()) + 50) // 100
    kinds = ("eligible", "to_confirm", "no")
    exact = [sum(s for g, s in sums.items() if _kind(g) == kind) for kind in kinds]
    column: dict[str, list[int]] = {}
    for kind, euros in zip(kinds, hand_down(whole, exact), strict=True):
        members = [group for group in cents if _kind(group) == kind]
        totals = hand_down(euros, [sums[group] for group in members])
        for group, total in zip(members, totals, strict=True):
            column[group] = [total, *hand_down(total, cents[group])]
    return column


def _kind(group: str) -> str:
    return "eligible" if group in _ELIGIBLE else group


def _printed(columns: Sequence[Sequence[int]], row: int) -> Printed:
    low, likely, high = (column[row] for column in columns)
    return Printed(low=low, likely=likely, high=high)


def _sum(amounts: Iterable[Printed]) -> Printed:
    every = list(amounts)
    return Printed(
        low=sum(amount.low for amount in every),
        likely=sum(amount.likely for amount in every),
        high=sum(amount.high for amount in every),
    )
