"""`annotator export`: the labelled dataset."""

from __future__ import annotations

import argparse

from annotator.cli.options import Commands, add_output, add_project, command, project_path, say
from annotator.formats.options import Options, TextShare, Which
from annotator.formats.registry import FORMATS

ABOUT = """\
Write the labelled dataset. Offsets count Unicode code points of the article's exact text, half-open. The file
appears whole or not at all.

formats:
"""

EXAMPLES = """\
  annotator export jsonl -o claims.jsonl
  annotator export csv -o labels.csv --which both --text none
"""


def register(commands: Commands) -> None:
    """Add the command."""
    listed = "".join(f"  {each.name:<7}{each.summary}\n" for each in FORMATS.values())
    parser = command(commands, "export", "write the labelled dataset", ABOUT + listed, EXAMPLES)
    parser.add_argument("format", metavar="FORMAT", choices=list(FORMATS), help=" or ".join(FORMATS))
    parser.add_argument(
        "--which", choices=list(map(str, Which)), default="raw", help="annotators' labels, gold, or both (default: raw)"
    )
    parser.add_argument(
        "--text",
        choices=list(map(str, TextShare)),
        default="full",
        help="how much of the articles goes along: whole passages, the marked words, or none (default: full)",
    )
    parser.add_argument(
        "--unguarded", action="store_true", help="csv: leave cells alone that a spreadsheet would run as formulas"
    )
    add_output(parser, default="standard output")
    add_project(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the dataset."""
    from annotator.workflow.exporting import export
    from annotator.workflow.project import open_project

    format_ = FORMATS[args.format]
    options = Options(Which(args.which), TextShare(args.text), guard=not args.unguarded)
    project = open_project(project_path(args), say)
    try:
        lines = export(project, format_, args.output, options, force=args.force)
    finally:
        project.close()
    say(f"{lines} lines" + (f" in {args.output}" if args.output else ""))
    return 0
