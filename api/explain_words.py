"""Explanations in sentences, the same on every face: a point and its cameras, a zone's gaps."""

from __future__ import annotations

import math

from api.texts.plain import one_line
from api.texts.reader import LONGEST_NAME, Texts
from planner.coverage.reasons.model import (
    Hider,
    HidingPart,
    MissingPart,
    Obstacle,
    PointExplanation,
    Sight,
)

HIGHEST_LENS_M = 15.0  # taller masts are not put up in a street: raising is no way out
MOST_NAMED = 3  # obstacles or cameras of one sentence; the others are counted
_SMALL_M2 = 10.0
_SMALL_SHARE = 0.01
_HAIR = 1e-6  # of a centimetre: 3.85 is not 3.84


def point_title(explanation: PointExplanation, texts: Texts) -> str:
    """Say who sees a point, and what holds it if it is indoors."""
    heights = [texts.number(target, decimals=1) for target in explanation.targets_m]
    seen_by = explanation.seen_by
    words = [
        texts.say("explain.seen_by", cameras=", ".join(seen_by))
        if seen_by
        else texts.say("explain.seen_by_none"),
        texts.say("explain.heights", heights=texts.say("explain.and").join(heights)),
    ]
    words += [
        texts.say("explain.inside", obstacle=obstacle_words(obstacle, texts))
        for obstacle in explanation.inside
    ]
    return " ".join(words)


def sight_sentences(sight: Sight, texts: Texts, *, several: bool = False) -> list[str]:
    """Say how one camera stands to a point, in short sentences.

    Parameters
    ----------
    sight : Sight
    texts : Texts
    several : bool
        Whether several heights were asked: the one that fails is then named.
    """
    if sight.seen:
        return _seen(sight, texts)
    verdict = "explain.unseen_height" if several else "explain.unseen"
    said = [texts.say(verdict, camera=sight.camera, target=sight.target_m)]
    values = _values(sight, texts)
    for reason in sight.reasons:
        if reason == "hidden":
            said += _hidden(sight, texts)
        else:
            said.append(texts.say(f"explain.reasons.{_code(reason, sight)}", **values))
    return said


def part_sentence(part: MissingPart, texts: Texts) -> str:
    """Say one missing part of a zone: how much, why, because of whom."""
    best = max((one.best_px_per_m for one in part.cameras), default=0.0)
    worst = min((one.worst_px_per_m for one in part.cameras), default=0.0)
    words = [
        texts.say(
            f"explain.missing.{part.reason}",
            area=area_words(part.area_m2, texts),
            share=share_words(part.share, texts),
            cameras=_few([one.camera for one in part.cameras], texts),
            worst=_floored(worst, texts),
            best=_floored(best, texts),
            asked=_threshold(part.asked_px_per_m, texts),
        )
    ]
    words += [hiding_words(hider, texts) for hider in part.hiders[:MOST_NAMED]]
    more = len(part.hiders) - MOST_NAMED
    if more > 0:
        words.append(texts.say("explain.missing.more", count=more))
    return " ".join(words)


def hiding_words(hider: HidingPart, texts: Texts) -> str:
    """Say what one obstacle hides of a zone and how high it may be."""
    if hider.obstacle.kind == "relief":
        return _relief_words(hider, texts)
    same = hider.half_height_m - hider.all_height_m < 0.05
    removed = _at_most(hider.all_height_m) <= 0.0  # however low, it hides some
    key = "hider_at_once" if same else "hider"
    return texts.say(
        f"explain.missing.{key}_removed" if removed else f"explain.missing.{key}",
        obstacle=obstacle_words(hider.obstacle, texts),
        cameras=_few(hider.cameras, texts),
        area=area_words(hider.area_m2, texts),
        half=_at_most(hider.half_height_m),
        all=_at_most(hider.all_height_m),
    )


def _relief_words(hider: HidingPart, texts: Texts) -> str:
    """Say what the ground itself hides, and the lenses that would see over it."""
    half, whole = hider.half_lens_m or 0.0, hider.all_lens_m or 0.0
    key = "relief" if half > HIGHEST_LENS_M else "relief_half"
    return texts.say(
        f"explain.missing.{'relief_all' if whole <= HIGHEST_LENS_M else key}",
        cameras=_few(hider.cameras, texts),
        area=area_words(hider.area_m2, texts),
        ground=texts.number(hider.obstacle.height_m, decimals=1),
        half=_at_least(half),
        all=_at_least(whole),
    )


def obstacle_words(obstacle: Obstacle, texts: Texts) -> str:
    """Name an obstacle, with its height and how that is known."""
    named = texts.has(f"explain.obstacles.{obstacle.kind}")
    kind = texts.say(f"explain.obstacles.{obstacle.kind if named else 'wall'}")
    own = [one_line(obstacle.id, longest=LONGEST_NAME)]
    if obstacle.name:
        own.append(texts.say("explain.named", name=one_line(obstacle.name, longest=LONGEST_NAME)))
    status = texts.say(f"explain.height_status.{obstacle.height_status}")
    height = texts.say("explain.height", height=obstacle.height_m, status=status)
    return " ".join([kind, *own, height])


def area_words(area_m2: float, texts: Texts) -> str:
    """Write an area, with a decimal when it is small."""
    return texts.number(area_m2, decimals=1 if area_m2 < _SMALL_M2 else 0)


def share_words(share: float, texts: Texts) -> str:
    """Write a share, with a decimal when it is small."""
    return texts.percent(share, decimals=1 if share < _SMALL_SHARE else 0)


def _floored(density_px_per_m: float, texts: Texts) -> str:
    """Write a density that misses a level: rounding must not lift it to the level."""
    return texts.number(math.floor(10.0 * density_px_per_m) / 10.0, decimals=1)


def _at_most(metres: float) -> float:
    """Round a bound down to the centimetre: rounded up, it would not hold."""
    return math.floor(100.0 * metres + _HAIR) / 100.0


def _at_least(metres: float) -> float:
    """Round a bound up to the centimetre."""
    return math.ceil(100.0 * metres - _HAIR) / 100.0


def _threshold(density_px_per_m: float, texts: Texts) -> str:
    """Write the density of a level, with a decimal when it has one."""
    whole = density_px_per_m == int(density_px_per_m)
    return texts.number(density_px_per_m, decimals=0 if whole else 1)


def _seen(sight: Sight, texts: Texts) -> list[str]:
    said = [
        texts.say(
            "explain.seen",
            camera=sight.camera,
            level=texts.say(f"levels.{sight.level}"),
            density=texts.number(sight.density_px_per_m),
            distance=sight.distance_m,
            aside=_aside(sight, texts),
            down=texts.number(sight.depression_deg),
        )
    ]
    if sight.vertical_px_per_m is not None:
        upright = texts.number(sight.vertical_px_per_m)
        said.append(texts.say("explain.upright", density=upright))
    ahead = sight.next_level
    if ahead is not None and ahead.distance_m is not None:
        said.append(
            texts.say(
                "explain.next_level",
                level=texts.say(f"levels.{ahead.name}"),
                least=_threshold(ahead.min_px_per_m, texts),
                distance=ahead.distance_m,
            )
        )
    return said


def _code(reason: str, sight: Sight) -> str:
    """Choose the sentence of a reason: without the limit where the picture has none."""
    limits = {"too_near": sight.near_limit_m, "too_high": sight.far_limit_m}
    return f"{reason}_endless" if reason in limits and limits[reason] is None else reason


def _values(sight: Sight, texts: Texts) -> dict[str, object]:
    """Give what the sentences of reasons may name."""
    ahead = sight.next_level
    reaches = ahead is not None and ahead.distance_m is not None
    return {
        "distance": sight.distance_m,
        "aside": _aside(sight, texts),
        "near": sight.near_limit_m or 0.0,
        "far": sight.far_limit_m or 0.0,
        "range": sight.range_m or 0.0,
        "density": _floored(sight.density_px_per_m, texts),
        "reach": texts.say("explain.reach", distance=ahead.distance_m)
        if ahead is not None and reaches
        else "",
        "level": "" if ahead is None else texts.say(f"levels.{ahead.name}"),
        "least": "" if ahead is None else _threshold(ahead.min_px_per_m, texts),
    }


def _aside(sight: Sight, texts: Texts) -> str:
    side = "right" if sight.off_axis_deg >= 0.0 else "left"
    return texts.say(f"explain.aside.{side}", angle=texts.number(abs(sight.off_axis_deg)))


def _hidden(sight: Sight, texts: Texts) -> list[str]:
    said = [_hider(hider, texts) for hider in sight.hidden_by[:MOST_NAMED]]
    more = len(sight.hidden_by) - MOST_NAMED
    if more > 0:
        said.append(texts.say("explain.hidden_more", count=more))
    lens = sight.lens_over_all_m
    if lens is not None and lens <= HIGHEST_LENS_M:
        said.append(texts.say("explain.lens", lens=_at_least(lens)))
    return said


def _hider(hider: Hider, texts: Texts) -> str:
    values = {"distance": hider.distance_m, "line": _at_most(hider.line_m)}
    if hider.obstacle.kind == "relief":
        return texts.say("explain.hidden_relief", ground=hider.obstacle.height_m, **values)
    named = obstacle_words(hider.obstacle, texts)
    if hider.least_base_m is None:
        return texts.say("explain.hidden", obstacle=named, **values)
    base = _at_least(hider.least_base_m)
    return texts.say("explain.hidden_under", obstacle=named, base=base, **values)


def _few(names: list[str] | tuple[str, ...], texts: Texts) -> str:
    listed = ", ".join(names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return listed if more <= 0 else texts.say("explain.and_more", listed=listed, count=more)
