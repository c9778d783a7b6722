"""Choosing the runs: who gets a fibre, along which streets, and the bound of that choice.

The bound is that of the Steiner problem. With copper runs, whose path is chosen first, it is
that of the trenches alone for all points, plus that of the fibre cables alone, plus each copper
cable at its shortest: no design is under it, whatever path the copper takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.findings import Finding, warning
from planner.network.attachment import Attached, attach
from planner.network.contraction import MUST
from planner.network.copper import CopperRuns, copper_runs
from planner.network.graph import Graph, components
from planner.network.model import SiteLink, Stopped
from planner.network.options import COPPER_M, Need
from planner.network.prices import NetworkPrices
from planner.network.proof import Effort
from planner.network.remarks import of_the_ground
from planner.network.steiner import SteinerResult, solve
from planner.network.tracing import Usage, usage_of
from planner.network.works import works_graph
from planner.plan import Plan
from planner.progress import Progress
from planner.scene.model import Scene


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Laid:
    """The runs chosen.

    Attributes
    ----------
    graph : Graph
    root : int
        Node of the supervision building, -1 when no street is near.
    usage : Usage
        Which points each run serves.
    links : dict of str to str
        Point to how it is linked.
    snap_m : dict of str to float
        Metres from each support to the street.
    slack : int
        What the runs cost above the bound, in hundredths of a cent; 0 when proven.
    stopped : {'optimal', 'count', 'time'}
    findings : tuple of Finding
    """

    graph: Graph
    root: int
    usage: Usage
    links: dict[str, SiteLink]
    snap_m: dict[str, float]
    slack: int
    stopped: Stopped
    findings: tuple[Finding, ...]


def lay(
    scene: Scene,
    plan: Plan,
    needs: Sequence[Need],
    prices: NetworkPrices,
    *,
    effort: Effort,
    progress: Progress,
) -> Laid:
    """Choose the runs that join the points which want a trench.

    Parameters
    ----------
    scene : Scene
    plan : Plan
    needs : sequence of Need
        Those of kind fibre, poe or choice.
    prices : NetworkPrices
    effort : Effort
        How long to try to prove the tree.
    progress : Progress

    Returns
    -------
    Laid
        A point that no trench reaches is linked by an operator, with a finding.
    """
    progress("network_streets", 0.0)
    graph, ground = works_graph(scene, plan)
    wanted = [(need.point.id, need.point.position) for need in needs]
    attached = attach(graph, plan.supervision.position, wanted, ground)
    progress("network_tree", 0.4)
    reached = [need for need in needs if need.point.id in attached.node]
    findings = of_the_ground(attached, needs, plan.supervision.id)
    if attached.root is None or not reached:
        return _nothing_laid(attached, needs, findings)
    town = _Town(graph=attached.graph, root=attached.root, nodes=attached.node, prices=prices)
    copper = town.copper(reached)
    findings += [
        warning("poe_too_far", subject=name, length_m=round(metres, 1), limit_m=COPPER_M)
        for name, metres in copper.too_far.items()
    ]
    fibre = [need for need in reached if need.point.id not in copper.paths]
    tree = town.tree(fibre, copper, effort)
    usage, links = town.used(fibre, copper, tree)
    return Laid(
        graph=attached.graph,
        root=attached.root,
        usage=usage,
        links={need.point.id: links.get(need.point.id, "operator") for need in needs},
        snap_m=attached.snap_m,
        slack=town.slack(fibre, copper, tree, effort),
        stopped=tree.stopped,
        findings=tuple(findings),
    )


def _nothing_laid(attached: Attached, needs: Sequence[Need], findings: list[Finding]) -> Laid:
    return Laid(
        graph=attached.graph,
        root=-1,
        usage=Usage(paths={}, fibre={}, copper={}),
        links={need.point.id: "operator" for need in needs},
        snap_m={},
        slack=0,
        stopped="optimal",
        findings=tuple(findings),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Town:
    """The graph with the points on it, and prices: what the tree is asked on."""

    graph: Graph
    root: int
    nodes: Mapping[str, int]
    prices: NetworkPrices

    def copper(self, reached: Sequence[Need]) -> CopperRuns:
        points = [need.point for need in reached if need.kind == "poe"]
        return copper_runs(self.graph, self.root, self.nodes, points, self.prices)

    def civil(self) -> NDArray[np.int64]:
        """Give what opening each run costs, in hundredths of a cent."""
        return np.array([self.prices.civil(run) for run in self.graph.runs], dtype=np.int64)

    def cable(self) -> NDArray[np.int64]:
        """Give what a cable along each run costs, in hundredths of a cent."""
        return np.array([self.prices.cable(run) for run in self.graph.runs], dtype=np.int64)

    def owed(self, needs: Sequence[Need]) -> dict[int, int]:
        """Give the penalty of leaving out each point that wants a fibre, by node."""
        return {
            self.nodes[need.point.id]: need.penalty if need.kind == "choice" else MUST
            for need in needs
        }

    def tree(self, fibre: Sequence[Need], copper: CopperRuns, effort: Effort) -> SteinerResult:
        """Find the tree of the fibres; a trench opened for copper is free."""
        civil = self.civil()
        civil[sorted(copper.opened())] = 0
        return self.solved(civil + self.cable(), self.owed(fibre), effort)

    def solved(
        self, cost: NDArray[np.int64], owed: Mapping[int, int], effort: Effort
    ) -> SteinerResult:
        """Solve on the part of the graph that holds the root; edges are runs of the graph."""
        tails, heads = self.graph.tails(), self.graph.heads()
        part = components(len(self.graph.nodes), tails.tolist(), heads.tolist())
        runs = np.nonzero(part[tails] == part[self.root])[0]
        edges = (tails[runs], heads[runs], cost[runs])
        found = solve(len(self.graph.nodes), edges, owed, self.root, penalty=owed, effort=effort)
        return replace(found, edges=tuple(runs[list(found.edges)].tolist()))

    def used(
        self, fibre: Sequence[Need], copper: CopperRuns, tree: SteinerResult
    ) -> tuple[Usage, dict[str, SiteLink]]:
        """Say what each run serves, and how each point is linked."""
        left = set(tree.left_out)
        served = {need.point.id: self.nodes[need.point.id] for need in fibre}
        served = {name: node for name, node in served.items() if node not in left}
        usage = usage_of(self.graph, tree.edges, self.root, served, copper.paths)
        links: dict[str, SiteLink] = dict.fromkeys(served, "fibre")
        links.update(dict.fromkeys(copper.paths, "poe"))
        return usage, links

    def slack(
        self, fibre: Sequence[Need], copper: CopperRuns, tree: SteinerResult, effort: Effort
    ) -> int:
        """Give what the runs cost above a bound on every design."""
        if not copper.paths:
            return tree.cost - tree.bound
        return self._spent(copper, tree) - self._least(fibre, copper, effort)

    def _spent(self, copper: CopperRuns, tree: SteinerResult) -> int:
        """Give what the runs cost: the tree with its penalties, then what copper adds."""
        lengths = self.graph.lengths_cm()
        copper_cm = sum(int(lengths[list(path)].sum()) for path in copper.paths.values())
        opened = int(self.civil()[sorted(copper.opened())].sum())
        return tree.cost + opened + copper_cm * self.prices.unit["cat6"]

    def _least(self, fibre: Sequence[Need], copper: CopperRuns, effort: Effort) -> int:
        """Bound the trenches for all, the fibre cables, and the copper cables, each alone."""
        ends = {self.nodes[name]: MUST for name in copper.paths}
        trenches = self.solved(self.civil(), {**self.owed(fibre), **ends}, effort)
        certain = [need for need in fibre if need.kind != "choice"]
        cables = self.solved(self.cable(), self.owed(certain), effort)
        copper_cm = sum(copper.shortest_cm[name] for name in copper.paths)
        return trenches.bound + cables.bound + copper_cm * self.prices.unit["cat6"]
