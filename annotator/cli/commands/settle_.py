"""`annotator settle`: what all agree on is accepted, the rest is shown side by side."""

from __future__ import annotations

import argparse
import gc
import json
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.lookers import Looking, add_look, looker
from annotator.cli.options import (
    Commands,
    add_name,
    add_project,
    can_paint,
    command,
    paint_at_once,
    project_path,
    say,
)
from annotator.core.amounts import counted
from annotator.core.ids import fold
from annotator.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.core.round import Round
    from annotator.workflow.adjudicating import Adjudication
    from annotator.workflow.outbox import Progress
    from annotator.workflow.project import Project
    from annotator.workflow.surveying import Left, Survey

ABOUT = """\
Settle what annotators disagree on in a round. What all agree on is accepted first: everybody who has done the
passage (two at least) marked the claim, with the same words (edges may differ by signs and spaces, or by --tolerance
characters) and the same labels in every field asked, each with its evidence. The rest is shown side by side, names
hidden; every decision gives a rule of the guideline or a reason, and can be undone. What comes of it is gold.
"""

EXAMPLES = """\
  annotator settle --as Lea             take what all agree on, settle all else
  annotator settle marks --no-auto      nothing is accepted automatically
  annotator settle marks --auto         no screen: accept what all agree on
  annotator settle marks --list --json  what is left, with what is disputed
  annotator settle marks --rules        disagreements by rule of the guideline
"""

SHOWN = 44
"""Characters of an item's words in the list."""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "settle", "settle what annotators disagree on", ABOUT, EXAMPLES)
    parser.add_argument(
        "round", metavar="ROUND", nargs="?", help="the round (default: the latest that isn't frozen)"
    )
    parser.add_argument("--round", metavar="ROUND", dest="named", help="the same")
    add_name(parser)
    parser.add_argument(
        "--new", action="store_true", help="the name is new to this project: add it without asking"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--auto", action="store_true", help="accept what all agree on, open no screen")
    what.add_argument("--no-auto", action="store_true", help="accept nothing automatically")
    what.add_argument("--list", dest="listed", action="store_true", help="list what is left")
    what.add_argument("--rules", action="store_true", help="disagreements by rule")
    parser.add_argument(
        "--own-too", action="store_true", help="settle items that you annotated yourself as well"
    )
    parser.add_argument(
        "--tolerance",
        metavar="N",
        type=_whole,
        default=0,
        help="edges that differ by so many characters are the same (default: 0)",
    )
    add_look(parser)
    parser.add_argument("--json", action="store_true", help="for programs")
    add_project(parser)
    parser.set_defaults(run=run)


def _whole(given: str) -> int:
    if not given.isdecimal():
        raise argparse.ArgumentTypeError(f"{given!r} is not a number of characters")
    return int(given)


def run(args: argparse.Namespace) -> int:
    """Open the screen, accept what all agree on, or print."""
    if args.round and args.named and fold(args.round) != fold(args.named):
        raise BadInput(
            f"two rounds are named, {args.round!r} and {args.named!r}", do="settle one after the other"
        )
    if args.listed or args.rules:
        return _print(args)
    if args.json and not args.auto:
        raise BadInput("--json goes with --auto, --list or --rules")
    from annotator.cli.who import enter, who
    from annotator.store.kit_owner import kit_owner
    from annotator.store.peek import peek_project
    from annotator.workflow.deciding import begin
    from annotator.workflow.project import find_annotator, open_project

    path = project_path(args)
    project = open_project(path, say)
    try:
        if kit_owner(path) is not None:
            raise BadInput(
                "nothing is settled in a kit",
                where=str(path),
                why="it holds the work of one annotator",
                do="merge it, and settle in the project: annotator kit merge",
            )
        if not args.auto and not can_paint():
            raise BadInput(
                "the settling screen needs a terminal",
                do="run it without redirecting input, output or errors, or take --auto, --list or --rules",
            )
        peeked = peek_project(path)
        name = who(peeked, path, args.name, new=args.new)
        round_ = _round(project, args.round or args.named)
        if not args.auto:
            Looking(project, looker(project, name), "settling", round_).ask(anyway=args.look)
        # Whoever is new is added once nothing speaks against their settling it.
        begin(project, round_)
        enter(peeked, path, name)
        find_annotator(project, name)
        _tell_outstanding(project, round_)
        return (
            _accept_and_print(args, project, round_, name)
            if args.auto
            else _settle(args, project, round_, name)
        )
    finally:
        project.close()


def _tell_outstanding(project: Project, round_: Round) -> None:
    """Say who has work left in a round that is open: gold that comes of it doesn't weigh what they are still to say."""
    from annotator.cli.bars import following
    from annotator.core.round import RoundState
    from annotator.workflow.round_status import outstanding

    if round_.state is not RoundState.OPEN:
        return
    with following() as follow:
        found = outstanding(project, round_, follow)
    if found.people:
        say(
            f"note: the round {round_.name!r} is open; what is settled now doesn't weigh what is still to come"
        )
        for line in found.people:
            say(f"  {line}")


def _round(project: Project, name: str | None) -> Round:
    from annotator.core.round import RoundState
    from annotator.workflow.rounds import find_round, list_rounds

    if name is not None:
        return find_round(project, name)
    known = list_rounds(project)
    return next((each for each in reversed(known) if each.state is not RoundState.FROZEN), known[-1])


def _accept(args: argparse.Namespace, project: Project, round_: Round, name: str) -> tuple[int, int]:
    from annotator.cli.bars import following
    from annotator.workflow.accepting import accept_agreed, agreed_words
    from annotator.workflow.project import find_annotator

    person = find_annotator(project, name)
    with following() as follow:
        found = accept_agreed(
            project, round_, person, tolerance=args.tolerance, own_too=args.own_too, follow=follow
        )
    for line in agreed_words(found):
        say(line)
    return found.accepted, found.own


def _survey(args: argparse.Namespace, project: Project, round_: Round, name: str | None) -> Survey:
    from annotator.cli.bars import following
    from annotator.workflow.project import find_annotator
    from annotator.workflow.surveying import survey

    who = find_annotator(project, name).id if name else None
    with following() as follow:
        return survey(project, round_, adjudicator=who, tolerance=args.tolerance, follow=follow)


def _accept_and_print(args: argparse.Namespace, project: Project, round_: Round, name: str) -> int:
    from annotator.workflow.after_settling import standing

    accepted, own = _accept(args, project, round_, name)
    found = _survey(args, project, round_, name)
    counts = {
        "round": round_.name,
        "accepted": accepted,
        "own_passed_over": own,
        "items": found.items,
        "settled": found.settled,
        "left": len(found.left),
        "lacking": len(found.lacking),
        "unjudged": found.unjudged,
        "by_kind": found.kinds,
    }
    if found.items:
        for line in standing(round_, len(found.left) - own, len(found.lacking), own):
            say(line)
    else:
        say(_nothing(round_))
    if args.json:
        print(json.dumps(counts, indent=2, ensure_ascii=False))
    else:
        lacking = f", {len(found.lacking)} with gold that lacks something" if found.lacking else ""
        print(
            f"accepted {accepted}, settled {found.settled} of {found.items}{lacking}, left {len(found.left)}"
        )
    return 0


def _settle(args: argparse.Namespace, project: Project, round_: Round, name: str) -> int:
    from annotator.workflow.adjudicating import Adjudication, Options
    from annotator.workflow.after_settling import standing
    from annotator.workflow.project import find_annotator

    if not args.no_auto:
        _accept(args, project, round_, name)
    found = _survey(args, project, round_, name)
    left = [each for each in found.left if args.own_too or not each.is_own]
    if not found.items:
        say(_nothing(round_))
        return 0
    person = find_annotator(project, name)
    options = Options(args.own_too, args.tolerance)
    opened: list[Adjudication] = []

    def open_it(tell: Callable[[Progress], None]) -> Adjudication:
        work = Adjudication(project, round_, person, found, tell=tell, options=options)
        opened.append(work)
        work.begin()
        return work

    # As on the annotating screen, what the start made is kept.
    paint_at_once()
    from annotator.tui.settle_app import run_settling

    gc.collect()
    gc.freeze()
    say(f"{len(left)} left to settle of {found.items}")
    code = run_settling(open_it, Path(project.path), name)
    for work in opened:
        for line in standing(round_, work.counts.left, work.counts.lacking, work.counts.passed_over):
            say(line)
    return code


def _nothing(round_: Round) -> str:
    return f"nobody has {'judged' if round_.gives else 'marked'} anything yet in the round {round_.name!r}"


def _print(args: argparse.Namespace) -> int:
    from annotator.cli.bars import following
    from annotator.workflow.disagreements import as_text, disagreements_by_rule
    from annotator.workflow.project import open_project

    project = open_project(project_path(args), say)
    try:
        round_ = _round(project, args.round or args.named)
        looking = Looking(project, looker(project, args.name), "what is left to settle", round_)
        looking.ask(anyway=args.look)
        if args.rules:
            with following() as follow:
                lines = disagreements_by_rule(project, round_, follow)
            looking.record(sorted({each.article_id for line in lines for each in line.examples}))
            said = {"round": round_.name, "rules": [each.as_dict() for each in lines]}
            print(json.dumps(said, indent=2, ensure_ascii=False) if args.json else as_text(project, lines))
            return 0
        found = _survey(args, project, round_, args.name)
        looking.record(list(dict.fromkeys(each.article_id for each in found.left)))
        if args.json:
            print(json.dumps(_as_dict(found), indent=2, ensure_ascii=False))
        else:
            print("\n".join(_listed(found)))
    finally:
        project.close()
    return 0


def _as_dict(found: Survey) -> dict[str, object]:
    return {
        "round": found.round,
        "items": found.items,
        "settled": found.settled,
        "unjudged": found.unjudged,
        "by_kind": found.kinds,
        "left": [
            {
                "item": each.item_id,
                "article": each.article,
                "article_id": each.article_id,
                "words": each.words,
                "annotators": each.annotators,
                "people": each.people,
                "asked": each.asked,
                "disputed": list(each.disputed),
                "why": list(each.why),
                "changed_since": each.is_changed,
                "own": each.is_own,
            }
            for each in found.left
        ],
        "lacking": [
            {
                "item": each.item_id,
                "article": each.article,
                "article_id": each.article_id,
                "words": each.words,
                "fields": list(each.fields),
            }
            for each in found.lacking
        ],
    }


def _listed(found: Survey) -> list[str]:
    from annotator.core.display import visible
    from annotator.core.gold_gaps import in_words
    from annotator.core.short_names import cut

    unjudged = f", {counted(found.unjudged, 'given claim')} that nobody has judged" if found.unjudged else ""
    lacking = f", {len(found.lacking)} with gold that lacks something" if found.lacking else ""
    settled = f"{found.settled} of {found.items} settled{lacking}"
    lines = [f"round {found.round}: {settled}, {len(found.left)} left{unjudged}"]
    said = [(each.article_id, each.article, each.words, _reason(each)) for each in found.left]
    said += [
        (each.article_id, each.article, each.words, f"settled; gold lacks {in_words(each.fields)}")
        for each in found.lacking
    ]
    order = {article_id: at for at, article_id in enumerate(found.by_article)}
    article = ""
    for article_id, name, words, reason in sorted(said, key=lambda each: order.get(each[0], len(order))):
        if article_id != article:
            article = article_id
            lines += ["", name]
        lines.append(f"  {cut(words, SHOWN, len):<{SHOWN}}  {reason}")
    return [visible(each) for each in lines]


def _reason(each: Left) -> str:
    from annotator.core.settling import ALONE, ANSWERED, FOUND, dispute_in_words

    of = f"{each.people} of {each.asked}"
    told = {FOUND: f"found by {of}", ANSWERED: f"{of} answered"}
    disputed = [told.get(one, dispute_in_words(one)) for one in each.disputed]
    # How many have said anything says that it is one, too.
    why = [one for one in each.why if not (told.keys() & {*each.disputed} and one == ALONE)]
    reason = ", ".join([*disputed, *why]) or "all agree; annotator settle --auto"
    marks = [
        word for word, applies in (("changed since", each.is_changed), ("your own", each.is_own)) if applies
    ]
    return "; ".join([*marks, reason])
