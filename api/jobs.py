"""Long runs: a table, one process beside the server, progress read back from the table.

The worker writes where it is into the store; readers (the page, by server-sent events) look
there. Nothing is lost when the browser goes away. A failed job leaves a code, never a trace.
"""

from __future__ import annotations

import logging
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from api.settings import Settings
from api.store.repository import Job, add_job, end_job, end_orphans, find_job, move_job, open_store
from api.texts.reader import load
from api.use_cases.opening import DEMO, open_study
from api.use_cases.study import make_files, make_study, write_study
from planner.errors import VigieError

log = logging.getLogger("vigie.jobs")


class JobCancelledError(Exception):
    """Raised inside a worker when somebody ended its job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOrder:
    """What a worker process needs, and nothing more."""

    job: str
    database: str
    folder: str
    language: str


class JobPool:
    """Starts jobs in a process of their own; close it when the server stops."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings = settings
        self._engine = engine
        end_orphans(engine)
        self._pool = ProcessPoolExecutor(
            max_workers=1, mp_context=multiprocessing.get_context("spawn")
        )

    def start_dossier(self, study: str, language: str) -> Job:
        """Record a dossier job and hand it to the worker."""
        job = add_job(self._engine, study, language)
        order = JobOrder(
            job=job.id,
            database=self._settings.database,
            folder=str(dossier_folder(self._settings, study, language)),
            language=language,
        )
        self._pool.submit(make_dossier, order)
        return job

    def cancel(self, job: str) -> Job | None:
        """End a job; its worker stops at its next step and leaves no file."""
        end_job(self._engine, job, "cancelled")
        return find_job(self._engine, job)

    def close(self) -> None:
        """Stop taking jobs; a running one is told to stop at its next step."""
        end_orphans(self._engine)
        self._pool.shutdown(wait=True, cancel_futures=True)


def dossier_folder(settings: Settings, study: str, language: str) -> Path:
    """Give the folder where the files of a study stand."""
    return settings.home / "dossiers" / f"{study}-{language}"


def make_dossier(order: JobOrder) -> None:
    """Make the demo's files (runs in the worker process)."""
    engine = open_store(order.database)

    def tell(step: str, share: float) -> None:
        if not move_job(engine, order.job, step, share):
            raise JobCancelledError

    try:
        texts = load("en" if order.language == "en" else "fr")
        opened = open_study(DEMO, DEMO, progress=lambda step, share: tell(step, 0.1 * share))
        study = make_study(opened, progress=lambda step, share: tell(step, 0.1 + 0.4 * share))
        files = make_files(
            study,
            opened.document,
            texts,
            progress=lambda step, share: tell(step, 0.5 + 0.45 * share),
        )
        tell("writing", 0.97)
        folder = Path(order.folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        write_study(files, folder, zipped=True)
        end_job(engine, order.job, "done")
    except JobCancelledError:
        log.info("job %s cancelled", order.job)
    except VigieError as error:
        end_job(engine, order.job, "failed", code=error.code, values=error.values)
    except Exception as fault:
        log.exception("job %s failed", order.job)
        end_job(
            engine, order.job, "failed", code="job_failed", values={"kind": type(fault).__name__}
        )
    finally:
        engine.dispose()
