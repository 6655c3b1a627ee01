"""`annotator agreement plan`: how many claims an interval needs to be so narrow."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from annotator.cli.options import Commands, add_project, command, project_path, say
from annotator.cli.tables import add_table, asked_of, check_together
from annotator.core.display import visible

if TYPE_CHECKING:
    from annotator.workflow.planning import Foretold, Supposing

ABOUT = """\
Say how many claims need to be labelled for the 95 % interval of alpha to be as narrow as you want it. It is worked
out from the labels that the project holds: how far alpha varies from article to article there says how it will vary
with more of them. With --from the labels are those of a CSV, as `annotator agreement --from` reads it, and no project
is needed. Where there are none yet, or with --alpha, --shares or --design, it is worked out from what is supposed
instead. What it rests on is said each time; an interval is never better than that.
"""

EXAMPLES = """\
  annotator agreement plan --width .1
  annotator agreement plan --width .1 --field stance --overlap 3
  annotator agreement plan --width .2 --alpha .7 --shares .6,.3,.1
  annotator agreement plan --width .1 --from labels.csv
"""


def register(actions: Commands) -> None:
    """Add `plan` to the actions of the command."""
    parser = command(actions, "plan", "how many claims an interval so narrow needs", ABOUT, EXAMPLES)
    parser.add_argument(
        "--width", metavar="W", type=_number, required=True, help="how wide the interval may be, such as .1"
    )
    parser.add_argument(
        "--field", metavar="FIELD", help="one field of the scheme (default: all that it asks of every claim)"
    )
    parser.add_argument(
        "--overlap", metavar="K", type=_count, default=2, help="people who label each claim (default: 2)"
    )
    parser.add_argument(
        "--alpha",
        metavar="A",
        type=_number,
        help="suppose this alpha (default: of the labels there are, else .8)",
    )
    parser.add_argument(
        "--shares",
        metavar="P,Q,…",
        type=_numbers,
        default=(),
        help="suppose labels to be used in these shares (default: as those there are, else all equally often)",
    )
    parser.add_argument(
        "--design",
        metavar="D",
        type=_number,
        default=1.0,
        help="suppose that claims of one article resemble each other so far that the variance is D times as large "
        "(default: 1)",
    )
    add_table(parser)
    parser.add_argument("--json", action="store_true", help="for programs")
    add_project(parser)
    parser.set_defaults(run=run)


def _number(given: str) -> float:
    try:
        value = float(given)
    except ValueError:
        value = float("nan")
    if value != value or abs(value) == float("inf"):  # noqa: PLR0124  not a number
        raise argparse.ArgumentTypeError(f"{given!r} is no number")
    return value


def _numbers(given: str) -> tuple[float, ...]:
    return tuple(_number(each) for each in given.split(","))


def _count(given: str) -> int:
    if not (given.isascii() and given.isdigit()) or int(given) < 2:  # noqa: PLR2004  two make a pair
        raise argparse.ArgumentTypeError(f"{given!r} is no whole number from 2 on")
    return int(given)


def run(args: argparse.Namespace) -> int:
    """Print how many claims are needed."""
    from annotator.cli.foretelling import foretold_dicts, foretold_lines
    from annotator.errors import BadInput
    from annotator.workflow.planning import Supposing

    check_together(args)
    if not 0 < args.width <= 2:  # noqa: PLR2004  alpha lies between -1 and 1
        raise BadInput(
            f"an interval {args.width:g} wide is none", do="give a width above 0, such as --width .1"
        )
    found = _found(args, Supposing(args.alpha, args.shares, args.design))
    if args.json:
        print(json.dumps(foretold_dicts(found), indent=2, ensure_ascii=False))
        return 0
    print(f"for a 95 % interval of alpha no wider than {args.width:g}:")
    for line in foretold_lines(found):
        print(visible(line))
    return 0


def _found(args: argparse.Namespace, supposing: Supposing) -> list[Foretold]:
    from annotator.cli.bars import following
    from annotator.workflow.planning import plan_items, plan_supposed, plan_table
    from annotator.workflow.project import open_project

    if args.table is not None:
        return plan_table(
            args.table, asked_of(args), width=args.width, overlap=args.overlap, supposing=supposing
        )
    path = project_path(args)
    if supposing.shares and args.field is None and args.db is None and not path.exists():
        return [plan_supposed(args.width, args.overlap, supposing)]
    project = open_project(path, say)
    try:
        with following() as follow:
            return plan_items(
                project,
                args.field,
                width=args.width,
                overlap=args.overlap,
                supposing=supposing,
                follow=follow,
            )
    finally:
        project.close()
