"""The part of `annotator round` that shows a model's labels to some and tells what came of it."""

from __future__ import annotations

import argparse
import json

from annotator.cli.lookers import Looking, add_look, looker
from annotator.cli.options import Commands, add_project, command, project_path, say
from annotator.core.amounts import counted
from annotator.core.display import visible
from annotator.errors import BadInput

SUGGEST = """\
Show a model's labels as suggestions for a share of the items of a round, and for the others not: a passage with what
was marked in it, or a given claim, is shown its suggestion or not for everybody. A seed decides which, so the same
seed gives the same items; so what seeing them changes can be told from what people would have said anyway.

Model, share and seed are decided once for a round. Called again without them, it adds what the model has labelled
meanwhile; what is there stays, as somebody may have seen it.
"""

SUGGEST_EXAMPLES = """\
  annotator round suggest verify --model gpt --share 50
  annotator round suggest verify --model gpt --share 50 --seed 7 --dry-run
  annotator round suggest verify
"""

EFFECT = """\
Say how far seeing a model's labels changed people's answers: for each field, how many answers were equal to the
model's where it was shown and where it was not, the difference with its 95 % interval, and how many were taken with
one key. Where claims are marked freely, the first line says how many of the model's claims people marked too, in
passages they are done with.

Counted are answers where there was none when the suggestions were made, given before seeing others' work. The
intervals are those of Student's t over articles or stories, with fewer than ten of them over passages. They speak of
these people. Keys of offers that the program reads off the text count as well, in either arm.
"""

EFFECT_EXAMPLES = """\
  annotator round effect verify
  annotator round effect verify --json
"""


def register(actions: Commands) -> None:
    """Add both to the actions of `annotator round`."""
    suggest = command(
        actions, "suggest", "show a model's labels for a share of items", SUGGEST, SUGGEST_EXAMPLES
    )
    suggest.add_argument("round", metavar="ROUND", help="the round, by name")
    suggest.add_argument("--model", metavar="NAME", help="whose labels")
    suggest.add_argument(
        "--share", metavar="PERCENT", type=_percent, help="how many of the items, in percent"
    )
    suggest.add_argument("--seed", metavar="N", type=_whole, help="what decides which (default: 1)")
    suggest.add_argument("--dry-run", action="store_true", help="say what would be shown, and change nothing")
    add_project(suggest)
    suggest.set_defaults(run=run_suggest)
    effect = command(actions, "effect", "what seeing suggestions changed", EFFECT, EFFECT_EXAMPLES)
    effect.add_argument("round", metavar="ROUND", help="the round, by name")
    effect.add_argument("--json", action="store_true", help="for programs")
    add_look(effect)
    add_project(effect)
    effect.set_defaults(run=run_effect)


def _whole(given: str) -> int:
    if not (given.isascii() and given.isdigit() and len(given) < 19):  # noqa: PLR2004  as the store holds them
        raise argparse.ArgumentTypeError(f"{given!r} is no whole number from 0 on")
    return int(given)


def _percent(given: str) -> int:
    percent = _whole(given.removesuffix("%"))
    if not 1 <= percent <= 100:  # noqa: PLR2004  percent
        raise argparse.ArgumentTypeError(f"{given} is no share: give 1 to 100")
    return percent


def run_suggest(args: argparse.Namespace) -> int:
    """Write suggestions and say how many are shown."""
    from annotator.core.round import Suggesting
    from annotator.workflow.project import open_project
    from annotator.workflow.rounds import find_round
    from annotator.workflow.suggesting import find_model, suggest

    if (args.model is None) != (args.share is None) or (args.seed is not None and args.model is None):
        raise BadInput(
            "--model and --share go together",
            do="give both, or neither to add what the model labelled meanwhile",
        )
    project = open_project(project_path(args), say)
    try:
        round_ = find_round(project, args.round)
        seed = 1 if args.seed is None else args.seed
        wanted = Suggesting(find_model(project, args.model).id, args.share, seed) if args.model else None
        done = suggest(project, round_, wanted, dry_run=args.dry_run)
    finally:
        project.close()
    say(
        f"{done.model}, {done.percent} % shown, seed {done.seed}: {counted(done.shown, 'claim')} shown, "
        f"{done.hidden:,} not; {done.new:,} of them new"
    )
    if args.dry_run:
        say("dry run: nothing was changed")
    return 0


def run_effect(args: argparse.Namespace) -> int:
    """Print what suggestions changed."""
    from annotator.reports.suggestion_text import as_text
    from annotator.workflow.project import open_project
    from annotator.workflow.rounds import find_round
    from annotator.workflow.suggestion_effects import effect

    project = open_project(project_path(args), say)
    try:
        round_ = find_round(project, args.round)
        looking = Looking(project, looker(project), "round effect", round_)
        looking.ask(anyway=args.look)
        found = effect(project, round_)
        looking.record()
    finally:
        project.close()
    if args.json:
        print(json.dumps(found.as_dict(), indent=2, ensure_ascii=False))
    else:
        print("\n".join(map(visible, as_text(found))))
    return 0
