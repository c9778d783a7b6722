"""GeoJSON from strangers: what is refused, and how the feature at fault is named."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest
import shapely

from api.texts.reader import load
from geodata import geojson
from geodata.geojson import check_units, crs_of, feature_name, geometry_of, read_document
from planner.errors import PlanError, SourceError, VigieError

EMPTY = {"type": "FeatureCollection", "features": []}


def written(folder: pathlib.Path, content: str | bytes) -> pathlib.Path:
    path = folder / "drawing.geojson"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(call: Any, *arguments: object) -> VigieError:
    with pytest.raises(SourceError) as caught:
        call(*arguments, error=SourceError)
    assert "{" not in load("fr").error(caught.value) + load("en").error(caught.value)
    return caught.value


def feature(kind: object, coordinates: object) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}}


def test_an_empty_collection_is_read(tmp_path: pathlib.Path) -> None:
    assert read_document(written(tmp_path, json.dumps(EMPTY)), error=SourceError) == EMPTY


def test_a_byte_order_mark_is_stepped_over(tmp_path: pathlib.Path) -> None:
    path = written(tmp_path, json.dumps(EMPTY).encode("utf-8-sig"))
    assert read_document(path, error=SourceError) == EMPTY


def test_null_properties_become_an_empty_object(tmp_path: pathlib.Path) -> None:
    bare = {"type": "Feature", "geometry": None, "properties": None}
    text = json.dumps(EMPTY | {"features": [bare]})
    assert (
        read_document(written(tmp_path, text), error=SourceError)["features"][0]["properties"] == {}
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{", "json_broken"),
        ("", "file_empty"),
        (b"\xff\xfe\x00", "json_not_text"),
        ("[" * 100_000, "json_broken"),
        ('{"a": ' + "9" * 5000 + "}", "json_broken"),
        ("[]", "geojson_not_a_collection"),
        ("null", "geojson_not_a_collection"),
        ('{"type": "Feature"}', "geojson_not_a_collection"),
        ('{"type": "FeatureCollection"}', "geojson_not_a_collection"),
        ('{"type": "FeatureCollection", "features": {}}', "geojson_not_a_collection"),
        ('{"type": "FeatureCollection", "features": [3]}', "geojson_not_a_feature"),
        (
            '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": []}]}',
            "geojson_not_a_feature",
        ),
    ],
)
def test_what_is_no_collection_is_refused(
    tmp_path: pathlib.Path, content: str | bytes, code: str
) -> None:
    assert refusal(read_document, written(tmp_path, content)).code == code


def test_a_broken_line_is_named(tmp_path: pathlib.Path) -> None:
    assert refusal(read_document, written(tmp_path, '{\n"a": 1,\n}')).values["line"] == 3


def test_a_huge_file_is_refused_before_it_is_read(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geojson, "LARGEST_DOCUMENT_BYTES", 10)
    assert refusal(read_document, written(tmp_path, json.dumps(EMPTY))).code == "file_too_big"


def test_the_error_belongs_to_the_branch_that_asked(tmp_path: pathlib.Path) -> None:
    with pytest.raises(PlanError):
        read_document(tmp_path / "nowhere.geojson", error=PlanError)


@pytest.mark.parametrize(
    ("named", "name"),
    [
        ({"properties": {"id": "b1"}, "id": "x"}, "b1"),
        ({"properties": {"id": 7}}, "7"),
        ({"properties": {}, "id": "x"}, "x"),
        ({"properties": {"id": " "}}, "#3"),
        ({"properties": {"id": True}}, "#3"),
        ({"properties": {"id": None}}, "#3"),
    ],
)
def test_a_feature_is_named_by_its_id_else_by_its_rank(named: dict[str, Any], name: str) -> None:
    assert feature_name(named, 2) == name


@pytest.mark.parametrize(
    ("member", "crs"),
    [
        (None, "EPSG:4326"),
        ("EPSG:2154", "EPSG:2154"),
        ("epsg:2154", "EPSG:2154"),
        ("urn:ogc:def:crs:EPSG::2154", "EPSG:2154"),
        ("urn:ogc:def:crs:EPSG:9.8:2154", "EPSG:2154"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"),
        ({"type": "name", "properties": {"name": "EPSG:3949"}}, "EPSG:3949"),
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}, "EPSG:2154"),
    ],
)
def test_the_crs_member_is_read_in_every_form(member: object, crs: str) -> None:
    assert crs_of({"crs": member}, error=SourceError) == crs


@pytest.mark.parametrize(
    "member",
    [
        "Lambert", "EPSG:999999", "EPSG:4978", "urn:ogc:def:crs:OGC::CRS1", 2154, [],
        {"type": "link", "properties": {"href": "http://example.org"}}, {"properties": []},
        "+proj=merc", "EPSG:2154 ; rm",
    ],
)  # fmt: skip
def test_an_unknown_crs_is_refused(member: object) -> None:
    assert refusal(crs_of, {"crs": member}).code == "geojson_crs_unknown"


@pytest.mark.parametrize(
    ("kind", "coordinates", "wkt"),
    [
        ("Point", [1, 2], "POINT (1 2)"),
        ("Point", [1, 2, 3], "POINT (1 2)"),
        ("LineString", [[0, 0], [1, 0]], "LINESTRING (0 0, 1 0)"),
        ("Polygon", [[[0, 0], [1, 0], [0, 1], [0, 0]]], "POLYGON ((0 0, 1 0, 0 1, 0 0))"),
        ("MultiPoint", [[0, 0], [1, 1]], "MULTIPOINT ((0 0), (1 1))"),
        ("MultiLineString", [[[0, 0], [1, 0]]], "MULTILINESTRING ((0 0, 1 0))"),
        (
            "MultiPolygon",
            [[[[0, 0], [1, 0], [0, 1], [0, 0]]]],
            "MULTIPOLYGON (((0 0, 1 0, 0 1, 0 0)))",
        ),
    ],
)
def test_a_geometry_is_read(kind: str, coordinates: object, wkt: str) -> None:
    found = geometry_of(feature(kind, coordinates), "#1", error=SourceError)
    assert found == shapely.from_wkt(wkt)


@pytest.mark.parametrize(
    ("kind", "coordinates", "code"),
    [
        ("Circle", [0, 0], "geojson_geometry_kind"),
        ("GeometryCollection", None, "geojson_geometry_kind"),
        (["Point"], [0, 0], "geojson_geometry_kind"),
        ("Point", [], "geojson_position_bad"),
        ("Point", [1], "geojson_position_bad"),
        ("Point", ["1", "2"], "geojson_position_bad"),
        ("Point", [True, 2], "geojson_position_bad"),
        ("Point", None, "geojson_position_bad"),
        ("Point", [float("nan"), 0], "geojson_not_finite"),
        ("Point", [0, float("inf")], "geojson_not_finite"),
        ("Point", [10**400, 0], "geojson_not_finite"),
        ("LineString", [[0, 0]], "geojson_line_short"),
        ("LineString", [[0, 0], [0, 0]], "geojson_line_short"),
        ("LineString", {}, "geojson_position_bad"),
        ("Polygon", [], "geojson_position_bad"),
        ("Polygon", [[[0, 0], [1, 0], [1, 1], [0, 1]]], "geojson_ring_open"),
        ("Polygon", [[[0, 0], [1, 0], [0, 0]]], "geojson_ring_short"),
        ("Polygon", [[[0, 0], [1, 0], [1, 0], [0, 0]]], "geojson_ring_short"),
        ("Polygon", [[]], "geojson_ring_short"),
        ("MultiPolygon", [], "geojson_position_bad"),
    ],
)
def test_a_bad_geometry_is_refused_and_its_feature_named(
    kind: object, coordinates: object, code: str
) -> None:
    refused = refusal(geometry_of, feature(kind, coordinates), "b12")
    assert (refused.code, refused.values["where"]) == (code, "b12")


def test_a_missing_geometry_is_refused() -> None:
    assert refusal(geometry_of, {"geometry": None}, "#1").code == "geojson_geometry_missing"


@pytest.mark.parametrize(
    ("bounds", "crs"),
    [
        ((-300.0, -300.0, 300.0, 300.0), "EPSG:2154"),  # a drawing around the origin
        ((10.0, -50.0, 10.0, 50.0), "EPSG:2154"),  # a wall near it
        ((0.0, 0.0, 0.0, 0.0), "EPSG:2154"),  # a camera on it
        ((2.0, 48.0, 2.0, 48.0), "EPSG:2154"),  # a camera 48 m north of it
        ((0.0, 50.5, 0.0, 50.5), "EPSG:2154"),
        ((0.0, 45.0, 3.0, 49.0), "EPSG:2154"),
        ((-0.4, -0.4, 0.4, 0.4), "EPSG:2154"),  # a square metre at the origin is no French town
        ((652000.0, 6862000.0, 653000.0, 6863000.0), "EPSG:2154"),
        ((-2.1, 47.6, -2.0, 47.7), "EPSG:4326"),
        ((-180.0, -90.0, 180.0, 90.0), "EPSG:4326"),
    ],
)
def test_plausible_units_pass(bounds: tuple[float, float, float, float], crs: str) -> None:
    check_units(bounds, crs, error=SourceError)


@pytest.mark.parametrize(
    ("bounds", "crs", "code"),
    [
        ((-2.0937, 47.6463, -2.0798, 47.6530), "EPSG:2154", "geojson_degrees_as_metres"),
        ((2.1, 48.1, 2.2, 48.2), "EPSG:2154", "geojson_degrees_as_metres"),
        ((2.3522, 48.8566, 2.3522, 48.8566), "EPSG:2154", "geojson_degrees_as_metres"),
        ((55.44, -20.9, 55.46, -20.8), "EPSG:2975", "geojson_degrees_as_metres"),
        ((652000.0, 6862000.0, 653000.0, 6863000.0), "EPSG:4326", "geojson_metres_as_degrees"),
        ((0.0, 0.0, 10.0, 91.0), "EPSG:4326", "geojson_metres_as_degrees"),
        ((0.0, 0.0, 1e30, 1.0), "EPSG:2154", "geojson_too_far"),
    ],
)
def test_units_that_lie_are_refused(
    bounds: tuple[float, float, float, float], crs: str, code: str
) -> None:
    assert refusal(check_units, bounds, crs).code == code
