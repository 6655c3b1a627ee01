"""Putting a whole database where a project is, so that being killed midway leaves the one or the other.

The content of a file in order is replaced by SQLite itself, in one transaction: whoever opens it at that moment
waits, and sees the old content or the new. A file that is damaged can't be written to so: it is given another name,
and its old name passes to the new file in one step.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from annotator.errors import StoreProblem
from annotator.store.backup import contents, copy_checked, open_source
from annotator.store.header import LOGS
from annotator.store.whole_files import (
    beside,
    give_name,
    orphaned_logs,
    remove,
    sync_folder,
    unfinished_beside,
)


def replace(path: Path, whole: Path, names: Sequence[Path]) -> Path | None:
    """Put the checked database `whole` at `path`; return the name what was there has now, one of `names`.

    Nothing is overwritten that has no other name by then. Raises `StoreProblem` while another program has the
    project open, and what SQLite or the system say; the project is as it was then.
    """
    path = path.resolve()
    if not path.exists():
        return _put_where_nothing_is(path, whole, names)
    if not _can_be_read(path):
        return _put_in_place_of_damage(path, whole, names)
    try:
        with _alone(path) as present:
            aside = _copied_aside(present, path, names)
            _replace_content(present, whole)
            return aside
    except sqlite3.DatabaseError as problem:
        if not is_damage(problem):
            raise
    return _put_in_place_of_damage(path, whole, names)


def _can_be_read(path: Path) -> bool:
    """Tell whether the file begins as a database does: one that doesn't loses its log to whoever opens it."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as connection:
            return bool(connection.execute("PRAGMA application_id").fetchone()[0])
    except sqlite3.DatabaseError:
        return False


def is_damage(problem: sqlite3.Error) -> bool:
    """Tell whether an error says that a file is damaged, and not that something is in the way."""
    return any(word in str(problem) for word in ("malformed", "not a database", "no such table"))


@contextmanager
def _alone(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection while nobody else has the file open or can open it; its log has become part of the file.

    A log can be folded in for good, by leaving that mode, only by whoever has the file alone.
    """
    uri = f"{path.as_uri()}?mode=rw"
    with closing(sqlite3.connect(uri, uri=True, timeout=1, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            # With a log, so that after a kill even those can read the file who may not write to it.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA fullfsync = ON")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except sqlite3.OperationalError as problem:
            if "locked" not in str(problem) and "busy" not in str(problem):
                raise
            raise StoreProblem(
                "the project is in use",
                where=str(path),
                why="another program has it open, and would go on as if nothing had happened",
                do="leave annotator wherever it is open on this project, and try again",
            ) from problem
        yield connection


def _copied_aside(present: sqlite3.Connection, path: Path, names: Sequence[Path]) -> Path:
    unfinished = unfinished_beside(names[0])
    try:
        copy_checked(present, unfinished, mode=path.stat().st_mode)
        return _first_free(unfinished, names)
    finally:
        remove(unfinished)


def _first_free(unfinished: Path, names: Sequence[Path]) -> Path:
    for name in names:
        with suppress(FileExistsError):
            give_name(unfinished, name)
            return name
    raise FileExistsError(17, "every name for the present file is taken")


def _replace_content(present: sqlite3.Connection, whole: Path) -> None:
    with closing(open_source(whole)) as source:
        wanted = contents(source)
        source.backup(present)
        if contents(present) != wanted:
            raise sqlite3.OperationalError("the project does not hold what the backup does")


def _put_where_nothing_is(path: Path, whole: Path, names: Sequence[Path]) -> Path | None:
    """Name the file, once no log of another lies there, which would become part of it."""
    aside = None
    for log in orphaned_logs(path):
        aside = _renamed(log, [beside(name, log.name.removeprefix(path.name)) for name in names])
    sync_folder(path)
    give_name(whole, path)
    return aside


def _put_in_place_of_damage(path: Path, whole: Path, names: Sequence[Path]) -> Path:
    shutil.copymode(path, whole)
    aside = _second_name(path, names)
    for extra in (*LOGS, "-shm"):
        if beside(path, extra).exists():
            _renamed(beside(path, extra), [beside(aside, extra)])
    sync_folder(path)
    # The damaged file has its second name on disk, so that nothing is lost by this.
    whole.replace(path)
    sync_folder(path)
    return aside


def _second_name(path: Path, names: Sequence[Path]) -> Path:
    for name in names:
        with suppress(FileExistsError):
            try:
                os.link(path, name)
            except FileExistsError:
                raise
            except OSError:
                _copy_bytes(path, name)
            return name
    raise FileExistsError(17, "every name for the present file is taken")


def _copy_bytes(path: Path, name: Path) -> None:
    """Copy a file where there are no links; to be renamed it would have to leave its name for a moment."""
    with path.open("rb") as source, name.open("xb") as target:
        shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())


def _renamed(path: Path, names: Sequence[Path]) -> Path:
    for name in names:
        if not name.exists():
            path.rename(name)
            return name
    raise FileExistsError(17, "every name for the old log is taken", str(path))
