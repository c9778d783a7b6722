"""The same 200 places, 120 m around: our engine, CGAL, shapely's rays, pysovist, in turns."""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from parts.report import Line, Took, at_least, at_most, median_of, seconds, skipped, told, took
from parts.town import RADIUS_M, Bench, Place, heads_at, regions_seen, scale_of, see
from peers import cgal, rays, sovist
from reference.cgal_areas import digest, outlines, read_table
from shapely import Polygon

from planner.coverage.engine.obstacles import obstacles_of

COARSE_M, FINE_M = 2.0, 0.5
OURS = "ours, exact regions by level"
"""What is held to the limits: the region that CGAL and pysovist give, in exact pieces, each with
its corners, its area and its level of density, heights counted. The peers give one polygon; ours
are not joined into one (that is drawn apart, on release)."""
OURS_COARSE = "ours, the same and cells of 2 m"
OURS_FINE = "ours, the same and cells of 0.5 m"
PEER_2D = "pysovist, plan and isovist"
ALL = "200 cameras from nothing:"
UNION = "720 rays, union"

Doers = dict[str, Callable[[list[Place]], Any]]


def from_nothing(bench: Bench, places: list[Place], peer: cgal.Program, rounds: int) -> list[Line]:
    """Load the obstacles and compute all the cameras, heights and densities included."""
    doers = _from_nothing(bench)
    ours: dict[str, list[Took]] = {name: [] for name in doers}
    theirs: dict[str, list[dict[str, float]]] = {"batch": [], "walk": [], "trapezoid": []}
    for _ in range(rounds):
        for name, action in doers.items():
            ours[name].append(took(lambda action=action: action(places)))
        if peer.path is not None:
            for locate, said in theirs.items():
                said.append(cgal.steps(peer.path, bench.scene, places, locate))
    lines = [
        told(f"{ALL} {name}", median_of([one.wall_s for one in turns]), " s")
        for name, turns in ours.items()
    ]
    if peer.path is None:
        return [*lines, skipped("CGAL", peer.why_not)]
    return lines + _cgal_alone(theirs) + _beside_cgal(ours, theirs)


def _from_nothing(bench: Bench) -> Doers:
    scales = {cell: scale_of(bench.catalogue, cell, draw=False) for cell in (COARSE_M, FINE_M)}
    return {
        OURS: lambda places: regions_seen(bench, obstacles_of(bench.scene), heads_at(places)),
        OURS_COARSE: lambda places: see(bench, bench.ground, heads_at(places), scales[COARSE_M]),
        OURS_FINE: lambda places: see(bench, bench.ground, heads_at(places), scales[FINE_M]),
    }


def _cgal_alone(theirs: dict[str, list[dict[str, float]]]) -> list[Line]:
    lines = []
    for locate, said in theirs.items():
        middle = {step: median_of([one[step] for one in said]) for step in cgal.STEPS}
        parts = ", ".join(f"{step[:-2]} {value:.3f}" for step, value in middle.items())
        total = median_of([_total(one) for one in said])
        lines += [told(f"{ALL} CGAL, faces by {locate}", total, " s"), told(f"    {parts}", "")]
    return lines


def _beside_cgal(
    ours: dict[str, list[Took]], theirs: dict[str, list[dict[str, float]]]
) -> list[Line]:
    """Divide round by round; the limit is held to the fastest way of using CGAL."""
    best = min(theirs, key=lambda locate: median_of([_total(one) for one in theirs[locate]]))
    lines = []
    for name, turns in ours.items():
        for locate, said in theirs.items():
            pairs = list(zip(turns, said, strict=True))
            what, strict = f"{name} / CGAL by {locate}", name == OURS and locate == best
            ratio = median_of([a.wall_s / _total(b) for a, b in pairs])
            lines.append(at_most(what, ratio, 0.7, " x") if strict else told(what, ratio, " x"))
            if locate == best:
                ratio = median_of([a.processor_s / b[cgal.PROCESSOR] for a, b in pairs])
                lines.append(told("    the same by processor time", ratio, " x"))
    return lines


def _total(figures: dict[str, float]) -> float:
    return sum(figures[step] for step in cgal.STEPS)


def per_camera(
    bench: Bench, places: Sequence[Place], library: ModuleType | None, rounds: int
) -> list[Line]:
    """Take our engine and the Python peers in turns, obstacles loaded.

    Ours works the places out together, as it does for a plan; a peer takes them one by one.
    """
    ours, peers = _loaded(bench), _peers(bench, library)
    alone = {f"{name}, one by one": action for name, action in ours.items()}
    turns: dict[str, list[float]] = {name: [] for name in ours | alone | peers}
    for _ in range(rounds):
        for name, action in ours.items():
            took_s = seconds(lambda action=action: action(list(places)))
            turns[name].append(took_s / len(places))
        for place in places:
            for name, action in (alone | peers).items():
                turns[name].append(seconds(lambda action=action, place=place: action([place])))
    middle = {name: 1e3 * median_of(all_s) for name, all_s in turns.items()}
    lines = [told(f"per camera: {name}", value, " ms") for name, value in middle.items()]
    if library is None:
        lines.append(skipped("pysovist", "pip could not install it"))
    limits = {UNION: 50.0, PEER_2D: 20.0}
    for peer in (name for name in middle if not name.startswith("ours")):
        for name in ours | alone:
            what, ratio = f"{peer} / {name}", middle[peer] / middle[name]
            strict = name == OURS and peer in limits
            lines.append(
                at_least(what, ratio, limits[peer], " x") if strict else told(what, ratio, " x")
            )
    return lines


def errors(bench: Bench, places: Sequence[Place], library: ModuleType | None) -> list[Line]:
    """Say how far the areas of the peers are from CGAL's frozen ones, heights ignored."""
    table = read_table("invented")
    if digest(outlines(bench.scene)) != table.obstacles_sha256:
        return [skipped("errors of the peers", "the frozen table is another town's")]
    known = {
        (float(x), float(y)): area
        for (x, y), area in zip(table.places, table.areas_m2, strict=True)
    }
    lines = []
    for name, action in _peers(bench, library).items():
        found = [action([place]) for place in places]
        areas = [one.area if isinstance(one, Polygon) else one for one in found]
        off = [abs(area / known[place] - 1.0) for area, place in zip(areas, places, strict=True)]
        lines.append(told(f"{name}: area off by, median", median_of(off)))
        lines.append(told(f"{name}: area off by, most", max(off)))
    return lines


def _loaded(bench: Bench) -> Doers:
    ground = bench.ground
    scales = {cell: scale_of(bench.catalogue, cell, draw=False) for cell in (COARSE_M, FINE_M)}
    return {
        OURS: lambda places: regions_seen(bench, ground.obstacles, heads_at(places)),
        OURS_COARSE: lambda places: see(bench, ground, heads_at(places), scales[COARSE_M]),
        OURS_FINE: lambda places: see(bench, ground, heads_at(places), scales[FINE_M]),
    }


def _peers(bench: Bench, library: ModuleType | None) -> Doers:
    tree = rays.footprints_of(bench.scene)
    doers: Doers = {
        UNION: lambda places: rays.by_union(tree, *places[0], RADIUS_M),
        "720 rays, one by one": lambda places: rays.one_by_one(tree, *places[0], RADIUS_M),
        "720 rays, index": lambda places: rays.by_index(tree, *places[0], RADIUS_M),
    }
    if library is None:
        return doers
    peer = sovist.peer_of(library, outlines(bench.scene))
    plans = {}

    def both(places: list[Place]) -> float:
        plans[places[0]] = peer.around(*places[0], RADIUS_M)
        return peer.look(plans[places[0]], *places[0], RADIUS_M)

    def alone(places: list[Place]) -> float:
        return peer.look(plans[places[0]], *places[0], RADIUS_M)

    return doers | {PEER_2D: both, "pysovist, isovist only": alone}


def folder_of(root: pathlib.Path, name: str) -> pathlib.Path:
    folder = root / name
    folder.mkdir()
    return folder
