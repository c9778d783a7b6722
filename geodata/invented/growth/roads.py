"""Roads: the main streets go on out of the core, wander, fork, and are joined by boulevards.

A road is thought of as a direction that changes with the distance from the church: roads that
start apart stay apart, and none comes back.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Point

from geodata.invented import names
from geodata.invented.chance import Chance
from geodata.invented.layout import EAST, SOUTH_EAST, WEST, Layout
from geodata.invented.shapes import Line, Vector, chain, rounded
from geodata.invented.streets import Way, rail_y, way, wet_stretches

EDGE_M = 3700.0  # roads end this far from the church
_STEP_M = 32.0
_CALM_M = 260.0  # a road starts straight
_TURN_M = 620.0  # over which a road takes its own direction
_WANDER = ((190.0, 34.0), (430.0, 85.0))  # radians per metre (inverse), metres aside
_FORKS_M = ((560.0, 800.0), (1350.0, 2100.0))
# Turns in radians of the two branches of each main street, east first. East and west, one
# branch crosses the river and the railway squarely.
_TURNS = ((-0.56, 0.14), (-0.24, 0.20), (-0.22, 0.24), (-0.16, 0.50), (-0.02, 0.26), (-0.2, 0.12))
_SQUARELY = 0.4
_SECOND_TURNS = (-0.12, 0.13)
_SECOND_FORKS = 0.65
_BELT_M = (400.0, 560.0)
_BYPASS_M = 1620.0
_BYPASS_RAD = (0.42, 3.05)  # from the north-east to the west, around the north
_STATION_REACH_M = 215.0
_STATION_DEPTH_M = 51.0
_TAGS = {
    "main": {"highway": "secondary", "sidewalk": "both"},
    "road": {"highway": "tertiary", "sidewalk": "both"},
    "belt": {"highway": "tertiary", "sidewalk": "both"},
    "bypass": {"highway": "secondary", "sidewalk": "no"},
}


@dataclass(frozen=True, slots=True, eq=False)
class _Walk:
    """A stretch of road between two forks."""

    line: Line
    name: str
    kind: str
    main: int  # which of the six main streets it continues


def roads_out(layout: Layout, seed: int) -> list[Way]:
    """Draw the roads from the last ring of the core to the edge of the land.

    Parameters
    ----------
    layout : Layout
        Of the core.
    seed : int

    Returns
    -------
    list of Way
        Cut where they fork, cross a boulevard or pass over the river.
    """
    chance = Chance(seed, "roads")
    first: list[_Walk] = []
    later: list[_Walk] = []
    for street in range(len(layout.angles[0])):
        walks = list(_main_road(layout, street, chance))
        first.append(walks[0])
        later += walks[1:]
    walks = _apart([*first, *later])
    walks += list(_belt(first, chance))
    walks += list(_bypass(walks, chance))
    walks.append(_station_road(layout, first[SOUTH_EAST].line))
    return [piece for walk in walks for piece in _over_water(walk, layout)]


def _station_road(layout: Layout, road: Line) -> _Walk:
    """Draw the street along the railway, from the south-eastern road westwards."""
    above = road[:, 1] - rail_y(layout, road[:, 0]) - _STATION_DEPTH_M
    start = road[np.argmin(np.abs(above))]
    x = np.arange(float(start[0]), float(start[0]) - _STATION_REACH_M, -30.0)
    y = rail_y(layout, x) + _STATION_DEPTH_M
    return _Walk(np.vstack([start, np.column_stack([x, y])[1:]]), "Rue de la Gare", "road", -1)


def _main_road(layout: Layout, street: int, chance: Chance) -> Iterator[_Walk]:
    """Draw a road and its branches, as far as the edge."""
    [node] = layout.bend([layout.node(len(layout.rings), layout.base_angle(street))])
    kind = "main" if street in {EAST, WEST} else "road"
    name = names.ROADS[street]
    fork_m = chance.between(*_FORKS_M[0])
    trunk = _walk(node, 0.0, fork_m, chance)
    yield _Walk(trunk, name, kind, street)
    for branch, turn in enumerate(_TURNS[street]):
        is_main = kind == "main" and abs(turn) < 0.3
        called = name if branch == 0 else f"Route {_BRANCHES[street]}"
        forks = chance.happens(_SECOND_FORKS) and abs(turn) < _SQUARELY
        end_m = chance.between(*_FORKS_M[1]) if forks else EDGE_M
        line = _walk(trunk[-1], turn, end_m, chance)
        yield _Walk(line, called, "main" if is_main else "road", street)
        for twig, bend in enumerate(_SECOND_TURNS if forks else ()):
            far = called if twig == 0 else f"Route {_TWIGS[2 * street + branch]}"
            yield _Walk(_walk(line[-1], bend, EDGE_M, chance), far, "road", street)


_BRANCHES = ("de l’Abbaye", "du Moulin", "des Étangs", "de la Chaussée", "du Marais", "du Haras")
_TWIGS = (
    "de la Plaine", "du Calvaire", "des Hauts", "de la Ferme-Rouge", "du Bois-Brûlé",
    "de la Vallée", "des Carrières", "du Télégraphe", "des Coutures", "de la Justice",
    "du Gué", "des Sablons",
)  # fmt: skip


def _walk(start: Vector, turn: float, end_m: float, chance: Chance) -> Line:
    """Draw a stretch of road away from the church, which turns by an angle and wanders."""
    from_m, angle = float(np.hypot(*start)), math.atan2(start[1], start[0])
    radii = np.arange(from_m + _STEP_M, end_m + 1.0, _STEP_M)
    done = np.clip((radii - from_m) / _TURN_M, 0.0, 1.0)
    angles = angle + turn * done * done * (3.0 - 2.0 * done)
    calm = np.clip((radii - from_m) / _CALM_M, 0.0, 1.0)
    for length, aside in _WANDER:
        phase = chance.between(0.0, 2 * math.pi)
        wander = np.sin(radii / length + phase) - math.sin(from_m / length + phase)
        angles = angles + calm * chance.between(0.5, 1.0) * aside * wander / radii
    points = np.column_stack([radii * np.cos(angles), radii * np.sin(angles)])
    return np.vstack([start, rounded(points)])


def _belt(trunks: Sequence[_Walk], chance: Chance) -> Iterator[_Walk]:
    """Join main roads just out of the core, but for the two on either side of the west."""
    called = ("Boulevard de la République", "Boulevard du Nord", "Boulevard Carnot", "",
              "Boulevard du Midi", "Boulevard Gambetta")  # fmt: skip
    for k, name in enumerate(called):
        one, other = trunks[k].line, trunks[(k + 1) % len(trunks)].line
        start, end = (_vertex_at(line, chance.between(*_BELT_M)) for line in (one, other))
        bow = chance.between(-0.35, 0.2)
        if name:
            yield _Walk(_arc(start, end, bow), name, "belt", -1)


def _apart(walks: Sequence[_Walk]) -> list[_Walk]:
    """End roads where they meet an earlier one."""
    kept: list[_Walk] = []
    for walk in walks:
        line = LineString(walk.line)
        others = shapely.union_all([LineString(other.line) for other in kept])
        met = shapely.get_coordinates(shapely.intersection(line, others))
        stations = [float(shapely.line_locate_point(line, Point(at))) for at in met]
        end = min((s for s in stations if s > 1.0), default=line.length)
        kept.append(dataclasses.replace(walk, line=chain(walk.line).between(0.0, end)))
    return kept


def _vertex_at(line: Line, radius: float) -> Vector:
    inner = line[1:-1]
    vertex: Vector = inner[np.argmin(np.abs(np.hypot(inner[:, 0], inner[:, 1]) - radius))]
    return vertex


def _arc(start: Vector, end: Vector, bow: float) -> Line:
    """Draw a street around the church from a point to another, drawn in or out on its way."""
    radii = np.hypot(*start), np.hypot(*end)
    first = math.atan2(start[1], start[0])
    turn = (math.atan2(end[1], end[0]) - first) % (2 * math.pi)
    count = max(4, round(turn * sum(radii) / 2 / _STEP_M))
    share = np.linspace(0.0, 1.0, count)
    dent = 1.0 + bow * share * (1.0 - share) * 2.0
    reach = (radii[0] + (radii[1] - radii[0]) * share) * dent
    angles = first + turn * share
    line = rounded(np.column_stack([reach * np.cos(angles), reach * np.sin(angles)]))
    line[0], line[-1] = start, end
    return line


def _bypass(walks: Sequence[_Walk], chance: Chance) -> Iterator[_Walk]:
    """Draw a road around the north of the town, cut where it meets the others."""
    angles = np.arange(*_BYPASS_RAD, _STEP_M / _BYPASS_M)
    phase = chance.between(0.0, 2 * math.pi)
    reach = _BYPASS_M * (1.0 + 0.16 * np.sin(1.7 * angles + phase) + 0.05 * np.sin(5.0 * angles))
    line = LineString(np.column_stack([reach * np.cos(angles), reach * np.sin(angles)]))
    others = shapely.union_all([LineString(walk.line) for walk in walks])
    met = shapely.get_coordinates(shapely.intersection(line, others))
    cuts = np.sort(shapely.line_locate_point(line, shapely.points(met)))
    walked = chain(shapely.get_coordinates(line))
    for start, end in itertools.pairwise(cuts.tolist()):
        if end - start > _STEP_M:
            yield _Walk(walked.between(start, end), "Rocade Nord", "bypass", -1)


def _over_water(walk: _Walk, layout: Layout) -> Iterator[Way]:
    """Make a street of a stretch of road, its bridges apart."""
    walked = chain(walk.line)
    wet = wet_stretches(walk.line, layout)
    cuts = sorted({0.0, walked.length, *(s for stretch in wet for s in stretch)})
    for start, end in itertools.pairwise(cuts):
        line = rounded(walked.between(start, end))
        tags: dict[str, object] = {**_TAGS[walk.kind], "name": walk.name}
        drawn = way(line, "town", **tags)
        if (start, end) in wet:
            street = dataclasses.replace(drawn.street, bridge=True)
            drawn = dataclasses.replace(drawn, street=street)
        yield drawn
