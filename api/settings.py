"""Settings: read once from the environment, passed in, never a module of globals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where things are kept and who may speak to the server.

    ``home`` is private to the user (mode 0700): layouts of cameras are sensitive.
    """

    home: Path
    database: str
    hosts: tuple[str, ...] = (LOOPBACK, "localhost")


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Read ``VIGIE_HOME`` and ``VIGIE_DATABASE``; by default ``~/.vigie`` and SQLite in it."""
    home = Path(environment.get("VIGIE_HOME") or Path.home() / ".vigie")
    database = environment.get("VIGIE_DATABASE") or f"sqlite:///{home / 'vigie.sqlite'}"
    return Settings(home=home, database=database)


def prepare_home(settings: Settings) -> None:
    """Make the private folder."""
    settings.home.mkdir(parents=True, exist_ok=True)
    settings.home.chmod(0o700)
