"""Views and triggers, made here and nowhere else, because rebuilding a table in a migration drops its triggers.

An upgrade drops all of them, migrates, and makes them anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from sqlalchemy import Connection, text

from annotator.store.shape import VIEWS
from annotator.store.tables import METADATA, OVERWRITTEN

BLANKED = {
    "annotation": ("restatement", "note", "salt"),
    "evidence": ("url", "archived_url", "quote", "note", "salt"),
    "passage_state": ("reason", "salt"),
}
"""Free text and its salt, by table: what redaction makes NULL, and nothing but that."""

PSEUDONYM = "'redacted ' || substr(id, 1, 8)"
"""The only name that a person's can be changed to, in SQL."""


def _triggers() -> dict[str, str]:
    return {
        f"{name}_no_{verb.lower()}": (
            f"CREATE TRIGGER {name}_no_{verb.lower()} BEFORE {verb} ON {name} "
            f"{_unless_redacting(name) if verb == 'UPDATE' else ''}"
            f"BEGIN SELECT RAISE(ABORT, '{name} only grows: rows are neither changed nor removed'); END"
        )
        for name in METADATA.tables
        if name not in OVERWRITTEN
        for verb in ("UPDATE", "DELETE")
    }


def _unless_redacting(name: str) -> str:
    """Let a row lose its free text once it is on record that it does, every other column as it was."""
    if name == "annotator":
        allowed = {"name": f"NEW.name = {PSEUDONYM.replace('id', 'OLD.id')}", "digest": "NEW.digest IS NULL"}
    else:
        allowed = {column: f'NEW."{column}" IS NULL' for column in BLANKED.get(name, ())}
    if not allowed:
        return ""
    columns = METADATA.tables[name].columns.keys()
    same = [f'NEW."{column}" IS OLD."{column}"' for column in columns if column not in allowed]
    on_record = f"EXISTS (SELECT 1 FROM redaction WHERE kind = '{name}' AND row_id = OLD.id)"  # noqa: S608  our own names
    conditions = (*allowed.values(), *same, "NEW.rowid = OLD.rowid", on_record)
    return f"WHEN NOT ({' AND '.join(conditions)}) "


def drop_guards(connection: Connection) -> None:
    """Drop every view and trigger of the database."""
    found = connection.execute(text("SELECT type, name FROM sqlite_master WHERE type IN ('view', 'trigger')"))
    for kind, name in found.all():
        connection.execute(text(f'DROP {kind} "{name}"'))


def make_guards(connection: Connection) -> None:
    """Make every view and trigger."""
    for statement in (*VIEWS.values(), *_triggers().values()):
        connection.execute(text(statement))


def missing_guards(connection: Connection) -> list[str]:
    """Name the views and triggers that the database lacks, or has under the name of another one."""
    rows = connection.execute(text(_FOUND))
    return [name for name, how in _different((row.name, row.sql) for row in rows) if how != TOO_MANY]


def different_guards(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Name the views and triggers that are missing, changed or not ours, and which of these."""
    return _different(connection.execute(_FOUND))


TOO_MANY = "none of ours"
_FOUND = "SELECT name, sql FROM sqlite_master WHERE type IN ('view', 'trigger')"


def _different(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    found = {name: sql.strip() for name, sql in rows}
    wanted = {name: sql.strip() for name, sql in {**VIEWS, **_triggers()}.items()}
    missing = dict.fromkeys(wanted.keys() - found.keys(), "missing")
    changed = {name: "changed" for name in wanted.keys() & found.keys() if wanted[name] != found[name]}
    foreign = dict.fromkeys(found.keys() - wanted.keys(), TOO_MANY)
    return sorted({**missing, **changed, **foreign}.items())
