"""What a terminal shows: tables on standard output, progress and findings on standard error."""

from __future__ import annotations

import codecs
import io
import json
import os
import sys
import unicodedata
from collections.abc import Container, Iterable, Sequence
from typing import Any

from api.texts.plain import one_line
from api.texts.reader import Texts
from planner.findings import Finding
from planner.progress import Progress, silent

_BAR = 24


_SOFT = "vigie_soft"  # name of the way out of characters that a stream cannot hold


def soften_streams() -> None:
    """Let a narrow encoding (Windows, a C locale) cost accents and never the answer."""
    codecs.register_error(_SOFT, _plainer)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_SOFT)


def drop_output() -> None:
    """Send to nowhere what is still to be written on standard output, which is refused."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _plainer(fault: UnicodeError) -> tuple[str, int]:
    """Write the nearest plain letters of what cannot be encoded."""
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    refused = fault.object[fault.start : fault.end]
    return "".join(_plain_letter(letter) for letter in refused), fault.end


def _plain_letter(letter: str) -> str:
    plain = unicodedata.normalize("NFKD", letter.translate(_NEAREST))
    return "".join(part for part in plain if part.isascii()) or "?"


_NEAREST = str.maketrans("’‘«»–—−·×²", "''\"\"---.x2")


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
    """Print JSON alone on standard output, escaped where the stream cannot hold a character."""
    wide = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
    text = json.dumps(value, ensure_ascii=not wide, indent=2, allow_nan=False)
    # Half of a character is written as JSON escapes it.
    print(text.encode("utf-8", "backslashreplace").decode("utf-8"))


def print_table(
    head: Sequence[str], rows: Iterable[Sequence[str]], *, right: Container[str] = ""
) -> None:
    """Print a plain table; ``right`` holds the indexes of right-aligned columns ("235").

    Ten columns or more need a tuple of indexes: "10" would hold 0.
    """
    table = [list(head), *([one_line(cell) for cell in row] for row in rows)]
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
