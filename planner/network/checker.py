"""A second look at a design, from its geometry and the price list alone.

Nothing here uses the graph or the optimiser: lengths are measured on the lines drawn, points
are followed home from end to end of the segments, and prices are applied again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely import Point

from planner.equipment.model import VideoPoint
from planner.money import exactly, to_decimal
from planner.network.crossings import forbidden_ground
from planner.network.model import Network, NetworkSite, Segment
from planner.network.options import COPPER_M, homes_of
from planner.plan import Plan
from planner.scene.model import Scene

LENGTH_M = 0.02  # a drawn line and its stated length agree within this
OUTSIDE_M = 0.01  # a facade, to the rounding of coordinates
CENTS_PER_ITEM = 2  # of rounding in the share of one item

PER_METRE: Mapping[tuple[str, str], str] = {
    ("trench", "soft"): "tr_soft",
    ("trench", "foot"): "tr_foot",
    ("trench", "road"): "tr_road",
    ("trench", "paved"): "tr_paved",
    ("trench", "bore"): "bore",
    ("duct", "none"): "duct_clear",
    ("copper", "none"): "cat6",
}

Place = tuple[int, int]  # millimetres
