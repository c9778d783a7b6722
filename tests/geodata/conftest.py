"""Fixtures that the readers of towns share."""

from __future__ import annotations

import functools
import pathlib
from collections.abc import Callable

import pytest

from geodata.osm_scene import read_osm_scene
from planner.scene.model import Scene


@pytest.fixture(scope="session")
def read_town() -> Callable[[pathlib.Path], Scene]:
    """Read an extract, each file at most once a session."""
    return functools.cache(read_osm_scene)
