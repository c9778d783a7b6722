"""A file before it is read: is it there, is it a file, does it hold anything, which one is it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from planner.errors import VigieError


def check_file(path: Path, *, error: type[VigieError], largest_bytes: int | None = None) -> None:
    """Refuse a path that cannot be read as a file.

    Parameters
    ----------
    path : Path
    error : type of VigieError
        The branch of the error tree that the caller speaks for.
    largest_bytes : int, optional
        Size above which the file is refused.

    Raises
    ------
    VigieError
        ``file_missing``, ``file_is_a_folder``, ``file_empty``, ``file_too_big``,
        ``file_unreadable``; values hold the name of the file, never its folder.
    """
    try:
        if not path.exists():
            raise error("file_missing", file=path.name)
        if path.is_dir():
            raise error("file_is_a_folder", file=path.name or str(path))
        if not path.is_file():  # a pipe or a device has no end
            raise error("file_unreadable", file=path.name)
        size = path.stat().st_size
    except (OSError, ValueError) as fault:  # ValueError: a null character in the name
        raise error("file_unreadable", file=path.name) from fault
    if size == 0:
        raise error("file_empty", file=path.name)
    if largest_bytes is not None and size > largest_bytes:
        raise error("file_too_big", file=path.name, limit_mb=largest_bytes // 1_000_000)


def head_of(path: Path, size: int, *, error: type[VigieError]) -> bytes:
    """Give the first bytes of a file.

    Raises
    ------
    VigieError
        ``file_unreadable``.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(size)
    except OSError as fault:
        raise error("file_unreadable", file=path.name) from fault


def sha256_of(path: Path, *, error: type[VigieError]) -> str:
    """Give the SHA-256 of a file, in hexadecimal.

    Raises
    ------
    VigieError
        ``file_unreadable``.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as fault:
        raise error("file_unreadable", file=path.name) from fault


def whole_characters(text: str) -> str:
    """Give a text with its halves of characters replaced: no file format holds them.

    JSON can write one (a lone surrogate), and so does a file name in another encoding.
    """
    return text.encode("utf-8", "replace").decode("utf-8")
