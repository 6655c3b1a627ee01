"""Rounds: what has been asked of whom, which claims were given, and what came with them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from annotator.core.claim import Label
from annotator.core.round import Round, RoundState
from annotator.core.text.span import Span
from annotator.store.tables import (
    ACTION,
    AGAIN,
    ASSIGNMENT,
    GIVEN_CLAIM,
    KIT,
    ROUND,
    ROUND_ARTICLE,
    ROUND_STATE,
    SUGGESTION,
)


@dataclass(frozen=True, slots=True)
class GivenClaim:
    """A claim that a round gives, and the labels it comes with."""

    claim_id: str
    article_id: str
    span: Span
    labels: tuple[Label, ...] = ()
    restatement: str | None = None
    gold_id: str | None = None


@dataclass(frozen=True, slots=True)
class Assigned:
    """An article that an annotator is asked for; `kind` is work, repeat or gold, which they aren't told."""

    annotator_id: str
    article_id: str
    position: int
    kind: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """What a model said of a passage (no claim) or of a given claim, to be shown to whoever works on it."""

    id: str
    article_id: str
    claim_id: str | None
    span: Span
    labels: tuple[Label, ...]


def rounds(connection: Connection) -> list[Round]:
    """Return the rounds in the order in which they were made, each in the state it is in; none before the first."""
    states: dict[str, str] = {}
    for row in connection.execute(select(ROUND_STATE).order_by(ROUND_STATE.c.id)):
        states[row.round_id] = row.state
    query = select(ROUND).order_by(ROUND.c.action_id, ROUND.c.id)
    return [
        Round.read(row.id, row.name, row.body, RoundState(states.get(row.id, RoundState.OPEN)))
        for row in connection.execute(query)
    ]


def round_articles(connection: Connection, round_id: str) -> list[str]:
    """Return the articles that a round lists, in its order."""
    query = select(ROUND_ARTICLE.c.article_id).where(ROUND_ARTICLE.c.round_id == round_id)
    return list(
        connection.execute(query.order_by(ROUND_ARTICLE.c.position, ROUND_ARTICLE.c.article_id)).scalars()
    )


def given_claims(connection: Connection, round_id: str, article_id: str | None = None) -> list[GivenClaim]:
    """Return the claims that a round gives, in the order of the text, of one article on request."""
    query = select(GIVEN_CLAIM).where(GIVEN_CLAIM.c.round_id == round_id)
    if article_id is not None:
        query = query.where(GIVEN_CLAIM.c.article_id == article_id)
    ordered = query.order_by(GIVEN_CLAIM.c.article_id, GIVEN_CLAIM.c.start, GIVEN_CLAIM.c.claim_id)
    return [_given(row) for row in connection.execute(ordered)]


def _given(row: Any) -> GivenClaim:
    return GivenClaim(
        row.claim_id,
        row.article_id,
        Span(row.start, row.end),
        read_labels(row.labels),
        row.restatement,
        row.gold_id,
    )


def assigned(connection: Connection, round_id: str, annotator_id: str | None = None) -> list[Assigned]:
    """Return what is asked for in a round now, of one annotator on request, in the order in which they meet it."""
    latest = select(func.max(ASSIGNMENT.c.id)).where(ASSIGNMENT.c.round_id == round_id)
    if annotator_id is not None:
        latest = latest.where(ASSIGNMENT.c.annotator_id == annotator_id)
    latest = latest.group_by(ASSIGNMENT.c.annotator_id, ASSIGNMENT.c.article_id, ASSIGNMENT.c.kind)
    query = (
        select(ASSIGNMENT)
        .where(ASSIGNMENT.c.id.in_(latest), ASSIGNMENT.c.state == "asked")
        .order_by(ASSIGNMENT.c.annotator_id, ASSIGNMENT.c.position, ASSIGNMENT.c.id)
    )
    return [
        Assigned(row.annotator_id, row.article_id, row.position, row.kind)
        for row in connection.execute(query)
    ]


def read_labels(body: str) -> tuple[Label, ...]:
    """Return the labels that stand as JSON beside a given claim or a suggestion."""
    return tuple(
        Label(each["field"], each.get("value", ""), each.get("source_id", "")) for each in json.loads(body)
    )


def written_labels(labels: Iterable[Label]) -> str:
    """Return labels as such JSON."""
    said = [
        {"field": each.field, "value": each.value}
        if each.value
        else {"field": each.field, "source_id": each.source_id}
        for each in labels
    ]
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def opened_at(connection: Connection, round_id: str) -> str:
    """Return the instant at which a round was opened, or nothing for the one that needs no row."""
    query = select(ACTION.c.at).join_from(ROUND, ACTION, ACTION.c.id == ROUND.c.action_id)
    return str(connection.execute(query.where(ROUND.c.id == round_id)).scalar() or "")


def ended_by(connection: Connection, round_id: str) -> str | None:
    """Return the action by which a round was first closed or frozen, or nothing while it is open."""
    query = select(func.min(ROUND_STATE.c.action_id)).where(
        ROUND_STATE.c.round_id == round_id, ROUND_STATE.c.state != str(RoundState.OPEN)
    )
    found: str | None = connection.execute(query).scalar()
    return found


def is_anybody_assigned(connection: Connection, round_id: str) -> bool:
    """Tell whether anybody is asked for an article of a round by name."""
    later = ASSIGNMENT.alias()
    same = (
        later.c[name] == ASSIGNMENT.c[name] for name in ("round_id", "annotator_id", "article_id", "kind")
    )
    replaced = select(later.c.id).where(*same, later.c.id > ASSIGNMENT.c.id).exists()
    query = select(ASSIGNMENT.c.id).where(
        ASSIGNMENT.c.round_id == round_id, ASSIGNMENT.c.state == "asked", ~replaced
    )
    return connection.execute(query.limit(1)).first() is not None


def second_hands(connection: Connection) -> dict[str, str]:
    """Return under which annotator's id somebody works when they meet an article again, by their own id."""
    return {row.of_annotator_id: row.annotator_id for row in connection.execute(select(AGAIN))}


def is_kit(connection: Connection) -> bool:
    """Tell whether this file is the work file of one annotator."""
    return connection.execute(select(KIT.c.id).where(KIT.c.state == "own").limit(1)).first() is not None


def suggestions(connection: Connection, round_id: str, article_id: str) -> list[Suggested]:
    """Return what is shown to whoever works on an article in a round, in the order of the text."""
    query = (
        select(SUGGESTION)
        .where(SUGGESTION.c.round_id == round_id, SUGGESTION.c.article_id == article_id)
        .order_by(SUGGESTION.c.start, SUGGESTION.c.id)
    )
    return [
        Suggested(row.id, row.article_id, row.claim_id, Span(row.start, row.end), read_labels(row.labels))
        for row in connection.execute(query)
    ]
