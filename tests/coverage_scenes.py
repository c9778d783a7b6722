"""Scenes made by hand for the coverage tests: a camera at the origin, walls where we say.

No real coordinates: the closed forms are easier to read around (0, 0).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shapely import LineString, Point, Polygon

from planner.catalogues.model import (
    Bitrate,
    CameraModel,
    Catalogue,
    Label,
    Level,
    Source,
    Standard,
)
from planner.coverage.measure import CoverageOptions, measure
from planner.coverage.model import Coverage
from planner.optics import Optics, Panoramic
from planner.plan import Camera, Plan, Supervision, Zone
from planner.scene.model import Building, Landmark, Scene, Street, Wall
from planner.scene.public_space import PublicSpace

SOURCE = Source(title="made for a test", date="2026-01-01")
LADDERS = {
    "dori-2015": (("detect", 25.0), ("observe", 62.5), ("recognise", 125.0), ("identify", 250.0)),
    "oodpcvs-2025": (
        ("overview", 20.0),
        ("outline", 40.0),
        ("discern", 80.0),
        ("perceive", 125.0),
        ("characterise", 250.0),
        ("validate", 500.0),
        ("scrutinise", 1500.0),
    ),
}
NOWHERE_PUBLIC = PublicSpace(polygon=Polygon(), strips=())


def omni(range_m: float = 100.0, *, hfov_deg: float = 360.0) -> Panoramic:
    """A head that sees all around, as sharp as one likes, up to a range."""
    return Panoramic(width_px=10_000_000, hfov_deg=hfov_deg, range_m=range_m)


def camera(
    optics: Optics | None = None,
    *,
    height_m: float = 6.0,
    at: tuple[float, float] = (0.0, 0.0),
    name: str = "C1",
    **more: object,
) -> Camera:
    fields = {"id": name, "position": Point(at), "height_m": height_m, "optics": optics, **more}
    return Camera(**fields)


def building(name: str, shape: Polygon, height_m: float, *, min_height_m: float = 0.0) -> Building:
    return Building(id=name, footprint=shape, height_m=height_m, min_height_m=min_height_m)


def wall(name: str, points: Sequence[tuple[float, float]], height_m: float) -> Wall:
    return Wall(id=name, line=LineString(points), height_m=height_m)


def town(
    *,
    buildings: Sequence[Building] = (),
    walls: Sequence[Wall] = (),
    streets: Sequence[Street] = (),
    points: Sequence[Landmark] = (),
    outline: Polygon | None = None,
) -> Scene:
    return Scene(
        crs="EPSG:2154",
        name="hand",
        buildings=tuple(buildings),
        walls=tuple(walls),
        streets=tuple(streets),
        points=tuple(points),
        outline=outline,
    )


def plan(cameras: Sequence[Camera], zones: Sequence[Zone] = (), **more: object) -> Plan:
    fields = {"date": "2026-01-01", "target_height_m": 0.0, **more}
    supervision = Supervision(id="S", position=Point(0.0, 0.0))
    return Plan(supervision=supervision, cameras=tuple(cameras), zones=tuple(zones), **fields)


def model(name: str = "m", **changes: object) -> CameraModel:
    """A 4 MP camera, 2.8 to 12 mm, 103 to 30 degrees."""
    fields: dict[str, object] = {
        "id": name,
        "label": Label(fr=name, en=name),
        "kind": "fixed",
        "item": "cam_fixed",
        "width_px": 2688,
        "height_px": 1520,
        "focal_min_mm": 2.8,
        "focal_max_mm": 12.0,
        "hfov_wide_deg": 103.0,
        "hfov_tele_deg": 30.0,
        "streams": 1,
        "stream": Bitrate(codec="h265", fps=12.0, mbps=3.2),
        "power_w": 12.95,
        "ir_range_m": 40.0,
        "microphone": False,
        "sensors": 1,
        "status": "dated",
        "source": SOURCE,
        **changes,
    }
    return CameraModel(**fields)


def catalogue(
    *models: CameraModel, ladders: Mapping[str, Sequence[tuple[str, float]]] | None = None
) -> Catalogue:
    standards = {
        name: Standard(
            id=name,
            label=Label(fr=name, en=name),
            edition=name,
            levels=tuple(
                Level(name=level, label=Label(fr=level, en=level), min_px_per_m=density)
                for level, density in ladder
            ),
            status="verified",
            source=SOURCE,
        )
        for name, ladder in (ladders or LADDERS).items()
    }
    return Catalogue(
        date="2026-01-01",
        sha256="0" * 64,
        cameras={one.id: one for one in models},
        prices={},
        standards=standards,
        schemes={},
        vat_rate=0,
    )


def seen_area(
    cameras: Camera | Sequence[Camera],
    *,
    target_m: float = 0.0,
    cell_m: float = 0.5,
    buildings: Sequence[Building] = (),
    walls: Sequence[Wall] = (),
) -> float:
    """Measure the visible area of the union of cameras, in m2."""
    return covered(
        cameras, target_m=target_m, cell_m=cell_m, buildings=buildings, walls=walls
    ).union_visible_m2


def covered(
    cameras: Camera | Sequence[Camera],
    *,
    target_m: float = 0.0,
    cell_m: float = 0.5,
    buildings: Sequence[Building] = (),
    walls: Sequence[Wall] = (),
) -> Coverage:
    """Measure cameras among buildings and walls, nothing drawn."""
    several = [cameras] if isinstance(cameras, Camera) else list(cameras)
    return measure(
        town(buildings=buildings, walls=walls),
        plan(several, target_height_m=target_m),
        catalogue(),
        public=NOWHERE_PUBLIC,
        options=CoverageOptions(cell_m=cell_m, draw=False),
    )
