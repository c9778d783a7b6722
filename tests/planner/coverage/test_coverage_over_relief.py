"""The whole of coverage over a relief: measured, drawn, told apart, explained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from coverage_scenes import building, camera, catalogue, omni, plan, town, wall
from shapely import Point, box

from api.explain_views import part_view
from api.texts.reader import Language, load
from planner.coverage.measure import CoverageOptions, measure
from planner.coverage.model import Coverage
from planner.coverage.reasons.explain import explain_point, explainer_of, scale_of
from planner.coverage.reasons.missing import what_is_missing
from planner.errors import PlanError
from planner.optics import Rectilinear
from planner.plan import Camera, Plan, Zone
from planner.scene.model import Scene, Terrain
from planner.scene.public_space import public_space

LENS = Rectilinear(width_px=2688, height_px=1520, hfov_deg=68.0, vfov_deg=41.0)
HOUSES = (
    building("low", box(8, -4, 14, 4), 4.0),
    building("high", box(-25, 10, -12, 22), 9.0),
    building("hall", box(20, 20, 34, 30), 6.5, min_height_m=3.0),
)
FENCES = (wall("fence", [(-10, -18), (12, -14)], 2.0),)
EYES = (
    camera(LENS, name="A", bearing_deg=80.0, tilt_deg=12.0, at=(0.3, 0.2)),
    camera(omni(45.0), name="B", at=(-5.3, -4.1), height_m=5.0),
)
ZONE = Zone(id="z", polygon=box(4, -12, 40, 18), label="z", level="observe")
CELL = CoverageOptions(cell_m=0.87)


def terrain(height: Callable[[np.ndarray, np.ndarray], np.ndarray], step_m: float = 5.0) -> Terrain:
    nodes = np.arange(-150.0, 150.0 + step_m, step_m)
    x, y = np.meshgrid(nodes, nodes)
    heights = np.asarray(height(x, y), dtype=float) + np.zeros_like(x)
    return Terrain(x=-150.0, y=-150.0, step_m=step_m, heights_m=heights)


def scene(relief: Terrain | None) -> Scene:
    return replace(town(buildings=HOUSES, walls=FENCES), terrain=relief)


def measured(
    relief: Terrain | None, eyes: tuple[Camera, ...] = EYES
) -> tuple[Scene, Plan, Coverage]:
    place, asked = scene(relief), plan(eyes, [ZONE], target_height_m=1.7)
    public = public_space(place)
    return place, asked, measure(place, asked, catalogue(), public=public, options=CELL)


def hilly(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return 40.0 + 0.05 * x + 4.0 * np.sin(x / 17.0) * np.cos(y / 23.0)


def test_level_ground_sees_the_cells_of_flat_ground_and_counts_them() -> None:
    *_, flat = measured(None)
    *_, level = measured(terrain(lambda x, _: 57.3 + 0.0 * x))
    assert (flat.areas, level.areas) == ("exact", "cells")
    for one, other in zip(flat.cameras, level.cameras, strict=True):
        assert np.array_equal(one.cells.i, other.cells.i)
        assert np.array_equal(one.cells.j, other.cells.j)
        assert other.visible_area_m2 == pytest.approx(len(other.cells.i) * 0.87**2)
        for rank, area in enumerate(other.levels):
            counted = np.count_nonzero(other.cells.level > rank) * 0.87**2
            assert area.area_m2 == pytest.approx(counted)
            assert area.region is not None
            assert area.region.area == pytest.approx(counted)
    assert flat.zones == level.zones


def test_a_hill_changes_what_is_seen_and_a_bad_day_never_shows_more() -> None:
    *_, flat = measured(None)
    *_, over = measured(terrain(hilly))
    assert over.cameras[1].visible_area_m2 < flat.cameras[1].visible_area_m2
    (zone,) = over.zones
    assert zone.covered_share is not None
    assert zone.covered_share_low is not None
    assert 0.0 < zone.covered_share_low <= zone.covered_share < 1.0


@pytest.mark.parametrize("shape", [hilly, lambda x, y: 12.0 - 0.12 * x + 0.03 * y])
def test_points_are_explained_as_their_cells_are_seen(
    shape: Callable[[np.ndarray, np.ndarray], np.ndarray],
) -> None:
    place, asked, found = measured(terrain(shape))
    explainer = explainer_of(place, asked, catalogue(), scale_of(asked, catalogue(), found))
    cells = [set(zip(one.cells.i, one.cells.j, strict=True)) for one in found.cameras]
    rng = np.random.Generator(np.random.PCG64(3))
    differ = 0
    for i, j in rng.integers(-50, 50, (400, 2)):
        told = explain_point(explainer, (i + 0.5) * 0.87, (j + 0.5) * 0.87)
        seen = {sight.camera for sight in told.sights if sight.seen}
        differ += seen != {name for name, held in zip("AB", cells, strict=True) if (i, j) in held}
    # Walls follow the ground side by side here, step by step there; the ground is followed
    # every half step here, exactly there: a few points on the crest may differ.
    assert differ <= 4


def test_ground_hidden_by_the_relief_is_told_as_such() -> None:
    ridge = terrain(lambda x, _: np.maximum(0.0, 8.0 - np.abs(x - 20.0)))
    place, asked, found = measured(ridge, (EYES[1],))
    explainer = explainer_of(place, asked, catalogue(), scale_of(asked, catalogue(), found))
    (sight,) = explain_point(explainer, 34.0, -5.0).sights
    assert not sight.seen
    assert [hider.obstacle.kind for hider in sight.hidden_by] == ["relief"]


def test_what_a_zone_misses_sums_over_relief_too() -> None:
    place, asked, found = measured(terrain(hilly))
    (gaps,) = what_is_missing(place, asked, catalogue(), found)
    (zone,) = found.zones
    assert gaps.parts
    assert sum(part.area_m2 for part in gaps.parts) == pytest.approx(
        zone.area_m2 - zone.covered_area_m2
    )


def test_a_lens_below_the_roof_of_a_building_down_the_slope_is_refused() -> None:
    inside = camera(omni(45.0), name="I", at=(-18.0, 16.0), height_m=8.5)
    with pytest.raises(PlanError) as refusal:
        measured(terrain(lambda x, _: 0.3 * x), (inside,))
    assert refusal.value.code == "camera_in_building"


def test_ground_that_the_relief_does_not_know_is_told() -> None:
    known = terrain(hilly)
    holes = known.heights_m.copy()
    holes[:, :30] = np.nan  # west of the origin
    place, asked, found = measured(replace(known, heights_m=holes))
    codes = {(finding.code, finding.subject) for one in found.cameras for finding in one.findings}
    assert ("relief_unknown", "B") in codes
    assert ("relief_unknown_foot", "B") in codes
    assert ("relief_unknown_foot", "A") not in codes
    assert place.terrain is not None
    assert any(finding.code == "apart_on_flat_ground" for finding in found.findings)
    assert asked.cameras[0].position.equals(Point(0.3, 0.2))


def behind_a_ridge() -> tuple[Scene, Plan, Coverage]:
    """Put a zone 40 to 50 m away behind a ridge 7 m high, level from 15 to 20 m."""
    relief = terrain(lambda x, _: np.where((x > 14.0) & (x < 21.0), 7.0, 0.0))
    place = replace(town(), terrain=relief)
    hidden = Zone(id="z", polygon=box(40, -10, 50, 10), label="z", level="detect")
    asked = plan([camera(omni(), height_m=6.0)], [hidden])
    options = CoverageOptions(cell_m=0.5, draw=False)
    return place, asked, measure(place, asked, catalogue(), options=options)


def test_a_zone_behind_a_ridge_is_hidden_by_the_relief_and_a_higher_lens_sees_over() -> None:
    place, asked, coverage = behind_a_ridge()
    (found,) = what_is_missing(place, asked, catalogue(), coverage)
    (part,) = found.parts
    (hider,) = part.hiders
    assert (part.reason, part.area_m2) == ("hidden", pytest.approx(200.0))
    assert (hider.obstacle.kind, hider.obstacle.id) == ("relief", "")
    assert hider.obstacle.height_m == pytest.approx(7.0)
    assert hider.cameras == ("C1",)
    assert hider.area_m2 == hider.alone_m2 == pytest.approx(200.0)
    # Over the far edge at 20 m of a line to the ground at x: a lens at 7 / (1 - 20 / x).
    assert hider.all_lens_m == pytest.approx(7 / (1 - 20 / 40), rel=0.04)
    assert hider.half_lens_m == pytest.approx(7 / (1 - 20 / 45), rel=0.04)
    assert 0.0 < hider.all_height_m <= hider.half_height_m < 6.0


def test_a_lens_as_high_as_said_sees_over_the_relief() -> None:
    place, asked, coverage = behind_a_ridge()
    (found,) = what_is_missing(place, asked, catalogue(), coverage)
    lens = found.parts[0].hiders[0].all_lens_m
    assert lens is not None
    higher = replace(asked, cameras=(replace(asked.cameras[0], height_m=lens * 1.04),))
    seen = measure(place, higher, catalogue(), options=CoverageOptions(cell_m=0.5, draw=False))
    assert seen.zones[0].covered_share == 1.0


def test_a_wall_on_the_ridge_and_the_ridge_are_both_named() -> None:
    place, asked, _ = behind_a_ridge()
    place = replace(place, walls=(wall("w", [(18, -60), (18, 60)], 2.0),))
    coverage = measure(place, asked, catalogue(), options=CoverageOptions(cell_m=0.5, draw=False))
    (found,) = what_is_missing(place, asked, catalogue(), coverage)
    hiders = {one.obstacle.kind: one for one in found.parts[0].hiders}
    assert sorted(hiders) == ["relief", "wall"]
    assert [one.alone_m2 for one in hiders.values()] == [0.0, 0.0]
    assert hiders["wall"].all_lens_m is None


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", ("par le relief", "verrait la moitié")), ("en", ("by the relief", "see half of it"))],
)
def test_the_relief_is_named_in_sentences_and_as_json(
    language: Language, words: tuple[str, str]
) -> None:
    place, asked, coverage = behind_a_ridge()
    (found,) = what_is_missing(place, asked, catalogue(), coverage)
    view = part_view(found.parts[0], load(language))
    assert [word for word in words if word not in view["sentence"]] == []
    (by,) = view["by"]
    assert (by["kind"], by["id"], by["cameras"]) == ("relief", None, ["C1"])
    assert by["lens_for_half_m"] < by["lens_for_all_m"]
