"""Sources: all of them, under which names they are known, and who cited which."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select, union

from annotator.core.source import Source
from annotator.store.reading.views import CURRENT
from annotator.store.tables import (
    ANNOTATION,
    ANNOTATION_EVIDENCE,
    CLAIM,
    EVIDENCE,
    LABEL,
    REACTION,
    SOURCE,
    SOURCE_CHANGE,
)


def sources(connection: Connection) -> list[Source]:
    """Return every source, by name."""
    return [_source(row) for row in connection.execute(select(SOURCE).order_by(SOURCE.c.name, SOURCE.c.id))]


def aliases(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Return the other names of each source that has any."""
    rows = connection.execute(
        select(SOURCE_CHANGE.c.source_id, SOURCE_CHANGE.c.value)
        .where(SOURCE_CHANGE.c.kind == "alias")
        .order_by(SOURCE_CHANGE.c.id)
    )
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for source_id, alias in rows:
        # Two people may have recorded the same other name.
        found[source_id][alias] = None
    return {source_id: tuple(names) for source_id, names in found.items()}


def source_counts(connection: Connection) -> dict[tuple[str, str], int]:
    """Count the standing labels that name each source, by (source id, annotator id)."""
    rows = connection.execute(
        select(LABEL.c.source_id, LABEL.c.annotator_id, func.count())
        .join(CURRENT, CURRENT.c.id == LABEL.c.annotation_id)
        .where(LABEL.c.source_id.is_not(None), CURRENT.c.state == "standing")
        .group_by(LABEL.c.source_id, LABEL.c.annotator_id)
    )
    return {(source, annotator): count for source, annotator, count in rows}


def sources_used(connection: Connection, article_id: str, annotator_id: str) -> list[str]:
    """Return the sources an annotator ever gave a claim of an article, in the order of their first use."""
    rows = connection.execute(
        select(LABEL.c.source_id)
        .where(LABEL.c.annotation_id.in_(_own(article_id, annotator_id)), LABEL.c.source_id.is_not(None))
        .order_by(LABEL.c.annotation_id, LABEL.c.field, LABEL.c.position)
    )
    return list(dict.fromkeys(rows.scalars()))


def sources_offered(connection: Connection, article_id: str, annotator_id: str) -> list[Source]:
    """Return, by name, the sources to offer: all named ones, and of the unnamed ones one's own in this article.

    Named ones are everybody's. "Officials" of another article are other officials; and what others called unnamed
    here is theirs to know.
    """
    own = _own(article_id, annotator_id)
    cited = union(
        select(LABEL.c.source_id).where(LABEL.c.annotation_id.in_(own)),
        select(REACTION.c.source_id).where(REACTION.c.annotation_id.in_(own)),
        select(EVIDENCE.c.origin_source_id)
        .join(ANNOTATION_EVIDENCE, ANNOTATION_EVIDENCE.c.evidence_id == EVIDENCE.c.id)
        .where(ANNOTATION_EVIDENCE.c.annotation_id.in_(own)),
    )
    # The index of what is named leaves the unnamed ones of other articles unread, which are many.
    among = SOURCE.c.qualifier.in_(("", article_id))
    query = select(SOURCE).where(among, or_(SOURCE.c.qualifier == "", SOURCE.c.id.in_(cited)))
    return [_source(row) for row in connection.execute(query.order_by(SOURCE.c.name, SOURCE.c.id))]


def _own(article_id: str, annotator_id: str) -> Select[tuple[str]]:
    """Choose the annotations that an annotator ever made in an article, found by its claims."""
    claims = select(CLAIM.c.id).where(CLAIM.c.article_id == article_id)
    return select(ANNOTATION.c.id).where(
        ANNOTATION.c.claim_id.in_(claims), ANNOTATION.c.annotator_id == annotator_id
    )


def _source(row: Any) -> Source:
    return Source(row.id, row.name, row.type, row.qualifier)
