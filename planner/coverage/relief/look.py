"""What an eye sees over relief: ground, walls and roofs at their true height.

The lens is at the ground under it plus its height, a target at the ground under its cell plus
its own, a building on the mean of the ground along its outline (all the parts of a building on
the same), filled below; the top of a wall follows the ground. A cell is seen when it is in the
picture and dense enough, outside of footprints, and neither walls nor the ground stop the line.

Frame, density and walls are exact for the centre of each cell (``relief_frame``,
``relief_walls``). What the ground hides is read along rays, and exact near a skyline
(``skyline``). What remains is the error of the relief itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.coverage.engine.columns import (
    Bools,
    Columns,
    Edges,
    Floats,
    Grid,
    Ints,
    cut_sides,
    lay,
    runs,
)
from planner.coverage.engine.eyes import Eye
from planner.coverage.engine.horizon import in_the_open
from planner.coverage.engine.obstacles import Obstacles, Solids, around, holding, sides_of_solids
from planner.coverage.engine.occlusion import FAR, JUST_BEYOND, MANY
from planner.coverage.engine.sight import MOST_CELLS, Box, Piece, Yardstick, box_of, built, hull_of
from planner.coverage.relief.frame import (
    Outlook,
    Targets,
    ground_box,
    in_picture,
    pieces_over,
)
from planner.coverage.relief.known_ground import KnownGround, known_ground
from planner.coverage.relief.skyline import Lens, behind_ground, is_too_far
from planner.coverage.relief.walls import (
    Floating,
    Raised,
    facing,
    hidden_by_walls,
)
from planner.errors import PlanError
from planner.scene.model import Scene


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Relief:
    """A scene put on its relief, once for all cameras. Heights are above sea level, metres.

    Attributes
    ----------
    ground : KnownGround
        The relief, without a hole.
    soil_m : ndarray of float, shape (n_solids,)
        Ground of each solid: the mean along its outline.
    base_m, top_m : ndarray of float, shape (n_solids,)
        Underside (minus infinity for what stands on the ground) and top.
    screens : Edges
        Sides of walls and hedges, no longer than a step of the relief, shape (n_sides,).
    screen_top_m : tuple of ndarray of float, shape (n_sides,)
        Their top at both ends.
    """

    ground: KnownGround
    soil_m: Floats
    base_m: Floats
    top_m: Floats
    screens: Edges
    screen_top_m: tuple[Floats, Floats]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReliefPatch:
    """The cells of a piece of ground, those that are seen, and how densely.

    Attributes
    ----------
    columns : Columns
        The cells.
    seen : ndarray of bool, shape (n_cells,)
    density : ndarray of float, shape (n_cells,)
        px/m; meaningless where nothing is seen.
    guessed : int
        Cells seen where the relief says nothing: ground level with the nearest known.
    """

    columns: Columns
    seen: Bools
    density: Floats
    guessed: int


def relief_of(scene: Scene, obstacles: Obstacles) -> Relief | None:
    """Put the obstacles of a scene on its relief.

    Parameters
    ----------
    scene : Scene
        With its terrain, and the buildings' parts.
    obstacles : Obstacles
        Those of the scene, or of a bad day: the solids first, in the scene's order.

    Returns
    -------
    Relief or None
        None for a flat scene.
    """
    if scene.terrain is None:
        return None
    ground = known_ground(scene.terrain)
    soil = _soil(ground, obstacles.solids, scene)
    solids = obstacles.solids
    screens, of_screen = cut_sides(obstacles.screens.sides, ground.filled.step_m)
    height = obstacles.screens.top_m[of_screen]
    return Relief(
        ground=ground,
        soil_m=soil,
        base_m=np.where(solids.base_m > 0.0, soil + solids.base_m, -np.inf),
        top_m=soil + solids.top_m,
        screens=screens,
        screen_top_m=(
            ground.heights(screens.ax, screens.ay) + height,
            ground.heights(screens.bx, screens.by) + height,
        ),
    )


def foot_of(at: tuple[float, float], solids: Solids, relief: Relief) -> float:
    """Give the height above sea level of the ground that a lens is measured from.

    Parameters
    ----------
    at : tuple of float
        The lens, scene's CRS.
    solids : Solids
        A lens over a footprint is above the ground of that building, as its roof is: the
        highest one where footprints overlap.
    relief : Relief
        Made from the same solids.
    """
    under = holding(solids, *at)
    if len(under):
        return float(relief.soil_m[under].max())
    return float(relief.ground.heights(np.array([at[0]]), np.array([at[1]]))[0])


def refuse_inside(
    solids: Solids, relief: Relief, at: tuple[float, float], height_m: float, camera: str
) -> None:
    """Refuse a lens between the floor and the roof of a building, each on its own ground.

    Raises
    ------
    PlanError
        ``camera_in_building``.
    """
    lens = foot_of(at, solids, relief) + height_m
    for place in holding(solids, *at):
        if relief.base_m[place] < lens < relief.top_m[place]:
            building = solids.ids[place]
            raise PlanError(
                "camera_in_building", camera=camera, building=building, height_m=height_m
            )


def lens_height(eye: Eye, solids: Solids, relief: Relief) -> float:
    """Give the height of a lens above sea level (``foot_of``)."""
    return foot_of((eye.x, eye.y), solids, relief) + eye.height_m


def look_over(
    eye: Eye, obstacles: Obstacles, relief: Relief, yard: Yardstick
) -> tuple[ReliefPatch, ...]:
    """See the ground of a relief from an eye.

    Parameters
    ----------
    eye : Eye
        One sensor.
    obstacles : Obstacles
        What stands in the way.
    relief : Relief
        Made from the same obstacles.
    yard : Yardstick
        Cell size, target height above the ground of each cell, least density.

    Returns
    -------
    tuple of ReliefPatch
        None when no ground is in the picture; they do not overlap.

    Raises
    ------
    PlanError
        ``target_above_lens`` when the lens is not above a target at its own foot, as on flat
        ground; ``coverage_too_large`` when the field holds too many cells.
    """
    if eye.height_m <= yard.target_m:
        raise PlanError(
            "target_above_lens",
            camera=eye.camera,
            height_m=eye.height_m,
            target_height_m=yard.target_m,
        )
    view = Outlook(eye=eye, lens_m=lens_height(eye, obstacles.solids, relief))
    pieces = pieces_over(view, yard, relief.ground)
    return tuple(_patch(view, piece, (obstacles, relief), yard) for piece in pieces)


# --- a scene on its relief ----------------------------------------------------------------


def _soil(ground: KnownGround, solids: Solids, scene: Scene) -> Floats:
    """Give the ground of each solid: the mean of the relief along its outline.

    The parts of a building share one ground, that of all their outlines: no gap opens between
    a storey and the one above it.
    """
    pieces, side = cut_sides(solids.sides, ground.filled.step_m)
    length = np.hypot(pieces.bx - pieces.ax, pieces.by - pieces.ay)
    height = ground.heights((pieces.ax + pieces.bx) / 2.0, (pieces.ay + pieces.by) / 2.0)
    whole = {building.id: building.part_of for building in scene.buildings if building.part_of}
    numbers: dict[str, int] = {}
    group = np.array(
        [numbers.setdefault(whole.get(name, name), len(numbers)) for name in solids.ids], dtype=int
    )
    owner = group[solids.owner[side]]
    weight = np.bincount(owner, weights=length, minlength=len(numbers))
    total = np.bincount(owner, weights=length * height, minlength=len(numbers))
    return np.asarray((total / weight)[group], dtype=float)


# --- cells of a piece ---------------------------------------------------------------------


def _patch(
    view: Outlook, piece: Piece, town: tuple[Obstacles, Relief], yard: Yardstick
) -> ReliefPatch:
    eye, (obstacles, relief) = view.eye, town
    targets = _targets(view, _laid(eye, piece, yard), relief.ground, yard)
    columns = targets.columns
    asked, density = in_picture(eye, yard, targets)
    asked &= ~built(columns, obstacles.solids)
    seen = asked.copy()
    if asked.any():
        span = float(targets.rise_m[asked].min()), float(targets.rise_m[asked].max())
        walls, floating = _walls(view, piece, town, span)
        seen &= ~hidden_by_walls(targets, asked, walls, floating)
    left = np.flatnonzero(seen)
    places = targets.x[left], targets.y[left]
    if is_too_far(relief.ground, places):
        raise _too_large(eye, yard)
    lens = Lens(x=eye.x, y=eye.y, z=view.lens_m)
    seen[left] = ~behind_ground(relief.ground, lens, places, targets.rise_m[left])
    left = np.flatnonzero(seen)
    unknown = relief.ground.is_unknown(targets.x[left] + eye.x, targets.y[left] + eye.y)
    return ReliefPatch(
        columns=columns, seen=seen, density=density, guessed=int(np.count_nonzero(unknown))
    )


def _laid(eye: Eye, piece: Piece, yard: Yardstick) -> Columns:
    """Lay the cells of a piece, refused when they are too many."""
    west, south, east, north = ground_box(eye, piece)
    if (east - west) / yard.cell_m > MOST_CELLS:
        raise _too_large(eye, yard)
    grid = Grid(x=eye.x, y=eye.y, cell_m=yard.cell_m)
    box = (west - eye.x, south - eye.y, east - eye.x, north - eye.y)
    columns = lay(grid, box, piece.sides, radius_m=piece.radius_m)
    if columns.n_cells > MOST_CELLS:
        raise _too_large(eye, yard)
    return columns


def _too_large(eye: Eye, yard: Yardstick) -> PlanError:
    return PlanError("coverage_too_large", camera=eye.camera, cell_m=yard.cell_m)


def _targets(view: Outlook, columns: Columns, ground: KnownGround, yard: Yardstick) -> Targets:
    """Raise the targets of a patch on their ground."""
    column, row = runs(columns.first, columns.last - columns.first + 1)
    soil = ground.under(columns, column, row) if len(row) else np.empty(0)
    return Targets(
        columns=columns,
        column=column,
        x=columns.x[column],
        y=np.asarray(row * columns.grid.cell_m + columns.grid.y_zero, dtype=float),
        rise_m=soil + (yard.target_m - view.lens_m),
    )


# --- walls around -------------------------------------------------------------------------


def _walls(
    view: Outlook, piece: Piece, town: tuple[Obstacles, Relief], span: tuple[float, float]
) -> tuple[Raised, Floating]:
    """Pick what can hide targets between two heights above the lens."""
    eye, (obstacles, relief), (lowest, highest) = view.eye, town, span
    field = box_of(eye, (piece,))
    close = around(obstacles.solids.tree, field)
    top, base = relief.top_m[close] - view.lens_m, relief.base_m[close] - view.lens_m
    matter = (top > lowest) & (base < max(0.0, highest))
    close, top, base = close[matter], top[matter], base[matter]
    owner, side = sides_of_solids(obstacles.solids, close)
    raised = facing(
        obstacles.solids.sides.pick(side).seen_from(eye.x, eye.y),
        (top[owner], top[owner]),
        base[owner],
        owner,
    )
    stands = np.isneginf(raised.base)
    leaves = raised.leaving if highest <= 0.0 else np.ones(len(stands), dtype=bool)
    walls = _both(raised.pick(stands & leaves), _screens(view, relief, field, lowest))
    walls = _in_the_way(walls.pick(_within(piece, walls.edges)), highest)
    return walls, _floating(raised.pick(~stands), (obstacles.solids, close), top, eye)


def _screens(view: Outlook, relief: Relief, field: Box, lowest: float) -> Raised:
    sides, tops = relief.screens, relief.screen_top_m
    kept = np.flatnonzero(
        (np.minimum(sides.ax, sides.bx) <= field[2])
        & (np.maximum(sides.ax, sides.bx) >= field[0])
        & (np.minimum(sides.ay, sides.by) <= field[3])
        & (np.maximum(sides.ay, sides.by) >= field[1])
        & (np.maximum(tops[0], tops[1]) - view.lens_m > lowest)
    )
    return facing(
        sides.pick(kept).seen_from(view.eye.x, view.eye.y),
        (tops[0][kept] - view.lens_m, tops[1][kept] - view.lens_m),
        np.full(len(kept), -np.inf),
        np.full(len(kept), -1, dtype=np.int64),
    )


def _floating(sides: Raised, of: tuple[Solids, Ints], top: Floats, eye: Eye) -> Floating:
    """Count the solids with air below from 0."""
    solids, close = of
    kept, owner = np.unique(sides.owner, return_inverse=True)
    inside = np.isin(close[kept], holding(solids, eye.x, eye.y))
    numbered = Raised(
        edges=sides.edges,
        top_a=sides.top_a,
        top_b=sides.top_b,
        base=sides.base,
        leaving=sides.leaving,
        owner=owner.astype(np.int64),
    )
    return Floating(sides=numbered, top=top[kept], over_lens=inside)


def _both(first: Raised, second: Raised) -> Raised:
    return Raised(
        edges=Edges(
            ax=np.concatenate((first.edges.ax, second.edges.ax)),
            ay=np.concatenate((first.edges.ay, second.edges.ay)),
            bx=np.concatenate((first.edges.bx, second.edges.bx)),
            by=np.concatenate((first.edges.by, second.edges.by)),
        ),
        top_a=np.concatenate((first.top_a, second.top_a)),
        top_b=np.concatenate((first.top_b, second.top_b)),
        base=np.concatenate((first.base, second.base)),
        leaving=np.concatenate((first.leaving, second.leaving)),
        owner=np.concatenate((first.owner, second.owner)),
    )


def _within(piece: Piece, edges: Edges) -> Bools:
    """Tell which edges are not wholly outside of one side of the hull of the lens and a piece."""
    inside = np.ones(len(edges), dtype=bool)
    hull = hull_of(piece)
    for a, b, c in zip(hull.a, hull.b, hull.c, strict=True):
        inside &= (a * edges.ax + b * edges.ay + c >= 0.0) | (
            a * edges.bx + b * edges.by + c >= 0.0
        )
    return inside


def _in_the_way(walls: Raised, highest: float) -> Raised:
    """Drop the edges wholly behind walls that hide every target, however high."""
    if len(walls.edges) < MANY:
        return walls
    endless = np.minimum(walls.top_a, walls.top_b) >= max(0.0, highest)
    end = np.where(endless, np.inf, FAR)  # how far the others throw does not matter there
    start = np.full(len(end), JUST_BEYOND)
    return walls.pick(in_the_open(walls.edges, start, end))
