"""Fixtures that every room shares: real data, a server of our own on loopback, random cases."""

from __future__ import annotations

import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest
from hypothesis import settings

ROOT = pathlib.Path(__file__).resolve().parents[1]

settings.register_profile("quick", max_examples=30, deadline=None)
settings.register_profile("thorough", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session")
def shared_data() -> pathlib.Path:
    """The folder of real data beside the project; tests that need it skip when it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("real data not found: expected a folder shared/data beside the project")
    return folder


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run ``vigie run`` as a user does and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = tmp_path_factory.mktemp("vigie-home")
    command = pathlib.Path(sys.executable).parent / "vigie"
    log = (home / "log").open("w", encoding="utf-8")
    process = subprocess.Popen(
        [str(command), "run", "--port", str(port), "--no-browser"],
        env={**os.environ, "VIGIE_HOME": str(home / "data")},
        stdout=log,
        stderr=subprocess.STDOUT,
        cwd=ROOT,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process, home / "log")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def _wait_for(address: str, process: subprocess.Popen[bytes], log: pathlib.Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"the server stopped: {log.read_text(encoding='utf-8')}")
        try:
            with urllib.request.urlopen(f"{address}/api/openapi.json", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server did not answer within a minute")
