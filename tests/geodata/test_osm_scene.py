"""A drawn village becomes a scene: buildings, streets, grounds, points, findings.

OpenStreetMap keeps seven decimals of a degree, so what is drawn in metres comes back within 1 cm.
"""

from __future__ import annotations

import pathlib

import pytest
from osm_drawing import EAST, NORTH, Drawing, finding_counts, scene_of

from geodata.osm_kinds import is_carriageway
from geodata.osm_scene import read_osm_scene
from planner.errors import SourceError

POLICE_FR = {"police:FR": "gendarmerie"}


# Lines


def test_streets_keep_what_a_trench_and_a_camera_need(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    ref = drawing.way(
        [(0, 0), (50, 0)],
        highway="residential",
        name="Rue Haute",
        surface="asphalt",
        width="5.5 m",
        sidewalk__left="yes",
        oneway="yes",
        access="private",
        bridge="yes",
        layer="1",
    )
    (street,) = scene_of(drawing, tmp_path).streets
    assert (street.id, street.highway, street.name) == (f"w{ref}", "residential", "Rue Haute")
    assert (street.surface, street.width_m, street.sidewalk) == ("asphalt", 5.5, "left")
    assert (street.access, street.bridge, street.tunnel, street.layer) == (
        "private",
        True,
        False,
        1,
    )
    assert street.line.length == pytest.approx(50, abs=0.01)


@pytest.mark.parametrize(
    ("tags", "side"),
    [
        ({"sidewalk": "both"}, "both"),
        ({"sidewalk:both": "yes"}, "both"),
        ({"sidewalk:both": "no"}, "no"),
        ({"sidewalk:left": "yes", "sidewalk:right": "yes"}, "both"),
        ({"sidewalk:right": "separate"}, "right"),
        ({"sidewalk:left": "no"}, ""),
    ],
)
def test_both_ways_of_tagging_a_sidewalk_are_read(
    tmp_path: pathlib.Path, tags: dict[str, str], side: str
) -> None:
    drawing = Drawing()
    drawing.way([(0, 0), (50, 0)], highway="residential", **tags)
    assert scene_of(drawing, tmp_path).streets[0].sidewalk == side


@pytest.mark.parametrize(
    "highway", ["construction", "proposed", "platform", "corridor", "elevator", "raceway"]
)
def test_what_is_no_outdoor_way_is_left_out(tmp_path: pathlib.Path, highway: str) -> None:
    drawing = Drawing()
    drawing.way([(0, 0), (50, 0)], highway=highway)
    drawing.way([(0, 9), (50, 9)], highway="footway", indoor="yes")
    drawing.way([(0, 5), (50, 5)], highway="steps")
    assert [item.highway for item in scene_of(drawing, tmp_path).streets] == ["steps"]


@pytest.mark.parametrize(
    ("highway", "answer"),
    [("residential", True), ("primary_link", True), ("pedestrian", True), ("service", True),
     ("footway", False), ("steps", False), ("track", False), ("cycleway", False),
     ("busway", False)],
)  # fmt: skip
def test_carriageways_are_told_from_footways(highway: str, answer: bool) -> None:
    assert is_carriageway(highway) is answer


def test_two_streets_that_share_a_node_share_a_coordinate(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    drawing.way([(0, 0), (33.3, 7.7), (50, 0)], highway="residential")
    drawing.way([(33.3, 7.7), (40, 60)], highway="service")
    first, second = scene_of(drawing, tmp_path).streets
    assert first.line.coords[1] == second.line.coords[0]


def test_only_walls_that_hide_are_kept(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    drawing.way([(0, 90), (50, 90)], highway="residential")
    drawing.way([(0, 0), (9, 0)], barrier="wall", height="3")
    drawing.way([(0, 1), (9, 1)], barrier="hedge")
    drawing.way([(0, 2), (9, 2)], barrier="city_wall")
    drawing.way([(0, 3), (9, 3)], barrier="retaining_wall")
    drawing.way([(0, 4), (9, 4)], barrier="fence", fence_type="wood")
    drawing.way([(0, 5), (9, 5)], barrier="fence", fence_type="chain_link")
    drawing.way([(0, 6), (9, 6)], barrier="fence")
    drawing.way([(0, 7), (9, 7)], barrier="kerb")
    scene = scene_of(drawing, tmp_path)
    kinds = sorted((item.kind, item.height_m, item.height_status) for item in scene.walls)
    assert kinds == [
        ("fence", 1.8, "assumed"),
        ("hedge", 1.8, "assumed"),
        ("wall", 1.5, "assumed"),
        ("wall", 3.0, "measured"),
        ("wall", 6.0, "assumed"),
    ]
    assert finding_counts(scene)["fences_left_out"] == 2
    assert finding_counts(scene)["wall_heights_assumed"] == 4


def test_rail_and_water_bar_the_way_unless_they_pass_above_or_below(
    tmp_path: pathlib.Path,
) -> None:
    drawing = Drawing()
    drawing.way([(0, 90), (50, 90)], highway="residential")
    drawing.way([(0, 0), (9, 0)], railway="rail")
    drawing.way([(0, 1), (9, 1)], railway="rail", bridge="yes")
    drawing.way([(0, 2), (9, 2)], railway="abandoned")
    drawing.way([(0, 3), (9, 3)], waterway="stream", name="La Vesle")
    drawing.way([(0, 4), (9, 4)], waterway="stream", tunnel="culvert")
    drawing.way([(0, 5), (9, 5)], waterway="ditch")
    barriers = scene_of(drawing, tmp_path).barriers
    assert sorted((item.kind, item.name) for item in barriers) == [
        ("rail", ""),
        ("waterway", "La Vesle"),
    ]


# Grounds


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"place": "square"}, "square"),
        ({"highway": "pedestrian", "area": "yes"}, "square"),
        ({"amenity": "marketplace"}, "square"),
        ({"amenity": "parking"}, "parking"),
        ({"amenity": "parking", "access": "customers"}, "private"),
        ({"leisure": "park"}, "park"),
        ({"leisure": "playground"}, "park"),
        ({"leisure": "pitch", "access": "private"}, "private"),
        ({"leisure": "garden"}, "green"),
        ({"leisure": "garden", "access": "yes"}, "park"),
        ({"leisure": "garden", "access": "private"}, "private"),
        ({"leisure": "garden", "garden:type": "residential"}, "private"),
        ({"amenity": "school"}, "school"),
        ({"natural": "water"}, "water"),
        ({"landuse": "grass"}, "green"),
        ({"landuse": "cemetery"}, "private"),
        ({"landuse": "railway"}, "station"),
    ],
)
def test_a_closed_shape_is_ground_of_its_kind(
    tmp_path: pathlib.Path, tags: dict[str, str], kind: str
) -> None:
    drawing = Drawing()
    drawing.way([(0, 90), (50, 90)], highway="residential")
    drawing.box(0, 0, 20, 20, **tags)
    scene = scene_of(drawing, tmp_path)
    assert [item.kind for item in scene.areas] == [kind]
    assert len(scene.streets) == 1


@pytest.mark.parametrize(
    "tags",
    [
        {"amenity": "parking", "parking": "underground"},
        {"amenity": "parking", "building": "yes"},
        {"leisure": "park", "layer": "-1"},
        {"landuse": "residential"},
    ],
)
def test_ground_that_nobody_walks_on_is_left_out(
    tmp_path: pathlib.Path, tags: dict[str, str]
) -> None:
    drawing = Drawing()
    drawing.way([(0, 90), (50, 90)], highway="residential")
    drawing.box(0, 0, 20, 20, **tags)
    assert scene_of(drawing, tmp_path).areas == ()


# Points


def test_points_of_the_street_are_read(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    drawing.way([(0, 90), (50, 90)], highway="residential")
    drawing.node((1, 0), natural="tree", height="9", diameter_crown="5")
    drawing.node((2, 0), highway="street_lamp", height="7")
    drawing.node((3, 0), power="pole")
    drawing.node((4, 0), entrance="main")
    drawing.node((5, 0), amenity="police", name="Gendarmerie", **POLICE_FR)
    drawing.node((6, 0), amenity="bench")
    points = scene_of(drawing, tmp_path).points
    assert {item.kind for item in points} == {"tree", "lamp", "pole", "entrance", "police"}
    tree = next(item for item in points if item.kind == "tree")
    assert (tree.height_m, tree.crown_m) == (9.0, 5.0)
    assert next(item.name for item in points if item.kind == "police") == "Gendarmerie"


def test_a_service_mapped_twice_is_one(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    grounds = drawing.box(0, 0, 50, 50, amenity="school", name="Jean Macé")
    drawing.box(5, 5, 15, 15, building="yes")
    drawing.node((20, 20), amenity="school")
    drawing.node((200, 20), amenity="school")
    schools = [item for item in scene_of(drawing, tmp_path).points if item.kind == "school"]
    assert len(schools) == 2
    assert f"w{grounds}" in {item.id for item in schools}


def test_a_tree_row_is_planted_every_eight_metres(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    drawing.way([(0, 90), (50, 90)], highway="residential")
    row = drawing.way([(0, 0), (24, 0)], natural="tree_row")
    scene = scene_of(drawing, tmp_path)
    assert [item.id for item in scene.points] == [f"w{row}-{rank}" for rank in (1, 2, 3, 4)]
    gaps = [
        left.point.distance(right.point)
        for left, right in zip(scene.points, scene.points[1:], strict=False)
    ]
    assert gaps == pytest.approx([8.0, 8.0, 8.0], abs=0.01)
    assert finding_counts(scene)["trees_planted"] == 4


def test_cameras_keep_their_directions_and_never_their_angle_as_a_field_of_view(
    tmp_path: pathlib.Path,
) -> None:
    drawing = Drawing()
    drawing.way([(0, 90), (50, 90)], highway="residential")
    first = drawing.node(
        (0, 0),
        man_made="surveillance",
        surveillance__type="camera",
        camera__direction="75;295",
        direction="10",
        camera__angle="15",
    )
    second = drawing.node((1, 0), man_made="surveillance", direction="320-20")
    third = drawing.node((2, 0), man_made="surveillance", direction="somewhere")
    drawing.node((3, 0), man_made="surveillance", surveillance__type="guard")
    scene = scene_of(drawing, tmp_path)
    cameras = {item.id: item for item in scene.cameras}
    assert set(cameras) == {f"n{first}", f"n{second}", f"n{third}"}
    assert cameras[f"n{first}"].bearings_deg == (75.0, 295.0)
    assert cameras[f"n{first}"].widths_deg == (None, None)
    assert cameras[f"n{first}"].note == "camera:angle=15"
    assert cameras[f"n{second}"].bearings_deg == (350.0,)
    assert cameras[f"n{second}"].widths_deg == (60.0,)
    assert cameras[f"n{third}"].bearings_deg == ()
    assert finding_counts(scene)["camera_directions_unread"] == 1


# The whole


def test_a_clipped_village_is_read_with_findings(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    drawing.box(0, 0, 10, 10, building="yes")
    drawing.way_of([drawing.node((20, 0)), drawing.node((30, 0)), 900, 20], building="yes")
    drawing.way_of([drawing.node((0, 50)), drawing.node((9, 50)), 901], highway="residential")
    drawing.relation([(902, "outer")], landuse="grass")
    scene = scene_of(drawing, tmp_path)
    counts = finding_counts(scene)
    assert len(scene.buildings) == len(scene.streets) == 1
    assert counts["osm_missing_nodes_streets"] == 1
    assert counts["osm_missing_members_areas"] == 1
    assert any(code.endswith("_buildings") for code in counts)


def test_ground_without_street_or_building_is_refused(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    drawing.node((0, 0), natural="tree")
    with pytest.raises(SourceError) as caught:
        scene_of(drawing, tmp_path)
    assert caught.value.code == "osm_empty"
    with pytest.raises(SourceError) as caught:
        scene_of(Drawing(), tmp_path)
    assert caught.value.code == "osm_empty"


def test_the_order_of_the_file_changes_nothing(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    outer, inner = drawing.box(0, 0, 30, 30), drawing.box(10, 10, 20, 20)
    drawing.relation([(outer, "outer"), (inner, "inner")], building="yes")
    drawing.box(50, 0, 60, 10, building="yes")
    drawing.way([(0, -5), (60, -5)], highway="residential")
    drawing.node((5, 5), amenity="townhall")
    straight = read_osm_scene(drawing.write(tmp_path))
    shuffled = read_osm_scene(drawing.write(tmp_path, shuffled=True))
    assert straight.buildings == shuffled.buildings
    assert straight.streets == shuffled.streets
    assert straight.points == shuffled.points
    assert straight.findings == shuffled.findings


def test_a_town_is_named_after_its_one_place_of_highest_rank(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    drawing.box(0, 0, 10, 10, building="yes")
    assert scene_of(drawing, tmp_path).name == "village"  # the file
    drawing.node((50, 0), place="village", name="Le Hamel")
    drawing.node((60, 0), place="village", name="Bas-Hamel")
    assert scene_of(drawing, tmp_path).name == "village"  # two of them: neither
    drawing.node((70, 0), place="town", name="Hamelin")
    assert scene_of(drawing, tmp_path).name == "Hamelin"


def test_the_outline_is_the_stated_box_else_what_the_data_covers(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    drawing.box(0, 0, 10, 10, building="yes")
    drawing.way([(0, 40), (30, 40)], highway="residential")
    hull = scene_of(drawing, tmp_path).outline
    assert hull is not None
    assert hull.bounds == pytest.approx((EAST, NORTH, EAST + 30, NORTH + 40), abs=0.01)
    drawing.head = '<bounds minlat="48.85" minlon="2.34" maxlat="48.87" maxlon="2.36"/>'
    box = scene_of(drawing, tmp_path).outline
    assert box is not None
    # 0.02 degree at 48.86 N is 1.467 km east and 2.224 km north (WGS 84 radii 4203.9, 6370.9 km).
    assert box.area == pytest.approx(1467 * 2224, rel=0.01)
    drawing.head = '<bounds minlat="-90" minlon="-180" maxlat="90" maxlon="180"/>'
    assert scene_of(drawing, tmp_path).outline == hull


def test_every_layer_says_where_it_comes_from(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    drawing.head = '<meta osm_base="2024-05-02T00:00:00Z"/>'
    drawing.box(0, 0, 10, 10, building="yes")
    provenance = scene_of(drawing, tmp_path).provenance
    assert [item.layer for item in provenance] == [
        "buildings", "walls", "streets", "areas", "barriers", "points", "cameras",
    ]  # fmt: skip
    assert {item.source for item in provenance} == {"village.osm"}
    assert {item.date for item in provenance} == {"2024-05-02"}
    assert all("ODbL" in item.licence for item in provenance)
    assert all("© les contributeurs d’OpenStreetMap" in item.licence for item in provenance)
    assert all(len(item.sha256) == 64 for item in provenance)
