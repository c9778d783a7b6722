"""``vigie coverage``: what each camera sees, per level and per zone."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace

from api.terminal import bar, print_findings, print_json, print_table
from api.texts.reader import Texts
from api.use_cases.coverage import ask_coverage
from api.use_cases.opening import open_study
from api.views import coverage_view
from planner.coverage.measure import CoverageOptions
from planner.coverage.model import Coverage


def run(arguments: Namespace, texts: Texts) -> int:
    """Print the coverage; never exits 1."""
    opened = open_study(arguments.scene, arguments.plan, progress=bar(texts))
    asked = {
        "cell_m": arguments.cell,
        "target_height_m": arguments.target_height,
        "standard": arguments.standard,
    }
    given = {name: value for name, value in asked.items() if value is not None}
    options = replace(CoverageOptions(draw=False), **given)
    coverage = ask_coverage(opened, options)
    bar(texts)("coverage", 1.0)
    if arguments.format == "json":
        print_json(coverage_view(coverage, texts))
    else:
        _print(coverage, texts)
    of_cameras = tuple(found for camera in coverage.cameras for found in camera.findings)
    print_findings(
        opened.scene.findings + opened.plan.findings + coverage.findings + of_cameras, texts
    )
    return 0


def _print(coverage: Coverage, texts: Texts) -> None:
    levels = [level.name for level in coverage.union_levels]
    head = [texts.say("table.camera"), texts.say("table.seen_m2"), texts.say("table.public_m2")]
    names = [texts.say(f"levels.{level}") + " (m²)" for level in levels]
    limits = [texts.say("table.near_m"), texts.say("table.far_m")]
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
    print_table([*head, *names, *limits], rows, right="12345678")
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


def _metres(value: float | None, texts: Texts) -> str:
    return "∞" if value is None else texts.number(value, decimals=1)


def _share(value: float | None, texts: Texts) -> str:
    return "–" if value is None else texts.percent(value)
