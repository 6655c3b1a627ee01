"""Writing down the round that a project begins with, which decisions refer to; decisions go the way of every entry."""

from __future__ import annotations

from sqlalchemy import Connection

from annotator.core.history import Action
from annotator.core.round import Round
from annotator.store.reading.settling import has_round
from annotator.store.tables import ROUND
from annotator.store.writing import write


def write_round(connection: Connection, action: Action, round_: Round) -> bool:
    """Write a round down unless it is; tell whether it was not."""
    if has_round(connection, round_.id):
        return False
    row = {"id": round_.id, "name": round_.name, "body": round_.body, "action_id": action.id}
    write(connection, action, {ROUND: [row]})
    return True
