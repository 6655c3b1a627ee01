"""The schemes a project had, one after another, and what was labelled under each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, tuple_

from annotator.core.claim import State
from annotator.core.scheme_maps import Move
from annotator.store.reading.views import CURRENT
from annotator.store.tables import CLAIM, LABEL, PROJECT, SCHEME, SCHEME_MAP, SCHEME_USE, SOURCE


@dataclass(frozen=True, slots=True)
class SchemeUse:
    """A scheme that came into force by an action (the first by none), and what became of the labels before it."""

    action_id: str
    hash: str
    name: str
    body: str
    moves: tuple[Move, ...] = ()


def scheme_uses(connection: Connection) -> list[SchemeUse]:
    """Return the schemes that came into force, oldest first; the last one is in force."""
    first = connection.execute(select(SCHEME).join(PROJECT, PROJECT.c.scheme_hash == SCHEME.c.hash)).one()
    uses = [SchemeUse("", first.hash, first.name, first.body)]
    later = connection.execute(
        select(
            SCHEME_USE.c.action_id,
            SCHEME.c.hash,
            SCHEME.c.name,
            SCHEME.c.body,
            SCHEME_USE.c.body.label("now"),
        )
        .join(SCHEME, SCHEME.c.hash == SCHEME_USE.c.scheme_hash)
        .order_by(SCHEME_USE.c.action_id)
    ).all()
    if not later:
        return uses
    moves: dict[str, list[Move]] = {}
    for row in connection.execute(select(SCHEME_MAP).order_by(SCHEME_MAP.c.id)):
        moves.setdefault(row.action_id, []).append(Move(row.field, row.old, row.new))
    uses += [
        SchemeUse(row.action_id, row.hash, row.name, row.now or row.body, tuple(moves.get(row.action_id, ())))
        for row in later
    ]
    return uses


def latest_scheme_use(connection: Connection) -> str:
    """Return the action that put the scheme in force; empty for a project's first one."""
    return str(connection.execute(select(func.max(SCHEME_USE.c.action_id))).scalar() or "")


def label_counts(connection: Connection) -> dict[tuple[str, str, str], int]:
    """Count the labels of standing annotations by (scheme, field, value); the value of a source is empty."""
    value = func.coalesce(LABEL.c.value, "")
    rows = connection.execute(
        select(CURRENT.c.scheme_hash, LABEL.c.field, value, func.count())
        .join(LABEL, LABEL.c.annotation_id == CURRENT.c.id)
        .where(CURRENT.c.state == str(State.STANDING))
        .group_by(CURRENT.c.scheme_hash, LABEL.c.field, value)
    )
    return {(hash_, field, label): count for hash_, field, label, count in rows}


def annotation_counts(connection: Connection) -> dict[str, int]:
    """Count the standing annotations by scheme."""
    rows = connection.execute(
        select(CURRENT.c.scheme_hash, func.count())
        .where(CURRENT.c.state == str(State.STANDING))
        .group_by(CURRENT.c.scheme_hash)
    )
    return {hash_: count for hash_, count in rows}  # noqa: C416  a result is no mapping


def answer_counts(connection: Connection) -> dict[tuple[str, str], int]:
    """Count the standing annotations that answer a field, by (scheme, field)."""
    rows = connection.execute(
        select(CURRENT.c.scheme_hash, LABEL.c.field, func.count())
        .join(LABEL, LABEL.c.annotation_id == CURRENT.c.id)
        .where(CURRENT.c.state == str(State.STANDING), LABEL.c.position == 0)
        .group_by(CURRENT.c.scheme_hash, LABEL.c.field)
    )
    return {(hash_, field): count for hash_, field, count in rows}


def articles_labelled(
    connection: Connection, labels: Collection[tuple[str, str, str]], schemes: Collection[str]
) -> set[str]:
    """Return the articles with a standing annotation that has one of the labels, or was made under one of the schemes.

    Labels are (scheme, field, value), as `label_counts` gives them.
    """
    standing = (
        select(CLAIM.c.article_id)
        .join(CURRENT, CURRENT.c.claim_id == CLAIM.c.id)
        .where(CURRENT.c.state == str(State.STANDING))
    )
    label = tuple_(CURRENT.c.scheme_hash, LABEL.c.field, func.coalesce(LABEL.c.value, ""))
    queries = (
        standing.join(LABEL, LABEL.c.annotation_id == CURRENT.c.id).where(label.in_(labels))
        if labels
        else None,
        standing.where(CURRENT.c.scheme_hash.in_(schemes)) if schemes else None,
    )
    return {
        row.article_id
        for query in queries
        if query is not None
        for row in connection.execute(query.distinct())
    }


def source_type_counts(connection: Connection) -> dict[str, int]:
    """Count the sources of each type."""
    rows = connection.execute(select(SOURCE.c.type, func.count()).group_by(SOURCE.c.type))
    return {type_: count for type_, count in rows}  # noqa: C416  a result is no mapping
