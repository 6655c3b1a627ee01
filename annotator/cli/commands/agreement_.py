"""`annotator agreement`: how far annotators agree."""

from __future__ import annotations

import argparse

from annotator.cli.options import Commands, add_output, add_project, command, project_path, say

ABOUT = """\
Measure how far annotators agree, in four answers: did they find the same claims, cut them as finely, draw the same
boundaries, give the same labels. Claims of different people are matched where they share at least half of their
words (intersection over union), in passages that both marked done. Each figure comes with its interval and n, or
the reason why there is none.
"""

EXAMPLES = """\
  annotator agreement
  annotator agreement --field stance --format json -o stance.json
"""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "agreement", "how far annotators agree", ABOUT, EXAMPLES)
    parser.add_argument("--field", metavar="FIELD", help="one field (default: all that the scheme requires)")
    parser.add_argument("--format", choices=["text", "json"], default="text", help="text for people, json for programs")
    parser.add_argument("--seed", metavar="N", type=int, default=1, help="seed of the resampling (default: 1)")
    parser.add_argument(
        "--resamples", metavar="N", type=_count, default=1000, help="resamples of each interval (default: 1000)"
    )
    add_output(parser, default="standard output")
    add_project(parser)
    parser.set_defaults(run=run)


def _count(given: str) -> int:
    if not given.isdigit():
        raise argparse.ArgumentTypeError(f"{given!r} is no count")
    return int(given)


def run(args: argparse.Namespace) -> int:
    """Print the report, or write it to a file."""
    from annotator.reports import agreement_json, agreement_text
    from annotator.workflow.exporting import write_whole
    from annotator.workflow.project import open_project
    from annotator.workflow.reporting import report_agreement

    project = open_project(project_path(args), say)
    try:
        report = report_agreement(project, args.field, seed=args.seed, resamples=args.resamples)
    finally:
        project.close()
    text = {"text": agreement_text.render, "json": agreement_json.render}[args.format](report)
    if args.output is None:
        print(text, end="")
    else:
        write_whole(args.output, text, force=args.force)
        say(f"wrote {args.output}")
    return 0
