"""Chance: the only source of it in an invented town, a function of the seed and a topic."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import TypeVar

from numpy.random import PCG64, Generator, SeedSequence

T = TypeVar("T")


class Chance:
    """Draws for one topic: what is drawn for lamps does not move the houses.

    Only raw doubles are drawn. Their stream is guaranteed by PCG64 for good, while the methods
    of ``Generator`` may change from one release of numpy to the next (NEP 19).

    Parameters
    ----------
    seed : int
        Of the town.
    topic : str
        What is drawn for.
    """

    def __init__(self, seed: int, topic: str) -> None:
        self._draw = Generator(PCG64(SeedSequence([seed, zlib.crc32(topic.encode())])))

    def share(self) -> float:
        """Give a number in [0, 1)."""
        return float(self._draw.random())

    def between(self, low: float, high: float) -> float:
        """Give a number in [low, high)."""
        return low + (high - low) * self.share()

    def happens(self, probability: float) -> bool:
        """Tell whether something of this probability happens."""
        return self.share() < probability

    def pick(self, things: Sequence[T]) -> T:
        """Give one of the things."""
        return things[int(self.share() * len(things))]
