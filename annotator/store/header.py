"""Whether a file is a project of ours, told by the standard library alone so that the first screen comes soon.

The schema's number is SQLite's `user_version`; this program knows numbers up to `SCHEMA`.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from annotator.errors import BadInput, ForeignDatabase, NewerDatabase, NotFound, NotSaved, StoreProblem
from annotator.store.shape import strange_parts

APPLICATION_ID = 0x414E4E4F
"""Marks a file as ours ("ANNO")."""

LOGS = ("-wal", "-journal")
"""What SQLite adds to a database's name for its log."""

SCHEMA = 4
"""The number of the newest migration in db/migrations/versions."""


def schema_number(path: Path) -> int:
    """Return the schema number of the project at `path`.

    Raises `NotFound`, `ForeignDatabase` or `NewerDatabase` when it is not a project this program can open.
    """
    if not _is_file(path):
        raise NotFound(
            "no project here",
            where=str(path),
            why="it is a link to a file that is not there" if path.is_symlink() else "",
            do="make one with: annotator init   (or name another with --db)",
        )
    application, number = _marks(path)
    if not application and not path.stat().st_size:
        raise ForeignDatabase(
            "this file is empty",
            where=str(path),
            why="no project was ever made in it, or all of it is gone",
            do="restore a backup with: annotator restore   (or remove it and make a project: annotator init)",
        )
    if application != APPLICATION_ID:
        raise ForeignDatabase(
            "this database belongs to another program",
            where=str(path),
            why="it does not carry annotator's mark",
            do="choose another file with --db",
        )
    if number < 1:
        raise StoreProblem(
            "this project was never finished",
            where=str(path),
            why="it carries annotator's mark and no tables",
            do="remove the file and make the project anew with: annotator init",
        )
    if number > SCHEMA:
        raise NewerDatabase(
            "this project was last opened by a newer annotator",
            where=str(path),
            why=f"its schema is number {number}, this program knows up to {SCHEMA}",
            do="upgrade annotator; the file is unchanged",
        )
    with read_only(path) as connection:
        strange = next(strange_parts(connection, newest=number == SCHEMA), "")
    if strange:
        raise ForeignDatabase(
            "this project holds what annotator did not make, and it is not opened",
            where=str(path),
            why=f"{strange} would be run with your rights",
            do="ask whoever gave it to you; annotator restore brings back a backup of yours",
        )
    return number


def _marks(path: Path) -> tuple[int, int]:
    """Return the file's application id and schema number.

    They are read as they lie first: of a file that is refused nothing is touched, and no log is left beside it. What
    its log says counts more, but the mark never changes and the number only rises.
    """
    logged = is_logged(path)
    try:
        with read_only(path, unchanging=True) as connection:
            application, number = _read_marks(connection)
    except StoreProblem as problem:
        if isinstance(problem, ForeignDatabase) or not is_logged(path):
            raise
        # Somebody may be moving the log into the file at this moment; only a reader that they wait for sees it whole.
        with read_only(path) as connection:
            return _read_marks(connection)
    if not logged or (application and application != APPLICATION_ID) or number > SCHEMA:
        return application, number
    with read_only(path) as connection:
        return _read_marks(connection)


def is_logged(path: Path) -> bool:
    """Tell whether a log lies beside a database, which may hold work that the file itself does not have yet."""
    return any(path.with_name(path.name + extra).exists() for extra in LOGS)


def _read_marks(connection: sqlite3.Connection) -> tuple[int, int]:
    return tuple(
        connection.execute(f"PRAGMA {mark}").fetchone()[0] for mark in ("application_id", "user_version")
    )


def unwritable(path: Path) -> str:
    """Return why nothing can be written to a project's file, or nothing if it can be."""
    path = path.resolve()
    if not _may(path, os.W_OK):
        return "the file is read-only"
    if not _may(path.parent, os.W_OK | os.X_OK):
        return "its folder is read-only, where the log of what is saved has its place"
    return ""


def _may(path: Path, what: int) -> bool:
    # As whoever the program acts for, which is also what opening the file will be judged by.
    return os.access(path, what, effective_ids=os.access in os.supports_effective_ids)


def reading_uri(path: Path) -> str:
    """Return the address that opens a file for reading alone.

    SQLite puts files of its own beside one that it reads. Where it can't, the file is taken for one that nobody
    changes, unless a log is there whose rows would then be missed.
    """
    path = path.resolve()
    is_still = not is_logged(path) and not _may(path.parent, os.W_OK | os.X_OK)
    return f"{path.as_uri()}?{'immutable=1' if is_still else 'mode=ro'}"


def empty_project(path: Path) -> StoreProblem:
    """Return what to say of a file that has our tables and no project in them."""
    return StoreProblem(
        "this file holds no project",
        where=str(path),
        why="it has annotator's tables and nothing in them",
        do="remove it and make the project anew with: annotator init",
    )


def _is_file(path: Path) -> bool:
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except OSError as problem:
        raise StoreProblem(
            "the project can't be reached",
            where=str(path),
            why=problem.strerror or str(problem),
            do="check the permissions of its folder, or name another with --db",
        ) from problem
    if is_folder:
        raise BadInput(
            "this is a folder",
            where=str(path),
            do=f"name a file in it, such as {path.name or path}/annotator.db",
        )
    return is_file


@contextmanager
def read_only(path: Path, *, unchanging: bool = False) -> Iterator[sqlite3.Connection]:
    """Give a connection that can't change the file; database errors come out as `StoreProblem`.

    One that takes the file for `unchanging` reads it without its log and makes no files beside it.
    """
    uri = f"{path.resolve().as_uri()}?immutable=1" if unchanging else reading_uri(path)
    if not unchanging and path.with_name(path.name + "-journal").exists():
        # A program was killed as it changed the file, and only one that may write can set that right.
        uri = f"{path.resolve().as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=5)) as connection:
            connection.execute("PRAGMA query_only = ON")
            yield connection
    except sqlite3.Error as problem:
        if "not a database" in str(problem):
            raise ForeignDatabase(
                "this file is no annotator project",
                where=str(path),
                why="it is not even a SQLite database",
                do="choose another file with --db",
            ) from problem
        said = explain(problem, "read")
        said.where = str(path)
        raise said from problem
    except UnicodeDecodeError as problem:
        # SQLite looks at no text itself.
        said = explain(sqlite3.DatabaseError(f"malformed text: {problem.reason}"), "read")
        said.where = str(path)
        raise said from problem


_REASONS = (
    ("locked", "another program is writing to it", "wait until it is done and try again"),
    ("busy", "another program is writing to it", "wait until it is done and try again"),
    ("readonly", "the file or its folder is read-only", "make both writable, or copy the project elsewhere"),
    (
        "unable to open",
        "the file or its folder can't be opened for writing",
        "check the path and its permissions",
    ),
    ("full", "the disk is full", "make room and try again"),
    ("disk i/o", "the disk reported an error", "check the disk; copy the project to another one"),
    ("malformed", "the file is damaged", "keep a copy of it and restore a backup"),
    ("not a database", "the file is no SQLite database", "choose another file with --db"),
    ("only grows", "the program tried to change what must not change", "please report this"),
    ("constraint failed", "the database refused a value", "please report this"),
)


def explain(problem: Exception, verb: str) -> StoreProblem:
    """Say in words what a database error means and what to do about it."""
    words = str(getattr(problem, "orig", problem))
    why, do = next(
        ((f"{why} ({words})", do) for key, why, do in _REASONS if key in words.lower()),
        (words, "try again; if it stays, please report this"),
    )
    kind = NotSaved if verb == "write" else StoreProblem
    return kind(
        f"the database could not be {'written; nothing was saved' if verb == 'write' else 'read'}",
        why=why,
        do=do,
    )
