"""A plan of who annotates what: made of values and a seed, so that the same question has the same answer.

What people have begun stays theirs; only the rest moves, and no more of it than even loads need. So the plan for
somebody who joins late or leaves is the same function with other people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from annotator.core.lining_up import Task, TaskKind, line_up
from annotator.core.seeded import chance
from annotator.core.sharing_out import Terms, share_out
from annotator.errors import Invalid

__all__ = ["Asking", "Has", "Plan", "Task", "TaskKind", "gold_chosen", "make_plan"]

ALL = 100
"""Percent."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is wanted: people an article, the largest share of all work one may have and repeats, both in percent."""

    overlap: int
    share: int = ALL
    repeats: int = 0
    seed: int = 1

    def __post_init__(self) -> None:
        if self.overlap < 1:
            raise Invalid(f"an overlap of {self.overlap} leaves articles to nobody", do="give 1 or more")
        for what, percent, least in (("share", self.share, 1), ("share of repeats", self.repeats, 0)):
            if not least <= percent <= ALL:
                raise Invalid(f"a {what} of {percent} % is none", do=f"give {least} to {ALL}")


@dataclass(frozen=True, slots=True)
class Has:
    """What somebody is asked for now, in order, and what of it they have begun."""

    tasks: tuple[Task, ...] = ()
    begun: frozenset[Task] = frozenset()

    def of(self, kind: TaskKind, *, begun: bool = False) -> frozenset[str]:
        """Return the articles of one kind, on request those that were begun."""
        return frozenset(
            task.article for task in self.tasks if task.kind is kind and (not begun or task in self.begun)
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """Everybody's tasks in the order in which they are to meet them."""

    lists: Mapping[str, tuple[Task, ...]]
    overlap: int

    def loads(self) -> dict[str, int]:
        """Return how many articles each has as work, repeats and gold left out."""
        return {who: len(self.work(who)) for who in self.lists}

    def work(self, who: str) -> frozenset[str]:
        """Return the articles that somebody has as work."""
        return frozenset(task.article for task in self.lists[who] if task.kind is TaskKind.WORK)

    def met(self) -> dict[tuple[str, str], int]:
        """Return in how many articles each two people meet, by their names in order; gold is left out."""
        works = {who: self.work(who) for who in sorted(self.lists)}
        return {(a, b): len(works[a] & works[b]) for a, b in combinations(works, 2)}


def make_plan(
    articles: Mapping[str, int],
    people: Iterable[str],
    asking: Asking,
    *,
    has: Mapping[str, Has] | None = None,
    gold: Iterable[str] = (),
) -> Plan:
    """Plan who gets what of `articles`, given with the size of each, such as its passages, which are shared as well.

    Every article gets exactly `overlap` different people, more only where more have begun it; nobody has more than
    their share but of what they have begun; loads differ by no more than one where the cap and what has been begun
    allow; every pair shares about as much as every other. `gold` are articles that everybody gets beside their work.
    `has` is what people have been asked for before, also of people who are no longer among `people`: what these have
    begun counts for its articles. Raises `Invalid` with the reason where it can't be met.
    """
    who, has, beside = sorted(set(people)), has or {}, sorted(set(gold))
    sizes = {each: max(1, size) for each, size in articles.items()}
    gone = Counter(
        article for each in has if each not in who for article in has[each].of(TaskKind.WORK, begun=True)
    )
    needs = {each: max(0, asking.overlap - gone[each]) for each in sizes}
    terms = Terms(_cap(len(sizes), asking), asking.seed)
    _check_people(needs, who)
    _check_share(needs, who, asking, terms.cap)
    teams, lacking = share_out(
        {each: (size, needs[each]) for each, size in sizes.items()},
        who,
        terms,
        has={each: known.of(TaskKind.WORK) for each, known in has.items()},
        begun={each: known.of(TaskKind.WORK, begun=True) for each, known in has.items()},
    )
    if lacking:
        raise _impossible(lacking, terms.cap)
    work: dict[str, list[str]] = {each: [] for each in who}
    for article in sorted(teams):
        for each in teams[article]:
            work[each].append(article)
    lines = {each: _line(each, work[each], beside, has.get(each, Has()), asking) for each in who}
    return Plan(lines, asking.overlap)


def _cap(articles: int, asking: Asking) -> int:
    """Return the most articles that one person may have."""
    return min(articles, articles * asking.overlap * asking.share // ALL)


def _check_people(needs: Mapping[str, int], who: Sequence[str]) -> None:
    most = max(needs.values(), default=0)
    if most <= len(who):
        return
    have = "nobody is" if not who else "1 person is" if len(who) == 1 else f"{len(who)} people are"
    raise Invalid(
        f"an article needs {most} {'person' if most == 1 else 'people'}, and {have} asked",
        why="nobody does an article twice",
        do=f"name {most - len(who)} more" + (f", or ask for an overlap of {len(who)}" if who else ""),
    )


def _check_share(needs: Mapping[str, int], who: Sequence[str], asking: Asking, cap: int) -> None:
    pieces = sum(needs.values())
    if cap * len(who) >= pieces:
        return
    enough = next(
        (
            more
            for more in range(asking.share, ALL + 1)
            if _cap(len(needs), replace(asking, share=more)) * len(who) >= pieces
        ),
        ALL,
    )
    others = -(-pieces // cap) - len(who) if cap else 0
    more = f", or name {others} more people" if others else ""
    raise Invalid(
        f"{len(who)} people can't do all of it with at most {asking.share} % each",
        why=f"there are {pieces:,} articles to do, those for several people counted for each; "
        f"{len(who)} times {cap:,} are {len(who) * cap:,}",
        do=f"let each do up to {enough} %{more}, or lower the overlap",
    )


def _impossible(lacking: Mapping[str, int], cap: int) -> Invalid:
    return Invalid(
        f"{len(lacking):,} {'article' if len(lacking) == 1 else 'articles'} would have too few people",
        why=f"with at most {cap:,} articles each, and what has been begun staying where it is, no sharing reaches them",
        do="let each do more, name more people, or lower the overlap",
    )


def _line(who: str, work: Sequence[str], gold: Sequence[str], has: Has, asking: Asking) -> tuple[Task, ...]:
    """Return somebody's list; as it was where they are asked for the same as before."""
    begun = tuple(task for task in has.tasks if task in has.begun)
    wanted = {Task(each) for each in work} | {task for task in begun if task.kind is not TaskKind.REPEAT}
    known = {task.article for task in wanted if task.kind is TaskKind.WORK}
    # What somebody has as work is not new to them, and would show nothing as gold.
    wanted |= {Task(each, TaskKind.GOLD) for each in gold if each not in known}
    line = line_up(who, begun, sorted(wanted - has.begun), repeats=asking.repeats, seed=asking.seed)
    if {task for task in line if task.kind is not TaskKind.REPEAT} == {
        task for task in has.tasks if task.kind is not TaskKind.REPEAT
    } and len(line) == len(has.tasks):
        return has.tasks
    return line


def gold_chosen(gold: Iterable[str], percent: int, load: int, seed: int) -> list[str]:
    """Choose as many articles with gold as `percent` of somebody's work come to, at least one; or all there are."""
    ordered = sorted(set(gold), key=lambda each: (chance(seed, "gold", each), each))
    return sorted(ordered[: -(-load * percent // ALL)])
