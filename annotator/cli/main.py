"""The `annotator` command: find the command, run it, turn every known error into one message.

Standard output carries data only. Nothing heavy is imported before a command needs it, so that `--help` and
mistakes in the arguments answer at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from annotator import __version__
from annotator.errors import AnnotatorError

COMMANDS = ("demo", "init", "import", "annotate", "status", "agreement", "export", "scheme", "source")

ABOUT = """\
Mark the claims in news articles, tag each with its source, stance and verification status, measure how far
annotators agree, and export a labelled dataset. Everything is kept in one file, and every change in it.
"""

START = """\
to try it:        annotator demo
your own texts:   annotator init
                  annotator import articles/ --published 2026-01-15
                  annotator annotate --as Ana
what came of it:  annotator agreement
                  annotator export jsonl -o claims.jsonl

exit codes: 0 done, 1 could not be done (the message says why and what to do), 2 wrong usage
environment: ANNOTATOR_DB and ANNOTATOR_NAME stand for --db and --as
"""


def parser() -> argparse.ArgumentParser:
    """Build the parser with every command."""
    top = argparse.ArgumentParser(
        prog="annotator", description=ABOUT, epilog=START, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    top.add_argument("--version", action="version", version=f"annotator {__version__}")
    commands = top.add_subparsers(title="commands", dest="command", metavar="COMMAND", required=True)
    for name in COMMANDS:
        import_module(f"annotator.cli.commands.{name}_").register(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    args = parser().parse_args(arguments)
    try:
        code: int = args.run(args)
        sys.stdout.flush()
    except AnnotatorError as problem:
        print(f"annotator: {problem}", file=sys.stderr)
        return problem.exit_code
    except BrokenPipeError:
        # Whoever read our output has closed it, as `head` does; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("annotator: stopped", file=sys.stderr)
        return 130
    return code


def run() -> None:
    """Run as the console command."""
    sys.exit(main())
