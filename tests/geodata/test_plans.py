"""A plan file: every kind and member read, what is unknown kept, another town refused."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest
from plan_documents import LAMBERT, ORIGIN, at, camera, document, feature
from shapely import LineString, Polygon

from geodata.plans import (
    PlanDocument,
    check_against_scene,
    parse_plan,
    plan_text,
    read_plan,
    write_plan,
)
from planner.errors import PlanError
from planner.plan import Supervision
from planner.scene.model import Building, Scene, Street

SQUARE = [[at(0, 0), at(10, 0), at(10, 10), at(0, 10), at(0, 0)]]
LINE = [at(0, 0), at(30, 0)]


def every_kind() -> dict[str, Any]:
    return document(
        feature("mast", "M1", at(10, 0), height_m=6, status="existing"),
        camera(mast="M1"),
        feature("zone", "Z1", SQUARE, label="Place", level="recognise", weight=2),
        feature("opening", "O1", at(1, 1), window=True, use="dwelling"),
        feature("opening", "O2", at(2, 1), door=True),
        feature("panel", "P1", at(3, 1)),
        feature("duct", "D1", LINE, medium="aerial"),
        feature("surface", "R1", LINE, surface="paved"),
        feature("route", "T1", LINE, medium="duct", sites=["C1"]),
        feature("forbidden", "F1", SQUARE, reason="cimetière"),
        feature("forbidden", "F2", LINE),
        feature("relay", "L1", at(5, 5), height_m=20),
    )


def test_every_kind_becomes_its_record() -> None:
    plan = parse_plan(every_kind(), LAMBERT)
    assert [mast.status for mast in plan.masts] == ["existing"]
    assert plan.cameras[0].mast == "M1"
    assert plan.cameras[0].support == "mast"
    assert (plan.zones[0].level, plan.zones[0].weight) == ("recognise", 2.0)
    assert plan.zones[0].polygon.area == pytest.approx(100.0)
    assert [(one.id, one.kind) for one in plan.openings] == [("O1", "window"), ("O2", "door")]
    assert plan.openings[0].use == "dwelling"
    assert plan.panels[0].position.coords[0] == (ORIGIN[0] + 3, ORIGIN[1] + 1)
    assert plan.ducts[0].medium == "aerial"
    assert plan.surfaces[0].surface == "paved"
    assert (plan.routes[0].medium, plan.routes[0].sites) == ("duct", ("C1",))
    assert [one.geometry.geom_type for one in plan.forbidden] == ["Polygon", "LineString"]
    assert plan.relays[0].height_m == 20.0
    assert plan.supervision == Supervision(
        id="S", position=plan.supervision.position, label="Mairie"
    )
    assert plan.findings == ()


def test_a_plan_in_longitudes_lands_in_the_scene_to_the_millimetre() -> None:
    # 3 degrees east is the central meridian of Lambert-93: easting 700,000 m exactly.
    home = feature("supervision", "S", [3.0, 46.5])
    degrees = {**document(home, supervised=False), "crs": None}
    position = parse_plan(degrees, LAMBERT).supervision.position
    # 46.5 north is its latitude of origin: northing 6,600,000 m (IGN, NTG 71).
    assert (position.x, position.y) == (700_000.0, 6_600_000.0)


def test_an_empty_plan_takes_the_defaults_of_the_contract() -> None:
    plan = parse_plan(document(), LAMBERT)
    assert plan.schemes == ("hauts-de-france-prochaine",)
    assert (plan.standard, plan.target_height_m) == ("dori-2015", 1.7)
    assert plan.retention_days is None
    assert plan.applicant.first_equipment is None
    assert plan.cameras == ()


def test_a_camera_on_a_mast_may_have_no_place_of_its_own() -> None:
    placeless = {**camera(mast="M1"), "geometry": None}
    mast = feature("mast", "M1", at(7, 7), height_m=6)
    plan = parse_plan(document(placeless, mast), LAMBERT)
    assert plan.cameras[0].position.equals(plan.masts[0].position)


def test_a_camera_drawn_away_from_its_mast_stays_there_and_it_is_told() -> None:
    mast = feature("mast", "M1", at(40, 0), height_m=6)
    plan = parse_plan(document(camera(mast="M1"), mast), LAMBERT)
    assert plan.cameras[0].position.x == ORIGIN[0] + 10
    finding = next(one for one in plan.findings if one.code == "camera_off_its_mast")
    assert dict(finding.values) == {"mast": "M1", "distance_m": pytest.approx(30.0)}


def test_a_multiple_geometry_of_one_part_is_that_part() -> None:
    zone = feature("zone", "Z1", SQUARE, level="detect")
    zone["geometry"] = {"type": "MultiPolygon", "coordinates": [SQUARE]}
    assert parse_plan(document(zone), LAMBERT).zones[0].polygon.area == pytest.approx(100.0)


def test_an_unknown_kind_is_told_and_kept_in_the_file(tmp_path: pathlib.Path) -> None:
    tree = feature("fountain", None, at(1, 1), jets=3)
    raw = {**document(camera(), tree), "mine": {"note": [1, 2]}}
    plan = parse_plan(raw, LAMBERT)
    assert [one.code for one in plan.findings] == ["plan_kind_unknown"]
    write_plan(PlanDocument(raw), tmp_path / "plan.geojson")
    assert read_plan(tmp_path / "plan.geojson").raw == raw


def test_writing_is_canonical_whatever_the_order_of_members(tmp_path: pathlib.Path) -> None:
    raw = every_kind()
    shuffled = dict(reversed(list(raw.items())))
    assert plan_text(PlanDocument(raw)) == plan_text(PlanDocument(shuffled))
    path = tmp_path / "plan.geojson"
    write_plan(PlanDocument(raw), path)
    once = path.read_bytes()
    write_plan(read_plan(path), path)
    assert path.read_bytes() == once
    assert [one.name for one in tmp_path.iterdir()] == ["plan.geojson"]


def test_a_folder_that_is_not_there_is_named(tmp_path: pathlib.Path) -> None:
    with pytest.raises(PlanError) as caught:
        write_plan(PlanDocument(document()), tmp_path / "absent" / "plan.geojson")
    assert (caught.value.code, caught.value.values) == (
        "plan_not_written",
        {"file": "plan.geojson"},
    )


def test_lists_and_objects_written_as_text_by_a_gis_read_the_same() -> None:
    optics = {"kind": "rectilinear", "width_px": 1920, "height_px": 1080, "hfov_deg": 60}
    plain = camera(model=..., optics=optics, purposes=[1, 5])
    flat = camera(model=..., optics=json.dumps(optics), purposes="[1, 5]", masks=None)
    first, second = (parse_plan(document(one), LAMBERT).cameras[0] for one in (plain, flat))
    assert first == second


def scene_at(east: float, north: float) -> Scene:
    x, y = ORIGIN[0] + east, ORIGIN[1] + north
    street = Street(id="w1", line=LineString([(x, y), (x + 50, y)]), highway="residential")
    house = Building(id="b1", footprint=Polygon([(x, y), (x + 9, y), (x, y + 9)]), height_m=6)
    return Scene(crs=LAMBERT, name="Ville", streets=(street,), buildings=(house,))


@pytest.mark.parametrize(("north", "refused"), [(0, False), (990, False), (1010, True)])
def test_a_plan_more_than_a_kilometre_from_the_town_is_refused(north: float, refused: bool) -> None:
    plan = parse_plan(document(camera()), LAMBERT)
    scene = scene_at(0, north)
    if not refused:
        check_against_scene(plan, scene)
        return
    with pytest.raises(PlanError) as caught:
        check_against_scene(plan, scene)
    assert caught.value.code == "plan_far_from_scene"
    assert caught.value.values["distance_m"] == pytest.approx(1010.0)


def test_one_feature_near_the_town_is_enough() -> None:
    far = feature("panel", "P1", at(0, 50_000))
    check_against_scene(parse_plan(document(far), LAMBERT), scene_at(0, 0))


def test_a_scene_without_streets_nor_buildings_judges_nothing() -> None:
    check_against_scene(parse_plan(document(), LAMBERT), Scene(crs=LAMBERT, name="Vide"))
