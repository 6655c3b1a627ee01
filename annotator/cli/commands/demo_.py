"""`annotator demo`: the sample project."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.options import Commands, can_paint, command, say

if TYPE_CHECKING:
    from annotator.workflow.project import Project

ABOUT = """\
Make a sample project in a folder of its own: two reports of one event that contradict each other in places,
with the labels of two example annotators and a gold annotation. On a terminal, open it for you to annotate;
the next time it opens where you left off. Without a terminal, measure the agreement, write the exports into
the folder, and say where they are.
"""

EXAMPLES = """\
  annotator demo
  annotator demo < /dev/null                         results, without the screen
  annotator status --db annotator-demo/annotator.db  how far you are with it
"""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "demo", "a sample project, ready to annotate", ABOUT, EXAMPLES)
    parser.add_argument(
        "--folder",
        metavar="PATH",
        type=Path,
        default=Path("annotator-demo"),
        help="where (default: ./annotator-demo)",
    )
    parser.add_argument(
        "--as", dest="name", metavar="NAME", help='who you are (default: ANNOTATOR_NAME, else "You")'
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the sample project, then annotate or report."""
    from annotator.workflow.demo import DATABASE, make_demo

    project = make_demo(args.folder, say)
    if not can_paint():
        return _report(project, args.folder)
    project.close()
    say("opening the screen; ? shows the keys, Q leaves")
    from annotator.cli.commands.annotate_ import annotate
    from annotator.settings import given_name

    return annotate(args.folder / DATABASE, given_name(args.name) or "You", new=True)


def _report(project: Project, folder: Path) -> int:
    from annotator.workflow.demo import write_results

    try:
        text, written = write_results(project, folder)
    finally:
        project.close()
    print(text)
    print("The results are in:")
    for path, what in written:
        print(f"  {path}  {what}")
    return 0
