"""The proof: directed cuts added to a linear programme until nothing is violated, then integers.

The relaxation of Wong and of Koch and Martin (Networks 32, 1998): an arc variable each way on
each edge; every set of nodes that holds a terminal and not the root is entered, unless the
terminal is left out. Cuts are found by maximum flows from the root. HiGHS runs on one thread
with a fixed seed, and stops by counts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from planner.network.contraction import MUST, Core
from planner.network.local_search import best_grown, mended, reach_of
from planner.network.model import Stopped
from planner.network.trees import Tree

UNITS = 1_000_000  # a flow of one, in the whole numbers that the maximum flow wants
LEAST_VIOLATION = 1e-4
NESTED = 6  # cuts found one behind the other for a terminal
TOLERANCE = 1e-7  # share of a bound given up for the rounding of the solver


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """When to stop proving.

    Attributes
    ----------
    edges : int
        Larger problems are not tried.
    rounds : int
        Linear programmes, then whole-number programmes, solved at most.
    nodes : int
        Branchings of a whole-number programme.
    seconds : float or None
        Seconds of the solver's own clock; given, they replace the three counts.
    """

    edges: int = 2500
    rounds: int = 60
    nodes: int = 500
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was proven: a bound on trees cheaper than the one known, and the trees met."""

    bound: int
    trees: tuple[Tree, ...]
    stopped: Stopped


def prove(core: Core, limit: int, effort: Effort) -> Proof:
    """Raise the bound of a problem towards the cost of the tree known.

    Parameters
    ----------
    core : Core
        Every tree cheaper than the limit is in it.
    limit : int
        Cost of the tree known.
    effort : Effort

    Returns
    -------
    Proof
        ``stopped`` is ``optimal`` when nothing cheaper than the limit or than one of the trees
        exists.
    """
    if effort.seconds is None and len(core.cost) > effort.edges:
        return Proof(bound=0, trees=(), stopped="count")
    return _Prover(core, limit, effort).run()
