"""The pages whose subject is a plan: situation, details, network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.coverage.model import ZoneCoverage
from planner.coverage.told import is_whole_person
from planner.dossier.apart import density_words
from planner.dossier.facts import Facts
from planner.dossier.front import class_items, everything
from planner.dossier.missing import missing_table
from planner.dossier.model import (
    Block,
    Bounds,
    Column,
    Content,
    Heading,
    Legend,
    LegendItem,
    Mark,
    Note,
    Own,
    PlanView,
    Prose,
    Quantity,
    Row,
    Say,
    Section,
    Sector,
    SideBySide,
    Strong,
    Table,
    say,
)
from planner.dossier.sectors import bounds_of
from planner.network.model import Segment

SITUATION_SCALES = (2500, 4000, 5000, 10_000, 25_000)
DETAIL_SCALES = (1000, 1250, 2000, 2500, 4000, 5000)
NETWORK_SCALES = (1000, 1250, 2000, 2500, 4000, 5000, 10_000, 25_000)
MOST_SEGMENTS = 10  # printed beside the plan; the rest are summed
RUNS = ("road", "paved", "foot", "soft", "bore", "duct", "aerial", "radio", "copper")


def kind_of_run(segment: Segment) -> str:
    """Name a run by what costs: a trench by its surface, the rest by their medium."""
    if segment.medium == "trench":
        return segment.surface if segment.surface in RUNS else "foot"
    return segment.medium


def situation(facts: Facts, number: int) -> Section:
    """Compose the plan of situation with the zones to cover."""
    zones = facts.study.coverage.zones
    symbols = ["supervision", "seen", "sector", "zone"]
    symbols = ["camera", *symbols] if facts.cameras else ["supervision", "zone"]
    if facts.anonymous:
        symbols = ["supervision", "zone"]
    if not zones:
        symbols.remove("zone")
    legend = _legend("plan-situation", [*symbols, "public", "building", "water"])
    right: tuple[Block, ...] = (
        (
            _zone_table(zones, facts),
            Prose(paragraphs=(_zone_key(facts),), style="source"),
            *missing_table(facts),
        )
        if zones
        else (Prose(paragraphs=((say("zones.none"),),)),)
    )
    return Section(
        id="situation",
        title=(say("title.situation"),),
        blocks=(
            PlanView(
                id="plan-situation",
                kind="situation",
                number=number,
                title=(say("title.situation"),),
                subtitle=(_projection(facts),),
                bounds=everything(facts),
                scales=SITUATION_SCALES,
                sectors=() if facts.anonymous else facts.sectors,
                with_cameras=not facts.anonymous,
                alt=say(
                    "alt.situation", count=len(facts.cameras), n=len(facts.cameras),
                    sectors=len(facts.sectors), zones=len(zones),
                ),
            ),
            SideBySide(left=(legend,), right=(*right, *_zone_note(facts)), left_share=0.28),
        ),
    )  # fmt: skip


def _projection(facts: Facts) -> Say:
    crs = facts.study.scene.crs
    return say("plan.lambert93") if crs == "EPSG:2154" else say("plan.crs", crs=crs)


def _zone_table(zones: Sequence[ZoneCoverage], facts: Facts) -> Table:
    columns = (
        Column(head=(say("column.sign"),), share=0.08),
        Column(head=(say("column.zone"),), share=0.3),
        Column(head=(say("column.level"),), share=0.17),
        Column(head=(say("column.ground"),), align="right", share=0.1),
        Column(head=(say("column.likely"),), align="right", share=0.12),
        Column(head=(say("column.at_least"),), align="right", share=0.1),
        Column(head=(say("column.cameras"),), share=0.13),
    )
    rows = tuple(
        Row(
            cells=(
                (Own(text=zone.id),),
                (Own(text=zone.label),),
                (facts.level(zone.level).label,),
                (Quantity(value=zone.area_m2),),
                (Strong(content=(Quantity(value=zone.covered_share, form="pct"),)),),
                (Quantity(value=zone.covered_share_low, form="pct"),),
                (Own(text=", ".join(camera for camera, _share in zone.by) or "–"),),
            )
        )
        for zone in zones
    )
    return Table(name="zones", columns=columns, rows=rows)


def _zone_key(facts: Facts) -> Content:
    return (say("zones.key"), say("zones.standard", standard=facts.standard.label))


def _zone_note(facts: Facts) -> tuple[Block, ...]:
    """Say what can be done about the zone that is seen the least."""
    short = [
        zone
        for zone in facts.study.coverage.zones
        if zone.covered_share is not None and zone.covered_share < 0.5
    ]
    if not short or not facts.cameras:
        return ()
    worst = min(short, key=lambda zone: (zone.covered_share or 0.0, zone.id))
    words: Content = (
        say(
            "zones.short",
            zone=worst.label or worst.id,
            share=worst.covered_share,
            low=worst.covered_share_low or 0.0,
        ),
    )
    lower = _level_below(facts, worst.level)
    nearest = worst.by[0][0] if worst.by else ""
    if nearest and lower is not None:
        words += (say("zones.can_move", camera=nearest, level=lower),)
    return (Note(content=words),)


def _level_below(facts: Facts, name: str) -> object | None:
    names = [level.name for level in facts.standard.levels]
    rank = names.index(name)
    return facts.standard.levels[rank - 1].label if rank else None


def detail(facts: Facts, sector: Sector, number: int) -> Section:
    """Compose the detail plan of a sector."""
    zones = [
        zone for zone in facts.study.plan.zones if _touches(sector.bounds, zone.polygon.bounds)
    ]
    things = ["camera", *(["zone"] if zones else []), "public", "building"]
    title: Content = (say("title.detail", letter=sector.letter),)
    ids = ", ".join(sector.cameras)
    return Section(
        id=f"detail-{sector.letter}",
        title=title,
        blocks=(
            PlanView(
                id=f"plan-{sector.letter}",
                kind="detail",
                number=number,
                title=(say("plan.detail_title", letter=sector.letter, ids=ids),),
                subtitle=(_projection(facts), *_assumptions(facts)),
                bounds=sector.bounds,
                scales=DETAIL_SCALES,
                alt=say(
                    "alt.detail", letter=sector.letter, ids=ids,
                    zones=len(zones),
                ),
            ),
            SideBySide(
                left=(
                    Legend(
                        plan=f"plan-{sector.letter}",
                        title=(say("legend.density"), facts.standard.label),
                        items=tuple(class_items(facts, with_density=True)),
                    ),
                ),
                right=(
                    SideBySide(
                        left=(_legend(f"plan-{sector.letter}", things, titled=True),),
                        right=(
                            Prose(paragraphs=((Strong(content=(say("plan.read_with"),)),
                                               say("plan.first_wall"), say("plan.trees"),
                                               *density_words(facts, ids=sector.cameras)),)),
                        ),
                    ),
                ),
                left_share=0.34,
            ),
        ),
    )  # fmt: skip


def _touches(first: Bounds, second: Bounds) -> bool:
    return bool(shapely.box(*first).intersects(shapely.box(*second)))


def _assumptions(facts: Facts) -> Content:
    """Give the target height and what was assumed of buildings, for the title block."""
    coverage = facts.study.coverage
    whole = is_whole_person(coverage)
    words: Content = (
        say("plan.target_person") if whole else say("plan.target", height=coverage.target_height_m),
    )
    assumed = [b for b in facts.study.scene.buildings if b.height_status == "assumed"]
    if not assumed:
        return words
    heights = {b.height_m for b in assumed}
    if len(heights) == 1:
        return (*words, say("plan.one_height", height=heights.pop()), Mark(state="H"))
    return (*words, say("plan.assumed_heights"), Mark(state="H"))


def _legend(plan: str, symbols: Sequence[str], *, titled: bool = False) -> Legend:
    return Legend(
        plan=plan,
        title=(say("legend.things"),) if titled else (),
        items=tuple(LegendItem(symbol=name, text=(say(f"legend.{name}"),)) for name in symbols),
    )


def network(facts: Facts, number: int) -> Section:
    """Compose the network: plan, lengths by surface, longest runs."""
    study = facts.study
    laid = {kind_of_run(segment) for segment in study.network.segments}
    kinds = tuple(
        LegendItem(symbol=f"link:{name}", text=_run_name(name, facts))
        for name in RUNS
        if name in laid
    )
    legend = Legend(
        plan="plan-network",
        title=(),
        items=(*kinds, LegendItem(symbol="point", text=(say("legend.point"),)),
               LegendItem(symbol="supervision", text=(say("legend.supervision"),))),
    )  # fmt: skip
    shapes: list[BaseGeometry] = [segment.line for segment in study.network.segments]
    shapes += [point.position for point in study.equipment.points]
    view = PlanView(
        id="plan-network",
        kind="network",
        number=number,
        title=(say("plan.network_title"),),
        subtitle=(_projection(facts), say("network.indicative")),
        bounds=bounds_of(shapes),
        scales=NETWORK_SCALES,
        alt=say(
            "alt.network", count=len(study.equipment.points), n=len(study.equipment.points),
            length=sum(s.length_m for s in study.network.segments if s.medium != "radio"),
        ),
    )  # fmt: skip
    right = (
        _segment_table(facts),
        Prose(paragraphs=((say("network.key"), Mark(state="H")),), style="source"),
        Note(content=_network_note(facts)),
    )
    return Section(
        id="network",
        title=(say("title.network"),),
        blocks=(
            view,
            SideBySide(left=(legend, _surface_table(facts)), right=right, left_share=0.33),
        ),
    )


def network_in_short(facts: Facts) -> tuple[Block, ...]:
    """Give the lengths alone: what the anonymous edition says of the network."""
    if not facts.study.network.segments:
        return ()
    return (
        Heading(title=(say("title.network"),), id="network", listed=True),
        _surface_table(facts),
    )


def _run_name(name: str, facts: Facts) -> Content:
    words: Content = (say(f"run.{name}"),)
    assumed = any(
        s.surface_assumed and kind_of_run(s) == name for s in facts.study.network.segments
    )
    if name in {"duct", "aerial"}:
        return (*words, Mark(state="C"))
    return (*words, Mark(state="H")) if assumed else words


def _surface_table(facts: Facts) -> Table:
    lengths: dict[str, float] = defaultdict(float)
    for segment in facts.study.network.segments:
        lengths[kind_of_run(segment)] += segment.length_m
    wired = sum(length for name, length in lengths.items() if name != "radio")
    rows = [
        Row(cells=((say(f"medium.{name}"),), (Quantity(value=lengths[name]),)))
        for name in RUNS
        if lengths[name] and name != "radio"
    ]
    rows.append(Row(cells=((say("network.total"),), (Quantity(value=wired),)), kind="total"))
    if lengths["radio"]:
        rows.append(Row(cells=((say("medium.radio"),), (Quantity(value=lengths["radio"]),))))
    columns = (
        Column(head=(say("column.medium"),), share=0.68),
        Column(head=(say("column.metres"),), align="right", share=0.32),
    )
    return Table(name="lengths", columns=columns, rows=tuple(rows), dense=True)


def _segment_table(facts: Facts) -> Table:
    ordered = sorted(facts.study.network.segments, key=lambda s: (-round(s.length_m, 3), s.id))
    rows = [_segment_row(segment) for segment in ordered[:MOST_SEGMENTS]]
    rest = ordered[MOST_SEGMENTS:]
    if rest:
        words = say("network.rest", count=len(rest), n=len(rest))
        length = sum(segment.length_m for segment in rest)
        rows.append(Row(cells=((words,), (), (), (Quantity(value=length),)), kind="subtotal"))
    columns = (
        Column(head=(say("column.street"),), share=0.42),
        Column(head=(say("column.mode"),), share=0.28),
        Column(head=(say("column.surface"),), share=0.18),
        Column(head=(say("column.metres"),), align="right", share=0.12),
    )
    return Table(name="segments", columns=columns, rows=tuple(rows), dense=True)


def _segment_row(segment: Segment) -> Row:
    street: Content = (Own(text=segment.street),) if segment.street else (say("network.no_name"),)
    surface: Content = (say(f"surface.{segment.surface}"),) if segment.surface != "none" else ()
    return Row(
        cells=(
            street,
            (say(f"mode.{segment.medium}"),),
            surface,
            (Quantity(value=segment.length_m),),
        )
    )


def _network_note(facts: Facts) -> Content:
    network_ = facts.study.network
    words: Content = ()
    crossed = _crossed_rail(facts)
    if crossed:
        words += (say("network.rail", street=crossed),)
    words += (say("network.dict"),)
    code = "network.proven" if network_.proven else "network.gap"
    return (*words, say(code, gap=network_.gap))


def _crossed_rail(facts: Facts) -> str | None:
    """Name the street of the first run dug through a railway; empty when it has no name."""
    rails = [b.line for b in facts.study.scene.barriers if b.kind == "rail"]
    dug = [s for s in facts.study.network.segments if s.medium in {"trench", "duct"}]
    if not rails or not dug:
        return None
    crossed = shapely.intersects(
        np.array([s.line for s in dug], dtype=object), shapely.union_all(rails)
    )
    hit = [segment for segment, crosses in zip(dug, crossed, strict=True) if crosses]
    return next((segment.street for segment in hit if segment.street), None)
