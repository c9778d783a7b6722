"""The frame of a plan: a rectangle of ground at a round scale, and the way to page millimetres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from planner.dossier.model import Bounds
from planner.geometry import clip

MARGIN_MM = 6.0  # between what has to be inside and the frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A plan's rectangle.

    Attributes
    ----------
    west, north : float
        Top left corner in the scene's CRS, metres.
    scale : int
        Denominator.
    width_mm, height_mm : float
        Size on the page.
    cut : bool
        Whether something that had to be inside is not.
    """

    west: float
    north: float
    scale: int
    width_mm: float
    height_mm: float
    cut: bool = False

    @property
    def mm_per_m(self) -> float:
        """Page millimetres for one metre of ground."""
        return 1000.0 / self.scale

    @property
    def bounds(self) -> Bounds:
        """West, south, east, north in metres."""
        return (
            self.west,
            self.north - self.height_mm / self.mm_per_m,
            self.west + self.width_mm / self.mm_per_m,
            self.north,
        )

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Carry a point to the page: millimetres right of and below the top left corner."""
        return (x - self.west) * self.mm_per_m, (self.north - y) * self.mm_per_m

    def place(self, geometry: BaseGeometry) -> BaseGeometry:
        """Carry a geometry to the page."""
        return shapely.transform(geometry, self._to_page)

    def clip(
        self, geometries: NDArray[np.object_], *, beyond_mm: float = 1.0
    ) -> NDArray[np.object_]:
        """Keep what lies in the frame, and a little more, carried to the page.

        Parameters
        ----------
        geometries : array of shapely.Geometry, shape (n,)
            In the scene's CRS.
        beyond_mm : float
            How far past the frame.

        Returns
        -------
        array of shapely.Geometry, shape (n_kept,)
            Page millimetres, none empty.
        """
        if not len(geometries):
            return geometries
        west, south, east, north = self.bounds
        more = beyond_mm / self.mm_per_m
        box = (west - more, south - more, east + more, north + more)
        left, low, right, high = shapely.bounds(geometries).T
        near = (right >= box[0]) & (left <= box[2]) & (high >= box[1]) & (low <= box[3])
        cut = clip(geometries[near], box)
        kept: NDArray[np.object_] = cut[~shapely.is_empty(cut)]
        return np.asarray(shapely.transform(kept, self._to_page), dtype=object)

    def _to_page(self, coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        return (coordinates - (self.west, self.north)) * (self.mm_per_m, -self.mm_per_m)


def fit(bounds: Bounds, scales: tuple[int, ...], width_mm: float, height_mm: float) -> Frame:
    """Centre what has to be inside, at the largest allowed scale that holds it.

    Parameters
    ----------
    bounds : tuple of four floats
        What has to be inside, metres.
    scales : tuple of int
        Allowed denominators, the largest scale first.
    width_mm, height_mm : float
        Size of the frame on the page.

    Returns
    -------
    Frame
        At the last scale, and ``cut``, when nothing holds it.
    """
    west, south, east, north = bounds
    room = (width_mm - 2 * MARGIN_MM, height_mm - 2 * MARGIN_MM)
    need = max((east - west) / room[0], (north - south) / room[1]) * 1000.0
    scale = next((s for s in scales if s >= need), scales[-1])
    half = (width_mm * scale / 2000.0, height_mm * scale / 2000.0)
    return Frame(
        west=round((west + east) / 2 - half[0], 2),
        north=round((south + north) / 2 + half[1], 2),
        scale=scale,
        width_mm=width_mm,
        height_mm=height_mm,
        cut=need > scale,
    )


def convergence(crs: str, bounds: Bounds) -> float:
    """Give the angle from grid north to geographic north, degrees clockwise.

    Parameters
    ----------
    crs : str
        The scene's CRS.
    bounds : tuple of four floats
        The plan's ground.

    Returns
    -------
    float
        0 for a CRS that is tied to no place on Earth.
    """
    middle = ((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    projection = pyproj.Proj(crs)
    longitude, latitude = projection(*middle, inverse=True)
    if not np.isfinite([longitude, latitude]).all():
        return 0.0
    return -float(projection.get_factors(longitude, latitude).meridian_convergence)


def scale_bar(scale: int, *, longest_mm: float = 52.0) -> tuple[int, int]:
    """Choose a scale bar: the longest with 4 or 5 equal round steps.

    Returns
    -------
    step_m : int
        Metres a step.
    steps : int
    """
    rounds = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000)
    fitting = [
        (step * count, count, step)
        for step in rounds
        for count in (4, 5)
        if step * count * 1000.0 / scale <= longest_mm
    ]
    _, count, step = max(fitting)
    return step, count
