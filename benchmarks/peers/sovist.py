"""``pysovist``: exact isovists from wall segments, in numpy; no heights, no densities."""

from __future__ import annotations

import importlib
import pathlib
import subprocess
import sys
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree, box

from planner.coverage.engine.columns import Edges

PACKAGE = "pysovist==0.3.0"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Peer:
    """The library, the town's segments, shape (n, 2, 2), and their index."""

    library: ModuleType
    segments: NDArray[np.float64]
    tree: STRtree

    def around(self, x: float, y: float, reach_m: float) -> Any:  # noqa: ANN401 - theirs
        """Make their plan of the segments around a place."""
        near = self.tree.query(box(x - reach_m, y - reach_m, x + reach_m, y + reach_m))
        return self.library.Plan(self.segments[near])

    def whole(self) -> Any:  # noqa: ANN401 - theirs
        """Make their plan of the whole town."""
        return self.library.Plan(self.segments)

    def look(self, plan: Any, x: float, y: float, reach_m: float) -> float:  # noqa: ANN401
        """Give the area seen from a place."""
        return float(self.library.isovist(plan, (x, y), max_distance=reach_m).area)


def install(folder: pathlib.Path) -> ModuleType | None:
    """Install the library in a folder of its own, on our numpy; None where it cannot be."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target"]
    try:
        subprocess.run([*pip, str(folder), PACKAGE], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    sys.path.append(str(folder))
    return importlib.import_module("pysovist")


def peer_of(library: ModuleType, sides: Edges) -> Peer:
    ends = np.column_stack((sides.ax, sides.ay, sides.bx, sides.by)).reshape(-1, 2, 2)
    return Peer(library=library, segments=ends, tree=STRtree(shapely.linestrings(ends)))
