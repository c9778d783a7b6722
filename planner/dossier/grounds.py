"""What the study rests on: assumptions, limits, findings, and where the data comes from."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from planner.coverage.model import Coverage
from planner.coverage.told import is_whole_person
from planner.dossier.facts import Facts, assumed_heights
from planner.dossier.model import (
    Block,
    Column,
    Content,
    Fingerprint,
    Heading,
    Listing,
    Mark,
    Note,
    Own,
    Prose,
    Quantity,
    Row,
    Say,
    Section,
    SideBySide,
    State,
    Table,
    say,
)
from planner.findings import Finding
from planner.scene.model import Provenance
from planner.scene.public_space import street_width

_OLD_YEARS = 2  # a base map older than this asks for a visit
_MOST_ALIKE = 3  # findings of one code that are printed; the rest are counted
_WEIGHT = {"blocking": 0, "warning": 1, "note": 2}


def assumptions(facts: Facts) -> Section:
    """Compose assumptions, limits, what is to confirm, findings and provenance."""
    return Section(
        id="assumptions",
        title=(say("title.assumptions"),),
        blocks=(
            SideBySide(
                left=(
                    Heading(title=(say("heading.assumptions"),)),
                    _assumption_table(facts),
                    Heading(title=(say("heading.blind"),)),
                    Prose(paragraphs=((say("blind.things"),), (say("blind.density"),))),
                ),
                right=(
                    Heading(title=(say("heading.rules"),)),
                    Prose(paragraphs=_rules(facts)),
                    Heading(title=(say("heading.pending"), Mark(state="C"))),
                    Listing(items=_pending(facts)),
                ),
            ),
            Heading(title=(say("heading.provenance"),)),
            _provenance_table(facts),
            *_age_note(facts),
            SideBySide(
                left=(
                    Heading(title=(say("heading.redo"),)),
                    Prose(paragraphs=((say("redo", program=facts.study.made_from.program),),)),
                ),
                right=(
                    Heading(title=(say("heading.duty"),)),
                    Prose(paragraphs=((say("duty"),),)),
                ),
            ),
            *_findings(facts),
        ),
    )


def _assumption_table(facts: Facts) -> Table:
    rows: list[tuple[Content, Content, State]] = [
        *_scene_assumptions(facts),
        (
            (say("assume.target"),),
            (_target(facts.study.coverage),),
            "H",
        ),
        ((say("assume.relief"),), (say("assume.flat"),), "H"),
        *_network_assumptions(facts),
        (
            (say("assume.retention"),),
            (say("storage.days", count=2, days=facts.study.equipment.storage.days),),
            "C" if facts.study.equipment.storage.days_assumed else "V",
        ),
    ]
    columns = (
        Column(head=(say("column.quantity_of"),), share=0.56),
        Column(head=(say("column.value"),), align="right", share=0.31),
        Column(head=(say("column.state"),), align="center", share=0.13),
    )
    return Table(
        name="assumptions",
        columns=columns,
        rows=tuple(Row(cells=(name, value, (Mark(state=mark),))) for name, value, mark in rows),
    )


def _target(coverage: Coverage) -> Say:
    if is_whole_person(coverage):
        return say("assume.person")
    return say("assume.metres", value=coverage.target_height_m)


def _scene_assumptions(facts: Facts) -> list[tuple[Content, Content, State]]:
    scene = facts.study.scene
    rows: list[tuple[Content, Content, State]] = []
    assumed = [b for b in scene.buildings if b.height_status == "assumed"]
    if assumed:
        heights = sorted({b.height_m for b in assumed})
        value: Content = (say("assume.metres", value=heights[0]),)
        if len(heights) > 1:
            value = (say("assume.from_to", low=heights[0], high=heights[-1]),)
        count, total = assumed_heights(scene)
        share = say("assume.heights", n=count, total=total)
        rows.append(((share,), value, "H"))
    widths = sum(street_width(street)[1] for street in scene.streets)
    if widths:
        share = say("assume.widths", n=widths, total=len(scene.streets))
        rows.append(((share,), (say("assume.by_class"),), "H"))
    return rows


def _network_assumptions(facts: Facts) -> list[tuple[Content, Content, State]]:
    segments = facts.study.network.segments
    surface = sum(s.length_m for s in segments if s.surface_assumed and s.medium == "trench")
    ducts = sum(s.length_m for s in segments if s.medium == "duct")
    rows: list[tuple[Content, Content, State]] = []
    if surface:
        rows.append(((say("assume.surface"),), (say("assume.length", value=surface),), "H"))
    if ducts:
        rows.append(((say("assume.ducts"),), (say("assume.length", value=ducts),), "C"))
    if any(point.power_assumed for point in facts.study.equipment.points):
        n = sum(point.power_assumed for point in facts.study.equipment.points)
        rows.append(((say("assume.power"),), (say("counts.points", count=n, n=n),), "C"))
    return rows


def _rules(facts: Facts) -> tuple[Content, ...]:
    paragraphs: list[Content] = [
        (say("rules.standard", standard=facts.standard.label), say("classes.separate"))
    ]
    for scheme in facts.study.funding.schemes:
        fields = tuple(Say(code=f"scheme_fields.{name}") for name in scheme.to_confirm)
        label = facts.scheme_label(scheme.scheme)
        if fields:
            words: Content = (say("rules.to_confirm", fields=fields), Mark(state="C"))
        else:
            words = (Mark(state="V"),)
        paragraphs.append((*label, *words))
    return tuple(paragraphs)


def _pending(facts: Facts) -> tuple[Content, ...]:
    """List what remains to be confirmed, with who answers."""
    study = facts.study
    pending = sum(line.eligible == "to_confirm" for line in study.estimate.lines)
    ducts = any(s.medium == "duct" for s in study.network.segments)
    aerial = any(s.medium == "aerial" for s in study.network.segments)
    unsaid = [c.id for c in facts.cameras if not (c.purposes and c.justification and c.mission)]
    facade = [c.id for c in facts.cameras if c.support == "facade" and not c.mast]
    items = (
        (any(s.to_confirm for s in study.funding.schemes), say("pending.scheme")),
        (bool(pending), say("pending.lines", count=pending, n=pending)),
        (ducts, say("pending.ducts")),
        (aerial, say("pending.aerial")),
        (any(p.power_assumed for p in study.equipment.points), say("pending.power")),
        (bool(unsaid), say("pending.cameras", count=len(unsaid), ids=", ".join(unsaid))),
        (bool(facade), say("pending.owner", count=len(facade), ids=", ".join(facade))),
        (study.equipment.storage.days_assumed, say("pending.retention")),
        (study.plan.applicant.first_equipment is None, say("pending.first")),
        (bool(facts.cameras), say("pending.facts")),
    )
    listed = tuple((words,) for holds, words in items if holds)
    return listed or ((say("pending.nothing"),),)


def _findings(facts: Facts) -> tuple[Block, ...]:
    """Print what the calculation noticed, the heaviest first, alike ones counted."""
    findings = sorted(
        set(facts.study.findings), key=lambda f: (_WEIGHT[f.severity], f.code, f.subject)
    )
    by_code: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_code[finding.code].append(finding)
    items: list[Content] = []
    for alike in by_code.values():
        items += [_finding(finding) for finding in alike[:_MOST_ALIKE]]
        more = len(alike) - _MOST_ALIKE
        if more > 0:
            items.append((say("findings.more", count=more, n=more),))
    if not items:
        return ()
    return (Heading(title=(say("heading.findings"),)), Listing(items=tuple(items)))


def _finding(finding: Finding) -> Content:
    values = dict(finding.values)
    values.setdefault("subject", finding.subject)
    sentence = Say(code=f"findings.{finding.code}", values=tuple(sorted(values.items())))
    weight = Say(code=f"severity_word.{finding.severity}")
    return (
        (sentence,)
        if finding.severity == "note"
        else (say("findings.weight", word=weight), sentence)
    )


def _provenance_table(facts: Facts) -> Table:
    rows = [_layer_row(layers) for layers in _same_source(facts.study.scene.provenance)]
    made = facts.study.made_from
    day = Quantity(value=made.catalogue_date, form="day")
    since = max(price.since for price in facts.catalogue.prices.values())
    rows += [
        Row(cells=((say("provenance.prices"),), (say("provenance.catalogue"),),
                   (Quantity(value=since, form="day"),),
                   (say("provenance.hypotheses"),), ())),
        Row(cells=((say("provenance.schemes"),), (say("provenance.regions"),), (day,),
                   (say("provenance.quotes"),), ())),
        Row(cells=((say("provenance.plan"),), (say("provenance.commune"),),
                   (Quantity(value=facts.study.plan.date, form="day"),),
                   (say("provenance.property"),), (facts.seal,))),
    ]  # fmt: skip
    columns = (
        Column(head=(say("column.data"),), share=0.25),
        Column(head=(say("column.source"),), share=0.33),
        Column(head=(say("column.date"),), share=0.12),
        Column(head=(say("column.licence"),), share=0.15),
        Column(head=(say("column.fingerprint"),), share=0.15),
    )
    return Table(name="provenance", columns=columns, rows=tuple(rows))


def _same_source(provenance: tuple[Provenance, ...]) -> list[list[Provenance]]:
    """Put together the layers that were read in one file."""
    groups: dict[tuple[str, str, str, str], list[Provenance]] = defaultdict(list)
    for layer in provenance:
        groups[(layer.source, layer.date, layer.licence, layer.sha256)].append(layer)
    return list(groups.values())


def _layer_row(layers: list[Provenance]) -> Row:
    first = layers[0]
    names = tuple(Say(code=f"dossier.layer.{layer.layer}") for layer in layers)
    return Row(
        cells=(
            (say("provenance.layers", names=names),),
            (Own(text=first.source),),
            (Quantity(value=first.date or None, form="day"),),
            (Own(text=first.licence),) if first.licence else (),
            (Fingerprint(digits=first.sha256[:8]),) if first.sha256 else (),
        )
    )


def _age_note(facts: Facts) -> tuple[Block, ...]:
    """Ask for a visit when the base map is old at the date of the study."""
    dates = sorted(layer.date for layer in facts.study.scene.provenance if layer.date)
    try:
        read, made = date.fromisoformat(dates[0]), date.fromisoformat(facts.study.plan.date)
    except (IndexError, ValueError):
        return ()
    years = (made - read).days // 365
    if years < _OLD_YEARS:
        return ()
    return (Note(content=(say("age", date=dates[0], years=years),)),)
