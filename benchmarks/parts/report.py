"""The table of a benchmark: what is asked, what was measured, and a word on it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

Word = Literal["holds", "falls short", "told", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the table. ``told`` stands for a figure that nothing is asked of."""

    what: str
    measured: str
    limit: str = ""
    word: Word = "told"


def at_most(what: str, value: float, limit: float, unit: str = "") -> Line:
    word: Word = "holds" if value <= limit else "falls short"
    return Line(
        what=what, measured=_figure(value, unit), limit=f"at most {limit:g}{unit}", word=word
    )


def at_least(what: str, value: float, limit: float, unit: str = "") -> Line:
    word: Word = "holds" if value >= limit else "falls short"
    return Line(
        what=what, measured=_figure(value, unit), limit=f"at least {limit:g}{unit}", word=word
    )


def told(what: str, value: float | str, unit: str = "") -> Line:
    return Line(what=what, measured=value if isinstance(value, str) else _figure(value, unit))


def skipped(what: str, why: str) -> Line:
    return Line(what=what, measured=why, word="skipped")


def show(title: str, lines: Sequence[Line]) -> None:
    """Print the lines of a part."""
    print(f"\n{title}")
    for line in lines:
        print(f"  {line.what:<68} {line.measured:>14} {line.limit:>16}  {line.word}", flush=True)


def _figure(value: float, unit: str) -> str:
    return f"{value:.3g}{unit}" if abs(value) < 100.0 else f"{value:.0f}{unit}"


# --- time -------------------------------------------------------------------------------


def seconds(action: Callable[[], object]) -> float:
    """Time one action by the clock on the wall."""
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Seconds by the clock on the wall, and of the processor."""

    wall_s: float
    processor_s: float


def took(action: Callable[[], object]) -> Took:
    """Time one action by both clocks: other programs hold up the first only."""
    begin = time.process_time()
    wall_s = seconds(action)
    return Took(wall_s=wall_s, processor_s=time.process_time() - begin)


def percentiles_ms(took_s: Sequence[float]) -> tuple[float, float]:
    """Give median and 95th percentile in ms."""
    middle, high = 1e3 * np.percentile(np.array(took_s), [50, 95])
    return float(middle), float(high)


def median_of(values: Sequence[float]) -> float:
    return float(statistics.median(values))
