"""`annotator import`: articles into a project."""

from __future__ import annotations

import argparse
from pathlib import Path

from annotator.cli.options import Commands, add_project, command, project_path, say

ABOUT = """\
Import articles from .txt and .md files, or all of them in a folder. The text is kept exactly as it is; offsets
count Unicode code points in it. An article is split into passages at blank lines, and at single line breaks where
most lines end a sentence; promotional lines are marked boilerplate. All files are imported or none. Importing the
same text again changes nothing.
"""

EXAMPLES = """\
  annotator import articles/ --published 2026-01-15 --outlet "The Gazette"
  annotator import report.md --url https://example.org/report --split paragraphs
"""

DETAILS = {
    "outlet": "who published them",
    "title": "the headline (one article at a time; a .md file's heading is taken by itself)",
    "url": "the address (one article at a time)",
    "published": "the day of publication, as 2026-01-15",
    "language": "the language, as en",
    "story": "the event they report, the same word for all reports of it",
    "rights": "the licence or rights statement",
}


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "import", "add articles to the project", ABOUT, EXAMPLES)
    parser.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="a .txt or .md file, or a folder of them")
    for field, about in DETAILS.items():
        parser.add_argument(f"--{field}", metavar="DATE" if field == "published" else "TEXT", default="", help=about)
    parser.add_argument(
        "--split",
        choices=["auto", "paragraphs", "lines", "sentences", "whole"],
        default="auto",
        help="how to make passages (default: auto, by looking at the lines)",
    )
    parser.add_argument("--encoding", metavar="NAME", default="utf-8", help="the files' encoding (default: utf-8)")
    add_project(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Import the articles."""
    from annotator.core.text.passages import Split
    from annotator.workflow.importing import import_paths
    from annotator.workflow.project import open_project

    project = open_project(project_path(args), say)
    try:
        details = {field: getattr(args, field) for field in DETAILS}
        outcome = import_paths(project, args.paths, details, split=Split(args.split), encoding=args.encoding)
    finally:
        project.close()
    for each in outcome:
        say(str(each))
    fresh = sum(1 for each in outcome if not each.duplicate)
    say(f"{fresh} article{'' if fresh == 1 else 's'} imported, {len(outcome) - fresh} already there")
    return 0
