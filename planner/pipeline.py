"""The whole flow on one screen: a plan on a scene, with a catalogue, becomes a Study."""

from __future__ import annotations

from dataclasses import dataclass

from planner.catalogues.model import Catalogue, Scheme
from planner.catalogues.pricebook import PriceBook
from planner.coverage.gaps.every import gaps_of
from planner.coverage.measure import CoverageOptions, measure
from planner.coverage.model import Coverage
from planner.coverage.reasons.missing import what_is_missing
from planner.equipment.points import equip
from planner.equipment.recording_rules import recordings_of
from planner.errors import CatalogueError
from planner.estimate.pricing import price
from planner.estimate.quantities import quantities
from planner.findings import Finding
from planner.funding.financing import finance
from planner.network.design import design
from planner.plan import Plan
from planner.progress import Progress, silent
from planner.scene.model import Scene
from planner.scene.public_space import PublicSpace
from planner.study import MadeFrom, Study


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What a study is made from, beside the plan."""

    scene: Scene
    public: PublicSpace
    catalogue: Catalogue
    made_from: MadeFrom


def draw_up(
    plan: Plan,
    sources: Sources,
    *,
    options: CoverageOptions | None = None,
    progress: Progress = silent,
) -> Study:
    """Work a plan through: what it sees, what it needs, what it costs, who pays.

    Parameters
    ----------
    plan : Plan
        What was asked, in the scene's CRS, each camera where it really stands.
    sources : Sources
        Scene, catalogue and their fingerprints.
    options : CoverageOptions, optional
        Cell size, target height and standard; the plan's own by default.
    progress : Progress
        Told each step and the share of the whole, 0 to 1.

    Raises
    ------
    VigieError
        When the plan names what the catalogue or the scene does not have.
    """
    scene, catalogue = sources.scene, sources.catalogue
    progress("coverage", 0.05)
    coverage = measure(scene, plan, catalogue, public=sources.public, options=options)
    gaps = gaps_of(scene, plan, catalogue, coverage)
    progress("network", 0.55)
    equipment = equip(plan, scene, catalogue)
    recordings = recordings_of(plan.cameras, equipment.streams, catalogue)
    book = PriceBook(catalogue=catalogue, overrides=plan.prices)
    network = design(scene, plan, equipment.points, book.likely_cents())
    progress("estimate", 0.9)
    items = quantities(plan, scene, equipment, network)
    estimate = price(items, book, on=plan.date)
    funding = finance(estimate, plan.applicant, schemes_of(plan.schemes, catalogue), plan.date)
    parts = (plan, scene, coverage, gaps, equipment, network, estimate, funding)
    return Study(
        plan=plan,
        scene=scene,
        coverage=coverage,
        equipment=equipment,
        network=network,
        estimate=estimate,
        funding=funding,
        findings=_gather(
            *(part.findings for part in parts),
            *(recording.findings for recording in recordings),
            _of_cameras(coverage),
        ),
        made_from=sources.made_from,
        gaps=gaps,
        missing=what_is_missing(scene, plan, catalogue, coverage),
        recordings=recordings,
    )


def schemes_of(ids: tuple[str, ...], catalogue: Catalogue) -> tuple[Scheme, ...]:
    """Look schemes up by id, in the order asked.

    Raises
    ------
    CatalogueError
        ``unknown_scheme`` when an id is not in the catalogue.
    """
    for scheme in ids:
        if scheme not in catalogue.schemes:
            known = sorted(catalogue.schemes)
            raise CatalogueError("unknown_scheme", scheme=scheme, known=known)
    return tuple(catalogue.schemes[scheme] for scheme in ids)


def _of_cameras(coverage: Coverage) -> tuple[Finding, ...]:
    return tuple(finding for camera in coverage.cameras for finding in camera.findings)


def _gather(*groups: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Join findings, each once, in the order of the rooms."""
    return tuple(dict.fromkeys(finding for group in groups for finding in group))
