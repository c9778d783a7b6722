"""Plans of the dossier: the scene, what is seen and what is built, as one SVG per view.

Vectors only, page millimetres to the hundredth, one path per layer. From bottom to top:
ground, green, water, streets, rails, density, street edges, buildings, trees, zones, network,
cameras, names, grid, north, frame. Streets and buildings are drawn over the density, so that
a field is read as ground seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from api.render import fonts, svg
from api.render import plan_style as look
from api.render.fonts import writable
from api.render.plan_density import density_rings, draw_rings, draw_seen, seen_ground
from api.render.plan_frame import Frame, convergence, fit
from api.render.plan_labels import (
    Board,
    Lettering,
    gather_names,
    label_box,
    name_beside,
    name_camera,
    name_corner,
    name_lines,
    name_water,
    written_name,
)
from api.render.plan_layers import draw_background, drawn_streets
from api.render.plan_style import scale_style
from api.render.plan_symbols import (
    NORTH_MM,
    camera_symbol,
    draw_links,
    draw_tabs,
    frame_line,
    grid_crosses,
    grid_labels,
    north_disc,
    north_place,
    point_symbol,
    sector_frames,
    supervision_symbol,
    wedge,
    write_grid_labels,
    zone_outlines,
)
from planner.coverage.model import CameraCoverage
from planner.dossier.model import PlanView
from planner.dossier.plans import kind_of_run
from planner.scene.public_space import street_width
from planner.study import Study

_MUTED = frozenset(["situation", "network"])
_MOST_NUMBERS = 30  # more cameras than this on a summary show points without numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A drawn plan.

    Attributes
    ----------
    svg : str
        The document.
    frame : Frame
        Ground shown, scale, and whether something is cut.
    grid_m : int
        Between two crosses, 0 without a grid.
    levels : tuple of str
        Density levels that were painted, the coarsest first.
    merged : bool
        Whether coarser levels were merged into the first one.
    links : tuple of str
        Kinds of runs that were drawn.
    """

    svg: str
    frame: Frame
    grid_m: int
    levels: tuple[str, ...]
    merged: bool
    links: tuple[str, ...]


def draw_plan(view: PlanView, study: Study, width_mm: float, height_mm: float) -> Drawing:
    """Draw a plan view.

    Parameters
    ----------
    view : PlanView
        What to show.
    study : Study
        The town, the plan, what is seen and built.
    width_mm, height_mm : float
        Size of the frame on the page. The scale is the largest allowed that holds the view.

    Returns
    -------
    Drawing
    """
    frame = fit(view.bounds, view.scales, width_mm, height_mm)
    style = scale_style(frame.scale)
    cameras = _cameras_in(study, frame) if view.with_cameras else []
    background = draw_background(study.scene, frame, muted=view.kind in _MUTED)
    density, levels = _density(view, study, cameras, frame)
    board = Board(frame=frame)
    grid = view.kind != "summary" and view.with_cameras
    written_grid = grid_labels(frame, style.grid_m) if grid else []
    subject = _subject(view, study, cameras, board)
    _keep_clear(board, written_grid)
    _names(view, study, cameras, board)
    content = [
        *background.under,
        *density,
        *background.over,
        *subject,
        *board.drawn,
        grid_crosses(frame, style.grid_m, board.labels) if grid else "",
        write_grid_labels(written_grid),
        north_disc(frame, convergence(study.scene.crs, frame.bounds)),
        frame_line(frame),
    ]
    return Drawing(
        svg=svg.document(width_mm, height_mm, content),
        frame=frame,
        grid_m=style.grid_m if grid else 0,
        levels=levels,
        merged=bool(levels) and _is_merged(cameras, levels[0]),
        links=_links(view, study),
    )


def _cameras_in(study: Study, frame: Frame) -> list[CameraCoverage]:
    """Give the cameras whose place or field touches the frame."""
    box = shapely.box(*frame.bounds)
    return [
        camera
        for camera in study.coverage.cameras
        if shapely.Point(camera.position).intersects(box)
        or any(a.region is not None and a.region.intersects(box) for a in camera.levels[:1])
    ]


def _density(
    view: PlanView, study: Study, cameras: Sequence[CameraCoverage], frame: Frame
) -> tuple[list[str], tuple[str, ...]]:
    if view.kind == "network" or not cameras:
        return [], ()
    if view.kind == "situation":
        return [draw_seen(seen_ground(cameras, frame))], ()
    rings = density_rings(cameras, study.coverage.standard, frame)
    drawn = draw_rings(rings, study.coverage.standard, frame)
    return drawn, tuple(ring.level for ring in rings)


def _is_merged(cameras: Sequence[CameraCoverage], first: str) -> bool:
    """Tell whether a level coarser than the first painted one is reached."""
    return any(camera.levels and camera.levels[0].name != first for camera in cameras)


def _links(view: PlanView, study: Study) -> tuple[str, ...]:
    if view.kind != "network":
        return ()
    used = {kind_of_run(segment) for segment in study.network.segments}
    return tuple(name for name in look.LINKS if name in used)


def _subject(
    view: PlanView, study: Study, cameras: Sequence[CameraCoverage], board: Board
) -> list[str]:
    """Draw what the plan is about, and keep the names off it."""
    frame = board.frame
    drawn = []
    if view.kind in {"situation", "detail"}:
        drawn.append(zone_outlines(study.plan.zones, frame))
    if view.kind == "network" and view.with_cameras:
        drawn.append(draw_links(study.network.segments, frame))
        runs = [frame.place(segment.line).buffer(0.7) for segment in study.network.segments]
        board.keep_clear(shapely.get_parts(shapely.union_all(runs)))
    drawn += _camera_symbols(view, study, cameras, board)
    if view.sectors:
        frames, tabs = sector_frames(view.sectors, frame, board.taken)
        drawn.insert(1, frames)
        drawn.append(draw_tabs(tabs))
        board.keep_clear(tab.box for tab in tabs)
    if not study.plan.supervision.external:
        drawn.append(_supervision(study, board))
    return drawn


def _camera_symbols(
    view: PlanView, study: Study, cameras: Sequence[CameraCoverage], board: Board
) -> list[str]:
    frame = board.frame
    radius = scale_style(frame.scale).camera_mm
    if view.kind == "network":
        places = [frame.point(p.position.x, p.position.y) for p in study.equipment.points]
        board.keep_clear(shapely.Point(x, y).buffer(radius + 0.3) for x, y in places)
        return [point_symbol(x, y, radius) for x, y in places]
    existing = {camera.id for camera in study.plan.cameras if camera.status == "existing"}
    for camera in cameras:
        x, y = frame.point(*camera.position)
        board.keep_clear([shapely.Point(x, y).buffer(radius + 0.3)])
        board.keep_clear(
            wedge(x, y, radius, bearing, hfov)
            for bearing, hfov in zip(camera.grid_bearings_deg, camera.hfov_deg, strict=True)
        )
    return [camera_symbol(c, frame, radius, existing=c.id in existing) for c in cameras]


def _supervision(study: Study, board: Board) -> str:
    place = study.plan.supervision.position
    x, y = board.frame.point(place.x, place.y)
    board.keep_clear([shapely.box(x - 2, y - 2, x + 2, y + 2)])
    return supervision_symbol(x, y)


def _keep_clear(board: Board, grid: Sequence[tuple[str, float, float, float]]) -> None:
    """Reserve the north disc and the coordinates of the grid."""
    board.keep_clear([shapely.Point(north_place(board.frame)).buffer(NORTH_MM + 0.5)])
    board.keep_clear(label_box(x, y, 9.0, 2.0, angle_deg=angle) for _words, x, y, angle in grid)


def _names(view: PlanView, study: Study, cameras: Sequence[CameraCoverage], board: Board) -> None:
    """Write the names, in their fixed order of priority."""
    _camera_names(view, study, cameras, board)
    _supervision_name(study, board)
    if view.kind in {"situation", "detail"}:
        _zone_names(study, board)
    _water_names(study, board)
    style = scale_style(board.frame.scale)
    streets = [(s.name, street_width(s)[0], s.line) for s in drawn_streets(study.scene, style)]
    lettering = Lettering(size=style.street_label_mm, colour=look.STREET_LABEL)
    name_lines(board, gather_names(streets, board.frame), lettering)


def _camera_names(
    view: PlanView, study: Study, cameras: Sequence[CameraCoverage], board: Board
) -> None:
    if view.kind == "summary" and len(cameras) > _MOST_NUMBERS:
        return
    frame = board.frame
    size = scale_style(frame.scale).camera_label_mm
    lettering = Lettering(size=size, colour=look.INK, weight=fonts.BOLD, halo=0.5)
    if view.kind == "network":
        named = [
            (", ".join(point.cameras), (point.position.x, point.position.y), 0.0)
            for point in study.equipment.points
        ]
    else:
        named = [
            (c.id, c.position, c.grid_bearings_deg[0] if c.grid_bearings_deg else 0.0)
            for c in cameras
        ]
    box = shapely.box(*frame.bounds)
    for words, place, bearing in named:
        if shapely.Point(place).intersects(box):
            name_camera(board, writable(words)[0], frame.point(*place), bearing, lettering)


def _supervision_name(study: Study, board: Board) -> None:
    supervision = study.plan.supervision
    if supervision.external or not supervision.label:
        return
    place = board.frame.point(supervision.position.x, supervision.position.y)
    lettering = Lettering(size=2.5, colour=look.INK, weight=fonts.SEMIBOLD, halo=0.5)
    name_beside(board, written_name(supervision.label)[:40], place, 2.4, lettering)


def _zone_names(study: Study, board: Board) -> None:
    lettering = Lettering(size=2.4, colour=look.INK, weight=fonts.BOLD, halo=0.5)
    for zone in study.plan.zones:
        seen = board.frame.clip(np.array([zone.polygon], dtype=object), beyond_mm=-1.0)
        if len(seen):
            name_corner(board, writable(zone.id)[0], seen[0], lettering)


def _water_names(study: Study, board: Board) -> None:
    lettering = Lettering(
        size=2.8, colour=look.WATER_LABEL, italic=True, halo_colour=look.WATER, spacing=0.15
    )
    ponds = [area for area in study.scene.areas if area.kind == "water" and area.name]
    named = set()
    for area in ponds:
        placed = board.frame.clip(np.array([area.polygon], dtype=object), beyond_mm=-1.0)
        if any(name_water(board, written_name(area.name), shape, lettering) for shape in placed):
            named.add(written_name(area.name))
    rivers = [
        (barrier.name, 1.0, barrier.line)
        for barrier in study.scene.barriers
        if barrier.kind == "waterway" and written_name(barrier.name) not in named
    ]
    name_lines(board, gather_names(rivers, board.frame), lettering)
