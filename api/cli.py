"""The terminal: parse the words, run one command, turn errors into one sentence and a status.

Exit status: 0 done; 1 done, with a blocking finding in what was asked; 2 bad input or a
missing source. Commands live in ``api.commands`` and are imported one at a time, so that
``vigie coverage`` does not pay for the web or the dossier.
"""

from __future__ import annotations

import argparse
import errno
import importlib
import locale
import os
import re
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

from api.terminal import drop_output, soften_streams
from api.texts.reader import LANGUAGES, Language, Texts, load
from planner.errors import VigieError
from planner.objective import OBJECTIVES

INTERRUPTED = 128 + signal.SIGINT  # the status that shells give
_USAGE_ERRORS = (
    (r"the following arguments are required: (?P<what>.+)", "usage_required"),
    (r"argument (?P<what>\S+): invalid choice: (?P<value>.+?) \(choose from (?P<known>.+)\)",
     "usage_choice"),
    (r"unrecognized arguments: (?P<what>.+)", "usage_unknown"),
    (r"argument (?P<what>\S+): expected .+", "usage_value"),
    (r"argument (?P<what>\S+): ignored explicit argument (?P<value>.+)", "usage_no_value"),
    (r"argument (?P<what>\S+): invalid .+ value: (?P<value>.+)", "usage_number"),
)  # fmt: skip


def main() -> int:
    """Run the command of this process and give its exit status."""
    words = sys.argv[1:]
    soften_streams()
    interrupts = _watch_interrupts()
    try:
        try:
            return answer(words)
        finally:
            sys.stdout.flush()  # here and not at the exit, where a refusal could not be told
    except (Exception, KeyboardInterrupt) as fault:
        # An interruption met in a compiled module comes out of it as any other exception.
        if interrupts or isinstance(fault, KeyboardInterrupt):
            print(load(_language(words)).say("cli.interrupted"), file=sys.stderr)
            return INTERRUPTED
        if not isinstance(fault, OSError):
            raise
        drop_output()
        if isinstance(fault, BrokenPipeError):  # the reader, such as head, has read enough
            return 0
        reason = errno.errorcode.get(fault.errno or 0, type(fault).__name__)
        print(load(_language(words)).say("errors.system_refuses", reason=reason), file=sys.stderr)
        return 2


def _watch_interrupts() -> list[int]:
    """Give a list that holds something once the user has asked to stop."""
    asked: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> NoReturn:
        asked.append(number)
        raise KeyboardInterrupt

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not one told to ignore it
        signal.signal(signal.SIGINT, stop)
    return asked


def answer(words: Sequence[str]) -> int:
    """Run one command and give its exit status (argparse itself exits with 2 on bad usage).

    Parameters
    ----------
    words : sequence of str
        What follows ``vigie`` on the command line.
    """
    texts = load(_language(words))
    arguments = build_parser(texts).parse_args(_joined(words))
    command = importlib.import_module(f"api.commands.{arguments.command}")
    try:
        return int(command.run(arguments, texts))
    except VigieError as error:
        print(texts.error(error), file=sys.stderr)
        return 2


def _joined(words: Sequence[str]) -> list[str]:
    """Join ``--at`` to a place west of Greenwich, which would be taken for an option."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] == "--at" and re.match(r"-[0-9.]", word):
            joined[-1] = f"--at={word}"
        else:
            joined.append(word)
    return joined


def build_parser(texts: Texts) -> argparse.ArgumentParser:
    """Make the parser of every command, in the language of the texts."""
    parser = _Parser(texts, prog="vigie", description=texts.say("cli.about"), add_help=False)
    _help(parser, texts)
    commands = parser.add_subparsers(
        prog="vigie",
        dest="command",
        required=True,
        metavar=texts.say("cli.command"),
        title=texts.say("cli.commands"),
    )
    for name, options in COMMANDS.items():
        about = texts.say(f"cli.{name}")
        child = commands.add_parser(
            name, texts=texts, help=about, description=about, add_help=False
        )
        _help(child, texts)
        for option in options.split():
            _add(child, option, texts)
    return parser


class _Parser(argparse.ArgumentParser):
    """A parser that refuses in the user's language, in one sentence."""

    def __init__(self, texts: Texts, **keywords: object) -> None:
        super().__init__(formatter_class=_formatter(texts), allow_abbrev=False, **keywords)  # type: ignore[arg-type] # passed through unchanged
        self._texts = texts
        self._optionals.title = texts.say("cli.options")
        self._positionals.title = texts.say("cli.arguments")

    def error(self, message: str) -> NoReturn:
        for pattern, code in _USAGE_ERRORS:
            match = re.fullmatch(pattern, message)
            if match:
                sentence = self._texts.say(f"errors.{code}", program=self.prog, **match.groupdict())
                break
        else:
            sentence = self._texts.say("errors.usage_other", program=self.prog)
        self.exit(2, sentence + "\n")


def _formatter(texts: Texts) -> type[argparse.HelpFormatter]:
    """Make a formatter whose usage line begins in the user's language."""

    class Formatter(argparse.HelpFormatter):
        def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202 - as in argparse
            super().add_usage(usage, actions, groups, prefix or texts.say("cli.usage"))

    return Formatter


def _help(parser: argparse.ArgumentParser, texts: Texts) -> None:
    parser.add_argument("-h", "--help", action="help", help=texts.say("cli.help"))
    parser.add_argument("--lang", choices=LANGUAGES, help=texts.say("cli.lang"))


def _add(parser: argparse.ArgumentParser, option: str, texts: Texts) -> None:
    """Add one option by its short description: ``name``, ``!name`` when required."""
    required, name = option.startswith("!"), option.lstrip("!")
    keywords: dict[str, object] = {"help": texts.say(f"cli.option_{name.replace('-', '_')}")}
    keywords |= _KINDS.get(name, {"metavar": name.upper().replace("-", "_")})
    if required:
        keywords["required"] = True
    parser.add_argument(f"--{name}", **keywords)  # type: ignore[arg-type] # a table of options


def _decimal(text: str) -> float:
    """Read a number with a decimal point or, as in French, a comma."""
    return float(text.replace(",", "."))


_KINDS: dict[str, dict[str, object]] = {
    "cell": {"type": _decimal, "metavar": "M"},
    "target-height": {"metavar": "M"},
    "at": {"action": "append", "metavar": "LON,LAT"},
    "format": {"choices": ("table", "json"), "default": "table"},
    "density": {"choices": ("depth", "slant"), "default": "depth"},
    "zip": {"action": "store_true"},
    "anonymous": {"action": "store_true"},
    "no-browser": {"action": "store_true"},
    "port": {"type": int, "metavar": "N", "default": 8000},
    "schemes": {"metavar": "ID,ID"},
    "standard": {"metavar": "ID"},
    "objective": {"choices": OBJECTIVES},
    "years": {"type": int, "metavar": "N"},
    "prove": {"type": _decimal, "metavar": "S"},
}

# Options by command; "!" marks the required ones.
COMMANDS = {
    "run": "port no-browser",
    "study": "!scene !plan !out terrain zip anonymous prices",
    "coverage": "!scene !plan terrain cell target-height standard density at format",
    "network": "!scene !plan terrain prices objective years prove format",
    "estimate": "scene plan terrain bill applicant prices schemes format",
    "schemes": "format",
    "prices": "format",
    "cameras": "format",
}


def _language(words: Sequence[str]) -> Language:
    """Choose the language: ``--lang``, then the locale, French by default."""
    for index, word in enumerate(words):
        asked = word.removeprefix("--lang=")
        if word == "--lang" and index + 1 < len(words):
            asked = words[index + 1]
        if word.startswith("--lang") and asked in LANGUAGES:
            return "en" if asked == "en" else "fr"
    spoken = next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)),
        locale.getlocale()[0] or "",
    )
    return "en" if spoken.lower().startswith("en") else "fr"
