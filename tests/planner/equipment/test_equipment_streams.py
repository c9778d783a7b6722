"""What each camera records, and what the recordings fill."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from planner.catalogues.reader import load
from planner.equipment.control_room import screens_for
from planner.equipment.model import Stream
from planner.equipment.points import equip
from planner.equipment.storage import storage_of, terabytes
from planner.equipment.streams import look_at, model_of, streams_of
from planner.errors import CatalogueError
from planner.optics import Panoramic, Rectilinear
from planner.plan import Camera, Plan, PlanOption, Preset, Supervision
from planner.scene.model import Scene


def camera(**more: object) -> Camera:
    values: dict[str, object] = {"id": "C1", "position": Point(0, 0), "height_m": 5.0}
    return Camera(**(values | more))  # type: ignore[arg-type]  # test values


def lens(width_px: int, height_px: int) -> Rectilinear:
    return Rectilinear(width_px=width_px, height_px=height_px, hfov_deg=90.0, vfov_deg=60.0)


def stream(mbps: float, status: str = "new") -> Stream:
    return Stream(
        camera="C1", codec="h265", fps=12.0, width_px=2688, height_px=1520, mbps=mbps,
        status=status,  # type: ignore[arg-type]  # test values
    )  # fmt: skip


# Models


@pytest.mark.parametrize(
    ("drawn", "model"),
    [
        ({"optics": lens(1920, 1080)}, "fixed-4mp"),
        ({"optics": lens(1920, 1080), "mission": "plate"}, "plate-2mp"),
        ({"optics": Panoramic(width_px=4000, hfov_deg=360.0)}, "panoramic-12mp"),
        (
            {
                "optics": lens(1920, 1080),
                "presets": (Preset(name="a", bearing_deg=0, tilt_deg=0, hfov_deg=50),),
            },
            "ptz-4mp",
        ),
        ({"model": "fixed-8mp", "mission": "plate"}, "fixed-8mp"),
        ({"model": "of no catalogue", "optics": lens(1920, 1080)}, "fixed-4mp"),
    ],
)
def test_a_camera_drawn_by_its_optics_stands_for_the_generic_model_of_its_kind(
    drawn: dict[str, object], model: str
) -> None:
    assert model_of(camera(**drawn), load()).id == model


def test_a_model_of_no_catalogue_without_optics_is_refused_with_the_known_ones() -> None:
    with pytest.raises(CatalogueError) as caught:
        model_of(camera(model="drone"), load())
    assert caught.value.code == "unknown_model"
    assert "fixed-4mp" in str(caught.value.values["known"])


# Streams


def test_every_generic_camera_meets_the_order_of_2007_in_narrow_view() -> None:
    catalogue = load()
    for model in catalogue.cameras.values():
        recorded = streams_of(camera(model=model.id, mission="identify"), model)
        assert len(recorded) == model.streams
        for one in recorded:
            assert one.width_px >= 704
            assert one.height_px >= 576
            assert one.fps >= 12.0
        assert not list(look_at(camera(model=model.id, mission="identify"), recorded))


@pytest.mark.parametrize(
    ("size", "mission", "told"),
    [
        ((640, 480), "identify", True),
        ((640, 480), None, True),  # an unsaid mission counts as narrow
        ((640, 480), "observe", False),
        ((320, 240), "detect", True),
    ],
)
def test_pictures_under_the_minimum_of_their_use_are_told(
    size: tuple[int, int], mission: str | None, told: bool
) -> None:
    one = camera(optics=lens(*size), mission=mission)
    recorded = streams_of(one, model_of(one, load()))
    assert bool(list(look_at(one, recorded))) is told


def test_the_bitrate_is_linear_in_pixels() -> None:
    one = camera(optics=lens(1344, 1520))  # half of 2688 x 1520
    model = load().cameras["fixed-4mp"]
    (half,) = streams_of(one, model)
    assert half.mbps == pytest.approx(model.stream.mbps / 2)


# Storage


@pytest.mark.parametrize(
    ("mbps", "days", "tb"),
    [
        (4.0, 30, 1.296),  # domain.md 3.3; network.md 5
        (50 * 6.0, 30, 97.2),  # network.md 5
        (5 * 1.5, 10, 0.81),  # a-soni FAQ, read in decimal units: peers.md 5.6
        (1.0, 1, 0.0108),  # 1 Mbit/s is 10.8 GB a day
        (10 * 2.048, 30, 6.6355),  # 10 x 2048 kbit/s: 6,635 GB (peers.md 5.6)
    ],
)
def test_terabytes_are_decimal_and_match_published_figures(
    mbps: float, days: float, tb: float
) -> None:
    assert terabytes(mbps, days) == pytest.approx(tb, abs=1e-4)


def test_a_published_error_of_a_factor_ten_is_not_reproduced() -> None:
    # network-data-cabling.co.uk prints 1.55 TB for ten 4 Mbit/s streams over 30 days.
    assert terabytes(40.0, 30) == pytest.approx(12.96)


def test_storage_adds_a_fifth_and_leaves_existing_streams_on_their_recorder() -> None:
    note = storage_of([stream(4.0), stream(6.0, "existing")], 30)
    assert (note.mbps, note.net_tb, note.streams) == (4.0, 1.296, 1)
    assert note.usable_tb == pytest.approx(1.5552, abs=1e-3)


def test_an_unsaid_retention_sizes_at_thirty_days_and_says_so() -> None:
    plan = Plan(
        date="2026-05-02",
        supervision=Supervision(id="S1", position=Point(0, 0)),
        cameras=(camera(model="fixed-4mp"),),
    )
    equipment = equip(plan, Scene(crs="EPSG:2154", name=""), load())
    assert (equipment.storage.days, equipment.storage.days_assumed) == (30, True)
    told = [f for f in equipment.findings if f.code == "retention_missing"]
    assert [(f.severity, dict(f.values)["days"]) for f in told] == [("warning", 30)]


@pytest.mark.parametrize(("count", "recorder"), [(1, "nvr_small"), (16, "nvr_small"), (17, "srv")])
def test_the_small_recorder_is_limited_by_streams(count: int, recorder: str) -> None:
    assert storage_of([stream(3.2)] * count, 10).recorder == recorder


@given(st.lists(st.floats(0.1, 20.0), max_size=30), st.integers(1, 29))
@settings(max_examples=40)
def test_storage_grows_with_days_and_with_streams(rates: list[float], days: int) -> None:
    streams = [stream(rate) for rate in rates]
    here = storage_of(streams, days)
    assert here.usable_tb <= storage_of(streams, days + 1).usable_tb
    assert here.usable_tb <= storage_of([*streams, stream(1.0)], days).usable_tb
    assert here.net_tb <= here.usable_tb + 1e-9


# Screens


@pytest.mark.parametrize(("count", "screens"), [(0, 0), (1, 1), (16, 1), (17, 2)])
def test_one_screen_shows_sixteen_views(count: int, screens: int) -> None:
    here = Supervision(id="S1", position=Point(0, 0))
    assert screens_for(storage_of([stream(3.2)] * count, 10), here) == screens


def test_a_centre_elsewhere_has_its_own_screens() -> None:
    away = Supervision(id="S1", position=Point(0, 0), external=True)
    assert screens_for(storage_of([stream(3.2)], 10), away) == 0


def test_what_the_plan_leaves_open_is_told() -> None:
    plan = Plan(
        date="2026-05-02",
        supervision=Supervision(id="S1", position=Point(0, 0), external=True),
        cameras=(camera(model="ptz-4mp"),),
    )
    scene = Scene(crs="EPSG:2154", name="")
    found = {f.code for f in equip(plan, scene, load()).findings}
    assert {"supervision_external", "ptz_without_operator", "image_transfer_not_counted"} <= found
    asked = replace(plan, options=(PlanOption(item="link_gend", quantity=1.0),))
    told = {f.code for f in equip(asked, scene, load()).findings}
    assert found - told == {"image_transfer_not_counted"}
