"""A million cells against brute force: no mismatch away from a border.

Some 40,000 in an ordinary run; HYPOTHESIS_PROFILE=thorough for the million.
"""

from __future__ import annotations

import numpy as np
import pytest
from coverage_oracle import in_picture, sees
from coverage_random_towns import Case, a_case
from hypothesis import settings
from shapely import Point

from planner.coverage.engine import occlusion
from planner.coverage.engine.eyes import Eye
from planner.coverage.engine.obstacles import obstacles_of
from planner.coverage.engine.sight import Yardstick, look

CELL = 1.0
REACH = 30.0
HALF = 32  # cells on each side of the lens's own
LEAST = 25.0  # px/m
NUDGE = 1e-6  # m: nearer than that to a border, either answer is right
QUOTA = {"thorough": 1_000_000}
ORDINARY = 40_000

AROUND = np.stack(np.meshgrid(*2 * [np.arange(-HALF, HALF + 1)]), axis=-1).reshape(-1, 2)


def quota() -> int:
    return QUOTA.get(settings.get_current_profile_name(), ORDINARY)


def cells_around(case: Case) -> np.ndarray:
    """Give the cells (i, j) in reach of the lens, shape (n_cells, 2)."""
    lens = np.array([case.eye.position.x, case.eye.position.y])
    return np.floor(lens / CELL).astype(int) + AROUND


def engine(case: Case, cells: np.ndarray) -> np.ndarray:
    """Mark the cells that the engine sees, shape (n_cells,)."""
    eye = case.eye
    asked = Eye(
        camera=eye.id,
        x=eye.position.x,
        y=eye.position.y,
        height_m=eye.height_m,
        bearing_deg=eye.bearing_deg,
        tilt_deg=eye.tilt_deg,
        optics=eye.optics,
    )
    yard = Yardstick(cell_m=CELL, target_m=case.t, least_px_per_m=LEAST)
    found = [
        place
        for patch in look(asked, obstacles_of(case.scene), yard)
        for place in zip(*patch.columns.places(np.flatnonzero(patch.seen)), strict=True)
    ]
    assert len(set(found)) == len(found)  # pieces do not overlap
    corner = cells[0]
    seen = np.zeros((2 * HALF + 1, 2 * HALF + 1), dtype=bool)
    for i, j in found:
        seen[j - corner[1], i - corner[0]] = True
    return seen.ravel()


def on_a_border(case: Case, targets: np.ndarray) -> np.ndarray:
    """Tell which targets are in a wall, or get another answer a hair to one side."""
    answers = [
        sees(case.scene, case.eye, targets + np.array([dx, dy]), t=case.t, least=LEAST)
        for dx in (-NUDGE, 0.0, NUDGE)
        for dy in (-NUDGE, 0.0, NUDGE)
    ]
    changes = np.any(answers, axis=0) & ~np.all(answers, axis=0)
    lines = [one.footprint.boundary for one in case.scene.buildings]
    lines += [one.line for one in case.scene.walls]
    in_wall = [any(line.distance(Point(target)) <= NUDGE for line in lines) for target in targets]
    return changes | np.array(in_wall, dtype=bool)


@pytest.mark.parametrize(
    ("many", "seed"),
    [(occlusion.MANY, 0), (1, 100_000)],
    ids=["as towns are", "useless edges looked for even in small towns"],
)
def test_no_cell_is_judged_otherwise_than_by_brute_force(
    monkeypatch: pytest.MonkeyPatch, many: int, seed: int
) -> None:
    monkeypatch.setattr(occlusion, "MANY", many)
    judged, borders, first = 0, 0, seed
    while judged < quota() / 2:
        case = a_case(seed, reach_m=REACH)
        cells = cells_around(case)
        centres = (cells + 0.5) * CELL
        expected = sees(case.scene, case.eye, centres, t=case.t, least=LEAST)
        wrong = centres[engine(case, cells) != expected]
        excused = on_a_border(case, wrong)
        assert not len(wrong[~excused]), f"seed {seed}: {wrong[~excused].tolist()}"
        judged += int(np.count_nonzero(in_picture(case.eye, centres, t=case.t, least=LEAST)))
        borders += len(wrong)
        seed += 1
    assert judged >= quota() / 2
    assert borders <= judged / 1000  # towns in tenths put centres on borders
    print(f"{judged} cells in frame, {seed - first} towns, {borders} on a border")  # noqa: T201
