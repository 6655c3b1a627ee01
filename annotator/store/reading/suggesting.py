"""What was decided when a model's labels were made suggestions in a round, and for which of its claims."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from annotator.store.tables import ACTION, ANNOTATOR, PASSAGE, PASSAGE_STATE, SUGGESTION


class Begun(NamedTuple):
    """The action that first wrote suggestions of a round, and what it says was decided."""

    action_id: str
    reason: str


def begun(connection: Connection, round_id: str) -> Begun | None:
    """Return how the suggestions of a round came about, or nothing where it has none."""
    query = (
        select(ACTION.c.id, ACTION.c.reason)
        .join_from(SUGGESTION, ACTION, ACTION.c.id == SUGGESTION.c.action_id)
        .where(SUGGESTION.c.round_id == round_id)
        .order_by(ACTION.c.id)
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else Begun(row.id, row.reason or "")


def suggestion_actions(connection: Connection, round_id: str) -> dict[str, str]:
    """Return the action that wrote each suggestion of a round, by the suggestion's id."""
    query = select(SUGGESTION.c.id, SUGGESTION.c.action_id).where(SUGGESTION.c.round_id == round_id)
    return {row.id: row.action_id for row in connection.execute(query)}


def first_done(connection: Connection, article_id: str) -> dict[tuple[str, str], str]:
    """Return the action by which somebody first called a passage of an article done, by (annotator, passage)."""
    query = (
        select(
            PASSAGE_STATE.c.annotator_id,
            PASSAGE_STATE.c.passage_id,
            func.min(PASSAGE_STATE.c.action_id).label("by"),
        )
        # Everybody by name, because the index begins with the annotator.
        .where(
            PASSAGE_STATE.c.annotator_id.in_(select(ANNOTATOR.c.id)),
            PASSAGE_STATE.c.passage_id.in_(select(PASSAGE.c.id).where(PASSAGE.c.article_id == article_id)),
            PASSAGE_STATE.c.state == "done",
        )
        .group_by(PASSAGE_STATE.c.annotator_id, PASSAGE_STATE.c.passage_id)
    )
    return {(row.annotator_id, row.passage_id): row.by for row in connection.execute(query)}
