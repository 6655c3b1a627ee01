"""Options that several commands share."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from annotator.settings import database_path

Commands = Any
"""What `add_subparsers` returns; argparse gives it no public name."""


def command(commands: Commands, name: str, summary: str, about: str, examples: str = "") -> argparse.ArgumentParser:
    """Add a command with a summary for the list, a description and examples for its own help."""
    made: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=about,
        epilog=f"examples:\n{examples}" if examples else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return made


def add_project(parser: argparse.ArgumentParser) -> None:
    """Add --db."""
    parser.add_argument(
        "--db", metavar="PATH", help="the project's file (default: ANNOTATOR_DB, else ./annotator.db)"
    )


def add_name(parser: argparse.ArgumentParser) -> None:
    """Add --as."""
    parser.add_argument("--as", dest="name", metavar="NAME", help="who annotates (default: ANNOTATOR_NAME)")


def add_output(parser: argparse.ArgumentParser, *, default: str) -> None:
    """Add -o and --force."""
    parser.add_argument("-o", "--output", metavar="PATH", type=Path, help=f"the file to write (default: {default})")
    parser.add_argument("--force", action="store_true", help="replace the file if it is there")


def project_path(args: argparse.Namespace) -> Path:
    """Return the project's file."""
    return database_path(args.db)


def say(message: str) -> None:
    """Tell the person something that is no data."""
    print(message, file=sys.stderr)


def on_terminal() -> bool:
    """Tell whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()
