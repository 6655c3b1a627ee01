"""Where the chains of a file end, to be kept elsewhere: what is cut off from the end of a chain no seal can tell."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from annotator.store.tables import METADATA, OVERWRITTEN


@dataclass(frozen=True, slots=True)
class Heads:
    """The last action of every chain, as (annotator's id or nothing, action, chain), and how many rows there are."""

    actions: tuple[tuple[str | None, str, str], ...]
    rows: Mapping[str, int]

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        named = ("annotator", "action", "chain")
        return {
            "actions": [dict(zip(named, each, strict=True)) for each in self.actions],
            "rows": dict(self.rows),
        }


_LEAVES = """
    SELECT annotator_id, id, chain FROM action AS a
    WHERE chain IS NOT NULL AND NOT EXISTS (SELECT 1 FROM action AS later WHERE later.parent_id = a.id)
    ORDER BY annotator_id, id"""


def heads(connection: sqlite3.Connection) -> Heads:
    """Return where the chains end now."""
    return Heads(tuple(connection.execute(_LEAVES).fetchall()), dict(_rows(connection)))


def _rows(connection: sqlite3.Connection) -> Iterator[tuple[str, int]]:
    for name in sorted(METADATA.tables):
        if name not in OVERWRITTEN:
            # Our own names.
            yield name, connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608


def broken_promises(connection: sqlite3.Connection, report: Mapping[str, Any]) -> Iterator[str]:
    """Name what an older report of this file knew of and is not there, or is otherwise; rows are only ever added.

    `report` is one that `has_heads`.
    """
    known = report["heads"]
    for head in known["actions"]:
        found = connection.execute("SELECT chain FROM action WHERE id = ?", (head["action"],)).fetchone()
        if found is None:
            yield f"the action {head['action']} was there, and all before it; it is gone"
        elif found[0] != head["chain"]:
            yield f"the action {head['action']}, or what came before it, was otherwise"
    for table, count in _rows(connection):
        before = known["rows"].get(table, 0)
        if count < before:
            yield f"there were {before:,} rows of {table}; now there are {count:,}"


def has_heads(report: object) -> bool:
    """Tell whether something is a report, as JSON gave it, that says where the chains ended."""
    known = report.get("heads") if isinstance(report, Mapping) else None
    if not isinstance(known, Mapping):
        return False
    actions, rows = known.get("actions"), known.get("rows")
    return (
        isinstance(actions, list)
        and all(isinstance(each, Mapping) and {"action", "chain"} <= each.keys() for each in actions)
        and isinstance(rows, Mapping)
        and all(isinstance(count, int) for count in rows.values())
    )
