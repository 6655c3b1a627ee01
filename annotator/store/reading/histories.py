"""What was done, newest first and a page at a time, however much there is.

Each question costs what the page, or what the claim or article it is about, holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Table, func, select

from annotator.core.claim import Origin
from annotator.core.history import Action, Kind, Looked, PassageState
from annotator.core.source import Source
from annotator.store.tables import (
    ACTION,
    ANNOTATION,
    CLAIM,
    PASSAGE,
    PASSAGE_STATE,
    SOURCE,
)


class Place(NamedTuple):
    """Where in a project to look: a claim, or an article and within it a stretch [start, end) of its text."""

    claim_id: str | None = None
    article_id: str | None = None
    start: int | None = None
    end: int | None = None


def actions_page(
    connection: Connection, hands: Iterable[str], limit: int, before: str | None
) -> list[Action]:
    """Return what was done under these annotators' ids, newest first, from before an action's id."""
    found = []
    for each in hands:
        query = select(ACTION).where(ACTION.c.annotator_id == each).order_by(ACTION.c.id.desc())
        if before is not None:
            query = query.where(ACTION.c.id < before)
        found += [_action(row) for row in connection.execute(query.limit(limit))]
    return sorted(found, key=lambda action: action.id, reverse=True)[:limit]


def actions_by_id(connection: Connection, ids: Sequence[str]) -> dict[str, Action]:
    """Return these actions by id."""
    found = connection.execute(select(ACTION).where(ACTION.c.id.in_(ids)))
    return {row.id: _action(row) for row in found}


def _action(row: Any) -> Action:
    return Action(
        row.id, row.annotator_id, Kind(row.kind), row.what, row.at, row.program, row.target_id, row.reason
    )


def rows_of_actions(
    connection: Connection, actions: Iterable[str], limit: int
) -> tuple[dict[str, list[str]], dict[str, list[str]], dict[str, int]]:
    """Return the first annotations and passage states of each action, by its id, and how many each wrote."""
    annotations: dict[str, list[str]] = {}
    states: dict[str, list[str]] = {}
    counts: dict[str, int] = {}
    for action in actions:
        for table, found in ((ANNOTATION, annotations), (PASSAGE_STATE, states)):
            query = select(table.c.id).where(table.c.action_id == action).order_by(table.c.id).limit(limit)
            found[action] = list(connection.execute(query).scalars())
            count = len(found[action])
            if count == limit:
                counted = select(func.count()).where(table.c.action_id == action)
                count = connection.execute(counted).scalar_one()
            counts[action] = counts.get(action, 0) + count
    return annotations, states, counts


def annotations_page(
    connection: Connection, annotator_id: str, place: Place, limit: int, before: str | None
) -> list[str]:
    """Return the ids of an annotator's annotations at a place, newest first, from before an id."""
    query = select(ANNOTATION.c.id).where(ANNOTATION.c.annotator_id == annotator_id)
    if place.claim_id is not None:
        query = query.where(ANNOTATION.c.claim_id == place.claim_id)
    else:
        claims = select(CLAIM.c.id).where(CLAIM.c.article_id == place.article_id)
        query = query.where(ANNOTATION.c.claim_id.in_(claims))
    if place.start is not None and place.end is not None:
        query = query.where(ANNOTATION.c.start >= place.start, ANNOTATION.c.start < place.end)
    return _page(connection, query, limit, before)


def states_page(
    connection: Connection, annotator_id: str, place: Place, limit: int, before: str | None
) -> list[str]:
    """Return the ids of an annotator's passage states at a place that is no claim, in the same way."""
    if place.claim_id is not None:
        return []
    passages = select(PASSAGE.c.id).where(PASSAGE.c.article_id == place.article_id)
    if place.start is not None:
        passages = passages.where(PASSAGE.c.start == place.start)
    query = select(PASSAGE_STATE.c.id).where(
        PASSAGE_STATE.c.annotator_id == annotator_id, PASSAGE_STATE.c.passage_id.in_(passages)
    )
    return _page(connection, query, limit, before)


def _page(connection: Connection, query: Select[Any], limit: int, before: str | None) -> list[str]:
    (id_,) = query.selected_columns
    # An expression, which no index is in the order of: otherwise SQLite goes through all that the annotator ever did
    # in that order, instead of looking up the few rows of the place.
    place = id_.concat("")
    if before is not None:
        query = query.where(place < before)
    return list(connection.execute(query.order_by(place.desc()).limit(limit)).scalars())


def states_by_id(connection: Connection, ids: Sequence[str]) -> dict[str, PassageState]:
    """Return these passage states by id."""
    found = connection.execute(select(PASSAGE_STATE).where(PASSAGE_STATE.c.id.in_(ids)))
    return {
        row.id: PassageState(
            row.id,
            row.passage_id,
            row.annotator_id,
            row.action_id,
            Looked(row.state),
            row.reason,
            row.parent_id,
            row.seq,
        )
        for row in found
    }


def redacted(connection: Connection, ids: Sequence[str]) -> frozenset[str]:
    """Return those of these annotations or passage states whose free text was blanked."""
    return frozenset(
        id_
        for table in (ANNOTATION, PASSAGE_STATE)
        for id_ in connection.execute(
            select(table.c.id).where(
                table.c.id.in_(ids), table.c.salt.is_(None), table.c.texts_digest.is_not(None)
            )
        ).scalars()
    )


def current_of(connection: Connection, claim_id: str, annotator_id: str) -> str | None:
    """Return the id of what an annotator says of a claim now."""
    query = select(ANNOTATION.c.id).where(
        ANNOTATION.c.claim_id == claim_id, ANNOTATION.c.annotator_id == annotator_id
    )
    return _last(connection, ANNOTATION, query)


def current_state_of(connection: Connection, passage_id: str, annotator_id: str) -> str | None:
    """Return the id of how far an annotator is with a passage now."""
    query = select(PASSAGE_STATE.c.id).where(
        PASSAGE_STATE.c.passage_id == passage_id, PASSAGE_STATE.c.annotator_id == annotator_id
    )
    return _last(connection, PASSAGE_STATE, query)


def _last(connection: Connection, table: Table, query: Select[Any]) -> str | None:
    latest = query.order_by(table.c.seq.desc(), table.c.id.desc()).limit(1)
    found: str | None = connection.execute(latest).scalar()
    return found


def articles_of_claims(connection: Connection, claims: Sequence[str]) -> dict[str, str]:
    """Return the article of each of these claims; one that is not there is left out."""
    query = select(CLAIM.c.id, CLAIM.c.article_id).where(CLAIM.c.id.in_(claims))
    return {row.id: row.article_id for row in connection.execute(query)}


def origins_of_claims(connection: Connection, claims: Sequence[str]) -> dict[str, Origin]:
    """Return where each of these claims comes from."""
    query = select(CLAIM.c.id, CLAIM.c.origin).where(CLAIM.c.id.in_(claims))
    return {row.id: Origin(row.origin) for row in connection.execute(query)}


def passages_by_id(connection: Connection, passages: Sequence[str]) -> dict[str, tuple[str, int]]:
    """Return the article and start of each of these passages."""
    query = select(PASSAGE.c.id, PASSAGE.c.article_id, PASSAGE.c.start).where(PASSAGE.c.id.in_(passages))
    return {row.id: (row.article_id, row.start) for row in connection.execute(query)}


def sources_by_id(connection: Connection, ids: Sequence[str]) -> dict[str, Source]:
    """Return these sources by id."""
    found = connection.execute(select(SOURCE).where(SOURCE.c.id.in_(ids)))
    return {row.id: Source(row.id, row.name, row.type, row.qualifier) for row in found}


def who_annotated(connection: Connection, claim_id: str) -> list[str]:
    """Return the ids of the annotators who ever said something of a claim."""
    query = select(ANNOTATION.c.annotator_id).where(ANNOTATION.c.claim_id == claim_id).distinct()
    return sorted(connection.execute(query).scalars())
