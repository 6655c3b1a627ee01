"""`annotator agreement`: how far annotators agree."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from annotator.cli.commands import planning
from annotator.cli.lookers import Looking, add_look, add_looker, looker
from annotator.cli.options import Commands, add_output, add_project, command, project_path, say
from annotator.cli.tables import add_table, asked_of, check_together

if TYPE_CHECKING:
    from annotator.agreement.model import Report

ABOUT = """\
Measure how far annotators agree, in four answers: did they find the same claims, cut them as finely, draw
the same boundaries, give the same labels. Claims of different people are matched where they share at least
half of their words (intersection over union), in passages that both marked done. Each figure comes with its
interval and n, or the reason why there is none.

With --from the labels come from a CSV in UTF-8 and no project is needed. Its first line names its columns: unit,
annotator, field and value (a row a label), or, in a wide table, the unit first and then a column for each annotator.
A column article says which units belong together. An empty cell is no label.
"""

EXAMPLES = """\
  annotator agreement
  annotator agreement --field stance --format json -o stance.json
  annotator agreement --format html -o agreement.html
  annotator agreement --from labels.csv --level stance=ordinal
"""

FORMATS = ("text", "json", "html", "markdown", "latex", "csv")


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "agreement", "how far annotators agree", ABOUT, EXAMPLES)
    planning.register(parser.add_subparsers(title="what else", metavar="plan"))
    parser.add_argument(
        "--field", metavar="FIELD", help="one field of the scheme (default: all that it asks of every claim)"
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        metavar="FORMAT",
        default="text",
        help="text, markdown, html (one file with charts) or latex (a table) for people, json or csv for programs "
        "(default: text)",
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
    parser.add_argument(
        "--by",
        choices=("story", "article", "passage", "unit"),
        help="what intervals resample (default: stories or articles, with fewer than ten of them passages)",
    )
    parser.add_argument(
        "--round", metavar="R", help="of what this round asks alone (default: of all there is)"
    )
    parser.add_argument(
        "--include-exposed",
        action="store_true",
        help="count labels made after an exposure too, such as after looking at the others' (default: left out)",
    )
    add_look(parser)
    add_table(parser)
    add_output(parser, default="standard output")
    add_looker(parser)
    add_project(parser)
    parser.set_defaults(run=run)


def _count(given: str) -> int:
    if not (given.isascii() and given.isdigit()):
        raise argparse.ArgumentTypeError(f"{given!r} is no whole number from 0 on")
    return int(given)


def run(args: argparse.Namespace) -> int:
    """Print the report, or write it to a file."""
    from annotator.reports.renderings import RENDERINGS
    from annotator.workflow.exporting import check_target, write_whole

    _check_together(args)
    if args.output is not None:
        check_target(args.output, force=args.force)
    text = RENDERINGS[args.format](_of_project(args) if args.table is None else _of_table(args))
    if args.output is None:
        print(text, end="")
    else:
        write_whole(args.output, text, force=args.force)
        say(f"wrote {args.output}")
    return 0


def _check_together(args: argparse.Namespace) -> None:
    """Refuse what a table has nothing to do with."""
    from annotator.errors import BadInput

    check_together(args)
    if args.table is not None and args.by is not None:
        raise BadInput(
            "--by does not go with --from",
            why="a column article says what belongs together",
            do="leave it out",
        )
    if args.table is not None and args.round is not None:
        raise BadInput("--round does not go with --from", why="a table has no rounds", do="leave it out")
    if args.table is not None and args.include_exposed:
        raise BadInput(
            "--include-exposed does not go with --from",
            why="a table doesn't say who had seen what",
            do="leave it out; take such labels out of the table, or keep them in",
        )


def _of_project(args: argparse.Namespace) -> Report:
    from annotator.cli.bars import following
    from annotator.store.kit_owner import refuse_in_kit
    from annotator.workflow.progress import stopping
    from annotator.workflow.project import open_project
    from annotator.workflow.reporting import report_agreement
    from annotator.workflow.rounds import find_round

    project = open_project(project_path(args), say)
    try:
        refuse_in_kit(project.path, "measuring agreement")
        round_ = find_round(project, args.round) if args.round is not None else None
        person = looker(project, args.name)
        looking = Looking(project, person, "agreement", round_)
        looking.ask(anyway=args.look)
        looking.record()
        with stopping("nothing was written"), following() as follow:
            return report_agreement(
                project,
                args.field,
                round_name=args.round,
                seed=args.seed,
                resamples=args.resamples,
                by=args.by,
                include_exposed=args.include_exposed,
                reader=person.id if person else None,
                follow=follow,
            )
    finally:
        project.close()


def _of_table(args: argparse.Namespace) -> Report:
    from annotator.workflow.progress import stopping
    from annotator.workflow.reporting_tables import report_table

    with stopping("nothing was written"):
        return report_table(args.table, asked_of(args), seed=args.seed, resamples=args.resamples)
