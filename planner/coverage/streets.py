"""How many metres of street are seen: centre lines on the ground that cameras see together.

Each straight piece of a centre line is cut into equal lengths of half a cell at most; a length
counts when its middle lies in a seen cell.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.coverage.engine.columns import runs, sides_of
from planner.coverage.seen import Together
from planner.scene.model import Street
from planner.scene.public_space import is_public


def street_lengths(streets: Sequence[Street], seen: Together, cell_m: float) -> tuple[float, float]:
    """Measure the streets that anyone may be in, and what is seen of them.

    Parameters
    ----------
    streets : sequence of Street
        Carriageways and footways; private ways and tunnels are left out.
    seen : Together
        Cells that the plan sees.
    cell_m : float
        Side of a cell.

    Returns
    -------
    length_m : float
        All of them.
    seen_m : float
        Their part on seen ground.
    """
    lines = [street.line for street in streets if is_public(street)]
    sides, _ = sides_of(np.array(lines, dtype=object))
    along_x, along_y = sides.bx - sides.ax, sides.by - sides.ay
    length = np.hypot(along_x, along_y)
    parts = np.maximum(1, np.ceil(length / (cell_m / 2.0))).astype(np.int64)
    side, rank = runs(np.zeros_like(parts), parts)
    share = (rank + 0.5) / parts[side]
    i = np.floor((sides.ax[side] + share * along_x[side]) / cell_m).astype(np.int64)
    j = np.floor((sides.ay[side] + share * along_y[side]) / cell_m).astype(np.int64)
    lengths = (length / parts)[side]
    return float(length.sum()), float(lengths[seen.holds(i, j)].sum())
