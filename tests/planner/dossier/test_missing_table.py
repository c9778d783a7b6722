"""The dossier tells what zones miss and why, in a short table beside their shares."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from shapely import LineString, box
from studies import small_study

from planner.catalogues.reader import load
from planner.coverage.measure import CoverageOptions, measure
from planner.coverage.reasons.missing import what_is_missing
from planner.dossier.facts import Facts, gather
from planner.dossier.missing import missing_table
from planner.dossier.model import Say, Table
from planner.plan import Zone
from planner.scene.model import Terrain, Wall


def facts(zone: Zone, *walls: Wall, terrain: Terrain | None = None) -> Facts:
    """Measure a zone before one camera of the toy town for good, with walls put up."""
    study = small_study()
    catalogue = load(on=study.plan.date)
    scene = replace(study.scene, walls=walls, terrain=terrain)
    plan = replace(study.plan, cameras=study.plan.cameras[:1], zones=(zone,))
    coverage = measure(scene, plan, catalogue, options=CoverageOptions(draw=False))
    missing = what_is_missing(scene, plan, catalogue, coverage)
    made = replace(study, scene=scene, plan=plan, coverage=coverage, missing=missing)
    return gather(made, catalogue, anonymous=False)


def before_the_first_camera(near_m: float, far_m: float, half_m: float = 2.0) -> Zone:
    """Give ground ahead of the first camera, which looks east."""
    eye = small_study().plan.cameras[0].position
    ground = box(eye.x + near_m, eye.y - half_m, eye.x + far_m, eye.y + half_m)
    return Zone(id="Z1", polygon=ground, label="Devant", level="detect")


def table(made: Facts) -> Table:
    (block,) = missing_table(made)
    assert isinstance(block, Table)
    return block


def told(made: Facts) -> list[Say]:
    pieces = [piece for row in table(made).rows for piece in row.cells[2]]
    assert all(isinstance(piece, Say) for piece in pieces)
    return pieces


def test_a_zone_partly_covered_has_a_row_with_its_share_and_main_reasons() -> None:
    made = facts(before_the_first_camera(0.5, 30.0))
    covered = made.study.coverage.zones[0].covered_share
    assert covered is not None
    assert 0.0 < covered < 1.0
    assert table(made).rows[0].cells[1][0].value == pytest.approx(1 - covered)
    assert "dossier.missing.too_near" in [piece.code for piece in told(made)]


def test_no_table_when_every_zone_is_covered() -> None:
    made = facts(before_the_first_camera(15.0, 20.0))
    assert made.study.coverage.zones[0].covered_share == 1.0
    assert missing_table(made) == ()


def test_what_hides_is_named_whatever_its_kind() -> None:
    eye = small_study().plan.cameras[0].position
    line = LineString([(eye.x + 12, eye.y - 8), (eye.x + 12, eye.y + 8)])
    screen = Wall(id="w-odd", line=line, height_m=30.0, kind="palisade")
    (piece,) = told(facts(before_the_first_camera(15.0, 20.0), screen))
    assert piece.code == "dossier.missing.hidden"
    (obstacle,) = dict(piece.values)["obstacles"]
    values = dict(obstacle.values)
    assert values["name"] == "w-odd"
    assert values["kind"].code == "explain.obstacles.wall"


def test_the_anonymous_edition_names_no_building() -> None:
    eye = small_study().plan.cameras[0].position
    line = LineString([(eye.x + 12, eye.y - 8), (eye.x + 12, eye.y + 8)])
    screen = Wall(id="w-odd", line=line, height_m=30.0)
    made = replace(facts(before_the_first_camera(15.0, 20.0), screen), anonymous=True)
    (piece,) = told(made)
    assert [one.code for one in dict(piece.values)["obstacles"]] == ["dossier.missing.something"]


@pytest.mark.parametrize("anonymous", [False, True])
def test_relief_that_hides_is_named_in_every_edition(*, anonymous: bool) -> None:
    """A ridge 30 m high stands between the camera and the zone."""
    eye = small_study().plan.cameras[0].position
    nodes = np.arange(-100.0, 101.0, 5.0)
    ridge = np.where((nodes > 8.0) & (nodes < 13.0), 30.0, 0.0)
    heights = np.broadcast_to(ridge, (len(nodes), len(nodes))).copy()
    relief = Terrain(x=eye.x - 100.0, y=eye.y - 100.0, step_m=5.0, heights_m=heights)
    made = facts(before_the_first_camera(15.0, 20.0), terrain=relief)
    (piece,) = told(replace(made, anonymous=anonymous))
    assert piece.code == "dossier.missing.hidden"
    (obstacle,) = dict(piece.values)["obstacles"]
    assert obstacle.code == "dossier.missing.relief"
    assert dict(obstacle.values)["ground"] == pytest.approx(30.0, rel=0.05)  # looked at each 1.25 m
