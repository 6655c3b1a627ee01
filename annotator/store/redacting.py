"""Free text taken out for good: blanked on the record, and its bytes gone from the file.

The seals go on holding, because they cover free text only through a salted hash, and the salt goes with it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Table, bindparam, delete, null, or_, select, update

from annotator.core.history import Action
from annotator.core.ids import pseudonym
from annotator.errors import StoreProblem
from annotator.store.guards import BLANKED
from annotator.store.tables import (
    ANNOTATION,
    ANNOTATOR,
    DRAFT,
    EVIDENCE,
    PASSAGE_STATE,
    REDACTION,
)
from annotator.store.writing import write

TABLES: dict[str, Table] = {
    "annotation": ANNOTATION,
    "evidence": EVIDENCE,
    "passage_state": PASSAGE_STATE,
    "annotator": ANNOTATOR,
}
"""What can be redacted, by the name under which it goes on record."""

Found = Mapping[str, tuple[str, ...]]
"""Ids of rows by table."""


def with_text(connection: Connection, table: Table, column: str, value: str) -> tuple[str, ...]:
    """Return the ids of a table's rows, those with such a value in a column, that hold free text."""
    held = or_(*(table.c[name].is_not(None) for name in BLANKED[table.name] if name != "salt"))
    query = select(table.c.id).where(table.c[column] == value, held).order_by(table.c.id)
    return tuple(connection.execute(query).scalars())


def is_there(connection: Connection, table: Table, id_: str) -> bool:
    """Tell whether a table has a row of that id."""
    return connection.execute(select(table.c.id).where(table.c.id == id_)).first() is not None


def same_words_elsewhere(connection: Connection, annotation: str) -> int:
    """Count the other annotations of the same history that carry the same note or restatement."""
    here, other = ANNOTATION.alias(), ANNOTATION.alias()
    alike = (other.c.note == here.c.note) | (other.c.restatement == here.c.restatement)
    query = select(other.c.id).where(
        here.c.id == annotation, other.c.claim_id == here.c.claim_id, other.c.id != here.c.id, alike
    )
    return len(connection.execute(query).all())


def redact(connection: Connection, action: Action, found: Found) -> None:
    """Put on record that these rows are redacted, and blank them; those that were before stay as they are."""
    fresh = {
        kind: [id_ for id_ in ids if not _redacted(connection, kind, id_)] for kind, ids in found.items()
    }
    records = [
        {"kind": kind, "row_id": id_, "action_id": action.id} for kind, ids in fresh.items() for id_ in ids
    ]
    # Whatever a page no longer holds is overwritten in it at once.
    connection.exec_driver_sql("PRAGMA secure_delete = ON")
    write(connection, action, {REDACTION: records})
    for kind, ids in fresh.items():
        if ids:
            _blank(connection, kind, ids)


def _redacted(connection: Connection, kind: str, id_: str) -> bool:
    query = select(REDACTION.c.row_id).where(REDACTION.c.kind == kind, REDACTION.c.row_id == id_)
    return connection.execute(query).first() is not None


def _blank(connection: Connection, kind: str, ids: Iterable[str]) -> None:
    table = TABLES[kind]
    if table is ANNOTATOR:
        for id_ in ids:
            renamed = update(table).where(table.c.id == id_).values(name=pseudonym(id_), digest=null())
            connection.execute(renamed)
        return
    blanked = update(table).where(table.c.id == bindparam("row")).values(dict.fromkeys(BLANKED[kind], null()))
    connection.execute(blanked, [{"row": id_} for id_ in ids])


def forget_drafts(connection: Connection, *, annotator: str | None = None, claim: str | None = None) -> int:
    """Remove the half-typed texts of an annotator, or of a claim; return how many there were."""
    which = DRAFT.c.annotator_id == annotator if annotator is not None else DRAFT.c.claim_id == claim
    return connection.execute(delete(DRAFT).where(which)).rowcount


def sweep(path: Path) -> None:
    """Write the file anew without what was blanked or removed, and empty its log.

    Raises `StoreProblem` when another program keeps it from that; the words are blanked all the same.
    """
    try:
        with closing(sqlite3.connect(path, timeout=5, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA synchronous = FULL")
            # Also what an earlier program left behind in pages that are no longer used.
            connection.execute("VACUUM")
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as problem:
        raise _not_swept(path, str(problem)) from problem
    if busy:
        raise _not_swept(path, "another program is reading from it")


def _not_swept(path: Path, why: str) -> StoreProblem:
    return StoreProblem(
        "the words are blanked, but traces of them may still be in the file",
        where=str(path),
        why=why,
        do="close every other program that has it open, and run the same command again",
    )
