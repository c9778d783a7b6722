"""Ask for the network of a plan, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace

from api.use_cases.opening import Opened
from planner.catalogues.pricebook import PriceBook
from planner.equipment.model import Equipment
from planner.equipment.points import equip
from planner.network.design import design
from planner.network.model import Network
from planner.objective import Objective


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkQuestion:
    """What to minimise and how hard to try; what is None is the plan's own.

    ``prove_seconds`` lets the proof stop by the clock: such a design says so, and no seal is
    checked against it.
    """

    objective: Objective | None = None
    years: int | None = None
    prove_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkAnswer:
    """A design, the points it links, and the years that its cost counts."""

    network: Network
    equipment: Equipment
    years: int


def ask_network(opened: Opened, question: NetworkQuestion) -> NetworkAnswer:
    """Design the network that brings every video point home.

    Raises
    ------
    VigieError
        When the plan names what the catalogue does not have.
    """
    plan = replace(
        opened.plan,
        objective=question.objective or opened.plan.objective,
        years=question.years or opened.plan.years,
    )
    equipment = equip(plan, opened.scene, opened.catalogue)
    book = PriceBook(catalogue=opened.catalogue, overrides=plan.prices)
    network = design(
        opened.scene,
        plan,
        equipment.points,
        book.likely_cents(),
        prove_seconds=question.prove_seconds,
    )
    return NetworkAnswer(network=network, equipment=equipment, years=plan.years)
