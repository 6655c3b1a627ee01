"""Whether a file is a project of ours, told by the standard library alone so that the first screen comes soon.

The schema's number is SQLite's `user_version`; this program knows numbers up to `SCHEMA`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from annotator.errors import BadInput, ForeignDatabase, NewerDatabase, NotFound, NotSaved, StoreProblem

APPLICATION_ID = 0x414E4E4F
"""Marks a file as ours ("ANNO")."""

SCHEMA = 2
"""The number of the newest migration in db/migrations/versions."""


def schema_number(path: Path) -> int:
    """Return the schema number of the project at `path`.

    Raises `NotFound`, `ForeignDatabase` or `NewerDatabase` when it is not a project this program can open.
    """
    if not _is_file(path):
        raise NotFound(
            "no project here",
            where=str(path),
            do="make one with: annotator init   (or name another with --db)",
        )
    with read_only(path) as connection:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        number: int = connection.execute("PRAGMA user_version").fetchone()[0]
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
    return number


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
            "this is a folder", where=str(path), do=f"name a file in it, such as {path.name}/annotator.db"
        )
    return is_file


@contextmanager
def read_only(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection that can't change the file; database errors come out as `StoreProblem`."""
    try:
        with closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
        ) as connection:
            yield connection
    except sqlite3.Error as problem:
        if "not a database" in str(problem):
            raise ForeignDatabase(
                "this file is no annotator project",
                where=str(path),
                why="it is not even a SQLite database",
                do="choose another file with --db",
            ) from problem
        raise explain(problem, "read") from problem


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
