"""The dossier of a study: which parts, what they say, what they leave out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal

import pytest
from studies import small_study, toy_study
from toy_town import Names

from planner.catalogues.reader import load
from planner.dossier.compose import compose
from planner.dossier.model import (
    Dossier,
    Own,
    PageOf,
    PlanView,
    Quantity,
    Say,
    Section,
    Table,
)
from planner.findings import note, warning
from planner.study import Study


def parts(dossier: Dossier) -> list[str]:
    return [section.id for section in dossier.sections]


def walk(thing: object) -> Iterator[object]:
    """Give a record and everything inside it."""
    yield thing
    if is_dataclass(thing):
        for field in fields(thing):
            yield from walk(getattr(thing, field.name))
    elif isinstance(thing, tuple | list):
        for item in thing:
            yield from walk(item)


def codes(thing: object) -> set[str]:
    return {one.code.removeprefix("dossier.") for one in walk(thing) if isinstance(one, Say)}


def tables(thing: object) -> dict[str, Table]:
    return {one.name: one for one in walk(thing) if isinstance(one, Table)}


def section(dossier: Dossier, name: str) -> Section:
    return next(one for one in dossier.sections if one.id == name)


def made(study: Study, *, anonymous: bool = False) -> Dossier:
    return compose(study, load(), anonymous=anonymous)


def test_the_parts_come_in_the_order_of_the_design() -> None:
    assert parts(made(toy_study(12))) == [
        "summary", "reading", "cameras", "situation", *(f"detail-{s}" for s in "ABCDEF"),
        "sheets", "network", "expenses", "financing", "assumptions", "pieces",
    ]  # fmt: skip


def test_few_cameras_share_one_part_for_purposes_and_settings() -> None:
    assert "sheets" not in parts(made(toy_study(4)))
    assert "sheets" in parts(made(toy_study(5)))
    assert "setting" in tables(section(made(toy_study(4)), "cameras"))


def test_without_cameras_five_parts_remain() -> None:
    dossier = made(toy_study(0))
    assert parts(dossier) == ["summary", "reading", "situation", "assumptions", "pieces"]
    assert "no_camera" in codes(dossier)


@pytest.mark.parametrize("n", [0, 1, 3, 12])
def test_every_page_that_is_named_exists(n: int) -> None:
    dossier = made(toy_study(n))
    headings = {
        one.id  # type: ignore[attr-defined]
        for one in walk(dossier)
        if type(one).__name__ == "Heading"
    }
    named = {one.target for one in walk(dossier) if isinstance(one, PageOf)}
    if not n:
        named.discard("expenses")
    assert named <= set(parts(dossier)) | headings


def test_plans_are_numbered_without_a_hole() -> None:
    views = [one for one in walk(made(toy_study(12))) if isinstance(one, PlanView)]
    assert [view.number for view in views] == list(range(len(views)))


def test_every_plan_has_an_alternative_text() -> None:
    views = [one for one in walk(made(small_study())) if isinstance(one, PlanView)]
    assert {view.alt.code for view in views} == {
        "dossier.alt.summary", "dossier.alt.situation", "dossier.alt.detail", "dossier.alt.network",
    }  # fmt: skip


def test_every_camera_is_in_each_table_of_cameras() -> None:
    study = toy_study(12)
    found = tables(made(study))
    for name in ("cameras", "setting", "optics", "reach"):
        assert len(found[name].rows) == 12
        assert all(len(row.cells) == len(found[name].columns) for row in found[name].rows)


def test_every_row_has_a_cell_for_each_column() -> None:
    for study in (small_study(), toy_study(12, standard="oodpcvs-2025")):
        for table in tables(made(study)).values():
            assert {len(row.cells) for row in table.rows} <= {len(table.columns)}, table.name


def _quantities(table: Table, column: int) -> list[float]:
    cells = [row.cells[column] for row in table.rows if row.kind == "line"]
    return [float(one.value) for cell in cells for one in cell if isinstance(one, Quantity)]  # type: ignore[arg-type]


def test_the_printed_eligible_lines_sum_to_the_printed_total() -> None:
    table = tables(made(toy_study(12)))["eligible"]
    total = table.rows[-1].cells[4][0]
    assert isinstance(total, Quantity)
    assert sum(_quantities(table, 4)) == total.value


def test_the_financing_plan_balances_in_whole_euros() -> None:
    table = tables(made(toy_study(12)))["financing"]
    aid, aids, own, total = (row.cells[4][0].value for row in table.rows)  # type: ignore[union-attr]
    assert aid == aids
    assert aids + own == total  # type: ignore[operator]


def test_every_total_is_given_to_the_cent() -> None:
    study = toy_study(12)
    totals, plan = study.estimate.totals, study.funding.plan
    printed = _quantities(tables(made(study))["cents"], 1)
    subtotals = [
        float(row.cells[1][0].value)  # type: ignore[union-attr, arg-type]
        for row in tables(made(study))["cents"].rows
        if row.kind != "line"
    ]
    assert printed == [
        totals.eligible_ht.likely, totals.to_confirm_ht.likely, totals.not_eligible_ht.likely,
        totals.vat.likely, plan.aids[0].asked_cents,
    ]  # fmt: skip
    assert subtotals == [totals.ht.likely, totals.ttc.likely, plan.own_share_cents]


def test_the_request_names_the_aid_only_when_there_is_one() -> None:
    with_aid = codes(section(made(small_study()), "summary"))
    without = codes(section(made(toy_study(3, aid=False)), "summary"))
    assert {"asked.aid", "asked.start", "figure.aid"} <= with_aid
    assert {"asked.no_aid", "figure.own_share"} <= without
    assert not {"asked.aid", "asked.start", "figure.aid"} & without


def test_a_scheme_that_does_not_apply_keeps_its_line_with_the_reason() -> None:
    financing = section(made(toy_study(3, aid=False)), "financing")
    assert "financing.refused" in codes(financing)


def test_the_first_equipment_is_claimed_only_when_declared() -> None:
    study = small_study()
    claims = {"asked.first", "first_equipment", "sign.first"}
    assert claims <= codes(made(study))
    for said in (None, False):
        applicant = replace(study.plan.applicant, first_equipment=said)
        quiet = replace(study, plan=replace(study.plan, applicant=applicant))
        assert not claims & codes(made(quiet))


def test_seeing_most_of_the_streets_withdraws_the_sentence_about_proportion() -> None:
    study = small_study()
    coverage = replace(study.coverage, street_length_seen_m=0.9 * study.coverage.street_length_m)
    assert "proportion.few" in codes(made(study))
    assert "proportion.many" in codes(made(replace(study, coverage=coverage)))


def test_one_need_for_each_camera_is_said_only_when_all_are_justified() -> None:
    study = small_study()  # C02 has no justification
    assert "proportion.one_need" not in codes(made(study))
    told = tuple(replace(camera, justification="Faits") for camera in study.plan.cameras)
    assert "proportion.one_need" in codes(
        made(replace(study, plan=replace(study.plan, cameras=told)))
    )


def test_what_is_missing_is_asked_for() -> None:
    asked = codes(section(made(small_study()), "cameras"))
    assert {"complete.justification", "complete.owner", "complete.facts"} <= asked
    assert not {"complete.purpose", "complete.mission", "complete.plate"} & asked


def test_the_zone_seen_the_least_has_the_note() -> None:
    situation = section(made(small_study()), "situation")
    assert {"zones.short", "zones.can_move"} <= codes(situation)
    study = small_study()
    seen = replace(study.coverage.zones[0], covered_share=0.9)
    full = replace(study, coverage=replace(study.coverage, zones=(seen,)))
    assert "zones.short" not in codes(section(made(full), "situation"))


def test_a_crossed_railway_asks_for_its_operator() -> None:
    study = small_study()
    rail = study.scene.barriers[0]
    over = replace(rail, line=study.network.segments[0].line.buffer(1).exterior)
    crossed = replace(study, scene=replace(study.scene, barriers=(over,)))
    assert "network.rail" in codes(section(made(crossed), "network"))
    assert "network.rail" not in codes(section(made(study), "network"))


def test_an_unproven_design_gives_its_gap() -> None:
    study = small_study()
    loose = replace(study, network=replace(study.network, proven=False, gap=0.02))
    assert "network.gap" in codes(section(made(loose), "network"))
    assert "network.proven" in codes(section(made(study), "network"))


def test_an_old_base_map_asks_for_a_visit() -> None:
    study = small_study()
    old = tuple(replace(p, date="2019-09-09") for p in study.scene.provenance)
    aged = replace(study, scene=replace(study.scene, provenance=old))
    assert "age" in codes(made(aged))
    assert "age" not in codes(made(study))


def test_alike_findings_are_counted_and_the_heaviest_come_first() -> None:
    study = small_study()
    many = (
        *(note("alike", subject=f"C{k:02d}") for k in range(9)),
        warning("heavy", subject="C01"),
    )
    dossier = made(replace(study, findings=many))
    said = [
        one.code
        for one in walk(section(dossier, "assumptions"))
        if isinstance(one, Say) and one.code.startswith("findings.")
    ]
    assert said[0] == "findings.heavy"
    assert said.count("findings.alike") == 3
    assert "findings.more" in codes(dossier)


def test_the_anonymous_edition_shows_neither_places_nor_plans_of_cameras() -> None:
    study = toy_study(12, names=Names(justification="MOTIF"))
    dossier = made(study, anonymous=True)
    views = [one for one in walk(dossier) if isinstance(one, PlanView)]
    assert [view.kind for view in views] == ["summary", "situation"]
    assert not any(view.with_cameras for view in views)
    assert not any(view.sectors for view in views)
    own = {one.text for one in walk(dossier) if isinstance(one, Own)}
    assert not any(camera.label in own for camera in study.plan.cameras)
    assert "MOTIF" not in own
    numbers = {one.value for one in walk(dossier) if isinstance(one, Quantity)}
    assert not any(x in numbers for camera in study.coverage.cameras for x in camera.position)
    assert "segments" not in tables(dossier)


def test_a_place_without_a_label_is_named_by_its_street() -> None:
    study = small_study()
    unnamed = tuple(replace(camera, label="") for camera in study.plan.cameras)
    dossier = made(replace(study, plan=replace(study.plan, cameras=unnamed)))
    places = [row.cells[1] for row in tables(dossier)["cameras"].rows]
    assert places == [(Own(text="Rue de l'Église"),)] * 3


def test_a_percentage_is_so_many_hundredths_of_its_base() -> None:
    study = small_study()
    line = replace(
        study.estimate.lines[0],
        unit="% of C1–C4",
        quantity=Decimal(1),
        unit_price=replace(study.estimate.lines[0].unit_price, low=250, likely=400, high=800),
        base=study.estimate.totals.ht,
    )
    estimate = replace(study.estimate, lines=(line, *study.estimate.lines[1:]))
    row = tables(made(replace(study, estimate=estimate)))["eligible"].rows[1]
    assert row.cells[1] == (Quantity(value=4.0, form="px"),)
    hundredth = (Decimal(study.estimate.totals.ht.likely) / 100).to_integral_value()
    assert row.cells[3] == (Quantity(value=int(hundredth), form="eur2"),)
