"""`annotator agreement`: how far annotators agree."""

from __future__ import annotations

import argparse

from annotator.cli.options import Commands, add_output, add_project, command, project_path, say

ABOUT = """\
Measure how far annotators agree, in four answers: did they find the same claims, cut them as finely, draw
the same boundaries, give the same labels. Claims of different people are matched where they share at least
half of their words (intersection over union), in passages that both marked done. Each figure comes with its
interval and n, or the reason why there is none.
"""

EXAMPLES = """\
  annotator agreement
  annotator agreement --field stance --format json -o stance.json
"""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "agreement", "how far annotators agree", ABOUT, EXAMPLES)
    parser.add_argument(
        "--field", metavar="FIELD", help="one field of the scheme (default: all that it asks of every claim)"
    )
    parser.add_argument(
        "--format",
        choices=["text", "json"],
        default="text",
        help="for people or for programs (default: text)",
    )
    parser.add_argument(
        "--resamples",
        metavar="N",
        type=_count,
        default=1000,
        help="resamples of each interval, 0 for none (default: 1000)",
    )
    parser.add_argument(
        "--seed",
        metavar="N",
        type=_count,
        default=1,
        help="seed of the resampling; the same seed gives the same intervals (default: 1)",
    )
    add_output(parser, default="standard output")
    add_project(parser)
    parser.set_defaults(run=run)


def _count(given: str) -> int:
    if not (given.isascii() and given.isdigit()):
        raise argparse.ArgumentTypeError(f"{given!r} is no whole number from 0 on")
    return int(given)


def run(args: argparse.Namespace) -> int:
    """Print the report, or write it to a file."""
    from annotator.cli.bars import following
    from annotator.reports import agreement_json, agreement_text
    from annotator.workflow.exporting import check_target, write_whole
    from annotator.workflow.progress import stopping
    from annotator.workflow.project import open_project
    from annotator.workflow.reporting import report_agreement

    if args.output is not None:
        check_target(args.output, force=args.force)
    project = open_project(project_path(args), say)
    try:
        with stopping("nothing was written"), following() as follow:
            report = report_agreement(
                project, args.field, seed=args.seed, resamples=args.resamples, follow=follow
            )
    finally:
        project.close()
    text = {"text": agreement_text.render, "json": agreement_json.render}[args.format](report)
    if args.output is None:
        print(text, end="")
    else:
        write_whole(args.output, text, force=args.force)
        say(f"wrote {args.output}")
    return 0
