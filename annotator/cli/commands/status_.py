"""`annotator status`: what is done, by whom, what is left."""

from __future__ import annotations

import argparse
import json

from annotator.cli.options import Commands, add_name, add_project, command, project_path, say

ABOUT = """\
Say what is done, by whom, and what is left: passages by state, claims, and how many claims still lack something.
With --as, for that annotator alone.
"""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "status", "what is done, by whom, what is left", ABOUT)
    parser.add_argument("--json", action="store_true", help="for programs")
    add_name(parser)
    add_project(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the status."""
    from dataclasses import replace

    from annotator.workflow.project import find_annotator, open_project
    from annotator.workflow.status import as_text, project_status

    project = open_project(project_path(args), say)
    try:
        only = find_annotator(project, args.name).name if args.name else None
        status = project_status(project)
    finally:
        project.close()
    if only:
        status = replace(status, annotators=tuple(each for each in status.annotators if each.name == only))
    print(json.dumps(status.as_dict(), indent=2, ensure_ascii=False) if args.json else as_text(status))
    return 0
