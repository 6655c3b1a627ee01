"""In which order somebody meets their articles: not everybody's the same, and repeats long after the first time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotator.core.seeded import chance


class TaskKind(StrEnum):
    """Why somebody is asked for an article: work, the same once more, or to be held against its gold."""

    WORK = "work"
    REPEAT = "repeat"
    GOLD = "gold"


@dataclass(frozen=True, slots=True, order=True)
class Task:
    """An article that somebody is asked for, and why, which they aren't told."""

    article: str
    kind: TaskKind = TaskKind.WORK


def line_up(
    who: str, begun: Sequence[Task], rest: Sequence[Task], *, repeats: int, seed: int
) -> tuple[Task, ...]:
    """Return all of somebody's tasks in order: what they have begun as it was, then the rest in an order of their own.

    `rest` holds work and gold. As many of the work come again as `repeats` says in percent, no fewer than one where
    that is possible; each at least half of the list after the first time, and not all equally far. Repeats already
    begun count.
    """
    todo = sorted(rest, key=lambda task: (chance(seed, "order", who, task.article, task.kind), task))
    work = sum(task.kind is TaskKind.WORK for task in (*begun, *todo))
    again = sum(task.kind is TaskKind.REPEAT for task in begun)
    wanted = max(0, -(-work * repeats // 100) - again)
    for more in range(wanted, 0, -1):
        found = _with_repeats(who, begun, todo, more, seed)
        if found is not None:
            return found
    return (*begun, *todo)


def _with_repeats(
    who: str, begun: Sequence[Task], todo: Sequence[Task], more: int, seed: int
) -> tuple[Task, ...] | None:
    """Place that many repeats, None if there is no room for them half a list after the first time.

    Places for first times and for repeats are drawn apart and put in order; a repeat that would come too early for the
    first time of its number moves back by as much as is missing. Then each takes any first time that is early enough.
    """
    size = len(begun) + len(todo) + more
    half = -(-size // 2)
    repeated = {task.article for task in begun if task.kind is TaskKind.REPEAT}
    known = [
        place
        for place, task in enumerate(begun)
        if task.kind is TaskKind.WORK and task.article not in repeated
    ]
    work = sum(task.kind is TaskKind.WORK for task in todo)
    room = size - half
    first_places = [*(place for place in known if place < room), *range(len(begun), room)]
    last_places = list(range(max(len(begun) - half, 0), room))
    # Early ones and late ones, where there are enough: otherwise half of the repeats would come after the same gap.
    early_places = [place for place in first_places if 3 * place < 2 * room]
    late_places = [place for place in last_places if 3 * place >= room]
    firsts = _drawn(early_places if len(early_places) >= more else first_places, more, (seed, "first", who))
    lasts = _drawn(late_places if len(late_places) >= more else last_places, more, (seed, "repeat", who))
    if len(firsts) < more or len(lasts) < more or sum(place >= len(begun) for place in firsts) > work:
        return None
    first_of: dict[int, int] = {}
    left = list(firsts)
    for place in [half + max(pair) for pair in zip(firsts, lasts, strict=True)]:
        # Any that is early enough will do for the ones after, since what is early enough now still is then.
        early = [first for first in left if first + half <= place]
        first_of[place] = min(early, key=lambda first: chance(seed, "pair", who, first, place))
        left.remove(first_of[place])
    return _filled(begun, todo, first_of, size)


def _drawn(places: Sequence[int], count: int, parts: tuple[object, ...]) -> list[int]:
    return sorted(sorted(places, key=lambda place: chance(*parts, place))[:count])


def _filled(
    begun: Sequence[Task], todo: Sequence[Task], first_of: Mapping[int, int], size: int
) -> tuple[Task, ...]:
    """Put work where it is to come again, its repeats where they are to be, and the rest between them."""
    firsts = {first for first in first_of.values() if first >= len(begun)}
    chosen = [task for task in todo if task.kind is TaskKind.WORK][: len(firsts)]
    apart = frozenset(chosen)
    coming_again, others = iter(chosen), (task for task in todo if task not in apart)
    line: list[Task] = list(begun)
    for place in range(len(begun), size):
        if place in first_of:
            line.append(Task(line[first_of[place]].article, TaskKind.REPEAT))
        else:
            line.append(next(coming_again if place in firsts else others))
    return tuple(line)
