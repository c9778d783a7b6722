"""The order of 3 August 2007 in the dossier: what cameras record, what is asked, what holds."""

from __future__ import annotations

from collections.abc import Sequence

from planner.dossier.facts import Facts
from planner.dossier.model import (
    Block,
    Column,
    Content,
    Heading,
    Mark,
    Own,
    PageOf,
    Prose,
    Row,
    Say,
    Strong,
    Table,
    say,
)
from planner.equipment.recording_rules import (
    Check,
    RecordedStream,
    Recording,
    Verdict,
    system_checks,
    worst,
)


def recording_note(facts: Facts) -> tuple[Block, ...]:
    """Compose the table of recorded pictures, and what the supplier still has to state."""
    study = facts.study
    rows = _rows(study.recordings)
    columns = (
        Column(head=(say("column.number"),), share=0.18),
        Column(head=(say("column.view"),), share=0.2),
        Column(head=(say("column.definition"),), share=0.26),
        Column(head=(say("column.rate"),), share=0.16),
        Column(head=(say("column.order"),), share=0.2),
    )
    system = system_checks(facts.cameras, study.equipment.storage)
    return (
        Heading(title=(say("title.recording"),), id="recording"),
        Table(name="recording", columns=columns, rows=rows, dense=True),
        Prose(paragraphs=((say("recording.rule"),), _of_system(system)), style="source"),
    )


def _rows(recordings: Sequence[Recording]) -> tuple[Row, ...]:
    """Give a row per use and kind of stream, with the cameras that record so."""
    kinds: dict[tuple[object, ...], list[str]] = {}
    shown: dict[tuple[object, ...], tuple[Recording, RecordedStream]] = {}
    for recording in recordings:
        for one in recording.streams:
            kind = (recording.view, one.checks)
            shown.setdefault(kind, (recording, one))
            names = kinds.setdefault(kind, [])
            if recording.camera not in names:
                names.append(recording.camera)
    return tuple(
        Row(
            cells=(
                (Strong(content=(Own(text=", ".join(kinds[kind])),)),),
                _view(recording),
                _definition(one.checks),
                _rate(one.checks),
                _told(worst(one.checks)),
            )
        )
        for kind, (recording, one) in shown.items()
    )


def _view(recording: Recording) -> Content:
    words: Content = (say(f"recording.view_{recording.view}"),)
    return (*words, Mark(state="C")) if recording.view == "to_state" else words


def _definition(checks: tuple[Check, ...]) -> Content:
    """Write the pixels found and asked, and the thumbnails when the pixels are short."""
    by_rule = {check.rule: check for check in checks}
    found, asked = by_rule["definition"].found, by_rule["definition"].asked
    words: Content = (
        say(
            "recording.pixels",
            width=int(found[0]),
            height=int(found[1]),
            least_width=int(asked[0]),
            least_height=int(asked[1]),
        ),
    )
    faces = by_rule.get("thumbnail")
    return words if faces is None else (*words, say("recording.faces", distance=faces.found[0]))


def _rate(checks: tuple[Check, ...]) -> Content:
    rate = next(check for check in checks if check.rule == "rate")
    return (say("recording.rate", found=rate.found[0], asked=rate.asked[0]),)


def _told(verdict: Verdict) -> Content:
    words: Content = (say(f"recording.{verdict}"),)
    return words if verdict == "holds" else (*words, Mark(state="C"))


def _of_system(checks: Sequence[Check]) -> Content:
    """Say the rules of the whole system one after the other, what is to be stated marked."""
    words: Content = ()
    for check in checks:
        words += (_system_rule(check),)
        if check.verdict != "holds":
            words += (Mark(state="C"),)
    return words


def _system_rule(check: Check) -> Say:
    code = f"recording.system_{check.rule}"
    if check.rule == "objective":
        return say(code, found=int(check.found[0]), asked=int(check.asked[0]))
    if check.rule == "digital":
        return say(code, least=int(check.asked[0]))
    if check.rule == "sizing":
        return say(code, page=PageOf(target="storage"))
    return say(code)
