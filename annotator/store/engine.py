"""The one way to a project's database: an engine whose every connection is durable, and two kinds of scope.

`reading()` is short and rolls back; `writing()` begins IMMEDIATE, so that it waits for its turn instead of
failing on a stale snapshot, and commits whole or not at all. When `writing()` returns, the rows are on disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from annotator.errors import StoreProblem
from annotator.store.header import explain

__all__ = ["Connection", "Engine", "open_engine", "reading", "writing"]

BUSY_SECONDS = 5.0

SETTINGS: dict[str, tuple[str, object]] = {
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
    "recursive_triggers": ("ON", 1),
    "busy_timeout": (str(int(BUSY_SECONDS * 1000)), int(BUSY_SECONDS * 1000)),
    "trusted_schema": ("OFF", 0),
    "cell_size_check": ("ON", 1),
    "fullfsync": ("ON", 1),
    "cache_size": ("-256", -256),
}
"""What every connection is set to, and what it must read back. FULL because "saved" means on disk; recursive
triggers because without them INSERT OR REPLACE removes a row and no trigger hears of it. The cache is small, because
a screen asks for a few pages at a time and the system keeps the file; whoever writes in bulk takes a larger one."""


def open_engine(path: Path, *, foreign_keys: bool = True, create: bool = False) -> Engine:
    """Return an engine on the SQLite file at `path`; a file moved away meanwhile is not made anew in silence.

    Only an upgrade works without foreign keys.
    """
    settings = SETTINGS if foreign_keys else SETTINGS | {"foreign_keys": ("OFF", 0)}
    engine = create_engine(
        "sqlite+pysqlite://",
        creator=lambda: _connect(path, "rwc" if create else "rw"),
        hide_parameters=True,
        pool_size=4,
        max_overflow=4,
        poolclass=QueuePool,
    )
    event.listen(engine, "connect", lambda connection, _: _set_and_verify(connection, settings))
    event.listen(engine, "begin", _begin)
    return engine


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    # isolation_level None: the driver begins nothing by itself, `_begin` does.
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)


def _set_and_verify(connection: sqlite3.Connection, settings: dict[str, tuple[str, object]]) -> None:
    for name, (wanted, expected) in settings.items():
        connection.execute(f"PRAGMA {name} = {wanted}")
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != expected:
            raise StoreProblem(
                f"the database does not take the setting {name} = {wanted}",
                why=f"it answers {found!r}; without it saved work might not be on disk",
                do="keep the project on a local disk",
            )


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one moment and leaves no trace."""
    with _explained("read"), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose writes are all on disk when the scope ends, or none of them are.

    Raises `NotSaved` with the reason when they could not be written.
    """
    with (
        _explained("write"),
        engine.connect().execution_options(immediate=True) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def _explained(verb: str) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, sqlite3.Error) as problem:
        raise explain(problem, verb) from problem
