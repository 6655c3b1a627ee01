"""A copy of a project, made while others write to it and checked before it gets a name.

What is counted, the seals and every page come from one moment: a transaction that stays open over all steps of
SQLite's backup, which without it would begin anew after each write of another program and might never end. Where
the log is kept apart (WAL), that transaction holds nobody up.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from annotator.errors import AnnotatorError
from annotator.store.header import is_logged, unwritable
from annotator.store.whole_files import give_name, remove, unfinished_beside

CACHE = "cache_size = -512"
"""Half a megabyte of pages: a screen that makes its backup of the day holds on to what it ever took."""

PAGES = 1024
"""How many pages are copied at a time, 4 MB: often enough to stop soon, seldom enough to cost nothing."""

STEPS = 200_000
"""How many instructions SQLite runs between two looks at whether to stop."""

SEALS = ("digest", "chain")
"""The columns that seal a row."""


class Stopped(AnnotatorError):
    """A copy that was no longer wanted."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Who follows a copy: `tell` hears (pages done, pages in all), `stop` says whether to give it up."""

    tell: Callable[[int, int], object] = lambda *_: None
    stop: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds at one moment: rows by table, and one hash over the seals of all of them."""

    schema: int
    rows: dict[str, int]
    seals: str


def contents(connection: sqlite3.Connection) -> Contents:
    """Return what the database holds."""
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    listed = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
    )
    tables = [name for (name,) in listed.fetchall()]
    counts = {
        name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608  no value
        for name in tables
    }
    hashed = hashlib.sha256()
    for name in tables:
        columns = connection.execute(f'PRAGMA table_info("{name}")').fetchall()
        if any(column[1] in SEALS for column in columns):
            # Column 5 says which part of the primary key a column is.
            named = ", ".join(f'"{column[1]}"' for column in columns if column[5] or column[1] in SEALS)
            for row in connection.execute(f'SELECT {named} FROM "{name}" ORDER BY rowid'):  # noqa: S608  the same
                hashed.update("\n".join(map(str, row)).encode())
    return Contents(schema, counts, hashed.hexdigest())


def keep_copy(
    path: Path,
    names: Iterable[Path],
    watch: Watch | None = None,
    *,
    compact: bool = False,
    read_only: bool = False,
) -> tuple[Path, Contents]:
    """Copy the project at `path` under the first of `names` that nothing has; return it and what it holds.

    Raises what SQLite or the system say, with nothing left behind; `Stopped` when it was given up.
    """
    first, *others = names
    unfinished = unfinished_beside(first)
    try:
        with closing(open_source(path)) as source:
            held = copy_checked(source, unfinished, watch, compact=compact, mode=path.stat().st_mode)
        if read_only:
            unfinished.chmod(stat.S_IMODE(unfinished.stat().st_mode) & 0o444)
        return _named(unfinished, [first, *others]), held
    finally:
        remove(unfinished)


def _named(unfinished: Path, names: Iterable[Path]) -> Path:
    for name in names:
        with suppress(FileExistsError):
            give_name(unfinished, name)
            return name
    raise FileExistsError(17, "every name for the copy is taken")


def open_source(path: Path) -> sqlite3.Connection:
    """Open a database to read it whole, leaving nothing beside it.

    A database that nobody has open is read as it lies: where it may not be written to, SQLite could not make the
    files in which readers and writers arrange themselves.
    """
    # To write is asked for where that can be: whoever closes a database last and may write tidies its log away.
    mode = "immutable=1" if unwritable(path) and not is_logged(path) else "mode=rw"
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?{mode}", uri=True, timeout=5, isolation_level=None
    )
    try:
        for setting in ("query_only = ON", "trusted_schema = OFF", "cell_size_check = ON", CACHE):
            connection.execute(f"PRAGMA {setting}")
    except BaseException:
        connection.close()
        raise
    return connection


def copy_checked(
    source: sqlite3.Connection,
    target: Path,
    watch: Watch | None = None,
    *,
    compact: bool = False,
    mode: int = 0o600,
) -> Contents:
    """Copy one moment of an open database to a new file, check it there, and put it on disk; return what it holds.

    The copy is one file, without a log beside it. `mode` is the file mode it gets: the copy of what only some may
    read is not for everybody. Raises `sqlite3.DatabaseError` when it is not whole or not the same.
    """
    watch = watch or Watch()
    # Made by ourselves, because SQLite would let everybody read it.
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with _stoppable(source, watch):
        source.execute("BEGIN")
        try:
            held = contents(source)
            _copy_pages(source, target, watch)
        finally:
            source.execute("ROLLBACK")
    with closing(sqlite3.connect(target, isolation_level=None)) as copy, _stoppable(copy, watch):
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute(f"PRAGMA {CACHE}")
        if compact:
            copy.execute("VACUUM")
        check_whole(copy)
        if contents(copy) != held:
            raise sqlite3.DatabaseError("the copy does not hold what the project held at that moment")
    target.chmod(stat.S_IMODE(mode) | stat.S_IRUSR | stat.S_IWUSR)
    with target.open("rb+") as file:
        os.fsync(file.fileno())
    return held


def _copy_pages(source: sqlite3.Connection, target: Path, watch: Watch) -> None:
    def step(_: int, left: int, total: int) -> None:
        watch.tell(total - left, total)
        if watch.stop():
            raise Stopped("the copy was given up")

    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        # Until it is whole the copy is nobody's; it is put on disk once, at the end.
        copy.execute("PRAGMA synchronous = OFF")
        copy.execute(f"PRAGMA {CACHE}")
        source.backup(copy, pages=PAGES, progress=step)


def check_whole(connection: sqlite3.Connection) -> None:
    """Raise `sqlite3.DatabaseError` unless pages, indexes and references of the database are in order."""
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise sqlite3.DatabaseError(f"malformed: {found}")
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        raise sqlite3.DatabaseError(f"malformed: {broken[0]} refers to {broken[2]} that is not there")


@contextmanager
def _stoppable(connection: sqlite3.Connection, watch: Watch) -> Iterator[None]:
    """Let what runs on the connection be given up midway."""
    connection.set_progress_handler(watch.stop, STEPS)
    try:
        yield
    except sqlite3.OperationalError as problem:
        if "interrupted" not in str(problem):
            raise
        if watch.stop():
            raise Stopped("the copy was given up") from problem
        # Ctrl-C came while SQLite asked: it takes what was raised in there for a yes, and forgets what it was.
        raise KeyboardInterrupt from problem
    finally:
        connection.set_progress_handler(None, 0)


@contextmanager
def only_one(lock: Path) -> Iterator[bool]:
    """Tell whether nobody else is at what `lock` stands for; it is let go at the end, also by being killed.

    The lock is SQLite's own on an empty file, which works wherever the project does.
    """
    with closing(sqlite3.connect(lock, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as problem:
            if "locked" not in str(problem):
                raise
            yield False
        else:
            yield True


def file_sha256(path: Path) -> str:
    """Return the hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
