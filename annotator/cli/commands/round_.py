"""`annotator round`: what is asked of whom, one round after another."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli import suggesting
from annotator.cli.commands import qualifying
from annotator.cli.onward import after_closing, after_opening, say_next
from annotator.cli.options import Commands, add_project, command, project_path, say
from annotator.core.amounts import counted
from annotator.core.display import visible
from annotator.errors import BadInput
from annotator.files import MEGABYTE, read_whole

if TYPE_CHECKING:
    from annotator.workflow.opening import Opened
    from annotator.workflow.project import Project
    from annotator.workflow.showing_rounds import RoundLine

ABOUT = """\
A round says what is asked: of which articles, which fields, of claims that annotators mark freely or of claims
given to all of them. It is blind until it closes: nobody is shown what others said. Every project begins with
one round that asks everything. A study is often three rounds: mark and tag freely; settle what came of it; let
everybody verify the claims that are left.
"""

EXAMPLES = """\
  annotator round list
  annotator round open pilot --articles 1 2 3
  annotator round close pilot
  annotator round open verify --claims-from pilot --fields status
"""

OPEN = """\
Open a round. The claims that another round's settling ended in (its gold) are given with --claims-from: that
round is frozen, so that its gold never changes again. Whoever runs annotator annotate next works in the latest
open round that asks them.
"""

OPEN_EXAMPLES = """\
  annotator round open pilot --articles 1 2 3 --fields source,form,stance
  annotator round open second --articles chosen.txt     a number or id on a line
  annotator round open verify --claims-from pilot --fields status
  annotator round open worth --claims-from pilot --check-worthy medium,high
  annotator round open late --claims-from pilot --where stance=questions,denies
  annotator round open exam --articles 4 --pass 80
"""

CLOSE = """\
Close a round: it asks nothing more, and what others said may be seen. With work outstanding it says who has
what left, or that nobody has begun, and closes only with --unfinished.
"""

FREEZE = """\
Freeze a round: its gold never changes again. All its items must be settled, and the gold must have all that the
round asks for, unless you say --with-gaps. Opening a round with --claims-from does the same by itself.
"""

CHECK_WORTHINESS = "check_worthiness"


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "round", "rounds: open, close, list them", ABOUT, EXAMPLES)
    actions = parser.add_subparsers(title="what to do", metavar="ACTION", required=True)
    listing = command(actions, "list", "the rounds, in the order in which they were opened", ABOUT, EXAMPLES)
    listing.add_argument("--json", action="store_true", help="for programs")
    add_project(listing)
    listing.set_defaults(run=run_list)
    show = command(actions, "show", "one round in full", "Show what a round asks, of which articles.")
    _add_round(show)
    show.add_argument("--json", action="store_true", help="for programs")
    add_project(show)
    show.set_defaults(run=run_show)
    _register_open(actions)
    suggesting.register(actions)
    for name, about, run in (("close", CLOSE, run_close), ("freeze", FREEZE, run_freeze)):
        end = command(actions, name, f"{name} a round", about, f"  annotator round {name} pilot\n")
        _add_round(end)
        end.add_argument("--unfinished", action="store_true", help="although work is outstanding")
        if name == "freeze":
            _add_with_gaps(end)
        add_project(end)
        end.set_defaults(run=run)
    qualifying.register(actions)


def _add_with_gaps(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--with-gaps", action="store_true", help="although gold lacks something that its round asks for"
    )


def _add_round(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the round")


def _register_open(actions: Commands) -> None:
    parser = command(actions, "open", "open a round", OPEN, OPEN_EXAMPLES)
    parser.add_argument("name", metavar="NAME", help="what to call it")
    parser.add_argument(
        "--articles",
        nargs="+",
        action="extend",
        metavar="NUMBER|ID|FILE",
        help="these alone, by number or id, or files that hold one on each line (default: all)",
    )
    parser.add_argument("--fields", metavar="A,B", type=_listed, default=(), help="ask these (default: all)")
    parser.add_argument("--claims-from", metavar="ROUND", help="give the claims of that round's gold")
    parser.add_argument(
        "--check-worthy",
        metavar="A,B",
        type=_listed,
        help=f"of these only those with one of these labels; short for --where {CHECK_WORTHINESS}=A,B",
    )
    parser.add_argument(
        "--where",
        metavar="FIELD=A,B",
        action="append",
        default=[],
        help="of these only those with one of these labels in this field; may be given again",
    )
    parser.add_argument(
        "--leave-out-unsettled",
        action="store_true",
        help="freeze that round as it is, without what is unsettled; what has changed since keeps its gold",
    )
    _add_with_gaps(parser)
    parser.add_argument("--not-blind", action="store_true", help="everybody may see what others say")
    parser.add_argument(
        "--pass",
        dest="pass_percent",
        metavar="PERCENT",
        type=int,
        help="make it a qualification: the agreement with gold to reach",
    )
    add_project(parser)
    parser.set_defaults(run=run_open)


def _listed(given: str) -> tuple[str, ...]:
    found = tuple(each.strip() for each in given.split(",") if each.strip())
    if not found:
        raise argparse.ArgumentTypeError(f"{given!r} names nothing")
    return tuple(dict.fromkeys(found))


def run_list(args: argparse.Namespace) -> int:
    """Print a line a round."""
    from annotator.workflow.project import open_project
    from annotator.workflow.showing_rounds import round_lines

    project = open_project(project_path(args), say)
    try:
        lines = round_lines(project)
    finally:
        project.close()
    if args.json:
        print(json.dumps([each.as_dict() for each in lines], indent=2, ensure_ascii=False))
        return 0
    for each in lines:
        print(visible(f"{each.name:<16} {each.state:<7} {_asks(each)}"))
    return 0


def run_show(args: argparse.Namespace) -> int:
    """Print one round in full."""
    from annotator.workflow.project import open_project
    from annotator.workflow.rounds import find_round
    from annotator.workflow.showing_rounds import article_names, round_lines

    project = open_project(project_path(args), say)
    try:
        found = find_round(project, args.name)
        line = next(each for each in round_lines(project) if each.id == found.id)
        articles = article_names(project, found)
    finally:
        project.close()
    if args.json:
        whole = line.as_dict() | {"article_ids": [id_ for id_, _, _ in articles]}
        print(json.dumps(whole, indent=2, ensure_ascii=False))
        return 0
    print(visible(f"{line.name}: {line.state}; {_asks(line)}"))
    for _, number, name in articles:
        print(visible(f"{number:>5}  {name}"))
    return 0


def _asks(of: RoundLine) -> str:
    """Say what a round asks in a line."""
    parts = [f"asks {', '.join(of.fields)}" if of.fields else "asks everything"]
    if of.given_from is None:
        parts.append("claims marked freely")
    else:
        parts.append(f"{counted(of.given or 0, 'claim')} given from {of.given_from}")
    parts.append(f"{counted(of.articles, 'article')}{'' if of.lists_articles else ' (all)'}")
    if of.assigned:
        parts.append(f"assigned to {counted(of.assigned, 'annotator')}")
    parts += ["blind" if of.blind else "not blind"] if of.state == "open" else []
    parts += [f"to be passed with {of.pass_percent} %"] if of.pass_percent is not None else []
    parts += [f"suggestions by {of.suggesting}"] if of.suggesting else []
    return ", ".join(parts)


def run_open(args: argparse.Namespace) -> int:
    """Open a round."""
    from annotator.workflow.opening import RoundWish, open_round
    from annotator.workflow.project import open_project

    project = open_project(project_path(args), say)
    try:
        wish = RoundWish(
            name=args.name,
            articles=_articles(project, args.articles or ()),
            fields=args.fields,
            claims_from=args.claims_from,
            where=_where(args),
            blind=not args.not_blind,
            pass_percent=args.pass_percent,
            leave_out=args.leave_out_unsettled,
            with_gaps=args.with_gaps,
        )
        opened = open_round(project, wish)
    finally:
        project.close()
    _tell(opened)
    return 0


def _tell(opened: Opened) -> None:
    round_ = opened.round
    asks = ", ".join(round_.fields) or "everything"
    of = f"{counted(opened.articles, 'article')}" if opened.articles else "all articles"
    if round_.gives:
        of = f"{counted(opened.claims, 'given claim')} in {of}"
    say(f"opened {round_.name}: asks {asks} of {of}{', blind until it closes' if round_.blind else ''}")
    if opened.frozen:
        say(f"frozen {opened.frozen}: its gold gave the claims and never changes again")
    if opened.left_out:
        say(f"left out: {counted(opened.left_out, 'item')} that nobody has settled")
    if opened.changed:
        say(f"given as it was settled: {counted(opened.changed, 'item')} with annotations that changed since")
    if opened.lacking:
        say(
            f"given with gaps: {counted(opened.lacking, 'item')} whose gold lacks what {opened.frozen} asks for"
        )
    say_next(*after_opening(round_.name))


def _where(args: argparse.Namespace) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for each in args.where:
        field, sign, values = each.partition("=")
        chosen = tuple(value.strip() for value in values.split(",") if value.strip())
        if not sign or not field.strip() or not chosen:
            raise BadInput(f"{each!r} is no FIELD=A,B", do="write --where stance=questions,denies")
        found[field.strip()] = chosen
    if args.check_worthy:
        found[CHECK_WORTHINESS] = args.check_worthy
    return found


def _articles(project: Project, named: tuple[str, ...]) -> tuple[str, ...]:
    """Return the ids of articles named by number or id, on the command line or in files of them, each once."""
    from annotator.workflow.naming_articles import articles_named

    words: list[str] = []
    for each in named:
        path = Path(each)
        if not each.isdecimal() and path.exists():
            words += _lines(path)
        else:
            words.append(each)
    return articles_named(project, words)


def _lines(path: Path) -> list[str]:
    data = read_whole(path, MEGABYTE, what="the list of articles")
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as problem:
        raise BadInput(
            "this is no list of articles",
            where=str(path),
            why="it is not UTF-8 text",
            do="write a number or an id on every line",
        ) from problem
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


def run_close(args: argparse.Namespace) -> int:
    """Close a round."""
    from annotator.workflow.closing import close_round
    from annotator.workflow.project import open_project

    project = open_project(project_path(args), say)
    try:
        closed = close_round(project, args.name, unfinished=args.unfinished)
    finally:
        project.close()
    say(f"closed {closed.name}: it asks nothing more")
    say_next(*after_closing(closed.name))
    return 0


def run_freeze(args: argparse.Namespace) -> int:
    """Freeze a round."""
    from annotator.workflow.closing import freeze_round
    from annotator.workflow.project import open_project

    project = open_project(project_path(args), say)
    try:
        frozen = freeze_round(project, args.name, unfinished=args.unfinished, with_gaps=args.with_gaps)
    finally:
        project.close()
    say(f"frozen {frozen.name}: its gold never changes again")
    return 0
