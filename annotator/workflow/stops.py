"""The articles that a round asks somebody for, in their order: all of the project's, or a list of its own.

A project may hold a million passages, so all of its articles are never listed before somebody asks for a list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from annotator.core.round import Round
from annotator.core.scheme import Scheme
from annotator.store import reading
from annotator.store.engine import Connection
from annotator.store.reading import round_work


class Stop(NamedTuple):
    """An article, and under whose id it is worked on: the annotator's own, or that of their second hand."""

    article_id: str
    annotator_id: str


class Order(Protocol):
    """Articles in an order; what begins at one of them goes on with the first after the last."""

    @property
    def listed(self) -> tuple[Stop, ...] | None:
        """All of them, where they are a list."""
        ...

    def count(self, connection: Connection) -> int:
        """Return how many there are."""
        ...

    def number(self, connection: Connection, stop: Stop) -> int:
        """Return the place of one, counted from 1; 0 for one that is not among them."""
        ...

    def at(self, connection: Connection, number: int) -> Stop | None:
        """Return the one of that number, if there is one."""
        ...

    def after(self, connection: Connection, stop: Stop) -> Stop | None:
        """Return the one after this, if there is one."""
        ...

    def all(self, connection: Connection) -> Sequence[Stop]:
        """Return every one of them."""
        ...

    def next_unsettled(self, connection: Connection, stop: Stop) -> Stop | None:
        """Return the next other one where work is left."""
        ...

    def next_flagged(self, connection: Connection, stop: Stop) -> tuple[Stop, str] | None:
        """Return the next other one with a flagged passage, and that passage."""
        ...


class AllArticles:
    """Every article of the project in the order of import, each under the annotator's own id."""

    listed = None

    def __init__(self, annotator_id: str) -> None:
        self._annotator = annotator_id

    def _stop(self, article_id: str | None) -> Stop | None:
        return None if article_id is None else Stop(article_id, self._annotator)

    def count(self, connection: Connection) -> int:
        """Return how many there are."""
        return reading.article_count(connection)

    def number(self, connection: Connection, stop: Stop) -> int:
        """Return the place of one, counted from 1; 0 for one that is not among them."""
        return reading.article_number(connection, stop.article_id)

    def at(self, connection: Connection, number: int) -> Stop | None:
        """Return the one of that number, if there is one."""
        return self._stop(reading.article_at(connection, number))

    def after(self, connection: Connection, stop: Stop) -> Stop | None:
        """Return the one after this, if there is one."""
        return self._stop(reading.article_after(connection, stop.article_id))

    def all(self, connection: Connection) -> Sequence[Stop]:
        """Return every one of them."""
        return [Stop(each, self._annotator) for each in reading.article_ids(connection)]

    def next_unsettled(self, connection: Connection, stop: Stop) -> Stop | None:
        """Return the next other one with a passage neither done nor skipped."""
        found = self._stop(reading.next_unsettled_article(connection, self._annotator, stop.article_id))
        return None if found == stop else found

    def next_flagged(self, connection: Connection, stop: Stop) -> tuple[Stop, str] | None:
        """Return the next other one with a flagged passage, and that passage."""
        found = reading.next_flagged(connection, self._annotator, stop.article_id)
        if found is None or found[0] == stop.article_id:
            return None
        return Stop(found[0], self._annotator), found[1]


class Listed:
    """A round's own list of articles, or what was assigned; the same article may stand in it under two ids."""

    def __init__(self, stops: Sequence[Stop], round_: Round, scheme: Scheme) -> None:
        self.listed: tuple[Stop, ...] | None = tuple(stops)
        self._stops = tuple(stops)
        self._places = {stop: place for place, stop in enumerate(stops)}
        self._round = round_
        self._required = tuple(each.id for each in scheme.fields if each.required)

    def count(self, _: Connection) -> int:
        """Return how many there are."""
        return len(self._stops)

    def number(self, _: Connection, stop: Stop) -> int:
        """Return the place of one, counted from 1; 0 for one that is not among them."""
        return self._places.get(stop, -1) + 1

    def at(self, _: Connection, number: int) -> Stop | None:
        """Return the one of that number, if there is one."""
        return self._stops[number - 1] if 0 < number <= len(self._stops) else None

    def after(self, connection: Connection, stop: Stop) -> Stop | None:
        """Return the one after this, if there is one."""
        return self.at(connection, self.number(connection, stop) + 1)

    def all(self, _: Connection) -> Sequence[Stop]:
        """Return every one of them."""
        return self._stops

    def _others(self, connection: Connection, stop: Stop) -> list[Stop]:
        place = self.number(connection, stop)
        return [*self._stops[place:], *self._stops[: max(0, place - 1)]]

    def next_unsettled(self, connection: Connection, stop: Stop) -> Stop | None:
        """Return the next other one with a passage neither done nor skipped, or a given claim not answered."""
        others = self._others(connection, stop)
        found = []
        for hand in dict.fromkeys(each.annotator_id for each in others):
            articles = [each.article_id for each in others if each.annotator_id == hand]
            article = round_work.next_with_work(
                connection, self._round.id, hand, articles, self._required, given=self._round.gives
            )
            found += [] if article is None else [Stop(article, hand)]
        return min(found, key=others.index, default=None)

    def next_flagged(self, connection: Connection, stop: Stop) -> tuple[Stop, str] | None:
        """Return the next other one with a flagged passage, and that passage; none where claims are given."""
        if self._round.gives:
            return None
        others = {each: place for place, each in enumerate(self._others(connection, stop))}
        first: dict[Stop, str] = {}
        for hand in dict.fromkeys(each.annotator_id for each in others):
            for article, passage in round_work.flagged(connection, hand):
                first.setdefault(Stop(article, hand), passage)
        found = min((each for each in first if each in others), key=others.__getitem__, default=None)
        return None if found is None else (found, first[found])
