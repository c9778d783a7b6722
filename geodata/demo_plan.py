"""The plan of the demonstration: twelve cameras in the invented town.

Everything in it is invented with the town: no person, no offence and no decision is real. Places
are written in the town frame (metres east and north of the church), where they can be read on a
map; the document is in WGS 84, as a plan file is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

import numpy as np
from shapely import Point

from geodata.invented.town import CHURCH, CRS
from geodata.projection import WGS84, north_of, project_coordinates
from planner.geometry import bearing_between

Place = tuple[float, float]
_DECIMALS = 7  # of a degree: a centimetre on the ground


@dataclass(frozen=True, slots=True)
class _View:
    """A position of a motorised camera."""

    name: str
    _: KW_ONLY
    aim: Place
    tilt_deg: float
    hfov_deg: float
    home: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Eye:
    """A camera of the demonstration: what carries it, where it looks, and why."""

    at: Place
    aim: Place
    model: str
    height_m: float
    tilt_deg: float
    label: str
    mission: str
    purposes: tuple[int, ...]
    justification: str
    hfov_deg: float | None = None
    mast: str = ""
    support: str = ""
    power: str = ""
    sensor_bearings_deg: tuple[float, ...] = ()
    views: tuple[_View, ...] = ()


_MASTS: dict[str, tuple[Place, float]] = {
    "M1": ((-27.0, -1.0), 7.0),
    "M2": ((-24.0, 124.6), 5.5),
    "M3": ((52.0, 121.5), 5.5),
    "M4": ((205.0, -303.0), 6.0),
    "M5": ((278.0, 30.3), 5.5),
    "M6": ((-268.0, 34.9), 5.5),
}

_SUPERVISION: Place = (4.6, 71.0)  # inside the town hall

_ZONES: tuple[tuple[str, str, str, float, tuple[Place, ...]], ...] = (
    ("Z1", "Parvis de l’église", "observe", 2.0,
     ((-41.0, -24.0), (-13.0, -24.0), (-13.0, 24.0), (-41.0, 24.0))),
    ("Z2", "Parvis de l’école Jules-Ferry", "recognise", 3.0,
     ((-8.0, 128.0), (10.0, 130.0), (28.0, 130.5), (38.0, 128.5), (41.0, 133.5), (28.0, 138.5),
      (11.0, 139.0), (-8.0, 136.5))),
    ("Z3", "Place de la Gare", "observe", 2.0,
     ((196.0, -312.0), (240.0, -313.0), (240.0, -293.0), (196.0, -292.0))),
    ("Z4", "Entrée est, route de Grandvaucourt", "recognise", 1.0,
     ((248.0, 18.9), (257.0, 20.2), (256.2, 26.2), (247.2, 24.9))),
)  # fmt: skip

_PANELS: tuple[Place, ...] = ((-29.0, -4.0), (284.0, 31.4), (-279.0, 36.0))

_DUCT: tuple[Place, ...] = ((4.6, 62.0), (4.6, 36.2), (-19.0, 36.2))

_EYES: tuple[_Eye, ...] = (
    _Eye(
        at=(-27.0, -1.0),
        aim=(-27.0, 30.0),
        model="multi-4x4mp",
        height_m=6.5,
        tilt_deg=14.0,
        mast="M1",
        hfov_deg=84.0,
        label="Parvis de l’église",
        mission="observe",
        purposes=(1, 5),
        justification=(
            "Commune inventée : le dossier de démonstration suppose trois dégradations relevées"
            " sur le parvis de l’église en 2025. Le mât voit le parvis de tous côtés."
        ),
        sensor_bearings_deg=(0.0, 90.0, 180.0, 270.0),
    ),
    _Eye(
        at=(-50.4, 28.0),
        aim=(-24.0, 6.0),
        model="fixed-4mp",
        height_m=5.0,
        tilt_deg=10.0,
        support="facade",
        hfov_deg=62.0,
        label="Place de l’Église, angle de la Grande-Rue",
        mission="observe",
        purposes=(5,),
        justification=(
            "Commune inventée : complète le mât du parvis vers les commerces et l’arrêt de car."
        ),
    ),
    _Eye(
        at=(-24.0, 124.6),
        aim=(26.0, 134.5),
        model="fixed-8mp",
        height_m=5.0,
        tilt_deg=9.0,
        mast="M2",
        hfov_deg=38.0,
        label="Parvis de l’école, côté ouest",
        mission="recognise",
        purposes=(1, 5),
        justification=(
            "Commune inventée : protection des abords de l’école aux heures d’entrée et de sortie."
        ),
    ),
    _Eye(
        at=(52.0, 121.5),
        aim=(6.0, 135.0),
        model="fixed-8mp",
        height_m=5.0,
        tilt_deg=9.0,
        mast="M3",
        hfov_deg=38.0,
        label="Parvis de l’école, côté est",
        mission="recognise",
        purposes=(1, 5),
        justification=(
            "Commune inventée : voit le pied du mât ouest et l’arrêt minute, que l’autre ne voit"
            " pas."
        ),
    ),
    _Eye(
        at=(205.0, -303.0),
        aim=(238.0, -302.0),
        model="fixed-8mp",
        height_m=5.5,
        tilt_deg=11.0,
        mast="M4",
        hfov_deg=66.0,
        label="Place de la Gare, vers le parking",
        mission="observe",
        purposes=(5,),
        justification=(
            "Commune inventée : le dossier suppose cinq vols dans des véhicules stationnés à la"
            " gare en 2025."
        ),
    ),
    _Eye(
        at=(205.0, -303.0),
        aim=(205.0, -280.0),
        model="panoramic-12mp",
        height_m=5.0,
        tilt_deg=0.0,
        mast="M4",
        label="Place de la Gare, vue d’ensemble",
        mission="observe",
        purposes=(5,),
        justification=(
            "Commune inventée : cheminement des voyageurs entre l’avenue et la gare, de nuit."
        ),
    ),
    _Eye(
        at=(278.0, 30.3),
        aim=(252.0, 22.6),
        model="plate-2mp",
        height_m=4.5,
        tilt_deg=6.0,
        mast="M5",
        hfov_deg=17.0,
        label="Entrée est, plaques",
        mission="plate",
        purposes=(3, 5),
        justification=(
            "Commune inventée : visualisation des plaques par une personne, après un fait signalé"
            " ; aucune lecture automatique."
        ),
    ),
    _Eye(
        at=(278.0, 30.3),
        aim=(245.0, 21.5),
        model="fixed-4mp",
        height_m=5.0,
        tilt_deg=10.0,
        mast="M5",
        hfov_deg=60.0,
        label="Entrée est, contexte",
        mission="observe",
        purposes=(3, 5),
        justification=(
            "Commune inventée : situe le véhicule dans la scène, à côté de la vue de plaques."
        ),
    ),
    _Eye(
        at=(-268.0, 34.9),
        aim=(-294.0, 32.4),
        model="plate-2mp",
        height_m=4.5,
        tilt_deg=6.0,
        mast="M6",
        hfov_deg=17.0,
        label="Entrée ouest, plaques",
        mission="plate",
        purposes=(3, 5),
        justification=(
            "Commune inventée : visualisation des plaques par une personne, après un fait signalé"
            " ; aucune lecture automatique."
        ),
    ),
    _Eye(
        at=(-268.0, 34.9),
        aim=(-300.0, 31.0),
        model="fixed-4mp",
        height_m=5.0,
        tilt_deg=10.0,
        mast="M6",
        hfov_deg=60.0,
        label="Entrée ouest, contexte",
        mission="observe",
        purposes=(3, 5),
        justification=(
            "Commune inventée : situe le véhicule dans la scène, à côté de la vue de plaques."
        ),
    ),
    _Eye(
        at=(-4.5, 65.05),
        aim=(4.0, 44.0),
        model="ptz-4mp",
        height_m=6.5,
        tilt_deg=14.0,
        support="facade",
        label="Place de la Mairie",
        mission="observe",
        purposes=(1, 5),
        justification=(
            "Commune inventée : protection de la mairie et de ses abords ; au repos, la caméra"
            " regarde la place."
        ),
        views=(
            _View("Place de la Mairie", aim=(4.0, 44.0), tilt_deg=14.0, hfov_deg=55.0, home=True),
            _View("Rue Pasteur", aim=(38.0, 50.0), tilt_deg=8.0, hfov_deg=25.0),
            _View("Place de l’Église", aim=(8.0, 24.0), tilt_deg=8.0, hfov_deg=30.0),
        ),
    ),
    _Eye(
        at=(-58.08, 9.2),
        aim=(-86.0, -16.0),
        model="fixed-4mp",
        height_m=4.8,
        tilt_deg=11.0,
        support="lamp",
        hfov_deg=72.0,
        label="Place du Marché",
        mission="observe",
        purposes=(5, 11),
        justification=(
            "Commune inventée : dépôts de déchets constatés après le marché ; le candélabre est"
            " alimenté en permanence."
        ),
        power="permanent",
    ),
)  # fmt: skip


def demo_plan() -> dict[str, Any]:
    """Give the plan of the demonstration, as a plan file.

    Returns
    -------
    dict
        A GeoJSON FeatureCollection in WGS 84, to be drawn on ``geodata.invented.demo_scene``.
        A new one at each call.
    """
    return {
        "type": "FeatureCollection",
        "vigie": _header(),
        "features": [*_equipment(), *_surroundings()],
    }


def _header() -> dict[str, Any]:
    return {
        "version": 1,
        "title": "Vidéoprotection de Valmont-sur-Orle, première tranche",
        "commune": ["80999"],  # no commune has this code
        "date": "2026-03-02",
        "schemes": ["hauts-de-france-prochaine"],
        "standard": "dori-2015",
        "target_height_m": 1.7,
        "retention_days": 15,
        "objective": "investment",
        "years": 10,
        "notes": (
            "Étude de démonstration. La commune, ses habitants, les faits cités et les décisions"
            " sont inventés."
        ),
        "applicant": {
            "name": "Commune de Valmont-sur-Orle (inventée)",
            "kind": "commune",
            "project_owner": "commune",
            "department": "80",
            "region": "32",
            "population": 2400,
            "population_year": 2023,
            "first_equipment": True,
            "previous_awards": [],
        },
    }


def _equipment() -> Iterator[dict[str, Any]]:
    for mast, (at, height_m) in _MASTS.items():
        yield _feature("mast", mast, [at], height_m=height_m, status="new")
    north_deg = north_of(Point(CHURCH + _SUPERVISION), WGS84, CRS)
    for rank, eye in enumerate(_EYES, start=1):
        yield _feature("camera", f"C{rank}", [eye.at], **_camera(eye, north_deg))
    name = "Mairie, local de supervision"
    yield _feature("supervision", "S1", [_SUPERVISION], label=name, external=False)


def _camera(eye: _Eye, north_deg: float) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "label": eye.label,
        "model": eye.model,
        "height_m": eye.height_m,
        "bearing_deg": _bearing(eye.at, eye.aim, north_deg),
        "tilt_deg": eye.tilt_deg,
        "mission": eye.mission,
        "purposes": list(eye.purposes),
        "justification": eye.justification,
        "status": "new",
    }
    carried = ("mast", eye.mast), ("support", eye.support), ("power", eye.power)
    properties |= {name: value for name, value in (*carried, ("hfov_deg", eye.hfov_deg)) if value}
    if eye.sensor_bearings_deg:
        properties["sensors"] = [_sensor(eye, bearing) for bearing in eye.sensor_bearings_deg]
    if eye.views:
        properties["presets"] = [_preset(eye, view, north_deg) for view in eye.views]
    return properties


def _sensor(eye: _Eye, bearing_deg: float) -> dict[str, Any]:
    optics = {"kind": "rectilinear", "width_px": 2688, "height_px": 1520, "hfov_deg": eye.hfov_deg}
    return {"bearing_deg": bearing_deg, "tilt_deg": eye.tilt_deg, "optics": optics}


def _preset(eye: _Eye, view: _View, north_deg: float) -> dict[str, Any]:
    return {
        "name": view.name,
        "bearing_deg": _bearing(eye.at, view.aim, north_deg),
        "tilt_deg": view.tilt_deg,
        "hfov_deg": view.hfov_deg,
        "home": view.home,
    }


def _surroundings() -> Iterator[dict[str, Any]]:
    for zone, label, level, weight, corners in _ZONES:
        ring = [*corners, corners[0]]
        yield _feature("zone", zone, [ring], label=label, level=level, weight=weight)
    for rank, at in enumerate(_PANELS, start=1):
        yield _feature("panel", f"P{rank}", [at])
    yield _feature("duct", "F1", _DUCT, medium="duct", label="Fourreau d’éclairage")


def _feature(kind: str, identity: str, places: Sequence[Any], **properties: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Make a feature: a point of one place, a line of several, a polygon of one ring."""
    geometry: dict[str, Any]
    if kind == "zone":
        geometry = {"type": "Polygon", "coordinates": [_degrees(ring) for ring in places]}
    elif len(places) == 1:
        geometry = {"type": "Point", "coordinates": _degrees(places)[0]}
    else:
        geometry = {"type": "LineString", "coordinates": _degrees(places)}
    properties = {"kind": kind, "id": identity, **properties}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _degrees(places: Sequence[Place]) -> list[list[float]]:
    """Give the longitude and latitude of places of the town frame."""
    metres = np.asarray(places, dtype=float) + CHURCH
    degrees = project_coordinates(metres, CRS, WGS84)
    return [[round(lon, _DECIMALS), round(lat, _DECIMALS)] for lon, lat in degrees.tolist()]


def _bearing(at: Place, aim: Place, north_deg: float) -> float:
    """Give a bearing from the geographic north, to a tenth of a degree."""
    return round(math.fmod(bearing_between(at, aim) - north_deg + 360.0, 360.0), 1)
