"""Who asks, sent as a JSON file: the ``applicant`` member of a plan, plus the date."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from api.uploads.tables import read_upload
from planner.errors import BillError
from planner.funding.applicant import parse_applicant
from planner.members import Members
from planner.plan import Applicant


def read_applicant(path: Path) -> tuple[Applicant, str]:
    """Read an applicant file.

    Returns
    -------
    tuple
        The applicant, and the ISO date at which schemes and prices are taken.

    Raises
    ------
    BillError
        ``json_not_text``, ``json_broken``, ``applicant_not_object``,
        ``applicant_date_missing``, the codes of a file and those of ``parse_applicant``.
    """
    content = read_upload(path)
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise BillError("json_not_text", file=path.name) from fault
    except (ValueError, RecursionError) as fault:
        line = fault.lineno if isinstance(fault, json.JSONDecodeError) else 1
        raise BillError("json_broken", file=path.name, line=line) from fault
    if not isinstance(document, Mapping):
        raise BillError("applicant_not_object", file=path.name)
    return applicant_of(document)


def applicant_of(document: Mapping[str, object]) -> tuple[Applicant, str]:
    """Read an applicant and the date from a document; ``{applicant: {...}, date}`` reads too.

    Raises
    ------
    BillError
        ``applicant_date_missing`` and the codes of ``parse_applicant``.
    """
    whole = Members(values=document, where="applicant", error=BillError)
    members = whole.child("applicant") or whole
    dated = whole if whole.has("date") else members
    if not dated.has("date"):
        raise BillError("applicant_date_missing")
    return parse_applicant(members), dated.date("date")
