"""The town under the plan: ground, water, streets at their width, buildings, street names.

Everything is cut to a frame around the plan, so that a large commune still makes a small file,
and simplified by at most 0.1 m.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.geometry import bearing_between, heading
from planner.scene.model import Scene, Street
from planner.scene.public_space import street_width
from planner.study import Study

MARGIN_M = 300.0  # of town shown around the plan
TOLERANCE_M = 0.1
FOOTWAYS = frozenset(
    {"footway", "path", "steps", "cycleway", "bridleway", "track", "corridor", "via_ferrata"}
)
_MAIN = frozenset({"trunk", "primary", "secondary", "tertiary"})
_NAME_SCALE_M = 0.8  # metres per pixel when names appear
_LETTER_PX, _NAME_HEIGHT_PX, _SYMBOL_PX = 6.6, 15.0, 16.0
_MAIN_IS_WIDER = 1.1  # names of main streets are bold
_PLACES = (0.5, 0.35, 0.65, 0.22, 0.78)  # along a run, tried in this order
_STRAIGHT_DEG = 12.0  # a street that turns more is another run


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Geometries of the background, each of one drawing, in the scene's CRS."""

    green: BaseGeometry
    water: BaseGeometry
    squares: BaseGeometry
    parking: BaseGeometry
    streets: BaseGeometry
    footways: BaseGeometry
    rails: BaseGeometry
    streams: BaseGeometry
    walls: BaseGeometry
    buildings: BaseGeometry
    public_buildings: BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetName:
    """A name along its street; ``turn_deg`` is clockwise on the screen, in [-90, 90]."""

    name: str
    position: tuple[float, float]
    turn_deg: float
    main: bool


def frame_of(study: Study) -> Polygon:
    """Give the ground shown: everything the plan puts or sees, and a margin around."""
    west, south, east, north = shapely.total_bounds(
        shapely.GeometryCollection([*planned(study), *seen(study)])
    )
    return Polygon.from_bounds(west - MARGIN_M, south - MARGIN_M, east + MARGIN_M, north + MARGIN_M)


def planned(study: Study) -> list[BaseGeometry]:
    """Give the shapes of what is put on the ground: supervision, cameras, zones, runs."""
    plan = study.plan
    return [
        plan.supervision.position,
        *(camera.position for camera in plan.cameras),
        *(zone.polygon for zone in plan.zones),
        *(segment.line for segment in study.network.segments),
    ]


def seen(study: Study, *, rank: int = 0) -> list[BaseGeometry]:
    """Give what each camera sees at a level, 0 for the coarsest."""
    levels = [camera.levels[rank] for camera in study.coverage.cameras if camera.levels[rank:]]
    return [level.region for level in levels if level.region is not None]


def ground_of(scene: Scene, frame: Polygon) -> Ground:
    """Gather the background inside a frame.

    Parameters
    ----------
    scene : Scene
    frame : shapely.Polygon
        In the scene's CRS.

    Returns
    -------
    Ground
        Unions, clipped and simplified; empty geometries where there is nothing.
    """
    wide = [street for street in scene.streets if street.highway not in FOOTWAYS]
    narrow = [street.line for street in scene.streets if street.highway in FOOTWAYS]
    return Ground(
        green=_areas(scene, ("green", "park"), frame),
        water=_areas(scene, ("water",), frame),
        squares=_areas(scene, ("square", "forecourt", "school", "station"), frame),
        parking=_areas(scene, ("parking",), frame),
        streets=_union((_carriageway(street) for street in wide), frame),
        footways=_kept(narrow, frame),
        rails=_kept((b.line for b in scene.barriers if b.kind == "rail"), frame),
        streams=_kept((b.line for b in scene.barriers if b.kind == "waterway"), frame),
        walls=_kept((wall.line for wall in scene.walls), frame),
        buildings=_footprints(scene, frame, public=False),
        public_buildings=_footprints(scene, frame, public=True),
    )


def street_names(scene: Scene, frame: Polygon, taken: Iterable[Point]) -> tuple[StreetName, ...]:
    """Place one name per street on its longest straight run; left out rather than forced.

    Parameters
    ----------
    scene : Scene
    frame : shapely.Polygon
        Nothing is named outside.
    taken : iterable of shapely.Point
        Symbols that no name may cover.

    Returns
    -------
    tuple of StreetName
        Main streets first, then the longest.
    """
    boxes: list[BaseGeometry] = [point.buffer(_SYMBOL_PX * _NAME_SCALE_M) for point in taken]
    placed: list[StreetName] = []
    for name, main, run in _longest_runs(scene, frame):
        letter = _LETTER_PX * (_MAIN_IS_WIDER if main else 1.0)
        length = len(name) * letter * _NAME_SCALE_M
        for place in _PLACES if length <= 1.2 * run.length else ():
            middle = run.interpolate(place, normalized=True)
            covered = _covered(run, middle, length)
            if not any(covered.intersects(other) for other in boxes):
                boxes.append(covered)
                placed.append(_name_at(middle, run, name, main=main))
                break
    return tuple(placed)


def _covered(run: LineString, middle: Point, length: float) -> BaseGeometry:
    """Give the ground that a name covers."""
    east, north = heading(_bearing(run.coords[0], run.coords[-1]))
    half = length / 2
    ends = [(middle.x + side * half * east, middle.y + side * half * north) for side in (-1, 1)]
    return LineString(ends).buffer(_NAME_HEIGHT_PX * _NAME_SCALE_M / 2, cap_style="flat")


def _name_at(middle: Point, run: LineString, name: str, *, main: bool) -> StreetName:
    """Turn a name so that it reads from the bottom or from the left."""
    bearing = _bearing(run.coords[0], run.coords[-1])
    turn = (bearing % 180.0) - 90.0
    return StreetName(name=name, position=(middle.x, middle.y), turn_deg=turn, main=main)


def _longest_runs(scene: Scene, frame: Polygon) -> list[tuple[str, bool, LineString]]:
    """Give the longest straight run of each named street, main streets first."""
    pieces: dict[str, list[LineString]] = {}
    main: set[str] = set()
    for street in scene.streets:
        if street.name and not street.tunnel and street.line.intersects(frame):
            pieces.setdefault(street.name, []).append(street.line)
            if street.highway in _MAIN:
                main.add(street.name)
    found = []
    for name, lines in pieces.items():
        inside = shapely.intersection(shapely.line_merge(shapely.MultiLineString(lines)), frame)
        runs = [run for part in shapely.get_parts(inside) for run in _runs(part)]
        if runs:
            found.append((name, name in main, max(runs, key=lambda run: run.length)))
    return sorted(found, key=lambda one: (not one[1], -round(one[2].length, 3), one[0]))


def _runs(part: BaseGeometry) -> list[LineString]:
    """Cut a line where it turns; each run is the straight line between its ends."""
    if not isinstance(part, LineString):
        return []
    points = list(part.coords)
    cuts = [0]
    for k in range(1, len(points) - 1):
        here = _bearing(points[cuts[-1]], points[k])
        ahead = _bearing(points[k], points[k + 1])
        if abs((ahead - here + 180.0) % 360.0 - 180.0) > _STRAIGHT_DEG:
            cuts.append(k)
    ends = [*cuts, len(points) - 1]
    return [LineString((points[a], points[b])) for a, b in pairwise(ends)]


def _bearing(start: Sequence[float], end: Sequence[float]) -> float:
    return bearing_between((start[0], start[1]), (end[0], end[1]))


def _carriageway(street: Street) -> BaseGeometry:
    width, _ = street_width(street)
    return street.line.buffer(width / 2, quad_segs=4, cap_style="round")


def _areas(scene: Scene, kinds: Sequence[str], frame: Polygon) -> BaseGeometry:
    return _union((area.polygon for area in scene.areas if area.kind in kinds), frame)


def _union(shapes: Iterable[BaseGeometry], frame: Polygon) -> BaseGeometry:
    inside = [shape for shape in shapes if shape.intersects(frame)]
    union = shapely.intersection(shapely.union_all(inside), frame)
    return shapely.simplify(union, TOLERANCE_M)


def _kept(lines: Iterable[LineString], frame: Polygon) -> BaseGeometry:
    inside = [shapely.intersection(line, frame) for line in lines if line.intersects(frame)]
    parts = [part for line in inside for part in shapely.get_parts(line) if part.length]
    return shapely.simplify(shapely.MultiLineString(parts), TOLERANCE_M)


def _footprints(scene: Scene, frame: Polygon, *, public: bool) -> BaseGeometry:
    """Gather whole footprints that touch the frame, each with its own walls."""
    outlines = {building.id for building in scene.buildings}
    chosen = [
        building.footprint
        for building in scene.buildings
        if (building.use == "public") is public
        and building.part_of not in outlines
        and building.footprint.intersects(frame)
    ]
    simple = [shapely.simplify(footprint, TOLERANCE_M) for footprint in chosen]
    return shapely.MultiPolygon([shape for shape in simple if isinstance(shape, Polygon)])
