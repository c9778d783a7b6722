"""Panoramas: what a lens sees all around, kept so that any picture can be cut from it.

Whether a cell is hidden depends on where the lens is, not on where it is aimed. So the town is
looked at once around each place (``sight.look``), the cells seen are kept as numbers sorted by
bearing, and every picture at any bearing, tilt, focal length and density is a slice of them:
the cells between two bearings, less those out of the frame. Twenty-four pictures cost less than
the one look around (reference/coverage.md 4).

The frame is the one of ``sight.pieces_of``, exact: straight sides across the bearing for a
lens, sectors for a panoramic head. A cell on a border is in one of two neighbouring pictures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.coverage.engine.columns import PAIRS_AT_ONCE, Bools, Floats, Ints, runs
from planner.coverage.engine.eyes import Eye
from planner.coverage.engine.obstacles import Obstacles, refuse_indoors
from planner.coverage.engine.sight import Piece, Yardstick, look, pieces_of
from planner.coverage.places.numbered import CellBox, Numbers, cell_box
from planner.geometry import heading
from planner.optics import Optics, Panoramic, Rectilinear
from planner.plan import Sensor
from planner.progress import Progress, silent

_ALL_DEG = 360.0
_SLACK_DEG = 1e-3  # bearings are kept in single precision; they only spare work
_MOST_SIDES = 4
_ID_BITS = 32
_ABOVE_ZERO = float(np.nextafter(0.0, 1.0))  # v >= that says v > 0
_NEVER_COARSE = 1e-9  # px/m: around a place every distance is dense enough
_TOLD = 20  # times that progress is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place where a camera could hang: the lens in the scene's CRS and above ground."""

    id: str
    x: float
    y: float
    lens_m: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Panorama:
    """The cells that a lens sees all around, out to a radius, hidden and built ones left out.

    Attributes
    ----------
    spot : Spot
        The lens.
    box : CellBox
        What the numbers mean, and which cells were wanted.
    target_m, radius_m : float
        Height above ground of the plane looked at, and how far.
    ids : ndarray of int32, shape (n_cells,)
        Numbers of the cells.
    bearing_deg : ndarray of float32, shape (n_cells,)
        From the lens to their centres, clockwise from the grid's north, in [0, 360], increasing.
    """

    spot: Spot
    box: CellBox
    target_m: float
    radius_m: float
    ids: Numbers
    bearing_deg: NDArray[np.float32]

    @property
    def centres(self) -> tuple[Floats, Floats]:
        """Metres east and north of the lens, exact, shape (n_cells,) each."""
        return self.box.seen_from(self.spot.x, self.spot.y, self.ids)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cover:
    """Which cells each picture shows: the rows of a sparse matrix.

    Attributes
    ----------
    indptr : ndarray of int, shape (n_rows + 1,)
        Row k holds ``ids[indptr[k]:indptr[k + 1]]``.
    ids : ndarray of int32, shape (n_entries,)
        Numbers of cells, increasing within a row.
    """

    indptr: Ints
    ids: Numbers

    def row(self, k: int) -> Numbers:
        """Give the cells of one picture."""
        return self.ids[self.indptr[k] : self.indptr[k + 1]]


def panorama(
    spot: Spot,
    obstacles: Obstacles,
    *,
    target_m: float,
    radius_m: float,
    cell_m: float = 2.0,
    wanted: CellBox | None = None,
) -> Panorama:
    """Look all around from a place.

    Parameters
    ----------
    spot : Spot
        The lens.
    obstacles : Obstacles
        What stands in the way.
    target_m : float
        Height above ground of the plane on which one looks.
    radius_m : float
        How far, on the ground.
    cell_m : float
        Side of a cell when nothing in particular is wanted.
    wanted : CellBox, optional
        Keep these cells only, numbered as there; every cell around when absent.

    Raises
    ------
    PlanError
        ``camera_in_building``, ``target_above_lens``, ``coverage_too_large``,
        ``box_too_large``, ``cell_out_of_range``.
    """
    refuse_indoors(obstacles.solids, (spot.x, spot.y), spot.lens_m, spot.id)
    around = (spot.x - radius_m, spot.y - radius_m, spot.x + radius_m, spot.y + radius_m)
    box = cell_box(around, cell_m) if wanted is None else wanted
    eye = _eye(spot, Sensor(bearing_deg=0.0, tilt_deg=0.0, optics=_far_round(radius_m)))
    yard = Yardstick(cell_m=box.cell_m, target_m=target_m, least_px_per_m=_NEVER_COARSE)
    (patch,) = look(eye, obstacles, yard)
    ids = box.numbers(*patch.columns.places(np.flatnonzero(patch.seen)))
    x, y = box.seen_from(spot.x, spot.y, ids)
    bearing = (np.degrees(np.arctan2(x, y)) % _ALL_DEG).astype(np.float32)
    order = np.argsort(bearing, kind="stable")
    return Panorama(
        spot=spot,
        box=box,
        target_m=target_m,
        radius_m=radius_m,
        ids=ids[order],
        bearing_deg=bearing[order],
    )


def panoramas(
    spots: Sequence[Spot],
    obstacles: Obstacles,
    *,
    target_m: float,
    radius_m: float,
    wanted: CellBox,
    progress: Progress = silent,
) -> tuple[Panorama, ...]:
    """Look all around from many places, for the same cells.

    Parameters
    ----------
    spots : sequence of Spot
        The lenses.
    obstacles, target_m, radius_m, wanted
        As for ``panorama``.
    progress : Progress
        Told ``panorama`` and the share done.

    Returns
    -------
    tuple of Panorama
        One per spot; eight bytes per cell seen.

    Raises
    ------
    PlanError
        As ``panorama``.
    """
    step = max(1, len(spots) // _TOLD)
    found = []
    for rank, spot in enumerate(spots):
        if rank % step == 0:
            progress("panorama", rank / len(spots))
        found.append(panorama(spot, obstacles, target_m=target_m, radius_m=radius_m, wanted=wanted))
    progress("panorama", 1.0)
    return tuple(found)


def all_around(optics: Optics, *, tilt_deg: float, count: int = 24) -> tuple[Sensor, ...]:
    """Aim the same optics at bearings spread evenly, the first one north.

    Parameters
    ----------
    optics : Rectilinear or Panoramic
        Lens and sensor.
    tilt_deg : float
        Below the horizon.
    count : int
        How many bearings.
    """
    return tuple(
        Sensor(bearing_deg=rank * _ALL_DEG / count, tilt_deg=tilt_deg, optics=optics)
        for rank in range(count)
    )


def cut(
    seen: Panorama, aims: Sequence[Sensor], *, least_px_per_m: float, slant: bool = False
) -> Cover:
    """Cut pictures from a panorama.

    Parameters
    ----------
    seen : Panorama
        What the lens sees all around.
    aims : sequence of Sensor
        Bearing (from the grid's north), tilt and optics of each picture.
    least_px_per_m : float
        Density under which nothing counts.
    slant : bool
        Density by slant distance instead of depth along the optical axis.

    Returns
    -------
    Cover
        One row per aim. Nothing is farther than the panorama's own radius.
    """
    return cover_matrix([seen], aims, least_px_per_m=least_px_per_m, slant=slant)


def cover_matrix(
    seen: Iterable[Panorama],
    aims: Sequence[Sensor],
    *,
    least_px_per_m: float,
    slant: bool = False,
    progress: Progress = silent,
) -> Cover:
    """Cut the same pictures from many panoramas.

    Parameters
    ----------
    seen : iterable of Panorama
        All of the same box of cells.
    aims, least_px_per_m, slant
        As for ``cut``.
    progress : Progress
        Told ``panorama_cut`` and the share done, when ``seen`` says how many there are.

    Returns
    -------
    Cover
        Row ``rank of the panorama x len(aims) + rank of the aim``.
    """
    total = len(seen) if isinstance(seen, Sequence) else 0
    step = max(1, total // _TOLD)
    frames: dict[tuple[float, float], _Frames] = {}
    counts, ids = [np.zeros(1, dtype=np.int64)], [np.empty(0, dtype=np.int32)]
    for rank, one in enumerate(seen):
        if total and rank % step == 0:
            progress("panorama_cut", rank / total)
        heights = (one.spot.lens_m, one.target_m)
        if heights not in frames:
            frames[heights] = _frames(one, aims, least_px_per_m, slant=slant)
        per_aim, cells = _cut(one, frames[heights], len(aims))
        counts.append(per_aim)
        ids.append(cells)
    if total:
        progress("panorama_cut", 1.0)
    return Cover(indptr=np.cumsum(np.concatenate(counts)), ids=np.concatenate(ids))


# --- looking around ---------------------------------------------------------------------


def _eye(spot: Spot, aim: Sensor) -> Eye:
    return Eye(
        camera=spot.id,
        x=spot.x,
        y=spot.y,
        height_m=spot.lens_m,
        bearing_deg=aim.bearing_deg,
        tilt_deg=aim.tilt_deg,
        optics=aim.optics,
    )


def _far_round(radius_m: float) -> Panoramic:
    """Give a head that sees all around up to a range."""
    return Panoramic(width_px=1, hfov_deg=_ALL_DEG, range_m=radius_m)


# --- the frames of many aims ------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Frames:
    """The convex pieces of ground in the frames of some aims, wherever the lens is.

    Attributes
    ----------
    aim : ndarray of int, shape (n_pieces,)
        Rank of the aim of each piece.
    a, b, c, least : ndarray of float, shape (n_pieces, 4)
        Sides: a x + b y + c >= least. Sides that a piece lacks are always met.
    reach2 : ndarray of float, shape (n_pieces,)
        Square of its greatest distance.
    first_deg, width_deg : ndarray of float, shape (n_pieces,)
        Bearings within which it lies, from the first one clockwise.
    """

    aim: Ints
    a: Floats
    b: Floats
    c: Floats
    least: Floats
    reach2: Floats
    first_deg: Floats
    width_deg: Floats


def _frames(seen: Panorama, aims: Sequence[Sensor], least: float, *, slant: bool) -> _Frames:
    """Work out the frames of some aims, for lenses as high above the target as this one."""
    yard = Yardstick(
        cell_m=seen.box.cell_m, target_m=seen.target_m, least_px_per_m=least, slant=slant
    )
    found = [
        (rank, aim, piece)
        for rank, aim in enumerate(aims)
        for piece in pieces_of(_eye(seen.spot, aim), yard)
    ]
    sides = np.zeros((4, len(found), _MOST_SIDES))
    for place, (_, _, piece) in enumerate(found):
        of_piece = piece.sides
        strict = np.where(of_piece.strict, _ABOVE_ZERO, 0.0)
        sides[:, place, : len(strict)] = (of_piece.a, of_piece.b, of_piece.c, strict)
    between = np.array([_bearings(piece, aim) for _, aim, piece in found]).reshape(-1, 2)
    return _Frames(
        aim=np.array([rank for rank, _, _ in found], dtype=np.int64),
        a=sides[0],
        b=sides[1],
        c=sides[2],
        least=sides[3],
        reach2=np.array([piece.radius_m for _, _, piece in found]) ** 2,
        first_deg=between[:, 0],
        width_deg=between[:, 1],
    )


def _bearings(piece: Piece, aim: Sensor) -> tuple[float, float]:
    """Give the first bearing and the width in degrees of a piece, a little grown.

    A piece is convex: its corners say it all, unless the foot of the lens is in it or before it.
    """
    corners = piece.corners[np.any(piece.corners != 0.0, axis=1)]
    lens = isinstance(aim.optics, Rectilinear)
    if lens and (corners @ np.array(heading(aim.bearing_deg))).min() <= 0.0:
        return 0.0, _ALL_DEG
    if not lens and aim.optics.hfov_deg >= _ALL_DEG:
        return 0.0, _ALL_DEG
    half = _ALL_DEG / 2.0
    off = np.degrees(np.arctan2(corners[:, 0], corners[:, 1])) - aim.bearing_deg
    off = (off + half) % _ALL_DEG - half
    first = aim.bearing_deg + float(off.min()) - _SLACK_DEG
    width = float(np.ptp(off)) + 2.0 * _SLACK_DEG
    return first % _ALL_DEG, min(width, _ALL_DEG)


# --- cutting ----------------------------------------------------------------------------


def _cut(seen: Panorama, frames: _Frames, n_aims: int) -> tuple[Ints, Numbers]:
    """Give how many cells each aim shows, shape (n_aims,), and their numbers, aim by aim."""
    begin, counts = _slices(seen, frames)
    centres = seen.centres
    found = [np.empty(0, dtype=np.int64)]
    for pieces in _blocks(frames, counts):
        rank, place = runs(begin[pieces], counts[pieces])
        piece, place = pieces[rank], place % max(1, len(seen.ids))
        kept = _in_frame(frames, piece, centres[0][place], centres[1][place])
        found.append(np.sort((frames.aim[piece[kept]] << _ID_BITS) | seen.ids[place[kept]]))
    code = np.concatenate(found)
    per_aim = np.bincount(code >> _ID_BITS, minlength=n_aims)
    return per_aim, (code & ((1 << _ID_BITS) - 1)).astype(np.int32)


def _in_frame(frames: _Frames, piece: Ints, east: Floats, north: Floats) -> Bools:
    """Tell which places are in the piece given for each, shape (n_pairs,)."""
    kept = east * east + north * north <= frames.reach2[piece]
    for side in range(_MOST_SIDES):
        a, b = frames.a[:, side][piece], frames.b[:, side][piece]
        kept &= a * east + b * north + frames.c[:, side][piece] >= frames.least[:, side][piece]
    return np.asarray(kept, dtype=bool)


def _slices(seen: Panorama, frames: _Frames) -> tuple[Ints, Ints]:
    """Give the cells between the bearings of each piece: the first one, and how many.

    A run past the last cell of the panorama goes on with its first.
    """
    size = len(seen.ids)
    begin = np.searchsorted(seen.bearing_deg, frames.first_deg, side="left")
    last = frames.first_deg + frames.width_deg
    end = np.searchsorted(seen.bearing_deg, last % _ALL_DEG, side="right")
    counts = np.where(last >= _ALL_DEG, end + size - begin, end - begin)
    return begin, np.where(frames.width_deg >= _ALL_DEG, size, counts)


def _blocks(frames: _Frames, counts: Ints) -> list[Ints]:
    """Share the pieces out in blocks which fit in memory, those of one aim together."""
    block = np.cumsum(counts) // PAIRS_AT_ONCE
    block = block[np.searchsorted(frames.aim, frames.aim)]
    return np.split(np.arange(len(counts)), np.flatnonzero(np.diff(block)) + 1)
