"""Every item of the catalogue has a written rule; an item without one would stay at zero unseen."""

from __future__ import annotations

from planner.estimate.rule import Rule
from planner.estimate.rules_field import FIELD_RULES
from planner.estimate.rules_network import NETWORK_RULES
from planner.estimate.rules_room import ROOM_RULES

RULES: tuple[Rule, ...] = (*FIELD_RULES, *NETWORK_RULES, *ROOM_RULES)

OPTION = "option"
BELOW_THRESHOLD = "below_threshold"
ABOVE_THRESHOLD = "above_threshold"


def rules_of(item: str) -> tuple[Rule, ...]:
    """Give the rules that count an item, in the order of the rooms."""
    return tuple(rule for rule in RULES if rule.item == item)


def rule_of(item: str, code: str) -> Rule | None:
    """Give the rule of an item by its code, None for a count made elsewhere (the network's)."""
    return next((rule for rule in rules_of(item) if rule.code == code), None)
