"""Scenes drawn by hand: contract 3, read as drawn, refused by name."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from api.texts.reader import load
from geodata.crossings import node_lines
from geodata.hand_scene import read_hand_scene
from planner.errors import SourceError
from planner.scene.model import Scene

SQUARE = [[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]]


def feature(kind: object, shape: str, coordinates: object, **properties: object) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": shape, "coordinates": coordinates},
        "properties": {"kind": kind, **properties},
    }


def drawn(folder: pathlib.Path, *features: object, crs: object = "EPSG:2154") -> pathlib.Path:
    path = folder / "quartier.geojson"
    document: dict[str, Any] = {"type": "FeatureCollection", "features": list(features)}
    if crs:
        document["crs"] = crs
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def scene_of(folder: pathlib.Path, *features: object, crs: object = "EPSG:2154") -> Scene:
    scene = read_hand_scene(drawn(folder, *features, crs=crs))
    assert all(load("fr").finding(item) and load("en").finding(item) for item in scene.findings)
    return scene


def refusal(folder: pathlib.Path, *features: object, crs: object = "EPSG:2154") -> SourceError:
    with pytest.raises(SourceError) as caught:
        scene_of(folder, *features, crs=crs)
    assert "{" not in load("fr").error(caught.value) + load("en").error(caught.value)
    return caught.value


def codes(scene: Scene) -> dict[str, dict[str, object]]:
    return {finding.code: dict(finding.values) for finding in scene.findings}


def test_empty_ground_is_a_scene(tmp_path: pathlib.Path) -> None:
    scene = scene_of(tmp_path, crs=None)
    assert scene == Scene(crs="EPSG:2154", name="quartier")


def test_empty_ground_keeps_the_metric_system_it_names(tmp_path: pathlib.Path) -> None:
    assert scene_of(tmp_path, crs="EPSG:32631").crs == "EPSG:32631"


def test_every_kind_of_the_contract_is_read(tmp_path: pathlib.Path) -> None:
    scene = scene_of(
        tmp_path,
        feature("building", "Polygon", SQUARE, id="b", height_m=9, min_height_m=3, use="dwelling"),
        feature("wall", "LineString", [[20, 0], [20, 30]], id="w", height_m=3),
        feature(
            "street",
            "LineString",
            [[0, 50], [90, 50]],
            id="s",
            highway="service",
            name="Rue Basse",
            surface="asphalt",
            width_m=4,
            bridge="yes",
            layer=1,
        ),
        feature("square", "Polygon", [[[30, 0], [60, 0], [60, 20], [30, 20], [30, 0]]], id="q"),
        feature("tree", "Point", [70, 5], id="t", height_m=8, crown_m=5),
        feature("lamp", "Point", [71, 5], id="l"),
        feature("entrance", "Point", [72, 5], id="e", name="Mairie"),
    )
    (building,) = scene.buildings
    assert (building.id, building.height_m, building.min_height_m) == ("b", 9.0, 3.0)
    assert (building.use, building.height_status) == ("dwelling", "measured")
    assert building.footprint.equals(shapely.box(0, 0, 10, 10))
    assert (scene.walls[0].height_m, scene.walls[0].kind) == (3.0, "wall")
    (street,) = scene.streets
    assert (street.highway, street.name, street.surface) == ("service", "Rue Basse", "asphalt")
    assert (street.width_m, street.bridge, street.tunnel, street.layer) == (4.0, True, False, 1)
    assert (scene.areas[0].kind, scene.areas[0].polygon.area) == ("square", 600.0)
    assert [(item.id, item.kind) for item in scene.points] == [
        ("e", "entrance"), ("l", "lamp"), ("t", "tree"),
    ]  # fmt: skip
    assert (scene.points[2].height_m, scene.points[2].crown_m) == (8.0, 5.0)
    assert scene.findings == ()
    assert [item.layer for item in scene.provenance] == [
        "buildings", "walls", "streets", "areas", "points",
    ]  # fmt: skip
    assert {item.source for item in scene.provenance} == {"quartier.geojson"}


@pytest.mark.parametrize("crs", ["EPSG:2154", "urn:ogc:def:crs:EPSG::2154"])
def test_a_drawing_around_the_origin_of_lambert_93_is_read_as_it_is(
    tmp_path: pathlib.Path, crs: str
) -> None:
    named = {"type": "name", "properties": {"name": crs}}
    wall = feature("wall", "LineString", [[10, -300], [10, 300]], height_m=3)
    scene = scene_of(tmp_path, wall, crs=named)
    assert scene.crs == "EPSG:2154"
    assert list(scene.walls[0].line.coords) == [(10.0, -300.0), (10.0, 300.0)]
    assert scene.walls[0].id == "wall-1"
    assert scene.outline is None  # a line has no area


def test_longitude_and_latitude_are_carried_to_lambert_93(tmp_path: pathlib.Path) -> None:
    scene = scene_of(tmp_path, feature("tree", "Point", [3.0, 46.5]), crs=None)
    # IGN: the origin of Lambert-93, 3 deg E and 46.5 deg N, is at 700,000 and 6,600,000.
    assert (scene.crs, scene.points[0].point) == ("EPSG:2154", shapely.Point(700_000, 6_600_000))


@pytest.mark.parametrize(
    ("crs", "kept"),
    [("EPSG:32631", "EPSG:32631"), ("EPSG:3949", "EPSG:3949"), ("EPSG:3857", "EPSG:2154")],
)
def test_a_metric_system_is_kept_and_mercator_is_left(
    tmp_path: pathlib.Path, crs: str, kept: str
) -> None:
    places = {
        "EPSG:32631": [500_000, 5_400_000],
        "EPSG:3949": [1_650_000, 8_170_000],
        "EPSG:3857": [222_639, 6_274_861],
    }
    scene = scene_of(tmp_path, feature("tree", "Point", places[crs]), crs=crs)
    assert scene.crs == kept


def test_mercator_metres_are_brought_back_to_the_ground(tmp_path: pathlib.Path) -> None:
    # At 49 degrees north a metre of web Mercator is cos(49 deg) = 0.656 m on the ground.
    wall = [[222_639, 6_274_861], [223_639, 6_274_861]]
    scene = scene_of(tmp_path, feature("wall", "LineString", wall), crs="EPSG:3857")
    assert scene.walls[0].line.length == pytest.approx(656, rel=0.01)


def test_a_missing_height_is_assumed_and_told(tmp_path: pathlib.Path) -> None:
    scene = scene_of(
        tmp_path,
        feature("building", "Polygon", SQUARE),
        feature("wall", "LineString", [[20, 0], [20, 30]]),
    )
    assert (scene.buildings[0].height_m, scene.buildings[0].height_status) == (7.0, "assumed")
    assert (scene.walls[0].height_m, scene.walls[0].height_status) == (2.0, "assumed")
    assert codes(scene)["heights_assumed"] == {"count": 1, "total": 1}
    assert codes(scene)["wall_heights_assumed"] == {"count": 1, "total": 1}
    assert dict(scene.provenance[0].assumed) == {"height": 1}


def test_a_bow_tie_is_repaired_and_told(tmp_path: pathlib.Path) -> None:
    ring = [[[0, 0], [10, 10], [10, 0], [0, 10], [0, 0]]]
    scene = scene_of(tmp_path, feature("building", "Polygon", ring, id="b", height_m=5))
    assert [item.id for item in scene.buildings] == ["b-1", "b-2"]
    assert sum(item.footprint.area for item in scene.buildings) == 50.0
    assert codes(scene)["drawing_repaired"] == {"count": 1}


def test_a_multiple_geometry_is_taken_apart(tmp_path: pathlib.Path) -> None:
    other = [[[20, 0], [40, 0], [40, 10], [20, 10], [20, 0]]]
    scene = scene_of(
        tmp_path,
        feature("building", "MultiPolygon", [SQUARE, other], id="b", height_m=5),
        feature("tree", "MultiPoint", [[50, 0], [60, 0]], id="t"),
    )
    assert [item.id for item in scene.buildings] == ["b-1", "b-2"]
    assert [item.id for item in scene.points] == ["t-1", "t-2"]


def test_a_courtyard_stays_a_hole(tmp_path: pathlib.Path) -> None:
    yard = [[2, 2], [4, 2], [4, 4], [2, 4], [2, 2]]
    scene = scene_of(tmp_path, feature("building", "Polygon", [*SQUARE, yard], height_m=5))
    assert scene.buildings[0].footprint.area == 96.0


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (feature("house", "Polygon", SQUARE), "scene_kind_unknown"),
        (feature(None, "Polygon", SQUARE), "scene_kind_unknown"),
        (feature(["wall"], "Polygon", SQUARE), "scene_kind_unknown"),
        (feature("building", "Point", [0, 0]), "scene_geometry_unfit"),
        (feature("wall", "Polygon", SQUARE), "scene_geometry_unfit"),
        (feature("building", "Polygon", [SQUARE[0][:-1]]), "geojson_ring_open"),
        (feature("tree", "Point", [float("nan"), 0]), "geojson_not_finite"),
        (feature("tree", "Point", [0, float("inf")]), "geojson_not_finite"),
        (feature("building", "Polygon", SQUARE, height_m="9"), "scene_number_bad"),
        (feature("building", "Polygon", SQUARE, height_m=True), "scene_number_bad"),
        (feature("building", "Polygon", SQUARE, height_m=-1), "scene_number_out"),
        (feature("building", "Polygon", SQUARE, height_m=0), "scene_number_out"),
        (feature("building", "Polygon", SQUARE, height_m=float("nan")), "scene_number_out"),
        (feature("building", "Polygon", SQUARE, height_m=10**400), "scene_number_out"),
        (feature("building", "Polygon", SQUARE, use="castle"), "scene_use_unknown"),
        (feature("building", "Polygon", SQUARE, use=["public"]), "scene_use_unknown"),
        (
            feature("building", "Polygon", SQUARE, height_m=3, min_height_m=3),
            "scene_underside_high",
        ),
        (feature("street", "LineString", [[0, 0], [9, 0]], name=3), "scene_text_bad"),
        (feature("street", "LineString", [[0, 0], [9, 0]], bridge=3), "scene_flag_bad"),
        (feature("street", "LineString", [[0, 0], [9, 0]], layer="1"), "scene_number_bad"),
        (feature("street", "LineString", [[0, 0], [9, 0]], width_m=600), "scene_number_out"),
        (feature("wall", "LineString", [[5, 5], [5.0001, 5]]), "scene_no_ground"),
        (
            feature("building", "Polygon", [[[0, 0], [0.1, 0], [0.1, 0.1], [0, 0]]]),
            "scene_no_ground",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_and_its_feature_named(
    tmp_path: pathlib.Path, bad: dict[str, Any], code: str
) -> None:
    bad["properties"]["id"] = "faulty"
    good = feature("tree", "Point", [50, 50], id="good")
    refused = refusal(tmp_path, good, bad)
    assert (refused.code, refused.values["where"]) == (code, "faulty")


def test_an_id_used_twice_in_a_kind_is_refused(tmp_path: pathlib.Path) -> None:
    first = feature("tree", "Point", [0, 0], id="a")
    assert (
        refusal(tmp_path, first, feature("tree", "Point", [9, 0], id="a")).code == "scene_id_twice"
    )
    both = scene_of(tmp_path, first, feature("wall", "LineString", [[9, 0], [9, 9]], id="a"))
    assert both.walls[0].id == both.points[0].id == "a"


def test_degrees_declared_as_metres_are_refused(tmp_path: pathlib.Path) -> None:
    tree = feature("tree", "Point", [-2.0871, 47.6512])
    assert refusal(tmp_path, tree).code == "geojson_degrees_as_metres"


def test_metres_declared_as_degrees_are_refused(tmp_path: pathlib.Path) -> None:
    tree = feature("tree", "Point", [318_000, 6_740_000])
    assert refusal(tmp_path, tree, crs=None).code == "geojson_metres_as_degrees"


def test_a_street_of_unknown_class_is_kept_and_told(tmp_path: pathlib.Path) -> None:
    scene = scene_of(tmp_path, feature("street", "LineString", [[0, 0], [9, 0]], highway="rue"))
    assert scene.streets[0].highway == "rue"
    assert codes(scene)["streets_of_unknown_class"] == {"count": 1}


def test_streets_drawn_across_each_other_are_joined(tmp_path: pathlib.Path) -> None:
    scene = scene_of(
        tmp_path,
        feature("street", "LineString", [[0, 0], [100, 0]], id="east"),
        feature("street", "LineString", [[50, -50], [50, 50]], id="north"),
    )
    east, north = scene.streets
    assert list(east.line.coords) == [(0.0, 0.0), (50.0, 0.0), (100.0, 0.0)]
    assert (50.0, 0.0) in set(north.line.coords)
    assert east.highway == "residential"
    assert codes(scene)["streets_noded"] == {"count": 2}


def test_a_bridge_is_not_joined_to_what_passes_below() -> None:
    lines = [shapely.LineString([(0, 0), (10, 0)]), shapely.LineString([(5, -5), (5, 5)])]
    assert node_lines(lines, [0, 1]) == (lines, 0)


def test_streets_that_already_share_their_vertex_stay_as_they_are() -> None:
    lines = [
        shapely.LineString([(0, 0), (5, 0), (10, 0)]),
        shapely.LineString([(5, 0), (5, 5)]),
    ]
    assert node_lines(lines, [0, 0]) == (lines, 0)


def test_streets_that_run_together_share_both_ends_of_the_stretch() -> None:
    lines = [shapely.LineString([(0, 0), (10, 0)]), shapely.LineString([(4, 0), (6, 0), (6, 9)])]
    noded, added = node_lines(lines, [0, 0])
    assert list(noded[0].coords) == [(0.0, 0.0), (4.0, 0.0), (6.0, 0.0), (10.0, 0.0)]
    assert added == 2


PLACES = st.tuples(st.integers(0, 60), st.integers(0, 60))
LINES = st.lists(
    st.lists(PLACES, min_size=2, max_size=5, unique=True).map(shapely.LineString),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(lines=LINES)
def test_noding_moves_nothing_by_more_than_a_millimetre_and_leaves_no_bare_crossing(
    lines: list[shapely.LineString],
) -> None:
    noded, _ = node_lines(lines, [0] * len(lines))
    for before, after in zip(lines, noded, strict=True):
        assert before.hausdorff_distance(after) < 0.001
        assert set(before.coords) <= set(after.coords)
    for rank, first in enumerate(noded):
        for second in noded[rank + 1 :]:
            meeting = shapely.get_coordinates(first & second)
            for corners in (shapely.MultiPoint(first.coords), shapely.MultiPoint(second.coords)):
                assert (shapely.distance(shapely.points(meeting), corners) < 0.002).all()
