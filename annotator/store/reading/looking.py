"""How far annotators are with each passage, and where they have work left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, literal_column, select, tuple_

from annotator.core.history import Looked, PassageState
from annotator.core.text.passage import PassageKind
from annotator.store import driver
from annotator.store.reading.views import CURRENT_STATE
from annotator.store.tables import ANNOTATOR, ARTICLE, PASSAGE, PASSAGE_STATE

SETTLED = (str(Looked.DONE), str(Looked.SKIPPED))
"""How a passage is left that needs no more work."""

ORDER = (ARTICLE.c.action_id, ARTICLE.c.position)
"""What articles of a project are ordered by."""


def current_passage_states(
    connection: Connection, annotator_id: str | None = None, article_id: str | None = None
) -> list[PassageState]:
    """Return how far annotators are now, narrowed to one of them or one article on request."""
    query = select(CURRENT_STATE)
    if annotator_id is not None:
        query = query.where(CURRENT_STATE.c.annotator_id == annotator_id)
    elif article_id is not None:
        # Named one by one, everybody is found by the index, which begins with the annotator.
        query = query.where(CURRENT_STATE.c.annotator_id.in_(select(ANNOTATOR.c.id)))
    if article_id is not None:
        # As a list rather than a join, which might begin with all that an annotator ever looked at.
        here = select(PASSAGE.c.id).where(PASSAGE.c.article_id == article_id)
        query = query.where(CURRENT_STATE.c.passage_id.in_(here))
    return [_state(row) for row in connection.execute(query)]


def states_of_action(connection: Connection, action_id: str) -> list[PassageState]:
    """Return the passage states that an action wrote."""
    query = select(PASSAGE_STATE).where(PASSAGE_STATE.c.action_id == action_id)
    return [_state(row) for row in connection.execute(query)]


def states_before_action(connection: Connection, action_id: str) -> list[PassageState]:
    """Return what the passage states that an action wrote came after."""
    written = PASSAGE_STATE.alias()
    parents = select(written.c.parent_id).where(written.c.action_id == action_id)
    query = select(PASSAGE_STATE).where(PASSAGE_STATE.c.id.in_(parents))
    return [_state(row) for row in connection.execute(query)]


def states_after_action(connection: Connection, action_id: str) -> list[PassageState]:
    """Return how far the passages are now of which an action wrote a state."""
    same = and_(
        PASSAGE_STATE.c.passage_id == CURRENT_STATE.c.passage_id,
        PASSAGE_STATE.c.annotator_id == CURRENT_STATE.c.annotator_id,
    )
    query = select(CURRENT_STATE).join(PASSAGE_STATE, same).where(PASSAGE_STATE.c.action_id == action_id)
    return [_state(row) for row in connection.execute(query)]


def _state(row: Any) -> PassageState:
    return PassageState(
        row.id,
        row.passage_id,
        row.annotator_id,
        row.action_id,
        Looked(row.state),
        row.reason,
        row.parent_id,
        row.seq,
    )


def settled_counts(connection: Connection, annotator_id: str) -> dict[str, int]:
    """Count the passages of each article that an annotator has done or skipped, boilerplate left out."""
    rows = connection.execute(
        select(PASSAGE.c.article_id, func.count())
        .join(CURRENT_STATE, PASSAGE.c.id == CURRENT_STATE.c.passage_id)
        .where(
            CURRENT_STATE.c.annotator_id == annotator_id,
            CURRENT_STATE.c.state.in_(SETTLED),
            PASSAGE.c.kind != str(PassageKind.BOILERPLATE),
        )
        .group_by(PASSAGE.c.article_id)
    )
    return {article_id: count for article_id, count in rows}  # noqa: C416  a result is no mapping


_DONE = select(CURRENT_STATE.c.annotator_id, CURRENT_STATE.c.passage_id).where(
    CURRENT_STATE.c.state == str(Looked.DONE)
)


def done_passages(connection: Connection) -> Iterator[tuple[str, str]]:
    """Return who has done which passage: (annotator id, passage id)."""
    return ((who, passage) for who, passage in driver.rows(connection, _DONE))


def state_counts(connection: Connection) -> dict[tuple[str, str], int]:
    """Count the passages that each annotator left in each state, by (annotator id, state), boilerplate left out."""
    rows = connection.execute(
        select(CURRENT_STATE.c.annotator_id, CURRENT_STATE.c.state, func.count())
        .join(PASSAGE, PASSAGE.c.id == CURRENT_STATE.c.passage_id)
        .where(PASSAGE.c.kind != str(PassageKind.BOILERPLATE))
        .group_by(CURRENT_STATE.c.annotator_id, CURRENT_STATE.c.state)
    )
    return {(who, state): count for who, state, count in rows}


def next_unsettled_article(connection: Connection, annotator_id: str, after_article_id: str) -> str | None:
    """Return the next article with a passage that an annotator has neither done nor skipped.

    Boilerplate doesn't count. From the last article the search goes on with the first, and ends with the given one
    itself. It reads the settled passages on its way, and of the open ones the first.
    """
    settled = select(CURRENT_STATE.c.id).where(
        CURRENT_STATE.c.annotator_id == annotator_id,
        CURRENT_STATE.c.passage_id == PASSAGE.c.id,
        CURRENT_STATE.c.state.in_(SETTLED),
    )
    unsettled = select(PASSAGE.c.id).where(
        PASSAGE.c.article_id == ARTICLE.c.id,
        PASSAGE.c.kind != str(PassageKind.BOILERPLATE),
        ~settled.exists(),
    )
    here = _order_of(connection, after_article_id)
    # Two questions rather than one sorted by both halves, which would look into every article first.
    for half in (tuple_(*ORDER) > here, tuple_(*ORDER) <= here):
        query = select(ARTICLE.c.id).where(half, unsettled.exists()).order_by(*ORDER).limit(1)
        found: str | None = connection.execute(query).scalar()
        if found is not None:
            return found
    return None


def next_flagged(connection: Connection, annotator_id: str, after_article_id: str) -> tuple[str, str] | None:
    """Return article and passage of the first passage that an annotator flagged in a later article.

    From the last article the search goes on with the first, and ends with the given one itself.
    """
    query = (
        select(PASSAGE.c.article_id, PASSAGE.c.id)
        .join(CURRENT_STATE, CURRENT_STATE.c.passage_id == PASSAGE.c.id)
        .join(ARTICLE, ARTICLE.c.id == PASSAGE.c.article_id)
        # Written out, because the index of what is flagged need not be used for a value that comes later.
        .where(
            CURRENT_STATE.c.annotator_id == annotator_id, CURRENT_STATE.c.state == literal_column("'flagged'")
        )
        .order_by(tuple_(*ORDER) <= _order_of(connection, after_article_id), *ORDER, PASSAGE.c.start)
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else (row.article_id, row.id)


def _order_of(connection: Connection, article_id: str) -> ColumnElement[Any]:
    return tuple_(*connection.execute(select(*ORDER).where(ARTICLE.c.id == article_id)).one())
