"""A town drawn with a ruler, for the network: streets, points and round prices (EPSG:2154)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shapely import LineString, Point, box

from planner.equipment.model import VideoPoint
from planner.network.checker import check
from planner.network.design import design
from planner.network.model import Network, Segment
from planner.plan import Link, Plan, Supervision
from planner.scene.model import Building, Scene, Street

EAST, NORTH = 650_000.0, 6_970_000.0
PRICES: Mapping[str, int] = {  # cents
    "tr_soft": 40_00,
    "tr_foot": 90_00,
    "tr_road": 150_00,
    "tr_paved": 250_00,
    "bore": 130_00,
    "bore_setup": 2_500_00,
    "fib_duct": 4_00,
    "duct_clear": 1_50,
    "fib_aerial": 20_00,
    "fib_end": 260_00,
    "sfp_pair": 90_00,
    "sw_poe": 380_00,
    "cat6": 5_50,
    "r4g": 550_00,
    "ftth_fee": 400_00,
    "sub_4g": 35_00,
    "sub_ftth": 50_00,
}
FIBRE_CENTS = 2 * 260_00 + 90_00 + 380_00  # two ends, a pair of modules, a switch
FTTH_CENTS = 400_00 + 380_00


def place(x: float, y: float) -> Point:
    """Put a point, metres from the south-west corner of the town."""
    return Point(EAST + x, NORTH + y)


def line(*places: tuple[float, float]) -> LineString:
    return LineString([(EAST + x, NORTH + y) for x, y in places])


def street(name: str, *places: tuple[float, float], **tags: Any) -> Street:
    """Draw a residential street with sidewalks: 94 EUR a metre with its cable."""
    given = {"highway": "residential", "sidewalk": "both", "name": name, **tags}
    return Street(id=name, line=line(*places), **given)


def grid(columns: int, rows: int, pitch: float = 100.0, **tags: Any) -> tuple[Street, ...]:
    """Draw streets that cross each other every ``pitch`` metres: rows r0, r1..., columns c0..."""
    across = [
        street(f"r{row}", *((column * pitch, row * pitch) for column in range(columns)), **tags)
        for row in range(rows)
    ]
    along = [
        street(f"c{column}", *((column * pitch, row * pitch) for row in range(rows)), **tags)
        for column in range(columns)
    ]
    return (*across, *along)


def town(streets: Sequence[Street], **layers: Any) -> Scene:
    return Scene(crs="EPSG:2154", name="ruled", streets=tuple(streets), **layers)


def house(name: str, west: float, south: float, east: float, north: float) -> Building:
    shape = box(EAST + west, NORTH + south, EAST + east, NORTH + north)
    return Building(id=name, footprint=shape, height_m=6.0)


def plan(x: float = 0.0, y: float = 0.0, *, external: bool = False, **asked: Any) -> Plan:
    """Put the supervision somewhere, outdoors."""
    home = Supervision(id="home", position=place(x, y), external=external)
    return Plan(date="2024-05-02", supervision=home, **asked)


def point(name: str, x: float, y: float, *, link: Link = "fibre", **more: Any) -> VideoPoint:
    given: dict[str, Any] = {
        "support": "mast",
        "cameras": (f"{name}-cam",),
        "new_cameras": (f"{name}-cam",),
        "mast_status": "new",
        "mast_height_m": 5.0,
        "streams": 1,
        "mbps": 8.0,
        "power_w": 10.0,
        "power": "grid",
        "power_assumed": True,
        "existing": False,
        **more,
    }
    return VideoPoint(id=name, position=place(x, y), link=link, **given)


def designed(
    scene: Scene,
    asked: Plan,
    points: Sequence[VideoPoint],
    prices: Mapping[str, int] = PRICES,
) -> Network:
    """Design a network and have it checked from its geometry."""
    network = design(scene, asked, points, prices)
    assert check(scene, asked, points, prices, network) == ()
    return network


def metres(network: Network, medium: str, surface: str = "") -> float:
    """Sum the metres of a medium, on a surface if one is given."""
    return round(sum(s.length_m for s in segments(network, medium, surface)), 2)


def segments(network: Network, medium: str, surface: str = "") -> list[Segment]:
    return [s for s in network.segments if s.medium == medium and surface in {"", s.surface}]


def links(network: Network) -> dict[str, str]:
    return {site.id: site.link for site in network.sites}


def codes(network: Network) -> list[str]:
    return [finding.code for finding in network.findings]


def quantity(network: Network, item: str) -> float:
    return sum(one.quantity for one in network.items if one.item == item)
