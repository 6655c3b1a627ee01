"""Many rows at once: articles with their passages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain, repeat
from typing import NamedTuple

from sqlalchemy import Connection, Table, bindparam, select

from annotator.core.action_seal import ActionSeal
from annotator.core.article import Article
from annotator.core.ids import passage_ids
from annotator.store import driver
from annotator.store.sealing import detail_id
from annotator.store.tables import ARTICLE, ARTICLE_DETAIL, PASSAGE

AT_ONCE = 2_000
"""How many passages are handed to the driver together; more is no faster."""


class Arrival(NamedTuple):
    """An article on its way in: `details` are (field, value); of its passages the starts, the ends, the kinds."""

    id: str
    text: str
    sha256: str
    kind: str
    details: tuple[tuple[str, str], ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    kinds: tuple[str, ...]

    @classmethod
    def of(cls, article: Article) -> Arrival:
        """Return what is to be stored of an article."""
        passages = article.passages
        return cls(
            article.id,
            article.text,
            article.sha256,
            article.kind.value,
            article.details,
            tuple([each.span.start for each in passages]),
            tuple([each.span.end for each in passages]),
            tuple([each.kind._value_ for each in passages]),
        )


_BY_ID = select(ARTICLE.c.id).where(ARTICLE.c.id == bindparam("id")).limit(1)
_BY_TEXT = select(ARTICLE.c.id).where(ARTICLE.c.sha256 == bindparam("sha256")).limit(1)


def has_article(connection: Connection, article: str) -> bool:
    """Tell whether an article of that id is in the project."""
    return next(driver.rows(connection, _BY_ID, id=article), None) is not None


def same_text(connection: Connection, sha256: str) -> bool:
    """Tell whether an article of that very text is in the project, under whichever outlet."""
    return next(driver.rows(connection, _BY_TEXT, sha256=sha256), None) is not None


def add_articles(
    connection: Connection,
    articles: Iterable[Arrival],
    action: str,
    seal: ActionSeal,
    tell: Callable[[int], object] = lambda _: None,
) -> int:
    """Write articles that are not there yet, in their order, as part of `action`, and take them up in its seal.

    `tell` hears of how many passages have been dealt with so far; returns how many they were in all.
    """
    waiting = _Waiting(action)
    dealt = 0
    for position, article in enumerate(articles):
        if article.id not in waiting.ids and not has_article(connection, article.id):
            waiting.take(article, position, seal)
        dealt += len(article.starts)
        if waiting.size >= AT_ONCE:
            waiting.write(connection)
            tell(dealt)
    waiting.write(connection)
    tell(dealt)
    return dealt


class _Waiting:
    """Rows of one action that are handed to the driver together."""

    def __init__(self, action: str) -> None:
        self._action = action
        self._rows: dict[Table, list[Iterable[driver.Values]]] = {
            ARTICLE: [],
            ARTICLE_DETAIL: [],
            PASSAGE: [],
        }
        self.ids: set[str] = set()
        self.size = 0

    def take(self, article: Arrival, position: int, seal: ActionSeal) -> None:
        """Take up an article, in the seal as well."""
        id_, text, sha256, kind, details, starts, ends, kinds = article
        known = [(detail_id(self._action, id_, field), field, value) for field, value in details]
        rows: dict[Table, Iterable[driver.Values]] = {
            ARTICLE: [(id_, text, sha256, kind, self._action, position)],
            ARTICLE_DETAIL: [(detail, id_, field, value, self._action) for detail, field, value in known],
            # Rows that nobody makes: the driver takes them from the columns.
            PASSAGE: zip(
                passage_ids(id_, zip(starts, ends, strict=True)),
                repeat(id_),
                starts,
                ends,
                kinds,
                strict=False,
            ),
        }
        for table, new in rows.items():
            self._rows[table].append(new)
        seal.article(
            (position, id_, kind),
            sorted(known, key=lambda each: each[1]),
            zip(starts, ends, kinds, strict=True),
        )
        self.ids.add(id_)
        self.size += len(starts)

    def write(self, connection: Connection) -> None:
        """Write what waits."""
        for table, new in self._rows.items():
            driver.insert(connection, table, chain.from_iterable(new))
            new.clear()
        self.ids.clear()
        self.size = 0
