"""A real town (Redon): the engine against straight lines in space, and a plan of 15 cameras."""

from __future__ import annotations

import pathlib
import time
import warnings

import numpy as np
import pytest
import shapely
from coverage_scenes import NOWHERE_PUBLIC, camera, catalogue, omni, plan
from shapely import LineString, Point

from geodata.osm_scene import read_osm_scene
from planner.coverage.measure import CoverageOptions, measure
from planner.coverage.standing import settle
from planner.optics import Rectilinear
from planner.plan import Camera, Zone
from planner.scene.model import Scene
from planner.scene.public_space import is_public, public_space

pytestmark = pytest.mark.realdata

LENS = Rectilinear(width_px=2688, height_px=1520, hfov_deg=68.0, vfov_deg=41.0)
CELL = 0.5


@pytest.fixture(scope="module")
def redon(shared_data: pathlib.Path) -> Scene:
    return read_osm_scene(shared_data / "osm" / "redon-35236.osm.bz2")


def along_streets(scene: Scene, count: int) -> list[tuple[float, float]]:
    lines = [street.line for street in scene.streets if is_public(street)]
    chosen = lines[:: max(1, len(lines) // (2 * count))]
    middles = [line.interpolate(0.5, normalized=True) for line in chosen]
    tree = shapely.STRtree([one.footprint for one in scene.buildings])
    free = [m for m in middles if not len(tree.query(m.buffer(0.3), predicate="intersects"))]
    return [(point.x, point.y) for point in free[:count]]


def is_stopped(scene: Scene, tree: shapely.STRtree, eye: Camera, target: Point, t: float) -> bool:
    """Follow the straight line in space through each footprint and each wall that it crosses."""
    line = LineString([eye.position, target])
    solids = len(scene.buildings)
    for k in tree.query(line, predicate="intersects"):
        shape = scene.buildings[k].footprint if k < solids else scene.walls[k - solids].line
        top = scene.buildings[k].height_m if k < solids else scene.walls[k - solids].height_m
        base = scene.buildings[k].min_height_m if k < solids else 0.0
        for piece in shapely.get_parts(line.intersection(shape)):
            along = [eye.position.distance(Point(p)) / line.length for p in piece.coords]
            heights = [eye.height_m + share * (t - eye.height_m) for share in along]
            if min(heights) <= top and max(heights) >= base and max(along) < 1.0:
                return True
    return False


def test_in_redon_every_cell_looked_at_is_seen_as_straight_lines_say(redon: Scene) -> None:
    shapes = [one.footprint for one in redon.buildings] + [one.line for one in redon.walls]
    tree = shapely.STRtree(shapes)
    wrong = []
    for k, place in enumerate(along_streets(redon, 8)):
        eye = camera(omni(50.0), at=place, height_m=8.0 if k % 2 else 5.0)
        seen = measure(
            redon,
            plan([eye], target_height_m=1.7),
            catalogue(),
            public=NOWHERE_PUBLIC,
            options=CoverageOptions(cell_m=CELL, draw=False),
        ).cameras[0]
        found = set(zip(seen.cells.i.tolist(), seen.cells.j.tolist(), strict=True))
        i0, j0 = int(place[0] / CELL), int(place[1] / CELL)
        for i in range(i0 - 70, i0 + 70, 7):
            for j in range(j0 - 70, j0 + 70, 7):
                target = Point((i + 0.5) * CELL, (j + 0.5) * CELL)
                inside = len(tree.query(target, predicate="intersects")) > 0
                hidden = inside or is_stopped(redon, tree, eye, target, 1.7)
                if hidden == ((i, j) in found):
                    wrong.append((k, i, j, hidden))
    assert wrong == []


def test_a_plan_of_15_cameras_is_measured_and_drawn_well_within_a_second(redon: Scene) -> None:
    places = along_streets(redon, 15)
    cameras = [
        camera(LENS, name=f"C{k}", at=place, bearing_deg=24.0 * k, tilt_deg=12.0, support="pole")
        for k, place in enumerate(places)
    ]
    zones = [
        Zone(id=f"Z{k}", polygon=Point(place).buffer(25.0), label="", level="observe")
        for k, place in enumerate(places[::3])
    ]
    public = public_space(redon)
    asked = settle(plan(cameras, zones, target_height_m=1.7), redon, public)
    begin = time.process_time()
    seen = measure(redon, asked, catalogue(), public=public)
    took = time.process_time() - begin
    assert len(seen.cameras) == 15
    assert 0.0 < seen.union_public_m2 < seen.union_visible_m2
    assert 0.0 < seen.street_length_seen_m < seen.street_length_m
    assert all((one.covered_share_low or 0.0) <= (one.covered_share or 0.0) for one in seen.zones)
    assert sum(one.visible_area_m2 for one in seen.cameras) >= seen.union_visible_m2
    for one in seen.cameras:
        region = one.levels[0].region
        assert region is not None
        assert region.is_valid
        assert abs(region.area - one.visible_area_m2) <= region.length * CELL / 2
    if took > 1.0:  # a busy machine is no fault of the program
        with warnings.catch_warnings():
            warnings.simplefilter("default")
            warnings.warn(f"15 cameras took {took:.2f} s of processor", stacklevel=1)


def test_a_camera_put_on_a_facade_of_redon_looks_at_the_street_and_not_indoors(
    redon: Scene,
) -> None:
    house = max(redon.buildings, key=lambda one: (one.footprint.area, one.id))
    wall = house.footprint.exterior.interpolate(0.3, normalized=True)
    drawn = camera(omni(20.0), at=(wall.x, wall.y), height_m=4.0, support="facade")
    asked = settle(plan([drawn], target_height_m=1.7), redon, public_space(redon))
    seen = measure(redon, asked, catalogue(), options=CoverageOptions(cell_m=CELL)).cameras[0]
    assert seen.visible_area_m2 > 10.0
    x, y = (seen.cells.i + 0.5) * CELL, (seen.cells.j + 0.5) * CELL
    assert not shapely.contains_xy(house.footprint, x, y).any()
    assert np.isfinite(seen.position).all()
    assert not house.footprint.contains(Point(seen.position))


def test_a_dense_centre_whose_courtyards_graze_a_cut_has_its_public_ground(
    shared_data: pathlib.Path,
) -> None:
    town = read_osm_scene(shared_data / "osm" / "le-mans-centre-72181.osm.bz2")
    space = public_space(town)
    inside = shapely.get_coordinates(space.polygon.representative_point())
    assert space.strips
    assert space.contains(inside[:, 0], inside[:, 1]).all()
