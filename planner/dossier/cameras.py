"""The pages about cameras: why each is there, how it is set, what it reaches."""

from __future__ import annotations

from collections import Counter

import numpy as np
import shapely

from planner.coverage.model import CameraCoverage
from planner.coverage.told import is_whole_person
from planner.dossier.apart import density_words, plate_blocks, reach_blocks
from planner.dossier.facts import Facts, share_of
from planner.dossier.model import (
    Block,
    Column,
    Content,
    Heading,
    Listing,
    Mark,
    Own,
    PageOf,
    Prose,
    Quantity,
    Row,
    Section,
    SideBySide,
    Strong,
    Table,
    say,
)
from planner.dossier.recording import recording_note
from planner.equipment.model import Storage
from planner.plan import Camera

_ESSENTIAL = 0.5  # a system that sees more of the streets than this is not « a few places »
_MOST_LEVELS = 4  # levels with their own columns in the table of reach


def purposes(facts: Facts, *, with_sheets: bool) -> Section:
    """Compose the table of cameras with their purposes, and what it calls for."""
    study = facts.study
    n, points = len(facts.cameras), len(study.equipment.points)
    axes = sum(len(camera.bearings_deg) for camera in study.coverage.cameras)
    streams = len(study.equipment.streams)
    counts: Content = (
        say("counts.cameras", count=n, n=n),
        say("counts.points", count=points, n=points),
        say("counts.axes", count=axes, n=axes),
        say("counts.streams", count=streams, n=streams),
    )
    return Section(
        id="cameras",
        title=(say("title.cameras"),),
        blocks=(
            Prose(paragraphs=((say("cameras.lead", mark=Mark(state="C")),), counts), style="lead"),
            _purpose_table(facts),
            Prose(paragraphs=(_purpose_key(facts),), style="source"),
            SideBySide(left=_proportion(facts), right=_to_complete(facts)),
            Heading(title=(say("heading.privacy"),)),
            _privacy(facts),
            *(_sheet_blocks(facts) if with_sheets else ()),
        ),
    )


def _purpose_table(facts: Facts) -> Table:
    """Give the table of purposes; the anonymous edition keeps neither place nor motive."""
    columns = [
        (Column(head=(say("column.number"),), share=0.06), False),
        (Column(head=(say("column.place"),), share=0.17), True),
        (Column(head=(say("column.support"),), share=0.1), False),
        (Column(head=(say("column.axis"),), align="right", share=0.07), True),
        (Column(head=(say("column.mission"),), share=0.12), False),
        (Column(head=(say("column.purpose"),), share=0.08), False),
        (Column(head=(say("column.justification"),), share=0.31), True),
        (Column(head=(say("column.ground_seen"),), align="right", share=0.09), False),
    ]
    rows = [_purpose_cells(facts, camera) for camera in facts.cameras]
    return _without_places("cameras", columns, rows, facts)


def _without_places(
    name: str, columns: list[tuple[Column, bool]], rows: list[tuple[Content, ...]], facts: Facts
) -> Table:
    """Make a table, leaving out in the anonymous edition the columns that tell a place."""
    kept = [k for k, (_column, tells) in enumerate(columns) if not (tells and facts.anonymous)]
    return Table(
        name=name,
        columns=tuple(columns[k][0] for k in kept),
        rows=tuple(Row(cells=tuple(cells[k] for k in kept)) for cells in rows),
    )


def _purpose_cells(facts: Facts, camera: Camera) -> tuple[Content, ...]:
    to_complete: Content = (say("to_complete"), Mark(state="C"))
    seen = facts.seen[camera.id]
    numbers = ", ".join(str(number) for number in camera.purposes)
    return (
        (Strong(content=(Own(text=camera.id),)),),
        facts.places[camera.id],
        support(facts, camera),
        _angles(seen.bearings_deg),
        (say(f"mission.{camera.mission}"),) if camera.mission else to_complete,
        (Own(text=numbers),) if numbers else to_complete,
        (Own(text=camera.justification),) if camera.justification else to_complete,
        (Quantity(value=seen.visible_area_m2),),
    )


def support(facts: Facts, camera: Camera, *, bare: bool = False) -> Content:
    """Say what a camera stands on, and whether it is there already; ``bare`` without height."""
    masts = {mast.id: mast for mast in facts.study.plan.masts}
    kind = "mast" if camera.mast else camera.support
    height = masts[camera.mast].height_m if camera.mast in masts else camera.height_m
    code = f"support.{kind}_bare" if bare and kind != "mast" else f"support.{kind}"
    words: Content = (say(code, height=float(height)),)
    return (*words, say("camera.existing")) if camera.status == "existing" else words


def _angles(degrees: tuple[float, ...]) -> Content:
    """Write angles one after the other, or once when they are all the same."""
    written = tuple(Quantity(value=angle, form="deg") for angle in degrees)
    if len(set(degrees)) == 1 and len(degrees) > 1:
        return (say("camera.each", n=len(degrees), angle=written[0]),)
    return (say("camera.angles", angles=written),) if len(degrees) > 1 else written


def _purpose_key(facts: Facts) -> Content:
    """Spell out the purposes that are used, and what « ground seen » counts."""
    used = sorted({number for camera in facts.cameras for number in camera.purposes})
    spelled = tuple(say(f"purpose.{number}") for number in used)
    lowest = facts.standard.levels[0]
    seen = say("cameras.ground_seen", density=lowest.min_px_per_m)
    return ((say("cameras.purposes"),) if spelled else ()) + spelled + (seen,)


def _proportion(facts: Facts) -> tuple[Block, ...]:
    coverage = facts.study.coverage
    share = share_of(coverage.street_length_seen_m, coverage.street_length_m)
    code = "proportion.few" if share < _ESSENTIAL else "proportion.many"
    sentences: Content = (say(code, share=share),)
    if _one_mission_each(facts):
        sentences += (say("proportion.one_need"),)
    if not any(_is_ptz(facts, camera) for camera in facts.cameras):
        sentences += (say("proportion.no_ptz"),)
    return (Heading(title=(say("heading.proportion"),)), Prose(paragraphs=(sentences,)))


def _one_mission_each(facts: Facts) -> bool:
    return all(c.mission and c.justification for c in facts.cameras)


def _is_ptz(facts: Facts, camera: Camera) -> bool:
    model = facts.catalogue.cameras.get(camera.model)
    return bool(camera.presets) or (model is not None and model.kind == "ptz")


def _to_complete(facts: Facts) -> tuple[Block, ...]:
    """List what the commune still has to say about its cameras."""
    asked = {
        "purpose": [c.id for c in facts.cameras if not c.purposes],
        "justification": [c.id for c in facts.cameras if not c.justification],
        "mission": [c.id for c in facts.cameras if c.mission is None],
        "owner": [c.id for c in facts.cameras if c.support == "facade" and not c.mast],
        "lamp": [c.id for c in facts.cameras if c.support in {"lamp", "pole"} and not c.mast],
        "plate": [c.id for c in facts.cameras if c.mission == "plate"],
    }
    items = tuple(
        (say(f"complete.{what}", count=len(ids), ids=", ".join(ids)),)
        for what, ids in asked.items()
        if ids
    )
    facts_near: Content = (say("complete.facts"),)
    return (
        Heading(title=(say("heading.to_complete"), Mark(state="C"))),
        Listing(items=(*items, facts_near)),
    )


def _privacy(facts: Facts) -> Table:
    study = facts.study
    days = study.equipment.storage.days
    assumed = (Mark(state="C"),) if study.equipment.storage.days_assumed else ()
    panels = len(study.plan.panels)
    page: Content = (say("privacy.page", page=PageOf(target="storage")), *assumed)
    to_join: Content = (say("privacy.to_join"), Mark(state="C"))
    shown: Content = (say("privacy.panels", count=panels, n=panels),)
    rows: list[tuple[str, Content, Content]] = [
        ("masks", (say("privacy.masks_plan"),), (say("privacy.on_site"), Mark(state="C"))),
        ("retention", (say("privacy.retention_plan", count=days, days=days),), page),
        ("people", (say("privacy.people_plan"),), to_join),
        ("public", shown if panels else (say("privacy.no_panel"),), to_join),
        _sound(facts),
    ]
    columns = (
        Column(head=(say("column.measure"),), share=0.25),
        Column(head=(say("column.planned"),), share=0.5),
        Column(head=(say("column.where"),), share=0.25),
    )
    return Table(
        name="privacy",
        columns=columns,
        rows=tuple(
            Row(cells=((say(f"privacy.{name}"),), plan, where)) for name, plan, where in rows
        ),
    )


def _sound(facts: Facts) -> tuple[str, Content, Content]:
    """Promise no sound and no reading of plates only when the plan excludes both."""
    loose = [c.id for c in facts.cameras if c.audio or c.plate_software != "none"]
    if loose:
        return ("sound", (say("privacy.sound_open", cameras=", ".join(loose)),), (Mark(state="C"),))
    return ("sound", (say("privacy.sound_plan"),), (say("privacy.at_acceptance"),))


def sheets(facts: Facts, *, after: tuple[Block, ...] = ()) -> Section:
    """Compose the pages of settings: position, optics, reach, then ``after``."""
    return Section(
        id="sheets",
        title=(say("title.sheets"),),
        blocks=(*_sheet_blocks(facts), *after),
    )


def _sheet_blocks(facts: Facts) -> tuple[Block, ...]:
    return (
        Heading(title=(say("heading.setting"),), id="setting"),
        _setting_table(facts),
        Heading(title=(say("heading.optics"),)),
        _optics_table(facts),
        Heading(title=(say("heading.reach"),)),
        _reach_table(facts),
        Prose(paragraphs=(_reach_key(facts),), style="source"),
        *reach_blocks(facts),
        *plate_blocks(facts),
        *recording_note(facts),
    )


def _setting_table(facts: Facts) -> Table:
    columns = [
        (Column(head=(say("column.number"),), share=0.08), False),
        (Column(head=(say("column.place"),), share=0.27), True),
        (Column(head=(say("column.support"),), share=0.15), False),
        (Column(head=(say("column.height"),), align="right", share=0.1), False),
        (Column(head=(say("column.axis"),), align="right", share=0.1), True),
        (Column(head=(say("column.tilt"),), align="right", share=0.1), False),
        (Column(head=(say("column.east"),), align="right", share=0.1), True),
        (Column(head=(say("column.north"),), align="right", share=0.1), True),
    ]
    rows = [_setting_cells(facts, camera) for camera in facts.cameras]
    return _without_places("setting", columns, rows, facts)


def _setting_cells(facts: Facts, camera: Camera) -> tuple[Content, ...]:
    seen = facts.seen[camera.id]
    tilts = tuple(sensor.tilt_deg for sensor in camera.sensors) or (camera.tilt_deg,)
    return (
        (Strong(content=(Own(text=camera.id),)),),
        facts.places[camera.id],
        support(facts, camera, bare=True),
        (Quantity(value=camera.height_m, form="m"),),
        _angles(seen.bearings_deg),
        _angles(tilts),
        (Quantity(value=seen.position[0], form="m"),),
        (Quantity(value=seen.position[1], form="m"),),
    )


def _optics_table(facts: Facts) -> Table:
    columns = (
        Column(head=(say("column.number"),), share=0.08),
        Column(head=(say("column.model"),), share=0.41),
        Column(head=(say("column.definition"),), align="right", share=0.14),
        Column(head=(say("column.field"),), align="right", share=0.09),
        Column(head=(say("column.rate"),), align="right", share=0.09),
        Column(head=(say("column.mbps"),), align="right", share=0.09),
        Column(head=(say("column.link"),), share=0.1),
    )
    rows = tuple(_optics_row(facts, camera) for camera in facts.cameras)
    return Table(name="optics", columns=columns, rows=rows)


def _optics_row(facts: Facts, camera: Camera) -> Row:
    streams = [s for s in facts.study.equipment.streams if s.camera == camera.id]
    first = streams[0] if streams else None
    links = {site.id: site.link for site in facts.study.network.sites}
    point = next((p.id for p in facts.study.equipment.points if camera.id in p.cameras), "")
    seen = facts.seen[camera.id]
    return Row(
        cells=(
            (Strong(content=(Own(text=camera.id),)),),
            facts.model_label(camera),
            (say("camera.pixels", width=first.width_px, height=first.height_px),) if first else (),
            _angles(seen.hfov_deg),
            (Quantity(value=first.fps, form="px"),) if first else (),
            (Quantity(value=sum(s.mbps for s in streams), form="px"),) if first else (),
            (say(f"link.{links[point]}"),) if point in links else (),
        )
    )


def _reach_table(facts: Facts) -> Table:
    """Tell how far each class is reached, and on how much ground."""
    reached = {area.name for camera in facts.study.coverage.cameras for area in camera.levels}
    levels = [level for level in facts.standard.levels if level.name in reached][-_MOST_LEVELS:]
    share = 0.78 / (2 * len(levels)) if levels else 0.0
    columns = [
        Column(head=(say("column.number"),), share=0.08),
        Column(head=(say("column.near"),), align="right", share=0.14),
    ]
    for level in reversed(levels):
        columns.append(
            Column(head=(say("column.reach", level=level.label),), align="right", share=share)
        )
        columns.append(
            Column(head=(say("column.square_metres"),), align="right", share=share, soft=True)
        )
    names = [level.name for level in reversed(levels)]
    rows = tuple(_reach_row(facts.seen[camera.id], names) for camera in facts.cameras)
    return Table(name="reach", columns=tuple(columns), rows=rows, dense=True)


def _reach_row(seen: CameraCoverage, names: list[str]) -> Row:
    areas = {area.name: area for area in seen.levels}
    cells: list[Content] = [
        (Strong(content=(Own(text=seen.id),)),),
        (Quantity(value=seen.near_limit_m, form="m"),),
    ]
    for name in names:
        area = areas.get(name)
        region = None if area is None else area.region
        far = None
        if region is not None and not region.is_empty:
            steps = shapely.get_coordinates(region) - np.array(seen.position)
            far = float(np.hypot(*steps.T).max())
        cells.append((Quantity(value=far, form="m"),))
        cells.append((Quantity(value=area.area_m2 if area is not None and area.area_m2 else None),))
    return Row(cells=tuple(cells))


def _reach_key(facts: Facts) -> Content:
    coverage = facts.study.coverage
    steep = [c.id for c in facts.cameras if c.tilt_deg > 13.0]
    key = (
        say("cameras.reach_key_person")
        if is_whole_person(coverage)
        else say("cameras.reach_key", height=coverage.target_height_m)
    )
    words: Content = (facts.standard.label, key)
    words += density_words(facts)
    if steep:
        words += (say("cameras.steep", count=len(steep), ids=", ".join(steep)),)
    return words


def storage_note(facts: Facts) -> tuple[Block, ...]:
    """Compose the storage note: what is recorded, for how long, how many terabytes."""
    columns = (
        Column(head=(say("column.datum"),), share=0.7),
        Column(head=(say("column.value"),), align="right", share=0.3),
    )
    return (
        Heading(title=(say("title.storage"),), id="storage", listed=True),
        Table(
            name="storage",
            columns=columns,
            rows=(*_stream_rows(facts), *_volume_rows(facts.study.equipment.storage)),
        ),
        Prose(paragraphs=((say("storage.rule"),),), style="source"),
    )


def _stream_rows(facts: Facts) -> list[Row]:
    """Give one row for each kind of stream."""
    kinds = Counter(
        (stream.width_px, stream.height_px, stream.fps, stream.mbps)
        for stream in facts.study.equipment.streams
    )
    return [
        Row(
            cells=(
                (say("storage.streams", count=n, n=n, width=width, height=height, fps=fps),),
                (say("storage.each", mbps=mbps), Mark(state="H")),
            )
        )
        for (width, height, fps, mbps), n in sorted(kinds.items())
    ]


def _volume_rows(storage: Storage) -> list[Row]:
    """Give the sum of the streams, and the volume that it comes to."""
    days: Content = (say("storage.days", count=storage.days, days=storage.days),)
    if storage.days_assumed:
        days += (Mark(state="C"),)
    formula = say("storage.formula", mbps=storage.mbps, days=storage.days)
    kept = say("storage.kept", overhead=storage.overhead)
    return [
        Row(cells=((say("storage.total_rate"),), (say("storage.mbps", mbps=storage.mbps),))),
        Row(cells=((say("storage.retention"),), days)),
        Row(cells=((formula,), (Quantity(value=storage.net_tb, form="tb"),))),
        Row(cells=((kept,), (Quantity(value=storage.usable_tb, form="tb"),)), kind="total"),
    ]
