"""Studies: results as JSON, the map, the files of the dossier, the job that makes them."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import FileResponse, HTMLResponse
from starlette.exceptions import HTTPException

from api.coverage_views import coverage_view
from api.errors import texts_for
from api.jobs import JobPool, dossier_folder
from api.pages.study import ARCHIVE, FILES
from api.render.map import render_map
from api.schemas import ErrorOut, JobOut, job_out
from api.settings import Settings
from api.study_views import study_view
from api.use_cases.demo import DemoStudy, demo_study
from api.use_cases.opening import DEMO
from api.views import estimate_view, network_view

# The map file carries its own scripts; it may run them, and reach nothing.
MAP_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)

StudyId = Annotated[str, Path(pattern="^[a-z0-9-]{1,64}$")]
router = APIRouter(
    prefix="/api/v1/studies",
    tags=["studies"],
    responses={400: {"model": ErrorOut}, 404: {"model": ErrorOut}, 422: {"model": ErrorOut}},
)


def _study(study: str) -> DemoStudy:
    if study != DEMO:
        raise HTTPException(404)
    return demo_study()


@router.get("/{study}")
def read_study(study: StudyId, request: Request) -> dict[str, Any]:
    """Give the whole study, as ``study.json`` holds it."""
    found = _study(study)
    return study_view(found.study, found.document, texts_for(request))


@router.get("/{study}/coverage")
def read_coverage(study: StudyId, request: Request) -> dict[str, Any]:
    """Give what the cameras see."""
    return coverage_view(_study(study).study.coverage, texts_for(request))


@router.get("/{study}/network")
def read_network(study: StudyId, request: Request) -> dict[str, Any]:
    """Give the network."""
    return network_view(_study(study).study.network, texts_for(request))


@router.get("/{study}/estimate")
def read_estimate(study: StudyId, request: Request) -> dict[str, Any]:
    """Give the bill and who pays."""
    found = _study(study).study
    return estimate_view(found.estimate, found.funding, texts_for(request))


@router.get("/{study}/map", response_model=None, responses={200: {"content": {"text/html": {}}}})
def read_map(study: StudyId, request: Request) -> HTMLResponse:
    """Give the map as a page of its own, to be framed."""
    content = render_map(_study(study).study, texts_for(request))
    return HTMLResponse(content, headers={"content-security-policy": MAP_POLICY})


@router.post("/{study}/dossier", status_code=202)
def make_dossier(study: StudyId, request: Request) -> JobOut:
    """Start making the files of the dossier."""
    _study(study)
    texts = texts_for(request)
    pool: JobPool = request.app.state.jobs
    return job_out(pool.start_dossier(study, texts.language), texts)


@router.get("/{study}/files")
def list_files(study: StudyId, request: Request) -> list[str]:
    """Name the files of the dossier that can be downloaded now."""
    _study(study)
    return [name for name in FILES if _path(study, name, request).is_file()]


@router.get(
    "/{study}/files/{name}",
    response_model=None,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
def download(study: StudyId, name: str, request: Request) -> FileResponse:
    """Give one file of the dossier, or the whole as ``dossier.zip``."""
    _study(study)
    path = _path(study, name, request)
    if name not in FILES or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, filename=name)


def _path(study: str, name: str, request: Request) -> FilePath:
    """Give where a file of the dossier stands; the archive is beside its folder."""
    settings: Settings = request.app.state.settings
    folder = dossier_folder(settings, study, texts_for(request).language)
    if name == ARCHIVE:
        return folder.with_name(folder.name + ".zip")
    return folder / name
