"""The table of jobs: what is recorded, what an ended job refuses."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from api.store.repository import (
    add_job,
    end_job,
    end_orphans,
    find_job,
    last_job,
    move_job,
    open_store,
)


@pytest.fixture
def engine(tmp_path: pathlib.Path) -> Iterator[Engine]:
    opened = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield opened
    opened.dispose()


def test_a_job_moves_and_ends(engine: Engine) -> None:
    job = add_job(engine, "demo", "fr")
    assert job.state == "waiting"
    assert move_job(engine, job.id, "coverage", 0.4)
    moved = find_job(engine, job.id)
    assert moved is not None
    assert (moved.state, moved.step, moved.share) == ("running", "coverage", 0.4)
    end_job(engine, job.id, "done")
    done = find_job(engine, job.id)
    assert done is not None
    assert (done.state, done.share) == ("done", 1.0)


def test_an_ended_job_tells_its_worker_to_stop_and_stays_ended(engine: Engine) -> None:
    job = add_job(engine, "demo", "fr")
    end_job(engine, job.id, "cancelled")
    assert not move_job(engine, job.id, "coverage", 0.4)
    end_job(engine, job.id, "done")
    found = find_job(engine, job.id)
    assert found is not None
    assert found.state == "cancelled"


def test_a_failure_keeps_its_code_and_values(engine: Engine) -> None:
    job = add_job(engine, "demo", "fr")
    end_job(engine, job.id, "failed", code="job_failed", values={"kind": "MemoryError"})
    found = find_job(engine, job.id)
    assert found is not None
    assert found.error_code == "job_failed"
    assert found.error_values == {"kind": "MemoryError"}


def test_jobs_left_by_a_stopped_server_are_failed_when_it_starts(engine: Engine) -> None:
    running = add_job(engine, "demo", "fr")
    move_job(engine, running.id, "coverage", 0.2)
    end_orphans(engine)
    found = find_job(engine, running.id)
    assert found is not None
    assert (found.state, found.error_code) == ("failed", "job_orphaned")


def test_the_newest_job_of_a_study_is_found(engine: Engine) -> None:
    add_job(engine, "demo", "fr")
    newest = add_job(engine, "demo", "en")
    other = add_job(engine, "redon", "fr")
    found = last_job(engine, "demo")
    assert found is not None
    assert found.id == newest.id != other.id
    assert last_job(engine, "nulle-part") is None


def test_the_store_is_in_write_ahead_mode_and_opens_twice(tmp_path: pathlib.Path) -> None:
    address = f"sqlite:///{tmp_path / 'store.sqlite'}"
    first, second = open_store(address), open_store(address)
    with second.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    first.dispose()
    second.dispose()
