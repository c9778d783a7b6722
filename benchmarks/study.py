"""Time a whole study by room, cold, and its peak memory: ``make bench``.

Each town is worked through in a process of its own, so that nothing is warm. Figures are one
run's; quote the ratios between rooms rather than the seconds.
"""

from __future__ import annotations

import argparse
import itertools
import json
import pathlib
import resource
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
REDON = ROOT.parent / "shared" / "data" / "osm" / "redon-35236.osm.bz2"
STUDIES = {
    "demo": ("demo", "demo"),
    "redon": (str(REDON), str(ROOT / "examples" / "redon.geojson")),
}


def work_through(scene: str, plan: str) -> dict[str, float]:
    """Work one study through and give the seconds of each room."""
    started = time.perf_counter()
    from api.texts.reader import load  # noqa: PLC0415 - the imports are part of what is timed
    from api.use_cases.opening import open_study  # noqa: PLC0415
    from api.use_cases.study import make_files, make_study  # noqa: PLC0415

    marks: list[tuple[str, float]] = [("import", started)]

    def mark(step: str, _share: float) -> None:
        marks.append((step, time.perf_counter()))

    mark("scene", 0)
    opened = open_study(scene, plan)
    study = make_study(opened, progress=mark)
    mark("files", 0)
    make_files(study, opened.document, load("fr"), progress=mark)
    mark("end", 1)
    seconds: dict[str, float] = {}
    for (name, start), (_, end) in itertools.pairwise(marks):
        seconds[name] = seconds.get(name, 0.0) + end - start
    seconds["total"] = time.perf_counter() - started
    seconds["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return seconds


def main() -> int:
    """Print one table per town."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=2, metavar=("SCENE", "PLAN"))
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(work_through(*asked.one)))
        return 0
    for name, (scene, plan) in STUDIES.items():
        if scene != "demo" and not pathlib.Path(scene).is_file():
            print(f"{name}: skipped, real data not found")
            continue
        command = [sys.executable, __file__, "--one", scene, plan]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        figures = json.loads(done.stdout.splitlines()[-1])
        print(f"{name} (imports included)")
        for step, value in figures.items():
            unit = "MiB" if step == "peak_mib" else "s"
            print(f"  {step:<14} {value:9.2f} {unit}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
