"""The table of the order of 3 August 2007: one row per camera, what holds, what is to be stated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

from studies import small_study

from planner.catalogues.reader import load
from planner.dossier.compose import compose
from planner.dossier.model import Mark, Own, Prose, Say, Table
from planner.equipment.recording_rules import recordings_of
from planner.plan import Mission
from planner.study import Study


def walk(thing: object) -> Iterator[object]:
    yield thing
    if is_dataclass(thing):
        for field in fields(thing):
            yield from walk(getattr(thing, field.name))
    elif isinstance(thing, tuple | list):
        for item in thing:
            yield from walk(item)


def codes(thing: object) -> list[str]:
    return [one.code.removeprefix("dossier.") for one in walk(thing) if isinstance(one, Say)]


def recording(study: Study) -> Table:
    held = recordings_of(study.plan.cameras, study.equipment.streams, load())
    composed = compose(replace(study, recordings=held), load())
    found = [one for one in walk(composed) if isinstance(one, Table)]
    (table,) = [one for one in found if one.name == "recording"]
    return table


def with_streams(width_px: int, mission: Mission | None) -> Study:
    """Give the small study with smaller pictures and one mission everywhere."""
    study = small_study()
    cameras = tuple(replace(one, mission=mission) for one in study.plan.cameras)
    streams = tuple(replace(one, width_px=width_px) for one in study.equipment.streams)
    return replace(
        study,
        plan=replace(study.plan, cameras=cameras),
        equipment=replace(study.equipment, streams=streams),
    )


def names(table: Table) -> list[str]:
    return [one.text for row in table.rows for one in walk(row.cells[0]) if isinstance(one, Own)]


def test_cameras_that_record_alike_share_a_row() -> None:
    study = small_study()
    table = recording(study)
    assert names(table) == [", ".join(one.id for one in study.plan.cameras)]
    assert {len(row.cells) for row in table.rows} == {len(table.columns)} == {5}


def test_another_use_or_another_stream_has_its_own_row() -> None:
    study = small_study()
    first, *others = study.plan.cameras
    wide = replace(first, mission="detect")
    streams = (
        *study.equipment.streams,
        study.equipment.streams[1],  # a second sensor that records alike
        replace(study.equipment.streams[1], width_px=1920),
    )
    changed = replace(
        study,
        plan=replace(study.plan, cameras=(wide, *others)),
        equipment=replace(study.equipment, streams=streams),
    )
    ids = [one.id for one in study.plan.cameras]
    assert names(recording(changed)) == [ids[0], f"{ids[1]}, {ids[2]}", ids[1]]


def test_rows_tell_what_holds_and_what_does_not() -> None:
    good = codes(recording(with_streams(2688, "identify")).rows)
    assert good.count("recording.holds") == 1
    assert "recording.view_narrow" in good
    small = codes(recording(with_streams(640, "identify")).rows)
    assert small.count("recording.to_state") == 1  # thumbnails of faces are possible near by
    assert "recording.faces" in small
    wide = codes(recording(with_streams(300, "detect")).rows)
    assert wide.count("recording.fails") == 1
    assert "recording.view_to_state" in codes(recording(with_streams(2688, None)).rows)


def test_the_installer_still_has_to_state_log_and_export() -> None:
    lines = [
        paragraph
        for one in walk(compose(small_study(), load()))
        if isinstance(one, Prose)
        for paragraph in one.paragraphs
    ]
    (system,) = [line for line in lines if "recording.system_log" in codes(line)]
    assert codes(system)[-1] == "recording.system_export"
    assert sum(isinstance(one, Mark) for one in system) >= 2


def test_a_plan_without_cameras_has_no_such_table() -> None:
    study = small_study()
    empty = replace(
        study,
        plan=replace(study.plan, cameras=()),
        equipment=replace(study.equipment, streams=()),
    )
    told = [one for one in walk(compose(empty, load())) if isinstance(one, Table)]
    assert "recording" not in [one.name for one in told]
