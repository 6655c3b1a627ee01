"""Who has seen others' work since when, and which labels came after it.

Before and after are told by the ids of actions. In one file these rise, whatever its clock does, and a kit's follow
those of the project as it was when the kit was made. Only where somebody saw others' work in the project while they
had a kit out is it the clocks of two machines that tell; merging says so where times give a wrong one away.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from annotator.store import driver
from annotator.store.reading.assigning import again
from annotator.store.reading.views import CURRENT, CURRENT_STATE
from annotator.store.tables import (
    AGAIN,
    ANNOTATION,
    ANNOTATOR,
    ASSIGNMENT,
    CLAIM,
    EXPOSURE,
    PASSAGE,
    PASSAGE_STATE,
)


class Later(NamedTuple):
    """A current annotation of somebody who has seen others' work, and the action by which they first had."""

    annotation_id: str
    parent_id: str | None
    action_id: str
    exposed_by: str


def is_known(
    connection: Connection, annotator_id: str, article_id: str | None, round_id: str | None, what: str
) -> bool:
    """Tell whether the same look is on record already, with no label of that person there since; gold is none."""
    looked = select(func.max(EXPOSURE.c.action_id)).where(
        EXPOSURE.c.annotator_id == annotator_id,
        EXPOSURE.c.article_id.is_not_distinct_from(article_id),
        EXPOSURE.c.round_id.is_not_distinct_from(round_id),
        EXPOSURE.c.what == what,
    )
    before = connection.execute(looked).scalar()
    if before is None:
        return False
    since = (
        select(ANNOTATION.c.id)
        .join_from(ANNOTATION, CLAIM, CLAIM.c.id == ANNOTATION.c.claim_id)
        .where(
            ANNOTATION.c.annotator_id.in_(hands(connection, annotator_id)),
            # Both are made from a time, and an annotation after the action that it belongs to: so an index finds them.
            ANNOTATION.c.id > before,
            ANNOTATION.c.action_id > before,
            CLAIM.c.origin != "gold",
        )
    )
    if article_id is not None:
        since = since.where(CLAIM.c.article_id == article_id)
    return connection.execute(since.limit(1)).scalar() is None


def all_looks(
    connection: Connection, annotator_id: str, round_id: str | None, what: str
) -> dict[str | None, str]:
    """Return the action by which somebody last looked in a certain way, by article; None is all of them."""
    query = select(EXPOSURE.c.article_id, func.max(EXPOSURE.c.action_id)).where(
        EXPOSURE.c.annotator_id == annotator_id,
        EXPOSURE.c.round_id.is_not_distinct_from(round_id),
        EXPOSURE.c.what == what,
    )
    rows = connection.execute(query.group_by(EXPOSURE.c.article_id))
    return {article: action for article, action in rows}  # noqa: C416  a result is no mapping


def last_said(connection: Connection, annotator_id: str) -> dict[str, str]:
    """Return the action by which somebody last labelled anything, by article; gold is none."""
    query = (
        select(CLAIM.c.article_id, func.max(ANNOTATION.c.action_id))
        .join_from(ANNOTATION, CLAIM, CLAIM.c.id == ANNOTATION.c.claim_id)
        .where(ANNOTATION.c.annotator_id.in_(hands(connection, annotator_id)), CLAIM.c.origin != "gold")
    )
    rows = connection.execute(query.group_by(CLAIM.c.article_id))
    return {article: action for article, action in rows}  # noqa: C416  a result is no mapping


def hands(connection: Connection, annotator_id: str) -> list[str]:
    """Return all ids under which a person annotates: their own, and those for what they meet again."""
    first = connection.execute(
        select(AGAIN.c.of_annotator_id).where(AGAIN.c.annotator_id == annotator_id)
    ).scalar()
    own = first or annotator_id
    more = connection.execute(select(AGAIN.c.annotator_id).where(AGAIN.c.of_annotator_id == own)).scalars()
    return [own, *more]


def exposures(connection: Connection) -> dict[tuple[str, str | None], str]:
    """Return the action by which somebody first saw others' work, by (annotator, article or None for all)."""
    found = connection.execute(
        select(EXPOSURE.c.annotator_id, EXPOSURE.c.article_id, func.min(EXPOSURE.c.action_id)).group_by(
            EXPOSURE.c.annotator_id, EXPOSURE.c.article_id
        )
    )
    return {(who, article): action for who, article, action in found}


_CURRENT = (
    select(CURRENT.c.id, CURRENT.c.parent_id, CURRENT.c.action_id, CLAIM.c.article_id)
    .join_from(CURRENT, CLAIM, CLAIM.c.id == CURRENT.c.claim_id)
    .where(CURRENT.c.annotator_id == bindparam("annotator"), CLAIM.c.origin != "gold")
)


def later(connection: Connection) -> Iterator[Later]:
    """Yield the current annotations that came after their annotator had seen others' work there, gold left out.

    A person's second hand has seen what the person has. Models see nothing, whatever is on record.
    """
    seen = exposures(connection)
    if not seen:
        return
    people = set(connection.execute(select(ANNOTATOR.c.id).where(ANNOTATOR.c.kind == "person")).scalars()) & {
        who for who, _ in seen
    }
    whose = {who: who for who in people}
    whose |= {hand: first for hand, first in again(connection).items() if first in people}
    for hand, person in sorted(whose.items()):
        for id_, parent, action, article in driver.rows(connection, _CURRENT, annotator=hand):
            by = exposed_by(seen, person, article)
            if by < action:
                yield Later(id_, parent, action, by)


_DONE_AFTER = (
    select(CURRENT_STATE.c.passage_id, CURRENT_STATE.c.action_id, PASSAGE.c.article_id)
    .join(PASSAGE, PASSAGE.c.id == CURRENT_STATE.c.passage_id)
    .where(CURRENT_STATE.c.annotator_id == bindparam("annotator"), CURRENT_STATE.c.state == "done")
)


def done_after(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield who marked which passage done after they had seen others' work there: (annotator id, passage id)."""
    seen = exposures(connection)
    for who in sorted({who for who, _ in seen}):
        for passage, action, article in driver.rows(connection, _DONE_AFTER, annotator=who):
            if exposed_by(seen, who, article) < action:
                yield who, passage


def exposed_by(seen: Mapping[tuple[str, str | None], str], annotator_id: str, article_id: str) -> str:
    """Return the action by which somebody first saw others' work on an article; one after all others if never."""
    known = [
        by for by in (seen.get((annotator_id, None)), seen.get((annotator_id, article_id))) if by is not None
    ]
    return min(known, default=NEVER)


NEVER = "~"
"""Sorts after every id."""


def earlier(connection: Connection, later_id: str | None, exposed_by: str) -> str | None:
    """Return the last annotation of a history from before a look, going back from one of its annotations."""
    id_ = later_id
    while id_ is not None:
        row = connection.execute(
            select(ANNOTATION.c.action_id, ANNOTATION.c.parent_id).where(ANNOTATION.c.id == id_)
        ).one()
        if row.action_id < exposed_by:
            break
        id_ = row.parent_id
    return id_


def others_said(connection: Connection, annotator_id: str) -> bool:
    """Tell whether there is anything of others to be seen at all: labels of people, models, gold."""
    mine = hands(connection, annotator_id)
    others = connection.execute(select(ANNOTATOR.c.id).where(ANNOTATOR.c.id.not_in(mine))).scalars()
    for other in list(others):
        said = select(ANNOTATION.c.id).where(ANNOTATION.c.annotator_id == other)
        if connection.execute(said.limit(1)).scalar() is not None:
            return True
    return False


def articles_of_others(
    connection: Connection, annotator_id: str, article_ids: Iterable[str] | None = None
) -> list[str]:
    """Return the articles, of all or of these, in which others have said anything: people, models, gold."""
    query = (
        select(CLAIM.c.article_id)
        .join_from(CLAIM, ANNOTATION, ANNOTATION.c.claim_id == CLAIM.c.id)
        .where(ANNOTATION.c.annotator_id.not_in(hands(connection, annotator_id)))
    )
    if article_ids is not None:
        listed = func.json_each(json.dumps(list(article_ids))).table_valued("value", name="listed")
        query = query.where(CLAIM.c.article_id.in_(select(listed.c.value)))
    return sorted(connection.execute(query.distinct()).scalars())


def annotates(connection: Connection, annotator_id: str) -> bool:
    """Tell whether somebody has labelled, looked at a passage or been asked to: settling on gold is none of these."""
    who = hands(connection, annotator_id)
    labelled = (
        select(ANNOTATION.c.id)
        .join_from(ANNOTATION, CLAIM, CLAIM.c.id == ANNOTATION.c.claim_id)
        .where(ANNOTATION.c.annotator_id.in_(who), CLAIM.c.origin != "gold")
    )
    looked = select(PASSAGE_STATE.c.id).where(PASSAGE_STATE.c.annotator_id.in_(who))
    asked = select(ASSIGNMENT.c.id).where(ASSIGNMENT.c.annotator_id.in_(who))
    return any(connection.execute(query.limit(1)).scalar() is not None for query in (labelled, looked, asked))


def has_settled(connection: Connection, annotator_id: str) -> bool:
    """Tell whether somebody has written gold."""
    query = select(CLAIM.c.id).join_from(ANNOTATION, CLAIM, CLAIM.c.id == ANNOTATION.c.claim_id)
    query = query.where(ANNOTATION.c.annotator_id == annotator_id, CLAIM.c.origin == "gold")
    return connection.execute(query.limit(1)).scalar() is not None
