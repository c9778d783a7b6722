"""The closed forms of coverage, asked through the command line as a user would.

Formulas: a camera at the origin at height c, target plane t, range R; a wall of height H at
distance d hides (s^2 - 1) d w, with s = (c - t) / (c - H) (similar triangles).
"""

from __future__ import annotations

import json
import math
import pathlib
from typing import Any

import pytest

from api.cli import answer

Feature = dict[str, Any]
CRS = {"type": "name", "properties": {"name": "EPSG:2154"}}
R = 100.0


def _feature(kind: str, geometry: str, coordinates: object, **properties: object) -> Feature:
    return {
        "type": "Feature",
        "properties": {"kind": kind, **properties},
        "geometry": {"type": geometry, "coordinates": coordinates},
    }


def _wall(coordinates: list[list[float]], height: float) -> Feature:
    return _feature("wall", "LineString", coordinates, height_m=height)


def _building(ring: list[list[float]], height: float) -> Feature:
    return _feature("building", "Polygon", [[*ring, ring[0]]], height_m=height)


def _ask(
    tmp_path: pathlib.Path,
    capsys: pytest.CaptureFixture[str],
    scene: list[Feature],
    camera: dict[str, Any],
    *options: str,
) -> dict[str, Any]:
    """Ask ``vigie coverage`` and give the first camera's answer."""
    (tmp_path / "scene.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "crs": CRS, "features": scene}), encoding="utf-8"
    )
    plan = {
        "type": "FeatureCollection",
        "crs": CRS,
        "vigie": {"version": 1, "title": "forme close", "date": "2026-01-05"},
        "features": [
            _feature("supervision", "Point", [0, 0], id="S", label="Mairie"),
            _feature("camera", "Point", [0, 0], id="C1", support="pole", **camera),
        ],
    }
    (tmp_path / "plan.geojson").write_text(json.dumps(plan), encoding="utf-8")
    words = ["coverage", "--scene", str(tmp_path / "scene.geojson")]
    words += ["--plan", str(tmp_path / "plan.geojson"), "--format", "json", *options]
    assert answer(words) == 0
    camera_out: dict[str, Any] = json.loads(capsys.readouterr().out)["cameras"][0]
    return camera_out


def _round(height: float = 6.0) -> dict[str, Any]:
    optics = {"kind": "panoramic", "width_px": 1_000_000, "hfov_deg": 360, "range_m": R}
    return {"optics": optics, "height_m": height}


TALL = _wall([[10, -5], [10, 5]], 20)
ROOM = [
    _wall([[-20, -20], [20, -20], [20, 20], [-20, 20], [-20, -20]], 10),
]
DODECAGON = [
    [30 * math.cos(k * math.pi / 6), 30 * math.sin(k * math.pi / 6)] for k in (*range(12), 0)
]
DISC = math.pi * R * R
CASES = [
    ("an empty scene is the disc", [], 6.0, 1.7, DISC),
    ("a tall wall casts an endless shadow", [TALL], 6.0, 1.7, 26829.450446),
    ("a low wall hides a strip of feet", [_wall([[10, -5], [10, 5]], 2)], 6.0, 0.0, DISC - 62.5),
    ("a low wall hides few heads", [_wall([[10, -5], [10, 5]], 2)], 6.0, 1.7, DISC - 7.78125),
    ("a wall under the target hides nothing", [_wall([[10, -5], [10, 5]], 1.5)], 6.0, 1.7, DISC),
    ("a square room holds the view", ROOM, 6.0, 1.7, 1600.0),
    (
        "a canyon shows its floor",
        [_wall([[-200, 5], [200, 5]], 20), _wall([[-200, -5], [200, -5]], 20)],
        6.0,
        1.7,
        1999.166354,
    ),
    (
        "a pillar hides itself and its shadow",
        [_building([[19, -1], [21, -1], [21, 1], [19, 1]], 20)],
        6.0,
        1.7,
        30909.095920,
    ),
    ("a twelve-sided room", [_wall(DODECAGON, 10)], 6.0, 1.7, 2700.0),
    (
        "a low building and its short shadow",
        [_building([[10, -2], [14, -2], [14, 2], [10, 2]], 4)],
        8.0,
        1.7,
        DISC - 69.3025,
    ),
    (
        "a doorway lets a wedge through",
        [_wall([[5, -300], [5, -1]], 20), _wall([[5, 1], [5, 300]], 20)],
        6.0,
        1.7,
        18676.502043,
    ),
]


@pytest.mark.parametrize(
    ("scene", "height", "target", "expected"),
    [case[1:] for case in CASES],
    ids=[case[0].replace(" ", "-") for case in CASES],
)
def test_visible_areas_match_their_closed_forms_within_half_a_percent(
    tmp_path: pathlib.Path,
    capsys: pytest.CaptureFixture[str],
    scene: list[Feature],
    height: float,
    target: float,
    expected: float,
) -> None:
    options = ("--cell", "0.5", "--target-height", str(target))
    camera = _ask(tmp_path, capsys, scene, _round(height), *options)
    assert camera["visible_area_m2"] == pytest.approx(expected, rel=0.005)


@pytest.mark.parametrize(
    ("scene", "height", "target", "hidden"),
    [
        ([_wall([[10, -5], [10, 5]], 2)], 6.0, 0.0, 62.5),
        ([_wall([[10, -5], [10, 5]], 2)], 6.0, 1.7, 7.78125),
        ([_building([[10, -2], [14, -2], [14, 2], [10, 2]], 4)], 8.0, 1.7, 69.3025),
    ],
    ids=["feet-behind-a-low-wall", "heads-behind-a-low-wall", "around-a-low-building"],
)
def test_hidden_areas_match_within_15_percent_at_10_cm(
    tmp_path: pathlib.Path,
    capsys: pytest.CaptureFixture[str],
    scene: list[Feature],
    height: float,
    target: float,
    hidden: float,
) -> None:
    options = ("--cell", "0.1", "--target-height", str(target))
    camera = _ask(tmp_path, capsys, scene, _round(height), *options)
    assert DISC - camera["visible_area_m2"] == pytest.approx(hidden, rel=0.15)


@pytest.mark.parametrize("bearing", [17.0, 84.0, 203.5])
def test_a_tilted_lens_sees_its_trapezoid(
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str], bearing: float
) -> None:
    # 2688 x 1520 px on 5.37 x 3.02 mm at 4 mm, 6 m high, 20 degrees down: on the target plane
    # the contours of density are straight lines across the axis, so each level is a trapezoid.
    optics = {
        "kind": "rectilinear",
        "width_px": 2688,
        "height_px": 1520,
        "sensor_width_mm": 5.37,
        "sensor_height_mm": 3.02,
        "focal_mm": 4.0,
    }
    camera = {"optics": optics, "height_m": 6.0, "bearing_deg": bearing, "tilt_deg": 20.0}
    answer = _ask(tmp_path, capsys, [], camera, "--cell", "0.1")
    levels = {level["name"]: level["area_m2"] for level in answer["levels"]}
    # Area from X_n to a level's contour b: (W / fx) [cos a (b^2 - a^2) / 2 + Z sin a (b - a)].
    fx, fy, z, alpha = 4 * 2688 / 5.37, 4 * 1520 / 3.02, 4.3, math.radians(20)
    near = z / math.tan(alpha + math.atan(1520 / (2 * fy)))
    for name, density in (("observe", 62.5), ("recognise", 125.0), ("identify", 250.0)):
        far = (fx / density - z * math.sin(alpha)) / math.cos(alpha)
        area = (2688 / fx) * (
            math.cos(alpha) * (far**2 - near**2) / 2 + z * math.sin(alpha) * (far - near)
        )
        assert levels[name] == pytest.approx(area, rel=0.005)
    assert answer["near_limit_m"] == pytest.approx(5.00247, abs=1e-4)
    assert answer["far_limit_m"] is None
