"""Real towns, read once each: the counts that the data folder publishes.

Figures: README.md of the data folder (buildings, kilometres of carriageways, services, cameras).
"""

from __future__ import annotations

import json
import pathlib
import time
from collections import Counter
from collections.abc import Callable

import pytest
import shapely

from geodata.osm_buildings import outline_count
from geodata.osm_kinds import CARRIAGEWAYS, is_carriageway
from geodata.osm_scene import read_osm_scene
from planner.scene.model import Scene

pytestmark = pytest.mark.realdata

Town = Callable[[str], Scene]

REDON = "osm/redon-35236.osm.bz2"
SAINT_JEAN = "osm/saint-jean-la-poterie-56223.osm.bz2"
SAULX = "osm/saulx-orge-55.osm.bz2"
LE_MANS = "osm/le-mans-centre-72181.osm.bz2"
RIVE_GAUCHE = "osm/geneve-rive-gauche.osm.bz2"
BROKEN_REDON = "osm-broken/redon-original.osm.bz2"
BROKEN_SAINT_JEAN = "osm-broken/saint-jean-original.osm.bz2"
TOWNS = (REDON, SAINT_JEAN, SAULX, LE_MANS, RIVE_GAUCHE, BROKEN_REDON, BROKEN_SAINT_JEAN)


@pytest.fixture(scope="session")
def town(shared_data: pathlib.Path, read_town: Callable[[pathlib.Path], Scene]) -> Town:
    """Give a town of the data folder by its name."""
    return lambda name: read_town(shared_data / name)


def carriageway_km(scene: Scene) -> float:
    return sum(way.line.length for way in scene.streets if is_carriageway(way.highway)) / 1000.0


@pytest.mark.parametrize(
    ("name", "buildings", "kilometres"),
    [
        (REDON, 1022, 16.0),
        (SAINT_JEAN, 650, 6.3),
        (SAULX, 798, 55.3),
        (LE_MANS, 489, 8.3),
        (RIVE_GAUCHE, 2772, 71.7),
        (BROKEN_REDON, 1022, 16.0),
        (BROKEN_SAINT_JEAN, 650, 6.3),
    ],
)
def test_buildings_and_carriageways_are_those_published(
    town: Town, name: str, buildings: int, kilometres: float
) -> None:
    scene = town(name)
    assert outline_count(scene.buildings) == pytest.approx(buildings, rel=0.01)
    assert carriageway_km(scene) == pytest.approx(kilometres, rel=0.01)


def test_footways_of_redon_are_kept_apart(town: Town) -> None:
    scene = town(REDON)
    others = sum(way.line.length for way in scene.streets if way.highway not in CARRIAGEWAYS)
    assert others / 1000.0 == pytest.approx(6.5, rel=0.01)


def test_the_services_of_redon_are_found(town: Town) -> None:
    kinds = Counter(point.kind for point in town(REDON).points)
    assert (kinds["townhall"], kinds["police"], kinds["school"]) == (1, 1, 5)
    assert kinds["lamp"] == 0


@pytest.mark.parametrize(
    ("name", "crs", "title"),
    [
        (REDON, "EPSG:2154", "Redon"),
        (SAINT_JEAN, "EPSG:2154", "Saint-Jean-la-Poterie"),
        (LE_MANS, "EPSG:2154", "le-mans-centre-72181"),
        (RIVE_GAUCHE, "EPSG:32632", "Genève"),
    ],
)
def test_each_town_has_its_metric_system_and_its_name(
    town: Town, name: str, crs: str, title: str
) -> None:
    assert (town(name).crs, town(name).name) == (crs, title)


@pytest.mark.parametrize(
    ("name", "cameras", "record"),
    [(LE_MANS, 2, "osm_cameras_le_mans_2020.geojson"), (REDON, 0, ""), (RIVE_GAUCHE, 267, "")],
)
def test_mapped_cameras_are_those_published(
    town: Town, shared_data: pathlib.Path, name: str, cameras: int, record: str
) -> None:
    found = town(name).cameras
    assert len(found) == cameras
    if record:
        text = (shared_data / "cameras" / record).read_text(encoding="utf-8")
        published = {feature["id"] for feature in json.loads(text)["features"]}
        assert {f"node/{camera.id[1:]}" for camera in found} == published


def test_nearly_every_height_is_assumed_and_says_so(town: Town) -> None:
    scene = town(REDON)
    (told,) = (item for item in scene.findings if item.code == "heights_assumed")
    values = dict(told.values)
    assert values["total"] == 1022
    assert 0.97 < values["count"] / 1022 < 1.0  # type: ignore[operator] # levels on about 2 %
    layer = next(item for item in scene.provenance if item.layer == "buildings")
    assert dict(layer.assumed)["height"] == values["count"]
    assert layer.count == 1022


@pytest.mark.parametrize("name", [BROKEN_REDON, BROKEN_SAINT_JEAN])
def test_a_broken_original_is_read_with_findings_and_its_date(town: Town, name: str) -> None:
    codes = {finding.code for finding in town(name).findings}
    assert {"osm_missing_nodes_buildings", "osm_missing_nodes_streets"} <= codes
    assert {layer.date[:7] for layer in town(name).provenance} == {"2019-09"}


def test_the_broken_original_of_redon_gives_the_buildings_of_its_cleaned_cut(town: Town) -> None:
    broken, clean = town(BROKEN_REDON).buildings, town(REDON).buildings
    assert broken == clean


@pytest.mark.parametrize("name", TOWNS)
def test_every_record_is_sound(town: Town, name: str) -> None:
    scene = town(name)
    footprints = [building.footprint for building in scene.buildings]
    polygons = footprints + [area.polygon for area in scene.areas]
    lines = [way.line for way in (*scene.streets, *scene.walls, *scene.barriers)]
    assert shapely.is_valid(polygons).all()
    assert shapely.is_ccw([polygon.exterior for polygon in polygons]).all()
    assert (shapely.length(lines) > 0).all()
    coordinates = shapely.get_coordinates(polygons + lines)
    assert (coordinates == coordinates.round(3)).all()
    assert all(building.height_m > building.min_height_m >= 0 for building in scene.buildings)


@pytest.mark.parametrize("name", TOWNS)
def test_ids_are_unique_and_sorted_in_every_layer(town: Town, name: str) -> None:
    scene = town(name)
    for layer in (
        scene.buildings, scene.walls, scene.streets, scene.areas, scene.barriers, scene.points,
        scene.cameras,
    ):  # fmt: skip
        ids = [record.id for record in layer]
        assert ids == sorted(set(ids))


def test_streets_of_redon_meet_at_equal_coordinates(town: Town) -> None:
    ends = Counter(
        place
        for way in town(REDON).streets
        for place in {way.line.coords[0], way.line.coords[-1], *way.line.coords}
    )
    assert sum(1 for shared in ends.values() if shared > 1) > 250


def test_redon_is_read_in_under_a_second_and_a_half(shared_data: pathlib.Path) -> None:
    started = time.process_time()
    read_osm_scene(shared_data / REDON)
    assert time.process_time() - started < 1.5


@pytest.mark.slow
def test_geneva_is_read_whole(shared_data: pathlib.Path) -> None:
    started = time.process_time()
    scene = read_osm_scene(shared_data / "osm" / "geneva.osm.pbf")
    assert time.process_time() - started < 15.0
    assert outline_count(scene.buildings) == pytest.approx(11_801, rel=0.01)
    text = (shared_data / "cameras" / "osm_cameras_geneve_2025.geojson").read_text("utf-8")
    published = {feature["id"] for feature in json.loads(text)["features"]}
    assert {f"node/{camera.id[1:]}" for camera in scene.cameras} == published
    assert len(scene.cameras) == 406
    assert sum(bool(camera.bearings_deg) for camera in scene.cameras) == 144
    assert {layer.date for layer in scene.provenance} == {"2025-01-28"}
