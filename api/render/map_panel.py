"""The panel beside the map: what it is, how to read it, the same facts as tables."""

from __future__ import annotations

from collections.abc import Iterable

from api.apart_words import measure_sentences
from api.render import map_signs as signs
from api.render import screen_palette as palette
from api.render.map_gap_words import gap_legend, spots_table
from api.render.map_layers import MEDIA
from api.render.map_reach_words import reach_legend
from api.render.map_words import esc, shares, table
from api.render.vocabulary import degrees, level_word, mission_word, standard_word
from api.texts.reader import Texts
from planner.catalogues.reader import load
from planner.coverage.told import is_whole_person
from planner.scene.model import Provenance
from planner.study import Study


def levels_of(study: Study, texts: Texts) -> list[tuple[str, str, float]]:
    """Give (level, name, least px/m) of the study's standard, from coarse to fine."""
    known = load(on=study.plan.date).standards.get(study.coverage.standard)
    levels = known.levels if known else study.coverage.union_levels
    return [(level.name, level_word(texts, level.name), level.min_px_per_m) for level in levels]


def patterns_of(study: Study, texts: Texts) -> tuple[str, str]:
    """Give the SVG patterns of the classes, and the style that fills each class with its own."""
    levels = levels_of(study, texts)
    drawn, rules = [], []
    for rank, (level, _, _) in enumerate(levels):
        look = palette.class_look(study.coverage.standard, level, rank, len(levels))
        drawn.append(signs.pattern(f"pattern-{level}", look))
        rules.append(f".class-{level} {{ fill: url(#pattern-{level}); }}")
    defs = "".join(drawn)
    return f'<svg class="patterns" aria-hidden="true"><defs>{defs}</defs></svg>', "\n".join(rules)


def panel_of(study: Study, texts: Texts) -> str:
    """Give the whole panel as HTML."""
    parts = (
        _heading(study, texts),
        _density(study, texts),
        _gaps(study, texts),
        _reach(study, texts),
        _signs(study, texts),
        _network(study, texts),
        _zones(study, texts),
        _cameras(study, texts),
        _foot(study, texts),
    )
    label = esc(texts.say("map.panel"))
    return f'<aside class="panel" aria-label="{label}">{"".join(parts)}</aside>'


def credit(provenance: Iterable[Provenance], texts: Texts) -> str:
    """Give the credit line of the sources, as HTML."""
    lines: dict[str, None] = {}
    for one in provenance:
        if "OpenStreetMap" in one.source + one.licence:
            lines[texts.say("map.credit_osm")] = None
        elif one.source:
            lines[", ".join(filter(None, (one.source, one.licence)))] = None
    return " \u00b7 ".join(esc(line) for line in lines)


def _heading(study: Study, texts: Texts) -> str:
    applicant = study.plan.applicant.name or study.scene.name
    date = texts.date(study.plan.date)
    totals = texts.say(
        "map.totals",
        cameras=len(study.plan.cameras),
        cost=study.estimate.totals.ht.likely,
        aid=sum(aid.asked_cents for aid in study.funding.plan.aids),
    )
    title = study.plan.title or texts.say("map.title")
    return (
        f"<h1>{esc(title)}</h1><p>{esc(applicant)}, {esc(date)}</p>"
        f'<p class="soft">{esc(totals)}</p>'
    )


def _density(study: Study, texts: Texts) -> str:
    standard = standard_word(texts, study.coverage.standard, study.plan.date)
    ruler = " ".join((standard + ".", *measure_sentences(study.coverage, texts)[:1]))
    whole = is_whole_person(study.coverage)
    title = texts.say(
        "map.density_person" if whole else "map.density", height=study.coverage.target_height_m
    )
    areas = {level.name: level.area_m2 for level in study.coverage.union_levels}
    steps = "".join(
        _legend_row(
            signs.class_swatch(f"pattern-{level}"),
            texts.say(
                "map.class",
                name=name,
                least=texts.number(least, decimals=0 if least % 1 == 0 else 1),
            ),
            f"{texts.number(areas.get(level, 0.0))}\u00a0m²",
        )
        for level, name, least in levels_of(study, texts)
    )
    return (
        f'<section class="density"><h2>{esc(title)}</h2><p class="soft">{esc(ruler)}</p>'
        f'<ul class="legend">{steps}</ul>'
        f'<p class="soft">{esc(texts.say("map.density_note"))}</p></section>'
    )


def _gaps(study: Study, texts: Texts) -> str:
    """Tell what is missed and what is seen twice, with the blind spots one by one."""
    rows = gap_legend(study.gaps, texts) if study.gaps else []
    if study.gaps is None or not rows:
        return ""
    once = next((one.share for one in study.gaps.overlap.counts if one.cameras == 1), 0.0)
    words = " ".join((texts.say("map.gaps.alone", share=once), texts.say("map.gaps.note")))
    items = "".join(_legend_row(*row) for row in rows)
    return (
        f"<h2>{esc(texts.say('map.gaps.title'))}</h2>"
        f'<ul class="legend">{items}</ul><p class="soft">{esc(words)}</p>'
        + spots_table(study.gaps, texts)
    )


def _reach(study: Study, texts: Texts) -> str:
    """Tell how the reach of PTZ cameras is drawn, and that it is never counted."""
    rows = reach_legend(study.coverage.reaches, texts)
    if not rows:
        return ""
    items = "".join(_legend_row(*row) for row in rows)
    return (
        f"<h2>{esc(texts.say('map.reach.title'))}</h2>"
        f'<ul class="legend">{items}</ul><p class="soft">{esc(texts.say("map.reach.note"))}</p>'
    )


def _signs(study: Study, texts: Texts) -> str:
    """List the signs in use, each kind of camera once."""
    rows, told = [], set()
    for camera in study.plan.cameras:
        key = (signs.kind_of(camera), camera.status)
        if key not in told:
            told.add(key)
            word = texts.say(f"map.kinds.{key[0]}")
            if camera.status == "existing":
                word = texts.say("map.existing", kind=word)
            bearings = (0.0, 90.0, 180.0, 270.0) if key[0] == "multi" else (0.0,)
            rows.append((signs.camera_sign(camera, "1", bearings), word))
    rows.append((signs.supervision_sign(), texts.say("map.supervision")))
    if study.plan.relays:
        rows.append((signs.relay_sign(), texts.say("map.layers.relays")))
    items = "".join(
        _legend_row(f'<span class="sign-swatch">{sign}</span>', word, "") for sign, word in rows
    )
    items += _legend_row(signs.zone_swatch(), texts.say("map.layers.zones"), "")
    return f'<h2>{esc(texts.say("map.signs"))}</h2><ul class="legend">{items}</ul>'


def _network(study: Study, texts: Texts) -> str:
    items = []
    for medium in MEDIA:
        metres = sum(s.length_m for s in study.network.segments if s.medium == medium)
        if metres:
            swatch = signs.line_swatch(palette.MEDIA[medium])
            word = texts.say(f"media.{medium}")
            items.append(_legend_row(swatch, word, f"{texts.number(metres)}\u00a0m"))
    if not items:
        return ""
    note = esc(texts.say("map.network_note"))
    return (
        f"<h2>{esc(texts.say('map.network'))}</h2>"
        f'<ul class="legend">{"".join(items)}</ul><p class="soft">{note}</p>'
    )


def _zones(study: Study, texts: Texts) -> str:
    if not study.coverage.zones:
        return ""
    heads = [texts.say(f"map.table.{name}") for name in ("zone", "level", "shares")]
    rows = [
        (
            f"<b>{esc(zone.id)}</b> {esc(zone.label)}",
            esc(level_word(texts, zone.level)),
            esc(shares(zone, texts)),
        )
        for zone in study.coverage.zones
    ]
    return f"<h2>{esc(texts.say('map.layers.zones'))}</h2>" + table(heads, rows, numbers=())


def _cameras(study: Study, texts: Texts) -> str:
    """List the cameras: the same facts as on the map, and the way to each by keyboard."""
    if not study.plan.cameras:
        return ""
    names = ("camera", "place", "bearing", "height")
    heads = [texts.say(f"map.table.{name}") for name in names]
    rows = [
        (
            f'<button type="button" class="go" data-camera="{rank}">{esc(camera.id)}</button>',
            "<br>".join(esc(word) for word in (camera.label, mission_word(texts, camera)) if word),
            degrees(camera.bearing_deg),
            f"{texts.number(camera.height_m, decimals=1)}\u00a0m",
        )
        for rank, camera in enumerate(study.plan.cameras)
    ]
    title = esc(texts.say("map.layers.cameras"))
    return f"<h2>{title}</h2>" + table(heads, rows, numbers=(2, 3))


def _foot(study: Study, texts: Texts) -> str:
    made = study.made_from
    sentence = texts.say("map.made_from", program=made.program, date=made.catalogue_date)
    return (
        f"<footer><p>{credit(study.scene.provenance, texts)}</p><p>{esc(sentence)}</p>"
        f"<p><code>{esc(made.input_hash)}</code></p></footer>"
    )


def _legend_row(swatch: str, words: str, figure: str) -> str:
    told = esc(words[:1].upper() + words[1:])
    return f'<li>{swatch}<span>{told}</span><span class="n">{esc(figure)}</span></li>'
