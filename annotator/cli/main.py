"""The `annotator` command: find the command, run it, turn every known error into one message.

Standard output carries data only. Nothing heavy is imported before a command needs it, so that `--help` and
mistakes in the arguments answer at once.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TextIO

from annotator import __version__
from annotator.cli.options import Help, say
from annotator.errors import AnnotatorError, BadInput

COMMANDS = (
    "demo", "practice", "init", "import", "annotate", "status",
    "agreement", "export", "scheme", "source", "keys",
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

environment:
  ANNOTATOR_DB      the project's file, where --db is not given
  ANNOTATOR_NAME    who annotates, where --as is not given
  ANNOTATOR_SCREEN  your keys and looks, where not in screen.toml among settings
"""


def parser(names: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """Build the parser with these commands."""
    top = argparse.ArgumentParser(prog="annotator", description=ABOUT, epilog=START, formatter_class=Help)
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
    except KeyboardInterrupt:
        say("annotator: stopped")
        return 130
    except OSError as problem:
        _let_go_of_stdout()
        say(f"annotator: {_refused(problem)}")
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
            sys.stdout.reconfigure(errors="backslashreplace")
        else:
            sys.stdout.reconfigure(encoding="utf-8", newline="")


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")  # open as long as the program


def run() -> None:
    """Run as the console command."""
    _prepare_streams()
    sys.exit(main())
