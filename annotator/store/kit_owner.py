"""Whose kit a file is, told by the standard library alone so that the first screen can ask.

A kit is a project's file made for one annotator. It has one row of state `own`, written by the kit's own making.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from annotator.errors import BadInput
from annotator.store.header import read_only

MAKING = "kit"
"""What the actions are called that write into a kit what the lead brought in; merging passes them over."""


@dataclass(frozen=True, slots=True)
class KitOwner:
    """Whose kit it is, and which; `round_id` names the round it was made for, where it was made for one."""

    kit_id: str
    annotator_id: str
    name: str
    round_id: str | None = None


_OWN = """
SELECT k.kit_id, k.annotator_id, a.name, k.round_id FROM kit AS k JOIN annotator AS a ON a.id = k.annotator_id
WHERE k.state = 'own' ORDER BY k.id LIMIT 1"""


def kit_owner(path: Path) -> KitOwner | None:
    """Return whose kit the file at `path` is; nothing for a project, also one from before there were kits."""
    with read_only(path) as connection:
        return owner_in(connection)


def owner_in(connection: sqlite3.Connection) -> KitOwner | None:
    """Return the same of a file that is open."""
    has_kits = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'kit'"
    if connection.execute(has_kits).fetchone() is None:
        return None
    row = connection.execute(_OWN).fetchone()
    return None if row is None else KitOwner(*row)


def refuse_in_kit(path: Path, doing: str) -> None:
    """Raise `BadInput` when the file is a kit: `doing` is what the lead alone does, in the project itself."""
    found = kit_owner(path)
    if found is not None:
        raise BadInput(
            f"this is the kit of {found.name}, not the project: {doing} is for whoever leads it",
            where=str(path),
            why="what is done to a project in a kit doesn't come back with it; the owner's own work does",
            do="do it in the project's own file: name that with --db",
        )
