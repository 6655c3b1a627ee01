"""Taking in a file that comes back from somebody: one moment of it is copied, and checked before any row of it counts.

Whoever made the file may be working in it at this moment; it is only read.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from annotator.errors import AnnotatorError, BadInput, NotFound, StoreProblem
from annotator.shipped import shipped
from annotator.store.backup import PAGES, check_whole, open_source
from annotator.store.checks import CHECKS, SHAPE, shape
from annotator.store.cut_off import why_cut_off
from annotator.store.header import SCHEMA, explain, schema_number
from annotator.store.kit_owner import KitOwner, owner_in
from annotator.store.replacing import is_damage
from annotator.store.schema import bring_up_to_date
from annotator.store.seals import CHECKS as SEALS

TOLD = 3
"""How many findings are named in a message."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A checked copy of a file, of the newest schema: whose kit it is, or nobody's where it is a whole project."""

    path: Path
    owner: KitOwner | None
    project_id: str
    project_name: str


@contextmanager
def taken(file: Path) -> Iterator[Taken]:
    """Give a checked copy of one moment of `file`; it is gone at the end.

    Raises what opening a project raises, and `StoreProblem` when the file is damaged or was changed since it was saved.
    """
    number = _number(file)
    with tempfile.TemporaryDirectory(prefix="annotator-") as folder:
        copy = Path(folder) / "taken.db"
        _copy(file, copy)
        if number < SCHEMA:
            _upgrade(file, copy)
        yield _checked(file, copy)


def _number(file: Path) -> int:
    cut = why_cut_off(file) if file.is_file() else ""
    if cut:
        raise BadInput(
            "this file is not whole: its end is missing",
            where=str(file),
            why=f"{cut}; it was cut off as it was copied or sent, or that isn't over yet",
            do="ask for the file again, sent as it is, and see that it is as large here as it is there",
        )
    try:
        return schema_number(file)
    except NotFound as problem:
        raise NotFound(
            "no such file", where=str(file), why=problem.why, do="name the kits that came back"
        ) from problem
    except StoreProblem as problem:
        problem.do = "ask for the file again, sent as it is"
        raise


def _copy(file: Path, copy: Path) -> None:
    try:
        with (
            closing(open_source(file)) as source,
            closing(sqlite3.connect(copy, isolation_level=None)) as target,
        ):
            # It is nobody's and needs no disk.
            target.execute("PRAGMA synchronous = OFF")
            # Without it SQLite would begin anew after each thing that the owner saves meanwhile.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(target, pages=PAGES)
            source.execute("ROLLBACK")
            target.execute("PRAGMA journal_mode = DELETE")
            check_whole(target)
    except sqlite3.Error as problem:
        if is_damage(problem):
            raise _damaged(file, explain(problem, "read").why) from problem
        raise explain(problem, "write") from problem


def _upgrade(file: Path, copy: Path) -> None:
    try:
        bring_up_to_date(copy, shipped("db") / "migrations", SCHEMA)
    except Exception as problem:
        # Whatever a migration raises, the file itself is as it was.
        why = problem.why if isinstance(problem, AnnotatorError) else str(problem)
        raise _damaged(file, f"it can't be brought up to date: {why}") from problem


def _checked(file: Path, copy: Path) -> Taken:
    try:
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            for setting in ("query_only = ON", "trusted_schema = OFF"):
                connection.execute(f"PRAGMA {setting}")
            if shape(connection) != SHAPE or any(CHECKS["number"].find(connection)):
                raise _damaged(file, "its tables are not made as annotator makes them")
            timeless = next(CHECKS["ids"].find(connection), None)
            if timeless is not None:
                raise _damaged(file, f"no new action could follow one of that id: {timeless}")
            broken = [
                f"{table} {id_}" for find in SEALS.values() for table, id_ in islice(find(connection), TOLD)
            ]
            if broken:
                raise _damaged(file, f"changed since it was saved: {', '.join(broken[:TOLD])}")
            found = connection.execute("SELECT id, name FROM project").fetchall()
            if len(found) != 1:
                raise _damaged(file, "it holds no project")
            return Taken(copy, owner_in(connection), *found[0])
    except (sqlite3.Error, UnicodeDecodeError) as problem:
        raise _damaged(file, str(problem)) from problem


def _damaged(file: Path, why: str) -> BadInput:
    return BadInput(
        "this file is damaged, and nothing of it is merged",
        where=str(file),
        why=why,
        do="ask for it again, sent as it is: closed first, or copied with annotator backup",
    )
