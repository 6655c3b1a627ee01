"""Kits: which were made and merged, where somebody's work ends, and what is in a kit that was just made."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, func, select

from annotator.store.tables import ACTION, AGAIN, KIT


def hands(connection: Connection, annotator_id: str) -> frozenset[str]:
    """Return the ids under which somebody works: their own and that of their second hand."""
    second = select(AGAIN.c.annotator_id).where(AGAIN.c.of_annotator_id == annotator_id)
    return frozenset({annotator_id, *connection.execute(second).scalars()})


def head(connection: Connection, annotator_id: str) -> str | None:
    """Return where the chains of somebody's work end, one after the other; nothing before the first action."""
    later = ACTION.alias()
    query = select(ACTION.c.chain).where(
        ACTION.c.annotator_id.in_(hands(connection, annotator_id)),
        ACTION.c.chain.is_not(None),
        ~select(later.c.id).where(later.c.parent_id == ACTION.c.id).exists(),
    )
    return " ".join(sorted(connection.execute(query).scalars())) or None


def not_merged(connection: Connection, annotator_id: str) -> int:
    """Count the kits that were made for somebody and have not been merged since."""
    merged = select(KIT.c.kit_id).where(KIT.c.state == "merged")
    query = (
        select(func.count())
        .select_from(KIT)
        .where(KIT.c.annotator_id == annotator_id, KIT.c.state == "made", KIT.c.kit_id.not_in(merged))
    )
    return connection.execute(query).scalar_one()


def articles_in(kit: Path) -> int:
    """Count the articles in a kit that has no name yet."""
    with closing(sqlite3.connect(kit)) as connection:
        return int(connection.execute("SELECT count(*) FROM article").fetchone()[0])
