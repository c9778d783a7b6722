"""A Chromium of the system."""

from __future__ import annotations

import os
import shutil
from typing import Any

import pytest

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
