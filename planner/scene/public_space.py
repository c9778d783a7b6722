"""Public space: the ground that a commune may film and dig without asking an owner.

The rule
--------
1. Each street open to the public is a corridor centred on its line, with flat ends: the
   carriageway, whose width is ``Street.width_m`` or that of its class, plus an allowance for
   the sidewalk on each side of a motor street (1.5 m; 0.5 m of verge where ``sidewalk`` says
   that there is none). A disc as wide as the widest arm fills each junction.
2. Left out: ``access`` private or no, ``service=driveway``, tunnels, and what is no outdoor
   way yet or at all (proposed, construction, corridor...).
3. Squares, car parks, parks and forecourts are added.
4. Private ground, school grounds and water are taken away. A bridge passes over them.
5. Buildings are taken away, but for those whose underside leaves a person room to pass
   (more than 2.5 m above ground: market hall, canopy, porch).

Class widths are those of the drawn map, so that what is measured is what is shown. They are
assumptions: the source seldom gives a width.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from planner.geometry import clip
from planner.scene.model import Area, Building, Scene, Street

CLASS_WIDTHS_M = {
    "motorway": 9.0,
    "trunk": 9.0,
    "primary": 9.0,
    "secondary": 8.0,
    "tertiary": 7.0,
    "residential": 6.0,
    "unclassified": 6.0,
    "living_street": 6.0,
    "road": 6.0,
    "pedestrian": 5.5,
    "busway": 3.6,
    "service": 3.6,
    "track": 3.0,
    "cycleway": 3.0,
    "footway": 2.0,
    "path": 2.0,
    "bridleway": 2.0,
    "steps": 2.0,
}
_OTHER_WIDTH_M = 6.0
_LINK_WIDTH_M = 5.0
_WITH_SIDEWALKS = frozenset(
    ["primary", "secondary", "tertiary", "residential", "unclassified", "living_street", "road"]
)
_SIDEWALK_M = 1.5
_VERGE_M = 0.5
_NO_OUTDOOR_WAY = frozenset(
    ["proposed", "construction", "abandoned", "razed", "corridor", "elevator", "raceway", "no"]
)
_PUBLIC_AREAS = frozenset(["square", "parking", "park", "forecourt"])
_CLOSED_AREAS = frozenset(["private", "school", "water"])
_HEADROOM_M = 2.5
_STRIP_M = 40.0  # the fastest of 10, 20, 40, 80 and 160 on a town of 1,022 buildings
_QUARTER_SEGMENTS = 4  # of a rounded join: 0.4 m off at most on a corridor of 12 m


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PublicSpace:
    """Ground open to the public, cut in north-south strips for many point tests.

    A point test looks at the edges of its strip only, which makes it five times faster than
    on the whole town.

    Attributes
    ----------
    polygon : shapely.Polygon or shapely.MultiPolygon
        The ground, in the scene's CRS.
    strips : tuple of shapely.Geometry
        The same ground from west to east, each strip 40 m wide and a little more.
    """

    polygon: BaseGeometry
    strips: tuple[BaseGeometry, ...]

    def contains(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which points lie in public space.

        Parameters
        ----------
        x, y : ndarray of float, shape (n_points,)
            Coordinates in the scene's CRS, metres.

        Returns
        -------
        ndarray of bool, shape (n_points,)
        """
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        inside = np.zeros(len(x), dtype=bool)
        if not self.strips or not len(x):
            return inside
        west = shapely.bounds(self.polygon)[0]
        last = len(self.strips) - 1
        strip_of = np.clip(np.floor((x - west) / _STRIP_M), 0, last).astype(int)
        order = np.argsort(strip_of, kind="stable")
        cuts = np.searchsorted(strip_of[order], np.arange(last + 2))
        for strip, start, end in zip(self.strips, cuts[:-1], cuts[1:], strict=True):
            members = order[start:end]
            shapely.prepare(strip)  # does nothing the second time
            inside[members] = shapely.contains_xy(strip, x[members], y[members])
        return inside


def street_width(street: Street) -> tuple[float, bool]:
    """Give the width of a carriageway.

    Parameters
    ----------
    street : Street
        Any way of the scene.

    Returns
    -------
    width_m : float
        Metres, kerb to kerb.
    assumed : bool
        Whether the class decided because the source does not say.
    """
    if street.width_m is not None:
        return street.width_m, False
    if street.highway.endswith("_link"):
        return _LINK_WIDTH_M, True
    return CLASS_WIDTHS_M.get(street.highway, _OTHER_WIDTH_M), True


def corridor_width(street: Street) -> float:
    """Give the width in metres of a street from edge to edge, sidewalks or verges included."""
    width, _ = street_width(street)
    if street.highway not in _WITH_SIDEWALKS:
        return width
    one_side = {"left", "right"}
    none = {"no", "none"}
    if street.sidewalk in none:
        return width + 2 * _VERGE_M
    if street.sidewalk in one_side:
        return width + _SIDEWALK_M + _VERGE_M
    return width + 2 * _SIDEWALK_M


def is_public(street: Street) -> bool:
    """Tell whether anyone may be in the street, outdoors."""
    return not (
        street.tunnel
        or street.access in {"private", "no"}
        or street.service == "driveway"
        or street.highway in _NO_OUTDOOR_WAY
    )


def public_space(scene: Scene) -> PublicSpace:
    """Work out the public space of a scene by the rule at the top of this module.

    Parameters
    ----------
    scene : Scene
        A town.

    Returns
    -------
    PublicSpace
        Empty polygon when the scene has neither street nor square.
    """
    streets = [street for street in scene.streets if is_public(street)]
    open_ground = shapely.union_all([*corridors(streets), *_polygons(scene.areas, _PUBLIC_AREAS)])
    closed = shapely.union_all(_polygons(scene.areas, _CLOSED_AREAS))
    bridges = shapely.union_all(corridors([street for street in streets if street.bridge]))
    ground = shapely.union(shapely.difference(open_ground, closed), bridges)
    polygon = shapely.difference(ground, _footprints_on_the_ground(scene.buildings))
    return PublicSpace(polygon=polygon, strips=_strips(polygon))


def corridors(streets: Sequence[Street]) -> list[BaseGeometry]:
    """Draw streets as wide as they are, with discs where they meet.

    Parameters
    ----------
    streets : sequence of Street

    Returns
    -------
    list of shapely.Geometry
        One band per street, then one disc per junction. They overlap.
    """
    if not streets:
        return []
    half_widths = np.array([corridor_width(street) / 2 for street in streets])
    bands = shapely.buffer(
        np.array([street.line for street in streets]),
        half_widths,
        quad_segs=_QUARTER_SEGMENTS,
        cap_style="flat",
    )
    return [*bands, *_discs(streets, half_widths)]


def _discs(streets: Sequence[Street], half_widths: NDArray[np.float64]) -> Iterable[BaseGeometry]:
    """Fill the corners that flat ends leave open where two streets or more meet."""
    ends = np.concatenate(
        [shapely.get_coordinates(street.line)[[0, -1]] for street in streets], dtype=float
    )
    nodes, node_of_end, arms = np.unique(ends, axis=0, return_inverse=True, return_counts=True)
    radius = np.zeros(len(nodes))
    np.maximum.at(radius, node_of_end, np.repeat(half_widths, 2))
    meeting = arms > 1
    discs: Iterable[BaseGeometry] = shapely.buffer(
        shapely.points(nodes[meeting]), radius[meeting], quad_segs=_QUARTER_SEGMENTS
    )
    return discs


def _strips(polygon: BaseGeometry) -> tuple[BaseGeometry, ...]:
    """Cut the ground; a margin keeps a cut away from the points of its strip."""
    if polygon.is_empty:
        return ()
    west, south, east, north = polygon.bounds
    starts = west + _STRIP_M * np.arange(int((east - west) // _STRIP_M) + 1)
    return tuple(
        clip(polygon, (x - 1.0, south - 1.0, x + _STRIP_M + 1.0, north + 1.0)) for x in starts
    )


def _polygons(areas: Iterable[Area], kinds: frozenset[str]) -> list[BaseGeometry]:
    return [area.polygon for area in areas if area.kind in kinds]


def _footprints_on_the_ground(buildings: Iterable[Building]) -> BaseGeometry:
    return shapely.union_all(
        [building.footprint for building in buildings if building.min_height_m <= _HEADROOM_M]
    )
