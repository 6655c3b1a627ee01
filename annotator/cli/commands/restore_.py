"""`annotator restore`: a backup in the project's place."""

from __future__ import annotations

import argparse
import json
import shlex
from pathlib import Path

from annotator.cli.options import Commands, add_project, command, project_path, say
from annotator.core.amounts import counted

ABOUT = """\
Put a backup in the project's place. The backup is checked first: whether it is a project, of this program or an
older one, whole, and as it was saved. What is there now is set aside under a new name beside it, with what its log
holds, and never overwritten: to take a restore back, restore that file. A backup of an older program is brought up to
date. Nobody may have the project open meanwhile. If the program is killed midway, the project is the old one or the
new one.
"""

EXAMPLES = """\
  annotator backup list
  annotator restore annotator.db.backups/daily-2026-11-22.db
  annotator restore old.db --dry-run      check it and change nothing
"""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "restore", "put a backup in the project's place", ABOUT, EXAMPLES)
    parser.add_argument("backup", metavar="BACKUP", type=Path, help="the file to restore")
    parser.add_argument("--dry-run", action="store_true", help="check everything and change nothing")
    parser.add_argument("--json", action="store_true", help="for programs")
    add_project(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Restore it."""
    from annotator.cli.bars import following
    from annotator.workflow.restoring import restore

    with following(quiet=args.json) as follow:
        done = restore(args.backup, project_path(args), dry_run=args.dry_run, follow=follow)
    if args.json:
        print(json.dumps(done.as_dict(), indent=2, ensure_ascii=False))
    say(
        f"{done.backup} is whole: schema {done.schema}, {counted(sum(done.rows.values()), 'row')},"
        " every seal in order"
    )
    if done.dry_run:
        say(f"nothing was changed; to put it in the place of {done.path} leave out --dry-run")
        return 0
    say(f"restored {done.path}")
    if done.aside:
        say(
            f"what was there before is {done.aside}; to go back: annotator restore {shlex.quote(str(done.aside))}"
        )
    return 0
