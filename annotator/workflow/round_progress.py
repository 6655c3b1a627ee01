"""How far somebody is with each article of a round, counted by the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotator.core.round import Round
from annotator.core.scheme import Scheme
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.reading import round_work


@dataclass(frozen=True, slots=True)
class Counts:
    """What is settled and what is asked, by article: passages, or given claims."""

    settled: Mapping[str, int]
    asked: Mapping[str, int]

    def of(self, article_id: str) -> tuple[int, int]:
        """Return both numbers of an article."""
        return self.settled.get(article_id, 0), self.asked.get(article_id, 0)


def article_counts(connection: Connection, round_: Round, scheme: Scheme, annotator_id: str) -> Counts:
    """Count for one annotator: passages done or skipped, or given claims of which all that is called for is said."""
    return Counts(settled_in(connection, round_, scheme, annotator_id), asked_in(connection, round_))


def asked_in(connection: Connection, round_: Round) -> dict[str, int]:
    """Count what is asked of everybody in each article: passages without boilerplate, or given claims."""
    if round_.gives:
        return round_work.given_counts(connection, round_.id)
    return reading.passage_counts(connection)


def settled_in(connection: Connection, round_: Round, scheme: Scheme, annotator_id: str) -> dict[str, int]:
    """Count what of that one annotator has settled."""
    if round_.gives:
        required = [each.id for each in scheme.fields if each.required]
        return round_work.answered_counts(connection, round_.id, annotator_id, required)
    return reading.settled_counts(connection, annotator_id)
