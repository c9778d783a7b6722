"""Ground: what a mast would stand on, and why someone should look before digging."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point, STRtree

from planner.findings import Finding, warning
from planner.scene.model import Area, Scene, Street
from planner.scene.public_space import PublicSpace, street_width

_WALKED = frozenset(["footway", "path", "steps", "pedestrian", "cycleway", "bridleway", "track"])
_JUNCTION_ARMS = 3
# A sidewalk may be wider than the allowance of public_space: nothing is said closer than this.
_DOUBT_M = 2.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """Carriageways, junctions and closed ground of a scene, indexed.

    Attributes
    ----------
    streets : tuple of Street
        Those that carry vehicles, tunnels left out.
    half_widths_m : ndarray, shape (n_streets,)
    street_tree : STRtree
        Over the lines of ``streets``.
    junctions : ndarray, shape (n_junctions, 3)
        x, y and radius (half the widest arm) of each place where three arms meet, metres.
    closed : tuple of Area
        Private ground and school grounds.
    closed_tree : STRtree
    public : PublicSpace
    """

    streets: tuple[Street, ...]
    half_widths_m: NDArray[np.float64]
    street_tree: STRtree
    junctions: NDArray[np.float64]
    closed: tuple[Area, ...]
    closed_tree: STRtree
    public: PublicSpace


def index_ground(scene: Scene, public: PublicSpace) -> Ground:
    """Index the ground of a scene, once for many masts.

    Parameters
    ----------
    scene : Scene
    public : PublicSpace
        Of the same scene.
    """
    streets = tuple(
        street for street in scene.streets if street.highway not in _WALKED and not street.tunnel
    )
    half_widths = np.array([street_width(street)[0] / 2 for street in streets])
    closed = tuple(area for area in scene.areas if area.kind in {"private", "school"})
    return Ground(
        streets=streets,
        half_widths_m=half_widths,
        street_tree=STRtree([street.line for street in streets]),
        junctions=_junctions(streets, half_widths),
        closed=closed,
        closed_tree=STRtree([area.polygon for area in closed]),
        public=public,
    )


def where_a_mast_stands(mast: str, position: Point, ground: Ground) -> tuple[Finding, ...]:
    """Say what is wrong with the ground under a mast, a lamp or a pole.

    Parameters
    ----------
    mast : str
        Id of what stands there, the subject of the findings.
    position : shapely.Point
        Its foot.
    ground : Ground

    Returns
    -------
    tuple of Finding
        Warnings, never blocking: ``mast_in_junction`` or ``mast_in_carriageway``;
        ``mast_on_private_ground`` on closed ground; ``mast_off_public_space`` more than 2 m
        from anything known to be public.
    """
    found = _in_junction(mast, position, ground) or _in_carriageway(mast, position, ground)
    return (*found, *_off_public_space(mast, position, ground))


def _in_junction(mast: str, position: Point, ground: Ground) -> tuple[Finding, ...]:
    x, y, radius = ground.junctions.T
    if np.any(np.hypot(x - position.x, y - position.y) < radius):
        return (
            warning("mast_in_junction", subject=mast, street=_nearest_street(position, ground)),
        )
    return ()


def _in_carriageway(mast: str, position: Point, ground: Ground) -> tuple[Finding, ...]:
    """Warn once, for the street where the mast is farthest from the kerb."""
    widest = float(np.max(ground.half_widths_m, initial=0.0))
    near = np.sort(ground.street_tree.query(position, predicate="dwithin", distance=widest))
    lines = ground.street_tree.geometries.take(near)
    to_kerb = ground.half_widths_m[near] - shapely.distance(lines, position)
    if not np.any(to_kerb > 0.0):
        return ()
    deepest = int(np.argmax(to_kerb))
    street = ground.streets[near[deepest]]
    kerb_m = round(float(to_kerb[deepest]), 3)
    return (warning("mast_in_carriageway", subject=mast, street=_called(street), kerb_m=kerb_m),)


def _off_public_space(mast: str, position: Point, ground: Ground) -> tuple[Finding, ...]:
    for k in np.sort(ground.closed_tree.query(position, predicate="within")):
        area = ground.closed[k]
        return (warning("mast_on_private_ground", subject=mast, ground=area.name or area.id),)
    if ground.public.polygon.is_empty:
        return ()
    away_m = float(shapely.distance(ground.public.polygon, position))
    if away_m > _DOUBT_M:
        return (warning("mast_off_public_space", subject=mast, away_m=round(away_m, 3)),)
    return ()


def _nearest_street(position: Point, ground: Ground) -> str:
    return _called(ground.streets[int(ground.street_tree.nearest(position))])


def _called(street: Street) -> str:
    return street.name or street.id


def _junctions(
    streets: tuple[Street, ...], half_widths: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Find where three arms or more meet: an end is one arm, a vertex passed through is two."""
    if not streets:
        return np.empty((0, 3))
    vertices, owner = shapely.get_coordinates([s.line for s in streets], return_index=True)
    arms = np.full(len(vertices), 2)
    new_line = np.flatnonzero(np.diff(owner, prepend=-1))
    arms[new_line] = 1
    arms[np.append(new_line[1:], len(vertices)) - 1] = 1
    nodes, node_of = np.unique(vertices, axis=0, return_inverse=True)
    arms_at = np.bincount(node_of, weights=arms, minlength=len(nodes))
    radius = np.zeros(len(nodes))
    np.maximum.at(radius, node_of, half_widths[owner])
    meeting = arms_at >= _JUNCTION_ARMS
    return np.column_stack([nodes[meeting], radius[meeting]])
