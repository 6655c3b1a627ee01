"""What a plan of who annotates what has to know: what people have begun, where gold is, whose second hand is whose."""

from __future__ import annotations

import json
import re
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


def leavers(connection: Connection, round_id: str, what: str) -> list[str]:
    """Return who has left a round and not come back, by what actions of that name say of it."""
    query = (
        select(ACTION.c.reason)
        .where(ACTION.c.annotator_id.is_(None), ACTION.c.what == what, ACTION.c.reason.is_not(None))
        .order_by(ACTION.c.id)
    )
    gone: dict[str, None] = {}
    for reason in connection.execute(query).scalars():
        for of, verb, who in _WENT.findall(reason):
            if of == round_id and verb == "left":
                gone[who] = None
            elif of == round_id:
                gone.pop(who, None)
    return list(gone)


_WENT = re.compile(r"\bround (\S+): (left|back) (\w+)")
"""What `went` says: in which round, whether they left or came back, and who."""


def went(round_id: str, left: Iterable[str], back: Iterable[str]) -> str:
    """Return what goes on record of who leaves a round and who comes back to it, by their ids."""
    said = [(each, "left") for each in left] + [(each, "back") for each in back]
    return "".join(f"; round {round_id}: {verb} {who}" for who, verb in said)


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
