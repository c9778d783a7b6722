"""The proof that a tree is the cheapest: a linear programme with cuts, then whole numbers.

The directed relaxation (Wong 1984; Koch and Martin, Networks 32, 1998): a variable for each
direction of each edge, one for each terminal that may be left out; cuts are added until none
is violated, then whole numbers are asked for, and cuts again. HiGHS runs on one thread with a
fixed seed and stops by counts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from planner.network.contraction import MUST, Core
from planner.network.cuts import Arcs, arcs_of, violated
from planner.network.local_search import best_grown, mended, reach_of
from planner.network.model import Stopped
from planner.network.trees import Tree

SCALE = 1e5  # the known cost, in the units of the programme
TOLERANCE = 1e-7  # share of a bound given up for the rounding of the solver
CLOSE = 5e-7  # share of the cost within which a bound proves it
STALLED = 1e-5  # a round that raises the bound by less than this share has stalled
PATIENCE = 5  # stalled rounds before whole numbers are asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """When to stop proving.

    Attributes
    ----------
    edges : int
        Larger problems are not tried.
    rounds : int
        Linear programmes solved at most, then whole-number programmes.
    nodes : int
        Branchings of one whole-number programme.
    seconds : float or None
        Seconds of the solver's own clock; given, they replace the three counts.
    """

    edges: int = 2500
    rounds: int = 60
    nodes: int = 500
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A bound on the trees cheaper than the one known, and the trees met on the way."""

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
        Cost of the tree known, more than 0.
    effort : Effort

    Returns
    -------
    Proof
        When it stopped as ``optimal``, its bound is, within a share of 5e-7, the limit or the
        cost of one of its trees.
    """
    if effort.seconds is None and len(core.cost) > effort.edges:
        return Proof(bound=0, trees=(), stopped="count")
    prover = _Prover(core, limit, effort)
    return prover.run()


class _QuietHighs(highspy.Highs):
    """A solver that never writes on standard output, which belongs to the results.

    The constructor of highspy 1.16 prints a banner when it sets its callbacks up, before anyone
    can ask for silence; they are not used here, so that constructor is passed over.
    """

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        self.silent()


class _Prover:
    """A programme under way. Variables: the arcs, then the terminals that may be left out."""

    def __init__(self, core: Core, limit: int, effort: Effort) -> None:
        self.core, self.limit, self.effort = core, limit, effort
        self.arcs: Arcs = arcs_of(core)
        self.optional = [node for node in core.terminals if core.penalty[node] < MUST]
        self.column = {node: 2 * len(core.cost) + k for k, node in enumerate(self.optional)}
        self.unit = limit / SCALE
        self.trees: list[Tree] = []
        self.bound = 0
        self.highs = self._programme()

    def run(self) -> Proof:
        self._linear()
        if not self._done():
            self._whole()
        stopped: Stopped = "optimal" if self._done() else self._why()
        return Proof(bound=min(self.bound, self._best()), trees=tuple(self.trees), stopped=stopped)

    def _best(self) -> int:
        return min([self.limit, *(tree.cost for tree in self.trees)])

    def _done(self) -> bool:
        return self.bound >= (1.0 - CLOSE) * self._best()

    def _why(self) -> Stopped:
        late = self.effort.seconds is not None and self.highs.getRunTime() >= self.effort.seconds
        return "time" if late else "count"

    def _rounds(self) -> range:
        return range(10_000 if self.effort.seconds is not None else self.effort.rounds)

    def _programme(self) -> highspy.Highs:
        highs = _QuietHighs()
        for option, value in (
            ("threads", 1),
            ("random_seed", 0),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 1e-9),
        ):
            highs.setOptionValue(option, value)
        if self.effort.seconds is None:
            highs.setOptionValue("mip_max_nodes", self.effort.nodes)
        else:
            highs.setOptionValue("time_limit", float(self.effort.seconds))
        penalties = [self.core.penalty[node] for node in self.optional]
        cost = np.concatenate([np.repeat(self.core.cost, 2), np.array(penalties, dtype=np.int64)])
        upper = np.ones(len(cost))
        upper[: len(self.arcs.target)][self.arcs.target == self.core.root] = 0.0
        highs.addVars(len(cost), np.zeros(len(cost)), upper)
        columns = np.arange(len(cost), dtype=np.int32)
        highs.changeColsCost(len(cost), columns, cost.astype(np.float64) / self.unit)
        self._rows(highs)
        return highs

    def _rows(self, highs: highspy.Highs) -> None:
        """Add what a tree obeys: entered at most once, and never a dead end but at a terminal."""
        into: list[list[int]] = [[] for _ in range(self.core.nodes)]
        out: list[list[int]] = [[] for _ in range(self.core.nodes)]
        for arc, (u, v) in enumerate(
            zip(self.arcs.origin.tolist(), self.arcs.target.tolist(), strict=True)
        ):
            out[u].append(arc)
            into[v].append(arc)
        for node in range(self.core.nodes):
            if node == self.core.root:
                continue
            if node in self.core.penalty:
                extra = [self.column[node]] if node in self.column else []
                _add_row(highs, 1.0, 1.0, into[node] + extra)
                continue
            _add_row(highs, -math.inf, 1.0, into[node])
            _add_row(highs, 0.0, math.inf, out[node] + into[node], minus=len(into[node]))
            for arc in out[node]:  # an arc leaves where another one came in, not by itself
                others = [back for back in into[node] if back != arc ^ 1]
                _add_row(highs, 0.0, math.inf, [*others, arc], minus=1)

    def _linear(self) -> None:
        """Solve and cut until nothing is violated, or the bound no longer moves."""
        stalled, before = 0, 0.0
        for _ in self._rounds():
            if not self._solve():
                return
            reached = self.highs.getInfo().objective_function_value
            self._raise(reached)
            stalled = stalled + 1 if reached < before + STALLED * SCALE else 0
            before = max(before, reached)
            value = self._values()
            if self._done() or stalled > PATIENCE or not self._cut(value):
                break
        if not self._done():
            self._follow(self._values())

    def _whole(self) -> None:
        """Ask for whole numbers, and cut what they violate."""
        count = self.highs.getNumCol()
        kinds = np.full(count, highspy.HighsVarType.kInteger)
        self.highs.changeColsIntegrality(count, np.arange(count, dtype=np.int32), kinds)
        for _ in self._rounds():
            if not self._solve():
                return
            self._raise(self.highs.getInfo().mip_dual_bound)
            if self._done() or self._interrupted():
                return
            value = np.rint(self._values())
            if not self._cut(value):
                self._follow(value)
                return

    def _solve(self) -> bool:
        """Run HiGHS; False when there is nothing to go on with."""
        self.highs.run()
        status = self.highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:  # nothing cheaper than what is known
            self.bound = self.limit
            return False
        usable = status == highspy.HighsModelStatus.kOptimal or self._interrupted()
        return bool(usable and self.highs.getInfo().primal_solution_status == 2)

    def _interrupted(self) -> bool:
        stops = (
            highspy.HighsModelStatus.kTimeLimit,
            highspy.HighsModelStatus.kSolutionLimit,
            highspy.HighsModelStatus.kIterationLimit,
        )
        return self.highs.getModelStatus() in stops

    def _values(self) -> NDArray[np.float64]:
        return np.array(self.highs.getSolution().col_value)

    def _raise(self, reached: float) -> None:
        """Keep a bound of the solver, less its rounding; costs are whole, so it rounds up."""
        if math.isfinite(reached):
            exact = reached * self.unit
            self.bound = max(self.bound, math.ceil(exact - TOLERANCE * abs(exact) - 1e-6))

    def _cut(self, value: NDArray[np.float64]) -> bool:
        """Add the cuts that a solution violates; False when there is none."""
        arcs = np.clip(value[: len(self.arcs.origin)], 0.0, 1.0)
        added = False
        for node in self.core.terminals:
            extra = [self.column[node]] if node in self.column else []
            share = 1.0 - float(value[extra].sum())
            for cut in violated(self.arcs, arcs, node, share):
                _add_row(self.highs, 1.0, math.inf, [*cut.tolist(), *extra])
                added = True
        return added

    def _follow(self, value: NDArray[np.float64]) -> None:
        """Grow a tree where a solution of the programme leads."""
        used = value[0 : len(self.arcs.origin) : 2] + value[1 : len(self.arcs.origin) : 2]
        weights = self.core.cost * (1.0 - np.clip(used, 0.0, 1.0))
        tree = best_grown(self.core, reach_of(self.core, weights=weights), starts=3)
        self.trees.append(mended(self.core, tree))


def _add_row(
    highs: highspy.Highs, low: float, high: float, columns: Sequence[int], minus: int = 0
) -> None:
    """Add a row of ones; the last ``minus`` of them are minus ones."""
    ones = np.ones(len(columns))
    if minus:
        ones[-minus:] = -1.0
    highs.addRow(low, high, len(columns), np.array(columns, dtype=np.int32), ones)
