"""Plate rules, sensors and tilts do not load without a source, a status and a sane value."""

from __future__ import annotations

import textwrap

import pytest

from planner.catalogues.camera_files import parse_cameras
from planner.catalogues.documents import read
from planner.catalogues.plate_files import parse_plates
from planner.catalogues.reader import catalogue_of, load, packaged
from planner.errors import CatalogueError
from planner.optics import field_of_view

PLATES = """
    sources:
      guess: {title: A guess, date: 2025-01-01}
      maker: {title: A maker, href: "https://example.org", date: undated}
    plate: {width_m: 0.52, height_m: 0.8, status: hypothesis, source: guess}
    blur: {px: 1, status: hypothesis, source: guess}
    speeds: {kmh: [30, 50], status: hypothesis, source: guess}
    lane: {width_m: 2.75, status: hypothesis, source: guess}
    rules:
      coarse:
        label: {fr: Grossière, en: Coarse}
        plate_px: 104
        horizontal_deg: 30
        vertical_deg: 30
        status: hypothesis
        source: guess
      fine:
        label: {fr: Fine, en: Fine}
        plate_px: 130
        horizontal_deg: 30
        vertical_deg: 20
        status: dated
        source: maker
"""

CAMERA = """
    cameras:
      one:
        label: {fr: Une, en: One}
        kind: ptz
        item: cam_ptz
        width_px: 2560
        height_px: 1440
        focal_mm: {min: 4.8, max: 120}
        hfov_deg: {wide: 55, tele: 2.4}
        sensor:
          {width_mm: 5.03, height_mm: 2.83, status: hypothesis, source: {title: S, date: 2020}}
        tilt: {max_deg: 90, status: hypothesis, source: {title: T, date: 2020}}
        sensors: 1
        streams: 1
        status: hypothesis
        source: {title: Somewhere, date: undated}
        stream:
          {codec: h265, fps: 12, mbps: 3.2, status: hypothesis, source: {title: S, date: 2020}}
        power: {watts: 13, status: hypothesis, source: {title: P, date: 2020}}
        infrared: {range_m: 30, status: hypothesis, source: {title: I, date: 2020}}
        microphone: false
"""


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) >= 1
    return textwrap.dedent(text.replace(old, new))


def test_a_plate_file_is_read() -> None:
    plates = parse_plates(read(textwrap.dedent(PLATES), "plates.yaml"))
    assert (plates.width_m, plates.height_m, plates.blur_px) == (0.52, 0.8, 1.0)
    assert plates.speeds_kmh == (30.0, 50.0)
    assert [rule.id for rule in plates.rules] == ["coarse", "fine"]
    assert plates.rules[1].vertical_deg == 20.0


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("plate_px: 130", "plate_px: 104", "catalogue_bad_value", "rules.fine"),
        ("plate_px: 104", "plate_px: 0", "catalogue_bad_value", "rules.coarse.plate_px"),
        (
            "horizontal_deg: 30\n        vertical_deg: 20",
            "horizontal_deg: 91\n        vertical_deg: 20",
            "catalogue_bad_value",
            "rules.fine.horizontal_deg",
        ),
        ("kmh: [30, 50]", "kmh: []", "catalogue_bad_value", "speeds.kmh"),
        ("kmh: [30, 50]", "kmh: [30, 0]", "catalogue_bad_value", "speeds.kmh.1"),
        ("width_m: 0.52", "width_m: 0", "catalogue_bad_value", "plate.width_m"),
        ("px: 1,", "px: 0,", "catalogue_bad_value", "blur.px"),
        (
            "lane: {width_m: 2.75, status: hypothesis, source: guess}",
            "lane: {width_m: 2.75, status: hypothesis}",
            "catalogue_missing_field",
            "lane.source",
        ),
        ("source: maker", "source: nobody", "catalogue_no_source", "rules.fine.source"),
        ("status: dated\n        source: maker", "status: dated\n        source: guess",
         "catalogue_no_source", "rules.fine.source"),
    ],
)  # fmt: skip
def test_a_plate_file_that_lies_does_not_load(old: str, new: str, code: str, field: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        parse_plates(read(changed(PLATES, old, new), "plates.yaml"))
    assert (refused.value.code, refused.value.values["field"]) == (code, field)


def test_a_head_says_its_sensor_and_how_far_it_tilts() -> None:
    one = parse_cameras(read(textwrap.dedent(CAMERA), "cameras.yaml"))["one"]
    assert (one.sensor_width_mm, one.sensor_height_mm, one.tilt_max_deg) == (5.03, 2.83, 90.0)


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("max_deg: 90", "max_deg: 0", "catalogue_bad_value", "cameras.one.tilt.max_deg"),
        ("max_deg: 90", "max_deg: 121", "catalogue_bad_value", "cameras.one.tilt.max_deg"),
        ("width_mm: 5.03", "width_mm: 0", "catalogue_bad_value", "cameras.one.sensor.width_mm"),
        ("width_mm: 5.03", "width_mm: 51", "catalogue_bad_value", "cameras.one.sensor.width_mm"),
        ("kind: ptz", "kind: fixed", "catalogue_unknown_field", "cameras.one.tilt"),
        ("wide: 55", "wide: 180", "catalogue_bad_value", "cameras.one.hfov_deg.wide"),
        (
            "        tilt: {max_deg: 90, status: hypothesis, source: {title: T, date: 2020}}\n",
            "",
            "catalogue_missing_field",
            "cameras.one.tilt",
        ),
    ],
)
def test_an_impossible_head_does_not_load(old: str, new: str, code: str, field: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        parse_cameras(read(changed(CAMERA, old, new), "cameras.yaml"))
    assert (refused.value.code, refused.value.values["field"]) == (code, field)


def test_packaged_sensors_give_the_printed_field_at_the_tele_end() -> None:
    told = [one for one in load().cameras.values() if one.sensor_width_mm is not None]
    assert len(told) >= 5
    for one in told:
        assert one.sensor_width_mm is not None
        assert one.sensor_height_mm is not None
        found = field_of_view(one.sensor_width_mm, one.focal_max_mm)
        assert found == pytest.approx(one.hfov_tele_deg, rel=2e-3), one.id
        ratio = one.sensor_width_mm / one.sensor_height_mm
        assert ratio == pytest.approx(one.width_px / one.height_px, rel=5e-3)


def test_packaged_plate_rules_are_those_quoted() -> None:
    """Abus 130 px and 250 px/m; Milestone 170 px is 326.9 px/m and 280 px 538 px/m."""
    plates = load().plates
    assert plates is not None
    density = {rule.id: rule.plate_px / plates.width_m for rule in plates.rules}
    assert plates.rules[0].status == "hypothesis"
    assert density["view-200"] == pytest.approx(200.0)
    assert density["abus-130"] == pytest.approx(250.0)
    assert round(density["milestone-stopped"], 1) == 326.9
    assert round(density["milestone-moving"]) == 538


def test_a_catalogue_without_a_plate_file_has_no_rules() -> None:
    texts = {file: text for file, text in packaged().items() if not file.startswith("plates/")}
    bare, full = catalogue_of(texts), load()
    assert bare.plates is None
    assert bare.sha256 != full.sha256
    assert bare.cameras == full.cameras
