"""`annotator assign`: who gets which articles of a round."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from annotator.cli.lookers import Looking, add_look, looker
from annotator.cli.onward import after_assigning, say_next
from annotator.cli.options import Commands, add_project, command, project_path, say
from annotator.core.amounts import counted
from annotator.core.display import visible

if TYPE_CHECKING:
    from annotator.workflow.assigning import Proposal
    from annotator.workflow.planning import Foretold
    from annotator.workflow.project import Project

ABOUT = """\
Share the articles of a round out: each to so many people (--overlap), as much to everybody as to everybody else, and
so that every two people have about as many articles in common as any other two. What comes of it is shown first: how
much each gets, what pairs share, how wide the interval of alpha is expected to be. Then it is written, as one entry,
unless it is a --dry-run. The same seed gives the same plan.

With --repeats people meet some of their own articles again, long after the first time and without being told, which
shows how far they agree with themselves. With --gold some articles that have been settled already are mixed in, and
what people say there can be held against the gold (annotator round control). Names that are new are added.

Later, --join and --leave change who takes part: what people have begun stays theirs, and of the rest no more changes
hands than even shares need. Of somebody who leaves, what they finished stays and counts; they get nothing more until
they --join again. What share of gold is mixed in is decided once for a round. Asked again with nothing
new, articles that were imported since are shared out too.
"""

EXAMPLES = """\
  annotator assign marks --to Ana Ben Cleo --overlap 2 --dry-run
  annotator assign marks --to Ana Ben Cleo --overlap 2 --repeats 10 --gold 5
  annotator assign marks --join Dora
  annotator assign marks --leave Ben
  annotator assign marks --list
"""

NAMES = ("to", "join", "leave")
TERMS = ("overlap", "share", "repeats", "gold", "seed")


def register(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "assign", "who gets which articles of a round", ABOUT, EXAMPLES)
    parser.add_argument("round", metavar="ROUND", help="the round's name")
    parser.add_argument("--to", metavar="NAME", nargs="+", default=[], help="everybody who is to take part")
    parser.add_argument("--join", metavar="NAME", nargs="+", default=[], help="who joins those taking part")
    parser.add_argument("--leave", metavar="NAME", nargs="+", default=[], help="who takes part no longer")
    parser.add_argument(
        "--overlap", metavar="K", type=_whole, help="people an article (default: as last time, else 2)"
    )
    parser.add_argument(
        "--share",
        metavar="PERCENT",
        type=_percent,
        help="the most of all work that one person may have (default: as last time, else 100)",
    )
    parser.add_argument(
        "--repeats",
        metavar="PERCENT",
        type=_percent,
        help="how many of their own articles people meet again (default: as last time, else 0)",
    )
    parser.add_argument(
        "--gold",
        metavar="PERCENT",
        type=_percent_or_none,
        help="how many articles with gold are mixed in, by how much work each has, or none (default: as last time, "
        "else none)",
    )
    parser.add_argument(
        "--seed",
        metavar="N",
        type=_whole,
        help="seed of what is left to chance (default: as last time, else 1)",
    )
    parser.add_argument("--dry-run", action="store_true", help="show the plan and write nothing")
    parser.add_argument("--list", action="store_true", help="who has what, and how far they are")
    add_look(parser)
    parser.add_argument("--json", action="store_true", help="for programs")
    add_project(parser)
    parser.set_defaults(run=run)


def _whole(given: str) -> int:
    if not (given.isascii() and given.isdigit()):
        raise argparse.ArgumentTypeError(f"{given!r} is no whole number from 0 on")
    return int(given)


def _percent(given: str) -> int:
    found = _whole(given.removesuffix("%").strip())
    if found > 100:  # noqa: PLR2004  percent
        raise argparse.ArgumentTypeError(f"{given!r} is more than all of it")
    return found


def _percent_or_none(given: str) -> int:
    return 0 if given == "none" else _percent(given)


def run(args: argparse.Namespace) -> int:
    """Show the plan, and write it unless nothing is to be written; or list what there is."""
    from annotator.workflow.project import open_project

    _check_together(args)
    project = open_project(project_path(args), say)
    try:
        return _list(project, args) if args.list else _assign(project, args)
    finally:
        project.close()


def _check_together(args: argparse.Namespace) -> None:
    from annotator.errors import BadInput

    given = [f"--{each}" for each in NAMES if getattr(args, each)]
    given += [f"--{each}" for each in TERMS if getattr(args, each) is not None]
    given += ["--dry-run"] if args.dry_run else []
    if args.list and given:
        raise BadInput(
            f"--list changes nothing, so {given[0]} says nothing to it", do="leave one of them out"
        )


def _assign(project: Project, args: argparse.Namespace) -> int:
    from annotator.workflow.assigning import plan_assignment, write_plan
    from annotator.workflow.assignment_people import AssignWish
    from annotator.workflow.planning import foretell

    changed = {each: getattr(args, each) for each in TERMS if getattr(args, each) is not None}
    wish = AssignWish(tuple(args.to), tuple(args.join), tuple(args.leave), changed)
    proposal = plan_assignment(project, args.round, wish)
    expected = foretell(project, proposal.round, list(proposal.sizes), proposal.terms.overlap)
    writes = proposal.changes and not args.dry_run
    if args.json:
        # A program is told that it is written once it is.
        if writes:
            write_plan(project, proposal)
        print(json.dumps(_as_dict(proposal, expected) | {"written": writes}, indent=2, ensure_ascii=False))
    else:
        _show(proposal, expected)
        if writes:
            write_plan(project, proposal)
    if not proposal.changes:
        say("nothing changes: this is what they have been asked for")
    elif args.dry_run:
        say("nothing was written")
    else:
        for each in proposal.left:
            say(f"{proposal.names[each]} has left {proposal.round.name}, and is asked for nothing more in it")
        say(f"assigned, {proposal.terms}")
        asked = min((each["name"] for each in _people(proposal) if each["work"]), default="")
        if asked:
            say_next(*after_assigning(proposal.round.name, asked))
    return 0


def _show(proposal: Proposal, expected: list[Foretold]) -> None:
    from annotator.core.near_names import spelled_like
    from annotator.core.short_names import cut_middle

    plan, terms = proposal.plan, proposal.terms
    what = "claims" if proposal.round.gives else "passages"
    lines = [
        f"{proposal.round.name}: {counted(proposal.articles, 'article')}, {terms.overlap} people to each",
        f"({terms})",
        "",
        f"{'annotator':<28}{'articles':>10}{what:>10}{'gold':>7}{'again':>7}",
    ]
    lines += [
        f"{cut_middle(each['name'], 27, len):<28}"
        f"{each['work']:>10,}{each['size']:>10,}{each['gold']:>7,}{each['again']:>7,}"
        for each in _people(proposal)
    ]
    met = plan.met().values()
    if met:
        lines += [
            "",
            f"two people have {_range(min(met), max(met))} in common, {sum(met) / len(met):,.1f} on average",
        ]
    known = [each for each in proposal.names.values() if each not in proposal.added]
    new = ", ".join(f"{each}{spelled_like(each, known)}" for each in proposal.added)
    lines += [f"new here: {new}"] if new else []
    lines += [
        f"{name} leaves {counted(count, 'article')} half done: others get them too, what is there stays"
        for name, count in proposal.half_done.items()
    ]
    for line in lines:
        print(visible(line))
    if expected:
        from annotator.cli.foretelling import foretold_lines

        print("\nexpected 95 % interval of alpha:")
        for line in foretold_lines(expected):
            print(visible(line))


def _range(least: int, most: int) -> str:
    return counted(most, "article") if least == most else f"{least:,} to {counted(most, 'article')}"


def _people(proposal: Proposal) -> list[dict[str, Any]]:
    from annotator.core.assigning import TaskKind

    found = []
    for who, line in proposal.plan.lists.items():
        kinds = [task.kind for task in line]
        found.append(
            {
                "name": proposal.names[who],
                "work": kinds.count(TaskKind.WORK),
                "size": sum(
                    proposal.sizes[each] for each in proposal.plan.work(who) if each in proposal.sizes
                ),
                "gold": kinds.count(TaskKind.GOLD),
                "again": kinds.count(TaskKind.REPEAT),
            }
        )
    return sorted(found, key=lambda each: str(each["name"]))


def _as_dict(proposal: Proposal, expected: list[Foretold]) -> dict[str, Any]:
    from annotator.cli.foretelling import foretold_dicts

    met = proposal.plan.met().values()
    terms = proposal.terms
    return {
        "round": proposal.round.name,
        "articles": proposal.articles,
        "terms": {each: getattr(terms, each) for each in TERMS},
        "people": _people(proposal),
        "pairs": {"min": min(met), "mean": sum(met) / len(met), "max": max(met)} if met else None,
        "new": list(proposal.added),
        "half_done": dict(proposal.half_done),
        "left": [proposal.names[each] for each in proposal.left],
        "expected": foretold_dicts(expected),
    }


def _list(project: Project, args: argparse.Namespace) -> int:
    from annotator.core.short_names import cut_middle
    from annotator.workflow.assigned import list_assigned
    from annotator.workflow.rounds import find_round

    Looking(project, looker(project), "assign", find_round(project, args.round)).ask(anyway=args.look)
    found = list_assigned(project, args.round)
    if args.json:
        print(json.dumps(found.as_dict(), indent=2, ensure_ascii=False))
        return 0
    if not found.people:
        say(f"nobody is assigned anything in {found.round!r}: everybody is asked for all of it")
        return 0
    head = f"{'annotator':<24}{'articles':>10}{'gold':>6}{'again':>7}{'finished':>10}{'begun':>7}"
    print(f"{head}{found.counts + ' left':>15}")
    for each in found.people:
        name = cut_middle(each.name, 23, len)
        row = f"{name:<24}{each.work:>10,}{each.gold:>6,}{each.again:>7,}{each.finished:>10,}{each.begun:>7,}"
        print(visible(f"{row}{each.asked - each.settled:>15,}"))
    return 0
