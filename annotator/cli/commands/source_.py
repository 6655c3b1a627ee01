"""`annotator source`: the sources of a project."""

from __future__ import annotations

import argparse
import json

from annotator.cli import source_changing, source_reconciling
from annotator.cli.lookers import Looking, add_look, looker
from annotator.cli.options import Commands, add_only, add_project, command, project_path, say
from annotator.core.display import visible

ABOUT = """\
Who asserts the claims: the sources that annotators named. They can be counted as one, named otherwise, added and
offered to everybody. Nothing that annotators said is rewritten by that, and all of it can be taken back.
"""

EXAMPLES = """\
  annotator source list
  annotator source add "Homeland Security" --type national_government
  annotator source merge "Homeland Security" DHS "the department"
  annotator source reconcile
"""

LIST = """\
List the sources of the project by name: how many claims name each, its type and its other names. Those that were
merged into one stand below it. An unnamed source ("officials") belongs to one article, which is shown in brackets.
Gold counts as well. While a round is blind, whoever annotates here is shown the sources that everybody shares and
their own.
"""

LIST_EXAMPLES = """\
  annotator source list
  annotator source list --as Ana --json
"""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "source", "list, merge, rename or add sources", ABOUT, EXAMPLES)
    actions = parser.add_subparsers(title="what to do", metavar="ACTION", required=True)
    listing = command(actions, "list", "the sources, by name", LIST, LIST_EXAMPLES)
    listing.add_argument("--json", action="store_true", help="for programs")
    add_only(listing)
    add_look(listing)
    add_project(listing)
    listing.set_defaults(run=run_list)
    source_changing.register(actions)
    source_reconciling.register(actions)


def run_list(args: argparse.Namespace) -> int:
    """Print the sources."""
    from annotator.workflow.exposures import own_alone
    from annotator.workflow.project import find_annotator, open_project
    from annotator.workflow.sources import list_sources

    project = open_project(project_path(args), say)
    try:
        only = find_annotator(project, args.name).id if args.name else None
        person = looker(project)
        keeps_to = own_alone(project, person)
        if keeps_to is not None and only not in (None, keeps_to):
            looking = Looking(project, person, "source list", of=only or "")
            looking.ask(anyway=args.look)
            looking.record()
            keeps_to = None
        lines = list_sources(project, only, seen_by=keeps_to)
    finally:
        project.close()
    if args.json:
        print(json.dumps([line.as_dict() for line in lines], indent=2, ensure_ascii=False))
        return 0
    for line in lines:
        names = f"  also: {', '.join(line.aliases)}" if line.aliases else ""
        where = f" [{line.article}]" if line.article else ""
        count = f"{'':>5}  = " if line.into else f"{line.claims_now:>5}  "
        print(visible(f"{count}{line.name}{where} ({line.type}){names}"))
    if not lines:
        say("no claim has a source yet")
    return 0
