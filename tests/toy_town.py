"""A toy town and its plan: streets, buildings and cameras put by hand, in EPSG:2154."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from shapely import LineString, Point, box

from planner.optics import Rectilinear
from planner.plan import Applicant, Camera, Mast, Plan, Supervision, Zone
from planner.scene.model import (
    Area,
    Barrier,
    Building,
    Landmark,
    Provenance,
    Scene,
    Street,
    TaggedCamera,
)

EAST, NORTH = 650_000.0, 6_970_000.0  # somewhere in the Somme, EPSG:2154
PITCH_M = 60.0  # between two cameras along a street
ROW_M = 120.0  # between two streets
CAMERAS_A_ROW = 10

LEVELS: dict[str, tuple[tuple[str, float], ...]] = {
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
OPTICS = Rectilinear(width_px=2688, height_px=1520, hfov_deg=60.0, vfov_deg=36.0, range_m=70.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The free texts of a toy study, to be filled with difficult ones."""

    title: str = "Vidéoprotection du bourg"
    commune: str = "Grainval-sur-Selle"
    street: str = "Rue de l'Église"
    label: str = "Mairie"
    zone: str = "Place du Marché"
    justification: str = "Dégradations répétées et vols à l'étalage les jours de marché."


def _spots(n_cameras: int) -> list[tuple[float, float, float]]:
    """Give (east, north, bearing) of each camera: along streets, every other one turned back."""
    spots = []
    for k in range(n_cameras):
        row, column = divmod(k, CAMERAS_A_ROW)
        x = EAST + 20.0 + column * PITCH_M
        y = NORTH + row * ROW_M + (4.0 if k % 2 else -4.0)
        spots.append((x, y, 85.0 if k % 2 == 0 else 262.0))
    return spots


def _rows(n_cameras: int) -> tuple[int, float]:
    rows = max(1, math.ceil(n_cameras / CAMERAS_A_ROW))
    length = PITCH_M * max(3, min(n_cameras, CAMERAS_A_ROW))
    return rows, length


def toy_scene(n_cameras: int, words: Names) -> Scene:
    rows, length = _rows(n_cameras)
    blocks = list(itertools.product(range(rows), range(int(length / PITCH_M)), (-1, 1)))
    buildings = tuple(
        _building(k, row, column, side) for k, (row, column, side) in enumerate(blocks)
    )
    end = EAST + length
    top = NORTH + rows * ROW_M
    main = tuple(
        Street(
            id=f"w{row}",
            line=LineString([(EAST, NORTH + row * ROW_M), (end, NORTH + row * ROW_M)]),
            highway="residential",
            name=words.street if row == 0 else f"Rue du Rang n°{row}",
            surface="asphalt",
        )
        for row in range(rows)
    )
    cross = Street(
        id="w900",
        line=LineString(
            [(EAST, NORTH - 60), *((EAST, s.line.coords[0][1]) for s in main), (EAST, top)]
        ),
        highway="tertiary",
        name="Rue du Moulin",
        width_m=7.0,
    )
    return Scene(
        crs="EPSG:2154",
        name=words.commune,
        buildings=buildings,
        streets=(*main, cross),
        areas=(
            Area(
                id="a1",
                polygon=box(EAST + 70, NORTH - 12, EAST + 110, NORTH + 12),
                kind="square",
                name=words.zone,
            ),
            Area(id="a2", polygon=box(EAST - 60, NORTH + 20, EAST - 20, NORTH + 55), kind="green"),
            Area(
                id="a3",
                polygon=box(EAST - 80, NORTH - 58, end, NORTH - 48),
                kind="water",
                name="La Selle",
            ),
        ),
        barriers=(
            Barrier(
                id="b1", line=LineString([(EAST - 80, NORTH - 30), (EAST - 10, top)]), kind="rail"
            ),
        ),
        points=(
            Landmark(id="p1", point=Point(EAST + 80, NORTH + 9), kind="tree", crown_m=5.0),
            Landmark(id="p2", point=Point(EAST + 100, NORTH + 9), kind="tree"),
            Landmark(
                id="p3", point=Point(EAST + 10, NORTH + 12), kind="townhall", name=words.label
            ),
        ),
        cameras=(TaggedCamera(id="n1", point=Point(EAST + 30, NORTH - 8), bearings_deg=(90.0,)),),
        outline=box(EAST - 80, NORTH - 80, end + 80, top + 60),
        provenance=(
            Provenance(
                layer="buildings",
                source="© OpenStreetMap contributors",
                licence="ODbL 1.0",
                date="2026-09-09",
                sha256="b41c07fe" * 8,
                count=len(buildings),
                assumed=(("height", len(buildings) - 1),),
            ),
            Provenance(
                layer="streets",
                source="© OpenStreetMap contributors",
                licence="ODbL 1.0",
                date="2026-09-09",
                count=len(main) + 1,
                assumed=(("surface", 1), ("width", len(main))),
            ),
        ),
    )


def _building(k: int, row: int, column: int, side: int) -> Building:
    x = EAST + 8.0 + column * PITCH_M
    y = NORTH + row * ROW_M + side * 12.0
    footprint = box(x, min(y, y + side * 14.0), x + 44.0, max(y, y + side * 14.0))
    public = k == 0
    return Building(
        id=f"w{100 + k}",
        footprint=footprint,
        height_m=11.0 if public else 9.0,
        height_status="measured" if public else "assumed",
        use="public" if public else "dwelling",
        kind="townhall" if public else "",
        name="Mairie" if public else "",
    )


def toy_plan(n_cameras: int, standard: str, words: Names) -> Plan:
    cameras, masts = [], []
    for k, (x, y, bearing) in enumerate(_spots(n_cameras)):
        mast = "" if k % 3 == 2 else f"M{k + 1:02d}"
        if mast:
            masts.append(Mast(id=mast, position=Point(x, y), height_m=6.0))
        cameras.append(
            Camera(
                id=f"C{k + 1:02d}",
                position=Point(x, y),
                height_m=6.0,
                bearing_deg=bearing,
                tilt_deg=12.0,
                model="fixed_4mp",
                optics=OPTICS,
                mast=mast,
                support="mast" if mast else "facade",
                mission="recognise",
                purposes=(1, 5),
                justification=words.justification if k != 1 else "",
                label=f"{words.street}, n° {10 + k}",
            )
        )
    level = LEVELS[standard][1][0]
    return Plan(
        title=words.title,
        communes=("80999",),
        date="2026-11-20",
        standard=standard,
        retention_days=30,
        applicant=Applicant(
            name=words.commune,
            kind="commune",
            department="80",
            region="32",
            population_municipale=2_480,
            population_totale=2_531,
            population_year=2023,
            first_equipment=True,
            previous_awards=(),
        ),
        supervision=Supervision(id="S1", position=Point(EAST + 20, NORTH - 14), label=words.label),
        cameras=tuple(cameras),
        masts=tuple(masts),
        zones=(
            Zone(
                id="Z1",
                polygon=box(EAST + 62, NORTH - 14, EAST + 115, NORTH + 14),
                label=words.zone,
                level=level,
            ),
        ),
    )
