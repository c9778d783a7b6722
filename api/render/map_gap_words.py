"""What the map file says of blind spots, dead zones and overlap: popups, legend, table."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from api.render import map_signs as signs
from api.render import screen_palette as palette
from api.render.map_words import TOLD_M2, dead_words, esc, facts, table
from api.render.vocabulary import level_word
from api.texts.reader import Texts
from planner.coverage.gaps.model import (
    BlindSpot,
    DeadZone,
    Gaps,
    Overlap,
    SharedGround,
)

MOST_PAIRS = 5  # told in a popup
MOST_ROWS = 12  # blind spots listed beside the map


def spot_popup(spot: BlindSpot, level: str, why: Sequence[str], texts: Texts) -> str:
    """Say how large a blind spot is, at which level, and why it is one."""
    pairs = [
        ("level", level_word(texts, level)),
        ("area", texts.say("map.gaps.blind_area", area=spot.area_m2)),
    ]
    if spot.dead_m2 >= TOLD_M2:
        pairs.append(("dead_part", texts.say("map.gaps.blind_area", area=spot.dead_m2)))
    title = esc(texts.say("map.gaps.blind", zone=spot.zone))
    island = f"<p>{esc(texts.say('map.gaps.island'))}</p>" if spot.island else ""
    told = "".join(f"<p>{esc(sentence)}</p>" for sentence in why)
    return f"<h3>{title}</h3>" + _named(texts, pairs) + island + told


def dead_popup(dead: DeadZone, height_m: float, texts: Texts) -> str:
    """Say how far the dead zone of a camera goes."""
    title = esc(texts.say("map.gaps.dead", camera=dead.camera))
    pairs = [
        ("dead", dead_words(dead.near_limit_m, dead.area_m2, texts)),
        ("feet", dead_words(dead.feet_limit_m, dead.feet_area_m2, texts)),
    ]
    note = esc(texts.say("map.gaps.dead_note", height=height_m))
    return f"<h3>{title}</h3>" + _named(texts, pairs) + f"<p>{note}</p>"


def shared_popup(shared: SharedGround, overlap: Overlap, texts: Texts) -> str:
    """Say how much ground several cameras see, and which two share most."""
    title = esc(texts.say("map.layers.shared", count=shared.cameras))
    area = texts.say("map.gaps.shared_area", area=shared.area_m2)
    pairs = [
        (
            texts.say("map.facts.pair", first=pair.first, second=pair.second),
            texts.say("map.gaps.pair_area", area=pair.area_m2, share=pair.share),
        )
        for pair in overlap.pairs[:MOST_PAIRS]
        if pair.area_m2 >= TOLD_M2
    ]
    note = f"<p>{esc(texts.say('map.gaps.pair_note'))}</p>" if pairs else ""
    return f"<h3>{title}</h3><p>{esc(area)}</p>" + facts(pairs) + note


def gap_patterns() -> tuple[str, str]:
    """Give the SVG patterns of the layers, and the style that fills each with its own."""
    looks = palette.GAP_LOOKS
    drawn = "".join(signs.pattern(f"pattern-gap-{name}", look.fill) for name, look in looks.items())
    rules = "\n".join(f".gap-{name} {{ fill: url(#pattern-gap-{name}); }}" for name in looks)
    defs = f'<svg class="patterns" aria-hidden="true"><defs>{drawn}</defs></svg>'
    return defs, "\n" + rules


def gap_legend(gaps: Gaps, texts: Texts) -> list[tuple[str, str, str]]:
    """Give the rows of the legend: swatch, words, total area; empty layers are left out."""
    dead = shapely.union_all([one.region for one in gaps.dead_zones])  # ground, each place once
    rows = [
        ("blind", texts.say("map.layers.blind"), sum(one.area_m2 for one in gaps.blind_spots)),
        ("dead", texts.say("map.layers.dead"), dead.area),
    ]
    rows += [
        (
            f"shared-{shared.cameras}",
            texts.say("map.layers.shared", count=shared.cameras),
            shared.area_m2,
        )
        for shared in gaps.overlap.at_least
        if f"shared-{shared.cameras}" in palette.GAP_LOOKS
    ]
    return [
        (signs.gap_swatch(name, palette.GAP_LOOKS[name]), words, f"{texts.number(area)}\u00a0m²")
        for name, words, area in rows
        if area >= TOLD_M2
    ]


def spots_table(gaps: Gaps, texts: Texts) -> str:
    """List the blind spots beside the map, each with a button that shows it."""
    spots = [spot for zone in gaps.blind_spots for spot in zone.spots]
    if not spots:
        return _remainder(gaps, texts)
    rows = [
        (
            _button(rank, spot, texts),
            esc(texts.say("map.gaps.blind_area", area=spot.area_m2)),
            esc(_dead_part(spot, texts)),
        )
        for rank, spot in enumerate(spots)
    ]
    heads = [texts.say(f"map.table.{name}") for name in ("zone", "area", "at_foot")]
    shown = table(heads, rows[:MOST_ROWS], numbers=(1, 2))
    return shown + _more(spots[MOST_ROWS:], texts) + _remainder(gaps, texts)


def _button(rank: int, spot: BlindSpot, texts: Texts) -> str:
    name = esc(texts.say("map.gaps.see", area=spot.area_m2, zone=spot.zone))
    words = f'data-spot="{rank}" aria-label="{name}">{esc(spot.zone)}'
    return f'<button type="button" class="go" {words}</button>'


def _dead_part(spot: BlindSpot, texts: Texts) -> str:
    if spot.dead_m2 < TOLD_M2:
        return "–"
    return texts.say("map.gaps.blind_area", area=spot.dead_m2)


def _more(spots: Sequence[BlindSpot], texts: Texts) -> str:
    if not spots:
        return ""
    area = sum(spot.area_m2 for spot in spots)
    return f'<p class="soft">{esc(texts.say("map.gaps.more", count=len(spots), area=area))}</p>'


def _remainder(gaps: Gaps, texts: Texts) -> str:
    count = sum(zone.remainder_count for zone in gaps.blind_spots)
    area = sum(zone.remainder_m2 for zone in gaps.blind_spots)
    if not count:
        return ""
    return f'<p class="soft">{esc(texts.say("map.gaps.remainder", count=count, area=area))}</p>'


def _named(texts: Texts, pairs: Sequence[tuple[str, str]]) -> str:
    return facts((texts.say(f"map.facts.{name}"), value) for name, value in pairs)
