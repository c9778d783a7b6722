"""``vigie coverage``: what each camera sees, per level and per zone, and why not more."""

from __future__ import annotations

import textwrap
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace

from api.apart_words import (
    measure_sentences,
    plate_sentence,
    reach_sentence,
    rule_sentence,
    shared_sentence,
)
from api.explain_views import Told, explained_view
from api.explain_words import part_sentence, point_title, sight_sentences
from api.overlap_views import with_gaps
from api.terminal import bar, print_findings, print_json, print_table
from api.texts.plain import one_line
from api.texts.reader import Texts
from api.use_cases.coverage import ask_coverage, ask_gaps
from api.use_cases.explain import ask_missing, ask_points, place_of, read_pair
from api.use_cases.opening import open_study
from planner.coverage.gaps.model import Gaps
from planner.coverage.measure import CoverageOptions
from planner.coverage.model import Coverage
from planner.coverage.reasons.model import ZoneMissing
from planner.targets import read_target

_WIDTH = 100  # columns of what is told in sentences


def run(arguments: Namespace, texts: Texts) -> int:
    """Print the coverage; never exits 1."""
    pairs = [read_pair(text) for text in arguments.at or ()]
    options = _options(arguments)
    opened = open_study(
        arguments.scene, arguments.plan, terrain=arguments.terrain, progress=bar(texts)
    )
    places = [place_of(pair, opened) for pair in pairs]
    coverage = ask_coverage(opened, options)
    missing = ask_missing(opened, coverage)
    gaps = ask_gaps(opened, coverage)
    points = [
        Told(lon_deg=place.lon_deg, lat_deg=place.lat_deg, explanation=explanation)
        for place, explanation in zip(places, ask_points(opened, coverage, places), strict=True)
    ]
    bar(texts)("coverage", 1.0)
    if arguments.format == "json":
        view = explained_view(coverage, missing, points, texts)
        print_json(with_gaps(view, gaps, opened.scene.crs))
    else:
        _print(coverage, gaps, texts)
        _print_missing(coverage, missing, texts)
        for point in points:
            _print_point(point, texts)
    of_cameras = tuple(found for camera in coverage.cameras for found in camera.findings)
    print_findings(
        opened.scene.findings
        + opened.plan.findings
        + coverage.findings
        + of_cameras
        + gaps.findings,
        texts,
    )
    return 0


def _options(arguments: Namespace) -> CoverageOptions:
    options = CoverageOptions(slant=arguments.density == "slant")
    if arguments.target_height is not None:
        target = read_target(arguments.target_height)
        options = replace(options, target_height_m=target.height_m, also_heights_m=target.also_m)
    asked = {"cell_m": arguments.cell, "standard": arguments.standard}
    return replace(options, **{name: value for name, value in asked.items() if value is not None})


def _print(coverage: Coverage, gaps: Gaps, texts: Texts) -> None:
    """Print cameras, how they are measured and what they do besides, then zones."""
    _print_cameras(coverage, texts)
    _print_sentences(coverage, gaps, texts)
    print()
    zone_head = ["zone", "level", "zone_m2", "likely", "at_least"]
    print_table(
        [texts.say(f"table.{name}") for name in zone_head],
        [
            [
                zone.label,
                texts.say(f"levels.{zone.level}"),
                texts.number(zone.area_m2),
                _share(zone.covered_share, texts),
                _share(zone.covered_share_low, texts),
            ]
            for zone in coverage.zones
        ],
        right="234",
    )


def _print_cameras(coverage: Coverage, texts: Texts) -> None:
    """Print what each camera sees; the unit of the levels stands under the table."""
    levels = [texts.say(f"levels.{level.name}") for level in coverage.union_levels]
    head = [texts.say(f"table.{name}") for name in ("camera", "seen_m2", "public_m2")]
    limits = [texts.say(f"table.{name}") for name in ("near_m", "far_m")]
    rows = [
        [
            camera.id,
            texts.number(camera.visible_area_m2),
            texts.number(camera.public_area_m2),
            *(texts.number(level.area_m2) for level in camera.levels),
            _metres(camera.near_limit_m, texts),
            _metres(camera.far_limit_m, texts),
        ]
        for camera in coverage.cameras
    ]
    columns = [*head, *levels, *limits]
    print_table(columns, rows, right=[str(k) for k in range(1, len(columns))])


def _print_sentences(coverage: Coverage, gaps: Gaps, texts: Texts) -> None:
    """Print how cameras are measured, what several see, then reach and plates, told apart."""
    if not coverage.cameras:
        return
    print()
    _print_wrapped(" ".join(measure_sentences(coverage, texts)))
    if len(coverage.cameras) > 1:
        _print_wrapped(shared_sentence(gaps.overlap, texts))
    for reach in coverage.reaches:
        _print_wrapped(reach_sentence(reach, texts), of=reach.camera)
    for rank, check in enumerate(coverage.plates):
        if rank == 0:
            _print_wrapped(rule_sentence(check.plates.rules[0], texts))
        _print_wrapped(plate_sentence(check, texts), of=check.camera)


def _print_wrapped(words: str, *, of: str = "") -> None:
    """Print a sentence over as many lines as it takes; ``of`` is the camera it is about."""
    first = f"- {one_line(of)}  " if of else ""
    print(
        textwrap.fill(
            one_line(words),
            _WIDTH,
            initial_indent=first,
            subsequent_indent="  " if of else "",
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def _metres(value: float | None, texts: Texts) -> str:
    return "∞" if value is None else texts.number(value, decimals=1)


def _share(value: float | None, texts: Texts) -> str:
    return "–" if value is None else texts.percent(value)


def _print_missing(coverage: Coverage, missing: Sequence[ZoneMissing], texts: Texts) -> None:
    """Print what is missing, reason by reason; nothing when the zones are covered."""
    rows = [
        [zone.label or zone.id, part_sentence(part, texts)]
        for zone, gaps in zip(coverage.zones, missing, strict=True)
        for part in gaps.parts
    ]
    if not rows:
        return
    print()
    print(texts.say("explain.missing.title"))
    print_table([texts.say("table.zone"), texts.say("table.why")], rows)


def _print_point(point: Told, texts: Texts) -> None:
    """Print an explained point: cameras near enough one by one, the others together."""
    explanation = point.explanation
    several = len(explanation.targets_m) > 1
    print()
    print(
        texts.say(
            "explain.place",
            x=texts.number(explanation.x, decimals=2),
            y=texts.number(explanation.y, decimals=2),
            lon=texts.number(point.lon_deg, decimals=6),
            lat=texts.number(point.lat_deg, decimals=6),
        )
    )
    print(point_title(explanation, texts))
    for sight in explanation.sights:
        if sight.seen or sight.in_reach:
            print("- " + " ".join(sight_sentences(sight, texts, several=several)))
    far = [sight.camera for sight in explanation.sights if not (sight.seen or sight.in_reach)]
    if far:
        print("- " + texts.say("explain.too_far", cameras=", ".join(far)))
