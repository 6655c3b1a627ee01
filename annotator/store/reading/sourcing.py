"""Sources: all of them, under which names they are known, and who cited which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    and_,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
    union,
)

from annotator.core.source import Source
from annotator.store.reading.source_changing import IS_SHARED
from annotator.store.reading.views import CURRENT
from annotator.store.tables import (
    ACTION,
    ANNOTATION,
    ANNOTATION_EVIDENCE,
    CLAIM,
    EVIDENCE,
    LABEL,
    REACTION,
    SHARED_SOURCE,
    SOURCE,
    SOURCE_CHANGE,
)


def sources(connection: Connection) -> list[Source]:
    """Return every source, by name."""
    return [_source(row) for row in connection.execute(select(SOURCE).order_by(SOURCE.c.name, SOURCE.c.id))]


def aliases(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Return the other names of each source that has any."""
    return _aliases(connection, true())


_LATER = SOURCE_CHANGE.alias("later")
_TAKEN_BACK = select(_LATER.c.value).where(_LATER.c.kind == "revoke")


def _aliases(connection: Connection, which: ColumnElement[bool]) -> dict[str, tuple[str, ...]]:
    rows = connection.execute(
        select(SOURCE_CHANGE.c.source_id, SOURCE_CHANGE.c.value)
        .where(SOURCE_CHANGE.c.kind == "alias", SOURCE_CHANGE.c.id.not_in(_TAKEN_BACK), which)
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


def named_sources(connection: Connection, after: int = 0) -> tuple[list[Source], int]:
    """Return the sources with a name of their own written after a row, and the row to go on from next time.

    Sources are only ever added, so what has been read need not be read again. Where the rows have been numbered anew
    all of them are returned.
    """
    last = connection.execute(select(func.max(_ROW)).select_from(SOURCE)).scalar() or 0
    if last == after:
        return [], last
    query = select(SOURCE).where(SOURCE.c.qualifier == "")
    # The index of what is named leaves the unnamed ones of all articles unread, which are many; later rows are few.
    query = query.where(after < _ROW) if 0 < after < last else query.order_by(SOURCE.c.name, SOURCE.c.id)
    return [_source(row) for row in connection.execute(query)], last


def shared_sources(connection: Connection, after: int = 0) -> tuple[list[Source], int]:
    """Return the sources that everybody is offered, among those shared after a row, and the row to go on from."""
    last = connection.execute(select(func.max(_SHARED_ROW)).select_from(SHARED_SOURCE)).scalar() or 0
    if last == after:
        return [], last
    shared = select(SHARED_SOURCE.c.source_id)
    shared = shared.where(after < _SHARED_ROW) if 0 < after < last else shared
    # Found by what was shared, and looked up one by one whether that stands.
    stands = exists().where(SHARED_SOURCE.c.source_id == SOURCE.c.id, IS_SHARED)
    query = select(SOURCE).where(SOURCE.c.id.in_(shared), SOURCE.c.qualifier == "", stands)
    return [_source(row) for row in connection.execute(query.order_by(SOURCE.c.name, SOURCE.c.id))], last


def own_named_sources(
    connection: Connection, annotators: Sequence[str], after: str = ""
) -> tuple[list[Source], str]:
    """Return the named sources that some annotators cited, in whichever role, in annotations after one, and the last.

    The annotators are one person's hands. The first time every named source is looked up, later what is new.
    """
    # One after the other, because the last of one is the end of an index and the last of several is not.
    newest = (
        connection.execute(
            select(func.max(ANNOTATION.c.id)).where(ANNOTATION.c.annotator_id == each)
        ).scalar()
        for each in annotators
    )
    last = max(filter(None, newest), default="")
    if last <= after:
        return [], after
    mine = select(ANNOTATION.c.id).where(ANNOTATION.c.annotator_id.in_(annotators), ANNOTATION.c.id > after)
    is_own = SOURCE.c.id.in_(_cited(mine)) if after else _is_cited(annotators)
    query = select(SOURCE).where(SOURCE.c.qualifier == "", is_own)
    return [_source(row) for row in connection.execute(query.order_by(SOURCE.c.name, SOURCE.c.id))], last


def own_sources(connection: Connection, annotators: Sequence[str]) -> set[str]:
    """Return every source that some annotators ever cited, in whichever role."""
    return set(connection.execute(select(SOURCE.c.id).where(_is_cited(annotators))).scalars())


def _is_cited(annotators: Sequence[str]) -> ColumnElement[bool]:
    """Tell of a source whether any of some annotators ever cited it; each way is one look into an index."""
    return or_(
        *(
            select(table.c.annotator_id)
            .where(column == SOURCE.c.id, table.c.annotator_id.in_(annotators))
            .exists()
            for table, column in (
                (LABEL, LABEL.c.source_id),
                (REACTION, REACTION.c.source_id),
                (EVIDENCE, EVIDENCE.c.origin_source_id),
            )
        )
    )


def aliases_since(
    connection: Connection, after: int = 0, only: Sequence[str] | None = None
) -> tuple[dict[str, tuple[str, ...]], int]:
    """Return all other names of the sources given one after a row, and the row to go on from next time.

    With `only`, those that these annotators gave, or nobody in particular.
    """
    last = connection.execute(select(func.max(_CHANGE_ROW)).select_from(SOURCE_CHANGE)).scalar() or 0
    if last == after:
        return {}, last
    which = [] if only is None else [given_by(only)]
    if 0 < after < last:
        changed = select(SOURCE_CHANGE.c.source_id).where(after < _CHANGE_ROW)
        which.append(SOURCE_CHANGE.c.source_id.in_(changed))
    return _aliases(connection, and_(true(), *which)), last


def given_by(annotators: Sequence[str]) -> ColumnElement[bool]:
    """Choose the records about sources that these annotators made, or a lead for everybody."""
    made = select(ACTION.c.id).where(
        ACTION.c.id == SOURCE_CHANGE.c.action_id,
        or_(ACTION.c.annotator_id.is_(None), ACTION.c.annotator_id.in_(annotators)),
    )
    return made.exists()


def aliases_by(connection: Connection, annotators: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the other names that these annotators gave sources, or nobody in particular."""
    return _aliases(connection, given_by(annotators))


def own_unnamed_sources(connection: Connection, article_id: str, annotator_id: str) -> list[Source]:
    """Return the unnamed sources of an article that an annotator has ever cited there, in whichever role.

    "Officials" of another article are other officials; and what others called unnamed here is theirs to know.
    """
    cited = _cited(_own(article_id, annotator_id))
    query = select(SOURCE).where(SOURCE.c.qualifier == article_id, SOURCE.c.id.in_(cited))
    return [_source(row) for row in connection.execute(query.order_by(SOURCE.c.name, SOURCE.c.id))]


def _cited(annotations: Select[tuple[str]]) -> CompoundSelect[Any]:
    """Choose the sources that some annotations name as asserters, in reactions or as where evidence comes from."""
    return union(
        select(LABEL.c.source_id).where(
            LABEL.c.annotation_id.in_(annotations), LABEL.c.source_id.is_not(None)
        ),
        select(REACTION.c.source_id).where(REACTION.c.annotation_id.in_(annotations)),
        select(EVIDENCE.c.origin_source_id)
        .join(ANNOTATION_EVIDENCE, ANNOTATION_EVIDENCE.c.evidence_id == EVIDENCE.c.id)
        .where(
            ANNOTATION_EVIDENCE.c.annotation_id.in_(annotations), EVIDENCE.c.origin_source_id.is_not(None)
        ),
    )


RECENT_LABELS = 20_000
"""How many labels are looked back through for what an annotator uses most: enough for weeks, and read at once."""


def sources_used_lately(connection: Connection, annotator_id: str) -> dict[str, int]:
    """Count how often an annotator gave each source, among the labels that anybody gave last."""
    row: ColumnElement[int] = literal_column("label.rowid")
    lately = (
        select(LABEL.c.source_id, LABEL.c.annotator_id).order_by(row.desc()).limit(RECENT_LABELS).subquery()
    )
    rows = connection.execute(
        select(lately.c.source_id, func.count())
        .where(lately.c.annotator_id == annotator_id, lately.c.source_id.is_not(None))
        .group_by(lately.c.source_id)
    )
    return {source: count for source, count in rows}  # noqa: C416  a result is no mapping


# The order in which SQLite keeps rows, which is that of writing as long as none is removed.
_ROW: ColumnElement[int] = literal_column("source.rowid")
_CHANGE_ROW: ColumnElement[int] = literal_column("source_change.rowid")
_SHARED_ROW: ColumnElement[int] = literal_column("shared_source.rowid")


def _own(article_id: str, annotator_id: str) -> Select[tuple[str]]:
    """Choose the annotations that an annotator ever made in an article, found by its claims."""
    claims = select(CLAIM.c.id).where(CLAIM.c.article_id == article_id)
    return select(ANNOTATION.c.id).where(
        ANNOTATION.c.claim_id.in_(claims), ANNOTATION.c.annotator_id == annotator_id
    )


def _source(row: Any) -> Source:
    return Source(row.id, row.name, row.type, row.qualifier)
