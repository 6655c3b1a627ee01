"""`annotator status`: what is done, by whom, what is left."""

from __future__ import annotations

import argparse
import json

from annotator.cli.options import Commands, add_only, add_project, command, project_path, say

ABOUT = """\
Say what is done, by whom, and what is left. For every annotator: the passages done, skipped, flagged and
left (open or flagged; boilerplate counts nowhere), the claims marked, and how many of these are unfinished,
because a label or its evidence is missing. Where there is more than one round, the same for each of them:
what it asks of whom, what they have done and what is left.

While a round is blind, whoever annotates here (ANNOTATOR_NAME, else the name last used) sees their own line of it
alone. Rounds that have closed are shown with everybody, unless claims are marked now in the same articles. --everybody
shows all, numbers only, to whoever leads the project.
"""

EXAMPLES = """\
  annotator status
  annotator status --as Ana
  annotator status --everybody
  annotator status --json
"""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "status", "what is done, by whom, what is left", ABOUT, EXAMPLES)
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument(
        "--everybody", action="store_true", help="everybody's numbers, also while a round is blind"
    )
    add_only(parser)
    add_project(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the status."""
    from annotator.cli.bars import following
    from annotator.cli.lookers import looker
    from annotator.store.kit_owner import kit_owner
    from annotator.workflow.project import find_annotator, open_project
    from annotator.workflow.status import as_text, project_status

    project = open_project(project_path(args), say)
    try:
        only = find_annotator(project, args.name).name if args.name else None
        with following() as follow:
            status = project_status(project, follow)
        person = looker(project)
        is_kit = kit_owner(project.path) is not None
    finally:
        project.close()
    if only is None and person is not None and is_kit:
        only = person.name
    if only is None and person is not None and status.is_blind and not args.everybody:
        if len(status.annotators) > 1:
            say(
                "of rounds that are blind these are your own numbers; everybody's: annotator status --everybody"
            )
        status = status.seen_by(person.name)
    status = status.of(only) if only else status
    print(json.dumps(status.as_dict(), indent=2, ensure_ascii=False) if args.json else as_text(status))
    return 0
