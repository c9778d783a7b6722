"""The design of the network: each point joined home at least cost, with a proven bound.

The problem. Points that want a trench are joined to the supervision building by runs: streets
to dig, ducts to reuse. A run costs its opening and the cable in it; a point its ends, module
and switch. Under the objective ``cost`` a point on ``auto`` may be left to an operator's line
instead, whose subscription is counted over the plan's years: a Steiner tree with penalties
(``steiner``), solved to a known gap.

What is minimised is exactly what ``Network.items`` lists, and under ``cost`` the subscriptions.
Lines that follow from the trench (chambers, signalling, as-built plans, set-up of the site...)
are counted by the estimate from the segments, and are not in the objective.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shapely import LineString

from planner.equipment.model import VideoPoint
from planner.findings import Finding
from planner.network.bill import Bill, Charge, piece_charges, settle, stretch_charges
from planner.network.laying import Laid, lay
from planner.network.model import Network, NetworkSite, Segment, SiteLink, Stopped
from planner.network.options import (
    FIBRE_PIECES,
    Need,
    lines_to_check,
    needs_of,
    overloaded,
    years_counted,
)
from planner.network.prices import PER_PIECE, NetworkPrices, network_prices
from planner.network.proof import Effort
from planner.network.remarks import lines_worth_a_look, of_the_plan, of_the_route
from planner.network.steiner import PROVEN_GAP
from planner.network.tracing import Stretch, line_along, streets_along, stretches
from planner.plan import Plan
from planner.progress import Progress, silent
from planner.scene.model import Scene


def design(
    scene: Scene,
    plan: Plan,
    points: Sequence[VideoPoint],
    prices: Mapping[str, int],
    *,
    prove_seconds: float | None = None,
    progress: Progress = silent,
) -> Network:
    """Design the network that joins the points to the supervision building.

    Parameters
    ----------
    scene : Scene
        Streets, buildings, rails, water, ducts.
    plan : Plan
        Supervision, objective and years, ducts, corrected surfaces, forbidden ground.
    points : sequence of VideoPoint
        What to join; positions in the scene's CRS.
    prices : mapping of str to int
        Price item id to likely unit price, in cents EUR HT.
    prove_seconds : float, optional
        Prove by the solver's clock instead of by counts: the result then depends on the machine.
    progress : Progress

    Returns
    -------
    Network
        Sites in the order of the points. Never raises for a point that cannot be reached: it
        is given an operator's line, and a finding.

    Raises
    ------
    CatalogueError
        ``network_price_missing``.
    PlanError
        ``surface_word_unknown``.
    """
    unit = network_prices(prices)
    needs, findings = needs_of(points, scene, plan, unit)
    wanting = [need for need in needs if need.kind in {"fibre", "poe", "choice"}]
    laid: Laid | None = None
    if wanting:
        effort = Effort(seconds=prove_seconds)
        laid = lay(scene, plan, wanting, unit, effort=effort, progress=progress)
    progress("network_tree", 1.0)
    return _Draft(plan, needs, laid, unit).network([*of_the_plan(plan), *findings])


class _Draft:
    """A design being written down: links, segments, bill."""

    def __init__(
        self, plan: Plan, needs: Sequence[Need], laid: Laid | None, prices: NetworkPrices
    ) -> None:
        self.plan, self.needs, self.laid, self.prices = plan, needs, laid, prices
        self.links = {need.point.id: _link(need, laid) for need in needs}
        self.stretches = stretches(laid.graph, laid.usage) if laid else ()
        self.copper = self._copper_lines()
        self.charges = self._charges()
        self.bill: Bill = settle(self.charges, prices)

    def network(self, findings: Sequence[Finding]) -> Network:
        """Give the design, priced and bounded."""
        plan, investment = self.plan, self.bill.total_cents
        running = sum(need.line.yearly_cents for need in self._rented())
        years = years_counted(plan.objective, plan.years)
        objective = investment + years * running
        slack = self.laid.slack if self.laid else 0
        bound = self._bound(objective, years * running, slack)
        gap = (objective - bound) / objective if objective else 0.0
        proven = gap <= PROVEN_GAP
        return Network(
            objective=plan.objective,
            objective_cents=objective,
            lower_bound_cents=bound,
            gap=gap,
            proven=proven,
            stopped="optimal" if proven else self._why_stopped(),
            investment_cents=investment,
            running_cents_per_year=running,
            sites=tuple(self._site(need) for need in self.needs),
            segments=self._segments(),
            items=self.bill.items,
            findings=tuple(dict.fromkeys([*findings, *self._findings()])),
        )

    def _bound(self, objective: int, subscriptions: int, slack: int) -> int:
        """Give the bound in whole cents, never above the objective.

        ``slack`` is exact, the objective is a bill rounded to the cent: without slack, the two
        are the same design, and the bound is the objective.
        """
        if slack == 0:
            return objective
        exact = sum(charge.amount * self.prices.unit[charge.item] for charge in self.charges)
        return max(0, min(objective, (exact - slack) // PER_PIECE + subscriptions))

    def _why_stopped(self) -> Stopped:
        """Say why nothing is proven: time, or counts, those of a copper run's paths included."""
        late = self.laid is not None and self.laid.stopped == "time"
        return "time" if late else "count"

    def _rented(self) -> list[Need]:
        return [need for need in self.needs if self.links[need.point.id] == "operator"]

    def _copper_lines(self) -> dict[str, LineString]:
        """Draw each copper run, from the supervision building to the point."""
        if self.laid is None:
            return {}
        graph, root = self.laid.graph, self.laid.root
        return {
            name: line_along(graph, path, root)
            for name, path in self.laid.usage.paths.items()
            if self.links[name] == "poe"
        }

    def _charges(self) -> list[Charge]:
        """List what is bought: segments, copper, then points."""
        charges: list[Charge] = []
        for rank, stretch in enumerate(self.stretches):
            charges += stretch_charges(f"segment {rank}", stretch)
        for name in self.copper:
            amount = self._run_cm(name)
            charges.append(Charge(owner=f"copper {name}", item="cat6", amount=amount))
        for need in self.needs:
            pieces = _pieces(need, self.links[need.point.id])
            charges += piece_charges(f"site {need.point.id}", pieces)
        return charges

    def _path(self, name: str) -> tuple[int, ...]:
        """Give the runs of a point, none when it has no run of its own."""
        return self.laid.usage.paths.get(name, ()) if self.laid else ()

    def _run_cm(self, name: str) -> int:
        """Give the length of a point's run along the ground, in centimetres."""
        runs = self.laid.graph.runs if self.laid else ()
        return sum(runs[run].length_cm for run in self._path(name))

    def _streets(self, name: str) -> tuple[str, ...]:
        return streets_along(self.laid.graph, self._path(name)) if self.laid else ()

    def _site(self, need: Need) -> NetworkSite:
        point, link = need.point, self.links[need.point.id]
        at_home = point.position.distance(self.plan.supervision.position)
        by_street = self.laid is not None and link in {"fibre", "poe"}
        return NetworkSite(
            id=point.id,
            link=link,
            length_m=round(at_home, 2) if link == "local" else self._run_cm(point.id) / 100,
            via=self._streets(point.id),
            snap_m=self.laid.snap_m[point.id] if self.laid and by_street else 0.0,
            cost_cents=self.bill.shares.get(f"site {point.id}", 0),
        )

    def _segments(self) -> tuple[Segment, ...]:
        civil = [self._civil_segment(rank, one) for rank, one in enumerate(self.stretches)]
        copper = [
            Segment(
                id=f"s{rank}",
                medium="copper",
                surface="none",
                surface_assumed=False,
                length_m=self._run_cm(name) / 100,
                street=next(iter(self._streets(name)), ""),
                sites=(name,),
                line=line,
                cost_cents=self.bill.shares[f"copper {name}"],
            )
            for rank, (name, line) in enumerate(self.copper.items(), start=len(civil) + 1)
        ]
        return (*civil, *copper)

    def _civil_segment(self, rank: int, stretch: Stretch) -> Segment:
        run = stretch.runs[0]
        return Segment(
            id=f"s{rank + 1}",
            medium=run.laid,
            surface=run.surface,
            surface_assumed=run.assumed,
            length_m=stretch.length_cm / 100,
            street=run.street,
            sites=tuple(sorted({*stretch.fibre, *stretch.copper})),
            line=stretch.line,
            cost_cents=self.bill.shares.get(f"segment {rank}", 0),
        )

    def _findings(self) -> list[Finding]:
        rented = self._rented()
        found = list(self.laid.findings) if self.laid else []
        found += of_the_route(self.stretches)
        found += [finding for need in rented if (finding := overloaded(need)) is not None]
        check = lines_to_check(rented)
        found += [check] if check else []
        if not years_counted(self.plan.objective, self.plan.years):
            alone = self._alone()
            found += lines_worth_a_look(alone, self.needs, self.plan.years, self.prices)
        return found

    def _alone(self) -> dict[str, int]:
        """Give what giving up the fibre of each point would save, in cents."""
        alone = {
            name: self.bill.shares.get(f"site {name}", 0)
            for name, link in self.links.items()
            if link == "fibre"
        }
        for rank, stretch in enumerate(self.stretches):
            if len(stretch.fibre) == 1 and not stretch.copper:
                alone[stretch.fibre[0]] += self.bill.shares.get(f"segment {rank}", 0)
        return alone


def _link(need: Need, laid: Laid | None) -> SiteLink:
    if need.kind in {"existing", "local", "operator"} or laid is None:
        fixed: dict[str, SiteLink] = {"existing": "existing", "local": "local"}
        return fixed.get(need.kind, "operator")
    return laid.links[need.point.id]


def _pieces(need: Need, link: SiteLink) -> Mapping[str, int]:
    """Count what is bought for a point alone."""
    if link == "fibre":
        return FIBRE_PIECES
    return need.line.pieces() if link == "operator" else {}
