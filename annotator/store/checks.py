"""What is looked at in a project's file, each a function that names what is wrong there in a few words."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable, Iterator
from typing import NamedTuple

from annotator.store import seals
from annotator.store.guards import different_guards

MOST = 20
"""How many findings of one check are told; all are counted."""

SHAPE = "c25ddc453d9001ee5ef4f037611fd5e129ec8a27b4b47151ee7bb852537e3ad5"
"""The hash over what the tables and indexes of this schema are made of, so that a change of their own shows."""

RESTORE = "keep a copy of the file as it is, then restore a backup: annotator restore"
_REINDEX = "restore a backup; or mend a copy of the file with SQLite's own shell: sqlite3 COPY.db REINDEX"
_GUARDS = "restore a backup, and find out which program changed the file: annotator does not"


class Check(NamedTuple):
    """What is looked at, what to do when something is wrong there, and who looks."""

    what: str
    do: str
    find: Callable[[sqlite3.Connection], Iterator[str]]
    quick: bool = False


# -- SQLite's own checks


def _integrity(connection: sqlite3.Connection, how: str) -> Iterator[str]:
    for (said,) in connection.execute(f"PRAGMA {how}({MOST * 5})"):
        if said != "ok":
            yield from str(said).splitlines()


def _references(connection: sqlite3.Connection) -> Iterator[str]:
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"{table} row {row} refers to a {parent} that is not there"


def _number(connection: sqlite3.Connection) -> Iterator[str]:
    (header,) = connection.execute("PRAGMA user_version").fetchone()
    (migrated,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if f"{header:04d}" != migrated:
        yield f"the header says schema {header}, the tables are of {migrated}"


def _shape(connection: sqlite3.Connection) -> Iterator[str]:
    if shape(connection) != SHAPE:
        yield "the tables or indexes are not made as this schema makes them"


def shape(connection: sqlite3.Connection) -> str:
    """Return the hash over what the tables and indexes of a file are made of."""
    rows = connection.execute(
        "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master WHERE type IN ('table', 'index')"
        " ORDER BY type, name"
    )
    # Other versions of what writes the statements may space and quote them otherwise.
    made = [(*row, sorted(re.sub(r'[\s"]+', "", sql).split(","))) for *row, sql in rows]
    return hashlib.sha256(repr(made).encode()).hexdigest()


_ASTRAY = """
    SELECT c.id, c.kind, c.value FROM source_change AS c
    WHERE NOT EXISTS (SELECT 1 FROM kit WHERE state = 'own') AND CASE c.kind
      WHEN 'merge' THEN NOT EXISTS (SELECT 1 FROM source AS s WHERE s.id = c.value)
      WHEN 'revoke' THEN NOT EXISTS (
          SELECT 1 FROM source_change AS r WHERE r.id = c.value AND r.kind <> 'revoke')
        AND NOT EXISTS (
          SELECT 1 FROM shared_source AS h WHERE h.action_id = c.value AND h.source_id = c.source_id)
      ELSE trim(c.value) = '' END"""
_MEANT = {
    "merge": "a source",
    "revoke": "a record that can be taken back",
    "rename": "a name",
    "alias": "a name",
}


def _source_changes(connection: sqlite3.Connection) -> Iterator[str]:
    """Name the records about sources that lead nowhere; a kit may hold one without what it leads to."""
    for id_, kind, value in connection.execute(_ASTRAY):
        yield f"source change {id_} ({kind}) names {value!r}, which is not {_MEANT.get(kind, 'known')}"


# To the end of the year 9999, as `core.ids.moment` has it.
_TIMELESS = """
    SELECT id FROM action WHERE length(id) <> 32 OR id GLOB '*[^0-9a-f]*' OR id >= 'e677d21fdc00'"""


def _ids(connection: sqlite3.Connection) -> Iterator[str]:
    """Name the actions whose ids say no time: no new one could follow them."""
    return (f"action {id_!r}" for (id_,) in connection.execute(_TIMELESS))


def _guards(connection: sqlite3.Connection) -> Iterator[str]:
    for name, how in different_guards(connection):
        yield f"the guard {name} is {how}"


def _indexes(connection: sqlite3.Connection) -> Iterator[str]:
    """Name the indexes that, made anew from their tables, would hold something else."""
    query = "SELECT m.name, i.name, i.partial FROM sqlite_master AS m, pragma_index_list(m.name) AS i"
    listed = connection.execute(f"{query} WHERE m.type = 'table' ORDER BY 1, 2").fetchall()
    for table, index, partial in listed:
        named = connection.execute("SELECT name FROM pragma_index_info(?) ORDER BY seqno", (index,))
        columns = ", ".join((*(_quoted(name) for (name,) in named), "rowid"))
        where = _condition(connection, index) if partial else ""
        of = _quoted(table)
        # Names are those in the file, quoted; nothing can be written through this connection.
        held = f"SELECT {columns} FROM {of} INDEXED BY {_quoted(index)} {where}"  # noqa: S608
        wanted = f"SELECT {columns} FROM {of} NOT INDEXED {where}"  # noqa: S608
        counts = (_more(connection, held, wanted), _more(connection, wanted, held))
        if any(counts):
            yield f"{index} of {table}: {max(counts)} entries are not those of the rows"


def _more(connection: sqlite3.Connection, one: str, other: str) -> int:
    """Count what one query finds and another does not."""
    query = f"SELECT count(*) FROM ({one} EXCEPT {other})"  # noqa: S608  as above
    return int(connection.execute(query).fetchone()[0])


def _condition(connection: sqlite3.Connection, index: str) -> str:
    (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (index,)).fetchone()
    return f"WHERE {sql.partition(' WHERE ')[2]}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


# -- what we sealed


def _sealed(name: str) -> Callable[[sqlite3.Connection], Iterator[str]]:
    def find(connection: sqlite3.Connection) -> Iterator[str]:
        return (f"{table.replace('_', ' ')} {id_}" for table, id_ in seals.CHECKS[name](connection))

    return find


def _integrity_check(connection: sqlite3.Connection) -> Iterator[str]:
    return _integrity(connection, "integrity_check")


def _quick_check(connection: sqlite3.Connection) -> Iterator[str]:
    return _integrity(connection, "quick_check")


CHECKS: dict[str, Check] = {
    "quick": Check("every page can be read", RESTORE, _quick_check, quick=True),
    "integrity": Check("pages, rows and indexes hang together", RESTORE, _integrity_check),
    "references": Check("nothing refers to what is not there", RESTORE, _references, quick=True),
    "number": Check("header and tables are of one schema", RESTORE, _number, quick=True),
    "shape": Check("tables and indexes are made as they should be", RESTORE, _shape, quick=True),
    "sources": Check("records about sources lead to what is there", RESTORE, _source_changes, quick=True),
    "ids": Check("every action is named by the time at which it was done", RESTORE, _ids),
    "guards": Check("every guard against changes is in its place", _GUARDS, _guards, quick=True),
    "indexes": Check("indexes made anew would hold the same", _REINDEX, _indexes),
    "names": Check("project, schemes, people and sources match their seals", RESTORE, _sealed("names")),
    "articles": Check("articles are as they were imported", RESTORE, _sealed("articles")),
    "passages": Check("passages stand where their ids say", RESTORE, _sealed("passages")),
    "evidence": Check("evidence matches its seals", RESTORE, _sealed("evidence")),
    "annotations": Check("annotations match their seals, in chains", RESTORE, _sealed("annotations")),
    "states": Check("passage states follow one another", RESTORE, _sealed("passage states")),
    "actions": Check("actions and all they wrote match their seals", RESTORE, _sealed("actions")),
    "redactions": Check("what was blanked is on record", RESTORE, _sealed("redactions")),
}
"""Every check by its name in the report, in the order in which they are made."""

ANY_SCHEMA = ("quick", "integrity", "references", "number", "indexes")
"""Checks that need to know nothing of our tables."""
