"""What a trench is cut into: the surface of each run, guessed from the map or said by the plan.

The rule, for want of a survey
------------------------------
- Stones laid by hand (sett, cobblestone, paving stones, bricks) are ``paved``; ground that
  nothing binds (gravel, earth, grass, sand) is ``soft``. The ``surface`` tag decides first.
- A carriageway with a sidewalk is dug under the sidewalk: ``foot``. With the sidewalk mapped
  apart (``separate``) or none, it is dug in the carriageway: ``road``; outside the built-up
  area, in the verge: ``soft``. When nothing is said of the sidewalk, a street of the built-up
  area has one and a country road has none: that guess is flagged ``assumed``.
- Built-up: a building stands within 50 m of the middle of a stretch of 100 m at most.
- A pedestrian street is ``paved``, a living street or a service way ``road``, a footway or a
  cycleway ``foot``, a path or a track ``soft``: guesses too, unless ``surface`` says so.
- A correction of the plan wins over all of it on the stretches that run beside its line
  (within 6 m, within 30 degrees of its direction), and is no guess.

These are hypotheses of Vigie: the map does not know what lies under a street.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from planner.errors import PlanError
from planner.network.graph import Graph, Run, cut, stretch
from planner.network.model import Surface
from planner.plan import SurfaceCorrection
from planner.scene.model import Building

BUILT_UP_M = 50.0
STRETCH_M = 100.0
BESIDE_M = 6.0
BESIDE_DEG = 30.0
LEAST_STRETCH_M = 2.0  # a shorter overlap is a street that only meets the corrected one

STONES = frozenset(
    [
        "sett",
        "cobblestone",
        "unhewn_cobblestone",
        "cobblestone:flattened",
        "paving_stones",
        "paving_stones:lanes",
        "bricks",
        "stone",
        "grass_paver",
    ]
)
LOOSE = frozenset(
    [
        "unpaved",
        "gravel",
        "fine_gravel",
        "compacted",
        "pebblestone",
        "rock",
        "ground",
        "dirt",
        "earth",
        "grass",
        "mud",
        "sand",
        "woodchips",
        "clay",
        "soil",
    ]
)
COATED = frozenset(
    [
        "asphalt",
        "paved",
        "concrete",
        "concrete:plates",
        "concrete:lanes",
        "chipseal",
        "metal",
        "wood",
        "tartan",
        "acrylic",
        "rubber",
    ]
)
WITHOUT_SIDEWALK: dict[str, Surface] = {
    "pedestrian": "paved",
    "living_street": "road",
    "service": "road",
    "busway": "road",
    "footway": "foot",
    "cycleway": "foot",
    "path": "soft",
    "bridleway": "soft",
    "track": "soft",
}
SIDEWALK_YES = frozenset(["both", "left", "right", "yes"])
SIDEWALK_NO = frozenset(["no", "none", "separate"])


def surfaced(
    graph: Graph, buildings: Sequence[Building], corrections: Sequence[SurfaceCorrection]
) -> Graph:
    """Give every run its surface, cutting runs where the surface changes.

    Parameters
    ----------
    graph : Graph
        Runs of streets, whose surface is not known yet.
    buildings : sequence of Building
        What makes an area built-up.
    corrections : sequence of SurfaceCorrection
        Where the plan knows better; a later one wins over an earlier one.

    Raises
    ------
    PlanError
        ``surface_word_unknown`` when a correction is not soft, foot, road or paved.
    """
    # A bridge stays whole: it is bored once, whatever its length.
    breaks = stretch(graph.runs, STRETCH_M)
    ground = {i: at for i, at in breaks.items() if graph.runs[i].structure != "bridge"}
    stretched, _ = cut(graph, ground)
    near = _built_up(stretched.runs, buildings)
    runs = [
        _guess(run, built_up=bool(built))
        for run, built in zip(stretched.runs, near, strict=True)
        if built or run.class_ != "trunk"
    ]
    return _corrected(replace(stretched, runs=tuple(runs)), corrections)


def surface_of(
    highway: str, surface: str, sidewalk: str, *, built_up: bool
) -> tuple[Surface, bool]:
    """Guess what a trench along a way is cut into.

    Parameters
    ----------
    highway, surface, sidewalk : str
        OSM values, empty when unknown.
    built_up : bool
        Whether buildings stand beside the way.

    Returns
    -------
    (Surface, bool)
        The surface, and whether it is a guess.
    """
    if surface in STONES:
        return "paved", False
    if surface in LOOSE:
        return "soft", False
    if highway in WITHOUT_SIDEWALK:
        return _alone(highway, coated=surface in COATED)
    if sidewalk in SIDEWALK_YES:
        return "foot", False
    if sidewalk in SIDEWALK_NO:
        return ("road", False) if built_up or sidewalk == "separate" else ("soft", True)
    return ("foot", True) if built_up else ("soft", True)


def _alone(highway: str, *, coated: bool) -> tuple[Surface, bool]:
    """Give the surface of a way that has no sidewalk of its own."""
    if not coated:
        return WITHOUT_SIDEWALK[highway], True
    by_foot = highway in {"footway", "cycleway", "path", "pedestrian", "bridleway"}
    return ("foot" if by_foot else "road"), False


def _guess(run: Run, *, built_up: bool) -> Run:
    surface, assumed = surface_of(run.class_, run.source_surface, run.sidewalk, built_up=built_up)
    return replace(run, surface=surface, assumed=assumed)


def _built_up(runs: Sequence[Run], buildings: Sequence[Building]) -> NDArray[np.bool_]:
    """Tell beside which runs a building stands, shape (n_runs,)."""
    near = np.zeros(len(runs), dtype=bool)
    if not runs or not buildings:
        return near
    tree = shapely.STRtree([building.footprint for building in buildings])
    lines = np.array([run.line for run in runs], dtype=object)
    middles = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    found = tree.query(middles, predicate="dwithin", distance=BUILT_UP_M)
    near[np.unique(found[0])] = True
    return near


def _corrected(graph: Graph, corrections: Sequence[SurfaceCorrection]) -> Graph:
    for correction in corrections:
        graph = _correct(graph, correction)
    return graph


def _correct(graph: Graph, correction: SurfaceCorrection) -> Graph:
    """Cut the runs beside one correction, and give it to the pieces that lie there."""
    known = [word for word in get_args(Surface) if word not in {"bore", "none"}]
    surface = next((word for word in known if word == correction.surface), None)
    if surface is None:
        raise PlanError(
            "surface_word_unknown", surface=correction.id, word=correction.surface, known=known
        )
    guide = correction.line
    beside = guide.buffer(BESIDE_M, cap_style="flat")
    touched = np.nonzero(shapely.intersects(graph.lines(), beside))[0]
    breaks = {
        int(i): _overlap(graph.runs[i].line, beside, guide)
        for i in touched
        if graph.runs[i].structure != "bridge"
    }
    pieces, _ = cut(graph, breaks)
    middles = shapely.line_interpolate_point(pieces.lines(), 0.5, normalized=True)
    inside = shapely.intersects(middles, beside)
    runs = [
        replace(run, surface=surface, assumed=False)
        if within and _lies_beside(run.line, beside, guide)
        else run
        for run, within in zip(pieces.runs, inside, strict=True)
    ]
    return replace(pieces, runs=tuple(runs))


def _overlap(line: LineString, beside: BaseGeometry, guide: LineString) -> list[float]:
    """Give the distances along a line where it comes beside, and leaves, the guide."""
    ends: list[float] = []
    for part in shapely.get_parts(shapely.intersection(line, beside)):
        if part.length >= LEAST_STRETCH_M and _parallel(part, guide):
            first, last = shapely.get_point(part, 0), shapely.get_point(part, -1)
            ends += [line.project(first), line.project(last)]
    return sorted(ends)


def _lies_beside(line: LineString, beside: BaseGeometry, guide: LineString) -> bool:
    within = shapely.intersection(line, beside)
    return bool(within.length >= 0.9 * line.length) and _parallel(line, guide)


def _parallel(part: BaseGeometry, guide: LineString) -> bool:
    """Tell whether a stretch runs along the guide where they are side by side."""
    ends = shapely.get_point([part, part], [0, -1])
    feet = shapely.line_interpolate_point(guide, shapely.line_locate_point(guide, ends))
    moved = np.subtract(*shapely.get_coordinates(ends))
    followed = np.subtract(*shapely.get_coordinates(feet))
    sizes = np.hypot(*moved) * np.hypot(*followed)
    return bool(abs(moved @ followed) >= np.cos(np.radians(BESIDE_DEG)) * sizes > 0.0)
