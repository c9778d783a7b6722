"""A Chromium of the system and a server of our own on loopback."""

from __future__ import annotations

import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's browser; no graphics flag, which would slow the canvas down."""
    asked = os.environ.get("VIGIE_CHROMIUM")
    path = asked or next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium found: install chromium or set VIGIE_CHROMIUM")
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    sandbox = ["--no-sandbox"] if os.getuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": path, "args": [*quiet, *sandbox]}


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
