"""`annotator annotate`: the annotating screen."""

from __future__ import annotations

import argparse
import gc
import re
from pathlib import Path

from annotator.cli.options import (
    Commands,
    add_name,
    add_project,
    can_paint,
    command,
    paint_at_once,
    project_path,
    say,
)
from annotator.errors import BadInput

ABOUT = """\
Open the annotating screen where you left off. Everything you do is saved as you do it and can be undone, also
after a restart. Press ? on the screen for the keys.
"""

EXAMPLES = """\
  annotator annotate --as Ana
  annotator annotate --as Ben --new       Ben joins the project
  annotator annotate --at 2:5             article 2, passage 5
  annotator annotate --round verify       in that round
"""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "annotate", "open the annotating screen where you left off", ABOUT, EXAMPLES)
    add_name(parser)
    parser.add_argument(
        "--new", action="store_true", help="the name is new to this project: add it without asking"
    )
    parser.add_argument(
        "--at", metavar="ARTICLE:PASSAGE", type=_place, help="start there; both are counted from 1"
    )
    parser.add_argument(
        "--round", metavar="NAME", help="work in this round (default: the latest open one that asks you)"
    )
    add_project(parser)
    parser.set_defaults(run=run)


def _place(given: str) -> tuple[int, int]:
    found = re.fullmatch(r"([1-9][0-9]*)(?::([1-9][0-9]*))?", given)
    if not found:
        raise argparse.ArgumentTypeError(f"{given!r} is not ARTICLE:PASSAGE counted from 1, for example 2:5")
    return int(found[1]), int(found[2] or 1)


def run(args: argparse.Namespace) -> int:
    """Open the screen."""
    return annotate(project_path(args), args.name, new=args.new, at=args.at, round_name=args.round)


def annotate(
    path: Path,
    name: str | None,
    *,
    new: bool = False,
    at: tuple[int, int] | None = None,
    round_name: str | None = None,
) -> int:
    """Check the file, settle who annotates, and open the screen."""
    # Nearly all that a start makes is kept, and looking through it for garbage took an eighth of the time to the
    # first frame. The screen goes on collecting once the project is open.
    gc.disable()
    from annotator.cli.who import enter, who
    from annotator.store.header import SCHEMA, schema_number
    from annotator.store.peek import peek_project

    if schema_number(path) < SCHEMA:
        from annotator.workflow.project import open_project

        open_project(path, say).close()
    project = peek_project(path)
    name = who(project, path, name, new=new)
    if not can_paint():
        raise BadInput(
            "the annotating screen needs a terminal", do="run it without redirecting input, output or errors"
        )
    enter(project, path, name)
    paint_at_once()
    from annotator.tui.app import run_screen

    return run_screen(path, name, at, round_name)
