"""The page of a study: what its template needs, and its assets."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Any

import fontpkg_source_sans_3
from fastapi.responses import FileResponse, Response
from jinja2 import Environment, PackageLoader, select_autoescape
from starlette.exceptions import HTTPException

from api.expense_table import GROUPS, group_of, scheme_named
from api.schemas import job_out
from api.store.repository import Job
from api.texts.reader import Texts
from planner.study import Study

_FONT = "SourceSans3[wght].ttf"
_ASSETS = {"page.css": "text/css", "page.js": "text/javascript"}
ARCHIVE = "dossier.zip"
FILES = (
    "dossier.pdf",
    "depenses.xlsx",
    "carte.html",
    "plan.gpkg",
    "plan.geojson",
    "resultats.geojson",
    "study.json",
    "scene.gpkg",
    "manifest.json",
    ARCHIVE,
)


def study_page(study: Study, texts: Texts, *, job: Job | None) -> str:
    """Write the page of a study.

    Parameters
    ----------
    study : Study
        What was answered.
    texts : Texts
        Language of the page.
    job : Job or None
        The newest job that makes its files.

    Returns
    -------
    str
        A whole HTML document; every user text is escaped.
    """
    values = {
        "study": study,
        "texts": texts,
        "say": texts.say,
        "groups": _groups(study),
        "files": FILES,
        "job": None if job is None else job_out(job, texts),
        "label": lambda label: label.fr if texts.language == "fr" else label.en,
        "findings": _findings(study),
        "scheme_named": lambda scheme: scheme_named(scheme, texts),
        "money": _money(study),
        "other": "en" if texts.language == "fr" else "fr",
    }
    return str(_environment().get_template("study.html.jinja").render(values))


def asset(name: str) -> Response:
    """Give an asset of the page by its name."""
    if name == "source-sans-3.ttf":
        path = resources.files(fontpkg_source_sans_3).joinpath("files", _FONT)
        return FileResponse(str(path), media_type="font/ttf")
    if name not in _ASSETS:
        raise HTTPException(404)
    path = resources.files("api.pages").joinpath("assets", name)
    return FileResponse(str(path), media_type=_ASSETS[name])


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("api.pages", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _groups(study: Study) -> list[dict[str, Any]]:
    groups = []
    for name in GROUPS:
        lines = [line for line in study.estimate.lines if group_of(line) == name]
        if lines:
            likely = sum(line.amount.likely for line in lines)
            groups.append({"name": name, "likely": likely, "lines": lines})
    return groups


def _findings(study: Study) -> list[Any]:
    order = {"blocking": 0, "warning": 1, "note": 2}
    return sorted(study.findings, key=lambda finding: order[finding.severity])


def _money(study: Study) -> dict[str, Any]:
    """Give the figures of the money bar, and the shares of its strip in percent."""
    plan = study.funding.plan
    asked = sum(aid.asked_cents for aid in plan.aids)
    total = max(plan.total_cents, 1)
    totals = study.estimate.totals
    unsure = totals.to_confirm_ht.likely
    high = sum(scheme.aid_high_cents for scheme in study.funding.schemes if scheme.applies)
    return {
        "asked": asked,
        "high": high,
        "own": plan.own_share_cents,
        "aid_width": round(100 * asked / total, 2),
        "unsure_width": round(min(100 * unsure / total, 100 - 100 * asked / total), 2),
        "capped": any(
            scheme.cap_cents is not None and scheme.aid_cents == scheme.cap_cents
            for scheme in study.funding.schemes
        ),
    }
