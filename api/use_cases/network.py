"""Ask for the network of a plan, and nothing else."""

from __future__ import annotations

from api.use_cases.opening import Opened
from planner.catalogues.pricebook import PriceBook
from planner.equipment.points import equip
from planner.network.design import design
from planner.network.model import Network


def ask_network(opened: Opened) -> Network:
    """Design the network that brings every video point home.

    Raises
    ------
    VigieError
        When the plan names what the catalogue does not have.
    """
    equipment = equip(opened.plan, opened.scene, opened.catalogue)
    book = PriceBook(catalogue=opened.catalogue, overrides=opened.plan.prices)
    return design(opened.scene, opened.plan, equipment.points, book.likely_cents())
