"""Panoramas: cut pictures are the same cells as those of one look, for any aim and any town."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
from coverage_scenes import building, omni, town, wall
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import Polygon, affinity, box

from planner.coverage.engine.eyes import Eye
from planner.coverage.engine.obstacles import Obstacles, obstacles_of
from planner.coverage.engine.sight import Yardstick, look
from planner.coverage.places import numbered
from planner.coverage.places import panorama as panorama_module
from planner.coverage.places.numbered import MOST_NUMBERED, cell_box, public_cells
from planner.coverage.places.panorama import (
    Panorama,
    Spot,
    all_around,
    cover_matrix,
    cut,
    panorama,
    panoramas,
)
from planner.coverage.seen import ground_of
from planner.errors import PlanError
from planner.optics import Optics, Rectilinear, field_of_view
from planner.plan import Sensor
from planner.scene.model import Building, Wall
from planner.scene.public_space import PublicSpace

CELL = 0.93  # m: no wall of a town drawn in tenths runs along the centres of such cells
REACH = 40.0
FEW = settings(max_examples=25, deadline=None)
HERE = Spot(id="P1", x=0.013, y=-0.027, lens_m=6.0)
FOUR_MM = Rectilinear(
    width_px=2688,
    height_px=1520,
    hfov_deg=field_of_view(5.37, 4.0),
    vfov_deg=field_of_view(3.02, 4.0),
    range_m=REACH,
)

TENTHS = st.integers(-300, 300).map(lambda n: n / 10)
HEIGHTS = st.sampled_from([1.0, 2.5, 4.0, 6.0, 7.0, 15.0])
BEARINGS = st.floats(-400.0, 800.0).map(lambda n: round(n, 3))


@st.composite
def towns(draw: st.DrawFn) -> Obstacles:
    buildings: list[Building] = []
    for number in range(draw(st.integers(0, 6))):
        x, y = draw(TENTHS), draw(TENTHS)
        shape = box(x, y, x + draw(st.floats(2.0, 12.0)), y + draw(st.floats(2.0, 12.0)))
        turned = affinity.rotate(shape, draw(st.floats(0.0, 90.0)))
        top = draw(HEIGHTS)
        under = draw(st.sampled_from([0.0, 0.0, 2.2]))
        buildings.append(
            building(f"b{number}", turned, top, min_height_m=under if under < top else 0.0)
        )
    walls: list[Wall] = []
    for number in range(draw(st.integers(0, 2))):
        points = draw(st.lists(st.tuples(TENTHS, TENTHS), min_size=2, max_size=4, unique=True))
        walls.append(wall(f"w{number}", points, draw(HEIGHTS)))
    clear = [one for one in buildings if one.footprint.distance(box(-1, -1, 1, 1)) > 0.0]
    return obstacles_of(town(buildings=clear, walls=walls))


@st.composite
def optics(draw: st.DrawFn) -> Optics:
    if draw(st.booleans()):
        fields = st.sampled_from([360.0, 15.0, 90.0, 180.0, 181.0, 270.0, 359.5])
        return omni(draw(st.sampled_from([17.3, REACH])), hfov_deg=draw(fields))
    return Rectilinear(
        width_px=draw(st.sampled_from([640, 2688])),
        height_px=1520,
        hfov_deg=draw(st.floats(5.0, 150.0)),
        vfov_deg=draw(st.floats(5.0, 120.0)),
        range_m=draw(st.sampled_from([17.3, REACH])),
    )


@st.composite
def aims(draw: st.DrawFn) -> Sensor:
    tilt = draw(st.one_of(st.sampled_from([0.0, 20.0, 90.0]), st.floats(-30.0, 90.0)))
    return Sensor(bearing_deg=draw(BEARINGS), tilt_deg=tilt, optics=draw(optics()))


def looked_at(
    spot: Spot, obstacles: Obstacles, aim: Sensor, *, least: float, slant: bool = False
) -> set[tuple[int, int]]:
    """Say which cells ``look`` sees: the peer."""
    eye = Eye(
        camera=spot.id, x=spot.x, y=spot.y, height_m=spot.lens_m, bearing_deg=aim.bearing_deg,
        tilt_deg=aim.tilt_deg, optics=aim.optics,
    )  # fmt: skip
    yard = Yardstick(cell_m=CELL, target_m=1.7, least_px_per_m=least, slant=slant)
    found: set[tuple[int, int]] = set()
    for patch in look(eye, obstacles, yard):
        i, j = patch.columns.places(np.flatnonzero(patch.seen))
        found |= set(zip(i.tolist(), j.tolist(), strict=True))
    return found


def around(spot: Spot, obstacles: Obstacles, *, target_m: float = 1.7) -> Panorama:
    return panorama(spot, obstacles, target_m=target_m, radius_m=REACH, cell_m=CELL)


def places(seen: Panorama, ids: np.ndarray) -> set[tuple[int, int]]:
    i, j = seen.box.places(ids)
    return set(zip(i.tolist(), j.tolist(), strict=True))


@FEW
@given(
    obstacles=towns(),
    asked=st.lists(aims(), min_size=1, max_size=6),
    least=st.sampled_from([5.0, 40.0, 250.0]),
    slant=st.booleans(),
)
def test_every_picture_cut_shows_the_cells_of_one_look(
    obstacles: Obstacles, asked: list[Sensor], least: float, slant: bool
) -> None:
    seen = around(HERE, obstacles)
    pictures = cut(seen, asked, least_px_per_m=least, slant=slant)
    for rank, aim in enumerate(asked):
        expected = looked_at(HERE, obstacles, aim, least=least, slant=slant)
        assert places(seen, pictures.row(rank)) == expected


@pytest.mark.parametrize("at_once", [1, 5000])
def test_pictures_do_not_depend_on_how_many_are_cut_at_once(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    seen = around(HERE, a_small_town())
    mixed = [
        *all_around(omni(REACH, hfov_deg=250.0), tilt_deg=0.0, count=7),
        *all_around(FOUR_MM, tilt_deg=90.0, count=5),
    ]
    expected = cut(seen, mixed, least_px_per_m=20.0)
    monkeypatch.setattr(panorama_module, "PAIRS_AT_ONCE", at_once)
    again = cut(seen, mixed, least_px_per_m=20.0)
    assert np.array_equal(again.indptr, expected.indptr)
    assert np.array_equal(again.ids, expected.ids)


@FEW
@given(obstacles=towns())
def test_a_panorama_holds_the_cells_of_a_look_all_around_by_bearing(obstacles: Obstacles) -> None:
    seen = around(HERE, obstacles)
    aim = Sensor(bearing_deg=0.0, tilt_deg=0.0, optics=omni(REACH))
    assert places(seen, seen.ids) == looked_at(HERE, obstacles, aim, least=1.0)
    east, north = seen.centres
    exact = np.degrees(np.arctan2(east, north)) % 360.0
    assert np.abs(exact - seen.bearing_deg).max() < 1e-4
    assert (np.diff(seen.bearing_deg) >= 0.0).all()
    assert (np.hypot(east, north) <= REACH).all()


@FEW
@given(obstacles=towns(), first=st.floats(0.0, 15.0), count=st.sampled_from([7, 24, 25]))
def test_sectors_side_by_side_share_the_disc_out(
    obstacles: Obstacles, first: float, count: int
) -> None:
    seen = around(HERE, obstacles)
    sectors = [
        replace(aim, bearing_deg=aim.bearing_deg + first)
        for aim in all_around(omni(REACH, hfov_deg=360.0 / count), tilt_deg=0.0, count=count)
    ]
    pictures = cut(seen, sectors, least_px_per_m=1.0)
    assert np.array_equal(np.sort(pictures.ids), np.sort(seen.ids))


@pytest.mark.parametrize("at", [(0.5, 0.5), (0.0, 0.0), (3.5, -2.0)])
def test_borders_through_cell_centres_still_share_the_disc_out(at: tuple[float, float]) -> None:
    spot = replace(HERE, x=at[0], y=at[1])
    nothing = obstacles_of(town())
    seen = panorama(spot, nothing, target_m=1.7, radius_m=60.0, cell_m=1.0)
    sectors = all_around(omni(60.0, hfov_deg=15.0), tilt_deg=0.0)
    shared = [replace(aim, bearing_deg=aim.bearing_deg + 7.5) for aim in sectors]
    for some in (sectors, shared):
        ids = np.sort(cut(seen, some, least_px_per_m=1.0).ids)
        east, north = seen.centres
        under = (east == 0.0) & (north == 0.0)  # the lens's own cell is on no side
        assert np.array_equal(ids, np.sort(seen.ids[~under]))


@FEW
@given(obstacles=towns())
def test_24_untilted_lenses_of_15_degrees_share_out_what_they_frame(obstacles: Obstacles) -> None:
    lens = Rectilinear(width_px=10**7, height_px=10**7, hfov_deg=15.0, vfov_deg=178.0)
    seen = around(HERE, obstacles)
    pictures = cut(seen, all_around(lens, tilt_deg=0.0), least_px_per_m=1.0)
    east, north = seen.centres
    # the lower edge of the picture is (c - t) / tan(89 degrees) = 7.5 cm ahead of the foot
    framed = np.hypot(east, north) > 0.08
    assert np.array_equal(np.sort(pictures.ids), np.sort(seen.ids[framed]))


@FEW
@given(obstacles=towns(), aim=aims(), share=st.floats(0.1, 1.0))
def test_a_narrower_field_or_a_higher_density_never_adds_a_cell(
    obstacles: Obstacles, aim: Sensor, share: float
) -> None:
    assume(isinstance(aim.optics, Rectilinear))
    seen = around(HERE, obstacles)
    wide = set(cut(seen, [aim], least_px_per_m=20.0).ids.tolist())
    dense = cut(seen, [aim], least_px_per_m=20.0 / share).ids
    # fewer degrees on proportionally fewer pixels: the same density, a narrower picture
    half = math.tan(math.radians(aim.optics.hfov_deg) / 2.0) * 0.5
    narrow = replace(
        aim.optics,
        hfov_deg=math.degrees(2.0 * math.atan(half)),
        width_px=aim.optics.width_px // 2,
    )
    narrower = cut(seen, [replace(aim, optics=narrow)], least_px_per_m=20.0).ids
    assert set(dense.tolist()) <= wide
    assert set(narrower.tolist()) <= wide


@FEW
@given(obstacles=towns(), aim=aims())
def test_only_wanted_cells_are_kept(obstacles: Obstacles, aim: Sensor) -> None:
    square = Polygon([(-20.3, -11.1), (25.2, -8.4), (19.7, 30.0), (-14.2, 22.8)])
    scene = town()
    ground = ground_of(scene, PublicSpace(polygon=square, strips=()))
    wanted = public_cells(replace(ground, obstacles=obstacles), cell_m=CELL)
    every = around(HERE, obstacles)
    seen = panorama(HERE, obstacles, target_m=1.7, radius_m=REACH, wanted=wanted)
    i, j = every.box.places(cut(every, [aim], least_px_per_m=20.0).ids)
    inside = shapely.contains_xy(square, (i + 0.5) * CELL, (j + 0.5) * CELL)
    expected = set(zip(i[inside].tolist(), j[inside].tolist(), strict=True))
    assert places(seen, cut(seen, [aim], least_px_per_m=20.0).ids) == expected


def test_a_lens_without_range_reaches_as_far_as_the_panorama() -> None:
    nothing = obstacles_of(town())
    aim = Sensor(bearing_deg=33.0, tilt_deg=5.0, optics=replace(FOUR_MM, range_m=None))
    ranged = replace(aim, optics=FOUR_MM)
    seen = around(HERE, nothing)
    assert places(seen, cut(seen, [aim], least_px_per_m=1.0).ids) == looked_at(
        HERE, nothing, ranged, least=1.0
    )


def a_few_spots() -> list[Spot]:
    return [
        Spot(id="P1", x=0.01, y=0.02, lens_m=6.0),
        Spot(id="P2", x=15.3, y=-7.1, lens_m=4.5),
        Spot(id="P3", x=-300.0, y=0.0, lens_m=6.0),  # sees none of the wanted cells
        Spot(id="P4", x=12.2, y=9.9, lens_m=6.0),
    ]


def a_small_town() -> Obstacles:
    return obstacles_of(
        town(
            buildings=[building("b", box(5, 5, 11, 9), 9.0), building("c", box(-9, 3, -4, 8), 3.0)],
            walls=[wall("w", [(4.0, -6.0), (14.0, -3.0)], 2.2)],
        )
    )


def test_each_row_of_the_matrix_is_one_picture_of_one_place() -> None:
    obstacles, spots = a_small_town(), a_few_spots()
    wanted = cell_box((-30.0, -30.0, 30.0, 30.0), CELL)
    views = panoramas(spots, obstacles, target_m=1.7, radius_m=REACH, wanted=wanted)
    bearings = all_around(FOUR_MM, tilt_deg=20.0)
    matrix = cover_matrix(views, bearings, least_px_per_m=40.0)
    assert len(matrix.indptr) == len(spots) * 24 + 1
    assert matrix.indptr[-1] == len(matrix.ids)
    for rank, spot in enumerate(spots):
        for turn, aim in enumerate(bearings):
            row = matrix.row(rank * 24 + turn)
            assert (np.diff(row) > 0).all()
            looked = looked_at(spot, obstacles, aim, least=40.0)
            i, j = np.array(sorted(looked), dtype=np.int64).reshape(-1, 2).T
            assert np.array_equal(np.sort(wanted.numbers(i, j)), row)
    assert not len(views[2].ids)
    assert matrix.indptr[48] == matrix.indptr[72]


def test_a_stream_of_panoramas_gives_the_same_matrix_as_a_list() -> None:
    obstacles = a_small_town()
    wanted = cell_box((-30.0, -30.0, 30.0, 30.0), CELL)
    views = panoramas(a_few_spots(), obstacles, target_m=1.7, radius_m=REACH, wanted=wanted)
    bearings = all_around(FOUR_MM, tilt_deg=20.0)
    kept = cover_matrix(views, bearings, least_px_per_m=40.0)
    streamed = cover_matrix(iter(views), bearings, least_px_per_m=40.0)
    assert np.array_equal(kept.indptr, streamed.indptr)
    assert np.array_equal(kept.ids, streamed.ids)


def test_no_place_and_no_aim_make_an_empty_matrix() -> None:
    nothing = cover_matrix([], all_around(FOUR_MM, tilt_deg=20.0), least_px_per_m=40.0)
    assert nothing.indptr.tolist() == [0]
    assert not len(nothing.ids)
    aimless = cut(around(HERE, a_small_town()), [], least_px_per_m=40.0)
    assert aimless.indptr.tolist() == [0]
    skyward = Sensor(bearing_deg=0.0, tilt_deg=-60.0, optics=FOUR_MM)
    assert cut(around(HERE, a_small_town()), [skyward], least_px_per_m=40.0).indptr[-1] == 0


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[str, float]] = []
    views = panoramas(
        a_few_spots(),
        a_small_town(),
        target_m=1.7,
        radius_m=REACH,
        wanted=cell_box((-30.0, -30.0, 30.0, 30.0), CELL),
        progress=lambda step, share: told.append((step, share)),
    )
    cover_matrix(
        views,
        all_around(FOUR_MM, tilt_deg=20.0),
        least_px_per_m=40.0,
        progress=lambda step, share: told.append((step, share)),
    )
    assert told == [
        (step, share)
        for step in ("panorama", "panorama_cut")
        for share in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]


def test_a_panorama_takes_eight_bytes_for_each_cell() -> None:
    seen = around(HERE, a_small_town())
    assert seen.ids.nbytes + seen.bearing_deg.nbytes == 8 * len(seen.ids)


def test_a_place_indoors_is_refused() -> None:
    with pytest.raises(PlanError, match="camera_in_building") as refusal:
        around(Spot(id="P9", x=7.0, y=7.0, lens_m=6.0), a_small_town())
    assert refusal.value.values == {"camera": "P9", "building": "b", "height_m": 6.0}
    assert len(around(Spot(id="P9", x=7.0, y=7.0, lens_m=12.0), a_small_town()).ids)  # on the roof


def test_a_lens_no_higher_than_the_target_is_refused() -> None:
    with pytest.raises(PlanError, match="target_above_lens"):
        around(replace(HERE, lens_m=1.7), a_small_town())


def test_a_panorama_of_too_many_cells_is_refused() -> None:
    with pytest.raises(PlanError, match="coverage_too_large"):
        panorama(HERE, a_small_town(), target_m=1.7, radius_m=2000.0, cell_m=1.0)


# --- numbers ----------------------------------------------------------------------------


def test_numbers_and_places_are_each_other_s_inverse() -> None:
    cells = cell_box((-3.2, 10.0, 4.1, 12.9), 0.5)
    numbers = np.arange(cells.n_cells, dtype=np.int32)
    i, j = cells.places(numbers)
    assert np.array_equal(cells.numbers(i, j), numbers)
    assert (i.min(), i.max(), j.min(), j.max()) == (-7, 8, 20, 25)
    assert not len(cells.numbers(i + 100, j))
    assert not len(cells.numbers(i, j - 100))


def test_public_cells_are_the_public_ground_that_no_roof_covers() -> None:
    square = box(-10, -10, 10, 10).difference(box(-2, -2, 3, 3))
    halle = building("halle", box(4, 4, 9, 9), 6.0, min_height_m=3.0)
    ground = ground_of(town(buildings=[halle]), PublicSpace(polygon=square, strips=()))
    cells = public_cells(ground, cell_m=0.25)
    i, j = cells.places(np.arange(cells.n_cells, dtype=np.int32))
    x, y = (i + 0.5) * 0.25, (j + 0.5) * 0.25
    free = square.difference(halle.footprint)
    assert np.array_equal(shapely.contains_xy(free, x, y), cells.wanted)
    assert cells.n_wanted * 0.25**2 == free.area
    part = public_cells(ground, cell_m=0.25, bounds=(0.0, 0.0, 5.0, 5.0))
    assert part.n_wanted * 0.25**2 == pytest.approx(25.0 - 9.0 - 1.0, abs=0.6)


def test_public_cells_do_not_depend_on_how_many_are_laid_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    square = Polygon([(-20.3, -11.1), (25.2, -8.4), (19.7, 30.0), (-14.2, 22.8)])
    ground = ground_of(town(), PublicSpace(polygon=square, strips=()))
    whole = public_cells(ground, cell_m=0.37)
    monkeypatch.setattr(numbered, "_CELLS_AT_ONCE", 1000)
    assert np.array_equal(public_cells(ground, cell_m=0.37).wanted, whole.wanted)


def test_a_town_without_public_ground_wants_nothing() -> None:
    ground = ground_of(town(), PublicSpace(polygon=Polygon(), strips=()))
    assert public_cells(ground, cell_m=2.0).n_wanted == 0


@pytest.mark.parametrize("cell_m", [0.0, -1.0, 1000.0, math.nan])
def test_cells_of_no_size_are_refused(cell_m: float) -> None:
    with pytest.raises(PlanError, match="cell_out_of_range"):
        cell_box((0.0, 0.0, 10.0, 10.0), cell_m)


def test_a_box_of_too_many_cells_is_refused() -> None:
    side = math.sqrt(MOST_NUMBERED) * 2.0 + 10.0
    with pytest.raises(PlanError, match="box_too_large"):
        cell_box((0.0, 0.0, side, side), 2.0)
