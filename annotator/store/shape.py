"""What of a project's file is program rather than data, and which of that is ours.

A file may come from anybody. SQLite runs the triggers and views it finds there with the rights of whoever opens it:
they could write, or compute without an end. So a file that holds others than ours is not opened.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

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
"""Made anew by every upgrade; their text changes with the schema's number alone."""

_GUARD = re.compile(
    r"\s*CREATE TRIGGER \w+ BEFORE (?:INSERT|UPDATE|DELETE) ON \w+ (?:WHEN [^;]+ )?"
    r"BEGIN SELECT RAISE\(ABORT, '[^';]*'\); END\s*"
)
"""All that a trigger of ours does is refuse."""

_COMPUTED = re.compile(r"\bAS\s*\(|\bGENERATED\b", re.IGNORECASE)


def strange_parts(connection: sqlite3.Connection, *, newest: bool) -> Iterator[str]:
    """Name what is none of ours; of a schema that is not the newest, views are dropped unread."""
    listed = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    for kind, name, sql in connection.execute(listed):
        if kind == "trigger":
            is_ours = _GUARD.fullmatch(sql) is not None
        elif kind == "view":
            is_ours = sql.strip() == VIEWS.get(name, "").strip() if newest else name in VIEWS
        else:
            is_ours = not sql.startswith("CREATE VIRTUAL") and not (kind == "table" and _COMPUTED.search(sql))
        if not is_ours:
            yield f"the {kind} {name}"
