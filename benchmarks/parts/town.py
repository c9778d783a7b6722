"""What every part works with: the invented town, cameras along its streets, our engine."""

from __future__ import annotations

import math
import pathlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from shapely import Point

from planner.catalogues.model import Catalogue
from planner.catalogues.reader import load
from planner.coverage.engine.eyes import eyes_of
from planner.coverage.engine.obstacles import Obstacles
from planner.coverage.exact.sweep import Pieces, visible_pieces
from planner.coverage.seen import Ground, ground_of
from planner.coverage.watch import Scale, Watch, glance, measured
from planner.optics import Optics, Panoramic, Rectilinear
from planner.plan import Camera
from planner.scene.model import Scene, Terrain
from planner.scene.public_space import PublicSpace, public_space

# The program of the frozen areas is the peer, and its cameras are ours.
sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "tests"))

from reference.cgal_areas import (
    RADIUS_M,
    Place,
    places_along,
)

__all__ = ["RADIUS_M", "Place", "places_along"]

DATE = "2026-01-01"
LENS_M = 6.0
TARGET_M = 1.7
TILT_DEG = 12.0
GOLDEN_DEG = 137.50776405
HEAD = Panoramic(width_px=20_000, hfov_deg=360.0, range_m=RADIUS_M)
"""Four levels of DORI within 120 m: 25 px/m at 127 m, 62.5 at 51, 125 at 25, 250 at 13."""
LENS = Rectilinear(width_px=2688, height_px=1520, hfov_deg=68.0, vfov_deg=41.0)
"""4 MP, 25 px/m at 80 m."""
RELIEF_STEP_M = 5.0
_MARGIN_M = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A town and what our engine needs beside it."""

    scene: Scene
    public: PublicSpace
    catalogue: Catalogue

    @property
    def ground(self) -> Ground:
        """The scene made ready, from nothing each time."""
        return ground_of(self.scene, self.public)


def bench_of(scene: Scene) -> Bench:
    return Bench(scene=scene, public=public_space(scene), catalogue=load(on=DATE))


def camera_at(place: Place, rank: int, optics: Optics) -> Camera:
    return Camera(
        id=f"C{rank}",
        position=Point(place),
        height_m=LENS_M,
        bearing_deg=rank * GOLDEN_DEG % 360.0,
        tilt_deg=TILT_DEG,
        optics=optics,
        support="pole",
    )


def heads_at(places: Sequence[Place]) -> list[Camera]:
    """Put a head that sees 120 m all around at each place."""
    return [camera_at(place, rank, HEAD) for rank, place in enumerate(places)]


def scale_of(catalogue: Catalogue, cell_m: float, *, draw: bool) -> Scale:
    levels = catalogue.standards["dori-2015"].levels
    return Scale(levels=levels, cell_m=cell_m, target_m=TARGET_M, draw=draw)


def see(bench: Bench, ground: Ground, cameras: Sequence[Camera], scale: Scale) -> list[Watch]:
    """See from the cameras all that ``vigie coverage`` measures of them, as it does."""
    seen = [glance(camera, bench.catalogue, ground, scale) for camera in cameras]
    return measured(seen, ground, scale)


def regions_seen(bench: Bench, obstacles: Obstacles, cameras: Sequence[Camera]) -> Pieces:
    """Give the ground that the cameras see: exact pieces with their corners, level and area."""
    scale = scale_of(bench.catalogue, 2.0, draw=False)
    yards = scale.yards(float(scale.thresholds[0]))
    heads = [eyes_of(camera, bench.catalogue)[0] for camera in cameras]
    pieces = visible_pieces(heads, obstacles, yards, scale.thresholds)
    pieces.corners()
    return pieces


def hills(scene: Scene) -> Terrain:
    """Lay two crossing rows of hills, 24 m from foot to top, under a town."""
    buildings = np.array([building.footprint.bounds for building in scene.buildings])
    west, south = buildings[:, :2].min(axis=0) - _MARGIN_M
    east, north = buildings[:, 2:].max(axis=0) + _MARGIN_M
    x = np.arange(0.0, east - west, RELIEF_STEP_M)
    y = np.arange(0.0, north - south, RELIEF_STEP_M)
    waves = np.sin(2.0 * math.pi * x / 430.0)[None, :] + np.sin(2.0 * math.pi * y / 310.0)[:, None]
    return Terrain(
        x=float(west), y=float(south), step_m=RELIEF_STEP_M, heights_m=60.0 + 6.0 * waves
    )
