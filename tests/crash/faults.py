"""A fault that moves: whatever is written through sqlite3 fails at the n-th step, in SQLite's own words.

Steps are what a transaction is made of: beginning, each statement that writes, each commit, each copy of pages, and
each sync of a file that the program itself asks for. What a fault strikes may have been done in part, as many
rows of one statement.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

WRITES = re.compile(
    r"\s*(BEGIN IMMEDIATE|COMMIT|INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER|VACUUM"
    r"|PRAGMA (user_version|application_id) =)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Kind:
    """What goes wrong: what SQLite says, and what a person is told."""

    words: str
    why: str
    code: int
    number: int


KINDS = {
    "full": Kind("database or disk is full", "the disk is full (database or disk is full)", 13, 28),
    "read-only": Kind(
        "attempt to write a readonly database",
        "the file or its folder is read-only (attempt to write a readonly database)",
        8,
        30,
    ),
    "I/O error": Kind("disk I/O error", "the disk reported an error (disk I/O error)", 10, 5),
    "locked": Kind("database is locked", "another program is writing to it (database is locked)", 5, 11),
}


class Fault:
    """Strikes once, at the step that it is armed for."""

    def __init__(self) -> None:
        self._at = 0
        self._kind = KINDS["full"]
        self.steps = 0
        self.struck = False

    def arm(self, at: int, kind: Kind) -> None:
        """Strike the step of that number, counted from 1 and from now on."""
        self._at, self._kind, self.steps, self.struck = at, kind, 0, False

    def step(self) -> bool:
        """Count a step; tell whether it is the one that fails."""
        self.steps += 1
        if self.steps == self._at:
            self.struck = True
            return True
        return False

    def database_error(self) -> sqlite3.OperationalError:
        """Return what SQLite raises."""
        problem = sqlite3.OperationalError(self._kind.words)
        problem.sqlite_errorcode = self._kind.code
        return problem

    def system_error(self) -> OSError:
        """Return what the system raises."""
        return OSError(self._kind.number, os.strerror(self._kind.number))


def _classes(fault: Fault) -> type[sqlite3.Connection]:  # noqa: C901  what a connection does, step by step
    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
            if WRITES.match(sql) and fault.step():
                raise fault.database_error()
            return super().execute(sql, parameters)

        def executemany(self, sql: str, parameters: Any) -> sqlite3.Cursor:
            if WRITES.match(sql) and fault.step():
                rows: Sequence[Any] = list(parameters)
                super().executemany(sql, rows[: len(rows) // 2])
                raise fault.database_error()
            return super().executemany(sql, parameters)

    class Connection(sqlite3.Connection):
        def cursor(self, factory: Any = None) -> Any:
            return super().cursor(factory or Cursor)

        def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
            return self.cursor().execute(sql, parameters)  # type: ignore[no-any-return]

        def commit(self) -> None:
            if self.in_transaction and fault.step():
                raise fault.database_error()
            super().commit()

        def backup(self, target: sqlite3.Connection, **more: Any) -> None:
            if fault.step():
                raise fault.database_error()
            super().backup(target, **more)

    return Connection


@contextmanager
def faulty() -> Iterator[Fault]:
    """Have every connection made in here, and every sync, go through a fault."""
    fault = Fault()
    connect, sync, connection = sqlite3.connect, os.fsync, _classes(fault)

    def connect_faulty(*given: Any, **more: Any) -> Any:
        return connect(*given, **{"factory": connection} | more)

    def sync_faulty(file: int) -> None:
        if fault.step():
            raise fault.system_error()
        sync(file)

    with mock.patch.object(sqlite3, "connect", connect_faulty), mock.patch.object(os, "fsync", sync_faulty):
        yield fault


def strikes(fault: Fault, attempt: Callable[[int], object], near: int = 12, stride: int = 1) -> int:
    """Make attempts with the fault at the 1st, 2nd, 3rd … step until one passes untouched; return how many there were.

    After the first few of a long way only every so many steps are struck.
    """
    at = 1
    while True:
        attempt(at)
        if not fault.struck:
            return at
        at += 1 if at < near else stride
