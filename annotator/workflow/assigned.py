"""Who has what in a round and how far they are, for whoever leads it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from annotator.core.lining_up import TaskKind
from annotator.core.round import Round
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.engine import reading as reading_scope
from annotator.store.kit_owner import refuse_in_kit
from annotator.store.reading import assigning as stored
from annotator.store.reading import round_work
from annotator.store.reading import rounds as asking
from annotator.store.reading.rounds import Assigned
from annotator.workflow.project import Project
from annotator.workflow.round_progress import Counts
from annotator.workflow.rounds import find_round


@dataclass(frozen=True, slots=True)
class Has:
    """What one person has in a round: articles by kind, how many of all are begun or finished, and what is left.

    `asked` and `settled` count passages, or claims where these are given.
    """

    name: str
    work: int
    gold: int
    again: int
    finished: int
    begun: int
    asked: int
    settled: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A round and everybody who is asked for something in it."""

    round: str
    state: str
    counts: str
    people: tuple[Has, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return asdict(self)


def list_assigned(project: Project, round_name: str) -> Listing:
    """Return who has what in a round and how far they are; nobody where everybody does everything.

    Refused in a kit, whose owner isn't told which articles they meet again or have gold.
    """
    refuse_in_kit(project.path, "listing who has what")
    round_ = find_round(project, round_name)
    with reading_scope(project.engine) as connection:
        names = {each.id: each.name for each in reading.annotators(connection)}
        hands = {of: hand for hand, of in stored.again(connection).items()}
        by_person: dict[str, list[Assigned]] = defaultdict(list)
        for each in asking.assigned(connection, round_.id):
            by_person[each.annotator_id].append(each)
        how_far = _HowFar(project, connection, round_)
        people = [
            _has(names[who], mine, how_far.of(who), how_far.of(hands[who]) if who in hands else how_far.none)
            for who, mine in by_person.items()
        ]
    people.sort(key=lambda each: each.name)
    return Listing(round_.name, str(round_.state), "claims" if round_.gives else "passages", tuple(people))


class _HowFar:
    """How much is asked in every article, and how much of it somebody has settled."""

    def __init__(self, project: Project, connection: Connection, round_: Round) -> None:
        self.connection, self.round = connection, round_
        self.required = [each.id for each in round_.narrowed(project.scheme).fields if each.required]
        self.asked = (
            round_work.given_counts(connection, round_.id)
            if round_.gives
            else reading.passage_counts(connection)
        )
        self.none = Counts({}, self.asked)

    def of(self, annotator_id: str) -> Counts:
        """Return both for one annotator."""
        if self.round.gives:
            settled = round_work.answered_counts(self.connection, self.round.id, annotator_id, self.required)
        else:
            settled = reading.settled_counts(self.connection, annotator_id)
        return Counts(settled, self.asked)


def _has(name: str, tasks: Sequence[Assigned], first: Counts, again: Counts) -> Has:
    kinds = Counter(each.kind for each in tasks)
    how_far = [(again if each.kind == TaskKind.REPEAT else first).of(each.article_id) for each in tasks]
    return Has(
        name,
        kinds[TaskKind.WORK],
        kinds[TaskKind.GOLD],
        kinds[TaskKind.REPEAT],
        sum(settled >= asked for settled, asked in how_far),
        sum(0 < settled < asked for settled, asked in how_far),
        sum(asked for _, asked in how_far),
        sum(min(settled, asked) for settled, asked in how_far),
    )
