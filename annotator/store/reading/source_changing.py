"""The records about sources: other names, renames, merges, and what of these was taken back."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, func, literal_column, or_, select

from annotator.core.history import SourceChange
from annotator.core.source import Source
from annotator.store import driver
from annotator.store.tables import SHARED_SOURCE, SOURCE, SOURCE_CHANGE

_INTO = SOURCE.alias("into")
# A kit may know of a merge and not of the source that it leads to, which then stands for nothing there.
_IS_KNOWN: ColumnElement[bool] = or_(
    SOURCE_CHANGE.c.kind != "merge", exists().where(_INTO.c.id == SOURCE_CHANGE.c.value)
)
_CHANGES = select(
    SOURCE_CHANGE.c.id, SOURCE_CHANGE.c.source_id, SOURCE_CHANGE.c.kind, SOURCE_CHANGE.c.value
).where(_IS_KNOWN)
_BUT_ALIASES = _CHANGES.where(SOURCE_CHANGE.c.kind != "alias")


def source_changes(connection: Connection, *, aliases: bool = True) -> list[SourceChange]:
    """Return every record about a source, or all but other names, which are most of them."""
    return _read(connection, _CHANGES if aliases else _BUT_ALIASES)


def changed_since(connection: Connection, after: int) -> tuple[bool, int]:
    """Tell whether there is any record but other names after a row, and the row to go on from next time."""
    last = next(driver.rows(connection, _LAST))[0] or 0
    if last == after:
        return False, last
    # Where the rows have been numbered anew, any of them may be new.
    since = after if 0 < after < last else 0
    return next(driver.rows(connection, _BUT_ALIASES_SINCE, row=since), None) is not None, last


def _read(connection: Connection, query: Select[tuple[str, str, str, str]]) -> list[SourceChange]:
    return [SourceChange(*row) for row in driver.rows(connection, query)]


def shared_sources(connection: Connection) -> frozenset[str]:
    """Return the sources that everybody is offered."""
    return frozenset(row[0] for row in driver.rows(connection, _SHARED))


def sharings(connection: Connection) -> list[tuple[str, str]]:
    """Return the sharings that stand, as (source, action that shared it)."""
    return [(source, action) for source, action in driver.rows(connection, _SHARINGS)]


def source_of(connection: Connection, source_id: str) -> Source | None:
    """Return the source of an id, if there is one."""
    row = next(driver.rows(connection, _SOURCE, id=source_id), None)
    return None if row is None else Source(*row)


def sources_of(connection: Connection, ids: Iterable[str]) -> dict[str, Source]:
    """Return the sources of these ids by id."""
    rows = driver.rows(connection, _SOURCES, ids=json.dumps(sorted(set(ids))))
    return {row[0]: Source(*row) for row in rows}


_ROW: ColumnElement[int] = literal_column("source_change.rowid")
_LAST = select(func.max(_ROW)).select_from(SOURCE_CHANGE)
_BUT_ALIASES_SINCE = (
    select(SOURCE_CHANGE.c.source_id).where(bindparam("row") < _ROW, SOURCE_CHANGE.c.kind != "alias").limit(1)
)
IS_SHARED: ColumnElement[bool] = ~exists().where(
    SOURCE_CHANGE.c.kind == "revoke",
    SOURCE_CHANGE.c.source_id == SHARED_SOURCE.c.source_id,
    SOURCE_CHANGE.c.value == SHARED_SOURCE.c.action_id,
)
"""A sharing that stands: no record takes back what its action shared."""
_SHARINGS = select(SHARED_SOURCE.c.source_id, SHARED_SOURCE.c.action_id).where(IS_SHARED)
_SHARED = select(SHARED_SOURCE.c.source_id).where(IS_SHARED).distinct()
_COLUMNS = (SOURCE.c.id, SOURCE.c.name, SOURCE.c.type, SOURCE.c.qualifier)
_SOURCE = select(*_COLUMNS).where(SOURCE.c.id == bindparam("id"))
# However many they are, a list of ids is one parameter.
_LISTED = func.json_each(bindparam("ids")).table_valued("value", name="listed")
_SOURCES = select(*_COLUMNS).join_from(_LISTED, SOURCE, SOURCE.c.id == _LISTED.c.value)
