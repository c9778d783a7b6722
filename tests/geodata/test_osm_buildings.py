"""Buildings read from OpenStreetMap: outlines, parts, passages, heights, uses."""

from __future__ import annotations

import pathlib

import pytest
import shapely
from osm_drawing import EAST, NORTH, Drawing, building_of, finding_counts, scene_of

from geodata.osm_buildings import outline_count

POLICE_FR = {"police:FR": "gendarmerie"}


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
