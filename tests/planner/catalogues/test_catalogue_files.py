"""A value without a source, a date, a unit or a sane range does not load; the error says where."""

from __future__ import annotations

import textwrap
from decimal import Decimal

import pytest

from planner.catalogues.camera_files import parse_cameras
from planner.catalogues.documents import read
from planner.catalogues.model import Price
from planner.catalogues.price_files import parse_prices
from planner.catalogues.scheme_files import parse_scheme
from planner.catalogues.standard_files import parse_rate, parse_standard
from planner.errors import CatalogueError

PRICE = """
    family: trenches
    sources:
      note: {title: A note, date: 2009}
    prices:
      tr_foot:
        label: {fr: Tranchée, en: Trench}
        unit: m
        category: C2
        eligible: yes
        because: civil_link
        status: hypothesis
        source: note
        values:
          2024-01-01: {low: 50, likely: 80, high: 140}
          2025-01-01: {low: 58, likely: 90.005, high: 150}
"""

CAMERA = """
    cameras:
      one:
        label: {fr: Une, en: One}
        kind: fixed
        item: cam_fixed
        width_px: 2688
        height_px: 1520
        focal_mm: {min: 2.8, max: 12}
        hfov_deg: {wide: 103, tele: 30}
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

STANDARD = """
    id: one
    label: {fr: Une norme, en: A standard}
    edition: "2014"
    status: dated
    source: {title: Somewhere, href: "https://example.org", date: undated}
    levels:
      detect: {label: {fr: Détecter, en: Detect}, min_px_per_m: 25}
      observe: {label: {fr: Observer, en: Observe}, min_px_per_m: 62.5}
"""

SCHEME = """
    id: one
    label: {fr: Une aide, en: An aid}
    funder: A region
    edition: 2024
    fields:
      rate:
        value: 0.30
        status: verified
        source: {title: The rules, href: "https://example.org", date: 2023-12-22}
        checked_on: 2024-01-31
      cap_eur: {status: unknown, note: not published}
"""

RATE = """
    id: vat
    label: {fr: TVA, en: VAT}
    status: presumed
    source: {title: The code, date: 2014-01-01}
    values: {2000-04-01: 0.196, 2014-01-01: 0.20}
"""


def prices(text: str, on: str | None = None) -> dict[str, Price]:
    return parse_prices(read(textwrap.dedent(text), "p.yaml"), on=on)


def refusal(text: str) -> CatalogueError:
    with pytest.raises(CatalogueError) as caught:
        prices(text)
    return caught.value


def test_a_price_is_read_in_cents_with_its_source_and_its_date() -> None:
    price = prices(PRICE)["tr_foot"]
    assert (price.amount.low, price.amount.likely, price.amount.high) == (5800, 9001, 15000)
    assert price.source.title == "A note"
    assert price.source.date == "2009"
    assert price.since == "2025-01-01"
    assert price.eligible == "yes", "YAML's yes is a word here, not a truth value"


@pytest.mark.parametrize(
    ("on", "likely", "since"),
    [
        ("2024-06-30", 8000, "2024-01-01"),
        ("2024-12-31", 8000, "2024-01-01"),
        ("2025-01-01", 9001, "2025-01-01"),
        ("2019-01-01", 8000, "2024-01-01"),  # older than every value: the earliest
    ],
)
def test_the_price_in_force_is_the_latest_that_is_not_after_the_day(
    on: str, likely: int, since: str
) -> None:
    price = prices(PRICE, on)["tr_foot"]
    assert (price.amount.likely, price.since) == (likely, since)


@pytest.mark.parametrize(
    ("was", "becomes", "code", "field"),
    [
        ("source: note", "", "catalogue_missing_field", ".source"),
        ("source: note", "source: other", "catalogue_no_source", ".source"),
        ("source: note", "source: {title: T}", "catalogue_missing_field", ".source.date"),
        ("date: 2009", "date: last year", "catalogue_bad_date", "sources.note.date"),
        ("status: hypothesis", "", "catalogue_missing_field", ".status"),
        ("status: hypothesis", "status: sure", "catalogue_not_in_list", ".status"),
        ("status: hypothesis", "status: quote", "catalogue_not_in_list", ".status"),
        ("status: hypothesis", "status: verified", "catalogue_no_source", ".source"),
        ("unit: m", "unit: metre", "catalogue_not_in_list", ".unit"),
        ("category: C2", "category: C5", "catalogue_not_in_list", ".category"),
        ("eligible: yes", "eligible: true", "catalogue_not_in_list", ".eligible"),
        ("because: civil_link", "", "catalogue_missing_field", ".because"),
        ("family: trenches", "family: t\n    hue: red", "catalogue_unknown_field", "hue"),
        ("unit: m", "unit: m\n        colour: red", "catalogue_unknown_field", ".colour"),
        ("low: 58", "low: 91", "catalogue_out_of_order", ".values.2025-01-01.low"),
        ("low: 50", "low: 81", "catalogue_out_of_order", ".values.2024-01-01.low"),
        ("low: 58", "low: -1", "catalogue_bad_value", ".values.2025-01-01.low"),
        ("low: 58", "low: .nan", "catalogue_bad_value", ".values.2025-01-01.low"),
        ("low: 58, ", "", "catalogue_missing_field", ".values.2025-01-01.low"),
        ("2025-01-01:", "2025-13-01:", "catalogue_bad_date", ".values.2025-13-01"),
        ("en: Trench", "en: ''", "catalogue_bad_value", ".label.en"),
    ],
)  # fmt: skip
def test_a_faulty_price_does_not_load_and_the_error_names_the_field(
    was: str, becomes: str, code: str, field: str
) -> None:
    assert was in PRICE
    error = refusal(PRICE.replace(was, becomes))
    assert error.code == code
    assert error.values["file"] == "p.yaml"
    assert error.values["field"] == (f"prices.tr_foot{field}" if field[0] == "." else field)


@pytest.mark.parametrize(
    ("text", "line"), [("a: [1", 2), ("- a\n- b", 1), ("", 1), ("a: 1\nb: 2\na: 3", 1)]
)
def test_what_is_no_yaml_mapping_is_unreadable_and_a_key_written_twice_too(
    text: str, line: int
) -> None:
    with pytest.raises(CatalogueError) as caught:
        read(text, "p.yaml")
    assert caught.value.code == "catalogue_unreadable"
    assert caught.value.values["line"] == line


def test_a_camera_keeps_its_optics_and_every_value_of_it_is_sourced() -> None:
    model = parse_cameras(read(textwrap.dedent(CAMERA), "c.yaml"))["one"]
    assert (model.hfov_wide_deg, model.hfov_tele_deg) == (103.0, 30.0)
    assert (model.stream.codec, model.stream.fps, model.stream.mbps) == ("h265", 12.0, 3.2)
    for group in ("S", "P", "I"):
        broken = CAMERA.replace(f", source: {{title: {group}, date: 2020}}", "")
        with pytest.raises(CatalogueError) as caught:
            parse_cameras(read(textwrap.dedent(broken), "c.yaml"))
        assert caught.value.code == "catalogue_missing_field"


@pytest.mark.parametrize(
    ("was", "becomes", "code"),
    [
        ("wide: 103", "wide: 20", "catalogue_out_of_order"),
        ("width_px: 2688", "width_px: 2688.5", "catalogue_bad_value"),
        ("sensors: 1", "sensors: 0", "catalogue_bad_value"),
        ("microphone: false", "microphone: maybe", "catalogue_bad_value"),
        ("codec: h265", "codec: vhs", "catalogue_not_in_list"),
        ("kind: fixed", "kind: drone", "catalogue_not_in_list"),
    ],
)
def test_a_faulty_camera_does_not_load(was: str, becomes: str, code: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        parse_cameras(read(textwrap.dedent(CAMERA.replace(was, becomes)), "c.yaml"))
    assert caught.value.code == code


def test_the_levels_of_a_standard_rise_from_coarse_to_fine() -> None:
    standard = parse_standard(read(textwrap.dedent(STANDARD), "s.yaml"))
    assert [(level.name, level.min_px_per_m) for level in standard.levels] == [
        ("detect", 25.0),
        ("observe", 62.5),
    ]
    with pytest.raises(CatalogueError) as caught:
        parse_standard(read(textwrap.dedent(STANDARD.replace("62.5", "25")), "s.yaml"))
    assert caught.value.values["field"] == "levels.observe"


def test_a_scheme_field_said_known_needs_a_source_and_an_unknown_one_does_not() -> None:
    scheme = parse_scheme(read(textwrap.dedent(SCHEME), "f.yaml"))
    rate, cap = scheme.fields["rate"], scheme.fields["cap_eur"]
    assert (scheme.edition, rate.value, rate.status) == ("2024", 0.30, "verified")
    assert rate.source is not None
    assert rate.source.checked_on == "2024-01-31"
    assert (cap.value, cap.status, cap.source) == (None, "unknown", None)
    for status in ("verified", "presumed"):
        unsourced = SCHEME.replace("{status: unknown,", f"{{value: 30000, status: {status},")
        with pytest.raises(CatalogueError) as caught:
            parse_scheme(read(textwrap.dedent(unsourced), "f.yaml"))
        assert caught.value.code == "catalogue_no_source"
        assert caught.value.values["field"] == "fields.cap_eur.source"


def test_the_vat_rate_is_the_one_in_force_and_cannot_pass_one() -> None:
    top = read(textwrap.dedent(RATE), "v.yaml")
    assert parse_rate(top, on="2010-05-01") == Decimal("0.196")
    assert parse_rate(top) == Decimal("0.2")
    with pytest.raises(CatalogueError):
        parse_rate(read(textwrap.dedent(RATE.replace("0.20}", "20}")), "v.yaml"))
