"""Views and triggers, made here and nowhere else, because rebuilding a table in a migration drops its triggers.

An upgrade drops all of them, migrates, and makes them anew.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from annotator.store.tables import METADATA, OVERWRITTEN

CURRENT_ANNOTATION = """
CREATE VIEW current_annotation AS
SELECT a.* FROM annotation AS a
WHERE NOT EXISTS (
  SELECT 1 FROM annotation AS later
  WHERE later.claim_id = a.claim_id AND later.annotator_id = a.annotator_id
    AND (later.seq, later.id) > (a.seq, a.id)
)
"""

CURRENT_PASSAGE_STATE = """
CREATE VIEW current_passage_state AS
SELECT s.* FROM passage_state AS s
WHERE NOT EXISTS (
  SELECT 1 FROM passage_state AS later
  WHERE later.annotator_id = s.annotator_id AND later.passage_id = s.passage_id
    AND (later.seq, later.id) > (s.seq, s.id)
)
"""

VIEWS = {"current_annotation": CURRENT_ANNOTATION, "current_passage_state": CURRENT_PASSAGE_STATE}


def _triggers() -> dict[str, str]:
    return {
        f"{name}_no_{verb.lower()}": (
            f"CREATE TRIGGER {name}_no_{verb.lower()} BEFORE {verb} ON {name} "
            f"BEGIN SELECT RAISE(ABORT, '{name} only grows: rows are neither changed nor removed'); END"
        )
        for name in METADATA.tables
        if name not in OVERWRITTEN
        for verb in ("UPDATE", "DELETE")
    }


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
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type IN ('view', 'trigger')"))
    found: dict[str, str] = {name: sql.strip() for name, sql in rows}
    wanted = {**VIEWS, **_triggers()}
    return sorted(name for name, sql in wanted.items() if found.get(name) != sql.strip())
