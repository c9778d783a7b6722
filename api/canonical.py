"""JSON that is always the same bytes: one form to hash, one form to read."""

from __future__ import annotations

import json
from typing import Any

_WIDTH = 100  # columns of the readable form


def canonical_json(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Write JSON in its one form: sorted keys, UTF-8, no spaces, no NaN.

    Parameters
    ----------
    value : any JSON value
        Mappings, sequences, str, int, float, bool, None.

    Returns
    -------
    bytes
        Equal for equal values, whatever the order of the keys.

    Raises
    ------
    ValueError
        When a number is not finite.
    """
    return _encoded(_compact(value))


def pretty_json(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Write JSON for people: sorted keys, two spaces, what fits on a line kept on one line.

    Reading it back gives the value whose canonical form is hashed.

    Raises
    ------
    ValueError
        When a number is not finite.
    """
    return _encoded(_spread(value, 0) + "\n")


def _encoded(text: str) -> bytes:
    """Encode JSON; half of a character, which UTF-8 refuses, is written as JSON escapes it."""
    return text.encode("utf-8", "backslashreplace")


def _compact(value: Any) -> str:  # noqa: ANN401 - any JSON value
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _spread(value: Any, depth: int) -> str:  # noqa: ANN401 - any JSON value
    line = json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False)
    if len(line) + 2 * depth <= _WIDTH or not isinstance(value, dict | list | tuple):
        return line
    inner, outer = "  " * (depth + 1), "  " * depth
    if isinstance(value, dict):
        items = [
            f"{inner}{json.dumps(str(key), ensure_ascii=False)}: {_spread(value[key], depth + 1)}"
            for key in sorted(value)
        ]
        return "{\n" + ",\n".join(items) + f"\n{outer}}}"
    items = [inner + _spread(item, depth + 1) for item in value]
    return "[\n" + ",\n".join(items) + f"\n{outer}]"
