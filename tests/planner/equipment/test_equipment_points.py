"""Cameras put together by what carries them; points, bodies, axes and streams told apart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from planner.catalogues.reader import load
from planner.equipment.model import Equipment
from planner.equipment.points import equip
from planner.errors import PlanError
from planner.optics import Rectilinear
from planner.plan import Camera, Mast, Plan, Sensor, Supervision
from planner.scene.model import Building, Landmark, Scene

EMPTY = Scene(crs="EPSG:2154", name="nowhere")


def camera(name: str, x: float, y: float = 0.0, **more: object) -> Camera:
    values: dict[str, object] = {"height_m": 5.0, "model": "fixed-4mp", "power": "permanent"}
    return Camera(id=name, position=Point(x, y), **(values | more))  # type: ignore[arg-type]  # test values


def plan_of(*cameras: Camera, masts: tuple[Mast, ...] = (), **more: object) -> Plan:
    return Plan(
        date="2026-05-02",
        supervision=Supervision(id="S1", position=Point(500.0, 0.0)),
        retention_days=30,
        cameras=cameras,
        masts=masts,
        **more,  # type: ignore[arg-type]  # test values
    )


def equipped(plan: Plan, scene: Scene = EMPTY) -> Equipment:
    return equip(plan, scene, load())


def codes(equipment: Equipment) -> set[str]:
    return {finding.code for finding in equipment.findings}


def test_cameras_within_a_metre_that_name_no_mast_share_a_new_one() -> None:
    found = equipped(plan_of(camera("C1", 0.0), camera("C2", 1.0, height_m=6.0), camera("C3", 2.5)))
    assert [(p.id, p.cameras) for p in found.points] == [("C1", ("C1", "C2")), ("C3", ("C3",))]
    assert found.points[0].mast_status == "new"
    assert found.points[0].mast_height_m == 6.0, (
        "a mast that nobody drew is as tall as its highest lens"
    )


def test_near_is_transitive() -> None:
    found = equipped(plan_of(*(camera(f"C{k}", 0.9 * k) for k in range(5))))
    assert len(found.points) == 1


def test_a_mast_of_the_plan_gathers_the_cameras_that_name_it_wherever_they_are_drawn() -> None:
    mast = Mast(id="M1", position=Point(10.0, 10.0), height_m=8.0)
    cameras = (camera("C1", 0.0, mast="M1"), camera("C2", 30.0, mast="M1"))
    (point,) = equipped(plan_of(*cameras, masts=(mast,))).points
    assert (point.id, point.position, point.mast_height_m) == ("M1", mast.position, 8.0)
    assert point.cameras == ("C1", "C2")


def test_a_camera_beside_a_mast_that_it_does_not_name_is_told() -> None:
    mast = Mast(id="M1", position=Point(0.5, 0.0), height_m=6.0)
    found = equipped(plan_of(camera("C1", 0.0), masts=(mast,)))
    assert ("mast_beside", "C1") in {(f.code, f.subject) for f in found.findings}


def test_an_unknown_mast_is_refused_by_name() -> None:
    with pytest.raises(PlanError) as caught:
        equipped(plan_of(camera("C1", 0.0, mast="M9")))
    assert (caught.value.code, caught.value.values) == (
        "mast_unknown",
        {"camera": "C1", "mast": "M9"},
    )


def test_supports_of_different_kinds_at_one_place_are_two_points() -> None:
    found = equipped(
        plan_of(camera("C1", 0.0, support="lamp"), camera("C2", 0.2, support="facade"))
    )
    assert [point.support for point in found.points] == ["lamp", "facade"]
    assert [point.mast_status for point in found.points] == [None, None]


def test_points_bodies_axes_and_streams_are_counted_apart() -> None:
    found = equipped(plan_of(
        camera("C1", 0.0, model="multi-4x4mp"),
        camera("C2", 0.5),
        camera("C3", 50.0, model="ptz-4mp"),
        camera("C4", 90.0, status="existing"),
    ))  # fmt: skip
    counts, new = found.counts, found.new_counts
    assert (counts.points, counts.bodies, counts.axes, counts.streams) == (3, 4, 7, 7)
    assert (new.points, new.bodies, new.axes, new.streams) == (2, 3, 6, 6)


def test_sensors_drawn_one_by_one_are_streams_of_one_body() -> None:
    optics = Rectilinear(width_px=1920, height_px=1080, hfov_deg=90.0, vfov_deg=50.0)
    sensors = tuple(Sensor(bearing_deg=b, tilt_deg=10.0, optics=optics) for b in (0.0, 90.0, 180.0))
    found = equipped(plan_of(camera("C1", 0.0, model="", sensors=sensors)))
    assert found.bodies[0].item == "cam_multi"
    assert (found.counts.bodies, found.counts.axes, found.counts.streams) == (1, 3, 3)
    assert {(s.width_px, s.height_px) for s in found.streams} == {(1920, 1080)}


def test_a_point_whose_cameras_are_all_in_place_exists_and_needs_nothing() -> None:
    (point,) = equipped(plan_of(camera("C1", 0.0, status="existing", power=None))).points
    assert point.existing
    assert (point.new_cameras, point.mast_status, point.power) == ((), "existing", "existing")


def test_cameras_that_disagree_on_link_or_power_are_told() -> None:
    one = camera("C1", 0.0, link="fibre", power="grid")
    two = camera("C2", 0.5, link="radio", power="solar")
    found = equipped(plan_of(one, two))
    assert {"point_links_differ", "point_powers_differ"} <= codes(found)
    assert (found.points[0].link, found.points[0].power) == ("fibre", "grid")


def test_a_mast_above_the_catalogue_is_told_and_an_existing_one_is_not() -> None:
    tall = Mast(id="M1", position=Point(0.0, 0.0), height_m=12.0)
    assert "mast_taller_than_catalogue" in codes(
        equipped(plan_of(camera("C1", 0.0, mast="M1"), masts=(tall,)))
    )
    stands = replace(tall, status="existing")
    assert "mast_taller_than_catalogue" not in codes(
        equipped(plan_of(camera("C1", 0.0, mast="M1"), masts=(stands,)))
    )


def test_a_plan_without_a_camera_needs_nothing() -> None:
    found = equipped(plan_of())
    assert (found.points, found.streams, found.screens, found.findings) == ((), (), 0, ())
    assert (found.storage.usable_tb, found.storage.streams) == (0.0, 0)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 4)), min_size=1, max_size=14))
@settings(max_examples=40, deadline=None)
def test_the_order_of_cameras_changes_no_group(places: list[tuple[int, int]]) -> None:
    cameras = [camera(f"C{k:02}", x / 10.0, y / 2.0) for k, (x, y) in enumerate(places)]
    forward = {frozenset(p.cameras) for p in equipped(plan_of(*cameras)).points}
    backward = {frozenset(p.cameras) for p in equipped(plan_of(*reversed(cameras))).points}
    assert forward == backward
    assert sorted(c for group in forward for c in group) == [one.id for one in cameras]


# Power


def lit(*lamps: tuple[float, float], use: str = "public") -> Scene:
    return replace(
        EMPTY,
        points=tuple(
            Landmark(id=f"l{k}", point=Point(x, y), kind="lamp") for k, (x, y) in enumerate(lamps)
        ),
        buildings=(Building(id="b1", footprint=box(95, 1, 110, 12), height_m=8.0, use=use),),  # type: ignore[arg-type]  # test values
    )


@pytest.mark.parametrize(
    ("x", "support", "use", "power"),
    [
        (0.0, "lamp", "other", "permanent"),
        (0.0, "mast", "other", "permanent"),  # a lamp at 20 m
        (60.0, "mast", "other", "grid"),  # the lamp is at 40 m
        (60.0, "pole", "other", "grid"),
        (100.0, "facade", "public", "existing"),
        (100.0, "facade", "dwelling", "grid"),
    ],
)
def test_power_follows_the_support_and_the_lamps_when_the_plan_does_not_say(
    x: float, support: str, use: str, power: str
) -> None:
    plan = plan_of(camera("C1", x, 0.9, support=support, power=None))
    found = equipped(plan, lit((20.0, 0.9), use=use))
    assert (found.points[0].power, found.points[0].power_assumed) == (power, True)
    assert f"power_assumed_{power}" in codes(found)


def test_a_camera_on_the_supervision_building_takes_its_power() -> None:
    scene = lit(use="other")
    plan = replace(
        plan_of(camera("C1", 100.0, 0.9, support="facade", power=None)),
        supervision=Supervision(id="S1", position=Point(100.0, 5.0)),
    )
    assert equipped(plan, scene).points[0].power == "existing"


def test_what_the_plan_says_of_power_wins_and_is_not_told() -> None:
    found = equipped(plan_of(camera("C1", 0.0, power="solar")), lit((1.0, 0.0)))
    assert (found.points[0].power, found.points[0].power_assumed) == ("solar", False)
    assert not any(code.startswith("power_assumed") for code in codes(found))


def test_a_town_without_a_mapped_lamp_is_told_when_everything_falls_on_the_grid() -> None:
    found = equipped(plan_of(camera("C1", 0.0, power=None)))
    assert {"power_assumed_grid", "lamps_unmapped"} <= codes(found)
