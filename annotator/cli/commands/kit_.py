"""`annotator kit`: work files for annotators who have no server in common."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.forks import as_lines
from annotator.cli.onward import after_merging, say_next
from annotator.cli.options import Commands, add_project, command, project_path, say
from annotator.core.amounts import counted
from annotator.core.display import visible

if TYPE_CHECKING:
    from annotator.workflow.merging import Merged

ABOUT = """\
Give each annotator a file of their own to work in, and bring together what came back. Nobody finds in their kit what
others said, nor who they are.
"""

MAKING = """\
Write one file with all that an annotator needs: the articles that open rounds ask them for (or one round), the
scheme, the shared sources, the given claims, and what they did before. Of others there is nothing in it. Send it to
them; they work with: annotator annotate --db FILE. It knows whose it is. When it comes back, merge it.
"""

MERGING = """\
Add to the project what was done in kits, or in copies of the project that were handed round. In any order, any number
of times, half-finished or older ones too: what is there already is passed over. A file is merged whole or not at all;
one that is damaged, changed since it was saved, of another project, or that contradicts the project is refused, and
the others are merged. Nobody has to close a file for it; it is only read.

What can't be detected: a kit that was cut back, whole, to what it was at an earlier time, before anything later of it
was merged; somebody who edits a kit and makes every seal anew; and, unless its times give it away, that a clock was
wrong. What somebody labelled in a kit before or after they saw others' work in the project is told by the clocks of
the two machines.
"""

EXAMPLES = """\
  annotator kit make Ana
  annotator kit make Ana --round pilot -o ana-pilot.kit.db
  annotator kit merge *.kit.db
"""

WORDS = {
    "action": "action",
    "annotation": "annotation",
    "claim": "claim",
    "passage_state": "passage state",
    "source": "source",
    "evidence": "evidence record",
}
"""What is told of what came, by table; the rest are parts of these."""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "kit", "work files for annotators: make, merge", ABOUT, EXAMPLES)
    actions = parser.add_subparsers(title="what to do", metavar="make|merge", required=True)
    making = command(actions, "make", "write an annotator's work file", MAKING, EXAMPLES)
    making.add_argument("name", metavar="NAME", help="whose kit it is")
    making.add_argument(
        "--round", metavar="ROUND", help="for this round (default: every open round that asks them)"
    )
    making.add_argument(
        "-o", "--output", metavar="FILE", type=Path, help="the file to write (default: NAME.kit.db)"
    )
    making.add_argument("--new", action="store_true", help="the name is new to this project: add it")
    making.add_argument("--json", action="store_true", help="for programs")
    add_project(making)
    making.set_defaults(run=run_make)
    merging = command(actions, "merge", "add what was done in kits to the project", MERGING, EXAMPLES)
    merging.add_argument("files", metavar="FILE", nargs="+", type=Path, help="kits, or copies of the project")
    merging.add_argument("--dry-run", action="store_true", help="say what each would bring, change nothing")
    merging.add_argument("--json", action="store_true", help="for programs")
    add_project(merging)
    merging.set_defaults(run=run_merge)


def run_make(args: argparse.Namespace) -> int:
    """Make a kit, and say what is in it."""
    from annotator.workflow.kits import make_kit
    from annotator.workflow.project import open_project

    project = open_project(project_path(args), say)
    try:
        kit = make_kit(project, args.name, round_name=args.round, target=args.output, new=args.new)
    finally:
        project.close()
    for note in kit.notes:
        say(f"note: {note}")
    if args.json:
        print(json.dumps(kit.as_dict(), indent=2, ensure_ascii=False))
        return 0
    print(visible(str(kit.path)))
    rounds = f"{'round' if len(kit.rounds) == 1 else 'rounds'} {', '.join(kit.rounds)}"
    say(
        f"the kit of {kit.annotator}: {counted(kit.articles, 'article')}, {rounds}; nothing of others is in it"
    )
    return 0


def run_merge(args: argparse.Namespace) -> int:
    """Merge kits, and say what each brought; 1 when any was refused."""
    from annotator.cli.bars import following
    from annotator.workflow.backing_up import back_up_today
    from annotator.workflow.merging import merge_files
    from annotator.workflow.project import open_project

    project = open_project(project_path(args), say)
    try:
        if not args.dry_run:
            back_up_today(project.path, say)
        with following(quiet=args.json) as follow:
            found = merge_files(project, args.files, dry_run=args.dry_run, follow=follow)
    finally:
        project.close()
    if args.json:
        print(json.dumps([each.as_dict() for each in found], indent=2, ensure_ascii=False))
    else:
        for each in found:
            _tell(each, project.path, dry_run=args.dry_run)
        if not args.dry_run and not any(each.refused for each in found):
            say_next(*after_merging())
    return 1 if any(each.refused for each in found) else 0


def _tell(merged: Merged, path: Path, *, dry_run: bool) -> None:
    if merged.refused:
        say(f"annotator: {merged.refused}")
        return
    told = [counted(merged.rows[table], noun) for table, noun in WORDS.items() if table in merged.rows]
    whose = f" ({merged.owner})" if merged.owner else ""
    verb = "would bring " if dry_run else ""
    brought = ", ".join(told) or ("a record or two" if merged.rows else "nothing new")
    print(visible(f"{merged.path}{whose}: {verb}{brought}"))
    for note in merged.notes:
        say(f"  note: {note}")
    for fork in merged.forks:
        for line in as_lines(fork, path):
            say(f"  {line}")
