"""`annotator import`: articles into a project."""

from __future__ import annotations

import argparse
from pathlib import Path

from annotator.cli.options import Commands, add_project, command, project_path, say
from annotator.core.amounts import counted

ABOUT = """\
Import articles from .txt and .md files, or from all of them in a folder and its subfolders (hidden ones
apart). The text is kept exactly as it is; offsets count Unicode code points in it. Every file is read before the
first is imported, so that one that can't be read leaves nothing behind. More than 50,000 passages are written in
several goes, for others to work in between; stopped there, the import goes on when it is run again. Importing the
same text of the same outlet again changes nothing.

how an article is split into passages (--split):
  auto        at blank lines, and at single line breaks where most lines end
              a sentence
  paragraphs  at blank lines
  lines       at every line break
  sentences   at every sentence
  whole       not at all

Promotional lines, picture credits and the like become passages too; they are marked boilerplate, shown
dimmed, and can be skipped.
"""

EXAMPLES = """\
  annotator import articles/ --published 2026-01-15 --outlet "The Gazette"
  annotator import report.md --title "Storm hits coast" --language en
  annotator import old.txt --encoding cp1252
"""

DETAILS = {
    "outlet": "who published them",
    "title": "the headline, for one file (default: the heading of a .md file)",
    "url": "the address, for one file",
    "published": "the day of publication, as 2026-01-15",
    "language": "the language, as en",
    "story": "the event they report, the same word for all reports of it",
    "rights": "the licence or rights statement",
}


TOLD = 200
"""How many files are each told of."""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "import", "add articles to the project", ABOUT, EXAMPLES)
    parser.add_argument(
        "paths", metavar="PATH", nargs="+", type=Path, help="a .txt or .md file, or a folder of them"
    )
    for field, about in DETAILS.items():
        parser.add_argument(
            f"--{field}", metavar="DATE" if field == "published" else "TEXT", default="", help=about
        )
    parser.add_argument(
        "--split",
        choices=["auto", "paragraphs", "lines", "sentences", "whole"],
        default="auto",
        metavar="HOW",
        help="auto, paragraphs, lines, sentences or whole (default: auto)",
    )
    parser.add_argument(
        "--encoding", metavar="NAME", default="utf-8", help="the files' encoding (default: utf-8)"
    )
    add_project(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Import the articles."""
    from annotator.cli.bars import following
    from annotator.core.text.passages import Split
    from annotator.workflow.backing_up import back_up_today
    from annotator.workflow.importing import import_paths
    from annotator.workflow.project import open_project

    project = open_project(project_path(args), say)
    try:
        back_up_today(project.path, say)
        details = {field: getattr(args, field) for field in DETAILS}
        with following() as follow:
            outcome = import_paths(
                project,
                args.paths,
                details,
                split=Split(args.split),
                encoding=args.encoding,
                follow=follow,
            )
    finally:
        project.close()
    for each in outcome:
        # Of many files only what is not as usual is told one by one.
        if len(outcome) <= TOLD or each.duplicate or each.twin:
            say(str(each))
    fresh = sum(1 for each in outcome if not each.duplicate)
    known = len(outcome) - fresh
    say(f"{counted(fresh, 'article')} imported" + (f", {known} already there" if known else ""))
    return 0
