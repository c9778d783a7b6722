"""Which CRS a town is measured in, and how coordinates get there."""

from __future__ import annotations

import csv
import pathlib

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.projection import (
    LAMBERT_93,
    WGS84,
    is_geographic,
    is_metric,
    known_crs,
    metric_crs,
    project,
    project_coordinates,
)


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        (1.44, 50.4), (-5.1, 48.46), (7.5, 43.776), (9.16, 41.387), (8.226, 48.975),
        (6.235, 46.194), (6.108, 46.2557), (4.825, 50.138), (-1.774, 43.359), (6.59, 46.4),
    ],
    ids=[
        "Picardie", "Ouessant", "Menton", "Bonifacio", "Lauterbourg", "Annemasse",
        "Ferney-Voltaire", "Givet", "Hendaye", "Evian",
    ],
)  # fmt: skip
def test_a_town_of_mainland_france_is_measured_in_lambert_93(lon: float, lat: float) -> None:
    assert metric_crs(lon, lat) == LAMBERT_93


@pytest.mark.parametrize(
    ("lon", "lat", "crs"),
    [
        (6.146, 46.204, "EPSG:32632"),  # Geneva, which France nearly surrounds
        (7.68, 45.07, "EPSG:32632"),  # Turin
        (4.35, 50.85, "EPSG:32631"),  # Brussels
        (55.45, -20.88, "EPSG:32740"),  # Saint-Denis de La Reunion
        (-52.33, 4.93, "EPSG:32622"),  # Cayenne
        (179.99, 0.0, "EPSG:32660"),
        (180.0, 0.0, "EPSG:32601"),
    ],
)
def test_a_town_elsewhere_is_measured_in_its_utm_zone(lon: float, lat: float, crs: str) -> None:
    assert metric_crs(lon, lat) == crs


@pytest.mark.realdata
def test_every_commune_of_hauts_de_france_is_measured_in_lambert_93(
    shared_data: pathlib.Path,
) -> None:
    path = shared_data / "communes" / "communes_hauts_de_france_2023.csv"
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    lon, lat = "lon_point_interieur_2018", "lat_point_interieur_2018"
    elsewhere = [
        row["nom"] for row in rows if metric_crs(float(row[lon]), float(row[lat])) != LAMBERT_93
    ]
    assert len(rows) == 3782
    assert elsewhere == []


def test_the_origin_of_lambert_93_is_where_ign_puts_it() -> None:
    # IGN, NTG 71 and RGF93 v1: 3 deg E, 46.5 deg N has coordinates 700,000 and 6,600,000.
    assert project_coordinates(np.array([[3.0, 46.5]]), WGS84, LAMBERT_93).tolist() == [
        [700_000.0, 6_600_000.0]
    ]


@settings(max_examples=25, deadline=None)
@given(lon=st.floats(-1.0, 6.0), lat=st.floats(44.0, 49.0))
def test_coordinates_are_whole_millimetres_and_come_back(lon: float, lat: float) -> None:
    metres = project_coordinates(np.array([[lon, lat]]), WGS84, LAMBERT_93)
    assert np.array_equal(metres, np.round(metres, 3))
    back = project_coordinates(metres, LAMBERT_93, WGS84)
    assert back[0].tolist() == pytest.approx([lon, lat], abs=2e-8)  # 2e-8 degree is 2 mm


def test_a_drawing_near_the_origin_keeps_its_coordinates_but_for_the_millimetre() -> None:
    wall = shapely.LineString([(10.0004, -0.0001), (10.0, 300.0)])
    assert list(project(wall, LAMBERT_93, LAMBERT_93).coords) == [(10.0, 0.0), (10.0, 300.0)]


def test_what_the_projection_cannot_place_is_infinite_not_an_exception() -> None:
    placed = project_coordinates(np.array([[3.0, 95.0], [3.0, 46.5]]), WGS84, LAMBERT_93)
    assert np.isfinite(placed).all(axis=1).tolist() == [False, True]


@pytest.mark.parametrize(
    ("crs", "metric"),
    [
        ("EPSG:2154", True), ("EPSG:32631", True), ("EPSG:3949", True), ("EPSG:4326", False),
        ("EPSG:3857", False), ("EPSG:3395", False), ("EPSG:2263", False), ("EPSG:4978", False),
    ],
    ids=[
        "Lambert-93", "UTM", "CC49", "degrees", "web Mercator", "Mercator", "feet", "geocentric",
    ],
)  # fmt: skip
def test_only_a_crs_whose_lengths_are_metres_on_the_ground_is_metric(
    crs: str, metric: bool
) -> None:
    assert is_metric(crs) is metric


def test_degrees_are_known_as_degrees() -> None:
    assert is_geographic("EPSG:4326")
    assert not is_geographic("EPSG:2154")


def test_an_unheard_of_crs_is_none() -> None:
    assert known_crs("EPSG:999999") is None
    assert known_crs("EPSG:2154") is not None
