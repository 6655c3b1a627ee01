"""`annotator export`: the labelled dataset."""

from __future__ import annotations

import argparse

from annotator.cli.lookers import Looking, add_look, add_looker, looker
from annotator.cli.options import Commands, add_output, add_project, command, project_path, say
from annotator.core.amounts import counted
from annotator.formats.options import Options, TextShare, Which
from annotator.formats.registry import FORMATS

ABOUT = """\
Write the labelled dataset, as UTF-8. Offsets count Unicode code points of the article's exact text and are
half-open: text[start:end] is the claim. A label that was not given is left out; nothing stands for "not
judged". Claims of different annotators are one item where they share at least half of their words. The file
appears whole or not at all; the same project gives the same bytes.

formats:
{formats}

how much of the articles goes along (--text):
  full   the claim's words; in jsonl also 32 characters on either side and
         the whole passage
  spans  the claim's words alone
  none   offsets alone

With none, titles, names of sources and what annotators wrote themselves (notes, restatements, quotations in
their evidence) go along all the same: look at those before you publish.

A claim that a later round gave is an item of its own; made_from names the item whose gold it came from, so that
no claim is counted twice.

In csv a claim without any label has no row; in jsonl it has its item. Cells of csv that a spreadsheet would
run as a formula (they begin with = + - @, a tab or a line break) get an apostrophe in front, unless
--unguarded is given.

While a round is blind, it is put on record that whoever annotates here (ANNOTATOR_NAME, else the name last
used) has seen others' labels, unless it is gold alone.
"""

EXAMPLES = """\
  annotator export jsonl -o claims.jsonl
  annotator export csv -o labels.csv --which both --text none
  annotator export jsonl --which gold | head -1
"""


def register(commands: Commands) -> None:
    """Add the command."""
    listed = "\n".join(f"  {each.name:<7}{each.summary}" for each in FORMATS.values())
    parser = command(commands, "export", "write the labelled dataset", ABOUT.format(formats=listed), EXAMPLES)
    parser.add_argument("format", metavar="FORMAT", choices=list(FORMATS), help=" or ".join(FORMATS))
    parser.add_argument(
        "--which",
        choices=list(map(str, Which)),
        default="raw",
        help="the annotators' labels, gold, or both (default: raw)",
    )
    parser.add_argument(
        "--text",
        choices=list(map(str, TextShare)),
        default="full",
        help="how much of the articles (default: full)",
    )
    parser.add_argument("--unguarded", action="store_true", help="csv: no apostrophe before formulas")
    add_look(parser)
    add_output(parser, default="standard output")
    add_looker(parser)
    add_project(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the dataset."""
    from annotator.cli.bars import following
    from annotator.workflow.exporting import export
    from annotator.workflow.project import open_project

    format_ = FORMATS[args.format]
    options = Options(Which(args.which), TextShare(args.text), guard=not args.unguarded)
    project = open_project(project_path(args), say)
    try:
        person = looker(project, args.name)
        if options.which is not Which.GOLD:
            looking = Looking(project, person, "export")
            looking.ask(anyway=args.look)
            looking.record()
        reader = person.id if person else None
        with following(quiet=args.output is None) as follow:
            rows = export(
                project, format_, args.output, options, force=args.force, follow=follow, reader=reader
            )
    finally:
        project.close()
    say(
        counted(rows, format_.row)
        + (f" in {args.output}" if args.output else "")
        + ("" if rows else NOTHING[options.which])
    )
    return 0


NOTHING = {
    Which.RAW: ": no annotator has labelled a claim yet",
    Which.GOLD: ": there is no gold yet",
    Which.BOTH: ": nobody has labelled a claim yet",
}
