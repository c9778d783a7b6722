"""Real towns: every design is proven or bounded, checked from its geometry, and quick."""

from __future__ import annotations

import pathlib
import random
import time
from dataclasses import replace

import pytest
from network_town import PRICES, point
from shapely import Point

from geodata.assemble import assemble
from planner.equipment.model import VideoPoint
from planner.network.checker import check
from planner.network.design import design
from planner.network.model import Network
from planner.plan import Link, Plan, Supervision
from planner.scene.model import Scene

pytestmark = pytest.mark.realdata
STREETS = {"residential", "tertiary", "secondary", "primary", "unclassified", "pedestrian"}


@pytest.fixture(scope="module")
def redon(shared_data: pathlib.Path) -> Scene:
    return assemble(shared_data / "osm" / "redon-35236.osm.bz2")


@pytest.fixture(scope="module")
def saulx(shared_data: pathlib.Path) -> Scene:
    return assemble(shared_data / "osm" / "saulx-orge-55.osm.bz2")


def at_the_town_hall(scene: Scene, **asked: object) -> Plan:
    (hall,) = (one.point for one in scene.points if one.kind == "townhall")
    home = Supervision(id="home", position=hall)
    return Plan(date="2024-05-02", supervision=home, **asked)  # type: ignore[arg-type]


def points(scene: Scene, count: int, seed: int, link: Link = "fibre") -> tuple[VideoPoint, ...]:
    """Put points a few metres off streets drawn at random, the seed given."""
    chance = random.Random(seed)  # noqa: S311 - a draw of places, not a secret
    streets = [street for street in scene.streets if street.highway in STREETS]
    found = []
    for rank in range(count):
        street = chance.choice(streets).line
        on = street.interpolate(chance.random() * street.length)
        off = Point(round(on.x + chance.uniform(-5, 5), 3), round(on.y + chance.uniform(-5, 5), 3))
        found.append(replace(point(f"P{rank:02}", 0, 0, link=link), position=off))
    return tuple(found)


def checked(scene: Scene, asked: Plan, spots: tuple[VideoPoint, ...]) -> Network:
    network = design(scene, asked, spots, PRICES)
    assert check(scene, asked, spots, PRICES, network) == ()
    return network


@pytest.mark.parametrize("seed", range(5))
def test_redon_with_15_points_is_proven(redon: Scene, seed: int) -> None:
    network = checked(redon, at_the_town_hall(redon), points(redon, 15, seed))
    assert network.proven
    assert {site.link for site in network.sites} <= {"fibre", "local"}


def test_redon_with_15_points_is_designed_in_under_two_seconds(redon: Scene) -> None:
    spots = points(redon, 15, 0)
    best = min(_seconds(redon, spots) for _ in range(3))
    assert best < 2.0


def _seconds(scene: Scene, spots: tuple[VideoPoint, ...]) -> float:
    start = time.perf_counter()
    design(scene, at_the_town_hall(scene), spots, PRICES)
    return time.perf_counter() - start


def test_redon_with_30_points_over_25_years_mixes_lines_and_trenches(redon: Scene) -> None:
    asked = at_the_town_hall(redon, objective="cost", years=25)
    network = checked(redon, asked, points(redon, 30, 1, "auto"))
    assert network.proven
    assert {"fibre", "operator"} <= {site.link for site in network.sites}
    lines = checked(redon, asked, points(redon, 30, 1, "operator"))
    fibres = checked(redon, asked, points(redon, 30, 1, "fibre"))
    assert network.objective_cents <= min(lines.objective_cents, fibres.objective_cents)


def test_the_north_of_redon_is_reached_over_or_under_the_railway(redon: Scene) -> None:
    network = checked(redon, at_the_town_hall(redon), points(redon, 30, 1))
    found = {finding.code for finding in network.findings}
    assert found & {"bridge_on_route", "rail_on_route", "tunnel_on_route"}


def test_villages_apart_are_given_lines_and_said(saulx: Scene) -> None:
    network = checked(saulx, at_the_town_hall(saulx), points(saulx, 20, 0))
    lines = [site.id for site in network.sites if site.link == "operator"]
    said = [f.subject for f in network.findings if f.code == "site_unreachable_by_trench"]
    assert lines == said != []
    assert network.proven


def test_the_same_town_gives_the_same_network(redon: Scene) -> None:
    spots = points(redon, 15, 3)
    assert checked(redon, at_the_town_hall(redon), spots) == checked(
        redon, at_the_town_hall(redon), spots
    )
