"""What a design minimises: the investment, the cost over years, or the remainder after aid."""

from __future__ import annotations

from typing import Literal

Objective = Literal["investment", "cost", "remainder"]
OBJECTIVES: tuple[Objective, ...] = ("investment", "cost", "remainder")
