"""The tools of growth one by one: cuts, knots, welds, names."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon, box

from geodata.invented.chance import Chance
from geodata.invented.growth.cutting import curve, divide, span_of
from geodata.invented.growth.knots import knit
from geodata.invented.growth.paths import Titles, drawn_paths
from geodata.invented.growth.street_names import dead_ends, through_streets
from geodata.invented.growth.welding import blemished, welded
from geodata.invented.lots import Lot, measured
from geodata.invented.outlines import varied_outline
from geodata.invented.shapes import frame
from geodata.invented.streets import Way, way


def street(*points: tuple[float, float], name: str = "", part: str = "town") -> Way:
    return way(np.array(points, dtype=float), part, name=name)  # type: ignore[arg-type] # a part


def lot(shape: Polygon) -> Lot:
    return Lot(building=measured(shape, 6.0), rank=0.0)


@given(
    seed=st.integers(0, 1000),
    long=st.floats(150.0, 900.0),
    lean=st.floats(-80.0, 80.0),
    bow=st.sampled_from([0.0, 0.08]),
)
def test_pieces_of_a_cut_cover_the_land_once(
    seed: int, long: float, lean: float, bow: float
) -> None:
    land = Polygon([(0, 0), (long, 0), (long + lean, 180), (lean, 240)])
    cutting = divide(land, Chance(seed, "cut"), target=lambda _: 9000.0, bow=bow)
    assert sum(leaf.area for leaf in cutting.leaves) == pytest.approx(land.area)
    assert shapely.union_all(cutting.leaves).area == pytest.approx(land.area)
    assert len(cutting.leaves) >= land.area / 20_000.0
    assert len(cutting.streets) >= len(cutting.leaves) - 1


def test_a_cut_may_start_where_another_street_ends() -> None:
    land = box(0, 0, 300, 100)
    cuts = [
        divide(land, Chance(seed, "x"), target=lambda _: 20_000.0, bow=0.05, knots=[(140.0, 0.0)])
        for seed in range(12)
    ]
    starts = [line[0, 0] for cutting in cuts for line in cutting.streets]
    assert 3 <= sum(abs(start - 140.0) < 1e-6 for start in starts) < 12


def test_the_span_of_land_runs_along_its_long_side() -> None:
    span = span_of(box(0, 0, 30, 100))
    assert (span.length, span.width) == pytest.approx((100.0, 30.0))
    assert abs(span.along[1]) == pytest.approx(1.0)


def test_a_bent_street_keeps_its_ends_and_its_bow() -> None:
    line = curve(np.array([0.0, 0.0]), np.array([100.0, 0.0]), 0.1)
    assert line[[0, -1]].tolist() == [[0.0, 0.0], [100.0, 0.0]]
    assert line[:, 1].max() == pytest.approx(10.0)


def test_a_street_that_ends_on_another_shares_its_vertex() -> None:
    main = street((0, 0), (100, 3), name="main")
    side = street((33.3333, 1.0), (40, 60), name="side")
    pieces = knit([main, side])
    assert [piece.street.name for piece in pieces] == ["main", "main", "side"]
    assert pieces[0].ends[1] == pieces[1].ends[0] == pieces[2].ends[0]


def test_two_streets_that_end_opposite_each_other_make_a_crossing() -> None:
    main = street((0, 0), (100, 0))
    north, south = street((50, 0), (50, 40)), street((50.004, 0), (50, -40))
    pieces = knit([main, north, south])
    assert len(pieces) == 4
    assert len({pieces[0].ends[1], pieces[2].ends[0], pieces[3].ends[0]}) == 1


def test_streets_that_lead_home_are_drawn_and_named_once() -> None:
    road = street((0, 0), (10, 0), name="Route")
    link = [street((k, 0), (k + 10, 0), name="7", part="country") for k in (10, 20)]
    edge = street((30, 0), (30, 10), name="8", part="country")
    lost = street((10, 0), (10, 90), name="9", part="country")
    drawn = drawn_paths([road, *link, edge, lost], {3}, Titles(iter(["Rue A", "Rue B"])))
    assert [each.street.name for each in drawn] == ["Route", "Rue A", "Rue A", "Rue B"]
    assert {each.part for each in drawn} == {"town"}


def test_neighbours_are_welded_vertex_for_vertex() -> None:
    deep, shallow = box(0, 0, 8, 14), box(8, 0, 15, 9)
    one, other = welded([lot(deep), lot(shallow)], Chance(2, "weld"))
    corners = set(one.building.footprint.exterior.coords)
    assert (8.0, 9.0) in corners
    assert one.building.footprint.equals(deep)
    assert other.building.footprint == shallow


def test_few_buildings_are_misdrawn_and_none_leaves_its_land() -> None:
    place = frame([0.0, 0.0], [1.0, 0.0])
    boxes = [place.box(k * 8.0, 0.0, 8.0, 10.0) for k in range(2000)]
    land = box(0.0, 0.0, 16_000.0, 10.0)
    drawn = blemished([lot(shape) for shape in boxes], [land], Chance(3, "slips"))
    shapes = [each.building.footprint for each in drawn]
    moved = [k for k, shape in enumerate(shapes) if shape != boxes[k]]
    assert 8 <= len(moved) <= 40
    assert all(land.covers(shape) for shape in shapes)
    off = [shapely.hausdorff_distance(shapes[k], boxes[k]) for k in moved]
    assert 0.0 < max(off) <= 0.51


@given(seed=st.integers(0, 500))
def test_outlines_of_houses_are_valid_and_touch_their_garage(seed: int) -> None:
    place = frame([0.0, 0.0], [1.0, 0.0])
    house, garages = varied_outline(place, 5.0, (11.0, 9.0), Chance(seed, "house"))
    assert house.is_valid
    assert house.exterior.is_ccw
    assert 4 <= len(house.exterior.coords) - 1 <= 20
    for garage in garages:
        assert shapely.intersection(house, garage).area == pytest.approx(0.0)
        assert set(house.exterior.coords) >= {garage.exterior.coords[0], garage.exterior.coords[3]}


@pytest.mark.parametrize("names", [through_streets, dead_ends])
def test_no_street_name_is_given_twice(names: object) -> None:
    given_names = list(itertools.islice(names(), 4000))  # type: ignore[operator] # one of two
    assert len(set(given_names)) == 4000
    assert not any("(" in name for name in given_names[:1000])
