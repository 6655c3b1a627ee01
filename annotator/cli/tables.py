"""The options that say where a table of labels is and what it holds, for every command that takes one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.workflow.reporting_tables import Asked


def add_table(parser: argparse.ArgumentParser) -> None:
    """Add the options; none has a default, so that what stands before an action is not lost to the action's own."""
    parser.add_argument(
        "--from",
        dest="table",
        metavar="FILE",
        type=Path,
        default=argparse.SUPPRESS,
        help="the labels of this CSV, instead of the project's",
    )
    parser.add_argument(
        "--wide",
        action="store_true",
        default=argparse.SUPPRESS,
        help="with --from: a column an annotator (default: as the header says)",
    )
    parser.add_argument(
        "--level",
        metavar="F=LEVEL",
        type=_assigned,
        action="append",
        default=argparse.SUPPRESS,
        help="with --from: a field's level: nominal, ordinal, interval or ratio (default: nominal)",
    )
    parser.add_argument(
        "--categories",
        metavar="F=A,B,…",
        type=_assigned,
        action="append",
        default=argparse.SUPPRESS,
        help="with --from: all values that a field takes, from low to high (default: those in the table)",
    )
    parser.add_argument(
        "--models",
        metavar="NAME,…",
        type=_listed,
        default=argparse.SUPPRESS,
        help="with --from: annotators that are no people; figures are of the people, models are set beside them",
    )


def _listed(given: str) -> tuple[str, ...]:
    """Return names with commas between them; one that holds a comma stands in quotation marks."""
    import csv

    return tuple(map(str.strip, next(csv.reader([given]))))


def _assigned(given: str) -> tuple[str, str]:
    field, sign, value = given.partition("=")
    if not (field and sign and value):
        raise argparse.ArgumentTypeError(f"{given!r} is not a field, an equals sign and what it is given")
    return field, value


def asked_of(args: argparse.Namespace) -> Asked:
    """Return what is said of a table."""
    from annotator.workflow.reporting_tables import Asked

    categories = {field: _listed(values) for field, values in getattr(args, "categories", ())}
    wide, models = getattr(args, "wide", None), getattr(args, "models", ())
    return Asked(args.field, wide, dict(getattr(args, "level", ())), categories, models)


def check_together(args: argparse.Namespace) -> None:
    """Refuse what says something of a table where there is none, and a project beside a table; note which it is."""
    from annotator.errors import BadInput

    args.table = getattr(args, "table", None)
    said = ("wide", "level", "categories", "models")
    if args.table is None and any(hasattr(args, each) for each in said):
        raise BadInput(
            "--wide, --level, --categories and --models go with --from", do="name the table: --from FILE.csv"
        )
    if args.table is not None and args.db is not None:
        raise BadInput("--from and --db are two places to take labels from", do="give one of them")
