"""Things to look at that are not failures: a code, a severity, a subject and values.

The sentences live in ``api/texts/{fr,en}.yaml`` under ``findings.<code>``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["note", "warning", "blocking"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at.

    Attributes
    ----------
    code : str
        Key of the sentence, ``findings.<code>`` in the texts.
    severity : {'note', 'warning', 'blocking'}
        How much it weighs; only ``blocking`` changes an exit status.
    subject : str
        Id of what it speaks of (a camera, a zone, a layer), empty for the whole study.
    values : tuple of (str, object)
        What the sentence names, sorted by name.
    """

    code: str
    severity: Severity
    subject: str = ""
    values: tuple[tuple[str, object], ...] = ()


def note(code: str, *, subject: str = "", **values: object) -> Finding:
    """Make a finding that informs."""
    return _make(code, "note", subject, values)


def warning(code: str, *, subject: str = "", **values: object) -> Finding:
    """Make a finding that asks for a look."""
    return _make(code, "warning", subject, values)


def blocking(code: str, *, subject: str = "", **values: object) -> Finding:
    """Make a finding that stops the claim it bears on."""
    return _make(code, "blocking", subject, values)


def _make(code: str, severity: Severity, subject: str, values: dict[str, object]) -> Finding:
    # Findings are put together without doubles, so all that they hold must hash.
    held = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }
    ordered = tuple(sorted(held.items()))
    return Finding(code=code, severity=severity, subject=subject, values=ordered)
