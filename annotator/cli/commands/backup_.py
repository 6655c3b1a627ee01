"""`annotator backup`: a checked copy of the project, made while others work."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.options import Commands, add_project, command, project_path, say
from annotator.core.amounts import counted
from annotator.core.display import visible
from annotator.errors import BadInput

if TYPE_CHECKING:
    from annotator.store.backups import Backup

ABOUT = """\
Copy the project, while others go on working, and check the copy: its pages, indexes and references, and that it
holds the same rows and seals as the project did at that moment. Only then does it get its name; nothing is ever
overwritten. Without -o it goes to a folder beside the project, named for it and ending in .backups.

A copy is also made once a day, by the screen behind your work and by commands that add to the project, if anything
was done since the last one: seven of these are kept, and one for each of four weeks before. Those you make yourself
are never removed. ANNOTATOR_BACKUPS=off in the environment ends the daily ones.

Copying the project's file by other means while it is open loses what was done last, which is still in the -wal file
beside it. Bring a backup back with "annotator restore".
"""

EXAMPLES = """\
  annotator backup
  annotator backup -o /media/stick/study.db --compact
  annotator backup list
"""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "backup", "a checked copy of the project", ABOUT, EXAMPLES)
    parser.add_argument(
        "what", nargs="?", choices=["list"], metavar="list", help="list the backups there are, make none"
    )
    parser.add_argument(
        "-o", "--output", metavar="PATH", type=Path, help="the file to write (default: in the folder beside)"
    )
    parser.add_argument(
        "--daily", action="store_true", help="make the backup of the day, if it is due; nothing else is said"
    )
    parser.add_argument("--compact", action="store_true", help="leave out what deleted pages take up")
    parser.add_argument("--json", action="store_true", help="for programs")
    add_project(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make a backup or list them."""
    path = project_path(args)
    if args.what:
        return _list(path, args)
    return _make_daily(path, args) if args.daily else _make(path, args)


def _make_daily(path: Path, args: argparse.Namespace) -> int:
    from annotator.workflow.backing_up import back_up_today

    if args.output or args.compact or args.json:
        raise BadInput(
            "the backup of the day has its own name and place", do="leave out what else is asked for"
        )
    back_up_today(path, say)
    return 0


def _make(path: Path, args: argparse.Namespace) -> int:
    from annotator.cli.bars import following
    from annotator.workflow.backing_up import back_up

    with following(quiet=args.json) as follow:
        backup = back_up(path, target=args.output, compact=args.compact, follow=follow)
    if args.json:
        print(json.dumps(backup.as_dict(), indent=2, ensure_ascii=False))
        return 0
    print(visible(str(backup.path)))
    held = sum(backup.rows.values())
    say(
        f"checked: pages, indexes and references in order; {counted(held, 'row')} in {len(backup.rows)} tables and"
        f" every seal as in the project; {backup.bytes:,} bytes on disk"
    )
    return 0


def _list(path: Path, args: argparse.Namespace) -> int:
    from annotator.workflow.backing_up import all_backups

    if args.output or args.compact:
        raise BadInput("a list is not written to a file", do="leave out -o and --compact, or the word list")
    found = all_backups(path)
    if args.json:
        print(json.dumps([each.as_dict() for each in found], indent=2, ensure_ascii=False))
    elif not found:
        say(f"there are no backups of {path} yet; make one with: annotator backup")
    else:
        print("\n".join(map(_line, found)))
    return 0


def _line(backup: Backup) -> str:
    when = backup.made_at[:16].replace("T", " ")
    return visible(f"{when}  {backup.kind:<18}{backup.bytes:>14,} bytes  {backup.path}")
