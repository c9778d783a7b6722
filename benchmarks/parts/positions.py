"""1,000 positions, 24 bearings cut from each: seconds and memory, in a process of its own."""

from __future__ import annotations

import importlib.util
import multiprocessing
import pathlib
import re
import resource
import tracemalloc
from concurrent.futures import ProcessPoolExecutor

from parts.report import Line, at_most, seconds, skipped, told
from parts.town import LENS, LENS_M, RADIUS_M, TARGET_M, bench_of, places_along

from planner.scene.model import Scene

POSITIONS, BEARINGS = 1000, 24
CELL_M = 2.0
LEAST_PX_PER_M = 40.0
TILT_DEG = 20.0
_KIB_A_MIB = 1024.0


def positions(scene: Scene) -> list[Line]:
    name = f"{POSITIONS:,} positions, {RADIUS_M:g} m, {BEARINGS} bearings"
    if importlib.util.find_spec("planner.coverage.places.panorama") is None:
        return [skipped(name, "not in the engine yet")]
    timed, traced = (_alone(scene, trace=trace) for trace in (False, True))
    return [
        told(f"{name}: pictures that show something", timed["rows"]),
        told(f"{name}: cells in all pictures", timed["cells"]),
        told(f"{name}: looking around", timed["look_s"], " s"),
        told(f"{name}: cutting", timed["cut_s"], " s"),
        at_most(f"{name}: time", timed["look_s"] + timed["cut_s"], 6.0, " s"),
        told(f"{name}: peak of the process before (town read)", timed["before_mib"], " MiB"),
        at_most(f"{name}: peak of the whole process", timed["peak_mib"], 200.0, " MiB"),
        told(f"{name}: peak of the work itself", traced["work_mib"], " MiB"),
    ]


def _alone(scene: Scene, *, trace: bool) -> dict[str, float]:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, scene, trace=trace).result()


def work(scene: Scene, *, trace: bool) -> dict[str, float]:
    """Look around from every position and cut the pictures; give seconds and MiB."""
    from planner.coverage.places.numbered import public_cells  # noqa: PLC0415 - may not be there
    from planner.coverage.places.panorama import (  # noqa: PLC0415 - the same
        Spot,
        all_around,
        cover_matrix,
        panoramas,
    )

    ground = bench_of(scene).ground
    places = places_along(scene, POSITIONS)
    spots = [Spot(id=f"P{k}", x=x, y=y, lens_m=LENS_M) for k, (x, y) in enumerate(places)]
    before = _peak_mib()
    if trace:
        tracemalloc.start()
    made = {}

    def look() -> None:
        wanted = public_cells(ground, cell_m=CELL_M)
        made["views"] = panoramas(
            spots, ground.obstacles, target_m=TARGET_M, radius_m=RADIUS_M, wanted=wanted
        )

    def cut() -> None:
        aims = all_around(LENS, tilt_deg=TILT_DEG, count=BEARINGS)
        made["cover"] = cover_matrix(made["views"], aims, least_px_per_m=LEAST_PX_PER_M)

    look_s, cut_s = seconds(look), seconds(cut)
    shown = made["cover"].indptr
    return {
        "look_s": look_s,
        "cut_s": cut_s,
        "rows": float((shown[1:] > shown[:-1]).sum()),
        "cells": float(shown[-1]),
        "before_mib": before,
        "peak_mib": _peak_mib(),
        "work_mib": tracemalloc.get_traced_memory()[1] / _KIB_A_MIB**2 if trace else 0.0,
    }


def _peak_mib() -> float:
    """Give the most memory that this process has held, in MiB.

    The system's own account of a process starts at what its parent held; Linux also keeps one
    that starts with the program.
    """
    status = pathlib.Path("/proc/self/status")
    if status.is_file():
        (line,) = re.findall(
            r"^VmHWM:\s+(\d+) kB$", status.read_text(encoding="ascii"), re.MULTILINE
        )
        return float(line) / _KIB_A_MIB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB_A_MIB
