"""`annotator init`: make a project."""

from __future__ import annotations

import argparse
import shlex

from annotator.cli.options import Commands, add_project, command, project_path, say

ABOUT = """\
Make a project: one file that will hold the articles, everybody's labels and their whole history, under a
label scheme. A scheme is named, or is a TOML file of your own; "annotator scheme list" shows those that
come with the program. The scheme is kept in the project, so the file is not needed afterwards.
"""

EXAMPLES = """\
  annotator init
  annotator init --scheme my-scheme.toml --db study.db --name "Pilot study"
"""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "init", "make a project", ABOUT, EXAMPLES)
    parser.add_argument(
        "--scheme", metavar="NAME|FILE", default="newsclaim", help="the label scheme (default: newsclaim)"
    )
    parser.add_argument(
        "--name", metavar="TEXT", help="what to call the project (default: the folder's name)"
    )
    add_project(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the project."""
    from annotator.workflow.project import create_project
    from annotator.workflow.schemes import find_scheme

    path = project_path(args)
    scheme = find_scheme(args.scheme)
    name = args.name or path.resolve().parent.name or "project"
    create_project(path, name, scheme).close()
    say(f"made {path} with the scheme {scheme.name} {scheme.version}")
    say(f"next: annotator import PATH…{'' if args.db is None else f' --db {shlex.quote(str(path))}'}")
    return 0
