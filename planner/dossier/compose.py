"""The dossier of a study: which parts, in which order."""

from __future__ import annotations

from dataclasses import replace

from planner.catalogues.model import Catalogue
from planner.dossier.cameras import purposes, sheets, storage_note
from planner.dossier.facts import Facts, gather
from planner.dossier.front import reading, summary
from planner.dossier.grounds import assumptions
from planner.dossier.model import Content, Dossier, OfPlace, Own, Section, say
from planner.dossier.money import expenses, financing
from planner.dossier.pieces import pieces
from planner.dossier.plans import detail, network, network_in_short, situation
from planner.study import Study

FEW = 5
"""Under so many cameras, their purposes and settings share one part."""

_GROUPING_NAMES = ("commune", "ville", "communauté", "métropole", "syndicat", "agglomération")


def compose(study: Study, catalogue: Catalogue, *, anonymous: bool = False) -> Dossier:
    """Compose the dossier of a study.

    Parameters
    ----------
    study : Study
        Everything that was answered.
    catalogue : Catalogue
        Names of models, levels and schemes.
    anonymous : bool
        Leave out positions, bearings and the plans that show them, for publication.

    Returns
    -------
    Dossier
        Codes and values: no sentence, no page.
    """
    facts = gather(study, catalogue, anonymous=anonymous)
    return Dossier(
        title=facts.title(),
        kicker=(say("kicker"),),
        subtitle=_subtitle(facts),
        running_head=(*commune(facts), say("dot"), *facts.title()),
        author=study.plan.applicant.name or study.scene.name,
        date=study.plan.date,
        seal=facts.seal,
        sections=tuple(_sections(facts)),
    )


def _sections(facts: Facts) -> list[Section]:
    sections = [summary(facts), reading(facts)]
    few = len(facts.cameras) < FEW and not facts.anonymous
    if facts.cameras:
        sections.append(purposes(facts, with_sheets=few))
    sections.append(situation(facts, number=1))
    if not facts.cameras:
        return [*sections, assumptions(facts), pieces(facts)]
    number = 1
    if not facts.anonymous:
        for sector in facts.sectors:
            number += 1
            sections.append(detail(facts, sector, number))
    if facts.anonymous:
        sections.append(sheets(facts, after=network_in_short(facts)))
    elif not few:
        sections.append(sheets(facts))
    if facts.study.network.segments and not facts.anonymous:
        sections.append(network(facts, number + 1))
    money = financing(facts)
    money = replace(money, blocks=(*money.blocks, *storage_note(facts)))
    return [*sections, expenses(facts), money, assumptions(facts), pieces(facts)]


def commune(facts: Facts) -> Content:
    """Name who asks: « Commune de Redon », or a grouping under its own name."""
    name = facts.study.plan.applicant.name or facts.study.scene.name
    if not name:
        return (say("commune.unknown"),)
    if name.lower().startswith(_GROUPING_NAMES) or facts.study.plan.applicant.kind == "epci":
        return (Own(text=name),)
    return (say("commune.of", name=OfPlace(name=name)),)


def _subtitle(facts: Facts) -> Content:
    applicant = facts.study.plan.applicant
    words = commune(facts)
    population = applicant.population_municipale or applicant.population_totale
    if population:
        words += (say("dot"), say("inhabitants", count=population, n=population))
    if applicant.first_equipment:
        words += (say("dot"), say("first_equipment"))
    return words
