"""The driver itself, for what is read or written by the ten thousand: no row is made into more than a tuple.

Statements are still Core expressions, so that tables and columns are named in one place; only their rows pass
SQLAlchemy by. Every column is text or a whole number, which the driver gives as they are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, Select, Table
from sqlalchemy.dialects import sqlite

Values = tuple[Any, ...]
"""What a row has in every column, in the order of its table."""

Driven = Connection | sqlite3.Cursor
"""A connection of SQLAlchemy, or a cursor in a transaction of the driver's own, for one thing at a time."""


class _Question(NamedTuple):
    """What the driver is given: the text, its parameters in order, and those that are always the same."""

    text: str
    names: tuple[str, ...]
    fixed: dict[str, Any]


def rows(connection: Driven, query: Select[Any], **values: object) -> Iterator[Values]:
    """Return the rows of a query one by one; `values` are its parameters by name.

    The text of a query object is made once, so ask the same object again rather than one like it.
    """
    question = _asking(query)
    given = question.fixed | values
    return _cursor(connection).execute(question.text, [given[name] for name in question.names])


def first(connection: Driven, query: Select[Any], *values: object) -> Values | None:
    """Return the first row of a query, or nothing; `values` are all its parameters, in its order."""
    found: Values | None = _cursor(connection).execute(_asking_once(query), values).fetchone()
    return found


def insert(connection: Driven, table: Table, new: Iterable[Values]) -> None:
    """Write rows, each with every column of the table in its order."""
    _cursor(connection).executemany(_inserting(table), new)


def insert_missing(connection: Driven, table: Table, new: Iterable[Values]) -> None:
    """Write rows in the same way, except those whose id is there already."""
    _cursor(connection).executemany(_inserting_missing(table), new)


def in_order(table: Table, new: Iterable[Mapping[str, Any] | Values]) -> list[Values]:
    """Return rows as they are written; of those that name their columns, what is not named is NULL."""
    columns = _columns(table)
    return [row if isinstance(row, tuple) else tuple(map(row.get, columns)) for row in new]


@contextmanager
def roomy(connection: Connection) -> Iterator[None]:
    """Let SQLite keep 32 MB of pages in here, so that indexes by hash are not read again and again."""
    before = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql("PRAGMA cache_size = -32000")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = {before:d}")


def _cursor(connection: Driven) -> sqlite3.Cursor:
    if isinstance(connection, sqlite3.Cursor):
        return connection
    if not connection.in_transaction():
        # SQLAlchemy begins when it executes something itself, and knows nothing of what the driver is asked.
        connection.begin()
    return cast("sqlite3.Cursor", connection.connection.cursor())


_DIALECT = sqlite.dialect(paramstyle="qmark")


@lru_cache(maxsize=128)
def _asking(query: Select[Any]) -> _Question:
    compiled = query.compile(dialect=_DIALECT)
    return _Question(
        str(compiled), tuple(getattr(compiled, "positiontup", None) or ()), dict(compiled.params)
    )


@lru_cache(maxsize=128)
def _asking_once(query: Select[Any]) -> str:
    # The driver looks for the next row already when it is asked for one.
    return f"{_asking(query).text} LIMIT 1"


@cache
def _columns(table: Table) -> tuple[str, ...]:
    return tuple(table.columns.keys())


@cache
def _inserting(table: Table) -> str:
    return str(table.insert().compile(dialect=_DIALECT))


@cache
def _inserting_missing(table: Table) -> str:
    key = [column.name for column in table.primary_key]
    new = sqlite.insert(table).on_conflict_do_nothing(index_elements=key)
    return str(new.compile(dialect=_DIALECT))
