"""How long work tells where it is: a callable, so that the planner knows no screen."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, float], None]
"""Called with a step's code (``progress.<code>`` in the texts) and the share done, 0 to 1."""


def silent(_step: str, _share: float) -> None:
    """Tell nobody."""
