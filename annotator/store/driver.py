"""The driver itself, for what is read or written by the ten thousand: no row is made into more than a tuple.

Statements are still Core expressions, so that tables and columns are named in one place; only their rows pass
SQLAlchemy by. Every column is text or a whole number, which the driver gives as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Select, Table
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

Values = tuple[Any, ...]


class _Statement(NamedTuple):
    """What the driver is given: the text, its parameters in order, and those that are always the same."""

    text: str
    names: tuple[str, ...]
    fixed: dict[str, Any]


def rows(connection: Connection, query: Select[Any], **values: object) -> Iterator[Values]:
    """Return the rows of a query one by one; `values` are its parameters by name.

    The text of a query object is made once, so ask the same object again rather than one like it.
    """
    statement = _selecting(query, connection.dialect)
    given = statement.fixed | values
    found: Iterator[Values] = _cursor(connection).execute(
        statement.text, [given[name] for name in statement.names]
    )
    return found


def insert(connection: Connection, table: Table, new: Iterable[Values]) -> None:
    """Write rows, each with every column of the table in its order."""
    _cursor(connection).executemany(_inserting(table, connection.dialect), new)


def insert_missing(connection: Connection, table: Table, new: Iterable[Values]) -> None:
    """Write rows in the same way, except those whose id is there already."""
    _cursor(connection).executemany(_inserting_missing(table, connection.dialect), new)


@contextmanager
def roomy(connection: Connection) -> Iterator[None]:
    """Let SQLite keep 32 MB of pages in here, so that indexes by hash are not read again and again."""
    before = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql("PRAGMA cache_size = -32000")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = {before:d}")


def _cursor(connection: Connection) -> Any:
    if not connection.in_transaction():
        # SQLAlchemy begins when it executes something itself, and knows nothing of what the driver is asked.
        connection.begin()
    return connection.connection.cursor()


@lru_cache(maxsize=128)
def _selecting(query: Select[Any], dialect: Dialect) -> _Statement:
    compiled = query.compile(dialect=dialect)
    return _Statement(
        str(compiled), tuple(getattr(compiled, "positiontup", None) or ()), dict(compiled.params)
    )


@lru_cache(maxsize=32)
def _inserting(table: Table, dialect: Dialect) -> str:
    return str(table.insert().compile(dialect=dialect))


@lru_cache(maxsize=32)
def _inserting_missing(table: Table, dialect: Dialect) -> str:
    key = [column.name for column in table.primary_key]
    return str(sqlite_insert(table).on_conflict_do_nothing(index_elements=key).compile(dialect=dialect))
