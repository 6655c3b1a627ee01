"""`annotator source`: the sources of a project."""

from __future__ import annotations

import argparse
import json

from annotator.cli.options import Commands, add_name, add_project, command, project_path, say

ABOUT = """\
List the sources that claims were attributed to, with their type, other names, and how many standing claims name
them. An unnamed source ("officials") belongs to one article, which is shown.
"""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "source", "list the sources", ABOUT)
    actions = parser.add_subparsers(metavar="list", required=True)
    listing = actions.add_parser("list", help="the sources, by name")
    listing.add_argument("--json", action="store_true", help="for programs")
    add_name(listing)
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
        print(f"{line.claims:>5}  {line.name}{where} ({line.type}){names}")
    return 0
