"""Exception class to HTTP status, in one table; one sentence in the asker's language."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.texts.reader import Texts, load
from planner.errors import (
    BillError,
    CatalogueError,
    PlanError,
    SceneError,
    SourceError,
    VigieError,
)

STATUS: dict[type[VigieError], int] = {
    PlanError: 400,
    SceneError: 400,
    CatalogueError: 404,
    BillError: 400,
    SourceError: 400,
    VigieError: 400,
}


def texts_for(request: Request) -> Texts:
    """Choose the language of an answer: French, unless ``?lang=en`` asks for English."""
    return load("en" if request.query_params.get("lang") == "en" else "fr")


def add_handlers(app: FastAPI) -> None:
    """Turn every failure into one sentence and the right status."""
    app.add_exception_handler(VigieError, _acted_upon)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(Exception, _unexpected)


def _answer(request: Request, status: int, code: str, **values: object) -> JSONResponse:
    sentence = texts_for(request).say(f"errors.{code}", **values)
    return JSONResponse(status_code=status, content={"code": code, "sentence": sentence})


def _acted_upon(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, VigieError)  # noqa: S101 - registered for that class only
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    return _answer(request, status, error.code, **error.values)


def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for that class only
    known = {404: "page_missing", 405: "page_method"}
    return _answer(request, error.status_code, known.get(error.status_code, "page_refused"))


def _malformed(request: Request, _error: Exception) -> JSONResponse:
    return _answer(request, 422, "page_malformed")


def _unexpected(request: Request, _error: Exception) -> JSONResponse:
    return _answer(request, 500, "page_fault")
