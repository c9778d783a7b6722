"""From node references to shapes on metric ground: lines, rings, multipolygons.

Extracts are cut: ways lose nodes, relations lose members. What can be built is built, what
cannot is left out and its fault named. Rings are put together here, from member ways in any
order, because libosmium's own assembly stops on files that are not sorted by id.
"""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.osm_extract import OsmExtract, OsmRelation, OsmWay
from geodata.polygons import sound_line, sound_polygons
from geodata.projection import WGS84, metric_crs, project_coordinates

Fault = Literal["missing_nodes", "missing_members", "ring_open", "ring_closed", "repaired"]
Refs = tuple[int, ...]

_WIDEST_BOUNDS_DEG = 1.5  # a stated box wider than this is the globe's, not the town's


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where every node of an extract stands in the scene's CRS, metres rounded to 1 mm.

    Attributes
    ----------
    bounds : tuple of float or None
        The box that the file states, degrees, when it is a town's.
    """

    crs: str
    bounds: tuple[float, float, float, float] | None
    xy: Mapping[int, tuple[float, float]]
    ways: Mapping[int, OsmWay]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The polygons of one element, largest first, and what was wrong with it."""

    polygons: tuple[Polygon, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def area_m2(self) -> float:
        """Sum of the areas."""
        return sum(polygon.area for polygon in self.polygons)


def locate(extract: OsmExtract) -> Ground:
    """Put the nodes of an extract on metric ground.

    Parameters
    ----------
    extract : OsmExtract
        Holding at least one node.
    """
    references = list(extract.positions)
    degrees = np.array([extract.positions[reference] for reference in references], dtype=float)
    bounds = _town_bounds(extract)
    # The median, not the middle of the box: one stray node must not move the town's zone.
    lon, lat = np.median(degrees, axis=0)
    crs = metric_crs(float(lon), float(lat))
    metres = project_coordinates(degrees, WGS84, crs)
    placed = zip(references, metres.tolist(), strict=True)
    xy = {reference: (x, y) for reference, (x, y) in placed if math.isfinite(x + y)}
    return Ground(crs=crs, bounds=bounds, xy=xy, ways=extract.ways)


def _town_bounds(extract: OsmExtract) -> tuple[float, float, float, float] | None:
    if extract.bounds is None:
        return None
    west, south, east, north = extract.bounds
    widest = max(east - west, north - south)
    return extract.bounds if 0.0 < widest <= _WIDEST_BOUNDS_DEG else None


def line_runs(ground: Ground, way: OsmWay) -> tuple[list[LineString], bool]:
    """Give the unbroken runs of a way, and whether nodes were missing.

    A missing node breaks the line: joining its neighbours would invent a course.
    """
    lines = [sound_line(run) for run in _runs(ground, way.refs)]
    complete = all(reference in ground.xy for reference in way.refs)
    return [line for line in lines if line is not None], not complete


def _runs(ground: Ground, refs: Refs) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for reference in refs:
        position = ground.xy.get(reference)
        if position is not None:
            runs[-1].append(position)
        elif runs[-1]:
            runs.append([])
    return runs


def way_shape(ground: Ground, way: OsmWay, *, close: bool = False) -> Shape:
    """Give the polygon of a closed way.

    Parameters
    ----------
    ground : Ground
    way : OsmWay
    close : bool
        Whether a way that was cut open is closed straight; else it has no polygon.
    """
    refs = way.refs
    if not close or refs[:1] == refs[-1:] or len(refs) < 3:
        return _assembled(ground, [refs], [])
    shape = _assembled(ground, [(*refs, refs[0])], [])
    return Shape(polygons=shape.polygons, faults=("ring_closed", *shape.faults))


def relation_shape(ground: Ground, relation: OsmRelation) -> Shape:
    """Give the polygons of a multipolygon relation.

    Member ways are joined end to end by node id. A ring told ``inner`` cuts the ring that holds
    it; others are shells, or holes when they lie inside an odd number of shells.
    """
    outer: list[Refs] = []
    inner: list[Refs] = []
    missing = False
    for kind, reference, role in relation.members:
        if kind != "w" or role in {"part", "label"}:
            continue
        way = ground.ways.get(reference)
        if way is None:
            missing = True
        else:
            (inner if role == "inner" else outer).append(way.refs)
    shape = _assembled(ground, _join(outer), _join(inner))
    if not missing:
        return shape
    return Shape(polygons=shape.polygons, faults=("missing_members", *shape.faults))


def _join(ways: Sequence[Refs]) -> list[Refs]:
    """Join ways end to end; what stays open is given back open.

    Ways are tried in their order, so the answer is the same each time. Where more than two ends
    meet, the walk closes its ring as soon as it comes back to its first node.
    """
    ends: defaultdict[int, list[int]] = defaultdict(list)
    for index, refs in enumerate(ways):
        if refs and refs[0] != refs[-1]:
            ends[refs[0]].append(index)
            ends[refs[-1]].append(index)
    used: set[int] = set()
    chains: list[Refs] = []
    for index, refs in enumerate(ways):
        if index in used or not refs:
            continue
        used.add(index)
        chain = list(refs)
        while chain[0] != chain[-1]:
            following = next((way for way in ends[chain[-1]] if way not in used), None)
            if following is None:
                break
            used.add(following)
            step = ways[following]
            chain.extend(step[1:] if step[0] == chain[-1] else step[-2::-1])
        chains.append(tuple(chain))
    return chains


def _assembled(ground: Ground, outer: Sequence[Refs], inner: Sequence[Refs]) -> Shape:
    faults: list[Fault] = []
    shells = _closed_rings(ground, outer, faults)
    holes = _closed_rings(ground, inner, faults)
    geometry = _even_odd(shells, holes)
    if geometry.is_empty:
        return Shape(faults=tuple(dict.fromkeys(faults)))
    polygons, repaired = sound_polygons(geometry)
    if repaired:
        faults.append("repaired")
    return Shape(polygons=polygons, faults=tuple(dict.fromkeys(faults)))


def _closed_rings(ground: Ground, chains: Sequence[Refs], faults: list[Fault]) -> list[Polygon]:
    rings: list[Polygon] = []
    for refs in chains:
        if len(refs) < 4 or refs[0] != refs[-1]:
            faults.append("ring_open")
        elif not all(reference in ground.xy for reference in refs):
            faults.append("missing_nodes")
        else:
            rings.append(Polygon([ground.xy[reference] for reference in refs]))
    return rings


def _even_odd(shells: Sequence[Polygon], holes: Sequence[Polygon]) -> BaseGeometry:
    """Lay rings over one another, each turning ground into hole and hole into ground.

    A hole that no shell holds belongs to a shell that the extract lost: it is left out.
    """
    held = [hole for hole in holes if any(shell.envelope.covers(hole.envelope) for shell in shells)]
    if len(shells) == 1:
        return Polygon(shells[0].exterior, [hole.exterior for hole in held])
    rings = [shapely.make_valid(ring) for ring in (*shells, *held)]
    together = shapely.union_all(rings)
    if math.isclose(together.area, sum(ring.area for ring in rings), rel_tol=1e-9):
        return together  # apart from one another: the usual case, and much faster
    return functools.reduce(shapely.symmetric_difference, rings)
