"""The applicant's file: the member of a plan, plus the date."""

from __future__ import annotations

import json
import pathlib

import pytest

from api.texts.reader import load as texts
from api.uploads.applicant import applicant_of, read_applicant
from planner.errors import BillError

WHO = {"name": "Rue", "kind": "commune", "department": "80", "population": 3000}


def test_the_member_and_its_date_are_read(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({**WHO, "date": "2024-05-02"}), encoding="utf-8-sig")
    applicant, date = read_applicant(path)
    assert (applicant.name, applicant.region, date) == ("Rue", "32", "2024-05-02")
    assert applicant.first_equipment is None


def test_the_member_inside_a_whole_plan_reads_the_same() -> None:
    flat = applicant_of({**WHO, "date": "2024-05-02"})
    assert applicant_of({"applicant": WHO, "date": "2024-05-02"}) == flat
    assert applicant_of({"applicant": {**WHO, "date": "2024-05-02"}}) == flat


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"{", "json_broken"),
        (b"\xff\xfe\xff", "json_not_text"),
        (b"[]", "applicant_not_object"),
        (b"{}", "applicant_date_missing"),
        (b'{"date": "hier"}', "member_not_date"),
        (b'{"date": "2024-05-02", "population": NaN}', "member_not_number"),
        (
            b'{"date": "2024-05-02", "department": "77", "region": "32"}',
            "department_region_mismatch",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(
    tmp_path: pathlib.Path, content: bytes, code: str
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(BillError) as caught:
        read_applicant(path)
    assert caught.value.code == code
    if not code.startswith(("file_", "json_")):
        assert texts("fr").error(caught.value).endswith(".")
