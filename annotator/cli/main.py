"""The `annotator` command: find the command, run it, turn every known error into one message.

Standard output carries data only. Nothing heavy is imported before a command needs it, so that `--help` and
mistakes in the arguments answer at once.
"""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import TextIO

from annotator import __version__
from annotator.cli.options import Help, Parser, say
from annotator.cli.streams import on_terminal_only_visible
from annotator.errors import AnnotatorError, BadInput

COMMANDS = (
    "demo", "practice", "init", "import", "labels", "annotate", "status",
    "agreement", "export", "scheme", "source", "round",
    "assign", "kit", "settle", "history", "redact", "doctor", "backup", "restore", "keys", "guide",
)  # fmt: skip

ABOUT = """\
Mark the claims in news articles, tag each with its source, stance and verification status, measure how far
annotators agree, and export a labelled dataset. A project is one file, which keeps everything that was ever
done.
"""

START = """\
try it:
  annotator demo

your own texts:
  annotator init
  annotator import articles/ --published 2026-01-15
  annotator annotate --as Ana

what came of it:
  annotator status
  annotator agreement
  annotator export jsonl -o claims.jsonl

exit codes:
  0  done
  1  could not be done: the message says what, why and what to do
  2  wrong usage
  above 128: ended by a signal, 128 and its number

environment:
  ANNOTATOR_DB      the project's file, where --db is not given
  ANNOTATOR_NAME    who annotates, where --as is not given
  ANNOTATOR_SCREEN  your keys and looks, where not in screen.toml among settings
  ANNOTATOR_BACKUPS off: no backup is made by itself each day
"""


ENDING = tuple(getattr(signal, name) for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name))
"""Signals that end a command: what it has begun is undone and cleared away first. Ctrl-C does so anyway."""


INTERRUPTED = 130
"""The exit code after Ctrl-C."""


class Ended(BaseException):
    """A signal ended the command."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = 128 + number


def parser(names: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """Build the parser with these commands."""
    top = Parser(prog="annotator", description=ABOUT, epilog=START, formatter_class=Help)
    top.add_argument("--version", action="version", version=f"annotator {__version__}")
    commands = top.add_subparsers(title="commands", dest="command", metavar="COMMAND")
    for name in names:
        import_module(f"annotator.cli.commands.{name}_").register(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        return _answer(arguments)
    except AnnotatorError as problem:
        say(f"annotator: {problem}")
        return problem.exit_code
    except BrokenPipeError:
        # Whoever read our output has closed it, as `head` does; there is nobody left to tell.
        _let_go_of_stdout()
        return 1
    except (KeyboardInterrupt, Ended) as end:
        # Where the terminal was closed there is nobody to tell.
        with suppress(OSError):
            say(_stopped(end))
        return end.code if isinstance(end, Ended) else INTERRUPTED
    except OSError as problem:
        _let_go_of_stdout()
        say(f"annotator: {_refused(problem)}")
        return 1
    except Exception as problem:
        # A traceback would quote the texts that were at hand; to see one all the same: python -X dev -m annotator …
        if sys.flags.dev_mode:
            raise
        from annotator.crashing import own_error

        say(f"annotator: {own_error(problem)}")
        return 1


def _answer(arguments: Sequence[str] | None) -> int:
    top = parser(_wanted(sys.argv[1:] if arguments is None else arguments))
    args = top.parse_args(arguments)
    if args.command is None:
        top.print_help(sys.stderr)
        return 2
    _check_text(args)
    code: int = args.run(args)
    sys.stdout.flush()
    return code


def _wanted(arguments: Sequence[str]) -> Sequence[str]:
    """Return the one command asked for, because the others would only cost time, or all of them."""
    return tuple(arguments[:1]) if arguments and arguments[0] in COMMANDS else COMMANDS


def _check_text(args: argparse.Namespace) -> None:
    """Refuse an argument whose bytes are no text; the name of a file to read may hold any."""
    for value in vars(args).values():
        if isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value):
            raise BadInput(
                "an argument is no text",
                why=f"{value!r} holds bytes that are not {sys.getfilesystemencoding().upper()}",
                do="type it again, in a terminal set to that encoding",
            )


def _stopped(stop: BaseException) -> str:
    """Say that the program was stopped, and what became of the work where that was noted."""
    return "annotator: " + "; ".join(["stopped", *getattr(stop, "__notes__", ())])


def _refused(problem: OSError) -> AnnotatorError:
    return AnnotatorError(
        "a file could not be read or written",
        where=os.fsdecode(problem.filename) if isinstance(problem.filename, str | bytes) else "",
        why=problem.strerror or str(problem),
        do="check the path, its permissions and the room on the disk",
    )


def _let_go_of_stdout() -> None:
    """Keep what can't be written from being tried again, with a complaint, when Python ends."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _prepare_streams() -> None:
    """Write data as UTF-8 whatever the locale; on a terminal, let no character stop the program."""
    # A stream that the caller closed is None, and what is printed to None goes to standard output.
    sys.stdout, sys.stderr = (stream or _nowhere() for stream in (sys.stdout, sys.stderr))
    if isinstance(sys.stdout, io.TextIOWrapper):
        if sys.stdout.isatty():
            sys.stdout = on_terminal_only_visible(sys.stdout)
        else:
            sys.stdout.reconfigure(encoding="utf-8", newline="")


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")  # open as long as the program


def _end_on_signals() -> None:
    for number in ENDING:
        # What whoever started the program wants ignored, as `nohup` does, stays so.
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _ended)


def _ended(number: int, _: FrameType | None) -> None:
    # One is enough: clearing away is not to be interrupted by the next.
    for each in ENDING:
        signal.signal(each, signal.SIG_IGN)
    raise Ended(number)


def run() -> None:
    """Run as the console command."""
    _end_on_signals()
    _prepare_streams()
    sys.exit(main())
