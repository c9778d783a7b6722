"""The plan of the demonstration: read without a finding, well placed, and it sees its zones."""

from __future__ import annotations

import collections
import csv
import json
import pathlib
from typing import Any

import pytest
import shapely

from geodata.demo_plan import demo_plan
from geodata.invented import demo_scene
from geodata.plans import parse_plan
from planner.catalogues.reader import load
from planner.coverage.measure import CoverageOptions, measure
from planner.coverage.standing import settle
from planner.plan import Plan
from planner.scene.model import Scene
from planner.scene.public_space import PublicSpace, public_space
from planner.scene.supports import building_at, distance_to_town_m, index_footprints, stand


@pytest.fixture(scope="module")
def scene() -> Scene:
    return demo_scene()


@pytest.fixture(scope="module")
def public(scene: Scene) -> PublicSpace:
    return public_space(scene)


@pytest.fixture(scope="module")
def plan(scene: Scene) -> Plan:
    return parse_plan(demo_plan(), scene.crs)


def features(kind: str) -> list[dict[str, Any]]:
    found = [feature["properties"] for feature in demo_plan()["features"]]
    return [properties for properties in found if properties["kind"] == kind]


def test_reading_it_notices_nothing(plan: Plan) -> None:
    assert plan.findings == ()


def test_it_is_json_that_comes_back_equal_and_new_at_each_call() -> None:
    document = demo_plan()
    assert json.loads(json.dumps(document)) == document
    document["features"].clear()
    assert demo_plan()["features"]


def test_coordinates_are_degrees_rounded_to_a_centimetre() -> None:
    shapes = [shapely.from_geojson(json.dumps(f["geometry"])) for f in demo_plan()["features"]]
    for lon, lat in shapely.get_coordinates(shapes).tolist():
        assert (lon, lat) == (round(lon, 7), round(lat, 7))
        assert 2.8 < lon < 2.9
        assert 50.0 < lat < 50.2


def test_it_shows_every_kind_of_camera_and_support(plan: Plan) -> None:
    assert len(plan.cameras) == 12
    models = {camera.model for camera in plan.cameras}
    assert models == {
        "fixed-4mp", "fixed-8mp", "plate-2mp", "ptz-4mp", "multi-4x4mp", "panoramic-12mp",
    }  # fmt: skip
    supports = {"mast" if camera.mast else camera.support for camera in plan.cameras}
    assert supports == {"mast", "facade", "lamp"}
    on_masts = collections.Counter(camera.mast for camera in plan.cameras if camera.mast)
    assert set(on_masts) == {mast.id for mast in plan.masts}
    assert sorted(on_masts.values())[-3:] == [2, 2, 2]
    assert (len(plan.zones), len(plan.panels), len(plan.ducts)) == (4, 3, 1)


def test_heights_and_tilts_are_sensible(plan: Plan) -> None:
    for camera in plan.cameras:
        assert 4.5 <= camera.height_m <= 7.0
        assert 0.0 <= camera.tilt_deg <= 15.0


def test_every_camera_says_why_and_that_the_facts_are_invented(plan: Plan) -> None:
    for camera in plan.cameras:
        assert camera.purposes
        assert camera.mission is not None
        assert camera.justification.startswith("Commune inventée")
        assert camera.plate_software == "none"


def test_every_support_stands_where_it_may(plan: Plan, scene: Scene, public: PublicSpace) -> None:
    assert settle(plan, scene, public).findings == ()


def test_facade_cameras_are_on_a_wall_and_the_lamp_camera_on_a_lamp(
    plan: Plan, scene: Scene
) -> None:
    index = index_footprints(scene)
    hosts = {c.id: stand(c.position, c.height_m, index).host for c in plan.cameras}
    on_walls = {camera.id for camera in plan.cameras if camera.support == "facade"}
    assert {camera for camera, host in hosts.items() if host == "facade"} == on_walls
    lamps = shapely.union_all([point.point for point in scene.points if point.kind == "lamp"])
    [on_lamp] = [camera for camera in plan.cameras if camera.support == "lamp"]
    assert lamps.distance(on_lamp.position) < 0.3


def test_pictures_go_to_the_town_hall(plan: Plan, scene: Scene) -> None:
    place = plan.supervision.position
    building = building_at(index_footprints(scene), place.x, place.y)
    assert building is not None
    assert building.kind == "townhall"
    assert distance_to_town_m(scene, place) == 0.0


def test_panels_are_in_public_space(plan: Plan, public: PublicSpace) -> None:
    x, y = shapely.get_coordinates([panel.position for panel in plan.panels]).T
    assert public.contains(x, y).all()


def test_cameras_really_see_their_zones(plan: Plan, scene: Scene, public: PublicSpace) -> None:
    settled = settle(plan, scene, public)
    coarse = CoverageOptions(cell_m=1.0, draw=False)
    coverage = measure(scene, settled, load(), public=public, options=coarse)
    assert [zone.level for zone in coverage.zones] == [
        "observe", "recognise", "observe", "recognise",
    ]  # fmt: skip
    for zone in coverage.zones:
        assert zone.covered_share is not None
        assert zone.covered_share > 0.85
        assert zone.public_share == pytest.approx(1.0, abs=0.02)


def test_the_applicant_is_a_small_commune_that_asks_for_the_first_time(plan: Plan) -> None:
    applicant = plan.applicant
    assert (applicant.kind, applicant.department, applicant.region) == ("commune", "80", "32")
    assert applicant.population_municipale == applicant.population_totale == 2400
    assert applicant.first_equipment is True
    assert applicant.previous_awards == ()
    assert (plan.date, plan.retention_days) == ("2026-03-02", 15)
    assert plan.schemes == ("hauts-de-france-prochaine",)


@pytest.mark.realdata
def test_no_commune_has_its_code(plan: Plan, shared_data: pathlib.Path) -> None:
    table = shared_data / "communes" / "communes_hauts_de_france_2023.csv"
    with table.open(encoding="utf-8") as lines:
        codes = {row["code_insee"] for row in csv.DictReader(lines)}
    assert set(plan.communes) & codes == set()
