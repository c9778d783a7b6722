"""What the map file says of the reach of PTZ cameras: popups and legend."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from api.apart_words import cut_word, model_word
from api.render import map_signs as signs
from api.render import screen_palette as palette
from api.render.map_words import TOLD_M2, esc, facts
from api.render.vocabulary import degrees, level_word
from api.texts.reader import Texts
from planner.coverage.apart.reach import PresetReach, Reach

_TOLD_M = 0.05  # less is nothing once rounded


def reach_popup(reach: Reach, texts: Texts) -> str:
    """Say what a reach is, that it is never counted, how far each level goes."""
    title = texts.say("map.reach.of", camera=reach.camera)
    levels = [
        (
            texts.say(
                "map.reach.level",
                name=level_word(texts, level.name),
                least=texts.number(level.min_px_per_m, decimals=_decimals(level.min_px_per_m)),
            ),
            texts.say("map.reach.up_to", limit=level.limit_m, area=level.area_m2),
        )
        for level in reach.levels
    ]
    cut, dead = cut_word(reach, texts), reach.dead_zone_m
    named = [
        ("limit", texts.say("map.reach.limit", limit=reach.limit_m, why=cut) if cut else ""),
        ("tele", f"{texts.number(reach.hfov_tele_deg, decimals=1)}°"),
        ("steepest", f"{texts.number(reach.tilt_max_deg)}°"),
        ("foot", texts.say("map.reach.foot", metres=dead) if dead >= _TOLD_M else ""),
        ("density_model", model_word(reach.density_model, texts)),
    ]
    pairs = [*levels, *((texts.say(f"map.facts.{name}"), value) for name, value in named)]
    return f"<h3>{esc(title)}</h3><p>{esc(texts.say('map.reach.never'))}</p>" + facts(pairs)


def preset_popup(reach: Reach, preset: PresetReach, texts: Texts) -> str:
    """Say what a preset shows, and that it is not counted."""
    title = texts.say("map.reach.preset_of", preset=preset.name, camera=reach.camera)
    pairs = [
        ("bearing", degrees(preset.bearing_deg)),
        ("tilt", f"{texts.number(preset.tilt_deg)}°"),
        ("field", f"{texts.number(preset.hfov_deg)}°"),
        ("area", texts.say("map.reach.area", area=preset.area_m2)),
    ]
    told = facts((texts.say(f"map.facts.{name}"), value) for name, value in pairs)
    return f"<h3>{esc(title)}</h3><p>{esc(texts.say('map.reach.preset_never'))}</p>{told}"


def reach_legend(reaches: Sequence[Reach], texts: Texts) -> list[tuple[str, str, str]]:
    """Give the rows of the legend: swatch, words, ground counted once; empty ones are left out."""
    presets = [one.region for reach in reaches for one in reach.presets if not one.home]
    rows = (
        (palette.REACH, texts.say("map.reach.word"), [reach.region for reach in reaches]),
        (palette.PRESET, texts.say("map.reach.presets"), presets),
    )
    areas = [(look, words, shapely.union_all(regions).area) for look, words, regions in rows]
    return [
        (signs.outline_swatch(look), words, f"{texts.number(area)}\u00a0m²")
        for look, words, area in areas
        if area >= TOLD_M2
    ]


def _decimals(density: float) -> int:
    return 0 if density % 1 == 0 else 1
