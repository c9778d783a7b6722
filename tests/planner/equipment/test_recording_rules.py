"""The order of 3 August 2007, stream by stream: definition, thumbnails, images a second."""

from __future__ import annotations

import pytest
from shapely import Point

from planner.catalogues.reader import law, load
from planner.equipment.model import Storage
from planner.equipment.recording_rules import (
    Check,
    Recording,
    least_of,
    recordings_of,
    system_checks,
    view_of_mission,
    worst,
)
from planner.equipment.streams import model_of, streams_of
from planner.optics import Panoramic, Rectilinear, focal_length_px, panoramic_reach
from planner.plan import Camera, Sensor

CATALOGUE = load()


def camera(**more: object) -> Camera:
    values: dict[str, object] = {"id": "C1", "position": Point(0, 0), "height_m": 5.0}
    return Camera(**(values | more))  # type: ignore[arg-type]  # test values


def lens(width_px: int, height_px: int) -> Rectilinear:
    return Rectilinear(width_px=width_px, height_px=height_px, hfov_deg=60.0, vfov_deg=36.0)


def recording(one: Camera) -> Recording:
    streams = streams_of(one, model_of(one, CATALOGUE))
    (found,) = recordings_of([one], streams, CATALOGUE)
    return found


def checks(one: Camera, *, rank: int = 0) -> dict[str, Check]:
    return {check.rule: check for check in recording(one).streams[rank].checks}


@pytest.mark.parametrize(
    ("mission", "view", "least"),
    [
        ("detect", "wide", (352, 288, 6.0)),
        ("observe", "wide", (352, 288, 6.0)),
        ("recognise", "narrow", (704, 576, 12.0)),
        ("identify", "narrow", (704, 576, 12.0)),
        ("plate", "narrow", (704, 576, 12.0)),
        (None, "to_state", (704, 576, 12.0)),
    ],
)
def test_the_view_is_a_matter_of_use(
    mission: str | None, view: str, least: tuple[int, int, float]
) -> None:
    one = camera(mission=mission)
    assert view_of_mission(one) == view
    assert least_of(one) == least


@pytest.mark.parametrize("model", sorted(CATALOGUE.cameras))
def test_every_packaged_model_records_enough_for_a_narrow_view(model: str) -> None:
    found = recording(camera(model=model, mission="identify"))
    assert found.verdict == "holds"
    assert found.findings == ()
    assert len(found.streams) == CATALOGUE.cameras[model].streams


def test_a_definition_is_enough_from_704_x_576_on() -> None:
    enough = checks(camera(optics=lens(704, 576), mission="identify"))
    assert set(enough) == {"definition", "rate"}
    assert enough["definition"].verdict == "holds"
    short = checks(camera(optics=lens(703, 576), mission="identify"))
    assert (short["definition"].asked, short["definition"].found) == ((704, 576), (703, 576))
    assert short["definition"].verdict == "fails"
    wide = checks(camera(optics=lens(352, 288), mission="detect"))
    assert wide["definition"].verdict == "holds"
    lower = recording(camera(optics=lens(351, 288), mission="detect"))
    assert lower.verdict == "fails"
    assert [check.rule for check in lower.streams[0].checks] == ["definition", "rate"]


def test_thumbnails_of_faces_spare_a_short_definition_near_the_lens() -> None:
    """90 x 60 px on a face of 24 x 16 cm: 375 px/m, on the axis."""
    found = recording(camera(optics=lens(640, 480), mission="recognise"))
    thumbnail = {check.rule: check for check in found.streams[0].checks}["thumbnail"]
    assert thumbnail.asked == (90.0, 60.0)
    assert thumbnail.found[0] == pytest.approx(focal_length_px(640, 60.0) / 375.0)
    assert found.verdict == "to_state"
    (said,) = found.findings
    assert (said.code, said.severity) == ("thumbnails_within", "note")
    assert dict(said.values)["distance_m"] == thumbnail.found[0]


def test_thumbnails_of_a_panorama_are_along_its_arc() -> None:
    head = Panoramic(width_px=600, hfov_deg=360.0)
    found = checks(camera(optics=head, mission="identify", model="panoramic-12mp"))
    assert found["thumbnail"].found[0] == pytest.approx(panoramic_reach(head, 375.0))


def test_each_sensor_has_its_own_thumbnails() -> None:
    sensors = (
        Sensor(bearing_deg=0.0, tilt_deg=5.0, optics=lens(640, 480)),
        Sensor(
            bearing_deg=90.0,
            tilt_deg=5.0,
            optics=Rectilinear(width_px=640, height_px=480, hfov_deg=20.0, vfov_deg=15.0),
        ),
    )
    one = camera(sensors=sensors, mission="identify")
    reach = [checks(one, rank=rank)["thumbnail"].found[0] for rank in (0, 1)]
    assert reach[1] > reach[0]
    assert dict(recording(one).findings[0].values)["distance_m"] == reach[0]


def test_a_mission_that_is_not_stated_is_to_state_not_a_failure() -> None:
    enough = recording(camera(model="fixed-4mp"))
    assert (enough.view, enough.verdict) == ("to_state", "holds")
    assert [said.code for said in enough.findings] == ["view_to_state"]
    short = recording(camera(optics=lens(640, 480)))
    assert short.verdict == "to_state"
    by_rule = {check.rule: check.verdict for check in short.streams[0].checks}
    assert by_rule["definition"] == "to_state"


def test_a_recorded_mode_is_what_is_judged() -> None:
    small = recording(camera(model="fixed-4mp", mission="identify", stream=(640, 360)))
    assert small.streams[0].stream.width_px == 640
    assert small.verdict == "to_state"
    rate = checks(camera(model="fixed-4mp", mission="identify", stream=(640, 360)))["rate"]
    assert (rate.asked, rate.found, rate.verdict) == ((12.0,), (12.0,), "holds")


def test_the_worst_verdict_is_told() -> None:
    def told(*verdicts: tuple[str, str]) -> str:
        return worst([Check(rule=rule, article="a", verdict=v) for rule, v in verdicts])  # type: ignore[arg-type]  # test values

    assert told(("definition", "holds"), ("rate", "holds")) == "holds"
    assert told(("definition", "fails"), ("rate", "holds")) == "fails"
    assert told(("definition", "fails"), ("thumbnail", "to_state")) == "to_state"
    assert told(("definition", "fails"), ("thumbnail", "fails")) == "fails"
    assert told(("definition", "holds"), ("rate", "fails")) == "fails"


def storage(*, assumed: bool) -> Storage:
    return Storage(
        days=30, days_assumed=assumed, mbps=3.2, net_tb=1.0, overhead=0.2, usable_tb=1.2,
        recorder="nvr_small", streams=1,
    )  # fmt: skip


def test_the_system_has_its_own_rules() -> None:
    stated, unsaid = camera(mission="detect"), camera()
    found = {check.rule: check for check in system_checks([stated, unsaid], storage(assumed=True))}
    assert (found["objective"].asked, found["objective"].found) == ((2.0,), (1.0,))
    assert found["objective"].verdict == "to_state"
    assert found["sizing"].verdict == "to_state"
    assert found["digital"].verdict == "holds"
    assert {found["log"].verdict, found["export"].verdict} == {"to_state"}
    sure = {check.rule: check for check in system_checks([stated], storage(assumed=False))}
    assert (sure["objective"].verdict, sure["sizing"].verdict) == ("holds", "holds")


def test_every_article_named_is_in_the_law_file_and_none_is_called_verified() -> None:
    known = {article.id: article for article in law()}
    found = recording(camera(optics=lens(640, 480), mission="identify"))
    named = [check.article for check in found.streams[0].checks]
    named += [check.article for check in system_checks([camera()], storage(assumed=False))]
    assert len(set(named)) == 8
    for article in named:
        assert known[article].status == "presumed"
        assert known[article].source.href
