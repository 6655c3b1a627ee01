"""Options that several commands share, and how help and messages look."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import textwrap
from pathlib import Path
from typing import Any, NoReturn, TextIO

from annotator.core.display import visible_lines
from annotator.settings import database_path, without_passwords

Commands = Any
"""What `add_subparsers` returns; argparse gives it no public name."""

WIDEST = 98


class Help(argparse.HelpFormatter):
    """Fills prose to the terminal's width, up to a readable one, and leaves indented lines as they are."""

    def __init__(self, prog: str, **more: Any) -> None:
        width = min(shutil.get_terminal_size().columns - 2, WIDEST)
        super().__init__(prog, **{"max_help_position": 28, "width": width} | more)
        self._action_max_length = 14  # argparse leaves no room for the longest command otherwise

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines: list[str] = []
        prose: list[str] = []
        for line in [*text.splitlines(), ""]:
            if line and not line[0].isspace():
                prose.append(line)
                continue
            lines += textwrap.wrap(" ".join(prose), width)
            lines.append(line)
            prose.clear()
        return "\n".join(indent + line for line in lines).rstrip()


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong as all else is said: an argument may be the name of somebody's file."""

    def error(self, message: str) -> NoReturn:
        """End the program with the usage and what is wrong with the arguments."""
        super().error(visible_lines(without_passwords(message)))


def command(
    commands: Commands, name: str, summary: str, about: str, examples: str = ""
) -> argparse.ArgumentParser:
    """Add a command with a summary for the list, a description and examples for its own help."""
    made: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=about,
        epilog=f"examples:\n{examples}" if examples else None,
        formatter_class=Help,
    )
    return made


def add_project(parser: argparse.ArgumentParser) -> None:
    """Add --db."""
    parser.add_argument(
        "--db", metavar="PATH", help="the project's file (default: ANNOTATOR_DB, else ./annotator.db)"
    )


def add_name(parser: argparse.ArgumentParser) -> None:
    """Add --as for the person at work."""
    parser.add_argument(
        "--as",
        dest="name",
        metavar="NAME",
        help="who annotates (default: ANNOTATOR_NAME, else the name last used here, else you are asked)",
    )


def add_only(parser: argparse.ArgumentParser) -> None:
    """Add --as for narrowing to one annotator, which the environment does not do by itself."""
    parser.add_argument("--as", dest="name", metavar="NAME", help="this annotator alone (default: everybody)")


def add_output(parser: argparse.ArgumentParser, *, default: str) -> None:
    """Add -o and --force."""
    parser.add_argument(
        "-o", "--output", metavar="PATH", type=Path, help=f"the file to write (default: {default})"
    )
    parser.add_argument("--force", action="store_true", help="replace the file if it is there")


def project_path(args: argparse.Namespace) -> Path:
    """Return the project's file."""
    return database_path(args.db)


def say(message: str) -> None:
    """Tell the person something that is no data; nothing in it can steer their terminal or gives a password away."""
    print(visible_lines(without_passwords(message)), file=sys.stderr)


def on_terminal() -> bool:
    """Tell whether a person sits at both ends."""
    return _are_terminals(sys.stdin, sys.stdout)


def can_paint() -> bool:
    """Tell whether a screen can be shown: it is painted where errors go, so that one redirected would stay dark."""
    return _are_terminals(sys.stdin, sys.stdout, sys.stderr)


def _are_terminals(*streams: TextIO | None) -> bool:
    return all(stream is not None and stream.isatty() for stream in streams)


FRAMES = "1000"
"""At most so many a second; what comes faster than the program can paint is painted together all the same."""


def paint_at_once() -> None:
    """Let frames follow each other without a pause; to be called before the screen's library is imported.

    "saved ✓" is painted a frame after the key, and at that library's own pace that is up to two sixtieths of a second.
    """
    os.environ.setdefault("TEXTUAL_FPS", FRAMES)
