"""What a plan of who annotates what has to know: what people have begun, where gold is, whose second hand is whose."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from annotator.core.claim import Origin, State
from annotator.core.history import Looked
from annotator.store.reading.views import CURRENT, CURRENT_STATE
from annotator.store.tables import (
    ACTION,
    AGAIN,
    ANNOTATION,
    ASSIGNMENT,
    CLAIM,
    GIVEN_CLAIM,
    LABEL,
    PASSAGE,
)


def again(connection: Connection) -> dict[str, str]:
    """Return whose second hand each is: second hand's id to the annotator's."""
    return {row.annotator_id: row.of_annotator_id for row in connection.execute(select(AGAIN))}


def begun_articles(connection: Connection, annotator_id: str) -> set[str]:
    """Return the articles of which an annotator has marked a claim or said anything of a passage."""
    looked = (
        select(PASSAGE.c.article_id)
        .join(CURRENT_STATE, CURRENT_STATE.c.passage_id == PASSAGE.c.id)
        .where(CURRENT_STATE.c.annotator_id == annotator_id, CURRENT_STATE.c.state != str(Looked.OPEN))
    )
    marked = (
        select(CLAIM.c.article_id)
        .join(ANNOTATION, ANNOTATION.c.claim_id == CLAIM.c.id)
        .where(ANNOTATION.c.annotator_id == annotator_id, CLAIM.c.origin == str(Origin.MARKED))
    )
    return {
        *connection.execute(looked.distinct()).scalars(),
        *connection.execute(marked.distinct()).scalars(),
    }


def answered_articles(connection: Connection, round_id: str, annotator_id: str) -> set[str]:
    """Return the articles in which an annotator has said anything of a claim that a round gives."""
    query = (
        select(GIVEN_CLAIM.c.article_id)
        .join(ANNOTATION, ANNOTATION.c.claim_id == GIVEN_CLAIM.c.claim_id)
        .where(GIVEN_CLAIM.c.round_id == round_id, ANNOTATION.c.annotator_id == annotator_id)
    )
    return set(connection.execute(query.distinct()).scalars())


def gold_articles(connection: Connection, fields: Iterable[str]) -> set[str]:
    """Return the articles that hold standing gold with a label of one of these fields."""
    listed = func.json_each(json.dumps(list(fields))).table_valued("value", name="listed")
    query = (
        select(CLAIM.c.article_id)
        .join_from(CLAIM, CURRENT, CURRENT.c.claim_id == CLAIM.c.id)
        .join(LABEL, LABEL.c.annotation_id == CURRENT.c.id)
        .where(
            CLAIM.c.origin == str(Origin.GOLD),
            CURRENT.c.state == str(State.STANDING),
            LABEL.c.field.in_(select(listed.c.value)),
        )
    )
    return set(connection.execute(query.distinct()).scalars())


def last_terms(connection: Connection, round_id: str) -> str | None:
    """Return the terms on which the articles of a round were last assigned, as they were put on record."""
    query = (
        select(ACTION.c.reason)
        .join_from(ASSIGNMENT, ACTION, ACTION.c.id == ASSIGNMENT.c.action_id)
        .where(ASSIGNMENT.c.round_id == round_id)
        .order_by(ASSIGNMENT.c.id.desc())
        .limit(1)
    )
    found: str | None = connection.execute(query).scalar()
    return found
