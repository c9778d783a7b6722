"""A town grown beyond its bourg: as sound as a small one, and textured as real towns are.

Figures of real towns, by ``town_texture`` on the cuts of the data folder (OpenStreetMap, ODbL):

=====================  ======  =======  ===============  =================
..                      Redon  Le Mans  Geneva, left b.  St-Jean-la-Poterie
=====================  ======  =======  ===============  =================
with holes, %             0.6      0.4              0.7                0.0
vertices, median            6        7                6                  5
vertices, mean            8.0      9.5              7.7                6.3
vertices, 95 %             16       19               16                 13
touching another, %        79       82               94                 60
slivers per 1,000         0.0      4.1              2.7                0.0
gaps < 10 cm per 1,000    4.9      0.0              2.7                6.2
under 30 m², %             23       35               11                 33
irregular, %               27       35               22                 20
road edges per km          22       19               27                 13
road per building, m       16       17               25                 10
dead ends, %               20       35               18                 28
crossings of four, %       10        7               23                  7
=====================  ======  =======  ===============  =================

Saulx and its villages have 6.2 slivers per 1,000 buildings, which is the most.
"""

from __future__ import annotations

import hashlib
import itertools
import pathlib
from collections import Counter

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import Point, STRtree
from town_texture import Texture, texture

from geodata.invented import demo_scene, invent
from geodata.osm_scene import read_osm_scene
from planner.scene.model import Scene
from planner.scene.public_space import corridor_width

CHURCH = Point(690_000, 7_000_000)
OLD_TOWN_M = 180.0
GEOS = (3, 14)  # another release may round the last bit of a corner otherwise


@pytest.fixture(scope="module")
def small() -> Scene:
    return invent(seed=1, buildings=1250)


@pytest.fixture(scope="module")
def large() -> Scene:
    return invent(seed=1, buildings=5000)


@pytest.fixture(scope="module", params=["small", "large"])
def town(request: pytest.FixtureRequest) -> Scene:
    scene: Scene = request.getfixturevalue(request.param)
    return scene


@pytest.fixture(scope="module")
def figures(large: Scene) -> Texture:
    return texture(large)


def footprints(scene: Scene) -> NDArray[np.object_]:
    return np.array([building.footprint for building in scene.buildings], dtype=object)


def street_lines(scene: Scene) -> NDArray[np.object_]:
    return np.array([street.line for street in scene.streets], dtype=object)


def every_shape(scene: Scene) -> NDArray[np.object_]:
    shapes = [
        *footprints(scene),
        *street_lines(scene),
        *(wall.line for wall in scene.walls),
        *(area.polygon for area in scene.areas),
        *(barrier.line for barrier in scene.barriers),
        *(landmark.point for landmark in scene.points),
        *(duct.line for duct in scene.ducts),
    ]
    return np.array(shapes, dtype=object)


def digest(scene: Scene) -> str:
    """Sum up every coordinate and every word that users see."""
    words = [(b.id, b.height_m, b.min_height_m, b.kind, b.name, b.use) for b in scene.buildings]
    ways = [(s.id, s.name, s.highway, s.surface, s.sidewalk, s.bridge) for s in scene.streets]
    marks = [(p.id, p.kind, p.height_m, p.crown_m) for p in scene.points]
    coordinates = shapely.get_coordinates(every_shape(scene)).tobytes()
    return hashlib.sha256(coordinates + repr((words, ways, marks)).encode()).hexdigest()


def in_streets(scene: Scene) -> list[tuple[str, str]]:
    reach = np.array([corridor_width(street) / 2 - 0.005 for street in scene.streets])
    corridors = shapely.buffer(street_lines(scene), reach, cap_style="flat")
    met = STRtree(footprints(scene)).query(corridors, predicate="intersects").T.tolist()
    return [(scene.streets[s].id, scene.buildings[b].id) for s, b in met]


def pieces(scene: Scene) -> int:
    """Count the parts of the street graph that nothing joins."""
    parent: dict[tuple[float, ...], tuple[float, ...]] = {}

    def root(node: tuple[float, ...]) -> tuple[float, ...]:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for street in scene.streets:
        for one, other in itertools.pairwise(street.line.coords):
            parent[root(one)] = root(other)
    return len({root(node) for node in list(parent)})


def unmarked_crossings(scene: Scene) -> list[tuple[float, ...]]:
    lines = street_lines(scene)
    one, other = STRtree(lines).query(lines, predicate="crosses")
    pairs = one < other
    met = shapely.get_coordinates(shapely.intersection(lines[one[pairs]], lines[other[pairs]]))
    vertices = {tuple(vertex) for vertex in shapely.get_coordinates(lines).tolist()}
    return [tuple(place) for place in met.tolist() if tuple(place) not in vertices]


# --- the same for a seed ----------------------------------------------------------------------


@pytest.mark.skipif(shapely.geos_version[:2] != GEOS, reason="kept for one release of GEOS")
def test_the_bytes_of_towns_are_kept(small: Scene) -> None:
    assert (
        digest(demo_scene()) == "33f2cc3b0feb78457e9dc91f3a3aad30ac030d304887696ac6754c253cc0a5e3"
    )
    assert digest(small) == "f719800d8bdb03b3c6788e2a0d4f4a6ff39db310fb4d500d81cd310a4f777e8d"


# --- sound as geometry ------------------------------------------------------------------------


def test_a_grown_town_has_its_buildings(small: Scene, large: Scene) -> None:
    assert [len(scene.buildings) for scene in (small, large)] == [1250, 5000]


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10_000), buildings=st.integers(1001, 1400))
def test_any_grown_town_is_sound(seed: int, buildings: int) -> None:
    scene = invent(seed=seed, buildings=buildings)
    assert len(scene.buildings) == buildings
    assert pieces(scene) == 1
    assert in_streets(scene) == []
    assert unmarked_crossings(scene) == []
    assert shapely.is_valid(every_shape(scene)).all()


def test_every_geometry_is_valid_rounded_and_on_the_ground(town: Scene) -> None:
    shapes = every_shape(town)
    coordinates = shapely.get_coordinates(shapes)
    assert shapely.is_valid(shapes).all()
    assert np.array_equal(coordinates, np.round(coordinates, 3))
    assert town.outline is not None
    assert shapely.covers(town.outline.buffer(0.01), shapes).all()
    assert shapely.is_ccw([shape.exterior for shape in footprints(town)]).all()


def test_ids_are_unique_and_sorted(town: Scene) -> None:
    for layer in (town.buildings, town.walls, town.streets, town.areas, town.points):
        ids = [record.id for record in layer]  # type: ignore[attr-defined] # records have ids
        assert ids == sorted(set(ids))


def test_no_building_stands_in_a_street(town: Scene) -> None:
    assert in_streets(town) == []


def test_no_building_stands_in_the_river_or_on_the_tracks(town: Scene) -> None:
    [water] = [area.polygon for area in town.areas if area.kind == "water"]
    [rail] = [barrier.line for barrier in town.barriers if barrier.kind == "rail"]
    assert not shapely.intersects(footprints(town), water).any()
    assert float(shapely.distance(footprints(town), rail).min()) > 8.0


def test_streets_form_one_connected_graph(town: Scene) -> None:
    assert pieces(town) == 1


def test_streets_meet_at_their_vertices_only(town: Scene) -> None:
    assert unmarked_crossings(town) == []


def test_only_bridges_cross_the_river(town: Scene) -> None:
    [river] = [barrier.line for barrier in town.barriers if barrier.kind == "waterway"]
    crossing = [street for street in town.streets if street.line.crosses(river)]
    assert crossing == [street for street in town.streets if street.bridge]
    assert len(crossing) >= 3


# --- as real towns are ------------------------------------------------------------------------


def test_outlines_are_as_intricate_as_in_real_towns(figures: Texture) -> None:
    assert 5 <= figures.vertices_median <= 7
    assert 6.3 <= figures.vertices_mean <= 9.5
    assert 13 <= figures.vertices_p95 <= 19
    assert 0.18 <= figures.irregular <= 0.35
    assert 0.004 <= figures.with_holes <= 0.012
    assert 55.0 <= figures.area_median_m2 <= 205.0
    assert 0.11 <= figures.under_30_m2 <= 0.35


def test_neighbours_touch_as_in_real_towns(figures: Texture) -> None:
    assert 0.6 <= figures.touching <= 0.94
    assert 2.0 <= figures.slivers <= 7.0
    assert figures.sliver_m2 < 30.0
    assert 2.0 <= figures.gaps <= 8.0


def test_slivers_are_thin(large: Scene) -> None:
    shapes = footprints(large)
    one, other = STRtree(shapes).query(shapes, "intersects")
    pairs = one < other
    shared = shapely.intersection(shapes[one[pairs]], shapes[other[pairs]])
    drawn_over = shared[shapely.area(shared) > 1e-3]
    # The widest disc within, twice its radius.
    assert 2 * shapely.length(shapely.maximum_inscribed_circle(drawn_over)).max() < 0.75


def test_party_walls_are_mostly_shared_vertex_for_vertex(large: Scene) -> None:
    walls: Counter[frozenset[tuple[float, ...]]] = Counter()
    for shape in footprints(large):
        for ring in (shape.exterior, *shape.interiors):
            walls.update(frozenset(wall) for wall in itertools.pairwise(ring.coords))
    shared = sum(owners > 1 for owners in walls.values())
    # Redon 1.20 per building, Le Mans 1.12, Saint-Jean 0.51.
    assert 0.5 < shared / len(large.buildings) < 1.2


def test_neighbours_of_a_terrace_differ_in_height(large: Scene) -> None:
    shapes = footprints(large)
    heights = np.array([building.height_m for building in large.buildings])
    one, other = STRtree(shapes).query(shapes, "touches")
    steps = np.abs(heights[one] - heights[other])
    assert float(np.mean(steps > 0.5)) > 0.4


def test_streets_meet_as_in_real_towns(figures: Texture) -> None:
    assert 13.0 <= figures.edges_per_km <= 27.0
    assert 10.0 <= figures.street_m <= 25.0
    assert 0.15 <= figures.dead_ends <= 0.35
    assert 0.07 <= figures.crossings <= 0.23


def test_the_town_has_what_a_large_town_has(large: Scene) -> None:
    kinds = Counter(building.kind for building in large.buildings)
    assert kinds.keys() >= {
        "church", "townhall", "marketplace", "train_station", "school", "sports_hall", "police",
        "apartments", "retail", "industrial", "farm", "garage", "shed",
    }  # fmt: skip
    assert min(kinds["apartments"], kinds["industrial"], kinds["shed"]) >= 20
    assert {area.kind for area in large.areas} >= {
        "square", "parking", "park", "school", "water", "green", "private", "station",
    }  # fmt: skip
    assert {wall.kind for wall in large.walls} == {"wall", "hedge"}
    passages = [b for b in large.buildings if b.use == "dwelling" and b.min_height_m > 2.5]
    assert len(passages) >= 20


def test_streets_have_names_of_their_own(large: Scene) -> None:
    named = {street.name for street in large.streets if street.name}
    assert len(named) > 200
    assert not [name for name in named if any(mark in name for mark in "(#") or name.isdigit()]
    first_words = {name.split(" ")[0] for name in named}
    assert first_words >= {"Rue", "Avenue", "Allée", "Impasse", "Boulevard", "Route", "Chemin"}


def test_the_town_is_no_disc(large: Scene) -> None:
    """Beyond the core it grows along roads: as far again in some directions as in others."""
    centres = shapely.get_coordinates(shapely.centroid(footprints(large)))
    x, y = (centres - [CHURCH.x, CHURCH.y]).T
    sector = np.floor((np.degrees(np.arctan2(y, x)) % 360.0) / 30.0).astype(int)
    reach = np.array([np.percentile(np.hypot(x, y)[sector == k], 90) for k in range(12)])
    assert reach.max() > 1.6 * reach.min()


# --- growth keeps the core --------------------------------------------------------------------


def test_what_stands_in_the_small_town_stands_in_the_large_one(small: Scene, large: Scene) -> None:
    one, other = ({shape.wkb for shape in footprints(scene)} for scene in (small, large))
    assert one <= other


def test_as_many_walls_stand_around_the_core_whatever_the_size(small: Scene, large: Scene) -> None:
    spots = shapely.points(_spots_in_core(small))
    around = [_walls_within(scene, spots, 120.0) for scene in (small, large)]
    # Measured: 1,046 sides on average at 1,250 buildings, 1,054 at 5,000 and at 20,000.
    assert around[0] == pytest.approx(1046, rel=0.02)
    assert around[1] == pytest.approx(around[0], rel=0.02)


def _spots_in_core(scene: Scene) -> NDArray[np.float64]:
    """Give 200 points along the streets of the core."""
    core = CHURCH.buffer(OLD_TOWN_M)
    lines = shapely.intersection(
        [s.line for s in scene.streets if s.highway not in {"footway", "service"}], core
    )
    whole = lines[shapely.length(lines) > 0.0]
    ends = np.cumsum(shapely.length(whole))
    wanted = (np.arange(200) + 0.5) * ends[-1] / 200
    rank = np.searchsorted(ends, wanted)
    along = wanted - (ends - shapely.length(whole))[rank]
    return shapely.get_coordinates(shapely.line_interpolate_point(whole[rank], along))


def _walls_within(scene: Scene, spots: NDArray[np.object_], reach_m: float) -> float:
    """Give how many sides of buildings stand near a spot, on average."""
    rings = shapely.get_rings(footprints(scene))
    sides = [side for ring in rings for side in itertools.pairwise(ring.coords)]
    tree = STRtree(shapely.linestrings(np.array(sides)))
    return len(tree.query(spots, "dwithin", reach_m)[0]) / len(spots)


# --- real towns, and the largest --------------------------------------------------------------


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "vertices", "touching", "holes", "edges"),
    [
        ("redon-35236", (6, 16), 0.79, 0.006, 22.2),
        ("le-mans-centre-72181", (7, 19), 0.825, 0.004, 18.5),
        ("saint-jean-la-poterie-56223", (5, 12.55), 0.603, 0.0, 13.4),
    ],
)
def test_figures_of_real_towns_are_those_quoted(
    shared_data: pathlib.Path,
    name: str,
    vertices: tuple[float, float],
    touching: float,
    holes: float,
    edges: float,
) -> None:
    found = texture(read_osm_scene(shared_data / "osm" / f"{name}.osm.bz2"))
    assert (found.vertices_median, found.vertices_p95) == pytest.approx(vertices, abs=0.1)
    assert found.touching == pytest.approx(touching, abs=0.001)
    assert found.with_holes == pytest.approx(holes, abs=0.001)
    assert found.edges_per_km == pytest.approx(edges, abs=0.1)


@pytest.mark.slow
@pytest.mark.skipif(
    settings.get_current_profile_name() != "thorough",
    reason="5,000 buildings are asked the same above: 20,000 in `make thorough`",
)
def test_twenty_thousand_buildings_are_invented_as_sound_as_five_thousand() -> None:
    scene = invent(seed=1, buildings=20_000)
    assert len(scene.buildings) == 20_000
    assert pieces(scene) == 1
    assert in_streets(scene) == []
    assert unmarked_crossings(scene) == []
    found = texture(scene)
    assert 5 <= found.vertices_median <= 7
    assert 0.55 <= found.touching <= 0.94
    assert 2.0 <= found.slivers <= 7.0
    assert 13.0 <= found.edges_per_km <= 27.0
