"""All queries. A session is one unit of work, committed when its block ends well."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.orm import Session

from api.store.tables import JobRow

ENDED = frozenset({"done", "failed", "cancelled"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as its readers see it."""

    id: str
    study: str
    language: str
    state: str
    step: str
    share: float
    error_code: str = ""
    error_values: dict[str, Any] = field(default_factory=dict)


def open_store(address: str) -> Engine:
    """Open the store and bring its tables up to date."""
    engine = create_engine(address)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _write_ahead)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return engine


def _write_ahead(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DBAPI connection
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()


@contextmanager
def unit_of_work(engine: Engine) -> Iterator[Session]:
    """Give a session that commits at the end of its block, or leaves nothing behind."""
    with Session(engine) as session, session.begin():
        yield session


def add_job(engine: Engine, study: str, language: str) -> Job:
    """Record a new job, waiting."""
    row = JobRow(
        id=uuid.uuid4().hex,
        study=study,
        language=language,
        state="waiting",
        created=datetime.now(UTC),
    )
    with unit_of_work(engine) as session:
        session.add(row)
        session.flush()
        return _read(row)


def find_job(engine: Engine, job: str) -> Job | None:
    """Look a job up by id."""
    with Session(engine) as session:
        row = session.get(JobRow, job)
        return None if row is None else _read(row)


def last_job(engine: Engine, study: str) -> Job | None:
    """Give the newest job of a study."""
    query = select(JobRow).where(JobRow.study == study).order_by(JobRow.created.desc()).limit(1)
    with Session(engine) as session:
        row = session.scalars(query).first()
        return None if row is None else _read(row)


def move_job(engine: Engine, job: str, step: str, share: float) -> bool:
    """Record progress; False when the job was ended by somebody (its worker must stop)."""
    with unit_of_work(engine) as session:
        row = session.get(JobRow, job)
        if row is None or row.state in ENDED:
            return False
        row.state, row.step, row.share = "running", step, min(max(share, 0.0), 1.0)
        return True


def end_job(
    engine: Engine, job: str, state: str, *, code: str = "", values: dict[str, Any] | None = None
) -> None:
    """Record how a job ended; an ended job stays as it is."""
    with unit_of_work(engine) as session:
        row = session.get(JobRow, job)
        if row is None or row.state in ENDED:
            return
        row.state = state
        row.share = 1.0 if state == "done" else row.share
        row.error_code = code
        row.error_values = json.dumps(values or {}, default=str)


def end_orphans(engine: Engine) -> None:
    """Fail the jobs that an earlier server left running when it stopped."""
    query = select(JobRow).where(JobRow.state.in_(("waiting", "running")))
    with unit_of_work(engine) as session:
        for row in session.scalars(query):
            row.state, row.error_code = "failed", "job_orphaned"


def _read(row: JobRow) -> Job:
    return Job(
        id=row.id,
        study=row.study,
        language=row.language,
        state=row.state,
        step=row.step or "",
        share=row.share or 0.0,
        error_code=row.error_code or "",
        error_values=json.loads(row.error_values or "{}"),
    )
