"""What an assignment is planned on: a round's articles with their sizes, and who has done what of them."""

from __future__ import annotations

from annotator.core.lining_up import Task, TaskKind
from annotator.core.round import Round
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.reading import assigning as stored
from annotator.store.reading import round_work
from annotator.store.reading import rounds as asking
from annotator.workflow.project import Project
from annotator.workflow.round_progress import article_counts

ASSIGN = "assign"
"""What the action is called by which articles are assigned."""


class Ground:
    """What is there: the round's articles with their sizes, who is asked for what, who there is, who has left."""

    def __init__(self, project: Project, connection: Connection, round_: Round) -> None:
        self.project, self.connection, self.round = project, connection, round_
        self.annotators = {each.id: each for each in reading.annotators(connection)}
        self.hands = stored.again(connection)
        self.before = asking.assigned(connection, round_.id)
        self.left = stored.leavers(connection, round_.id, ASSIGN)
        self.scheme = round_.narrowed(project.scheme)
        counts = (
            round_work.given_counts(connection, round_.id)
            if round_.gives
            else reading.passage_counts(connection)
        )
        listed = (
            asking.round_articles(connection, round_.id)
            if round_.lists_articles
            else reading.article_ids(connection)
        )
        self.counts = counts
        self.sizes = {each: counts.get(each, 0) for each in listed if each in counts or not round_.gives}

    @property
    def fields(self) -> list[str]:
        """Return the fields that somebody is held against gold in: those the round names, else those required."""
        return [each.id for each in self.scheme.fields if each.required or self.round.fields]

    def tasks(self, annotator: str) -> tuple[Task, ...]:
        """Return what somebody is asked for now."""
        mine = (each for each in self.before if each.annotator_id == annotator)
        return tuple(Task(each.article_id, TaskKind(each.kind)) for each in mine)

    def begun(self, annotator: str) -> set[str]:
        """Return the articles in which somebody has done anything that the round asks."""
        if self.round.gives:
            return stored.answered_articles(self.connection, self.round.id, annotator)
        return stored.begun_articles(self.connection, annotator)

    def finished(self, annotator: str) -> set[str]:
        """Return the articles in which nothing is left for somebody."""
        counts = article_counts(self.connection, self.round, self.scheme, annotator)
        return {each for each in counts.settled if counts.of(each)[0] >= counts.of(each)[1]}

    def second_hand(self, annotator: str) -> str | None:
        """Return the id of somebody's second hand, if they have one."""
        return next((hand for hand, of in self.hands.items() if of == annotator), None)
