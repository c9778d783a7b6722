"""The server as a browser meets it: policies, results, downloads, refusals."""

from __future__ import annotations

import json
import pathlib
import time
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("home") / "vigie"
    settings = Settings(home=home, database=f"sqlite:///{home / 'vigie.sqlite'}")
    app = create_app(settings)
    with TestClient(app, base_url="http://127.0.0.1") as opened:
        yield opened


def test_the_home_is_private_to_its_user(client: TestClient) -> None:
    home: pathlib.Path = client.app.state.settings.home  # type: ignore[attr-defined] # a Starlette app
    assert home.stat().st_mode & 0o777 == 0o700


def test_the_address_opens_the_demo_study(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert page.url.path == "/etudes/demo"
    assert "Vigie" in page.text
    assert 'aria-label="Carte"' in page.text


def test_the_page_speaks_both_languages(client: TestClient) -> None:
    assert 'lang="fr"' in client.get("/etudes/demo").text
    english = client.get("/etudes/demo?lang=en").text
    assert 'lang="en"' in english
    assert "Download the dossier" in english


def test_nothing_is_fetched_from_elsewhere(client: TestClient) -> None:
    for path in ("/etudes/demo", "/api/v1/studies/demo/map"):
        answer = client.get(path)
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "http:" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_another_host_name_is_refused(client: TestClient) -> None:
    assert client.get("/", headers={"host": "attacker.example"}).status_code == 400


def test_a_change_asked_from_another_site_is_refused(client: TestClient) -> None:
    answer = client.post("/api/v1/studies/demo/dossier", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize("part", ["", "/coverage", "/network", "/estimate"])
def test_results_are_json(client: TestClient, part: str) -> None:
    answer = client.get(f"/api/v1/studies/demo{part}")
    assert answer.status_code == 200
    assert isinstance(answer.json(), dict)


def test_an_unknown_study_file_or_job_gets_one_sentence(client: TestClient) -> None:
    for path in (
        "/api/v1/studies/ailleurs",
        "/api/v1/studies/demo/files/passwd",
        "/api/v1/studies/demo/files/..%2f..%2fvigie.sqlite",
        f"/api/v1/jobs/{'0' * 32}",
        "/assets/app.py",
    ):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert answer.json()["sentence"].endswith(".")


def test_a_malformed_address_is_unprocessable(client: TestClient) -> None:
    answer = client.get("/api/v1/jobs/pas-un-identifiant")
    assert answer.status_code == 422
    assert answer.json()["code"] == "page_malformed"


@pytest.mark.slow
def test_the_dossier_is_made_as_a_job_and_downloaded(client: TestClient) -> None:
    missing = client.get("/api/v1/studies/demo/files/dossier.pdf")
    assert missing.status_code == 404
    job = client.post("/api/v1/studies/demo/dossier").json()
    assert job["state"] == "waiting"
    deadline = time.monotonic() + 120
    while job["state"] in {"waiting", "running"} and time.monotonic() < deadline:
        time.sleep(0.2)
        job = client.get(f"/api/v1/jobs/{job['id']}").json()
    assert job["state"] == "done", job
    assert job["share"] == 1.0
    pdf = client.get("/api/v1/studies/demo/files/dossier.pdf")
    assert pdf.content.startswith(b"%PDF-")
    archive = client.get("/api/v1/studies/demo/files/dossier.zip")
    assert archive.content.startswith(b"PK")
    events = client.get(f"/api/v1/jobs/{job['id']}/events").text
    last = json.loads(events.strip().splitlines()[-1].removeprefix("data: "))
    assert last["state"] == "done"
