"""Sectors: every camera on one sheet, every field inside it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely import box
from studies import toy_study

from planner.dossier.sectors import SHEET_M, cut_into_sectors, field_of

LEAST_M = 100.0  # one camera alone still shows a hundred metres of town


@pytest.mark.parametrize("n", [1, 3, 12, 60])
def test_every_camera_is_in_exactly_one_sector(n: int) -> None:
    cameras = toy_study(n).coverage.cameras
    sectors = cut_into_sectors(cameras)
    named = [name for sector in sectors for name in sector.cameras]
    assert sorted(named) == [camera.id for camera in cameras]


@pytest.mark.parametrize("n", [1, 3, 12, 60])
def test_a_sheet_at_1_1000_holds_every_field_of_its_sector(n: int) -> None:
    cameras = {camera.id: camera for camera in toy_study(n).coverage.cameras}
    for sector in cut_into_sectors(tuple(cameras.values())):
        west, south, east, north = sector.bounds
        assert LEAST_M <= round(east - west, 6) <= SHEET_M[0]
        assert LEAST_M <= round(north - south, 6) <= SHEET_M[1]
        for name in sector.cameras:
            assert box(*sector.bounds).buffer(1e-6).covers(field_of(cameras[name]))


def test_sectors_are_lettered_in_the_order_of_their_first_camera() -> None:
    sectors = cut_into_sectors(toy_study(60).coverage.cameras)
    assert [sector.letter for sector in sectors[:3]] == ["A", "B", "C"]
    assert sectors[26].letter == "AA"
    firsts = [sector.cameras[0] for sector in sectors]
    assert firsts == sorted(firsts)


def test_cameras_that_fit_together_share_a_sheet() -> None:
    first, second, third = toy_study(3).coverage.cameras
    assert [s.cameras for s in cut_into_sectors((first, second))] == [("C01", "C02")]
    assert len(cut_into_sectors((first, second, third))) == 2


def test_a_field_too_long_for_a_sheet_is_held_at_its_first_class_that_fits() -> None:
    camera = toy_study(1).coverage.cameras[0]
    x, y = camera.position
    far = replace(camera.levels[0], region=box(x, y - 5, x + 900, y + 5))
    held = field_of(replace(camera, levels=(far, *camera.levels[1:])))
    assert held.bounds[2] == pytest.approx(camera.levels[1].region.bounds[2])  # type: ignore[union-attr]
    alone = field_of(replace(camera, levels=(far,)))
    assert alone.area == 0.0


def test_no_camera_makes_no_sector() -> None:
    assert cut_into_sectors(()) == ()
