"""The dossier tells the reach of PTZ cameras and the check of plates, apart from coverage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import pytest
from apart_studies import apart_study
from studies import small_study

from planner.catalogues.reader import load
from planner.coverage.apart.plate import StreetCapture
from planner.dossier.compose import compose
from planner.dossier.model import Mark, Own, PageOf, PlanView, Quantity, Say, Table
from planner.study import Study

STUDY = apart_study()


def walk(thing: object) -> Iterator[object]:
    yield thing
    if is_dataclass(thing):
        for field in fields(thing):
            yield from walk(getattr(thing, field.name))
    elif isinstance(thing, tuple | list):
        for item in thing:
            yield from walk(item)


def tables(study: Study, *, anonymous: bool = False) -> dict[str, Table]:
    composed = compose(study, load(), anonymous=anonymous)
    return {one.name: one for one in walk(composed) if isinstance(one, Table)}


def codes(thing: object) -> list[str]:
    return [one.code.removeprefix("dossier.") for one in walk(thing) if isinstance(one, Say)]


def owns(thing: object) -> list[str]:
    return [one.text for one in walk(thing) if isinstance(one, Own)]


def with_streets(*streets: StreetCapture) -> Study:
    (check,) = STUDY.coverage.plates
    coverage = replace(STUDY.coverage, plates=(replace(check, streets=streets),))
    return replace(STUDY, coverage=coverage)


def failed(name: str, fails: str = "horizontal") -> StreetCapture:
    return StreetCapture(street=name, name=name, rule="view-200", lanes=2, fails=fails)


def test_a_reach_is_told_in_its_own_table_and_in_no_sum() -> None:
    (reach,) = STUDY.coverage.reaches
    (row,) = tables(STUDY)["ptz_reach"].rows
    assert owns(row.cells[0]) == ["C01"]
    assert codes(row.cells[1]) == ["apart.limit_cap"]
    assert row.cells[1][-1] == Mark(state="H")
    assert row.cells[2] == (Quantity(value=reach.area_m2),)
    assert row.cells[3] == (Quantity(value=reach.presets_area_m2),)
    (listed,) = row.cells[4]
    assert isinstance(listed, Say)
    (preset,) = dict(listed.values)["items"]
    assert dict(preset.values)["name"] == "Vers le moulin"  # the home one is covered ground
    assert STUDY.coverage.union_visible_m2 < reach.area_m2


@pytest.mark.parametrize(
    ("limit_m", "capped", "code"),
    [(300.0, True, "apart.limit_cap"), (90.0, True, "apart.limit_range"),
     (90.0, False, "apart.limit")],
)  # fmt: skip
def test_what_cuts_a_reach_is_said(limit_m: float, capped: bool, code: str) -> None:
    (reach,) = STUDY.coverage.reaches
    level = replace(reach.levels[0], limit_m=limit_m, capped=capped)
    cut = replace(reach, levels=(level,))
    study = replace(STUDY, coverage=replace(STUDY.coverage, reaches=(cut,)))
    assert codes(tables(study)["ptz_reach"].rows[0].cells[1]) == [code]


def test_plates_are_told_street_by_street_with_their_figures() -> None:
    table = tables(STUDY)["plates"]
    (row,) = table.rows
    assert len(row.cells) == len(table.columns) == 8
    assert owns(row.cells[:2]) == ["C02", "Rue de l'Église"]
    assert codes(row.cells) == ["apart.stretch", "apart.angles", "apart.lanes", "apart.holds"]
    (exposure,) = row.cells[6]
    assert isinstance(exposure, Quantity)
    assert exposure.value == pytest.approx(1.007, abs=0.001)


def test_streets_that_fail_alike_share_a_row_and_their_reason() -> None:
    names = ["Rue A", "Rue B", "Rue C", "Rue D"]
    study = with_streets(*(failed(name) for name in names), failed("Rue E", "lane"))
    sideways, cut = tables(study)["plates"].rows
    assert owns(sideways.cells[1]) == names[:3]
    assert codes(sideways.cells[1]) == ["apart.listed", "apart.more"]
    assert sideways.cells[2:7] == ((), (), (), (), ())
    assert codes(sideways.cells[7]) == ["apart.fails.horizontal"]
    assert codes(cut.cells[7]) == ["apart.fails.lane"]


def test_a_camera_without_a_street_is_told_along_its_axis() -> None:
    study = with_streets(replace(failed("", "vertical"), name=""))
    assert "apart.axis" in codes(tables(study)["plates"].rows)


def test_the_anonymous_edition_names_no_street_and_no_preset() -> None:
    found = tables(STUDY, anonymous=True)
    for name in ("ptz_reach", "plates"):
        assert {len(row.cells) for row in found[name].rows} == {len(found[name].columns)}
        assert not {"Rue de l'Église", "Vers le moulin"} & set(owns(found[name]))
        told = [dict(one.values) for one in walk(found[name]) if isinstance(one, Say)]
        assert all("Vers le moulin" not in values.values() for values in told)


def test_every_detail_plan_names_the_density_models_of_its_cameras() -> None:
    details = [one for one in compose(STUDY, load()).sections if one.id.startswith("detail-")]
    assert details
    for section in details:
        (view,) = [one for one in walk(section) if isinstance(one, PlanView)]
        (title,) = view.title
        assert "apart.density" in codes(section)
        panoramic = "optics.density_model.equidistant" in codes(section)
        assert panoramic == ("C03" in dict(title.values)["ids"])


def test_density_models_are_named_once_outside_plans_and_where_they_differ() -> None:
    composed = compose(STUDY, load())
    told = [one for one in composed.sections if not one.id.startswith("detail-")]
    named = [one for one in walk(told) if isinstance(one, Say)]
    (usual, of_reach) = [one for one in named if one.code == "dossier.apart.density"]
    (other,) = [one for one in named if one.code == "dossier.apart.density_of"]
    models = [dict(one.values)["model"].code.rpartition(".")[2] for one in (usual, other, of_reach)]
    assert models == ["pinhole_depth", "equidistant", "pinhole_slant"]
    assert dict(other.values)["cameras"] == ("C03",)


def test_a_study_without_such_cameras_has_no_such_table() -> None:
    assert not {"ptz_reach", "plates"} & set(tables(small_study()))


def test_recorded_pictures_follow_the_cameras_and_say_where_storage_is_sized() -> None:
    composed = compose(STUDY, load())
    (section,) = [
        section
        for section in composed.sections
        if any(isinstance(one, Table) and one.name == "recording" for one in walk(section))
    ]
    assert section.id == "cameras"  # three cameras: purposes and settings share a part
    (sizing,) = [
        one
        for one in walk(section)
        if isinstance(one, Say) and one.code == "dossier.recording.system_sizing"
    ]
    assert dict(sizing.values)["page"] == PageOf(target="storage")
