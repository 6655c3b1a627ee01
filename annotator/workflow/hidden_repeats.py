"""What keeps a person from finding out which articles they meet again, for as long as a round asks it of them.

For the person both hands are one. What they did under the one and under the other in one article is never told side
by side: within the article only what the hand in use did there, elsewhere the latest of the two times. Whoever reads
the database by other means sees all of it, and so does the lead.
"""

from __future__ import annotations

from dataclasses import dataclass

from annotator.store.engine import Connection
from annotator.store.reading import assigning, round_work
from annotator.store.reading import rounds as asking
from annotator.store.reading.exposures import hands
from annotator.workflow.project import Project
from annotator.workflow.rounds import all_rounds

Told = tuple[str, str]
"""A hand, and an article in which what it did isn't told."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """Whose they are, their second hand if there is one, and what open rounds ask them to meet again."""

    annotator_id: str
    second: str | None = None
    articles: frozenset[str] = frozenset()

    @property
    def hands(self) -> tuple[str, ...]:
        """Return the ids under which the person works."""
        return (self.annotator_id, *([self.second] if self.second else []))

    @property
    def hidden_hands(self) -> frozenset[str]:
        """Return the second hand, while nothing of it is to be told apart."""
        return frozenset({self.second}) if self.second and self.articles else frozenset()

    def untold(self, connection: Connection, at: Told | None = None) -> frozenset[Told]:
        """Return what isn't told of the person's history; `at` is the hand in use and the article before them."""
        if not self.second or not self.articles:
            return frozenset()
        begun = assigning.begun_articles(connection, self.second) & self.articles
        begun |= round_work.answered_in(connection, self.second) & self.articles
        untold = {(self.annotator_id, each) for each in begun}
        if at is not None and at[1] in self.articles:
            hand, article = at
            untold.discard((self.annotator_id, article))
            untold.add((self.second if hand == self.annotator_id else self.annotator_id, article))
        return frozenset(untold)


def repeats_of(project: Project, connection: Connection, annotator_id: str) -> Repeats:
    """Return what a person meets again in the rounds that are open."""
    own, *more = hands(connection, annotator_id)
    if not more:
        return Repeats(own)
    articles = {
        each.article_id
        for round_ in all_rounds(project, connection)
        if round_.is_open
        for each in asking.assigned(connection, round_.id, own)
        if each.kind == "repeat"
    }
    return Repeats(own, more[0], frozenset(articles))
