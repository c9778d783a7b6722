"""What the map file says: escaped HTML for popups and labels.

Text from people goes through ``esc``: besides HTML it disarms braces, because folium reads
rendered scripts as templates a second time.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from api.apart_words import plate_paragraphs, reach_sentence
from api.render.vocabulary import degrees, kind_word, level_word, mission_word, model_word, run_word
from api.texts.reader import Texts
from planner.coverage.gaps.model import Gaps, ZoneBlindSpots
from planner.coverage.model import CameraCoverage, Coverage, ZoneCoverage
from planner.network.model import Segment
from planner.plan import Camera, Supervision
from planner.study import Study

TOLD_M2 = 0.5  # less is nothing once rounded

_BRACES = str.maketrans({"{": "&#123;", "}": "&#125;", "\u2028": " ", "\u2029": " "})


def esc(text: str) -> str:
    """Make text from a person harmless in HTML and in a template."""
    return html.escape(text.encode("utf-8", "replace").decode(), quote=True).translate(_BRACES)


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Give a list of facts; those without a value are left out."""
    rows = "".join(f"<dt>{esc(name)}</dt><dd>{esc(value)}</dd>" for name, value in pairs if value)
    return f"<dl>{rows}</dl>"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[int]) -> str:
    """Give a table; cells are HTML already, ``numbers`` are the columns set to the right."""
    sides = [' class="n"' if column in numbers else "" for column in range(len(heads))]
    head = "".join(
        f'<th scope="col"{side}>{esc(name)}</th>' for name, side in zip(heads, sides, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{side}>{cell}</td>" for cell, side in zip(row, sides, strict=True))
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def camera_popup(study: Study, camera: Camera, seen: CameraCoverage, texts: Texts) -> str:
    """Say what a camera is, how it is set and what it sees."""
    far = seen.far_limit_m
    pairs = [
        ("model", model_word(texts, camera, study.plan.date)),
        ("kind", kind_word(texts, camera)),
        ("height", f"{texts.number(camera.height_m, decimals=1)}\u00a0m"),
        ("bearing", " / ".join(degrees(one) for one in seen.bearings_deg)),
        ("tilt", f"{texts.number(camera.tilt_deg)}°"),
        ("field", " / ".join(f"{texts.number(one)}°" for one in seen.hfov_deg)),
        ("mission", mission_word(texts, camera)),
        ("purposes", ", ".join(str(purpose) for purpose in camera.purposes)),
        ("support", texts.say(f"supports.{camera.support}")),
        ("state", texts.say(f"equipment_status.{camera.status}")),
        ("seen", f"{texts.number(seen.visible_area_m2)}\u00a0m²"),
        ("public", f"{texts.number(seen.public_area_m2)}\u00a0m²"),
        ("far", "" if far is None else f"{texts.number(far)}\u00a0m"),
        *_camera_gaps(study.gaps, seen, texts),
    ]
    title = esc(texts.say("map.camera", id=camera.id))
    place = f"<p>{esc(camera.label)}</p>" if camera.label else ""
    apart = _apart(study.coverage, camera.id, texts)
    return f"<h3>{title}</h3>{place}" + _named(texts, pairs) + apart


def _apart(coverage: Coverage, camera: str, texts: Texts) -> str:
    """Say what a camera does besides what it covers: its reach, the plates it shows."""
    told = [reach_sentence(one, texts) for one in coverage.reaches if one.camera == camera]
    for check in coverage.plates:
        if check.camera == camera:
            told += plate_paragraphs(check, texts)
    return "".join(f"<p>{esc(sentence)}</p>" for sentence in told)


def segment_popup(segment: Segment, texts: Texts) -> str:
    """Say what a run is, how long, whom it serves and what it costs."""
    assumed = texts.say("map.assumed") if segment.surface_assumed else ""
    pairs = [
        ("length", f"{texts.number(segment.length_m, decimals=1)}\u00a0m"),
        ("street", segment.street),
        ("serves", ", ".join(segment.sites)),
        ("cost", texts.say("map.eur_ht", cents=segment.cost_cents) if segment.cost_cents else ""),
        ("surface", assumed),
    ]
    name = run_word(texts, segment)
    return f"<h3>{esc(name[:1].upper() + name[1:])}</h3>" + _named(texts, pairs)


def zone_popup(zone: ZoneCoverage, texts: Texts, *, gaps: Gaps | None = None) -> str:
    """Say how much of a zone is seen at its level, by which cameras, and what is missing."""
    pairs = [
        ("level", level_word(texts, zone.level)),
        ("ground", f"{texts.number(zone.area_m2)}\u00a0m²"),
        ("covered", shares(zone, texts)),
        ("by", ", ".join(f"{camera} ({texts.percent(part)})" for camera, part in zone.by)),
        *_zone_gaps(gaps, zone.id, texts),
    ]
    return f"<h3>{esc(zone.label or zone.id)}</h3>" + _named(texts, pairs)


def dead_words(limit_m: float | None, area_m2: float, texts: Texts) -> str:
    """Say a dead zone in a few words."""
    if limit_m is None:
        return texts.say("map.gaps.endless")
    if area_m2 < TOLD_M2:
        return texts.say("map.gaps.none")
    return texts.say("map.gaps.up_to_area", metres=limit_m, area=area_m2)


def alone_words(area_m2: float, visible_m2: float, texts: Texts) -> str:
    """Say what a camera alone sees, and its part of what it sees."""
    share = min(area_m2 / visible_m2, 1.0) if visible_m2 > 0.0 else 0.0
    return texts.say("map.gaps.alone_share", area=area_m2, share=share)


def blind_words(blind: ZoneBlindSpots, texts: Texts) -> str:
    """Say what is missing in a zone, empty when nothing worth a word is."""
    if blind.area_m2 < TOLD_M2:
        return ""
    if not blind.spots:
        return texts.say("map.gaps.blind_area", area=blind.area_m2)
    return texts.say("map.gaps.blind_pieces", area=blind.area_m2, pieces=len(blind.spots))


def supervision_popup(supervision: Supervision, texts: Texts) -> str:
    """Say where the pictures go."""
    label = f"<p>{esc(supervision.label)}</p>" if supervision.label else ""
    return f"<h3>{esc(texts.say('map.supervision'))}</h3>{label}"


def shares(zone: ZoneCoverage, texts: Texts) -> str:
    """Say the low share first, then the likely one."""
    if zone.covered_share is None or zone.covered_share_low is None:
        return texts.say("map.no_ground")
    return texts.say("map.shares", low=zone.covered_share_low, likely=zone.covered_share)


def _camera_gaps(gaps: Gaps | None, seen: CameraCoverage, texts: Texts) -> list[tuple[str, str]]:
    """Say what a camera alone sees and what it misses at its foot."""
    if gaps is None:
        return []
    dead, alone = gaps.dead_zone_of(seen.id), gaps.share_of(seen.id).alone_m2
    return [
        ("alone", alone_words(alone, seen.visible_area_m2, texts)),
        ("dead", dead_words(dead.near_limit_m, dead.area_m2, texts)),
    ]


def _zone_gaps(gaps: Gaps | None, zone: str, texts: Texts) -> list[tuple[str, str]]:
    """Say how much of a zone several cameras see, and what none does."""
    if gaps is None:
        return []
    counts = next((one.counts for one in gaps.overlap.zones if one.zone == zone), ())
    several = sum(one.share for one in counts if one.cameras >= 2)
    blind = next((one for one in gaps.blind_spots if one.zone == zone), None)
    return [
        ("several", texts.percent(several)),
        ("blind", blind_words(blind, texts) if blind else ""),
    ]


def _named(texts: Texts, pairs: Iterable[tuple[str, str]]) -> str:
    return facts((texts.say(f"map.facts.{name}"), value) for name, value in pairs)
