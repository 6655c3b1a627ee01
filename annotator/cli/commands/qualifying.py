"""`annotator round qualify` and `annotator round control`: everybody's labels held against gold."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotator.cli.lookers import Looking, add_look, looker
from annotator.cli.options import Commands, add_project, command, project_path, say
from annotator.core.amounts import counted
from annotator.core.display import visible

if TYPE_CHECKING:
    from annotator.core.qualifying import Right
    from annotator.workflow.qualifying import Scored, Scores

SCORE = """\
The score is the share of the gold's labels that a person gave too, in the fields that the round names, else in those
that the scheme asks of every claim. Claims are matched as for agreement, where they
share at least half of their words, and a claim that was not found counts all its labels as wrong. In brackets stands
the 95 % interval of Wilson, as if labels were independent. Claims of the gold in passages that a person has not done
count nowhere yet and are said as left; gold that they settled themselves is left out. Marks that match no gold are
said, and don't change the score.
"""

QUALIFY = f"""\
Hold everybody in a round with a pass mark against the gold of its articles, and say who passes.

{SCORE}"""

CONTROL = f"""\
Hold everybody against the gold of the articles that were mixed into a round (annotator assign ROUND --gold PERCENT),
without their having been told.

{SCORE}"""


def register(actions: Commands) -> None:
    """Add `qualify` and `control` to the actions of `annotator round`."""
    for name, about, summary, example in (
        ("qualify", QUALIFY, "who passes a round with a pass mark", "  annotator round qualify practice\n"),
        (
            "control",
            CONTROL,
            "labels held against gold mixed into a round",
            "  annotator round control marks\n",
        ),
    ):
        parser = command(actions, name, summary, about, example)
        parser.add_argument("round", metavar="ROUND", help="the round's name")
        parser.add_argument("--json", action="store_true", help="for programs")
        add_look(parser)
        add_project(parser)
        parser.set_defaults(run=run_qualify if name == "qualify" else run_control)


def run_qualify(args: argparse.Namespace) -> int:
    """Print who passes."""
    return _run(args, "qualify")


def run_control(args: argparse.Namespace) -> int:
    """Print how people do on mixed in gold."""
    return _run(args, "control")


def _run(args: argparse.Namespace, what: str) -> int:
    from annotator.cli.bars import following
    from annotator.workflow import qualifying
    from annotator.workflow.project import open_project
    from annotator.workflow.rounds import find_round

    project = open_project(project_path(args), say)
    try:
        looking = Looking(project, looker(project), f"round {what}", find_round(project, args.round))
        looking.ask(anyway=args.look)
        with following() as follow:
            found: Scores = getattr(qualifying, what)(project, args.round, follow)
        looking.record()
    finally:
        project.close()
    if args.json:
        print(json.dumps(found.as_dict(), indent=2, ensure_ascii=False))
        return 0
    for line in _lines(found):
        print(visible(line))
    return 0


def _lines(found: Scores) -> Iterator[str]:
    asked = f", pass mark {found.pass_percent} %" if found.pass_percent else ""
    yield f"{found.round}: gold in {counted(found.articles, 'article')}{asked}"
    if not found.people:
        yield "nobody has begun yet"
    for each in found.people:
        own = each.score
        yield ""
        yield f"{each.name}: {_share(own.labels)} of {counted(own.labels.n, 'label')}{_verdict(each, found)}"
        said = [f"found {own.found} of {counted(own.claims, 'claim')}"]
        said += [f"{counted(own.beside, 'mark')} beside them"] if own.beside else []
        said += [f"{counted(own.left, 'claim')} left to do"] if own.left else []
        yield f"  {', '.join(said)}"
        for name, right in own.fields.items():
            yield f"  {name:<18}{_share(right)} of {right.n}"


def _share(of: Right) -> str:
    if of.share is None or of.ci95 is None:
        return "nothing yet"
    low, high = of.ci95
    return f"{of.share:.0%} ({low:.0%} to {high:.0%})"


def _verdict(of: Scored, found: Scores) -> str:
    if not found.pass_percent:
        return ""
    return {True: ": passed", False: ": not passed", None: ": not finished"}[of.passes]
