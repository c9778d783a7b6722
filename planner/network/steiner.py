"""Near-optimal Steiner trees with a proven bound: the solver, apart from streets and prices.

Contract; grow and mend trees; climb to a lower bound; rule out what no better tree can use;
again while the problem shrinks; then prove with cutting planes what is left (``cuts``).
Costs are whole numbers. Same problem, same tree: it stops by counts, never by the clock unless
``Effort.seconds`` is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from numpy.typing import ArrayLike

from planner.network.bounds import dual_ascent, free_edges, reduced
from planner.network.contraction import MUST, Core, contract, core_of
from planner.network.local_search import best_grown, mended, reach_of
from planner.network.model import Stopped
from planner.network.proof import Effort, prove
from planner.network.trees import Tree, fails, pruned

ROUNDS = 8
ROOTS = 4  # ascents per round, from as many roots, when every terminal must be joined
PROVEN_GAP = 1e-6
SHRUNK = 0.97  # another round while the edges shrink under this share


@dataclass(frozen=True, slots=True, kw_only=True)
class SteinerResult:
    """A tree, its cost, and what no tree can go under.

    Attributes
    ----------
    edges : tuple of int
        Indices in the arrays given, ascending.
    left_out : tuple of int
        Terminals left out for their penalty.
    cost : int
        Edges and penalties.
    bound : int
        Never above the cost; within a millionth of it when the tree is proven.
    stopped : {'optimal', 'count', 'time'}
        Why the search ended.
    """

    edges: tuple[int, ...]
    left_out: tuple[int, ...]
    cost: int
    bound: int
    stopped: Stopped

    @property
    def proven(self) -> bool:
        """Tell whether no tree is cheaper by more than a millionth."""
        return self.bound >= (1.0 - PROVEN_GAP) * self.cost


class _Search:
    """The best tree known so far, and the best bound."""

    def __init__(self, whole: Core) -> None:
        self.whole = whole
        self.edges: tuple[int, ...] = ()
        self.cost = MUST
        self.bound = 0
        self.stopped: Stopped = "count"

    def offer(self, core: Core, tree: Tree) -> None:
        """Keep a tree of a contracted problem when it is cheaper."""
        if not fails(tree) and core.fixed_cost + tree.cost < self.cost:
            behind = (edge for edge in tree.edges for edge in core.members[edge])
            self.edges = tuple(sorted((*core.fixed, *behind)))
            self.cost = core.fixed_cost + tree.cost

    def raise_bound(self, bound: int) -> None:
        """Keep a higher bound; what only bounds better trees never passes the cost."""
        self.bound = max(self.bound, min(bound, self.cost))
        if self.bound >= self.cost:
            self.stopped = "optimal"

    @property
    def done(self) -> bool:
        return self.bound >= self.cost


def solve(
    n_nodes: int,
    edges: tuple[ArrayLike, ArrayLike, ArrayLike],
    terminals: Iterable[int],
    root: int,
    *,
    penalty: Mapping[int, int] | None = None,
    effort: Effort | None = None,
) -> SteinerResult:
    """Join terminals to a root at least cost.

    Parameters
    ----------
    n_nodes : int
    edges : (tail, head, cost)
        Undirected, whole numbers, shape (n_edges,); costs are not negative.
    terminals : iterable of int
        Nodes to join; the root may be among them.
    root : int
    penalty : mapping of int to int, optional
        What leaving a terminal out costs; one without a penalty must be joined.
    effort : Effort, optional
        How long to try to prove the tree.

    Returns
    -------
    SteinerResult

    Raises
    ------
    ValueError
        When a terminal that must be joined is not connected to the root, or a cost is negative.
    """
    owed = {node: (penalty or {}).get(node, MUST) for node in terminals}
    search = _Search(core_of(n_nodes, edges, root, owed))
    core = contract(search.whole)
    left = None if core is None else _shrink(search, core)
    if search.cost >= MUST:  # no tree was found: there is none
        message = "a terminal is not connected to the root"
        raise ValueError(message)
    if left is not None and not search.done:
        _prove(search, left, effort or Effort())
    return _result(search)


def _shrink(search: _Search, core: Core) -> Core | None:
    """Improve tree and bound in turn; give what is left, None when the tree is proven."""
    for _ in range(ROUNDS):
        if not core.penalty:
            search.offer(core, pruned(core, ()))
            search.raise_bound(core.fixed_cost)
            return None
        search.offer(core, mended(core, best_grown(core, reach_of(core))))
        smaller = _reduce(search, core)
        if smaller is None:
            search.raise_bound(search.cost)
            return None
        small = len(smaller.cost) < SHRUNK * len(core.cost)
        core = smaller
        if not small:
            break
    return core


def _reduce(search: _Search, core: Core) -> Core | None:
    """Climb from one root or several, and rule out edges after each ascent."""
    left: Core | None = core
    for rank in range(ROOTS):
        if left is None or not left.penalty:
            break
        ascent = dual_ascent(left, root=_root(left, rank))
        if ascent.reached:
            guided = best_grown(left, reach_of(left, weights=free_edges(left, ascent)), starts=2)
            search.offer(left, mended(left, guided, passes=2))
        search.raise_bound(left.fixed_cost + ascent.bound)
        left = reduced(left, ascent, search.cost - left.fixed_cost)
    return left


def _root(core: Core, rank: int) -> int:
    """Choose a root to climb to: the root first, then terminals, when all must be joined."""
    terminals = core.terminals
    if rank == 0 or any(owed < MUST for owed in core.penalty.values()):
        return core.root
    return terminals[(rank - 1) * len(terminals) // ROOTS]


def _prove(search: _Search, core: Core, effort: Effort) -> None:
    proof = prove(core, search.cost - core.fixed_cost, effort)
    for tree in proof.trees:
        search.offer(core, tree)
    search.stopped = proof.stopped
    search.raise_bound(core.fixed_cost + proof.bound)


def _result(search: _Search) -> SteinerResult:
    whole = search.whole
    rows = {row: place for place, (row,) in enumerate(whole.members)}
    joined = {whole.root}
    for edge in search.edges:
        joined |= {int(whole.tail[rows[edge]]), int(whole.head[rows[edge]])}
    return SteinerResult(
        edges=search.edges,
        left_out=tuple(node for node in whole.terminals if node not in joined),
        cost=search.cost,
        bound=search.bound,
        stopped=search.stopped,
    )
