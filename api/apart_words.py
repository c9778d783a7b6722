"""What cameras could do besides what they cover, in sentences of the terminal and the map.

Density models, reach of PTZ heads, plates. Text from a plan or a town is cleaned for one line.
"""

from __future__ import annotations

from collections.abc import Sequence

from api.texts.plain import one_line
from api.texts.reader import LONGEST_NAME, Texts
from planner.catalogues.model import PlateRule
from planner.coverage.apart.plate import PlateCheck, StreetCapture
from planner.coverage.apart.reach import Reach
from planner.coverage.gaps.model import Overlap
from planner.coverage.model import Coverage
from planner.coverage.told import TOLD_SPEED_KMH, exposure_ms, is_whole_person, judged, models_used

MOST_STREETS = 2  # told at length in a popup
_SEVERAL = 2  # cameras, from which ground is seen more than once


def measure_sentences(coverage: Coverage, texts: Texts) -> list[str]:
    """Say with which density models, for which targets and how exactly areas are measured."""
    models = models_used(coverage.cameras)
    if not models:
        return []
    (usual, _), *others = models
    named = [model_word(usual, texts)]
    named += [
        texts.say("apart.model_of", cameras=list(ids), model=model_word(model, texts))
        for model, ids in others
    ]
    return [
        texts.say("apart.density", models=texts.say("apart.then").join(named)),
        _target_sentence(coverage, texts),
        texts.say(f"apart.areas_{coverage.areas}", cell=texts.number(coverage.cell_m, decimals=2)),
    ]


def _target_sentence(coverage: Coverage, texts: Texts) -> str:
    """Say at which heights one looks, or that it is a whole person."""
    if is_whole_person(coverage):
        return texts.say("apart.target_person", head=coverage.target_height_m)
    heights = (coverage.target_height_m, *coverage.also_heights_m)
    told = texts.say("apart.and").join(texts.number(height, decimals=2) for height in heights)
    return texts.say("apart.target", heights=told)


def model_word(model: str, texts: Texts) -> str:
    """Name a density model."""
    return texts.say(f"optics.density_model.{model}")


def shared_sentence(overlap: Overlap, texts: Texts) -> str:
    """Say how much of the ground seen several cameras see."""
    several = [one for one in overlap.counts if one.cameras >= _SEVERAL]
    return texts.say(
        "apart.shared",
        count=_SEVERAL,
        area=sum(one.area_m2 for one in several),
        share=sum(one.share for one in several),
    )


def reach_sentence(reach: Reach, texts: Texts) -> str:
    """Say what a PTZ camera can be turned to, and that it is never counted."""
    if not reach.levels:
        return texts.say("apart.reach_none")
    cut = cut_word(reach, texts)
    key = "apart.reach_cut" if cut else "apart.reach"
    return texts.say(key, area=reach.area_m2, limit=reach.limit_m, cut=cut)


def cut_word(reach: Reach, texts: Texts) -> str:
    """Say what cuts a reach short, empty when the density ends it or when nothing is reached."""
    if not reach.levels or not reach.levels[0].capped:
        return ""
    return texts.say("apart.cap" if reach.limit_m >= reach.cap_m else "apart.range")


def rule_word(rule: PlateRule, texts: Texts) -> str:
    """Name the rule that judges plates, with its state when it is a hypothesis."""
    label = rule.label.fr if texts.language == "fr" else rule.label.en
    key = "apart.rule_assumed" if rule.status == "hypothesis" else "apart.rule"
    return texts.say(key, label=label)


def rule_sentence(rule: PlateRule, texts: Texts) -> str:
    """Say the rule that judges plates, with its angles."""
    return texts.say(
        "apart.rule_asks",
        rule=rule_word(rule, texts),
        horizontal=rule.horizontal_deg,
        vertical=rule.vertical_deg,
    )


def plate_sentence(check: PlateCheck, texts: Texts) -> str:
    """Say in short on which streets plates can be read, on which not and why."""
    found = judged(check)
    parts = []
    if found.held:
        streets = [
            texts.say(
                "apart.held_short",
                street=street_word(one, texts),
                px=one.plate_px,
                lanes=_lanes(one, texts),
            )
            for one in found.held
        ]
        parts.append(texts.say("apart.plates_hold", streets=streets))
    parts += [
        texts.say("apart.plates_fail", streets=_names(those, texts), why=_why(fails, texts))
        for fails, those in found.failed
    ]
    return texts.say("apart.plates", told=texts.say("apart.then").join(parts))


def plate_paragraphs(check: PlateCheck, texts: Texts) -> list[str]:
    """Say at length what a camera shows of plates: the verdict, then each street."""
    found = judged(check)
    verdict = texts.say("apart.holds" if check.holds else "apart.fails")
    told = [texts.say("apart.verdict", rule=rule_word(found.rule, texts), verdict=verdict)]
    told += [_held(one, texts) for one in found.held[:MOST_STREETS]]
    if found.held[MOST_STREETS:]:
        others = _names(found.held[MOST_STREETS:], texts)
        told.append(texts.say("apart.streets_hold", streets=others))
    told += [
        texts.say("apart.street_fails", streets=_names(those, texts), why=_why(fails, texts))
        for fails, those in found.failed
    ]
    return told


def street_word(street: StreetCapture, texts: Texts) -> str:
    """Name a street, or the axis of the camera where there is none."""
    if not street.street:
        return texts.say("apart.axis")
    return one_line(street.name or street.street, longest=LONGEST_NAME)


def _held(street: StreetCapture, texts: Texts) -> str:
    exposure = exposure_ms(street)
    key = "apart.street_holds" if exposure is None else "apart.street_holds_exposed"
    return texts.say(
        key,
        street=street_word(street, texts),
        start=street.start_m,
        end=street.end_m,
        px=street.plate_px,
        horizontal=street.horizontal_deg,
        vertical=street.vertical_deg,
        lanes=_lanes(street, texts),
        exposure=exposure,
        speed=TOLD_SPEED_KMH,
    )


def _lanes(street: StreetCapture, texts: Texts) -> str:
    """Count the lanes read on the street, and those read on one line when they are fewer."""
    key = "apart.lanes" if street.lanes_covered == street.lanes_held else "apart.lanes_apart"
    return texts.say(key, held=street.lanes_held, lanes=street.lanes, covered=street.lanes_covered)


def _names(streets: Sequence[StreetCapture], texts: Texts) -> list[str]:
    return list(dict.fromkeys(street_word(one, texts) for one in streets))


def _why(fails: str, texts: Texts) -> str:
    return texts.say(f"apart.why.{fails}")
