"""A real town with its plan of 15 cameras: the engine and the explanations, side by side."""

from __future__ import annotations

import math
import pathlib
import time
import warnings
from dataclasses import replace

import pytest

from api.use_cases.coverage import ask_coverage, ask_gaps
from api.use_cases.opening import Opened, open_study
from planner.coverage.measure import CoverageOptions
from planner.coverage.model import Coverage
from planner.coverage.reasons.explain import Explainer, explain_point, explainer_of, scale_of
from planner.coverage.reasons.missing import what_is_missing

pytestmark = pytest.mark.realdata

PLAN = pathlib.Path(__file__).resolve().parents[3] / "examples" / "redon.geojson"
CELL = 0.5
NUDGE = 1e-6


@pytest.fixture(scope="module")
def redon(shared_data: pathlib.Path) -> Opened:
    return open_study(str(shared_data / "osm" / "redon-35236.osm.bz2"), str(PLAN))


@pytest.fixture(scope="module")
def coverage(redon: Opened) -> Coverage:
    return ask_coverage(redon, CoverageOptions(cell_m=CELL, draw=False))


@pytest.fixture(scope="module")
def explainer(redon: Opened, coverage: Coverage) -> Explainer:
    scale = scale_of(redon.plan, redon.catalogue, coverage)
    return explainer_of(redon.scene, redon.plan, redon.catalogue, scale)


def seen_by(explainer: Explainer, x: float, y: float) -> set[str]:
    return set(explain_point(explainer, x, y).seen_by)


def test_every_camera_of_the_plan_is_explained_as_it_was_measured(
    coverage: Coverage, explainer: Explainer
) -> None:
    cells = {
        one.id: set(zip(one.cells.i.tolist(), one.cells.j.tolist(), strict=True))
        for one in coverage.cameras
    }
    spiral = [(0.45 * turn, 3.5 * turn) for turn in range(1, 13)]  # up to 42 m around each lens
    places = [
        (
            int(one.position[0] / CELL + radius / CELL * math.cos(angle)),
            int(one.position[1] / CELL + radius / CELL * math.sin(angle)),
        )
        for one in coverage.cameras
        for angle, radius in spiral
    ]
    wrong = []
    for i, j in places:
        x, y = (i + 0.5) * CELL, (j + 0.5) * CELL
        measured = {camera for camera, found in cells.items() if (i, j) in found}
        if seen_by(explainer, x, y) == measured:
            continue
        hairs = [(dx, dy) for dx in (-NUDGE, NUDGE) for dy in (-NUDGE, NUDGE)]
        if len({frozenset(seen_by(explainer, x + dx, y + dy)) for dx, dy in hairs}) == 1:
            wrong.append((i, j, measured))
    assert wrong == []


def test_a_point_is_explained_while_the_pointer_hovers_and_zones_in_no_time(
    redon: Opened, coverage: Coverage, explainer: Explainer
) -> None:
    x, y = coverage.cameras[4].position
    begin = time.process_time()
    for step in range(20):
        explain_point(explainer, x + 3.0 * step, y + 2.0 * step)
    per_camera_ms = (time.process_time() - begin) / 20 / len(coverage.cameras) * 1000
    begin = time.process_time()
    missing = what_is_missing(redon.scene, redon.plan, redon.catalogue, coverage)
    zones_s = time.process_time() - begin
    for record, gaps in zip(coverage.zones, missing, strict=True):
        left = record.area_m2 - record.covered_area_m2
        assert sum(part.area_m2 for part in gaps.parts) == pytest.approx(left)
    if per_camera_ms > 2.0 or zones_s > 0.5:  # a busy machine is no fault of the program
        with warnings.catch_warnings():
            warnings.simplefilter("default")
            warnings.warn(f"{per_camera_ms:.1f} ms, {zones_s:.2f} s", stacklevel=1)


def test_a_point_of_the_square_is_seen_by_one_camera_at_31_metres(explainer: Explainer) -> None:
    found = explain_point(explainer, 318535.0, 6740060.0)
    assert found.seen_by == ("C01",)
    best = found.sights[0]
    assert (best.level, best.next_level.name if best.next_level else "") == ("detect", "observe")
    # C01 stands at (318546.86, 6740089.19): hypot(11.86, 29.19).
    assert best.distance_m == pytest.approx(31.51, abs=0.01)
    assert best.density_px_per_m == pytest.approx(45.4, abs=0.1)


def test_a_point_behind_a_house_is_hidden_by_it_and_would_be_seen_were_it_lower(
    redon: Opened, explainer: Explainer
) -> None:
    """OpenStreetMap way 122537983, 65.8 m before C05: its 7 m are assumed."""
    x, y = 318576.73, 6740188.64
    found = explain_point(explainer, x, y)
    assert found.seen_by == ()
    sight = found.sights[0]
    assert (sight.camera, sight.reasons) == ("C05", ("hidden",))
    (hider,) = sight.hidden_by
    assert hider.obstacle.id == "w122537983"
    assert (hider.obstacle.height_m, hider.obstacle.height_status) == (7.0, "assumed")
    assert hider.distance_m == pytest.approx(65.8, abs=0.05)
    assert hider.most_height_m == pytest.approx(2.10, abs=0.005)
    for height_m, seen_by in ((2.09, ("C05",)), (2.11, ())):
        lower = tuple(
            replace(one, height_m=height_m) if one.id == "w122537983" else one
            for one in redon.scene.buildings
        )
        scene = replace(redon.scene, buildings=lower)
        again = explainer_of(scene, redon.plan, redon.catalogue, explainer.scale)
        assert explain_point(again, x, y).seen_by == seen_by


def test_the_blind_spots_of_the_example_plan_are_these(redon: Opened) -> None:
    drawn = ask_coverage(redon, CoverageOptions(cell_m=CELL))
    found = ask_gaps(redon, drawn).blind_spots
    expected = {  # m2, measured once by exact polygons
        "Z1": (206.80, (206.66,)),
        "Z2": (131.48, (128.09, 3.39)),
        "Z3": (91.92, (80.28, 11.63)),
        "Z4": (28.08, (28.08,)),
    }
    assert [zone.zone for zone in found] == list(expected)
    for zone, record in zip(found, drawn.zones, strict=True):
        area, spots = expected[zone.zone]
        assert zone.area_m2 == pytest.approx(area, rel=0.01)
        assert [spot.area_m2 for spot in zone.spots] == pytest.approx(spots, rel=0.01)
        # Counted in cells it is the same but for a cell along the border.
        assert record.area_m2 - record.covered_area_m2 == pytest.approx(zone.area_m2, rel=0.01)
