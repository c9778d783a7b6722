"""The first two pages: what is asked, and how to read the rest."""

from __future__ import annotations

from collections import Counter, defaultdict

from shapely.geometry.base import BaseGeometry

from planner.catalogues.model import Level
from planner.dossier.facts import Facts, assumed_heights
from planner.dossier.model import (
    Block,
    Bounds,
    Column,
    Content,
    Contents,
    Heading,
    KeyFigure,
    KeyFigures,
    Legend,
    LegendItem,
    Mark,
    Own,
    PageOf,
    PlanView,
    Prose,
    Quantity,
    Row,
    Say,
    Section,
    SideBySide,
    State,
    Symbol,
    Table,
    say,
)
from planner.dossier.sectors import bounds_of, field_of

SUMMARY_SCALES = (1000, 1250, 2000, 2500, 3500, 4000, 5000, 10_000, 25_000)
_STATES: tuple[State, ...] = ("V", "H", "C", "D")


def summary(facts: Facts) -> Section:
    """Compose page 1: the map, five figures, what is asked and what to know."""
    return Section(
        id="summary",
        title=(say("title.summary"),),
        blocks=(
            summary_plan(facts),
            _summary_legend(facts),
            KeyFigures(figures=_figures(facts)),
            SideBySide(left=_asked(facts), right=_to_know(facts)),
        ),
    )


def everything(facts: Facts) -> Bounds:
    """Give what a general map holds: fields, supervision building, zones; else the town."""
    study = facts.study
    shapes: list[BaseGeometry] = [zone.polygon for zone in study.plan.zones]
    if not facts.anonymous:
        shapes += [field_of(camera) for camera in study.coverage.cameras]
    if not study.plan.supervision.external:
        shapes.append(study.plan.supervision.position)
    if not shapes:
        shapes = [street.line for street in study.scene.streets] or [
            study.plan.supervision.position
        ]
    return bounds_of(shapes)


def summary_plan(facts: Facts) -> PlanView:
    """Give the map of page 1."""
    n = len(facts.cameras)
    return PlanView(
        id="plan-summary",
        kind="summary",
        number=0,
        title=(),
        subtitle=(),
        bounds=everything(facts),
        scales=SUMMARY_SCALES,
        with_cameras=not facts.anonymous,
        alt=say("alt.summary", count=n, n=n),
    )


def _summary_legend(facts: Facts) -> Legend:
    items = []
    if facts.cameras and not facts.anonymous:
        items.append(LegendItem(symbol="camera", text=(say("legend.camera"),)))
        items += class_items(facts)
    if not facts.study.plan.supervision.external:
        items.append(LegendItem(symbol="supervision", text=(say("legend.supervision"),)))
    return Legend(plan="plan-summary", title=(), items=tuple(items), inline=True)


def class_items(facts: Facts, *, with_density: bool = False) -> list[LegendItem]:
    """Give the legend of the density classes, the finest first."""
    code = "legend.class_from" if with_density else "legend.class"
    reached = {area.name for camera in facts.study.coverage.cameras for area in camera.levels}
    return [
        LegendItem(
            symbol=f"class:{level.name}",
            text=(say(code, level=facts.level_name(level), density=_density(level)),),
        )
        for level in reversed(facts.standard.levels)
        if level.name in reached
    ]


def _density(level: Level) -> Quantity:
    return Quantity(value=level.min_px_per_m, form="px")


def _figures(facts: Facts) -> tuple[KeyFigure, ...]:
    study, ledger = facts.study, facts.ledger
    return (
        _camera_figure(facts),
        _link_figure(facts),
        KeyFigure(
            value=(Quantity(value=ledger.ht.likely),),
            label=(say("figure.cost"),),
            detail=(say("figure.cost_detail", low=ledger.ht.low, high=ledger.ht.high),),
        ),
        KeyFigure(
            value=(Quantity(value=ledger.eligible.likely),),
            label=(say("figure.eligible"),),
            detail=_eligible_detail(facts),
        ),
        _aid_figure(facts)
        if facts.aid_cents
        else KeyFigure(
            value=(Quantity(value=study.funding.plan.own_share_cents, form="eur"),),
            label=(say("figure.own_share"),),
            detail=(say("figure.no_aid"),),
        ),
    )


def _camera_figure(facts: Facts) -> KeyFigure:
    points = len(facts.study.equipment.points)
    cameras = len(facts.cameras)
    return KeyFigure(
        value=(Quantity(value=cameras),),
        label=(say("figure.cameras", count=cameras), say("figure.points", count=points, n=points)),
        detail=_listed(
            [say(f"figure.kind.{kind}", count=n, n=n) for kind, n in sorted(_kinds(facts).items())]
        ),
    )


def _kinds(facts: Facts) -> Counter[str]:
    """Count cameras by kind of model; described optics count as fixed."""
    models = [facts.catalogue.cameras.get(camera.model) for camera in facts.cameras]
    return Counter("fixed" if model is None else model.kind for model in models)


def _link_figure(facts: Facts) -> KeyFigure:
    lengths: dict[str, float] = defaultdict(float)
    for segment in facts.study.network.segments:
        lengths[segment.medium] += segment.length_m
    wired = sum(length for medium, length in lengths.items() if medium != "radio")
    details = _listed(
        [
            say(f"figure.link.{medium}", length=lengths[medium])
            for medium in ("trench", "duct", "aerial", "copper", "radio")
            if lengths[medium]
        ]
    )
    return KeyFigure(
        value=(say("figure.metres", length=wired),),
        label=(say("figure.link_label"),),
        detail=details or (say("figure.no_link"),),
    )


def _listed(items: list[Say]) -> Content:
    """Write things on one line, commas between."""
    return (say("listed", items=tuple(items)),) if items else ()


def _eligible_detail(facts: Facts) -> Content:
    to_confirm = facts.ledger.groups.get("to_confirm")
    if to_confirm is None:
        return (say("figure.nothing_to_confirm"),)
    return (say("figure.to_confirm", amount=to_confirm.likely),)


def _aid_figure(facts: Facts) -> KeyFigure:
    giving = [scheme for scheme in facts.study.funding.schemes if scheme.aid_cents]
    detail: Content = ()
    if len(giving) == 1 and giving[0].rate is not None:
        capped = giving[0].cap_cents is not None and giving[0].aid_cents >= giving[0].cap_cents
        code = "figure.aid_capped" if capped else "figure.aid_rate"
        detail = (say(code, rate=float(giving[0].rate)),)
    return KeyFigure(
        value=(Quantity(value=facts.aid_cents, form="eur"),),
        label=(say("figure.aid"),),
        detail=detail,
    )


def _asked(facts: Facts) -> tuple[Block, ...]:
    study = facts.study
    n = len(facts.cameras)
    if not n:
        return (
            Heading(title=(say("heading.asked"),)),
            Prose(paragraphs=((say("no_camera"),),)),
        )
    request: Content = ()
    if facts.aid_cents:
        request = (say("asked.aid", count=n, n=n, aid=facts.aid_cents),)
    else:
        request = (say("asked.no_aid", count=n, n=n),)
    if study.plan.applicant.first_equipment:
        request += (say("asked.first"),)
    if facts.aid_cents:
        request += (say("asked.start"),)
    share: Content = (
        say(
            "asked.share",
            share=study.funding.plan.own_share_cents,
            rate=float(study.funding.plan.own_share_rate),
            year=study.estimate.running_per_year.likely,
        ),
    )
    return (Heading(title=(say("heading.asked"),)), Prose(paragraphs=(request, share)))


def _to_know(facts: Facts) -> tuple[Block, ...]:
    sentences: list[Content] = []
    lines = facts.study.estimate.lines
    if any(line.status != "quote" for line in lines):
        sentences.append((say("know.prices", mark=Mark(state="D")),))
    assumed, total = assumed_heights(facts.study.scene)
    if facts.cameras and assumed:
        sentences.append((say("know.heights", count=assumed, n=assumed, total=total),))
    pending = sum(line.eligible == "to_confirm" for line in lines)
    if pending:
        page = PageOf(target="expenses")
        sentences.append((say("know.to_confirm", count=pending, n=pending, page=page),))
    sentences.append((say("know.reading", page=PageOf(target="reading")),))
    joined = tuple(piece for sentence in sentences for piece in sentence)
    return (Heading(title=(say("heading.to_know"),)), Prose(paragraphs=(joined,)))


def reading(facts: Facts) -> Section:
    """Compose page 2: contents, marks, classes, sectors and seal."""
    blocks: tuple[Block, ...] = (
        _contents(facts),
        Heading(title=(say("heading.marks"),)),
        _marks(facts),
        Heading(title=(say("heading.classes"),)),
        Prose(
            paragraphs=(
                (
                    say("rules.standard", standard=facts.standard.label),
                    say("classes.separate"),
                    *((say("classes.translated"),) if facts.translated else ()),
                ),
            )
        ),
        _classes(facts),
    )
    blocks += (
        Heading(title=(say("heading.seal"),)),
        Prose(paragraphs=((say("seal.means"),),)),
    )
    return Section(id="reading", title=(say("title.reading"),), blocks=blocks)


def _contents(facts: Facts) -> Block:
    """Give the contents, with the sectors beside them when there are detail plans."""
    if not facts.sectors or facts.anonymous:
        return Contents()
    letters = [sector.letter for sector in facts.sectors]
    grouped: Content = ()
    if len(letters) > 1:
        grouped = (say("title.details", first=letters[0], last=letters[-1]),)
    return SideBySide(
        left=(Contents(first=f"detail-{letters[0]}", grouped=grouped),),
        right=(Heading(title=(say("heading.sectors"),)), _sectors(facts)),
        left_share=0.58,
    )


def _marks(facts: Facts) -> Table:
    counts = _mark_counts(facts)
    rows = tuple(
        Row(
            cells=(
                (Mark(state=state),),
                (say(f"mark.{state}"),),
                (say(f"mark.{state}_means"),),
                (say("mark.lines", count=counts[state], n=counts[state]),),
            )
        )
        for state in _STATES
    )
    head = ("mark", "state_word", "meaning", "in_bill")
    columns = tuple(
        Column(head=(say(f"column.{name}"),), share=share)
        for name, share in zip(head, (0.08, 0.17, 0.55, 0.2), strict=True)
    )
    return Table(name="marks", columns=columns, rows=rows)


def _mark_counts(facts: Facts) -> Counter[str]:
    by_status = {"quote": "D", "verified": "V", "dated": "H", "hypothesis": "H"}
    counts = Counter(by_status[line.status] for line in facts.study.estimate.lines)
    counts["C"] = sum(line.eligible == "to_confirm" for line in facts.study.estimate.lines)
    return counts


def _classes(facts: Facts) -> Table:
    rows = tuple(
        Row(
            cells=(
                (Symbol(name=f"class:{level.name}"),),
                (facts.level_name(level),),
                (Quantity(value=level.min_px_per_m, form="px"),),
                (say("classes.millimetres", mm=1000.0 / level.min_px_per_m),),
                (say(f"classes.{level.name}"),),
            )
        )
        for level in facts.standard.levels
    )
    columns = (
        Column(head=(say("column.sign"),), share=0.08),
        Column(head=(say("column.class"),), share=0.17),
        Column(head=(say("column.px_per_m"),), align="right", share=0.1),
        Column(head=(say("column.pixel_side"),), align="right", share=0.17),
        Column(head=(say("column.allows"),), share=0.48),
    )
    return Table(name="classes", columns=columns, rows=rows)


def _sectors(facts: Facts) -> Table:
    rows = tuple(
        Row(
            cells=(
                (Own(text=sector.letter),),
                (Own(text=", ".join(sector.cameras)),),
                (PageOf(target=f"detail-{sector.letter}"),),
            )
        )
        for sector in facts.sectors
    )
    columns = (
        Column(head=(say("column.sector"),), share=0.2),
        Column(head=(say("column.cameras"),), share=0.62),
        Column(head=(say("column.page"),), align="right", share=0.18),
    )
    return Table(name="sectors", columns=columns, rows=rows)
