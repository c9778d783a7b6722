"""Sectors: cameras put together so that their fields fit on one detail plan."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.coverage.model import CameraCoverage
from planner.dossier.model import Bounds, Sector

SHEET_M = (162.0, 180.0)
"""Ground that a sheet holds at 1:1000, margins taken off, metres east and north."""

Group = tuple[tuple[str, ...], Bounds]

_LEAST_M = 100.0  # a sector never shows less ground than this, east and north


def field_of(camera: CameraCoverage) -> BaseGeometry:
    """Give the part of a camera's field that a plan should hold whole.

    The whole field when it fits on a sheet; else that of the coarsest level that does (a long
    lens detects a person at hundreds of metres); else the camera alone.

    Parameters
    ----------
    camera : CameraCoverage

    Returns
    -------
    shapely.Geometry
        In the scene's CRS, the camera's place included.
    """
    place = shapely.Point(camera.position)
    for level in camera.levels:
        if level.region is not None and not level.region.is_empty:
            field = shapely.union(level.region.envelope, place).envelope
            if _fits(field.bounds):
                return field
    return place


def cut_into_sectors(cameras: tuple[CameraCoverage, ...]) -> tuple[Sector, ...]:
    """Put cameras together, the two closest groups first, as long as a sheet holds them.

    Parameters
    ----------
    cameras : tuple of CameraCoverage
        What each camera sees.

    Returns
    -------
    tuple of Sector
        Lettered A, B... in the order of their first camera; every camera in one sector.
    """
    groups: list[Group] = [((camera.id,), field_of(camera).bounds) for camera in cameras]
    while (pair := _closest_pair(groups)) is not None:
        first, second = pair
        merged = (
            groups[first][0] + groups[second][0],
            _around(groups[first][1], groups[second][1]),
        )
        groups = [g for k, g in enumerate(groups) if k not in pair]
        groups.append(merged)
    groups = sorted((tuple(sorted(ids)), bounds) for ids, bounds in groups)
    return tuple(
        Sector(letter=_letter(k), cameras=ids, bounds=_at_least(bounds))
        for k, (ids, bounds) in enumerate(groups)
    )


def bounds_of(shapes: Sequence[BaseGeometry]) -> Bounds:
    """Give the rectangle around shapes, metres."""
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object))
    return (float(west), float(south), float(east), float(north))


def _closest_pair(groups: list[Group]) -> tuple[int, int] | None:
    """Find the two groups whose common sheet is the smallest, None when none fits."""
    best: tuple[float, int, int] | None = None
    for first, second in combinations(range(len(groups)), 2):
        west, south, east, north = _around(groups[first][1], groups[second][1])
        if _fits((west, south, east, north)):
            size = (round(max(east - west, north - south), 3), first, second)
            best = size if best is None else min(best, size)
    return None if best is None else (best[1], best[2])


def _around(first: Bounds, second: Bounds) -> Bounds:
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    )


def _fits(bounds: Bounds) -> bool:
    west, south, east, north = bounds
    return east - west <= SHEET_M[0] and north - south <= SHEET_M[1]


def _at_least(bounds: Bounds) -> Bounds:
    west, south, east, north = bounds
    more_x = max(0.0, _LEAST_M - (east - west)) / 2
    more_y = max(0.0, _LEAST_M - (north - south)) / 2
    return (west - more_x, south - more_y, east + more_x, north + more_y)


def _letter(rank: int) -> str:
    """Name a sector: A to Z, then AA, AB..."""
    prefix = "" if rank < 26 else chr(ord("A") + rank // 26 - 1)
    return prefix + chr(ord("A") + rank % 26)
