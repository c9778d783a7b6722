"""Frozen areas seen all around, by CGAL: the generator of ``cgal_areas_*.csv``.

    python tests/reference/cgal_areas.py --date 2026-11-23 [--osm FOLDER] [--only invented]

Needs g++ and CGAL's headers (Debian: ``apt-get install libcgal-dev``), the program beside this
file (``cgal_visibility.cpp``) and, for Geneva, the folder of real extracts. Walls are the
outlines of all buildings, courtyards included, as high as the sky; nothing else hides. Each
table holds 200 places along the streets, at least 0.3 m from any building, and the exact area
that one sees from each within 120 m. A table says which obstacles it was made with, as the
SHA-256 of their segments: a stale table is told from a wrong engine.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import pathlib
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.invented import invent
from geodata.osm_scene import read_osm_scene
from planner.coverage.engine.columns import Edges, rings_of
from planner.scene.model import Scene
from planner.scene.public_space import is_public

HERE = pathlib.Path(__file__).resolve().parent
OSM = HERE.parents[2] / "shared" / "data" / "osm"
SOURCE = HERE / "cgal_visibility.cpp"
GENEVA = "geneve-rive-gauche.osm.bz2"
BUILD = ("g++", "-std=c++17", "-O3", "-DNDEBUG")
LIBRARIES = ("-lgmp", "-lmpfr")
RADIUS_M = 120.0
CAMERAS = 200
CLEAR_M = 0.3
_CANDIDATES = 2  # times as many places are looked at as are kept

Place = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What the program said: an area per place, and its figures (seconds, sizes, version)."""

    areas_m2: tuple[float, ...]
    figures: dict[str, float | str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A frozen table: places, shape (n, 2), their areas, shape (n,), and the obstacles' hash."""

    obstacles_sha256: str
    places: NDArray[np.float64]
    areas_m2: NDArray[np.float64]


# --- scenes -----------------------------------------------------------------------------


def invented_town() -> Scene:
    return invent(seed=1, buildings=5000)


def geneva_left_bank(folder: pathlib.Path = OSM) -> Scene:
    return read_osm_scene(folder / GENEVA)


def outlines(scene: Scene) -> Edges:
    """Take the outlines of all the buildings of a town apart."""
    return rings_of([building.footprint for building in scene.buildings])[0]


def digest(sides: Edges) -> str:
    """Hash segments at the millimetre, whatever their order and direction."""
    ends = np.rint(1e3 * np.column_stack((sides.ax, sides.ay, sides.bx, sides.by)))
    whole = ends.astype(np.int64).tolist()
    turned = sorted(min((ax, ay, bx, by), (bx, by, ax, ay)) for ax, ay, bx, by in whole)
    return hashlib.sha256(json.dumps(turned).encode()).hexdigest()


def places_along(scene: Scene, count: int, *, clear_m: float = CLEAR_M) -> list[Place]:
    """Spread places along the public streets of a town, outdoors, whole millimetres."""
    lines = np.array([street.line for street in scene.streets if is_public(street)], dtype=object)
    lengths = shapely.length(lines)
    ends = np.cumsum(lengths)
    wanted = (np.arange(_CANDIDATES * count) + 0.5) * ends[-1] / (_CANDIDATES * count)
    which = np.searchsorted(ends, wanted)
    on_line = shapely.line_interpolate_point(lines[which], wanted - (ends - lengths)[which])
    places = np.round(shapely.get_coordinates(on_line), 3)
    buildings = shapely.STRtree([building.footprint for building in scene.buildings])
    close = buildings.query(shapely.points(places), predicate="dwithin", distance=clear_m)[0]
    free = np.delete(places, np.unique(close), axis=0)
    kept = free[np.linspace(0, len(free) - 1, min(count, len(free))).astype(int)]
    return [(float(x), float(y)) for x, y in kept]


# --- the program ------------------------------------------------------------------------


def build(folder: pathlib.Path) -> pathlib.Path:
    """Compile the program; ``subprocess.CalledProcessError`` where the headers are not there."""
    program = folder / "cgal_visibility"
    command = [*BUILD, "-o", str(program), str(SOURCE), *LIBRARIES]
    subprocess.run(command, check=True, capture_output=True)
    return program


def run(
    program: pathlib.Path,
    sides: Edges,
    places: Sequence[Place],
    *,
    radius_m: float = RADIUS_M,
    locate: str = "batch",
) -> Run:
    """Have the program see from each place among segments."""
    ends = np.column_stack((sides.ax, sides.ay, sides.bx, sides.by)).tolist()
    rows = [f"{ax!r} {ay!r} {bx!r} {by!r}" for ax, ay, bx, by in ends]
    rows = [str(len(rows)), *rows, f"{len(places)} {radius_m!r}"]
    rows += [f"{x!r} {y!r}" for x, y in places]
    done = subprocess.run(
        [str(program), locate], input="\n".join(rows), capture_output=True, text=True, check=True
    )
    areas = tuple(float(line) for line in done.stdout.splitlines())
    return Run(areas_m2=areas, figures=json.loads(done.stderr))


def prove(program: pathlib.Path) -> None:
    """Check the program where the area is known by a formula, or stop.

    A room of 40 m by 40 m; a courtyard of 20 m around which crossing walls overlap; one wall of
    10 m seen from 10 m, which hides atan(1/2) R2 - 50 of the disc (reference 8, cases 2 and 6).
    """
    disc = math.pi * RADIUS_M**2
    known = (
        ([(-20, -20, 20, -20), (20, -20, 20, 20), (20, 20, -20, 20), (-20, 20, -20, -20)], 1600.0),
        ([(-15, -10, 12, -10), (-12, -10, 15, -10), (10, -14, 10, 13), (15, 10, -13, 10),
          (-10, 12, -10, -12), (-10, 11, -10, -14)], 400.0),
        ([(10, -5, 10, 5)], disc - math.atan(0.5) * RADIUS_M**2 + 50.0),
    )  # fmt: skip
    for walls, area in known:
        ends = np.array(walls, dtype=float)
        sides = Edges(ax=ends[:, 0], ay=ends[:, 1], bx=ends[:, 2], by=ends[:, 3])
        (found,) = run(program, sides, [(0.0, 0.0)]).areas_m2
        if abs(found - area) > 1e-12 * area:
            message = f"the program is wrong: {found!r} m2 instead of {area!r}"
            raise SystemExit(message)


# --- tables -----------------------------------------------------------------------------


def read_table(name: str) -> Table:
    """Read a frozen table: ``invented`` or ``geneva``."""
    lines = (HERE / f"cgal_areas_{name}.csv").read_text(encoding="utf-8").splitlines()
    said = dict(
        line.lstrip("# ").split(": ", 1) for line in lines if line.startswith("#") and ": " in line
    )
    body = [line for line in lines if not line.startswith("#")][1:]
    rows = np.array([[float(word) for word in line.split(",")] for line in body])
    return Table(obstacles_sha256=said["obstacles sha256"], places=rows[:, :2], areas_m2=rows[:, 2])


def write_table(name: str, scene: Scene, program: pathlib.Path, head: Sequence[str]) -> None:
    sides, places = outlines(scene), places_along(scene, CAMERAS)
    found = run(program, sides, places)
    lines = [
        f"# areas seen all around within {RADIUS_M:g} m, outlines of buildings as endless walls",
        *(f"# {line}" for line in head),
        f"# crs: {scene.crs}",
        f"# obstacles: {len(sides)} segments of {len(scene.buildings)} buildings",
        f"# obstacles sha256: {digest(sides)}",
        f"# truth: CGAL {found.figures['cgal']}, Triangular_expansion_visibility_2, exact kernel",
        f"# built with: {shlex.join((*BUILD, SOURCE.name, *LIBRARIES))}",
        "x,y,area_m2",
    ]
    lines += [f"{x!r},{y!r},{area!r}" for (x, y), area in zip(places, found.areas_m2, strict=True)]
    path = HERE / f"cgal_areas_{name}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{path.name}: {len(places)} places, {json.dumps(found.figures)}\n")


def _origin_of_geneva(folder: pathlib.Path) -> str:
    content = hashlib.sha256((folder / GENEVA).read_bytes()).hexdigest()
    return (
        f"origin: figures computed from OpenStreetMap data ({GENEVA}, sha256 {content}), "
        "© OpenStreetMap contributors, ODbL 1.0"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--date", required=True, help="today, written in the tables")
    parser.add_argument("--osm", type=pathlib.Path, default=OSM, help="folder of real extracts")
    parser.add_argument("--only", choices=("invented", "geneva"))
    asked = parser.parse_args()
    command = f"made by: python tests/reference/cgal_areas.py --date {asked.date}"
    tables: dict[str, Callable[[], tuple[Scene, str]]] = {
        "invented": lambda: (invented_town(), "origin: invented town, seed 1, 5000 buildings"),
        "geneva": lambda: (geneva_left_bank(asked.osm), _origin_of_geneva(asked.osm)),
    }
    with tempfile.TemporaryDirectory() as folder:
        program = build(pathlib.Path(folder))
        prove(program)
        for name, make in tables.items():
            if asked.only in {None, name}:
                scene, origin = make()
                write_table(name, scene, program, (command, origin))


if __name__ == "__main__":
    main()
