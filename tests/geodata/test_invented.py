"""The invented town: the same for a seed, sound as geometry, and a town by its content."""

from __future__ import annotations

import collections
import csv
import hashlib
import itertools
import pathlib
import subprocess
import sys
import time

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import LineString, Point, STRtree

from geodata.invented import demo_scene, invent
from planner.errors import SourceError
from planner.scene.model import Scene
from planner.scene.public_space import corridor_width, public_space, street_width

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHURCH = Point(690_000, 7_000_000)
SIZES = [(2, 300), (3, 450), (5, 1000)]


@pytest.fixture(scope="module")
def demo() -> Scene:
    return demo_scene()


@pytest.fixture(scope="module", params=[None, *SIZES], ids=str)
def town(request: pytest.FixtureRequest, demo: Scene) -> Scene:
    if request.param is None:
        return demo
    seed, buildings = request.param
    return invent(seed=seed, buildings=buildings)


def footprints(scene: Scene) -> NDArray[np.object_]:
    return np.array([building.footprint for building in scene.buildings], dtype=object)


def geometries(scene: Scene) -> list[shapely.Geometry]:
    return [
        *footprints(scene),
        *(wall.line for wall in scene.walls),
        *(street.line for street in scene.streets),
        *(area.polygon for area in scene.areas),
        *(barrier.line for barrier in scene.barriers),
        *(landmark.point for landmark in scene.points),
        *(duct.line for duct in scene.ducts),
    ]


def digest(scene: Scene) -> str:
    coordinates = shapely.get_coordinates(geometries(scene)).tobytes()
    words = repr([(b.id, b.height_m, b.height_status, b.kind, b.name) for b in scene.buildings])
    words += repr([(s.id, s.name, s.highway, s.surface) for s in scene.streets])
    return hashlib.sha256(coordinates + words.encode()).hexdigest()


# --- the same for a seed ----------------------------------------------------------------------


def test_the_same_seed_gives_the_same_town(demo: Scene) -> None:
    assert demo_scene() == demo


def test_another_process_with_another_hash_order_gives_the_same_town(demo: Scene) -> None:
    program = (
        "import test_invented as t; from geodata.invented import demo_scene;"
        "print(t.digest(demo_scene()))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONHASHSEED": "77", "PYTHONPATH": f"{ROOT}:{ROOT / 'tests' / 'geodata'}"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == digest(demo)


def test_another_seed_gives_another_town(demo: Scene) -> None:
    assert digest(invent(seed=2, buildings=600)) != digest(demo)


def test_the_demonstration_is_invented_in_two_seconds_of_work() -> None:
    start = time.process_time()
    demo_scene()
    assert time.process_time() - start < 2.0


# --- sound as geometry ------------------------------------------------------------------------


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000), buildings=st.integers(300, 700))
def test_any_town_has_its_buildings_and_none_overlaps(seed: int, buildings: int) -> None:
    scene = invent(seed=seed, buildings=buildings)
    assert len(scene.buildings) == buildings
    assert largest_overlap(scene) < 1e-3


def largest_overlap(scene: Scene) -> float:
    shapes = footprints(scene)
    one, other = STRtree(shapes).query(shapes, predicate="intersects")
    pairs = one < other
    shared = shapely.intersection(shapes[one[pairs]], shapes[other[pairs]])
    return float(np.max(shapely.area(shared), initial=0.0))


@pytest.mark.parametrize("buildings", [299, 20_001])
def test_a_size_out_of_range_is_refused(buildings: int) -> None:
    with pytest.raises(SourceError) as raised:
        invent(buildings=buildings)
    assert raised.value.code == "invented_size"
    assert raised.value.values["buildings"] == buildings


def test_no_building_overlaps_another(town: Scene) -> None:
    # A square centimetre at most, where rounding to the millimetre bends a long party wall.
    assert largest_overlap(town) < 1e-3


def test_no_building_stands_in_a_street(town: Scene) -> None:
    shapes = footprints(town)
    lines = np.array([street.line for street in town.streets], dtype=object)
    reach = np.array([corridor_width(street) / 2 - 0.005 for street in town.streets])
    corridors = shapely.buffer(lines, reach, cap_style="flat")
    street, building = STRtree(shapes).query(corridors, predicate="intersects")
    met = [
        (town.streets[s].id, town.buildings[b].id) for s, b in zip(street, building, strict=True)
    ]
    assert met == []


def test_no_building_stands_in_the_river_or_on_the_tracks(town: Scene) -> None:
    [water] = [area.polygon for area in town.areas if area.kind == "water"]
    [rail] = [barrier.line for barrier in town.barriers if barrier.kind == "rail"]
    assert not np.any(shapely.intersects(footprints(town), water))
    assert float(np.min(shapely.distance(footprints(town), rail))) > 8.0


def test_every_geometry_is_valid_and_rounded_to_the_millimetre(town: Scene) -> None:
    shapes = np.array(geometries(town), dtype=object)
    assert np.all(shapely.is_valid(shapes))
    coordinates = shapely.get_coordinates(shapes)
    assert np.array_equal(coordinates, np.round(coordinates, 3))


def test_party_walls_are_shared_vertex_for_vertex(town: Scene) -> None:
    walls: collections.Counter[frozenset[tuple[float, float]]] = collections.Counter()
    for building in town.buildings:
        ring = list(building.footprint.exterior.coords)
        walls.update(frozenset(wall) for wall in itertools.pairwise(ring))
    shared = [wall for wall, owners in walls.items() if owners == 2]
    assert len(shared) > len(town.buildings) / 5
    assert max(walls.values()) == 2


def test_everything_stands_on_the_ground_that_the_data_speaks_of(town: Scene) -> None:
    assert town.outline is not None
    shapes = np.array(geometries(town), dtype=object)
    assert np.all(shapely.covers(town.outline.buffer(0.01), shapes))


def test_ids_are_unique_and_sorted(town: Scene) -> None:
    layers = (town.buildings, town.walls, town.streets, town.areas, town.points, town.ducts)
    for layer in layers:
        ids = [record.id for record in layer]  # type: ignore[attr-defined] # records have ids
        assert ids == sorted(set(ids))


# --- streets ----------------------------------------------------------------------------------


def test_streets_form_one_connected_graph(town: Scene) -> None:
    parent: dict[tuple[float, float], tuple[float, float]] = {}

    def root(node: tuple[float, float]) -> tuple[float, float]:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    for street in town.streets:
        assert street.layer == 0
        for one, other in itertools.pairwise(street.line.coords):
            parent[root(one)] = root(other)
    assert len({root(node) for node in list(parent)}) == 1


def test_two_bridges_cross_the_river_and_nothing_else_does(town: Scene) -> None:
    [river] = [barrier.line for barrier in town.barriers if barrier.kind == "waterway"]
    crossing = [street for street in town.streets if street.line.crosses(river)]
    assert len(crossing) == 2
    assert [street for street in town.streets if street.bridge] == crossing


def test_one_road_crosses_the_railway(town: Scene) -> None:
    [rail] = [barrier.line for barrier in town.barriers if barrier.kind == "rail"]
    assert sum(street.line.crosses(rail) for street in town.streets) == 1


def test_streets_do_not_cross_between_their_vertices(demo: Scene) -> None:
    lines = np.array([street.line for street in demo.streets], dtype=object)
    one, other = STRtree(lines).query(lines, predicate="crosses")
    pairs = one < other
    met = shapely.get_coordinates(shapely.intersection(lines[one[pairs]], lines[other[pairs]]))
    vertices = {tuple(vertex) for vertex in shapely.get_coordinates(lines).tolist()}
    assert [place for place in met.tolist() if tuple(place) not in vertices] == []


def test_streets_have_french_names_surfaces_and_cul_de_sacs(demo: Scene) -> None:
    named = {street.name for street in demo.streets if street.name}
    first_words = {name.split(" ")[0] for name in named}
    assert first_words >= {"Rue", "Place", "Impasse", "Route", "Avenue", "Ruelle", "Grande-Rue"}
    surfaces = {street.surface for street in demo.streets}
    assert surfaces >= {"asphalt", "sett", "paving_stones", "gravel"}
    ends = collections.Counter(
        node for street in demo.streets for node in (street.line.coords[0], street.line.coords[-1])
    )
    estate = [street for street in demo.streets if street.name.startswith("Impasse")]
    assert sum(ends[street.line.coords[-1]] == 1 for street in estate) >= 3


def test_some_sidewalks_are_drawn_apart_within_their_street(demo: Scene) -> None:
    sidewalks = [s for s in demo.streets if s.surface == "paving_stones"]
    streets = [s for s in demo.streets if s.sidewalk == "separate"]
    corridors = shapely.union_all([s.line.buffer(corridor_width(s) / 2 + 0.05) for s in streets])
    assert len(sidewalks) == 4 * len(streets) >= 20
    assert all(corridors.contains(sidewalk.line) for sidewalk in sidewalks)


# --- a town by its content --------------------------------------------------------------------


def test_the_town_has_what_a_bourg_has(town: Scene) -> None:
    kinds = {building.kind for building in town.buildings}
    assert kinds >= {
        "church", "townhall", "school", "police", "train_station", "sports_hall", "marketplace",
        "farm", "retail",
    }  # fmt: skip
    assert {area.kind for area in town.areas} >= {
        "square", "parking", "park", "forecourt", "school", "water", "green", "private", "station",
    }  # fmt: skip
    assert {point.kind for point in town.points} >= {
        "tree", "lamp", "entrance", "townhall", "police", "school",
    }  # fmt: skip
    assert len(town.ducts) == 1


def test_there_are_courtyards_and_an_open_market_hall(demo: Scene) -> None:
    assert sum(bool(b.footprint.interiors) for b in demo.buildings) >= 4
    halls = [building for building in demo.buildings if building.kind == "marketplace"]
    assert halls
    assert all(hall.min_height_m > 2.5 for hall in halls)


def test_a_hamlet_stands_down_the_road(demo: Scene) -> None:
    away = [building.footprint.distance(CHURCH) for building in demo.buildings]
    hamlet = [distance for distance in away if 800.0 <= distance <= 1250.0]
    between = [distance for distance in away if 650.0 <= distance < 800.0]
    assert len(hamlet) >= 15
    assert not between


def test_heights_are_mostly_known_and_partly_assumed(town: Scene) -> None:
    counted = collections.Counter(building.height_status for building in town.buildings)
    assumed = counted["assumed"] / len(town.buildings)
    assert 0.05 < assumed < 0.3
    assert min(counted["measured"], counted["levels"]) > 0.2 * len(town.buildings)
    assert all(2.0 < building.height_m < 30.0 for building in town.buildings)
    [layer] = [layer for layer in town.provenance if layer.layer == "buildings"]
    assert layer.assumed == (("height", counted["assumed"]),)


def test_lamps_light_the_streets_from_outside_the_carriageways(town: Scene) -> None:
    lamps = np.array([p.point for p in town.points if p.kind == "lamp"], dtype=object)
    roads = [s for s in town.streets if s.highway not in {"footway", "path", "track"}]
    reach = np.array([street_width(street)[0] / 2 for street in roads])
    gaps = shapely.distance(lamps[:, None], [street.line for street in roads]) - reach
    assert len(lamps) > 90
    assert gaps.min() > 0.3
    assert not len(STRtree(footprints(town)).query(lamps, predicate="intersects")[0])


def test_doors_are_on_walls_that_face_outdoors(town: Scene) -> None:
    doors = np.array([p.point for p in town.points if p.kind == "entrance"], dtype=object)
    walls = shapely.boundary(footprints(town))
    _, gaps = STRtree(walls).query_nearest(doors, return_distance=True, all_matches=False)
    assert len(doors) > 60
    assert gaps.max() < 0.05


def test_squares_and_streets_are_public_and_gardens_are_not(demo: Scene) -> None:
    space = public_space(demo)
    church_square = next(area for area in demo.areas if area.name == "Place de l’Église")
    corner = church_square.polygon.bounds[0] + 3.0, church_square.polygon.bounds[1] + 3.0
    school = next(area for area in demo.areas if area.kind == "school").polygon
    yard = school.representative_point()
    asked = np.array([corner, (yard.x, yard.y)])
    assert space.contains(asked[:, 0], asked[:, 1]).tolist() == [True, False]
    # No sliver of unknown ground between a square and its street.
    edge = LineString([(690_000, 7_000_000 + 20.0), (690_000, 7_000_000 + 33.0)])
    assert shapely.difference(edge, space.polygon).length == pytest.approx(0.0, abs=1e-6)


# --- no real place ----------------------------------------------------------------------------


def test_provenance_says_that_no_place_is_real(demo: Scene) -> None:
    assert demo.crs == "EPSG:2154"
    assert [finding.code for finding in demo.findings] == ["invented_town"]
    for layer in demo.provenance:
        assert layer.licence == "MIT"
        assert "aucun lieu réel" in layer.source


@pytest.mark.realdata
def test_no_commune_of_the_region_has_these_names(demo: Scene, shared_data: pathlib.Path) -> None:
    table = shared_data / "communes" / "communes_hauts_de_france_2023.csv"
    with table.open(encoding="utf-8") as lines:
        communes = {row["nom"].casefold() for row in csv.DictReader(lines)}
    roads = {s.name.removeprefix("Route de ") for s in demo.streets if s.name.startswith("Route")}
    assert len(roads) == 5
    assert {demo.name.casefold(), *(road.casefold() for road in roads)} & communes == set()
