"""What cameras do besides what they cover: the reach of PTZ heads, the plates that are shown."""

from __future__ import annotations

from collections.abc import Collection

from planner.catalogues.model import PlateRule
from planner.coverage.apart.plate import StreetCapture
from planner.coverage.apart.reach import Reach
from planner.coverage.told import TOLD_SPEED_KMH, JudgedPlates, exposure_ms, judged, models_used
from planner.dossier.facts import Facts
from planner.dossier.model import (
    Block,
    Column,
    Content,
    Heading,
    Mark,
    Own,
    Piece,
    Prose,
    Quantity,
    Row,
    Say,
    Strong,
    Table,
    say,
)

_MOST_NAMED = 3  # streets of one row


def density_words(facts: Facts, *, ids: Collection[str] | None = None) -> Content:
    """Name the density model of cameras, and which have another one; of all without ``ids``."""
    cameras = facts.study.coverage.cameras
    models = models_used([one for one in cameras if ids is None or one.id in ids])
    if not models:
        return ()
    (usual, _), *others = models
    return (
        say("apart.density", model=_model(usual)),
        *(say("apart.density_of", cameras=those, model=_model(model)) for model, those in others),
    )


def reach_blocks(facts: Facts) -> tuple[Block, ...]:
    """Compose the reach of PTZ cameras, nothing without one.

    The anonymous edition names no preset: presets are often named after a place.
    """
    reaches = facts.study.coverage.reaches
    if not reaches:
        return ()
    columns = [
        Column(head=(say("column.number"),), share=0.08),
        Column(head=(say("column.reach_limit"),), share=0.2),
        Column(head=(say("column.reach_area"),), align="right", share=0.16),
        Column(head=(say("column.preset_area"),), align="right", share=0.16),
        Column(head=(say("column.presets"),), share=0.4),
    ]
    rows = [_reach_cells(reach) for reach in reaches]
    kept = len(columns) - (1 if facts.anonymous else 0)
    key = say("apart.reach_key", level=facts.standard.levels[0].label)
    return (
        Heading(title=(say("heading.ptz_reach"),)),
        Table(
            name="ptz_reach",
            columns=tuple(columns[:kept]),
            rows=tuple(Row(cells=cells[:kept]) for cells in rows),
            dense=True,
        ),
        Prose(
            paragraphs=((key, say("apart.density", model=_model(reaches[0].density_model))),),
            style="source",
        ),
    )


def _reach_cells(reach: Reach) -> tuple[Content, ...]:
    others = [one for one in reach.presets if not one.home]
    named = tuple(say("apart.preset", name=one.name, area=one.area_m2) for one in others)
    return (
        (Strong(content=(Own(text=reach.camera),)),),
        _limit(reach),
        (Quantity(value=reach.area_m2),),
        (Quantity(value=reach.presets_area_m2 if reach.presets else None),),
        (say("apart.listed", items=named),) if named else (),
    )


def _limit(reach: Reach) -> Content:
    """Say how far a reach goes, and what cuts it before the density does."""
    if not reach.levels:
        return ()
    if not reach.levels[0].capped:
        return (say("apart.limit", limit=reach.limit_m),)
    if reach.limit_m < reach.cap_m:
        return (say("apart.limit_range", limit=reach.limit_m),)
    return (say("apart.limit_cap", limit=reach.limit_m), Mark(state="H"))


def plate_blocks(facts: Facts) -> tuple[Block, ...]:
    """Compose the check of plates, street by street, nothing without such a camera."""
    checks = [judged(check) for check in facts.study.coverage.plates]
    if not checks:
        return ()
    columns = [
        Column(head=(say("column.number"),), share=0.07),
        Column(head=(say("column.street"),), share=0.25),
        Column(head=(say("column.stretch"),), align="right", share=0.13),
        Column(head=(say("column.plate_px"),), align="right", share=0.1),
        Column(head=(say("column.plate_angles"),), align="right", share=0.12),
        Column(head=(say("column.lanes"),), align="right", share=0.08),
        Column(head=(say("column.exposure"),), align="right", share=0.08),
        Column(head=(say("column.plate_rule"),), share=0.17),
    ]
    rows = [cells for check in checks for cells in _plate_rows(check)]
    kept = [k for k in range(len(columns)) if not (facts.anonymous and k == 1)]
    return (
        Heading(title=(say("heading.plates"),)),
        Table(
            name="plates",
            columns=tuple(columns[k] for k in kept),
            rows=tuple(Row(cells=tuple(cells[k] for k in kept)) for cells in rows),
            dense=True,
        ),
        Prose(paragraphs=(_rule(checks[0].rule),), style="source"),
    )


def _plate_rows(check: JudgedPlates) -> list[tuple[Content, ...]]:
    """Give a row for each street where the rule holds, one for each reason where it does not."""
    number: Content = (Strong(content=(Own(text=check.camera),)),)
    held = [(number, (_street(one),), *_figures(one), (say("apart.holds"),)) for one in check.held]
    failed = [
        (number, _streets(those), (), (), (), (), (), (say(f"apart.fails.{fails}"),))
        for fails, those in check.failed
    ]
    return [*held, *failed]


def _figures(street: StreetCapture) -> tuple[Content, ...]:
    return (
        (say("apart.stretch", start=street.start_m, end=street.end_m),),
        (Quantity(value=street.plate_px),),
        (say("apart.angles", horizontal=street.horizontal_deg, vertical=street.vertical_deg),),
        (_lanes(street),),
        (Quantity(value=exposure_ms(street), form="m2"),),
    )


def _lanes(street: StreetCapture) -> Say:
    """Count the lanes read on the street, and those read on one line when they are fewer."""
    key = "apart.lanes" if street.lanes_covered == street.lanes_held else "apart.lanes_apart"
    return say(key, held=street.lanes_held, lanes=street.lanes, covered=street.lanes_covered)


def _streets(streets: tuple[StreetCapture, ...]) -> Content:
    """Name the streets of a row, the first ones when they are many."""
    named = tuple(dict.fromkeys(_street(one) for one in streets))
    listed: Content = (say("apart.listed", items=named[:_MOST_NAMED]),)
    more = len(named) - _MOST_NAMED
    return (*listed, say("apart.more", count=more, n=more)) if more > 0 else listed


def _street(street: StreetCapture) -> Piece:
    if not street.street:
        return say("apart.axis")
    return Own(text=street.name or street.street)


def _rule(rule: PlateRule) -> Content:
    """Say the rule that judges, with its state."""
    words: Content = (say("apart.rule", label=rule.label),)
    if rule.status == "hypothesis":
        words += (Mark(state="H"),)
    return (
        *words,
        say("apart.rule_asks", horizontal=rule.horizontal_deg, vertical=rule.vertical_deg),
        say("apart.plates_key", speed=TOLD_SPEED_KMH),
    )


def _model(model: str) -> Say:
    return Say(code=f"optics.density_model.{model}")
