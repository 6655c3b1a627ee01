"""By which rules rows of another file join those of a project, as statements: tables there are `kit`, here `main`.

Rows are told apart by their keys alone, so that the order of files and how often each comes make no difference.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Table

from annotator.store.guards import BLANKED
from annotator.store.sealing import BY_ACTION
from annotator.store.tables import (
    ACTION,
    AGAIN,
    ANNOTATOR,
    ARTICLE,
    METADATA,
    OVERWRITTEN,
    PASSAGE,
    REDACTION,
    ROUND,
    SOURCE,
)

TABLES: tuple[Table, ...] = tuple(each for name, each in METADATA.tables.items() if name not in OVERWRITTEN)
"""What is merged."""

MADE = """
    SELECT id FROM kit.action WHERE annotator_id IS NULL AND what = ? AND EXISTS (
      SELECT 1 FROM kit.kit WHERE state = 'own')"""
"""The actions by which a kit was made; what they wrote is from the project and stays out."""

SPELLED = {ANNOTATOR: ("name", "digest"), SOURCE: ("name", "digest")}
"""What may be another spelling of the same: whoever comes first stays, the other is told."""


WRITTEN_DOWN = (ROUND, AGAIN)
"""What each of several files may have written down for itself under an id that follows from what it is, such as the
round that a project begins with: whoever comes first stays, as long as both say the same."""


def key(table: Table, of: str) -> str:
    """Return the key of a row, as one text."""
    return " || ' ' || ".join(f'{of}."{column.name}"' for column in table.primary_key)


def same(table: Table) -> str:
    """Return the condition under which a row there and one here are the same row."""
    return " AND ".join(f'm."{column.name}" = k."{column.name}"' for column in table.primary_key)


def brought(table: Table) -> str:
    """Return the condition under which a row of the file is one that somebody brings."""
    if table is ACTION:
        return "k.id NOT IN (SELECT id FROM temp.made)"
    if table is PASSAGE:
        return (
            "k.article_id NOT IN (SELECT id FROM kit.article WHERE action_id IN (SELECT id FROM temp.made))"
        )
    if "action_id" not in table.columns:
        return "1"
    return "(k.action_id IS NULL OR k.action_id NOT IN (SELECT id FROM temp.made))"


def new(table: Table) -> str:
    """Return the rows that the project doesn't have yet, to be continued with AND."""
    # Our own names, here and below.
    missing = f"NOT EXISTS (SELECT 1 FROM main.{table.name} AS m WHERE {same(table)})"  # noqa: S608
    return f"FROM kit.{table.name} AS k WHERE {brought(table)} AND {missing}"


def different(table: Table) -> str:
    """Return the question for rows that are there and here under one key and don't say the same."""
    # A cross join is made in the order in which it stands: the file is small, the project may not be.
    joined = f"FROM kit.{table.name} AS k CROSS JOIN main.{table.name} AS m ON {same(table)}"
    return f"SELECT {key(table, 'k')} {joined} WHERE {brought(table)} AND ({_difference(table)})"


def _difference(table: Table) -> str:
    if table is REDACTION:
        # Who blanked it first is of no interest: it is blank.
        return "0"
    hidden = BLANKED.get(table.name, ())
    plain = [
        f'k."{name}" IS NOT m."{name}"'
        for name in table.columns.keys()  # noqa: SIM118  a collection of columns is no mapping
        if name not in hidden
        and name not in SPELLED.get(table, ())
        and not (name == "action_id" and table in WRITTEN_DOWN)
    ]
    # What was blanked in either place is no difference; the hash of it is there in both.
    texts = [
        f'(k."{name}" IS NOT m."{name}" AND k.salt IS NOT NULL AND m.salt IS NOT NULL)' for name in hidden
    ]
    found = " OR ".join([*plain, *texts])
    # An action without a seal stands for one of which only a part could be copied.
    return f"k.digest IS NOT NULL AND m.digest IS NOT NULL AND ({found})" if table is ACTION else found


IMPORTED_APART = f"""
    SELECT k.id FROM kit.article AS k CROSS JOIN main.article AS m ON m.id = k.id
    WHERE {brought(ARTICLE)} AND k.action_id <> m.action_id AND k.text = m.text"""  # noqa: S608  our own names
"""Articles that two imports brought in: how each was cut into passages is part of what it is."""


def respelled(table: Table) -> str:
    """Return the question for the names that are there and here and not spelled the same, but for blanked ones."""
    pseudonym = "" if table is SOURCE else " AND k.digest IS NOT NULL AND m.digest IS NOT NULL"
    joined = f"FROM kit.{table.name} AS k CROSS JOIN main.{table.name} AS m ON {same(table)}"
    return f"SELECT k.name, m.name {joined} WHERE k.name <> m.name{pseudonym}"


def slipped_in() -> Mapping[str, str]:
    """Return by table the question for new rows that claim to belong to what is whole and sealed here."""
    of_action = "EXISTS (SELECT 1 FROM main.action AS a WHERE a.id = k.action_id AND a.digest IS NOT NULL)"
    found = dict.fromkeys((*BY_ACTION, ARTICLE), of_action)
    found[PASSAGE] = "EXISTS (SELECT 1 FROM main.article AS a WHERE a.id = k.article_id)"
    for table in TABLES:
        if "annotation_id" in table.columns and table not in found:
            found[table] = "EXISTS (SELECT 1 FROM main.annotation AS a WHERE a.id = k.annotation_id)"
    return {
        table.name: f"SELECT {key(table, 'k')} {new(table)} AND {where}" for table, where in found.items()
    }


def missing_references(table: Table) -> Mapping[str, str]:
    """Return by the table referred to the question for what rows of the file refer to and nobody has."""
    found = {}
    for reference in sorted(table.foreign_keys, key=lambda each: each.parent.name):
        column, there = f'k."{reference.parent.name}"', reference.column
        query = (
            f"SELECT {column} FROM kit.{table.name} AS k"  # noqa: S608
            f" WHERE {brought(table)} AND {column} IS NOT NULL AND NOT EXISTS ("
            f'SELECT 1 FROM main.{there.table.name} AS m WHERE m."{there.name}" = {column})'
        )
        if table is ACTION:
            query += " AND k.annotator_id IS NOT NULL"
        found[f"{there.table.name} by {reference.parent.name}"] = query
    return found


def insert(table: Table) -> str:
    """Return the statement that brings the new rows of a table."""
    names = table.columns.keys()
    listed = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(
        _ACTION.get(name, f'k."{name}"') if table is ACTION else f'k."{name}"' for name in names
    )
    return f"INSERT INTO main.{table.name} ({listed}) SELECT {values} {new(table)} ORDER BY k.rowid"


_NOBODYS = "k.annotator_id IS NULL AND EXISTS (SELECT 1 FROM temp.made)"
# Of two redactions of one row the first is on record, so the seal of the other would miss it.
_REDACTED = """EXISTS (
    SELECT 1 FROM kit.redaction AS r JOIN main.redaction AS o ON o.kind = r.kind AND o.row_id = r.row_id
    WHERE r.action_id = k.id AND o.action_id <> r.action_id)"""
# Of two that wrote the same down the first is on record, too.
_SAID_BEFORE = " OR ".join(
    f"""EXISTS (
    SELECT 1 FROM kit.{table.name} AS k2 JOIN main.{table.name} AS m ON {same(table).replace("k.", "k2.")}
    WHERE k2.action_id = k.id AND m.action_id <> k2.action_id)"""  # noqa: S608  our own names
    for table in WRITTEN_DOWN
)
_ACTION = {
    # What was done in a kit in nobody's name follows its making, which isn't in the project.
    "parent_id": f"CASE WHEN {_NOBODYS} THEN NULL ELSE k.parent_id END",
    "digest": f"CASE WHEN {_NOBODYS} OR {_REDACTED} OR {_SAID_BEFORE} THEN NULL ELSE k.digest END",
    "chain": f"CASE WHEN {_NOBODYS} THEN NULL ELSE k.chain END",
}

RESURRECTED = {
    name: f"""
    SELECT count(*) {new(METADATA.tables[name])} AND k.salt IS NOT NULL AND k.annotator_id IN (
      SELECT row_id FROM main.redaction WHERE kind = 'annotator')"""  # noqa: S608
    for name in BLANKED
}
"""How many new rows hold words of somebody whose words were all blanked here."""

BLANK = {
    name: f"""
    UPDATE main.{name} SET {", ".join(f"{column} = NULL" for column in columns)}
    WHERE salt IS NOT NULL AND id IN (SELECT row_id FROM main.redaction WHERE kind = '{name}')"""  # noqa: S608
    for name, columns in BLANKED.items()
} | {
    "annotator": """
    UPDATE main.annotator SET name = 'redacted ' || substr(id, 1, 8), digest = NULL
    WHERE digest IS NOT NULL AND id IN (SELECT row_id FROM main.redaction WHERE kind = 'annotator')"""
}
"""What blanks whatever is on record as redacted in either place."""
