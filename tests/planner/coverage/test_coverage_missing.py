"""What is missing in a zone: one reason for each piece of ground, adding up to what is missing."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from coverage_scenes import (
    NOWHERE_PUBLIC,
    building,
    camera,
    catalogue,
    omni,
    plan,
    town,
    wall,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from planner.coverage.measure import CoverageOptions, measure
from planner.coverage.model import Coverage
from planner.coverage.reasons import causes, hiding
from planner.coverage.reasons.blobs import heart
from planner.coverage.reasons.explain import explain_point, explainer_of, scale_of
from planner.coverage.reasons.missing import what_is_missing
from planner.coverage.reasons.model import MissingPart, ZoneMissing
from planner.optics import Rectilinear
from planner.plan import Camera, Plan, Zone
from planner.scene.model import Building, Scene

CATALOGUE = catalogue()
LENS = Rectilinear(width_px=2688, height_px=1520, hfov_deg=68.0, vfov_deg=41.0)
FX = 1344.0 / math.tan(math.radians(34.0))
EAST = {"bearing_deg": 90.0, "tilt_deg": 12.0}
CELL = 0.5


def zone(shape: Polygon, level: str = "detect", name: str = "Z") -> Zone:
    return Zone(id=name, polygon=shape, label=name, level=level)


def ask(
    scene: Scene, asked: Plan, *, cell_m: float = CELL, also: tuple[float, ...] = ()
) -> tuple[Coverage, tuple[ZoneMissing, ...]]:
    options = CoverageOptions(cell_m=cell_m, draw=False, also_heights_m=also)
    coverage = measure(scene, asked, CATALOGUE, public=NOWHERE_PUBLIC, options=options)
    return coverage, what_is_missing(scene, asked, CATALOGUE, coverage)


def only_part(scene: Scene, eye: Camera, one: Zone, *, t: float = 1.7) -> MissingPart:
    _, (found,) = ask(scene, plan([eye], [one], target_height_m=t))
    (part,) = found.parts
    return part


def test_nothing_is_missing_where_all_is_covered() -> None:
    coverage, (found,) = ask(town(), plan([camera(omni())], [zone(box(5, 5, 15, 15))]))
    assert coverage.zones[0].covered_share == 1.0
    assert found.area_m2 == 0.0
    assert found.parts == ()


def test_a_zone_wholly_built_misses_nothing() -> None:
    scene = town(buildings=[building("b", box(0, 0, 50, 50), 9.0)])
    _, (found,) = ask(scene, plan([camera(omni(), at=(-5, -5))], [zone(box(5, 5, 15, 15))]))
    assert found.parts == ()


def test_without_a_camera_all_is_missing_for_want_of_one() -> None:
    _, (found,) = ask(town(), plan([], [zone(box(5, 5, 15, 15))]))
    (part,) = found.parts
    assert part.reason == "no_camera"
    assert part.area_m2 == pytest.approx(100.0)
    assert part.cameras == ()


def test_ground_seen_too_coarsely_names_the_camera_and_its_best_density() -> None:
    part = only_part(town(), camera(LENS, **EAST), zone(box(30, -5, 40, 5), "identify"), t=1.7)
    nearest = 30.25 * math.cos(math.radians(12)) + 4.3 * math.sin(math.radians(12))
    assert part.reason == "density"
    assert part.share == 1.0
    assert part.cameras[0].camera == "C1"
    assert part.cameras[0].best_px_per_m == pytest.approx(FX / nearest)


def test_ground_behind_a_wall_names_the_wall_and_how_high_it_may_be() -> None:
    """Lens 6 m, target 1.7 m: over the wall at 10 m the line to D is at 6 - 43 / D.

    The zone's cells run from D = 12.25 to 19.75 on the axis: at most 6 - 43 / 12.25 = 2.49 m to
    hide none of it there; half of them would be seen over a wall of 6 - 43 / 16 or so.
    """
    scene = town(walls=[wall("w", [(10, -50), (10, 50)], 5.5)])
    part = only_part(scene, camera(omni()), zone(box(12, -1, 20, 1)))
    assert part.reason == "hidden"
    (hider,) = part.hiders
    assert (hider.obstacle.id, hider.cameras) == ("w", ("C1",))
    assert hider.area_m2 == pytest.approx(part.area_m2) == pytest.approx(16.0)
    assert hider.alone_m2 == pytest.approx(16.0)
    assert hider.all_height_m == pytest.approx(6 - 43 / 12.25)
    assert hider.half_height_m == pytest.approx(6 - 43 / 16.0, abs=0.05)
    for height, share in ((hider.all_height_m, 1.0), (hider.half_height_m, 0.5)):
        lower = town(walls=[wall("w", [(10, -50), (10, 50)], height - 1e-6)])
        coverage, _ = ask(
            lower, plan([camera(omni())], [zone(box(12, -1, 20, 1))], target_height_m=1.7)
        )
        assert coverage.zones[0].covered_share == pytest.approx(share, abs=0.07)


def test_two_obstacles_in_a_row_both_count_and_neither_is_alone() -> None:
    scene = town(
        walls=[wall("near", [(5, -50), (5, 50)], 9.0), wall("w2", [(10, -50), (10, 0)], 9.0)]
    )
    part = only_part(scene, camera(omni()), zone(box(20, -4, 24, 4)))
    first, second = part.hiders
    assert (first.obstacle.id, second.obstacle.id) == ("near", "w2")
    assert first.area_m2 == pytest.approx(32.0)
    assert first.alone_m2 == pytest.approx(first.area_m2 - second.area_m2)
    assert second.alone_m2 == 0.0


def test_the_foot_of_a_camera_is_too_near() -> None:
    part = only_part(town(), camera(LENS, **EAST), zone(box(3, -0.5, 5, 0.5)))
    assert part.reason == "too_near"
    assert part.cameras[0].best_px_per_m == 0.0


def test_behind_a_camera_is_out_of_frame_and_far_behind_is_nobodys() -> None:
    eye = camera(LENS, **EAST)
    assert only_part(town(), eye, zone(box(-20, -2, -16, 2))).reason == "out_of_frame"
    part = only_part(town(), eye, zone(box(-220, -2, -216, 2)))
    assert part.reason == "no_camera"
    assert part.cameras == ()


def test_far_ahead_is_out_of_reach_with_the_density_that_it_has() -> None:
    part = only_part(town(), camera(LENS, **EAST), zone(box(150, -2, 154, 2)))
    assert part.reason == "out_of_reach"
    assert 0.0 < part.cameras[0].best_px_per_m < 25.0
    beyond_range = only_part(town(), camera(omni(20.0)), zone(box(30, -2, 34, 2)))
    assert beyond_range.reason == "out_of_reach"


def test_the_feet_of_a_person_are_hidden_where_the_face_is_seen() -> None:
    """A wall of 1.5 m under the target of 1.7 m hides feet only: s = 6 / 4.5."""
    scene = town(walls=[wall("w", [(10, -50), (10, 50)], 1.5)])
    asked = plan([camera(omni())], [zone(box(11, -1, 13, 1))], target_height_m=1.7)
    assert ask(scene, asked)[1][0].parts == ()
    coverage, (found,) = ask(scene, asked, also=(0.0,))
    (part,) = found.parts
    assert part.reason == "hidden"
    assert part.hiders[0].obstacle.id == "w"
    assert part.hiders[0].all_height_m == pytest.approx(6 * (1 - 10 / 11.25))
    scale = scale_of(asked, CATALOGUE, coverage)
    one = explain_point(explainer_of(scene, asked, CATALOGUE, scale), 12.0, 0.0).sights[0]
    assert (one.reasons, one.target_m) == (("hidden",), 0.0)


# --- any town ---------------------------------------------------------------------------

PLACES = st.tuples(st.integers(-30, 30), st.integers(-30, 30))


@st.composite
def plans(draw: st.DrawFn) -> tuple[Scene, Plan]:
    solids: list[Building] = []
    for number, (x, y) in enumerate(draw(st.lists(PLACES, max_size=4, unique=True))):
        shape = box(x, y, x + draw(st.integers(1, 9)) + 0.1, y + draw(st.integers(1, 9)) + 0.1)
        solids.append(building(f"b{number}", shape, draw(st.sampled_from([3.0, 5.0, 9.0]))))
    cameras = [
        camera(
            draw(st.sampled_from([LENS, omni(25.0, hfov_deg=200.0)])),
            name=f"C{number}",
            height_m=10.0,
            at=(x + 0.37, y + 0.41),
            bearing_deg=draw(st.sampled_from([0.0, 90.0, 200.0])),
            tilt_deg=draw(st.sampled_from([0.0, 12.0, 45.0])),
        )
        for number, (x, y) in enumerate(draw(st.lists(PLACES, max_size=3, unique=True)))
    ]
    zones = [
        zone(box(x, y, x + 12.3, y + 7.7), draw(st.sampled_from(["detect", "recognise"])), f"Z{k}")
        for k, (x, y) in enumerate(draw(st.lists(PLACES, min_size=1, max_size=2)))
    ]
    return town(buildings=solids), plan(cameras, zones, target_height_m=1.7)


@settings(max_examples=25, deadline=None)
@given(made=plans(), also=st.sampled_from([(), (0.0,)]))
def test_reasons_share_the_missing_ground_out_and_their_places_are_explained_alike(
    made: tuple[Scene, Plan], also: tuple[float, ...]
) -> None:
    scene, asked = made
    coverage, found = ask(scene, asked, cell_m=1.0, also=also)
    explainer = explainer_of(scene, asked, CATALOGUE, scale_of(asked, CATALOGUE, coverage))
    for record, missing in zip(coverage.zones, found, strict=True):
        gap = record.area_m2 - record.covered_area_m2
        assert missing.area_m2 == pytest.approx(gap)
        assert sum(part.area_m2 for part in missing.parts) == pytest.approx(gap)
        assert sum(part.share for part in missing.parts) + (
            1.0 if record.covered_share is None else record.covered_share
        ) == pytest.approx(1.0)
        assert len({part.reason for part in missing.parts}) == len(missing.parts)
        areas = [part.area_m2 for part in missing.parts]
        assert areas == sorted(areas, reverse=True)
        for part in missing.parts:
            shared = sum(one.area_m2 for one in part.cameras)
            assert shared == pytest.approx(0.0 if part.reason == "no_camera" else part.area_m2)
            sights = explain_point(explainer, *part.place).sights
            kinds = {reason for one in sights for reason in one.reasons}
            if part.reason == "density":
                assert any(one.seen for one in sights)
            elif part.reason == "hidden":
                assert part.hiders
                assert any(one.reasons == ("hidden",) for one in sights)
            else:
                assert not any(one.seen for one in sights)
                assert part.reason != "too_near" or "too_near" in kinds


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = town(buildings=[building("b", box(10, -3, 14, 3), 5.0)])
    asked = plan(
        [camera(omni()), camera(LENS, name="C2", **EAST)],
        [zone(box(12, -9, 40, 9))],
        target_height_m=1.7,
    )
    at_once = ask(scene, asked)[1]
    monkeypatch.setattr(causes, "VIEWS_AT_ONCE", 100)
    monkeypatch.setattr(hiding, "LINES_AT_ONCE", 7)
    assert ask(scene, asked)[1] == at_once


# --- the place to look at ---------------------------------------------------------------


def pieces(cells: np.ndarray) -> list[set[tuple[int, int]]]:
    """Part cells into pieces, one step at a time."""
    left = set(zip(*(axis.tolist() for axis in np.nonzero(cells)), strict=True))
    found = []
    while left:
        piece, edge = set(), [left.pop()]
        while edge:
            i, j = edge.pop()
            piece.add((i, j))
            for near in ((i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)):
                if near in left:
                    left.remove(near)
                    edge.append(near)
        found.append(piece)
    return found


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.booleans(), min_size=7, max_size=7), min_size=1, max_size=9).filter(
        lambda rows: any(itertools.chain(*rows))
    )
)
def test_the_heart_is_in_the_largest_piece(rows: list[list[bool]]) -> None:
    cells = np.array(rows)
    parts = pieces(cells)
    largest = max(len(part) for part in parts)
    place = heart(cells)
    assert any(place in part and len(part) == largest for part in parts)


def test_the_heart_of_a_square_is_its_middle() -> None:
    cells = np.zeros((9, 9), dtype=bool)
    cells[2:7, 2:7] = True
    assert heart(cells) == (4, 4)
