"""`annotator source`: the sources of a project."""

from __future__ import annotations

import argparse
import json

from annotator.cli.options import Commands, add_only, add_project, command, project_path, say
from annotator.core.display import visible

ABOUT = """\
List the sources of the project by name: how many claims name each, its type and its other names. An unnamed
source ("officials") belongs to one article, which is shown in brackets. Gold counts as well.
"""

EXAMPLES = """\
  annotator source list
  annotator source list --as Ana --json
"""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "source", "list the sources", ABOUT, EXAMPLES)
    actions = parser.add_subparsers(title="what to do", metavar="list", required=True)
    listing = command(actions, "list", "the sources, by name", ABOUT, EXAMPLES)
    listing.add_argument("--json", action="store_true", help="for programs")
    add_only(listing)
    add_project(listing)
    listing.set_defaults(run=run_list)


def run_list(args: argparse.Namespace) -> int:
    """Print the sources."""
    from annotator.workflow.project import find_annotator, open_project
    from annotator.workflow.sources import list_sources

    project = open_project(project_path(args), say)
    try:
        only = find_annotator(project, args.name).id if args.name else None
        lines = list_sources(project, only)
    finally:
        project.close()
    if args.json:
        print(json.dumps([line.as_dict() for line in lines], indent=2, ensure_ascii=False))
        return 0
    for line in lines:
        names = f"  also: {', '.join(line.aliases)}" if line.aliases else ""
        where = f" [{line.article}]" if line.article else ""
        print(visible(f"{line.claims:>5}  {line.name}{where} ({line.type}){names}"))
    if not lines:
        say("no claim has a source yet")
    return 0
