"""The one way to a project's database: an engine whose every connection is durable, and two kinds of scope.

`reading()` is short and rolls back; `writing()` begins IMMEDIATE, so that it waits for its turn instead of
failing on a stale snapshot, and commits whole or not at all. When `writing()` returns, the rows are on disk.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from annotator.errors import StoreProblem
from annotator.store.header import explain, reading_uri, unwritable

__all__ = ["Connection", "Engine", "open_engine", "reading", "write_by_driver", "writing"]

BUSY_SECONDS = 5.0
ASKING = (0.001, 0.006)
"""How many seconds a writer waits before it asks again whether it is its turn, the least and the most."""

PRIMARY = 0xFF
"""What of SQLite's error codes is the kind of error; the rest says more of it."""

SETTINGS: dict[str, tuple[str, str | int]] = {
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
    "recursive_triggers": ("ON", 1),
    "busy_timeout": (str(int(BUSY_SECONDS * 1000)), int(BUSY_SECONDS * 1000)),
    "trusted_schema": ("OFF", 0),
    "cell_size_check": ("ON", 1),
    "fullfsync": ("ON", 1),
    "cache_size": ("-128", -128),
}
"""What every connection is set to, and what it must read back. FULL because "saved" means on disk; recursive
triggers because without them INSERT OR REPLACE removes a row and no trigger hears of it. The cache is small, because
a screen asks for a few pages at a time and the system keeps the file; whoever writes in bulk takes a larger one."""


def reading_settings() -> dict[str, tuple[str, str | int]]:
    """Return what a connection is set to that reads a file which can't be written."""
    shared = ("foreign_keys", "busy_timeout", "trusted_schema", "cell_size_check")
    return {"query_only": ("ON", 1)} | {name: SETTINGS[name] for name in shared}


class _Pool(QueuePool):
    """The connections that nobody uses; those in `writers` are for `write_by_driver`, which keeps them by itself."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.writers: list[sqlite3.Cursor] = []

    def dispose(self) -> None:
        """Close them; one that is just writing is closed when it is done."""
        while self.writers:
            _close(self.writers.pop())
        super().dispose()


def open_engine(path: Path, *, foreign_keys: bool = True, create: bool = False) -> Engine:
    """Return an engine on the SQLite file at `path`; a file moved away meanwhile is not made anew in silence.

    One that can't be written is opened for reading. Only an upgrade works without foreign keys.
    """
    settings = SETTINGS if foreign_keys else SETTINGS | {"foreign_keys": ("OFF", 0)}
    uri = f"{path.resolve().as_uri()}?mode={'rwc' if create else 'rw'}"
    if not create and path.exists() and unwritable(path):
        settings, uri = reading_settings(), reading_uri(path)
    engine = create_engine(
        "sqlite+pysqlite://",
        creator=lambda: _connect(uri),
        hide_parameters=True,
        pool_size=4,
        max_overflow=4,
        poolclass=_Pool,
    )
    event.listen(engine, "connect", lambda connection, _: _set_and_verify(connection, settings))
    event.listen(engine, "begin", _begin)
    return engine


def _connect(uri: str) -> sqlite3.Connection:
    # isolation_level None: the driver begins nothing by itself, `_begin` does.
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)


def _set_and_verify(connection: sqlite3.Connection, settings: dict[str, tuple[str, str | int]]) -> None:
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
    if not connection.get_execution_options().get("immediate", False):
        connection.exec_driver_sql("BEGIN")
        return
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    try:
        _begin_writing(connection.connection.driver_connection)
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {SETTINGS['busy_timeout'][0]}")


def _begin_writing(connection: Any) -> None:
    """Wait for the turn to write, as long as a connection waits for anything; it must not wait by itself.

    SQLite asks less and less often, so that among many writers whoever has waited longest is the least likely to be
    next. Asking evenly gives each the same chance, and nobody waits much longer than the others.
    """
    until = time.monotonic() + int(SETTINGS["busy_timeout"][1]) / 1000
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode & PRIMARY != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(random.uniform(*ASKING))  # noqa: S311  no secret
        else:
            return


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


_PROBLEMS = (DBAPIError, sqlite3.Error)


def write_by_driver(engine: Engine, write: Callable[[sqlite3.Cursor], None]) -> None:
    """Have `write` write as in `writing`, through nothing but the functions of `store.driver`.

    The connection is kept for the next time, unless it failed: one from the pool would take a fifth of a save, mostly
    code of SQLAlchemy that has left the processor's cache again by the time of the next key.
    """
    pool = cast("_Pool", engine.pool)
    try:
        writer = pool.writers.pop() if pool.writers else _writer(engine)
        try:
            _begin_writing(writer)
            write(writer)
            writer.execute("COMMIT")
        except BaseException:
            # Why it failed is of interest, not that undoing it did so too; whatever is not committed is not there.
            with suppress(sqlite3.Error):
                writer.connection.rollback()
            _close(writer)
            raise
    except _PROBLEMS as problem:
        raise explain(problem, "write") from problem
    if engine.pool is pool:
        pool.writers.append(writer)
    else:
        _close(writer)  # The engine was disposed of meanwhile.


def _writer(engine: Engine) -> sqlite3.Cursor:
    """Take a connection out of the pool for good; it does not wait by itself."""
    taken = engine.raw_connection()
    cursor = cast("sqlite3.Cursor", taken.cursor())
    taken.detach()
    return cursor.execute("PRAGMA busy_timeout = 0")


def _close(writer: sqlite3.Cursor) -> None:
    # With the cursor open the connection would only seem to be closed, and go on holding the file.
    writer.close()
    writer.connection.close()


@contextmanager
def _explained(verb: str) -> Iterator[None]:
    try:
        yield
    except _PROBLEMS as problem:
        raise explain(problem, verb) from problem
