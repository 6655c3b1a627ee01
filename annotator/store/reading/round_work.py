"""How far people are in a round: what they have answered, where they have work left, what they did in it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, bindparam, exists, func, or_, select

from annotator.core.claim import Origin, State
from annotator.core.history import Action, Kind, Looked
from annotator.core.round import Round
from annotator.core.text.passage import PassageKind
from annotator.store.reading.doing import AT_ONCE
from annotator.store.reading.looking import SETTLED
from annotator.store.reading.views import CURRENT, CURRENT_STATE
from annotator.store.tables import (
    ACTION,
    ANNOTATION,
    ARTICLE,
    CLAIM,
    DECISION,
    GIVEN_CLAIM,
    LABEL,
    PASSAGE,
    PASSAGE_STATE,
    ROUND_ARTICLE,
)


def given_counts(connection: Connection, round_id: str) -> dict[str, int]:
    """Count the claims that a round gives in each of its articles."""
    query = select(GIVEN_CLAIM.c.article_id, func.count()).where(GIVEN_CLAIM.c.round_id == round_id)
    rows = connection.execute(query.group_by(GIVEN_CLAIM.c.article_id))
    return {article_id: count for article_id, count in rows}  # noqa: C416  a result is no mapping


def passages(connection: Connection, round_id: str) -> frozenset[str]:
    """Return the passages of the articles that a round lists."""
    query = select(PASSAGE.c.id).join(ROUND_ARTICLE, ROUND_ARTICLE.c.article_id == PASSAGE.c.article_id)
    return frozenset(connection.execute(query.where(ROUND_ARTICLE.c.round_id == round_id)).scalars())


def answered_counts(
    connection: Connection, round_id: str, annotator_id: str, fields: Collection[str]
) -> dict[str, int]:
    """Count in each article the given claims of which an annotator has said what these fields ask."""
    query = select(GIVEN_CLAIM.c.article_id, func.count()).where(
        GIVEN_CLAIM.c.round_id == round_id, _is_answered(annotator_id, fields)
    )
    rows = connection.execute(query.group_by(GIVEN_CLAIM.c.article_id))
    return {article_id: count for article_id, count in rows}  # noqa: C416  a result is no mapping


def _is_answered(annotator_id: str, fields: Collection[str]) -> ColumnElement[bool]:
    said = select(CURRENT.c.id).where(
        CURRENT.c.claim_id == GIVEN_CLAIM.c.claim_id,
        CURRENT.c.annotator_id == annotator_id,
        CURRENT.c.state == str(State.STANDING),
    )
    labelled = (
        select(LABEL.c.field).where(LABEL.c.annotation_id == CURRENT.c.id, LABEL.c.field == field).exists()
        for field in fields
    )
    return said.where(*labelled).exists()


def next_with_work(
    connection: Connection,
    round_id: str,
    annotator_id: str,
    article_ids: Sequence[str],
    fields: Collection[str],
    *,
    given: bool,
) -> str | None:
    """Return the first of these articles where an annotator has work left.

    That is a given claim of which they have not said what the fields ask, or a passage neither done nor skipped.
    """
    listed = func.json_each(bindparam("ids")).table_valued("key", "value", name="listed")
    if given:
        left = select(GIVEN_CLAIM.c.claim_id).where(
            GIVEN_CLAIM.c.round_id == round_id,
            GIVEN_CLAIM.c.article_id == listed.c.value,
            ~_is_answered(annotator_id, fields),
        )
    else:
        settled = select(CURRENT_STATE.c.id).where(
            CURRENT_STATE.c.annotator_id == annotator_id,
            CURRENT_STATE.c.passage_id == PASSAGE.c.id,
            CURRENT_STATE.c.state.in_(SETTLED),
        )
        left = select(PASSAGE.c.id).where(
            PASSAGE.c.article_id == listed.c.value,
            PASSAGE.c.kind != str(PassageKind.BOILERPLATE),
            ~settled.exists(),
        )
    # The list is gone through in its order, and no farther than to the first.
    query = select(listed.c.value).where(left.exists()).limit(1)
    found: str | None = connection.execute(query, {"ids": json.dumps(list(article_ids))}).scalar()
    return found


def flagged(connection: Connection, annotator_id: str) -> list[tuple[str, str]]:
    """Return article and passage of every passage that an annotator flagged, in the order of the text."""
    query = (
        select(PASSAGE.c.article_id, PASSAGE.c.id)
        .join(CURRENT_STATE, CURRENT_STATE.c.passage_id == PASSAGE.c.id)
        .where(CURRENT_STATE.c.annotator_id == annotator_id, CURRENT_STATE.c.state == str(Looked.FLAGGED))
        .order_by(PASSAGE.c.article_id, PASSAGE.c.start)
    )
    return [(article, passage) for article, passage in connection.execute(query)]


def actions_back_in(
    connection: Connection, annotator_id: str, round_: Round, article_ids: Sequence[str] | None
) -> Iterator[Action]:
    """Return what an annotator did in a round, newest first, reading no farther than it is asked for.

    Of a round that gives claims that is what they said of these; of any other what they marked or said of passages,
    in its articles where it lists any.
    """
    ids = None if article_ids is None else json.dumps(list(article_ids))
    query = select(ACTION).where(ACTION.c.annotator_id == annotator_id, _in_round(round_, ids))
    ordered = query.order_by(ACTION.c.id.desc())
    with connection.execute(ordered, execution_options={"yield_per": AT_ONCE}) as rows:
        for row in rows:
            yield Action(
                row.id, row.annotator_id, Kind(row.kind), row.what, row.at, row.program, row.target_id
            )


def _in_round(round_: Round, ids: str | None) -> ColumnElement[bool]:
    wrote = select(ANNOTATION.c.id).where(ANNOTATION.c.action_id == ACTION.c.id)
    given = wrote.join(GIVEN_CLAIM, GIVEN_CLAIM.c.claim_id == ANNOTATION.c.claim_id)
    if round_.gives:
        return given.where(GIVEN_CLAIM.c.round_id == round_.id).exists()
    marked = wrote.join(CLAIM, CLAIM.c.id == ANNOTATION.c.claim_id).where(
        CLAIM.c.origin == str(Origin.MARKED)
    )
    looked = select(PASSAGE_STATE.c.id).where(PASSAGE_STATE.c.action_id == ACTION.c.id)
    if ids is not None:
        listed = select(func.json_each(ids).table_valued("value", name="listed").c.value)
        marked = marked.where(CLAIM.c.article_id.in_(listed))
        looked = looked.join(PASSAGE, PASSAGE.c.id == PASSAGE_STATE.c.passage_id)
        looked = looked.where(PASSAGE.c.article_id.in_(listed))
    return or_(marked.exists(), looked.exists())


# -- what a lead asks


def decided_gold(connection: Connection, round_id: str) -> set[str]:
    """Return the gold claims that came of what was decided in a round."""
    query = (
        select(ANNOTATION.c.claim_id)
        .join_from(DECISION, ANNOTATION, ANNOTATION.c.id == DECISION.c.gold_id)
        .where(DECISION.c.round_id == round_id)
    )
    return set(connection.execute(query).scalars())


def articles_with_gold(connection: Connection) -> list[str]:
    """Return the articles that hold gold claims, in the order of import."""
    gold = select(CLAIM.c.id).where(CLAIM.c.article_id == ARTICLE.c.id, CLAIM.c.origin == str(Origin.GOLD))
    query = select(ARTICLE.c.id).where(gold.exists()).order_by(ARTICLE.c.action_id, ARTICLE.c.position)
    return list(connection.execute(query).scalars())


def has_annotations(connection: Connection) -> bool:
    """Tell whether anybody has said anything of a claim or a passage yet."""
    return any(
        connection.execute(select(exists(select(table.c.id)))).scalar_one()
        for table in (ANNOTATION, PASSAGE_STATE)
    )


def workers(
    connection: Connection, article_ids: Iterable[str] | None = None, *, before: str | None = None
) -> set[str]:
    """Return who has said anything of a passage or marked a claim, in these articles where any are named.

    With `before`, who had done so before that action: ids are made from a time.
    """
    looked = select(PASSAGE_STATE.c.annotator_id)
    marked = select(CLAIM.c.annotator_id).where(CLAIM.c.origin == str(Origin.MARKED))
    if article_ids is not None:
        listed = func.json_each(json.dumps(list(article_ids))).table_valued("value", name="listed")
        looked = looked.select_from(listed).join(PASSAGE, PASSAGE.c.article_id == listed.c.value)
        looked = looked.join(PASSAGE_STATE, PASSAGE_STATE.c.passage_id == PASSAGE.c.id)
        marked = marked.select_from(listed).join(CLAIM, CLAIM.c.article_id == listed.c.value)
    if before is not None:
        looked = looked.where(PASSAGE_STATE.c.action_id < before)
        marked = marked.where(CLAIM.c.id < before)
    return {each for query in (looked, marked) for each in connection.execute(query.distinct()).scalars()}


def has_worked(connection: Connection, round_: Round, annotator_ids: Collection[str]) -> bool:
    """Tell whether any of these have said anything of what a round gives, or of its articles where marks are free."""
    if round_.gives:
        said = (
            select(ANNOTATION.c.id)
            .join_from(GIVEN_CLAIM, ANNOTATION, ANNOTATION.c.claim_id == GIVEN_CLAIM.c.claim_id)
            .where(GIVEN_CLAIM.c.round_id == round_.id, ANNOTATION.c.annotator_id.in_(annotator_ids))
        )
        return connection.execute(said.limit(1)).first() is not None
    looked = (
        select(PASSAGE_STATE.c.id)
        .join(PASSAGE, PASSAGE.c.id == PASSAGE_STATE.c.passage_id)
        .where(PASSAGE_STATE.c.annotator_id.in_(annotator_ids))
    )
    marked = (
        select(ANNOTATION.c.id)
        .join(CLAIM, CLAIM.c.id == ANNOTATION.c.claim_id)
        .where(ANNOTATION.c.annotator_id.in_(annotator_ids), CLAIM.c.origin == str(Origin.MARKED))
    )
    if round_.lists_articles:
        listed = select(ROUND_ARTICLE.c.article_id).where(ROUND_ARTICLE.c.round_id == round_.id)
        looked = looked.where(PASSAGE.c.article_id.in_(listed))
        marked = marked.where(CLAIM.c.article_id.in_(listed))
    return any(connection.execute(query.limit(1)).first() is not None for query in (looked, marked))


def answered_in(connection: Connection, annotator_id: str) -> set[str]:
    """Return the articles in which an annotator has said anything of a given claim, in whichever round."""
    query = (
        select(GIVEN_CLAIM.c.article_id)
        .join_from(ANNOTATION, GIVEN_CLAIM, GIVEN_CLAIM.c.claim_id == ANNOTATION.c.claim_id)
        .where(ANNOTATION.c.annotator_id == annotator_id)
    )
    return set(connection.execute(query.distinct()).scalars())


def answerers(connection: Connection, round_id: str, *, before: str | None = None) -> set[str]:
    """Return who has said anything of a claim that a round gives, with `before` those who had by that action."""
    query = (
        select(ANNOTATION.c.annotator_id)
        .join_from(GIVEN_CLAIM, ANNOTATION, ANNOTATION.c.claim_id == GIVEN_CLAIM.c.claim_id)
        .where(GIVEN_CLAIM.c.round_id == round_id)
    )
    if before is not None:
        query = query.where(ANNOTATION.c.action_id < before)
    return set(connection.execute(query.distinct()).scalars())
