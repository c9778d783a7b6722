"""The town under a plan: ground, water, streets, buildings, trees, as page paths."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from api.render import plan_style as look
from api.render import svg
from api.render.plan_frame import Frame
from api.render.plan_style import ScaleStyle, scale_style
from planner.scene.model import Scene, Street
from planner.scene.public_space import corridors, street_width

_GREEN = frozenset(["park", "green"])
_OPEN = frozenset(["square", "parking", "forecourt"])
_NOT_DRAWN = frozenset(["proposed", "construction", "abandoned", "razed", "corridor", "elevator"])
_SLIVER_MM = 0.25  # gaps between streets narrower than twice this are closed
_CROWN_M = 4.0  # diameter of a tree whose crown is unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What lies under the density classes, and what is drawn over them."""

    under: tuple[str, ...]
    over: tuple[str, ...]


def draw_background(scene: Scene, frame: Frame, *, muted: bool) -> Background:
    """Draw the town.

    Parameters
    ----------
    scene : Scene
    frame : Frame
    muted : bool
        Lighter buildings, for plans whose subject is a line or a tint.
    """
    style = scale_style(frame.scale)
    streets = _street_ground(scene, frame, style)
    under = (
        svg.element(
            "rect", width=frame.width_mm, height=frame.height_mm, fill=look.GROUND, id="ground"
        ),
        svg.path(_areas(scene, frame, style, _GREEN), fill=look.GREEN, id="green"),
        svg.path(
            _areas(scene, frame, style, frozenset(["water"])),
            fill=look.WATER, stroke=look.SHORE, stroke_width=0.15, id="water",
        ),
        _rivers(scene, frame),
        svg.path([streets], fill=look.STREET, id="streets"),
        svg.path(
            _lines(scene, frame, "rail"), fill="none", stroke=look.RAIL, stroke_width=0.18,
            id="rails",
        ),
    )  # fmt: skip
    over = (
        svg.path(
            [streets], fill="none", stroke=look.STREET_EDGE, stroke_width=style.street_edge_mm,
            id="street-edges",
        ),
        *_buildings(scene, frame, style, muted=muted),
        _trees(scene, frame) if style.trees else "",
    )  # fmt: skip
    return Background(under=under, over=over)


def drawn_streets(scene: Scene, style: ScaleStyle) -> list[Street]:
    """Give the streets that a plan of this style shows."""
    return [
        street
        for street in scene.streets
        if not street.tunnel
        and street.highway not in _NOT_DRAWN
        and street_width(street)[0] >= style.least_street_m
        and not (street.service == "driveway" and not style.walls)
    ]


def _street_ground(scene: Scene, frame: Frame, style: ScaleStyle) -> BaseGeometry:
    """Merge streets and squares, so that no edge is left inside."""
    near = _in_sight(drawn_streets(scene, style), frame)
    squares = [area.polygon for area in scene.areas if area.kind in _OPEN]
    placed = frame.clip(_array([*corridors(near), *squares]), beyond_mm=2.0)
    merged = shapely.union_all(placed, grid_size=0.01)
    closed = merged.buffer(_SLIVER_MM, join_style="mitre").buffer(-_SLIVER_MM, join_style="mitre")
    return shapely.simplify(closed, style.simplify_mm)


def _in_sight(streets: list[Street], frame: Frame) -> list[Street]:
    """Keep the streets that pass within 30 m of the frame."""
    if not streets:
        return []
    west, south, east, north = frame.bounds
    box = shapely.box(west - 30, south - 30, east + 30, north + 30)
    near = shapely.intersects(_array([street.line for street in streets]), box)
    return [street for street, seen in zip(streets, near, strict=True) if seen]


def _areas(
    scene: Scene, frame: Frame, style: ScaleStyle, kinds: frozenset[str]
) -> NDArray[np.object_]:
    polygons = [area.polygon for area in scene.areas if area.kind in kinds]
    return np.asarray(shapely.simplify(frame.clip(_array(polygons)), style.simplify_mm))


def _lines(scene: Scene, frame: Frame, kind: str) -> NDArray[np.object_]:
    return frame.clip(_array([barrier.line for barrier in scene.barriers if barrier.kind == kind]))


def _rivers(scene: Scene, frame: Frame) -> str:
    """Draw watercourses as lines where no sheet of water is drawn."""
    lines = shapely.union_all(_lines(scene, frame, "waterway"))
    sheets = [area.polygon for area in scene.areas if area.kind == "water"]
    water = shapely.union_all(frame.clip(_array(sheets)), grid_size=0.01)
    return svg.path(
        [shapely.difference(lines, water)], fill="none", stroke=look.SHORE, stroke_width=0.4,
        id="waterways",
    )  # fmt: skip


def _buildings(scene: Scene, frame: Frame, style: ScaleStyle, *, muted: bool) -> tuple[str, str]:
    outlines = [b for b in scene.buildings if not b.part_of]
    public = [b.footprint for b in outlines if b.use == "public"]
    private = [b.footprint for b in outlines if b.use != "public"]
    return (
        svg.path(
            _footprints(private, frame, style),
            fill=look.MUTED_BUILDING if muted else look.BUILDING,
            stroke=look.BUILDING_EDGE,
            stroke_width=style.building_edge_mm,
            stroke_linejoin="round",
            id="buildings",
        ),
        svg.path(
            _footprints(public, frame, style),
            fill=look.MUTED_PUBLIC if muted else look.PUBLIC,
            stroke=look.PUBLIC_EDGE,
            stroke_width=style.building_edge_mm,
            stroke_linejoin="round",
            id="public-buildings",
        ),
    )


def _footprints(
    polygons: Sequence[BaseGeometry], frame: Frame, style: ScaleStyle
) -> Iterable[BaseGeometry]:
    """Generalise: without party walls, neighbours are merged, then small blocks are dropped."""
    placed = frame.clip(_array(polygons))
    if not style.walls and len(placed):
        merged = shapely.union_all(placed, grid_size=0.01)
        placed = _array(shapely.get_parts(merged))
    least_mm2 = style.least_building_m2 * frame.mm_per_m**2
    kept = placed[shapely.area(placed) >= least_mm2]
    return np.asarray(shapely.simplify(kept, style.simplify_mm))


def _trees(scene: Scene, frame: Frame) -> str:
    trees = [point for point in scene.points if point.kind == "tree"]
    seen = [
        (*frame.point(tree.point.x, tree.point.y), (tree.crown_m or _CROWN_M) / 2 * frame.mm_per_m)
        for tree in trees
    ]
    shapes = [
        svg.element("circle", cx=x, cy=y, r=r) + svg.element("circle", cx=x, cy=y, r=0.12)
        for x, y, r in seen
        if -r < x < frame.width_mm + r and -r < y < frame.height_mm + r
    ]
    return (
        svg.enclose(
            "g",
            "".join(shapes),
            fill="none",
            stroke=look.TREE,
            stroke_width=0.12,
            id="trees",
        )
        if shapes
        else ""
    )


def _array(geometries: Iterable[BaseGeometry]) -> NDArray[np.object_]:
    return np.array(list(geometries), dtype=object)
