"""Jobs: where a long run is, as JSON or as a stream of events, and its cancellation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import StreamingResponse
from sqlalchemy import Engine
from starlette.exceptions import HTTPException

from api.errors import texts_for
from api.jobs import JobPool
from api.schemas import ErrorOut, JobOut, job_out
from api.store.repository import ENDED, find_job
from api.texts.reader import Texts

JobId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
POLL_S = 0.25

router = APIRouter(
    prefix="/api/v1/jobs",
    tags=["jobs"],
    responses={404: {"model": ErrorOut}, 422: {"model": ErrorOut}},
)


@router.get("/{job}")
def read_job(job: JobId, request: Request) -> JobOut:
    """Tell where a job is."""
    found = find_job(request.app.state.engine, job)
    if found is None:
        raise HTTPException(404)
    return job_out(found, texts_for(request))


@router.delete("/{job}")
def cancel_job(job: JobId, request: Request) -> JobOut:
    """End a job; an ended one stays as it is."""
    pool: JobPool = request.app.state.jobs
    found = pool.cancel(job)
    if found is None:
        raise HTTPException(404)
    return job_out(found, texts_for(request))


@router.get(
    "/{job}/events",
    response_model=None,
    responses={200: {"content": {"text/event-stream": {}}}},
)
def follow_job(job: JobId, request: Request) -> StreamingResponse:
    """Stream a job's progress until it ends (server-sent events)."""
    engine: Engine = request.app.state.engine
    if find_job(engine, job) is None:
        raise HTTPException(404)
    events = _events(engine, job, texts_for(request))
    return StreamingResponse(events, media_type="text/event-stream")


async def _events(engine: Engine, job: str, texts: Texts) -> AsyncIterator[str]:
    """Send each change once; the last event tells how the job ended."""
    last = ""
    while True:
        found = await asyncio.to_thread(find_job, engine, job)
        if found is None:
            return
        data = job_out(found, texts).model_dump_json()
        if data != last:
            last = data
            yield f"data: {data}\n\n"
        if found.state in ENDED:
            return
        await asyncio.sleep(POLL_S)
