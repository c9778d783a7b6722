"""What a quantity rule is: an item, a code that a sentence explains, a way to count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from planner.catalogues.model import Eligible
from planner.estimate.works import Works

Basis = Literal["counted", "network", "option", "amount"]
Counted = Iterator[tuple[str, float]]
"""Subjects (a camera, a point, a street, empty for the whole system) with their quantities."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How many of an item a plan needs.

    Attributes
    ----------
    item : str
        Price id.
    code : str
        ``rules.<code>`` in the texts says how it is counted.
    basis : {'counted', 'network', 'option', 'amount'}
        ``counted`` by ``count``; decided by the ``network`` design; an ``option``, off unless the
        plan asks for it; or counted and then kept or dropped by the ``amount`` of the works.
    count : callable, optional
        Gives subjects and quantities, in the item's unit.
    beside_network : bool
        Counted in addition to what the network design counts of the same item; otherwise the
        network's count is the only one.
    eligible, because : optional
        Where this use of the item differs from the catalogue's (the trench of a power cable).
    """

    item: str
    code: str
    basis: Basis = "counted"
    count: Callable[[Works], Counted] | None = None
    beside_network: bool = False
    eligible: Eligible | None = None
    because: str = ""


def once(works: Works) -> Counted:
    """Count one for the whole system as soon as a camera is new."""
    if works.bodies:
        yield "", 1.0
