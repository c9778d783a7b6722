"""What the map file says: escaped HTML for popups and labels.

Text from people goes through ``esc``: besides HTML it disarms braces, because folium reads
rendered scripts as templates a second time.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from api.render.vocabulary import degrees, kind_word, level_word, mission_word, model_word, run_word
from api.texts.reader import Texts
from planner.coverage.model import CameraCoverage, ZoneCoverage
from planner.network.model import Segment
from planner.plan import Camera, Supervision
from planner.study import Study

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
    ]
    title = esc(texts.say("map.camera", id=camera.id))
    place = f"<p>{esc(camera.label)}</p>" if camera.label else ""
    return f"<h3>{title}</h3>{place}" + _named(texts, pairs)


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


def zone_popup(zone: ZoneCoverage, texts: Texts) -> str:
    """Say how much of a zone is seen at its level, and by which cameras."""
    pairs = [
        ("level", level_word(texts, zone.level)),
        ("ground", f"{texts.number(zone.area_m2)}\u00a0m²"),
        ("covered", shares(zone, texts)),
        ("by", ", ".join(f"{camera} ({texts.percent(part)})" for camera, part in zone.by)),
    ]
    return f"<h3>{esc(zone.label or zone.id)}</h3>" + _named(texts, pairs)


def supervision_popup(supervision: Supervision, texts: Texts) -> str:
    """Say where the pictures go."""
    label = f"<p>{esc(supervision.label)}</p>" if supervision.label else ""
    return f"<h3>{esc(texts.say('map.supervision'))}</h3>{label}"


def shares(zone: ZoneCoverage, texts: Texts) -> str:
    """Say the low share first, then the likely one."""
    if zone.covered_share is None or zone.covered_share_low is None:
        return texts.say("map.no_ground")
    return texts.say("map.shares", low=zone.covered_share_low, likely=zone.covered_share)


def _named(texts: Texts, pairs: Iterable[tuple[str, str]]) -> str:
    return facts((texts.say(f"map.facts.{name}"), value) for name, value in pairs)
