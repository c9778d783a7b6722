"""The Scene: a town in one metric CRS, as frozen records. Metres everywhere.

Geometries are shapely, in the scene's CRS, coordinates rounded to the millimetre once, by
geodata. Records are sorted by id. Nothing here is ever edited in place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from shapely import LineString, Point, Polygon

from planner.findings import Finding

HeightStatus = Literal["measured", "levels", "assumed"]
Use = Literal["dwelling", "public", "other"]
AreaKind = Literal[
    "square",  # pedestrian area, place, public yard
    "parking",
    "park",  # park, garden, playground open to the public
    "forecourt",  # in front of a school or a public building
    "school",  # school grounds: not public
    "water",
    "green",  # grass, wood, meadow: drawing only
    "private",  # yard or garden of a dwelling, cemetery, pitch with restricted access
    "station",  # railway ground
]
PointKind = Literal["tree", "lamp", "pole", "entrance", "townhall", "police", "school"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a layer comes from.

    ``assumed`` counts what was not in the source: (what, how many), for example
    (("height", 987),).
    """

    layer: str
    source: str
    licence: str
    date: str = ""  # ISO date of the data, empty when the source does not say
    sha256: str = ""
    count: int = 0
    assumed: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """One footprint (a Polygon, courtyards as holes) with its vertical extent above ground."""

    id: str
    footprint: Polygon
    height_m: float  # top above ground
    min_height_m: float = 0.0  # underside above ground (passage, canopy)
    height_status: HeightStatus = "assumed"
    use: Use = "other"
    kind: str = ""  # townhall, police, school, church, station...
    name: str = ""
    part_of: str = ""  # id of the outline that this building:part refines


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """A free-standing wall, fence (opaque ones only) or hedge."""

    id: str
    line: LineString
    height_m: float
    height_status: HeightStatus = "assumed"
    kind: str = "wall"  # wall, hedge, fence


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """One way that a trench, a camera or a pedestrian cares about. Direction means nothing.

    Two streets are joined where their coordinates are equal (to the millimetre) on the same
    ``layer``.
    """

    id: str
    line: LineString
    highway: str  # OSM value: residential, service, footway...
    name: str = ""
    surface: str = ""  # OSM value or corrected one, empty when unknown
    width_m: float | None = None  # None: the class decides (see public_space.street_width)
    sidewalk: str = ""
    access: str = ""
    service: str = ""
    bridge: bool = False
    tunnel: bool = False
    layer: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Ground with a use."""

    id: str
    polygon: Polygon
    kind: AreaKind
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Barrier:
    """A line that a trench may not cross freely."""

    id: str
    line: LineString
    kind: Literal["rail", "waterway"]
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """A point: tree, lamp, pole, entrance, town hall, police, school."""

    id: str
    point: Point
    kind: PointKind
    name: str = ""
    height_m: float | None = None
    crown_m: float | None = None  # diameter of a tree's crown


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedCamera:
    """A camera that the source maps. ``note`` keeps ``camera:angle``: never a field of view.

    Bearings are those of the map, clockwise from true north, which is not the grid's north.
    """

    id: str
    point: Point
    bearings_deg: tuple[float, ...] = ()
    widths_deg: tuple[float | None, ...] = ()  # width of a direction range, one per bearing
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneDuct:
    """An existing duct or aerial line that the source maps."""

    id: str
    line: LineString
    medium: Literal["duct", "aerial"] = "duct"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Terrain:
    """Ground heights at the nodes of a square grid in the scene's CRS, bilinear between them.

    Attributes
    ----------
    x, y : float
        First node: the westernmost column, the southernmost row.
    step_m : float
        From one node to the next, both ways.
    heights_m : ndarray of float, shape (n_rows, n_columns)
        Metres above sea level, row 0 southernmost; NaN where the source says nothing.
    """

    x: float
    y: float
    step_m: float
    heights_m: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A town. ``crs`` is metric (``EPSG:2154`` in mainland France).

    Heights of buildings, walls and lenses are above the ground under them; without ``terrain``
    that ground is flat.
    """

    crs: str
    name: str
    buildings: tuple[Building, ...] = ()
    walls: tuple[Wall, ...] = ()
    streets: tuple[Street, ...] = ()
    areas: tuple[Area, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    points: tuple[Landmark, ...] = ()
    cameras: tuple[TaggedCamera, ...] = ()
    ducts: tuple[SceneDuct, ...] = ()
    outline: Polygon | None = None  # where the data speaks; beyond is unknown
    terrain: Terrain | None = None
    provenance: tuple[Provenance, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
