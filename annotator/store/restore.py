"""Checking a backup and making the project of it that is to be restored."""

from __future__ import annotations

import shlex
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from annotator.errors import BadInput, ForeignDatabase, NewerDatabase, NotFound, StoreProblem
from annotator.shipped import shipped
from annotator.store.backup import Contents, Watch, keep_copy, open_source
from annotator.store.backups import identity, is_as_made, read_record
from annotator.store.engine import open_engine, reading
from annotator.store.header import APPLICATION_ID, SCHEMA, explain, read_only, schema_number
from annotator.store.kit_owner import KitOwner, owner_in
from annotator.store.replacing import is_damage, replace
from annotator.store.schema import bring_up_to_date
from annotator.store.seals import broken_seals
from annotator.store.whole_files import remove, unfinished_beside

TOLD = 3
"""How many broken seals are named."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A checked project beside the one it is to replace, of the newest schema; what the backup held."""

    path: Path
    project: str
    held: Contents


@contextmanager
def ready(backup: Path, path: Path, watch: Watch | None = None) -> Iterator[Ready]:
    """Give a project made of `backup` beside `path`, checked throughout and brought up to date.

    Raises what opening a file raises, and `StoreProblem` when the backup is damaged. `backup` is only read, and
    what was made is gone at the end unless it has been put in its place.
    """
    if not path.parent.is_dir():
        raise NotFound(
            "no such folder", where=str(path.parent), do="make it first, or choose another with --db"
        )
    record = read_record(backup)
    if record is not None and not is_as_made(record):
        raise _damaged(backup, "it is not, byte for byte, what it was when it was made")
    number = schema_number(backup)
    made = unfinished_beside(path.resolve())
    try:
        try:
            _, held = keep_copy(backup, [made], watch)
        except sqlite3.Error as problem:
            said = explain(problem, "read").why
            raise (_damaged(backup, said) if is_damage(problem) else _not_in_place(path, said)) from problem
        except OSError as problem:
            raise _not_in_place(path, problem.strerror or str(problem)) from problem
        if number < SCHEMA:
            bring_up_to_date(made, shipped("db") / "migrations", SCHEMA)
        _check_seals(backup, made)
        yield Ready(made, identity(made)[0], held)
    finally:
        remove(made)


def _check_seals(backup: Path, made: Path) -> None:
    engine = open_engine(made)
    try:
        with reading(engine) as connection:
            broken = [str(each) for each in islice(broken_seals(connection), TOLD + 1)]
    finally:
        engine.dispose()
    if broken:
        more = " and more" if len(broken) > TOLD else ""
        raise _damaged(backup, f"changed since it was saved: {', '.join(broken[:TOLD])}{more}")


def _damaged(backup: Path, why: str) -> StoreProblem:
    return StoreProblem(
        "this backup can't be restored",
        where=str(backup),
        why=why,
        do="choose another one: annotator backup list",
    )


def check_present(path: Path, backup: Path, made: Ready) -> None:
    """Raise what is to be said unless `path` holds nothing, this project, or what is left of a damaged file.

    A kit has its project's identity, so it is told by whose it is: it would take all others' work away.
    """
    if path.exists() and path.samefile(backup):
        raise BadInput("this is the project itself", where=str(backup), do="name one of its backups")
    try:
        schema_number(path)
        present, _ = identity(path)
    except (NotFound, StoreProblem) as problem:
        if isinstance(problem, NewerDatabase) or _is_of_another_program(path, problem):
            raise
        return
    if present and present != made.project:
        raise BadInput(
            "this backup is of another project than the one that is here",
            where=str(path),
            why=f"{backup} holds project {made.project}, this file project {present}",
            do="name the file to restore with --db; one that is not there yet is made",
        )
    if present:
        with suppress(sqlite3.Error):  # A file too damaged to say whose kit it is is one to be restored.
            _refuse_other_kit(backup, _owner(path), _owner(made.path))


def _owner(path: Path) -> KitOwner | None:
    with closing(open_source(path)) as connection:
        return owner_in(connection)


def _refuse_other_kit(backup: Path, here: KitOwner | None, there: KitOwner | None) -> None:
    if (here and here.kit_id) == (there and there.kit_id):
        return
    if here is None and there is not None:
        what = f"this is a kit of {there.name}, no backup of the project"
        why = "in the project's place there would be their work alone"
        do = f"to add what is in it: annotator kit merge {shlex.quote(str(backup))}"
    else:
        what = "this is no backup of the kit that is here"
        why = f"it is {f'another kit, of {there.name}' if there else 'of the project, with the work of everybody'}"
        do = "name the file to restore with --db; one that is not there yet is made"
    raise BadInput(what, where=str(backup), why=why, do=do)


def _is_of_another_program(path: Path, problem: Exception) -> bool:
    if not isinstance(problem, ForeignDatabase) or not path.stat().st_size:
        return False
    try:
        with read_only(path, unchanging=True) as connection:
            mark: int = connection.execute("PRAGMA application_id").fetchone()[0]
            return mark != APPLICATION_ID
    except StoreProblem:
        # No database at all, which is what one looks like whose beginning is damaged.
        return False


def put_in_place(path: Path, made: Ready, names: Sequence[Path]) -> Path | None:
    """Put the project that was made at `path`; return the name of what was there, one of `names`."""
    try:
        return replace(path, made.path, names)
    except (sqlite3.Error, OSError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else explain(problem, "read").why
        raise _not_in_place(path, why or str(problem)) from problem


def _not_in_place(path: Path, why: str) -> StoreProblem:
    return StoreProblem(
        "the backup could not be put in place; the project is as it was",
        where=str(path),
        why=why,
        do="make room, see whether you may write to the folder, and try again",
    )
