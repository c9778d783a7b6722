"""How long it takes to see, beside CGAL, shapely and pysovist: ``make bench-coverage``.

    python benchmarks/coverage.py [PART ...] [--rounds 5] [--install-cgal]

PART is one or more of: nothing (200 cameras from nothing, beside CGAL), camera (beside 720 rays
and pysovist), moving (one camera drawn along a street), positions (1,000 x 24 bearings), sizes
(towns of 1,250, 5,000 and 20,000 buildings), profile (where our time goes); all but the last
when none is named. The town is invented: nothing is read.

Each contender takes its turn in every round, and what is asked is a ratio of one run: seconds
say as much of the machine as of the program. The peers are put in a temporary folder: pysovist
by pip, CGAL's program compiled from ``tests/reference/cgal_visibility.cpp``. A peer that cannot
be had is skipped with a line.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import tempfile
from collections.abc import Callable

from parts.contest import errors, folder_of, from_nothing, per_camera
from parts.moving import moving
from parts.positions import positions
from parts.profile import profile
from parts.report import Line, show
from parts.sizes import sizes
from parts.town import bench_of, places_along
from peers import cgal, sovist
from reference.cgal_areas import CAMERAS, invented_town

PARTS = ("nothing", "camera", "moving", "positions", "sizes", "profile")
FEW = 30  # cameras beside the slow peers
FEW_ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--install-cgal", action="store_true", help="by apt-get, when root")
    asked = parser.parse_args()
    if unknown := sorted(set(asked.parts) - set(PARTS)):
        parser.error(f"no such part: {', '.join(unknown)}")
    with tempfile.TemporaryDirectory() as folder:
        _run(asked, pathlib.Path(folder))


def _run(asked: argparse.Namespace, folder: pathlib.Path) -> None:
    bench = bench_of(invented_town())
    places = places_along(bench.scene, CAMERAS)
    print(f"{len(bench.scene.buildings):,} buildings, {os.cpu_count()} cores, {_load()}")

    def nothing() -> list[Line]:
        program = cgal.program(folder_of(folder, "cgal"), install=asked.install_cgal)
        return from_nothing(bench, places, program, asked.rounds)

    def camera() -> list[Line]:
        library = sovist.install(folder_of(folder, "pysovist"))
        few = places[:: len(places) // FEW]
        return per_camera(bench, few, library, FEW_ROUNDS) + errors(bench, few, library)

    parts: dict[str, Callable[[], list[Line]]] = {
        "nothing": nothing,
        "camera": camera,
        "moving": lambda: moving(bench),
        "positions": lambda: positions(bench.scene),
        "sizes": lambda: sizes(bench.scene, asked.rounds),
        "profile": lambda: profile(bench),
    }
    lines: list[Line] = []
    for name in asked.parts or PARTS[:-1]:
        found = parts[name]()
        show(name, found)
        lines += found
    short = [line.what for line in lines if line.word == "falls short"]
    held = sum(line.word == "holds" for line in lines)
    print(f"\n{held} hold, {len(short)} fall short; {_load()}")
    for what in short:
        print(f"  falls short: {what}")


def _load() -> str:
    return "load " + " ".join(f"{value:.1f}" for value in os.getloadavg())


if __name__ == "__main__":
    main()
