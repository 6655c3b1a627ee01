"""`annotator doctor`: whether the project's file is whole."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.forks import as_lines
from annotator.cli.options import Commands, add_project, command, on_terminal, project_path, say
from annotator.core.amounts import counted
from annotator.core.display import visible
from annotator.errors import BadInput
from annotator.files import MEGABYTE, read_whole

if TYPE_CHECKING:
    from annotator.store.doctor import Report

ABOUT = """\
Check whether the project's file is whole: SQLite's own checks, every index against its table, every guard, every
seal worked out again from the rows, every chain. Nothing is changed, and others may go on working. What is damaged
is said with what to do. Seals can't tell that the end of a chain was cut off; keep a report elsewhere and compare
with it: --since. It ends with 0 when the file is whole, with 1 when it is not.
"""

EXAMPLES = """\
  annotator doctor
  annotator doctor --quick
  annotator doctor --json > report.json
  annotator doctor --since report.json
"""

MOST = 1_000 * MEGABYTE
"""Bytes of a report: it names the end of every chain."""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "doctor", "check whether the file is whole", ABOUT, EXAMPLES)
    parser.add_argument("--quick", action="store_true", help="without the checks that read every row")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument(
        "--since", metavar="REPORT", type=Path, help="an older report of this file, from --json"
    )
    add_project(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Check the file and print what was found."""
    from annotator.store.doctor import examine

    since = _older_report(args.since) if args.since else None
    on_the_way = _telling if on_terminal() and not args.json else _silent
    report = examine(project_path(args), quick=args.quick, since=since, tell=on_the_way)
    if args.json:
        print(json.dumps(report.as_dict(), indent=2, ensure_ascii=False))
    else:
        for line in as_text(report):
            print(visible(line))
    return 0 if report.healthy else 1


def _telling(what: str) -> None:
    say(f"looking whether {what} …")


def _silent(_: str) -> None:
    return


def _older_report(path: Path) -> dict[str, Any]:
    from annotator.store.heads import has_heads

    try:
        found: dict[str, Any] = json.loads(read_whole(path, MOST, what="the report"))
    except (ValueError, RecursionError) as problem:
        raise _no_report(path, str(problem)) from problem
    if not has_heads(found):
        raise _no_report(path, "it does not say where the chains of a file ended")
    return found


def _no_report(path: Path, why: str) -> BadInput:
    return BadInput(
        "this is no report to compare with",
        where=str(path),
        why=why,
        do="take one that annotator doctor --json made of the file when it was whole",
    )


def as_text(report: Report) -> list[str]:
    """Return the report as lines for people: what was found first, then what is worth knowing."""
    lines: list[str] = []
    for outcome in report.outcomes.values():
        if outcome.is_well:
            continue
        lines.append(f"not so: {outcome.what}")
        lines += [f"  {example}" for example in outcome.examples]
        left = outcome.count - len(outcome.examples)
        if left:
            lines.append(f"  and {left:,} more")
        if outcome.unreadable:
            lines.append(f"  can't be read to the end: {outcome.unreadable}")
        lines.append(f"  do: {outcome.do}")
    lines += [line for each in report.forks for line in as_lines(each, report.path)]
    lines += [f"note: {each}" for each in report.notes]
    checks = counted(len(report.outcomes), "check")
    last = f"{report.path}: whole, by {checks}" if report.healthy else f"{report.path}: damaged"
    return [*lines, last]
