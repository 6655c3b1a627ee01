"""What was decided about the items of an article, and who was to say something about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from annotator.core.deciding import Decision, DecisionKind, Verdict, Weighed
from annotator.core.history import Action, Kind, Looked
from annotator.store.reading.doing import AT_ONCE
from annotator.store.reading.looking import ORDER, current_passage_states
from annotator.store.tables import (
    ACTION,
    ANNOTATION,
    ANNOTATOR,
    ARTICLE,
    ASSIGNMENT,
    CLAIM,
    DECISION,
    DECISION_BASIS,
    EXPOSURE,
    GIVEN_CLAIM,
    ROUND,
    ROUND_ARTICLE,
)


def heads(connection: Connection, round_id: str, article_id: str) -> list[Decision]:
    """Return the latest decision about every item of an article that any was made about, reopened ones included."""
    later = DECISION.alias()
    newer = select(later.c.id).where(
        later.c.round_id == DECISION.c.round_id,
        later.c.item_id == DECISION.c.item_id,
        (later.c.seq > DECISION.c.seq) | ((later.c.seq == DECISION.c.seq) & (later.c.id > DECISION.c.id)),
    )
    claims = select(CLAIM.c.id).where(CLAIM.c.article_id == article_id)
    return _decisions(
        connection, (DECISION.c.round_id == round_id) & DECISION.c.item_id.in_(claims) & ~newer.exists()
    )


def decisions_of_action(connection: Connection, action_id: str) -> list[Decision]:
    """Return the decisions that an action wrote; ids rise, so these come after its own."""
    return _decisions(connection, (DECISION.c.id > action_id) & (DECISION.c.action_id == action_id))


def decisions_by_id(connection: Connection, ids: Iterable[str]) -> dict[str, Decision]:
    """Return these decisions by id."""
    return {each.id: each for each in _decisions(connection, DECISION.c.id.in_(list(ids)))}


def decided_elsewhere(connection: Connection, round_id: str, article_id: str) -> set[str]:
    """Return the gold claims of an article that came of a decision in another round."""
    others = select(ROUND.c.id).where(ROUND.c.id != round_id)
    claims = select(CLAIM.c.id).where(CLAIM.c.article_id == article_id)
    query = (
        select(ANNOTATION.c.claim_id)
        .join_from(DECISION, ANNOTATION, ANNOTATION.c.id == DECISION.c.gold_id)
        .where(DECISION.c.round_id.in_(others), DECISION.c.item_id.in_(claims))
    )
    return set(connection.execute(query).scalars())


def latest(connection: Connection, round_id: str) -> str | None:
    """Return the latest decision of a round; ids rise, so another one tells that something was decided since."""
    return connection.execute(select(func.max(DECISION.c.id)).where(DECISION.c.round_id == round_id)).scalar()


def gold_decided(connection: Connection, round_id: str, article_id: str) -> dict[str, str]:
    """Return the item of each gold claim of an article that came of any decision in a round, by claim."""
    claims = select(CLAIM.c.id).where(CLAIM.c.article_id == article_id)
    query = (
        select(ANNOTATION.c.claim_id, DECISION.c.item_id)
        .join_from(DECISION, ANNOTATION, ANNOTATION.c.id == DECISION.c.gold_id)
        .where(DECISION.c.round_id == round_id, DECISION.c.item_id.in_(claims))
    )
    return {claim: item for claim, item in connection.execute(query)}  # noqa: C416  a result is no mapping


def head_of(connection: Connection, round_id: str, item_id: str) -> Decision | None:
    """Return the latest decision about one item."""
    found = (
        select(DECISION.c.id)
        .where(DECISION.c.round_id == round_id, DECISION.c.item_id == item_id)
        .order_by(DECISION.c.seq.desc(), DECISION.c.id.desc())
        .limit(1)
    )
    return next(iter(_decisions(connection, DECISION.c.id.in_(found))), None)


def decided(connection: Connection, round_id: str) -> list[Decision]:
    """Return every decision of a round that counts now, by article and item."""
    found = _decisions(connection, DECISION.c.round_id == round_id)
    latest: dict[str, Decision] = {}
    for each in sorted(found, key=lambda each: (each.seq, each.id)):
        latest[each.item_id] = each
    return [each for each in latest.values() if each.settles]


def _decisions(connection: Connection, which: ColumnElement[bool]) -> list[Decision]:
    gold = ANNOTATION.alias()
    query = (
        select(DECISION, gold.c.claim_id.label("gold_claim"))
        .outerjoin(gold, gold.c.id == DECISION.c.gold_id)
        .where(which)
        .order_by(DECISION.c.id)
    )
    rows = connection.execute(query).all()
    if not rows:
        return []
    basis = _basis(connection, select(DECISION.c.id).where(which))
    return [_decision(row, basis[row.id]) for row in rows]


def _basis(connection: Connection, chosen: Select[Any]) -> dict[str, list[Weighed]]:
    found: dict[str, list[Weighed]] = defaultdict(list)
    query = (
        select(
            DECISION_BASIS.c.decision_id,
            DECISION_BASIS.c.annotation_id,
            DECISION_BASIS.c.verdict,
            ANNOTATION.c.claim_id,
        )
        .join(ANNOTATION, ANNOTATION.c.id == DECISION_BASIS.c.annotation_id)
        .where(DECISION_BASIS.c.decision_id.in_(chosen))
        .order_by(DECISION_BASIS.c.decision_id, DECISION_BASIS.c.annotation_id)
    )
    for decision_id, annotation_id, verdict, claim_id in connection.execute(query):
        found[decision_id].append(Weighed(annotation_id, Verdict(verdict), claim_id))
    return found


def _decision(row: Any, basis: Iterable[Weighed]) -> Decision:
    return Decision(
        id=row.id,
        round_id=row.round_id,
        annotator_id=row.annotator_id,
        article_id=row.article_id,
        item_id=row.item_id,
        action_id=row.action_id,
        kind=DecisionKind(row.kind),
        rule=row.rule,
        reason=row.reason,
        gold_id=row.gold_id,
        parent_id=row.parent_id,
        seq=row.seq,
        basis=tuple(basis),
        gold_claim=row.gold_claim,
    )


def articles_with_claims(connection: Connection, round_id: str | None, given: str | None) -> Iterator[str]:
    """Yield the articles that have claims, in the order of import: those that a round lists, or gives claims of."""
    query = select(ARTICLE.c.id).order_by(*ORDER)
    if given is not None:
        here = select(GIVEN_CLAIM.c.claim_id).where(
            GIVEN_CLAIM.c.round_id == given, GIVEN_CLAIM.c.article_id == ARTICLE.c.id
        )
    else:
        here = select(CLAIM.c.id).where(CLAIM.c.article_id == ARTICLE.c.id)
    query = query.where(here.exists())
    if round_id is not None:
        listed = select(ROUND_ARTICLE.c.article_id).where(ROUND_ARTICLE.c.round_id == round_id)
        query = query.where(ARTICLE.c.id.in_(listed))
    return iter(connection.execute(query).scalars().all())


def done_here(connection: Connection, article_id: str) -> dict[str, set[str]]:
    """Return who has done each passage of an article, by passage."""
    found: dict[str, set[str]] = defaultdict(set)
    for state in current_passage_states(connection, article_id=article_id):
        if state.state is Looked.DONE:
            found[state.passage_id].add(state.annotator_id)
    return found


def asked_here(connection: Connection, round_id: str, article_id: str) -> set[str]:
    """Return who is asked for an article in a round by name, repeats left out."""
    latest = (
        select(func.max(ASSIGNMENT.c.id))
        .where(ASSIGNMENT.c.round_id == round_id, ASSIGNMENT.c.article_id == article_id)
        .group_by(ASSIGNMENT.c.annotator_id, ASSIGNMENT.c.kind)
    )
    query = select(ASSIGNMENT.c.annotator_id).where(
        ASSIGNMENT.c.id.in_(latest), ASSIGNMENT.c.state == "asked", ASSIGNMENT.c.kind != "repeat"
    )
    return set(connection.execute(query).scalars())


def exposed_here(connection: Connection, article_id: str) -> dict[str, str]:
    """Return by which action somebody first saw others' work on an article, by annotator."""
    query = (
        select(EXPOSURE.c.annotator_id, func.min(EXPOSURE.c.action_id))
        .where(
            EXPOSURE.c.annotator_id.in_(select(ANNOTATOR.c.id)),
            (EXPOSURE.c.article_id == article_id) | EXPOSURE.c.article_id.is_(None),
        )
        .group_by(EXPOSURE.c.annotator_id)
    )
    return {key: value for key, value in connection.execute(query)}  # noqa: C416  a result is no mapping


def has_round(connection: Connection, round_id: str) -> bool:
    """Tell whether a round has a row of its own."""
    return connection.execute(select(ROUND.c.id).where(ROUND.c.id == round_id)).first() is not None


def only_settling(connection: Connection) -> set[str]:
    """Return who has written gold and annotated nothing: whoever settles is none of those who were to find a claim."""
    written = select(ANNOTATION.c.id).join(CLAIM, CLAIM.c.id == ANNOTATION.c.claim_id)
    mine = written.where(ANNOTATION.c.annotator_id == ANNOTATOR.c.id)
    query = select(ANNOTATOR.c.id).where(
        mine.where(CLAIM.c.origin == "gold").exists(), ~mine.where(CLAIM.c.origin != "gold").exists()
    )
    return set(connection.execute(query).scalars())


def decisions_back(connection: Connection, annotator_id: str, round_id: str, what: str) -> Iterator[Action]:
    """Return the actions by which somebody decided about items of a round, newest first, as far as it is asked for.

    `what` is what such actions are called. Ids rise: the first decision of theirs after an action's id is its own.
    """
    first = (
        select(DECISION.c.id)
        .where(DECISION.c.id > ACTION.c.id, DECISION.c.annotator_id == annotator_id)
        .order_by(DECISION.c.id)
        .limit(1)
        .correlate(ACTION)
        .scalar_subquery()
    )
    own = DECISION.alias()
    here = (
        select(own.c.id)
        .where(own.c.id == first, own.c.action_id == ACTION.c.id, own.c.round_id == round_id)
        .correlate(ACTION)
    )
    query = (
        select(ACTION)
        .where(ACTION.c.annotator_id == annotator_id, ACTION.c.what == what, here.exists())
        .order_by(ACTION.c.id.desc())
    )
    with connection.execute(query, execution_options={"yield_per": AT_ONCE}) as rows:
        for row in rows:
            yield Action(
                row.id, row.annotator_id, Kind(row.kind), row.what, row.at, row.program, row.target_id
            )
