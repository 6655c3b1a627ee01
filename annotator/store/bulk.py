"""Many rows at once: articles with their passages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, select

from annotator.core.article import Article
from annotator.core.ids import content_id
from annotator.store.tables import ARTICLE, ARTICLE_DETAIL, PASSAGE


def has_article(connection: Connection, article: str) -> bool:
    """Tell whether an article of that id is in the project."""
    return connection.execute(select(ARTICLE.c.id).where(ARTICLE.c.id == article)).first() is not None


def same_text(connection: Connection, sha256: str) -> bool:
    """Tell whether an article of that very text is in the project, under whichever outlet."""
    return connection.execute(select(ARTICLE.c.id).where(ARTICLE.c.sha256 == sha256)).first() is not None


def add_articles(connection: Connection, articles: Iterable[Article], action: str) -> None:
    """Write articles that are not there yet, in their order, as part of `action`."""
    for position, article in enumerate(articles):
        if has_article(connection, article.id):
            continue
        row = {
            "id": article.id,
            "text": article.text,
            "sha256": article.sha256,
            "kind": str(article.kind),
            "action_id": action,
            "position": position,
        }
        connection.execute(ARTICLE.insert(), row)
        _insert(connection, ARTICLE_DETAIL, _details(article, action))
        _insert(connection, PASSAGE, _passages(article))


def _insert(connection: Connection, table: Any, rows: Iterator[dict[str, Any]]) -> None:
    listed = list(rows)
    if listed:
        connection.execute(table.insert(), listed)


def _details(article: Article, action: str) -> Iterator[dict[str, Any]]:
    for field, value in article.details:
        yield {
            # An action writes a field of an article once, so this id is unique and a retry finds its own row.
            "id": content_id("detail", action, article.id, field),
            "article_id": article.id,
            "field": field,
            "value": value,
            "action_id": action,
        }


def _passages(article: Article) -> Iterator[dict[str, Any]]:
    for index, passage in enumerate(article.passages):
        yield {
            "id": article.passage_id(index),
            "article_id": article.id,
            "start": passage.span.start,
            "end": passage.span.end,
            "kind": str(passage.kind),
        }
