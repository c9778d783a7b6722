"""Where the time of our engine goes: the functions that keep the processor busiest."""

from __future__ import annotations

import cProfile
import pathlib
import pstats
from collections import Counter

from parts.report import Line, told
from parts.town import HEAD, LENS, Bench, camera_at, places_along, scale_of, see

CAMERAS = 60
TOP = 5
OURS = "planner"
_SELF, _ALL, _CALLERS = 2, 3, 4  # places in a profiler's record

Function = tuple[str, int, str]  # file, line, name


def profile(bench: Bench) -> list[Line]:
    lines = []
    for name, optics, cell_m, draw in (
        ("head, 120 m all around, cells of 2 m", HEAD, 2.0, False),
        ("head, 120 m all around, cells of 0.5 m", HEAD, 0.5, False),
        ("fixed camera, cells of 0.5 m", LENS, 0.5, False),
        ("fixed camera, cells of 0.5 m, polygons", LENS, 0.5, True),
    ):
        places = places_along(bench.scene, CAMERAS)
        cameras = [camera_at(place, rank, optics) for rank, place in enumerate(places)]
        scale, ground = scale_of(bench.catalogue, cell_m, draw=draw), bench.ground
        see(bench, ground, cameras[:3], scale)
        probe = cProfile.Profile()
        probe.runcall(see, bench, ground, cameras, scale)
        lines += _top(name, probe)
    return lines


def _top(name: str, probe: cProfile.Profile) -> list[Line]:
    """Tell the busiest of our functions, each with the library calls that it makes itself."""
    records = pstats.Stats(probe).stats
    total_s = sum(record[_SELF] for record in records.values())
    busy_s: Counter[Function] = Counter()
    for function, record in records.items():
        if not _is_ours(function):
            continue
        busy_s[function] += record[_ALL]
        for caller, call in record[_CALLERS].items():
            if _is_ours(caller):
                busy_s[caller] -= call[3]
    lines = [told(f"{name}, under the profiler", f"{1e3 * total_s / CAMERAS:.2f} ms a camera")]
    for (file, line, function), one_s in busy_s.most_common(TOP):
        where = f"    {pathlib.Path(file).name}:{line} {function}"
        lines.append(told(where, 100.0 * one_s / total_s, " %"))
    return lines


def _is_ours(function: Function) -> bool:
    return OURS in pathlib.Path(function[0]).parts
