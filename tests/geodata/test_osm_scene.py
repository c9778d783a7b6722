"""A drawn village becomes a scene: buildings, streets, grounds, points, findings.

OpenStreetMap keeps seven decimals of a degree, so what is drawn in metres comes back within 1 cm.
"""

from __future__ import annotations

import pathlib

import pytest
import shapely
from osm_drawing import EAST, NORTH, Drawing

from api.texts.reader import load
from geodata.osm_buildings import outline_count
from geodata.osm_kinds import is_carriageway
from geodata.osm_scene import read_osm_scene
from planner.errors import SourceError
from planner.scene.model import Building, Scene

POLICE_FR = {"police:FR": "gendarmerie"}


def scene_of(drawing: Drawing, folder: pathlib.Path) -> Scene:
    scene = read_osm_scene(drawing.write(folder))
    assert all(load("fr").finding(item) and load("en").finding(item) for item in scene.findings)
    return scene


def building_of(scene: Scene, ref: int, prefix: str = "w") -> Building:
    (found,) = (item for item in scene.buildings if item.id == f"{prefix}{ref}")
    return found


def finding_counts(scene: Scene) -> dict[str, object]:
    return {finding.code: dict(finding.values).get("count") for finding in scene.findings}


# Buildings


def test_coordinates_land_in_lambert_93_to_the_millimetre(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    drawing.box(0, 0, 10, 20, building="yes")
    (building,) = scene_of(drawing, tmp_path).buildings
    drawn = (EAST, NORTH, EAST + 10, NORTH + 20)
    assert building.footprint.bounds == pytest.approx(drawn, abs=0.02)
    coordinates = shapely.get_coordinates(building.footprint)
    assert (coordinates == coordinates.round(3)).all()


def test_a_courtyard_is_a_hole(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    outer, inner = drawing.box(0, 0, 30, 30), drawing.box(10, 10, 20, 20)
    drawing.relation([(outer, "outer"), (inner, "inner")], building="yes")
    (building,) = scene_of(drawing, tmp_path).buildings
    assert building.footprint.area == pytest.approx(800, abs=1)
    assert len(building.footprint.interiors) == 1


def test_a_building_in_two_pieces_keeps_its_id_with_numbers(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    left, right = drawing.box(0, 0, 10, 10), drawing.box(20, 0, 40, 10)
    ref = drawing.relation([(left, "outer"), (right, "outer")], building="school", name="Jules")
    scene = scene_of(drawing, tmp_path)
    assert [item.id for item in scene.buildings] == [f"r{ref}-1", f"r{ref}-2"]
    assert scene.buildings[0].footprint.area > scene.buildings[1].footprint.area
    assert {item.name for item in scene.buildings} == {"Jules"}
    assert outline_count(scene.buildings) == 1


def test_a_way_tagged_like_the_relation_it_bounds_is_one_building(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    outer, inner = drawing.box(0, 0, 30, 30, building="yes"), drawing.box(10, 10, 20, 20)
    ref = drawing.relation([(outer, "outer"), (inner, "inner")], building="yes")
    assert [item.id for item in scene_of(drawing, tmp_path).buildings] == [f"r{ref}"]


def test_a_relation_that_lost_its_ring_leaves_its_tagged_way(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    whole = drawing.box(0, 0, 30, 30, building="yes")
    drawing.relation([(whole, "inner"), (987, "outer")], building="yes")
    assert [item.id for item in scene_of(drawing, tmp_path).buildings] == [f"w{whole}"]


def test_what_is_no_building_above_ground_is_left_out(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    drawing.box(0, 0, 10, 10, building="no")
    drawing.box(20, 0, 30, 10, building="yes", location="underground")
    kept = drawing.box(40, 0, 50, 10, building="yes")
    assert [item.id for item in scene_of(drawing, tmp_path).buildings] == [f"w{kept}"]


def test_a_bow_tie_is_repaired_and_told(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    drawing.way([(0, 0), (10, 10), (10, 0), (0, 10), (0, 0)], building="yes")
    scene = scene_of(drawing, tmp_path)
    assert len(scene.buildings) == 2
    assert finding_counts(scene)["osm_repaired_buildings"] == 1


def test_missing_heights_are_counted_where_they_are_assumed(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    drawing.box(0, 0, 10, 10, building="yes")
    drawing.box(20, 0, 30, 10, building="yes", height="8")
    drawing.box(40, 0, 50, 10, building="yes", building__levels="3")
    scene = scene_of(drawing, tmp_path)
    heights = {item.height_status: item.height_m for item in scene.buildings}
    assert heights == {"assumed": 7.0, "measured": 8.0, "levels": 10.0}
    (found,) = (item for item in scene.findings if item.code == "heights_assumed")
    assert dict(found.values) == {"count": 1, "total": 3}
    layer = next(item for item in scene.provenance if item.layer == "buildings")
    assert dict(layer.assumed)["height"] == 1
    assert layer.count == 3


# Parts


def test_parts_that_state_their_height_replace_the_outline_under_them(
    tmp_path: pathlib.Path,
) -> None:
    drawing = Drawing()
    outline = drawing.box(0, 0, 30, 10, building="church", height="8", name="Saint-Pierre")
    tower = drawing.box(0, 0, 10, 10, building__part="yes", height="30")
    scene = scene_of(drawing, tmp_path)
    assert building_of(scene, outline).footprint.area == pytest.approx(200, abs=0.5)
    part = building_of(scene, tower)
    assert (part.height_m, part.part_of, part.use) == (30.0, f"w{outline}", "public")
    assert (part.kind, part.name) == ("church", "Saint-Pierre")
    assert outline_count(scene.buildings) == 1


def test_an_outline_that_its_parts_cover_is_not_kept(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    outline = drawing.box(0, 0, 20, 10, building="yes")
    parts = [
        drawing.box(0, 0, 10, 10, building__part="yes", height="9"),
        drawing.box(10, 0, 20, 10, building__part="yes", height="6"),
    ]
    scene = scene_of(drawing, tmp_path)
    assert {item.id for item in scene.buildings} == {f"w{part}" for part in parts}
    assert {item.part_of for item in scene.buildings} == {f"w{outline}"}
    assert outline_count(scene.buildings) == 1


def test_a_part_that_says_nothing_of_its_height_refines_nothing(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    outline = drawing.box(0, 0, 20, 10, building="yes", height="9")
    drawing.box(0, 0, 10, 10, building__part="steps")
    scene = scene_of(drawing, tmp_path)
    assert [item.id for item in scene.buildings] == [f"w{outline}"]
    assert scene.buildings[0].footprint.area == pytest.approx(200, abs=0.5)


def test_a_raised_part_opens_the_ground_only_when_every_part_is_known(
    tmp_path: pathlib.Path,
) -> None:
    drawing = Drawing()
    outline = drawing.box(0, 0, 20, 10, building="yes", height="9")
    drawing.box(0, 0, 10, 10, building__part="yes", height="20", min_height="9")
    drawing.box(10, 0, 20, 10, building__part="yes")
    scene = scene_of(drawing, tmp_path)
    assert building_of(scene, outline).footprint.area == pytest.approx(200, abs=0.5)
    assert len(scene.buildings) == 2


def test_a_part_without_an_outline_stands_when_it_states_its_height(
    tmp_path: pathlib.Path,
) -> None:
    drawing = Drawing()
    drawing.box(0, 0, 10, 10, building="yes")
    drawing.box(50, 0, 60, 10, building__part="steps")
    tower = drawing.box(100, 0, 110, 10, building__part="yes", height="12")
    scene = scene_of(drawing, tmp_path)
    assert len(scene.buildings) == 2
    assert building_of(scene, tower).part_of == ""


# Passages


def test_a_passage_goes_under_its_building(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    house = drawing.box(0, 0, 20, 10, building="yes", height="9")
    drawing.way([(10, 0), (10, 10)], highway="service", tunnel="building_passage")
    scene = scene_of(drawing, tmp_path)
    sides = [item for item in scene.buildings if item.min_height_m == 0]
    (above,) = (item for item in scene.buildings if item.min_height_m > 0)
    assert [round(item.footprint.area) for item in sides] == [80, 80]
    assert above.footprint.area == pytest.approx(40, abs=0.1)
    assert (above.height_m, above.min_height_m, above.part_of) == (9.0, 3.5, f"w{house}")
    assert {item.id for item in scene.buildings} == {f"w{house}-1", f"w{house}-2", f"w{house}-p"}
    assert outline_count(scene.buildings) == 1
    assert finding_counts(scene)["passages_opened"] == 1


def test_a_passage_states_its_own_width_and_clearance(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    drawing.box(0, 0, 20, 10, building="yes", height="9")
    drawing.way(
        [(10, 0), (10, 10)],
        highway="service",
        tunnel="building_passage",
        width="6",
        maxheight="4.2",
    )
    scene = scene_of(drawing, tmp_path)
    (above,) = (item for item in scene.buildings if item.min_height_m > 0)
    assert above.footprint.area == pytest.approx(60, abs=0.1)
    assert above.min_height_m == 4.2


def test_a_slanting_passage_leaves_no_sliver_at_the_facade(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    drawing.box(0, 0, 40, 10, building="yes", height="9")
    drawing.way([(10, 0), (18, 10)], highway="footway", tunnel="building_passage")
    scene = scene_of(drawing, tmp_path)
    assert len(scene.buildings) == 3
    assert sum(item.footprint.area for item in scene.buildings) == pytest.approx(400, abs=0.2)


def test_a_building_too_low_for_a_passage_stays_whole(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    drawing.box(0, 0, 20, 10, building="garage", height="2.2")
    drawing.way([(10, 0), (10, 10)], highway="footway", tunnel="building_passage")
    scene = scene_of(drawing, tmp_path)
    assert [item.min_height_m for item in scene.buildings] == [0.0]
    assert "passages_opened" not in finding_counts(scene)


def test_a_passage_is_a_street_at_ground_level(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    drawing.way([(0, 0), (9, 0)], highway="service", tunnel="building_passage", layer="-1")
    drawing.way([(0, 5), (9, 5)], highway="service", tunnel="yes", layer="-1")
    passage, tunnel = scene_of(drawing, tmp_path).streets
    assert (passage.tunnel, passage.layer) == (False, 0)
    assert (tunnel.tunnel, tunnel.layer) == (True, -1)


# Use


@pytest.mark.parametrize(
    ("tags", "use", "kind"),
    [
        ({"building": "apartments"}, "dwelling", "apartments"),
        ({"building": "yes", "amenity": "townhall"}, "public", "townhall"),
        ({"building": "kindergarten"}, "public", "school"),
        ({"building": "chapel"}, "public", "church"),
        ({"building": "yes", "shop": "bakery"}, "other", ""),
        ({"building": "yes", "amenity": "nursing_home"}, "dwelling", ""),
        (
            {"building": "yes", "amenity": "social_facility", "social_facility": "group_home"},
            "dwelling",
            "social_facility",
        ),
        ({"building": "industrial"}, "other", "industrial"),
        ({"building": "yes", "wall": "no"}, "other", ""),
        ({"building": "yes"}, "dwelling", ""),
    ],
)
def test_tags_tell_the_use_of_a_building(
    tmp_path: pathlib.Path, tags: dict[str, str], use: str, kind: str
) -> None:
    drawing = Drawing()
    drawing.box(0, 0, 10, 10, **tags)
    (building,) = scene_of(drawing, tmp_path).buildings
    assert (building.use, building.kind) == (use, kind)


def test_a_shed_of_no_stated_use_is_no_dwelling(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    drawing.box(0, 0, 4, 4, building="yes")
    scene = scene_of(drawing, tmp_path)
    assert scene.buildings[0].use == "other"
    assert "uses_presumed" not in finding_counts(scene)


def test_a_service_inside_or_around_makes_a_building_public(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    hall = drawing.box(0, 0, 10, 10, building="yes")
    drawing.node((5, 5), amenity="townhall")
    classroom = drawing.box(105, 5, 115, 15, building="yes")
    drawing.box(100, 0, 150, 50, amenity="school")
    scene = scene_of(drawing, tmp_path)
    assert (building_of(scene, hall).use, building_of(scene, hall).kind) == ("public", "townhall")
    assert building_of(scene, classroom).kind == "school"
    assert building_of(scene, classroom).use == "public"


def test_a_post_office_downstairs_does_not_empty_the_flats_above(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    drawing.box(0, 0, 10, 10, building="yes")
    drawing.node((5, 5), amenity="post_office")
    drawing.box(50, 0, 60, 10, building="apartments")
    drawing.node((55, 5), amenity="police")
    assert {item.use for item in scene_of(drawing, tmp_path).buildings} == {"dwelling"}


def test_industrial_ground_houses_nobody_by_presumption(tmp_path: pathlib.Path) -> None:
    drawing = Drawing()
    drawing.box(0, 0, 100, 100, landuse="industrial")
    works = drawing.box(10, 10, 30, 30, building="yes")
    lodge = drawing.box(50, 50, 60, 60, building="house")
    scene = scene_of(drawing, tmp_path)
    assert building_of(scene, works).use == "other"
    assert building_of(scene, lodge).use == "dwelling"


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
