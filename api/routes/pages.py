"""Pages: the first page of a study, and the assets it is made of."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.errors import texts_for
from api.pages.study import asset, study_page
from api.store.repository import last_job
from api.use_cases.demo import demo_study
from api.use_cases.opening import DEMO

router = APIRouter(include_in_schema=False)


@router.get("/")
def home() -> RedirectResponse:
    """Open the demo study."""
    return RedirectResponse(f"/etudes/{DEMO}")


@router.get(f"/etudes/{DEMO}", response_class=HTMLResponse)
def page(request: Request) -> HTMLResponse:
    """Give the first page: map, figures, downloads."""
    job = last_job(request.app.state.engine, DEMO)
    return HTMLResponse(study_page(demo_study().study, texts_for(request), job=job))


@router.get("/assets/{name}")
def read_asset(name: str) -> Response:
    """Give a style sheet, a script or a font of the page."""
    return asset(name)
