"""What people did, which is the audit log and what undo goes back through."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from annotator.core.history import Action, Kind
from annotator.store.tables import ACTION

AT_ONCE = 64
"""How many actions are read at a time: undo seldom needs more than the latest few of thousands."""


def actions_back(connection: Connection, annotator_id: str) -> Iterator[Action]:
    """Return what one annotator did, newest first, reading no farther than it is asked for."""
    query = select(ACTION).where(ACTION.c.annotator_id == annotator_id).order_by(ACTION.c.id.desc())
    with connection.execute(query, execution_options={"yield_per": AT_ONCE}) as rows:
        for row in rows:
            yield Action(
                row.id, row.annotator_id, Kind(row.kind), row.what, row.at, row.program, row.target_id
            )


def latest_action_id(connection: Connection) -> str:
    """Return the newest action's id, so that new ids can follow it even if the clock went back."""
    return str(connection.execute(select(func.max(ACTION.c.id))).scalar() or "")
