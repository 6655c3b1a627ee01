"""Articles as they were imported, and what is known of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, ScalarSelect, func, select, tuple_

from annotator.core.article import Article, ArticleKind
from annotator.core.text.passage import Passage, PassageKind
from annotator.core.text.span import Span
from annotator.store.tables import ARTICLE, ARTICLE_DETAIL, PASSAGE

_ORDER = (ARTICLE.c.action_id, ARTICLE.c.position)
"""The order of import, which an index holds."""


def article_ids(connection: Connection) -> list[str]:
    """Return the articles in the order of their import."""
    return list(connection.execute(select(ARTICLE.c.id).order_by(*_ORDER)).scalars())


def article_count(connection: Connection) -> int:
    """Return how many articles there are."""
    return connection.execute(select(func.count()).select_from(ARTICLE)).scalar_one()


def article_number(connection: Connection, article_id: str) -> int:
    """Return an article's number in the order of import, counted from 1; 0 for one that is not there."""
    query = select(func.count()).select_from(ARTICLE).where(tuple_(*_ORDER) <= _place_of(article_id))
    return connection.execute(query).scalar_one()


def article_at(connection: Connection, number: int) -> str | None:
    """Return the article of that number, if there is one."""
    query = select(ARTICLE.c.id).order_by(*_ORDER).limit(1).offset(number - 1)
    return connection.execute(query).scalar() if number > 0 else None


def article_after(connection: Connection, article_id: str) -> str | None:
    """Return the article that was imported after this one, if there is one."""
    query = select(ARTICLE.c.id).where(tuple_(*_ORDER) > _place_of(article_id)).order_by(*_ORDER).limit(1)
    return connection.execute(query).scalar()


def _place_of(article_id: str) -> ScalarSelect[Any]:
    here = ARTICLE.alias()
    return select(here.c.action_id, here.c.position).where(here.c.id == article_id).scalar_subquery()


def articles(connection: Connection) -> Iterator[Article]:
    """Return the articles one by one, in the order of their import."""
    for article_id in article_ids(connection):
        yield article(connection, article_id)


def article_texts(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield every article's id and text in the order of import, each read when it is asked for."""
    query = select(ARTICLE.c.id, ARTICLE.c.text).order_by(ARTICLE.c.action_id, ARTICLE.c.position)
    for row in connection.execute(query):
        yield row.id, row.text


def article_text(connection: Connection, article_id: str) -> str:
    """Return the text of an article."""
    return str(connection.execute(select(ARTICLE.c.text).where(ARTICLE.c.id == article_id)).scalar_one())


def article_name(connection: Connection, article_id: str) -> str:
    """Return the shortest thing a person would call an article by, without reading its text."""
    return Article(article_id, "", (), details=details_of(connection, article_id)).name


def article(connection: Connection, article_id: str) -> Article:
    """Return one article with its passages and the latest of each detail."""
    row = connection.execute(select(ARTICLE).where(ARTICLE.c.id == article_id)).one()
    passages = connection.execute(
        select(PASSAGE.c.start, PASSAGE.c.end, PASSAGE.c.kind)
        .where(PASSAGE.c.article_id == article_id)
        .order_by(PASSAGE.c.start)
    )
    return Article(
        row.id,
        row.text,
        tuple(Passage(Span(start, end), PassageKind(kind)) for start, end, kind in passages),
        ArticleKind(row.kind),
        details_of(connection, article_id),
    )


def details_of(connection: Connection, article_id: str) -> tuple[tuple[str, str], ...]:
    """Return what is known of an article, the latest of each detail."""
    rows = connection.execute(
        select(ARTICLE_DETAIL.c.field, ARTICLE_DETAIL.c.value)
        .where(ARTICLE_DETAIL.c.article_id == article_id)
        .order_by(ARTICLE_DETAIL.c.action_id)
    )
    return tuple({row.field: row.value for row in rows}.items())


def all_details(connection: Connection, fields: Sequence[str]) -> dict[tuple[str, str], str]:
    """Return the latest value of these details, by (article id, field)."""
    rows = connection.execute(
        select(ARTICLE_DETAIL.c.article_id, ARTICLE_DETAIL.c.field, ARTICLE_DETAIL.c.value)
        .where(ARTICLE_DETAIL.c.field.in_(fields))
        .order_by(ARTICLE_DETAIL.c.action_id)
    )
    return {(article_id, field): value for article_id, field, value in rows}


def passage_counts(connection: Connection) -> dict[str, int]:
    """Count the passages of each article that are not boilerplate."""
    rows = connection.execute(
        select(PASSAGE.c.article_id, func.count())
        .where(PASSAGE.c.kind != str(PassageKind.BOILERPLATE))
        .group_by(PASSAGE.c.article_id)
    )
    return {article_id: count for article_id, count in rows}  # noqa: C416  a result is no mapping


def passage_kinds(connection: Connection, articles: Iterable[str] | None = None) -> dict[str, int]:
    """Count the passages of each kind, in these articles or all."""
    query = select(PASSAGE.c.kind, func.count()).group_by(PASSAGE.c.kind)
    if articles is not None:
        listed = func.json_each(json.dumps(list(articles))).table_valued("value", name="listed")
        query = query.where(PASSAGE.c.article_id.in_(select(listed.c.value)))
    rows = connection.execute(query)
    return {kind: count for kind, count in rows}  # noqa: C416  a result is no mapping


def article_of_passage(connection: Connection, passage_id: str) -> str:
    """Return the article that a passage is in."""
    return str(
        connection.execute(select(PASSAGE.c.article_id).where(PASSAGE.c.id == passage_id)).scalar_one()
    )
