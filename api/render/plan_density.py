"""Density classes on a plan: nested areas cut into rings, hatched with real lines.

Lines are clipped to the rings: a pattern fill would be redrawn differently by each viewer and
printer. They hang on one grid for the whole page, so that two areas of a class match.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from api.render import plan_style as look
from api.render import svg
from api.render.plan_frame import Frame
from api.render.plan_style import DENSITY_CLASSES, MOST_CLASSES, ClassStyle, scale_style
from planner.coverage.model import CameraCoverage

_LEAST_HATCHED_MM2 = 5.0  # smaller areas stay flat at small scales


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Ground at a level and not at the next: what a class is painted on. Page millimetres."""

    level: str
    area: BaseGeometry


def density_rings(
    cameras: Sequence[CameraCoverage], standard: str, frame: Frame
) -> tuple[Ring, ...]:
    """Cut what cameras see together into rings, the coarsest first.

    Parameters
    ----------
    cameras : sequence of CameraCoverage
        With the regions of their levels.
    standard : str
        Id of the standard that names the levels.
    frame : Frame

    Returns
    -------
    tuple of Ring
        Only the levels that are reached in the frame, at most five: beyond, the coarsest are
        merged into the first one kept.
    """
    simplify = scale_style(frame.scale).simplify_mm
    nested: list[tuple[str, BaseGeometry]] = []
    finer: BaseGeometry = shapely.Polygon()
    for level in reversed(DENSITY_CLASSES[standard]):
        # each level takes in the finer ones again, which generalising may have let out
        reached = _areas_only(_union_of(level, cameras, frame, simplify))
        area = _areas_only(shapely.union(reached, finer, grid_size=0.01))
        if not area.is_empty:
            nested.append((level, _areas_only(shapely.difference(area, finer, grid_size=0.01))))
        finer = area
    return tuple(Ring(level=name, area=area) for name, area in _at_most_five(nested))


def _at_most_five(rings: Sequence[tuple[str, BaseGeometry]]) -> list[tuple[str, BaseGeometry]]:
    """Turn rings round, the coarsest first; beyond five, the coarsest are merged into one."""
    finest, rest = rings[: MOST_CLASSES - 1], rings[MOST_CLASSES - 1 :]
    merged = [(rest[0][0], shapely.union_all([area for _name, area in rest]))] if rest else []
    return [*merged, *reversed(finest)]


def seen_ground(cameras: Sequence[CameraCoverage], frame: Frame) -> BaseGeometry:
    """Give all that is seen at the coarsest level or better, page millimetres."""
    regions = [c.levels[0].region for c in cameras if c.levels and c.levels[0].region is not None]
    placed = frame.clip(np.array(regions, dtype=object))
    return shapely.union_all(placed, grid_size=0.01)


def _union_of(
    level: str, cameras: Sequence[CameraCoverage], frame: Frame, simplify_mm: float
) -> BaseGeometry:
    regions = [
        area.region
        for camera in cameras
        for area in camera.levels
        if area.name == level and area.region is not None
    ]
    placed = frame.clip(np.array(regions, dtype=object))
    return shapely.simplify(shapely.union_all(placed, grid_size=0.01), simplify_mm)


def _areas_only(geometry: BaseGeometry) -> BaseGeometry:
    """Drop the points and lines that clipping and differences may leave."""
    parts = shapely.get_parts(geometry)
    return shapely.MultiPolygon(list(parts[shapely.area(parts) > 0.01]))


def draw_rings(rings: Sequence[Ring], standard: str, frame: Frame) -> list[str]:
    """Draw rings: fill and outline of each class, then its hatch."""
    drawn = []
    for ring in rings:
        style = DENSITY_CLASSES[standard][ring.level]
        drawn.append(
            svg.path(
                [ring.area],
                fill=style.fill,
                stroke=style.edge,
                stroke_width=0.15 if style.edge_dash else 0.1,
                stroke_dasharray=style.edge_dash,
                id=f"class-{ring.level}",
            )
        )
        drawn.append(_hatch(_hatched_part(ring.area, frame), style))
    return drawn


def draw_seen(ground: BaseGeometry) -> str:
    """Draw all that is seen with one flat tint."""
    return svg.path([ground], fill=look.SEEN, stroke=look.SEEN_EDGE, stroke_width=0.12, id="seen")


def swatch(level: str, standard: str, width_mm: float, height_mm: float) -> str:
    """Draw the legend's box of a class."""
    style = DENSITY_CLASSES[standard][level]
    box = shapely.box(0.1, 0.1, width_mm - 0.1, height_mm - 0.1)
    outline = svg.path(
        [box], fill=style.fill, stroke=style.edge, stroke_width=0.15,
        stroke_dasharray=style.edge_dash,
    )  # fmt: skip
    return svg.document(width_mm, height_mm, [outline, _hatch(box, style)])


def _hatched_part(area: BaseGeometry, frame: Frame) -> BaseGeometry:
    """Leave small areas flat where the scale would turn their hatch into a stain."""
    if frame.scale <= 2500:
        return area
    parts = shapely.get_parts(area)
    return shapely.MultiPolygon(list(parts[shapely.area(parts) >= _LEAST_HATCHED_MM2]))


def _hatch(area: BaseGeometry, style: ClassStyle) -> str:
    if style.kind == "none" or area.is_empty:
        return ""
    angles = [style.angle_deg] if style.kind == "lines" else [45.0, -45.0]
    lines = [hatch_lines(area, angle, style.spacing_mm) for angle in angles]
    return svg.path(lines, fill="none", stroke=style.line, stroke_width=style.width_mm)


def hatch_lines(area: BaseGeometry, angle_deg: float, spacing_mm: float) -> BaseGeometry:
    """Rule an area with parallel lines.

    Parameters
    ----------
    area : shapely.Geometry
        Page millimetres, y downwards.
    angle_deg : float
        Counter-clockwise from the page's right.
    spacing_mm : float
        Between two lines, measured across them. Lines pass at whole multiples of it from the
        page's corner, whatever the area.

    Returns
    -------
    shapely.Geometry
        Lines, clipped to the area.
    """
    angle = np.radians(-angle_deg)
    along = np.array([np.cos(angle), np.sin(angle)])
    across = np.array([-along[1], along[0]])
    corners = shapely.get_coordinates(area.envelope)
    offsets, reach = corners @ across, corners @ along
    first, last = np.ceil(offsets.min() / spacing_mm), np.floor(offsets.max() / spacing_mm)
    steps = np.arange(first, last + 1)[:, None] * spacing_mm * across
    ends = np.stack([steps + reach.min() * along, steps + reach.max() * along], axis=1)
    return shapely.MultiLineString(list(ends)).intersection(area)
