"""Claims, and what annotators judge of them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from annotator.core.claim import (
    Annotation,
    Claim,
    Evidence,
    Judgement,
    Label,
    Origin,
    Place,
    Polarity,
    Reaction,
    ReactionStance,
    State,
)
from annotator.core.text.span import Span
from annotator.store.reading.views import CURRENT
from annotator.store.tables import (
    ACTION,
    ANNOTATION,
    ANNOTATION_EVIDENCE,
    CLAIM,
    EVIDENCE,
    GIVEN_CLAIM,
    LABEL,
    REACTION,
)


def claims(connection: Connection, article_id: str) -> dict[str, Claim]:
    """Return the claims of an article by id."""
    rows = connection.execute(select(CLAIM).where(CLAIM.c.article_id == article_id).order_by(CLAIM.c.id))
    return {row.id: Claim(row.id, row.article_id, Origin(row.origin), row.annotator_id) for row in rows}


def article_of_claim(connection: Connection, claim_id: str) -> str:
    """Return the article that a claim is in."""
    return str(connection.execute(select(CLAIM.c.article_id).where(CLAIM.c.id == claim_id)).scalar_one())


def current_annotations(
    connection: Connection, article_id: str, annotator_id: str | None = None
) -> list[Annotation]:
    """Return what counts now in an article, withdrawn ones included, for one annotator or for all."""
    chosen = (
        select(CURRENT.c.id)
        .join(CLAIM, CLAIM.c.id == CURRENT.c.claim_id)
        .where(CLAIM.c.article_id == article_id)
    )
    if annotator_id is not None:
        chosen = chosen.where(CURRENT.c.annotator_id == annotator_id)
    return _annotations(connection, ANNOTATION.c.id.in_(chosen))


def own_annotations(
    connection: Connection, article_id: str, annotator_id: str, given_in: str | None = None
) -> list[Annotation]:
    """Return what an annotator says now of the claims marked in an article, or of those that a round gives there."""
    if given_in is None:
        claims = select(CLAIM.c.id).where(
            CLAIM.c.article_id == article_id, CLAIM.c.origin == str(Origin.MARKED)
        )
    else:
        claims = select(GIVEN_CLAIM.c.claim_id).where(
            GIVEN_CLAIM.c.round_id == given_in, GIVEN_CLAIM.c.article_id == article_id
        )
    chosen = select(CURRENT.c.id).where(
        CURRENT.c.annotator_id == annotator_id, CURRENT.c.claim_id.in_(claims)
    )
    return _annotations(connection, ANNOTATION.c.id.in_(chosen))


def gold_annotations(connection: Connection, article_id: str) -> list[Annotation]:
    """Return the gold of an article that stands now."""
    claims = select(CLAIM.c.id).where(CLAIM.c.article_id == article_id, CLAIM.c.origin == str(Origin.GOLD))
    standing = CURRENT.c.state == str(State.STANDING)
    chosen = select(CURRENT.c.id).where(CURRENT.c.claim_id.in_(claims), standing)
    return _annotations(connection, ANNOTATION.c.id.in_(chosen))


def annotations_of_article(connection: Connection, article_id: str) -> list[Annotation]:
    """Return every annotation of an article's claims, those that no longer count included."""
    chosen = select(CLAIM.c.id).where(CLAIM.c.article_id == article_id)
    return _annotations(connection, ANNOTATION.c.claim_id.in_(chosen))


def annotations_by_id(connection: Connection, ids: Sequence[str]) -> dict[str, Annotation]:
    """Return these annotations by id."""
    return {each.id: each for each in _annotations(connection, ANNOTATION.c.id.in_(ids))} if ids else {}


def annotations_of_action(connection: Connection, action_id: str) -> list[Annotation]:
    """Return what an action wrote."""
    return _annotations(connection, ANNOTATION.c.action_id == action_id)


def annotations_before_action(connection: Connection, action_id: str) -> list[Annotation]:
    """Return what the annotations that an action wrote came after."""
    written = ANNOTATION.alias()
    chosen = select(written.c.parent_id).where(written.c.action_id == action_id)
    return _annotations(connection, ANNOTATION.c.id.in_(chosen))


def annotations_after_action(connection: Connection, action_id: str) -> list[Annotation]:
    """Return what counts now in the histories that an action wrote to."""
    written = ANNOTATION.alias()
    same = and_(written.c.claim_id == CURRENT.c.claim_id, written.c.annotator_id == CURRENT.c.annotator_id)
    chosen = select(CURRENT.c.id).join(written, same).where(written.c.action_id == action_id)
    return _annotations(connection, ANNOTATION.c.id.in_(chosen))


def _annotations(connection: Connection, which: ColumnElement[bool]) -> list[Annotation]:
    rows = connection.execute(
        select(ANNOTATION).where(which).order_by(ANNOTATION.c.start, ANNOTATION.c.id)
    ).all()
    if not rows:
        return []
    labels = _labels(connection, which)
    reactions = _reactions(connection, which)
    evidence = _evidence(connection, which)
    return [
        Annotation(
            id=row.id,
            claim_id=row.claim_id,
            annotator_id=row.annotator_id,
            action_id=row.action_id,
            created_at=row.created_at,
            parent_id=row.parent_id,
            seq=row.seq,
            active_ms=row.active_ms,
            judgement=Judgement(
                span=Span(row.start, row.end),
                scheme_hash=row.scheme_hash,
                labels=tuple(labels[row.id]),
                reactions=tuple(reactions[row.id]),
                evidence=tuple(evidence[row.id]),
                restatement=row.restatement,
                note=row.note,
                as_of=row.as_of,
                state=State(row.state),
            ),
        )
        for row in rows
    ]


def _labels(connection: Connection, which: ColumnElement[bool]) -> dict[str, list[Label]]:
    found: dict[str, list[Label]] = defaultdict(list)
    query = (
        select(LABEL.c.annotation_id, LABEL.c.field, LABEL.c.value, LABEL.c.source_id, LABEL.c.suggested)
        .join(ANNOTATION, ANNOTATION.c.id == LABEL.c.annotation_id)
        .where(which)
        .order_by(LABEL.c.annotation_id, LABEL.c.field, LABEL.c.position)
    )
    for annotation_id, field, value, source_id, suggested in connection.execute(query):
        found[annotation_id].append(Label(field, value or "", source_id or "", bool(suggested)))
    return found


def _reactions(connection: Connection, which: ColumnElement[bool]) -> dict[str, list[Reaction]]:
    found: dict[str, list[Reaction]] = defaultdict(list)
    query = (
        select(REACTION)
        .join(ANNOTATION, ANNOTATION.c.id == REACTION.c.annotation_id)
        .where(which)
        .order_by(REACTION.c.annotation_id, REACTION.c.position)
    )
    for row in connection.execute(query):
        cue = None if row.cue_start is None else Span(row.cue_start, row.cue_end)
        found[row.annotation_id].append(Reaction(row.source_id, ReactionStance(row.stance), cue))
    return found


def _evidence(connection: Connection, which: ColumnElement[bool]) -> dict[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = defaultdict(list)
    query = (
        select(ANNOTATION_EVIDENCE.c.annotation_id, EVIDENCE)
        .join(EVIDENCE, EVIDENCE.c.id == ANNOTATION_EVIDENCE.c.evidence_id)
        .join(ANNOTATION, ANNOTATION.c.id == ANNOTATION_EVIDENCE.c.annotation_id)
        .where(which)
        .order_by(ANNOTATION_EVIDENCE.c.annotation_id, ANNOTATION_EVIDENCE.c.position)
    )
    for row in connection.execute(query):
        found[row.annotation_id].append(evidence_of(row))
    return found


def evidence_of(row: Any) -> Evidence:
    """Return the piece of evidence that a row of its table holds."""
    place = None if row.article_id is None else Place(row.article_id, Span(row.start, row.end))
    return Evidence(
        id=row.id,
        polarity=Polarity(row.polarity),
        origin_id=row.origin_source_id,
        url=row.url,
        archived_url=row.archived_url,
        quote=row.quote,
        published=row.published,
        accessed=row.accessed,
        note=row.note,
        place=place,
        redacted=row.salt is None,
    )


def said_otherwise_than_by(connection: Connection, annotation_ids: Iterable[str], what: str) -> int:
    """Count those of some annotations that were not made by an action of this name."""
    listed = func.json_each(json.dumps(list(annotation_ids))).table_valued("value", name="listed")
    query = select(func.count()).select_from(ANNOTATION).join(ACTION, ACTION.c.id == ANNOTATION.c.action_id)
    count: int = connection.execute(
        query.where(ANNOTATION.c.id.in_(select(listed.c.value)), ACTION.c.what != what)
    ).scalar_one()
    return count
