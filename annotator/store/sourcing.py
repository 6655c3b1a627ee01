"""Writing about sources: new ones, records about them, and which of them everybody is offered."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Table

from annotator.core.history import Action, SourceChange
from annotator.core.source import Source
from annotator.store import rows, writing
from annotator.store.rows import Row
from annotator.store.tables import SHARED_SOURCE, SOURCE_CHANGE


def write_sources(
    connection: Connection,
    action: Action,
    *,
    sources: Iterable[Source] = (),
    changes: Iterable[SourceChange] = (),
    shared: Iterable[str] = (),
) -> None:
    """Write sources that are not there yet, records about sources, and the ids of those to be shared, as one action."""
    writing.add_sources(connection, sources)
    written: dict[Table, list[Row]] = {
        SOURCE_CHANGE: [rows.source_change(each, action.id) for each in changes],
        SHARED_SOURCE: [{"source_id": each, "action_id": action.id} for each in dict.fromkeys(shared)],
    }
    writing.write(connection, action, written)
