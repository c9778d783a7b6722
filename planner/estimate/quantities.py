"""Quantities: from a plan, its equipment and its network to counted items, by written rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.equipment.model import Equipment, Item
from planner.errors import PlanError
from planner.estimate.rules import OPTION, RULES, rules_of
from planner.estimate.works import Works, survey
from planner.network.model import Network
from planner.plan import Plan, PlanOption
from planner.scene.model import Scene


def quantities(
    plan: Plan, scene: Scene, equipment: Equipment, network: Network
) -> tuple[Item, ...]:
    """Count everything that must be bought, built or paid each year.

    Parameters
    ----------
    plan : Plan
        Masts, panels, relays and the optional items it asks for.
    scene : Scene
        Lamps, streets and soft ground.
    equipment : Equipment
        Points, bodies, storage, screens. What exists costs nothing.
    network : Network
        Its items are taken as they are; what follows from them is counted here.

    Returns
    -------
    tuple of Item
        Quantities above zero, in catalogue units. ``study``, ``moe`` and ``publication`` are all
        there: the amount of the works decides, in ``pricing``.

    Raises
    ------
    PlanError
        ``option_unknown`` or ``option_counted`` when the plan asks for an item that is not
        optional.
    """
    works = survey(plan, scene, equipment, network)
    return (*network.items, *_counted(works), *_asked(plan.options))


def _counted(works: Works) -> Iterator[Item]:
    designed = {item.item for item in works.network.items}
    for rule in RULES:
        if rule.count is None or (rule.item in designed and not rule.beside_network):
            continue
        for subject, quantity in rule.count(works):
            if quantity > 0.0:
                yield Item(item=rule.item, quantity=quantity, rule=rule.code, subject=subject)


def _asked(options: Iterable[PlanOption]) -> Iterator[Item]:
    for option in options:
        rules = rules_of(option.item)
        if not rules:
            raise PlanError("option_unknown", item=option.item)
        if all(rule.basis != "option" for rule in rules):
            raise PlanError("option_counted", item=option.item)
        if option.quantity > 0.0:
            yield Item(item=option.item, quantity=option.quantity, rule=OPTION)
