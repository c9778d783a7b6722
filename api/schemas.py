"""JSON in and out of the HTTP interface: pydantic lives here and only here."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from api.store.repository import Job
from api.texts.reader import Texts


class JobOut(BaseModel):
    """A job: state, step in words, share done, and the sentence of what stopped it."""

    model_config = ConfigDict(strict=True)

    id: str
    study: str
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    step: str
    share: float
    sentence: str = ""


class ErrorOut(BaseModel):
    """A refusal: its code and one sentence."""

    code: str
    sentence: str


def job_out(job: Job, texts: Texts) -> JobOut:
    """Write a job in the reader's language."""
    step = texts.say(f"progress.{job.step}") if job.step else ""
    sentence = texts.say(f"errors.{job.error_code}", **job.error_values) if job.error_code else ""
    return JobOut.model_validate(
        {
            "id": job.id,
            "study": job.study,
            "state": job.state,
            "step": step,
            "share": job.share,
            "sentence": sentence,
        }
    )
