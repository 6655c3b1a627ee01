"""`annotator source reconcile`: asks, pair by pair, whether two sources are one."""

from __future__ import annotations

import argparse
import json
import shutil
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING

from annotator.cli.lookers import Looking, add_look, looker
from annotator.cli.options import Commands, add_project, command, on_terminal, say
from annotator.cli.source_changing import add_who, deciding
from annotator.core.amounts import counted
from annotator.core.display import visible
from annotator.core.telling import quoted
from annotator.errors import BadInput

if TYPE_CHECKING:
    from annotator.core.source_likeness import Named
    from annotator.workflow.likely_same import Likely
    from annotator.workflow.project import Project

RECONCILE = """\
After the work of several people was put together: propose sources that look the same ("DHS", "the department",
"Department of Homeland Security"), one pair at a time, the likeliest first, with words of claims and without who
gave them. What speaks for it: that two people gave one claim a source each, and how alike the names are; what
against it: different types, and that somebody told them apart within an article. Each answer is saved at once: same,
different (it is not asked again), or skip. annotator source merge --revoke takes an answer back.
"""

EXAMPLES = """\
  annotator source reconcile
  annotator source reconcile --list
  annotator source reconcile --list --json
"""


class Answer(Enum):
    """What may be answered about a pair."""

    SAME = "same"
    DIFFERENT = "different"
    SKIP = "skip"
    STOP = "stop"


KEYS: Mapping[str, Answer] = {
    "y": Answer.SAME,
    "yes": Answer.SAME,
    "n": Answer.DIFFERENT,
    "no": Answer.DIFFERENT,
    "s": Answer.SKIP,
    "": Answer.SKIP,
    "q": Answer.STOP,
}
QUESTION = "the same?  y same  n different  s skip  q stop  > "


def register(actions: Commands) -> None:
    """Add the command to the actions of `annotator source`."""
    parser = command(actions, "reconcile", "go through sources that look the same", RECONCILE, EXAMPLES)
    parser.add_argument("--list", action="store_true", help="list the pairs, and ask nothing")
    parser.add_argument("--json", action="store_true", help="with --list, for programs")
    add_look(parser)
    add_who(parser)
    add_project(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Propose the pairs, and ask about them or list them."""
    from annotator.cli.bars import following
    from annotator.workflow.likely_same import likely_same

    if args.json and not args.list:
        raise BadInput("--json goes with --list", do="add --list: programs are asked nothing")
    if not args.list and not on_terminal():
        raise BadInput(
            "asking needs a terminal", do="list the pairs instead: --list, and --json for programs"
        )
    with deciding(args, writes=not args.list) as (project, who):
        looking = Looking(project, looker(project, args.name), "source reconcile")
        looking.ask(anyway=args.look)
        with following(quiet=args.json) as follow:
            found = likely_same(project, follow)
        if found:
            looking.record()
        else:
            say("no sources look the same, but for those that were told apart")
        if args.list:
            _list(found, as_json=args.json)
        elif found:
            answered = ask_all(project, found, _answer, who)
            say(f"{counted(answered, 'answer')} saved")
    return 0


def _list(found: Sequence[Likely], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([each.as_dict() for each in found], indent=2, ensure_ascii=False))
        return
    for number, each in enumerate(found, 1):
        print("\n".join(shown(each, f"{number}.")))


def _answer(question: str) -> str:
    try:
        return input(question)
    except EOFError:
        print()
        return "q"


def ask_all(project: Project, found: Sequence[Likely], ask: Callable[[str], str], who: str | None) -> int:
    """Ask about each pair and save each answer at once; return how many there were."""
    from annotator.workflow.likely_same import still_asked
    from annotator.workflow.source_changes import keep_apart, merge_pair

    answered = 0
    for number, each in enumerate(found, 1):
        # An answer may have settled others: what is the same as one is the same as the other.
        if not still_asked(project, each):
            continue
        print("\n".join(shown(each, f"{number} of {len(found)}.")))
        given = _understood(ask)
        into, other = each.proposal.into.id, each.proposal.other.id
        if given is Answer.STOP:
            break
        if given is Answer.SAME:
            merge_pair(project, into, other, annotator_id=who)
            names = (visible(source.names[0]) for source in (each.proposal.other, each.proposal.into))
            say("{} is counted as {} from now on".format(*map(quoted, names)))
        elif given is Answer.DIFFERENT:
            keep_apart(project, into, other, annotator_id=who)
        answered += given is not Answer.SKIP
    return answered


def _understood(ask: Callable[[str], str]) -> Answer:
    while True:
        typed = ask(QUESTION).strip().lower()
        if typed in KEYS:
            return KEYS[typed]
        say("type y, n, s or q, then Enter")


def shown(likely: Likely, number: str) -> Iterator[str]:
    """Yield the lines of a pair: why it is proposed, then either source with words of its claims."""
    why = f"{number} {'; '.join(likely.told)} ({likely.proposal.likeness.score:.2f})"
    yield from _wrapped(why, indent=0)
    for shared in likely.same_words:
        yield from _wrapped(f"both given to {quoted(visible(shared))}")
    for source, article, words in (
        (likely.proposal.into, likely.into_article, likely.into_words),
        (likely.proposal.other, likely.other_article, likely.other_words),
    ):
        yield from _source(source, article, words)


def _source(source: Named, article: str, words: Sequence[str]) -> Iterator[str]:
    name, *others = source.names
    where = f" [{article}]" if article else ""
    also = f"  also: {', '.join(others)}" if others else ""
    about = visible(f"{name}{where} ({source.type.replace('_', ' ')}){also}")
    yield from _wrapped(about)
    yield from (f"     {quoted(visible(each))}" for each in words)


def _wrapped(line: str, indent: int = 3) -> Iterator[str]:
    """Yield a line in as many as the terminal needs, the further ones indented more."""
    width = max(shutil.get_terminal_size().columns, NARROWEST)
    yield from textwrap.wrap(
        line, width, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2), break_on_hyphens=False
    )


NARROWEST = 40
"""Columns that lines are made for at least."""
