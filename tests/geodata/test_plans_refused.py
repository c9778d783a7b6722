"""Plan files that cannot be read as a plan: each fault has its code and names its place."""

from __future__ import annotations

import json
import math
import pathlib
from typing import Any

import pytest
from plan_documents import LAMBERT, at, camera, document, feature

from api.texts.reader import load
from geodata.plans import parse_plan, read_plan
from planner.errors import PlanError

SQUARE = [[at(0, 0), at(10, 0), at(10, 10), at(0, 10), at(0, 0)]]
BOW_TIE = [[at(0, 0), at(10, 10), at(10, 0), at(0, 10), at(0, 0)]]
OPEN = [[at(0, 0), at(10, 0), at(10, 10), at(0, 10)]]
RECTILINEAR = {"kind": "rectilinear", "width_px": 1920, "height_px": 1080, "hfov_deg": 60}


def optics(**changes: Any) -> dict[str, Any]:
    whole = {**RECTILINEAR, **changes}
    return camera(model=..., optics={k: v for k, v in whole.items() if v is not ...})


def zone(coordinates: Any = SQUARE, **members: Any) -> dict[str, Any]:
    return feature("zone", "Z1", coordinates, **{"level": "detect", **members})


FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("plan_date_missing", document(date=None)),
    ("member_not_date", document(date="02/05/2024")),
    ("member_not_date", document(date="2024-02-30")),
    ("member_not_date", document(date=20240502)),
    ("plan_version_unknown", document(version=2)),
    ("member_not_object", {**document(), "vigie": []}),
    ("member_not_word", document(standard="dori-1999")),
    ("member_not_word", document(objective="beauty")),
    ("member_out_of_range", document(years=0)),
    ("member_out_of_range", document(target_height_m=-1)),
    ("retention_out_of_range", document(retention_days=31)),
    ("retention_out_of_range", document(retention_days=0)),
    ("member_not_whole", document(retention_days=15.5)),
    ("member_not_number", document(retention_days=True)),
    ("member_not_list", document(schemes=12)),
    ("member_not_object", document(prices=[3])),
    ("member_missing", document(prices=[{"unit_price": 3}])),
    ("member_missing", document(prices=[{"item": "cam_fixed"}])),
    ("member_out_of_range", document(prices=[{"item": "cam_fixed", "unit_price": -1}])),
    ("price_out_of_order", document(prices=[{"item": "x", "low": 9, "unit_price": 5}])),
    ("member_not_number", document(applicant={"population": "250"})),
    ("member_out_of_range", document(applicant={"population": -1})),
    ("member_not_whole", document(applicant={"population": 250.5})),
    ("member_not_flag", document(applicant={"first_equipment": "no"})),
    ("member_not_word", document(applicant={"kind": "ville"})),
    ("department_region_mismatch", document(applicant={"department": "77", "region": "32"})),
    ("supervision_missing", document(supervised=False)),
    ("supervision_twice", document(feature("supervision", "S2", at(5, 5)))),
    ("feature_id_missing", document(feature("panel", None, at(0, 0)))),
    ("feature_id_missing", document(feature("panel", " ", at(0, 0)))),
    ("feature_id_twice", document(camera("S"))),
    ("feature_id_twice", document(*[feature("mast", "M", at(i, 0), height_m=4) for i in (1, 2)])),
    ("feature_geometry_kind", document(feature("panel", "P", [at(0, 0), at(1, 1)]))),
    ("feature_geometry_kind", document(feature("zone", "Z", at(0, 0), level="detect"))),
    ("geojson_geometry_missing", document({**camera(), "geometry": None})),
    ("geojson_ring_open", document(zone(OPEN))),
    ("feature_polygon_crossed", document(zone(BOW_TIE))),
    ("geojson_position_bad", document(feature("panel", "P", [True, 3]))),
    ("plan_not_finite", document(feature("panel", "P", [math.nan, 3.0]))),
    ("plan_not_finite", document(camera(height_m=math.inf))),
    ("plan_not_finite", document(notes=[{"deep": math.nan}])),
    ("geojson_degrees_as_metres", document(feature("supervision", "S", [2.1234, 49.5678]),
                                           supervised=False)),
    ("geojson_metres_as_degrees", {**document(camera()), "crs": None}),
    ("geojson_crs_unknown", {**document(), "crs": "EPSG:999999"}),
    ("member_missing", document(camera(height_m=...))),
    ("member_not_above", document(camera(height_m=0))),
    ("member_not_above", document(camera(height_m=60.5))),
    ("member_not_number", document(camera(height_m=True))),
    ("member_not_number", document(camera(height_m="5"))),
    ("member_not_number", document(camera(bearing_deg="north"))),
    ("member_out_of_range", document(camera(tilt_deg=91))),
    ("member_not_word", document(camera(mission="spy"))),
    ("member_not_word", document(camera(support="tree"))),
    ("member_not_word", document(camera(link="pigeon"))),
    ("member_not_word", document(camera(status="old"))),
    ("member_not_word", document(camera(plate_software="maybe"))),
    ("member_out_of_range", document(camera(purposes=[12]))),
    ("member_not_number", document(camera(purposes=[True]))),
    ("member_not_list", document(camera(purposes="street"))),
    ("camera_without_optics", document(camera(model=...))),
    ("mast_unknown", document(camera(mast="M9"))),
    ("member_missing", document(optics(kind=...))),
    ("member_not_word", document(optics(kind="fisheye"))),
    ("member_missing", document(optics(height_px=...))),
    ("member_not_whole", document(optics(width_px=19.2))),
    ("member_out_of_range", document(optics(width_px=0))),
    ("member_out_of_range", document(optics(hfov_deg=180))),
    ("optics_without_angle", document(optics(hfov_deg=...))),
    ("optics_without_angle", document(optics(hfov_deg=..., focal_mm=4))),
    ("optics_without_angle", document(optics(kind="panoramic", hfov_deg=...))),
    ("member_missing", document(camera(presets=[{"bearing_deg": 0}]))),
    ("member_missing", document(camera(sensors=[{"bearing_deg": 0}]))),
    ("preset_home_twice", document(camera(presets=[
        {"bearing_deg": b, "hfov_deg": 50, "home": True} for b in (0, 90)]))),
    ("mask_not_polygon", document(camera(masks=[[[0, 0], [1, 1]]]))),
    ("mask_not_polygon", document(camera(masks=[[[0, 0], [1, 1], [2]]]))),
    ("member_missing", document(zone(level=None))),
    ("member_missing", document(feature("surface", "R", [at(0, 0), at(9, 0)]))),
    ("member_not_word", document(feature("surface", "R", [at(0, 0), at(9, 0)], surface="sand"))),
    ("route_site_unknown", document(feature("route", "T", [at(0, 0), at(9, 0)], sites=["C9"]))),
    ("plan_not_a_collection", {"type": "Feature"}),
    ("plan_not_a_feature", {**document(), "features": [3]}),
    ("plan_not_a_feature", {**document(), "features": [{"type": "Feature", "properties": [1]}]}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "raw"), FAULTS, ids=[f"{n}-{code}" for n, (code, _) in enumerate(FAULTS)]
)
def test_each_fault_stops_the_plan_with_its_code(code: str, raw: dict[str, Any]) -> None:
    with pytest.raises(PlanError) as caught:
        parse_plan(raw, LAMBERT)
    assert caught.value.code == code


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_fault_of_a_plan_has_its_sentence(language: Any) -> None:
    texts = load(language)
    for code, raw in FAULTS:
        if code.startswith("geojson_"):
            continue  # the sentences of the drawing are tested with it
        with pytest.raises(PlanError) as caught:
            parse_plan(raw, LAMBERT)
        sentence = texts.error(caught.value)
        assert "{" not in sentence.replace('{"date"', "")
        assert sentence.endswith(".")


def test_a_feature_without_an_id_is_named_by_its_rank() -> None:
    with pytest.raises(PlanError) as caught:
        parse_plan(document(camera(), feature("mast", None, at(0, 0))), LAMBERT)
    assert caught.value.values == {"feature": "#3", "kind": "mast"}


def test_a_bad_member_is_named_with_its_camera_and_value() -> None:
    with pytest.raises(PlanError) as caught:
        parse_plan(document(camera("C7", height_m=75)), LAMBERT)
    assert caught.value.values == {
        "where": "C7", "member": "height_m", "value": "75", "least": "0", "most": "60",
    }  # fmt: skip


def test_a_number_that_is_not_one_is_named_with_its_feature(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "plan.geojson"
    path.write_text(json.dumps(document(camera("C7", tilt_deg=math.nan))), encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        read_plan(path)
    assert caught.value.code == "plan_not_finite"
    assert caught.value.values == {"where": "C7", "member": "tilt_deg"}


def test_a_number_too_large_for_a_computer_is_refused() -> None:
    with pytest.raises(PlanError) as caught:
        parse_plan(document(camera(bearing_deg=10**400)), LAMBERT)
    assert caught.value.code == "member_not_number"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"{", "json_broken"),
        (b"\xff\xfe\x00", "json_not_text"),
        (b"[]", "geojson_not_a_collection"),
    ],
)
def test_a_file_that_is_no_plan_is_refused(
    tmp_path: pathlib.Path, content: bytes, code: str
) -> None:
    path = tmp_path / "plan.geojson"
    path.write_bytes(content)
    with pytest.raises(PlanError) as caught:
        read_plan(path)
    assert caught.value.code == code


def test_a_missing_file_is_named_without_its_folder(tmp_path: pathlib.Path) -> None:
    with pytest.raises(PlanError) as caught:
        read_plan(tmp_path / "absent.geojson")
    assert (caught.value.code, caught.value.values) == ("file_missing", {"file": "absent.geojson"})
