"""What a terminal shows: tables on standard output, progress and findings on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from api.texts.reader import Texts
from planner.findings import Finding
from planner.progress import Progress, silent

_BAR = 24


def bar(texts: Texts) -> Progress:
    """Give a progress bar when standard error is a terminal, silence otherwise."""
    if not sys.stderr.isatty():
        return silent

    def tell(step: str, share: float) -> None:
        done = round(_BAR * min(max(share, 0.0), 1.0))
        label = texts.say(f"progress.{step}")
        sys.stderr.write(f"\r\x1b[K[{'#' * done}{'.' * (_BAR - done)}] {label}")
        if share >= 1.0:
            sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()

    return tell


def print_json(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """Print JSON alone on standard output."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
    sys.stdout.write("\n")


def print_table(head: Sequence[str], rows: Iterable[Sequence[str]], *, right: str = "") -> None:
    """Print a plain table; ``right`` holds the indexes of right-aligned columns ("235")."""
    table = [list(head), *(list(row) for row in rows)]
    widths = [max(len(row[column]) for row in table) for column in range(len(head))]
    for number, row in enumerate(table):
        cells = [
            cell.rjust(width) if str(column) in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())
        if number == 0:
            print("  ".join("-" * width for width in widths))


def print_findings(findings: Iterable[Finding], texts: Texts) -> None:
    """Print findings on standard error, one line each, the gravest first."""
    order = {"blocking": 0, "warning": 1, "note": 2}
    for finding in sorted(findings, key=lambda found: order[found.severity]):
        mark = texts.say(f"severity.{finding.severity}")
        print(f"{mark} {texts.finding(finding)}", file=sys.stderr)
